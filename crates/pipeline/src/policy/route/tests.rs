//! What becomes of an alert, case by case.

use jiff::civil::time;
use jiff::tz::TimeZone;
use model::{
    AlertMention, AlertReason, DigestSchedule, DigestTimes, Mention, MuteScope, Outcome, Quiet, StoryCounts,
    StoryId, StorySummary,
};

use super::*;

const HOUR: Duration = Duration::from_secs(3600);

fn at(hour: u32, minute: u32) -> Timestamp {
    let day: Timestamp = "2026-03-04T00:00:00Z".parse().unwrap();
    day + HOUR * hour + Duration::from_secs(60) * minute
}

/// An alert in whose story such watches were found, all of the same salience.
fn alert(watches: &[&str], salience: f64) -> Alert {
    let mention = |watch: &&str| AlertMention {
        url: None,
        title: String::new(),
        source: None,
        mention: Mention {
            watchlist: "energy".to_owned(),
            watch: (*watch).to_owned(),
            outcome: Outcome::Match,
            score: 0.9,
            salience,
            evidence: Vec::new(),
            reasons: Vec::new(),
        },
    };
    Alert {
        watchlist: "energy".to_owned(),
        sequence: 1,
        reason: AlertReason::FirstMention,
        created: at(12, 0),
        story: StorySummary {
            id: StoryId(7),
            title: String::new(),
            url: None,
            first_seen: at(12, 0),
            origin: None,
            outlets: Vec::new(),
            counts: StoryCounts::default(),
            languages: Vec::new(),
        },
        mentions: watches.iter().map(mention).collect(),
        mentions_found: watches.len(),
    }
}

fn night() -> Calm {
    let quiet = Quiet {
        from: time(22, 0, 0, 0),
        to: time(7, 0, 0, 0),
        zone: TimeZone::UTC,
        days: Vec::new(),
        unless_salience: Some(0.8),
    };
    Calm { quiet: vec![quiet], digest: None }
}

fn hourly() -> Calm {
    let digest = DigestSchedule { times: DigestTimes::Every(HOUR), unless_salience: None };
    Calm { quiet: Vec::new(), digest: Some(digest) }
}

fn mute(scope: MuteScope, until: Timestamp) -> Mute {
    Mute { watchlist: "energy".to_owned(), scope, until }
}

fn hold(until: Timestamp, why: HoldReason) -> Decision {
    Decision::Hold { until: Some(until), why }
}

fn case<'a>(alert: &'a Alert, policy: &'a Policy, mutes: &'a [Mute]) -> Case<'a> {
    Case { alert, policy, only_review: false, mutes, volume: None, now: at(12, 0) }
}

#[test]
fn without_a_policy_everything_is_told_at_once() {
    let (alert, policy) = (alert(&["A"], 0.5), Policy::default());
    let ruling = route(&case(&alert, &policy, &[]), &[&Calm::default(), &night()]);
    assert_eq!(ruling, Ruling { decisions: vec![Decision::Deliver; 2], volume: None });
    assert_eq!(route(&case(&alert, &policy, &[]), &[]).decisions, []);
}

#[test]
fn what_is_to_be_looked_at_waits_for_a_person_only_where_the_policy_says_so() {
    let alert = alert(&["A"], 1.0);
    let check = |review, expected| {
        let policy = Policy { review, ..Policy::default() };
        let ruling = route(&Case { only_review: true, ..case(&alert, &policy, &[]) }, &[&Calm::default()]);
        assert_eq!(ruling.decisions, [expected], "{review:?}");
    };
    check(Review::Hold, Decision::Hold { until: None, why: HoldReason::Review });
    check(Review::Deliver, Decision::Deliver);
}

#[test]
fn a_mute_holds_what_it_names() {
    let policy = Policy::default();
    let check = |watches: &[&str], mutes: &[Mute], expected: Option<Timestamp>| {
        let alert = alert(watches, 1.0);
        let expected = expected.map_or(Decision::Deliver, |until| hold(until, HoldReason::Mute));
        assert_eq!(
            route(&case(&alert, &policy, mutes), &[&Calm::default()]).decisions,
            [expected],
            "{mutes:?}"
        );
    };
    let watch = |name: &str, until| mute(MuteScope::Watch(name.to_owned()), until);
    let story = |id, until| mute(MuteScope::Story(StoryId(id)), until);
    let whole = |until| mute(MuteScope::Watchlist, until);
    check(&["A"], &[whole(at(13, 0))], Some(at(13, 0)));
    check(&["A"], &[whole(at(12, 0))], None);
    check(&["A"], &[watch("B", at(13, 0))], None);
    check(&["A", "B"], &[watch("B", at(13, 0))], None);
    check(&["A", "B"], &[watch("B", at(13, 0)), watch("A", at(14, 0))], Some(at(13, 0)));
    check(&["A"], &[watch("A", at(13, 0)), whole(at(14, 0))], Some(at(14, 0)));
    check(&["A"], &[story(7, at(13, 0))], Some(at(13, 0)));
    check(&["A"], &[story(8, at(13, 0))], None);
}

