//! The spans and events, with the names and fields that are promised; and a subscriber that writes all of them down.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::TransportErrorKind as Kinds;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Metadata, Subscriber};

use crate::support::{FIFTEEN_MINUTES_LATER, Which, client, lost, ok, refusal, replay, status};

type Fields = BTreeMap<&'static str, String>;

/// A span or an event of any crate.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) level: tracing::Level,
    pub(crate) target: &'static str,
    pub(crate) fields: Fields,
}

/// Keeps every span and event, those of other crates too.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<Vec<Entry>>>);

impl Recorder {
    /// A recorder of what this thread does until the guard is dropped.
    pub(crate) fn install() -> (Self, DefaultGuard) {
        // While there is one subscriber alone, tracing asks only the thread that comes to a span first whether anybody wants it, and keeps the
        // answer: another test's thread, which has none, would switch the span off for this one. With a second one it asks all of them.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(NoSubscriber::default()));
        let recorder = Self::default();
        (recorder.clone(), tracing::subscriber::set_default(recorder))
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.0.lock().unwrap().clone()
    }

    fn add(&self, metadata: &Metadata<'static>, record: impl FnOnce(&mut Values<'_>)) -> u64 {
        let mut fields = Fields::new();
        record(&mut Values(&mut fields));
        let mut entries = self.0.lock().unwrap();
        entries.push(Entry {
            name: metadata.name(),
            level: *metadata.level(),
            target: metadata.target(),
            fields,
        });
        entries.len() as u64
    }
}

struct Values<'a>(&'a mut Fields);

impl Visit for Values<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        Id::from_u64(self.add(span.metadata(), |values| span.record(values)))
    }

    fn record(&self, span: &Id, record: &Record<'_>) {
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        record.record(&mut Values(&mut self.0.lock().unwrap()[index].fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata(), |values| event.record(values));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// One line for each span and event of a call that is answered like this.
async fn trace(which: Which, answers: Vec<crate::support::Answer>) -> Vec<String> {
    let (recorder, guard) = Recorder::install();
    let _ = which.call(&client(replay(answers), &TestRuntime::new())).await;
    drop(guard);
    let line = |entry: Entry| {
        let fields: Vec<_> = entry.fields.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        format!("{} {}{}", entry.level, entry.name, fields.concat())
    };
    recorder.entries().into_iter().map(line).collect()
}

/// The line of a call of the legacy API: its fields in the order of their names.
fn call(action: &str, at_first: &str, of_end: &str) -> String {
    format!(
        "INFO qcloud.call attempts={at_first} otel.kind=\"client\" otel.name=wss/{action} {of_end}rpc.method=\"{action}\" \
         rpc.service=\"wss\" rpc.system=\"tencentcloud\" server.address=\"wss.api.qcloud.com\""
    )
}

#[tokio::test]
async fn a_call_that_succeeds_is_a_span_with_a_span_for_its_attempt() {
    let body = Which::List.success().replacen('{', r#"{"requestId":"f2a3","#, 1);
    assert_eq!(
        trace(Which::List, vec![ok(body)]).await,
        [
            call("CertGetList", "1 http.response.status_code=200", "qcloud.request_id=\"f2a3\" "),
            "DEBUG qcloud.attempt http.response.status_code=200 number=1 qcloud.request_id=\"f2a3\" \
             server.address=\"wss.api.qcloud.com\""
                .to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_call_that_fails_says_how_in_its_spans() {
    let (recorder, guard) = Recorder::install();
    let client = client(replay([ok(refusal(5100))]), &TestRuntime::new());
    let _ = Which::Delete.call(&client).await;
    drop(guard);
    let entries = recorder.entries();
    assert_eq!(entries.len(), 2);
    for entry in entries {
        for (name, value) in [
            ("error.type", "\"failure\""),
            ("http.response.status_code", "200"),
            ("otel.status_code", "\"ERROR\""),
            ("qcloud.code", "\"Refused\""),
        ] {
            assert_eq!(entry.fields.get(name).map(String::as_str), Some(value), "{} {name}", entry.name);
        }
        assert_eq!(entry.target, "qcloud_client");
        assert_eq!(entry.fields["server.address"], "\"wss.api.qcloud.com\"");
    }
}

#[tokio::test]
async fn retries_and_corrections_of_the_clock_are_events() {
    let skewed = status(200, &[("date", FIFTEEN_MINUTES_LATER)], refusal(4500));
    let attempt =
        |number: u32, of_failure: &str| format!("DEBUG qcloud.attempt {of_failure}number={number} otel");
    let lines = trace(Which::List, vec![lost(Kinds::Connect), Ok(skewed), lost(Kinds::Connect)]).await;
    let starts: Vec<_> =
        lines.iter().map(|line| line.split("otel.").next().unwrap_or_default().to_owned() + "otel").collect();
    assert_eq!(
        starts,
        [
            "INFO qcloud.call attempts=3 error.type=\"transport\" otel".to_owned(),
            attempt(1, "error.type=\"transport\" "),
            "DEBUG qcloud.retry after_ms=118 error.type=\"transport\" message=the attempt failed and will be repeated number=1otel"
                .to_owned(),
            attempt(2, "error.type=\"failure\" http.response.status_code=200 "),
            "WARN qcloud.clock_corrected message=this machine's clock differs from the server's skew_s=900otel"
                .to_owned(),
            attempt(3, "error.type=\"transport\" "),
        ]
    );
}
