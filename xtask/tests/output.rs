//! Every command with a reader that has gone away and with a disk that is full: none panics, and how it ends says what happened.

use std::fs::{self, File};
use std::io;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const FILES: &[(&str, &str)] = &[
    ("spec/vpc/service.yaml", "service: vpc\ndoc: Networks.\nprotocol: v2\nhost: vpc.api.qcloud.com\n"),
    (
        "spec/vpc/Ping.yaml",
        "action: Ping\ndoc: Answers.\nresult: {in: data, fields: {id: {type: string, doc: The id.}}}\n",
    ),
    (
        "spec/ssl_v20191205/service.yaml",
        "service: ssl\ndoc: Certificates.\nprotocol: tc3\nversion: 2019-12-05\nhost: ssl.tencentcloudapi.com\n",
    ),
    (
        "wrong/vpc/service.yaml",
        "service: vpc\ndoc: Networks.\nprotocol: v2\nhost: vpc.api.qcloud.com\nhosts: 1\n",
    ),
    ("captured.json", r#"{"code": 0, "message": "", "data": {"id": 7, "mtu": 1500}}"#),
    ("no.json", "{"),
    (
        "services/ssl/v20191205/api.json",
        r#"{"metadata": {"apiVersion": "2019-12-05", "serviceShortName": "ssl"},
        "actions": {"GetWord": {"document": "", "input": "GetWordRequest", "output": "GetWordResponse"}},
        "objects": {"GetWordRequest": {"document": "", "members": []},
        "GetWordResponse": {"document": "", "members": [{"name": "Word", "type": "string", "member": "string", "document": ""}]}}}"#,
    ),
    ("sdk/ssl/v20191205/errorcodes.py", "FAILEDOPERATION = 'FailedOperation'\n"),
    (
        "page.md",
        "# Delete a network\n\nDomain: vpc.api.qcloud.com\nAction: DeleteVpc\n\n## Request\n\n\
         | Parameter | Required | Type | Description |\n| --- | --- | --- | --- |\n| vpcId | Yes | String | Id of the network |\n",
    ),
];

/// The commands, and how each ends where its output is read.
const COMMANDS: &[(&str, i32)] = &[
    ("", 2),
    ("--help", 0),
    ("--version", 0),
    ("mock-up", 2),
    ("check --help", 0),
    ("check --spec spec", 0),
    ("check --spec spec --message-format json", 0),
    ("check --spec wrong", 1),
    ("check --spec wrong --message-format json", 1),
    ("check --spec nowhere --message-format json", 1),
    ("generate --spec spec --out out --dry-run", 0),
    ("generate --spec spec --out out", 0),
    ("generate --spec spec --out out --check", 1),
    ("generate --spec spec --out out --check --message-format json", 1),
    ("new vpc DescribeVpcs --spec spec", 0),
    ("new vpc Ping --spec spec", 1),
    ("schema --spec spec", 0),
    ("diff spec wrong", 1),
    ("diff wrong spec --message-format json", 1),
    ("diff spec changed", 0),
    ("diff spec changed --message-format json", 0),
    ("drift vpc Ping captured.json --spec spec", 1),
    ("drift vpc Ping captured.json --spec spec --message-format json", 1),
    ("drift vpc Ping captured.json --spec spec --patch", 0),
    ("drift vpc Ping no.json --spec spec --message-format json", 1),
    ("drift vpc Pong captured.json --spec spec", 2),
    ("import page page.md --out spec", 0),
    ("import page captured.json --out spec", 1),
    ("import api3 services --out made", 0),
    ("import api3 services --out made --check", 1),
    ("import errors sdk --out spec", 0),
    ("policy --spec spec", 0),
    ("policy --spec wrong", 1),
];

/// A home with all that the commands need, and a spec `changed` that differs from `spec`.
fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (path, text) in FILES {
        write(path, text);
        if let Some(below) = path.strip_prefix("spec/") {
            write(&format!("changed/{below}"), &text.replace("string", "int"));
        }
    }
    home
}

/// The status of a command that prints into `stdout` and `stderr`; a fresh home each time, since some commands write.
fn status(arguments: &str, stdout: Stdio, stderr: Stdio) -> (i32, String) {
    let home = home();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments.split_whitespace()).current_dir(home.path()).stdin(Stdio::null());
    let ended = command.stdout(stdout).stderr(stderr).spawn().unwrap().wait_with_output().unwrap();
    (ended.status.code().unwrap_or(-1), String::from_utf8(ended.stderr).unwrap())
}

/// The writing end of a pipe that nobody reads any more.
fn closed_pipe() -> Stdio {
    io::pipe().unwrap().1.into()
}

fn prints(arguments: &str) -> bool {
    let home = home();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let ended = command.args(arguments.split_whitespace()).current_dir(home.path()).output().unwrap();
    !ended.stdout.is_empty()
}

#[test]
fn the_commands_end_as_they_are_listed_where_somebody_reads() {
    for &(arguments, expected) in COMMANDS {
        let (ended, said) = status(arguments, Stdio::null(), Stdio::piped());
        assert_eq!(ended, expected, "xtask {arguments}: {said}");
    }
}

#[test]
fn a_closed_pipe_changes_nothing_of_how_a_command_ends() {
    for &(arguments, expected) in COMMANDS {
        let (ended, said) = status(arguments, closed_pipe(), Stdio::piped());
        assert_eq!(ended, expected, "xtask {arguments}: {said}");
        assert!(
            !said.contains("standard output can't") && !said.contains("panicked"),
            "xtask {arguments}: {said}"
        );
        assert_eq!(status(arguments, closed_pipe(), closed_pipe()).0, expected, "xtask {arguments} 2>&1");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error_that_names_standard_output() {
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    for &(arguments, expected) in COMMANDS {
        let (ended, said) = status(arguments, full(), Stdio::piped());
        if prints(arguments) {
            assert_eq!(ended, expected.max(1), "xtask {arguments}: {said}");
            let last = said.lines().last().unwrap_or_default();
            let error = "error: standard output can't be written: No space left on device (os error 28)";
            assert_eq!(last, error, "xtask {arguments}");
        } else {
            assert_eq!(ended, expected, "xtask {arguments}: {said}");
        }
        assert_eq!(status(arguments, Stdio::null(), full()).0, expected, "xtask {arguments} 2> /dev/full");
    }
}

#[test]
fn every_command_stands_in_the_list() {
    let help = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands =
        commands.take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next());
    // These start programs, most of all cargo, and print through the same functions.
    let left_out = ["mock", "explore", "interop", "cloud", "compile-times", "performance", "ci", "help"];
    for command in commands.filter(|command| !left_out.contains(command)) {
        assert!(COMMANDS.iter().any(|(tried, _)| tried.split(' ').next() == Some(command)), "{command}");
    }
}
