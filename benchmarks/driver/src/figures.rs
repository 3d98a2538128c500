//! What was measured: `docs/compile-times.json`, from which the table and the chart are made.

use serde::{Deserialize, Serialize};

/// The figures of one run.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Figures {
    pub(crate) service: Contents,
    pub(crate) versions: Versions,
    /// The generated client, in a crate of its own.
    pub(crate) module: Measured,
    /// The generated client and the runtime, as the crate `qcloud-client` has them.
    pub(crate) client: Measured,
    /// The same types with serde's derives.
    pub(crate) serde_types: Measured,
    /// The client that progenitor makes.
    pub(crate) progenitor: Measured,
}

/// What the measured service consists of.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Contents {
    pub(crate) name: String,
    pub(crate) actions: usize,
    pub(crate) records: usize,
    pub(crate) fields: usize,
}

/// What took part in a run.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Versions {
    pub(crate) rustc: String,
    pub(crate) host: String,
    pub(crate) progenitor: String,
    pub(crate) serde: String,
}

/// What compiling one crate costs.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Measured {
    /// Lines of the generated source.
    pub(crate) lines: usize,
    /// Size of the library that the release build makes.
    pub(crate) rlib_bytes: u64,
    pub(crate) check: Vec<Round>,
    pub(crate) release: Vec<Round>,
}

/// What one compilation took.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Round {
    /// Time that processors were busy, for the program and for the system on its behalf.
    pub(crate) cpu_microseconds: u64,
    pub(crate) wall_microseconds: u64,
}

/// The least of the processor times, in seconds: what disturbs a measurement only ever adds to it.
pub(crate) fn least(rounds: &[Round]) -> f64 {
    seconds(rounds.iter().map(|round| round.cpu_microseconds).min().unwrap_or_default())
}

/// The middle of the processor times, in seconds.
pub(crate) fn median(rounds: &[Round]) -> f64 {
    let mut times: Vec<_> = rounds.iter().map(|round| round.cpu_microseconds).collect();
    times.sort_unstable();
    let middle = [times.len().saturating_sub(1) / 2, times.len() / 2];
    seconds(middle.iter().map(|index| times.get(*index).copied().unwrap_or_default()).sum::<u64>() / 2)
}

/// The least of the times by the clock, in seconds.
pub(crate) fn least_wall(rounds: &[Round]) -> f64 {
    seconds(rounds.iter().map(|round| round.wall_microseconds).min().unwrap_or_default())
}

#[allow(clippy::cast_precision_loss, reason = "a compilation takes less than centuries")]
fn seconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_and_the_middle_of_the_rounds_are_told() {
        let round = |cpu| Round { cpu_microseconds: cpu, wall_microseconds: 2 * cpu };
        let rounds = [4_000_000, 1_500_000, 2_000_000].map(round);
        let found = [least(&rounds), median(&rounds), median(&rounds[..2]), least_wall(&rounds)];
        assert_eq!(found.map(|seconds| seconds.to_string()), ["1.5", "2", "2.75", "3"]);
    }
}
