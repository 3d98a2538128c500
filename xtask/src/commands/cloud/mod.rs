//! `cargo xtask cloud`: the vendor's descriptions of the whole cloud, imported, generated, compiled and fed their own examples.

mod outcome;
mod sample;
mod scratch;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cargo_qcloud::commands::check::counts;
use cargo_qcloud::commands::generate::{Mode, Output};
use cargo_qcloud::{Messages, Outcome, short};
use qcloud_codegen::model::{Action, Api, Service};
use qcloud_codegen::{Changes, Scope, fit, parallel};
use qcloud_import::api3::{self, Descriptions};

use self::outcome::Outcomes;
use self::scratch::Scratch;
use crate::cli::CloudArguments;
use crate::repository;

const MESSAGES: Messages = Messages::HUMAN;

pub(crate) fn run(arguments: &CloudArguments) -> Outcome {
    match try_run(arguments) {
        Ok(outcome) => outcome,
        Err(message) => {
            // Diagnostics say themselves what they are.
            if message.starts_with("error: ") {
                MESSAGES.verdict(message);
            } else {
                MESSAGES.error(message);
            }
            Outcome::Wrong
        }
    }
}

fn try_run(arguments: &CloudArguments) -> Result<Outcome, String> {
    let out = arguments.out.clone().unwrap_or_else(|| short(&repository::root().join("target/cloud")));
    let spec = out.join("spec");
    let descriptions =
        Descriptions::open(std::slice::from_ref(&arguments.path)).map_err(|error| error.to_string())?;
    import(&descriptions, &spec)?;
    let scratch = Scratch::new(&out)?;
    let api = generate(&spec, &scratch)?;
    parse(&scratch)?;
    let sample = sample::choose(&api, arguments);
    if sample.is_empty() {
        return Ok(Outcome::Done);
    }
    compile(&scratch, &sample, arguments)?;
    let outcomes = read_examples(&descriptions, &scratch, &sample)?;
    let report = out.join("examples.txt");
    fs::write(&report, outcomes.report())
        .map_err(|error| format!("{}: can't write the file: {error}", report.display()))?;
    MESSAGES.summary(format_args!("{}", outcomes.summary(&report)));
    Ok(Outcome::Done)
}

/// Says what a step did, and how long it took.
fn done(start: Instant, what: impl std::fmt::Display) {
    MESSAGES.summary(format_args!("{what} in {:.1} s", start.elapsed().as_secs_f64()));
}

fn import(descriptions: &Descriptions, spec: &Path) -> Result<(), String> {
    let start = Instant::now();
    let options = api3::Options {
        out: spec.to_owned(),
        with_docs: false,
        with_examples: false,
        infer: false,
        services: Vec::new(),
        actions: Vec::new(),
        check: false,
    };
    let report = api3::import(descriptions, &options, |_| {}, || {}).map_err(|error| error.to_string())?;
    let warnings = report.warnings.len();
    let files = report.saved.new.len() + report.saved.changed.len();
    done(
        start,
        format_args!(
            "imported {} services with {} Actions, {files} files written, {warnings} warnings,",
            report.services, report.actions
        ),
    );
    Ok(())
}

fn generate(spec: &Path, scratch: &Scratch) -> Result<Api, String> {
    let start = Instant::now();
    let (api, diagnostics) = qcloud_codegen::examine(spec);
    let api = api.ok_or_else(|| diagnostics.to_string())?;
    let generated = scratch.generated();
    let output = Output::new(&repository::project(), &api, spec, &generated, |_| {})
        .map_err(|error| error.to_string())?;
    let Changes { new, changed, orphaned, unchanged, .. } =
        output.apply(&Scope::All, Mode::Write).map_err(|error| error.to_string())?;
    let written = new.len() + changed.len();
    done(
        start,
        format_args!(
            "generated {}: {written} files written, {} removed, {unchanged} unchanged,",
            counts(&api),
            orphaned.len()
        ),
    );
    Ok(api)
}

/// Parses every file that was generated, also those of services that are not compiled.
fn parse(scratch: &Scratch) -> Result<(), String> {
    let start = Instant::now();
    let files = scratch.rust_files()?;
    let parsed = parallel::map(&files, |path| -> Result<u64, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        syn::parse_file(&text).map_err(|error| format!("{}: not Rust: {error}", path.display()))?;
        Ok(text.len() as u64)
    });
    let bytes = parsed.into_iter().sum::<Result<u64, _>>()?;
    let count = files.len();
    done(start, format_args!("parsed {count} files of Rust, {} MB,", bytes / 1_000_000));
    Ok(())
}

fn compile(scratch: &Scratch, sample: &[&Service], arguments: &CloudArguments) -> Result<(), String> {
    let start = Instant::now();
    scratch.write_reader(sample)?;
    scratch.cargo("build", sample)?;
    let CloudArguments { largest, sample: others, seed, streaming, .. } = arguments;
    let streaming = if *streaming { ", and those that stream" } else { "" };
    let chosen = format!("the {largest} largest, and {others} by the seed {seed}{streaming}");
    done(start, format_args!("compiled {} services without warnings ({chosen})", sample.len()));
    Ok(())
}

fn read_examples(
    descriptions: &Descriptions,
    scratch: &Scratch,
    sample: &[&Service],
) -> Result<Outcomes, String> {
    let start = Instant::now();
    let wanted: Vec<_> = sample
        .iter()
        .map(|service| match &service.version {
            Some(version) => format!("{}@{version}", service.wire),
            None => service.wire.clone(),
        })
        .collect();
    let documented = api3::responses(descriptions, &wanted).map_err(|error| error.to_string())?;
    let (mut readable, mut other) = (Vec::new(), 0);
    for response in documented {
        let Some((service, action)) = sample.iter().find_map(|service| action_of(service, &response)) else {
            continue;
        };
        let is_stream = fit::stream(service, action, &response.body).is_some();
        if is_stream || serde_json::from_str::<serde_json::Value>(&response.body).is_ok() {
            readable.push((response, is_stream));
        } else {
            other += 1;
        }
    }
    let paths: Vec<PathBuf> = scratch.write_responses(&readable)?;
    let outcomes = Outcomes::new(scratch.read(sample, &paths)?, other);
    done(start, format_args!("read {} examples", outcomes.read()));
    Ok(outcomes)
}

/// The Action of a service that a response answers.
fn action_of<'a>(service: &'a Service, response: &api3::Response) -> Option<(&'a Service, &'a Action)> {
    let action = service.actions.iter().find(|action| action.name == response.action)?;
    (service.name == response.service).then_some((service, action))
}
