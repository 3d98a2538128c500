//! `update`: the spec follows newer descriptions, and keeps what a person edited.

use std::path::Path;

use qcloud_codegen::Severity;
use qcloud_codegen::model::Api;
use qcloud_codegen::spec::Origin;
use qcloud_import::api3::Descriptions;
use qcloud_import::three_way::{Merged, Told, merge};

use super::diff;
use crate::cli::UpdateArguments;
use crate::descriptions::{self, Found};
use crate::home::{Home, Stop};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output;
use crate::plan::Plan;
use crate::settings::{Actions, Service};
use crate::sides::{imported, on_disk};

pub(crate) fn run(home: &Home, arguments: &UpdateArguments) -> Result<Outcome, Stop> {
    home.package()?;
    if home.settings.services.is_empty() {
        let message =
            format!("there is nothing to update: `{} add SERVICE ACTION` is first", home.project.program);
        return Err((Outcome::Usage, message));
    }
    let before = right(home)?;
    let locked = descriptions::open(home, None)?;
    let new = descriptions::newer(home, arguments.to.as_deref(), arguments.from.as_deref())?;
    let mut plan = Plan::new(home)?;
    plan.help = Some(BY_HAND);
    let (mut told, mut obstacles) = (Vec::new(), Vec::new());
    for (name, service) in &home.settings.services {
        let merged = of_service(home, (name, service), (&locked, &new), &mut plan)?;
        told.extend(merged.told);
        obstacles.extend(merged.obstacles);
        for (path, text) in merged.files {
            plan.put(path, text);
        }
    }
    unhindered(home, &obstacles)?;
    plan.follow(&new.lock);
    // What stays explains what is wrong with the whole.
    let planned = plan.finish(false).inspect_err(|_| tell(&home.project.spec, &told))?;
    planned.notes.iter().for_each(|note| Messages::HUMAN.verdict(note));
    if arguments.dry_run {
        tell(&home.project.spec, &told);
        let nothing = Api { common_errors: Vec::new(), services: Vec::new() };
        diff::tell(&home.project.spec, &before, planned.api.as_ref().unwrap_or(&nothing));
        return Ok(Outcome::Done);
    }
    if planned.changes.is_empty() {
        tell(&home.project.spec, &told);
        Messages::HUMAN.summary("all of it is as the descriptions say already; nothing was written");
        return Ok(Outcome::Done);
    }
    planned.carry_out(home)?;
    tell(&home.project.spec, &told);
    Messages::HUMAN.summary(planned.told(home));
    Ok(Outcome::Done)
}

/// What to do where an edit and the new descriptions don't go together.
pub(super) const BY_HAND: &str =
    "change these places by hand, or undo what was edited there, and run it again";

/// Stops where something can't be merged.
pub(super) fn unhindered(home: &Home, obstacles: &[String]) -> Result<(), Stop> {
    if obstacles.is_empty() {
        return Ok(());
    }
    let spec = home.project.spec(None);
    let lines: Vec<_> = obstacles.iter().map(|obstacle| format!("{}/{obstacle}", spec.display())).collect();
    Err((Outcome::Wrong, format!("{}; nothing was written\n   = help: {BY_HAND}", lines.join("\n"))))
}

/// The spec as it is, which has to be right before anything is merged with it.
fn right(home: &Home) -> Result<Api, Stop> {
    let spec = home.project.spec(None);
    let (api, diagnostics) = qcloud_codegen::examine(&spec);
    api.ok_or_else(|| {
        Messages::HUMAN.diagnostics(&diagnostics.only(|diagnostic| diagnostic.severity == Severity::Error));
        (Outcome::Wrong, format!("{} is wrong as it is; nothing was written", spec.display()))
    })
}

/// Merges one service, and plans that the settings name no Action that is described no more.
fn of_service(
    home: &Home,
    (name, service): (&str, &Service),
    (locked, new): (&Found, &Found),
    plan: &mut Plan<'_>,
) -> Result<Merged, Stop> {
    let find = |descriptions: &Descriptions| {
        descriptions.find(name, Some(&service.version)).cloned().map_err(|error| descriptions::stop(&error))
    };
    let before = find(&locked.descriptions)?;
    let after = find(&new.descriptions).map_err(|(outcome, message)| {
        let help = format!("`{} remove {name}` takes it out of this package", home.project.program);
        (
            outcome,
            format!("{message}; nothing was written\n   = help: {help}, or name descriptions that have it"),
        )
    })?;
    let code = &home.settings.code;
    let (base, _) = imported(&before, &service.actions, code)?;
    let (theirs, _) = imported(&after, &service.actions, code)?;
    let mine = on_disk(&home.project.spec, &service.directory(name))?;
    let merged = merge(&base, &mine, &theirs);
    if let Actions::Named(names) = &service.actions {
        let is_gone = |action: &&String| {
            matches!(merged.files.get(&format!("{}/{action}.yaml", service.directory(name))), Some(None))
        };
        let (gone, left): (Vec<_>, Vec<_>) = names.iter().partition(is_gone);
        for action in &gone {
            plan.notes.push(format!("note: the vendor describes {name} {action} no more; it goes"));
        }
        if left.is_empty() {
            plan.service(name, None);
        } else if !gone.is_empty() {
            let actions = Actions::Named(left.into_iter().cloned().collect());
            plan.service(name, Some(&Service { actions, ..service.clone() }));
        }
    }
    Ok(merged)
}

/// What a person edited and what stays of it, each with its place.
pub(super) fn tell(spec: &Path, told: &[Told]) {
    let origins: Vec<Origin> = told.iter().map(|told| told.origin.clone()).collect();
    let positions = qcloud_codegen::locate(spec, &origins);
    for (told, position) in told.iter().zip(positions) {
        let file = crate::project::short(&spec.join(&told.origin.file));
        let place = match position.filter(|_| !told.origin.keys.is_empty()) {
            Some((line, column)) => format!("{}:{line}:{column}", file.display()),
            None => file.display().to_string(),
        };
        let kind = if told.is_conflict { "conflict" } else { "kept" };
        output::line(format_args!("{kind}: {place}: {told}"));
    }
}
