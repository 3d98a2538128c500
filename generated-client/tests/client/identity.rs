//! Roles, pods and machines as identities: what is asked of sts and of the metadata service, and what is not trusted.

use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use qcloud_client::credential::{AssumeRole, CredentialProvider, InstanceRole, PodIdentity};
use qcloud_client::runtime::{BoxFuture, Runtime as _};
use qcloud_client::testing::{CapturedRequest, ReplayTransport, SilentTransport, TestRuntime};
use qcloud_client::transport::{Body, Transport, TransportError, TransportErrorKind};
use qcloud_client::{Client, ClientBuilder, Credential, Json};

use crate::support::*;

/// Two hours after the time of the tests.
const KEYS: &str = r#"{"Response": {"Credentials": {"TmpSecretId": "tmp-id", "TmpSecretKey": "tmp-key", "Token": "tmp-token"},
    "ExpiredTime": 1465192968, "Expiration": "2016-06-06T06:02:48Z", "RequestId": "r"}}"#;

const ROLE: &str = "qcs::cam::uin/100000000001:roleName/deploy";

fn client_of(
    provider: impl CredentialProvider + 'static,
    transport: impl Transport + 'static,
    runtime: &TestRuntime,
) -> Client {
    builder(transport, runtime).credential_provider(provider).build().unwrap()
}

fn header<'r>(request: &'r CapturedRequest, name: &str) -> Option<&'r str> {
    request.http().headers().get(name).map(|value| value.to_str().unwrap())
}

fn json(request: &CapturedRequest) -> Json {
    serde_json::from_slice(request.http().body()).unwrap()
}

#[tokio::test]
async fn a_role_is_assumed_with_all_that_was_set_and_kept_until_it_expires() {
    let runtime = TestRuntime::new();
    let transport =
        replay([ok(KEYS), ok(EMPTY), ok(EMPTY), ok(KEYS.replace("1465192968", "1465200168")), ok(EMPTY)]);
    let role = AssumeRole::new(credential(), ROLE)
        .session_name("nightly")
        .duration(Duration::from_secs(7200))
        .external_id("agreed")
        .policy(r#"{"version": "2.0"}"#)
        .source_identity("ci")
        .tag("team", "edge")
        .mfa("serial", "123456");
    let client = client_of(role, transport.clone(), &runtime);
    Which::List.call(&client).await.unwrap();
    Which::List.call(&client.clone()).await.unwrap();
    runtime.sleep(Duration::from_secs(6900)).await;
    Which::List.call(&client).await.unwrap();

    let requests = transport.requests();
    assert_eq!(requests.len(), 5);
    let asked = &requests[0];
    assert_eq!(asked.http().uri().to_string(), "https://sts.tencentcloudapi.com/");
    assert_eq!(header(asked, "x-tc-action"), Some("AssumeRole"));
    assert_eq!(header(asked, "x-tc-version"), Some("2018-08-13"));
    assert_eq!(header(asked, "x-tc-region"), Some("ap-guangzhou"));
    assert!(header(asked, "authorization").unwrap().starts_with("TC3-HMAC-SHA256 Credential="));
    assert_eq!(
        json(asked),
        serde_json::json!({
            "RoleArn": ROLE, "RoleSessionName": "nightly", "DurationSeconds": 7200, "ExternalId": "agreed",
            "Policy": "%7B%22version%22%3A%20%222.0%22%7D", "SourceIdentity": "ci", "SerialNumber": "serial", "TokenCode": "123456",
            "Tags": [{"Key": "team", "Value": "edge"}]
        })
    );
    for call in [1, 2, 4] {
        assert_eq!(requests[call].parameter("SecretId").as_deref(), Some("tmp-id"));
        assert_eq!(requests[call].parameter("Token").as_deref(), Some("tmp-token"));
        assert_signed(&requests[call], "tmp-key");
    }
}

#[tokio::test]
async fn a_role_that_is_refused_ends_the_call_before_it_is_sent_and_tells_why() {
    let refusal =
        r#"{"Response": {"Error": {"Code": "UnauthorizedOperation", "Message": "no"}, "RequestId": "r"}}"#;
    let transport = replay([ok(refusal)]);
    let client = client_of(AssumeRole::new(credential(), ROLE), transport.clone(), &TestRuntime::new());
    let error = Which::Upload.call(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("CertUpload failed: the role `{ROLE}` could not be assumed [wss.api.qcloud.com, not sent]")
    );
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("UnauthorizedOperation"), "{source}");
    assert!(error.is_credential() && !error.may_have_been_sent());
    assert_eq!(transport.requests().len(), 1);
}

