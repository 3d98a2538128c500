//! Waiting for a task: a reading call, made again and again until its result says that the task is over.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Call;
use crate::handwritten::action::{Action, Progress, UntilInfo, Verdict};
use crate::handwritten::attempts::SharedOptions;
use crate::handwritten::client::Client;
use crate::handwritten::error::{Error, Kind, Story};
use crate::handwritten::runtime::{BoxFuture, Runtime};

/// How long a wait lasts at most, unless the caller says so.
const WITHIN: Duration = Duration::from_secs(600);
/// How soon to ask again where nothing is said: the first wait, and the longest.
const PACE: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(30)];

impl<A: Action> Call<A> {
    /// Makes the call again and again until its result says that a task is over: a wait to be `.await`ed.
    ///
    /// The condition is a constant of the service's module, or a closure that says how far the task is: a
    /// [`Progress`], or a `bool` that says whether it is done.
    ///
    /// ```no_run
    /// # #[cfg(feature = "ssl_v20191205")]
    /// # async fn wait(client: qcloud_client::Client) -> Result<(), qcloud_client::Error> {
    /// use std::time::Duration;
    /// use qcloud_client::ssl_v20191205::{self, DescribeCertificateRequest};
    ///
    /// let call = client.ssl_v20191205().describe_certificate(DescribeCertificateRequest::new("GjTNRoK7"));
    /// let certificate = call.until(ssl_v20191205::CERTIFICATE_ISSUED).within(Duration::from_secs(3600)).await?;
    /// println!("valid until {:?}", certificate.cert_end_time);
    ///
    /// let call = client.ssl_v20191205().describe_certificate(DescribeCertificateRequest::new("GjTNRoK7"));
    /// let certificate = call.until(|certificate| certificate.deployable == Some(true)).await?;
    /// # let _ = certificate;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The call has its own options and retries each time. Between two calls the wait grows from the first one of the
    /// [pace](Until::pace) to its longest, on the [runtime](crate::ClientBuilder::runtime) of the client: a test doesn't wait.
    pub fn until<V: Into<Verdict>>(
        self,
        mut condition: impl FnMut(&A::Result) -> V + Send + 'static,
    ) -> Until<A> {
        let condition: Condition<A> = Box::new(move |result| condition(result).into());
        Until { call: self, condition, within: WITHIN, pace: None }
    }
}

type Condition<A> = Box<dyn FnMut(&<A as Action>::Result) -> Verdict + Send>;

/// A wait for a task, made by [`Call::until`]: `.await` it for the result that says that the task is done.
///
/// # Errors
///
/// - [`ErrorKind::WaitFailed`](crate::ErrorKind::WaitFailed): the task has failed.
/// - [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout): it was not over in time. It may go on; wait again to learn of it.
/// - The error of a call that fails in a way that does not pass by itself, or of the first one.
///
/// Of the first two, [`Error::last_result`] has the result that came last:
///
/// ```no_run
/// # #[cfg(feature = "ssl_v20191205")]
/// # async fn wait(client: qcloud_client::Client) {
/// use qcloud_client::ssl_v20191205::{self, DescribeCertificateRequest, DescribeCertificateResult};
///
/// let call = client.ssl_v20191205().describe_certificate(DescribeCertificateRequest::new("GjTNRoK7"));
/// if let Err(error) = call.until(ssl_v20191205::CERTIFICATE_ISSUED).await {
///     let last = error.last_result::<DescribeCertificateResult>();
///     eprintln!("{error}: {:?}", last.and_then(|last| last.status_msg.as_deref()));
/// }
/// # }
/// ```
#[must_use = "a wait begins when it is awaited"]
pub struct Until<A: Action> {
    call: Call<A>,
    condition: Condition<A>,
    within: Duration,
    pace: Option<[Duration; 2]>,
}

impl<A: Action> Until<A> {
    /// How long to wait at most, the calls included; 10 minutes unless set. The last call is made shortly before the time is
    /// over.
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// How soon to ask again: after `first`, then after twice as long each time, up to `max`. That of the spec unless set; 2 and 30
    /// seconds for a closure.
    pub fn pace(mut self, first: Duration, max: Duration) -> Self {
        self.pace = Some([first, max]);
        self
    }

    /// The wait as a future: `Send`, `'static` and `Unpin`. Nothing is sent before it is polled.
    ///
    /// # Errors
    ///
    /// As [`Until`] has them.
    #[must_use = "a wait begins when it is awaited"]
    pub fn send(self) -> BoxFuture<'static, Result<A::Result, Error>> {
        let Self { call: Call { client, request, options, .. }, condition, within, pace } = self;
        Box::pin(async move {
            let runtime = Arc::clone(&client.inner.shared.runtime);
            let mut asking = Asking { client, request, options, condition, last: None };
            let outcome = wait(&mut asking, &*runtime, within, pace).await;
            match (outcome, asking.last) {
                (Ok(()), Some(last)) => Ok(last),
                // A task that is done has a result.
                (Ok(()), None) => Err(Error::new(Kind::WaitFailed("there was no result".to_owned()))),
                (Err(error), Some(last)) if error.is_of_wait() => Err(error.with_last_result(Arc::new(last))),
                (Err(error), _) => Err(error),
            }
        })
    }
}

