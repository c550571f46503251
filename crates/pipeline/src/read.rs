//! Reading: fetches the page behind an entry, unless the feed carried the text, and commits its text and metadata.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use model::{Dated, Page};
use store::{Claim, Claimed, Reading, Revisit, Topic, Unread, UnreadClaim, Unreadable, Validators};
use url::Url;

use crate::about::is_about;
use crate::context::Context;
use crate::revisit::next_visit;
use crate::stage::Stage;
use crate::text::bounded;
use crate::visit::{Asked, parse_page, visit};

/// How long a claimed article is held.
const LEASE: Duration = Duration::from_secs(300);

/// When a page that failed for a reason that may pass is tried again. After the last the feed's own text has to do: news
/// that waits longer is told too late.
const RETRIES: [Duration; 2] = [Duration::from_secs(20), Duration::from_secs(120)];

/// So often a page can turn out to be at another host whose turn it has to wait for, failures counted in.
const MOVES: usize = 3;

/// While more articles than this wait for their place, none is read.
const MAX_UNPLACED: usize = 2_000;

/// An article that waits for its host for longer than this goes on without its page, since a site may publish more than its
/// pace lets anybody read.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3600);

/// So does one whose host asks to be left alone for longer than this: what the feed says is told in time.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// The clock of a page's site may be ahead by so much.
const CLOCKS_DIFFER: Duration = Duration::from_secs(3600);

/// What is wrong with a page in whose place stands something else than the article.
const ELSE: &str = "the page shares too few words with its entry to be the article: it may ask to log in, to pay or to consent";

/// The stage that reads articles.
#[derive(Debug, Default)]
pub(crate) struct ReadingPages {
    /// The host at which the last claim stopped.
    last: Mutex<String>,
}

impl Stage for ReadingPages {
    type Item = Unread;
    const NAME: &'static str = "read";
    const TOPIC: Topic = Topic::Unread;
    const HANDS: usize = 64;

    async fn claim(&self, context: &Context, hands: usize) -> Result<Claimed<Unread>, store::Error> {
        let (claim, busy) = context.claim(LEASE, hands);
        let claim = Claim { max_behind: MAX_UNPLACED, ..claim };
        let last = || self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let after = last().clone();
        let claim = UnreadClaim { claim, after, longest_wait: LONGEST_WAIT, longest_pause: LONGEST_PAUSE };
        let claimed = context.store.claim_unread(claim).await?;
        if let Some(article) = claimed.items.iter().rfind(|article| !article.host.is_empty()) {
            last().clone_from(&article.host);
        }
        Ok(busy.look_again(claimed))
    }

