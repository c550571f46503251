//! When the configuration is to be read again without a signal: one of its files changed, came or went. What they hold is not
//! looked at here.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::{Loaded, Pattern, Place, Problem, Settings};

/// How often the files are looked at. A change is acted on once two looks agree, so that none is read half written.
pub(crate) const LOOK: Duration = Duration::from_secs(2);

/// The files of the configuration in force, as they were when it was read.
///
/// They are looked at rather than subscribed to: that works on every file system, and sees what is renamed into place and
/// what a symbolic link along the way leads to now, as where Kubernetes mounts a configuration.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    named: Vec<PathBuf>,
    /// Where those are named that others name.
    places: Vec<(PathBuf, Place)>,
    patterns: Vec<Pattern>,
    seen: Vec<Stamp>,
    /// What the last look saw, where that was something new.
    changing: Option<Vec<Stamp>>,
}

/// A file as far as it can be told from another one, or that there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    path: PathBuf,
    found: Option<Found>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    device: u64,
    inode: u64,
    length: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Files {
    /// The files of a configuration that is about to be put in force.
    pub(crate) fn of<C>(loaded: &Loaded<C>) -> Files {
        let (named, patterns) = (loaded.files.clone(), loaded.patterns.clone());
        let seen = stamps(&named, &patterns);
        Files { named, places: loaded.places.clone(), patterns, seen, changing: None }
    }

    /// The same files, those that `before` knows as it saw them: before they were read.
    pub(crate) fn known_as(mut self, before: &Files) -> Files {
        for stamp in &mut self.seen {
            if let Some(known) = before.seen.iter().find(|known| known.path == stamp.path) {
                stamp.clone_from(known);
            }
        }
        self
    }

    /// Takes what there is now for what was read, so that it is not read again.
    pub(crate) fn accept(&mut self) {
        self.seen = stamps(&self.named, &self.patterns);
        self.changing = None;
    }

    /// Looks at the files, and says whether they changed since they were read and have come to rest.
    pub(crate) fn look(&mut self) -> bool {
        let now = stamps(&self.named, &self.patterns);
        if now == self.seen {
            self.changing = None;
            return false;
        }
        if self.changing.as_ref() != Some(&now) {
            self.changing = Some(now);
            return false;
        }
        self.seen = now;
        self.changing = None;
        true
    }

    /// The files that were read and are not there any more, each with the place that names it.
    pub(crate) fn vanished(&self) -> Vec<(&Path, Option<&Place>)> {
        let place = |path: &Path| self.places.iter().find(|(named, _)| named == path).map(|(_, place)| place);
        let vanished = self.named.iter().map(PathBuf::as_path).filter(|path| !path.exists());
        vanished.map(|path| (path, place(path))).collect()
    }

    /// What keeps a configuration that was read anew from being put in force: patterns that find nothing any more, and others in the
    /// place of those by which files were found, where none finds any. One of several files that a pattern finds may be deleted.
    pub(crate) fn lost<C>(&self, anew: &Loaded<C>) -> Vec<Problem> {
        let finds = |patterns: &[Pattern], list: &str| {
            patterns.iter().any(|pattern| pattern.is_matched && pattern.list() == list)
        };
        let is_lost = |pattern: &&Pattern| {
            let list = pattern.list();
            let known = self.patterns.iter().find(|known| known.path == pattern.path);
            let is_emptied = || finds(&self.patterns, list) && !finds(&anew.patterns, list);
            !pattern.is_matched && known.map_or_else(is_emptied, |known| known.is_matched)
        };
        anew.patterns.iter().filter(is_lost).map(Pattern::lost).collect()
    }
}

fn stamps(named: &[PathBuf], patterns: &[Pattern]) -> Vec<Stamp> {
    let matching =
        patterns.iter().filter_map(|pattern| glob::glob(&pattern.path.to_string_lossy()).ok()).flatten();
    let mut paths: Vec<PathBuf> = named.iter().cloned().chain(matching.filter_map(Result::ok)).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().map(|path| Stamp { found: found(&path), path }).collect()
}

fn found(path: &Path) -> Option<Found> {
    let metadata = std::fs::metadata(path).ok()?;
    Some(Found {
        device: metadata.dev(),
        inode: metadata.ino(),
        length: metadata.len(),
        modified: (metadata.mtime(), metadata.mtime_nsec()),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
    })
}

