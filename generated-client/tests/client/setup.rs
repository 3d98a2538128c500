//! How a client is set up, what it takes from its user, and what it says when something is missing.

use std::sync::atomic::{AtomicUsize, Ordering};

use qcloud_client::credential::{Context, CredentialError, CredentialProvider};
use qcloud_client::runtime::BoxFuture;
use qcloud_client::testing::{ReplayTransport, TestRuntime};
use qcloud_client::transport::TransportErrorKind as Kinds;
use qcloud_client::wss::{CertGetListRequest, CertUploadRequest};
use qcloud_client::{
    Call, Client, Credential, Error, Items, Json, Pages, Response, RetryPolicy, Untyped, UntypedCall,
    WithMetadata,
};

use crate::support::{
    EMPTY, Which, assert_signed, builder, client, credential, lost, ok, refusal, replay, status,
};

#[test]
fn what_can_t_be_set_up_says_what_to_do() {
    let base = || Client::builder().credential(credential()).transport(ReplayTransport::new());
    for (builder, message) in [
        (Client::builder(), "the client has no credential: give it one with `credential(...)`"),
        (
            base().endpoint("http://gateway.example.com"),
            "`http://gateway.example.com` is not an HTTPS address; plain HTTP is only for `loopback_endpoint(...)`",
        ),
        (
            base().loopback_endpoint("http://192.168.0.1:8080"),
            "`http://192.168.0.1:8080` is not plain HTTP to this machine, such as `http://127.0.0.1:8080`",
        ),
        (
            base().loopback_endpoint("https://127.0.0.1"),
            "`https://127.0.0.1` is not plain HTTP to this machine, such as `http://127.0.0.1:8080`",
        ),
        (
            base().endpoint("https://gateway.example.com/v2?x"),
            "`https://gateway.example.com/v2?x` has a query or a fragment: leave it out",
        ),
        (
            base().root_domain("https://intl.tencentcloudapi.com"),
            "`https://intl.tencentcloudapi.com` is not a root domain, such as `intl.tencentcloudapi.com`: it has no scheme, port, path \
             or service",
        ),
        (
            base().fallback_root_domains(["tencentcloudapi.com.cn", "10.0.0.1"]),
            "`10.0.0.1` is not a root domain, such as `intl.tencentcloudapi.com`: it has no scheme, port, path or service",
        ),
        (
            base().endpoint("https://user:hunter2@gateway.example.com/v2"),
            "an address with a user name or password is not taken",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(error.is_invalid_request() && !error.may_have_been_sent());
        assert_eq!((error.action(), error.attempts()), (None, 0));
    }
}

#[test]
fn clients_and_errors_are_shared_and_calls_are_sent_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    fn sent<T: Send + 'static>(value: T) -> T {
        value
    }
    shared::<Client>();
    shared::<Error>();
    shared::<Credential>();
    shared::<Response<()>>();
    shared::<Call<CertUploadRequest>>();
    shared::<Call<CertUploadRequest, WithMetadata>>();
    shared::<UntypedCall>();
    shared::<UntypedCall<WithMetadata>>();
    shared::<Pages<CertGetListRequest>>();
    shared::<Items<CertGetListRequest>>();
    let client = client(ReplayTransport::new(), &TestRuntime::new());
    let list = || client.wss().cert_get_list(CertGetListRequest::new());
    drop(sent(list().send()));
    drop(sent(list().with_metadata().send()));
    drop(sent(client.call_untyped(Untyped::v2("wss", "X", [("a", "b")])).send()));
    drop(sent(list().pages().try_collect::<Vec<_>>()));
    drop(sent(list().items().try_collect::<Vec<_>>()));
}

/// A new credential each time it is asked.
#[derive(Debug, Default)]
struct Rotating(AtomicUsize);

impl CredentialProvider for Rotating {
    fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { Ok(Credential::new(format!("id{number}"), format!("key{number}"))) })
    }
}

#[tokio::test]
async fn a_rotating_provider_is_asked_before_each_attempt() {
    let transport = replay([lost(Kinds::Connect), lost(Kinds::Cut), ok(EMPTY)]);
    let client = builder(transport.clone(), &TestRuntime::new())
        .credential_provider(Rotating::default())
        .build()
        .unwrap();
    Which::List.call(&client).await.unwrap();
    for (number, request) in transport.requests().iter().enumerate() {
        assert_eq!(request.parameter("SecretId"), Some(format!("id{number}")));
        assert_signed(request, &format!("key{number}"));
    }
}

#[derive(Debug)]
struct Sealed;

impl CredentialProvider for Sealed {
    fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(async { Err(CredentialError::provider("the vault is sealed")) })
    }
}

