//! Requests can be made, compared, cloned, printed, and written and read as JSON.

#![deny(warnings)]

use qcloud_client::wss::CertGetListRequest;

fn main() {
    let request = CertGetListRequest::new().count(50);
    assert_eq!(request.clone(), request);
    assert_ne!(request, CertGetListRequest::default());
    let json = serde_json::to_string(&request).unwrap();
    assert_eq!(json, r#"{"count":50}"#);
    assert_eq!(serde_json::from_str::<CertGetListRequest>(&json).unwrap(), request);
    assert!(format!("{request:?}").contains("count: Some(50)"));
}
