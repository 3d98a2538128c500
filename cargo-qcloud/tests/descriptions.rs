//! Where descriptions come from, and what is found in them: the program with a made-up wheel, and a made-up Python that has it.
#![cfg(unix)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A directory with a package, and what the program is started with.
struct Stage {
    home: TempDir,
}

/// What a run of the program came to.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    status: Option<i32>,
    out: String,
    err: String,
}

impl Stage {
    fn new(settings: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        for directory in ["package/src", "bin", "files"] {
            fs::create_dir_all(home.path().join(directory)).unwrap();
        }
        let stage = Self { home };
        stage.write(
            "package/Cargo.toml",
            "[package]\nname = \"watch\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        );
        stage.write("package/src/lib.rs", "");
        stage.write("package/qcloud.toml", settings);
        stage
    }

    fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    /// A Python that says and does this, in the shell's words; `$dest` is the directory that pip downloads to.
    fn python(&self, script: &str) {
        let path = self.path("bin/python3");
        let dest = "while [ $# -gt 0 ]; do [ \"$1\" = --dest ] && dest=$2; shift; done";
        fs::write(&path, format!("#!/bin/sh\n{dest}\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &self.path("cargo"))
    }

    fn run_with(&self, arguments: &[&str], cargo_home: &Path) -> Ended {
        let path = format!("{}:/bin:/usr/bin", self.path("bin").display());
        // Only the made-up Python is found; the shell and its `cp` are named whole.
        let path =
            if self.path("bin/python3").exists() { path } else { self.path("bin").display().to_string() };
        let ended = Command::new(env!("CARGO_BIN_EXE_cargo-qcloud"))
            .args(arguments)
            .current_dir(self.path("package"))
            .env("PATH", path)
            .env("CARGO_HOME", cargo_home)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes).unwrap().replace(self.home.path().to_str().unwrap(), "HOME")
        };
        Ended { status: ended.status.code(), out: text(ended.stdout), err: text(ended.stderr) }
    }

    /// The files in the cache.
    fn cached(&self) -> Vec<String> {
        let files = fs::read_dir(self.path("cargo/qcloud")).into_iter().flatten();
        files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn description(service: &str, version: &str, actions: &[(&str, &str)]) -> String {
    let actions: Vec<_> = actions
        .iter()
        .map(|(name, title)| format!(r#""{name}": {{"name": "{title}", "input": "In", "output": "Out"}}"#))
        .collect();
    let empty = r#"{"members": []}"#;
    format!(
        r#"{{"metadata": {{"serviceShortName": "{service}", "apiVersion": "{version}"}}, "actions": {{{}}},
            "objects": {{"In": {empty}, "Out": {empty}}}}}"#,
        actions.join(", ")
    )
}

/// Makes a wheel with three services, one of which has two versions, and gives its hash.
fn wheel(path: &Path) -> String {
    let members = [
        ("cvm", "2017-03-12", &[("DescribeInstances", "查看实例列表"), ("RunInstances", "创建实例")][..]),
        ("cvm", "2015-01-01", &[("DescribeInstances", "查看实例列表"), ("OldInstances", "旧")][..]),
        (
            "cdb",
            "2017-03-20",
            &[("DescribeDBInstances", "查询实例列表"), ("CreateDBInstance", "创建云数据库")][..],
        ),
        ("vpc", "2017-03-12", &[("DeleteVpc", "删除私有网络")][..]),
    ];
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    for (service, version, actions) in members {
        let name = format!("tccli/services/{service}/v{}/api.json", version.replace('-', ""));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(description(service, version, actions).as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    hash(&fs::read(path).unwrap())
}

fn hash(bytes: &[u8]) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(bytes) {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits
}

const NAME: &str = "files/tccli-9.8.7-py3-none-any.whl";

#[test]
fn a_search_lists_the_actions_that_have_all_words_with_the_command_that_adds_each() {
    let stage = Stage::new("");
    wheel(&stage.path(NAME));
    let from = format!("../{NAME}");
    let ended = stage.run(&["search", "instances", "--from", &from]);
    assert_eq!(
        ended,
        Ended {
            status: Some(0),
            out: "cargo qcloud add cvm DescribeInstances        # 2017-03-12  查看实例列表\n\
                  cargo qcloud add cvm RunInstances             # 2017-03-12  创建实例\n\
                  cargo qcloud add cdb DescribeDBInstances      # 2017-03-20  查询实例列表\n\
                  cargo qcloud add cvm@2015-01-01 OldInstances  # 2015-01-01  旧\n"
                .to_owned(),
            err: String::new(),
        }
    );
}

#[test]
fn a_search_knows_the_words_of_names_and_titles() {
    let stage = Stage::new("");
    wheel(&stage.path(NAME));
    let from = format!("../{NAME}");
    let found = |words: &[&str]| {
        let ended = stage.run(&[&["search", "--from", &from], words].concat());
        ended
            .out
            .lines()
            .map(|line| line.split_whitespace().skip(3).take(2).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&["describe", "CVM"]), ["cvm DescribeInstances"]);
    assert_eq!(found(&["创建"]), ["cvm RunInstances", "cdb CreateDBInstance"]);
    assert_eq!(found(&["vpc"]), ["vpc DeleteVpc"]);
    assert_eq!(found(&["cre", "inst"]), ["cdb CreateDBInstance"]);
    assert_eq!(found(&["instances", "--limit", "1"]), ["cvm DescribeInstances"]);
    let ended = stage.run(&["search", "instances", "--limit", "1", "--from", &from]);
    assert_eq!(ended.err, "and 3 more; `--all` lists them\n");
    let ended = stage.run(&["search", "vpc", "--message-format", "json", "--from", &from]);
    let line: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        line,
        serde_json::json!({"service": "vpc", "version": "2017-03-12", "action": "DeleteVpc", "title": "删除私有网络",
            "add": "cargo qcloud add vpc DeleteVpc"})
    );
    let ended = stage.run(&["search", "nothing", "here", "--from", &from]);
    assert_eq!(
        (ended.status, ended.err.as_str()),
        (Some(1), "error: no Action of 4 services has all of: nothing here\n")
    );
}

#[test]
fn a_wheel_is_downloaded_once_checked_and_kept_under_its_hash() {
    let stage = Stage::new("");
    let sha256 = wheel(&stage.path(NAME));
    stage
        .write("package/qcloud.toml", &format!("[descriptions]\ntccli = \"9.8.7\"\nsha256 = \"{sha256}\"\n"));
    stage.python(&format!("/bin/cp {} \"$dest\"", stage.path(NAME).display()));
    let first = stage.run(&["search", "vpc"]);
    assert_eq!((first.status, first.err.as_str()), (Some(0), ""));
    assert_eq!(stage.cached(), [format!("{sha256}.whl")]);
    // From now on there is no need of Python.
    fs::remove_file(stage.path("bin/python3")).unwrap();
    assert_eq!(stage.run(&["search", "vpc"]), first);
    // A copy that was changed is none.
    fs::write(stage.path(&format!("cargo/qcloud/{sha256}.whl")), "PK").unwrap();
    assert!(stage.run(&["search", "vpc"]).err.contains("python3 is not installed here"));
}

#[test]
fn another_file_than_the_one_that_is_meant_is_refused() {
    let meant = "0".repeat(64);
    let stage = Stage::new(&format!("[descriptions]\ntccli = \"9.8.7\"\nsha256 = \"{meant}\"\n"));
    let found = wheel(&stage.path(NAME));
    stage.python(&format!("/bin/cp {} \"$dest\"", stage.path(NAME).display()));
    let expected = format!(
        "error: `tccli-9.8.7-py3-none-any.whl` is another file than `qcloud.toml` names: its SHA-256 is {found}, and not \
         {meant}; nothing of it was read\n"
    );
    for arguments in [&["search", "vpc"][..], &["search", "vpc", "--from", &format!("../{NAME}")]] {
        let ended = stage.run(arguments);
        assert_eq!((ended.status, ended.out.as_str(), ended.err.as_str()), (Some(1), "", expected.as_str()));
        assert_eq!(stage.cached(), [""; 0]);
    }
}

#[test]
fn what_can_not_be_downloaded_is_told_with_the_command_to_run_elsewhere() {
    let stage = Stage::new("[descriptions]\ntccli = \"9.8.7\"\n");
    let told = |why: &str| {
        format!(
            "error: the descriptions of tccli 9.8.7 are not on this machine, and can't be downloaded: {why}\n   = help: run \
             `python3 -m pip download --no-deps --only-binary=:all: tccli==9.8.7` where that is possible, and name the file \
             with `--from FILE`\n"
        )
    };
    assert_eq!(stage.run(&["search", "vpc"]).err, told("python3 is not installed here"));
    stage.python("echo 'WARNING: no network' >&2; echo 'ERROR: no matching distribution' >&2; exit 1");
    assert_eq!(stage.run(&["search", "vpc"]).err, told("pip says: ERROR: no matching distribution"));
    stage.python("exit 0");
    assert_eq!(stage.run(&["search", "vpc"]).err, told("pip has downloaded no wheel"));
    stage.python("printf PK > \"$dest/tccli-9.8.7.whl\"");
    let ended = stage.run(&["search", "vpc"]);
    assert!(ended.err.contains("this archive can't be read"), "{}", ended.err);
    stage.write("file", "");
    let ended = stage.run_with(&["search", "vpc"], &stage.path("file"));
    assert!(
        ended.err.starts_with("error: can't keep the descriptions in HOME/file/qcloud: "),
        "{}",
        ended.err
    );
    assert!(ended.err.ends_with("; CARGO_HOME names another place\n"), "{}", ended.err);
}

/// Starts the explorer, and gives the page of a search.
#[cfg(feature = "serve")]
fn explored(stage: &Stage, words: &str, cargo_home: &str) -> String {
    use std::io::{BufRead, BufReader, Read};

    let mut explorer = Command::new(env!("CARGO_BIN_EXE_cargo-qcloud"))
        .arg("explore")
        .current_dir(stage.path("package"))
        .env("CARGO_HOME", stage.path(cargo_home))
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(explorer.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let host = line.trim().strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    write!(stream, "GET /?q={words} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    explorer.kill().unwrap();
    explorer.wait().unwrap();
    page
}

#[cfg(feature = "serve")]
#[test]
fn the_explorer_finds_what_is_described_and_downloads_nothing() {
    let stage = Stage::new("");
    wheel(&stage.path(NAME));
    let added = stage.run(&["add", "cvm", "DescribeInstances", "--from", &format!("../{NAME}")]);
    assert_eq!(added.status, Some(0), "{}", added.err);
    let page = explored(&stage, "instances", "cargo");
    for (command, expected) in [
        ("cargo qcloud add cvm RunInstances", true),
        ("cargo qcloud add cvm@2015-01-01 OldInstances", true),
        ("cargo qcloud add cvm DescribeInstances", false),
        ("cargo qcloud add vpc DeleteVpc", false),
        ("cargo qcloud search WORD", false),
    ] {
        assert_eq!(page.contains(&format!("<code>{command}</code>")), expected, "{command}: {page}");
    }
    let page = explored(&stage, "instances", "another");
    assert!(
        page.contains("not on this machine: <code>cargo qcloud search WORD</code> downloads them"),
        "{page}"
    );
    assert!(!stage.path("another").exists());
}
