//! The same calls without async, from inside and outside of a runtime.

use std::sync::{Arc, Barrier};
use std::time::Duration;

use qcloud_client::credential::{Context, CredentialError, CredentialProvider};
use qcloud_client::runtime::BoxFuture;
use qcloud_client::testing::{SilentTransport, TestRuntime};
use qcloud_client::transport::{Body, Transport, TransportError, TransportErrorKind as Kinds};
use qcloud_client::wss::CertGetListRequest;
use qcloud_client::{Client, Credential, RetryPolicy, Untyped};

use crate::support::{EMPTY, Server, builder, client, credential, lost, ok, refusal, replay};

fn one_of_each() {
    let client = client(Server::new(|_, _| ok(EMPTY)), &TestRuntime::new());
    let list = || client.wss().cert_get_list(CertGetListRequest::new());
    assert_eq!(list().wait().unwrap().total_num, 0);
    assert_eq!(list().with_metadata().wait().unwrap().raw_body(), EMPTY.as_bytes());
    assert_eq!(
        client.call_untyped(Untyped::v2("wss", "CertGetList", [("page", "1")])).wait().unwrap()["code"],
        0
    );
    let untyped = client.call_untyped(Untyped::v2("wss", "CertGetList", [("page", "1")])).with_metadata();
    assert_eq!(untyped.wait().unwrap().raw_body(), EMPTY.as_bytes());
    assert_eq!(list().pages().wait().map(Result::unwrap).count(), 1);
    assert_eq!(list().items().wait().count(), 0);
}

#[test]
fn calls_wait_outside_of_a_runtime() {
    one_of_each();
}

#[test]
fn calls_wait_inside_of_a_runtime_too() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { one_of_each() });
}

#[test]
fn items_come_as_an_iterator_that_ends_with_the_error() {
    let page = r#"{"code":0,"data":{"totalNum":99,"list":[{"id":"a"},{"id":"b"}]}}"#;
    let transport = replay([ok(page), ok(refusal(5100))]);
    let client = client(transport, &TestRuntime::new());
    let mut items = client.wss().cert_get_list(CertGetListRequest::new()).items().wait();
    assert_eq!(items.next().unwrap().unwrap().id, "a");
    assert_eq!(items.next().unwrap().unwrap().id, "b");
    assert_eq!(items.next().unwrap().unwrap_err().code(), Some(5100));
    assert!(items.next().is_none() && items.next().is_none());
}

#[test]
fn many_threads_wait_at_once() {
    let client = client(Server::new(|_, _| ok(EMPTY)), &TestRuntime::new());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| client.wss().cert_get_list(CertGetListRequest::new()).wait().unwrap());
        }
    });
}

#[test]
fn an_error_is_the_same_as_of_an_awaited_call() {
    let transport = replay((0..3).map(|_| lost(Kinds::Connect)));
    let error = client(transport, &TestRuntime::new())
        .wss()
        .cert_get_list(CertGetListRequest::new())
        .wait()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: no connection to the server [wss.api.qcloud.com, 3 attempts, not sent]"
    );
}

/// Gets its credential by a call that it waits for, as a program without async does.
#[derive(Debug)]
struct Nested(Client);

impl CredentialProvider for Nested {
    fn credential<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        let answer = self.0.call_untyped(Untyped::v2("wss", "CertGetList", [("page", "1")])).wait();
        Box::pin(std::future::ready(answer.map(|_| credential()).map_err(CredentialError::provider)))
    }
}

#[test]
fn a_wait_within_a_wait_comes_to_its_end() {
    let inner = client(Server::new(|_, _| ok(EMPTY)), &TestRuntime::new());
    let outer = Client::builder()
        .credential_provider(Nested(inner))
        .transport(Server::new(|_, _| ok(EMPTY)))
        .build()
        .unwrap();
    let list = || outer.wss().cert_get_list(CertGetListRequest::new());
    assert_eq!(list().wait().unwrap().total_num, 0);
    let current = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let multi = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    for runtime in [current, multi] {
        assert_eq!(runtime.block_on(async { list().wait() }).unwrap().total_num, 0);
        assert_eq!(runtime.block_on(list().into_future()).unwrap().total_num, 0);
        let spawned = list();
        assert_eq!(runtime.block_on(runtime.spawn(async { spawned.wait() })).unwrap().unwrap().total_num, 0);
    }
}

/// Blocks the thread that polls it until as many calls as there are threads have come so far.
#[derive(Debug)]
struct Synchronous(Arc<Barrier>);

impl Transport for Synchronous {
    fn send(
        &self,
        _request: http::Request<bytes::Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async {
            self.0.wait();
            Ok(http::Response::new(EMPTY.into()))
        })
    }
}

#[test]
fn a_transport_that_blocks_holds_up_nobody_else() {
    let client = client(Synchronous(Arc::new(Barrier::new(6))), &TestRuntime::new());
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| client.wss().cert_get_list(CertGetListRequest::new()).wait().unwrap());
        }
    });
}

/// Waits for a thousand ready timers of tokio, each of which costs a task some of its budget.
#[derive(Debug)]
struct Busy;

impl Transport for Busy {
    fn send(
        &self,
        _request: http::Request<bytes::Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async {
            for _ in 0..1_000 {
                tokio::time::sleep(Duration::ZERO).await;
            }
            Ok(http::Response::new(EMPTY.into()))
        })
    }
}

#[test]
fn a_wait_within_a_task_does_not_run_out_of_the_tasks_budget() {
    let client = Client::builder().credential(credential()).transport(Busy).build().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let call = client.wss().cert_get_list(CertGetListRequest::new());
    assert_eq!(runtime.block_on(runtime.spawn(async { call.wait() })).unwrap().unwrap().total_num, 0);
}

#[test]
fn timeouts_hold_for_who_waits() {
    let client = Client::builder()
        .credential(credential())
        .transport(SilentTransport::new())
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let call = || client.wss().cert_get_list(CertGetListRequest::new()).timeout(Duration::from_millis(20));
    let said = "CertGetList failed: the call was not through within 20ms [wss.api.qcloud.com, 1 attempt, may have been sent]";
    assert_eq!(call().wait().unwrap_err().to_string(), said);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(async { call().wait() }).unwrap_err().to_string(), said);
}

/// Panics after it has sent.
#[derive(Debug)]
struct Panics;

impl Transport for Panics {
    fn send(
        &self,
        _request: http::Request<bytes::Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async { panic!("boom after sending") })
    }
}

#[test]
fn a_panic_reaches_who_waits() {
    let client = builder(Panics, &TestRuntime::new()).build().unwrap();
    let call = client.wss().cert_get_list(CertGetListRequest::new());
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| call.wait().map(drop))).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"boom after sending"));
    // The next call finds everything in order.
    client_that_works().wss().cert_get_list(CertGetListRequest::new()).wait().unwrap();
}

fn client_that_works() -> Client {
    client(Server::new(|_, _| ok(EMPTY)), &TestRuntime::new())
}
