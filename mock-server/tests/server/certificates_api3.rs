//! The certificates of the account through API 3.0: `wss` 2018-04-26 and `ssl` 2019-12-05.

use std::path::Path;

use qcloud_mock_server::MockServer;
use serde_json::{Value, json};

use crate::api3::{api3, failure, response};
use crate::support::{call, fixed, spec_of};

const PEM: &str = include_str!("../certificate.pem");

async fn wss(server: &MockServer, action: &str, mut parameters: Value) -> Value {
    parameters["ModuleType"] = "ssl".into();
    response(&api3(server, "wss", "2018-04-26", action, &parameters).send().await)
}

async fn ssl(server: &MockServer, action: &str, parameters: Value) -> Value {
    response(&api3(server, "ssl", "2019-12-05", action, &parameters).send().await)
}

fn texts<'v>(list: &'v Value, name: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|item| item[name].as_str().unwrap()).collect()
}

#[tokio::test]
async fn both_services_list_what_the_legacy_api_lists() {
    let server = fixed().start().await.unwrap();
    let legacy = call(&server, "CertGetList", &[("count", "100")]).send().await.json();
    let legacy = texts(&legacy["data"]["list"], "id");
    let page = wss(&server, "DescribeCertList", json!({"Limit": 100})).await;
    assert_eq!((texts(&page["CertificateSet"], "Id"), &page["TotalCount"]), (legacy.clone(), &json!(11)));
    let page = ssl(&server, "DescribeCertificates", json!({"Limit": 100})).await;
    let mut listed = texts(&page["Certificates"], "CertificateId");
    assert_eq!(page["TotalCount"], 11);
    let inserted = texts(&page["Certificates"], "InsertTime");
    assert!(inserted.is_sorted_by(|a, b| a >= b), "the newest first: {inserted:?}");
    listed.sort_unstable();
    let mut legacy = legacy;
    legacy.sort_unstable();
    assert_eq!(listed, legacy);
}

#[tokio::test]
async fn dates_and_states_are_those_of_the_legacy_api() {
    let server = fixed().start().await.unwrap();
    let certificate = async |id: &str| {
        let listed = wss(&server, "DescribeCertList", json!({"Id": id})).await["CertificateSet"][0].clone();
        let ssl_page = ssl(&server, "DescribeCertificates", json!({"CertIds": [id]})).await;
        let described = ssl(&server, "DescribeCertificate", json!({"CertificateId": id})).await;
        let both = [&listed, &ssl_page["Certificates"][0], &described];
        both.map(|certificate| {
            json!([certificate["Status"], certificate["StatusName"], certificate["CertEndTime"]])
        })
    };
    let expired = json!([3, "Expired", "2025-11-22 08:00:00"]);
    assert_eq!(certificate("GjTNRoK7").await, [expired.clone(), expired.clone(), expired]);
    assert_eq!(
        certificate("qM7dRt2Z").await,
        [
            json!([0, "Verifying", "0000-00-00 00:00:00"]),
            json!([0, "Verifying", ""]),
            json!([0, "Verifying", null])
        ]
    );
}

#[tokio::test]
async fn pages_count_items() {
    let server = fixed().uploaded_certificates(45).start().await.unwrap();
    let page = wss(&server, "DescribeCertList", json!({})).await;
    assert_eq!(
        page["CertificateSet"].as_array().unwrap().len(),
        20,
        "the length of a page that is not asked for"
    );
    let page = ssl(&server, "DescribeCertificates", json!({})).await;
    assert_eq!(
        page["Certificates"].as_array().unwrap().len(),
        10,
        "the length of a page that is not asked for"
    );
    let page = wss(&server, "DescribeCertList", json!({"Offset": 40, "Limit": 20})).await;
    assert_eq!(
        (page["TotalCount"].as_u64(), texts(&page["CertificateSet"], "Id")),
        (
            Some(45),
            (41..=45)
                .map(|number| format!("cert{number:04}"))
                .collect::<Vec<_>>()
                .iter()
                .map(String::as_str)
                .collect()
        )
    );
    for offset in [45, u64::MAX] {
        let page = ssl(&server, "DescribeCertificates", json!({"Offset": offset, "Limit": 100})).await;
        assert_eq!((&page["TotalCount"], &page["Certificates"]), (&json!(45), &json!([])));
    }
}

