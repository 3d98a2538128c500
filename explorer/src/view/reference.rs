//! Services, Actions, types and errors, in the words of the reference.

use http::StatusCode;
use maud::{Markup, html};
use qcloud_codegen::model::{self, Api, Service, Type, TypeId, TypeKind};
use qcloud_codegen::reference::{self, Caller};

use super::layout::{Tab, heading, way, whole};
use super::markdown::{Links, blocks};
use crate::Response;
use crate::route::Route;

/// The page of a service.
pub(crate) fn service(service: &Service) -> Response {
    let main = html! {
        nav .way aria-label="Where this is" { a href="/" { "Services" } }
        (blocks(&reference::service(service), Links::Of(service)))
        @if !service.types.is_empty() {
            h2 { "Types" }
            ul .names {
                @for def in &service.types {
                    li { a href=(Route::Type(&service.name, def.kind.name())) { code { (def.kind.name()) } } }
                }
            }
        }
    };
    whole(StatusCode::OK, &service.name, "", &main)
}

/// The page of an Action.
pub(crate) fn action(
    api: &Api,
    (service, action): (&Service, &model::Action),
    caller: Caller<'_>,
) -> Response {
    let main = html! {
        (heading(service, action, Tab::Reference))
        (blocks(&reference::action(api, service, action, caller), Links::Of(service)))
    };
    whole(StatusCode::OK, &action.name, "", &main)
}

/// The page of a record or an enum, with what uses it.
pub(crate) fn definition(service: &Service, id: TypeId) -> Response {
    let main = html! {
        (way(service))
        (blocks(&reference::definition(service, id), Links::Beside(service)))
        (users(service, id))
    };
    whole(StatusCode::OK, service.type_def(id).kind.name(), "", &main)
}

/// The Actions and records that hold values of a type.
fn users(service: &Service, id: TypeId) -> Markup {
    let is_it = |ty: &Type| *ty.innermost() == Type::Named(id);
    let actions = service.actions.iter().filter(|action| {
        let in_request = action.request.fields.iter().any(|field| is_it(&field.ty));
        in_request || is_it(&action.result) || action.stream.as_ref().is_some_and(is_it)
    });
    let actions: Vec<_> = actions.collect();
    let records = service.types.iter().filter(|def| match &def.kind {
        TypeKind::Record(record) => record.fields.iter().any(|field| is_it(&field.ty)),
        TypeKind::Enum(_) => false,
    });
    let records: Vec<_> = records.map(|def| def.kind.name()).collect();
    html! {
        h2 { "Used by" }
        @if actions.is_empty() && records.is_empty() { p { "Nothing of the spec uses it by its name." } }
        ul .names {
            @for action in actions {
                li { a href=(Route::Action(&service.name, &action.name)) { (action.name) } }
            }
            @for record in records {
                li { a href=(Route::Type(&service.name, record)) { code { (record) } } }
            }
        }
    }
}

/// The page of the codes that all services share.
pub(crate) fn errors(api: &Api) -> Response {
    let text = reference::errors(api);
    let main = html! {
        nav .way aria-label="Where this is" { a href="/" { "Services" } }
        @if text.is_empty() { h1 { "Error codes of all services" } p { "The spec has none." } }
        (blocks(&text, Links::Nowhere))
    };
    whole(StatusCode::OK, "Error codes of all services", "", &main)
}