    async fn work(&self, context: Arc<Context>, article: Unread) -> Result<(), store::Error> {
        let needs_page = !article.host.is_empty();
        let place = article.elsewhere.as_deref().or(article.url.as_deref());
        let url = place.filter(|_| needs_page).and_then(|url| Url::parse(url).ok());
        let Some(url) = url else {
            let problem = article.problem.clone();
            return commit(&context, from_feed(article, problem)).await;
        };
        let plan = context.plan();
        let asked =
            match visit(&context, &plan, article.id, &url, &article.host, &Validators::default()).await {
                Ok(response) => parse_page(&context, article.id, response).await,
                Err(asked) => asked,
            };
        let asked = match asked {
            Asked::Page(page, ..) if !is_about(&page, &article.title, &article.text) => {
                Asked::Unusable(ELSE.to_owned())
            }
            asked => asked,
        };
        match asked {
            Asked::Page(page, at, validators) => {
                // What is not stated may be the date of anything, and does not make old what the feed says is new; nor does a guess
                // what nobody has dated.
                let surest = if article.published.is_none() { Dated::Shown } else { Dated::Stated };
                let counts = page.dated >= surest;
                let published = page.published.filter(|_| counts);
                let page = Page { published: possible(published, context.clock.now()), ..*page };
                let again = Revisit {
                    at: first_revisit(&context, &article, &page),
                    host: at.host_str().unwrap_or_default().to_owned(),
                    address: at.to_string(),
                    headline: page.title.clone(),
                    validators,
                };
                commit(&context, from_page(article, page, &at, again)).await
            }
            Asked::Unusable(problem) => {
                tracing::debug!(url = %url, problem, "the feed's own text stands in for the page");
                commit(&context, from_feed(article, Some(problem))).await
            }
            Asked::Failed(problem) => {
                let retry = usize::try_from(article.attempts).ok().and_then(|nth| RETRIES.get(nth));
                tracing::debug!(url = %url, problem, again = retry.is_some(), "the page could not be read");
                match retry {
                    Some(wait) => put_off(&context, Unreadable::after(article.id, *wait, problem)).await,
                    None => commit(&context, from_feed(article, Some(problem))).await,
                }
            }
            Asked::Store(error) => Err(error),
            Asked::Later(wait) => put_off(&context, Unreadable::not_tried(article.id, wait)).await,
            // It waits for its turn there, and nobody on the way is asked once more; two hosts may send it back and forth.
            Asked::Elsewhere(to, wait) if usize::try_from(article.attempts).is_ok_and(|nth| nth < MOVES) => {
                let host = to.host_str().unwrap_or_default().to_owned();
                let later =
                    Unreadable { moved: Some((to.into(), host)), ..Unreadable::not_tried(article.id, wait) };
                put_off(&context, later).await
            }
            Asked::Elsewhere(..) => {
                let problem = "the page redirects from host to host, none of which could be asked at once";
                commit(&context, from_feed(article, Some(problem.to_owned()))).await
            }
        }
    }
}

async fn commit(context: &Context, reading: Reading) -> Result<(), store::Error> {
    let (id, url) = (reading.id, reading.addresses.last().cloned());
    match context.store.commit_reading(reading).await? {
        None => tracing::debug!(article = id.0, url, "read"),
        Some(known) => {
            tracing::debug!(
                article = id.0,
                known = known.0,
                url,
                "the article was known under another address"
            );
        }
    }
    Ok(())
}

async fn put_off(context: &Context, unreadable: Unreadable) -> Result<(), store::Error> {
    let what = match &unreadable {
        Unreadable { problem: Some(_), .. } => "reading was put off",
        Unreadable { moved: Some(_), .. } => "the page is at another host, at which it waits for its turn",
        _ => "the site was asked for its robots.txt first",
    };
    tracing::debug!(article = unreadable.id.0, seconds = unreadable.wait.as_secs(), "{what}");
    let clock = context.clock.clone();
    context.store.put_off_reading(unreadable, move || clock.now()).await
}

/// An article as the feed alone tells it.
fn from_feed(article: Unread, problem: Option<String>) -> Reading {
    Reading {
        id: article.id,
        source: article.source.or_else(|| outlet(Url::parse(article.url.as_deref()?).ok()?.host_str()?)),
        addresses: article.url.into_iter().collect(),
        language: language(&article.title, &article.text, article.language),
        title: article.title,
        text: article.text,
        author: article.author,
        published: article.published,
        modified: None,
        problem,
        of_page: false,
        revisit: None,
    }
}

