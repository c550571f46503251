//! Who is told of an article, and why: pure functions of the watchlists, the article, what was found in it, and what is known
//! of its story. The daemon decides with them as articles arrive, a backtest over the archive.

mod followed;

use std::sync::Arc;

use jiff::Timestamp;
use model::{Article, ArticleId, DropReason, Mention, Placement, Relation, Review, StoryId, Watchlist};
use rustc_hash::FxHashMap;
use store::{Member, Occasion, Standing, Told};

use self::followed::Followed;
use crate::policy::{self, Admitted};

/// The watchlists, to be found by name.
#[derive(Debug)]
pub(crate) struct Lists {
    lists: Arc<[Watchlist]>,
    numbers: FxHashMap<String, usize>,
    /// Whether any of them wants to be told again of a story.
    ask: bool,
}

impl Lists {
    pub(crate) fn new(lists: Arc<[Watchlist]>) -> Lists {
        let numbers = lists.iter().enumerate().map(|(number, list)| (list.name.clone(), number)).collect();
        let ask = lists.iter().any(|list| !list.policy.updates.is_empty());
        Lists { lists, numbers, ask }
    }

    pub(crate) fn all(&self) -> &[Watchlist] {
        &self.lists
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// Whether a mention is as sure, and the article as much about it, as its watchlist asks for.
    pub(crate) fn counts(&self, mention: &Mention) -> bool {
        let list = self.number(&mention.watchlist).and_then(|number| self.lists.get(number));
        list.is_none_or(|list| policy::counts(&list.policy, mention))
    }

    /// The names of those that want to be told again of a story.
    pub(crate) fn asking(&self) -> impl Iterator<Item = &str> {
        self.lists.iter().filter(|list| !list.policy.updates.is_empty()).map(|list| list.name.as_str())
    }
}

/// A watchlist that is to be told of an article's story.
#[derive(Debug, PartialEq)]
pub(crate) struct Telling<'a> {
    pub(crate) list: &'a Watchlist,
    pub(crate) occasion: Occasion,
    /// The watches whose mentions in the article are told of.
    pub(crate) watches: Vec<String>,
    /// Whether nothing of it is sure.
    pub(crate) only_review: bool,
}

/// What is known of the stories that articles join, kept up to date as they do.
#[derive(Debug, Default)]
pub(crate) struct Known {
    stories: FxHashMap<StoryId, Kept>,
    /// The number of the last article placed.
    placed: i64,
}

/// What is known of a story.
#[derive(Debug)]
struct Kept {
    standing: Standing,
    /// The number of the last article that joined it; members are not always wanted.
    last: i64,
}

impl Known {
    /// Begins with the `standings` of the stories that the next articles join, and the number of the last article placed.
    pub(crate) fn new(standings: Vec<Standing>, placed: i64) -> Known {
        let kept = |standing: Standing| (standing.story, Kept { standing, last: placed });
        Known { stories: standings.into_iter().map(kept).collect(), placed }
    }

    /// Takes an article in where `placement` puts it, and says who is to be told.
    pub(crate) fn take<'a>(
        &mut self,
        lists: &'a Lists,
        article: &Article,
        placement: &Placement,
        mentions: &[Mention],
        now: Timestamp,
    ) -> Vec<Telling<'a>> {
        self.placed += 1;
        let story = placement.story;
        let joined = Joined {
            parts: std::iter::once(&story)
                .chain(&placement.merged)
                .filter_map(|part| self.part(*part))
                .collect(),
            member: lists.ask.then(|| member(article, placement, self.placed)),
            changed: None,
        };
        self.tell(lists, story, joined, article, mentions, now)
    }

    /// Says who is to be told of what changed in an article of `story`, in which `mentions` are found for the first time, or for sure.
    pub(crate) fn change<'a>(
        &mut self,
        lists: &'a Lists,
        changed: Changed<'_>,
        article: &Article,
        story: StoryId,
        mentions: &[Mention],
        now: Timestamp,
    ) -> Vec<Telling<'a>> {
        let parts = self.part(story).into_iter().collect();
        let joined = Joined { parts, member: None, changed: Some((changed, article.id)) };
        self.tell(lists, story, joined, article, mentions, now)
    }

    fn tell<'a>(
        &mut self,
        lists: &'a Lists,
        story: StoryId,
        joined: Joined<'_>,
        article: &Article,
        mentions: &[Mention],
        now: Timestamp,
    ) -> Vec<Telling<'a>> {
        let tellings: Vec<Telling<'a>> = concerned(lists, &joined, mentions)
            .into_iter()
            .filter_map(|list| {
                let Admitted { mut watches, only_review } = admitted(list, article, mentions);
                let waits = only_review && list.policy.review == Review::Hold;
                // Of a story that was told, what would wait for a person waits for nobody, and gives nobody cause to be told.
                if waits && joined.parts.iter().any(|part| is_told(part, list)) {
                    watches.clear();
                }
                let occasion = occasion(list, &joined, &watches)?;
                let only_review = waits && occasion == Occasion::FirstMention;
                Some(Telling { list, occasion, watches, only_review })
            })
            .collect();
        let mut standing = joined.into_one(story);
        // What waits for a person has not been told, and gives way to what is sure. What is muted is known to the store alone.
        let is_sure = |telling: &&Telling<'_>| !telling.only_review && telling.occasion != Occasion::Unmuted;
        let told_now = tellings.iter().filter(is_sure);
        standing.told.extend(told_now.map(|telling| told(telling, self.placed, now)));
        if !standing.members.is_empty() || !standing.told.is_empty() {
            self.stories.insert(story, Kept { standing, last: self.placed });
        }
        tellings
    }

    /// Takes out what is known of a story that becomes part of one.
    fn part(&mut self, story: StoryId) -> Option<Standing> {
        self.stories.remove(&story).map(|kept| kept.standing)
    }

    /// Counts the articles up to the `placed`th as placed.
    pub(crate) fn skip_to(&mut self, placed: i64) {
        self.placed = placed;
    }

    /// Forgets the stories whose last article was placed before the `placed`th: nothing joins them any more.
    pub(crate) fn forget_before(&mut self, placed: i64) {
        self.stories.retain(|_, kept| kept.last >= placed);
    }
}

