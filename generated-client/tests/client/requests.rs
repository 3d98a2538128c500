//! What goes over the wire: method, address, host, common parameters, and what is refused.

use qcloud_client::internal;
use qcloud_client::signature::SignatureMethod;
use qcloud_client::testing::{CapturedRequest, ReplayTransport, TestRuntime};
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest, CertType};
use qcloud_client::{ClientBuilder, Credential, Untyped, wire};

use crate::support::{
    DELETED, EMPTY, KEY, Which, assert_signed, assert_signed_anew, builder, client, credential, ok, replay,
    upload,
};

fn path(request: &CapturedRequest) -> String {
    let uri = request.http().uri();
    format!("{}://{}{}", uri.scheme_str().unwrap(), uri.authority().unwrap(), uri.path())
}

fn host(request: &CapturedRequest) -> &str {
    request.http().headers()["host"].to_str().unwrap()
}

/// The one request of a list, by a client set up like this.
async fn list(set_up: impl FnOnce(ClientBuilder) -> ClientBuilder) -> CapturedRequest {
    let transport = replay([ok(EMPTY)]);
    let client = set_up(builder(transport.clone(), &TestRuntime::new())).build().unwrap();
    Which::List.call(&client).await.unwrap();
    transport.requests().remove(0)
}

#[tokio::test]
async fn a_list_is_a_get_with_everything_in_the_query() {
    let transport = replay([ok(EMPTY)]);
    let request =
        CertGetListRequest::new().page(2).cert_type(CertType::Svr).search_key("a b&c").with_cert(true);
    client(transport.clone(), &TestRuntime::new()).wss().cert_get_list(request).await.unwrap();
    let sent = &transport.requests()[0];
    assert_eq!(sent.http().method(), http::Method::GET);
    assert_eq!(path(sent), "https://wss.api.qcloud.com/v2/index.php");
    assert_eq!(host(sent), "wss.api.qcloud.com");
    assert!(sent.http().body().is_empty());
    for (name, value) in [
        ("Action", "CertGetList"),
        ("Timestamp", "1465185768"),
        ("SecretId", credential().id()),
        ("SignatureMethod", "HmacSHA256"),
        ("page", "2"),
        ("certType", "SVR"),
        ("searchKey", "a b&c"),
        ("withCert", "1"),
    ] {
        assert_eq!(sent.parameter(name).as_deref(), Some(value), "{name}");
    }
    for name in ["Token", "Region", "count"] {
        assert_eq!(sent.parameter(name), None);
    }
    assert_signed(sent, KEY);
}

#[tokio::test]
async fn an_upload_is_a_post_with_nothing_in_the_url() {
    let transport = replay([ok(Which::Upload.success())]);
    client(transport.clone(), &TestRuntime::new()).wss().cert_upload(upload()).await.unwrap();
    let sent = &transport.requests()[0];
    assert_eq!(sent.http().method(), http::Method::POST);
    assert_eq!(sent.http().uri(), "https://wss.api.qcloud.com/v2/index.php");
    assert_eq!(sent.http().headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(sent.parameter("key").as_deref(), Some("-----BEGIN PRIVATE KEY-----"));
    assert_signed(sent, KEY);
}

/// An Action whose spec says GET although it carries a secret.
struct Careless {
    password: String,
}

internal::record!(Careless {
    0 password "password" [REQUIRED SENSITIVE];
});

impl wire::Action for Careless {
    type Result = qcloud_client::wss::CertDeleteResult;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
        service: CertGetListRequest::INFO.service,
        name: "Careless",
        host: None,
        idempotent: true,
        sensitive: false,
        errors: &[],
        method: wire::Method::Get,
        place: internal::ResultPlace::Data(&["data"]),
    };
}

#[tokio::test]
async fn a_secret_is_never_in_a_url_whatever_the_spec_says() {
    let transport = replay([ok(DELETED)]);
    let call = client(transport.clone(), &TestRuntime::new()).call(Careless { password: "hunter2".into() });
    call.await.unwrap();
    let sent = &transport.requests()[0];
    assert_eq!(sent.http().method(), http::Method::POST);
    assert_eq!(sent.http().uri().query(), None);
    assert_signed(sent, KEY);
}

#[tokio::test]
async fn a_get_that_is_too_long_for_a_url_becomes_a_post_and_is_signed_as_one() {
    for (length, method) in [(100, http::Method::GET), (4000, http::Method::POST)] {
        let transport = replay([ok(EMPTY)]);
        let request = CertGetListRequest::new().search_key("x".repeat(length));
        client(transport.clone(), &TestRuntime::new()).wss().cert_get_list(request).await.unwrap();
        let sent = &transport.requests()[0];
        assert_eq!(sent.http().method(), method);
        assert_eq!(sent.http().uri().query().is_none(), method == http::Method::POST);
        assert_signed(sent, KEY);
    }
}

