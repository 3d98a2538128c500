//! The documented responses, as they are written: for who wants to read them without a spec.

use qcloud_codegen::parallel;

use super::description::ExampleFile;
use super::{Descriptions, EXAMPLES, parse};
use crate::report::{ImportError, Problem};

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
pub fn responses(descriptions: &Descriptions, services: &[String]) -> Result<Vec<Response>, ImportError> {
    let described = descriptions.select(services)?;
    let found = parallel::map(&described, |described| -> Result<_, Problem> {
        let Some(beside) = described.source.beside(EXAMPLES) else { return Ok(Vec::new()) };
        let text = beside.read()?;
        let examples: ExampleFile<'_> = parse(&beside, &text)?;
        let service = described.directory();
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
