//! The programs as processes, with the environment and the exit status that cron sees.

use std::process::{Command, Output, Stdio};

use crate::stage::Stage;

/// Runs a program beside this one, which serves it meanwhile.
async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn certs(stage: &Stage, arguments: &[&str]) -> Command {
    let accepted = stage.server.credentials();
    let mut command = Command::new(env!("CARGO_BIN_EXE_certs"));
    command
        .args(["--endpoint", &stage.server.url()])
        .args(arguments)
        .env("TENCENTCLOUD_SECRET_ID", &accepted.secret_id)
        .env("TENCENTCLOUD_SECRET_KEY", &accepted.secret_key)
        .stdin(Stdio::null());
    command
}

#[tokio::test]
async fn cron_hears_by_the_exit_status_and_reads_the_file() {
    let stage = Stage::with(|builder| builder.timestamp_window(std::time::Duration::MAX)).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("certs.prom");
    let file = file.to_str().unwrap();
    // By the clock of the machine, which is not that of the server's certificates, they may all have expired.
    let output = run(certs(&stage, &["--format", "prometheus", "--all", "--output", file])).await;
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
    let metrics = std::fs::read_to_string(file).unwrap();
    assert!(metrics.contains("\nqcloud_certificates_up{account=\"default\"} 1\n"), "{metrics}");

    let mut command = certs(&stage, &[]);
    command.env("TENCENTCLOUD_SECRET_KEY", "wrong");
    let output = run(command).await;
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.starts_with("certs: default: ") && error.contains("AuthFailure.SignatureFailure"),
        "{error}"
    );
}

#[tokio::test]
async fn the_usage_and_wrong_arguments_need_no_server() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certs"));
    command.arg("--help");
    let output = run(command).await;
    assert!(output.status.success() && output.stdout.starts_with(b"Usage: certs "), "{output:?}");
    for (arguments, expected) in [
        (["--treshold", "5"], "certs: invalid option '--treshold'; `certs --help` tells more\n"),
        (
            ["--threshold", "soon"],
            "certs: cannot parse argument \"soon\": it is a number of days, such as 30; `certs --help` tells more\n",
        ),
        (
            ["--format", "xml"],
            "certs: cannot parse argument \"xml\": it is `table`, `json` or `prometheus`; `certs --help` tells more\n",
        ),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_certs"));
        command.args(arguments);
        let output = run(command).await;
        assert_eq!(
            (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
            (Some(2), expected)
        );
    }
}
