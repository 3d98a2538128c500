//! What the server answers in the course of a task: each file of `flows/` is a conversation.
//!
//! `set KEY VALUE` before the first request sets the server up, `> SERVICE ACTION {..}` is a request, `< {..}` its answer without the
//! request's id, `! CODE: MESSAGE` a failure, `clock +SECONDS` lets time pass; `spec DIRECTORY` is another spec than the repository's. `PEM` in a request is the certificate of the tests.
//! `UPDATE_GOLDENS=1 cargo test -p qcloud-mock-server --test server flows` writes the answers anew.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use qcloud_codegen::fit::{self, Reading};
use qcloud_codegen::model::{Api, Service};
use qcloud_mock_server::{Builder, MockServer};
use serde_json::{Value, json};

use crate::api3::{api3, response};
use crate::support::{NOW, workspace};

const PEM: &str = include_str!("../certificate.pem");

#[tokio::test]
async fn each_conversation_goes_as_it_is_written() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flows");
    let mut files: Vec<_> = std::fs::read_dir(directory).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "the conversations were not found");
    for file in files {
        let script = std::fs::read_to_string(&file).unwrap();
        let spec = script.lines().find_map(|line| line.strip_prefix("spec ")).unwrap_or("spec");
        let api = Arc::new(qcloud_codegen::read(&workspace(spec)).unwrap_or_else(|error| panic!("{error}")));
        let said = talk(&api, &script).await;
        if update {
            std::fs::write(&file, said).unwrap();
        } else {
            assert!(!said.contains("! not what the spec says"), "{}: {said}", file.display());
            assert_eq!(said, script, "{}", file.display());
        }
    }
}

/// The script with the answers that come.
async fn talk(api: &Arc<Api>, script: &str) -> String {
    let clock = Arc::new(AtomicU64::new(NOW));
    let told = Arc::clone(&clock);
    let mut builder =
        MockServer::builder().api(Arc::clone(api)).timestamp_window(Duration::from_secs(1 << 40));
    builder = builder.clock(move || UNIX_EPOCH + Duration::from_secs(told.load(Ordering::Relaxed)));
    for line in script.lines() {
        if let Some(setting) = line.strip_prefix("set ") {
            builder = set(builder, setting);
        }
    }
    let server = builder.start().await.unwrap();
    let mut said = String::new();
    for line in script.lines().filter(|line| !line.starts_with(['<', '!'])) {
        said.push_str(line);
        said.push('\n');
        if let Some(seconds) = line.strip_prefix("clock +") {
            clock.fetch_add(seconds.parse().unwrap(), Ordering::Relaxed);
        } else if let Some(request) = line.strip_prefix("> ") {
            said.push_str(&answer(api, &server, request).await);
            said.push('\n');
        }
    }
    said
}

fn set(builder: Builder, setting: &str) -> Builder {
    let (key, value) = setting.split_once(' ').unwrap();
    let parts = |separator: char| value.split(separator).collect::<Vec<_>>();
    match key {
        "task-time" => builder.task_time(value.parse().unwrap()),
        "fail-resource" => {
            let (name, reason) = value.split_once('=').unwrap();
            builder.failing_resource(name, reason)
        }
        "resource" => match parts(':')[..] {
            [kind, region, name, id] => builder.resource(kind, region, name, id),
            _ => panic!("{setting}"),
        },
        "answer" => {
            let (action, result) = value.split_once('=').unwrap();
            builder.answer_for(action, [serde_json::from_str::<Value>(result).unwrap()])
        }
        _ => panic!("there is no setting `{setting}`"),
    }
}

async fn answer(api: &Api, server: &MockServer, request: &str) -> String {
    let mut words = request.splitn(3, ' ');
    let (name, action) = (words.next().unwrap(), words.next().unwrap());
    let parameters = words.next().unwrap_or("{}").replace("\"PEM\"", &json!(PEM).to_string());
    let parameters: Value =
        serde_json::from_str(&parameters).unwrap_or_else(|error| panic!("{request}: {error}"));
    let service =
        api.services.iter().find(|service| service.wire == name && service.version.is_some()).unwrap();
    let version = service.version.as_deref().unwrap();
    let mut answer = response(&api3(server, name, version, action, &parameters).send().await);
    if let Some(error) = answer.get("Error") {
        return format!("! {}: {}", error["Code"].as_str().unwrap(), error["Message"].as_str().unwrap());
    }
    let reading = reading(service, action, &answer);
    answer.as_object_mut().unwrap().remove("RequestId");
    match reading {
        Reading::Exact => format!("< {answer}"),
        other => format!("! not what the spec says: {other:?}: {answer}"),
    }
}

/// How the answer compares with what the spec says.
fn reading(service: &Service, action: &str, answer: &Value) -> Reading {
    let action = service.actions.iter().find(|known| known.name == action).unwrap();
    fit::response(service, action, &json!({ "Response": answer }))
}
