//! What all pages have around them, and the files that they load.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use maud::{DOCTYPE, Markup, html};
use qcloud_codegen::model::{Action, Service};

use crate::Response;
use crate::route::Route;

/// The files that pages load: their names, types and texts.
const ASSETS: &[(&str, &str, &str)] = &[
    ("style.css", "text/css; charset=utf-8", include_str!("../../assets/style.css")),
    ("script.js", "text/javascript; charset=utf-8", include_str!("../../assets/script.js")),
    ("icon.svg", "image/svg+xml", include_str!("../../assets/icon.svg")),
];

/// The pages of one Action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Reference,
    Try,
    Edit,
}

/// A whole page; `words` are those of the search, if there was one.
pub(super) fn whole(status: StatusCode, title: &str, words: &str, main: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · qcloud explorer" }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/style.css";
                script src="/assets/script.js" defer {}
            }
            body {
                a .skip href="#main" { "To the content" }
                header .top {
                    a .brand href="/" { span .logo aria-hidden="true" { "⌁" } "qcloud explorer" }
                    form .search role="search" action="/" method="get" {
                        input #q type="search" name="q" value=(words) placeholder="Search Actions, types, errors"
                            aria-label="Search" autocomplete="off" accesskey="s";
                        button type="submit" { "Search" }
                    }
                }
                main #main tabindex="-1" { (main) }
                footer { "Answers come from a mock server in this process. Nothing leaves this machine." }
            }
        }
    };
    let mut response = Response::new(Bytes::from(page.into_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// The way to an Action, its name, and its pages.
pub(super) fn heading(service: &Service, action: &Action, here: Tab) -> Markup {
    let (of, name) = (service.name.as_str(), action.name.as_str());
    let tabs = [
        (Tab::Reference, "Reference", Route::Action(of, name)),
        (Tab::Try, "Try it", Route::Try(of, name)),
        (Tab::Edit, "Spec", Route::Edit(of, name)),
    ];
    html! {
        (way(service))
        nav .tabs aria-label="Pages of the Action" {
            @for (tab, title, route) in tabs {
                a href=(route) aria-current=[(tab == here).then_some("page")] { (title) }
            }
        }
    }
}

/// The way to a service.
pub(super) fn way(service: &Service) -> Markup {
    html! {
        nav .way aria-label="Where this is" {
            a href="/" { "Services" } " / " a href=(Route::Service(&service.name)) { (service.name) }
        }
    }
}

/// A page that says why there is none.
pub(crate) fn refused(status: StatusCode, why: &str) -> Response {
    let reason = status.canonical_reason().unwrap_or("Refused");
    let main =
        html! { h1 { (status.as_u16()) " " (reason) } p { (why) } p { a href="/" { "To the first page" } } };
    whole(status, reason, "", &main)
}

/// A page for an address that leads nowhere.
pub(crate) fn not_found() -> Response {
    refused(StatusCode::NOT_FOUND, "There is nothing at this address, or nothing any more.")
}

/// A file that pages load.
pub(crate) fn asset(name: &str) -> Option<Response> {
    let (_, content_type, text) = ASSETS.iter().find(|(known, _, _)| *known == name)?;
    let mut response = Response::new(Bytes::from_static(text.as_bytes()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    Some(response)
}
