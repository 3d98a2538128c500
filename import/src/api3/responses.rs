//! The documented responses, as they are written: for who wants to read them without a spec.

use qcloud_codegen::spec::directory;
use std::path::PathBuf;

use qcloud_codegen::parallel;

use super::description::ExampleFile;
use super::{heads, parse, select};
use crate::report::{ImportError, Problem, read};

/// A documented response to an Action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The directory of the service in a spec.
    pub service: String,
    /// The Action that it answers.
    pub action: String,
    /// The body, which need not be JSON.
    pub body: String,
}

/// The documented responses of services, `NAME` or `NAME@VERSION`; of all when none is named.
///
/// # Errors
///
/// As [`import`](super::import).
pub fn responses(paths: &[PathBuf], services: &[String]) -> Result<Vec<Response>, ImportError> {
    let files = crate::find::find(paths, &super::FILE).map_err(ImportError::Input)?;
    let files = select(files, services)?;
    let heads = heads(&files).map_err(ImportError::Input)?;
    let described: Vec<_> = files.into_iter().zip(heads).collect();
    let found = parallel::map(&described, |(file, (name, version))| -> Result<_, Problem> {
        let beside = file.with_file_name("examples.json");
        if !beside.exists() {
            return Ok(Vec::new());
        }
        let text = read(&beside)?;
        let examples: ExampleFile<'_> = parse(&beside, &text)?;
        let service = directory(name, Some(version));
        let responses = examples.actions.iter().flat_map(|(action, texts)| {
            texts.iter().map(|text| Response {
                service: service.clone(),
                action: action.to_string(),
                body: text.output.to_string(),
            })
        });
        Ok(responses.collect())
    });
    let found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().flatten().collect())
}
