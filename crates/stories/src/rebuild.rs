//! A window that is made anew from articles whose places are known. Nothing is looked up in it meanwhile, so that what is found
//! again by keys is filed for many articles at once.

use model::Placement;

use crate::articles::Reading;
use crate::postings::Filing;
use crate::window::{Keys, Window};
use crate::{Config, Stories};

/// A window that is being made.
#[derive(Debug, Default)]
pub struct Rebuilding {
    window: Window,
    texts: Filing,
    terms: Filing,
}

impl Rebuilding {
    /// Takes an article in where `placement` puts it, in the order in which they were placed.
    pub fn insert(&mut self, reading: Reading, placement: &Placement) {
        let Keys { slot, text, terms } = self.window.take_in(reading, placement);
        self.texts.add(&text, slot, &mut self.window.texts);
        self.terms.add(&terms, slot, &mut self.window.terms);
    }

    /// The window.
    #[must_use]
    pub fn finish(self, config: Config) -> Stories {
        let Rebuilding { mut window, texts, terms } = self;
        texts.finish(&mut window.texts);
        terms.finish(&mut window.terms);
        Stories { config, window }
    }
}
