//! What the commands say: diagnostics and errors, for people or for programs.

use std::fmt::Display;
use std::io::IsTerminal;

use qcloud_codegen::{Diagnostic, Diagnostics, Label, Severity, Style};
use serde_json::{Value, json};

use crate::cli::MessageFormat;
use crate::output;

/// Prints messages in the format that was asked for: people read standard error, programs standard output.
#[derive(Clone, Copy, Debug)]
pub struct Messages(pub(crate) MessageFormat);

impl Messages {
    /// Messages for people alone, as commands have them that take no format.
    pub const HUMAN: Self = Self(MessageFormat::Human);

    /// All that is wrong with a spec, if anything is.
    pub fn diagnostics(self, diagnostics: &Diagnostics) {
        match self.0 {
            MessageFormat::Human if diagnostics.as_slice().is_empty() => {}
            MessageFormat::Human => output::note(diagnostics.render(style())),
            MessageFormat::Json => {
                for diagnostic in diagnostics.as_slice() {
                    output::line(to_json(diagnostics, diagnostic));
                }
            }
        }
    }

    /// An error that is not about a place in the spec.
    pub fn error(self, message: impl Display) {
        match self.0 {
            MessageFormat::Human => output::note(format_args!("error: {message}")),
            MessageFormat::Json => output::line(json!({
                "$message_type": "diagnostic", "level": "error", "message": message.to_string(), "code": null,
                "spans": [], "children": [], "rendered": format!("error: {message}\n"),
            })),
        }
    }

    /// What the diagnostics come to, for people only.
    pub fn verdict(self, message: impl Display) {
        if self.0 == MessageFormat::Human {
            output::note(message);
        }
    }

    /// What was done, for people only.
    pub fn summary(self, message: impl Display) {
        if self.0 == MessageFormat::Human {
            output::line(message);
        }
    }
}

fn style() -> Style {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted && std::io::stderr().is_terminal() { Style::Colored } else { Style::Plain }
}

/// A diagnostic in the shape of rustc's, which editors know.
fn to_json(diagnostics: &Diagnostics, diagnostic: &Diagnostic) -> Value {
    let labels = diagnostic.secondary.iter().map(|label| (label, false));
    let spans: Vec<_> = std::iter::once((&diagnostic.primary, true))
        .chain(labels)
        .map(|(label, primary)| span(diagnostics, label, primary))
        .collect();
    let children: Vec<_> = diagnostic
        .help
        .iter()
        .map(|help| {
            let spans: Vec<_> = suggested(diagnostics, diagnostic).into_iter().collect();
            json!({"message": help, "code": null, "level": "help", "spans": spans, "children": [], "rendered": null})
        })
        .collect();
    json!({
        "$message_type": "diagnostic",
        "level": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": diagnostic.message,
        "code": {"code": diagnostic.code.as_str(), "explanation": null},
        "spans": spans,
        "children": children,
        "rendered": diagnostics.render_one(diagnostic, Style::Plain),
    })
}

/// The place of what is wrong with what to write instead, where that is known: as rustc does, beside the help.
fn suggested(diagnostics: &Diagnostics, diagnostic: &Diagnostic) -> Option<Value> {
    let meant = diagnostic.suggestion.as_ref()?;
    let quote = diagnostics.covered(&diagnostic.primary).chars().next().filter(|c| "\"'".contains(*c));
    let meant = quote.map_or(meant.clone(), |quote| format!("{quote}{meant}{quote}"));
    let mut span = span(diagnostics, &diagnostic.primary, true);
    span["suggested_replacement"] = meant.into();
    span["suggestion_applicability"] = "MaybeIncorrect".into();
    Some(span)
}

fn span(diagnostics: &Diagnostics, label: &Label, primary: bool) -> Value {
    let covered = diagnostics.covered(label);
    let last_line = covered.rsplit('\n').next().unwrap_or_default().chars().count();
    let lines = covered.matches('\n').count();
    let column_end = if lines == 0 { label.column + last_line } else { last_line + 1 };
    json!({
        "file_name": label.file.to_string_lossy(),
        "byte_start": label.span.start,
        "byte_end": label.span.end,
        "line_start": label.line,
        "line_end": label.line + lines,
        "column_start": label.column,
        "column_end": column_end,
        "is_primary": primary,
        "label": if label.text.is_empty() { Value::Null } else { label.text.clone().into() },
        "text": highlighted(diagnostics, label, column_end),
        "suggested_replacement": null,
        "suggestion_applicability": null,
        "expansion": null,
    })
}

/// The lines that a label covers, with the columns that it covers in each.
fn highlighted(diagnostics: &Diagnostics, label: &Label, column_end: usize) -> Vec<Value> {
    let lines = diagnostics.lines(label);
    let last = lines.len().saturating_sub(1);
    let highlight = |(number, line): (usize, &&str)| {
        let start = if number == 0 { label.column } else { 1 };
        let end = if number == last { column_end } else { line.chars().count() + 1 };
        json!({"text": line, "highlight_start": start, "highlight_end": end})
    };
    lines.iter().enumerate().map(highlight).collect()
}
