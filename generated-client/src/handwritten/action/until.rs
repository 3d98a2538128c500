//! What is waited for: where in a result stands how far a task is, and what that means.

use std::time::Duration;

use crate::handwritten::wire::{Field, Value, View};

/// How far a task is that somebody waits for: what a condition of [`Call::until`](crate::Call::until) says of a result.
///
/// ```no_run
/// # #[cfg(feature = "ssl_v20191205")]
/// # async fn wait(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
/// use qcloud_client::Progress;
/// use qcloud_client::ssl_v20191205::DescribeCertificateRequest;
///
/// let call = client.ssl_v20191205().describe_certificate(DescribeCertificateRequest::new("7hFk2Qxv"));
/// let issued = call.until(|certificate| match certificate.cert_end_time {
///     Some(_) => Progress::Done,
///     None => Progress::Pending,
/// });
/// println!("{:?}", issued.await?.alias);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// It goes on: the wait does too.
    Pending,
    /// It is done: the wait ends with the result.
    Done,
    /// It has failed: the wait ends with an error that has the result.
    Failed,
}

/// What a condition of [`Call::until`](crate::Call::until) says of a result: a [`Progress`], or a `bool` that says whether it is
/// done.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub(crate) progress: Progress,
    /// The name of the constant, and the pace that the spec gives it.
    pub(crate) of: Option<&'static UntilInfo>,
    /// What was seen of the task, in words.
    pub(crate) seen: String,
}

impl Verdict {
    /// How far the task is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// What of the result says so, where a condition of the spec was asked: such as `` `Status` is 1 (The certificate was issued) ``.
    /// Empty otherwise.
    #[must_use]
    pub fn seen(&self) -> &str {
        &self.seen
    }
}

impl From<Progress> for Verdict {
    fn from(progress: Progress) -> Self {
        Self { progress, of: None, seen: String::new() }
    }
}

impl From<bool> for Verdict {
    fn from(is_done: bool) -> Self {
        if is_done { Progress::Done } else { Progress::Pending }.into()
    }
}

/// A condition of the spec: a constant of a service's module, for [`Call::until`](crate::Call::until).
pub type Goal<R> = fn(&R) -> Verdict;

/// What the spec says of something to wait for. A way through a record is told by the places of its fields; one that leads
/// through lists leads to a value of each element.
#[derive(Debug)]
pub struct UntilInfo {
    /// The name of its constant.
    pub name: &'static str,
    /// The first wait, in seconds; each is twice the one before.
    pub first: u64,
    /// The longest wait, in seconds.
    pub max: u64,
    /// What tells how far the task is.
    pub watched: Watched,
}

/// What in a result tells how far a task is.
#[derive(Debug)]
pub enum Watched {
    /// A value, or one of each element of a list: the task is over when all are.
    Values {
        /// The way to it.
        path: &'static [usize],
        /// The values of success.
        done: &'static [Value<'static>],
        /// The values of a task that goes on.
        pending: &'static [Value<'static>],
        /// The values of failure.
        failed: &'static [Value<'static>],
        /// What any other value means.
        otherwise: Progress,
    },
    /// Numbers: the task is over when `total` is above 0, and the others add up to it.
    Counts {
        /// The way to the number of all.
        total: &'static [usize],
        /// The way to the number of what has succeeded.
        succeeded: &'static [usize],
        /// The way to the number of what has failed.
        failed: Option<&'static [usize]>,
    },
}

impl UntilInfo {
    pub(crate) fn pace(&self) -> [Duration; 2] {
        [self.first, self.max].map(Duration::from_secs)
    }
}

