//! API 3.0: what goes over the wire, what comes back, calls without a spec, and what shows nowhere.

use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use qcloud_client::internal;
use qcloud_client::runtime::BoxFuture;
use qcloud_client::signature::tc3;
use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::{Transport, TransportErrorKind as Kinds};
use qcloud_client::{
    Binary, Client, ClientBuilder, Credential, DateTime, Error, Json, Secret, Untyped, wire,
};

use crate::support::{Answer, KEY, builder, client, credential, lost, ok};
use crate::traces::Recorder;

pub(crate) static SERVICE: internal::ServiceInfo = internal::ServiceInfo {
    name: "cvm",
    host: "cvm.tencentcloudapi.com",
    path: "/",
    protocol: &internal::Tc3,
    version: "2017-03-12",
    region_required: false,
};

static REGIONAL: internal::ServiceInfo = internal::ServiceInfo {
    protocol: &internal::Tc3,
    version: "2017-03-12",
    region_required: true,
    ..SERVICE
};

/// An Action with every kind of parameter, in the shape of generated code.
pub(crate) struct RunRequest {
    image: String,
    count: Option<i64>,
    weights: Vec<f64>,
    login: Option<Login>,
    start: Option<DateTime>,
    stop: Option<DateTime>,
    data: Option<Binary>,
    zones: Vec<String>,
    extra: Option<Json>,
}

internal::record!(RunRequest {
    0 image "ImageId" [REQUIRED];
    1 count "Count" [];
    2 weights "Weights" [];
    3 login "Login" [];
    4 start "StartAt" [ISO];
    5 stop "StopAt" [INT];
    6 data "UserData" [];
    7 zones "Zones" [REQUIRED];
    8 extra "Extra" [];
});

pub(crate) struct Login {
    password: Option<Secret>,
    keys: Vec<String>,
}

internal::record!(Login {
    0 password "Password" [SENSITIVE];
    1 keys "KeyIds" [];
});

pub(crate) struct RunResult {
    ids: Vec<String>,
    request_id: Option<String>,
}

internal::record!(RunResult {
    0 ids "InstanceIdSet" [];
    1 request_id "RequestId" [];
});

impl wire::Action for RunRequest {
    type Result = RunResult;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
        service: &SERVICE,
        name: "RunInstances",
        host: None,
        idempotent: false,
        sensitive: true,
        errors: &[],
        method: wire::Method::Post,
        place: internal::ResultPlace::Response,
    };
}

pub(crate) fn run() -> RunRequest {
    RunRequest { image: "img-1".to_owned(), ..internal::blank() }
}

/// An idempotent Action of a service that needs a region.
pub(crate) struct DescribeRequest {
    pub(crate) limit: Option<u64>,
}

internal::record!(DescribeRequest {
    0 limit "Limit" [];
});

pub(crate) struct DescribeResult {
    pub(crate) total: u64,
}

internal::record!(DescribeResult {
    0 total "TotalCount" [REQUIRED];
});

impl wire::Action for DescribeRequest {
    type Result = DescribeResult;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
        service: &REGIONAL,
        name: "DescribeInstances",
        host: None,
        idempotent: true,
        sensitive: false,
        errors: &[],
        method: wire::Method::Post,
        place: internal::ResultPlace::Response,
    };
}

/// A success with these fields.
pub(crate) fn response(fields: &str) -> String {
    format!(r#"{{"Response":{{{fields},"RequestId":"f2a3"}}}}"#)
}

pub(crate) fn success() -> String {
    response(r#""TotalCount":1,"InstanceIdSet":["ins-1"]"#)
}

pub(crate) fn refusal(code: &str) -> String {
    response(&format!(r#""Error":{{"Code":"{code}","Message":"no"}}"#))
}

/// A request of API 3.0 as it was sent.
#[derive(Clone)]
pub(crate) struct JsonRequest {
    pub(crate) http: Request<Bytes>,
    pub(crate) body: Json,
}

impl JsonRequest {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.http.headers().get(name).map(|value| value.to_str().unwrap())
    }

    /// Checks that it is signed for what it is.
    pub(crate) fn assert_signed(&self) {
        let covered = tc3::Request {
            service: self.header("host").unwrap().split('.').next().unwrap(),
            method: "POST",
            host: self.header("host").unwrap(),
            query: "",
            content_type: self.header("content-type").unwrap(),
            body: self.http.body(),
            action: self.header("x-tc-action"),
            timestamp: self.header("x-tc-timestamp").unwrap().parse().unwrap(),
        };
        let expected = tc3::authorization(credential().id(), KEY, &covered).unwrap();
        assert_eq!(self.header("authorization"), Some(expected.as_str()));
    }
}

type Handler = dyn FnMut(&JsonRequest, usize) -> Answer + Send;

/// A transport that answers as a closure says, which is given the request and its number, from 1.
#[derive(Clone)]
pub(crate) struct JsonServer(Arc<Mutex<(Box<Handler>, Vec<JsonRequest>)>>);

impl JsonServer {
    pub(crate) fn new(handler: impl FnMut(&JsonRequest, usize) -> Answer + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new((Box::new(handler), Vec::new()))))
    }

    pub(crate) fn requests(&self) -> Vec<JsonRequest> {
        self.0.lock().unwrap().1.clone()
    }
}

impl Transport for JsonServer {
    fn send(&self, http: Request<Bytes>) -> BoxFuture<'_, Answer> {
        let body = serde_json::from_slice(http.body()).unwrap();
        let request = JsonRequest { http, body };
        let mut inner = self.0.lock().unwrap();
        inner.1.push(request.clone());
        let number = inner.1.len();
        Box::pin(std::future::ready((inner.0)(&request, number)))
    }
}

