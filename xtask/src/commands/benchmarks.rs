//! `cargo xtask compile-times` and `performance`: programs of their own workspace, `benchmarks`, since what they compare with is heavy.

use cargo_qcloud::{Messages, Outcome, PassedOn, cargo};

use crate::repository;

/// What compiling costs, beside rivals.
pub(crate) fn compile_times(arguments: &PassedOn) -> Outcome {
    // Its programs are measured in directories of their own below this one.
    run("driver", "compile-times/driver", &[], arguments)
}

/// What running costs, beside the same by hand.
pub(crate) fn performance(arguments: &PassedOn) -> Outcome {
    // A moment shows as well without optimization that everything works.
    let is_brief = arguments.arguments.iter().any(|argument| argument == "--brief");
    run("performance", "benchmarks", if is_brief { &[] } else { &["--release"] }, arguments)
}

fn run(package: &str, target: &str, options: &[&str], arguments: &PassedOn) -> Outcome {
    let workspace = repository::root();
    let targets = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), Into::into);
    let mut command = cargo::command(&workspace.join("benchmarks"), "run");
    command.args(["--quiet", "--package", package]).args(options);
    command.arg("--target-dir").arg(targets.join(target));
    match command.arg("--").args(&arguments.arguments).status() {
        Ok(status) if status.success() => Outcome::Done,
        Ok(_) => Outcome::Wrong,
        Err(error) => {
            Messages::HUMAN.error(format_args!("cargo can't be run: {error}"));
            Outcome::Wrong
        }
    }
}
