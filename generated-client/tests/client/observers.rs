//! What observers are told, in which order, what only once, and what never.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use qcloud_client::credential::{Context, CredentialError, CredentialProvider};
use qcloud_client::observer::{Event, WithUnknown};
use qcloud_client::runtime::BoxFuture;
use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::TransportErrorKind as Kinds;
use qcloud_client::wss::CertGetListRequest;
use qcloud_client::{Client, ClientBuilder, Credential, RetryPolicy};

use crate::bodies::{Then, body};
use crate::events::{TWO, chat, read, stream};
use crate::support::{
    Answer, EMPTY, FIFTEEN_MINUTES_LATER, KEY, Which, builder, credential, lost, ok, refusal, replay, status,
};
use crate::tc3::{DescribeRequest, response};

/// Writes down each event in one line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    fn observer(&self) -> impl Fn(&Event<'_>) + Send + Sync + 'static {
        let log = Arc::clone(&self.0);
        move |event: &Event<'_>| log.lock().unwrap().push(line(event))
    }
}

fn line(event: &Event<'_>) -> String {
    let action = event.call().action;
    match event {
        Event::Started { call } => {
            format!("{action} started at {} in {}", call.host.unwrap(), call.region.unwrap_or("-"))
        }
        Event::AttemptStarted { number, .. } => format!("attempt {number} started"),
        Event::AttemptEnded { number, took, status, request_id, why, .. } => {
            let why = why.map_or("ok".to_owned(), |why| why.to_string());
            format!("attempt {number} ended after {took:?}: {why}, {status:?}, {request_id:?}")
        }
        Event::RetryPlanned { number, why, after, .. } => {
            format!("attempt {number}: {why}, again in {after:?}")
        }
        Event::RateLimited { after, .. } => format!("held back for {after:?}"),
        Event::ClockCorrected { skew, .. } => format!("clock off by {skew}"),
        Event::CredentialRenewed { .. } => "credential renewed".to_owned(),
        Event::Drift { kind, path, .. } => format!("{action}: {kind} at {path}"),
        Event::Deprecated { .. } => format!("{action} is deprecated"),
        Event::Ended { attempts, took, why, .. } => {
            let why = why.map_or("ok".to_owned(), |why| why.to_string());
            format!("{action} ended after {attempts} attempts and {took:?}: {why}")
        }
        other => format!("{other:?}"),
    }
}

/// A client that answers like this, and what its observer is told.
fn observed(
    answers: impl IntoIterator<Item = Answer>,
    set_up: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Client, Log) {
    let log = Log::default();
    let builder = builder(replay(answers), &TestRuntime::new()).observer(log.observer());
    (set_up(builder).build().unwrap(), log)
}

#[tokio::test]
async fn a_call_is_told_from_its_start_to_its_end() {
    let skewed = Ok(status(200, &[("date", FIFTEEN_MINUTES_LATER), ("x-request-id", "f2a3")], refusal(4500)));
    let (client, log) = observed([lost(Kinds::Connect), skewed, ok(EMPTY)], |it| it.region("ap-beijing"));
    Which::List.call(&client).await.unwrap();
    assert_eq!(
        log.lines(),
        [
            "CertGetList started at wss.api.qcloud.com in ap-beijing",
            "attempt 1 started",
            "attempt 1 ended after 0ns: transport, None, None",
            "attempt 1: transport, again in 118.033988ms",
            "attempt 2 started",
            r#"attempt 2 ended after 0ns: failure (Refused), Some(200), Some("f2a3")"#,
            "clock off by 900",
            "attempt 3 started",
            "attempt 3 ended after 0ns: ok, Some(200), None",
            "CertGetList ended after 3 attempts and 118.033988ms: ok",
        ]
    );
}

