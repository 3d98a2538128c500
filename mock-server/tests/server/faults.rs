//! Each fault, as the bytes that it leaves of a response.

use std::time::Duration;

use qcloud_mock_server::{Fault, MockServer};
use serde_json::json;

use crate::api3::api3;
use crate::support::{Call, NOW, Response, call, fixed};

fn upload(server: &MockServer) -> Call {
    call(server, "CertUpload", &[("cert", "x"), ("certType", "CA")])
}

async fn empty_server() -> MockServer {
    fixed().uploaded_certificates(0).start().await.unwrap()
}

/// What comes back from an upload, and how many certificates there are then.
async fn spoiled(fault: Fault) -> (Option<Response>, usize) {
    let server = empty_server().await;
    server.inject(fault);
    let response = upload(&server).try_send().await;
    assert_eq!(call(&server, "CertGetList", &[]).send().await.code(), 0, "the next request is fine");
    (response, server.certificates().len())
}

#[tokio::test]
async fn a_lost_request_is_neither_answered_nor_carried_out() {
    let (response, stored) = spoiled(Fault::Lost).await;
    assert!(response.is_none());
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn a_connection_cut_before_the_response_leaves_the_action_carried_out() {
    let (response, stored) = spoiled(Fault::CutBefore).await;
    assert!(response.is_none());
    assert_eq!(stored, 1);
}

#[tokio::test]
async fn a_connection_cut_in_the_response_leaves_half_of_its_body() {
    for _ in 0..20 {
        let (response, stored) = spoiled(Fault::CutAfter).await;
        let response = response.unwrap();
        assert_eq!((response.status, response.is_whole(), stored), (200, false, 1));
        let promised: usize = response.header("content-length").unwrap().parse().unwrap();
        assert_eq!(response.body.len(), promised / 2);
    }
}

#[tokio::test(start_paused = true)]
async fn latency_comes_before_the_right_answer() {
    let start = tokio::time::Instant::now();
    let (response, stored) = spoiled(Fault::Latency(Duration::from_secs(3600))).await;
    assert_eq!((response.unwrap().code(), stored), (0, 1));
    assert_eq!(start.elapsed().as_secs(), 3600);
}

#[tokio::test(start_paused = true)]
async fn a_slow_drip_takes_eight_pauses_and_loses_nothing() {
    let start = tokio::time::Instant::now();
    let (response, stored) = spoiled(Fault::Drip(Duration::from_secs(10))).await;
    let response = response.unwrap();
    assert_eq!((response.code(), response.is_whole(), stored), (0, true, 1));
    assert_eq!(start.elapsed().as_secs(), 80);
}

#[tokio::test(start_paused = true)]
async fn events_may_come_slowly_and_what_is_no_stream_has_none() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/specs/streams");
    let server = fixed().spec(spec).start().await.unwrap();
    for (parameters, pauses) in
        [(json!({"Question": "Hello?", "Stream": true}), 4), (json!({"Question": "Hello?"}), 1)]
    {
        let answer = async |fault| {
            server.inject(fault);
            let start = tokio::time::Instant::now();
            let response = api3(&server, "ai", "2025-01-01", "Chat", &parameters).send().await;
            (response.text().to_owned(), start.elapsed().as_secs())
        };
        let whole = answer(Fault::Latency(Duration::ZERO)).await.0;
        let slow = answer(Fault::SlowEvents(Duration::from_secs(10))).await;
        assert_eq!(slow, (whole.clone(), 10 * pauses));
        // What is no stream has no events that could be odd.
        let odd = answer(Fault::EventGarbage).await.0;
        assert_eq!(odd == whole, pauses == 1, "{odd}");
    }
}

#[tokio::test]
async fn a_response_breaks_off_behind_any_byte() {
    for bytes in [0, 1, 30] {
        let (response, stored) = spoiled(Fault::CutAt(bytes)).await;
        let response = response.unwrap();
        assert_eq!((response.body.len(), response.is_whole(), stored), (bytes, false, 1));
    }
    let (response, _) = spoiled(Fault::CutAt(1_000_000)).await;
    assert!(response.unwrap().is_whole());
}

#[tokio::test]
async fn the_right_answer_may_be_said_to_be_something_else() {
    let (response, stored) = spoiled(Fault::ContentType("text/plain".to_owned())).await;
    let response = response.unwrap();
    let body: serde_json::Value = serde_json::from_str(response.text()).unwrap();
    assert_eq!((response.header("content-type"), stored), (Some("text/plain"), 1));
    assert_eq!(body["code"], 0);
}

#[tokio::test(start_paused = true)]
async fn a_hanging_request_is_carried_out_and_never_answered() {
    let server = empty_server().await;
    server.inject(Fault::Hang);
    let waiting = tokio::time::timeout(Duration::from_secs(86400), upload(&server).try_send()).await;
    assert!(waiting.is_err());
    assert_eq!(server.certificates().len(), 1);
}

