//! `new`: a skeleton of an Action, and of its service when that is new.

use std::fs;
use std::path::{Path, PathBuf};

use qcloud_codegen::language::Scalar;
use qcloud_codegen::model::{Api, Protocol};
use qcloud_codegen::spec::{SpecFile, versioned};
use qcloud_codegen::vendor::{self, hosts};
use qcloud_codegen::{Diagnostics, PlaceError, Severity, SpecStage};

use super::schema;
use crate::cli::{MessageFormat, NewArguments};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::project::Project;

pub(crate) fn run(project: &Project, arguments: &NewArguments) -> Outcome {
    let messages = Messages(MessageFormat::Human);
    let spec = project.spec(arguments.spec.as_deref());
    match new(project.program, &spec, arguments) {
        Ok(written) => {
            for path in written {
                messages.summary(format_args!("wrote {}", path.display()));
            }
            messages.summary(format_args!(
                "Fill it in from the vendor's page; `{0} check` says what is missing or wrong, and\n\
                 `{0} generate` makes the client from it.",
                project.program
            ));
            Outcome::Done
        }
        Err((outcome, problem)) => {
            messages.error(problem);
            outcome
        }
    }
}

/// Writes the files, which pass all checks, or none.
fn new(program: &str, spec: &Path, arguments: &NewArguments) -> Result<Vec<PathBuf>, (Outcome, String)> {
    let wrong = |problem: String| (Outcome::Wrong, problem);
    let usage = |problem: String| (Outcome::Usage, problem);
    let NewArguments { service, action, .. } = arguments;
    check_names(service, action).map_err(usage)?;
    let before = spec.is_dir().then(|| qcloud_codegen::examine(spec));
    let api = before.as_ref().and_then(|(api, _)| api.as_ref());
    let mut files = Vec::new();
    let path = spec.join(service).join("service.yaml");
    let protocol = if !path.exists() {
        let (protocol, text) = service_text(program, arguments).map_err(usage)?;
        files.push(SpecFile { path: format!("{service}/service.yaml"), text });
        protocol
    } else if arguments.host.is_some() || arguments.path.is_some() || arguments.protocol.is_some() {
        return Err(usage(format!(
            "the service `{service}` exists, in {}: its host, path and protocol are changed there",
            path.display()
        )));
    } else {
        protocol_of(api, service)
    };
    files.push(SpecFile { path: format!("{service}/{action}.yaml"), text: action_text(arguments, protocol) });
    let paths: Vec<_> = files.iter().map(|file| spec.join(&file.path)).collect();
    if let Some(path) = paths.iter().find(|path| fs::symlink_metadata(path).is_ok()) {
        return Err(wrong(format!("{} exists already; nothing was written", path.display())));
    }
    if before.as_ref().is_some_and(|(_, diagnostics)| diagnostics.count(Severity::Error) > 0) {
        return Err(wrong(format!(
            "{} is wrong before anything is added; `{program} check` says where. Nothing was written",
            spec.display()
        )));
    }
    if spec.join(schema::DIRECTORY).is_dir() {
        for file in &mut files {
            file.text = schema::named(Path::new(&file.path), &file.text);
        }
    }
    write(spec, service, &files, api).map_err(wrong)?;
    Ok(paths)
}

/// Fails when a name can't be that of a directory or a file.
fn check_names(service: &str, action: &str) -> Result<(), String> {
    for (what, name, more) in [("a service", service, ""), ("an Action", action, ".")] {
        if !is_name(name, more) {
            let dots = if more.is_empty() { "" } else { ", `.`" };
            return Err(format!(
                "`{}` can't be the name of {what}: letters, digits, `_`, `-`{dots}, starting with a letter",
                name.escape_debug()
            ));
        }
    }
    Ok(())
}

fn is_name(name: &str, more: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c) || more.contains(c);
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 100 && name.chars().all(plain)
}

