//! API 3.0: who may call, what is called, and how failures are told.

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
async fn every_vector_of_the_vendors_client_is_accepted() {
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("../../../generated-client/tests/data/tc3.json")).unwrap();
    assert_eq!(vectors.len(), 5);
    for vector in &vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let timestamp = vector["timestamp"].as_u64().unwrap();
        let server = fixed()
            .clock(move || std::time::UNIX_EPOCH + std::time::Duration::from_secs(timestamp))
            .credentials(text("secret_id"), text("secret_key"))
            .spec(workspace("mock-server/tests/spec"))
            .start()
            .await
            .unwrap();
        let mut request = api3(&server, "unsigned", text("version"), text("action"), &json!({}));
        if text("method") == "GET" {
            request = request.get(text("query"));
        } else {
            text("body").clone_into(&mut request.body);
        }
        let request = request
            .set("Host", text("host"))
            .set("Content-Type", text("content_type"))
            .set("X-TC-Timestamp", &timestamp.to_string())
            .set("Authorization", text("authorization"));
        let answer = response(&request.send_unsigned().await);
        assert_eq!(answer.get("Error"), None, "{}: {answer}", text("name"));
    }
}

#[tokio::test]
async fn the_worked_example_of_the_vendors_page_that_signs_the_action_too_is_accepted() {
    let (secret_id, key) = (format!("AKID{}", "*".repeat(32)), "*".repeat(32));
    let server = fixed()
        .clock(|| std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_551_113_065))
        .credentials(&secret_id, &key)
        .spec(workspace("mock-server/tests/spec"))
        .start()
        .await
        .unwrap();
    let mut request = list(&server)
        .set("Host", "cvm.tencentcloudapi.com")
        .set("Content-Type", "application/json; charset=utf-8")
        .set("X-TC-Timestamp", "1551113065");
    r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#
        .clone_into(&mut request.body);
    let authorization = |signature: &str| {
        format!(
            "TC3-HMAC-SHA256 Credential={secret_id}/2019-02-25/cvm/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, Signature={signature}"
        )
    };
    let right = authorization("10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f");
    let answer = response(&request.clone().set("Authorization", &right).send_unsigned().await);
    assert_eq!(answer["TotalCount"], 1, "{answer}");
    let wrong = authorization("10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4e");
    let refused = request.set("Authorization", &wrong).send_unsigned().await;
    assert_eq!(failure(&refused).0, "AuthFailure.SignatureFailure");
}

#[tokio::test]
async fn the_action_may_be_signed_too_and_anything_else() {
    let server = server().await;
    for signed in [
        "content-type;host",
        "content-type;host;x-tc-action",
        "content-type;host;x-tc-action;x-tc-region;x-tc-timestamp;x-tc-version",
        "host;content-type",
    ] {
        let mut request = list(&server);
        request.signed_headers = signed;
        let answer = response(&request.send().await);
        assert_eq!(answer["TotalCount"], 1, "{signed}: {answer}");
    }
}

#[tokio::test]
async fn a_client_may_sign_for_the_address_for_the_real_host_and_for_a_regions() {
    let server = server().await;
    for host in
        ["cvm.tencentcloudapi.com", "cvm.ap-guangzhou.tencentcloudapi.com", "127.0.0.1", "localhost:1"]
    {
        let answer = response(&list(&server).set("Host", host).send().await);
        assert_eq!(answer["TotalCount"], 1, "{host}: {answer}");
    }
}

#[tokio::test]
async fn a_get_has_its_parameters_in_the_query_by_flat_names() {
    let server = server().await;
    let query = "Filters.0.Name=instance-name&Filters.0.Values.0=unnamed&Limit=1";
    let answer = response(&list(&server).get(query).send().await);
    assert_eq!(answer["RequestId"], "b5b41468-520d-4192-b42f-595cc34b6c1c");
    assert_eq!(
        failure(&list(&server).get("Limit=1&Limit=2").send().await),
        ("InvalidParameter".into(), "`Limit`: given more than once".into())
    );
}

