//! `qcloud-mock-server`: the server as a program of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    qcloud_mock_server::program::run("qcloud-mock-server", &arguments, None).into()
}
