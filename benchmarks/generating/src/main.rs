//! What generating, checking and comparing specs cost: `cargo xtask performance` runs it, and reads what it prints.

mod floor;
mod once;
mod processors;
mod spec;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use common::generating::{Beside, Generating, Memory};
use common::rounds::{Effort, Spread, compare};
use qcloud_codegen::model::Api;
use qcloud_codegen::{Options, Scope};
use qcloud_drift::{Response, Target};
use qcloud_import::api3::Descriptions;

use crate::once::Once;
use crate::processors::OneProcessor;
use crate::spec::Spec;

/// As `cargo xtask` generates.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The services that are generated, as the descriptions name them.
const SERVICES: [&str; 3] = ["ssl@2019-12-05", "cvm@2017-03-12", "vpc@2017-03-12"];

/// How many Actions are checked, and responses compared.
const ACTIONS: usize = 1500;
const RESPONSES: usize = 1000;

/// Measures what generating costs, and prints the figures as JSON
#[derive(Debug, Parser)]
struct Arguments {
    /// The vendor's descriptions: a wheel of tccli, another zip, or a directory [default: this repository's spec, for a moment]
    #[arg(long, value_name = "PATH")]
    descriptions: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let found = match &arguments.descriptions {
        Some(path) => measured(path),
        None => tried(),
    };
    let result = found.and_then(|found| json(&found)).and_then(|text| {
        writeln!(io::stdout(), "{text}").map_err(|error| format!("standard output can't be written: {error}"))
    });
    if let Err(message) = result {
        let _ = writeln!(io::stderr(), "error: {message}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn json(found: &Generating) -> Result<String, String> {
    serde_json::to_string(found).map_err(|error| error.to_string())
}

/// Everything once more for a moment, with the spec of this repository: that it works.
fn tried() -> Result<Generating, String> {
    let mut bench = Bench::new(Effort { rounds: 3, least: Duration::from_millis(2) });
    let spec = own()?;
    bench.service("own", &spec)?;
    if cfg!(target_os = "linux") {
        bench.memory("own", &spec)?;
    }
    bench.drift(&spec.read()?)?;
    bench.tools("own", &spec, &spec)?;
    Ok(bench.found)
}

/// The spec of this repository.
fn own() -> Result<Spec, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
    Spec::of(root.join("spec"))
}

/// Everything, with what the vendor describes.
fn measured(path: &Path) -> Result<Generating, String> {
    let mut bench = Bench::new(Effort { rounds: 31, least: Duration::from_millis(10) });
    let descriptions =
        Descriptions::open(std::slice::from_ref(&path.to_owned())).map_err(|error| error.to_string())?;
    for name in SERVICES {
        // With the vendor's sentences: a document of OpenAPI has them too.
        let spec = Spec::imported(&descriptions, &[name], true)?;
        let name = name.split('@').next().unwrap_or(name);
        bench.service(name, &spec)?;
        if cfg!(target_os = "linux") {
            bench.memory(name, &spec)?;
        }
    }
    let cloud = Spec::imported(&descriptions, &[], false)?;
    let some = some(&cloud)?;
    bench.tools("imported", &some, &cloud)?;
    // An import has no examples: the vendor's stay where they are.
    bench.drift(&own()?.read()?)?;
    Ok(bench.found)
}

/// As many services of a cloud, the first by name, as have the Actions that are checked.
fn some(cloud: &Spec) -> Result<Spec, String> {
    let api = cloud.read()?;
    let some = Spec::of(cloud.new_directory())?;
    let mut actions = 0;
    for service in &api.services {
        if actions >= ACTIONS {
            break;
        }
        actions += service.actions.len();
        copy(&cloud.directory.join(&service.name), &some.directory.join(&service.name))?;
    }
    Ok(some)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(failed)?;
        }
    }
    Ok(())
}

/// What is found, and how hard it is looked for.
struct Bench {
    effort: Effort,
    found: Generating,
}

impl Bench {
    fn new(effort: Effort) -> Self {
        Self { effort, found: Generating::default() }
    }

    fn ratio(
        &mut self,
        (what, beside, aim): (String, &str, Option<f64>),
        ours: &mut dyn FnMut() -> Result<(), String>,
        other: &mut dyn FnMut() -> Result<(), String>,
    ) -> Result<(), String> {
        // What can't be done at all is told once, before it is measured.
        ours()?;
        other()?;
        let processor = {
            let _one = OneProcessor::take()?;
            self.compared(ours, other)?.processor
        };
        let clock = self.compared(ours, other)?.clock;
        // Standard output has the figures of all.
        let _ = writeln!(io::stderr(), "{what}: {processor} times {beside}, by the clock {clock}");
        self.found.ratios.push(Beside { what, beside: beside.to_owned(), aim, processor, clock });
        Ok(())
    }

    fn compared(
        &self,
        ours: &mut dyn FnMut() -> Result<(), String>,
        other: &mut dyn FnMut() -> Result<(), String>,
    ) -> Result<Spread, String> {
        let (mut first, mut second) = (Ok(()), Ok(()));
        let spread = compare(
            self.effort,
            &mut |times| (0..times).for_each(|_| first = first.clone().and_then(|()| ours())),
            &mut |times| (0..times).for_each(|_| second = second.clone().and_then(|()| other())),
        );
        first.and(second)?;
        Ok(spread)
    }

