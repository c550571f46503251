//! Tickers: a company's letters on an exchange, which are words elsewhere.

use std::ops::Range;

use crate::fold::narrow;

/// Whether a word can stand as a ticker: as one that is sure, or in brackets, alone or with what says of which exchange it is. Behind the
/// name of whom it is of it is one; elsewhere words stand so, too: *Artificial intelligence (AI)*, *(London: PM)*.
pub(crate) fn is_ticker(text: &str, word: Range<usize>) -> bool {
    let (before, after) = around(text, &word);
    let is_alone = before.ends_with(BRACKETS) && after.starts_with(CLOSING);
    is_in_capitals(text, &word) && (is_alone || is_likely(before, after)) || is_sure_ticker(text, word)
}

/// Whether a word stands as a ticker, whatever else is there: in capitals, with `$` or an exchange before it, also after other tickers
/// of that, with the letters of an exchange after a dot (`META.O`, as Reuters writes), or where no word stands so, since it has a digit
/// (*(VOW3 GY)*).
pub(crate) fn is_sure_ticker(text: &str, word: Range<usize>) -> bool {
    let (before, after) = around(text, &word);
    let suffix = || {
        let mut rest = after.chars();
        rest.next().map(narrow) == Some('.')
            && rest.next().is_some_and(char::is_uppercase)
            && rest.find(|c| !c.is_uppercase()).is_none_or(|c| !c.is_alphanumeric())
    };
    let has_digit = || text.get(word.clone()).unwrap_or_default().contains(|c: char| c.is_ascii_digit());
    is_in_capitals(text, &word)
        && (before.ends_with(['$', '＄'])
            || is_listed(before, is_in_brackets(before)) && !goes_on(after)
            || suffix()
            || is_before_exchange(after)
            || has_digit() && is_likely(before, after))
}

/// Whether the letters of an exchange follow in brackets, as in tables of shares: *ALLY (NYSE)*.
fn is_before_exchange(after: &str) -> bool {
    let after = after.get(..after.floor_char_boundary(LISTING)).unwrap_or_default();
    let inside = after.strip_prefix(" (").and_then(|after| after.split_once(')'));
    inside.is_some_and(|(inside, _)| LETTERS_OF_EXCHANGES.contains(&inside))
}

/// Whether what follows is in capitals, too, so that those before it say nothing: *UK JOBS: IT WORKERS STRIKE*.
fn goes_on(after: &str) -> bool {
    let mut chars = after.chars();
    chars.next() == Some(' ') && { chars }.take(2).filter(|c| c.is_uppercase()).count() == 2
}

/// Whether what stands around a word in brackets may tell an exchange.
fn is_likely(before: &str, after: &str) -> bool {
    is_of_bloomberg(before, after) || listing(before).is_some_and(is_city)
}

fn is_in_capitals(text: &str, word: &Range<usize>) -> bool {
    !text.get(word.clone()).unwrap_or_default().contains(char::is_lowercase)
}

/// What stands before a word and after it.
fn around<'t>(text: &'t str, word: &Range<usize>) -> (&'t str, &'t str) {
    (text.get(..word.start).unwrap_or_default(), text.get(word.end..).unwrap_or_default())
}

/// Whether a name is followed by its ticker: *Target (NYSE: TGT)*, *Alphabet ($GOOGL)*.
pub(crate) fn has_ticker(after: &str) -> bool {
    let Some(inside) = after.trim_start_matches([' ', '\u{a0}']).strip_prefix(['(', '（']) else {
        return false;
    };
    let inside = inside.get(..inside.floor_char_boundary(LISTING)).unwrap_or_default();
    let Some((inside, _)) = inside.split_once([')', '）']) else { return false };
    let begin = inside.rfind([' ', ':', '：', '$', '＄']).map_or(0, |at| inside.ceil_char_boundary(at + 1));
    let is_letters = |text: &str| {
        text.chars().any(char::is_uppercase)
            && text
                .chars()
                .map(narrow)
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '-'))
    };
    let is_exchange = |before: &str| {
        // The bracket is gone by then.
        let is_city =
            || before.trim_end().strip_suffix([':', '：']).is_some_and(|city| CITIES.contains(&city));
        before.ends_with(['$', '＄']) || is_listed(before, true) || is_city()
    };
    inside.get(begin..).is_some_and(is_letters) && inside.get(..begin).is_some_and(is_exchange)
}

const BRACKETS: [char; 3] = ['(', '[', '（'];
const CLOSING: [char; 3] = [')', ']', '）'];

/// Words of the names of exchanges that are not written in capitals, and what is written in the place of one.
const EXCHANGES: [&str; 14] = [
    "Nasdaq",
    "Euronext",
    "Xetra",
    "Bourse",
    "Börse",
    "Borsa",
    "Bolsa",
    "Exchange",
    "Cboe",
    "Bursa",
    "Børs",
    "Spotlight",
    "Ticker",
    "ticker",
];