#[tokio::test]
async fn a_status_comes_without_a_body() {
    let (response, stored) = spoiled(Fault::Status(503)).await;
    let response = response.unwrap();
    assert_eq!((response.status, response.text(), stored), (503, "", 0));
    assert_eq!(response.header("date"), Some("Thu, 01 Jan 2026 00:00:00 GMT"));
}

#[tokio::test]
async fn a_throttled_request_is_told_when_to_come_again() {
    let (response, stored) = spoiled(Fault::Throttled(Duration::from_millis(1500))).await;
    let response = response.unwrap();
    assert_eq!((response.status, response.header("retry-after"), stored), (429, Some("2"), 0));
}

#[tokio::test]
async fn a_code_comes_in_the_envelope() {
    let (response, stored) = spoiled(Fault::Code(4400.into())).await;
    let response = response.unwrap().json();
    assert_eq!(
        (&response["code"], &response["codeDesc"], stored),
        (&4400.into(), &"QuotaExceeded".into(), 0)
    );
    let (response, _) = spoiled(Fault::Code(4600.into())).await;
    assert_eq!(response.unwrap().json()["codeDesc"], "UnsupportedProtocol");
}

#[tokio::test]
async fn a_gateways_page_is_html() {
    for (status, title) in [(414, "414 URI Too Long"), (502, "502 Bad Gateway")] {
        let (response, stored) = spoiled(Fault::Html(status)).await;
        let response = response.unwrap();
        assert_eq!(
            (response.status, response.header("content-type"), stored),
            (status, Some("text/html; charset=utf-8"), 0)
        );
        assert!(response.text().starts_with(&format!("<html>\r\n<head><title>{title}</title>")));
    }
}

#[tokio::test]
async fn truncated_json_is_a_whole_response() {
    let (response, stored) = spoiled(Fault::Truncated).await;
    let response = response.unwrap();
    assert_eq!((response.status, response.is_whole(), stored), (200, true, 1));
    assert!(serde_json::from_slice::<serde_json::Value>(&response.body).unwrap_err().is_eof());
}

#[tokio::test]
async fn garbage_is_neither_json_nor_utf_8() {
    let (response, stored) = spoiled(Fault::Garbage).await;
    let response = response.unwrap();
    assert_eq!((response.status, stored), (200, 1));
    assert!(std::str::from_utf8(&response.body).is_err());
}

#[tokio::test]
async fn what_comes_instead_of_the_action_can_also_come_after_it() {
    let (response, stored) = spoiled(Fault::Html(502).carried_out()).await;
    assert_eq!((response.unwrap().status, stored), (502, 1));
    let (response, stored) = spoiled(Fault::Lost.carried_out()).await;
    assert!(response.is_none());
    assert_eq!(stored, 1);
}

#[tokio::test]
async fn a_skewed_clock_refuses_until_the_client_goes_by_its_date() {
    let server = fixed().start().await.unwrap();
    server.inject(Fault::Skewed(-7200));
    let request = || call(&server, "CertGetList", &[]);
    let refused = request().send().await;
    assert_eq!((refused.code(), refused.header("date")), (4500, Some("Wed, 31 Dec 2025 22:00:00 GMT")));
    assert_eq!(request().send().await.code(), 4500);
    assert_eq!(request().set("Timestamp", &(NOW - 7200).to_string()).send().await.code(), 0);
}

#[tokio::test]
async fn faults_follow_a_script() {
    let server =
        fixed().fault_at(2, Fault::Status(500)).fault_at(4, Fault::Code(6000.into())).start().await.unwrap();
    let mut outcomes = Vec::new();
    for _ in 0..5 {
        let response = call(&server, "CertGetList", &[]).send().await;
        outcomes.push(if response.status == 200 { response.code() } else { i64::from(response.status) });
    }
    assert_eq!(outcomes, [0, 500, 0, 6000, 0]);
}

#[tokio::test]
async fn faults_at_random_are_the_same_for_the_same_seed() {
    let run = async |seed| {
        let server = fixed().seed(seed).random_fault(0.5, Fault::Status(500)).start().await.unwrap();
        let mut statuses = Vec::new();
        for _ in 0..20 {
            statuses.push(call(&server, "CertGetList", &[]).send().await.status);
        }
        server.clear_faults();
        assert_eq!(call(&server, "CertGetList", &[]).send().await.status, 200);
        statuses
    };
    let first = run(1).await;
    assert_eq!(first, run(1).await);
    assert_ne!(first, run(2).await);
    assert!(first.contains(&200) && first.contains(&500), "{first:?}");
}
