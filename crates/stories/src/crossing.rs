//! The same event in another language, without a model: names, numbers, and words that look alike. Languages share few
//! words, so that a word which the other language has never been seen to use says nothing where it is missing; a name
//! or a number that is missing does.

use model::{Compared, Reason, StoryId};

use crate::articles::{Held, Reading};
use crate::candidates::candidates;
use crate::clusters::{Cluster, ClusterIndex};
use crate::events::{self, Attraction, RELATED, fading};
use crate::headlines::{self, Headed};
use crate::language::Language;
use crate::lexicon;
use crate::meanings::{NEAREST, Nearest};
use crate::named::Named;
use crate::postings::Slot;
use crate::profile::Profile;
use crate::rarity::Rarities;
use crate::terms::{Class, Weighted, class};
use crate::translation::Original;
use crate::window::Window;

/// The likeness needed of an article and a story told in another language, by the terms of the shorter one: a short one has
/// less to share by chance.
const NEEDED: [(f64, f64); 2] = [(40.0, 0.278), (110.0, 0.36)];
/// What else in the other's language is alike counts against a likeness by this much, seen from either side: a translation
/// is far more like its original than like anything else, a report on the same subject is not. The same idea as that of
/// cross-domain similarity local scaling (Conneau et al. 2018), with the one nearest rival.
const RIVAL: f64 = 0.4;
/// So many names, numbers or rare words must be shared, each a signal of its own.
const SIGNALS: usize = 2;
/// What is missing for two articles to be compared at all, in squares of rarity: articles that share little and lack
/// little are not alike for it.
const EVIDENCE: f64 = 110.0;
/// How much more names and numbers count that both have...
const STRONG: f64 = 1.1;
/// ...and those that one lacks: a translation keeps every one of them, a neighbour of what was translated has others.
const LACKED: f64 = 1.4;
/// A word is taken to pass between languages where the other one's clusters hold it d times by d / (d + this).
const PASSING: f64 = 0.2;
/// A word is rare if one cluster in 2 to the power of this holds it.
const RARE: f64 = 5.0;
/// A name or a number is telling if one cluster in 2 to the power of this holds it.
const TELLING: f64 = 2.0;
/// Lengths that differ by no more than e to the power of this say nothing: languages need more words or fewer...
const SAME_LENGTH: f64 = 0.25;
/// ...beyond that a translation is the less likely, by a bell curve of this width,...
const LENGTHS: f64 = 0.15;
/// ...but a report in words of its own may have any length: so much of the likeness stays.
const OWN_WORDS: f64 = 0.4;
/// Where rivals are not looked at, so many times as much is needed.
const UNCONTESTED: f64 = 2.3;
/// So many clusters of a language are looked at from their side too.
const LOOKED_BACK: usize = 3;
/// Translations come late: so many seconds do not count.
const LAG: i64 = 36 * 3600;
/// An embedding model shows an article to mean what another does where it is so many standard deviations nearer than most...
const NEAR: f64 = 3.0;
/// ...and, from either side, so many nearer than the next.
const NEARER: f64 = 0.3;
/// Of what is shown so, so much less likeness is needed. It counts as one of the signals, and alone links nothing.
const MEANT: f64 = 1.6;

/// The clusters of other languages that attract an article, strongest first. A text that is not its own says nothing of what
/// it means, or of what it is a translation of.
pub(crate) fn attractions(
    window: &Window,
    profile: &Profile,
    reading: &Reading,
    is_own: bool,
    why: &mut Vec<Reason>,
) -> Vec<Attraction> {
    let mut languages =
        window.clusters.languages().filter(|&language| language != profile.language).peekable();
    if languages.peek().is_none() {
        return Vec::new();
    }
    let rarest = profile.rarest(passes);
    let meaning = if is_own { &*reading.meaning } else { &[] };
    let headed = Headed::of_reading(reading, is_own);
    let original = is_own.then(|| Original::of(reading));
    let mut found = Vec::new();
    for language in languages {
        let nearest = window.meanings.nearest(profile.language, meaning, language);
        let meant = meant(window, profile.language, &nearest, language, why);
        let mut indexes = candidates(window, language, &rarest);
        for index in nearest.articles.iter().filter_map(|&(slot, _)| window.articles.cluster(slot)) {
            if !indexes.contains(&index) {
                indexes.push(index);
            }
        }
        found.extend(attractions_of(window, profile, headed, original.as_ref(), &indexes, meant));
    }
    events::sort(&mut found);
    found
}

