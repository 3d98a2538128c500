//! How a command ends, as scripts see it: the exit status.

use std::process::ExitCode;

/// How a command ended; the numbers are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 0: what was asked for is done.
    Done,
    /// 1: the spec is wrong, the output is stale, or it can't be written.
    Wrong,
    /// 2: the command was not understood.
    Usage,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Wrong => Self::from(1),
            Outcome::Usage => Self::from(2),
        }
    }
}
