//! Runs the program `counts` for each subject, alone and under valgrind, and looks at the sizes of programs.

use std::path::{Path, PathBuf};
use std::process::Command;

use performance::subjects::{Api, Side};

use crate::figures::{Count, Size};

/// As many calls as a client has in flight unless it is told otherwise: more would wait for one to end, which these don't.
pub(crate) const AT_ONCE: usize = 50;

/// A cargo command on the workspace of this package, in the target directory in which this program stands.
pub(crate) fn cargo(command: &str) -> Result<Command, String> {
    let directory = own_directory()?;
    let target = directory.parent().ok_or("there is no target directory")?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([command, "--quiet", "--manifest-path"]);
    cargo.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
    cargo.arg("--target-dir").arg(target);
    // What cargo said of this program to it makes build scripts run again, and all that is built on them.
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            cargo.env_remove(name);
        }
    }
    Ok(cargo)
}

fn own_directory() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| format!("this program is nowhere: {error}"))?;
    Ok(program.parent().ok_or("this program stands in no directory")?.to_owned())
}

/// The programs of this package, built as this one is, beside it.
pub(crate) struct Programs {
    directory: PathBuf,
}

impl Programs {
    /// Builds these programs, optimized or not.
    pub(crate) fn build(is_release: bool) -> Result<Self, String> {
        let mut cargo = cargo("build")?;
        cargo.args(["--bins", "--package", env!("CARGO_PKG_NAME")]);
        if is_release {
            cargo.arg("--release");
        }
        output(&mut cargo)?;
        Ok(Self { directory: own_directory()? })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Allocations and, where there is valgrind, instructions of a subject.
    pub(crate) fn counts(&self, what: &str, api: Api, certificates: usize) -> Result<Vec<Count>, String> {
        let allocations = |side| {
            number(&output(&mut self.count(
                Command::new(self.path("counts")),
                what,
                api,
                side,
                certificates,
                50,
            ))?)
        };
        let row = |unit: &str, ours, other, aim| Count {
            group: if what == "read" { "Reading" } else { "A call" }.to_owned(),
            what: format!("{}, {}", api.action(), certificates_text(certificates)),
            unit: unit.to_owned(),
            ours,
            other,
            aim,
        };
        let mut rows = vec![row("allocations", allocations(Side::Ours)?, allocations(Side::ByHand)?, None)];
        if Command::new("valgrind").arg("--version").output().is_ok() {
            let instructions = |side| self.instructions(what, api, side, certificates);
            let aim = (what == "read").then_some(1.15);
            rows.push(row("instructions", instructions(Side::Ours)?, instructions(Side::ByHand)?, aim));
        }
        Ok(rows)
    }

    /// The bytes that a subject holds: each call in flight, or a long list at most.
    pub(crate) fn held(&self, what: &str, api: Api, text: &str) -> Result<Count, String> {
        let held = |side| {
            number(&output(&mut self.count(
                Command::new(self.path("counts")),
                what,
                api,
                side,
                100,
                AT_ONCE,
            ))?)
        };
        Ok(Count {
            group: "Memory".to_owned(),
            what: text.to_owned(),
            unit: "bytes".to_owned(),
            ours: held(Side::Ours)?,
            other: held(Side::ByHand)?,
            aim: None,
        })
    }

    /// What doing it more often costs more: starting and stopping is in neither number.
    fn instructions(&self, what: &str, api: Api, side: Side, certificates: usize) -> Result<u64, String> {
        let [few, many] = match certificates {
            0..50 => [20, 60],
            50..500 => [3, 9],
            _ => [1, 3],
        };
        let collected = |times| {
            let mut valgrind = Command::new("valgrind");
            valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(self.path("counts"));
            let said = self.count(valgrind, what, api, side, certificates, times).output();
            let said = said.map_err(|error| format!("valgrind can't be run: {error}"))?;
            let said = String::from_utf8_lossy(&said.stderr).into_owned();
            let found = said.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, count)| count);
            number(found.ok_or_else(|| format!("valgrind counted nothing:\n{said}"))?)
        };
        Ok(collected(many)?.saturating_sub(collected(few)?) / (many - few) as u64)
    }

    fn count(
        &self,
        mut command: Command,
        what: &str,
        api: Api,
        side: Side,
        certificates: usize,
        times: usize,
    ) -> Command {
        let api = if api == Api::V2 { "v2" } else { "v3" };
        let side = if side == Side::Ours { "ours" } else { "by-hand" };
        command.args([what, api, side, &certificates.to_string(), &times.to_string()]);
        command
    }

    /// How large the programs are that list certificates.
    pub(crate) fn sizes(&self) -> Result<Vec<Size>, String> {
        let size = |name: &str| {
            let path = self.path(name);
            let found = std::fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            Ok(Size { program: name.to_owned(), bytes: found.len() })
        };
        ["list", "list_by_hand", "list_and_more"].into_iter().map(size).collect()
    }
}

pub(crate) fn certificates_text(certificates: usize) -> String {
    match certificates {
        1 => "1 certificate".to_owned(),
        1000 => "1,000 certificates".to_owned(),
        _ => format!("{certificates} certificates"),
    }
}

fn output(command: &mut Command) -> Result<String, String> {
    let name = Path::new(command.get_program()).display().to_string();
    let output = command.output().map_err(|error| format!("{name} can't be run: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{name} failed: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|error| format!("`{}` is no number: {error}", text.trim()))
}
