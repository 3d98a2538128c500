//! API 3.0: what is called, and how failures are told.

use qcloud_mock_server::{Code, Fault, MockServer};
use serde_json::{Value, json};

use crate::api3::{Call, api3, failure, response};
use crate::support::{NOW, call, fixed, spec_of, workspace};

const CVM: &str = "2017-03-12";

async fn server() -> MockServer {
    fixed().spec(workspace("mock-server/tests/spec")).start().await.unwrap()
}

fn list(server: &MockServer) -> Call {
    api3(server, "cvm", CVM, "DescribeInstances", &json!({"Limit": 1}))
}

#[tokio::test]
async fn every_header_is_missed() {
    let server = server().await;
    for name in ["X-TC-Action", "X-TC-Version", "X-TC-Timestamp", "X-TC-Region"] {
        assert_eq!(
            failure(&list(&server).without(name).send().await),
            ("MissingParameter".into(), format!("`{name}`: required, and missing"))
        );
    }
    assert_eq!(
        failure(&list(&server).send_unsigned().await),
        ("MissingParameter".into(), "`Authorization`: required, and missing".into())
    );
}

#[tokio::test]
async fn the_version_decides_between_services_of_one_name() {
    let server = server().await;
    let old = api3(&server, "cvm", "2016-12-12", "DescribeInstances", &json!({})).without("X-TC-Region");
    assert_eq!(response(&old.send().await)["Total"], 1);
    let neither = api3(&server, "cvm", "2018-01-01", "DescribeInstances", &json!({}));
    assert_eq!(
        failure(&neither.send().await),
        (
            "NoSuchVersion".into(),
            "`X-TC-Version`: there is no version `2018-01-01`; there is `2016-12-12`, `2017-03-12`".into()
        )
    );
    let late = api3(&server, "cvm", "2016-12-12", "RunInstances", &json!({}));
    assert_eq!(
        failure(&late.send().await),
        ("InvalidAction".into(), "`X-TC-Action`: there is no Action `RunInstances`".into())
    );
    let typo = api3(&server, "cvm", CVM, "DescribeInstance", &json!({}));
    assert_eq!(
        failure(&typo.send().await),
        (
            "InvalidAction".into(),
            "`X-TC-Action`: there is no Action `DescribeInstance`; did you mean `DescribeInstances`?".into()
        )
    );
}

#[tokio::test]
async fn a_region_looks_like_one_where_it_is_needed() {
    let server = server().await;
    for region in ["gz", "ap-", "AP-guangzhou", "ap-guang zhou"] {
        assert_eq!(
            failure(&list(&server).set("X-TC-Region", region).send().await),
            (
                "UnsupportedRegion".into(),
                format!("`X-TC-Region`: there is no region `{region}`; one is called like `ap-guangzhou`")
            )
        );
    }
    let packages = api3(&server, "ssl", "2019-12-05", "DescribePackages", &json!({}));
    let answer = response(&packages.set("X-TC-Region", "gz").send().await);
    assert_eq!(answer.get("Error"), None, "no region is needed there");
}

#[tokio::test]
async fn only_get_and_post_are_spoken_and_a_post_is_json() {
    let server = server().await;
    let mut put = list(&server);
    put.method = "PUT";
    assert_eq!(
        failure(&put.send().await),
        ("UnsupportedProtocol".into(), "the API takes GET and POST, not PUT".into())
    );
    assert_eq!(
        failure(&list(&server).set("Content-Type", "text/plain").send().await),
        (
            "InvalidParameter".into(),
            "a POST has its parameters in an `application/json` body; this one has Content-Type `text/plain`"
                .into()
        )
    );
    let mut query = list(&server);
    "Limit=1".clone_into(&mut query.query);
    assert_eq!(failure(&query.send().await), ("InvalidParameter".into(), "a POST has no query".into()));
    for (body, message) in [
        ("[]", "the body is no JSON object"),
        ("{\"Limit\": secret}", "the body is not JSON: expected value at line 1 column 11"),
        ("", "the body is not JSON: EOF while parsing a value at line 1 column 0"),
    ] {
        let mut request = list(&server);
        body.clone_into(&mut request.body);
        assert_eq!(failure(&request.send().await), ("InvalidParameter".into(), message.into()));
    }
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let server = server().await;
    let long = format!("InstanceIds.0={}", "x".repeat(32 * 1024));
    assert_eq!(
        failure(&list(&server).get(&long).send().await),
        ("RequestSizeLimitExceeded".into(), "the query of a GET has at most 32 KiB".into())
    );
    let mut request = list(&server);
    request.body = json!({"InstanceIds": ["x".repeat(10 << 20)]}).to_string();
    assert_eq!(
        failure(&request.send().await),
        ("RequestSizeLimitExceeded".into(), "the body of a POST has at most 10 MiB".into())
    );
}

