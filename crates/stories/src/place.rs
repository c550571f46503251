//! The decision where an article belongs.

use model::{Compared, Placement, Reason, Relation, StoryId};

use crate::articles::Reading;
use crate::events::{self, Attraction};
use crate::language::Language;
use crate::profile::Profile;
use crate::window::Window;
use crate::{copies, crossing, furniture, naming};

/// So many related stories are named.
const RELATED: usize = 5;
/// What another language says is believed against the article's own from this strength on.
const CLEAR: f64 = 1.9;
/// An article that another language attracts so much has its translation there.
const TRANSLATED: f64 = 1.5;
/// A story told in two languages, or an article that has its translation elsewhere, shows how alike one document's tellings
/// are: what is to be joined in one language alone must be so many times as alike as otherwise. More keeps further reports of
/// an event out of a story that is told in two languages, less joins documents on one subject in NTREX-128.
const MEASURED: f64 = 1.35;
/// In seconds.
const HOUR: i64 = 60 * 60;
/// At most so many stories end in one at a time.
const MERGED: usize = 4;
/// So many of the stories that an article joins if they are one are looked at to see whether it is a round-up.
const ITEMS: usize = 2;
/// So many of the stories that attract an article are told of in each list.
const TOLD: usize = 3;

/// Decides where an article belongs.
pub(crate) fn place(window: &Window, reading: &Reading) -> Placement {
    let mut why = Vec::new();
    let own = furniture::without(window, reading);
    if own.is_some() {
        let says = "what its outlet puts under many articles is left out".to_owned();
        why.push(Reason { with: Vec::new(), says });
    }
    let reading = own.as_ref().unwrap_or(reading);
    let copied = copies::copied(window, reading, &mut why);
    if let Some((of, story)) = copied.of {
        let mut stories = vec![window.resolve(story)];
        for part in copied.parts(window, reading.language).into_iter().take(MERGED - 1) {
            add(window, &mut stories, part, "parts of one text, ", &mut why);
        }
        stories.sort_unstable();
        let mut stories = stories.into_iter();
        return Placement {
            story: stories.next().unwrap_or(story),
            opened: false,
            relation: Relation::Copy { of },
            merged: stories.collect(),
            related: Vec::new(),
            why,
        };
    }
    let profile = match copied.furniture {
        true => Profile::of_headline(&window.clusters, reading),
        false => Profile::of(&window.clusters, reading),
    };
    let mut related: Vec<StoryId> = copied.related.iter().map(|&story| window.resolve(story)).collect();
    let mut near = events::attractions(window, &profile, reading);
    // What it is the most like is told of even where they have nothing to do with one another.
    let nearest = near.first().copied();
    near.retain(|attraction| attraction.strength >= events::RELATED);
    let mut far = crossing::attractions(window, &profile, reading, !copied.furniture, &mut why);
    related.extend(near.iter().chain(&far).map(|attraction| attraction.story));
    near.retain(|attraction| !copied.barred.contains(&attraction.story));
    far.retain(|attraction| !copied.barred.contains(&attraction.story));
    near.retain(|other| !window.is_round_up(other.story));
    far.retain(|other| !window.is_round_up(other.story));
    say_enough(&mut far, &mut why);
    measure(window, &mut near, &far);
    apart(window, reading, &mut near, &mut why);
    // Where a story is told in the article's own language already, the comparison with that is the one to believe.
    far.retain(|attraction| {
        attraction.strength >= CLEAR
            || window.clusters.of(attraction.story, reading.language).is_none()
            || near.iter().any(|own| own.story == attraction.story && own.strength >= 1.0)
    });
    tell(window, &near, profile.language, &mut why);
    tell(window, &far, profile.language, &mut why);
    let strong = near.iter().filter(|own| own.strength >= 1.0).take(ITEMS).map(|own| own.story);
    let items: Vec<StoryId> = strong.chain(copied.items).collect();
    let mut stories = match copies::is_round_up(window, reading.language, &items, &mut why) {
        true => Vec::new(),
        false => joined(window, &profile, &near, &far, &mut why),
    };
    stories.sort_unstable();
    let mut stories = stories.into_iter();
    let joined = stories.next();
    let merged: Vec<StoryId> = stories.collect();
    let story = joined.unwrap_or_else(|| StoryId::from(reading.id));
    if why.iter().all(|reason| reason.with.is_empty()) {
        tell(window, nearest.as_slice(), profile.language, &mut why);
    }
    if why.iter().all(|reason| reason.with.is_empty()) {
        why.push(Reason { with: Vec::new(), says: "nothing that is known is like it".to_owned() });
    }
    related.retain(|other| *other != story && !merged.contains(other));
    Placement {
        story,
        opened: joined.is_none(),
        relation: if joined.is_none() { Relation::Original } else { Relation::Report },
        merged,
        related: first_distinct(&related),
        why,
    }
}

/// Lessens what attracts an article in its own language where another language is the better measure.
fn measure(window: &Window, near: &mut Vec<Attraction>, far: &[Attraction]) {
    let translated = far.first().filter(|far| far.strength >= TRANSLATED);
    for own in near.iter_mut() {
        if is_told_twice(window, own.story) || translated.is_some_and(|far| far.story != own.story) {
            own.strength /= MEASURED;
        }
    }
    near.retain(|own| own.strength >= events::RELATED);
    events::sort(near);
}

