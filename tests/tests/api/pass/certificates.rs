//! A request, its parameters, a response and what is in it.

#![deny(warnings)]

use qcloud_client::wire;
use qcloud_client::wss::{CertGetListRequest, CertStatus, CertType, Certificate};

const BODY: &str = r#"{"code": 0, "message": "", "codeDesc": "Success", "data": {"totalNum": 1, "list": [
    {"id": "GjTNRoK7", "status": 3, "certEndTime": "2018-12-20 20:00:00"}]}}"#;

fn main() {
    let request = CertGetListRequest::new().page(2).cert_type(CertType::Svr).with_cert(true).search_key("f-xj");
    let parameters = wire::parameters(&request).unwrap();
    let parameters: Vec<_> = parameters.iter().collect();
    assert_eq!(parameters, [("page", "2"), ("searchKey", "f-xj"), ("certType", "SVR"), ("withCert", "1")]);

    let page = wire::read_response::<CertGetListRequest>(BODY.as_bytes()).unwrap();
    assert_eq!(page.total_num, 1);
    for certificate in page.list {
        print(&certificate);
    }
}

fn print(certificate: &Certificate) {
    let end = certificate.cert_end_time.as_ref().and_then(|end| end.timestamp());
    assert_eq!(end.unwrap().to_string(), "2018-12-20T12:00:00Z");
    let text = match &certificate.status {
        Some(CertStatus::Expired) => "too late",
        Some(other) => other.description().unwrap_or("unknown"),
        None => "no status",
    };
    assert_eq!(text, "too late");
}
