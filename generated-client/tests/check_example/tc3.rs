//! The same check for API 3.0, where a request is JSON and a result stands in `Response`.

use qcloud_client::internal::{self, check_example};
use qcloud_client::wire::{self};
use qcloud_client::{Binary, DateTime};

static SERVICE: internal::ServiceInfo = internal::ServiceInfo {
    name: "cvm",
    host: "cvm.tencentcloudapi.com",
    path: "/",
    protocol: &internal::Tc3,
    version: "2017-03-12",
    region_required: true,
};

struct RunRequest {
    ids: Vec<String>,
    count: Option<i64>,
    since: Option<DateTime>,
    until: Option<DateTime>,
}

internal::record!(RunRequest {
    0 ids "Ids" [REQUIRED];
    1 count "Count" [];
    2 since "Since" [ISO];
    3 until "Until" [INT];
});

struct RunResult {
    data: Option<Binary>,
    begin: Option<DateTime>,
    request_id: Option<String>,
}

internal::record!(RunResult {
    0 data "UserData" [];
    1 begin "Begin" [ISO];
    2 request_id "RequestId" [];
});

impl wire::Action for RunRequest {
    type Result = RunResult;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo {
        service: &SERVICE,
        name: "RunInstances",
        host: None,
        idempotent: false,
        sensitive: false,
        errors: &[],
        method: wire::Method::Post,
        place: internal::ResultPlace::Response,
    };
}

const DONE: &str = r#"{"Response":{"RequestId":"f2a3"}}"#;

fn request(parameters: &str) -> Result<(), String> {
    check_example::<RunRequest>(parameters, &[], DONE)
}

fn response(body: &str) -> Result<(), String> {
    check_example::<RunRequest>("{}", &[], body)
}

#[test]
fn a_request_that_is_sent_as_it_stands_is_fine() {
    for parameters in [
        r#"{"Ids":["a"],"Count":1,"Since":"2020-03-11T12:00:00+08:00","Until":1583977800}"#,
        r#"{"Ids":[],"Since":"soon","Until":0}"#,
        // A list that the page forgets, though it is required.
        r#"{"Count":1}"#,
    ] {
        assert_eq!(request(parameters), Ok(()), "{parameters}");
    }
}

#[test]
fn a_request_that_is_sent_in_another_form_is_named() {
    for (parameters, difference) in [
        (r#"{"Count":"1"}"#, "as sent.Count: \"1\" came back as 1"),
        (
            r#"{"Since":"2020-03-11 12:00:00"}"#,
            "as sent.Since: \"2020-03-11 12:00:00\" came back as \"2020-03-11T12:00:00+08:00\"",
        ),
        (r#"{"Zone":"a"}"#, "Zone: \"a\" is lost\nas sent.Zone: \"a\" is lost"),
    ] {
        assert_eq!(request(parameters), Err(format!("the parameters of the example:\n{difference}")));
    }
}

#[test]
fn a_response_comes_back_from_the_envelope() {
    for body in [
        DONE,
        r#"{"Response":{"UserData":"AP8=","Begin":"2020-03-11T12:00:00Z","RequestId":"f2a3"}}"#,
        r#"{"Response":{"UserData":"no Base64","Begin":"2020-03-11 12:00:00","RequestId":"f2a3"}}"#,
        r#"{"Response":{"Error":{"Code":"A.B","Message":"no"},"RequestId":"f2a3"}}"#,
    ] {
        assert_eq!(response(body), Ok(()), "{body}");
    }
    for (body, difference) in [
        (r#"{"Response":{"New":1,"RequestId":"f2a3"}}"#, "Response.New: 1 is lost"),
        (
            r#"{"RequestId":"f2a3"}"#,
            "the response has no envelope: there is no numeric `code`, or in API 3.0 no object `Response`",
        ),
    ] {
        assert_eq!(response(body), Err(format!("the response of the example:\n{difference}")));
    }
}