/// What happens to a story: an article joins it, with the stories that become one by that, or something changes in one of its
/// articles.
struct Joined<'a> {
    parts: Vec<Standing>,
    /// The article that joins, where somebody asks what becomes of stories.
    member: Option<Member>,
    /// What changes, and in which article.
    changed: Option<(Changed<'a>, ArticleId)>,
}

/// What changes in an article.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Changed<'a> {
    /// Its headline or its text, in what it tells.
    Edited {
        /// What was found in it before, so that its watchlist may have been told, and is no more.
        gone: &'a [&'a Mention],
    },
    /// Neither, but for a line that says when.
    Touched,
    /// What is found in it is not doubtful any more.
    Lifted,
}

impl Joined<'_> {
    fn into_one(self, story: StoryId) -> Standing {
        let mut one = Standing { story, members: Vec::new(), told: Vec::new() };
        let several = self.parts.len() > 1;
        for part in self.parts {
            one.members.extend(part.members);
            one.told.extend(part.told);
        }
        if several {
            one.members.sort_by_key(|member| member.placed);
        }
        one.members.extend(self.member);
        one
    }
}

fn member(article: &Article, placement: &Placement, placed: i64) -> Member {
    Member {
        placed,
        article: article.id,
        outlet: article.outlet().map(Arc::from),
        source: article.source.as_deref().map(Arc::from),
        language: article.language.as_deref().map(Arc::from),
        is_copy: matches!(placement.relation, Relation::Copy { .. }),
    }
}

/// What is to be remembered of a telling.
fn told(telling: &Telling<'_>, placed: i64, at: Timestamp) -> Told {
    Told {
        watchlist: telling.list.name.clone(),
        placed,
        at,
        reasons: telling.occasion.keys(),
        watches: telling.watches.clone(),
    }
}

/// The watchlists of which a watch was found, and those that follow the story, in their order.
fn concerned<'a>(lists: &'a Lists, joined: &Joined<'_>, mentions: &[Mention]) -> Vec<&'a Watchlist> {
    let following = joined.parts.iter().flat_map(|part| &part.told);
    let mut numbers: Vec<usize> = mentions
        .iter()
        .map(|mention| mention.watchlist.as_str())
        .chain(following.map(|told| told.watchlist.as_str()))
        .filter_map(|name| lists.number(name))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().filter_map(|number| lists.lists.get(number)).collect()
}

/// The watches of a list that may be told of an article.
fn admitted(list: &Watchlist, article: &Article, mentions: &[Mention]) -> Admitted {
    let found: Vec<&Mention> = mentions.iter().filter(|mention| mention.watchlist == list.name).collect();
    let nothing = Admitted { watches: Vec::new(), only_review: false };
    if found.is_empty() { nothing } else { policy::admit(&list.policy, article, &found).unwrap_or(nothing) }
}

/// The watchlists that are not told of an article although something of theirs was found in it, and why. Nothing says of a
/// `backlog` that it is news.
pub(crate) fn untold(
    lists: &Lists,
    article: &Article,
    backlog: bool,
    mentions: &[Mention],
) -> Vec<(String, DropReason)> {
    let mut names: Vec<&str> = mentions.iter().map(|mention| mention.watchlist.as_str()).collect();
    names.dedup();
    let why = |list: &Watchlist| {
        let found: Vec<&Mention> = mentions.iter().filter(|mention| mention.watchlist == list.name).collect();
        if backlog { Some(DropReason::Backlog) } else { policy::admit(&list.policy, article, &found).err() }
    };
    let mut untold: Vec<(String, DropReason)> = Vec::new();
    for list in names.into_iter().filter_map(|name| lists.lists.get(lists.number(name)?)) {
        if let Some(why) = why(list).filter(|_| untold.iter().all(|(name, _)| *name != list.name)) {
            tracing::debug!(article = article.id.0, watchlist = list.name, why = why.name(), "not told");
            untold.push((list.name.clone(), why));
        }
    }
    untold
}

/// Whether a watchlist was told of a story.
fn is_told(story: &Standing, list: &Watchlist) -> bool {
    story.told.iter().any(|told| told.watchlist == list.name)
}

/// Why a watchlist is to be told now, where `watches` of it may be told of the article; `None` where it is not.
fn occasion(list: &Watchlist, joined: &Joined<'_>, watches: &[String]) -> Option<Occasion> {
    let (told, untold): (Vec<&Standing>, Vec<&Standing>) =
        joined.parts.iter().partition(|part| is_told(part, list));
    if told.is_empty() {
        return (!watches.is_empty()).then_some(Occasion::FirstMention);
    }
    let mut arriving: Vec<&Member> = untold.iter().flat_map(|part| &part.members).collect();
    arriving.sort_by_key(|member| member.placed);
    arriving.extend(&joined.member);
    let followed = Followed { list, told, arriving };
    let is_new = |watch: &String| followed.past().all(|told| !told.watches.contains(watch));
    let development = followed.development(joined.changed, watches).map(Occasion::Update);
    development.or_else(|| watches.iter().any(is_new).then_some(Occasion::Unmuted))
}

#[cfg(test)]
mod tests;
