//! What is wrong with a spec, where, and what mends it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::render::Style;
use crate::source::{Finder, Place, Sources};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be generated.
    Error,
    /// The client can be generated, but somebody should look.
    Warning,
}

/// Something that is wrong with a spec, at a place in one of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
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
    /// The diagnostics, sorted by file and position.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.list
    }

    /// How many there are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity == severity).count()
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
    /// A place that the help speaks of.
    defined: Option<Place>,
    severity: Severity,
    /// For an error in the structure of a file: what else is found exactly there, or within the primary place, only echoes it.
    covers: Option<Range<usize>>,
}

impl Findings {
    /// Reports an error; what is returned takes labels and help.
    pub(crate) fn error(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        self.0.push(Finding {
            message: message.into(),
            primary: (place, String::new()),
            secondary: Vec::new(),
            help: None,
            defined: None,
            severity: Severity::Error,
            covers: None,
        });
        self.0.last_mut().expect("one was pushed just now")
    }

    /// Reports something that somebody should look at.
    pub(crate) fn warning(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        let finding = self.error(place, message);
        finding.severity = Severity::Warning;
        finding
    }

    /// Reports an error in the structure of a file; what else is found in the bytes it `covers` only echoes it.
    pub(crate) fn structural(&mut self, place: Place, covers: Range<usize>, message: String) -> &mut Finding {
        let finding = self.error(place, message);
        finding.covers = Some(covers);
        finding
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.0.iter().any(|finding| finding.severity == Severity::Error)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
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
        let mut found = Vec::new();
        for finding in self.0 {
            let defined = finding.defined.map(|place| label((place, String::new())));
            let defined =
                defined.map(|label| format!(" (defined in {}:{})", label.file.display(), label.line));
            let diagnostic = Diagnostic {
                severity: finding.severity,
                message: finding.message,
                primary: label(finding.primary),
                secondary: finding.secondary.into_iter().map(&mut label).collect(),
                help: finding.help.map(|help| help + &defined.unwrap_or_default()),
            };
            found.push((diagnostic, finding.covers));
        }
        let mut list = without_echoes(found);
        let key =
            |d: &Diagnostic| (d.primary.file.clone(), d.primary.line, d.primary.column, d.message.clone());
        list.sort_by_cached_key(key);
        list.dedup();
        Diagnostics { list, sources }
    }
}

/// What says nothing but what an error in the structure of the file says already is dropped.
fn without_echoes(found: Vec<(Diagnostic, Option<Range<usize>>)>) -> Vec<Diagnostic> {
    let (structural, mut others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(_, covers)| covers.is_some());
    others.retain(|(diagnostic, _)| {
        let place = &diagnostic.primary;
        // Advice can wait until the file is in shape.
        if diagnostic.severity == Severity::Warning
            && structural.iter().any(|(cause, _)| cause.primary.file == place.file)
        {
            return false;
        }
        !structural.iter().any(|(cause, covers)| {
            let cause = &cause.primary;
            let within = cause.span.start <= place.span.start && place.span.end <= cause.span.end;
            cause.file == place.file && (within || covers.as_ref() == Some(&place.span))
        })
    });
    others.into_iter().chain(structural).map(|(diagnostic, _)| diagnostic).collect()
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

    /// What the help speaks of is defined there.
    pub(crate) fn defined(&mut self, place: Place) -> &mut Self {
        self.defined = Some(place);
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
