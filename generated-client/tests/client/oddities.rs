//! What is set is sent or refused, and one odd field of a response costs one field.

use std::collections::BTreeMap;

use qcloud_client::internal;
use qcloud_client::testing::TestRuntime;
use qcloud_client::wire;
use qcloud_client::wss::{CertGetListRequest, Certificate};
use qcloud_client::{Error, Json};

use crate::support::{client, next, ok, replay};
use crate::traces::Recorder;

/// A request with every kind of value that can be empty, in the shape of generated code.
struct ModifyRequest {
    tags: Option<Vec<String>>,
    labels: Option<BTreeMap<String, String>>,
    rule: Option<Rule>,
    weight: Option<f64>,
    options: Option<Json>,
}

internal::record!(ModifyRequest REQUEST {
    0 tags "Tags" [NULLABLE];
    1 labels "Labels" [];
    2 rule "Rule" [];
    3 weight "Weight" [];
    4 options "Options" [];
});

struct Rule {
    ports: Option<Vec<f64>>,
}

internal::record!(Rule {
    0 ports "Ports" [];
});

struct ModifyResult {
    request_id: Option<String>,
}

internal::record!(ModifyResult {
    0 request_id "RequestId" [];
});

static MODERN: internal::ServiceInfo = internal::ServiceInfo { name: "things", ..crate::tc3::SERVICE };

impl wire::Action for ModifyRequest {
    type Result = ModifyResult;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
        service: &MODERN,
        name: "ModifyThing",
        host: None,
        idempotent: false,
        sensitive: false,
        errors: &[],
        method: wire::Method::Post,
        place: internal::ResultPlace::Response,
    };
}

fn nothing() -> ModifyRequest {
    internal::blank()
}