impl<A: Action> IntoFuture for Until<A> {
    type Output = Result<A::Result, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<A: Action + fmt::Debug> fmt::Debug for Until<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Until")
            .field("call", &self.call)
            .field("within", &self.within)
            .finish_non_exhaustive()
    }
}

/// What a wait needs of the call that it makes.
trait Ask: Send {
    /// Makes the call, within a time, and looks at the result.
    fn ask(&mut self, left: Duration) -> BoxFuture<'_, Result<Verdict, Error>>;

    /// What the call is of: the Action's name, and whether it may be made again whatever came of it.
    fn action(&self) -> (&'static str, bool);
}

struct Asking<A: Action> {
    client: Client,
    request: A,
    options: SharedOptions,
    condition: Condition<A>,
    last: Option<A::Result>,
}

impl<A: Action> Ask for Asking<A> {
    fn ask(&mut self, left: Duration) -> BoxFuture<'_, Result<Verdict, Error>> {
        let mut options = self.options.clone();
        options.timeout = options.timeout.min(left);
        let call = Call::<A>::new(self.client.clone(), self.request.clone(), options).send();
        Box::pin(async move {
            let result = call.await?;
            let verdict = (self.condition)(&result);
            self.last = Some(result);
            Ok(verdict)
        })
    }

    fn action(&self) -> (&'static str, bool) {
        (A::INFO.name, A::INFO.idempotent)
    }
}

/// Asks until the task is over: compiled once for all Actions.
async fn wait(
    asking: &mut dyn Ask,
    runtime: &dyn Runtime,
    within: Duration,
    pace: Option<[Duration; 2]>,
) -> Result<(), Error> {
    let (action, may_repeat) = asking.action();
    let of_wait = |kind| Error::new(kind).with_story(Story::answered(action));
    let started = runtime.instant();
    let left = || within.saturating_sub(runtime.instant().saturating_duration_since(started));
    let mut last: Option<Verdict> = None;
    let mut questions = 0_u32;
    let mut is_last = false;
    loop {
        let answer = asking.ask(left()).await;
        questions += 1;
        let failure = match answer {
            Ok(verdict) => {
                match verdict.progress {
                    Progress::Done => return Ok(()),
                    Progress::Failed => return Err(of_wait(Kind::WaitFailed(has_failed(&verdict)))),
                    Progress::Pending => last = Some(verdict),
                }
                None
            }
            // A fault that passes is no reason to give up a task that has been heard of.
            Err(error)
                if last.is_some() && error.is_retryable() && (may_repeat || error.was_not_carried_out()) =>
            {
                Some(error)
            }
            Err(error) => return Err(error),
        };
        let info = last.as_ref().and_then(|last| last.of);
        let [first, max] = pace.or(info.map(UntilInfo::pace)).unwrap_or(PACE);
        let doubled = first.saturating_mul(2_u32.saturating_pow(questions - 1));
        let asked = failure.as_ref().and_then(Error::retry_after).unwrap_or_default();
        let (mut pause, left) = (doubled.min(max).max(asked), left());
        if pause >= left {
            if is_last || left < Duration::from_secs(1) {
                return Err(of_wait(Kind::WaitTimeout(is_late(last.as_ref(), within, questions, failure))));
            }
            // One more time, early enough for an answer.
            pause = left.saturating_sub((left / 4).min(Duration::from_secs(5)));
            is_last = true;
        }
        runtime.sleep(pause).await;
    }
}

/// What is waited for, as the subject of a sentence.
fn subject(verdict: Option<&Verdict>) -> &'static str {
    verdict.and_then(|verdict| verdict.of).map_or("what it waits for", |info| info.name)
}

fn has_failed(verdict: &Verdict) -> String {
    let seen = if verdict.seen.is_empty() { String::new() } else { format!(": {}", verdict.seen) };
    format!("{} won't be, since the task has failed{seen}", subject(Some(verdict)))
}

fn is_late(last: Option<&Verdict>, within: Duration, questions: u32, failure: Option<Error>) -> String {
    let times = if questions == 1 { "once".to_owned() } else { format!("{questions} times") };
    let mut text = format!("{} was not so within {within:?}, asked {times}", subject(last));
    if let Some(seen) = last.map(|last| last.seen.as_str()).filter(|seen| !seen.is_empty()) {
        text.push_str(": ");
        text.push_str(seen);
    }
    if let Some(failure) = failure {
        text.push_str(&format!("; the last call: {failure}"));
    }
    text
}
