//! The certificates of the service `wss`.

use qcloud_mock_server::MockServer;
use serde_json::{Value, json};

use crate::support::{call, fixed};

type Parameters = &'static [(&'static str, &'static str)];

async fn list(server: &MockServer, parameters: &[(&str, &str)]) -> Value {
    let response = call(server, "CertGetList", parameters).send().await.json();
    assert_eq!(response["code"], 0, "{response}");
    response["data"].clone()
}

fn ids(page: &Value) -> Vec<&str> {
    page["list"].as_array().unwrap().iter().map(|certificate| certificate["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_account_starts_with_expired_expiring_fine_and_unfinished_certificates() {
    let server = fixed().start().await.unwrap();
    let page = list(&server, &[]).await;
    assert_eq!(page["totalNum"], 11);
    let shown: Vec<_> = page["list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|certificate| {
            (
                certificate["domain"].as_str().unwrap(),
                certificate["status"].as_i64().unwrap(),
                certificate["certEndTime"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("cl.f-xj.cn", 3, "2025-11-22 08:00:00"),
            ("shop.example.com", 1, "2026-01-06 08:00:00"),
            ("api.example.com", 1, "2026-01-22 08:00:00"),
            ("www.example.com", 1, "2026-07-20 08:00:00"),
            ("new.example.com", 0, "0000-00-00 00:00:00"),
            ("failed.example.com", 2, "0000-00-00 00:00:00"),
            ("old.example.com", 3, "2025-12-29 08:00:00"),
            ("lb.example.com", 1, "2026-03-02 08:00:00"),
            ("clients.example.com", 1, "2027-12-02 08:00:00"),
            ("pay.example.com", 7, "0000-00-00 00:00:00"),
            ("bank.example.com", 1, "2026-11-27 08:00:00"),
        ]
    );
}

#[tokio::test]
async fn a_certificate_has_the_fields_of_the_spec_in_its_forms() {
    // The spec checks an example's response strictly, so a response of the server can stand for one.
    let server = fixed().start().await.unwrap();
    let response = call(&server, "CertGetList", &[("withCert", "1")]).send().await;
    let spec = tempfile::tempdir().unwrap();
    let copy = |name: &str| {
        let text = std::fs::read_to_string(crate::support::workspace("spec/wss").join(name)).unwrap();
        let text = text.split("examples:\n").next().unwrap().to_owned();
        let end = "examples:\n  - {doc: The mock's., response: examples/mock.json}\n";
        let text = if name.starts_with("Cert") { text + end } else { text };
        std::fs::write(spec.path().join("wss").join(name), text).unwrap();
    };
    std::fs::create_dir_all(spec.path().join("wss/examples")).unwrap();
    for name in ["service.yaml", "types.yaml", "CertGetList.yaml"] {
        copy(name);
    }
    std::fs::write(spec.path().join("wss/examples/mock.json"), &response.body).unwrap();
    let read = qcloud_codegen::read(spec.path());
    assert!(read.is_ok(), "{}", read.unwrap_err());
}

#[tokio::test]
async fn lists_are_searched_and_filtered() {
    let server = fixed().start().await.unwrap();
    let cases: &[(Parameters, &[&str])] = &[
        (&[("id", "aT5mVe1S")], &["aT5mVe1S"]),
        (&[("certType", "CA")], &["cH0sXg8M"]),
        (&[("searchKey", "SHOP")], &["kX3uPw9B"]),
        (&[("searchKey", "main site")], &["wN8cJh4D"]),
        (&[("altDomain", "deep.shop.example.com")], &["kX3uPw9B"]),
        (&[("altDomain", "www.example.com")], &["wN8cJh4D"]),
        (&[("searchKey", "example"), ("certType", "CA")], &["cH0sXg8M"]),
    ];
    for (parameters, expected) in cases {
        let page = list(&server, parameters).await;
        assert_eq!(
            (ids(&page), &page["totalNum"]),
            (expected.to_vec(), &json!(expected.len())),
            "{parameters:?}"
        );
    }
    for nothing in [("searchKey", "nowhere"), ("altDomain", "a.b.shop.example.com"), ("id", "at5mve1s")] {
        assert_eq!(list(&server, &[nothing]).await, json!([]), "{nothing:?}");
    }
}

#[tokio::test]
async fn pages_have_no_gaps_and_end_empty() {
    let server = fixed().uploaded_certificates(45).start().await.unwrap();
    let first = list(&server, &[]).await;
    assert_eq!((first["totalNum"].as_u64(), ids(&first).len()), (Some(45), 20));
    let mut all = Vec::new();
    for page in ["1", "2", "3"] {
        let page = list(&server, &[("page", page), ("count", "20")]).await;
        all.extend(ids(&page).into_iter().map(ToOwned::to_owned));
    }
    assert_eq!(all, (1..=45).map(|number| format!("cert{number:04}")).collect::<Vec<_>>());
    let past = list(&server, &[("page", "4")]).await;
    assert_eq!(past, json!({"totalNum": 45, "list": []}));
    let far = list(&server, &[("page", &u64::MAX.to_string()), ("count", &u64::MAX.to_string())]).await;
    assert_eq!(far, json!({"totalNum": 45, "list": []}));
}

#[tokio::test]
async fn what_is_uploaded_is_listed_and_what_is_deleted_is_gone() {
    let server = fixed().start().await.unwrap();
    let pem = include_str!("../certificate.pem").replace('\n', "\r\n");
    let upload =
        [("cert", pem.as_str()), ("certType", "SVR"), ("key", "a private key"), ("alias", "new shop")];
    let response = call(&server, "CertUpload", &upload).send().await.json();
    let id = response["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(response, json!({"code": 0, "message": "", "codeDesc": "Success", "data": {"id": id}}));
    let page = list(&server, &[("id", &id), ("withCert", "1")]).await;
    let certificate = &page["list"][0];
    assert_eq!(certificate["domain"], "shop.example.com");
    assert_eq!(certificate["subjectAltName"], json!(["shop.example.com", "*.shop.example.com"]));
    assert_eq!(certificate["certEndTime"], "2036-11-23 04:21:18");
    assert_eq!(certificate["insertTime"], "2026-01-01 08:00:00");
    assert_eq!(certificate["alias"], "new shop");
    assert_eq!(certificate["cert"], pem.as_str());
    assert!(!page.to_string().contains("a private key"));
    let without = list(&server, &[("id", &id)]).await;
    assert_eq!(without["list"][0].get("cert"), None);
    let deleted = call(&server, "CertDelete", &[("id", &id)]).send().await.json();
    assert_eq!(deleted, json!({"code": 0, "message": "", "codeDesc": "Success", "data": []}));
    assert_eq!(list(&server, &[("id", &id)]).await, json!([]));
    let again = call(&server, "CertDelete", &[("id", &id)]).send().await;
    assert_eq!((again.code(), again.message()), (5000, format!("`id`: no certificate has the id `{id}`")));
}

#[tokio::test]
async fn the_same_upload_twice_makes_two_certificates() {
    let server = fixed().uploaded_certificates(0).start().await.unwrap();
    assert_eq!(list(&server, &[]).await, json!([]));
    let upload = [("cert", "no certificate"), ("certType", "CA")];
    for _ in 0..2 {
        assert_eq!(call(&server, "CertUpload", &upload).send().await.code(), 0);
    }
    let certificates = server.certificates();
    assert_eq!(certificates.len(), 2);
    assert_ne!(certificates[0]["id"], certificates[1]["id"]);
    assert_eq!(certificates[0]["certEndTime"], "2027-01-01 08:00:00", "without a date of its own, a year");
}

#[tokio::test]
async fn the_vendors_rules_for_deleting_hold() {
    let server = fixed().start().await.unwrap();
    let cases = [
        ("GjTNRoK7", None),
        ("fB2yLs6K", None),
        ("pV6hTk0R", None),
        ("aT5mVe1S", Some("a free one can be deleted only after its verification failed")),
        ("oD9zGx3P", Some("a free one can be deleted only after its verification failed")),
        ("eY1nWb5F", Some("a paid one can be deleted only after its verification failed or was canceled")),
        ("lC4rQj7U", Some("cloud resources use it: clb, cdn, tke")),
    ];
    for (id, obstacle) in cases {
        let response = call(&server, "CertDelete", &[("id", id)]).send().await;
        match obstacle {
            None => assert_eq!(response.code(), 0, "{id}"),
            Some(obstacle) => assert_eq!(
                (response.code(), response.message()),
                (5100, format!("the certificate `{id}` can't be deleted: {obstacle}"))
            ),
        }
    }
}
