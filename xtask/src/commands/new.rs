//! `cargo xtask new`: a skeleton of an Action, and of its service when that is new.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::versioned;
use qcloud_codegen::vendor::{self, hosts};
use qcloud_codegen::{Severity, model};
use tempfile::NamedTempFile;

use super::schema;
use crate::Outcome;
use crate::cli::{MessageFormat, NewArguments, Protocol};
use crate::messages::Messages;
use crate::paths;

pub(crate) fn run(arguments: &NewArguments) -> Outcome {
    let messages = Messages(MessageFormat::Human);
    let spec = paths::given_or(arguments.spec.as_deref(), "spec");
    match new(&spec, arguments) {
        Ok(written) => {
            for path in written {
                messages.summary(format_args!("wrote {}", path.display()));
            }
            messages.summary(
                "Fill it in from the vendor's page; `cargo xtask check` says what is missing or wrong, and\n\
                 `cargo xtask generate` makes the client from it.",
            );
            Outcome::Done
        }
        Err((outcome, problem)) => {
            messages.error(problem);
            outcome
        }
    }
}

/// Writes the files, which pass all checks, or none.
fn new(spec: &Path, arguments: &NewArguments) -> Result<Vec<PathBuf>, (Outcome, String)> {
    let wrong = |problem: String| (Outcome::Wrong, problem);
    let NewArguments { service, action, .. } = arguments;
    // Before they become a path.
    for (what, name, more) in [("a service", service, ""), ("an Action", action, ".")] {
        if !is_name(name, more) {
            let dots = if more.is_empty() { "" } else { ", `.`" };
            let problem = format!(
                "`{}` can't be the name of {what}: letters, digits, `_`, `-`{dots}, starting with a letter",
                name.escape_debug()
            );
            return Err((Outcome::Usage, problem));
        }
    }
    let directory = spec.join(service);
    let mut files = Vec::new();
    let path = directory.join("service.yaml");
    let (protocol, skeleton) = if path.exists() {
        (protocol_of(spec, service), None)
    } else {
        let (protocol, text) = service_text(arguments).map_err(|problem| (Outcome::Usage, problem))?;
        (protocol, Some(text))
    };
    if let Some(text) = skeleton {
        files.push((path, text));
    } else if arguments.host.is_some() || arguments.path.is_some() || arguments.protocol.is_some() {
        let problem = format!(
            "the service `{service}` exists, in {}: its host, path and protocol are changed there",
            path.display()
        );
        return Err((Outcome::Usage, problem));
    }
    let idempotent = vendor::reads(action, None).to_string();
    let text = match protocol {
        Protocol::V2 => include_str!("new/v2/action.yaml"),
        Protocol::Tc3 => include_str!("new/tc3/action.yaml"),
    };
    let scalars = Scalar::ALL.map(Scalar::name).join(", ");
    let text =
        text.replace("{action}", action).replace("{idempotent}", &idempotent).replace("{scalars}", &scalars);
    files.push((directory.join(format!("{action}.yaml")), with_source(text, arguments.source.as_deref())));
    if let Some((path, _)) = files.iter().find(|(path, _)| fs::symlink_metadata(path).is_ok()) {
        return Err(wrong(format!("{} exists already; nothing was written", path.display())));
    }
    for (path, text) in &mut files {
        if spec.join(schema::DIRECTORY).is_dir() {
            *text = schema::named(path, text);
        }
    }
    rehearse(spec, &files).map_err(wrong)?;
    write(&directory, &files)
        .map_err(|(path, error)| wrong(format!("{}: can't write the file: {error}", path.display())))?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

fn is_name(name: &str, more: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c) || more.contains(c);
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 100 && name.chars().all(plain)
}

/// The protocol of a service that is there. What can't be read is reported when the spec is checked.
fn protocol_of(spec: &Path, service: &str) -> Protocol {
    let (api, _) = qcloud_codegen::examine(spec);
    let is_tc3 = api.is_some_and(|api| {
        let found = api.services.iter().find(|other| other.name == service);
        found.is_some_and(|service| service.protocol == model::Protocol::Tc3)
    });
    if is_tc3 { Protocol::Tc3 } else { Protocol::V2 }
}