/// The keys that differ between two configurations and are read at a start only.
pub(crate) fn only_at_a_start(running: &Settings, new: &Settings) -> Vec<&'static str> {
    let differs = [
        ("store.path", running.store.path != new.store.path),
        ("stories.embedding", running.stories != new.stories),
        ("api.listen", running.api.listen != new.api.listen),
        ("log.format", running.log.format != new.log.format),
        ("log.filter", running.log.filter != new.log.filter),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Environment, load};

    fn files(directory: &Path) -> Files {
        let named = vec![directory.join("c.toml")];
        let place = Place { file: "c.toml".to_owned(), position: Some((1, 20)) };
        let pattern = directory.join("lists/*.toml");
        let key = "watchlist_files[0]".to_owned();
        let patterns = vec![Pattern { path: pattern, place: place.clone(), key, is_matched: false }];
        let seen = stamps(&named, &patterns);
        let places = vec![(directory.join("lists/a.toml"), place)];
        Files { named, places, patterns, seen, changing: None }
    }

    #[test]
    fn a_change_counts_once_it_has_come_to_rest() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        std::fs::create_dir(path("lists")).unwrap();
        std::fs::write(path("c.toml"), "a").unwrap();
        let mut files = files(directory.path());
        assert!(!files.look());

        std::fs::write(path("c.toml"), "ab").unwrap();
        assert!(!files.look());
        std::fs::write(path("c.toml"), "abc").unwrap();
        assert!(!files.look(), "it is still being written");
        assert!(files.look());
        assert!(!files.look());

        // One that a pattern matches comes and goes.
        std::fs::write(path("lists/a.toml"), "a").unwrap();
        assert!(!files.look() && files.look() && !files.look());
        std::fs::remove_file(path("lists/a.toml")).unwrap();
        assert!(!files.look() && files.look());

        // Of the same length, renamed into place; and one that is gone for a moment only.
        std::fs::write(path("new"), "xyz").unwrap();
        std::fs::rename(path("new"), path("c.toml")).unwrap();
        assert!(!files.look() && files.look());
        std::fs::rename(path("c.toml"), path("old")).unwrap();
        assert!(!files.look());
        assert_eq!(files.vanished(), [(path("c.toml").as_path(), None)]);
        files.named.push(path("lists/a.toml"));
        let [_, (_, Some(place))] = files.vanished()[..] else { panic!("{:?}", files.vanished()) };
        assert_eq!(place.to_string(), "c.toml:1:20");
        std::fs::rename(path("old"), path("c.toml")).unwrap();
        files.accept();
        assert!(!files.look() && !files.look());
    }

    /// As where a disk is not mounted: watchlists must not leave by that.
    #[test]
    fn a_pattern_that_finds_nothing_any_more_keeps_a_configuration_out() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        let list = "[[watchlist]]\nname = '?'\nendpoints = []\n[[watchlist.watch]]\nname = 'x'\n";
        std::fs::write(path("c.toml"), "watchlist_files = ['lists/*.toml', 'none/*.toml']\n").unwrap();
        let read = || load(&path("c.toml"), &Environment::default()).unwrap();
        let running = Files::of(&read());
        assert_eq!(running.lost(&read()), [], "a start without any is a warning only");

        std::fs::create_dir(path("lists")).unwrap();
        for name in ["a", "b"] {
            std::fs::write(path("lists").join(name).with_extension("toml"), list.replace('?', name)).unwrap();
        }
        let running = Files::of(&read());
        std::fs::remove_file(path("lists/a.toml")).unwrap();
        assert_eq!(running.lost(&read()), [], "one of several may go");
        std::fs::rename(path("lists"), path("elsewhere")).unwrap();
        let lost: Vec<String> = running.lost(&read()).iter().map(ToString::to_string).collect();
        let [lost] = &lost[..] else { panic!("{lost:?}") };
        let said = lost.replace(directory.path().to_str().unwrap(), "");
        assert_eq!(
            said,
            "/c.toml:1:20: watchlist_files[0]: no file matches /lists/*.toml any more: bring one back, or take the \
             pattern away from here"
        );
        std::fs::write(path("c.toml"), "watchlist_files = ['lits/*.toml']\n").unwrap();
        assert_eq!(running.lost(&read()).len(), 1, "a slip of the pen takes all away");
        std::fs::write(path("c.toml"), "watchlist_files = []\n").unwrap();
        assert_eq!(running.lost(&read()), [], "the patterns were taken out");
        std::fs::write(path("c.toml"), "watchlist_files = ['elsewhere/*.toml', 'none/*.toml']\n").unwrap();
        assert_eq!(running.lost(&read()), [], "another pattern finds them");
    }

    #[test]
    fn a_link_along_the_way_that_leads_elsewhere_is_a_change() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        for version in ["1", "2"] {
            std::fs::create_dir(path(version)).unwrap();
            std::fs::write(path(version).join("c.toml"), "same").unwrap();
        }
        std::os::unix::fs::symlink("1", path("data")).unwrap();
        std::os::unix::fs::symlink("data/c.toml", path("c.toml")).unwrap();
        let mut files = files(directory.path());
        std::os::unix::fs::symlink("2", path("data.new")).unwrap();
        std::fs::rename(path("data.new"), path("data")).unwrap();
        assert!(!files.look() && files.look());
    }
}