#[tokio::test]
async fn a_wrong_signature_is_told_what_should_have_been_signed() {
    let server = server().await;
    let right = list(&server);
    let mut wrong = right.clone();
    wrong.key.push('x');
    let (code, message) = failure(&wrong.send().await);
    assert_eq!(code, "AuthFailure.SignatureFailure");
    assert_eq!(
        message,
        format!(
            "the signature is wrong; the canonical request is `{}`, and the string to sign `{}`; \
             the host may also be `127.0.0.1` or `cvm.tencentcloudapi.com`",
            right.canonical_request().replace('\n', "\\n"),
            right.string_to_sign().replace('\n', "\\n")
        )
    );
}

#[tokio::test]
async fn a_wrong_signature_shows_no_secret() {
    let server = server().await;
    let mut request = api3(&server, "cvm", CVM, "RunInstances", &json!({}))
        .set("X-TC-Token", "temporary")
        .get("InstanceCount=1&LoginSettings.User=root&LoginSettings.Password=swordfish&Pasword=swordfish&x");
    request = request.set("X-Other", "swordfish");
    request.signed_headers = "content-type;host;x-other;x-tc-token;x-tc-version";
    request.key.push('x');
    let (_, message) = failure(&request.send().await);
    assert!(
        message
            .contains("InstanceCount=1&LoginSettings.User=root&LoginSettings.Password=***&Pasword=***&x\\n"),
        "{message}"
    );
    assert!(message.contains("x-other:***\\nx-tc-token:***\\nx-tc-version:2017-03-12\\n"), "{message}");
    assert!(message.contains("`, with secret values in place of `***`; the host"), "{message}");
    for secret in ["swordfish", "temporary", "mock-secret-key"] {
        assert!(!message.contains(secret), "{message}");
    }
}

#[tokio::test]
async fn what_says_who_calls_is_read_closely() {
    let server = server().await;
    let expected = "`Authorization`: expected `TC3-HMAC-SHA256 Credential=SECRET_ID/DAY/SERVICE/tc3_request, \
                    SignedHeaders=content-type;host, Signature=...`";
    for text in ["SKIP", "TC3-HMAC-SHA256", "TC3-HMAC-SHA256 Credential=id, SignedHeaders=host, Signature=0"]
    {
        assert_eq!(
            failure(&list(&server).set("Authorization", text).send_unsigned().await),
            ("AuthFailure.InvalidAuthorization".into(), expected.into())
        );
    }
    let mut request = list(&server);
    request.signed_headers = "host;x-tc-action";
    assert_eq!(
        failure(&request.send().await),
        (
            "AuthFailure.InvalidAuthorization".into(),
            "`Authorization`: the signed headers are `host;x-tc-action`, and must have `content-type` and `host` \
             among them, in lower case"
                .into()
        )
    );
    let mut request = list(&server);
    request.signed_headers = "content-type;host;x-tc-language";
    assert_eq!(
        failure(&request.send().await),
        ("AuthFailure.InvalidAuthorization".into(), "`x-tc-language`: a signed header, and missing".into())
    );
    let mut request = list(&server);
    request.secret_id = "AKIDother".to_owned();
    assert_eq!(
        failure(&request.send().await),
        ("AuthFailure.SecretIdNotFound".into(), "`SecretId`: there is no SecretId `AKIDother`".into())
    );
}

#[tokio::test]
async fn the_scope_has_the_day_of_the_timestamp_and_the_service_that_is_called() {
    let server = server().await;
    let scope = |scope: &str| {
        (
            "AuthFailure.SignatureFailure".to_owned(),
            format!(
                "the credential scope is `{scope}`, and should be `2026-01-01/cvm/tc3_request`: \
                 the day of `X-TC-Timestamp` in UTC, the service, and `tc3_request`"
            ),
        )
    };
    let mut request = list(&server);
    "2025-12-31".clone_into(&mut request.day);
    assert_eq!(failure(&request.send().await), scope("2025-12-31/cvm/tc3_request"));
    let mut request = list(&server).set("Host", "cvm.tencentcloudapi.com");
    "ssl".clone_into(&mut request.service);
    assert_eq!(failure(&request.send().await), scope("2026-01-01/ssl/tc3_request"));
    let mut request = list(&server);
    "cvn".clone_into(&mut request.service);
    assert_eq!(
        failure(&request.send().await),
        ("NoSuchProduct".into(), "there is no service `cvn`; did you mean `cvm`?".into())
    );
}

