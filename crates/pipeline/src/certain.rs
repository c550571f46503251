//! Which watches the stories of the window leave no doubt of: an article that names one beyond doubt speaks for its everyday
//! names in all other articles of its story.

use jiff::Timestamp;
use model::StoryId;
use rustc_hash::FxHashMap;
use store::SureWatch;

/// By story, what is sure in it.
#[derive(Debug, Default)]
pub(crate) struct Certain(FxHashMap<StoryId, OfStory>);

#[derive(Debug)]
struct OfStory {
    /// Watchlists and watches; there are few of one story.
    watches: Vec<(String, String)>,
    /// When the last article that joined it became known.
    last: Timestamp,
}

impl Certain {
    /// Takes an article in that joins a story, with the stories that become one by that and the watches that it leaves no doubt
    /// of. Returns what the story, or a part of it, had not been sure of.
    pub(crate) fn join(
        &mut self,
        story: StoryId,
        merged: &[StoryId],
        sure: &[(String, String)],
        seen: Timestamp,
    ) -> Vec<SureWatch> {
        let parts: Vec<OfStory> =
            std::iter::once(&story).chain(merged).filter_map(|part| self.0.remove(part)).collect();
        let mut whole = OfStory { watches: Vec::new(), last: seen };
        for part in parts {
            whole.last = whole.last.max(part.last);
            whole.add(&part.watches);
        }
        // Where stories become one, what one of them is sure of is new to the others.
        let known = if merged.is_empty() { whole.watches.len() } else { 0 };
        whole.add(sure);
        let new = whole.watches.iter().skip(known).map(|(watchlist, watch)| SureWatch {
            story,
            watchlist: watchlist.clone(),
            watch: watch.clone(),
        });
        let new = new.collect();
        if !whole.watches.is_empty() {
            self.0.insert(story, whole);
        }
        new
    }

    /// Whether a story leaves no doubt of a watch, given with its watchlist.
    pub(crate) fn is_sure(&self, story: StoryId, (watchlist, watch): (&str, &str)) -> bool {
        let known = self.0.get(&story).map_or(&[][..], |known| &known.watches);
        known.iter().any(|(list, name)| list == watchlist && name == watch)
    }

    /// Forgets the stories that nothing has joined since `horizon`.
    pub(crate) fn evict_before(&mut self, horizon: Timestamp) {
        self.0.retain(|_, of_story| of_story.last >= horizon);
    }
}

impl OfStory {
    fn add(&mut self, watches: &[(String, String)]) {
        for watch in watches {
            if !self.watches.contains(watch) {
                self.watches.push(watch.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_story_is_sure_of_is_told_once_and_goes_with_it_where_stories_become_one() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        let sure = |watch: &str| vec![("list".to_owned(), watch.to_owned())];
        let names = |new: Vec<SureWatch>| new.into_iter().map(|new| new.watch).collect::<Vec<_>>();
        let (one, two) = (StoryId(1), StoryId(2));
        let mut certain = Certain::default();
        assert_eq!(names(certain.join(one, &[], &sure("A"), at(1))), ["A"]);
        assert!(certain.join(one, &[], &sure("A"), at(2)).is_empty());
        assert_eq!(names(certain.join(two, &[], &sure("B"), at(3))), ["B"]);
        assert!(certain.join(StoryId(3), &[], &[], at(3)).is_empty());
        assert!(certain.is_sure(one, ("list", "A")) && !certain.is_sure(one, ("list", "B")));
        assert_eq!(names(certain.join(one, &[two], &[], at(4))), ["A", "B"]);
        assert!(certain.is_sure(one, ("list", "B")) && !certain.is_sure(two, ("list", "B")));
        certain.evict_before(at(4));
        assert!(certain.is_sure(one, ("list", "A")));
        certain.evict_before(at(5));
        assert!(!certain.is_sure(one, ("list", "A")));
    }
}
