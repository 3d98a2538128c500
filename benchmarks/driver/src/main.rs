//! What compiling the client costs, beside the same types with serde's derives and a rival's client: `cargo xtask compile-times`.
//!
//! The figures go to `docs/compile-times.json`; the table and the chart beside it are made from that file, and a test compares them.

mod chart;
mod figures;
mod measure;
mod serde_types;
mod sources;
mod table;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use common::published::{self, Published, root};
use indicatif::{ProgressBar, ProgressStyle};
use qcloud_codegen::model::Api;

use crate::figures::{Figures, Measured, Versions};
use crate::measure::{Bench, Build, Subject};

/// The service that is measured. `benchmarks/client` names its feature.
const SERVICE: &str = "ssl_v20191205";

/// The figures, and what is made from them.
const PUBLISHED: Published = Published("compile-times");

const MODULE: Subject = Subject { package: "module", root: "module", group: "types" };
const SERDE_TYPES: Subject = Subject { package: "serde-types", root: "serde-types", group: "types" };
const CLIENT: Subject = Subject { package: "qcloud-client", root: "client", group: "clients" };
const PROGENITOR: Subject = Subject { package: "progenitor", root: "progenitor", group: "clients" };

/// Measures what compiling the client costs, beside rivals, and writes docs/compile-times.*; takes minutes, and the network once
#[derive(Debug, Parser)]
#[command(name = "cargo xtask compile-times", bin_name = "cargo xtask compile-times")]
struct Arguments {
    /// How often each crate is compiled
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..))]
    rounds: u8,
    /// A spec that describes the service in place of this repository's, such as an earlier one; what is found is told, and nothing is written.
    /// The client with its runtime stays as it is here
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "render")]
    spec: Option<PathBuf>,
    /// Measure nothing; make the table and the chart anew from the figures that are there
    #[arg(long, conflicts_with = "rounds")]
    render: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let figures = if arguments.render {
        PUBLISHED.read()
    } else {
        let spec = arguments.spec.clone().unwrap_or_else(|| root().join("spec"));
        measured_service(&spec).and_then(|api| measured(&api, arguments.rounds.into()))
    };
    let tell = |figures: Figures| match arguments.spec {
        Some(_) => Ok(table::summary(&figures)),
        None => write(&figures),
    };
    match figures.and_then(tell) {
        Ok(summary) => {
            if let Err(error) = writeln!(io::stdout(), "{summary}") {
                let _ = writeln!(io::stderr(), "error: standard output can't be written: {error}");
                return ExitCode::FAILURE;
            }
            ExitCode::SUCCESS
        }
        Err(message) => {
            let _ = writeln!(io::stderr(), "error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The model of the measured service alone.
fn measured_service(spec: &Path) -> Result<Api, String> {
    let mut api = qcloud_codegen::read(spec).map_err(|error| error.to_string())?;
    api.services.retain(|service| service.name == SERVICE);
    api.common_errors.clear();
    if api.services.is_empty() { Err(format!("the spec has no service `{SERVICE}`")) } else { Ok(api) }
}

/// Compiles everything again and again.
fn measured(api: &Api, rounds: usize) -> Result<Figures, String> {
    let bench = Bench::new(&root());
    bench.build_tools()?;
    let lines = sources::write(api, &bench)?;
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
    Ok(Figures {
        service: sources::contents(&api.services[0]),
        versions,
        module,
        client,
        serde_types,
        progenitor,
    })
}

/// The versions of the compiler and of the libraries that are compared with.
fn versions(lock: &Path) -> Result<Versions, String> {
    let [rustc, host] = published::rustc()?;
    let lock_text = fs::read_to_string(lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    let locked = |name: &str| {
        let package = format!("name = \"{name}\"\nversion = \"");
        let version = lock_text.split_once(&package).and_then(|(_, rest)| rest.split('"').next());
        version.map(str::to_owned).ok_or_else(|| format!("{} has no `{name}`", lock.display()))
    };
    Ok(Versions { rustc, host, progenitor: locked("progenitor-impl")?, serde: locked("serde")? })
}

/// Writes the figures and what is made from them; what was found, in a few lines.
fn write(figures: &Figures) -> Result<String, String> {
    let wrote = PUBLISHED.write(figures, &table::table(figures), &chart::chart(figures))?;
    Ok(format!("{}\n{wrote}", table::summary(figures)))
}

#[cfg(test)]
mod tests;
