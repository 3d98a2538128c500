//! Diagnostics in their places: the lines of the text around them, and each under the line that it is about.

use std::path::Path;

use maud::{Markup, html};
use qcloud_codegen::{Diagnostic, Diagnostics, Label, Severity, Style};

/// So many lines are shown before and after one that a diagnostic is about.
const AROUND: usize = 2;
/// So many diagnostics are shown.
const MOST: usize = 50;

/// The lines of a text that something is to be said about; what is wrong with other files comes behind, drawn as in a terminal.
pub(super) fn listing(text: &str, file: &Path, diagnostics: &Diagnostics) -> Markup {
    let all = diagnostics.as_slice();
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        all.iter().partition(|diagnostic| diagnostic.primary.file == file);
    let shown = &here[..here.len().min(MOST)];
    html! {
        @if !shown.is_empty() { ol .listing { (lines(text, shown)) } }
        @if here.len() > shown.len() { p .quiet { "and " (here.len() - shown.len()) " more" } }
        @for diagnostic in elsewhere.iter().take(MOST) {
            pre .elsewhere tabindex="0" { (diagnostics.render_one(diagnostic, Style::Plain)) }
        }
    }
}

fn lines(text: &str, diagnostics: &[&Diagnostic]) -> Markup {
    let lines: Vec<_> = text.lines().collect();
    // A diagnostic about a file as a whole, or behind its end, stands at the nearest line that there is.
    let line_of = |diagnostic: &Diagnostic| diagnostic.primary.line.clamp(1, lines.len().max(1));
    let is_near =
        |line: usize| diagnostics.iter().any(|diagnostic| line_of(diagnostic).abs_diff(line) <= AROUND);
    let count = lines.len().max(1);
    html! {
        @for line in (1..=count).filter(|line| is_near(*line)) {
            @let told: Vec<_> = diagnostics.iter().filter(|diagnostic| line_of(diagnostic) == line).collect();
            @let text = lines.get(line - 1).copied().unwrap_or_default();
            @if line > 1 && !is_near(line - 1) { li .gap aria-hidden="true" { "⋯" } }
            li .line .told[!told.is_empty()] {
                span .number { (line) }
                code { (marked(text, told.first().map(|diagnostic| &diagnostic.primary))) }
            }
            @for diagnostic in told { (message(diagnostic)) }
        }
        @if !is_near(count) { li .gap aria-hidden="true" { "⋯" } }
    }
}

/// A line with what a label covers of it.
fn marked(line: &str, label: Option<&Label>) -> Markup {
    let Some(label) = label else { return html! { (line) } };
    let start = line.char_indices().nth(label.column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    let mut end = start.saturating_add(label.span.len()).min(line.len());
    while !line.is_char_boundary(end) {
        end += 1;
    }
    html! { (line[..start]) mark { (line[start..end]) } (line[end..]) }
}

fn message(diagnostic: &Diagnostic) -> Markup {
    let (kind, word) = match diagnostic.severity {
        Severity::Error => ("error", "error"),
        Severity::Warning => ("warning", "warning"),
    };
    let primary = &diagnostic.primary;
    html! {
        li .message .(kind) data-line=(primary.line) data-column=(primary.column) {
            p { b { (word) ": " (diagnostic.message) } @if !primary.text.is_empty() { " – " (primary.text) } }
            @for label in &diagnostic.secondary {
                p .quiet { (label.file.display()) ":" (label.line) @if !label.text.is_empty() { ": " (label.text) } }
            }
            @if let Some(help) = &diagnostic.help { p { "help: " (help) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(column: usize, length: usize) -> Label {
        Label { file: "x".into(), line: 1, column, span: 7..7 + length, text: String::new() }
    }

    #[test]
    fn what_a_label_covers_is_marked_and_never_more_than_the_line() {
        let cases = [
            ("type: CertTyp", label(7, 7), "type: <mark>CertTyp</mark>"),
            ("证书: x", label(1, 6), "<mark>证书</mark>: x"),
            ("证书", label(1, 4), "<mark>证书</mark>"),
            ("ab", label(9, 9), "ab<mark></mark>"),
            ("ab", label(2, 99), "a<mark>b</mark>"),
            ("<b>", label(1, 3), "<mark>&lt;b&gt;</mark>"),
        ];
        for (line, label, expected) in cases {
            assert_eq!(marked(line, Some(&label)).into_string(), expected);
        }
    }
}