/// The story of another language that an article is shown to mean by an embedding model, if it is any: the nearest, which
/// also has nothing of the article's `own` language as near, stories of their own apart.
fn meant(
    window: &Window,
    own: Language,
    nearest: &Nearest,
    other: Language,
    why: &mut Vec<Reason>,
) -> Option<StoryId> {
    let (slot, cosine) = *nearest.articles.first()?;
    let story = story_of(window, slot)?;
    let deviations = cosine / nearest.deviation;
    if deviations < NEAR {
        return None;
    }
    let back = window.meanings.nearest(other, window.meanings.vector(other, slot)?, own);
    let [there, here] = [nearest, &back].map(|nearest| beyond(window, cosine, nearest, story));
    let beyond = there.min(here);
    let says = format!("near by the model: {deviations:.2} deviations, {beyond:.2} beyond the next");
    why.push(Reason { with: vec![Compared::Story(story)], says });
    (beyond >= NEARER).then_some(story)
}

/// By how many standard deviations a cosine is above that of the nearest article of any other story.
fn beyond(window: &Window, cosine: f64, nearest: &Nearest, story: StoryId) -> f64 {
    let other = nearest.articles.iter().find(|&&(slot, _)| story_of(window, slot) != Some(story));
    // Where all that were found are of the story, no other is nearer than the last of them.
    let next = other.or(nearest.articles.get(NEAREST - 1));
    (cosine - next.map_or(0.0, |&(_, next)| next)) / nearest.deviation
}

fn story_of(window: &Window, slot: Slot) -> Option<StoryId> {
    window.clusters.get(window.articles.cluster(slot)?).map(|cluster| cluster.story)
}

/// Which of some clusters of one other language attract it; one of them may be of the story that it is shown to mean.
fn attractions_of(
    window: &Window,
    profile: &Profile,
    headed: Headed<'_>,
    original: Option<&Original<'_>>,
    indexes: &[ClusterIndex],
    meant: Option<StoryId>,
) -> Vec<Attraction> {
    let clusters = &window.clusters;
    let mut alike: Vec<(ClusterIndex, &Cluster, Likeness)> = indexes
        .iter()
        .filter_map(|&index| clusters.get(index).map(|cluster| (index, cluster)))
        .map(|(index, cluster)| (index, cluster, likeness(window, profile, cluster)))
        .collect();
    alike.sort_by(|a, b| b.2.cosine.total_cmp(&a.2.cosine).then(a.1.story.cmp(&b.1.story)));
    let mut found = Vec::new();
    for &(index, cluster, whole) in alike.iter().take(LOOKED_BACK) {
        let (Likeness { cosine, trusted, signals }, closest) = closest(window, profile, cluster, whole);
        let is_meant = meant == Some(cluster.story);
        // What is meant needs no names to be believed.
        let cosine = if is_meant { cosine } else { trusted * cosine };
        let times = if is_meant { MEANT } else { 1.0 };
        let enough = if signals + usize::from(is_meant) >= SIGNALS { 1.0 } else { RELATED };
        let needed = needed(profile.terms.len(), cluster);
        let there =
            alike.iter().find(|other| other.1.story != cluster.story).map_or(0.0, |other| other.2.cosine);
        if cosine - RIVAL * there < RELATED * needed / times {
            continue;
        }
        let rival = there.max(rival_of(window, profile.language, cluster));
        let as_translation = original.zip(closest).map_or(1.0, |(own, held)| own.times(window, held));
        let cosine = as_translation * cosine;
        let gap = events::gap(profile, cluster);
        let fading = fading(gap - LAG);
        let faded = (cosine - RIVAL * rival) * fading;
        let told = enough * faded / needed;
        // What is meant may make it enough, and never more than that.
        let strength = told.max((times * told).min(1.0));
        if strength >= RELATED {
            let says_too_little =
                |held| headlines::say_too_little(window, headed, Headed::of(held), is_meant);
            found.push(Attraction {
                cluster: index,
                story: cluster.story,
                likeness: cosine,
                evidence: None,
                gap,
                fading,
                strength,
                too_little: closest.is_some_and(says_too_little),
            });
        }
    }
    found
}

/// How alike a cluster is to the one of another story in `language` that is the most alike.
fn rival_of(window: &Window, language: Language, cluster: &Cluster) -> f64 {
    let clusters = &window.clusters;
    let profile = Profile::of_cluster(window, cluster);
    candidates(window, language, &profile.rarest(passes))
        .into_iter()
        .filter_map(|index| clusters.get(index))
        .filter(|other| other.story != cluster.story)
        .map(|other| likeness(window, &profile, other).cosine)
        .fold(0.0, f64::max)
}

/// The likeness needed of an article or a cluster with so many terms, and a cluster.
fn needed(terms: usize, cluster: &Cluster) -> f64 {
    events::between(&NEEDED, terms.min(cluster.length() as usize) as f64)
}

/// Whether a term is a name or a number, and not only written like one.
fn is_strong(term: &Weighted) -> bool {
    term.is_strong() && !lexicon::is_ordinary(term.id())
}

/// Whether a term can be the same in two languages.
fn passes(term: &Weighted) -> bool {
    term.is_strong() || class(term.id()) != Class::Short
}

/// How alike two of different languages are.
#[derive(Clone, Copy, Debug)]
struct Likeness {
    /// 0 to 1.
    cosine: f64,
    /// What part of that is to be trusted, by what each names.
    trusted: f64,
    /// How many names, numbers and rare words both have.
    signals: usize,
}

