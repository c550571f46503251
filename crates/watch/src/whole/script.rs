//! Where a name begins and ends in scripts that do not part words.

/// Korean particles that follow a name within one run. Source: the case and auxiliary particles (josa) of any Korean
/// grammar.
const PARTICLES: &[&str] = &[
    "입니다",
    "다",
    "에선",
    "엔",
    "에겐",
    "에만",
    "로서는",
    "으로서는",
    "였던",
    "이었던",
    "야말로",
    "이야말로",
    "이자",
    "라면",
    "이라면",
    "라도",
    "이라도",
    "라서",
    "이라서",
    "면서",
    "이면서",
    "이며",
    "여서",
    "이어서",
    "끼리",
    "는커녕",
    "은커녕",
    "에까지",
    "서",
    "예요",
    "이에요",
    "발",
    "그룹",
    "에서는",
    "에서도",
    "으로는",
    "으로도",
    "으로서",
    "으로써",
    "에게서",
    "한테서",
    "이라는",
    "이라고",
    "까지는",
    "까지도",
    "에서",
    "에게",
    "에는",
    "에도",
    "에의",
    "으로",
    "이란",
    "이나",
    "이며",
    "이고",
    "이다",
    "인데",
    "까지",
    "부터",
    "처럼",
    "보다",
    "마다",
    "조차",
    "마저",
    "하고",
    "한테",
    "께서",
    "라는",
    "라고",
    "로서",
    "로써",
    "로는",
    "로도",
    "와의",
    "과의",
    "와는",
    "과는",
    "만의",
    "만이",
    "만을",
    "측은",
    "측이",
    "이라며",
    "이었다",
    "이지만",
    "이랑",
    "라며",
    "였다",
    "지만",
    "밖에",
    "만큼",
    "대로",
    "들이",
    "등이",
    "들",
    "등",
    "뿐",
    "께",
    "랑",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "와",
    "과",
    "도",
    "로",
    "만",
    "야",
    "나",
    "란",
    "며",
    "고",
    "인",
    "측",
    "조차도",
    "마저도",
    "로부터는",
    "으로부터는",
    "로부터",
    "으로부터",
    "측에",
    "측에서",
    "커녕",
    "든",
    "든지",
    "이든",
    "이든지",
    "치고",
    "나마",
    "이나마",
    "에야",
    "였고",
    "이었고",
    "므로",
    "이므로",
    "라",
    "이라",
    "인지",
    "입니까",
    "이니까",
    "니까",
    "뿐이다",
    "뿐이었다",
    "뿐만",
    "였으며",
    "이었으며",
];

/// Whether a word that begins with `here` goes on from `before`, which stands directly before it.
pub(super) fn continues_left(before: char, here: char) -> bool {
    (is_katakana(before) && is_katakana(here)) || (is_hangul(before) && is_hangul(here))
}

/// Whether a word that ends in `here` goes on in `rest`, which stands directly after it.
pub(super) fn continues_right(here: char, rest: &str) -> bool {
    let Some(next) = rest.chars().next() else { return false };
    if is_katakana(here) {
        return is_katakana(next) && !is_of_firms(rest);
    }
    is_hangul(here) && is_hangul(next) && !is_particle(rest)
}

/// Particles that others follow: *from Samsung too*.
const FOLLOWED: &[&str] = &[
    "에서",
    "에게",
    "으로",
    "로",
    "와",
    "과",
    "보다",
    "까지",
    "부터",
    "만",
    "처럼",
    "한테",
    "께서",
    "들",
    "등",
    "뿐",
    "밖에",
    "만큼",
    "대로",
    "마다",
    "이라고",
    "라고",
    "에게로",
];

/// What follows them.
const FOLLOWING: &[&str] = &[
    "는",
    "은",
    "도",
    "만",
    "의",
    "을",
    "를",
    "부터",
    "까지",
    "로",
    "에게",
    "에서",
    "보다",
    "보다는",
    "과",
    "와",
];

fn is_particle(rest: &str) -> bool {
    let end = rest.find(|c: char| !is_hangul(c)).unwrap_or(rest.len());
    let run = rest.get(..end).unwrap_or_default();
    let is_followed = |first: &str| run.strip_prefix(first).is_some_and(|then| FOLLOWING.contains(&then));
    PARTICLES.contains(&run) || FOLLOWED.iter().any(|first| is_followed(first))
}

/// What Japanese firms put behind their names: *group*, *holdings*, *corporation*. Seldom does news put the first behind another noun.
const OF_FIRMS: [&str; 3] = ["グループ", "ホールディングス", "コーポレーション"];

fn is_of_firms(rest: &str) -> bool {
    let end = rest.find(|c: char| !is_katakana(c)).unwrap_or(rest.len());
    rest.get(..end).is_some_and(|run| OF_FIRMS.contains(&run))
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}')
}
