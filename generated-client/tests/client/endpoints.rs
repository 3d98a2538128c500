//! Where calls go: root domains, regions, gateways and fallbacks, in both protocols, and what each is signed for.

use std::time::Duration;

use qcloud_client::signature::tc3;
use qcloud_client::testing::{CapturedRequest, ReplayTransport, TestRuntime};
use qcloud_client::transport::TransportErrorKind as Kinds;
use qcloud_client::{Client, ClientBuilder, Error, RetryPolicy, Untyped};

use crate::support::{KEY, assert_signed, builder, credential, lost, ok, replay};

const V2_OK: &str = r#"{"code":0}"#;
const TC3_OK: &str = r#"{"Response":{"RequestId":"r"}}"#;

fn v2() -> Untyped {
    Untyped::v2("cvm", "X", [("a", "b")])
}

fn tc3_request() -> Untyped {
    Untyped::tc3("cvm", "2017-03-12", "X", serde_json::json!({}))
}

/// Where a request went, with its path, and the host that it says.
fn place(request: &CapturedRequest) -> (String, String) {
    let http = request.http();
    (http.uri().to_string(), http.headers()["host"].to_str().unwrap().to_owned())
}

/// Checks that a request of API 3.0 is signed for the host in its header, and for the path `/` alone.
fn assert_signed_tc3(request: &CapturedRequest) {
    let http = request.http();
    let header = |name: &str| http.headers()[name].to_str().unwrap();
    let expected = tc3::authorization(
        credential().id(),
        KEY,
        &tc3::Request {
            service: "cvm",
            method: "POST",
            host: header("host"),
            query: "",
            content_type: header("content-type"),
            body: http.body(),
            action: Some("X"),
            timestamp: header("x-tc-timestamp").parse().unwrap(),
        },
    );
    assert_eq!(header("authorization"), expected.unwrap());
}

type Set = fn(ClientBuilder) -> ClientBuilder;

#[tokio::test]
async fn both_protocols_go_where_the_client_says_and_are_signed_for_it() {
    let cases: [(&str, Set, &str, &str); 6] = [
        ("plain", |it| it, "cvm.api.qcloud.com", "cvm.tencentcloudapi.com"),
        (
            "a root domain",
            |it| it.root_domain("intl.tencentcloudapi.com"),
            "cvm.intl.tencentcloudapi.com",
            "cvm.intl.tencentcloudapi.com",
        ),
        (
            "inside",
            ClientBuilder::internal,
            "cvm.internal.api.qcloud.com",
            "cvm.internal.tencentcloudapi.com",
        ),
        (
            "regional",
            |it| it.regional_hosts(true).region("ap-beijing"),
            "cvm.ap-beijing.api.qcloud.com",
            "cvm.ap-beijing.tencentcloudapi.com",
        ),
        (
            "a bank's region",
            |it| it.region("ap-shanghai-fsi"),
            "cvm.ap-shanghai-fsi.api.qcloud.com",
            "cvm.ap-shanghai-fsi.tencentcloudapi.com",
        ),
        ("a gateway", |it| it.endpoint("https://GW.example.com:443"), "gw.example.com", "gw.example.com"),
    ];
    for (what, set, of_v2, of_tc3) in cases {
        let transport = replay([ok(V2_OK), ok(TC3_OK)]);
        let client = set(builder(transport.clone(), &TestRuntime::new())).build().unwrap();
        client.call_untyped(v2()).await.unwrap();
        client.call_untyped(tc3_request()).await.unwrap();
        let requests = transport.requests();
        assert_eq!(
            place(&requests[0]),
            (format!("https://{of_v2}/v2/index.php"), of_v2.to_owned()),
            "{what}"
        );
        assert_eq!(place(&requests[1]), (format!("https://{of_tc3}/"), of_tc3.to_owned()), "{what}");
        assert_signed(&requests[0], KEY);
        assert_signed_tc3(&requests[1]);
    }
}

