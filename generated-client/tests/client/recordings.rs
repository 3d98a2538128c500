//! Exchanges that are recorded: on disk as a spec's examples, without secrets, and answered with again.

use std::fs;

use qcloud_client::testing::{RecordingTransport, ReplayTransport, TestRuntime};
use qcloud_client::transport::TransportErrorKind;
use qcloud_client::wss::{CertGetListRequest, CertUploadRequest};
use qcloud_client::{Untyped, wire, wss_v20180426 as v3};

use crate::bodies::{Then, body};
use crate::events::{Chat, ChatRequest, TWO, chat, read, stream};
use crate::support::{EMPTY, KEY, client, credential, html, ok, replay, upload};

const PEM: &str = "-----BEGIN PRIVATE KEY-----\nMIIE";

#[tokio::test]
async fn what_was_recorded_is_a_fixture_without_secrets_and_is_replayed() {
    let directory = tempfile::tempdir().unwrap();
    let listed = r#"{"Response": {"TotalCount": 1, "CertificateSet": [], "RequestId": "7e"}}"#;
    let told = format!(
        r#"{{"code":0,"data":{{"id":"9","keys":["{}"],"Pin":[77],"note":"from {}","password":"hunter2"}}}}"#,
        PEM.replace('\n', "\\n"),
        credential().id()
    );
    let source = ReplayTransport::new().json(EMPTY).json(told).json(listed).json(EMPTY).json(html("hello"));
    let recording = RecordingTransport::new(source, directory.path()).sensitive(["pin"]);
    let client_of = |transport| client(transport, &TestRuntime::new());
    let recorder = client(recording, &TestRuntime::new());
    let list = || CertGetListRequest::new().page(2).search_key("a: b");
    recorder.wss().cert_get_list(list()).await.unwrap();
    recorder.wss().cert_upload(upload().key(PEM)).await.unwrap();
    recorder
        .wss_v20180426()
        .describe_cert_list(v3::DescribeCertListRequest::new("ssl").limit(5))
        .await
        .unwrap();
    recorder.wss().cert_get_list(list()).await.unwrap();
    recorder.call_untyped(Untyped::v2("wss", "CertGetList", [("a", "b")])).await.unwrap_err();

    let read = |path: &str| fs::read_to_string(directory.path().join(path)).unwrap();
    assert_eq!(read("wss/examples/CertGetList/recorded-1.json"), EMPTY);
    assert_eq!(read("wss_v20180426/examples/DescribeCertList/recorded-1.json"), listed);
    let example = |number| {
        format!(
            "  - {{\"captured\":true,\"doc\":\"Recorded.\",\"parameters\":{{\"page\":2,\"searchKey\":\"a: b\"}},\
             \"response\":\"examples/CertGetList/recorded-{number}.json\"}}\n"
        )
    };
    assert_eq!(read("wss/CertGetList.yaml"), format!("examples:\n{}{}", example(1), example(2)));
    let uploaded = read("wss/examples/CertUpload/recorded-1.json");
    let data = serde_json::from_str::<serde_json::Value>(&uploaded).unwrap()["data"].clone();
    assert_eq!(
        data,
        serde_json::json!({"id": "9", "keys": ["REDACTED"], "Pin": [0], "note": "REDACTED", "password": "REDACTED"})
    );
    assert!(wire::read_response::<CertUploadRequest>(uploaded.as_bytes()).is_ok());
    let everything = uploaded + &read("wss/CertUpload.yaml") + &read("wss_v20180426/DescribeCertList.yaml");
    for secret in ["MIIE", "BEGIN CERTIFICATE", "hunter2", "77", KEY, credential().id()] {
        assert!(!everything.contains(secret), "{secret}: {everything}");
    }

    let replay = ReplayTransport::new().recorded(directory.path()).unwrap();
    assert_eq!(replay.remaining(), 4);
    let replayed = client_of(replay.clone());
    let request = v3::DescribeCertListRequest::new("ssl");
    assert_eq!(replayed.wss_v20180426().describe_cert_list(request).await.unwrap().total_count, Some(1));
    assert_eq!(replayed.wss().cert_upload(upload()).await.unwrap().id, "9");
    assert_eq!(replayed.wss().cert_get_list(list()).await.unwrap().total_num, 0);
    assert_eq!(replay.remaining(), 1);
    assert!(ReplayTransport::new().recorded(directory.path().join("nothing")).is_err());
}

#[tokio::test]
async fn an_answer_that_streams_is_recorded_as_one_without_secrets_and_is_replayed() {
    let directory = tempfile::tempdir().unwrap();
    let done = format!("{TWO}: and so on\n\ndata: [DONE]\n\n");
    let told = format!(
        "id: 1\nevent: said\r\ndata: {{\"Text\":\"a\",\ndata: \"Password\":\"hunter2\"}}\n\n: of {id}\nid: {id}\ndata: {{\"Text\":\"from {id}\"}}\n\n",
        id = credential().id()
    );
    let source = replay([
        stream(TWO),
        ok(r#"{"Response":{"Text":"all","RequestId":"f2a3"}}"#),
        stream(body(&done, 1, Then::Nothing)),
        stream(told),
        // None of these is a fixture: it is cut, has an event that is none, or has no event.
        stream(body(TWO, 9, Then::Error(TransportErrorKind::ResponseCut))),
        stream("data: {}\n\ndata: hello\n\n"),
        stream(": ping\n\n"),
    ]);
    let recorder = client(RecordingTransport::new(source, directory.path()), &TestRuntime::new());
    let mut came = Vec::new();
    for _ in 0..7 {
        came.push(read(chat(&recorder)).await.0.len());
    }
    assert_eq!(came, [2, 0, 2, 2, 2, 1, 0]);

    let read_file =
        |name: &str| fs::read_to_string(directory.path().join("cvm_v20170312").join(name)).unwrap();
    let written = |name: &str| read_file(&format!("examples/Chat/recorded-{name}"));
    assert_eq!(written("1.sse"), TWO);
    assert_eq!(written("3.sse"), done.trim_end());
    assert_eq!(
        written("4.sse"),
        "id: 1\nevent: said\ndata: {\"Password\":\"REDACTED\",\"Text\":\"a\"}\n\nid: REDACTED\ndata: {\"Text\":\"REDACTED\"}\n\n"
    );
    let lines = read_file("Chat.yaml");
    assert_eq!(lines.lines().count(), 5);
    assert!(lines.contains("\"response\":\"examples/Chat/recorded-4.sse\""), "{lines}");

    let replay = ReplayTransport::new().recorded(directory.path()).unwrap();
    assert_eq!(replay.remaining(), 4);
    let replayed = client(replay, &TestRuntime::new());
    assert_eq!(read(chat(&replayed)).await.0, ["a", "b"]);
    let mut plain = chat(&replayed);
    assert!(plain.next().await.is_none() && plain.result().is_some());
    assert_eq!(read(chat(&replayed)).await.0, ["a", "b"]);
}

#[tokio::test]
async fn events_may_be_made_up() {
    let said = |text: &str| Chat { text: Some(text.to_owned()), size: Some(1), request_id: None };
    let replay =
        ReplayTransport::new().events::<ChatRequest>([said("a"), said("b")]).events::<ChatRequest>([]);
    let client = client(replay.clone(), &TestRuntime::new());
    assert_eq!(read(chat(&client)).await.0, ["a", "b"]);
    let (texts, error) = read(chat(&client)).await;
    assert!(texts.is_empty() && error.is_none() && replay.remaining() == 0);
}