#[tokio::test]
async fn a_provider_that_fails_ends_the_call_before_anything_is_sent() {
    let transport = replay([ok(EMPTY)]);
    let client = builder(transport.clone(), &TestRuntime::new()).credential_provider(Sealed).build().unwrap();
    let error = Which::List.call(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: the credential provider failed [wss.api.qcloud.com, not sent]"
    );
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the vault is sealed");
    assert!(error.is_credential() && !error.may_have_been_sent());
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn metadata_comes_with_the_result() {
    let answer = status(200, &[("x-request-id", "f2a3"), ("x-other", "1")], EMPTY);
    let transport = replay([lost(Kinds::Connect), Ok(answer)]);
    let client = client(transport, &TestRuntime::new());
    let response = client.wss().cert_get_list(CertGetListRequest::new()).with_metadata().await.unwrap();
    assert_eq!(response.result().total_num, 0);
    assert_eq!(response.http_status(), 200);
    assert_eq!(response.headers()["x-other"], "1");
    assert_eq!(response.request_id(), Some("f2a3"));
    assert_eq!(response.raw_body(), EMPTY.as_bytes());
    assert_eq!(response.attempts(), 2);
    let (length, metadata) = response.map(|page| page.list.len()).into_parts();
    assert_eq!((length, metadata.attempts(), metadata.request_id()), (0, 2, Some("f2a3")));
    assert_eq!((metadata.headers()["x-other"].as_bytes(), metadata.http_status().as_u16()), (&b"1"[..], 200));
    assert_eq!((metadata.raw_body(), metadata.notes().len()), (EMPTY.as_bytes(), 0));
}

#[tokio::test]
async fn options_are_set_behind_metadata_too() {
    let transport = replay([lost(Kinds::Connect), ok(EMPTY)]);
    let client = client(transport, &TestRuntime::new());
    let call = client.wss().cert_get_list(CertGetListRequest::new()).with_metadata();
    let error = call.retry(RetryPolicy::none()).send().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn metadata_comes_with_an_untyped_result_too() {
    let body = r#"{"code":0,"requestId":"7e","data":[]}"#;
    let client = client(replay([lost(Kinds::Connect), ok(body)]), &TestRuntime::new());
    let call = client.call_untyped(Untyped::v2("vpc", "DescribeVpcs", [("a", "b")]).idempotent(true));
    let response = call.with_metadata().retry(RetryPolicy::default()).await.unwrap();
    assert_eq!(response.result()["data"], Json::Array(Vec::new()));
    assert_eq!((response.request_id(), response.attempts()), (Some("7e"), 2));
    assert_eq!(response.raw_body(), body.as_bytes());
}

#[tokio::test]
async fn an_untyped_call_gives_the_body_as_json() {
    let transport = replay([ok(r#"{"code":"0","totalCount":2,"data":[{"vpcId":"vpc-1"}]}"#)]);
    let client = client(transport.clone(), &TestRuntime::new());
    let request = Untyped::v2("vpc", "DescribeVpcs", [("filters.0.name", "zone")]);
    let body = client.call_untyped(request).await.unwrap();
    assert_eq!(body["totalCount"], 2);
    assert_eq!(body["data"][0]["vpcId"], "vpc-1");
    let sent = &transport.requests()[0];
    assert_eq!(sent.http().method(), http::Method::POST);
    assert_eq!(sent.http().uri(), "https://vpc.api.qcloud.com/v2/index.php");
    assert_eq!(sent.parameter("filters.0.name").as_deref(), Some("zone"));
    assert_signed(sent, crate::support::KEY);
}

#[tokio::test]
async fn an_untyped_call_goes_to_another_host_if_told_so() {
    let transport = replay([ok(r#"{"code":0}"#)]);
    let client = client(transport.clone(), &TestRuntime::new());
    let none: [(&str, &str); 0] = [];
    let request = Untyped::v2("cvm", "X", none).host("cvm.api.cloud.tencent.com");
    client.call_untyped(request).await.unwrap();
    assert_eq!(transport.requests()[0].http().uri().host(), Some("cvm.api.cloud.tencent.com"));
}

#[tokio::test]
async fn an_untyped_call_that_is_refused_is_an_error_and_repeated_only_if_idempotent() {
    for (idempotent, attempts) in [(false, 1), (true, 3)] {
        let transport = replay((0..3).map(|_| ok(refusal(6000))));
        let client = client(transport, &TestRuntime::new());
        let request = Untyped::v2("vpc", "DescribeVpcs", [("a", "b")]).idempotent(idempotent);
        let error = client.call_untyped(request).await.unwrap_err();
        assert_eq!(
            (error.action(), error.code(), error.attempts()),
            (Some("DescribeVpcs"), Some(6000), attempts)
        );
    }
}

#[tokio::test]
async fn an_untyped_call_to_a_service_that_is_none_is_a_mistake_of_the_program() {
    let transport = ReplayTransport::new();
    let client = client(transport.clone(), &TestRuntime::new());
    let error = client.call_untyped(Untyped::v2("no such", "X", [("a", "b")])).await.unwrap_err();
    assert!(error.is_invalid_request() && !error.may_have_been_sent(), "{error}");
    assert_eq!((error.attempts(), transport.requests().len()), (0, 0));
}
