//! Scripts that are written without spaces between words.

/// Whether `c` is of one of them (Han, kana, Thai, Lao, Burmese, Khmer), or of Hangul, which attaches its particles to its words.
#[inline]
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    // Georgian lies between Burmese and Hangul, the middle dot of kana is no letter.
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30fa}' | '\u{30fc}'..='\u{318f}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}