/// The file of a new service, and the protocol that it says.
fn service_text(arguments: &NewArguments) -> Result<(Protocol, String), String> {
    let NewArguments { service, action, host, path, .. } = arguments;
    let version = versioned(service);
    let protocol = arguments.protocol.unwrap_or(if version.is_some() { Protocol::Tc3 } else { Protocol::V2 });
    let text = match (protocol, version) {
        (Protocol::V2, _) => {
            let host = host.clone().unwrap_or_else(|| hosts::of_service(model::Protocol::V2, service));
            include_str!("new/v2/service.yaml")
                .replace("{service}", service)
                .replace("{host}", &quoted(&host))
                .replace("{path}", &quoted(path.as_deref().unwrap_or("/v2/index.php")))
        }
        (Protocol::Tc3, None) => {
            return Err(format!(
                "a service of API 3.0 has its version behind its name, as in `cargo xtask new {service}_v20170312 {action}`"
            ));
        }
        (Protocol::Tc3, Some(_)) if path.is_some() => {
            return Err("the path of API 3.0 is always `/`: leave `--path` out".to_owned());
        }
        (Protocol::Tc3, Some((name, version))) => {
            let host = host.clone().unwrap_or_else(|| hosts::of_service(model::Protocol::Tc3, name));
            include_str!("new/tc3/service.yaml")
                .replace("{service}", name)
                .replace("{version}", &version)
                .replace("{host}", &quoted(&host))
        }
    };
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

/// Checks the spec as it would be with the files, in a copy.
fn rehearse(spec: &Path, files: &[(PathBuf, String)]) -> Result<(), String> {
    let copy = tempfile::tempdir().map_err(|error| format!("can't make a temporary directory: {error}"))?;
    let failed = |error: io::Error| format!("{}: can't copy the spec to check it: {error}", spec.display());
    if spec.is_dir() {
        copy_tree(spec, copy.path()).map_err(failed)?;
    }
    for (path, text) in files {
        let path = copy.path().join(path.strip_prefix(spec).unwrap_or(path));
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(path, text))
            .map_err(failed)?;
    }
    let (api, after) = qcloud_codegen::examine(copy.path());
    if api.is_some() {
        return Ok(());
    }
    if spec.is_dir() && qcloud_codegen::examine(spec).1.count(Severity::Error) > 0 {
        return Err(format!(
            "{} is wrong before anything is added; `cargo xtask check` says where. Nothing was written",
            spec.display()
        ));
    }
    let errors = after.as_slice().iter().filter(|found| found.severity == Severity::Error);
    let lines: Vec<_> = errors
        .map(|error| match error.help.as_slice() {
            [] => error.message.clone(),
            help => format!("{} ({})", error.message, help.join("; ")),
        })
        .collect();
    Err(format!("{}; nothing was written", lines.join("\n  ")))
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&to)?;
            copy_tree(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Writes files that are not there yet, all of them or none.
fn write(directory: &Path, files: &[(PathBuf, String)]) -> Result<(), (PathBuf, io::Error)> {
    fs::create_dir_all(directory).map_err(|error| (directory.to_owned(), error))?;
    let mut staged = Vec::new();
    for (path, text) in files {
        let written = NamedTempFile::new_in(directory).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            Ok(file)
        });
        staged.push((path, written.map_err(|error| (path.clone(), error))?));
    }
    let mut done: Vec<&PathBuf> = Vec::new();
    for (path, file) in staged {
        let persisted = file.persist_noclobber(path).map_err(|error| error.error).and_then(readable);
        if let Err(error) = persisted {
            for path in done {
                // It was made a moment ago, by this very run.
                let _ = fs::remove_file(path);
            }
            return Err((path.clone(), error));
        }
        done.push(path);
    }
    Ok(())
}

/// A temporary file is its owner's alone; a spec is everybody's.
fn readable(file: fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    drop(file);
    Ok(())
}
