//! Headers and parameters that a program adds, and what it calls itself.

use qcloud_client::testing::{ReplayTransport, TestRuntime};
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest};
use qcloud_client::{Json, Untyped};
use serde_json::json;

use crate::support::{DELETED, EMPTY, KEY, assert_signed, builder, client, next, ok, replay};
use crate::tc3::{DescribeRequest, JsonServer, sent, success};

#[tokio::test]
async fn a_header_travels_unsigned_and_that_of_a_call_goes_first() {
    let server = JsonServer::new(|_, _| ok(success()));
    let builder = builder(server.clone(), &TestRuntime::new()).region("ap-guangzhou");
    let client = builder.header("X-TC-Canary", "client").header("x-more", "1").build().unwrap();
    client.call(DescribeRequest { limit: None }).header("x-tc-canary", "call").await.unwrap();
    client.call(DescribeRequest { limit: None }).await.unwrap();
    client
        .call_untyped(Untyped::tc3("cvm", "2017-03-12", "X", json!({})))
        .header("x-own", "2")
        .await
        .unwrap();
    let requests = server.requests();
    let headers = |name| requests.iter().map(|sent| sent.header(name)).collect::<Vec<_>>();
    assert_eq!(headers("x-tc-canary"), [Some("call"), Some("client"), Some("client")]);
    assert_eq!(headers("x-more"), [Some("1"); 3]);
    assert_eq!(headers("x-own"), [None, None, Some("2")]);
    requests.iter().for_each(crate::tc3::JsonRequest::assert_signed);
}

#[tokio::test]
async fn a_header_that_is_ours_or_none_is_an_error_that_names_it_and_shows_no_value() {
    for (name, value, said) in [
        ("Host", "s3cr3t.example.com", "the header `Host` is the client's own and can't be set"),
        ("authorization", "s3cr3t", "the header `authorization` is the client's own and can't be set"),
        ("X-TC-Action", "s3cr3t", "the header `X-TC-Action` is the client's own and can't be set"),
        (
            "X-TC-RequestClient",
            "s3cr3t",
            "the header `X-TC-RequestClient` is the client's own and can't be set",
        ),
        ("Content-Length", "5", "the header `Content-Length` is the client's own and can't be set"),
        (
            "Transfer-Encoding",
            "chunked",
            "the header `Transfer-Encoding` is the client's own and can't be set",
        ),
        ("a b", "s3cr3t", "`a b` is not the name of a header"),
        ("", "s3cr3t", "`` is not the name of a header"),
        ("x\r\ny", "s3cr3t", "`x\\r\\ny` is not the name of a header"),
        ("x-a", "s3cr3t\r\ny: z", "the value of the header `x-a` has characters that no header can carry"),
        ("x-a", "s3cr3t é", "the value of the header `x-a` has characters that no header can carry"),
    ] {
        let error = builder(replay([]), &TestRuntime::new()).header(name, value).build().unwrap_err();
        assert_eq!(error.to_string(), said);
        let transport = ReplayTransport::new();
        let client = client(transport.clone(), &TestRuntime::new());
        let call = client.wss().cert_get_list(CertGetListRequest::new()).header(name, value);
        assert!(!format!("{call:?}").contains("s3cr3t"));
        let error = call.await.unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains(said), "{error}");
        assert_eq!(transport.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_secret_in_a_header_is_shown_nowhere() {
    let echo = ok(r#"{"code":5100,"message":"no key t0k3n-of-mine"}"#);
    let client = builder(replay([echo]), &TestRuntime::new()).header("X-Gateway-Token", "t0k3n-of-mine");
    assert!(!format!("{client:?}").contains("t0k3n"));
    let error = client.build().unwrap().wss().cert_get_list(CertGetListRequest::new()).await.unwrap_err();
    assert!(error.to_string().contains("no key [redacted]"), "{error}");
}

#[tokio::test]
async fn each_request_has_an_id_of_its_own_where_that_is_wanted() {
    let sent_with = |trace_ids: bool, own: Option<&'static str>| async move {
        let server = JsonServer::new(|_, _| ok(success()));
        let builder =
            builder(server.clone(), &TestRuntime::new()).region("ap-guangzhou").trace_ids(trace_ids);
        let builder = own.iter().fold(builder, |builder, id| builder.header("X-TC-TraceId", id));
        let client = builder.build().unwrap();
        for _ in 0..2 {
            client.call(DescribeRequest { limit: None }).await.unwrap();
        }
        let requests = server.requests();
        requests.iter().map(|sent| sent.header("x-tc-traceid").map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(sent_with(false, None).await, [None, None]);
    let own = Some("mine".to_owned());
    assert_eq!(sent_with(true, Some("mine")).await, [own.clone(), own]);
    let ids: Vec<_> = sent_with(true, None).await.into_iter().map(Option::unwrap).collect();
    assert_ne!(ids[0], ids[1]);
    for id in ids {
        let groups: Vec<_> = id.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12], "{id}");
        assert!(id.as_bytes()[14] == b'4' && b"89ab".contains(&id.as_bytes()[19]), "{id}");
        assert!(id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit()), "{id}");
    }
}

#[tokio::test]
async fn a_program_has_a_name_in_the_characters_that_the_vendor_s_clients_take() {
    let version = env!("CARGO_PKG_VERSION");
    let sent =
        sent(|it| it.region("ap-guangzhou").app_name("my exporter;2.1"), DescribeRequest { limit: None })
            .await;
    let client = format!("qcloud-client-{version}; my exporter;2.1");
    assert_eq!(sent.header("x-tc-requestclient"), Some(client.as_str()));
    assert_eq!(sent.header("user-agent"), Some(format!("qcloud-client/{version} my-exporter-2.1").as_str()));

    let transport = replay([ok(EMPTY)]);
    let legacy = builder(transport.clone(), &TestRuntime::new()).app_name("exporter").build().unwrap();
    legacy.wss().cert_get_list(CertGetListRequest::new()).await.unwrap();
    let sent = transport.requests().remove(0);
    assert_eq!(sent.parameter("RequestClient"), Some(format!("qcloud-client-{version}; exporter")));
    assert_signed(&sent, KEY);
    for wrong in ["", " ", "a/b", "é", "a\r\nb", &"x".repeat(129)] {
        let error = builder(replay([]), &TestRuntime::new()).app_name(wrong).build().unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains("name of the program"), "{error}");
    }
}

