//! What is wrong with a spec, where, and what mends it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::render::Style;
use crate::source::{Finder, Place, Sources};

/// Something that is wrong with a spec, at a place in one of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The place it is about.
    pub primary: Label,
    /// Other places that matter, such as the first of two clashing names.
    pub secondary: Vec<Label>,
    /// What mends it, where that can be said.
    pub help: Option<String>,
}

/// A place in a file of the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file, below the spec directory that was asked for.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The bytes of the file.
    pub span: Range<usize>,
    /// What is to be said about this place; may be empty.
    pub text: String,
}

/// All that is wrong with a spec, sorted by place, with the texts it is about.
///
/// `Display` draws each diagnostic with its source line, as a compiler does.
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    sources: Sources,
}

impl Diagnostics {
    /// The diagnostics, sorted by file and position. Never empty in an `Err`.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.list
    }

    /// All of them, drawn with their source lines.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        let drawn: Vec<_> = self.list.iter().map(|diagnostic| self.render_one(diagnostic, style)).collect();
        drawn.join("\n")
    }

    /// One of them, drawn with its source lines.
    #[must_use]
    pub fn render_one(&self, diagnostic: &Diagnostic, style: Style) -> String {
        crate::render::render(self, diagnostic, style)
    }

    /// The text that a label covers.
    #[must_use]
    pub fn covered(&self, label: &Label) -> &str {
        self.text(&label.file).get(label.span.clone()).unwrap_or_default()
    }

    /// The text of the file that a label names.
    pub(crate) fn text(&self, path: &Path) -> &str {
        self.sources.find(path).map_or("", |source| &source.text)
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Style::Plain))
    }
}

impl fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

impl std::error::Error for Diagnostics {}

/// Where the stages put what they find; places are resolved when all is found.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

/// A diagnostic whose places are not resolved yet.
#[derive(Debug)]
pub(crate) struct Finding {
    message: String,
    primary: (Place, String),
    secondary: Vec<(Place, String)>,
    help: Option<String>,
}

impl Findings {
    /// Reports an error; what is returned takes labels and help.
    pub(crate) fn error(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        self.0.push(Finding {
            message: message.into(),
            primary: (place, String::new()),
            secondary: Vec::new(),
            help: None,
        });
        self.0.last_mut().expect("one was pushed just now")
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The diagnostics, each place looked up in its text.
    pub(crate) fn resolve(self, sources: Sources) -> Diagnostics {
        let mut finder = Finder::new(&sources);
        let mut label = |(place, text): (Place, String)| {
            let source = sources.get(place.file);
            let span = finder.range(&place);
            let (line, column) = position(&source.text, span.start);
            Label { file: source.path.clone(), line, column, span, text }
        };
        let mut list: Vec<_> = self
            .0
            .into_iter()
            .map(|finding| Diagnostic {
                message: finding.message,
                primary: label(finding.primary),
                secondary: finding.secondary.into_iter().map(&mut label).collect(),
                help: finding.help,
            })
            .collect();
        let key =
            |d: &Diagnostic| (d.primary.file.clone(), d.primary.line, d.primary.column, d.message.clone());
        list.sort_by_cached_key(key);
        list.dedup();
        Diagnostics { list, sources }
    }
}

impl Finding {
    /// What to write beside the underlined place.
    pub(crate) fn label(&mut self, text: impl Into<String>) -> &mut Self {
        self.primary.1 = text.into();
        self
    }

    /// Another place that matters.
    pub(crate) fn also(&mut self, place: Place, text: impl Into<String>) -> &mut Self {
        self.secondary.push((place, text.into()));
        self
    }

    /// What mends it.
    pub(crate) fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }
}

/// Line and column of a byte, both from 1, the column in characters.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..byte];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The known name nearest to a wrong one, when it is near enough to be what was meant.
pub(crate) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&wrong.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
