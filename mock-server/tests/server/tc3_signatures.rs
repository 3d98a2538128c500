//! API 3.0: who may call. Signatures, credentials, tokens and timestamps.

use qcloud_mock_server::{Fault, MockServer};
use serde_json::{Value, json};

use crate::api3::{Call, api3, failure, response};
use crate::support::{NOW, call, fixed, workspace};

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
async fn an_action_with_a_host_of_its_own_is_nowhere_else() {
    let server = server().await;
    let ask = api3(&server, "cvm", CVM, "AskInstances", &json!({}));
    for host in ["cvm.ai.tencentcloudapi.com", "cvm.ap-guangzhou.ai.tencentcloudapi.com", "127.0.0.1"] {
        let answer = response(&ask.clone().set("Host", host).send().await);
        assert_eq!(answer["Answer"], "None.", "{host}: {answer}");
    }
    for (call, action, own, host) in [
        (ask, "AskInstances", "cvm.ai.tencentcloudapi.com", "cvm.tencentcloudapi.com"),
        (list(&server), "DescribeInstances", "cvm.tencentcloudapi.com", "cvm.ai.tencentcloudapi.com"),
    ] {
        let (code, message) = failure(&call.set("Host", host).send().await);
        let said = format!("`X-TC-Action`: the Action `{action}` is at `{own}`, not at `{host}`");
        assert_eq!((code.as_str(), message), ("InvalidAction", said));
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
    for text in ["skip", "TC3-HMAC-SHA256", "TC3-HMAC-SHA256 Credential=id, SignedHeaders=host, Signature=0"]
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