#[tokio::test]
async fn a_parameter_that_the_spec_lacks_is_sent_and_signed_in_either_protocol() {
    let server = JsonServer::new(|_, _| ok(success()));
    let client = client(server.clone(), &TestRuntime::new());
    let call = client.call(DescribeRequest { limit: Some(5) }).region("ap-guangzhou");
    call.parameter("Extra", json!({"a": [1, 2.50]})).parameter("On", true).await.unwrap();
    let call = client.call(DescribeRequest { limit: None }).region("ap-guangzhou");
    call.parameter("Only", Json::Null).await.unwrap();
    let requests = server.requests();
    assert_eq!(&requests[0].http.body()[..], br#"{"Limit":5,"Extra":{"a":[1,2.5]},"On":true}"#);
    assert_eq!(&requests[1].http.body()[..], br#"{"Only":null}"#);
    requests.iter().for_each(crate::tc3::JsonRequest::assert_signed);

    let transport = replay([ok(EMPTY), ok(EMPTY), ok(DELETED)]);
    let client = self::client(transport.clone(), &TestRuntime::new());
    let list = || client.wss().cert_get_list(CertGetListRequest::new().page(2));
    list().parameter("tags", json!(["a", {"key": "b"}])).parameter("isVip", 1).await.unwrap();
    list().parameter("loginPassword", "hunter2").await.unwrap();
    client.wss().cert_delete(CertDeleteRequest::new("x")).parameter("force", true).await.unwrap();
    let requests = transport.requests();
    for (request, name, value) in [
        (0, "tags.0", "a"),
        (0, "tags.1.key", "b"),
        (0, "isVip", "1"),
        (1, "loginPassword", "hunter2"),
        (2, "force", "true"),
    ] {
        assert_eq!(requests[request].parameter(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(requests[1].http().method(), "POST", "a secret stands in no URL");
    for request in &requests {
        assert_signed(request, KEY);
    }
}

#[tokio::test]
async fn a_parameter_that_the_request_sets_is_refused_by_name() {
    let transport = ReplayTransport::new();
    let client = client(transport.clone(), &TestRuntime::new());
    let set = "the request sets `page` itself: `parameter(...)` is for names that it does not set";
    let list = || client.wss().cert_get_list(CertGetListRequest::new().page(2));
    let error = list().parameter("page", 3).await.unwrap_err();
    assert!(error.to_string().contains(set) && error.is_invalid_request(), "{error}");
    assert!(list().parameter("a", 1).parameter("a", 2).await.unwrap_err().is_invalid_request());
    assert!(list().parameter("a", json!([])).await.unwrap_err().is_invalid_request());
    let error = list().parameter("Nonce", 3).await.unwrap_err();
    assert!(error.to_string().contains("`Nonce` is set by the client"), "{error}");
    let call = client.call(DescribeRequest { limit: Some(5) }).region("ap-guangzhou");
    let error = call.parameter("Limit", 6).await.err().unwrap();
    assert!(error.request_error().is_some() && error.to_string().contains("`Limit`"), "{error}");
    assert_eq!(transport.requests().len(), 0);
}

#[tokio::test]
async fn a_parameter_goes_with_every_page_and_its_secret_is_shown_nowhere() {
    let page = || ok(r#"{"code":0,"data":{"totalNum":4,"list":[{"id":"a"},{"id":"b"}]}}"#);
    let last = ok(r#"{"code":5100,"message":"not hunter2-and-more"}"#);
    let transport = replay([page(), last]);
    let client = client(transport.clone(), &TestRuntime::new());
    let call = client.wss().cert_get_list(CertGetListRequest::new().count(2));
    let call = call.parameter("zone", "z").parameter("filePassword", "hunter2-and-more");
    assert!(!format!("{call:?}").contains("hunter2"));
    let mut pages = call.pages();
    next(&mut pages).await.unwrap().unwrap();
    let error = next(&mut pages).await.unwrap().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    let requests = transport.requests();
    assert!(requests.iter().all(|request| request.parameter("zone").as_deref() == Some("z")));
    assert_eq!(requests.len(), 2);
}
