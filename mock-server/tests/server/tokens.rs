//! Idempotency tokens and dry runs: what is done once, and what is not done at all.

use qcloud_mock_server::{Fault, MockServer};
use serde_json::{Value, json};

use crate::api3::{api3, failure, response};
use crate::support::{fixed, workspace};

async fn server() -> MockServer {
    fixed().spec(workspace("mock-server/tests/spec")).start().await.unwrap()
}

async fn create(server: &MockServer, parameters: Value) -> Value {
    response(&api3(server, "cvm", "2017-03-12", "CreateVolume", &parameters).send().await)
}

fn carried_out(server: &MockServer) -> Vec<bool> {
    server.requests().iter().map(|request| request.carried_out).collect()
}

#[tokio::test]
async fn the_same_request_with_the_same_token_is_answered_the_same_and_done_once() {
    let server = server().await;
    let first = create(&server, json!({"Size": 10, "ClientToken": "a"})).await;
    assert_eq!(first["VolumeId"], "vol-1");
    assert_eq!(create(&server, json!({"Size": 10, "ClientToken": "a"})).await, first);
    create(&server, json!({"Size": 10, "ClientToken": "b"})).await;
    assert_eq!(carried_out(&server), [true, false, true]);
    let log = server.requests();
    assert_eq!((log[1].parameter("ClientToken"), &log[1].refused), (Some("a"), &None));
}

#[tokio::test]
async fn a_request_without_a_token_is_done_each_time() {
    let server = server().await;
    create(&server, json!({"Size": 10})).await;
    create(&server, json!({"Size": 10, "ClientToken": ""})).await;
    create(&server, json!({"Size": 10, "ClientToken": ""})).await;
    assert_eq!(carried_out(&server), [true, true, true]);
}

#[tokio::test]
async fn another_request_with_the_same_token_is_refused() {
    let server = server().await;
    create(&server, json!({"Size": 10, "ClientToken": "a"})).await;
    let other = json!({"Size": 20, "ClientToken": "a"});
    let refused = failure(&api3(&server, "cvm", "2017-03-12", "CreateVolume", &other).send().await);
    let message = "the token `a` was used before, with other parameters";
    assert_eq!(refused, ("InvalidParameter.ClientToken".to_owned(), message.to_owned()));
    assert_eq!(carried_out(&server), [true, false]);
}

#[tokio::test]
async fn a_token_is_used_up_by_what_was_done_without_a_word_and_not_by_what_was_not_done() {
    let server = server().await;
    server.inject(Fault::CutBefore);
    let lost = json!({"Size": 10, "ClientToken": "a"});
    assert!(api3(&server, "cvm", "2017-03-12", "CreateVolume", &lost).try_send().await.is_none());
    create(&server, lost).await;
    server.inject(Fault::Lost);
    let unheard = json!({"Size": 10, "ClientToken": "b"});
    assert!(api3(&server, "cvm", "2017-03-12", "CreateVolume", &unheard).try_send().await.is_none());
    create(&server, unheard).await;
    assert_eq!(carried_out(&server), [true, false, false, true]);
}

#[tokio::test]
async fn a_dry_run_is_checked_and_not_done() {
    let server = server().await;
    let answer = create(&server, json!({"Size": 10, "DryRun": true, "ClientToken": "a"})).await;
    assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["RequestId"]);
    let wrong = api3(&server, "cvm", "2017-03-12", "CreateVolume", &json!({"DryRun": true}));
    assert_eq!(failure(&wrong.send().await).0, "MissingParameter");
    create(&server, json!({"Size": 10, "DryRun": false, "ClientToken": "a"})).await;
    assert_eq!(carried_out(&server), [false, false, true]);
}