/// An article as its page tells it, to be read `again`, and the feed where the page is silent.
fn from_page(article: Unread, page: Page, at: &Url, again: Revisit) -> Reading {
    let landed = parse::canonical(at);
    let own =
        page.canonical.as_deref().and_then(|url| Url::parse(url).ok()).map(|url| parse::canonical(&url));
    let host = own.as_ref().unwrap_or(&landed).host_str().unwrap_or_default().to_owned();
    // A feed's headline is the story's; a page's often carries the site's name, but is whole where the feed's was cut.
    let cut = model::is_cut(&article.title);
    let title =
        if article.title.is_empty() || cut && !page.title.is_empty() { page.title } else { article.title };
    // A page of which less was read than the feed itself carries was not read whole. Nor would it be the next time: what it
    // gave then would be taken for an edit.
    let (text, revisit) = if page.text.len() < article.text.len() {
        (article.text, None)
    } else {
        (bounded(page.text), Some(again))
    };
    Reading {
        id: article.id,
        addresses: [Some(landed), own].into_iter().flatten().map(String::from).collect(),
        source: page.site.or(article.source).or_else(|| outlet(&host)),
        language: language(&title, &text, page.language.or(article.language)),
        title,
        text,
        author: article.author.or(page.byline),
        published: earliest(article.published, page.published),
        modified: page.modified,
        problem: None,
        of_page: true,
        revisit,
    }
}

/// When a page that was just read is to be read again by itself: where its article is news.
fn first_revisit(context: &Context, article: &Unread, page: &Page) -> Option<Timestamp> {
    let now = context.clock.now();
    let plan = context.plan();
    let published = earliest(article.published, page.published);
    let age = published.map_or(Duration::ZERO, |at| now.duration_since(at).unsigned_abs());
    let is_news = age <= plan.revisit.until && (published.is_some() || !article.backlog);
    next_visit(&plan.revisit, now, 0, now).filter(|_| is_news)
}

/// When a page can have been published. One that announces something may give a day to come, which would make news of what is old;
/// what is new without a date was published when it was seen.
fn possible(published: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    published.filter(|date| *date <= now + CLOCKS_DIFFER).map(|date| date.min(now))
}

/// Feeds date entries anew when they change them, pages when they are moved; the earlier date is the news's.
fn earliest(feed: Option<Timestamp>, page: Option<Timestamp>) -> Option<Timestamp> {
    feed.into_iter().chain(page).min()
}

/// The language of the text itself, since declared ones are often a template's; else the declared one's primary subtag.
fn language(title: &str, text: &str, declared: Option<String>) -> Option<String> {
    let declared = || {
        let primary = watch::primary_language(declared?.trim());
        (2..=3).contains(&primary.len()).then_some(primary)
    };
    parse::language(&format!("{title}. {text}")).or_else(declared)
}

/// An outlet's name where only its host is known.
fn outlet(host: &str) -> Option<String> {
    let name = host.strip_prefix("www.").unwrap_or(host);
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use model::ArticleId;

    use super::*;
    use crate::about::tests::page;

    fn read(feed: &str, text: &str) -> Reading {
        let article = Unread {
            id: ArticleId(1),
            url: None,
            elsewhere: None,
            host: "a.example".to_owned(),
            problem: None,
            attempts: 0,
            title: "A title".to_owned(),
            text: feed.to_owned(),
            source: None,
            author: None,
            language: None,
            published: None,
            backlog: false,
        };
        let again = Revisit {
            at: None,
            host: "a.example".to_owned(),
            address: "https://a.example/1".to_owned(),
            headline: "A title".to_owned(),
            validators: Validators::default(),
        };
        from_page(article, page("", text), &"https://a.example/1".parse().unwrap(), again)
    }

    #[test]
    fn a_page_that_gives_less_than_its_feed_is_not_read_again() {
        let short = read("A text that the feed carries.", "Subscribe to read.");
        assert_eq!(short.text, "A text that the feed carries.");
        assert!(short.revisit.is_none(), "{:?}", short.revisit);
        let whole = read("A text.", "A text, and more of it.");
        assert_eq!(whole.text, "A text, and more of it.");
        assert!(whole.revisit.is_some());
    }

    #[test]
    fn a_declared_language_has_the_code_that_others_have() {
        for (declared, code) in
            [("en-GB", Some("en")), ("eng", Some("en")), ("nb_NO", Some("no")), ("x", None)]
        {
            assert_eq!(language("", "", Some(declared.to_owned())).as_deref(), code, "{declared}");
        }
    }
}