#[tokio::test]
async fn the_path_of_a_gateway_is_sent_and_not_signed() {
    let cases: [(Set, &str, &str, &str); 2] = [
        (
            |it| it.endpoint("https://gw.example.com/tencent/"),
            "https://gw.example.com/tencent",
            "gw.example.com",
            "gw.example.com",
        ),
        (
            |it| it.loopback_endpoint("http://127.0.0.1:8080/x"),
            "http://127.0.0.1:8080/x",
            "cvm.api.qcloud.com",
            "cvm.tencentcloudapi.com",
        ),
    ];
    for (set, address, of_v2, of_tc3) in cases {
        let transport = replay([ok(V2_OK), ok(TC3_OK)]);
        let client = set(builder(transport.clone(), &TestRuntime::new())).build().unwrap();
        client.call_untyped(v2()).await.unwrap();
        client.call_untyped(tc3_request()).await.unwrap();
        let requests = transport.requests();
        assert_eq!(place(&requests[0]), (format!("{address}/v2/index.php"), of_v2.to_owned()));
        assert_eq!(place(&requests[1]), (format!("{address}/"), of_tc3.to_owned()));
        assert_signed_tc3(&requests[1]);
        let parameters = requests[0].parameters();
        let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let method = qcloud_client::wire::Method::Post;
        let text = qcloud_client::signature::string_to_sign(method, of_v2, "/v2/index.php", pairs).unwrap();
        let algorithm = qcloud_client::signature::SignatureMethod::HmacSha256;
        let signature = qcloud_client::signature::sign(KEY, algorithm, &text);
        assert_eq!(requests[0].parameter("Signature").unwrap(), signature);
    }
}

