//! What somebody who asks an Action again and again waits for.

use serde_json::Value;

use super::PathStep;
pub use crate::spec::PaceSpec as Pace;

/// What the result of an Action tells of a task, as a constant of the generated code.
#[derive(Clone, Debug)]
pub struct Until {
    /// The name of the constant.
    pub name: String,
    /// What is true when the task is done, in the spec's words.
    pub doc: String,
    /// What in the result tells how far the task is.
    pub watched: Watched,
    /// How soon to ask again.
    pub pace: Pace,
}

/// What in a result tells how far a task is.
#[derive(Clone, Debug)]
pub enum Watched {
    /// A value, or one of each element of a list.
    Values {
        /// The way to it, perhaps through lists.
        path: Vec<PathStep>,
        /// The path on the wire.
        wire: String,
        /// The values of success or, where it is the other way round, those of a task that goes on.
        listed: Listed,
        /// The values of failure.
        failed: Vec<Value>,
    },
    /// Numbers: the task is over when `total` is above 0, and the others add up to it.
    Counts {
        /// The way to the number of all.
        total: Count,
        /// The way to the number of what has succeeded.
        succeeded: Count,
        /// The way to the number of what has failed.
        failed: Option<Count>,
    },
}

/// Which values are listed beside those of failure; every other is the opposite.
#[derive(Clone, Debug, PartialEq)]
pub enum Listed {
    /// The values of success.
    Done(Vec<Value>),
    /// The values of a task that goes on.
    Pending(Vec<Value>),
}

/// A number in a result; that of a list is the sum.
#[derive(Clone, Debug)]
pub struct Count {
    /// The way to it, perhaps through lists.
    pub path: Vec<PathStep>,
    /// The path on the wire.
    pub wire: String,
}

impl Watched {
    /// The paths on the wire and the values, which is all that it is about.
    #[must_use]
    pub fn facts(&self) -> (Vec<&str>, Vec<&Value>, bool) {
        match self {
            Self::Values { wire, listed, failed, .. } => {
                let (Listed::Done(values) | Listed::Pending(values)) = listed;
                (vec![wire], values.iter().chain(failed).collect(), matches!(listed, Listed::Done(_)))
            }
            Self::Counts { total, succeeded, failed } => {
                let counts = [total, succeeded].into_iter().chain(failed);
                (counts.map(|count| &*count.wire).collect(), Vec::new(), false)
            }
        }
    }
}