/// What is sent of a request, as JSON.
async fn sent(request: ModifyRequest) -> Result<String, Error> {
    let transport = replay([ok(r#"{"Response":{"RequestId":"r"}}"#)]);
    let result = client(transport.clone(), &TestRuntime::new()).call(request).await;
    if result.is_err() {
        assert!(transport.requests().is_empty());
    }
    let result = result?;
    assert_eq!(result.request_id.as_deref(), Some("r"));
    Ok(String::from_utf8(transport.requests()[0].http().body().to_vec()).unwrap())
}

#[tokio::test]
async fn what_is_set_is_sent_even_when_it_is_empty() {
    for (request, body) in [
        (nothing(), "{}"),
        (ModifyRequest { tags: Some(vec![]), ..nothing() }, r#"{"Tags":[]}"#),
        (ModifyRequest { labels: Some(BTreeMap::new()), ..nothing() }, r#"{"Labels":{}}"#),
        (ModifyRequest { rule: Some(internal::blank()), ..nothing() }, r#"{"Rule":{}}"#),
        (ModifyRequest { rule: Some(Rule { ports: Some(vec![]) }), ..nothing() }, r#"{"Rule":{"Ports":[]}}"#),
        (ModifyRequest { options: Some(Json::Null), ..nothing() }, r#"{"Options":null}"#),
        (ModifyRequest { weight: Some(0.5), ..nothing() }, r#"{"Weight":0.5}"#),
    ] {
        assert_eq!(sent(request).await.unwrap(), body);
    }
}

#[tokio::test]
async fn a_number_that_is_none_is_refused_before_anything_is_sent() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for (request, name) in [
            (ModifyRequest { weight: Some(value), ..nothing() }, "Weight"),
            (
                ModifyRequest { rule: Some(Rule { ports: Some(vec![1.0, value]) }), ..nothing() },
                "Rule.Ports[1]",
            ),
        ] {
            let error = sent(request).await.unwrap_err();
            assert!(error.is_invalid_request() && !error.may_have_been_sent());
            assert_eq!(
                error.to_string(),
                format!(
                    "ModifyThing failed: `{name}` is infinite or not a number, which can't be sent [cvm.tencentcloudapi.com, not sent]"
                )
            );
        }
    }
}

/// A page of certificates with this list, and a total that is none.
fn page(list: &str) -> String {
    format!(r#"{{"code":0,"message":"","codeDesc":"Success","data":{{"totalNum":3,"list":[{list}]}}}}"#)
}

#[tokio::test]
async fn what_is_missing_is_told_beside_the_result_and_once_in_the_log() {
    let body = page(r#"{"id":"a","ownerUin":"N/A","subjectAltName":5},{"id":"b","projectInfo":"x"}"#);
    let (recorder, guard) = Recorder::install();
    let client = client(replay([ok(body.clone())]), &TestRuntime::new());
    let response = client.call(CertGetListRequest::new()).with_metadata().await.unwrap();
    drop(guard);
    let notes: Vec<_> = response.notes().iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "data.list[0].ownerUin: expected an integer, found a string",
            "data.list[0].subjectAltName: expected an array, found a number",
            "data.list[1].projectInfo: expected an object, found a string",
        ]
    );
    assert_eq!(response.raw_body(), body.as_bytes());
    let first: &Certificate = &response.result().list[0];
    assert_eq!((first.id.as_str(), first.owner_uin, first.subject_alt_name.len()), ("a", None, 0));
    let warnings: Vec<_> =
        recorder.entries().into_iter().filter(|entry| entry.name == "qcloud.drift").collect();
    let places: Vec<_> = warnings.iter().map(|warning| warning.fields["path"].as_str()).collect();
    assert_eq!(
        places,
        [r#""data.list[].ownerUin""#, r#""data.list[].subjectAltName""#, r#""data.list[].projectInfo""#]
    );
    assert!(warnings.iter().all(|warning| warning.level == tracing::Level::WARN));
    assert!(warnings.iter().all(|warning| warning.fields["kind"] == r#""read_as_missing""#));
}

#[tokio::test]
async fn an_element_is_an_error_unless_the_call_is_lenient() {
    let body = page(r#"{"id":"a"},7,{"id":"c"}"#);
    let runtime = TestRuntime::new();
    let error =
        client(replay([ok(body.clone())]), &runtime).call(CertGetListRequest::new()).await.unwrap_err();
    assert!(error.is_unreadable());
    assert!(error.to_string().contains("data.list[1]: expected an object, found a number"), "{error}");
    let call = client(replay([ok(body.clone())]), &runtime).call(CertGetListRequest::new()).lenient();
    let response = call.with_metadata().await.unwrap();
    let ids: Vec<_> = response.result().list.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
    assert_eq!(response.notes()[0].path(), "data.list[1]");

    // What pages rest on is an error all the same.
    let odd = r#"{"code":0,"data":{"totalNum":3,"list":"none"}}"#;
    let call = client(replay([ok(odd)]), &runtime).call(CertGetListRequest::new()).lenient();
    assert!(call.await.unwrap_err().to_string().contains("data.list: expected an array, found a string"));
}

#[tokio::test]
async fn pages_tell_what_is_missing_and_count_what_was_sent() {
    let transport = replay([ok(page(r#"{"id":"a","ownerUin":[]},7"#)), ok(page(r#"{"id":"c"}"#))]);
    let client = client(transport.clone(), &TestRuntime::new());
    let mut pages = client.call(CertGetListRequest::new().count(2)).lenient().pages();
    assert!(pages.metadata().is_none());
    let first = next(&mut pages).await.unwrap().unwrap();
    let metadata = pages.metadata().unwrap();
    let notes: Vec<_> = metadata.notes().iter().map(|note| note.path().to_owned()).collect();
    assert_eq!(
        (first.list.len(), notes),
        (1, vec!["data.list[0].ownerUin".to_owned(), "data.list[1]".to_owned()])
    );
    assert!(metadata.raw_body().starts_with(br#"{"code":0"#));
    let second = next(&mut pages).await.unwrap().unwrap();
    assert_eq!((second.list[0].id.as_str(), pages.metadata().unwrap().notes().len()), ("c", 0));
    assert!(next(&mut pages).await.is_none(), "three of three were sent");
    assert_eq!(transport.remaining(), 0);
}

#[tokio::test]
async fn half_a_character_costs_nothing() {
    let body = page(r#"{"id":"\ud800","new":"\udfff"}"#);
    let page = client(replay([ok(body)]), &TestRuntime::new()).call(CertGetListRequest::new()).await.unwrap();
    assert_eq!(page.list[0].id, "\u{fffd}");
    let error = client(replay([ok(r#"{"code":0,"data":{"id":"\ud800",}}"#)]), &TestRuntime::new())
        .call(CertGetListRequest::new())
        .retry(qcloud_client::RetryPolicy::none())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("the response is not JSON from line 1, column 33 on"), "{error}");
    let deep = format!("{{\"code\":0,\"data\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let error =
        client(replay([ok(deep)]), &TestRuntime::new()).call(CertGetListRequest::new()).await.unwrap_err();
    assert!(
        error.to_string().contains("the response is JSON nested too deeply, at line 1, column 144"),
        "{error}"
    );
}