/// How alike an article is to a cluster of another language.
fn likeness(window: &Window, profile: &Profile, cluster: &Cluster) -> Likeness {
    let words = cluster.words(&window.articles);
    likeness_to(window, profile, cluster.language, cluster.core(&window.articles), words)
}

/// The member of a cluster that an article is the most alike to, and how alike it is to that, or to them all where that is
/// more: a translation is one of them.
fn closest<'a>(
    window: &'a Window,
    profile: &Profile,
    cluster: &'a Cluster,
    all: Likeness,
) -> (Likeness, Option<&'a Held>) {
    if let [only] = cluster.members() {
        return (all, window.articles.get(*only));
    }
    let (mut most, mut closest) = (-1.0, (all, None));
    for held in cluster.latest(&window.articles) {
        let one = likeness_to(window, profile, held.language, held.weighted(), f64::from(held.words));
        if one.cosine > most {
            most = one.cosine;
            closest = (if most > all.cosine { one } else { all }, Some(held));
        }
    }
    closest
}

/// How alike an article is to one of another language with these terms and so many words.
fn likeness_to(
    window: &Window,
    profile: &Profile,
    language: Language,
    terms: impl Iterator<Item = Weighted>,
    words: f64,
) -> Likeness {
    let ours_in = window.clusters.rarities(profile.language);
    let theirs_in = window.clusters.rarities(language);
    let (mut product, mut signals) = (0.0, 0);
    let (mut ours, mut theirs) = (EVIDENCE, EVIDENCE);
    let mut named = Named::default();
    let mut own = profile.terms.iter().filter(|term| passes(term)).peekable();
    terms.filter(passes).for_each(|term| {
        while let Some(term) = own.next_if(|own| own.id() < term.id()) {
            named.here += u32::from(is_strong(term));
            ours += missing(ours_in, theirs_in, term);
        }
        match own.next_if(|own| own.id() == term.id()) {
            Some(own) => {
                let [here, there] = [own, &term].map(is_strong);
                let strong = here || there;
                named.both += u32::from(here && there);
                let rarities = [ours_in, theirs_in].map(|rarities| rarities.of(term.id()));
                let [left, right] = rarities.map(|rarity| if strong { STRONG * rarity } else { rarity });
                product += left * right;
                ours += left * left;
                theirs += right * right;
                signals += usize::from(
                    strong && rarities.iter().all(|&rarity| rarity > TELLING)
                        || rarities.iter().all(|&rarity| rarity > RARE),
                );
            }
            None => {
                named.there += u32::from(is_strong(&term));
                theirs += missing(theirs_in, ours_in, &term);
            }
        }
    });
    for term in own {
        named.here += u32::from(is_strong(term));
        ours += missing(ours_in, theirs_in, term);
    }
    let cosine = product / (ours * theirs).sqrt() * named.fit(fit(profile.words, words));
    Likeness { cosine, trusted: named.trusted(theirs_in.counted()), signals }
}

/// How well the lengths of two texts, in words, fit for one to be the other's translation, up to 1.
fn fit(ours: f64, theirs: f64) -> f64 {
    if ours == 0.0 || theirs == 0.0 {
        return 1.0;
    }
    let beyond = ((ours / theirs).ln().abs() - SAME_LENGTH).max(0.0) / LENGTHS;
    OWN_WORDS + (1.0 - OWN_WORDS) * (-beyond * beyond / 2.0).exp()
}

/// How much it says that a term of one language is not found in the other, as a square.
fn missing(own: Rarities<'_>, other: Rarities<'_>, term: &Weighted) -> f64 {
    let rarity = own.of(term.id());
    if is_strong(term) {
        (LACKED * rarity) * (LACKED * rarity)
    } else {
        let held = f64::from(other.holding(term.id()));
        rarity * rarity * held / (held + PASSING)
    }
}

/// Whether a cluster and another of a different language tell of one event.
pub(crate) fn are_one(window: &Window, grown: &Profile, other: &Cluster) -> bool {
    let likeness = likeness(window, grown, other);
    let faded = likeness.trusted * likeness.cosine * fading(events::gap(grown, other) - LAG);
    likeness.signals >= SIGNALS && faded >= UNCONTESTED * needed(grown.terms.len(), other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_translations_fit() {
        for (ours, theirs, least, most) in [
            (300.0, 300.0, 1.0, 1.0),
            (300.0, 360.0, 1.0, 1.0),
            (300.0, 420.0, 0.8, 1.0),
            (300.0, 900.0, OWN_WORDS, OWN_WORDS + 0.01),
            (0.0, 900.0, 1.0, 1.0),
        ] {
            for fit in [fit(ours, theirs), fit(theirs, ours)] {
                assert!((least..=most).contains(&fit), "{ours} and {theirs}: {fit}");
            }
        }
    }
}
