//! `cargo xtask import`: specs from the vendor's descriptions.

mod api3;
mod errors;
mod page;

use crate::Outcome;
use crate::cli::{ImportArguments, ImportFrom};

pub(crate) fn run(arguments: &ImportArguments) -> Outcome {
    match &arguments.from {
        ImportFrom::Api3(arguments) => api3::run(arguments),
        ImportFrom::Errors(arguments) => errors::run(arguments),
        ImportFrom::Page(arguments) => page::run(arguments),
    }
}
