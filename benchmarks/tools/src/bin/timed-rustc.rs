//! A wrapper of rustc for `RUSTC_WRAPPER`: what the compilation of a crate cost is appended to the file that `COMPILE_TIMES_LOG` names.

use std::fs::OpenOptions;
use std::io::Write;
use std::process::{Command, ExitCode};
use std::time::Instant;
use std::{env, io};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde_json::json;

fn main() -> io::Result<ExitCode> {
    let mut arguments = env::args_os().skip(1);
    let rustc = arguments.next().ok_or_else(|| io::Error::other("no compiler was named"))?;
    let arguments: Vec<_> = arguments.collect();
    let start = Instant::now();
    let status = Command::new(rustc).args(&arguments).status()?;
    let wall = start.elapsed();
    let name = arguments.iter().skip_while(|argument| *argument != "--crate-name").nth(1);
    if let (Some(name), Some(log)) = (name, env::var_os("COMPILE_TIMES_LOG")) {
        // This process has no other child, so what its children used is what the compiler used, linker and threads included.
        let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let cpu = used.user_time() + used.system_time();
        let line = json!({
            "crate": name.to_string_lossy(),
            "cpu_microseconds": cpu.num_microseconds(),
            "wall_microseconds": u64::try_from(wall.as_micros()).unwrap_or(u64::MAX),
        });
        // One write, so that compilers side by side don't mix their lines.
        OpenOptions::new().create(true).append(true).open(log)?.write_all(format!("{line}\n").as_bytes())?;
    }
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
    })
}
