//! From an address to its page.

use form_urlencoded::parse;
use http::Method;
use qcloud_codegen::model::{Action, Api, Service, TypeId};

use crate::route::Route;
use crate::search::search;
use crate::state::State;
use crate::{Request, Response, attempt, edit, view};

/// The page of a request that may come in.
pub(crate) fn answer(state: &State, request: &Request) -> Response {
    let path = request.uri().path();
    Route::read(path).and_then(|route| of(state, route, request)).unwrap_or_else(view::not_found)
}

/// The page of an address; none where the spec has nothing of these names.
fn of(state: &State, route: Route<'_>, request: &Request) -> Option<Response> {
    let model = state.model();
    let api = &*model.api;
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let asked =
        |name: &str| parse(query).find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    let form: Vec<_> = match *request.method() {
        Method::POST => parse(request.body()).into_owned().collect(),
        _ => Vec::new(),
    };
    let sent = (request.method() == Method::POST).then_some(form.as_slice());
    Some(match route {
        Route::First => {
            let words = asked("q").unwrap_or_default();
            view::first(api, &words, &search(api, state.described(), &words))
        }
        Route::Service(service) => view::service(of_name(api, service)?),
        Route::Action(service, action) => {
            let (service, action) = action_of(api, service, action)?;
            view::action(api, (service, action), state.caller(None))
        }
        Route::Try(service, action) => {
            let meant = action_of(api, service, action)?;
            attempt::page(state, &model, meant, asked("example").as_deref(), sent)
        }
        Route::Edit(service, action) => {
            let (_, action) = action_of(api, service, action)?;
            edit::page(state, service, action, sent)
        }
        Route::Type(service, name) => {
            let service = of_name(api, service)?;
            let index = service.types.iter().position(|def| def.kind.name() == name)?;
            view::definition(service, TypeId(index))
        }
        Route::Errors => view::errors(api),
        Route::Asset(file) => view::asset(file)?,
    })
}

fn of_name<'m>(api: &'m Api, name: &str) -> Option<&'m Service> {
    api.services.iter().find(|service| service.name == name)
}

fn action_of<'m>(api: &'m Api, service: &str, action: &str) -> Option<(&'m Service, &'m Action)> {
    let service = of_name(api, service)?;
    let action = service.actions.iter().find(|known| known.name == action)?;
    Some((service, action))
}
