//! How a matcher follows its watchlists when they change: by a copy in which only what changed is compiled. The matcher in
//! force serves on meanwhile, and stays in force where anything is wrong.

use model::{Tracked, Watch, Watchlist};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Asks, Matcher};
use crate::error::CompileError;

/// What changed between two sets of watchlists; each with the name of its list.
#[derive(Default)]
struct Changes<'w> {
    gone: Vec<(&'w str, &'w str)>,
    entities: Vec<(&'w str, &'w Watch)>,
    rules: Vec<(&'w str, &'w Watch)>,
}

impl Matcher {
    /// The matcher of the watchlists `after`, where this one is that of `before`. It finds what [`Matcher::compile`] of them
    /// would find; watches that are new come last among its mentions.
    ///
    /// Takes the time of comparing the watchlists, and microseconds for each change; what did not change, both matchers share. Room
    /// of what was replaced is not used again, so everything is compiled anew once more than half of the watches were.
    ///
    /// # Errors
    /// Everything that is wrong with the watchlists `after`.
    pub fn follow(&self, before: &[Watchlist], after: &[Watchlist]) -> Result<Matcher, Vec<CompileError>> {
        let Some(changes) = changes(self, before, after) else { return Matcher::compile(after) };
        let count = changes.gone.len() + changes.entities.len() + changes.rules.len();
        let all: usize = after.iter().map(|list| list.watches.len()).sum();
        if (self.replaced + count) * 2 > all {
            return Matcher::compile(after);
        }
        let mut next = self.clone();
        // Where a change cannot be made by itself, compiling everything says all that is wrong with it, or that nothing is.
        if next.make(&changes) { Ok(next) } else { Matcher::compile(after) }
    }

    /// Makes changes, and says whether all could be made.
    fn make(&mut self, changes: &Changes<'_>) -> bool {
        let Changes { gone, entities, rules } = changes;
        self.replaced += gone.len() + entities.len() + rules.len();
        // Rules refer to entities: what is gone must not be referred to once all rules are as they should be.
        gone.iter().for_each(|(list, watch)| _ = self.remove(list, watch));
        let mut inserts = entities.iter().chain(rules);
        inserts.all(|(list, watch)| self.insert(list, watch).is_ok()) && !self.is_any_reference_dangling()
    }

    fn is_any_reference_dangling(&self) -> bool {
        self.references.iter().any(|(entity, rule)| {
            let asks = |watch: &u32| self.watches.get(*watch as usize).map(|watch| watch.asks);
            matches!(asks(rule), Some(Asks::Rule(_))) && !matches!(asks(entity), Some(Asks::Names { .. }))
        })
    }
}

/// What changed from the watchlists of a matcher to others; `None` where a name occurs twice in those.
fn changes<'w>(matcher: &Matcher, before: &'w [Watchlist], after: &'w [Watchlist]) -> Option<Changes<'w>> {
    let mut old: FxHashMap<&str, &[Watch]> =
        before.iter().map(|list| (list.name.as_str(), list.watches.as_slice())).collect();
    let mut seen = FxHashSet::default();
    let mut changes = Changes::default();
    for list in after {
        let name = list.name.as_str();
        seen.insert(name).then_some(())?;
        changes.within(matcher, name, old.remove(name).unwrap_or_default(), &list.watches)?;
    }
    for (list, watches) in old {
        changes.gone.extend(watches.iter().map(|watch| (list, watch.name.as_str())));
    }
    changes.gone.sort_unstable();
    Some(changes)
}

impl<'w> Changes<'w> {
    /// Adds what changed within a list; `None` where a name occurs twice in it now.
    fn within(
        &mut self,
        matcher: &Matcher,
        list: &'w str,
        before: &'w [Watch],
        after: &'w [Watch],
    ) -> Option<()> {
        let (before, after) = between_equal_ends(before, after);
        let mut old: FxHashMap<&str, &Watch> =
            before.iter().map(|watch| (watch.name.as_str(), watch)).collect();
        let is_old: FxHashSet<&str> = old.keys().copied().collect();
        let mut seen = FxHashSet::default();
        for watch in after {
            let name = watch.name.as_str();
            // What is not among those that changed and yet known is among the others.
            let is_once = seen.insert(name) && (is_old.contains(name) || !matcher.contains(list, name));
            is_once.then_some(())?;
            match (old.remove(name) == Some(watch), &watch.tracked) {
                (true, _) => {}
                (false, Tracked::Entity(_)) => self.entities.push((list, watch)),
                (false, Tracked::Rule(_)) => self.rules.push((list, watch)),
            }
        }
        self.gone.extend(old.into_keys().map(|name| (list, name)));
        Some(())
    }
}

