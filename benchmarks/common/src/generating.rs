//! What generating costs, as a value: the program `generating` prints it, the table of `docs/performance.md` shows it.

use serde::{Deserialize, Serialize};

use crate::rounds::Ratios;

/// Work beside other work on the same, in alternating rounds.
#[derive(Debug, Deserialize, Serialize)]
pub struct Beside {
    /// The work, and on what.
    pub what: String,
    /// The other work on the same.
    pub beside: String,
    /// The ratio that is aimed at, at most.
    pub aim: Option<f64>,
    /// Of processor time, on one processor.
    pub processor: Ratios,
    /// By the clock, on all processors.
    pub clock: Ratios,
}

/// The memory that a process has at most which does it once.
#[derive(Debug, Deserialize, Serialize)]
pub struct Memory {
    /// The work, and on what.
    pub what: String,
    /// The resident set, in mebibytes.
    pub mebibytes: u64,
}

/// All that is measured of generating.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Generating {
    /// Time beside what can't be saved, beside rivals, or beside a part of the work.
    pub ratios: Vec<Beside>,
    /// What processes have at most.
    pub memory: Vec<Memory>,
}
