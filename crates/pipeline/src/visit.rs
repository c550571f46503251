//! One question to a page: waits for a turn at its host, keeps to the site's robots.txt, and asks.

use std::time::Duration;

use model::{ArticleId, Page, PageKind};
use outbound::{Client, Error, HeaderValue, Response, header};
use store::Validators;
use url::Url;

use crate::ask::{ACCEPT_PAGE, conditions, host_pause, validators};
use crate::context::Context;
use crate::gate::{Bar, Chain};
use crate::plan::Plan;
use crate::refresh;
use crate::robots::{self, Leave};

pub(crate) const REFUSED: &str = "robots.txt asks not to read the page";
pub(crate) const UNREACHABLE: &str = "the site's robots.txt could not be had, so that its pages are not read";

/// What asking for a page gave.
pub(crate) enum Asked {
    /// A page, where it was in the end, and what the server would know it again by.
    Page(Box<Page>, Url, Validators),
    /// No page that could be used, and none to be had later.
    Unusable(String),
    /// No page for now.
    Failed(String),
    /// The database failed, for which the page is not to blame.
    Store(store::Error),
    /// Nothing was asked yet; it can be after so long.
    Later(Duration),
    /// It is at another host, to which it redirects, and which can be asked after so long.
    Elsewhere(Url, Duration),
}

/// Asks for the page of an article, unless its site refuses; an answer of 304 is one where there are `validators`. A site that has not been
/// asked for its robots.txt is asked for that in the page's place.
pub(crate) async fn visit(
    context: &Context,
    plan: &Plan,
    article: ArticleId,
    url: &Url,
    host: &str,
    validators: &Validators,
) -> Result<Response, Asked> {
    let leave = robots::leave(context, plan, url);
    let delay = leave.delay().map_err(|bar| barred(url.clone(), bar))?;
    let pause = plan.fetch.host_pause.max(delay).max(context.robots.delay(host));
    let Some(_turn) = plan.hosts.enter(host, pause, &context.clock).await else {
        return Err(Asked::Failed("the daemon is stopping".to_owned()));
    };
    let feeds = match plan.has_proxies() {
        true => context.store.feeds_of(article).await.map_err(Asked::Store)?,
        false => Vec::new(),
    };
    let client = plan.client_for(url, &feeds);
    if leave == Leave::Unknown {
        let wait = robots::ask(context, plan, client, url, context.clock.now()).await;
        return Err(Asked::Later(pause.max(wait)));
    }
    let chain = Chain::of_pages(context, plan, client, host);
    fetch(context, plan, client, url, validators, &chain).await
}

async fn fetch(
    context: &Context,
    plan: &Plan,
    client: &Client,
    url: &Url,
    validators: &Validators,
    chain: &Chain<'_>,
) -> Result<Response, Asked> {
    let accept = HeaderValue::from_static(ACCEPT_PAGE);
    let headers = |at: &Url| [&[(header::ACCEPT, accept.clone())], plan.headers(at)].concat();
    let conditions = conditions(validators);
    let at = Some((url.as_str(), conditions.as_slice()));
    let asked = refresh::get(context, plan, client, url, headers, at, chain).await;
    let response = asked.map_err(|error| {
        let problem = error.to_string();
        match error {
            Error::Barred { .. } => {
                chain.barred().map_or(Asked::Failed(problem), |(to, bar)| barred(to, bar))
            }
            Error::Timeout { .. } | Error::Dns { .. } | Error::Connect { .. } | Error::Protocol { .. } => {
                Asked::Failed(problem)
            }
            _ => Asked::Unusable(problem),
        }
    })?;
    if let Some(pause) = host_pause(&response, context.clock.now()) {
        let clock = context.clock.clone();
        // Where it cannot be noted the database is in trouble, which whoever commits the article tells.
        let _ = context.store.pause_host(pause, move || clock.now()).await;
    }
    match response.status {
        200..=299 if response.truncated => Err(Asked::Failed("the page was cut off on its way".to_owned())),
        200..=299 => Ok(response),
        304 if !validators.is_empty() => Ok(response),
        status @ (408 | 425 | 429 | 500..=599) => Err(Asked::Failed(format!("the server answered {status}"))),
        status => Err(Asked::Unusable(format!("the server answered {status}"))),
    }
}

/// What is to be said of a page that is at `to`, which may not be asked for.
fn barred(to: Url, bar: Bar) -> Asked {
    match bar {
        Bar::Pause(wait) => Asked::Elsewhere(to, wait),
        Bar::Refused => Asked::Unusable(REFUSED.to_owned()),
        Bar::Unreachable => Asked::Failed(UNREACHABLE.to_owned()),
    }
}

pub(crate) async fn parse_page(context: &Context, article: ArticleId, response: Response) -> Asked {
    let text = match text_selector(context, article).await {
        Ok(text) => text,
        Err(error) => return Asked::Store(error),
    };
    let at = response.url.clone();
    let validators = validators(&response);
    let parsed = context
        .compute(move || {
            let (content_type, url) = (response.header(header::CONTENT_TYPE), Some(&response.url));
            if let Some(text) = text {
                let picked = parse::page_with_selector(&response.body, content_type, url, &text);
                match picked {
                    // Who picks the text knows that there is an article.
                    Ok(page) => return Ok(Page { kind: PageKind::Article, ..page }),
                    Err(error) => {
                        tracing::warn!(url = %response.url, %error, "the text is found without the feed's selector");
                    }
                }
            }
            parse::page(&response.body, content_type, url)
        })
        .await;
    match parsed {
        Ok(Ok(page)) => match page.kind {
            PageKind::Article => Asked::Page(Box::new(page), at, validators),
            PageKind::Index => Asked::Unusable("the page lists other pages and is no article".to_owned()),
            PageKind::Wall => Asked::Unusable("the page asks to log in, to pay or to consent".to_owned()),
            PageKind::Error => Asked::Unusable("the page reports an error".to_owned()),
            PageKind::Empty => Asked::Unusable("the page has no text".to_owned()),
        },
        Ok(Err(error)) => Asked::Unusable(error.to_string()),
        Err(_) => Asked::Unusable("the page could not be read: the parser failed on it".to_owned()),
    }
}

/// What picks the text on an article's page, where one of its feeds says so.
async fn text_selector(
    context: &Context,
    article: ArticleId,
) -> Result<Option<parse::Selector>, store::Error> {
    let plan = context.plan();
    if !plan.picks_texts() {
        return Ok(None);
    }
    let feeds = context.store.feeds_of(article).await?;
    Ok(feeds.iter().find_map(|feed| plan.text(feed)).cloned())
}
