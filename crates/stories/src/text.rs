//! Text as tokens: words, numbers and, in scripts without spaces, single characters. Case, accents and punctuation are
//! folded away. Nothing here knows what a token is used for.

/// What kind of token it is; it decides how much text a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A run of letters (and digits within) in a script with spaces.
    Word,
    /// Digits, with the separators between them folded.
    Number,
    /// One Han, Kana or Hangul character.
    Ideograph,
    /// One letter of a script of syllables or letters without spaces (Thai, Lao, Khmer, Burmese).
    Unspaced,
}

/// A token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Of the folded characters; the same on every machine and in every run.
    pub(crate) hash: u32,
    /// Of the first [`STEM`] folded characters: what the forms of a word, and its relatives in other languages, share.
    pub(crate) stem: u32,
    /// What it is.
    pub(crate) kind: Kind,
    /// How many characters it has.
    pub(crate) length: u8,
    /// Whether it begins with a capital letter although it does not begin a sentence: most likely a name.
    pub(crate) named: bool,
    /// Whether it begins with a small letter: most likely no name.
    pub(crate) small: bool,
}

/// So many letters of a word are its stem: enough to tell words apart, few enough to fold inflection and spelling.
pub(crate) const STEM: u8 = 5;

/// The tokens of `text`, at most `limit`.
pub(crate) fn tokens(text: &str, limit: usize) -> Vec<Token> {
    let mut found = Vec::with_capacity(limit.min(text.len() / 5 + 1));
    let (mut rest, mut begins) = (Rest(text), true);
    while found.len() < limit {
        rest.skip_spaces();
        match rest.token(&mut begins) {
            Some(token) => found.extend(token),
            None => break,
        }
    }
    found
}

/// The tokens of `text`, each with the piece of it that it was read from.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (Token, &str)> {
    let mut rest = Rest(text);
    let mut begins = true;
    std::iter::from_fn(move || {
        loop {
            rest.skip_spaces();
            let from = rest.0;
            let token = rest.token(&mut begins)?;
            if let Some(token) = token {
                let length = from.len() - rest.0.len();
                return Some((token, from.get(..length).unwrap_or_default()));
            }
        }
    })
}

/// The part of a text that is still to be read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn peek(&self) -> Option<char> {
        self.0.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.0.chars();
        let next = chars.next();
        self.0 = chars.as_str();
        next
    }

    /// Goes on behind what stands here, and says what token that is, if it is one; `None` at the end. Whether a sentence
    /// `begins` here is told, and said of what comes behind.
    #[inline]
    fn token(&mut self, begins: &mut bool) -> Option<Option<Token>> {
        if let Some(token) = self.plain(*begins) {
            *begins = false;
            return Some(Some(token));
        }
        let first = self.next()?;
        if let Some(kind) = alone(first) {
            let hash = Hash::default().with(first).finish();
            return Some(Some(Token { hash, stem: hash, kind, length: 1, named: false, small: false }));
        }
        if first.is_alphanumeric() {
            return Some(Some(run(first, std::mem::take(begins), self)));
        }
        *begins |= ends_sentence(first);
        Some(None)
    }

    /// The word or number that stands here, if all of it is ASCII and nothing behind it can belong to it: nearly every one
    /// of many languages. It is what [`run`] makes of it, at less cost.
    fn plain(&mut self, begins: bool) -> Option<Token> {
        let bytes = self.0.as_bytes();
        let first = *bytes.first()?;
        let eight = Eight::of(bytes);
        let mut length = eight.alphanumerics();
        let mut is_number = length > 0 && eight.digits() == length;
        let (mut hash, stem) = eight.hashes(length);
        if length == EIGHT {
            let behind = bytes.get(EIGHT..).unwrap_or_default();
            for &byte in behind.iter().take_while(|byte| byte.is_ascii_alphanumeric()) {
                hash = hash.and(u64::from(byte | CASE));
                is_number &= byte.is_ascii_digit();
                length += 1;
            }
        }
        let behind = bytes.get(length).copied().unwrap_or_default();
        if length == 0 || !behind.is_ascii() || is_number && is_separator(char::from(behind)) {
            return None;
        }
        self.0 = self.0.get(length..)?;
        Some(Token {
            hash: hash.finish(),
            stem: stem.finish(),
            kind: if is_number { Kind::Number } else { Kind::Word },
            length: u8::try_from(length).unwrap_or(u8::MAX),
            named: !begins && first.is_ascii_uppercase(),
            small: first.is_ascii_lowercase(),
        })
    }

    /// Goes on behind spaces.
    fn skip_spaces(&mut self) {
        self.0 = self.0.trim_start_matches(' ');
    }

    /// How many digits follow the next character: three make a group of thousands, others a fraction.
    fn digits_after(&self) -> usize {
        self.0.chars().skip(1).take(4).take_while(char::is_ascii_digit).count()
    }
}

/// So many bytes are looked at at once.
const EIGHT: usize = 8;
/// The bit that tells small letters of ASCII from capital ones.
const CASE: u8 = 0x20;
/// A bit of each of eight bytes.
const ONES: u64 = u64::MAX / 255;
const HIGHEST: u64 = ONES * 0x80;

/// The first eight bytes of a text in one number, the first the lowest; zeros behind its end.
#[derive(Clone, Copy)]
struct Eight(u64);

