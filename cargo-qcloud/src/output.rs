//! The only place that prints: a reader that has gone away stops no command, and a disk that is full is an error.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

use crate::outcome::Outcome;

/// Why standard output takes no more; what is printed after that goes nowhere.
static LOST: OnceLock<io::Error> = OnceLock::new();

/// Prints a line on standard output.
pub(crate) fn line(text: impl Display) {
    if LOST.get().is_none() {
        printed(io::stdout().write_all(format!("{text}\n").as_bytes()));
    }
}

/// Prints a line on standard error; where nobody can read it, there is nobody to tell either.
pub(crate) fn note(text: impl Display) {
    let _ = io::stderr().write_all(format!("{text}\n").as_bytes());
}

/// Keeps in mind what became of something that was printed on standard output.
pub(crate) fn printed(result: io::Result<()>) {
    if let Err(error) = result {
        let _ = LOST.set(error);
    }
}

/// How a command ended, with what became of its output.
///
/// A closed pipe (`| head`) changes nothing: scripts with `pipefail` are told what the command found out.
pub(crate) fn ended(outcome: Outcome) -> Outcome {
    printed(io::stdout().flush());
    match LOST.get() {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => {
            note(format_args!("error: standard output can't be written: {error}"));
            if outcome == Outcome::Done { Outcome::Wrong } else { outcome }
        }
        _ => outcome,
    }
}