#[tokio::test]
async fn an_answer_of_sts_without_a_part_of_the_keys_is_an_error_that_shows_no_other_part() {
    for (answer, said) in [
        (KEYS.replace("\"Token\"", "\"Other\""), "the answer of sts has no `Credentials.Token`"),
        (KEYS.replace("ExpiredTime", "Other"), "the answer of sts has no `ExpiredTime`"),
        (KEYS.replace("tmp-key", ""), "the answer of sts has no `Credentials.TmpSecretKey`"),
    ] {
        let client =
            client_of(AssumeRole::new(credential(), ROLE), replay([ok(answer)]), &TestRuntime::new());
        let error = Which::List.call(&client).await.unwrap_err();
        assert_eq!(error.to_string(), format!("CertGetList failed: {said} [wss.api.qcloud.com, not sent]"));
        assert!(!format!("{error:?}").contains("tmp-"), "{error:?}");
    }
}

#[tokio::test]
async fn a_pod_exchanges_its_token_unsigned_and_reads_it_again_at_each_renewal() {
    let runtime = TestRuntime::new();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("token");
    std::fs::write(&file, "first-token\n").unwrap();
    let later = KEYS.replace("1465192968", "1465200168");
    let transport = replay([ok(KEYS), ok(EMPTY), ok(later), ok(EMPTY)]);
    let pod = PodIdentity::new("OIDC", &file, ROLE).region("ap-beijing").session_name("pod");
    let client = client_of(pod, transport.clone(), &runtime);
    Which::List.call(&client).await.unwrap();
    std::fs::write(&file, "second-token").unwrap();
    runtime.sleep(Duration::from_secs(7000)).await;
    Which::List.call(&client).await.unwrap();

    let requests = transport.requests();
    for (asked, token) in [(&requests[0], "first-token"), (&requests[2], "second-token")] {
        assert_eq!(header(asked, "x-tc-action"), Some("AssumeRoleWithWebIdentity"));
        assert_eq!(header(asked, "authorization"), Some("SKIP"));
        assert_eq!((header(asked, "x-tc-token"), header(asked, "x-tc-region")), (None, Some("ap-beijing")));
        assert_eq!(
            json(asked),
            serde_json::json!({
                "ProviderId": "OIDC", "WebIdentityToken": token, "RoleArn": ROLE, "RoleSessionName": "pod"
            })
        );
    }
    assert_eq!(requests[1].parameter("SecretId").as_deref(), Some("tmp-id"));
}

#[tokio::test]
async fn a_pod_without_its_token_is_told_which_file_is_missing() {
    let client = client_of(
        PodIdentity::new("OIDC", "/nowhere/token", ROLE),
        ReplayTransport::new(),
        &TestRuntime::new(),
    );
    let error = Which::List.call(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: /nowhere/token can't be read [wss.api.qcloud.com, not sent]"
    );
}

const OF_MACHINE: &str = r#"{"TmpSecretId": "tmp-id", "TmpSecretKey": "tmp-key", "Token": "tmp-token",
    "ExpiredTime": 1465192968, "Expiration": "2016-06-06T06:02:48Z", "Code": "Success"}"#;

#[tokio::test]
async fn a_machine_asks_at_an_address_of_its_own_link_for_its_role_and_region() {
    let transport = replay([ok("deploy\n"), ok(OF_MACHINE), ok("ap-shanghai"), ok(EMPTY)]);
    let client = client_of(InstanceRole::new(), transport.clone(), &TestRuntime::new());
    Which::List.call(&client).await.unwrap();
    let requests = transport.requests();
    let roles = "http://169.254.0.23/latest/meta-data/cam/security-credentials/";
    assert_eq!(requests[0].http().uri().to_string(), roles);
    assert_eq!(requests[1].http().uri().to_string(), format!("{roles}deploy"));
    assert_eq!(requests[2].http().uri().to_string(), "http://169.254.0.23/latest/meta-data/placement/region");
    assert_eq!(header(&requests[0], "host"), Some("metadata.tencentyun.com"));
    assert_eq!(requests[3].parameter("SecretId").as_deref(), Some("tmp-id"));
    assert_eq!(requests[3].parameter("Region").as_deref(), Some("ap-shanghai"));
}

