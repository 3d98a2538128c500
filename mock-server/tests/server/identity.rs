//! sts and the metadata service: what is signed and what is not, and keys that hold until they expire.

use std::time::Duration;

use qcloud_mock_server::{Fault, MockServer};
use serde_json::{Value, json};

use crate::api3::{Call, api3, failure, response};
use crate::support::{NOW, Response, exchange, fixed};

const STS: &str = "2018-08-13";
const ROLE: &str = "qcs::cam::uin/100000000001:roleName/reader";
const ROOT: &str = "/latest/meta-data/";

fn sts(server: &MockServer, action: &str, parameters: &Value) -> Call {
    api3(server, "sts", STS, action, parameters)
}

fn assume(server: &MockServer) -> Call {
    sts(server, "AssumeRole", &json!({"RoleArn": ROLE, "RoleSessionName": "me"}))
}

fn identity(server: &MockServer) -> Call {
    let parameters = json!({
        "ProviderId": "tke", "WebIdentityToken": "t0k3n", "RoleArn": ROLE, "RoleSessionName": "pod", "DurationSeconds": 900
    });
    sts(server, "AssumeRoleWithWebIdentity", &parameters)
}

fn who(server: &MockServer) -> Call {
    sts(server, "GetCallerIdentity", &json!({}))
}

/// A call with these keys, in the spelling of sts.
fn with_keys(call: Call, keys: &Value) -> Call {
    let text = |name: &str| keys[name].as_str().unwrap().to_owned();
    let mut call = call.set("X-TC-Token", &text("Token"));
    (call.secret_id, call.key) = (text("TmpSecretId"), text("TmpSecretKey"));
    call
}

async fn metadata(server: &MockServer, method: &str, path: &str, header: &str) -> Response {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: metadata.tencentyun.com\r\n{header}Connection: close\r\n\r\n"
    );
    exchange(server.address(), &request).await.unwrap()
}

#[tokio::test]
async fn a_role_is_assumed_and_its_keys_are_taken_with_their_token_alone() {
    let server = fixed().start().await.unwrap();
    let answer = response(&assume(&server).send().await);
    assert_eq!(answer["ExpiredTime"], NOW + 7200);
    assert_eq!(answer["Expiration"], "2026-01-01T02:00:00Z");
    let keys = &answer["Credentials"];
    let caller = response(&with_keys(who(&server), keys).send().await);
    assert_eq!((&caller["PrincipalId"], &caller["Type"]), (&json!("reader/me"), &json!("CAMRole")));
    assert_eq!(response(&who(&server).send().await)["Type"], "CAMUser");
    for (token, said) in [(None, "required, and missing"), (Some("x"), "it is not the right one")] {
        let call = with_keys(who(&server), keys).without("X-TC-Token");
        let call = token.map_or(call.clone(), |token| call.set("X-TC-Token", token));
        let expected = ("AuthFailure.TokenFailure".into(), format!("`X-TC-Token`: {said}"));
        assert_eq!(failure(&call.send().await), expected);
    }
    let other = with_keys(api3(&server, "ssl", "2019-12-05", "DescribePackages", &json!({})), keys);
    let answer: Value = serde_json::from_slice(&other.send().await.body).unwrap();
    assert_eq!(answer["Response"].get("Error"), None, "they are good for every service");
    let chained = with_keys(assume(&server), keys);
    assert!(response(&chained.send().await)["Credentials"]["Token"].is_string());
}

#[tokio::test]
async fn what_must_be_signed_is_and_what_must_not_be_is_not() {
    let server = fixed().start().await.unwrap();
    let skip = |call: Call| call.set("Authorization", "SKIP").send_unsigned();
    let answer = response(&skip(identity(&server)).await);
    assert_eq!(answer["ExpiredTime"], NOW + 900);
    let caller = response(&with_keys(who(&server), &answer["Credentials"]).send().await);
    assert_eq!(caller["PrincipalId"], "reader/pod");
    let refused =
        |what: &str| ("AuthFailure.InvalidAuthorization".into(), format!("`Authorization`: {what}"));
    assert_eq!(
        failure(&identity(&server).send().await),
        refused("this Action is not signed, and has `SKIP` there")
    );
    for call in
        [assume(&server), who(&server), api3(&server, "ssl", "2019-12-05", "DescribePackages", &json!({}))]
    {
        assert_eq!(failure(&skip(call).await), refused("this Action is signed"));
    }
    let mut wrong = assume(&server);
    wrong.key = "wrong".to_owned();
    assert_eq!(failure(&wrong.send().await).0, "AuthFailure.SignatureFailure");
}

