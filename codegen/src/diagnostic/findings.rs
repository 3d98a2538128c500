//! Where the stages put what they find. It is data until all is found; then places are looked up, echoes dropped, and the rest told in words.

use std::ops::Range;

use super::echoes::{Found, without_echoes};
use super::problem::{Help, Problem, Words};
use super::{Code, Diagnostic, Diagnostics, Label, Severity, nearest, sort};
use crate::language::lookalike;
use crate::language::text::is_hidden;
use crate::source::{Finder, Place, Sources};

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    /// How many names were compared in search of what was meant.
    searched: usize,
}

/// So many names are compared before the search for what was meant is given up.
const MAX_SEARCHED: usize = 200_000;

/// A problem and where it is.
#[derive(Debug)]
pub(crate) struct Finding {
    problem: Box<dyn Problem>,
    place: Place,
    /// Other places that matter.
    beside: Vec<Place>,
    /// A place that the help speaks of.
    defined: Option<Place>,
    /// Of a problem of structure: what else is found exactly there, as within its own place, only echoes it.
    covers: Vec<Range<usize>>,
    /// What is found anywhere in there rests on what this problem is about.
    accounts: Vec<Range<usize>>,
}

impl Findings {
    /// Reports a problem; what is returned takes other places.
    pub(crate) fn report(&mut self, place: Place, problem: impl Problem + 'static) -> &mut Finding {
        let (beside, covers, accounts) = (Vec::new(), Vec::new(), Vec::new());
        self.list.push(Finding {
            problem: Box::new(problem),
            place,
            beside,
            defined: None,
            covers,
            accounts,
        });
        self.list.last_mut().expect("one was pushed just now")
    }

    /// The last problem, of a structure, accounts for what else is found exactly there.
    pub(crate) fn cover(&mut self, spans: [Range<usize>; 2]) {
        if let Some(finding) = self.list.last_mut() {
            finding.covers.extend(spans);
        }
    }

    /// What is found anywhere in a mapping rests on what the last problem is about.
    pub(crate) fn account(&mut self, span: Range<usize>) {
        if let Some(finding) = self.list.last_mut() {
            finding.accounts.push(span);
        }
    }

    /// Another place that matters for the last problem.
    pub(crate) fn beside(&mut self, place: Place) {
        if let Some(finding) = self.list.last_mut() {
            finding.beside.push(place);
        }
    }

    /// Whether something was found at a place.
    pub(crate) fn is_told_at(&self, place: &Place) -> bool {
        self.list.iter().any(|finding| finding.place == *place)
    }

    /// Drops what says that a field is missing whose `required` is the mistake.
    pub(crate) fn drop_missing(&mut self, field: &Place) {
        self.list.retain(|finding| {
            !finding.beside.contains(field) || finding.problem.words().code != Code::MissingField
        });
    }

    /// Drops what says of a value that it is none of an enum, where the enum is the mistake.
    pub(crate) fn drop_values(&mut self, of: &Place) {
        self.list.retain(|finding| {
            finding.defined.as_ref() != Some(of)
                || !matches!(finding.problem.words().code, Code::InvalidDefault | Code::InvalidExample)
        });
    }

    /// Takes in what was found of something else.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
        self.searched += other.searched;
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.problem.words().code.is_error())
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
        let mut found = Vec::new();
        for finding in self.list {
            found.push(Found {
                file: finding.place.file,
                code: finding.problem.words().code,
                span: finder.range(&finding.place),
                covers: finding.covers.clone(),
                accounts: finding.accounts.clone(),
                finding,
            });
        }
        let mut list: Vec<_> =
            without_echoes(found).map(|finding| finding.told(&sources, &mut finder)).collect();
        sort(&mut list);
        // Texts are kept to be shown.
        let sources = if list.is_empty() { Sources::default() } else { sources };
        Diagnostics { list, sources }
    }
}

impl Finding {
    /// Another place that matters.
    pub(crate) fn also(&mut self, place: Place) -> &mut Self {
        self.beside.push(place);
        self
    }

    /// What the help speaks of is defined there.
    pub(crate) fn defined(&mut self, place: Place) -> &mut Self {
        self.defined = Some(place);
        self
    }

    /// What else is found exactly there only echoes this problem of structure.
    pub(crate) fn covers(&mut self, span: Range<usize>) -> &mut Self {
        self.covers.push(span);
        self
    }

    /// The finding in words.
    fn told(self, sources: &Sources, finder: &mut Finder<'_>) -> Diagnostic {
        let Words { code, message, label, beside, help } = self.problem.words();
        let mut at = |place: &Place, text: &str| {
            let source = sources.get(place.file);
            let span = finder.range(place);
            let (line, column) = source.position(span.start);
            let span = span.start + source.bom..span.end + source.bom;
            Label { file: source.path.clone(), line, column, span, text: shown(text) }
        };
        let defined = self.defined.map_or_else(String::new, |place| {
            let place = at(&place, "");
            format!(" (defined in {}:{})", place.file.display(), place.line)
        });
        let primary = at(&self.place, &label);
        let secondary = self.beside.iter().map(|place| at(place, beside)).collect();
        let source = sources.get(self.place.file);
        let covered = source.text.get(finder.range(&self.place)).unwrap_or_default();
        let help = naming_lookalikes(covered, code, help);
        Diagnostic {
            severity: if code.is_error() { Severity::Error } else { Severity::Warning },
            code,
            message: shown(&message),
            primary,
            secondary,
            suggestion: help.as_ref().and_then(|help| help.instead.clone()),
            help: help.map(|help| shown(&help.text) + &defined),
        }
    }
}

/// The help with the character named that looks like another, where a name, a word or a number holds one: nobody sees what is wrong.
fn naming_lookalikes(covered: &str, code: Code, help: Option<Help>) -> Option<Help> {
    const PROSE: &[Code] =
        &[Code::DocText, Code::NeedsQuotes, Code::TextBehindEnd, Code::NotClosed, Code::MissingColon];
    if code == Code::Lookalike {
        return help.map(|help| Help { instead: Some(lookalike::plain(covered)), ..help });
    }
    if PROSE.contains(&code) || covered.len() > 100 || covered.contains('\n') {
        return help;
    }
    let unquoted = |text: &str| {
        let plain = lookalike::plain(text);
        let bare = plain.trim_matches(['"', '\'', ' ']);
        if bare.is_empty() { plain } else { bare.to_owned() }
    };
    let (meant, instead) = (unquoted(covered), help.as_ref().and_then(|help| help.instead.as_deref()));
    let odd = match instead {
        None => lookalike::first(covered),
        Some(instead) if meant == instead => lookalike::first(covered),
        Some(instead) if meant == unquoted(instead) => {
            let text = lookalike::described(lookalike::first(instead)?)?;
            return Some(Help { text: format!("`{instead}` looks the same, but {text}"), instead: None });
        }
        Some(_) => None,
    };
    let Some(odd) = odd.and_then(lookalike::described) else { return help };
    let write = if meant == " " { "a space".to_owned() } else { format!("`{meant}`") };
    Some(Help { text: format!("{odd}: write {write}"), instead: Some(meant) })
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
