//! What was measured: `docs/performance.json`, from which the table and the chart are made.

use common::generating::Generating;
use common::rounds::Ratios;
use serde::{Deserialize, Serialize};

/// The figures of one run.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Figures {
    /// The compiler, and the machine that it compiles for.
    pub(crate) rustc: String,
    /// How many rounds each ratio is the median of, and how long each side of a round takes at least.
    pub(crate) rounds: usize,
    pub(crate) least_milliseconds: u64,
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) counts: Vec<Count>,
    pub(crate) sizes: Vec<Size>,
    pub(crate) generating: Generating,
}

/// Time beside the same by hand.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Comparison {
    pub(crate) group: String,
    pub(crate) what: String,
    pub(crate) beside: String,
    /// The ratio that is aimed at, at most.
    pub(crate) aim: f64,
    pub(crate) processor: Ratios,
    pub(crate) clock: Ratios,
}

/// Something that is counted, beside the same by hand.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Count {
    pub(crate) group: String,
    pub(crate) what: String,
    /// Of what it is a number: instructions, allocations, bytes.
    pub(crate) unit: String,
    pub(crate) ours: u64,
    pub(crate) other: u64,
    pub(crate) aim: Option<f64>,
}

/// How large a program is.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Size {
    pub(crate) program: String,
    pub(crate) bytes: u64,
}

impl Count {
    /// This client's number by the other.
    #[allow(clippy::cast_precision_loss, reason = "they are far below 2^52")]
    pub(crate) fn ratio(&self) -> f64 {
        self.ours as f64 / self.other as f64
    }
}
