//! The program: its first line, its arguments, its exit status.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::api3::{api3, response};
use crate::support::{Call, call, fixed, real_time};

const PROGRAM: &str = env!("CARGO_BIN_EXE_qcloud-mock-server");

struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        Self::spawn(Command::new(PROGRAM).args(arguments))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("http://").unwrap().to_owned();
        Self { child, address }
    }

    /// A call with the default credentials, unless it is changed.
    async fn call(&self, action: &str, parameters: &[(&str, &str)]) -> Call {
        // Any server of the library has the default credentials.
        let server = fixed().start().await.unwrap();
        call(&server, action, parameters)
            .to(self.address.parse().unwrap())
            .set("Timestamp", &real_time().to_string())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[tokio::test]
async fn the_first_line_is_the_address_and_the_defaults_work() {
    let program = Running::start(&[]);
    assert!(program.address.starts_with("127.0.0.1:"), "{}", program.address);
    assert_eq!(program.call("CertGetList", &[]).await.send().await.code(), 0);
}

#[tokio::test]
async fn credentials_a_spec_and_faults_are_taken_from_the_command_line() {
    let spec = crate::support::workspace("tests/new_service/spec");
    let arguments = [
        "--secret-id",
        "id",
        "--secret-key",
        "key",
        "--spec",
        spec.to_str().unwrap(),
        "--fault",
        "2=status:503",
        "-q",
    ];
    let program = Running::start(&arguments);
    let mut request = program.call("DropSubnet", &[("subnetId", "s")]).await.set("SecretId", "id");
    "key".clone_into(&mut request.key);
    assert_eq!(request.clone().send().await.code(), 0);
    assert_eq!(request.send().await.status, 503);
}

#[tokio::test]
async fn tasks_resources_and_answers_are_taken_from_the_command_line() {
    let arguments = [
        "--task-time=0",
        "--resource=vod::video.example.com:kX3uPw9B",
        "--fail-resource=video.example.com=no room",
        "--answer=DescribeCertificate={\"CertificateId\": \"x\", \"Status\": 2}",
        "--fault=DescribeCertificate=code:InternalError",
        "-q",
    ];
    let program = Running::start(&arguments);
    let server = fixed().start().await.unwrap();
    let now = real_time();
    let ask = async |action: &str, parameters: Value| {
        let call =
            api3(&server, "ssl", "2019-12-05", action, &parameters).at(program.address.parse().unwrap(), now);
        response(&call.send().await)
    };
    let update =
        json!({"OldCertificateId": "kX3uPw9B", "CertificateId": "wN8cJh4D", "ResourceTypes": ["vod"]});
    let id = ask("UpdateCertificateInstance", update).await["DeployRecordId"].to_string();
    let record = ask("DescribeHostUpdateRecordDetail", json!({"DeployRecordId": id})).await;
    assert_eq!(record["RecordDetailList"][0]["List"][0]["ErrorMsg"], "no room");
    let certificate = json!({"CertificateId": "GjTNRoK7"});
    let failed = ask("DescribeCertificate", certificate.clone()).await;
    assert_eq!(failed["Error"]["Code"], "InternalError");
    assert_eq!(ask("DescribeCertificate", certificate.clone()).await["Status"], 2);
    assert_eq!(ask("DescribeCertificate", certificate).await["Status"], 3);
}

#[test]
fn what_is_wrong_with_the_arguments_is_said_with_status_2() {
    for (arguments, expected) in [
        (["--task-time", "soon"], "`soon` is neither a number of questions, as `3`, nor a time, as `20s`"),
        (["--resource", "cdn"], "write it like `cdn::www.example.com:CERTIFICATE-ID`"),
        (["--resource", "cvm::ins-1:x"], "there is no kind of resources `cvm`"),
        (["--answer", "DescribeCertificate"], "write it like `DescribeCertificate={\"Status\": 1}`"),
        (["--addr", "0.0.0.0:0"], "it is not an address of loopback"),
        (["--fault", "cut"], "`cut` is no fault"),
    ] {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_wrong_spec_is_status_1() {
    let output = Command::new(PROGRAM).args(["--spec", "no/such/directory"]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: the spec is wrong\n"));
}

#[tokio::test]
async fn what_a_caller_sends_breaks_no_line_of_the_log() {
    let mut child = Command::new(PROGRAM).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut address).unwrap();
    let address = address.trim_end().strip_prefix("http://").unwrap().parse().unwrap();
    let server = fixed().start().await.unwrap();
    for action in ["\u{1b}[2J\n1 POST CertDelete: carried out", &"A".repeat(5000)] {
        call(&server, action, &[]).to(address).send().await;
    }
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    // The lines with the keys come when they come.
    let lines: Vec<_> = lines.map(Result::unwrap).filter(|line| line.contains(" POST ")).take(2).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(
        lines,
        [
            "   1 POST \\u{1b}[2J\\n1 POST CertDelete: carried out: refused with 4000".to_owned(),
            format!("   2 POST {}…: refused with 4000", "A".repeat(100))
        ]
    );
}

/// The processor time that a process has used, in hundredths of a second.
#[cfg(target_os = "linux")]
fn processor_time(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // Behind the name in brackets, which may hold anything: the state, ten numbers, and the times of the program and of the system.
    let numbers = stat.rsplit_once(')').unwrap().1.split_whitespace();
    numbers.skip(11).take(2).map(|number| number.parse::<u64>().unwrap()).sum()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn at_its_limit_of_open_files_the_server_waits_without_effort_and_serves_again_afterwards() {
    use std::io::{ErrorKind, Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    let mut shell = Command::new("sh");
    let program = Running::spawn(shell.args(["-c", "ulimit -n 32; exec \"$0\"", PROGRAM]));
    let connect = || TcpStream::connect(&program.address).unwrap();
    let held: Vec<_> = (0..40).map(|_| connect()).collect();
    let mut last = connect();
    last.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let before = processor_time(program.child.id());
    last.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let unanswered = last.read(&mut [0]).unwrap_err();
    assert!(matches!(unanswered.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{unanswered}");
    let used = processor_time(program.child.id()) - before;
    assert!(used < 10, "{used} hundredths of a second to wait for one");
    drop(held);
    last.set_read_timeout(None).unwrap();
    let mut answer = String::new();
    last.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(program.call("CertGetList", &[]).await.send().await.code(), 0);
}