#[tokio::test]
async fn lists_are_searched_filtered_and_sorted() {
    let server = fixed().start().await.unwrap();
    let cases = [
        (json!({"SearchKey": "SHOP"}), &["kX3uPw9B"][..]),
        (json!({"CertificateType": "CA"}), &["cH0sXg8M"]),
        (json!({"CertificateStatus": [3], "ExpirationSort": "ASC"}), &["GjTNRoK7", "oD9zGx3P"]),
        (json!({"CertificateStatus": [3], "ExpirationSort": "DESC"}), &["oD9zGx3P", "GjTNRoK7"]),
        (json!({"FilterExpiring": 1, "ExpirationSort": "ASC"}), &["kX3uPw9B", "aT5mVe1S"]),
        (json!({"FilterSource": "upload", "FilterExpiring": 1}), &["kX3uPw9B"]),
        (json!({"FilterSource": "buy", "FilterExpiring": 1}), &["aT5mVe1S"]),
        (json!({"Upload": 1, "Deployable": 1, "ExpirationSort": "ASC"}), &["kX3uPw9B", "lC4rQj7U"]),
        (json!({"CertIds": ["aT5mVe1S", "nothing"]}), &["aT5mVe1S"]),
    ];
    for (parameters, expected) in cases {
        let page = ssl(&server, "DescribeCertificates", parameters.clone()).await;
        assert_eq!(texts(&page["Certificates"], "CertificateId"), expected, "{parameters}");
        assert_eq!(page["TotalCount"], expected.len());
    }
    let cases = [
        (json!({"Id": "aT5mVe1S"}), &["aT5mVe1S"][..]),
        (json!({"SearchKey": "main site", "CertType": "SVR"}), &["wN8cJh4D"]),
        (json!({"AltDomain": "deep.shop.example.com"}), &["kX3uPw9B"]),
        (json!({"SearchKey": "nowhere"}), &[]),
    ];
    for (parameters, expected) in cases {
        let page = wss(&server, "DescribeCertList", parameters.clone()).await;
        assert_eq!(texts(&page["CertificateSet"], "Id"), expected, "{parameters}");
    }
}

#[tokio::test]
async fn what_is_uploaded_through_one_api_is_seen_and_deleted_through_another() {
    let server = fixed().uploaded_certificates(0).start().await.unwrap();
    let upload = json!({
        "CertificatePublicKey": PEM, "CertificatePrivateKey": "a private key", "Alias": "new shop",
    });
    let id = ssl(&server, "UploadCertificate", upload).await["CertificateId"].as_str().unwrap().to_owned();
    let page = wss(&server, "DescribeCertList", json!({"WithCert": "1"})).await;
    let certificate = &page["CertificateSet"][0];
    assert_eq!(
        ["Id", "Domain", "Alias", "CertEndTime", "Cert"].map(|name| certificate[name].as_str().unwrap()),
        [id.as_str(), "shop.example.com", "new shop", "2036-11-23 04:21:18", PEM]
    );
    let without = wss(&server, "DescribeCertList", json!({})).await;
    assert_eq!(without["CertificateSet"][0]["Cert"], Value::Null);
    let detail = ssl(&server, "DescribeCertificateDetail", json!({"CertificateId": id})).await;
    assert_eq!(
        (&detail["CertificatePublicKey"], &detail["CertificatePrivateKey"]),
        (&json!(PEM), &Value::Null),
        "private keys are not kept"
    );
    assert!(!format!("{page}{detail}").contains("a private key"));
    assert_eq!(call(&server, "CertDelete", &[("id", &id)]).send().await.code(), 0);
    let gone = api3(&server, "ssl", "2019-12-05", "DescribeCertificate", &json!({"CertificateId": id}));
    assert_eq!(
        failure(&gone.send().await),
        (
            "FailedOperation.CertificateNotFound".into(),
            format!("`CertificateId`: no certificate has the id `{id}`")
        )
    );
    let upload = json!({"Cert": PEM, "CertType": "CA", "ProjectId": "0"});
    let id = wss(&server, "UploadCert", upload).await["Id"].as_str().unwrap().to_owned();
    assert_eq!(server.certificates()[0]["id"], id.as_str());
    let deleted = ssl(&server, "DeleteCertificate", json!({"CertificateId": id})).await;
    assert_eq!(deleted["DeleteResult"], true);
    assert_eq!(server.certificates().len(), 0);
}

#[tokio::test]
async fn no_private_key_is_written_down() {
    let server = fixed().start().await.unwrap();
    let upload = json!({"Cert": PEM, "CertType": "SVR", "ProjectId": "0", "Key": "SECRET1"});
    assert!(wss(&server, "UploadCert", upload).await["Id"].is_string());
    let upload = json!({
        "CertificatePublicKey": PEM, "CertificatePrivateKey": "SECRET2", "KeyPassword": "SECRET3",
    });
    assert!(ssl(&server, "UploadCertificate", upload).await["CertificateId"].is_string());
    let requests = server.requests();
    assert_eq!(requests[0].parameter("CertType"), Some("SVR"));
    let shown = format!("{requests:?}");
    assert!(!shown.contains("SECRET"), "{shown}");
}

#[tokio::test]
async fn the_same_certificate_is_stored_once_when_that_is_asked_for() {
    let server = fixed().uploaded_certificates(0).start().await.unwrap();
    let upload = |repeatable: bool| json!({"CertificatePublicKey": PEM, "CertificateType": "CA", "Repeatable": repeatable});
    let first = ssl(&server, "UploadCertificate", upload(true)).await;
    assert_eq!(first["RepeatCertId"], "");
    let again = ssl(&server, "UploadCertificate", upload(false)).await;
    assert_eq!([&again["CertificateId"], &again["RepeatCertId"]], [&first["CertificateId"]; 2]);
    let another = ssl(&server, "UploadCertificate", upload(true)).await;
    assert_ne!(another["CertificateId"], first["CertificateId"]);
    assert_eq!(server.certificates().len(), 2);
}

