//! The decision where an article belongs.

use model::{Article, Placement, Relation, StoryId};

use crate::articles::Reading;
use crate::events::{self, Attraction, Profile};
use crate::window::Window;
use crate::{copies, crossing};

/// So many related stories are named.
const RELATED: usize = 5;
/// At most so many stories end in one at a time.
const MERGED: usize = 4;

/// Decides where an article belongs.
pub(crate) fn place(window: &Window, article: &Article) -> Placement {
    let reading = Reading::of(article);
    let mut why = Vec::new();
    let copied = copies::copied(window, &reading, &mut why);
    if let Some((of, story)) = copied.of {
        return Placement {
            story: window.resolve(story),
            opened: false,
            relation: Relation::Copy { of },
            merged: Vec::new(),
            related: Vec::new(),
            why,
        };
    }
    let profile = Profile::of(&window.clusters, &reading);
    let mut related: Vec<StoryId> = copied.related.iter().map(|&story| window.resolve(story)).collect();
    let mut near = events::attractions(window, &profile);
    let mut far = crossing::attractions(window, &profile);
    related.extend(near.iter().chain(&far).map(|attraction| attraction.story));
    near.retain(|attraction| !copied.barred.contains(&attraction.story));
    far.retain(|attraction| !copied.barred.contains(&attraction.story));
    let (story, merged) = match joined(window, &profile, &near, &far, &mut why) {
        Some((story, merged)) => (Some(story), merged),
        None => (None, Vec::new()),
    };
    let opened = story.is_none();
    let story = story.unwrap_or_else(|| StoryId::from(article.id));
    let mut distinct = Vec::new();
    for other in related {
        if other != story
            && !merged.contains(&other)
            && !distinct.contains(&other)
            && distinct.len() < RELATED
        {
            distinct.push(other);
        }
    }
    Placement {
        story,
        opened,
        relation: if opened { Relation::Original } else { Relation::Report },
        merged,
        related: distinct,
        why,
    }
}

/// The story that the article joins, and those that end in it.
fn joined(
    window: &Window,
    profile: &Profile,
    near: &[Attraction],
    far: &[Attraction],
    why: &mut Vec<String>,
) -> Option<(StoryId, Vec<StoryId>)> {
    let clusters = &window.clusters;
    for attraction in near.iter().take(3) {
        why.push(format!(
            "story {}: cosine {:.3}, {:.2} of what is needed",
            attraction.story, attraction.cosine, attraction.strength
        ));
    }
    for attraction in far.iter().take(2) {
        why.push(format!(
            "story {} in another language: cosine {:.3}, {:.2} of what is needed",
            attraction.story, attraction.cosine, attraction.strength
        ));
    }
    let Some(first) = near.first().filter(|first| first.strength >= 1.0) else {
        return crossing::strongest(far).map(|story| (story, Vec::new()));
    };
    let cluster = clusters.get(first.cluster)?;
    let others: Vec<&Attraction> = near.iter().skip(1).filter(|other| other.story != first.story).collect();
    if let Some(second) = others.iter().find(|other| other.strength >= 1.0)
        && let Some(other) = clusters.get(second.cluster)
        && events::are_apart(clusters, cluster, other)
    {
        why.push(format!("a round-up of stories {} and {}", first.story, second.story));
        return None;
    }
    let grown = profile.with(clusters, cluster);
    let mut stories = vec![first.story];
    for other in others.into_iter().take(MERGED) {
        if let Some(other) = clusters.get(other.cluster)
            && events::are_one(clusters, &grown, cluster.members.len() + 1, other)
        {
            why.push(format!("story {} is the same", other.story));
            stories.push(other.story);
        }
    }
    for other in far.iter().take(MERGED) {
        if let Some(other) = clusters.get(other.cluster)
            && !stories.contains(&other.story)
            && crossing::are_one(clusters, &grown, other)
        {
            why.push(format!("story {} is the same in another language", other.story));
            stories.push(other.story);
        }
    }
    stories.sort_unstable();
    let ended = stories.split_off(1);
    stories.pop().map(|story| (story, ended))
}