/// The protocol of a service that is there. What can't be read is reported when the spec is checked.
fn protocol_of(api: Option<&Api>, service: &str) -> Protocol {
    let found = api.and_then(|api| api.services.iter().find(|other| other.name == service));
    found.map_or_else(|| of_directory(service), |service| service.protocol)
}

/// The protocol whose services have directories such as this one, with a version or without.
fn of_directory(directory: &str) -> Protocol {
    let is_versioned = versioned(directory).is_some();
    Protocol::all().find(|protocol| protocol.is_versioned() == is_versioned).unwrap_or(Protocol::V2)
}

/// The file of a new Action.
fn action_text(NewArguments { action, source, .. }: &NewArguments, protocol: Protocol) -> String {
    let text = protocol.skeletons().action;
    let text = text
        .replace("{action}", action)
        .replace("{idempotent}", &vendor::reads(action, None).to_string())
        .replace("{scalars}", &Scalar::ALL.map(Scalar::name).join(", "));
    with_source(text, source.as_deref())
}

/// The file of a new service, and the protocol that it says.
fn service_text(program: &str, arguments: &NewArguments) -> Result<(Protocol, String), String> {
    let NewArguments { service, action, host, path, .. } = arguments;
    let protocol = arguments.protocol.unwrap_or_else(|| of_directory(service));
    let (name, version) = match versioned(service) {
        Some((name, version)) if protocol.is_versioned() => (name, version),
        None if protocol.is_versioned() => {
            return Err(format!(
                "a service of {} has its version behind its name, as in `{program} new {service}_v20170312 {action}`",
                protocol.title()
            ));
        }
        _ => (service.as_str(), String::new()),
    };
    if path.is_some() && protocol.why_no_other_path().is_some() {
        let (title, path) = (protocol.title(), protocol.path());
        return Err(format!("the path of {title} is always `{path}`: leave `--path` out"));
    }
    let host = host.clone().unwrap_or_else(|| hosts::of_service(protocol, name));
    let text = protocol
        .skeletons()
        .service
        .replace("{service}", name)
        .replace("{version}", &version)
        .replace("{host}", &quoted(&host))
        .replace("{path}", &quoted(path.as_deref().unwrap_or(protocol.path())));
    Ok((protocol, text))
}

/// What a user gave, as YAML that can't be anything but this text.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let is_plain = text.chars().all(plain) && text.contains(|c: char| c.is_ascii_alphabetic());
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

fn with_source(text: String, source: Option<&str>) -> String {
    let Some(source) = source else { return text };
    let line = "# source: https://intl.cloud.tencent.com/document/product/...";
    text.replacen(line, &format!("source: {}", serde_json::Value::from(source)), 1)
}

/// Puts the files of a service into the spec, if it is right with them. `before` is the spec without them.
fn write(spec: &Path, service: &str, files: &[SpecFile], before: Option<&Api>) -> Result<(), String> {
    let told = |error: PlaceError| match error {
        PlaceError::Wrong(diagnostics) => told(&diagnostics),
        error => error.to_string(),
    };
    let stage = SpecStage::new(spec);
    let (staged, added) = stage.add(service, files).map_err(told)?;
    let others = before.into_iter().flat_map(|api| &api.services).filter(|other| other.name != service);
    for added in added.iter().flat_map(|api| &api.services) {
        if let Some(other) = others.clone().find(|other| other.module == added.module) {
            return Err(format!(
                "the services `{}` and `{}` would both be `{}` in Rust; nothing was written",
                other.name, added.name, added.module
            ));
        }
    }
    stage.commit(vec![staged]).map(drop).map_err(told)
}

/// What is wrong, without places: the files are the tool's own.
fn told(diagnostics: &Diagnostics) -> String {
    let errors = diagnostics.as_slice().iter().filter(|found| found.severity == Severity::Error);
    let lines: Vec<_> = errors
        .map(|error| match error.help.as_slice() {
            [] => error.message.clone(),
            help => format!("{} ({})", error.message, help.join("; ")),
        })
        .collect();
    format!("{}; nothing was written", lines.join("\n  "))
}
