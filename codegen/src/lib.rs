//! Turns YAML descriptions of Tencent Cloud Actions into a typed Rust client.
//!
//! A spec directory goes in, generated files or diagnostics come out:
//!
//! ```no_run
//! let api = qcloud_codegen::read("spec".as_ref())?;
//! let files = qcloud_codegen::emit(&api, &qcloud_codegen::Options::new());
//! qcloud_codegen::write(&files, "src/generated".as_ref(), &qcloud_codegen::Scope::All)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In a `build.rs`, [`build`] does all three and speaks to cargo.
//!
//! The stages, in the order of the data: `load` (YAML to [`spec`] types), `lower` (rules checked, names resolved: [`model::Api`]),
//! `emit` (the text of the files), `write` (what differs goes to disk).

#![warn(missing_docs)]

mod diagnostic;
pub mod diff;
mod emit;
mod examine;
mod features;
pub mod fit;
mod json;
pub mod language;
mod load;
mod lower;
pub mod model;
pub mod parallel;
mod protocol;
pub mod reference;
pub mod sample;
mod schemas;
mod source;
pub mod spec;
pub mod vendor;
mod write;
mod yaml;

use std::path::Path;

pub use crate::diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity, Style, nearest};
pub use crate::emit::{
    FORMAT, GeneratedFile, InvalidPath, Options, emit, emit_action, emit_each, field_type, value_type,
};
pub use crate::examine::{check, examine, examine_with, resolve};
pub use crate::features::Manifest;
pub use crate::load::Overlay;
pub use crate::lower::{Clash, clashes, flat_parameters};
pub use crate::reference::reference;
pub use crate::schemas::schemas;
pub use crate::write::{
    Changes, PlaceError, Scope, SpecStage, Staged, StagedService, WriteError, compare, place, replace, stage,
    write,
};

/// Reads a spec directory and checks every rule of the language.
///
/// # Errors
///
/// All that is wrong, in all files, sorted by place.
pub fn read(directory: &Path) -> Result<model::Api, Diagnostics> {
    let (api, diagnostics) = examine(directory);
    api.ok_or(diagnostics)
}

/// The lines and columns, from 1, where the spec in a directory says what a model says; in the order of the places.
///
/// A place that is not there any more is answered with the nearest thing around it, or not at all when its file is gone.
#[must_use]
pub fn locate<'a>(
    directory: &Path,
    places: impl IntoIterator<Item = &'a model::Origin>,
) -> Vec<Option<(usize, usize)>> {
    source::locate(directory, places)
}

/// For a `build.rs`: generates a private spec into `$OUT_DIR/DIRECTORY`, and tells cargo what it depends on.
///
/// The crate includes the result with `include!(concat!(env!("OUT_DIR"), "/DIRECTORY/mod.rs"))`.
///
/// # Errors
///
/// The diagnostics of the spec, or why the files can't be written. A `main` that returns the error shows it as people read it.
pub fn build(spec: &Path, directory: &str, options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed={}", spec.display());
    generate(spec, directory, options).map_err(|error| Box::new(BuildError(error)).into())
}

fn generate(spec: &Path, directory: &str, options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: this function is for a build.rs")?;
    let api = read(spec)?;
    write(&emit(&api, options), &Path::new(&out).join(directory), &Scope::All)?;
    Ok(())
}

/// Why a build script can't go on. `main` prints the `Debug` of its error, so that has to be what people read.
struct BuildError(Box<dyn std::error::Error>);

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Debug for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the client can't be generated\n\n{}", self.0)
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What is said of a spec with one service of the protocol that only tests have.
    fn tiny(service: &str, response: &str) -> Result<model::Api, Diagnostics> {
        let spec = tempfile::tempdir().unwrap();
        let files = [
            ("service.yaml", format!("service: toy\nprotocol: tiny\nhost: toy.tiny.example.com\n{service}")),
            (
                "Ping.yaml",
                "action: Ping\nresult: {fields: {pong: {type: string, required: true}}}\nexamples:\n  - {response: done.json}\n"
                    .to_owned(),
            ),
            ("done.json", response.to_owned()),
        ];
        fs::create_dir(spec.path().join("toy")).unwrap();
        for (name, text) in files {
            fs::write(spec.path().join("toy").join(name), text).unwrap();
        }
        read(spec.path())
    }

    #[test]
    fn a_protocol_that_is_one_file_and_one_line_is_checked_emitted_and_referenced() {
        let api = tiny("", r#"{"pong": "yes"}"#).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((api.services[0].path.as_str(), api.services[0].protocol.name()), ("/tiny", "tiny"));
        let text = |files: Vec<GeneratedFile>| files.into_iter().map(|file| file.text).collect::<String>();
        let generated = text(emit(&api, &Options::new()));
        assert!(generated.contains("internal::Tiny"), "{generated}");
        let pages = text(reference(&api));
        assert!(
            pages.contains("the tiny API") && pages.contains("The whole body of the response"),
            "{pages}"
        );
        let schemas = text(schemas());
        assert!(schemas.contains("The tiny API, which only tests speak."), "{schemas}");
        assert_eq!(vendor::hosts::protocol("toy.tiny.example.com"), Some(api.services[0].protocol));
    }

    #[test]
    fn a_protocol_that_is_one_file_and_one_line_has_its_own_rules() {
        let wrong = |service, response| {
            let diagnostics = tiny(service, response).unwrap_err();
            let errors = diagnostics.as_slice().iter().filter(|found| found.severity == Severity::Error);
            errors.map(|found| found.message.clone()).collect::<Vec<_>>()
        };
        let good = r#"{"pong": "yes"}"#;
        assert_eq!(wrong("version: 2020-01-02\n", good), ["a service of the tiny API has no `version`"]);
        assert_eq!(wrong("path: /other\n", good), ["the path of the tiny API is always `/tiny`"]);
        assert_eq!(wrong("", "{}"), ["the required field `pong` is missing"]);
        assert!(tiny("", r#"{"oops": "failed"}"#).is_ok(), "a failure is no result");
    }

    #[test]
    fn a_build_script_that_returns_the_error_shows_the_diagnostics() {
        let spec = tempfile::tempdir().unwrap();
        let diagnostics = read(spec.path()).unwrap_err();
        let shown = diagnostics.to_string();
        assert!(shown.starts_with("error: there is no service in this directory"), "{shown}");
        let error = BuildError(diagnostics.into());
        assert_eq!(error.to_string(), shown);
        assert_eq!(format!("{error:?}"), format!("the client can't be generated\n\n{shown}"));
    }
}
