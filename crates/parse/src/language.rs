//! The language of a text, from the text alone.

use whatlang::{Detector, Lang};

/// The languages that are told apart. A list keeps short texts from being taken for languages that news is hardly
/// written in; it holds the languages with the most news, and those that would be mistaken for one of them.
const LANGUAGES: &[(Lang, &str)] = &[
    (Lang::Ara, "ar"),
    (Lang::Ben, "bn"),
    (Lang::Bul, "bg"),
    (Lang::Cat, "ca"),
    (Lang::Ces, "cs"),
    (Lang::Cmn, "zh"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Est, "et"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Guj, "gu"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Ind, "id"),
    (Lang::Ita, "it"),
    (Lang::Jpn, "ja"),
    (Lang::Kan, "kn"),
    (Lang::Kor, "ko"),
    (Lang::Lav, "lv"),
    (Lang::Lit, "lt"),
    (Lang::Mal, "ml"),
    (Lang::Mar, "mr"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "no"),
    (Lang::Pan, "pa"),
    (Lang::Pes, "fa"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Spa, "es"),
    (Lang::Srp, "sr"),
    (Lang::Swe, "sv"),
    (Lang::Tam, "ta"),
    (Lang::Tel, "te"),
    (Lang::Tha, "th"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Urd, "ur"),
    (Lang::Vie, "vi"),
];

/// Fewer characters than this tell no language apart from its neighbours.
const CHARACTERS_MIN: usize = 20;

/// As many characters as this tell as much as the whole text does.
const CHARACTERS_MAX: usize = 1000;

/// Below this confidence (of whatlang, 0 to 1) the answer is a guess.
const CONFIDENCE_MIN: f64 = 0.5;

/// The primary language subtag of `text` (`en`, `fr`), or `None` where the text is too short or too mixed to be sure.
/// Looks at the first 1,000 characters: about 100 µs at most.
#[must_use]
pub fn language(text: &str) -> Option<String> {
    let text = text.trim_start();
    let end = text.char_indices().nth(CHARACTERS_MAX).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end)?;
    if text.chars().filter(|character| character.is_alphabetic()).count() < CHARACTERS_MIN {
        return None;
    }
    let allowed = LANGUAGES.iter().map(|(language, _)| *language).collect();
    let found = Detector::with_allowlist(allowed).detect(text)?;
    let sure = found.is_reliable() || found.confidence() >= CONFIDENCE_MIN;
    let (_, tag) = LANGUAGES.iter().find(|(language, _)| *language == found.lang())?;
    sure.then(|| (*tag).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: Option<&str>) {
        assert_eq!(language(text).as_deref(), want, "of {text:?}");
    }

    #[test]
    fn tells_languages_apart_and_says_nothing_when_unsure() {
        check("", None);
        check("Oslo", None);
        check("12 345 — 67 %", None);
        check("The harbour authority said on Monday that the ferry would sail again next week.", Some("en"));
        check("La mairie a annoncé lundi que le marché couvert rouvrirait au printemps.", Some("fr"));
        check(
            "Der Stadtrat hat am Montag beschlossen, dass die Brücke im Frühjahr gesperrt wird.",
            Some("de"),
        );
        check("Rada miasta zdecydowała w poniedziałek, że most zostanie zamknięty wiosną.", Some("pl"));
        check("شہر کی انتظامیہ نے پیر کو کہا کہ بندرگاہ کا پل مرمت کے لیے آٹھ ہفتے بند رہے گا۔", Some("ur"));
        check("شورای شهر روز دوشنبه اعلام کرد که پل بندر برای تعمیر هشت هفته بسته خواهد بود.", Some("fa"));
        check("أعلن مجلس المدينة يوم الاثنين أن جسر الميناء سيغلق ثمانية أسابيع لإصلاحه.", Some("ar"));
        check("নগর পরিষদ সোমবার জানিয়েছে যে বন্দরের সেতুটি আট সপ্তাহ বন্ধ থাকবে।", Some("bn"));
        check("नगर परिषद ने सोमवार को कहा कि बंदरगाह का पुल मरम्मत के लिए आठ सप्ताह बंद रहेगा।", Some("hi"));
        check("नगर परिषदेने सोमवारी सांगितले की बंदरावरील पूल दुरुस्तीसाठी आठ आठवडे बंद राहणार आहे.", None);
        check("市議会は月曜日、橋を春に閉鎖することを決めた。工事は来年まで続く見通しだ。", Some("ja"));
    }
}
