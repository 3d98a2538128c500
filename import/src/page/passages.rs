//! What is said on a page between its headings and tables.

/// Sentences of a page that follow each other, between headings and tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Passage {
    /// Each with its line.
    pub(super) sentences: Vec<(usize, String)>,
    /// It stands among the parameters or the fields.
    pub(super) is_about: bool,
}

/// All of them, in the order of the page.
#[derive(Clone, Debug, Default)]
pub(super) struct Passages {
    pub(super) all: Vec<Passage>,
    /// The next sentence belongs to the last one.
    is_open: bool,
}

impl Passages {
    pub(super) fn add(&mut self, text: &str, line: usize, is_about: bool) {
        if !self.is_open {
            self.all.push(Passage { sentences: Vec::new(), is_about });
        }
        if let Some(passage) = self.all.last_mut() {
            passage.sentences.push((line, text.to_owned()));
        }
        self.is_open = true;
    }

    /// Something else follows, be it a heading or a table.
    pub(super) fn end(&mut self) {
        self.is_open = false;
    }
}
