//! `policy`: what the keys of a program have to be allowed, as a policy of access management (CAM).

use qcloud_codegen::model::{Action, Api, Service};
use serde_json::json;

use crate::cli::{MessageFormat, PolicyArguments};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output;
use crate::project::Project;
use crate::used::{self, Uses};

/// The version of the language of policies.
const VERSION: &str = "2.0";

pub(crate) fn run(project: &Project, arguments: &PolicyArguments) -> Outcome {
    let messages = Messages::HUMAN;
    let spec = project.spec(arguments.spec.as_deref());
    let api = match qcloud_codegen::read(&spec) {
        Ok(api) => api,
        Err(diagnostics) => {
            messages.diagnostics(&diagnostics);
            return Outcome::Wrong;
        }
    };
    let mut actions = match chosen(project, &api) {
        Ok(actions) => actions,
        Err(message) => {
            messages.error(message);
            return Outcome::Wrong;
        }
    };
    if arguments.used {
        let uses = match used::find(&project.root, &project.out, &actions) {
            Ok(uses) => uses,
            Err(error) => {
                messages.error(format_args!("the code of the package can't be read: {error}"));
                return Outcome::Wrong;
            }
        };
        tell(&actions, &uses, arguments.message_format);
        let mut number = 0..;
        actions.retain(|_| number.next().is_some_and(|number| uses.contains_key(&number)));
    }
    if actions.is_empty() {
        messages.error("there is no Action to allow, and a policy needs one");
        return Outcome::Wrong;
    }
    output::line(policy(&actions));
    Messages(arguments.message_format).verdict(
        "each Action is allowed for all resources; where the service's page on CAM has Actions that can be bound to some, narrow `resource` by hand",
    );
    Outcome::Done
}

/// The Actions of the spec that the package has, in the order of their names.
fn chosen<'a>(project: &Project, api: &'a Api) -> Result<Vec<(&'a Service, &'a Action)>, String> {
    let Some(chosen) = &project.chosen else {
        let all = |service: &'a Service| service.actions.iter().map(move |action| (service, action));
        return Ok(api.services.iter().flat_map(all).collect());
    };
    let mut found = Vec::new();
    for (directory, names) in chosen {
        let Some(service) = api.services.iter().find(|service| service.name == *directory) else {
            return Err(format!("the spec has no service `{directory}`, which `qcloud.toml` names"));
        };
        let is_chosen = |action: &&Action| names.as_ref().is_none_or(|names| names.contains(&action.name));
        found.extend(service.actions.iter().filter(is_chosen).map(|action| (service, action)));
        let is_missing = |name: &&String| !service.actions.iter().any(|action| action.name == **name);
        if let Some(name) = names.iter().flatten().find(is_missing) {
            return Err(format!(
                "the spec of `{directory}` has no Action `{name}`, which `qcloud.toml` names"
            ));
        }
    }
    Ok(found)
}

/// How a policy calls an Action.
fn name((service, action): &(&Service, &Action)) -> String {
    format!("{}:{}", service.cam, action.name)
}

/// The policy that allows these Actions and no other; a service that is there in two versions has each of them once.
fn policy(actions: &[(&Service, &Action)]) -> String {
    let mut names: Vec<_> = actions.iter().map(name).collect();
    names.sort();
    names.dedup();
    // In the order of the vendor's own policies, which a map would lose.
    let names: Vec<_> =
        names.iter().map(|name| format!("        {}", json!(format!("name/{name}")))).collect();
    format!(
        "{{\n  \"version\": \"{VERSION}\",\n  \"statement\": [\n    {{\n      \"effect\": \"allow\",\n      \"action\": [\n{}\n      ],\n      \
         \"resource\": [\"*\"]\n    }}\n  ]\n}}",
        names.join(",\n")
    )
}

/// Says where each Action is named, on standard error: standard output is the policy's.
fn tell(actions: &[(&Service, &Action)], uses: &Uses, format: MessageFormat) {
    let width = uses.keys().map(|number| name(&actions[*number]).len()).max().unwrap_or(0);
    for (number, places) in uses {
        let action = name(&actions[*number]);
        let places: Vec<_> =
            places.iter().map(|place| format!("{}:{}", place.file.display(), place.line)).collect();
        match format {
            MessageFormat::Human => output::note(format_args!("{action:width$}  {}", places.join(", "))),
            MessageFormat::Json => output::note(json!({ "action": action, "places": places })),
        }
    }
    if format == MessageFormat::Human {
        let unused = actions.len() - uses.len();
        output::note(format_args!("{} of {} Actions are used, {unused} are not", uses.len(), actions.len()));
    }
}
