//! Diagnostics as text: drawn as a compiler draws them, or as one line each.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Diagnostics, Label, Severity};

/// How diagnostics are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For a file or a pipe.
    Plain,
    /// With colours, for a terminal.
    Colored,
}

/// Draws a diagnostic with its source lines, ending in a line break.
pub(crate) fn render(diagnostics: &Diagnostics, diagnostic: &Diagnostic, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colored => Renderer::styled(),
    };
    renderer.render(&[group(diagnostics, diagnostic)]) + "\n"
}

fn group<'d>(diagnostics: &'d Diagnostics, diagnostic: &'d Diagnostic) -> Group<'d> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let primary = &diagnostic.primary;
    let (same, other): (Vec<_>, Vec<_>) =
        diagnostic.secondary.iter().partition(|label| label.file == primary.file);
    let first =
        same.into_iter().fold(snippet(diagnostics, primary, AnnotationKind::Primary), |snippet, label| {
            snippet.annotation(annotation(diagnostics, label, AnnotationKind::Context))
        });
    let mut group = level.primary_title(diagnostic.message.as_str()).element(first);
    for label in other {
        group = group.element(snippet(diagnostics, label, AnnotationKind::Context));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

fn snippet<'d>(
    diagnostics: &'d Diagnostics,
    label: &'d Label,
    kind: AnnotationKind,
) -> Snippet<'d, Annotation<'d>> {
    Snippet::source(diagnostics.text(&label.file))
        .path(label.file.to_string_lossy().into_owned())
        .annotation(annotation(diagnostics, label, kind))
}

fn annotation<'d>(diagnostics: &'d Diagnostics, label: &'d Label, kind: AnnotationKind) -> Annotation<'d> {
    let annotation = kind.span(first_line(diagnostics.text(&label.file), label));
    if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
}

/// A span over many lines would draw them all; its first line says where it is.
fn first_line(text: &str, label: &Label) -> std::ops::Range<usize> {
    let span = label.span.clone();
    let line = text.get(span.clone()).and_then(|covered| covered.lines().next()).map_or(0, str::len);
    span.start..span.start + line
}
