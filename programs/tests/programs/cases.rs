//! Each directory of `tests/cases` is a story: `run` has the commands, `server` what is set up before, `transcript` what is printed.
//!
//! `UPDATE_GOLDENS=1` writes the transcripts anew. In them `! ` is before each line of standard error. A line of `server` is `fault`
//! with a fault as the mock server's command line has it (`2=lost`), `resource` with kind, region, name and certificate of one that the
//! account has, or `failing` with the name of one that takes no new certificate, and the reason.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use qcloud_mock_server::Builder;

use crate::stage::{Outcome, Stage};

#[tokio::test]
async fn the_stories_are_told_as_they_happen() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut wrong = Vec::new();
    for case in directories() {
        let (told, path) = (tell(&case).await, case.join("transcript"));
        if update {
            fs::write(&path, &told).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != told {
            wrong.push(format!("{}:\n{told}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "UPDATE_GOLDENS=1 writes them anew\n{}", wrong.join("\n"));
}

fn directories() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut directories: Vec<_> = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    directories.sort();
    assert!(!directories.is_empty());
    directories
}

async fn tell(case: &Path) -> String {
    let setup = fs::read_to_string(case.join("server")).unwrap_or_default();
    let stage = Stage::with(|builder| setup.lines().fold(builder, set_up)).await;
    let mut transcript = String::new();
    for command in fs::read_to_string(case.join("run")).unwrap().lines() {
        let Outcome { out, err, exit } = stage.run(&format!("{command} --endpoint $URL")).await;
        let err: String = err.lines().fold(String::new(), |text, line| text + "! " + line + "\n");
        let _ = write!(transcript, "$ {command}\n{out}{err}exit {exit}\n");
    }
    transcript
}

fn set_up(builder: Builder, line: &str) -> Builder {
    match line.split_once(' ') {
        Some(("fault", fault)) => {
            let (number, fault) = fault.split_once('=').unwrap();
            builder.fault_at(number.parse().unwrap(), fault.parse().unwrap())
        }
        Some(("resource", resource)) => {
            let parts: Vec<_> = resource.split(' ').collect();
            let [kind, region, name, certificate] = parts[..] else { panic!("no resource is `{resource}`") };
            builder.resource(kind, region, name, certificate)
        }
        Some(("failing", failing)) => {
            let (name, reason) = failing.split_once(' ').unwrap();
            builder.failing_resource(name, reason)
        }
        _ => panic!("nothing is set up by `{line}`"),
    }
}
