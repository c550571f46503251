//! Two articles whose texts share much, measured, and what is decided of them.

use super::piece::{MUCH_LONGER, PIECE, TOP, VERBATIM, aside, beside, completes, continues};
use super::spoken::{
    FOREIGN, Spoken, Subjects, are_named_apart, has_own_news, headline, is_filled_anew, is_foreign,
    is_refilled, is_renamed, is_same_headline, other_headline, repeats_headline,
};
use super::{ANOTHER_DAY, HOUR, LATEST, tolls};
use crate::articles::{Held, Reading};
use crate::shingles::{self, Shared};
use crate::window::Window;

/// For each number that differs between the same words, so many must agree for a copy: a table of another hour repeats many
/// of its figures.
const AGREEING: u32 = 10;
/// Where fewer than so many agree, one form was filled in twice.
const FILLED: u32 = 6;

/// What must be shared for a copy.
pub(super) struct Measure {
    /// The least share of the shorter text's runs.
    pub(super) containment: f64,
    /// The least share of what the one that says less is about, by rarity.
    terms: f64,
    /// The least share of the new headline, by rarity, that the other article speaks of: what templates with other
    /// names in them fail, and walls ("Subscription required") over which any headline may stand.
    headline: f64,
}

/// Most of the text.
const WHOLE: Measure = Measure { containment: 0.5, terms: 0.75, headline: 0.6 };
/// Little of it word for word, but about the same in all.
pub(super) const EDITED: Measure = Measure { containment: 0.25, terms: 0.72, headline: 0.6 };
/// The same of a short text: of few words a form leaves few to tell two events apart.
const EDITED_SHORT: Measure = Measure { containment: 0.45, ..EDITED };
/// A part of it in one piece, among other things.
const PART: Measure = Measure { containment: 0.33, terms: 0.44, headline: 0.85 };
/// Nearly all of it, on another day.
const REPRINTED: Measure = Measure { containment: 0.6, terms: 0.9, headline: 0.5 };
/// Of a text with fewer runs than this, a template can be nearly all.
const SUBSTANTIAL: u32 = 60;
/// A text with fewer runs than this is short.
const SHORT: u32 = 100;
/// Of one headline or the other the other article must speak as much: where each names what the other article lacks, one
/// thing was put in the place of another.
const NAMED: f64 = 0.8;
/// Of a text that is part of one report with others so much stands in it, beside a notice.
const REPEATED: f64 = 0.8;
/// A text of which so much is the other's, by its terms, and that speaks of so much of what heads it, is that one's below a headline of
/// the outlet's own.
const REHEADED: f64 = 0.8;
/// An article that speaks so much of another's headline is on its subject.
const SAME_SUBJECT: f64 = 0.5;
/// A piece of which the rest of the text speaks less than this is an item beside others: of 3,000 pieces of a story of
/// Reuters-21578 1 in 50 was below it, of 3,000 stories among two or three others 9 in 10.
const ASIDE: f64 = 0.07;
/// A piece of which the rest of the text speaks so much is no item: of halves of 400 stories of Reuters-21578 7 in 10 were above it, of
/// 580 stories on a page of two 1 in 20.
const TOGETHER: f64 = 0.12;
/// A report comes back to what is rare in a piece so many times as much as what stands beside that in a page of items: in one town
/// every item names the town.
const COMES_BACK: f64 = 3.0;
/// No template has so many runs.
const BULK: u32 = 150;
/// Texts that share less than this may be two reports that quote the same: their headlines must say the same...
const MOSTLY: f64 = 0.6;
/// ...that is, what is spoken of of the one times what is of the other must be so much.
const SAME_NEWS: f64 = 0.7;
/// Where less than half is shared, so much of that must stand in the same order: who edits keeps it, who reports anew does not.
const ORDERED: f64 = 0.8;

