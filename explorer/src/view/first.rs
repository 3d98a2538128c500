//! The first page: the services, and what a search found.

use http::StatusCode;
use maud::{Markup, html};
use qcloud_codegen::model::Api;
use qcloud_codegen::reference::summary;

use super::layout::whole;
use super::markdown::{Links, line};
use crate::Response;
use crate::route::Route;
use crate::search::Results;

/// The first page, with what was found where words were given.
pub(crate) fn first(api: &Api, words: &str, results: &Results<'_>) -> Response {
    let main = html! {
        h1 { "What the spec has" }
        div #results aria-live="polite" {
            @if !words.trim().is_empty() { (found(words, results)) }
        }
        h2 { "Services" }
        ul .cards {
            @for service in &api.services {
                li {
                    a href=(Route::Service(&service.name)) { code { (service.name) } }
                    p { (summary(&service.doc)) }
                    p .quiet {
                        (counted(service.actions.len(), "Action", "Actions")) ", "
                        (counted(service.types.len(), "type", "types")) ", at " code { (service.host) }
                    }
                }
            }
        }
        p { a href=(Route::Errors) { "Error codes of all services" } }
    };
    whole(StatusCode::OK, "What the spec has", words, &main)
}

fn found(words: &str, results: &Results<'_>) -> Markup {
    html! {
        h2 { "Found for " q { (words.trim()) } }
        @if results.found.is_empty() && results.described.is_empty() {
            p { "Nothing has all of these words in its name or in what is said about it." }
        }
        ul .found {
            @for found in &results.found {
                li {
                    a href=(found.href) { (found.name) } " " span .kind { (found.kind) }
                    @if !found.doc.is_empty() { p { (found.doc) } }
                }
            }
        }
        @if results.more > 0 { p .quiet { "and " (results.more) " more" } }
        @if !results.described.is_empty() {
            h3 { "Not in this crate" }
            ul .found {
                @for described in &results.described {
                    li {
                        b { (described.action) } " " span .kind { "Action of " (described.service) " " (described.version) }
                        @if !described.doc.is_empty() { p { (described.doc) } }
                        p { "not in this crate: " code { (described.add) } }
                    }
                }
            }
            @if results.more_described > 0 { p .quiet { "and " (results.more_described) " more" } }
        }
        @if let Some(why) = results.unknown { p .quiet { (line(why, Links::Nowhere)) } }
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}
