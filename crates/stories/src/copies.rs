//! Copies: articles that repeat another's text, shortened, edited, furnished or reordered. Candidates come from the
//! index of runs of words; an exact comparison decides. Articles that report one event in words of their own are not
//! dealt with here.

use model::{ArticleId, Compared, Reason, StoryId};

use crate::articles::{Held, Reading};
use crate::clusters::Cluster;
use crate::events;
use crate::language::Language;
use crate::sharing::{Carrier, sharing};
use crate::shingles::{self, Runs, Shared};
use crate::terms::{Class, Term, TermId, class};
use crate::window::Window;

const HOUR: i64 = 60 * 60;
/// Texts further apart in time are not copies, unless they are word for word the same.
const LATEST: i64 = 72 * HOUR;
/// What reports of another day share is a template, unless it is nearly everything.
const ANOTHER_DAY: i64 = 18 * HOUR;
/// A candidate shares so many keys, unless the whole text is one.
const KEYS: u32 = 2;
/// The fewest runs that a copy shares.
const SHARED: u32 = 8;
/// For each number that differs between the same words, so many must agree for a copy: a table of another hour repeats many
/// of its figures.
const AGREEING: u32 = 10;
/// Where fewer than so many agree, one form was filled in twice.
const FILLED: u32 = 6;
/// A text of so many tokens that appears again word for word on another day is a copy: a shorter one is a form...
const LONG: usize = 40;
/// ...and so is one of fewer than this that appears again later still.
const NO_FORM: usize = 150;
/// A headline without a text is no headline of another story by chance if it has so many words.
const TELLING: usize = 5;

/// What the search for the article copied found.
#[derive(Debug, Default)]
pub(crate) struct Copied {
    /// The article copied, and its story.
    pub(crate) of: Option<(ArticleId, StoryId)>,
    /// Stories that share text with the article without being copied by it.
    pub(crate) related: Vec<StoryId>,
    /// Those of them that share no more than a template or a wall: what is alike in them proves no event.
    pub(crate) barred: Vec<StoryId>,
    /// Stories of articles that stand whole in this one, among other things.
    pub(crate) items: Vec<StoryId>,
    /// Whether most of the text is furniture: a consent wall, a notice that subscribers may read on.
    pub(crate) furniture: bool,
}

/// Looks for the article that `reading` copies.
pub(crate) fn copied(window: &Window, reading: &Reading, why: &mut Vec<Reason>) -> Copied {
    let carrier = |slot| {
        let held = window.articles.get(slot)?;
        Some(Carrier { family: held.family, is_root: held.family == held.id })
    };
    let (candidates, furniture) = sharing(&window.texts, &reading.keys, carrier);
    let mut found = Copied { furniture, ..Copied::default() };
    if furniture {
        let says = "the text is one that many articles share: the headline alone is compared".to_owned();
        why.push(Reason { with: Vec::new(), says });
    }
    let mut runs = None;
    for (slot, keys) in candidates {
        let Some(held) = window.articles.get(slot) else { continue };
        if let Some(reason) = identical(window, reading, held) {
            why.push(Reason { with: vec![Compared::Article(held.id)], says: reason.to_owned() });
            found.of = Some((held.family, held.story));
            return found;
        }
        if keys < KEYS {
            continue;
        }
        let shared = runs.get_or_insert_with(|| Runs::of(&reading.text)).shared(&held.text);
        if shared.runs < SHARED || shared.containment() < EDITED.containment {
            continue;
        }
        let pair = Pair::of(window, reading, held, shared);
        let story = window.resolve(held.story);
        let refusal = pair.refusal(window.is_round_up(story));
        why.push(Reason { with: vec![Compared::Article(held.id)], says: pair.told(refusal) });
        let holds = pair.holds();
        if holds && !found.items.contains(&story) {
            found.items.push(story);
        }
        match refusal {
            None if !holds => {
                found.of = Some((held.family, held.story));
                return found;
            }
            // What repeats a short text among other things may repeat more.
            None => found.of = found.of.or(Some((held.family, held.story))),
            Some(_) => {
                found.related.push(held.story);
                if pair.is_template() || pair.is_item() {
                    found.barred.push(story);
                }
            }
        }
    }
    if found.of.is_some() && is_round_up(window, reading.language, &found.items, why) {
        found.of = None;
        found.related.extend(&found.items);
    }
    found
}

