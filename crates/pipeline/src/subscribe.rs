//! Subscribing: asks the hubs that feeds name to send what is new, renews before their leases end, and unsubscribes. What
//! they answer by asking back, and what they send, comes in by the API.

use std::sync::Arc;
use std::time::Duration;

use outbound::{HeaderValue, Post, Response, header};
use store::{Claimed, DueSubscription, Topic};
use url::{Url, form_urlencoded};

use crate::ask::host_pause;
use crate::context::Context;
use crate::plan::Plan;
use crate::stage::Stage;

/// How long a claimed subscription is held.
const LEASE: Duration = Duration::from_secs(120);

/// The lease that is asked for; hubs grant what they like.
const ASKED_LEASE: Duration = Duration::from_secs(10 * 24 * 3600);

/// How soon a hub is asked again that did not answer, or did not ask back; four times as long after each further attempt.
const RETRY: Duration = Duration::from_secs(15 * 60);

/// The longest pause between two attempts.
const MAX_RETRY: Duration = Duration::from_secs(24 * 3600);

/// So often a hub is asked to end a subscription; then its lease does.
const UNSUBSCRIBE_ATTEMPTS: u32 = 3;

/// The redirects of a hub that are followed.
const MAX_REDIRECTS: usize = 3;

/// The bytes of a hub's answer that are read.
const MAX_ANSWER: usize = 4 * 1024;

/// The stage that asks hubs.
#[derive(Debug)]
pub(crate) struct Subscribing;

impl Stage for Subscribing {
    type Item = DueSubscription;
    const NAME: &'static str = "subscribe";
    const TOPIC: Topic = Topic::Hubs;
    const HANDS: usize = 8;

    async fn claim(&self, context: &Context, hands: usize) -> Result<Claimed<DueSubscription>, store::Error> {
        if context.plan().callback.is_none() {
            return Ok(Claimed { items: Vec::new(), next_due: None });
        }
        let (claim, busy) = context.claim(LEASE, hands);
        Ok(busy.look_again(context.store.claim_subscriptions(claim).await?))
    }

    async fn work(&self, context: Arc<Context>, due: DueSubscription) -> Result<(), store::Error> {
        let plan = context.plan();
        let Some(callback) = &plan.callback else { return Ok(()) };
        let asked = match (Url::parse(&due.hub.url), callback_of(callback, &due.token)) {
            (Ok(hub), Some(callback)) => match ask(&context, &plan, hub, &due, &callback).await {
                Ok(answer) => Ok(answer),
                Err(Unasked::Paused(wait)) => {
                    let clock = context.clock.clone();
                    return context.store.put_off_asking(due.feed, wait, move || clock.now()).await;
                }
                Err(Unasked::Store(error)) => return Err(error),
                Err(Unasked::Because(problem)) => Err(problem),
            },
            _ => Err("the hub's address cannot be read".to_owned()),
        };
        let problem = match asked {
            Ok(status) if (200..300).contains(&status) => None,
            Ok(status) => Some(format!("the hub answered {status}")),
            Err(problem) => Some(problem),
        };
        tracing::debug!(hub = due.hub.url, topic = due.hub.topic, due.wanted, problem, "asked the hub");
        let given_up = !due.wanted && due.attempts + 1 >= UNSUBSCRIBE_ATTEMPTS;
        let next_try = (!given_up).then(|| context.clock.now() + wait(due.attempts));
        context.store.commit_asked(due.feed, problem, next_try).await
    }
}

/// Why a hub gave no answer.
enum Unasked {
    /// It wants to be left alone for so long.
    Paused(Duration),
    /// The database failed, for which the hub is not to blame.
    Store(store::Error),
    /// Anything else.
    Because(String),
}