#[tokio::test]
async fn a_timestamp_may_be_five_minutes_off() {
    let server = server().await;
    let at = |time: u64| list(&server).set("X-TC-Timestamp", &time.to_string());
    assert_eq!(response(&at(NOW + 300).send().await)["TotalCount"], 1);
    assert_eq!(
        failure(&at(NOW + 301).send().await),
        (
            "AuthFailure.SignatureExpire".into(),
            format!(
                "`X-TC-Timestamp`: {} is 301 s ahead of the server's clock, {NOW}; 300 s are allowed",
                NOW + 301
            )
        )
    );
    assert_eq!(
        failure(&list(&server).set("X-TC-Timestamp", "now").send().await),
        ("InvalidParameter".into(), "`X-TC-Timestamp`: expected Unix seconds".into())
    );
    server.inject(Fault::Skewed(-600));
    let refused = list(&server).send().await;
    assert_eq!(failure(&refused).0, "AuthFailure.SignatureExpire");
    assert_eq!(refused.header("date"), Some("Wed, 31 Dec 2025 23:50:00 GMT"));
    let mut corrected = at(NOW - 600);
    "2025-12-31".clone_into(&mut corrected.day);
    assert_eq!(response(&corrected.send().await)["TotalCount"], 1);
}

#[tokio::test]
async fn the_same_request_twice_is_fine() {
    let server = server().await;
    for _ in 0..2 {
        assert_eq!(response(&list(&server).send().await)["TotalCount"], 1);
    }
}

#[tokio::test]
async fn a_token_that_was_set_must_come_with_every_request() {
    let spec = workspace("mock-server/tests/spec");
    let server = fixed().spec(spec).token("right").start().await.unwrap();
    let code = "AuthFailure.TokenFailure";
    assert_eq!(response(&list(&server).set("X-TC-Token", "right").send().await)["TotalCount"], 1);
    assert_eq!(
        failure(&list(&server).send().await),
        (code.into(), "`X-TC-Token`: required, and missing".into())
    );
    assert_eq!(
        failure(&list(&server).set("X-TC-Token", "wrong").send().await),
        (code.into(), "`X-TC-Token`: it is not the right one".into())
    );
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
    assert_eq!(response(&old.send().await)["Total"], 0);
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
async fn the_signature_of_the_legacy_api_is_taken_too() {
    let server = server().await;
    let request = |parameters: &[(&str, &str)]| {
        let mut request = call(&server, "DescribeInstances", parameters);
        "/".clone_into(&mut request.path);
        request.set("Version", CVM).set("Region", "ap-guangzhou").set("Language", "en-US")
    };
    for algorithm in ["HmacSHA1", "HmacSHA256"] {
        let right = |parameters| request(parameters).set("SignatureMethod", algorithm);
        assert_eq!(response(&right(&[("Limit", "1")]).send().await)["TotalCount"], 1);
        assert_eq!(response(&right(&[("Limit", "1")]).get().send().await)["TotalCount"], 1);
        let at = response(&right(&[("InstanceIds.0", "@home")]).send().await);
        assert_eq!(at["TotalCount"], 21, "what begins with `@` is signed: {at}");
    }
    let mut wrong = request(&[]);
    wrong.key.push('x');
    let (code, message) = failure(&wrong.send().await);
    assert_eq!(code, "AuthFailure.SignatureFailure");
    assert!(
        message.starts_with("the signature is wrong; the string to sign with HmacSHA256 is `POST127.0.0.1:")
    );
    assert_eq!(
        failure(&request(&[]).set("Version", "2018-01-01").send().await),
        (
            "NoSuchVersion".into(),
            "`Version`: there is no version `2018-01-01`; there is `2016-12-12`, `2017-03-12`, `2018-04-26`, `2019-12-05`"
                .into()
        )
    );
    let requests = server.requests();
    assert_eq!(requests[0].signature_method.as_deref(), Some("HmacSHA1"));
    assert_eq!((requests[0].version.as_deref(), requests[0].refused.as_ref()), (Some(CVM), None));
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
