//! `qcloud-explorer`: the explorer as a program of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    qcloud_explorer::program::run("qcloud-explorer", &arguments, None, |builder| builder).into()
}
