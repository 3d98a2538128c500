//! What a program records of its calls is a fixture as it is: `drift` reads the responses, and a spec names them under `examples:`.

use std::fs;
use std::path::{Path, PathBuf};

use qcloud_client::testing::RecordingTransport;
use qcloud_client::transport::ReqwestTransport;
use qcloud_client::{Client, Credential, ssl_v20191205 as ssl, wss};
use qcloud_drift::{Code, Level, Response, Target, report};
use qcloud_mock_server::MockServer;

fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

/// Calls of both protocols to the mock server, recorded to a directory.
async fn record(directory: &Path) {
    let server = MockServer::start().await.unwrap();
    let keys = server.credentials();
    let transport = ReqwestTransport::builder().build().unwrap();
    let client = Client::builder()
        .credential(Credential::new(&*keys.secret_id, &*keys.secret_key))
        .transport(RecordingTransport::new(transport, directory))
        .loopback_endpoint(&server.url())
        .build()
        .unwrap();
    client.wss().cert_get_list(wss::CertGetListRequest::new().page(1).count(2)).await.unwrap();
    client.wss().cert_get_list(wss::CertGetListRequest::new().search_key("shop")).await.unwrap();
    let request = ssl::DescribeCertificatesRequest::new().limit(2).offset(1);
    let listed = client.ssl_v20191205().describe_certificates(request).await.unwrap();
    let id = listed.certificates[0].certificate_id.clone();
    client.ssl_v20191205().describe_certificate(ssl::DescribeCertificateRequest::new(id)).await.unwrap();
}

/// Each Action with its service, as the directories of the recording name them, and how many responses it has.
const RECORDED: [(&str, &str, usize); 3] = [
    ("ssl_v20191205", "DescribeCertificate", 1),
    ("ssl_v20191205", "DescribeCertificates", 1),
    ("wss", "CertGetList", 2),
];

#[tokio::test]
async fn drift_compares_recorded_responses_with_the_spec() {
    let recorded = tempfile::tempdir().unwrap();
    record(recorded.path()).await;
    let api = qcloud_codegen::read(&spec()).unwrap();
    for (service, action, count) in RECORDED {
        let directory = recorded.path().join(service).join("examples").join(action);
        let responses: Vec<_> = (1..=count)
            .map(|number| {
                let path = directory.join(format!("recorded-{number}.json"));
                Response::read(&path.display().to_string(), &fs::read(&path).unwrap()).unwrap()
            })
            .collect();
        let (service, action) = Target { service, action }.find(&api).unwrap();
        let report = report(&api, service, action, &responses);
        assert_eq!((report.compared, report.failed, report.rejected.len()), (count, 0, 0), "{}", action.name);
        // An uploaded certificate was never verified: the server sends an empty word, which no variant has.
        let is_drift = |code: Code| code.level() == Level::Drift && code != Code::EnumValue;
        let drifts = report.drifts.iter().filter(|drift| is_drift(drift.code));
        assert_eq!(drifts.map(ToString::to_string).collect::<Vec<_>>(), [""; 0], "{}", action.name);
    }
}

#[tokio::test]
async fn a_spec_takes_the_lines_of_a_recording_under_examples_as_they_are() {
    let recorded = tempfile::tempdir().unwrap();
    record(recorded.path()).await;
    let home = tempfile::tempdir().unwrap();
    for service in ["wss", "ssl_v20191205"] {
        copy(&spec().join(service), &home.path().join(service));
        copy(&recorded.path().join(service).join("examples"), &home.path().join(service).join("examples"));
    }
    copy(&spec().join("common.yaml"), &home.path().join("common.yaml"));
    for (service, action, _) in RECORDED {
        let lines = fs::read_to_string(recorded.path().join(service).join(format!("{action}.yaml"))).unwrap();
        let (key, lines) = lines.split_once('\n').unwrap();
        assert_eq!(key, "examples:");
        let path = home.path().join(service).join(format!("{action}.yaml"));
        let described = fs::read_to_string(&path).unwrap();
        assert!(
            described.contains("\nexamples:\n"),
            "{action} has examples, to which the recorded ones are added"
        );
        fs::write(&path, described.replace("\nexamples:\n", &format!("\nexamples:\n{lines}"))).unwrap();
    }

    let api = qcloud_codegen::read(home.path()).unwrap();
    for (service, action, count) in RECORDED {
        let (_, action) = Target { service, action }.find(&api).unwrap();
        let captured = action
            .examples
            .iter()
            .filter(|example| example.captured && example.response_path.contains("recorded-"));
        assert_eq!(captured.count(), count, "{}", action.name);
    }
}

fn copy(from: &Path, to: &Path) {
    if !from.exists() {
        return;
    }
    if from.is_file() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}
