//! What generating costs, as a value: the program `generating` prints it, the table of `docs/performance.md` shows it.

use serde::{Deserialize, Serialize};

/// Work beside other work on the same, in alternating rounds on one processor.
#[derive(Debug, Deserialize, Serialize)]
pub struct Ratio {
    /// The work, and on what.
    pub what: String,
    /// The other work on the same.
    pub beside: String,
    /// The ratio that is aimed at, at most.
    pub aim: Option<f64>,
    /// A quarter of the ratios is below.
    pub lower: f64,
    /// Half of the ratios are below.
    pub median: f64,
    /// A quarter of the ratios is above.
    pub upper: f64,
    /// The processor time that the work takes, the median of the rounds.
    pub milliseconds: f64,
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
    pub ratios: Vec<Ratio>,
    /// What processes have at most.
    pub memory: Vec<Memory>,
}