/// Leaves out the stories of what headlines say by their names to be other events of one kind.
fn apart(window: &Window, reading: &Reading, near: &mut Vec<Attraction>, why: &mut Vec<Reason>) {
    near.retain(|own| {
        let cluster = window.clusters.get(own.cluster);
        let is_apart =
            own.strength >= 1.0 && cluster.is_some_and(|cluster| naming::is_apart(window, reading, cluster));
        if is_apart {
            let says = format!("alike by {:.3}, but each headline names what the other lacks", own.likeness);
            why.push(Reason { with: vec![Compared::Story(own.story)], says });
        }
        !is_apart
    });
}

/// Leaves out what another language tells of the same names where a headline alone does not show more.
fn say_enough(far: &mut Vec<Attraction>, why: &mut Vec<Reason>) {
    far.retain(|other| {
        if other.too_little {
            let Attraction { story, likeness, .. } = *other;
            let says =
                format!("in another language alike by {likeness:.3}, but a headline alone says too little");
            why.push(Reason { with: vec![Compared::Story(story)], says });
        }
        !other.too_little
    });
}

/// Whether a story is told in more than one language.
fn is_told_twice(window: &Window, story: StoryId) -> bool {
    window.clusters.of_story(story).nth(1).is_some()
}

/// The first stories of a list, each once.
fn first_distinct(stories: &[StoryId]) -> Vec<StoryId> {
    let mut distinct = Vec::new();
    for story in stories {
        if !distinct.contains(story) && distinct.len() < RELATED {
            distinct.push(*story);
        }
    }
    distinct
}

/// Tells what attracts an article of a language, and all that decided how much.
fn tell(window: &Window, attractions: &[Attraction], own: Language, why: &mut Vec<Reason>) {
    for attraction in attractions.iter().take(TOLD) {
        let Attraction { story, likeness, strength, fading, .. } = attraction;
        let language = window.clusters.get(attraction.cluster).map(|cluster| cluster.language);
        let mut says = match language.filter(|language| *language != own) {
            Some(language) => format!("in another language ({}) ", language.name()),
            None => String::new(),
        };
        says += &format!("alike by {likeness:.3}, ");
        if let Some(evidence) = attraction.evidence {
            says += &format!("by what tells one story from all others {evidence:.1} times over, ");
        }
        if *fading < 1.0 {
            says += &format!("{} h apart, which leaves {fading:.2} of it, ", attraction.gap / HOUR);
        }
        says += &format!("{strength:.2} of what is needed");
        why.push(Reason { with: vec![Compared::Story(*story)], says });
    }
}

/// The stories that the article shows to be one, which it joins; none where it joins none.
fn joined(
    window: &Window,
    profile: &Profile,
    near: &[Attraction],
    far: &[Attraction],
    why: &mut Vec<Reason>,
) -> Vec<StoryId> {
    let strong =
        |attractions: &[Attraction]| attractions.first().copied().filter(|first| first.strength >= 1.0);
    match (strong(near), strong(far)) {
        (Some(own), Some(other)) if other.strength > own.strength => {
            abroad(window, profile, other, near, why)
        }
        (None, Some(other)) => abroad(window, profile, other, near, why),
        (Some(own), _) => at_home(window, profile, own, near, far, why),
        (None, None) => Vec::new(),
    }
}

/// Adds a story that is the same as the others, unless a user took it apart from one of them.
fn add(window: &Window, stories: &mut Vec<StoryId>, story: StoryId, language: &str, why: &mut Vec<Reason>) {
    let apart = stories.iter().copied().find(|&other| window.are_apart(story, other));
    let says = match apart {
        Some(_) => format!("{language}alike, but taken apart by a user"),
        None => format!("{language}the same"),
    };
    why.push(Reason { with: [story].into_iter().chain(apart).map(Compared::Story).collect(), says });
    if apart.is_none() {
        stories.push(story);
    }
}

/// Where the story that attracts it most is told in its own language: that one, and those that are the same.
fn at_home(
    window: &Window,
    profile: &Profile,
    first: Attraction,
    near: &[Attraction],
    far: &[Attraction],
    why: &mut Vec<Reason>,
) -> Vec<StoryId> {
    let clusters = &window.clusters;
    let Some(cluster) = clusters.get(first.cluster) else { return Vec::new() };
    let others = || near.iter().filter(|other| other.story != first.story);
    let mut stories = vec![first.story];
    let grown = profile.with(window, cluster);
    for other in others().take(MERGED).filter_map(|other| clusters.get(other.cluster)) {
        let told_twice = [cluster, other].iter().any(|cluster| is_told_twice(window, cluster.story));
        let times = if told_twice { MEASURED } else { 1.0 };
        if events::are_one(window, &grown, cluster.members().len() + 1, other, times)
            && !naming::are_apart(window, cluster, other)
        {
            add(window, &mut stories, other.story, "", why);
        }
    }
    for other in far.iter().take(MERGED).filter_map(|other| clusters.get(other.cluster)) {
        if !stories.contains(&other.story) && crossing::are_one(window, &grown, other) {
            add(window, &mut stories, other.story, "in another language ", why);
        }
    }
    stories
}

/// Where the story that attracts it most is told in another language: that one, and those of its own that are the same.
fn abroad(
    window: &Window,
    profile: &Profile,
    first: Attraction,
    near: &[Attraction],
    why: &mut Vec<Reason>,
) -> Vec<StoryId> {
    let clusters = &window.clusters;
    let mut stories = vec![first.story];
    let Some(told) = clusters.get(first.cluster) else { return stories };
    let others = near.iter().filter(|other| other.story != first.story && other.strength >= 1.0);
    for other in others.take(MERGED).filter_map(|other| clusters.get(other.cluster)) {
        if crossing::are_one(window, &profile.with(window, other), told) {
            add(window, &mut stories, other.story, "", why);
        }
    }
    stories
}