#[tokio::test]
async fn a_machine_without_an_answer_about_its_region_has_its_keys_all_the_same() {
    let transport = replay([ok("deploy"), ok(OF_MACHINE), lost(TransportErrorKind::Cut), ok(EMPTY)]);
    let client = client_of(InstanceRole::new(), transport.clone(), &TestRuntime::new());
    Which::List.call(&client).await.unwrap();
    let requests = transport.requests();
    assert_eq!(requests[3].parameter("SecretId").as_deref(), Some("tmp-id"));
    assert_eq!(requests[3].parameter("Region"), None);
}

/// A network whose names lead where it likes, and whose servers hand out keys of their own.
#[derive(Clone, Debug)]
struct Lying(Vec<IpAddr>, ReplayTransport);

impl Transport for Lying {
    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }

    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move { self.1.send(request).await })
    }
}

#[tokio::test]
async fn a_name_that_leads_off_the_link_is_never_asked() {
    for (addresses, said) in [
        (&["203.0.113.9"][..], "metadata.tencentyun.com leads to 203.0.113.9, which is not of"),
        (&["169.254.0.23", "10.0.0.1"], "metadata.tencentyun.com leads to 10.0.0.1, which is not of"),
        (&["127.0.0.1"], "metadata.tencentyun.com leads to 127.0.0.1, which is not of"),
        (&["fe80::1"], "metadata.tencentyun.com leads to fe80::1, which is not of"),
        (&["::ffff:203.0.113.9"], "metadata.tencentyun.com leads to ::ffff:203.0.113.9, which is not of"),
        (&[], "the name metadata.tencentyun.com has no address here"),
    ] {
        let keys = replay([ok("deploy"), ok(OF_MACHINE), ok("ap-shanghai"), ok(EMPTY)]);
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        let client = client_of(InstanceRole::new(), Lying(addresses, keys.clone()), &TestRuntime::new());
        let error = Which::Upload.call(&client).await.unwrap_err();
        let expected = format!("CertUpload failed: there is no role of an instance: {said}");
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert!(keys.requests().is_empty());
    }
}

#[tokio::test]
async fn a_name_that_leads_to_addresses_of_the_link_alone_is_asked_at_the_first() {
    let keys = replay([ok("deploy"), ok(OF_MACHINE), ok("ap-shanghai"), ok(EMPTY)]);
    let addresses = ["169.254.10.10", "169.254.0.23"].map(|address| address.parse().unwrap()).to_vec();
    let client = client_of(InstanceRole::new(), Lying(addresses, keys.clone()), &TestRuntime::new());
    Which::List.call(&client).await.unwrap();
    assert_eq!(keys.requests()[0].http().uri().host(), Some("169.254.10.10"));
    // The same address in its other form may be taken by another route.
    let keys = ReplayTransport::new();
    let addresses = vec!["169.254.0.23".parse().unwrap(), "::ffff:169.254.0.23".parse().unwrap()];
    let client = client_of(InstanceRole::new(), Lying(addresses, keys.clone()), &TestRuntime::new());
    assert!(Which::List.call(&client).await.unwrap_err().is_credential());
    assert!(keys.requests().is_empty());
}

/// A network that answers so many requests, and then never.
#[derive(Debug)]
struct Falling(ReplayTransport, usize);

impl Transport for Falling {
    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        self.0.resolve(host)
    }

    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let is_metadata = request.uri().path().starts_with("/latest/");
        if is_metadata && self.0.requests().len() >= self.1 {
            return Box::pin(std::future::pending());
        }
        Box::pin(async move { self.0.send(request).await })
    }
}

#[tokio::test]
async fn a_metadata_service_that_falls_silent_costs_a_second_at_most() {
    for (answered, is_ok, waited) in [(0, false, 1000), (1, false, 1000), (2, true, 500), (3, true, 0)] {
        let runtime = TestRuntime::new();
        let answers = [ok("deploy"), ok(OF_MACHINE), ok("ap-shanghai")].into_iter().take(answered);
        let transport = replay(answers.chain([ok(EMPTY)]));
        let client = client_of(InstanceRole::new(), Falling(transport, answered), &runtime);
        assert_eq!(Which::List.call(&client).await.is_ok(), is_ok, "{answered}");
        assert_eq!(waits(&runtime).iter().sum::<u64>(), waited, "{answered}");
    }
}

#[tokio::test]
async fn keys_of_a_machine_that_have_expired_are_none() {
    let transport = replay([ok("deploy"), ok(OF_MACHINE.replace("1465192968", "1465185768"))]);
    let client = builder(transport.clone(), &TestRuntime::new())
        .credential_provider(InstanceRole::new())
        .region("ap-tokyo");
    let error = Which::Upload.call(&client.build().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("gave a credential that has expired"), "{error}");
    assert!(error.is_credential() && !error.may_have_been_sent());
    assert_eq!(transport.requests().len(), 2, "who has a region asks for none");
}