/// The same in scripts that do not part words, and what more words stand in the place of one.
const PHRASES: [&str; 15] = [
    "stock symbol",
    "ticker symbol",
    "trading symbol",
    "纳斯达克",
    "納斯達克",
    "纽交所",
    "紐交所",
    "港交所",
    "证券交易所",
    "证交所",
    "股票代码",
    "证券代码",
    "股票代碼",
    "銘柄コード",
    "証券コード",
];

/// What stands for an exchange where a bracket begins with it, behind the name of a firm: its city, the one in São Paulo, which is
/// called as a vitamin is, and what says that a ticker follows.
const CITIES: [&str; 13] = [
    "B3",
    "Symbol",
    "symbol",
    "London",
    "Frankfurt",
    "Milan",
    "Milano",
    "Toronto",
    "Tokyo",
    "Oslo",
    "Stockholm",
    "Madrid",
    "Sydney",
];

/// The letters by which Bloomberg tells the exchange behind a ticker: *(META US)*, *(SAP GY Equity)*.
const BLOOMBERG: [&str; 31] = [
    "US", "UW", "UN", "LN", "GY", "GR", "FP", "IM", "SM", "SW", "SE", "SS", "NO", "DC", "FH", "NA", "BB",
    "PL", "AV", "PW", "AU", "NZ", "JP", "JT", "HK", "CH", "KS", "TT", "IN", "SP", "CN",
];

/// How exchanges are called behind a ticker, by letters that mean nothing else in news.
const LETTERS_OF_EXCHANGES: [&str; 6] = ["NYSE", "NASDAQ", "Nasdaq", "AMEX", "TSX", "HKEX"];

/// The names of an exchange and the tickers before one have hardly more bytes.
const LISTING: usize = 80;

/// Letters of exchanges that stand before a ticker without a bracket, too, where other words in capitals do: *UPDATE: META*.
const LETTERS_BEFORE: [&str; 47] = [
    "NYSE",
    "NASDAQ",
    "AMEX",
    "TSX",
    "TSXV",
    "LSE",
    "LON",
    "ASX",
    "NZX",
    "HKEX",
    "HKG",
    "SEHK",
    "SGX",
    "BSE",
    "NSE",
    "JSE",
    "TSE",
    "TYO",
    "JPX",
    "KRX",
    "KOSDAQ",
    "TWSE",
    "SSE",
    "SZSE",
    "XETRA",
    "ETR",
    "EPA",
    "AMS",
    "BME",
    "SWX",
    "WSE",
    "OMX",
    "CPH",
    "HEL",
    "MOEX",
    "BIST",
    "BVMF",
    "BMV",
    "OTC",
    "OTCMKTS",
    "CBOE",
    "OTCQB",
    "OTCQX",
    "FWB",
    "FRA",
    "TASE",
    "NYSEAMERICAN",
];

/// Whether an exchange and a colon stand before a ticker, with nothing but other tickers between: *NYSE: META*, *(Nasdaq: GOOG, GOOGL)*.
/// In brackets any three capitals are taken for those of one.
fn is_listed(before: &str, is_in_brackets: bool) -> bool {
    let is_word = |word: &&str| {
        let capitals = || word.chars().filter(|c| c.is_uppercase()).count();
        EXCHANGES.contains(word) || LETTERS_BEFORE.contains(word) || is_in_brackets && capitals() > 2
    };
    // *NYSE Arca*, *Bolsa de Madrid*, but not *the WHO warned*.
    let goes_on = |word: &&str| word.len() <= 2 || word.starts_with(char::is_uppercase) || is_word(word);
    listing(before).is_some_and(|(_, exchange)| {
        PHRASES.iter().any(|name| exchange.trim_end().ends_with(name))
            || exchange.split_whitespace().rev().take(3).take_while(goes_on).any(|word| is_word(&word))
    })
}

/// Whether a bracket is open where a ticker may stand, behind as much as a listing has.
fn is_in_brackets(before: &str) -> bool {
    let before =
        before.get(before.ceil_char_boundary(before.len().saturating_sub(LISTING))..).unwrap_or_default();
    before.rfind(BRACKETS) > before.rfind(CLOSING)
}

/// Whether what stands before a ticker is a bracket and a city.
fn is_city((outside, exchange): (&str, &str)) -> bool {
    CITIES.contains(&exchange.trim()) && outside.ends_with(BRACKETS)
}

/// What may be an exchange before a ticker and a colon, with nothing but other tickers between, and what stands before that.
fn listing(before: &str) -> Option<(&str, &str)> {
    let before = before.get(before.ceil_char_boundary(before.len().saturating_sub(LISTING))..)?;
    let (exchange, tickers) = before.rsplit_once([':', '：'])?;
    let is_of_tickers = |c: char| {
        let c = narrow(c);
        c.is_uppercase()
            || c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, ',' | '.' | '-' | '$' | '&')
    };
    let begin = exchange.rfind(['(', '[', ';', ',', '（', '；', '，']);
    let begin = begin.map_or(0, |at| exchange.ceil_char_boundary(at + 1));
    let tickers = tickers.replace(" and ", ", ");
    let is_between = tickers.trim().is_empty() || tickers.trim_end().ends_with([',', '，', '&']);
    (is_between && tickers.chars().all(is_of_tickers)).then(|| exchange.split_at(begin))
}