impl fmt::Debug for JsonServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonServer")
    }
}

/// The request of a call by a client set up like this.
pub(crate) async fn sent<A: wire::Action>(
    set_up: impl FnOnce(ClientBuilder) -> ClientBuilder,
    request: A,
) -> JsonRequest {
    let server = JsonServer::new(|_, _| ok(success()));
    set_up(builder(server.clone(), &TestRuntime::new())).build().unwrap().call(request).await.unwrap();
    server.requests().remove(0)
}

/// The error of a call that is answered like this, and the requests that it took.
pub(crate) async fn failed<A: wire::Action>(
    request: A,
    mut answer: impl FnMut(usize) -> Answer + Send + 'static,
) -> (Error, Vec<JsonRequest>) {
    let server = JsonServer::new(move |_, number| answer(number));
    let client = builder(server.clone(), &TestRuntime::new()).region("ap-guangzhou").build().unwrap();
    let error = client.call(request).await.err().unwrap();
    (error, server.requests())
}

#[tokio::test]
async fn a_request_is_a_signed_post_of_json_with_everything_else_in_headers() {
    let sent = sent(|builder| builder, RunRequest { count: Some(2), ..run() }).await;
    assert_eq!(sent.http.method(), http::Method::POST);
    assert_eq!(sent.http.uri(), "https://cvm.tencentcloudapi.com/");
    for (name, value) in [
        ("host", "cvm.tencentcloudapi.com"),
        ("content-type", "application/json"),
        ("x-tc-action", "RunInstances"),
        ("x-tc-version", "2017-03-12"),
        ("x-tc-timestamp", "1465185768"),
        ("x-tc-requestclient", concat!("qcloud-client-", env!("CARGO_PKG_VERSION"))),
    ] {
        assert_eq!(sent.header(name), Some(value), "{name}");
    }
    for name in ["x-tc-region", "x-tc-token", "x-tc-language"] {
        assert_eq!(sent.header(name), None);
    }
    assert_eq!(&sent.http.body()[..], br#"{"ImageId":"img-1","Count":2,"Zones":[]}"#);
    sent.assert_signed();
}

#[tokio::test]
async fn the_body_has_what_is_set_in_the_form_of_the_spec() {
    let login = Login { password: Some(Secret::from("hunter2")), keys: Vec::new() };
    let request = RunRequest {
        weights: vec![1.0, 0.5],
        login: Some(login),
        start: Some(DateTime::from("2020-03-11 12:00:00")),
        stop: Some(DateTime::from("2020-03-12 09:50:00")),
        data: Some(Binary::from(b"\x00\xff")),
        zones: vec!["a".to_owned()],
        extra: Some(Json::Null),
        ..run()
    };
    assert_eq!(
        std::str::from_utf8(sent(|builder| builder, request).await.http.body()).unwrap(),
        "{\"ImageId\":\"img-1\",\"Weights\":[1,0.5],\"Login\":{\"Password\":\"hunter2\"},\
         \"StartAt\":\"2020-03-11T12:00:00+08:00\",\"StopAt\":1583977800,\"UserData\":\"AP8=\",\"Zones\":[\"a\"],\"Extra\":null}"
    );
}

#[tokio::test]
async fn the_region_is_the_calls_or_the_clients_or_the_credentials() {
    let server = JsonServer::new(|_, _| ok(success()));
    let with_region =
        || builder(server.clone(), &TestRuntime::new()).credential(credential().with_region("of-credential"));
    let describe = || DescribeRequest { limit: None };
    with_region().build().unwrap().call(describe()).await.unwrap();
    let of_client = with_region().region("of-client").build().unwrap();
    of_client.call(describe()).await.unwrap();
    of_client.call(describe()).region("of-call").await.unwrap();
    let regions: Vec<_> =
        server.requests().iter().map(|sent| sent.header("x-tc-region").unwrap().to_owned()).collect();
    assert_eq!(regions, ["of-credential", "of-client", "of-call"]);
}

#[tokio::test]
async fn the_language_of_messages_can_be_chosen() {
    let sent = sent(|builder| builder.language("en-US"), run()).await;
    assert_eq!(sent.header("x-tc-language"), Some("en-US"));
}

#[tokio::test]
async fn a_missing_region_is_said_before_anything_is_sent() {
    let server = JsonServer::new(|_, _| ok(success()));
    let client = client(server.clone(), &TestRuntime::new());
    let error = client.call(DescribeRequest { limit: None }).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        "DescribeInstances failed: `DescribeInstances` needs a region: give the call or the client one with \
         `.region(\"ap-guangzhou\")` [cvm.tencentcloudapi.com, not sent]"
    );
    assert!(error.is_invalid_request() && !error.may_have_been_sent());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_temporary_credential_sends_its_token() {
    let temporary = Credential::new(credential().id(), KEY).with_token("t0k+en/=");
    let sent = sent(|builder| builder.credential(temporary), run()).await;
    assert_eq!(sent.header("x-tc-token"), Some("t0k+en/="));
    assert!(sent.http.headers()["x-tc-token"].is_sensitive());
    assert!(sent.http.headers()["authorization"].is_sensitive());
    sent.assert_signed();
}

#[tokio::test]
async fn what_no_header_can_carry_is_refused_without_showing_it() {
    let server = JsonServer::new(|_, _| ok(success()));
    let runtime = TestRuntime::new();
    let odd = builder(server.clone(), &runtime).credential(Credential::new("id", KEY).with_token("MARKER\n"));
    let error = odd.build().unwrap().call(run()).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        "RunInstances failed: the token of the credential has a line break; give it as the console shows it, \
         with nothing before, within or behind it [cvm.tencentcloudapi.com, not sent]"
    );
    assert!(error.is_credential());
    let error = client(server.clone(), &runtime).call(run()).region("MARKER\n").await.err().unwrap();
    assert!(error.is_invalid_request() && !error.to_string().contains("MARKER"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_endpoint_of_ones_own_is_signed_for_the_host_it_goes_by() {
    let loopback = sent(|builder| builder.loopback_endpoint("http://127.0.0.1:8080"), run()).await;
    assert_eq!(loopback.http.uri(), "http://127.0.0.1:8080/");
    assert_eq!(loopback.header("host"), Some("cvm.tencentcloudapi.com"));
    loopback.assert_signed();

    let gateway = sent(|builder| builder.endpoint("https://cvm.example.com:8443"), run()).await;
    assert_eq!(gateway.http.uri(), "https://cvm.example.com:8443/");
    assert_eq!(gateway.header("host"), Some("cvm.example.com:8443"));
    gateway.assert_signed();
}

#[tokio::test]
async fn a_result_has_its_request_id_and_the_metadata_too() {
    let client = client(JsonServer::new(|_, _| ok(success())), &TestRuntime::new());
    let response = client.call(run()).with_metadata().await.unwrap();
    assert_eq!(response.request_id(), Some("f2a3"));
    assert_eq!(response.result().request_id.as_deref(), Some("f2a3"));
    assert_eq!(response.result().ids, ["ins-1"]);
}

const PASSWORD: &str = "MARKER1/pass+word=";
const TOKEN: &str = "MARKER2token/+=2";

/// The ways in which a server may quote a request.
fn quotes(sent: &JsonRequest) -> Vec<String> {
    let body = std::str::from_utf8(sent.http.body()).unwrap();
    vec![
        format!("bad password {PASSWORD}"),
        format!("bad token {TOKEN} of {}", sent.header("authorization").unwrap()),
        format!("bad request {body}"),
        format!("bad signature {}", sent.header("authorization").unwrap().rsplit('=').next().unwrap()),
    ]
}

#[tokio::test]
async fn an_error_and_its_traces_show_nothing_that_a_server_quotes() {
    let key = Credential::new("MARKER3id", "MARKER4key").with_token(TOKEN);
    for quote in 0..4 {
        for untyped in [false, true] {
            let signatures = Arc::new(Mutex::new(Vec::new()));
            let note = Arc::clone(&signatures);
            let server = JsonServer::new(move |sent, _| {
                let signature = sent.header("authorization").unwrap().rsplit('=').next().unwrap().to_owned();
                note.lock().unwrap().push(signature);
                let quoted = Json::from(quotes(sent).swap_remove(quote));
                let fields = format!(r#""Error":{{"Code":{quoted},"Message":{quoted}}}"#);
                ok(format!(r#"{{"Response":{{{fields},"RequestId":{quoted}}}}}"#))
            });
            let (recorder, guard) = Recorder::install();
            let client = builder(server, &TestRuntime::new()).credential(key.clone()).build().unwrap();
            let login = Login { password: Some(Secret::from(PASSWORD)), keys: Vec::new() };
            let error = if untyped {
                let parameters = serde_json::json!({ "Login": { "Password": PASSWORD } });
                client
                    .call_untyped(Untyped::tc3("cvm", "2017-03-12", "RunInstances", parameters))
                    .await
                    .unwrap_err()
            } else {
                client.call(RunRequest { login: Some(login), ..run() }).await.err().unwrap()
            };
            drop(guard);
            let mut texts = vec![error.to_string(), format!("{error:?}"), format!("{error:#?}")];
            texts.extend(recorder.entries().iter().map(|entry| format!("{entry:?}")));
            for text in &texts {
                assert!(!text.contains("MARKER"), "{text}");
                assert!(
                    !signatures.lock().unwrap().iter().any(|signature| text.contains(signature)),
                    "{text}"
                );
            }
            assert!(error.message().unwrap().contains("bad"), "the whole message is there for who asks");
        }
    }
}

#[tokio::test]
async fn debug_of_a_request_shows_no_secret() {
    let login = Login { password: Some(Secret::from(PASSWORD)), keys: Vec::new() };
    let request = RunRequest { login: Some(login), ..run() };
    let client = client(JsonServer::new(|_, _| ok(success())), &TestRuntime::new());
    let parameters = serde_json::json!({ "Password": PASSWORD });
    let untyped = client.call_untyped(Untyped::tc3("cvm", "2017-03-12", "RunInstances", parameters));
    for text in
        [format!("{:?}", client.call(request.clone())), format!("{request:?}"), format!("{untyped:?}")]
    {
        assert!(!text.contains("MARKER"), "{text}");
    }
}

#[tokio::test]
async fn an_untyped_call_sends_its_json_and_gives_the_object_response() {
    let server = JsonServer::new(|_, _| ok(success()));
    let client: Client = client(server.clone(), &TestRuntime::new());
    let parameters = serde_json::json!({ "Limit": 5, "Filters": [{ "Name": "zone", "Values": ["a"] }] });
    let call =
        client.call_untyped(Untyped::tc3("cvm", "2017-03-12", "DescribeInstances", parameters.clone()));
    let response = call.region("ap-guangzhou").await.unwrap();
    assert_eq!(
        response,
        serde_json::json!({ "TotalCount": 1, "InstanceIdSet": ["ins-1"], "RequestId": "f2a3" })
    );
    let sent = server.requests().remove(0);
    assert_eq!(sent.body, parameters);
    assert_eq!(sent.http.uri(), "https://cvm.tencentcloudapi.com/");
    assert_eq!(sent.header("x-tc-action"), Some("DescribeInstances"));
    assert_eq!(sent.header("x-tc-version"), Some("2017-03-12"));
    assert_eq!(sent.header("x-tc-region"), Some("ap-guangzhou"));
    sent.assert_signed();
}

#[tokio::test]
async fn an_untyped_call_is_repeated_only_when_it_may_be() {
    for (idempotent, expected) in [(false, 1), (true, 3)] {
        let server = JsonServer::new(|_, _| lost(Kinds::Cut));
        let client = client(server.clone(), &TestRuntime::new());
        let request = Untyped::tc3("cvm", "2017-03-12", "X", serde_json::json!({}));
        client.call_untyped(request.idempotent(idempotent)).await.unwrap_err();
        assert_eq!(server.requests().len(), expected);
    }
}

#[tokio::test]
async fn an_untyped_call_with_something_else_than_an_object_is_refused() {
    let server = JsonServer::new(|_, _| ok(success()));
    let client = client(server.clone(), &TestRuntime::new());
    for parameters in [Json::Null, serde_json::json!([1]), Json::from("MARKER")] {
        let error =
            client.call_untyped(Untyped::tc3("cvm", "2017-03-12", "X", parameters)).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "X failed: the parameters are not a JSON object [cvm.tencentcloudapi.com, not sent]"
        );
        assert!(error.is_invalid_request());
    }
    assert!(server.requests().is_empty());
}
