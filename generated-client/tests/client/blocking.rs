//! The same calls without async, from inside and outside of a runtime.

use qcloud_client::Untyped;
use qcloud_client::testing::TestRuntime;
use qcloud_client::transport::TransportErrorKind as Kinds;
use qcloud_client::wss::CertGetListRequest;

use crate::support::{EMPTY, Server, client, lost, ok, refusal, replay};

fn one_of_each() {
    let client = client(Server::new(|_, _| ok(EMPTY)), &TestRuntime::new());
    let list = || client.wss().cert_get_list(CertGetListRequest::new());
    assert_eq!(list().wait().unwrap().total_num, 0);
    assert_eq!(list().with_metadata().wait().unwrap().raw_body(), EMPTY.as_bytes());
    assert_eq!(
        client.call_untyped(Untyped::v2("wss", "CertGetList", [("page", "1")])).wait().unwrap()["code"],
        0
    );
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
    assert_eq!(error.to_string(), "CertGetList failed: no connection to the server [3 attempts, not sent]");
}
