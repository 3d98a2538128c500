//! What makes repeating safe, what tells whether it is needed, and calls that only ask.

use std::time::Duration;

use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::TransportErrorKind as Kinds;
use qcloud_client::{Error, Json, RetryPolicy, internal, wire};

use crate::support::{client, lost, ok, status};
use crate::tc3::{JsonServer, SERVICE};

/// An Action that changes things, in the shape of generated code.
struct CreateRequest {
    name: Option<String>,
    token: Option<String>,
    dry_run: Option<bool>,
}

internal::record!(CreateRequest REQUEST {
    0 name "Name" [];
    1 token "ClientToken" [];
    2 dry_run "DryRun" [];
});

const INFO: internal::ActionInfo = internal::ActionInfo {
    service: &SERVICE,
    name: "CreateThing",
    host: None,
    idempotent: false,
    sensitive: false,
    errors: &[],
    method: wire::Method::Post,
    place: internal::ResultPlace::Response,
};

impl wire::Action for CreateRequest {
    type Result = Json;
    const INFO: &'static internal::ActionInfo = &INFO;
    const EXTRAS: &'static internal::Extras =
        &internal::Extras { idempotency_token: Some(1), ..internal::Extras::NONE };
}

impl internal::DryRun for CreateRequest {
    const DRY_RUN: usize = 2;
}

/// The same without a token; another Action tells whether it was done.
struct ImportRequest {
    name: Option<String>,
    zone: String,
}

internal::record!(ImportRequest REQUEST {
    0 name "Name" [];
    1 zone "Zone" [REQUIRED];
});

impl wire::Action for ImportRequest {
    type Result = Json;
    const INFO: &'static internal::ActionInfo = &internal::ActionInfo { name: "ImportThing", ..INFO };
    const EXTRAS: &'static internal::Extras = &internal::Extras {
        verification: Some(&internal::Verification::by::<DescribeRequest>(&[
            internal::Copied { from: "Name", to: "Names", is_element: true },
            internal::Copied { from: "Zone", to: "Zone", is_element: false },
        ])),
        ..internal::Extras::NONE
    };
}

struct DescribeRequest {
    names: Option<Vec<String>>,
    zone: String,
}

internal::record!(DescribeRequest REQUEST {
    0 names "Names" [];
    1 zone "Zone" [REQUIRED];
});

impl wire::Action for DescribeRequest {
    type Result = Json;
    const INFO: &'static internal::ActionInfo =
        &internal::ActionInfo { name: "DescribeThings", idempotent: true, ..INFO };
}

const DONE: &str = r#"{"Response": {"RequestId": "1"}}"#;

fn create() -> CreateRequest {
    CreateRequest { name: Some("a".to_owned()), ..internal::blank() }
}

fn import() -> ImportRequest {
    ImportRequest { name: Some("a".to_owned()), zone: "gz".to_owned() }
}