    /// A service into a new directory, and again into one that has it.
    fn service(&mut self, name: &str, spec: &Spec) -> Result<(), String> {
        let what = format!("{name} into a new directory");
        let files = spec.files()?;
        let items = floor::items(&files)?;
        let mut ours = || spec.generate(&spec.new_directory());
        self.ratio((what.clone(), "tokens, parsed and printed", Some(1.25)), &mut ours, &mut || {
            floor::print(&items);
            Ok(())
        })?;
        #[cfg(feature = "rivals")]
        {
            let (once, from) = (Once::new()?, document(spec)?);
            let run = |who, from: &Path| once.run(who, from, &spec.new_directory()).map(drop);
            for (rival, aim) in [(once::PROGENITOR, 0.2), (once::OPENAPI_TO_RUST, 0.4)] {
                let ours = &mut || run(once::OURS, &spec.directory);
                self.ratio((what.clone(), rival, Some(aim)), ours, &mut || run(rival, &from))?;
            }
        }
        let (api, there) = (spec.read()?, spec.new_directory());
        spec.generate(&there)?;
        let emitted = || qcloud_codegen::emit(&api, &Options::new());
        let mut unchanged = || {
            qcloud_codegen::write(&emitted(), &there, &Scope::All)
                .map(drop)
                .map_err(|error| error.to_string())
        };
        self.ratio(
            (format!("{name} into a directory that has it"), "the same in memory", Some(1.0)),
            &mut unchanged,
            &mut || {
                std::hint::black_box(emitted());
                Ok(())
            },
        )
    }

    /// Checking, comparing with responses, comparing with another spec.
    fn tools(&mut self, name: &str, some: &Spec, cloud: &Spec) -> Result<(), String> {
        let texts = some.texts()?;
        let actions: usize = some.read()?.services.iter().map(|service| service.actions.len()).sum();
        let read = |spec: &Spec| spec.read().map(|api| drop(std::hint::black_box(api)));
        self.ratio(
            (format!("`check` of {actions} Actions ({name})"), "their YAML, read as values", None),
            &mut || read(some),
            &mut || {
                texts.iter().try_for_each(|text| {
                    let value: serde_yaml::Value =
                        serde_yaml::from_str(text).map_err(|error| error.to_string())?;
                    std::hint::black_box(value);
                    Ok(())
                })
            },
        )?;
        let old = cloud.read()?;
        let new = changed(old.clone());
        let diff = |new: &Api| {
            std::hint::black_box(qcloud_codegen::diff::diff(&old, new));
            Ok(())
        };
        let what = format!(
            "`diff` of two specs of {} services ({name}), a third of their Actions gone",
            old.services.len()
        );
        self.ratio((what, "the same without a difference", None), &mut || diff(&new), &mut || diff(&old))
    }

    /// Responses of one Action, made of an example.
    fn drift(&mut self, api: &Api) -> Result<(), String> {
        let examples = api.services.iter().flat_map(|service| {
            let of = move |action| (service, action);
            service.actions.iter().map(of)
        });
        let longest = examples
            .filter_map(|(service, action)| {
                let body = &action.examples.iter().max_by_key(|example| example.response.len())?.response;
                serde_json::from_str::<serde_json::Value>(body).ok().map(|_| (service, action, body))
            })
            .max_by_key(|(.., body)| body.len());
        let (service, action, body) = longest.ok_or("the spec has no example")?;
        let bodies: Vec<_> = (0..RESPONSES).map(|_| body.clone()).collect();
        let target = Target { service: &service.name, action: &action.name };
        let (service, action) = target.find(api).map_err(|error| error.to_string())?;
        self.ratio(
            (
                format!("`drift` of {RESPONSES} responses of {}", action.name),
                "their JSON, read as values",
                None,
            ),
            &mut || {
                let read = bodies.iter().map(|body| Response::read("response", body.as_bytes()));
                let responses: Vec<_> = read.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
                std::hint::black_box(qcloud_drift::report(api, service, action, &responses));
                Ok(())
            },
            &mut || {
                bodies.iter().try_for_each(|body| {
                    let value: serde_json::Value =
                        serde_json::from_str(body).map_err(|error| error.to_string())?;
                    std::hint::black_box(value);
                    Ok(())
                })
            },
        )
    }

    /// What processes have at most, each of which does it once.
    fn memory(&mut self, name: &str, spec: &Spec) -> Result<(), String> {
        let once = Once::new()?;
        #[cfg_attr(not(feature = "rivals"), allow(unused_mut, reason = "rivals are pushed"))]
        let mut all = vec![(once::OURS, spec.directory.clone())];
        #[cfg(feature = "rivals")]
        {
            let from = document(spec)?;
            all.extend([(once::PROGENITOR, from.clone()), (once::OPENAPI_TO_RUST, from)]);
        }
        for (who, from) in all {
            let mebibytes = once.run(who, &from, &spec.new_directory())?;
            self.found.memory.push(Memory { what: format!("{name}: {who}"), mebibytes });
        }
        Ok(())
    }
}

/// A file with a spec as an `OpenAPI` document.
#[cfg(feature = "rivals")]
fn document(spec: &Spec) -> Result<PathBuf, String> {
    let api = spec.read()?;
    let service = api.services.first().ok_or("the spec has no service")?;
    let path = spec.new_directory().with_extension("json");
    let written = fs::write(&path, driver::openapi::document(service).to_string());
    written.map(|()| path.clone()).map_err(|error| format!("{}: {error}", path.display()))
}

/// A spec with every third Action gone.
fn changed(mut api: Api) -> Api {
    for service in &mut api.services {
        let mut number = 0;
        service.actions.retain(|_| {
            number += 1;
            number % 3 != 0
        });
    }
    api
}