#[tokio::test]
async fn requests_to_sts_are_what_its_pages_ask_for() {
    let server = fixed().start().await.unwrap();
    for (parameters, code, said) in [
        (json!({"RoleArn": ROLE}), "MissingParameter", "RoleSessionName"),
        (json!({"RoleArn": "reader", "RoleSessionName": "s"}), "InvalidParameterValue", "RoleArn"),
        (json!({"RoleArn": ROLE, "RoleSessionName": ""}), "InvalidParameterValue", "RoleSessionName"),
        (
            json!({"RoleArn": ROLE, "RoleSessionName": "s", "DurationSeconds": 43201}),
            "InvalidParameterValue",
            "DurationSeconds",
        ),
        (json!({"RoleArn": ROLE, "RoleSessionName": "s", "External": "x"}), "UnknownParameter", "External"),
    ] {
        let (got, message) = failure(&sts(&server, "AssumeRole", &parameters).send().await);
        assert_eq!(got, code, "{message}");
        assert!(message.contains(said), "{message}");
    }
    let parameters =
        json!({"ProviderId": "tke", "WebIdentityToken": "t\n", "RoleArn": ROLE, "RoleSessionName": "s"});
    let call = sts(&server, "AssumeRoleWithWebIdentity", &parameters).set("Authorization", "SKIP");
    assert_eq!(failure(&call.send_unsigned().await).1, "`WebIdentityToken`: there is white space around it");
    let shown = format!("{:?}", server.requests());
    assert!(!shown.contains("t\\n") && shown.contains("ProviderId"), "{shown}");
}

#[tokio::test]
async fn keys_hold_as_long_as_was_set() {
    let server = fixed().key_lifetime(Duration::from_secs(60)).start().await.unwrap();
    let answer = response(&assume(&server).send().await);
    assert_eq!(answer["ExpiredTime"], NOW + 60);
    let call = || with_keys(who(&server), &answer["Credentials"]);
    let at = |seconds: u64| {
        server.set_clock_skew(seconds.try_into().unwrap());
        call().set("X-TC-Timestamp", &(NOW + seconds).to_string()).send()
    };
    assert_eq!(response(&at(59).await)["Type"], "CAMRole");
    assert_eq!(
        failure(&at(60).await),
        ("AuthFailure.TokenFailure".into(), "`X-TC-Token`: it has expired".into())
    );
}

#[tokio::test]
async fn an_instance_has_a_role_a_region_and_keys() {
    let server = fixed().instance_role("web").instance_region("ap-tokyo").start().await.unwrap();
    let get = |path: &str| {
        let (server, path) = (&server, format!("{ROOT}{path}"));
        async move { metadata(server, "GET", &path, "").await }
    };
    assert_eq!(get("cam/security-credentials/").await.text(), "web");
    assert_eq!(get("placement/region").await.text(), "ap-tokyo");
    let keys = get("cam/security-credentials/web").await;
    let keys: Value = serde_json::from_slice(&keys.body).unwrap();
    assert_eq!((&keys["Code"], &keys["ExpiredTime"]), (&json!("Success"), &json!(NOW + 6 * 3600)));
    assert_eq!(response(&with_keys(who(&server), &keys).send().await)["PrincipalId"], "web/instance");
    assert_eq!(get("cam/security-credentials/other").await.status, 404);
    assert_eq!(get("nothing").await.status, 404);
    let path = format!("{ROOT}placement/region");
    assert_eq!(metadata(&server, "POST", &path, "Content-Length: 0\r\n").await.status, 405);
    assert_eq!(metadata(&server, "GET", &path, "Authorization: TC3\r\n").await.status, 400);
    server.inject(Fault::Status(500));
    assert_eq!(get("placement/region").await.status, 500);
    let last = server.requests().pop().unwrap();
    assert_eq!((last.action.as_deref(), last.carried_out), (Some(path.as_str()), false));
    let bare = fixed().instance_role("").start().await.unwrap();
    assert_eq!(metadata(&bare, "GET", &format!("{ROOT}cam/security-credentials/"), "").await.status, 404);
}
