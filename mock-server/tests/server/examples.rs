//! What answers where nothing is kept in memory.

use std::fs;
use std::path::Path;

use qcloud_codegen::model::{Action, Example, Protocol, Service};
use qcloud_codegen::vendor::hosts;
use qcloud_mock_server::MockServer;
use serde_json::{Value, json};

use crate::api3::api3;
use crate::support::{call, fixed, workspace};

#[tokio::test]
async fn every_example_of_every_spec_is_accepted_and_answered_with_its_own_response() {
    let specs = fs::read_dir(workspace("codegen/tests/specs")).unwrap().map(|entry| entry.unwrap().path());
    let mut specs: Vec<_> = specs.filter(|spec| spec.is_dir() && !spec.ends_with("wrong")).collect();
    specs.extend(["spec", "tests/new_service/spec", "mock-server/tests/spec"].map(workspace));
    let mut counts = [0, 0];
    for spec in specs {
        let api = qcloud_codegen::read(&spec).unwrap();
        let server = fixed().spec(&spec).stateless().start().await.unwrap();
        // sts always gives out keys of its own, which hold afterwards.
        for service in api.services.iter().filter(|service| service.wire != "sts") {
            for action in &service.actions {
                let examples = action.examples.iter().filter(|example| tells_the_request(action, example));
                for example in examples {
                    let text = answer(&server, service, action, example).await;
                    let mut twins =
                        action.examples.iter().filter(|other| other.parameters == example.parameters);
                    assert!(
                        twins.any(|other| other.response == text),
                        "{} of {}: {text}",
                        example.response_path,
                        spec.display()
                    );
                    counts[usize::from(service.protocol == Protocol::TC3)] += 1;
                }
            }
        }
    }
    assert!(counts[0] > 40 && counts[1] > 1, "{counts:?}");
}

/// Whether a page that shows a response says enough of the request, and that is JSON or flat; a client sends others elsewhere.
fn tells_the_request(action: &Action, example: &Example) -> bool {
    if action.body.is_some() {
        return false;
    }
    let required = action.request.fields.iter().filter(|field| field.required);
    required.map(|field| &field.wire).all(|name| example.parameters.get(name).is_some())
}

async fn answer(server: &MockServer, service: &Service, action: &Action, example: &Example) -> String {
    let response = if service.protocol.is_flat() {
        let parameters: Vec<_> =
            example.flat.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let host = hosts::in_region(action.host(service), "gz");
        let mut request = call(server, &action.name, &parameters).host(&host).set("Region", "gz");
        request.path.clone_from(&service.path);
        request.send().await
    } else {
        let version = service.version.as_deref().unwrap();
        let request = api3(server, &service.wire, version, &action.name, &example.parameters);
        let request = request.set("Host", action.host(service));
        if action.unsigned {
            request.set("Authorization", "SKIP").send_unsigned().await
        } else {
            request.send().await
        }
    };
    response.text().to_owned()
}

#[tokio::test]
async fn the_example_that_fits_best_answers_and_the_first_when_none_does() {
    let server = fixed().stateless().start().await.unwrap();
    let list = async |parameters: &[(&str, &str)]| {
        call(&server, "CertGetList", parameters).send().await.json()["data"].clone()
    };
    assert_eq!(list(&[]).await["totalNum"], 12);
    assert_eq!(list(&[("id", "other")]).await["totalNum"], 12);
    assert_eq!(list(&[("page", "1"), ("withCert", "1")]).await["totalNum"], 5);
    assert_eq!(list(&[("searchKey", "nothing"), ("count", "7")]).await, json!([]));
}

fn spec_without_examples(directory: &Path) {
    let service = directory.join("odd");
    fs::create_dir(&service).unwrap();
    fs::write(
        service.join("service.yaml"),
        "service: odd\nprotocol: v2\nhost: odd.api.qcloud.com\ndoc: Odd places.\n",
    )
    .unwrap();
    let actions = [
        ("Nothing", ""),
        ("Data", "result: {fields: {note: {type: string, doc: A note.}}}"),
        (
            "Required",
            "result: {fields: {count: {type: uint, required: true, wire: string, doc: How many.}, names: {type: [string], required: true, doc: Which.}}}",
        ),
        ("Inner", "result: {in: data.data, type: [string]}"),
        (
            "Beside",
            "result: {in: beside, fields: {totalCount: {type: uint, required: true, doc: How many.}}}",
        ),
        ("Body", "result: {in: body, type: json}"),
    ];
    for (name, result) in actions {
        fs::write(service.join(format!("{name}.yaml")), format!("action: {name}\ndoc: Answers.\n{result}\n"))
            .unwrap();
    }
}

#[tokio::test]
async fn an_action_without_examples_is_answered_with_what_is_made_up_where_its_result_stands() {
    let spec = tempfile::tempdir().unwrap();
    spec_without_examples(spec.path());
    let server = fixed().spec(spec.path()).start().await.unwrap();
    let success = |key: &str, value: Value| {
        let mut body = json!({"code": 0, "message": "", "codeDesc": "Success"});
        body[key] = value;
        body
    };
    let cases = [
        ("Nothing", success("data", json!([]))),
        ("Data", success("data", json!({"note": "note-1"}))),
        ("Required", success("data", json!({"count": "2", "names": ["required-1", "required-2"]}))),
        ("Inner", success("data", json!({"data": ["inner-1", "inner-2"]}))),
        ("Beside", success("totalCount", json!(1))),
        ("Body", json!({"key": "value"})),
    ];
    for (action, expected) in cases {
        assert_eq!(call(&server, action, &[]).send().await.json(), expected, "{action}");
        server.answer_for(action, [Value::Null]);
    }
    assert_eq!(call(&server, "Data", &[]).send().await.json(), success("data", json!([])));
    let least = json!({"count": "0", "names": []});
    assert_eq!(call(&server, "Required", &[]).send().await.json(), success("data", least));
}

#[tokio::test]
async fn a_spec_without_common_errors_still_has_codes() {
    let spec = tempfile::tempdir().unwrap();
    spec_without_examples(spec.path());
    let server = MockServer::builder().spec(spec.path()).start().await.unwrap();
    let response = call(&server, "Other", &[]).send().await.json();
    assert_eq!(
        response,
        json!({"code": 4000, "message": "`Action`: there is no Action `Other`", "codeDesc": "4000"})
    );
}