#[tokio::test]
async fn a_value_that_begins_with_an_at_sign_is_refused_in_a_post_by_name() {
    let transport = ReplayTransport::new();
    let client = client(transport.clone(), &TestRuntime::new());
    let error = client.wss().cert_delete(CertDeleteRequest::new("@id")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertDelete failed: the value of `id` begins with `@`, which the signature of a POST request can't cover [wss.api.qcloud.com, not sent]"
    );
    assert!(error.is_invalid_request() && !error.may_have_been_sent());
    assert_eq!((error.attempts(), transport.requests().len()), (0, 0));
}

#[tokio::test]
async fn a_value_that_begins_with_an_at_sign_is_fine_in_a_get() {
    let transport = replay([ok(EMPTY)]);
    let request = CertGetListRequest::new().search_key("@x");
    client(transport.clone(), &TestRuntime::new()).wss().cert_get_list(request).await.unwrap();
    assert_eq!(transport.requests()[0].parameter("searchKey").as_deref(), Some("@x"));
}

#[tokio::test]
async fn names_that_only_the_client_sets_are_refused() {
    let transport = ReplayTransport::new();
    let client = client(transport.clone(), &TestRuntime::new());
    for name in
        ["Action", "Nonce", "RequestClient", "SecretId", "Signature", "SignatureMethod", "Timestamp", "Token"]
    {
        let error = client.call_untyped(Untyped::v2("wss", "CertGetList", [(name, "1")])).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "CertGetList failed: the parameter `{name}` is set by the client and can't be given [wss.api.qcloud.com, not sent]"
            )
        );
    }
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn the_region_is_the_actions_own_or_the_calls_or_the_clients_or_the_credentials() {
    let transport = replay((0..5).map(|_| ok(EMPTY)));
    let runtime = TestRuntime::new();
    let with_region =
        || builder(transport.clone(), &runtime).credential(credential().with_region("of-credential"));
    let list = CertGetListRequest::new;

    client(transport.clone(), &runtime).wss().cert_get_list(list()).await.unwrap();
    with_region().build().unwrap().wss().cert_get_list(list()).await.unwrap();
    let of_client = with_region().region("of-client").build().unwrap();
    of_client.wss().cert_get_list(list()).await.unwrap();
    of_client.wss().cert_get_list(list()).region("of-call").await.unwrap();
    let own = Untyped::v2("cvm", "X", [("Region", "of-action")]);
    of_client.call_untyped(own).region("of-call").await.unwrap();
    let regions: Vec<_> = transport.requests().iter().map(|request| request.parameter("Region")).collect();
    let expected = [None, Some("of-credential"), Some("of-client"), Some("of-call"), Some("of-action")];
    assert_eq!(regions, expected.map(|region| region.map(str::to_owned)));
    let of_action = transport.requests().pop().unwrap();
    assert_eq!(of_action.parameters().iter().filter(|(name, _)| name == "Region").count(), 1);
    assert_signed_anew(&transport.requests());
}

#[tokio::test]
async fn a_temporary_credential_sends_its_token() {
    let sent = list(|builder| builder.credential(Credential::new("id", KEY).with_token("t0k+en/="))).await;
    assert_eq!(sent.parameter("Token").as_deref(), Some("t0k+en/="));
    assert_signed(&sent, KEY);
}

#[tokio::test]
async fn either_algorithm_signs() {
    for (method, name, length) in
        [(SignatureMethod::HmacSha1, "HmacSHA1", 28), (SignatureMethod::HmacSha256, "HmacSHA256", 44)]
    {
        let sent = list(|builder| builder.signature_method(method)).await;
        assert_eq!(sent.parameter("SignatureMethod").as_deref(), Some(name));
        assert_eq!(sent.parameter("Signature").unwrap().len(), length);
        assert_signed(&sent, KEY);
    }
}

#[tokio::test]
async fn a_loopback_endpoint_keeps_the_services_host() {
    let sent = list(|builder| builder.loopback_endpoint("http://127.0.0.1:8080")).await;
    assert_eq!(path(&sent), "http://127.0.0.1:8080/v2/index.php");
    assert_eq!(host(&sent), "wss.api.qcloud.com");
    assert_signed(&sent, KEY);
}

#[tokio::test]
async fn an_https_endpoint_is_signed_for_its_own_host() {
    let sent = list(|builder| builder.endpoint("https://gateway.example.com:8443/")).await;
    assert_eq!(path(&sent), "https://gateway.example.com:8443/v2/index.php");
    assert_eq!(host(&sent), "gateway.example.com:8443");
    assert_signed(&sent, KEY);
}