impl Eight {
    fn of(bytes: &[u8]) -> Self {
        Eight(u64::from_le_bytes(bytes.first_chunk().copied().unwrap_or_else(|| {
            let mut padded = [0; EIGHT];
            padded.iter_mut().zip(bytes).for_each(|(place, &byte)| *place = byte);
            padded
        })))
    }

    /// The highest bit of each byte that lies between two of ASCII, the bits `set` being set before.
    fn between(self, set: u8, first: u8, last: u8) -> u64 {
        // Without the highest bit a sum stays within its byte.
        let low = (self.0 & !HIGHEST) | (ONES * u64::from(set));
        let (least, more) = (u64::from(0x80 - first), u64::from(0x7f - last));
        (low + ONES * least) & !(low + ONES * more) & !self.0 & HIGHEST
    }

    /// How many digits it begins with.
    fn digits(self) -> usize {
        leading(self.between(0, b'0', b'9'))
    }

    /// How many letters and digits it begins with.
    fn alphanumerics(self) -> usize {
        leading(self.between(0, b'0', b'9') | self.between(CASE, b'a', b'z'))
    }

    /// The hashes of the first so many bytes, and of as many of them as make a stem, in small letters. All eight are gone
    /// through: how long a word is, no processor foretells.
    fn hashes(self, length: usize) -> (Hash, Hash) {
        let (mut hash, mut stem) = (Hash::default(), Hash::default());
        for (at, byte) in self.0.to_le_bytes().into_iter().enumerate() {
            // Digits have the bit as well.
            let longer = hash.and(u64::from(byte | CASE));
            hash = if at < length { longer } else { hash };
            stem = if at < usize::from(STEM) { hash } else { stem };
        }
        (hash, stem)
    }
}

/// How many of the lowest bytes have their highest bit set.
fn leading(highest: u64) -> usize {
    ((!highest & HIGHEST).trailing_zeros() / 8) as usize
}

/// The word or number that begins with `first`.
fn run(first: char, begins: bool, rest: &mut Rest<'_>) -> Token {
    let mut kind = if first.is_ascii_digit() { Kind::Number } else { Kind::Word };
    let mut word = Folded::default();
    word.push(first);
    while let Some(next) = rest.peek() {
        if next.is_alphanumeric() && alone(next).is_none() {
            if !next.is_numeric() {
                kind = Kind::Word;
            }
            word.push(next);
        } else if kind == Kind::Number && is_separator(next) {
            match rest.digits_after() {
                0 => break,
                3 => {}
                _ => word.push('.'),
            }
        } else if !is_mark(next) {
            break;
        }
        rest.next();
    }
    let named = !begins && first.is_uppercase();
    let small = first.is_lowercase();
    Token { hash: word.all.finish(), stem: word.stem.finish(), kind, length: word.length, named, small }
}

#[derive(Default)]
struct Folded {
    all: Hash,
    stem: Hash,
    length: u8,
}

impl Folded {
    fn push(&mut self, c: char) {
        if c.is_ascii() {
            self.push_folded(c.to_ascii_lowercase());
        } else {
            fold(c).for_each(|c| self.push_folded(c));
        }
    }

    fn push_folded(&mut self, c: char) {
        self.all = self.all.with(c);
        if self.length < STEM {
            self.stem = self.stem.with(c);
        }
        self.length = self.length.saturating_add(1);
    }
}

/// Whether a capital letter after `c` says nothing.
fn ends_sentence(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | ':'
            | '\n'
            | '"'
            | '“'
            | '”'
            | '«'
            | '»'
            | '„'
            | '('
            | '['
            | '•'
            | '…'
            | '¿'
            | '¡'
    )
}

/// Whether `c` may stand between the digits of one number: 1,234.5 or 1 234 with a no-break space.
fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}')
}

/// Whether `c` is a combining mark, so that a decomposed letter reads as a composed one.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The kind of a character that is a token by itself.
fn alone(c: char) -> Option<Kind> {
    match c {
        '\0'..='\u{dff}' => None,
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Some(Kind::Ideograph),
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' if c.is_alphabetic() => {
            Some(Kind::Unspaced)
        }
        _ => None,
    }
}

/// `c` in lower case and without its accent.
pub(crate) fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().filter(|&c| !is_mark(c)).map(unaccented)
}

/// A Latin letter without its accent (Latin-1 and Latin Extended-A); any other character as it is.
fn unaccented(c: char) -> char {
    match c {
        '\0'..='\u{7f}' => c,
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ł' | 'ĺ' | 'ļ' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => c,
    }
}

/// A hash that is the same everywhere: FxHash's step, and the finish of SplitMix64.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) fn with(self, c: char) -> Self {
        self.and(u64::from(u32::from(c)))
    }

    pub(crate) fn and(self, value: u64) -> Self {
        Hash((self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95))
    }

    pub(crate) fn finish(self) -> u32 {
        (self.finish_wide() >> 32) as u32
    }

    pub(crate) fn finish_wide(self) -> u64 {
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_words_are_read_as_any_others(
            text in "([a-zA-Z]{1,7}|[0-9]{1,4}|[ .,\'\u{a0}\u{301}-]|\\PC){0,30}",
            begins: bool,
        ) {
            let mut rest = Rest(&text);
            if let Some(plain) = rest.plain(begins) {
                let mut other = Rest(&text);
                let first = other.next().unwrap();
                prop_assert_eq!(plain, run(first, begins, &mut other));
                prop_assert_eq!(rest.0, other.0);
            }
        }
    }
}