/// Whether stories that an article holds, or that attract it, are those of a round-up: two of them have nothing in common.
pub(crate) fn is_round_up(
    window: &Window,
    language: Language,
    stories: &[StoryId],
    why: &mut Vec<Reason>,
) -> bool {
    let cluster =
        |story: StoryId| window.clusters.of(story, language).and_then(|index| window.clusters.get(index));
    let clusters: Vec<&Cluster> = stories.iter().filter_map(|&story| cluster(story)).collect();
    let pairs = clusters
        .iter()
        .enumerate()
        .flat_map(|(at, one)| clusters.iter().skip(at + 1).map(move |other| (one, other)));
    let Some((one, other)) = pairs.into_iter().find(|(one, other)| events::are_apart(window, one, other))
    else {
        return false;
    };
    let with = [one, other].map(|cluster| Compared::Story(cluster.story)).to_vec();
    why.push(Reason { with, says: "have little in common, so that it is a round-up of them".to_owned() });
    true
}

/// Why the two are one document, whatever else differs.
fn identical(window: &Window, reading: &Reading, held: &Held) -> Option<&'static str> {
    if reading.url.is_some() && reading.url == held.url {
        return Some("the same address");
    }
    let apart = (reading.time - held.time).abs();
    if reading.text.is_empty() {
        let same = held.text.is_empty() && held.title == reading.title && reading.title.len() >= TELLING;
        return (same && apart <= LATEST).then_some("the same headline");
    }
    let least = if apart <= ANOTHER_DAY {
        0
    } else if apart <= LATEST {
        LONG
    } else {
        NO_FORM
    };
    if held.text != reading.text || held.text.len() < least {
        return None;
    }
    let headline = headline(window, reading, held).share;
    let own = headline >= FOREIGN && !is_foreign(window, reading, headline);
    own.then_some("the same text")
}

/// What must be shared for a copy.
struct Measure {
    /// The least share of the shorter text's runs.
    containment: f64,
    /// The least share of what the one that says less is about, by rarity.
    terms: f64,
    /// The least share of the new headline, by rarity, that the other article speaks of: what templates with other
    /// names in them fail, and walls ("Subscription required") over which any headline may stand.
    headline: f64,
}

/// Most of the text.
const WHOLE: Measure = Measure { containment: 0.5, terms: 0.75, headline: 0.6 };
/// Little of it word for word, but about the same in all.
const EDITED: Measure = Measure { containment: 0.25, terms: 0.72, headline: 0.6 };
/// The same of a short text: of few words a form leaves few to tell two events apart.
const EDITED_SHORT: Measure = Measure { containment: 0.45, ..EDITED };
/// A part of it in one piece, among other things.
const PART: Measure = Measure { containment: 0.33, terms: 0.44, headline: 0.85 };
/// Nearly all of it, on another day.
const REPRINTED: Measure = Measure { containment: 0.6, terms: 0.9, headline: 0.5 };
/// So many runs after one another are one piece.
const PIECE: u32 = 15;
/// Of a text with fewer runs than this, a template can be nearly all.
const SUBSTANTIAL: u32 = 60;
/// A text with fewer runs than this is short.
const SHORT: u32 = 100;
/// Of one headline or the other the other article must speak as much: where each names what the other article lacks, one
/// thing was put in the place of another.
const NAMED: f64 = 0.8;
/// In headlines that share half of their words or more, one number is enough for that, or one word that is this rare: one
/// cluster in 2 to the power of this has it.
const RARE: f64 = 4.5;
/// A form that is filled in with something else shares less than this.
const VERBATIM: f64 = 0.9;
/// A text that says less of its own headline is not its own: a wall, an error, a notice. Then the headline decides...
const MUTE: f64 = 0.2;
/// ...of which the other article must speak as much.
const SAME_HEADLINE: f64 = 0.9;
/// Articles that share text, but of the new headline less than this, share a form.
const FOREIGN: f64 = 0.4;
/// An article that speaks so much of another's headline is on its subject.
const SAME_SUBJECT: f64 = 0.5;
/// A part that begins after so many runs of a text is not its beginning.
const TOP: u32 = 40;
/// A text so many times as long as another, or longer, tells of other things as well.
const MUCH_LONGER: f64 = 2.0;
/// No template has so many runs.
const BULK: u32 = 150;
/// Texts that share less than this may be two reports that quote the same: their headlines must say the same...
const MOSTLY: f64 = 0.6;
/// ...that is, what is spoken of of the one times what is of the other must be so much.
const SAME_NEWS: f64 = 0.7;
/// Where less than half is shared, so much of that must stand in the same order: who edits keeps it, who reports anew does not.
const ORDERED: f64 = 0.8;

