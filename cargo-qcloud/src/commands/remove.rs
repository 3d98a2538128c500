//! `remove`: Actions of a service, or all of it, are no part of the package any more, nor is what only they needed.

use std::fs;
use std::path::Path;

use qcloud_codegen::model::{Action, Home as TypeHome, Service as Model, Type, TypeId, TypeKind};
use qcloud_codegen::spec::TYPES;
use qcloud_import::three_way::merge;

use crate::cli::RemoveArguments;
use crate::descriptions;
use crate::home::{Home, Stop};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::settings::{Actions, Service};
use crate::sides::{imported, on_disk};
use crate::types_file::TypesFile;

pub(crate) fn run(home: &Home, arguments: &RemoveArguments) -> Result<Outcome, Stop> {
    let mut plan = Plan::new(home)?;
    let name = arguments.service.split('@').next().unwrap_or_default();
    let services = &home.settings.services;
    let Some(service) = services.get(name) else {
        let near = qcloud_codegen::nearest(name, services.keys().map(String::as_str));
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err((Outcome::Usage, format!("this package has no service `{name}`{help}")));
    };
    let directory = service.directory(name);
    let left = left(home, name, service, &arguments.actions)?;
    match &left {
        None => {
            for path in files(&home.project.spec, &directory) {
                plan.put(path, None);
            }
        }
        Some(_) => take_out(home, &directory, &arguments.actions, &mut plan)?,
    }
    let left = left.map(|names| Service { version: service.version.clone(), actions: Actions::Named(names) });
    if let Some(left) = &left {
        follow(home, name, (service, left), &mut plan)?;
    }
    plan.service(name, left.as_ref());
    let planned = plan.finish(!arguments.no_edit)?;
    for note in &planned.notes {
        Messages::HUMAN.verdict(note);
    }
    planned.carry_out(home)?;
    Messages::HUMAN.summary(planned.told(home));
    Ok(Outcome::Done)
}

/// The Actions that stay; none where the service goes with all of them.
fn left(home: &Home, name: &str, service: &Service, gone: &[String]) -> Result<Option<Vec<String>>, Stop> {
    if gone.is_empty() {
        return Ok(None);
    }
    let names = match &service.actions {
        Actions::Named(names) => names.clone(),
        Actions::All => {
            let model = model(home, &service.directory(name))?;
            model.actions.into_iter().map(|action| action.name).collect()
        }
    };
    if let Some(unknown) = gone.iter().find(|action| !names.contains(action)) {
        let near = qcloud_codegen::nearest(unknown, names.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has {}", names.join(", ")),
        };
        return Err((Outcome::Usage, format!("this package has no Action `{unknown}` of {name}; {help}")));
    }
    let left: Vec<_> = names.into_iter().filter(|action| !gone.contains(action)).collect();
    Ok((!left.is_empty()).then_some(left))
}

/// Plans that the files of Actions go, and what only they needed: their examples, and types.
fn take_out(home: &Home, directory: &str, gone: &[String], plan: &mut Plan<'_>) -> Result<(), Stop> {
    let model = model(home, directory)?;
    let (going, staying): (Vec<_>, Vec<_>) =
        model.actions.iter().partition(|action| gone.contains(&action.name));
    let needed = reached(&model, &staying);
    let spec = &home.project.spec;
    let shared_path = format!("{directory}/{TYPES}");
    let shared_text = fs::read_to_string(spec.join(&shared_path)).unwrap_or_default();
    let mut shared = TypesFile::new(&shared_text);
    for id in reached(&model, &going) {
        let origin = &model.types[id.0].origin;
        let is_needed = needed.contains(&id);
        let Some(name) = origin.keys.last() else { continue };
        if origin.file == shared_path && !is_needed {
            shared.remove(name);
        }
        let is_going =
            matches!(model.types[id.0].home, TypeHome::Action(at) if gone.contains(&model.actions[at].name));
        if is_going && is_needed {
            // Others have come to use what stood in the file of one that goes.
            let text = fs::read_to_string(spec.join(&origin.file)).unwrap_or_default();
            shared.adopt(&text, name);
        }
    }
    let shared = shared.text();
    if shared != shared_text {
        plan.put(
            shared_path,
            (!shared.trim().is_empty() && TypesFile::new(&shared).has_types()).then_some(shared),
        );
    }
    let responses = |actions: &[&Action]| -> Vec<String> {
        let examples = actions.iter().flat_map(|action| &action.examples);
        examples.map(|example| example.response_path.clone()).collect()
    };
    let kept = responses(&staying);
    for path in responses(&going) {
        if !kept.contains(&path) {
            plan.put(path, None);
        }
    }
    for action in going {
        plan.put(action.spec_path.clone(), None);
    }
    Ok(())
}

/// What others shared with an Action that goes is described otherwise without it, where the descriptions are on this machine to tell.
fn follow(
    home: &Home,
    name: &str,
    (before, left): (&Service, &Service),
    plan: &mut Plan<'_>,
) -> Result<(), Stop> {
    let wanted = home.settings.descriptions.clone().unwrap_or_default();
    let Ok(Some(found)) = descriptions::cached(&home.project.root, &wanted) else { return Ok(()) };
    let Ok(described) = found.find(name, Some(&before.version)) else { return Ok(()) };
    let code = &home.settings.code;
    let (base, _) = imported(described, &before.actions, code)?;
    let (theirs, _) = imported(described, &left.actions, code)?;
    let directory = before.directory(name);
    let mine = plan.over(&directory, on_disk(&home.project.spec, &directory)?);
    for (path, text) in merge(&base, &mine, &theirs).files {
        plan.put(path, text);
    }
    Ok(())
}

/// The service in a directory, as its spec has it now.
fn model(home: &Home, directory: &str) -> Result<Model, Stop> {
    let spec = home.project.spec(None);
    let (api, diagnostics) = qcloud_codegen::examine(&spec);
    let Some(api) = api else {
        Messages::HUMAN.diagnostics(&diagnostics);
        let message = format!("{} is wrong, so nothing can be taken out of it", spec.display());
        return Err((Outcome::Wrong, message));
    };
    let found = api.services.into_iter().find(|service| service.name == directory);
    found.ok_or_else(|| (Outcome::Wrong, format!("{} has no directory `{directory}`", spec.display())))
}

/// The types that Actions need, at any depth.
fn reached(model: &Model, actions: &[&Action]) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut open: Vec<&Type> = Vec::new();
    for action in actions {
        open.extend(action.request.fields.iter().map(|field| &field.ty));
        open.push(&action.result);
        open.extend(&action.stream);
    }
    while let Some(ty) = open.pop() {
        let Type::Named(id) = ty.innermost() else { continue };
        if found.contains(id) {
            continue;
        }
        found.push(*id);
        if let TypeKind::Record(record) = &model.types[id.0].kind {
            open.extend(record.fields.iter().map(|field| &field.ty));
        }
    }
    found.sort_by_key(|id| id.0);
    found
}

/// All files in the directory of a service, below that of the spec.
fn files(spec: &Path, directory: &str) -> Vec<String> {
    let (mut files, mut open) = (Vec::new(), vec![directory.to_owned()]);
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(spec.join(&below)).into_iter().flatten().flatten() {
            let path = format!("{below}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
