//! The page of an Action's spec: its text, what is wrong with it, and the Rust that it becomes.

use std::path::Path;

use http::StatusCode;
use maud::{Markup, html};
use qcloud_codegen::model::{Action, Service};
use qcloud_codegen::{Diagnostics, Severity};

use super::layout::{Tab, heading, whole};
use super::listing::listing;
use crate::Response;
use crate::guard::TOKEN;
use crate::route::Route;

/// What the page is made from.
pub(crate) struct Edited<'a> {
    pub(crate) service: &'a Service,
    pub(crate) action: &'a Action,
    pub(crate) text: &'a str,
    /// Why the file can't be read, where it can't.
    pub(crate) unreadable: Option<&'a str>,
    /// Whether the text is another one than that of the file.
    pub(crate) differs: bool,
    /// The file of the text, as diagnostics call it.
    pub(crate) file: &'a Path,
    pub(crate) diagnostics: &'a Diagnostics,
    /// What is generated from the last text without errors.
    pub(crate) rust: &'a str,
    pub(crate) token: &'a str,
}

/// The page of an Action's spec.
pub(crate) fn edit(edited: &Edited<'_>) -> Response {
    let Edited { service, action, diagnostics, .. } = edited;
    let errors = diagnostics.count(Severity::Error);
    let main = html! {
        (heading(service, action, Tab::Edit))
        h1 { (action.name) }
        div .columns {
            (form(edited))
            div #outcome aria-live="polite" {
                (verdict(edited, errors))
                (listing(edited.text, edited.file, diagnostics))
                section .panel {
                    h2 { "Generated Rust" }
                    @if errors > 0 { p .quiet { "From the last text without errors." } }
                    pre tabindex="0" { code { (edited.rust) } }
                }
            }
        }
    };
    whole(StatusCode::OK, &format!("{} · Spec", action.name), "", &main)
}

fn form(edited: &Edited<'_>) -> Markup {
    let Edited { service, action, text, token, .. } = edited;
    let here = Route::Edit(&service.name, &action.name);
    html! {
        form #parameters .editor action=(here) method="post" data-swap="outcome" {
            input type="hidden" name=(TOKEN) value=(token);
            label for="text" { code { (action.spec_path) } }
            p .hint { "Edits stay in memory: the pages and the mock server follow them, and no file is written." }
            @if let Some(why) = edited.unreadable { p .problem { (why) } }
            textarea #text name="text" rows=(text.lines().count().clamp(12, 40)) spellcheck="false" autocomplete="off"
                autocapitalize="off" wrap="off" { "\n" (text) }
            div .actions {
                button .main type="submit" name="do" value="check" { "Check" }
                button type="submit" name="do" value="revert" data-whole { "Back to the file" }
            }
        }
    }
}

/// How the text stands, in a sentence.
fn verdict(edited: &Edited<'_>, errors: usize) -> Markup {
    let warnings = edited.diagnostics.count(Severity::Warning);
    let kind = if errors > 0 { "failure" } else { "success" };
    html! {
        p .verdict {
            span .status .(kind) {
                @match (errors, warnings) {
                    (0, 0) => { "No errors" }
                    (0, 1) => { "1 warning" }
                    (0, several) => { (several) " warnings" }
                    (1, _) => { "1 error" }
                    (several, _) => { (several) " errors" }
                }
            }
            " "
            @if errors > 0 {
                "The other pages show the last text without errors."
            } @else if edited.differs {
                "All pages, and the mock server, follow this text until the explorer ends."
            } @else {
                "This is the text of the file."
            }
        }
    }
}