/// Two articles whose texts share much.
struct Pair {
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
    /// Whether the text is not the new article's own.
    foreign: bool,
    /// Whether the headlines are one with different names or numbers in it.
    refilled: bool,
}

impl Pair {
    fn of(window: &Window, reading: &Reading, held: &Held, shared: Shared) -> Self {
        let there = shingles::numbers(&reading.text, &held.text);
        let back = shingles::numbers(&held.text, &reading.text);
        let repeated = repeats_headline(reading, held);
        let new_headline = if repeated { Spoken::WHOLLY } else { headline(window, reading, held) };
        let old_headline = other_headline(window, reading, held);
        Pair {
            shared,
            apart: (reading.time - held.time).abs(),
            // The one that is part of the other is to be asked: what the longer one says besides proves nothing.
            numbers: if there.0 * back.1 > back.0 * there.1 { there } else { back },
            terms: agreement(window, reading, held),
            foreign: !repeated && is_foreign(window, reading, new_headline.share),
            headline: new_headline,
            other_headline: old_headline,
            refilled: is_refilled(reading, held, new_headline.rarest.min(old_headline.rarest)),
        }
    }

    fn meets(&self, measure: &Measure) -> bool {
        self.shared.containment() >= measure.containment
            && self.terms >= measure.terms
            && self.headline.share >= measure.headline
    }