/// What two lists have between the watches with which both begin and those with which both end: mostly nearly nothing, and all
/// that is worth comparing by name.
fn between_equal_ends<'w>(mut a: &'w [Watch], mut b: &'w [Watch]) -> (&'w [Watch], &'w [Watch]) {
    while let (Some((first, rest)), Some((other, others))) = (a.split_first(), b.split_first())
        && first == other
    {
        (a, b) = (rest, others);
    }
    while let (Some((last, rest)), Some((other, others))) = (a.split_last(), b.split_last())
        && last == other
    {
        (a, b) = (rest, others);
    }
    (a, b)
}

#[cfg(test)]
mod tests {
    use model::{Mention, Watch, Watchlist};
    use proptest::prelude::*;

    use crate::Matcher;
    use crate::testing::{article, entity, list, rule};

    const TEXTS: [&str; 4] = [
        "Facebook, Netflix and Spotify settle.",
        "Netflix had an Inbox API.",
        "Spotify raises its prices, and Facebook follows.",
        "Nothing of it.",
    ];

    fn watches() -> impl Strategy<Value = Vec<Watch>> {
        let name = prop::sample::select(vec!["Meta", "Films", "Songs", "deal"]);
        let tracked = prop_oneof![
            prop::sample::select(vec!["Facebook", "Netflix", "Spotify"])
                .prop_map(|alias| entity("", &[alias])),
            prop::sample::select(vec![
                "@Meta AND Spotify",
                "Netflix NOT Facebook",
                "@Films OR settle",
                "price"
            ])
            .prop_map(|text| rule("", text)),
        ];
        let watch = (name, tracked).prop_map(|(name, watch)| Watch { name: name.to_owned(), ..watch });
        prop::collection::vec(watch, 0..5)
    }

    fn lists(watches: Vec<Watch>) -> Vec<Watchlist> {
        // Enough that do not change, so that the others are changed one at a time.
        let others = (0..20).map(|number| entity(&format!("Other {number}"), &[]));
        vec![list(watches), Watchlist { name: "others".to_owned(), ..list(others.collect()) }]
    }

    fn found(matcher: &Matcher) -> Vec<Vec<Mention>> {
        let sorted = |text: &&str| {
            let mut mentions = matcher.mentions(&article("", text));
            mentions.sort_by(|a, b| (&a.watchlist, &a.watch).cmp(&(&b.watchlist, &b.watch)));
            mentions
        };
        TEXTS.iter().map(sorted).collect()
    }

    proptest! {
        #[test]
        fn what_follows_is_what_would_be_compiled(steps in prop::collection::vec(watches(), 1..6)) {
            let mut before = lists(Vec::new());
            let mut matcher = Matcher::compile(&before).unwrap();
            for watches in steps {
                let after = lists(watches);
                let (followed, compiled) = (matcher.follow(&before, &after), Matcher::compile(&after));
                match (followed, compiled) {
                    (Ok(followed), Ok(compiled)) => {
                        prop_assert_eq!(found(&followed), found(&compiled));
                        (matcher, before) = (followed, after);
                    }
                    (Err(followed), Err(compiled)) => prop_assert_eq!(followed, compiled),
                    (followed, compiled) => prop_assert_eq!(followed.is_ok(), compiled.is_ok()),
                }
            }
        }
    }

    /// A name that comes twice is found wrong wherever the other one stands.
    #[test]
    fn a_name_that_comes_twice_is_found_among_those_that_did_not_change() {
        let before = lists(vec![entity("Meta", &[]), entity("Films", &[])]);
        let matcher = Matcher::compile(&before).unwrap();
        let meta = entity("Meta", &["Facebook"]);
        for watches in [
            vec![entity("Meta", &[]), entity("Films", &[]), meta.clone()],
            vec![meta.clone(), entity("Meta", &[]), entity("Films", &[])],
            vec![entity("Meta", &[]), entity("Songs", &[]), entity("Songs", &[]), entity("Films", &[])],
        ] {
            let after = lists(watches);
            assert_eq!(matcher.follow(&before, &after).unwrap_err(), Matcher::compile(&after).unwrap_err());
        }
        let twice = [lists(vec![meta]), before.clone()].concat();
        assert_eq!(matcher.follow(&before, &twice).unwrap_err(), Matcher::compile(&twice).unwrap_err());
    }

    #[test]
    fn a_change_is_made_without_compiling_the_rest() {
        let before = lists(vec![entity("Meta", &["Facebook"])]);
        let after = lists(vec![entity("Meta", &["Netflix"])]);
        let matcher = Matcher::compile(&before).unwrap();
        let followed = matcher.follow(&before, &after).unwrap();
        assert_eq!((matcher.replaced, followed.replaced), (0, 1));
    }
}