#[test]
fn what_a_mute_held_then_waits_for_quiet_hours_and_digests() {
    let alert = alert(&["A"], 0.5);
    let policy = Policy::default();
    let mutes = [mute(MuteScope::Watchlist, at(23, 30))];
    let ruling = route(&case(&alert, &policy, &mutes), &[&Calm::default(), &night(), &hourly()]);
    let expected = [at(23, 30), at(31, 0), at(24, 0)].map(|until| hold(until, HoldReason::Mute));
    assert_eq!(ruling.decisions, expected);
}

#[test]
fn what_a_mute_held_does_not_go_on_within_a_window_that_is_full() {
    let alert = alert(&["A"], 0.5);
    let policy = Policy { limit: Some(Limit { alerts: 2, window: HOUR }), ..Policy::default() };
    let check = |told: u32, mute_ends: Timestamp, endpoint: &Calm, expected: Timestamp| {
        let volume = Some(Volume { opened: at(11, 45), told });
        let mutes = [mute(MuteScope::Watchlist, mute_ends)];
        let ruling = route(&Case { volume, ..case(&alert, &policy, &mutes) }, &[endpoint]);
        assert_eq!(ruling, Ruling { decisions: vec![hold(expected, HoldReason::Mute)], volume });
        assert_eq!(unmuted_at(&policy, endpoint, volume, mute_ends), expected);
    };
    let any_time = Calm::default();
    check(2, at(12, 30), &any_time, at(12, 45));
    check(1, at(12, 30), &any_time, at(12, 30));
    check(2, at(12, 45), &any_time, at(12, 45));
    check(2, at(13, 10), &any_time, at(13, 10));
    // In a digest it is told with others, which the limit does not count.
    check(2, at(12, 30), &hourly(), at(13, 0));
    let early =
        Calm { quiet: vec![Quiet { from: time(12, 40, 0, 0), ..night().quiet.remove(0) }], digest: None };
    check(2, at(12, 30), &early, at(31, 0));
}

#[test]
fn each_endpoint_has_its_own_calm() {
    let policy = Policy::default();
    let check = |salience, expected: [Decision; 3]| {
        let alert = alert(&["A"], salience);
        let late = Case { now: at(23, 10), ..case(&alert, &policy, &[]) };
        assert_eq!(route(&late, &[&Calm::default(), &night(), &hourly()]).decisions, expected);
    };
    let digest = hold(at(24, 0), HoldReason::Digest);
    check(0.5, [Decision::Deliver, hold(at(31, 0), HoldReason::Quiet), digest]);
    check(0.8, [Decision::Deliver, Decision::Deliver, digest]);
}

#[test]
fn a_limit_tells_so_many_and_holds_the_rest_until_its_window_ends() {
    let alert = alert(&["A"], 0.5);
    let policy = Policy { limit: Some(Limit { alerts: 2, window: HOUR }), ..Policy::default() };
    let mut volume = None;
    let mut tell = |now: Timestamp, expected: Decision| {
        let ruling = route(&Case { now, volume, ..case(&alert, &policy, &[]) }, &[&Calm::default()]);
        assert_eq!(ruling.decisions, [expected], "{now}");
        volume = ruling.volume;
    };
    tell(at(12, 0), Decision::Deliver);
    tell(at(12, 30), Decision::Deliver);
    tell(at(12, 31), hold(at(13, 0), HoldReason::Limit));
    tell(at(12, 59), hold(at(13, 0), HoldReason::Limit));
    tell(at(13, 0), Decision::Deliver);
    tell(at(13, 59), Decision::Deliver);
    tell(at(13, 59), hold(at(14, 0), HoldReason::Limit));
}

#[test]
fn only_what_is_told_at_once_counts_towards_the_limit() {
    let alert = alert(&["A"], 0.5);
    let policy = Policy { limit: Some(Limit { alerts: 1, window: HOUR }), ..Policy::default() };
    let full = Some(Volume { opened: at(11, 30), told: 1 });
    let case = case(&alert, &policy, &[]);
    let digest = hold(at(13, 0), HoldReason::Digest);
    let waiting = route(&case, &[&hourly()]);
    assert_eq!(waiting, Ruling { decisions: vec![digest], volume: None });
    let mixed = route(&Case { volume: full, ..case }, &[&hourly(), &Calm::default()]);
    let held = hold(at(12, 30), HoldReason::Limit);
    assert_eq!(mixed, Ruling { decisions: vec![digest, held], volume: full });
    let muted = [mute(MuteScope::Watchlist, at(13, 0))];
    assert_eq!(route(&Case { mutes: &muted, ..case }, &[&Calm::default()]).volume, None);
    assert_eq!(route(&case, &[]).volume, None);
}
