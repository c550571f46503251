//! Subscribing: asks the hubs that feeds name to send what is new, renews before their leases end, and unsubscribes. What
//! they answer by asking back, and what they send, comes in by the API.

use std::sync::Arc;
use std::time::Duration;

use outbound::{HeaderValue, Post, header};
use store::{Claim, Claimed, DueSubscription, Topic};
use url::{Url, form_urlencoded};

use crate::context::Context;
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
        let now = context.clock.now();
        let claim = Claim {
            now,
            until: now + LEASE,
            limit: hands,
            per_host: hands,
            except: Vec::new(),
            max_behind: usize::MAX,
        };
        context.store.claim_subscriptions(claim).await
    }

    async fn work(&self, context: Arc<Context>, due: DueSubscription) -> Result<(), store::Error> {
        let plan = context.plan();
        let Some(callback) = &plan.callback else { return Ok(()) };
        let asked = match (Url::parse(&due.hub.url), callback_of(callback, &due.token)) {
            (Ok(hub), Some(callback)) => {
                let post = Post {
                    url: &hub,
                    headers: &[(
                        header::CONTENT_TYPE,
                        HeaderValue::from_static("application/x-www-form-urlencoded"),
                    )],
                    body: form(&due, &callback).into(),
                    timeout: plan.fetch.timeout,
                    max_answer: MAX_ANSWER,
                };
                plan.client().post(post).await.map_err(|error| error.to_string())
            }
            _ => Err("the hub's address cannot be read".to_owned()),
        };
        let problem = match asked {
            Ok(answer) if (200..300).contains(&answer.status) => None,
            Ok(answer) => Some(format!("the hub answered {}", answer.status)),
            Err(problem) => Some(problem),
        };
        tracing::debug!(hub = due.hub.url, topic = due.hub.topic, due.wanted, problem, "asked the hub");
        let given_up = !due.wanted && due.attempts + 1 >= UNSUBSCRIBE_ATTEMPTS;
        let next_try = (!given_up).then(|| context.clock.now() + wait(due.attempts));
        context.store.commit_asked(due.feed, problem, next_try).await
    }
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
    fn attempts_grow_apart() {
        let minutes: Vec<u64> = (0..6).map(|attempts| wait(attempts).as_secs() / 60).collect();
        assert_eq!(minutes, [15, 60, 240, 960, 1440, 1440]);
    }
}
