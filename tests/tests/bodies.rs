//! Requests whose bodies are not JSON, and such as are not signed: generated from `codegen/tests/specs/bodies`, sent by the client,
//! checked by the mock server.

use std::path::PathBuf;

use qcloud_client::credential::{Context, CredentialError, CredentialProvider};
use qcloud_client::testing::{ReplayTransport, TestRuntime};
use qcloud_client::transport::{BoxFuture, ReqwestTransport, Transport as _};
use qcloud_client::{Binary, Client, Credential, Untyped};
use qcloud_mock_server::{Fault, MockServer};

#[rustfmt::skip]
#[path = "../../codegen/tests/specs/bodies/expected/mod.rs"]
mod generated;

use generated::logs_v20201016::{
    Area, Compression, LoginRequest, LogsService, UploadLogRequest, UploadLogResult, UploadScanRequest,
    UploadScanResult,
};

const SECRET: &str = "s3cr3t-of-the-topic";

async fn serve() -> (MockServer, Client) {
    let spec = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs/bodies");
    let server = MockServer::builder().spec(spec).start().await.unwrap();
    let keys = server.credentials();
    let client = client(&server, Credential::new(&*keys.secret_id, &*keys.secret_key));
    (server, client)
}

fn client(server: &MockServer, provider: impl CredentialProvider + 'static) -> Client {
    Client::builder().credential_provider(provider).loopback_endpoint(&server.url()).build().unwrap()
}

/// Every byte, in an order in which no two lines and no boundary make sense.
fn bytes() -> Vec<u8> {
    let every = (0..=255).rev().chain(*b"\r\n--qcloud-client-\r\n\r\n--\r\n");
    every.cycle().take(100_000).collect()
}

#[tokio::test]
async fn bytes_are_the_body_and_the_other_parameters_are_headers() {
    let (server, client) = serve().await;
    let request = UploadLogRequest::new("t-1", bytes())
        .compress_type(Compression::Lz4)
        .level(-3)
        .since("2017-12-20 08:00:00")
        .urgent(true)
        .secret(SECRET);
    LogsService::new(&client).upload_log(request).await.unwrap();
    let log = &server.requests()[0];
    assert_eq!(log.parameter("Lines"), Some(Binary::from(bytes()).as_base64()));
    let told =
        ["TopicId", "CompressType", "Level", "Since", "Urgent", "Secret"].map(|name| log.parameter(name));
    assert_eq!(told.map(Option::unwrap), ["t-1", "lz4", "-3", "1513728000", "true", "***"]);
    assert!(log.carried_out);
}

#[tokio::test]
async fn a_form_has_a_part_for_each_parameter() {
    let (server, client) = serve().await;
    let scans = LogsService::new(&client);
    let name = "a \"name\" of\r\n--two lines--";
    let request = UploadScanRequest::new(name).file(bytes()).page(7).areas([Area::new(1), Area::new(2)]);
    let result = scans.upload_scan(request).await.unwrap();
    assert_eq!(result.file_key.as_deref(), Some("scans/1.png"));
    scans.upload_scan(UploadScanRequest::new("no file")).await.unwrap();
    let log = server.requests();
    let told = ["File", "Name", "Page", "Areas.0.Top", "Areas.1.Top"].map(|of| log[0].parameter(of).unwrap());
    assert_eq!(told, [Binary::from(bytes()).as_base64(), name, "7", "1", "2"]);
    assert_eq!(log[1].parameters.keys().collect::<Vec<_>>(), ["Name"]);
}

