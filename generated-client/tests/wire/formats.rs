//! Formats besides JSON: where an error stands, and what they can't hold.

use qcloud_client::wss::{CertGetListRequest, Certificate};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Job {
    #[expect(dead_code, reason = "only read")]
    list: CertGetListRequest,
}

#[test]
fn an_error_keeps_the_line_and_the_column_of_its_format() {
    let error = toml::from_str::<Job>("[list]\ncount = 5\nwithCert = 'x'\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "TOML parse error at line 3, column 12\n  |\n3 | withCert = 'x'\n  |            ^^^\n\
         withCert: expected a boolean, found a string\n"
    );
    let error = toml::from_str::<Job>("[list]\ncont = 5\n").unwrap_err();
    assert!(error.to_string().starts_with("TOML parse error at line 2, column 1\n"), "{error}");
    assert!(error.to_string().ends_with("cont: there is no such field; did you mean `count`?\n"), "{error}");
    let error = serde_yaml::from_str::<Job>("list:\n  count: 5\n  withCert: maybe\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "list.withCert: withCert: expected a boolean, found a string at line 3 column 13"
    );
    let error = serde_json::from_str::<Job>("{\"list\":\n{\"count\":\"x\"}}").unwrap_err();
    assert_eq!(error.to_string(), "count: expected an integer, found a string at line 2 column 12");
}

#[test]
fn a_request_goes_through_formats_without_a_null_and_a_result_may_not() {
    let request = CertGetListRequest::new().count(5).with_cert(true);
    let text = toml::to_string(&request).unwrap();
    assert_eq!(text, "count = 5\nwithCert = 1\n");
    assert_eq!(toml::from_str::<CertGetListRequest>(&text).unwrap(), request);
    assert_eq!(
        serde_yaml::from_str::<CertGetListRequest>("count: 5\nwith_cert: true\nid: ~\n").unwrap(),
        request
    );
    assert!(toml::to_string(&Certificate::default()).is_err(), "it has fields that are null");
}