/// Two articles whose texts share much.
pub(super) struct Pair {
    shared: Shared,
    /// Seconds between them.
    apart: i64,
    /// Numbers between the same words: how many agree, how many differ.
    numbers: (u32, u32),
    /// The share of what the one that says less is about that the other is about as well, by rarity.
    terms: f64,
    /// What of the new headline the other article speaks of.
    headline: Spoken,
    /// What of the other's headline the new article is about.
    other_headline: Spoken,
    /// Whether the text is the other's below a headline in other words: it speaks of what that one is headed by.
    reheaded: bool,
    /// Whether the text is not the new article's own.
    foreign: bool,
    /// Whether the headlines are one with different names or numbers in it.
    refilled: bool,
    /// Whether each headline, with its text, has a name or a number that the other article lacks.
    renamed: bool,
    /// Whether the new text begins with the other's and goes on about the same: a flash came first.
    continues: bool,
    /// Whether the new text is the whole of which the other's is the greater part.
    completes: bool,
    /// Whether what is shared stands in the other's text beside more that tells of something else.
    aside: bool,
    /// Whether the new text comes back to what is shared far more than the other does.
    comes_back: bool,
    /// Whether what is shared stands in the new text beside as much again or more that tells of something else.
    has_aside: bool,
    /// Whether the new text holds the other's beside more that is about the same.
    goes_together: bool,
    /// Whether each article has a name, or an age, that the other lacks.
    named_apart: bool,
    /// Whether the headlines say the same but for numbers.
    same_headline: bool,
    /// How many tolls differ.
    tolls: u32,
}

impl Pair {
    pub(super) fn of(window: &Window, reading: &Reading, held: &Held, shared: Shared) -> Self {
        let there = shingles::numbers(&reading.text, &held.text);
        let back = shingles::numbers(&held.text, &reading.text);
        let repeated = repeats_headline(reading, held);
        let new_headline = if repeated { Spoken::WHOLLY } else { headline(window, reading, held) };
        let old_headline = other_headline(window, reading, held);
        let beside = beside(window, reading, held, &shared);
        let filled_anew = is_filled_anew(window, reading, held);
        // A page that is headed by nothing but the piece is its own report.
        let is_more = old_headline.share < 1.0;
        let aside = if is_more { aside(window, reading, held, &shared) } else { None };
        let comes_back = |own, spoken| own >= TOGETHER && spoken < TOGETHER && COMES_BACK * spoken <= own;
        let goes_together = |(_, spoken)| spoken >= TOGETHER && shared.containment() >= VERBATIM;
        let subjects = Subjects::of(window, reading, held);
        let terms = subjects.agreement();
        let renamed = filled_anew || is_renamed(reading, held, true);
        let reheaded = !renamed
            && shared.proportion < MUCH_LONGER as f64
            && old_headline.share.min(subjects.known()) >= REHEADED
            && !has_own_news(window, reading, held);
        Pair {
            shared,
            apart: (reading.time - held.time).abs(),
            // The one that is part of the other is to be asked: what the longer one says besides proves nothing.
            numbers: if there.0 * back.1 > back.0 * there.1 { there } else { back },
            terms,
            reheaded,
            foreign: !repeated && !reheaded && is_foreign(window, reading, new_headline.share),
            headline: new_headline,
            other_headline: old_headline,
            refilled: is_refilled(reading, held, new_headline.rarest.min(old_headline.rarest)),
            renamed,
            continues: continues(window, reading, held, &shared, new_headline),
            completes: terms >= WHOLE.terms
                && old_headline.share >= WHOLE.headline
                && completes(window, reading, held, &shared),
            aside: aside.is_some_and(|spoken| spoken < ASIDE),
            comes_back: beside.zip(aside).is_some_and(|((_, own), spoken)| comes_back(own, spoken)),
            has_aside: beside
                .is_some_and(|(words, spoken)| reading.text.len() >= MUCH_LONGER * words && spoken < ASIDE),
            goes_together: beside.is_some_and(goes_together),
            named_apart: filled_anew
                || is_renamed(reading, held, false)
                || are_named_apart(reading, held)
                || tolls::are_of_other_ages(&reading.text, &held.text),
            same_headline: is_same_headline(reading, held),
            tolls: tolls::changed(&reading.text, &held.text),
        }
    }

