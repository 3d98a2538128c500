//! An Action whose host is not the service's.

use qcloud_client::{internal, wire};

use crate::tc3::{DescribeResult, SERVICE, sent};

/// A request without parameters.
struct AskRequest {}

internal::record!(AskRequest {});

impl wire::Action for AskRequest {
    type Result = DescribeResult;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
        service: &SERVICE,
        name: "Ask",
        host: Some("cvm.ai.tencentcloudapi.com"),
        idempotent: true,
        sensitive: false,
        errors: &[],
        method: wire::Method::Post,
        place: internal::ResultPlace::Response,
    };
}

#[tokio::test]
async fn an_action_goes_to_its_own_host_and_stands_aside_for_an_endpoint() {
    let plain = sent(|builder| builder, AskRequest {}).await;
    assert_eq!(plain.http.uri(), "https://cvm.ai.tencentcloudapi.com/");
    assert_eq!(plain.header("host"), Some("cvm.ai.tencentcloudapi.com"));
    plain.assert_signed();

    let loopback = sent(|builder| builder.loopback_endpoint("http://127.0.0.1:8080"), AskRequest {}).await;
    assert_eq!(loopback.http.uri(), "http://127.0.0.1:8080/");
    assert_eq!(loopback.header("host"), Some("cvm.ai.tencentcloudapi.com"));
    loopback.assert_signed();

    let gateway = sent(|builder| builder.endpoint("https://cvm.example.com"), AskRequest {}).await;
    assert_eq!(gateway.http.uri(), "https://cvm.example.com/");
    assert_eq!(gateway.header("host"), Some("cvm.example.com"));
}
