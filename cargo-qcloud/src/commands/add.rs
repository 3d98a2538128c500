//! `add`: Actions of a service, with the types that they reach, become a part of the package.

use qcloud_codegen::model::Api;
use qcloud_import::api3::Described;
use qcloud_import::three_way::{Told, merge};

use super::update::{BY_HAND, tell, unhindered};
use crate::cli::AddArguments;
use crate::descriptions;
use crate::home::{Home, Stop};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::settings::{Actions, Service};
use crate::sides::{imported, on_disk};

pub(crate) fn run(home: &Home, arguments: &AddArguments) -> Result<Outcome, Stop> {
    let mut plan = Plan::new(home)?;
    plan.help = Some(BY_HAND);
    let (name, version) = match arguments.service.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (arguments.service.as_str(), None),
    };
    let known = home.settings.services.get(name);
    if let Some(known) = known {
        same_version(home, name, known, version)?;
    }
    let wanted = match arguments.actions.as_slice() {
        [all] if all == ALL => Actions::All,
        names => Actions::Named(names.to_vec()),
    };
    let mut told = Vec::new();
    let is_news = known.is_none_or(|known| !has(home, name, known, &wanted));
    if is_news {
        let found = descriptions::open(home, arguments.from.as_deref())?;
        let version = known.map(|known| known.version.as_str()).or(version);
        let described = found.descriptions.find(name, version).map_err(|error| descriptions::stop(&error))?;
        let service = Service { version: described.version.clone(), actions: joined(known, &wanted) };
        told = take(home, described, &service, &wanted, &mut plan)?;
        plan.sources(&found.lock);
        plan.service(name, Some(&service));
    }
    let planned = plan.finish(!arguments.no_edit).inspect_err(|_| tell(&home.project.spec, &told))?;
    let messages = Messages::HUMAN;
    for note in &planned.notes {
        messages.verdict(note);
    }
    if planned.changes.is_empty() {
        messages.summary("all of it is there already; nothing was written");
        return Ok(Outcome::Done);
    }
    planned.carry_out(home)?;
    tell(&home.project.spec, &told);
    messages.summary(planned.told(home));
    if let Some(line) =
        planned.api.as_ref().filter(|_| is_news).and_then(|api| usage(home, api, name, &wanted))
    {
        messages.summary(line);
    }
    Ok(Outcome::Done)
}

/// What stands in the place of names for every Action.
const ALL: &str = "all";

/// A service is there in one version.
fn same_version(home: &Home, name: &str, known: &Service, version: Option<&str>) -> Result<(), Stop> {
    let digits = |version: &str| version.trim_start_matches('v').replace('-', "");
    match version.filter(|version| digits(version) != digits(&known.version)) {
        None => Ok(()),
        Some(_) => Err((
            Outcome::Usage,
            format!(
                "{name} is there in version {}; `{} remove {name}` takes that away first",
                known.version, home.project.program
            ),
        )),
    }
}

/// Whether the package has all that is wanted of a service.
fn has(home: &Home, name: &str, known: &Service, wanted: &Actions) -> bool {
    match (&known.actions, wanted) {
        (Actions::All, Actions::All) => true,
        (Actions::Named(_), Actions::All) => false,
        (actions, Actions::Named(names)) => names.iter().all(|action| {
            let is_named = match actions {
                Actions::All => true,
                Actions::Named(known) => known.contains(action),
            };
            is_named && is_file(home, &known.directory(name), action)
        }),
    }
}

fn is_file(home: &Home, directory: &str, action: &str) -> bool {
    home.project.spec.join(directory).join(format!("{action}.yaml")).is_file()
}

/// The Actions that there were and those that come, each once.
fn joined(known: Option<&Service>, wanted: &Actions) -> Actions {
    let Actions::Named(wanted) = wanted else { return Actions::All };
    let mut names = match known.map(|known| &known.actions) {
        Some(Actions::All) => return Actions::All,
        Some(Actions::Named(names)) => names.clone(),
        None => Vec::new(),
    };
    for name in wanted {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    Actions::Named(names)
}

/// Plans what comes into the spec: the Actions that have no file there, and the types that they reach. What others share with them is described otherwise
/// than it was without them, so what nobody edited follows; returns what a person edited there and is described otherwise now.
fn take(
    home: &Home,
    described: &Described,
    service: &Service,
    wanted: &Actions,
    plan: &mut Plan<'_>,
) -> Result<Vec<Told>, Stop> {
    let directory = described.directory();
    let code = &home.settings.code;
    let coming = match wanted {
        Actions::All => {
            let actions = described.actions().map_err(|error| descriptions::stop(&error))?;
            actions.into_iter().map(|action| action.name).collect()
        }
        Actions::Named(names) => names.clone(),
    };
    described.know(&coming).map_err(|error| descriptions::stop(&error))?;
    let known = home.settings.services.get(&described.service).map(|known| &known.actions);
    let (there, coming): (Vec<_>, Vec<_>) =
        coming.into_iter().partition(|action| is_file(home, &directory, action));
    let before = match known {
        None => Vec::new(),
        Some(Actions::Named(names)) => names.iter().filter(|name| !coming.contains(name)).cloned().collect(),
        Some(Actions::All) => there.clone(),
    };
    let (base, _) = imported(described, &Actions::Named(before.clone()), code)?;
    let (mut theirs, warnings) = imported(described, &service.actions, code)?;
    // An Action that the user has described himself is none of the vendor's.
    for action in there.iter().filter(|action| !before.contains(action)) {
        theirs.remove(&format!("{directory}/{action}.yaml"));
    }
    plan.notes.extend(warnings.into_iter().map(|warning| format!("warning: {warning}")));
    let merged = merge(&base, &on_disk(&home.project.spec, &directory)?, &theirs);
    unhindered(home, &merged.obstacles)?;
    for (path, text) in merged.files {
        plan.put(path, text);
    }
    Ok(merged.told.into_iter().filter(|told| told.is_conflict).collect())
}

/// How code names the first of the Actions.
fn usage(home: &Home, api: &Api, name: &str, wanted: &Actions) -> Option<String> {
    let service = api.services.iter().find(|service| service.wire == name)?;
    let action = match wanted {
        Actions::All => service.actions.first(),
        Actions::Named(names) => service.actions.iter().find(|action| names.first() == Some(&action.name)),
    }?;
    let module = home.project.out.file_name()?.to_string_lossy();
    let (service_module, handle) = (&service.module, &service.handle);
    let (method, request) = (&action.method, &action.request.name);
    Some(format!(
        "call it with `{module}::{service_module}::{handle}::new(&client).{method}(request)`, where `request` is `{request}` of the same module"
    ))
}
