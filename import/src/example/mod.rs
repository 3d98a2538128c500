//! Examples: what is nearly JSON becomes JSON, what every request has is known, and how they stand in a spec.

pub(crate) mod common;
pub(crate) mod flat;
pub mod repair;

use qcloud_codegen::fit;
use qcloud_codegen::spec::{ExampleSpec, Service};
use qcloud_codegen::vendor::private_key;
use serde_json::Value;

/// Adds an example to an Action; its response gets a file of the example's name, which says whether it is JSON or a stream of events.
///
/// Private keys stay out of the spec, be they real or not: nobody can tell.
pub(crate) fn add(
    service: &mut Service,
    action: usize,
    (name, example): (&str, ExampleSpec),
    parameters: Option<&Value>,
    response: &str,
) {
    let action = &mut service.actions[action];
    // No line of JSON begins as the data of an event does.
    let ending = if fit::events(response).is_empty() { "json" } else { "sse" };
    let path = format!("examples/{}/{name}.{ending}", action.action);
    service.responses.insert(path.clone(), private_key::without(response).into_owned());
    let parameters = parameters.map(private_key::without_in);
    action.examples.push(ExampleSpec { parameters, response: path, ..example });
}