/// Whether a ticker stands in brackets with the letters of its exchange, as Bloomberg writes.
fn is_of_bloomberg(before: &str, after: &str) -> bool {
    if !before.ends_with(BRACKETS) {
        return false;
    }
    let after = after.get(..after.floor_char_boundary(LISTING)).unwrap_or_default();
    let inside = after.strip_prefix(' ').and_then(|after| after.split_once(CLOSING));
    inside.is_some_and(|(inside, _)| BLOOMBERG.contains(&inside.trim_end_matches(" Equity")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, listed: bool) {
        let start = text.find("META").unwrap();
        assert_eq!(is_sure_ticker(text, start..start + 4), listed, "{text}");
        assert!(!listed || is_ticker(text, start..start + 4), "{text}");
    }

    /// What any word in capitals may be elsewhere is a ticker behind a name.
    #[test]
    fn no_word_with_a_digit_stands_where_a_ticker_may() {
        for (text, is_one) in [
            ("shares (VOW3 GY) rose", true),
            ("shares (B3: VOW3) rose", true),
            ("shares (VOW3 is it) rose", false),
        ] {
            let start = text.find("VOW3").unwrap();
            assert_eq!(is_sure_ticker(text, start..start + 4), is_one, "{text}");
        }
    }

    #[test]
    fn words_in_brackets_are_tickers_behind_names_alone() {
        for (text, may_be) in [
            ("Meta (META)", true),
            ("Meta (META US) rose", true),
            ("Meta (META GY Equity) rose", true),
            ("Meta (London: META) rose", true),
            ("Meta (B3: META) rose", true),
            ("Live from London: META is a word", false),
            ("(Berlin, London: META)", false),
            ("vitamin B3: META", false),
            ("(META OK)", false),
            ("Meta (Symbol: META)", true),
            ("Meta [META]", true),
            ("the app, symbol: META", false),
            ("The WHO warned: META", false),
            ("The US: META", false),
            ("UK JOBS: META WORKERS STRIKE", false),
            ("源代码：META", false),
        ] {
            let start = text.find("META").unwrap();
            assert!(!is_sure_ticker(text, start..start + 4), "{text}");
            assert_eq!(is_ticker(text, start..start + 4), may_be, "{text}");
        }
    }

    #[test]
    fn names_of_listed_companies_are_followed_by_their_tickers() {
        for (after, listed) in [
            (" (NYSE: TGT) rose", true),
            (" (NASDAQ:GOOGL, GOOG)", true),
            (" ($GOOGL) rose", true),
            (" (Euronext Paris: MC)", true),
            (" (OTCQB: MCX)", true),
            (" (London: SHEL)", true),
            (" (6758.T)", false),
            (" (TGT) rose", false),
            (" (see: A)", false),
            (" is (NYSE: TGT)", false),
        ] {
            assert_eq!(has_ticker(after), listed, "{after}");
        }
    }

    #[test]
    fn tickers_follow_exchanges_and_other_tickers() {
        for text in [
            "Meta (NASDAQ: META) rose",
            "Meta (Nasdaq: META) rose",
            "Meta (NasdaqGS:META) rose",
            "Meta (NYSE American: META) rose",
            "Meta (Nasdaq: FB, META) rose",
            "Meta (TSX: FB; Euronext Paris: META)",
            "Meta (NASDAQ： META)",
            "NYSE: META",
            "Meta, ASX: META, rose",
            "Meta ($META)",
            "META.O rose",
            "META (NYSE) 41.12 +0.9%",
            "Meta (META.O) rose",
            "Meta ＄META",
            "Meta（NASDAQ：META）",
            "Meta （Nasdaq：FB，META）",
            "Meta (Oslo Børs: META) rose",
            "Meta (ticker: META) rose",
            "Meta (NYSE: FB and META) rose",
            "Meta (NYSE Arca: META) rose",
            "Meta (Bolsa de Madrid: META) rose",
            "Meta (stock symbol: META) rose",
            "Meta（纳斯达克：META）",
            "Meta（股票代码：META）",
        ] {
            check(text, true);
        }
        for text in [
            "Photo: META",
            "BREAKING: META sues",
            "UPDATE (again): META",
            "(Photo: META, AP)",
            "He said: META is a word",
            "Live: FB, META",
            "NYSE: a META",
            "Plan B: META",
            "META (NATO)",
            "META (EPA) - Fires burned on Friday",
            "Meta (META)",
            "META",
        ] {
            check(text, false);
        }
    }
}