#[tokio::test]
async fn a_host_of_a_call_goes_before_all_that_the_client_says() {
    for set in [
        (|it| it.root_domain("intl.tencentcloudapi.com").internal().region("ap-shanghai-fsi")) as Set,
        |it| it.endpoint("https://gw.example.com/x"),
        |it| it.fallback_root_domains(["example.com"]),
    ] {
        let transport = replay([ok(TC3_OK)]);
        let client = set(builder(transport.clone(), &TestRuntime::new())).build().unwrap();
        let request = tc3_request().host("other.example.com");
        client.call_untyped(request).host("Cvm.ap-beijing.tencentcloudapi.com").await.unwrap();
        let host = "cvm.ap-beijing.tencentcloudapi.com";
        assert_eq!(place(&transport.requests()[0]), (format!("https://{host}/"), host.to_owned()));
        assert_signed_tc3(&transport.requests()[0]);
    }
    let transport = ReplayTransport::new();
    let client = builder(transport.clone(), &TestRuntime::new()).regional_hosts(true).build().unwrap();
    for host in ["", "a:1", "https://a.example.com", "a/b", "a@b", "[::1]", "ä.example.com"] {
        let error = client.call_untyped(tc3_request()).host(host).await.unwrap_err();
        assert!(error.to_string().contains("is not the name of a host"), "{error}");
    }
    let error = client.call_untyped(tc3_request()).region("evil.example.com").await.unwrap_err();
    assert!(error.to_string().contains("the region is none"), "{error}");
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn a_host_of_a_call_or_of_an_action_is_that_of_both_protocols() {
    let cases: [(&str, Set); 5] = [
        ("a root domain", |it| it.root_domain("intl.tencentcloudapi.com")),
        ("inside", ClientBuilder::internal),
        ("regional", |it| it.regional_hosts(true).region("ap-beijing")),
        ("a bank's region", |it| it.region("ap-shanghai-fsi")),
        ("fallbacks", |it| it.fallback_root_domains(["example.com"])),
    ];
    let own = "cvm.ai.tencentcloudapi.com";
    for (what, set) in cases {
        let transport = replay([ok(V2_OK), ok(V2_OK), ok(TC3_OK), ok(TC3_OK)]);
        let client = set(builder(transport.clone(), &TestRuntime::new())).build().unwrap();
        client.call_untyped(v2().host(own)).await.unwrap();
        client.call_untyped(v2()).host(own).await.unwrap();
        client.call_untyped(tc3_request().host(own)).await.unwrap();
        client.call_untyped(tc3_request()).host(own).await.unwrap();
        assert_eq!(hosts(&transport), [own; 4], "{what}");
        let requests = transport.requests();
        requests[..2].iter().for_each(|request| assert_signed(request, KEY));
        requests[2..].iter().for_each(assert_signed_tc3);
    }
    // A gateway takes the Action wherever it is.
    let transport = replay([ok(V2_OK), ok(TC3_OK)]);
    let client =
        builder(transport.clone(), &TestRuntime::new()).endpoint("https://gw.example.com").build().unwrap();
    client.call_untyped(v2().host(own)).await.unwrap();
    client.call_untyped(tc3_request().host(own)).await.unwrap();
    assert_eq!(hosts(&transport), ["gw.example.com"; 2]);
}

#[tokio::test]
async fn the_legacy_api_has_other_root_domains_too() {
    let transport = replay([lost(Kinds::Connect), ok(V2_OK), ok(V2_OK)]);
    let client = with_fallbacks(&transport, &TestRuntime::new());
    client.call_untyped(v2()).await.unwrap();
    client.call_untyped(v2()).await.unwrap();
    assert_eq!(hosts(&transport), ["cvm.api.qcloud.com", "cvm.b.example.com", "cvm.b.example.com"]);
    transport.requests().iter().for_each(|request| assert_signed(request, KEY));
}

#[tokio::test]
async fn each_host_has_a_breaker_of_its_own_and_an_action_s_own_host_has_none() {
    let transport =
        replay([lost(Kinds::Connect), ok(TC3_OK), ok(TC3_OK), lost(Kinds::Connect), lost(Kinds::Connect)]);
    let client = with_fallbacks(&transport, &TestRuntime::new());
    call(&client, false).await.unwrap();
    let other = || Untyped::tc3("ssl", "2019-12-05", "X", serde_json::json!({}));
    client.call_untyped(other()).await.unwrap();
    let own = other().host("ssl.example.com").idempotent(true);
    let own = client.call_untyped(own).retry(RetryPolicy::default().max_attempts(2));
    assert!(!own.await.unwrap_err().may_have_been_sent());
    let (a, b) = ("cvm.tencentcloudapi.com", "cvm.b.example.com");
    assert_eq!(hosts(&transport), [a, b, "ssl.tencentcloudapi.com", "ssl.example.com", "ssl.example.com"]);
}

fn hosts(transport: &ReplayTransport) -> Vec<String> {
    transport.requests().iter().map(|request| place(request).1).collect()
}

fn with_fallbacks(transport: &ReplayTransport, runtime: &TestRuntime) -> Client {
    builder(transport.clone(), runtime)
        .fallback_root_domains(["b.example.com", "c.example.com"])
        .build()
        .unwrap()
}

async fn call(client: &Client, idempotent: bool) -> Result<(), Error> {
    client.call_untyped(tc3_request().idempotent(idempotent)).await.map(|_| ())
}

#[tokio::test]
async fn a_call_without_a_connection_goes_on_to_the_next_root_domain_and_others_begin_there() {
    let runtime = TestRuntime::new();
    let late = Kinds::ConnectTimeout(Duration::from_secs(10));
    let transport =
        replay([lost(Kinds::Connect), lost(late), ok(TC3_OK), ok(TC3_OK), ok(TC3_OK), ok(TC3_OK)]);
    let client = with_fallbacks(&transport, &runtime);
    call(&client, false).await.unwrap();
    call(&client.clone(), false).await.unwrap();
    runtime.pass(Duration::from_secs(61));
    call(&client, false).await.unwrap();
    call(&client, false).await.unwrap();
    let (a, b, c) = ("cvm.tencentcloudapi.com", "cvm.b.example.com", "cvm.c.example.com");
    assert_eq!(hosts(&transport), [a, b, c, c, a, a]);
    transport.requests().iter().for_each(assert_signed_tc3);
}

#[tokio::test]
async fn a_call_that_may_have_been_sent_stays_where_it_is() {
    for failure in [Kinds::Cut, Kinds::NotHttp, Kinds::Timeout(Duration::from_secs(30))] {
        let transport = replay([lost(failure), lost(Kinds::Connect), ok(TC3_OK), ok(TC3_OK)]);
        let client = with_fallbacks(&transport, &TestRuntime::new());
        call(&client, true).await.unwrap();
        call(&client, true).await.unwrap();
        assert_eq!(hosts(&transport), ["cvm.tencentcloudapi.com"; 4]);
    }
}

#[tokio::test]
async fn an_answer_whatever_it_says_is_no_reason_to_go_elsewhere() {
    let transport = replay([
        Ok(crate::support::status(503, &[], "")),
        Ok(crate::support::status(503, &[], "")),
        ok(TC3_OK),
    ]);
    let client = with_fallbacks(&transport, &TestRuntime::new());
    call(&client, true).await.unwrap();
    assert_eq!(hosts(&transport), ["cvm.tencentcloudapi.com"; 3]);
}

#[tokio::test]
async fn an_error_names_the_host_that_was_tried_last() {
    let transport = replay([lost(Kinds::Connect), lost(Kinds::Connect)]);
    let client = with_fallbacks(&transport, &TestRuntime::new());
    let request = client.call_untyped(tc3_request()).retry(RetryPolicy::default().max_attempts(2));
    let error = request.await.unwrap_err();
    assert_eq!((error.host(), error.attempts()), (Some("cvm.b.example.com"), 2));
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn a_client_s_settings_make_another_client() {
    let transport = replay([ok(TC3_OK), ok(TC3_OK)]);
    let first = builder(transport.clone(), &TestRuntime::new())
        .region("ap-guangzhou")
        .language("zh-CN")
        .root_domain("intl.tencentcloudapi.com")
        .build()
        .unwrap();
    let second = first.to_builder().region("ap-singapore").build().unwrap();
    assert_eq!((first.region(), first.language()), (Some("ap-guangzhou"), Some("zh-CN")));
    assert_eq!((second.region(), second.language()), (Some("ap-singapore"), Some("zh-CN")));
    drop(first);
    second.call_untyped(tc3_request()).language("en-US").await.unwrap();
    second.call_untyped(tc3_request()).region("ap-tokyo").await.unwrap();
    let header = |number: usize, name: &str| {
        transport.requests()[number].http().headers()[name].to_str().unwrap().to_owned()
    };
    assert_eq!(
        (header(0, "x-tc-region"), header(0, "x-tc-language")),
        ("ap-singapore".into(), "en-US".into())
    );
    assert_eq!((header(1, "x-tc-region"), header(1, "x-tc-language")), ("ap-tokyo".into(), "zh-CN".into()));
    assert_eq!(hosts(&transport), ["cvm.intl.tencentcloudapi.com"; 2]);
    transport.requests().iter().for_each(assert_signed_tc3);
}

/// The environment belongs to the whole process, so the test runs itself in others.
#[tokio::test]
async fn the_region_of_the_environment_is_the_last_that_is_taken() {
    const MARK: &str = "ENDPOINTS_TEST_OF_THE_ENVIRONMENT";
    if std::env::var_os(MARK).is_none() {
        for region in ["ap-nanjing", "", "no region"] {
            let status = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "endpoints::the_region_of_the_environment_is_the_last_that_is_taken"])
                .env(MARK, "1")
                .env("TENCENTCLOUD_REGION", region)
                .stdout(std::process::Stdio::null())
                .status();
            assert!(status.unwrap().success(), "{region:?}");
        }
        return;
    }
    let expected = std::env::var("TENCENTCLOUD_REGION").unwrap();
    let transport = replay([ok(TC3_OK), ok(TC3_OK), ok(TC3_OK)]);
    let base = || builder(transport.clone(), &TestRuntime::new());
    if expected.contains(' ') {
        let error = base().build().unwrap_err();
        assert_eq!(error.to_string(), "TENCENTCLOUD_REGION has no region, such as `ap-guangzhou`");
        assert_eq!(base().region("ap-tokyo").build().unwrap().region(), Some("ap-tokyo"));
        return;
    }
    let client = base().build().unwrap();
    assert_eq!(client.region(), Some(expected.as_str()).filter(|region| !region.is_empty()));
    let of_credential = base().credential(credential().with_region("ap-seoul")).build().unwrap();
    client.call_untyped(tc3_request()).await.unwrap();
    of_credential.call_untyped(tc3_request()).await.unwrap();
    client.call_untyped(tc3_request()).region("ap-tokyo").await.unwrap();
    let regions: Vec<_> = transport
        .requests()
        .iter()
        .map(|it| it.http().headers().get("x-tc-region").map_or("", |it| it.to_str().unwrap()).to_owned())
        .collect();
    assert_eq!(regions, [expected.as_str(), "ap-seoul", "ap-tokyo"]);
}