    fn meets(&self, measure: &Measure) -> bool {
        self.shared.containment() >= measure.containment
            && self.terms >= measure.terms
            && (self.reheaded || self.headline.share >= measure.headline)
    }

    /// Whether the two fill one form with different things.
    pub(super) fn is_template(&self) -> bool {
        self.differ(FILLED, true)
            || self.renamed && self.shared.containment() >= WHOLE.containment
            || !self.is_on_its_subject() && (self.foreign || self.headline.share < FOREIGN)
    }

    /// Whether the one text is the other's or a part of it, whatever the headlines say.
    fn is_on_its_subject(&self) -> bool {
        self.reheaded || self.is_excerpt() || self.completes || self.has_part()
    }

    /// Whether the later one goes on with the other's news on the same day, or corrects it: of one name and under one headline
    /// figures are counted on, and where nothing but tolls differs, the headline may, too.
    pub(super) fn is_updated(&self) -> bool {
        let counts_on = self.same_headline || self.tolls > 0 && self.numbers.1 <= self.tolls;
        self.is_of_a_day() && counts_on && !self.named_apart && !self.foreign
    }

    /// Whether numbers differ for each of which fewer than so many agree; one alone may be an editor's.
    fn differ(&self, agreeing: u32, may_be_edited: bool) -> bool {
        match self.numbers {
            (same, 1) if may_be_edited => same == 0,
            (same, differing) => same < agreeing * differing,
        }
    }

    /// Whether too many numbers differ for a copy: an editor changes one where else the text or a headline is the same.
    fn disagree(&self) -> bool {
        let same_text = self.shared.shorter >= SUBSTANTIAL && self.shared.containment() >= VERBATIM;
        let headline = self.headline.share.max(self.other_headline.share);
        self.differ(AGREEING, same_text || headline >= 1.0)
    }

    /// Whether the two are reports that quote the same: of what little they share the order differs, or what they are
    /// headed by.
    fn is_retold(&self) -> bool {
        let containment = self.shared.containment();
        let headlines = self.headline.share * self.other_headline.share;
        containment < WHOLE.containment && self.shared.order() < ORDERED
            || containment < MOSTLY && self.headline.share < 1.0 && headlines < SAME_NEWS
    }

    /// Whether each headline names what the other article lacks: with other words alone an editor says the same.
    fn is_swapped(&self) -> bool {
        let refilled = self.refilled && self.headline.share < 1.0 && self.shared.containment() < VERBATIM;
        let (new, old) = (self.headline, self.other_headline);
        let swapped = new.share.max(old.share) < NAMED && new.rarest.min(old.rarest) > 0.0;
        !self.is_bulk() && (refilled || swapped)
    }

    /// Whether more is shared than any form holds.
    fn is_bulk(&self) -> bool {
        self.shared.runs >= BULK && self.shared.containment() >= WHOLE.containment
    }

    /// Whether it is about the same in all.
    fn is_edited(&self) -> bool {
        self.meets(if self.shared.shorter < SHORT { &EDITED_SHORT } else { &EDITED })
    }

    /// Whether one is a piece of the other, under whatever headlines, and on the same subject: the new one speaks of the other's
    /// headline, and where the other is the piece, what follows on it is no other item.
    fn is_excerpt(&self) -> bool {
        (self.shared.proportion <= 1.0 || self.continues)
            && self.shared.longest >= PIECE
            && self.shared.containment() >= VERBATIM
            && self.other_headline.share >= SAME_SUBJECT
    }

