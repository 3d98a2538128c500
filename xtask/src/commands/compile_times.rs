//! `cargo xtask compile-times`: what compiling the client costs, beside the same types with serde's derives and a rival's client.
//!
//! The figures go to `docs/compile-times.json`; the table and the chart beside it are made from that file, and a test compares them.

mod chart;
mod figures;
mod measure;
mod openapi;
mod serde_types;
mod table;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use indicatif::{ProgressBar, ProgressStyle};
use qcloud_codegen::model::{Api, Service, TypeKind};
use qcloud_codegen::{Options, Scope};

use self::figures::{Contents, Figures, Measured, Versions};
use self::measure::{Bench, Build, Subject};
use crate::Outcome;
use crate::cli::{CompileTimesArguments, MessageFormat};
use crate::messages::Messages;
use crate::paths;

/// The service that is measured. `tests/compile-times/client` names its feature.
const SERVICE: &str = "ssl_v20191205";

/// The figures, and what is made from them.
const FIGURES: &str = "docs/compile-times.json";
const TABLE: &str = "docs/compile-times.md";
const CHART: &str = "docs/compile-times.svg";

const MODULE: Subject = Subject { package: "module", root: "module", group: "types" };
const SERDE_TYPES: Subject = Subject { package: "serde-types", root: "serde-types", group: "types" };
const CLIENT: Subject = Subject { package: "qcloud-client", root: "client", group: "clients" };
const PROGENITOR: Subject = Subject { package: "progenitor", root: "progenitor", group: "clients" };

pub(crate) fn run(arguments: &CompileTimesArguments) -> Outcome {
    let messages = Messages(MessageFormat::Human);
    let figures = if arguments.render {
        read()
    } else {
        measured_service().and_then(|api| measured(&api, arguments.rounds.into()))
    };
    match figures.and_then(|figures| write(&figures)) {
        Ok(summary) => {
            messages.summary(summary);
            Outcome::Done
        }
        Err(message) => {
            messages.error(message);
            Outcome::Wrong
        }
    }
}

/// The model of the measured service alone.
fn measured_service() -> Result<Api, String> {
    let mut api =
        qcloud_codegen::read(&paths::workspace().join("spec")).map_err(|error| error.to_string())?;
    api.services.retain(|service| service.name == SERVICE);
    api.common_errors.clear();
    if api.services.is_empty() { Err(format!("the spec has no service `{SERVICE}`")) } else { Ok(api) }
}