#[tokio::test]
async fn a_metadata_service_that_is_wrong_late_or_absent_is_told_apart() {
    let answered = "the metadata service of the machine answered with";
    let none = "there is no role of an instance:";
    for (answers, said) in [
        (vec![Ok(status(404, &[], ""))], format!("{none} the machine is bound to none, or to another")),
        (vec![Ok(status(500, &[], ""))], format!("{answered} the status 500")),
        (vec![ok("a/../b")], format!("{answered} a name of a role that is none")),
        (vec![ok("r"), ok("{")], format!("{answered} something that is not JSON")),
        (vec![ok("r"), ok(r#"{"Code": "Failed"}"#)], format!("{answered} a `Code` that is not `Success`")),
        (vec![ok("r"), ok(OF_MACHINE.replace("\"Token\"", "\"T\""))], format!("{answered} no `Token`")),
        (vec![lost(TransportErrorKind::Connect)], format!("{none} the metadata service was not reached: ")),
    ] {
        let client = client_of(InstanceRole::new(), replay(answers), &TestRuntime::new());
        let error = Which::List.call(&client).await.unwrap_err();
        assert!(error.to_string().starts_with(&format!("CertGetList failed: {said}")), "{error}");
        assert!(error.is_credential() && !error.may_have_been_sent());
    }
    let runtime = TestRuntime::new();
    let late = InstanceRole::new().address("169.254.0.23").role("r");
    let error = Which::List.call(&client_of(late, SilentTransport::new(), &runtime)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: there is no role of an instance: the metadata service did not answer within 1s \
         [wss.api.qcloud.com, not sent]"
    );
    assert_eq!(waits(&runtime), [1000]);
}

#[tokio::test]
async fn a_role_can_be_asked_for_with_the_keys_of_another() {
    let inner = AssumeRole::new(credential(), "qcs::cam::uin/1:roleName/first").session_name("a");
    let outer = AssumeRole::new(inner, "qcs::cam::uin/2:roleName/second").session_name("b");
    let second = KEYS.replace("tmp-id", "second-id");
    let transport = replay([ok(KEYS), ok(second), ok(EMPTY)]);
    let client = client_of(outer, transport.clone(), &TestRuntime::new());
    Which::List.call(&client).await.unwrap();
    let requests = transport.requests();
    assert!(header(&requests[1], "authorization").unwrap().contains("Credential=tmp-id/"));
    assert_eq!(header(&requests[1], "x-tc-token"), Some("tmp-token"));
    assert_eq!(requests[2].parameter("SecretId").as_deref(), Some("second-id"));
}

#[tokio::test]
async fn a_code_that_is_good_once_is_sent_once() {
    for (role, sent) in [
        (AssumeRole::new(credential(), ROLE), 2),
        (AssumeRole::new(credential(), ROLE).mfa("serial", "123456"), 1),
    ] {
        let transport = replay([lost(TransportErrorKind::Cut), ok(KEYS), ok(EMPTY)]);
        let client = client_of(role, transport.clone(), &TestRuntime::new());
        assert_eq!(Which::List.call(&client).await.is_ok(), sent == 2);
        let asked = transport.requests();
        assert_eq!(asked.iter().filter(|request| header(request, "x-tc-action").is_some()).count(), sent);
    }
}

#[tokio::test]
async fn sts_is_asked_where_the_client_has_its_services() {
    type Set = fn(ClientBuilder) -> ClientBuilder;
    let https = |host: &str| (format!("https://{host}/"), host.to_owned());
    let gateway = ("https://gw.example.com/tencent/".to_owned(), "gw.example.com".to_owned());
    let here = ("http://127.0.0.1:8080/x/".to_owned(), "sts.tencentcloudapi.com".to_owned());
    let cases: [(Set, (String, String)); 9] = [
        (|it| it, https("sts.tencentcloudapi.com")),
        (|it| it.root_domain("intl.tencentcloudapi.com"), https("sts.intl.tencentcloudapi.com")),
        (ClientBuilder::internal, https("sts.internal.tencentcloudapi.com")),
        (
            |it| it.root_domain("intl.tencentcloudapi.com").internal(),
            https("sts.intl.internal.tencentcloudapi.com"),
        ),
        (|it| it.regional_hosts(true).region("ap-tokyo"), https("sts.ap-tokyo.tencentcloudapi.com")),
        (|it| it.region("ap-shanghai-fsi"), https("sts.ap-shanghai-fsi.tencentcloudapi.com")),
        (|it| it.region("ap-tokyo"), https("sts.tencentcloudapi.com")),
        (|it| it.endpoint("https://gw.example.com/tencent"), gateway),
        (|it| it.loopback_endpoint("http://127.0.0.1:8080/x"), here),
    ];
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("token");
    std::fs::write(&file, "token").unwrap();
    for (set, (url, host)) in cases {
        let pod = || PodIdentity::new("OIDC", &file, ROLE);
        let role = || AssumeRole::new(credential(), ROLE);
        for (is_own, client) in [
            (false, (|client, role, _| ClientBuilder::credential_provider(client, role)) as Give),
            (false, |client, _, pod| ClientBuilder::credential_provider(client, pod)),
            (true, |client, role, _| client.credential_provider(role.endpoint("https://own.example.com"))),
            (true, |client, _, pod| client.credential_provider(pod.endpoint("https://own.example.com"))),
        ] {
            let transport = replay([ok(KEYS), ok(EMPTY)]);
            let client = client(set(builder(transport.clone(), &TestRuntime::new())), role(), pod());
            Which::List.call(&client.build().unwrap()).await.unwrap();
            let asked = &transport.requests()[0];
            let place = (asked.http().uri().to_string(), header(asked, "host").unwrap().to_owned());
            let own = ("https://own.example.com/".to_owned(), "own.example.com".to_owned());
            assert_eq!(place, if is_own { own } else { (url.clone(), host.clone()) });
        }
    }
}

type Give = fn(ClientBuilder, AssumeRole, PodIdentity) -> ClientBuilder;

#[tokio::test]
async fn sts_is_looked_for_under_other_root_domains_as_services_are() {
    let transport = replay([lost(TransportErrorKind::Connect), ok(KEYS), ok(EMPTY)]);
    let role = AssumeRole::new(credential(), ROLE);
    let client = builder(transport.clone(), &TestRuntime::new()).credential_provider(role);
    let client = client.fallback_root_domains(["tencentcloudapi.com.cn"]).build().unwrap();
    Which::List.call(&client).await.unwrap();
    assert_eq!(transport.requests()[1].http().uri().host(), Some("sts.tencentcloudapi.com.cn"));
}

#[tokio::test]
async fn an_address_of_sts_that_is_none_is_told_by_the_call() {
    let role = AssumeRole::new(credential(), ROLE).endpoint("sts.example.com");
    let transport = ReplayTransport::new();
    let error = Which::List.call(&client_of(role, transport.clone(), &TestRuntime::new())).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "`sts.example.com` has no scheme; write `https://sts.example.com`");
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn keys_of_a_role_have_the_region_of_those_that_asked_for_it() {
    let transport = replay([ok(KEYS), ok(EMPTY)]);
    let role = AssumeRole::new(credential().with_region("ap-seoul"), ROLE);
    Which::List.call(&client_of(role, transport.clone(), &TestRuntime::new())).await.unwrap();
    assert_eq!(header(&transport.requests()[0], "x-tc-region"), Some("ap-seoul"));
    assert_eq!(transport.requests()[1].parameter("Region").as_deref(), Some("ap-seoul"));

    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("token");
    std::fs::write(&file, "token").unwrap();
    for (set, expected) in [(None, "ap-beijing"), (Some("ap-tokyo"), "ap-tokyo")] {
        let transport = replay([ok(KEYS), ok(EMPTY)]);
        let pod = PodIdentity::new("OIDC", &file, ROLE).region("ap-beijing");
        let client = builder(transport.clone(), &TestRuntime::new()).credential_provider(pod);
        let client = set.into_iter().fold(client, ClientBuilder::region).build().unwrap();
        Which::List.call(&client).await.unwrap();
        assert_eq!(header(&transport.requests()[0], "x-tc-region"), Some("ap-beijing"));
        assert_eq!(transport.requests()[1].parameter("Region").as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn a_source_without_keys_is_told_as_it_is() {
    let role = AssumeRole::new(InstanceRole::new(), ROLE);
    let transport = replay([Ok(status(404, &[], ""))]);
    let error = Which::List.call(&client_of(role, transport, &TestRuntime::new())).await.unwrap_err();
    let said = "CertGetList failed: there is no role of an instance: the machine is bound to none";
    assert!(error.to_string().starts_with(said), "{error}");
}

#[test]
fn nothing_of_a_second_factor_is_shown() {
    let role = AssumeRole::new(Credential::new("id", "key"), ROLE).mfa("serial", "s3cr3t");
    assert!(!format!("{role:?}").contains("s3cr3t"));
}
