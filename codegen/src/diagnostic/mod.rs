//! What is wrong with a spec, where, and what mends it.

mod render;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

pub use self::render::Style;
use crate::language::text::is_hidden;
use crate::source::{FileId, Finder, Place, Sources};

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
    /// The file, as a path that starts with the spec directory as it was given.
    pub file: PathBuf,
    /// Line, from 1.
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

/// Where the stages put what they find; places are resolved when all is found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    /// How many names were compared in search of what was meant.
    searched: usize,
}

/// So many names are compared before the search for what was meant is given up.
const MAX_SEARCHED: usize = 200_000;

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
    covers: Option<Vec<Range<usize>>>,
}

impl Findings {
    /// Reports an error; what is returned takes labels and help.
    pub(crate) fn error(&mut self, place: Place, message: impl Into<String>) -> &mut Finding {
        self.list.push(Finding {
            message: message.into(),
            primary: (place, String::new()),
            secondary: Vec::new(),
            help: None,
            defined: None,
            severity: Severity::Error,
            covers: None,
        });
        self.list.last_mut().expect("one was pushed just now")
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
        finding.covers = Some(vec![covers]);
        finding
    }

    /// The last error, of a structure, accounts for what else is found exactly there.
    pub(crate) fn cover(&mut self, spans: [Range<usize>; 2]) {
        if let Some(finding) = self.list.last_mut() {
            finding.covers.get_or_insert_default().extend(spans);
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.severity == Severity::Error)
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The known name nearest to a wrong one. Stops looking when the search was long: the first answers are the ones that are read.
    pub(crate) fn nearest<'a>(
        &mut self,
        wrong: &str,
        known: impl ExactSizeIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if self.may_search(known.len()) { nearest(wrong, known) } else { None }
    }

    /// Whether to compare a name with so many others.
    pub(crate) fn may_search(&mut self, names: usize) -> bool {
        self.searched += names;
        self.searched <= MAX_SEARCHED
    }

    /// The diagnostics, each place looked up in its text.
    pub(crate) fn resolve(self, sources: Sources) -> Diagnostics {
        let mut finder = Finder::new(&sources);
        let mut label = |(place, text): (Place, String)| {
            let source = sources.get(place.file);
            let span = finder.range(&place);
            let (line, column) = source.position(span.start);
            let span = span.start + source.bom..span.end + source.bom;
            Label { file: source.path.clone(), line, column, span, text: shown(&text) }
        };
        let mut found = Vec::new();
        for finding in self.list {
            let file = finding.primary.0.file;
            let defined = finding.defined.map(|place| label((place, String::new())));
            let defined =
                defined.map(|label| format!(" (defined in {}:{})", label.file.display(), label.line));
            let diagnostic = Diagnostic {
                severity: finding.severity,
                message: shown(&finding.message),
                primary: label(finding.primary),
                secondary: finding.secondary.into_iter().map(&mut label).collect(),
                help: finding.help.map(|help| shown(&help) + &defined.unwrap_or_default()),
            };
            let bom = sources.get(file).bom;
            let covers = finding.covers.map(|covers| {
                covers.into_iter().map(|span| span.start + bom..span.end + bom).collect::<Vec<_>>()
            });
            found.push(Found { file, diagnostic, covers });
        }
        let mut list = without_echoes(found);
        sort(&mut list);
        // Texts are kept to be shown.
        let sources = if list.is_empty() { Sources::default() } else { sources };
        Diagnostics { list, sources }
    }
}

/// By place; what is said twice is said once.
fn sort(list: &mut Vec<Diagnostic>) {
    let key = |d: &Diagnostic| (d.primary.file.clone(), d.primary.line, d.primary.column, d.message.clone());
    list.sort_by_cached_key(key);
    list.dedup();
}

/// A diagnostic on its way, and what of its file it accounts for.
struct Found {
    file: FileId,
    diagnostic: Diagnostic,
    covers: Option<Vec<Range<usize>>>,
}

/// What the errors in the structure of one file account for.
#[derive(Default)]
struct Accounted {
    exactly: HashSet<Range<usize>>,
    /// Sorted; none lies within another once [`Accounted::sort`] has run.
    within: Vec<Range<usize>>,
}

impl Accounted {
    fn sort(&mut self) {
        self.within.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut end = None;
        self.within.retain(|span| {
            let new = end.is_none_or(|end| span.end > end);
            end = end.max(Some(span.end));
            new
        });
    }

    fn has(&self, span: &Range<usize>) -> bool {
        let before = self.within.partition_point(|cause| cause.start <= span.start);
        self.exactly.contains(span)
            || before.checked_sub(1).is_some_and(|last| span.end <= self.within[last].end)
    }
}

/// What says nothing but what an error in the structure of the file says already is dropped.
fn without_echoes(found: Vec<Found>) -> Vec<Diagnostic> {
    let (structural, mut others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|found| found.covers.is_some());
    let mut accounted: HashMap<FileId, Accounted> = HashMap::new();
    for Found { file, diagnostic, covers } in &structural {
        let accounted = accounted.entry(*file).or_default();
        accounted.within.push(diagnostic.primary.span.clone());
        accounted.exactly.extend(covers.iter().flatten().cloned());
    }
    accounted.values_mut().for_each(Accounted::sort);
    let is_error = |found: &Found| found.diagnostic.severity == Severity::Error;
    let with_errors: HashSet<FileId> =
        others.iter().filter(|found| is_error(found)).map(|found| found.file).collect();
    others.retain(|found| {
        // Advice can wait until the file is right.
        let is_early =
            !is_error(found) && (accounted.contains_key(&found.file) || with_errors.contains(&found.file));
        !is_early
            && !accounted
                .get(&found.file)
                .is_some_and(|accounted| accounted.has(&found.diagnostic.primary.span))
    });
    others.into_iter().chain(structural).map(|found| found.diagnostic).collect()
}

/// A text from a spec as it can be shown in one line: what hides or breaks lines is escaped, what is endless is cut.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut run = 0;
    for c in text.chars() {
        run = if c.is_whitespace() { 0 } else { run + 1 };
        match c {
            _ if shown.len() > 600 => return shown + "…",
            _ if run == 101 => shown.push('…'),
            _ if run > 101 => {}
            '\n' | '\r' | '\t' => shown.extend(c.escape_default()),
            c if is_hidden(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
        if run > 101 && c == '`' {
            shown.push('`');
            run = 0;
        }
    }
    shown
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

/// The known name nearest to a wrong one, when it is near enough to be what was meant.
#[must_use]
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    let length = wrong.chars().count();
    if length > 100 {
        return None;
    }
    let limit = (length / 3).max(1);
    known
        .into_iter()
        .filter(|name| name.chars().take(201).count().abs_diff(length) <= limit)
        .map(|name| (strsim::damerau_levenshtein(&wrong, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit && *distance < length)
        .min()
        .map(|(_, name)| name)
}
