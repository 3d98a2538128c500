//! `cargo xtask compile-times`: a program of its own workspace, `tests/compile-times/driver`, since it is as large as all other commands.

use cargo_qcloud::{Messages, Outcome, PassedOn, cargo};

use crate::repository;

pub(crate) fn run(arguments: &PassedOn) -> Outcome {
    let workspace = repository::root();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), Into::into);
    let mut command = cargo::command(&workspace.join("tests/compile-times"), "run");
    command.args(["--quiet", "--package", "driver", "--target-dir"]).arg(target.join("compile-times/driver"));
    match command.arg("--").args(&arguments.arguments).status() {
        Ok(status) if status.success() => Outcome::Done,
        Ok(_) => Outcome::Wrong,
        Err(error) => {
            Messages::HUMAN.error(format_args!("cargo can't be run: {error}"));
            Outcome::Wrong
        }
    }
}
