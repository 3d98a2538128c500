//! How long tasks take: so many questions, or so much time of the server's clock.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

/// How long a task of the server takes: a deployment, a search, a deletion, the issue of a certificate.
///
/// ```
/// use std::time::Duration;
///
/// use qcloud_mock_server::TaskTime;
///
/// assert_eq!("3".parse(), Ok(TaskTime::Questions(3)));
/// assert_eq!("90s".parse(), Ok(TaskTime::Time(Duration::from_secs(90))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskTime {
    /// So many questions about it find it going on, the first one not even begun; 0 is a task that is over at once.
    Questions(u32),
    /// So much time of the server's clock.
    Time(Duration),
}

impl Default for TaskTime {
    /// Two questions: one finds it waiting, one in the middle, and the next one over.
    fn default() -> Self {
        Self::Questions(2)
    }
}

impl fmt::Display for TaskTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Questions(count) => count.fmt(f),
            Self::Time(time) => write!(f, "{}s", time.as_secs_f64()),
        }
    }
}

/// A text that is no time of a task; `Display` says what would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownTaskTime(String);

impl fmt::Display for UnknownTaskTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is neither a number of questions, as `3`, nor a time, as `20s`", self.0)
    }
}

impl std::error::Error for UnknownTaskTime {}

impl FromStr for TaskTime {
    type Err = UnknownTaskTime;

    fn from_str(text: &str) -> Result<Self, UnknownTaskTime> {
        if let Ok(questions) = text.parse() {
            return Ok(Self::Questions(questions));
        }
        let time = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
        time.map(Self::Time).ok_or_else(|| UnknownTaskTime(text.to_owned()))
    }
}

/// A task since it was begun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task {
    begun: Timestamp,
    takes: TaskTime,
    questions: u32,
}

impl Task {
    pub(crate) fn begin(takes: TaskTime, now: Timestamp) -> Self {
        Self { begun: now, takes, questions: 0 }
    }

    /// A task of the same kind that a single question finds going on, at most.
    pub(crate) fn short(takes: TaskTime, now: Timestamp) -> Self {
        let takes = match takes {
            TaskTime::Questions(count) => TaskTime::Questions(count.min(1)),
            time @ TaskTime::Time(_) => time,
        };
        Self::begin(takes, now)
    }

    /// How far it is, for somebody who asks.
    pub(crate) fn ask(&mut self, now: Timestamp) -> Share {
        let share = self.share(now);
        self.questions = self.questions.saturating_add(1);
        share
    }

    /// How far it is.
    pub(crate) fn share(&self, now: Timestamp) -> Share {
        match self.takes {
            TaskTime::Questions(count) => Share { of: count.into(), done: self.questions.into() },
            TaskTime::Time(time) => {
                let passed = u128::try_from(now.duration_since(self.begun).as_millis()).unwrap_or(0);
                Share { of: time.as_millis(), done: passed }
            }
        }
    }
}

/// So many tasks are remembered; the oldest make room.
const MOST_TASKS: usize = 10_000;

/// Tasks of Actions of which no more is known than what their answers say when they are over. One begins with the first question about it.
#[derive(Debug)]
pub(crate) struct Tasks {
    takes: TaskTime,
    begun: HashMap<String, Task>,
    /// All of them, the oldest one first.
    order: VecDeque<String>,
}

impl Tasks {
    pub(crate) fn new(takes: TaskTime) -> Self {
        Self { takes, begun: HashMap::new(), order: VecDeque::new() }
    }

    /// How far the task is that an Action of a service is asked about with these parameters.
    pub(crate) fn ask(
        &mut self,
        (service, action): (&str, &str),
        parameters: &Map<String, Value>,
        now: Timestamp,
    ) -> Share {
        let key = json!([service, action, parameters]).to_string();
        if !self.begun.contains_key(&key) {
            self.order.push_back(key.clone());
            if self.order.len() > MOST_TASKS {
                self.order.pop_front().map(|oldest| self.begun.remove(&oldest));
            }
        }
        self.begun.entry(key).or_insert_with(|| Task::begin(self.takes, now)).ask(now)
    }
}

/// How much of a task is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    of: u128,
    done: u128,
}

impl Share {
    /// All of a task that is over.
    pub(crate) const ALL: Self = Self { of: 0, done: 0 };

    /// Whether all of it is done.
    pub(crate) fn is_all(self) -> bool {
        self.done >= self.of
    }

    /// Whether nothing of it is done yet.
    pub(crate) fn is_none(self) -> bool {
        self.done == 0 && self.of > 0
    }

    /// How many of so many things are done.
    pub(crate) fn out_of(self, count: usize) -> usize {
        if self.is_all() {
            return count;
        }
        let done = self.done.saturating_mul(count as u128) / self.of.max(1);
        usize::try_from(done).unwrap_or(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_goes_on_for_so_many_questions() {
        let now = Timestamp::UNIX_EPOCH;
        let mut task = Task::begin(TaskTime::Questions(2), now);
        let answers: Vec<_> = (0..4)
            .map(|_| task.ask(now))
            .map(|share| (share.is_none(), share.out_of(3), share.is_all()))
            .collect();
        assert_eq!(answers, [(true, 0, false), (false, 1, false), (false, 3, true), (false, 3, true)]);
        assert!(Task::begin(TaskTime::Questions(0), now).share(now).is_all());
        assert!(!Task::short(TaskTime::Questions(5), now).share(now).is_all());
    }

    #[test]
    fn a_task_goes_on_for_so_much_time_of_the_clock_however_often_it_is_asked_for() {
        let begun = Timestamp::UNIX_EPOCH;
        let mut task = Task::begin(TaskTime::Time(Duration::from_secs(10)), begun);
        let after = |seconds| Timestamp::from_second(seconds).unwrap();
        assert!((0..9).all(|_| task.ask(begun).is_none()));
        assert_eq!(task.ask(after(5)).out_of(4), 2);
        assert!(!task.ask(after(9)).is_all() && task.ask(after(10)).is_all());
        // A clock that is set back does no harm.
        assert!(task.ask(after(-5)).is_none());
    }

    #[test]
    fn a_time_has_a_text_that_reads_back() {
        for text in ["0", "3", "1.5s"] {
            assert_eq!(text.parse::<TaskTime>().unwrap().to_string(), text);
        }
        assert_eq!(
            "soon".parse::<TaskTime>().unwrap_err().to_string(),
            "`soon` is neither a number of questions, as `3`, nor a time, as `20s`"
        );
    }
}
