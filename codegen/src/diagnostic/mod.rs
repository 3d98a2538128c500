//! What is wrong with a spec, where, and what mends it.

mod code;
mod echoes;
mod findings;
mod near;
pub(crate) mod problem;
mod render;

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

pub use self::code::Code;
pub(crate) use self::findings::{Finding, Findings};
pub use self::near::nearest;
pub use self::render::Style;
use crate::source::Sources;

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
    /// What kind of problem it is, for programs.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The place it is about.
    pub primary: Label,
    /// Other places that matter, such as the first of two clashing names.
    pub secondary: Vec<Label>,
    /// What mends it, where that can be said.
    pub help: Option<String>,
    /// What to write in place of [`Diagnostic::primary`], where that is all there is to do.
    pub suggestion: Option<String>,
}

/// A place in a file of the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file, as a path that starts with the spec directory as it was given.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The bytes of the file, its byte order mark included.
    pub span: Range<usize>,
    /// What is to be said about this place; may be empty.
    pub text: String,
}

/// More diagnostics than anybody reads at once; only so many are drawn.
const MAX_SHOWN: usize = 100;

/// All that is wrong with a spec, sorted by place, with the texts it is about.
///
/// `Display` draws each diagnostic with its source line, as a compiler does.
#[derive(Default)]
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

    /// Those of them that are to be shown, such as errors alone.
    #[must_use]
    pub fn only(mut self, is_shown: impl Fn(&Diagnostic) -> bool) -> Self {
        self.list.retain(is_shown);
        self
    }

    /// The first hundred of them, drawn with their source lines, and how many more there are. Errors come before warnings
    /// where there are more.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        let mut list: Vec<_> = self.list.iter().collect();
        if list.len() > MAX_SHOWN {
            list.sort_by_key(|diagnostic| diagnostic.severity);
        }
        let mut drawn: Vec<_> =
            list.into_iter().take(MAX_SHOWN).map(|diagnostic| self.render_one(diagnostic, style)).collect();
        if self.list.len() > MAX_SHOWN {
            drawn.push(format!("and {} more, which are not shown\n", self.list.len() - MAX_SHOWN));
        }
        drawn.join("\n")
    }

    /// Takes in what was found elsewhere.
    pub(crate) fn merge(&mut self, others: impl IntoIterator<Item = Self>) {
        for other in others {
            self.list.extend(other.list);
            self.sources.merge(other.sources);
        }
        sort(&mut self.list);
    }

    /// Says of what lies in one directory that it lies in another.
    pub(crate) fn moved(mut self, from: &Path, to: &Path) -> Self {
        let moved = |path: &mut PathBuf| {
            if let Ok(below) = path.strip_prefix(from) {
                *path = to.join(below);
            }
        };
        for diagnostic in &mut self.list {
            moved(&mut diagnostic.primary.file);
            diagnostic.secondary.iter_mut().for_each(|label| moved(&mut label.file));
        }
        self.sources.rename(moved);
        self
    }

    /// One of them, drawn with its source lines.
    #[must_use]
    pub fn render_one(&self, diagnostic: &Diagnostic, style: Style) -> String {
        render::render(&self.sources, diagnostic, style)
    }

    /// The text that a label covers.
    #[must_use]
    pub fn covered(&self, label: &Label) -> &str {
        let Some(source) = self.sources.find(&label.file) else { return "" };
        let span = label.span.start.saturating_sub(source.bom)..label.span.end.saturating_sub(source.bom);
        source.text.get(span).unwrap_or_default()
    }

    /// The whole lines that a label covers, without their ends; none for a file or directory as a whole.
    #[must_use]
    pub fn lines(&self, label: &Label) -> Vec<&str> {
        let Some(source) = self.sources.find(&label.file).filter(|source| !source.text.is_empty()) else {
            return Vec::new();
        };
        let last = label.line + self.covered(label).matches('\n').count();
        source.text[source.lines(label.line, last)].lines().collect()
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

/// By place; what is said twice is said once.
fn sort(list: &mut Vec<Diagnostic>) {
    let key = |d: &Diagnostic| (d.primary.file.clone(), d.primary.line, d.primary.column, d.message.clone());
    list.sort_by_cached_key(key);
    list.dedup();
}