#[tokio::test]
async fn a_failure_has_one_word_for_its_reason() {
    for (answer, reason) in [
        ((|| ok(refusal(4400))) as fn() -> Answer, "throttled (Refused)"),
        (|| ok(refusal(4100)), "auth (Refused)"),
        (|| ok(refusal(5000)), "not_found (Refused)"),
        (|| ok(refusal(6000)), "failure (Refused)"),
        (|| ok(r#"{"code":5100,"codeDesc":"LimitExceeded.Vpc"}"#), "limit (LimitExceeded.Vpc)"),
        (|| ok(r#"{"code":5100,"codeDesc":"what a code is not"}"#), "failure"),
        (|| lost(Kinds::Timeout(Duration::ZERO)), "timeout"),
        (|| lost(Kinds::Cut), "transport"),
        (|| ok("{}"), "body"),
        (|| ok(r#"{"code":0,"data":{"list":5}}"#), "unreadable"),
    ] {
        let (client, log) = observed([answer()], |builder| builder.retry(RetryPolicy::none()));
        Which::List.call(&client).await.unwrap_err();
        let last = log.lines().pop().unwrap();
        assert_eq!(last, format!("CertGetList ended after 1 attempts and 0ns: {reason}"));
    }
    let (client, log) = observed([], |builder| builder);
    client.call_untyped(qcloud_client::Untyped::v2("wss", "a\nb", [("x", "y")])).await.unwrap_err();
    let lines = log.lines();
    assert_eq!(lines[0], " started at wss.api.qcloud.com in -");
    assert_eq!(lines.last().unwrap(), " ended after 0 attempts and 0ns: setup");
}

#[tokio::test]
async fn drift_is_told_once_for_a_place_and_what_the_spec_lacks_only_to_who_asks() {
    let body = |items: &str| format!(r#"{{"code":0,"extra":1,"data":{{"totalNum":9,"list":[{items}]}}}}"#);
    let odd = || {
        body(
            r#"{"id":"a","ownerUin":"N/A","status":77,"shiny":1,"www.example.com":2,"ins-1a2b3c4d":3},{"id":"b","ownerUin":"N/A","shiny":1}"#,
        )
    };
    let drift = |log: &Log| {
        let lines = log.lines().into_iter();
        lines.filter(|line| line.contains(" at data") || line.contains(" at extra")).collect::<Vec<_>>()
    };
    let missing = "CertGetList: read as missing at data.list[].ownerUin";

    let (client, log) = observed([ok(odd()), ok(odd())], |builder| builder);
    Which::List.call(&client).await.unwrap();
    assert_eq!(drift(&log), [missing]);
    Which::List.call(&client.clone()).await.unwrap();
    assert_eq!(drift(&log), Vec::<String>::new());

    let asks = Log::default();
    let (client, log) =
        observed([ok(odd()), ok(odd())], |builder| builder.observer(WithUnknown(asks.observer())));
    for _ in 0..2 {
        Which::List.call(&client).await.unwrap();
    }
    let expected = [
        "CertGetList: unknown field at extra",
        "CertGetList: unknown field at data.list[].shiny",
        "CertGetList: unknown field at data.list[].*",
        "CertGetList: unknown value at data.list[].status",
        missing,
    ];
    assert_eq!(drift(&asks), expected);
    assert_eq!(drift(&log), expected);
}

#[tokio::test]
async fn an_action_that_is_to_be_given_up_is_told_once() {
    let body = |text: &str| response(&format!(r#""TotalCount":1,"DeprecatedWarning":{text}"#));
    let answers =
        [r#""""#, "null", r#""use DescribeZones""#, r#""use DescribeZones""#].map(|text| ok(body(text)));
    let asks = Log::default();
    let (client, log) = observed(answers, |it| it.observer(WithUnknown(asks.observer())));
    let mut told = Vec::new();
    for _ in 0..4 {
        client.call(DescribeRequest { limit: None }).region("ap-guangzhou").await.unwrap();
        told.push(log.lines().iter().filter(|line| *line == "DescribeInstances is deprecated").count());
    }
    assert_eq!(told, [0, 0, 1, 0]);
    let lines = asks.lines();
    assert!(!lines.iter().any(|line| line.contains("DeprecatedWarning")), "{lines:?}");
}

#[tokio::test]
async fn a_call_whose_answer_streams_ends_with_its_stream() {
    let asks = Log::default();
    let cut = format!("{TWO}data: {{\"Text\":[1]}}\n\ndata: {{\"Te");
    let refused =
        format!("{TWO}data: {{\"Error\":{{\"Code\":\"RequestLimitExceeded\",\"Message\":\"m\"}}}}\n\n");
    let last = r#"data: {"RequestId":"e","Text":"a","Size":"N/A","More":2}"#;
    let done = format!("{TWO}data: [DONE]\n\n");
    let answers =
        [stream(body(cut, 9, Then::Error(Kinds::ResponseCut))), stream(refused), stream(last), stream(done)];
    let (client, log) = observed(answers, |builder| builder.observer(WithUnknown(asks.observer())));
    let end = |why: &str| {
        [
            format!("attempt 1 ended after 0ns: {why}, Some(200), Some(\"f2a3\")"),
            format!("Chat ended after 1 attempts and 0ns: {why}"),
        ]
    };
    let mut events = chat(&client);
    assert!(log.lines().is_empty());
    events.next().await.unwrap().unwrap();
    assert_eq!(log.lines(), ["Chat started at cvm.tencentcloudapi.com in -", "attempt 1 started"]);
    events.next().await.unwrap().unwrap();
    assert_eq!(log.lines(), ["Chat: unknown field at More"]);
    events.next().await.unwrap().unwrap();
    assert_eq!(log.lines(), ["Chat: read as missing at Text"]);
    events.next().await.unwrap().unwrap_err();
    assert_eq!(log.lines(), end("transport"));
    drop(events);
    assert!(log.lines().is_empty());

    read(chat(&client)).await.1.unwrap();
    assert_eq!(log.lines()[2..], end("throttled (RequestLimitExceeded)"));
    // The last event is read when the body is over, and nobody has to ask for another one.
    let mut events = chat(&client);
    events.next().await.unwrap().unwrap();
    assert_eq!(log.lines()[2..], ["Chat: read as missing at Size"]);
    drop(events);
    assert_eq!(log.lines(), end("ok"));
    assert!(read(chat(&client)).await.1.is_none());
    assert_eq!(log.lines()[2..], end("ok"));
    assert_eq!(asks.lines().iter().filter(|line| line.starts_with("Chat: ")).count(), 3);
}

#[tokio::test]
async fn a_stream_that_nobody_reads_to_its_end_has_none() {
    let (client, log) = observed([stream(TWO)], |builder| builder);
    let mut events = chat(&client);
    events.next().await.unwrap().unwrap();
    drop(events);
    assert_eq!(log.lines(), ["Chat started at cvm.tencentcloudapi.com in -", "attempt 1 started"]);
}

#[tokio::test]
async fn the_spans_of_an_answer_that_streams_say_how_it_ended() {
    let (recorder, guard) = crate::traces::Recorder::install();
    let client = crate::support::client(
        replay([stream("data: {\"Text\":\"a\"}\n\ndata: 7\n\n")]),
        &TestRuntime::new(),
    );
    assert_eq!(read(chat(&client)).await.0, ["a"]);
    drop(guard);
    let entries = recorder.entries();
    assert_eq!(entries.iter().map(|entry| entry.name).collect::<Vec<_>>(), ["qcloud.call", "qcloud.attempt"]);
    for entry in entries {
        assert_eq!(entry.fields["error.type"], "\"unreadable\"", "{entry:?}");
        assert_eq!(entry.fields["qcloud.request_id"], "\"f2a3\"", "{entry:?}");
    }
}

#[tokio::test]
async fn a_credential_that_takes_the_place_of_another_is_told() {
    #[derive(Debug)]
    struct Rotating(Mutex<u32>);

    impl CredentialProvider for Rotating {
        fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
            let mut calls = self.0.lock().unwrap();
            *calls += 1;
            let token = if *calls > 2 { "second" } else { "first" };
            Box::pin(std::future::ready(Ok(credential().with_token(token).with_region("ap-beijing"))))
        }
    }

    let answers = (0..4).map(|_| ok(EMPTY));
    let (client, log) = observed(answers, |it| it.credential_provider(Rotating(Mutex::new(0))));
    let mut told = Vec::new();
    for _ in 0..4 {
        Which::List.call(&client).await.unwrap();
        told.push(log.lines().contains(&"credential renewed".to_owned()));
    }
    assert_eq!(told, [false, false, true, false]);
}

#[tokio::test]
async fn no_event_has_a_secret_or_a_value() {
    let log = Arc::new(Mutex::new(String::new()));
    let writes = Arc::clone(&log);
    let observer = WithUnknown(move |event: &Event<'_>| {
        *writes.lock().unwrap() += &format!("{event:?}\n");
    });
    let id = credential().id().to_owned();
    let answers = [
        ok(format!(
            r#"{{"code":5100,"codeDesc":"{KEY}","message":"MARKED {KEY} {id}","requestId":"{KEY}"}}"#
        )),
        ok(format!(
            r#"{{"code":0,"requestId":"{KEY}","data":{{"totalNum":"{KEY}","MARKED-1234":"MARKED","list":[]}}}}"#
        )),
        ok(format!(
            r#"{{"code":0,"requestId":"{id}","data":{{"totalNum":1,"list":[{{"id":"MARKED","status":"MARKED"}}]}}}}"#
        )),
    ];
    let client = builder(replay(answers), &TestRuntime::new()).observer(observer).build().unwrap();
    for _ in 0..3 {
        let call = client.wss().cert_get_list(CertGetListRequest::new().search_key("MARKED"));
        let _ = call.header("x-trace", "MARKED").parameter("more", "MARKED").await;
    }
    let log = log.lock().unwrap();
    assert!(log.contains("AttemptEnded") && log.contains("Drift"), "{log}");
    for secret in ["MARKED", KEY, &id] {
        assert!(!log.contains(secret), "{secret}\n{log}");
    }
}

#[cfg(feature = "metrics")]
#[tokio::test]
async fn metrics_count_calls_attempts_retries_and_throttles() {
    use metrics::{
        Counter, CounterFn, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit,
    };

    #[derive(Clone, Default)]
    struct Counts(Arc<Mutex<std::collections::BTreeMap<String, u64>>>);

    struct One(Counts, String);

    impl CounterFn for One {
        fn increment(&self, value: u64) {
            *self.0.0.lock().unwrap().entry(self.1.clone()).or_default() += value;
        }

        fn absolute(&self, _: u64) {}
    }

    impl Recorder for Counts {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            let mut labels: Vec<_> =
                key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
            labels.sort();
            Counter::from_arc(Arc::new(One(self.clone(), format!("{} {}", key.name(), labels.join(" ")))))
        }

        fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
            Gauge::noop()
        }

        fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
            Histogram::noop()
        }
    }

    let counts = Counts::default();
    let guard = metrics::set_default_local_recorder(&counts);
    let answers = [ok(refusal(4400)), ok(EMPTY), ok(refusal(5000))];
    let client = builder(replay(answers), &TestRuntime::new())
        .observer(qcloud_client::observer::MetricsObserver)
        .build()
        .unwrap();
    Which::List.call(&client).await.unwrap();
    Which::List.call(&client).await.unwrap_err();
    drop(guard);
    let counted: Vec<_> =
        counts.0.lock().unwrap().iter().map(|(name, count)| format!("{name} {count}")).collect();
    assert_eq!(
        counted,
        [
            "qcloud_client_attempts_total action=CertGetList outcome=not_found service=wss 1",
            "qcloud_client_attempts_total action=CertGetList outcome=ok service=wss 1",
            "qcloud_client_attempts_total action=CertGetList outcome=throttled service=wss 1",
            "qcloud_client_calls_total action=CertGetList outcome=not_found service=wss 1",
            "qcloud_client_calls_total action=CertGetList outcome=ok service=wss 1",
            "qcloud_client_retries_total action=CertGetList reason=throttled service=wss 1",
            "qcloud_client_throttles_total action=CertGetList service=wss 1",
        ]
    );
}
