//! Whether a request is what the spec asks for.

use qcloud_mock_server::{MockServer, StartError};

use crate::support::{call, fixed, workspace};

type Parameters = &'static [(&'static str, &'static str)];

/// The message of a request that is refused with code 4000.
async fn refusal(server: &MockServer, action: &str, parameters: &[(&str, &str)]) -> String {
    let response = call(server, action, parameters).send().await;
    assert_eq!(response.code(), 4000, "{response:?}");
    response.message()
}

#[tokio::test]
async fn what_is_wrong_with_a_parameter_is_said_with_its_name() {
    let server = fixed().start().await.unwrap();
    let cases: &[(&str, Parameters, &str)] = &[
        (
            "CertGetList",
            &[("serchKey", "x")],
            "`serchKey`: there is no such parameter; did you mean `searchKey`?",
        ),
        ("CertGetList", &[("colour", "x")], "`colour`: there is no such parameter"),
        ("CertGetList", &[("page", "one")], "`page`: expected an integer that is not negative, found `one`"),
        ("CertGetList", &[("page", "")], "`page`: expected an integer that is not negative, found ``"),
        ("CertGetList", &[("page", "0")], "`page`: 0 is below the lower bound 1"),
        ("CertGetList", &[("certType", "SRV")], "`certType`: expected one of `CA`, `SVR`, found `SRV`"),
        ("CertGetList", &[("withCert", "true")], "`withCert`: expected 0 or 1, found `true`"),
        ("CertGetList", &[("id.0", "x")], "`id`: expected a string, found several parts"),
        ("CertDelete", &[], "`id`: required, and missing"),
        (
            "CertDelete",
            &[("ID", "x")],
            "`ID`: there is no such parameter; did you mean `id`?; `id`: required, and missing",
        ),
        (
            "CertUpload",
            &[("cert", "x"), ("certType", "SVR")],
            "`key`: required with a certificate of the type `SVR`, and missing",
        ),
        (
            "CertUpload",
            &[("cert.0", "SECRET"), ("certType", "CA")],
            "`cert`: expected a string, found something else",
        ),
    ];
    for (action, parameters, expected) in cases {
        assert_eq!(refusal(&server, action, parameters).await, *expected, "{action} {parameters:?}");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let server = fixed().start().await.unwrap();
    let message = refusal(&server, "CertGetList", &[("page", "0"), ("withCert", "2"), ("x", "1")]).await;
    assert_eq!(
        message,
        "`page`: 0 is below the lower bound 1; `withCert`: expected 0 or 1, found `2`; `x`: there is no such parameter"
    );
}

#[tokio::test]
async fn nested_parameters_are_checked_at_every_depth() {
    let server = fixed().spec(workspace("codegen/tests/specs/nested_parameters")).start().await.unwrap();
    let right = [
        ("placement.zone", "z"),
        ("disks.1.size", "50"),
        ("disks.2.size", "100"),
        ("disks.2.kind", "CLOUD_SSD"),
        ("disks.2.tags.0.key", "env"),
    ];
    let response = call(&server, "RunInstances", &right).send().await;
    assert_eq!(response.json()["data"]["ids"][0], "ins-3");
    let cases: &[(Parameters, &str)] = &[
        (&[("disks.1.size", "9"), ("placement.zone", "z")], "`disks.1.size`: 9 is below the lower bound 10"),
        (&[("disks.1.size", "50"), ("placement.host.rack", "1")], "`placement.zone`: required, and missing"),
        (
            &[("disks.0.size", "50"), ("placement.zone", "z")],
            "`disks.0`: the elements of this list of 1 count from 1 to 1",
        ),
        (
            &[("disks.1.size", "50"), ("disks.3.size", "50"), ("placement.zone", "z")],
            "`disks.3`: the elements of this list of 2 count from 1 to 2",
        ),
        (
            &[("disks.1.size", "50"), ("disks.1.tags.0.value", "x"), ("placement.zone", "z")],
            "`disks.1.tags.0.key`: required, and missing",
        ),
        (
            &[("disks.1.sise", "50"), ("placement.zone", "z")],
            "`disks.1.sise`: there is no such field; did you mean `disks.1.size`?; `disks.1.size`: required, and missing",
        ),
        (
            &[("disks.1.size", "50"), ("disks.1.kind", "TAPE"), ("placement.zone", "z")],
            "`disks.1.kind`: expected one of `CLOUD_BASIC`, `CLOUD_SSD`, found `TAPE`",
        ),
        (
            &[("disks", "x"), ("placement.zone", "z")],
            "`disks`: expected a list: `disks.1` and so on, found `x`",
        ),
        (
            &[("placement", "x"), ("disks.1.size", "50")],
            "`placement`: expected a record: `placement.FIELD`, found `x`",
        ),
        (&[("placement.zone", "z")], "`disks`: required, and missing"),
    ];
    for (parameters, expected) in cases {
        assert_eq!(refusal(&server, "RunInstances", parameters).await, *expected, "{parameters:?}");
    }
    let names: Vec<_> = (0..11)
        .flat_map(|index| [format!("filters.{index}.name"), format!("filters.{index}.values.0")])
        .collect();
    let eleven: Vec<_> = names.iter().map(|name| (name.as_str(), "x")).collect();
    assert_eq!(
        refusal(&server, "DescribeInstances", &eleven).await,
        "`filters`: 11 elements is above the upper bound 10"
    );
    assert_eq!(
        refusal(&server, "DescribeInstances", &[("filters.0", "x"), ("filters.0.name", "x")]).await,
        "`filters.0`: it is given both as a value and as something with parts"
    );
}

#[tokio::test]
async fn only_an_element_that_can_be_empty_may_be_missing_from_a_list() {
    let server = fixed().spec(workspace("codegen/tests/specs/odd_shapes")).start().await.unwrap();
    let labels = ("labels.a.0", "x");
    let rows = [("grid.0.0", "1"), ("grid.2.0", "3"), labels];
    assert_eq!(call(&server, "Text", &rows).send().await.code(), 0, "a row without numbers is not seen");
    let numbers = [("grid.0.0", "1"), ("grid.0.2", "3"), labels];
    assert_eq!(
        refusal(&server, "Text", &numbers).await,
        "`grid.0.2`: the elements of this list of 2 count from 0 to 1"
    );
    let far = [("grid.0.0", "1"), ("grid.4000000000.0", "3"), labels];
    assert_eq!(
        refusal(&server, "Text", &far).await,
        "`grid.4000000000`: the elements of this list of 2 count from 0 to 1"
    );
}

#[tokio::test]
async fn dates_are_checked_in_the_form_that_the_spec_states() {
    let server = fixed().spec(workspace("codegen/tests/specs/dates")).start().await.unwrap();
    let cases: &[(&str, &str, &str)] = &[
        ("startDate", "2018-5-1", "expected a date such as `2017-12-20`"),
        ("startDate", "2018-02-30", "expected a date such as `2017-12-20`"),
        ("since", "2018-05-01", "expected a time such as `2017-12-20 08:00:00`"),
        ("since", "2018-05-01T08:00:00", "expected a time such as `2017-12-20 08:00:00`"),
        ("until", "2018-05-01 08:00:00", "expected Unix seconds"),
    ];
    for (name, value, expected) in cases {
        let request = call(&server, "GetSlowQueries", &[("startDate", "2018-05-01")]).set(name, value);
        assert_eq!(request.send().await.message(), format!("`{name}`: {expected}, found `{value}`"));
    }
    let zero =
        call(&server, "GetSlowQueries", &[("startDate", "0000-00-00"), ("since", "0000-00-00 00:00:00")]);
    assert_eq!(zero.send().await.code(), 0, "the vendor's form of no date");
}

#[tokio::test]
async fn an_action_that_is_not_in_the_spec_is_named() {
    let server = fixed().start().await.unwrap();
    assert_eq!(
        refusal(&server, "CertGetlist", &[]).await,
        "`Action`: there is no Action `CertGetlist`; did you mean `CertGetList`?"
    );
    assert_eq!(
        refusal(&server, "DescribeInstances", &[]).await,
        "`Action`: there is no Action `DescribeInstances`"
    );
}

#[tokio::test]
async fn every_common_parameter_is_missed() {
    let server = fixed().start().await.unwrap();
    for name in ["Action", "SecretId", "Timestamp", "Nonce"] {
        let response = call(&server, "CertGetList", &[]).without(name).send().await;
        assert_eq!((response.code(), response.message()), (4000, format!("`{name}`: required, and missing")));
    }
    let response = call(&server, "CertGetList", &[]).send_unsigned().await;
    assert_eq!((response.code(), response.message()), (4000, "`Signature`: required, and missing".into()));
    let nonce = call(&server, "CertGetList", &[]).set("Nonce", "0").send().await;
    assert_eq!((nonce.code(), nonce.message()), (4000, "`Nonce`: expected a positive integer".into()));
    let time = call(&server, "CertGetList", &[]).set("Timestamp", "2026-01-01").send().await;
    assert_eq!((time.code(), time.message()), (4000, "`Timestamp`: expected Unix seconds".into()));
}

#[tokio::test]
async fn a_parameter_is_given_once() {
    let server = fixed().start().await.unwrap();
    let response = call(&server, "CertGetList", &[("id", "a"), ("id", "b")]).send().await.json();
    assert_eq!(response["codeDesc"], "InvalidParameter");
    assert_eq!(
        refusal(&server, "CertGetList", &[("id", "a"), ("id", "b")]).await,
        "`id`: given more than once"
    );
}

#[tokio::test]
async fn only_get_and_post_are_spoken_and_a_post_is_a_form() {
    let server = fixed().start().await.unwrap();
    let mut put = call(&server, "CertGetList", &[]);
    put.method = "PUT";
    let response = put.send().await;
    assert_eq!((response.code(), response.message()), (4600, "the API takes GET and POST, not PUT".into()));
    let mut json = call(&server, "CertGetList", &[]);
    json.content_type = "application/json";
    let message = json.send().await.message();
    assert_eq!(
        message,
        "a POST has its parameters in an `application/x-www-form-urlencoded` body; this one has Content-Type `application/json`"
    );
}

#[tokio::test]
async fn a_gateway_answers_what_the_api_never_sees() {
    let server = fixed().start().await.unwrap();
    let long = "x".repeat(9000);
    let too_long = call(&server, "CertGetList", &[("searchKey", &long)]).get().send().await;
    assert_eq!((too_long.status, too_long.header("content-type")), (414, Some("text/html; charset=utf-8")));
    assert!(too_long.text().contains("<h1>414 URI Too Long</h1>"), "{}", too_long.text());
    assert_eq!(
        call(&server, "CertGetList", &[("searchKey", &long)]).send().await.code(),
        0,
        "a POST may be long"
    );
    let mut lost = call(&server, "CertGetList", &[]);
    "/v2/index".clone_into(&mut lost.path);
    assert_eq!(lost.send().await.status, 404);
}

#[tokio::test]
async fn a_wrong_spec_or_address_does_not_start() {
    let empty = tempfile::tempdir().unwrap();
    std::fs::create_dir(empty.path().join("wss")).unwrap();
    std::fs::write(empty.path().join("wss/service.yaml"), "service: wss\n").unwrap();
    let error = MockServer::builder().spec(empty.path()).start().await.unwrap_err();
    assert!(error.to_string().starts_with("the spec is wrong\nerror: "), "{error}");
    let error = MockServer::builder().address(([0, 0, 0, 0], 0).into()).start().await.unwrap_err();
    assert!(matches!(error, StartError::NotLoopback(_)));
    assert_eq!(
        error.to_string(),
        "0.0.0.0:0 is not an address of loopback, and others must not reach the server"
    );
    let taken = MockServer::start().await.unwrap();
    let error = MockServer::builder().address(taken.address()).start().await.unwrap_err();
    assert!(matches!(error, StartError::Bind(_)), "{error}");
}