/// Compiles everything again and again.
fn measured(api: &Api, rounds: usize) -> Result<Figures, String> {
    let bench = Bench::new();
    bench.build_tools()?;
    let lines = write_sources(api, &bench)?;
    let mut measured =
        [MODULE, CLIENT, SERDE_TYPES, PROGENITOR].map(|subject| (subject, Measured::default()));
    for ((subject, measured), lines) in measured.iter_mut().zip(lines) {
        measured.lines = lines;
        bench.prepare(*subject, Build::Check)?;
        measured.rlib_bytes = bench.prepare(*subject, Build::Release)?;
    }
    let style = ProgressStyle::with_template("measuring {bar:40} {pos}/{len} compilations");
    let bar = ProgressBar::new((rounds * 2 * measured.len()) as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    // In turns, so that whatever else the machine does falls on all of them.
    for _ in 0..rounds {
        for (subject, measured) in &mut measured {
            measured.check.push(bench.measure(*subject, Build::Check)?);
            bar.inc(1);
            measured.release.push(bench.measure(*subject, Build::Release)?);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    let [module, client, serde_types, progenitor] = measured.map(|(_, measured)| measured);
    let versions = versions(&bench.lock())?;
    Ok(Figures { service: contents(&api.services[0]), versions, module, client, serde_types, progenitor })
}

/// Writes the sources of the measured crates; the lines of each that are generated.
fn write_sources(api: &Api, bench: &Bench) -> Result<[usize; 4], String> {
    let service = &api.services[0];
    let sources = bench.sources();
    let files = qcloud_codegen::emit(api, &Options::new());
    qcloud_codegen::write(&files, &sources.join("module"), &Scope::All).map_err(|error| error.to_string())?;
    let serde_types = serde_types::file(service);
    let rival = progenitor(&openapi::document(service).to_string(), &bench.tool("run-progenitor"))?;
    for (path, text) in
        [("exchange.rs", &exchange(service)), ("serde-types.rs", &serde_types), ("progenitor.rs", &rival)]
    {
        put(&sources.join(path), text)?;
    }
    let module = files.iter().map(|file| lines(&file.text)).sum();
    Ok([module, module, lines(&serde_types), lines(&rival)])
}

fn lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// Functions that write each request and read each result, as those beside serde's types.
fn exchange(service: &Service) -> String {
    let mut text = format!(
        "use crate::{}::*;\nuse qcloud_client::wire::{{self, Action, ResponseError}};\n",
        service.module
    );
    for action in &service.actions {
        let (name, request) = (action.module.trim_start_matches("r#"), &action.request.name);
        text.push_str(&format!(
            "\npub fn write_{name}(request: &{request}) -> String {{\n    wire::to_json(request).to_string()\n}}\n\n\
             pub fn read_{name}(body: &[u8]) -> Result<<{request} as Action>::Result, ResponseError> {{\n    \
             wire::read_response::<{request}>(body)\n}}\n"
        ));
    }
    text
}

/// What progenitor makes of a description.
fn progenitor(document: &str, program: &Path) -> Result<String, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", program.display());
    let input = tempfile::tempfile().and_then(|mut file| {
        std::io::Write::write_all(&mut file, document.as_bytes())?;
        std::io::Seek::rewind(&mut file)?;
        Ok(file)
    });
    let input = input.map_err(|error| failed(&error))?;
    let output = Command::new(program).stdin(input).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| failed(&error))?;
    if !output.status.success() {
        return Err(failed(&output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| failed(&error))
}

/// What a service consists of.
fn contents(service: &Service) -> Contents {
    let requests = service.actions.iter().map(|action| &action.request);
    let records: Vec<_> = service
        .types
        .iter()
        .filter_map(|def| match &def.kind {
            TypeKind::Record(record) => Some(record),
            TypeKind::Enum(_) => None,
        })
        .chain(requests)
        .collect();
    Contents {
        name: service.name.clone(),
        actions: service.actions.len(),
        records: records.len(),
        fields: records.iter().map(|record| record.fields.len()).sum(),
    }
}

/// The versions of the compiler and of the libraries that are compared with.
fn versions(lock: &Path) -> Result<Versions, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output =
        Command::new(rustc).arg("-vV").output().map_err(|error| format!("rustc can't be run: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let of_rustc = |key: &str| said.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("?").to_owned();
    let lock_text = fs::read_to_string(lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    let locked = |name: &str| {
        let package = format!("name = \"{name}\"\nversion = \"");
        let version = lock_text.split_once(&package).and_then(|(_, rest)| rest.split('"').next());
        version.map(str::to_owned).ok_or_else(|| format!("{} has no `{name}`", lock.display()))
    };
    Ok(Versions {
        rustc: of_rustc("release: "),
        host: of_rustc("host: "),
        progenitor: locked("progenitor-impl")?,
        serde: locked("serde")?,
    })
}

/// The figures of an earlier run.
fn read() -> Result<Figures, String> {
    let path = paths::workspace().join(FIGURES);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes the figures and what is made from them; what was found, in a few lines.
fn write(figures: &Figures) -> Result<String, String> {
    let json = serde_json::to_string_pretty(figures).map_err(|error| error.to_string())? + "\n";
    let root = paths::workspace();
    for (path, text) in [(FIGURES, &json), (TABLE, &table::table(figures)), (CHART, &chart::chart(figures))] {
        put(&root.join(path), text)?;
    }
    Ok(format!("{}\nwrote {FIGURES}, {TABLE} and {CHART}", table::summary(figures)))
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The Rust name of a type.
fn name_of(kind: &TypeKind) -> &str {
    match kind {
        TypeKind::Record(record) => &record.name,
        TypeKind::Enum(found) => &found.name,
    }
}

#[cfg(test)]
mod tests;
