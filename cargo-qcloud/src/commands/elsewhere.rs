//! What this program was built without: cargo builds and runs it in the workspace that the program comes from.

use std::ffi::OsString;

use crate::cargo;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::project::Project;

/// Another program of that workspace, which is the command.
pub(crate) fn serve(project: &Project, command: &str, package: &str, arguments: Vec<OsString>) -> Outcome {
    match &project.source {
        Some((workspace, _)) => cargo::run_instead(workspace, package, arguments),
        None => left_out(command),
    }
}

/// This program with its default features, which has the command.
#[cfg(not(feature = "import"))]
pub(crate) fn run(project: &Project, command: &str, passed: &crate::cli::PassedOn) -> Outcome {
    match &project.source {
        Some((workspace, package)) => {
            let arguments = std::iter::once(command.into()).chain(passed.arguments.iter().cloned());
            cargo::run_instead(workspace, package, arguments)
        }
        None => left_out(command),
    }
}

fn left_out(command: &str) -> Outcome {
    Messages::HUMAN.error(format_args!(
        "this program was built without `{command}`; `cargo install cargo-qcloud`, with its default features, has it"
    ));
    Outcome::Usage
}
