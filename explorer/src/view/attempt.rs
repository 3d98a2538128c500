//! The page to try an Action: the form, the request that it makes, and what the mock server answered.

use http::StatusCode;
use maud::{Markup, html};
use qcloud_codegen::model::{Action, Service};
use qcloud_codegen::reference::summary;

use super::fields::Fields;
use super::layout::{Tab, heading, whole};
use super::markdown::{Links, line};
use crate::Response;
use crate::exchange::{Answer, Asked, shown_body};
use crate::form::Tree;
use crate::guard::TOKEN;
use crate::route::Route;

/// What the page is made from.
pub(crate) struct Attempt<'a> {
    pub(crate) service: &'a Service,
    pub(crate) action: &'a Action,
    pub(crate) tree: &'a Tree,
    /// The region that is filled in; none where the protocol has no regions.
    pub(crate) region: Option<&'a str>,
    pub(crate) asked: &'a Asked,
    /// What was answered, where the request was sent.
    pub(crate) answer: Option<Answer>,
    pub(crate) token: &'a str,
}

/// The page to try an Action.
pub(crate) fn attempt(attempt: &Attempt<'_>) -> Response {
    let Attempt { service, action, .. } = attempt;
    let main = html! {
        (heading(service, action, Tab::Try))
        h1 { (action.name) }
        p { (summary(&action.doc)) }
        div .columns {
            (form(attempt))
            div #outcome aria-live="polite" {
                @if let Some(answer) = &attempt.answer { (answered(answer)) }
                (request(attempt.asked))
            }
        }
    };
    whole(StatusCode::OK, &format!("{} · Try it", action.name), "", &main)
}

fn form(attempt: &Attempt<'_>) -> Markup {
    let Attempt { service, action, tree, region, asked, token, .. } = attempt;
    let here = Route::Try(&service.name, &action.name).to_string();
    let fields = Fields { service, parameters: &asked.parameters };
    html! {
        form #parameters .parameters action=(here) method="post" data-swap="parameters outcome" {
            input type="hidden" name=(TOKEN) value=(token);
            // What the Enter key presses.
            button .unseen type="submit" name="do" value="show" tabindex="-1" aria-hidden="true" { "Show the request" }
            @if !action.examples.is_empty() { (examples(action, &here)) }
            @if let Some(region) = region {
                div .field {
                    label for="region" { code { "Region" } }
                    input #region type="text" name="region" value=(region) placeholder="ap-guangzhou" autocomplete="off"
                        spellcheck="false";
                }
            }
            @if action.request.fields.is_empty() { p { "It takes no parameters." } }
            (fields.request(&action.request, tree))
            div .actions {
                @match asked.parameters.problems() {
                    0 => {}
                    1 => { p .problem { "The spec does not allow 1 of the values." } }
                    several => { p .problem { "The spec does not allow " (several) " of the values." } }
                }
                button .main type="submit" name="do" value="send" { "Send to the mock server" }
                button type="submit" name="do" value="show" { "Show the request" }
            }
        }
    }
}

fn examples(action: &Action, here: &str) -> Markup {
    html! {
        details .examples {
            summary { "Fill in an example" }
            ul {
                @for (index, example) in action.examples.iter().enumerate() {
                    li {
                        a href={ (here) "?example=" (index + 1) } {
                            @if example.doc.is_empty() { "Example " (index + 1) } @else { (summary(&example.doc)) }
                        }
                    }
                }
                li { a href={ (here) "?example=" } { "Nothing" } }
            }
        }
    }
}

/// The request, in all its forms.
fn request(asked: &Asked) -> Markup {
    let request = &asked.signed.request;
    let body = shown_body(request);
    let (lead, rest) = asked.curl.split_once("SIGNATURE").unwrap_or((&asked.curl, ""));
    html! {
        section .panel {
            h2 { "The request" }
            p .quiet { "Signed with a made-up key, which opens nothing but the mock server." }
            (block("In Rust", true, &html! { (asked.rust) }))
            @if !body.is_empty() { (block("Body", false, &html! { (body) })) }
            @for (name, text) in &asked.signed.steps { (block(name, false, &html! { (text) })) }
            @if asked.signed.steps.is_empty() { p { "It is not signed: who calls it has no keys yet." } }
            (block("curl", false, &html! {
                (lead) @if lead.len() < asked.curl.len() { mark { "SIGNATURE" } (rest) }
            }))
        }
    }
}

/// A text to look at and to copy.
fn block(title: &str, is_open: bool, text: &Markup) -> Markup {
    html! {
        details open[is_open] data-keep=(title) {
            summary { (title) }
            pre tabindex="0" { code { (text) } }
        }
    }
}

/// What the mock server answered.
fn answered(answer: &Answer) -> Markup {
    let kind = if answer.failure.is_some() || !answer.status.is_success() { "failure" } else { "success" };
    html! {
        section .panel .answer {
            h2 { "The answer" }
            p { span .status .(kind) { (answer.status) } }
            @if let Some((code, meaning)) = &answer.failure {
                p .problem { "It failed: " code { (code) } @if !meaning.is_empty() { " – " (meaning) } }
            }
            @if !answer.rows.is_empty() { (result(answer)) }
            h3 { "What the spec does not know" }
            @if answer.unknown.is_empty() { p { "Nothing: the spec describes all of this answer." } }
            ul {
                @for unknown in &answer.unknown { li { (line(unknown, Links::Nowhere)) } }
            }
            (block("Body of the answer", answer.rows.is_empty(), &html! { (answer.body) }))
            (block("Headers", false, &html! {
                @for (name, value) in &answer.headers { (name) ": " (value) "\n" }
            }))
        }
    }
}

fn result(answer: &Answer) -> Markup {
    html! {
        h3 { "The result in Rust" }
        div .table tabindex="0" {
            table .rows {
                thead { tr { th { "field" } th { "type" } th { "value" } } }
                tbody {
                    @for row in &answer.rows {
                        tr {
                            td { code { (row.path) } }
                            td { @if !row.ty.is_empty() { code { (row.ty) } } }
                            td { (row.value) @if !row.note.is_empty() { " " span .problem { (row.note) } } }
                        }
                    }
                }
            }
        }
    }
}
