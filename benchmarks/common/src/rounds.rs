//! Ratios from alternating rounds: of processor time, which hardly depends on what else the machine does, and by the clock, which is what somebody waits.

use std::fmt;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use nix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// How long a comparison goes on.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Rounds of each side.
    pub rounds: usize,
    /// The least processor time of each side in a round.
    pub least: Duration,
}

/// What all rounds say.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The ratios of processor time.
    pub processor: Ratios,
    /// The ratios of the time by the clock.
    pub clock: Ratios,
}

/// The ratios of all rounds: what this client took, by what the other took.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Ratios {
    /// A quarter of the ratios is below.
    pub lower: f64,
    /// Half of the ratios are below.
    pub median: f64,
    /// A quarter of the ratios is above.
    pub upper: f64,
    /// The time that this client took for doing it once, the median of the rounds.
    pub milliseconds: f64,
}

impl fmt::Display for Ratios {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} ({:.3} to {:.3})", self.median, self.lower, self.upper)
    }
}

/// Work that is done so many times on end.
pub type Work<'w> = &'w mut dyn FnMut(usize);

/// Compares two ways to do the same.
pub fn compare(effort: Effort, ours: Work<'_>, other: Work<'_>) -> Spread {
    let mut times = [often_enough(effort, ours), often_enough(effort, other)];
    let mut rounds = Vec::new();
    while rounds.len() < effort.rounds {
        // Who begins changes, so that what one leaves behind does not always meet the same.
        let (first, second);
        if rounds.len() % 2 == 0 {
            first = timed(ours, times[0]);
            second = timed(other, times[1]);
        } else {
            second = timed(other, times[1]);
            first = timed(ours, times[0]);
        }
        for (took, times) in [first, second].into_iter().zip(&mut times) {
            if took.processor < effort.least {
                *times += times.div_ceil(4);
            }
        }
        if first.processor >= effort.least && second.processor >= effort.least {
            rounds.push([first.each(times[0]), second.each(times[1])]);
        }
    }
    Spread { processor: ratios(&rounds, |took| took.processor), clock: ratios(&rounds, |took| took.clock) }
}

/// The time that work took.
#[derive(Clone, Copy, Debug)]
struct Took {
    processor: Duration,
    clock: Duration,
}

impl Took {
    /// The time of one of so many.
    fn each(self, times: usize) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "they are thousands")]
        let each = |took: Duration| took.div_f64(times as f64);
        Self { processor: each(self.processor), clock: each(self.clock) }
    }
}

fn ratios(rounds: &[[Took; 2]], time: impl Fn(Took) -> Duration) -> Ratios {
    let ratio = |[ours, other]: &[Took; 2]| time(*ours).div_duration_f64(time(*other));
    let [lower, median, upper] = quartiles(rounds.iter().map(ratio).collect());
    let each = rounds.iter().map(|[ours, _]| time(*ours).as_secs_f64() * 1000.0);
    Ratios { lower, median, upper, milliseconds: quartiles(each.collect())[1] }
}

/// How many times take long enough.
fn often_enough(effort: Effort, work: Work<'_>) -> usize {
    let mut times = 1;
    while timed(work, times).processor < effort.least {
        times *= 2;
    }
    times
}

fn timed(work: Work<'_>, times: usize) -> Took {
    let (begun, start) = (Instant::now(), busy());
    work(times);
    let processor = busy().saturating_sub(start);
    Took { processor, clock: begun.elapsed() }
}

/// How long processors were busy for this process and for those that it has waited for. A clock would count what other programs do; whoever
/// answers calls is a process of its own, for which nobody waits.
fn busy() -> Duration {
    let own = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).map(Duration::from).unwrap_or_default();
    own + getrusage(UsageWho::RUSAGE_CHILDREN)
        .map_or(Duration::ZERO, |children| duration(children.user_time()) + duration(children.system_time()))
}

fn duration(time: TimeVal) -> Duration {
    let part = |number: i64| u64::try_from(number).unwrap_or_default();
    Duration::from_secs(part(time.tv_sec())) + Duration::from_micros(part(time.tv_usec()))
}

fn quartiles(mut ratios: Vec<f64>) -> [f64; 3] {
    ratios.sort_by(f64::total_cmp);
    let at = |quarter: usize| {
        // Between two ratios in the middle stands their mean.
        let place = (ratios.len() - 1) * quarter;
        let pair = [place / 4, place.div_ceil(4)];
        pair.iter().map(|place| ratios[*place]).sum::<f64>() / 2.0
    };
    [at(1), at(2), at(3)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_the_middle_and_the_quartiles() {
        assert_eq!(quartiles(vec![5.0, 1.0, 2.0, 4.0, 3.0]).map(|ratio| ratio.to_string()), ["2", "3", "4"]);
        assert_eq!(quartiles(vec![1.0, 4.0, 2.0, 3.0])[1].to_string(), "2.5");
    }

    #[test]
    fn each_side_of_a_round_takes_its_time_and_counts_how_often() {
        let wait = |each: u64| {
            move |times: usize| {
                let start = busy();
                while busy().saturating_sub(start) < Duration::from_micros(each * times as u64) {}
            }
        };
        let effort = Effort { rounds: 9, least: Duration::from_millis(1) };
        let Spread { processor, clock } = compare(effort, &mut wait(200), &mut wait(50));
        assert!((3.0..5.0).contains(&processor.median), "{processor:?}");
        assert!(processor.milliseconds >= 0.2, "{processor:?}");
        assert!(clock.milliseconds >= processor.milliseconds, "{clock:?}");
    }
}
