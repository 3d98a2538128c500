//! Ratios from alternating rounds of processor time: whatever else the machine does falls on both sides, or on none.

use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use nix::time::{ClockId, clock_gettime};

/// How long a comparison goes on.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Rounds of each side.
    pub rounds: usize,
    /// The least processor time of each side in a round.
    pub least: Duration,
}

/// The ratios of all rounds: what this client took, by what the other took.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// A quarter of the ratios is below.
    pub lower: f64,
    /// Half of the ratios are below.
    pub median: f64,
    /// A quarter of the ratios is above.
    pub upper: f64,
    /// The processor time that doing it once took, the median of the rounds.
    pub each: Duration,
}

/// Work that is done so many times on end.
pub type Work<'w> = &'w mut dyn FnMut(usize);

/// Compares two ways to do the same.
pub fn compare(effort: Effort, ours: Work<'_>, other: Work<'_>) -> Spread {
    let mut times = [often_enough(effort, ours), often_enough(effort, other)];
    let (mut ratios, mut seconds) = (Vec::new(), Vec::new());
    while ratios.len() < effort.rounds {
        // Who begins changes, so that what one leaves behind does not always meet the same.
        let (first, second);
        if ratios.len() % 2 == 0 {
            first = timed(ours, times[0]);
            second = timed(other, times[1]);
        } else {
            second = timed(other, times[1]);
            first = timed(ours, times[0]);
        }
        for (took, times) in [first, second].into_iter().zip(&mut times) {
            if took < effort.least {
                *times += times.div_ceil(4);
            }
        }
        if first >= effort.least && second >= effort.least {
            #[allow(clippy::cast_precision_loss, reason = "they are thousands")]
            let each = |took: Duration, times: usize| took.as_secs_f64() / times as f64;
            ratios.push(each(first, times[0]) / each(second, times[1]));
            seconds.push(each(first, times[0]));
        }
    }
    let [lower, median, upper] = quartiles(ratios);
    Spread { lower, median, upper, each: Duration::from_secs_f64(quartiles(seconds)[1]) }
}

/// How many times take long enough.
fn often_enough(effort: Effort, work: Work<'_>) -> usize {
    let mut times = 1;
    while timed(work, times) < effort.least {
        times *= 2;
    }
    times
}

fn timed(work: Work<'_>, times: usize) -> Duration {
    let start = busy();
    work(times);
    busy().saturating_sub(start)
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
        let effort = Effort { rounds: 5, least: Duration::from_millis(1) };
        let Spread { median, each, .. } = compare(effort, &mut wait(200), &mut wait(50));
        assert!((3.0..5.0).contains(&median), "{median}");
        assert!(each >= Duration::from_micros(200), "{each:?}");
    }
}
