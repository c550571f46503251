//! Many short texts in one allocation.

/// A text of [`Texts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    start: u32,
    len: u32,
}

/// Many short texts, one after the other; none is ever taken out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts(String);

impl Texts {
    pub(crate) fn add(&mut self, text: &str) -> Text {
        let start = self.0.len() as u32;
        self.0.push_str(text);
        Text { start, len: text.len() as u32 }
    }

    pub(crate) fn get(&self, text: Text) -> &str {
        let start = text.start as usize;
        self.0.get(start..start + text.len as usize).unwrap_or_default()
    }
}