#[tokio::test]
async fn what_can_not_be_done_has_the_codes_of_its_service() {
    let server = fixed().start().await.unwrap();
    let free = "a free one can be deleted only after its verification failed";
    let cases = [
        (
            "ssl",
            "DeleteCertificate",
            json!({"CertificateId": "lC4rQj7U"}),
            "FailedOperation.DeleteResourceFailed",
            "the certificate `lC4rQj7U` can't be deleted: cloud resources use it: clb, cdn, tke".to_owned(),
        ),
        (
            "ssl",
            "DeleteCertificate",
            json!({"CertificateId": "aT5mVe1S"}),
            "FailedOperation.CannotBeDeletedIssued",
            format!("the certificate `aT5mVe1S` can't be deleted: {free}"),
        ),
        (
            "ssl",
            "DeleteCertificate",
            json!({"CertificateId": "x"}),
            "FailedOperation.CertificateNotFound",
            "`CertificateId`: no certificate has the id `x`".to_owned(),
        ),
        (
            "ssl",
            "UploadCertificate",
            json!({"CertificatePublicKey": PEM}),
            "MissingParameter",
            "`CertificatePrivateKey`: required with a certificate of the type `SVR`, and missing".to_owned(),
        ),
        (
            "wss",
            "DeleteCert",
            json!({"ModuleType": "ssl", "Id": "aT5mVe1S"}),
            "FailedOperation",
            format!("the certificate `aT5mVe1S` can't be deleted: {free}"),
        ),
        (
            "wss",
            "DeleteCert",
            json!({"ModuleType": "ssl", "Id": "x"}),
            "ResourceNotFound",
            "`Id`: no certificate has the id `x`".to_owned(),
        ),
        (
            "wss",
            "UploadCert",
            json!({"ModuleType": "ssl", "ProjectId": "0", "Cert": PEM, "CertType": "SVR"}),
            "MissingParameter",
            "`Key`: required with a certificate of the type `SVR`, and missing".to_owned(),
        ),
    ];
    for (service, action, parameters, code, message) in cases {
        let version = if service == "ssl" { "2019-12-05" } else { "2018-04-26" };
        let answer = api3(&server, service, version, action, &parameters).send().await;
        assert_eq!(failure(&answer), (code.to_owned(), message), "{action} {parameters}");
    }
    assert_eq!(server.certificates().len(), 11);
}

/// Replaces the examples of an Action by a response.
fn give_example(spec: &Path, service: &str, action: &str, parameters: &Value, response: &[u8]) {
    let file = spec.join(service).join(action).with_extension("yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut is_example = false;
    let kept = text.lines().filter(|line| {
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            is_example = line.starts_with("examples:");
        }
        !is_example
    });
    let kept: Vec<_> = kept.collect();
    let example =
        format!("examples:\n  - {{doc: Mocked., parameters: {parameters}, response: {action}.json}}\n");
    std::fs::write(&file, format!("{}\n{example}", kept.join("\n"))).unwrap();
    std::fs::write(spec.join(service).join(format!("{action}.json")), response).unwrap();
}

#[tokio::test]
async fn every_answer_has_the_fields_of_the_spec_in_its_forms() {
    // The spec checks an example's response strictly, so a response of the server can stand for one.
    let server = fixed().start().await.unwrap();
    let spec = spec_of(&["spec/wss_v20180426", "spec/ssl_v20191205"]);
    let cases = [
        ("wss", "DescribeCertList", json!({"ModuleType": "ssl", "Limit": 100, "WithCert": "1"})),
        ("wss", "UploadCert", json!({"ModuleType": "ssl", "ProjectId": "0", "Cert": PEM, "CertType": "CA"})),
        ("wss", "DeleteCert", json!({"ModuleType": "ssl", "Id": "GjTNRoK7"})),
        ("ssl", "DescribeCertificates", json!({"Limit": 100})),
        ("ssl", "DescribeCertificate", json!({"CertificateId": "qM7dRt2Z"})),
        ("ssl", "DescribeCertificateDetail", json!({"CertificateId": "qM7dRt2Z"})),
        ("ssl", "UploadCertificate", json!({"CertificatePublicKey": PEM, "CertificateType": "CA"})),
        ("ssl", "DeleteCertificate", json!({"CertificateId": "kX3uPw9B"})),
    ];
    for (service, action, parameters) in cases {
        let (directory, version) = match service {
            "wss" => ("wss_v20180426", "2018-04-26"),
            _ => ("ssl_v20191205", "2019-12-05"),
        };
        let answer = api3(&server, service, version, action, &parameters).send().await;
        assert_eq!(response(&answer).get("Error"), None, "{action}: {}", answer.text());
        give_example(spec.path(), directory, action, &parameters, &answer.body);
    }
    let read = qcloud_codegen::read(spec.path());
    assert!(read.is_ok(), "{}", read.unwrap_err());
}