/// Looks at a result as the spec says.
pub fn judge(result: &dyn Field, info: &'static UntilInfo) -> Verdict {
    let (progress, seen) = match info.watched {
        Watched::Values { path, done, pending, failed, otherwise } => {
            let mut worst = None;
            let mut seen = String::new();
            let listed = [(done, Progress::Done), (pending, Progress::Pending), (failed, Progress::Failed)];
            each(result.view(), path, "the result", &mut |name, view| {
                let value = view.and_then(value);
                let meaning =
                    listed.iter().find(|(values, _)| value.is_some_and(|value| values.contains(&value)));
                let progress = match (value, meaning) {
                    (None, _) => Progress::Pending,
                    (_, Some((_, progress))) => *progress,
                    (_, None) => otherwise,
                };
                // What goes on outweighs what has failed: the wait ends when all is told.
                if worst.is_none_or(|worst| weight(progress) > weight(worst)) {
                    worst = Some(progress);
                    seen = told(name, view, value, meaning.is_some());
                }
            });
            (worst.unwrap_or(Progress::Pending), seen)
        }
        Watched::Counts { total, succeeded, failed } => {
            let count = |way| sum(result, way);
            let (total, succeeded, failed) = (count(total), count(succeeded), failed.map_or(0, count));
            let progress = match (total > 0 && succeeded.saturating_add(failed) >= total, failed) {
                (false, _) => Progress::Pending,
                (true, 0) => Progress::Done,
                (true, _) => Progress::Failed,
            };
            (progress, format!("of {total}, {succeeded} succeeded and {failed} failed"))
        }
    };
    Verdict { progress, of: Some(info), seen }
}

fn weight(progress: Progress) -> u8 {
    match progress {
        Progress::Done => 0,
        Progress::Failed => 1,
        Progress::Pending => 2,
    }
}

/// Calls back with what a way leads to, for each element where there is a list on it; without a value where there is none.
fn each<'a>(
    view: View<'a>,
    way: &[usize],
    name: &'static str,
    found: &mut dyn FnMut(&'static str, Option<View<'a>>),
) {
    match (view, way) {
        (View::Maybe(maybe), _) => match maybe.get() {
            Some(value) => each(value.view(), way, name, found),
            None => found(name, None),
        },
        (View::List(list), _) => {
            for element in (0..list.len()).filter_map(|index| list.at(index)) {
                each(element.view(), way, name, found);
            }
        }
        (View::Record(record), [index, rest @ ..]) => {
            let name = record.info().fields.get(*index).map_or(name, |field| field.wire);
            each(record.at(*index).view(), rest, name, found);
        }
        (view, way) => found(name, Some(view).filter(|_| way.is_empty())),
    }
}

/// What a value is compared by; none where there is nothing to compare.
fn value(view: View<'_>) -> Option<Value<'_>> {
    Some(match view {
        View::Bool(value) => Value::Int(value.into()),
        View::Int(value) => Value::Int(value),
        View::Uint(value) => Value::Int(i64::try_from(value).unwrap_or(i64::MAX)),
        View::Text(text) => Value::Text(text),
        View::Enum(value) => match value.known() {
            Ok(known) => known.value,
            Err(unknown) if unknown.as_str().is_empty() => return None,
            Err(unknown) => unknown.as_int().map_or(Value::Text(unknown.as_str()), Value::Int),
        },
        _ => return None,
    })
}

/// A value in words. A text that the spec does not list may be anything, and is not shown.
fn told(name: &str, view: Option<View<'_>>, value: Option<Value<'_>>, is_listed: bool) -> String {
    let description = match view {
        Some(View::Enum(value)) => value.known().map_or("", |known| known.description),
        _ => "",
    };
    match value {
        None => format!("`{name}` is missing"),
        Some(Value::Text(_)) if !is_listed && description.is_empty() => format!("`{name}` is another text"),
        Some(value) if description.is_empty() => format!("`{name}` is {value}"),
        Some(value) => format!("`{name}` is {value} ({})", description.trim_end_matches('.')),
    }
}

/// A number, or the sum of those in a list; what is missing or negative is 0.
fn sum(result: &dyn Field, way: &[usize]) -> u64 {
    let mut sum = 0_u64;
    each(result.view(), way, "", &mut |_, view| {
        let number = match view {
            Some(View::Uint(value)) => value,
            Some(View::Int(value)) => u64::try_from(value).unwrap_or(0),
            _ => 0,
        };
        sum = sum.saturating_add(number);
    });
    sum
}