#[tokio::test]
async fn what_no_header_can_carry_is_told_before_anything_is_sent() {
    let (server, client) = serve().await;
    let logs = LogsService::new(&client);
    for (topic, said) in [
        ("t-1\r\nx-evil: 1", "`TopicId` has characters that no header can carry"),
        ("主题", "`TopicId` has characters that no header can carry"),
        (" t-1", "`TopicId` is sent as a header, and has blanks around it"),
    ] {
        let error = logs.upload_log(UploadLogRequest::new(topic, b"")).await.unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
        assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error:?}");
    }
    let error = logs.upload_log(UploadLogRequest::new("t-1", Binary::from_base64("?"))).await.unwrap_err();
    assert!(error.to_string().contains("`Lines` is sent as bytes, and is no Base64 of any"), "{error}");
    let error =
        logs.upload_log(UploadLogRequest::new("t-1", b"")).parameter("List", vec![1]).await.unwrap_err();
    assert!(error.to_string().contains("`List` is sent as a header, and is no single value"), "{error}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_parameter_that_the_spec_lacks_travels_as_the_others() {
    let (server, client) = serve().await;
    let logs = LogsService::new(&client);
    let request = UploadLogRequest::new("t-1", b"lines");
    let error = logs.upload_log(request).parameter("HashKey", "ff").await.unwrap_err();
    assert_eq!(error.code_text(), Some("UnknownParameter"), "{error}");
    let error = logs.upload_scan(UploadScanRequest::new("n")).parameter("Extra", vec![1]).await.unwrap_err();
    assert_eq!(error.code_text(), Some("UnknownParameter"), "{error}");
    assert!(error.to_string().contains("`Extra`: there is no such parameter"), "{error}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_upload_whose_answer_is_lost_is_not_repeated() {
    let (server, client) = serve().await;
    server.inject(Fault::CutBefore);
    let error = LogsService::new(&client).upload_log(UploadLogRequest::new("t-1", b"x")).await.unwrap_err();
    assert!(error.may_have_been_sent());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_secret_in_a_header_is_shown_by_no_error() {
    let replay = ReplayTransport::new().failure("X", format!("no {SECRET} here"));
    let client = Client::builder()
        .credential(Credential::new("id", "key"))
        .transport(replay.clone())
        .runtime(TestRuntime::new())
        .build()
        .unwrap();
    let request = UploadLogRequest::new("t-1", b"x").secret(SECRET);
    let error = LogsService::new(&client).upload_log(request.clone()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
    let sent = &replay.requests()[0];
    assert_eq!(sent.typed::<UploadLogRequest>().unwrap(), request);
    assert_eq!(sent.http().body().as_ref(), b"x");
    assert_eq!(sent.http().headers()["x-logs-topicid"], "t-1");
    assert!(!format!("{:?}", sent.http()).contains(SECRET));
}

/// Asking it is a mistake.
#[derive(Debug)]
struct Never;

impl CredentialProvider for Never {
    fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        panic!("nobody needs a credential")
    }
}

#[tokio::test]
async fn an_unsigned_request_needs_no_credential_and_carries_none() {
    let (server, client_with_keys) = serve().await;
    for client in [client(&server, Never), client(&server, Credential::unsigned()), client_with_keys] {
        let result = LogsService::new(&client).login(LoginRequest::new("t1ck3t")).await.unwrap();
        assert!(result.keys.is_some_and(|keys| keys.expose() == "k3ys"));
    }
    let error = LogsService::new(&client(&server, Credential::unsigned()))
        .upload_scan(UploadScanRequest::new("x"))
        .await
        .unwrap_err();
    assert!(error.is_credential() && !error.may_have_been_sent(), "{error:?}");
    let said = "the Action is signed, and the client has no credential to sign with";
    assert!(error.to_string().contains(said), "{error}");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn the_server_refuses_what_is_sent_in_another_way() {
    let (server, client) = serve().await;
    let request =
        |action: &str, json: &str| Untyped::tc3("logs", "2020-10-16", action, json.parse().unwrap());
    let topic = r#"{"TopicId": "t-1"}"#;
    for (request, code, said) in [
        (
            request("UploadLog", topic),
            "InvalidParameter",
            "`UploadLog` takes a POST of `application/octet-stream`; this is a POST of `application/json`",
        ),
        (
            request("UploadScan", topic).bytes(&b"x"[..]),
            "InvalidParameter",
            "`UploadScan` takes a POST of `multipart/form-data`; this is a POST of `application/octet-stream`",
        ),
        (
            request("UploadScan", r#"{"Name": "n", "File": "AP8="}"#).form([""; 0]),
            "InvalidParameter",
            "`File`: expected a file, and its part has no `filename`",
        ),
        (request("UploadLog", "{}").bytes(&b"x"[..]), "MissingParameter", "`TopicId`: required, and missing"),
        (
            request("Login", r#"{"Ticket": "t"}"#),
            "AuthFailure.InvalidAuthorization",
            "`Authorization`: this Action is not signed, and has `SKIP` there",
        ),
        (
            request("UploadLog", topic).bytes(&b"x"[..]).unsigned(),
            "AuthFailure.InvalidAuthorization",
            "`Authorization`: this Action is signed",
        ),
    ] {
        let error = client.call_untyped(request).await.unwrap_err();
        assert_eq!(error.code_text(), Some(code), "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
    let sent = [
        request("UploadLog", topic).bytes(bytes()),
        request("UploadScan", r#"{"Name": "n", "File": "AP8="}"#).form(["File"]),
        request("Login", r#"{"Ticket": "t"}"#).unsigned(),
    ];
    for request in sent {
        client.call_untyped(request).await.unwrap();
    }
    assert_eq!(server.requests().iter().filter(|request| request.carried_out).count(), 3);
}

#[tokio::test]
async fn a_body_that_is_changed_on_its_way_has_a_wrong_signature() {
    let (server, _) = serve().await;
    let keys = server.credentials();
    let replay = ReplayTransport::new()
        .result::<UploadLogRequest>(UploadLogResult::default())
        .result::<UploadScanRequest>(UploadScanResult::default());
    let client = Client::builder()
        .credential(Credential::new(&*keys.secret_id, &*keys.secret_key))
        .transport(replay.clone())
        .runtime(TestRuntime::new())
        .build()
        .unwrap();
    let logs = LogsService::new(&client);
    logs.upload_log(UploadLogRequest::new("t-1", bytes())).await.unwrap();
    logs.upload_scan(UploadScanRequest::new("n").file(bytes())).await.unwrap();
    let transport = ReqwestTransport::builder().build().unwrap();
    for request in replay.requests() {
        // The clock of the test has stopped long ago, which is looked at after the signature.
        for (more, code) in [("", "AuthFailure.SignatureExpire"), ("\n", "AuthFailure.SignatureFailure")] {
            let mut request = request.http().clone();
            *request.uri_mut() = server.url().parse().unwrap();
            *request.body_mut() = [request.body().as_ref(), more.as_bytes()].concat().into();
            let answer = transport.send(request).await.unwrap().into_body().bytes(10_000).await.unwrap();
            let answer = String::from_utf8_lossy(&answer);
            assert!(answer.contains(&format!("\"{code}\"")), "{answer}");
        }
    }
}