/// Asks a hub, wherever it has moved to (WebSub, 5.1: 307 and 308), and gives the status of its answer.
async fn ask(
    context: &Context,
    plan: &Plan,
    mut hub: Url,
    due: &DueSubscription,
    callback: &Url,
) -> Result<u16, Unasked> {
    let form = form(due, callback);
    for _ in 0..=MAX_REDIRECTS {
        let host = hub.host_str().unwrap_or_default().to_owned();
        let now = context.clock.now();
        let pause = context.store.paused_until(host.clone(), now).await;
        if let Some(until) = pause.map_err(Unasked::Store)? {
            return Err(Unasked::Paused(Duration::try_from(until.duration_since(now)).unwrap_or_default()));
        }
        let Some(_turn) = plan.hosts.enter(&host, plan.fetch.host_pause, &context.clock).await else {
            return Err(Unasked::Paused(Duration::ZERO));
        };
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let post = Post {
            url: &hub,
            headers: &[(header::CONTENT_TYPE, form_type)],
            body: form.clone().into(),
            timeout: plan.fetch.timeout,
            max_answer: MAX_ANSWER,
        };
        // Whoever asks for a feed by a proxy may not be seen by its hub either.
        let client = plan.client_for_hub_of(&due.url);
        let answer = client.post(post).await.map_err(|error| Unasked::Because(error.to_string()))?;
        if let Some(pause) = host_pause(&answer, context.clock.now()) {
            let clock = context.clock.clone();
            // Where it cannot be noted the database is in trouble, which the commit of the attempt tells.
            let _ = context.store.pause_host(pause, move || clock.now()).await;
        }
        match moved(&hub, &answer) {
            Some(to) => hub = to,
            None => return Ok(answer.status),
        }
    }
    Err(Unasked::Because(format!("the hub redirects again after {MAX_REDIRECTS} redirects")))
}

/// Where a hub says that it has moved, and is to be asked the same: never in the clear what was to be sent encrypted, since
/// the subscription's secret is in it.
fn moved(hub: &Url, answer: &Response) -> Option<Url> {
    let location = answer.header(header::LOCATION).filter(|_| matches!(answer.status, 307 | 308))?;
    hub.join(location)
        .ok()
        .filter(|url| url.scheme() == "https" || url.scheme() == "http" && hub.scheme() == "http")
}

fn wait(attempts: u32) -> Duration {
    RETRY.saturating_mul(4_u32.saturating_pow(attempts)).min(MAX_RETRY)
}

/// The address at which the API takes what a hub sends for a subscription.
fn callback_of(base: &Url, token: &str) -> Option<Url> {
    let mut url = base.clone();
    url.path_segments_mut().ok()?.pop_if_empty().extend(["websub", token]);
    Some(url)
}

fn form(due: &DueSubscription, callback: &Url) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("hub.callback", callback.as_str()).append_pair("hub.topic", &due.hub.topic);
    if due.wanted {
        form.append_pair("hub.mode", "subscribe")
            .append_pair("hub.secret", &due.secret)
            .append_pair("hub.lease_seconds", &ASKED_LEASE.as_secs().to_string());
    } else {
        form.append_pair("hub.mode", "unsubscribe");
    }
    form.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callbacks_are_below_the_public_address() {
        let check = |base: &str, expected: &str| {
            let base = Url::parse(base).unwrap();
            assert_eq!(callback_of(&base, "t0").unwrap().as_str(), expected);
        };
        check("https://e.example", "https://e.example/websub/t0");
        check("https://e.example/news/", "https://e.example/news/websub/t0");
        check("https://e.example/news", "https://e.example/news/websub/t0");
    }

    #[test]
    fn a_hub_that_moves_takes_no_secret_into_the_clear() {
        let check = |hub: &str, to: &'static str, expected: Option<&str>| {
            let hub = Url::parse(hub).unwrap();
            let answer = Response {
                status: 308,
                url: hub.clone(),
                redirects: Vec::new(),
                headers: [(header::LOCATION, HeaderValue::from_static(to))].into_iter().collect(),
                body: Default::default(),
                truncated: false,
            };
            assert_eq!(moved(&hub, &answer).as_ref().map(Url::as_str), expected, "{hub} to {to}");
        };
        check("https://a.example/", "/hub", Some("https://a.example/hub"));
        check("http://a.example/", "https://a.example/", Some("https://a.example/"));
        check("http://a.example/", "http://b.example/", Some("http://b.example/"));
        check("https://a.example/", "http://a.example/", None);
        check("https://a.example/", "ftp://a.example/", None);
    }

    #[test]
    fn attempts_grow_apart() {
        let minutes: Vec<u64> = (0..6).map(|attempts| wait(attempts).as_secs() / 60).collect();
        assert_eq!(minutes, [15, 60, 240, 960, 1440, 1440]);
    }
}
