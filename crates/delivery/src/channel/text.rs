//! A notice as text: paragraphs in a receiver's markup, as many findings as fit.

use crate::notice::{Notice, Run};

/// The notice's paragraphs between `head` and `foot`, which are markup already and left out where they are empty, with the
/// first `shown` findings.
pub(super) fn compose(
    notice: &Notice,
    head: &str,
    shown: usize,
    foot: &str,
    run: fn(&Run) -> String,
) -> String {
    let paragraph = |runs: &crate::notice::Paragraph| runs.iter().map(run).collect::<String>();
    let plain = |text: &str| run(&Run::plain(text));
    let mut parts: Vec<String> = Vec::new();
    parts.extend((!head.is_empty()).then(|| head.to_owned()));
    parts.extend(notice.findings.iter().take(shown).map(paragraph));
    parts.extend(notice.more(shown).map(|more| plain(&more)));
    parts.extend(notice.spread.as_ref().map(paragraph));
    parts.extend((!foot.is_empty()).then(|| foot.to_owned()));
    parts.join("\n\n")
}

/// The most findings with which something fits; 0 where it does not even without.
pub(super) fn most(notice: &Notice, fits: impl Fn(usize) -> bool) -> usize {
    (0..=notice.findings.len()).rev().find(|shown| fits(*shown)).unwrap_or(0)
}

/// A run without any markup; where it leads is lost.
pub(super) fn plain(run: &Run) -> String {
    run.text.clone()
}

/// A run without any markup, with where it leads behind it (as RFC 3986 delimits an address in plain text).
pub(super) fn addressed(run: &Run) -> String {
    let address = run.link.iter().map(|link| format!(" <{link}>"));
    std::iter::once(run.text.clone()).chain(address).collect()
}

/// A run as HTML of the kind that Telegram and Matrix take.
pub(super) fn html(run: &Run) -> String {
    let text = escape_html(&run.text);
    let text = if run.bold { format!("<b>{text}</b>") } else { text };
    match &run.link {
        Some(link) => format!("<a href=\"{}\">{text}</a>", escape_html(link)),
        None => text,
    }
}

/// The whole notice as paragraphs of HTML.
pub(super) fn html_paragraphs(notice: &Notice) -> String {
    let head = Run { text: notice.headline.clone(), bold: true, link: notice.link.clone() };
    let text = compose(notice, &html(&head), notice.findings.len(), &escape_html(&notice.footer), html);
    format!("<p>{}</p>", text.replace("\n\n", "</p><p>"))
}

/// The whole notice as plain text, with the address that the headline leads to on a line of its own.
pub(super) fn plain_paragraphs(notice: &Notice) -> String {
    let link = notice.link.iter().map(|link| format!("\n{link}"));
    let head: String = std::iter::once(notice.headline.clone()).chain(link).collect();
    compose(notice, &head, notice.findings.len(), &notice.footer, addressed)
}

pub(super) fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
