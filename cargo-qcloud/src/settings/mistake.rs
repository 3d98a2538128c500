//! What is wrong with a `qcloud.toml`, drawn with its place as the mistakes of a spec are.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// The bytes of the text that it is about.
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// All that is wrong with a file, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistakes {
    path: PathBuf,
    text: String,
    found: Vec<Mistake>,
}

impl Mistakes {
    pub(super) fn new(path: &Path, text: &str, mut found: Vec<Mistake>) -> Self {
        found.sort_by_key(|mistake| mistake.span.start);
        Self { path: path.to_owned(), text: text.to_owned(), found }
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.to_string_lossy();
        for (number, Mistake { span, message, help }) in self.found.iter().enumerate() {
            let end = span.end.max(span.start + 1).min(self.text.len());
            let annotation = AnnotationKind::Primary.span(span.start.min(end)..end);
            let snippet = Snippet::source(self.text.as_str()).path(&*path).annotation(annotation);
            let mut group = Level::ERROR.primary_title(message.as_str()).element(snippet);
            if let Some(help) = help {
                group = group.element(Level::HELP.message(help.as_str()));
            }
            let separator = if number == 0 { "" } else { "\n\n" };
            write!(f, "{separator}{}", Renderer::plain().render(&[group]))?;
        }
        Ok(())
    }
}
