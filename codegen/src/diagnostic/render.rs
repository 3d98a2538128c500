//! Diagnostics as text: drawn as a compiler draws them.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::{Source, Sources};

/// How diagnostics are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For a file or a pipe.
    Plain,
    /// With colours, for a terminal.
    Colored,
}

/// Places further apart are drawn each for itself, so that no drawing needs the whole of a large file.
const MAX_LINES: usize = 200;

/// Draws a diagnostic with its source lines, ending in a line break.
pub(crate) fn render(sources: &Sources, diagnostic: &Diagnostic, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colored => Renderer::styled(),
    };
    renderer.render(&[group(sources, diagnostic)]) + "\n"
}

fn group<'d>(sources: &'d Sources, diagnostic: &'d Diagnostic) -> Group<'d> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let primary = &diagnostic.primary;
    let is_near =
        |label: &&Label| label.file == primary.file && label.line.abs_diff(primary.line) <= MAX_LINES;
    let (near, far): (Vec<_>, Vec<_>) = diagnostic.secondary.iter().partition(is_near);
    let titled = Group::with_title(level.primary_title(diagnostic.message.as_str()));
    let mut group = window(sources, titled, &near, Some(primary));
    for label in far {
        group = window(sources, group, &[label], None);
    }
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(help.as_str())),
        None => group,
    }
}

/// Adds the lines around labels of one file.
fn window<'d>(
    sources: &'d Sources,
    group: Group<'d>,
    labels: &[&'d Label],
    primary: Option<&'d Label>,
) -> Group<'d> {
    let all = || primary.into_iter().chain(labels.iter().copied());
    let Some(first) = all().next() else { return group };
    let path = first.file.to_string_lossy().into_owned();
    let Some(source) = sources.find(&first.file).filter(|source| !source.text.is_empty()) else {
        // A file or directory as a whole.
        return group.element(Origin::path(path));
    };
    let top = all().map(|label| label.line).min().unwrap_or(1);
    let bottom = all().map(|label| label.line).max().unwrap_or(1);
    let shown = source.lines(top, bottom);
    let mut snippet = Snippet::source(&source.text[shown.clone()]).line_start(top).path(path);
    for (number, label) in all().enumerate() {
        let kind =
            if primary.is_some() && number == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let span = first_line(source, label);
        let annotation = kind.span(span.start - shown.start..span.end - shown.start);
        snippet = snippet.annotation(if label.text.is_empty() {
            annotation
        } else {
            annotation.label(label.text.as_str())
        });
    }
    group.element(snippet)
}

/// A span over many lines would draw them all; its first line says where it is.
fn first_line(source: &Source, label: &Label) -> Range<usize> {
    let start = label.span.start - source.bom;
    let covered = source.text.get(start..label.span.end - source.bom).unwrap_or_default();
    start..start + covered.lines().next().map_or(0, str::len)
}
