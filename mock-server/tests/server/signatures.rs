//! Who may call: signatures, credentials, tokens, timestamps and nonces.

use std::time::Duration;

use qcloud_mock_server::MockServer;

use crate::support::{NOW, call, fixed, real_time};

#[tokio::test]
async fn both_methods_and_both_algorithms_are_accepted() {
    let server = fixed().start().await.unwrap();
    for algorithm in ["HmacSHA1", "HmacSHA256"] {
        let request = || {
            call(&server, "CertGetList", &[("searchKey", "a b+c&d=e/f?g 测试")])
                .set("SignatureMethod", algorithm)
        };
        assert_eq!(request().get().send().await.code(), 0, "{algorithm}");
        assert_eq!(request().send().await.code(), 0, "{algorithm}");
    }
    let plain = call(&server, "CertGetList", &[]).without("SignatureMethod");
    assert_eq!(plain.send().await.code(), 0, "no method means HmacSHA1");
}

#[tokio::test]
async fn a_client_may_sign_for_the_address_or_for_the_real_host() {
    let server = fixed().start().await.unwrap();
    let request = || call(&server, "CertGetList", &[]);
    assert_eq!(request().host("wss.api.qcloud.com").send().await.code(), 0);
    assert_eq!(request().host("127.0.0.1").send().await.code(), 0);
    assert_eq!(request().host("localhost:1234").send().await.code(), 0);
    let other = request().host("vpc.api.qcloud.com").send().await;
    assert_eq!(other.code(), 0, "the spec has no such service, so the name is as good as any");
}

#[tokio::test]
async fn region_token_version_and_client_are_signed_and_belong_to_no_action() {
    let server = fixed().start().await.unwrap();
    let request = call(&server, "CertGetList", &[])
        .set("Region", "gz")
        .set("Token", "tmp/Token+with=signs")
        .set("Version", "2017-03-12")
        .set("RequestClient", "SDK_PYTHON_2.0.15");
    assert_eq!(request.get().send().await.code(), 0);
}

#[tokio::test]
async fn a_wrong_signature_is_told_what_should_have_been_signed() {
    let server = fixed().start().await.unwrap();
    let request = call(&server, "CertGetList", &[("page", "1")]).get();
    let expected = request.string_to_sign();
    let address = server.address();
    let response = request.set("Signature", "bm90IGl0").send_unsigned().await;
    assert_eq!(response.code(), 4100);
    assert_eq!(response.json()["codeDesc"], "AuthenticationFailed");
    assert_eq!(
        response.message(),
        format!(
            "the signature is wrong; the string to sign with HmacSHA256 is `{expected}`; \
             the host may also be `{}` or `wss.api.qcloud.com`",
            address.ip()
        )
    );
}

#[tokio::test]
async fn a_wrong_signature_shows_no_secret() {
    let server = fixed().start().await.unwrap();
    let request = call(
        &server,
        "CertUpload",
        &[("cert", "PUBLIC"), ("certType", "SVR"), ("key", "PRIVATE"), ("kye", "TYPO")],
    )
    .set("Token", "TEMPORARY")
    .set("Signature", "bm90IGl0");
    let message = request.send_unsigned().await.message();
    assert!(
        message.contains(
            "&Token=***&cert=***&certType=SVR&key=***&kye=***`, with secret values in place of `***`"
        ),
        "{message}"
    );
    for secret in ["PUBLIC", "PRIVATE", "TYPO", "TEMPORARY", &server.credentials().secret_key] {
        assert!(!message.contains(secret), "{message}");
    }
}

#[tokio::test]
async fn another_key_or_another_string_is_a_wrong_signature() {
    let server = fixed().start().await.unwrap();
    let mut request = call(&server, "CertGetList", &[]);
    request.key.push('x');
    assert_eq!(request.send().await.code(), 4100);
    let server = fixed().credentials("id", "key").start().await.unwrap();
    assert_eq!(call(&server, "CertGetList", &[]).send().await.code(), 0);
}

#[tokio::test]
async fn an_unknown_secret_id_has_a_code_of_its_own() {
    let server = fixed().start().await.unwrap();
    let response = call(&server, "CertGetList", &[]).set("SecretId", "AKIDother").send().await;
    assert_eq!(
        (response.code(), response.message()),
        (4104, "`SecretId`: there is no SecretId `AKIDother`".into())
    );
    assert_eq!(response.json()["codeDesc"], "SecretIdNotFound");
}

#[tokio::test]
async fn a_token_that_was_set_must_come_with_every_request() {
    let server = fixed().token("right").start().await.unwrap();
    let request = || call(&server, "CertGetList", &[]);
    assert_eq!(request().set("Token", "right").send().await.code(), 0);
    let missing = request().send().await;
    assert_eq!((missing.code(), missing.message()), (4105, "`Token`: required, and missing".into()));
    let wrong = request().set("Token", "wrong").send().await;
    assert_eq!((wrong.code(), wrong.message()), (4105, "`Token`: it is not the right one".into()));
}

#[tokio::test]
async fn a_nonce_counts_once() {
    let server = fixed().start().await.unwrap();
    let request = call(&server, "CertGetList", &[]);
    assert_eq!(request.clone().send().await.code(), 0);
    let later = request.set("Timestamp", &(NOW + 1).to_string()).send().await;
    assert_eq!((later.code(), later.message()), (4500, "`Nonce`: it was used before".into()));
    assert_eq!(later.json()["codeDesc"], "ReplayedRequest");
}

#[tokio::test]
async fn a_nonce_of_a_request_that_was_not_genuine_stays_free() {
    let server = fixed().start().await.unwrap();
    let request = call(&server, "CertGetList", &[]);
    assert_eq!(request.clone().set("Signature", "no").send_unsigned().await.code(), 4100);
    assert_eq!(request.send().await.code(), 0);
}

#[tokio::test]
async fn a_timestamp_may_be_five_minutes_off() {
    let server = fixed().start().await.unwrap();
    let at = |seconds: u64| call(&server, "CertGetList", &[]).set("Timestamp", &seconds.to_string()).send();
    assert_eq!(at(NOW - 300).await.code(), 0);
    assert_eq!(at(NOW + 300).await.code(), 0);
    let behind = at(NOW - 301).await;
    assert_eq!(behind.code(), 4500);
    assert_eq!(
        behind.message(),
        format!("`Timestamp`: {} is 301 s behind the server's clock, {NOW}; 300 s are allowed", NOW - 301)
    );
    let ahead = at(NOW + 301).await.message();
    assert_eq!(
        ahead,
        format!("`Timestamp`: {} is 301 s ahead of the server's clock, {NOW}; 300 s are allowed", NOW + 301)
    );
}

#[tokio::test]
async fn the_window_and_the_clock_can_be_set() {
    let server = fixed().timestamp_window(Duration::from_secs(7200)).start().await.unwrap();
    let request = || call(&server, "CertGetList", &[]);
    assert_eq!(request().set("Timestamp", &(NOW - 7200).to_string()).send().await.code(), 0);
    server.set_clock_skew(7201);
    let response = request().send().await;
    assert_eq!(response.code(), 4500);
    assert_eq!(response.header("date"), Some("Thu, 01 Jan 2026 02:00:01 GMT"));
}

#[tokio::test]
async fn without_settings_the_clock_is_the_systems() {
    let server = MockServer::start().await.unwrap();
    let response = call(&server, "CertGetList", &[]).set("Timestamp", &real_time().to_string()).send().await;
    assert_eq!(response.code(), 0);
}
