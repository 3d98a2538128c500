//! `cargo xtask ci`: what CI runs, on this machine.

use std::process::Command;

use cargo_qcloud::{Messages, Outcome};

use crate::repository;

pub(crate) fn run() -> Outcome {
    let script = repository::root().join(".ci/run");
    match Command::new("bash").arg(&script).current_dir(repository::root()).status() {
        Ok(status) if status.success() => Outcome::Done,
        Ok(_) => Outcome::Wrong,
        Err(error) => {
            Messages::HUMAN.error(format_args!("bash {} can't be run: {error}", script.display()));
            Outcome::Wrong
        }
    }
}