    /// Whether it is a piece of a much longer text that is headed by something else, or tells of something else and is not headed
    /// by the piece alone: an item of a page of many. A beginning may be all that an outlet took of one report, of which the rest
    /// need not repeat what it is about: there both are asked for.
    pub(super) fn is_item(&self) -> bool {
        let headed = self.other_headline.share;
        let goes_on = self.shared.containment() < VERBATIM;
        let is_much_longer = self.shared.proportion * MUCH_LONGER as f64 <= 1.0;
        let is_inside = is_much_longer && self.shared.before >= TOP;
        goes_on && (self.aside && headed < SAME_SUBJECT || self.comes_back && headed < WHOLE.headline)
            || is_inside && (headed < SAME_SUBJECT || headed < 1.0 && self.aside)
    }

    /// Whether the other is an item of it, of which the headline is about something else as well: no flash on which it goes on.
    pub(super) fn has_item(&self) -> bool {
        self.headline.share < WHOLE.headline && self.has_aside && !self.continues
    }

    /// Whether the other is a part of it, and not an item beside others: with another part they are one report.
    pub(super) fn has_part(&self) -> bool {
        self.goes_together
            && self.other_headline.share >= SAME_SUBJECT
            && self.is_of_a_day()
            && !self.renamed
            && !self.disagree()
    }

    /// Whether the shorter text is nearly all in the other, on the same day: what two outlets put below their articles is not.
    pub(super) fn is_repeated(&self) -> bool {
        self.shared.containment() >= REPEATED && self.is_of_a_day()
    }

    /// Whether both are of one day.
    fn is_of_a_day(&self) -> bool {
        self.apart <= ANOTHER_DAY
    }

    /// Whether it holds the other among other things.
    pub(super) fn holds(&self) -> bool {
        self.shared.proportion >= MUCH_LONGER as f64
            && self.shared.longest >= PIECE
            && self.shared.containment() >= WHOLE.containment
            && !self.goes_together
    }

    /// Why the one is no copy of the other, which may be known as a round-up; `None` where it is.
    pub(super) fn refusal(&self, round_up: bool) -> Option<&'static str> {
        let in_a_piece = self.shared.longest >= PIECE || self.shared.containment() >= WHOLE.containment;
        if self.apart > LATEST {
            Some("too far apart in time")
        } else if self.disagree() {
            Some("the numbers differ")
        } else if self.renamed {
            Some("each headline names what the other article lacks")
        } else if self.apart > ANOTHER_DAY {
            let substantial = self.shared.shorter >= SUBSTANTIAL;
            let reprinted = self.meets(&REPRINTED) && substantial && self.numbers.1 == 0;
            (!reprinted).then_some("too little in common for reports of different days")
        } else if self.has_item() {
            Some("the other is one item of several in it")
        } else if self.is_item() || round_up && self.shared.proportion * MUCH_LONGER as f64 <= 1.0 {
            Some("it is one item of several")
        } else if self.is_excerpt() || self.completes {
            None
        } else if self.foreign {
            Some("the text says nothing of its headline")
        } else if !self.reheaded && self.headline.share < WHOLE.headline {
            Some("the headline is about something else")
        } else if self.is_swapped() {
            Some("each headline names what the other article lacks")
        } else if self.is_retold() {
            Some("it is told in other words or another order")
        } else if self.is_bulk() || self.meets(&WHOLE) || self.is_edited() || in_a_piece && self.meets(&PART)
        {
            None
        } else {
            Some("too much differs for a copy")
        }
    }

    pub(super) fn told(&self, refusal: Option<&str>) -> String {
        let Pair { shared, apart, numbers: (agreeing, differing), terms, headline, other_headline, .. } =
            self;
        format!(
            "{} h apart: {} of {} runs of words, {} of them in one piece; {:.2} of its terms, {:.2} of \
             the headline, {:.2} of the other; {agreeing} numbers agree, {differing} differ: {}",
            apart / HOUR,
            shared.runs,
            shared.shorter,
            shared.longest,
            terms,
            headline.share,
            other_headline.share,
            refusal.unwrap_or("a copy"),
        )
    }
}
