//! How far places reach, so that one that covers another is found without looking at all of them: a text may be nothing but names.

use crate::reading::Place;

/// The beginnings of places in ascending order, each with the farthest end of those up to it.
pub(super) struct Reach(Vec<(u32, u32)>);

impl Reach {
    pub(super) fn of(places: impl Iterator<Item = Place>) -> Reach {
        let mut ends: Vec<(u32, u32)> = places.map(|place| (place.first, place.last)).collect();
        ends.sort_unstable();
        let mut farthest = 0;
        for (_, end) in &mut ends {
            farthest = farthest.max(*end);
            *end = farthest;
        }
        Reach(ends)
    }

    /// The last word of any place that begins at `first` or before.
    pub(super) fn until(&self, first: u32) -> Option<u32> {
        let count = self.0.partition_point(|(begins, _)| *begins <= first);
        self.0.get(count.checked_sub(1)?).map(|(_, end)| *end)
    }

    /// Whether one of the places has a word in common with another place.
    pub(super) fn overlaps(&self, place: Place) -> bool {
        self.until(place.last) >= Some(place.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reach_agrees_with_a_look_at_every_place() {
        let place = |first, last| Place { first, last };
        let places = [place(7, 9), place(2, 2), place(3, 8), place(3, 4), place(20, 21)];
        let reach = Reach::of(places.into_iter());
        for first in 0..25 {
            let ends = places.iter().filter(|place| place.first <= first).map(|place| place.last);
            assert_eq!(reach.until(first), ends.max(), "until {first}");
            for last in first..25 {
                let other = place(first, last);
                let overlaps = places.iter().any(|place| place.overlaps(other));
                assert_eq!(reach.overlaps(other), overlaps, "{other:?}");
            }
        }
        assert!(!Reach::of(std::iter::empty()).overlaps(place(0, 5)));
    }
}
