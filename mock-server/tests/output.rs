//! The program with a reader that has gone away and with a disk that is full.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

fn program(stdout: Stdio, stderr: Stdio) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qcloud-mock-server"));
    command.stdin(Stdio::null()).stdout(stdout).stderr(stderr);
    command
}

/// The writing end of a pipe that nobody reads any more.
fn closed_pipe() -> Stdio {
    io::pipe().unwrap().1.into()
}

#[test]
fn nobody_learns_the_address_so_the_server_ends_quietly() {
    let ended = program(closed_pipe(), Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap()), (Some(1), String::new()));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error_that_names_standard_output() {
    let full = || Stdio::from(std::fs::File::options().write(true).open("/dev/full").unwrap());
    let ended = program(full(), Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    let said = "error: standard output can't be written: No space left on device (os error 28)\n";
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap()), (Some(1), said.to_owned()));
    assert_eq!(program(full(), full()).spawn().unwrap().wait().unwrap().code(), Some(1));
}

#[test]
fn requests_are_answered_when_nobody_reads_the_log() {
    let mut server = program(Stdio::piped(), closed_pipe()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let address = url.trim_end().strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).unwrap();
    write!(
        connection,
        "GET /v2/index.php?Action=CertGetList HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}
