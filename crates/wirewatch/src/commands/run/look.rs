//! A look at the files of the configuration, and what they hold where they changed. It is made on a thread of its own, one at a
//! time: a file system that hangs, and watchlists that take long to compile, keep the daemon from nothing else.

use std::path::PathBuf;

use pipeline::Compiled;
use tokio::task::{JoinError, JoinSet};

use crate::config::{self, Environment, Loaded, Place, Problems};
use crate::reload::Files;

/// What is looked at, and with what it is compared.
pub(super) struct Look {
    pub(super) path: PathBuf,
    pub(super) environment: Environment,
    /// Those of the configuration in force.
    pub(super) files: Files,
    /// The watchlists in force: only what changed is compiled.
    pub(super) before: Compiled,
    /// Whether the files are read whatever is seen of them.
    pub(super) is_asked: bool,
}

/// What a look saw.
pub(super) struct Looked {
    /// The files of the configuration in force, as they are known now.
    pub(super) files: Files,
    pub(super) found: Found,
}

/// What there is to follow.
pub(super) enum Found {
    /// No change, or one that has not come to rest.
    Nothing,
    /// Files are not there any more, each with the place that names it.
    Gone(Vec<(PathBuf, Option<Place>)>),
    /// They cannot be used.
    Wrong(Problems),
    /// A configuration, with its files.
    Configuration(Box<Loaded<Compiled>>, Files),
}

impl Look {
    /// Reads the configuration again where that is asked for, or one of its files changed and has come to rest.
    fn make(self) -> Looked {
        let Look { path, environment, mut files, before, is_asked } = self;
        if !is_asked {
            if !files.look() {
                return Looked { files, found: Found::Nothing };
            }
            let vanished = files.vanished().into_iter();
            let gone: Vec<_> = vanished.map(|(path, place)| (path.to_owned(), place.cloned())).collect();
            if !gone.is_empty() {
                return Looked { files, found: Found::Gone(gone) };
            }
            tracing::info!("a file of the configuration changed");
        }
        // Before they are read: what changes while they are is seen by the next look.
        files.accept();
        let check = |watchlists: &[_]| before.follow(watchlists);
        let loaded = config::load_with(&path, &environment, &check);
        let found = match loaded.and_then(|loaded| with_its_files(&files, loaded)) {
            Ok(loaded) => {
                let anew = Files::of(&loaded).known_as(&files);
                Found::Configuration(Box::new(loaded), anew)
            }
            Err(problems) => Found::Wrong(problems),
        };
        Looked { files, found }
    }
}

/// A configuration that was read anew, unless files of it are gone that may not be meant to be.
fn with_its_files<C>(files: &Files, loaded: Loaded<C>) -> Result<Loaded<C>, Problems> {
    let lost = files.lost(&loaded);
    if lost.is_empty() { Ok(loaded) } else { Err(Problems(lost)) }
}

/// The look that is being made, if one is.
#[derive(Default)]
pub(super) struct Looks {
    at_work: JoinSet<Looked>,
    /// Whether the files are to be read once more after it.
    is_asked: bool,
}

impl Looks {
    pub(super) fn is_idle(&self) -> bool {
        self.at_work.is_empty()
    }

    pub(super) fn begin(&mut self, look: Look) {
        self.at_work.spawn_blocking(|| look.make());
    }

    /// Has the files be read, now or once the look that is being made has ended: it may have read them before they changed.
    pub(super) fn read(&mut self, look: impl FnOnce() -> Look) {
        if self.is_idle() {
            return self.begin(look());
        }
        tracing::warn!("the files of the configuration are being read; they are read once more after that");
        self.is_asked = true;
    }

    /// Waits for the look that is being made; nothing where none is, and an error where it failed by a mistake of ours.
    pub(super) async fn next(&mut self) -> Option<Result<Looked, JoinError>> {
        self.at_work.join_next().await
    }

    /// After one that was followed, makes the one that was asked for meanwhile.
    pub(super) fn go_on(&mut self, look: impl FnOnce() -> Look) {
        if std::mem::take(&mut self.is_asked) {
            self.begin(look());
        }
    }
}
