//! `import`: specs from the vendor's descriptions.

mod api3;
mod errors;
mod page;

use crate::cli::{ImportArguments, ImportFrom};
use crate::outcome::Outcome;
use crate::project::Project;

pub(crate) fn run(project: &Project, arguments: &ImportArguments) -> Outcome {
    match &arguments.from {
        ImportFrom::Api3(arguments) => api3::run(project, arguments),
        ImportFrom::Errors(arguments) => errors::run(project, arguments),
        ImportFrom::Page(arguments) => page::run(project, arguments),
    }
}