fn failure(code: &str) -> String {
    format!(r#"{{"Response": {{"Error": {{"Code": "{code}", "Message": "no"}}, "RequestId": "1"}}}}"#)
}

/// The tokens that were sent.
fn tokens(server: &JsonServer) -> Vec<String> {
    server.requests().iter().map(|request| request.body["ClientToken"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_token_is_made_once_for_a_call_and_kept_for_its_repeats() {
    let server = JsonServer::new(|_, number| if number % 2 == 1 { lost(Kinds::Cut) } else { ok(DONE) });
    let client = client(server.clone(), &TestRuntime::new());
    client.call(create()).await.unwrap();
    client.call(create()).await.unwrap();
    let tokens = tokens(&server);
    assert_eq!(tokens.len(), 4);
    assert!(tokens[0] == tokens[1] && tokens[2] == tokens[3] && tokens[0] != tokens[2], "{tokens:?}");
    let parts: Vec<_> = tokens[0].split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12]);
}

#[tokio::test]
async fn the_token_is_what_the_runtime_draws() {
    let server = JsonServer::new(|_, _| ok(DONE));
    for _ in 0..2 {
        client(server.clone(), &TestRuntime::new()).call(create()).await.unwrap();
    }
    let tokens = tokens(&server);
    assert_eq!(tokens[0], tokens[1]);
}

#[tokio::test]
async fn the_programs_own_token_is_kept_and_an_empty_one_is_none() {
    let server = JsonServer::new(|_, number| if number == 1 { lost(Kinds::Cut) } else { ok(DONE) });
    let client = client(server.clone(), &TestRuntime::new());
    client.call(CreateRequest { token: Some("mine".to_owned()), ..create() }).await.unwrap();
    client.call(create()).parameter("ClientToken", "beside").await.unwrap();
    client.call(CreateRequest { token: Some(String::new()), ..create() }).await.unwrap();
    let tokens = tokens(&server);
    assert_eq!(tokens[..3], ["mine", "mine", "beside"]);
    assert_eq!(tokens[3].len(), 36);
}

#[tokio::test]
async fn an_empty_token_that_the_program_insists_on_makes_nothing_safe() {
    let server = JsonServer::new(|_, _| lost(Kinds::Cut));
    let call = client(server.clone(), &TestRuntime::new()).call(create()).parameter("ClientToken", "");
    let error = call.await.unwrap_err();
    assert_eq!((error.attempts(), error.idempotency_token()), (1, None));
}

#[tokio::test]
async fn an_error_tells_the_token_and_it_is_no_secret() {
    let server = JsonServer::new(|request, _| {
        let token = request.body["ClientToken"].as_str().unwrap();
        ok(failure("InternalError").replace("no", token))
    });
    let call = client(server.clone(), &TestRuntime::new()).call(create()).retry(RetryPolicy::none());
    let error = call.await.unwrap_err();
    let token = &tokens(&server)[0];
    assert_eq!(error.idempotency_token(), Some(token.as_str()));
    assert_eq!(error.message(), Some(token.as_str()));
    assert_eq!(
        error.to_string(),
        format!(
            "CreateThing failed: the server answered InternalError (Something went wrong inside the server): {token} \
             [cvm.tencentcloudapi.com, HTTP 200, request id 1, 1 attempt, sent, idempotency token {token}]"
        )
    );
}

#[tokio::test]
async fn after_an_unclear_failure_the_error_has_the_request_that_tells() {
    let server = JsonServer::new(|_, _| lost(Kinds::Cut));
    let error = client(server, &TestRuntime::new()).call(import()).await.unwrap_err();
    let request = error.verification::<DescribeRequest>().unwrap();
    assert_eq!((request.names, request.zone.as_str()), (Some(vec!["a".to_owned()]), "gz"));
    assert!(error.verification::<CreateRequest>().is_none());
    assert!(error.to_string().contains("DescribeThings tells whether it was carried out"), "{error}");
}

#[tokio::test]
async fn what_a_request_lacks_is_not_asked_for() {
    let server = JsonServer::new(|_, _| lost(Kinds::Cut));
    let call = client(server, &TestRuntime::new()).call(ImportRequest { name: None, ..import() });
    assert_eq!(call.await.unwrap_err().verification::<DescribeRequest>().unwrap().names, None);
}

#[tokio::test]
async fn where_it_is_clear_what_happened_nothing_is_asked() {
    for (answer, is_unclear) in [
        (lost(Kinds::Connect), false),
        (ok(failure("InvalidParameter")), false),
        (ok(failure("InternalError")), true),
        (Ok(status(503, &[], "")), true),
    ] {
        let shown = format!("{answer:?}");
        let mut answer = Some(answer);
        let server = JsonServer::new(move |_, _| answer.take().unwrap());
        let call = client(server, &TestRuntime::new()).call(import()).retry(RetryPolicy::none());
        let error = call.await.unwrap_err();
        assert_eq!(error.verification::<DescribeRequest>().is_some(), is_unclear, "{shown}");
    }
}

#[tokio::test]
async fn tests_make_errors_with_a_token_or_a_request_that_tells() {
    let error = Error::failure("InternalError", "").with_action("CreateThing").with_idempotency_token("t");
    assert_eq!(error.idempotency_token(), Some("t"));
    let request = DescribeRequest { names: None, zone: "gz".to_owned() };
    let error = Error::failure("InternalError", "").with_verification(request);
    assert_eq!(error.verification::<DescribeRequest>().unwrap().zone, "gz");
}

#[tokio::test]
async fn a_dry_run_asks_and_its_answer_is_what_the_server_says() {
    let server = JsonServer::new(|_, _| ok(r#"{"Response": {"Sql": "DROP TABLE t", "RequestId": "1"}}"#));
    let answer = client(server.clone(), &TestRuntime::new()).call(create()).dry_run().await.unwrap();
    assert_eq!(answer["Sql"], "DROP TABLE t");
    assert_eq!(server.requests()[0].body["DryRun"], true);
}

#[tokio::test]
async fn a_dry_run_that_is_refused_as_one_has_passed_and_any_other_call_has_not() {
    let server = JsonServer::new(|_, _| ok(failure("DryRunOperation")));
    let client = client(server, &TestRuntime::new());
    assert_eq!(client.call(create()).dry_run().await.unwrap(), Json::Null);
    assert_eq!(client.call(create()).await.unwrap_err().code_text(), Some("DryRunOperation"));
}

#[tokio::test]
async fn a_dry_run_fails_as_the_call_would_and_is_repeated_as_it_changes_nothing() {
    let server = JsonServer::new(|_, number| match number {
        1 => lost(Kinds::Cut),
        2 => ok(DONE),
        _ => ok(failure("ResourceInsufficient")),
    });
    let client = client(server.clone(), &TestRuntime::new());
    let call = client.call(create()).dry_run().timeout(Duration::from_secs(60));
    call.await.unwrap();
    assert_eq!(server.requests().len(), 2);
    let error = client.call(create()).dry_run().await.unwrap_err();
    assert_eq!(error.code_text(), Some("ResourceInsufficient"));
}
