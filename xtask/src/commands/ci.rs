//! `cargo xtask ci`: what CI runs, on this machine.

use std::process::Command;

use crate::Outcome;
use crate::cli::MessageFormat;
use crate::messages::Messages;
use crate::paths;

pub(crate) fn run() -> Outcome {
    let script = paths::workspace().join(".ci/run");
    match Command::new("bash").arg(&script).current_dir(paths::workspace()).status() {
        Ok(status) if status.success() => Outcome::Done,
        Ok(_) => Outcome::Wrong,
        Err(error) => {
            Messages(MessageFormat::Human)
                .error(format_args!("bash {} can't be run: {error}", script.display()));
            Outcome::Wrong
        }
    }
}