    /// Whether the two fill one form with different things.
    fn is_template(&self) -> bool {
        self.differ(FILLED, true) || !self.is_excerpt() && (self.foreign || self.headline.share < FOREIGN)
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

    /// Whether each headline names what the other article lacks.
    fn is_swapped(&self) -> bool {
        let refilled = self.refilled && self.headline.share < 1.0 && self.shared.containment() < VERBATIM;
        !self.is_bulk() && (refilled || self.headline.share.max(self.other_headline.share) < NAMED)
    }

    /// Whether more is shared than any form holds.
    fn is_bulk(&self) -> bool {
        self.shared.runs >= BULK && self.shared.containment() >= WHOLE.containment
    }

    /// Whether it is about the same in all.
    fn is_edited(&self) -> bool {
        self.meets(if self.shared.shorter < SHORT { &EDITED_SHORT } else { &EDITED })
    }

    /// Whether it is a piece of the other, with whatever headline, and on what the other's headline is about.
    fn is_excerpt(&self) -> bool {
        self.shared.proportion <= 1.0
            && self.shared.longest >= PIECE
            && self.shared.containment() >= VERBATIM
            && self.other_headline.share >= SAME_SUBJECT
    }

    /// Whether it is a piece of a much longer text that is headed by something else: an item of a page of many.
    fn is_item(&self) -> bool {
        self.shared.proportion * MUCH_LONGER <= 1.0
            && self.shared.before >= TOP
            && self.other_headline.share < SAME_SUBJECT
    }

    /// Whether it holds the other among other things.
    fn holds(&self) -> bool {
        self.shared.proportion >= MUCH_LONGER
            && self.shared.longest >= PIECE
            && self.shared.containment() >= WHOLE.containment
    }

    /// Why the one is no copy of the other, which may be known as a round-up; `None` where it is.
    fn refusal(&self, round_up: bool) -> Option<&'static str> {
        let in_a_piece = self.shared.longest >= PIECE || self.shared.containment() >= WHOLE.containment;
        if self.apart > LATEST {
            Some("too far apart in time")
        } else if self.disagree() {
            Some("the numbers differ")
        } else if self.apart > ANOTHER_DAY {
            let substantial = self.shared.shorter >= SUBSTANTIAL;
            let reprinted = self.meets(&REPRINTED) && substantial && self.numbers.1 == 0;
            (!reprinted).then_some("too little in common for reports of different days")
        } else if self.is_item() || round_up && self.shared.proportion * MUCH_LONGER <= 1.0 {
            Some("it is one item of several")
        } else if self.is_excerpt() {
            None
        } else if self.foreign {
            Some("the text says nothing of its headline")
        } else if self.headline.share < WHOLE.headline {
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

    fn told(&self, refusal: Option<&str>) -> String {
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

/// The share of what the one that says less is about that the other is about as well, by rarity.
fn agreement(window: &Window, reading: &Reading, held: &Held) -> f64 {
    let rarities = window.clusters.rarities(reading.language);
    let weigh = |term: &Term| f64::from(term.weight()) * rarities.of(term.id());
    let ours: f64 = reading.terms.iter().map(weigh).sum();
    let theirs: f64 = held.terms.iter().map(weigh).sum();
    let both: f64 = reading.terms.iter().filter(|term| held.about(term.id())).map(weigh).sum();
    if ours.min(theirs) <= 0.0 { 1.0 } else { (both / ours.min(theirs)).min(1.0) }
}

/// What of a headline another article speaks of.
#[derive(Clone, Copy, Debug)]
struct Spoken {
    /// The share of its words, by rarity, 0 to 1.
    share: f64,
    /// How rare the rarest word is that it does not.
    rarest: f64,
}

impl Spoken {
    /// Every word of it.
    const WHOLLY: Spoken = Spoken { share: 1.0, rarest: 0.0 };
}

/// What of a headline another article speaks of: its words with whether it does.
fn spoken(window: &Window, language: Language, words: impl Iterator<Item = (TermId, bool)>) -> Spoken {
    let rarities = window.clusters.rarities(language);
    let (mut all, mut found, mut rarest) = (0.0, 0.0, 0.0_f64);
    for (id, is_found) in words {
        let rarity = rarities.of(id);
        all += rarity;
        if is_found {
            found += rarity;
        } else {
            rarest = rarest.max(rarity);
        }
    }
    Spoken { share: if all > 0.0 { found / all } else { 1.0 }, rarest }
}

/// What of the new headline the other article speaks of.
fn headline(window: &Window, reading: &Reading, held: &Held) -> Spoken {
    let words = reading.title.iter().zip(&reading.title_words);
    let words =
        words.map(|(&id, word)| (id, held.title.contains(&id) || held.about(id) || held.text.contains(word)));
    spoken(window, reading.language, words)
}

/// What of the other's headline the new article is about.
fn other_headline(window: &Window, reading: &Reading, held: &Held) -> Spoken {
    let about = |id: TermId| {
        reading.title.contains(&id) || reading.terms.binary_search_by_key(&id, |term| term.id()).is_ok()
    };
    spoken(window, reading.language, held.title.iter().map(|&id| (id, about(id))))
}

/// Whether the new headline is the other's with words of the outlet's own around it ("Reported today: …").
fn repeats_headline(reading: &Reading, held: &Held) -> bool {
    held.title.len() >= TELLING && held.title.iter().all(|id| reading.title.contains(id))
}

/// Whether a text that says nothing of its own headline stands below one of which the other article speaks by `headline`.
fn is_foreign(window: &Window, reading: &Reading, headline: f64) -> bool {
    let words = reading.title.iter().zip(&reading.title_words);
    let words = words.map(|(&id, word)| (id, reading.text.contains(word)));
    headline < SAME_HEADLINE && spoken(window, reading.language, words).share < MUTE
}

/// Whether two headlines are one with different names or numbers in it: what each has and the other's article lacks is as
/// rare as `rarest` at the most.
fn is_refilled(reading: &Reading, held: &Held, rarest: f64) -> bool {
    let shared = reading.title.iter().filter(|id| held.title.contains(id)).count();
    let counts = |title: &[TermId], other: &[TermId]| {
        title.iter().any(|id| class(*id) == Class::Number && !other.contains(id))
    };
    2 * shared >= reading.title.len().max(held.title.len())
        && (rarest >= RARE || counts(&reading.title, &held.title) && counts(&held.title, &reading.title))
}