#[tokio::test]
async fn a_body_that_is_not_signed_is_said_to_be_none() {
    let server = server().await;
    let request = list(&server).set("X-TC-Content-SHA256", "UNSIGNED-PAYLOAD");
    assert_eq!(failure(&request.clone().send().await).0, "AuthFailure.SignatureFailure");
    let mut signed = request.clone();
    "UNSIGNED-PAYLOAD".clone_into(&mut signed.body);
    let authorization = signed.authorization();
    assert_eq!(
        response(&request.set("Authorization", &authorization).send_unsigned().await)["TotalCount"],
        1
    );
}

#[tokio::test]
async fn one_server_speaks_both_protocols() {
    let ours = "mock-server/tests/spec";
    let parts =
        ["spec/wss", "spec/common.yaml", &format!("{ours}/cvm_v20170312"), &format!("{ours}/ssl_v20191205")];
    let spec = spec_of(&parts);
    let server = fixed().spec(spec.path()).start().await.unwrap();
    assert_eq!(call(&server, "CertGetList", &[]).send().await.code(), 0);
    assert_eq!(response(&list(&server).send().await)["TotalCount"], 1);
    assert_eq!(call(&server, "DescribeInstances", &[]).send().await.code(), 4000, "the legacy API has none");
    let legacy = api3(&server, "wss", "2018-04-26", "CertGetList", &json!({}));
    assert_eq!(failure(&legacy.send().await).0, "NoSuchProduct", "API 3.0 has none");
    let only_legacy = fixed().spec(workspace("tests/new_service/spec")).start().await.unwrap();
    assert_eq!(
        failure(&list(&only_legacy).send().await),
        ("NoSuchProduct".into(), "there is no service `cvm`".into())
    );
    let mut lost = call(&server, "CertGetList", &[]);
    "/".clone_into(&mut lost.path);
    assert_eq!(
        failure(&lost.send().await),
        ("MissingParameter".into(), "`Version`: required, and missing".into()),
        "the path of API 3.0"
    );
}

#[tokio::test]
async fn a_code_can_be_asked_for_by_name() {
    let server = server().await;
    server.inject("code:RequestLimitExceeded.UinLimitExceeded".parse().unwrap());
    assert_eq!(
        failure(&list(&server).send().await),
        ("RequestLimitExceeded.UinLimitExceeded".into(), "this failure was asked for".into())
    );
    server.inject(Fault::Code(4400.into()));
    assert_eq!(failure(&list(&server).send().await).0, "4400");
    let legacy = fixed().start().await.unwrap();
    for (name, code) in [("QuotaExceeded", 4400), ("InvalidVpc.NotFound", 5100)] {
        legacy.inject(Fault::Code(name.into()));
        let answer = call(&legacy, "CertGetList", &[]).send().await.json();
        assert_eq!((&answer["code"], &answer["codeDesc"]), (&code.into(), &name.into()));
    }
}

#[tokio::test]
async fn faults_spoil_answers_of_api_3_too() {
    let server = server().await;
    server.inject(Fault::Status(503));
    assert_eq!(list(&server).send().await.status, 503);
    server.inject(Fault::CutBefore);
    assert!(list(&server).try_send().await.is_none());
    server.inject(Fault::CutAfter);
    assert!(!list(&server).send().await.is_whole());
    server.inject(Fault::Truncated);
    let truncated = list(&server).send().await;
    assert!(serde_json::from_slice::<Value>(&truncated.body).unwrap_err().is_eof());
}

#[tokio::test]
async fn requests_are_written_down_with_their_ids_and_without_secrets() {
    let server = server().await;
    let parameters = json!({
        "InstanceCount": 1, "Labels": {"a.b": "c"}, "Disks": [{"Size": 50, "Tags": []}],
        "LoginSettings": {"User": "root", "Password": "SECRET1"}, "Pasword": "SECRET2",
        "Kind": {"x": "SECRET3"},
    });
    let request = api3(&server, "cvm", CVM, "RunInstances", &parameters).set("X-TC-Token", "SECRET4");
    let answer = response(&request.send().await);
    api3(&server, "cvm", CVM, "Unknown", &json!({"Password": "SECRET5"})).send().await;
    let requests = server.requests();
    let first = &requests[0];
    assert_eq!(answer["RequestId"], first.request_id.as_str());
    assert_ne!(requests[1].request_id, first.request_id);
    assert_eq!(
        (first.action.as_deref(), first.version.as_deref(), first.region.as_deref(), first.has_token),
        (Some("RunInstances"), Some(CVM), Some("ap-guangzhou"), true)
    );
    assert_eq!(first.timestamp.as_deref(), Some(NOW.to_string().as_str()));
    assert_eq!((&first.nonce, &first.signature_method), (&None, &None));
    assert_eq!(first.refused, Some(Code::from("InvalidParameter")));
    let shown: Vec<_> = first.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        shown,
        [
            "Disks.0.Size=50",
            "Disks.0.Tags=[]",
            "InstanceCount=1",
            "Kind.x=***",
            "Labels.a.b=c",
            "LoginSettings.Password=***",
            "LoginSettings.User=root",
            "Pasword=***",
        ]
    );
    let shown = format!("{requests:?}");
    assert!(!shown.contains("SECRET"), "{shown}");
    assert!(!shown.contains("Signature="), "{shown}");
}
