//! The client over its default transport: which connections a call takes, how many there are, and what is known of a request whose
//! time runs out.

#![cfg(all(feature = "reqwest", feature = "wss"))]

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use qcloud_client::credential::{AssumeRole, InstanceRole};
use qcloud_client::runtime::BoxFuture;
use qcloud_client::transport::{Body, ReqwestTransport, Transport, TransportError};
use qcloud_client::wss::{CertDeleteRequest, CertGetListRequest};
use qcloud_client::{Client, ClientBuilder, Credential, Error, RetryPolicy};

const EMPTY: &str = r#"{"code":0,"message":"","codeDesc":"Success","data":{"totalNum":0,"list":[]}}"#;
const DELETED: &str = r#"{"code":0,"message":"","codeDesc":"Success","data":[]}"#;

/// Answers each request on each connection; counts both.
#[derive(Clone)]
struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Server {
    /// The answer to a request, given its first line; `None` when there is to be none.
    fn start(answer: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { url, connections: Arc::default(), requests: Arc::default() };
        let answer = Arc::new(answer);
        let counts = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                counts.connections.fetch_add(1, Ordering::SeqCst);
                let (counts, answer) = (counts.clone(), Arc::clone(&answer));
                std::thread::spawn(move || counts.serve(stream.unwrap(), &*answer));
            }
        });
        server
    }

    /// One that does what the client's requests ask for.
    fn helpful() -> Self {
        Self::start(|line| Some(ok(if line.starts_with("GET ") { EMPTY } else { DELETED })))
    }

    fn serve(&self, mut stream: TcpStream, answer: &dyn Fn(&str) -> Option<String>) {
        let mut read = Vec::new();
        loop {
            let mut buffer = [0; 4096];
            match stream.read(&mut buffer) {
                Ok(0) | Err(_) => return,
                Ok(length) => read.extend_from_slice(&buffer[..length]),
            }
            let text = String::from_utf8_lossy(&read).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() < length.map_or(0, |length| length.parse().unwrap()) {
                continue;
            }
            read.clear();
            self.requests.fetch_add(1, Ordering::SeqCst);
            if let Some(answer) = answer(&text) {
                stream.write_all(answer.as_bytes()).unwrap();
            }
        }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn builder(url: &str) -> ClientBuilder {
    let builder = Client::builder().credential(Credential::new("AKIDxxxxxxxx", "a-key-of-the-test"));
    builder.loopback_endpoint(url).retry(RetryPolicy::none())
}

async fn list(client: &Client) -> Result<(), Error> {
    client.wss().cert_get_list(CertGetListRequest::new()).await.map(drop)
}

async fn delete(client: &Client) -> Result<(), Error> {
    client.wss().cert_delete(CertDeleteRequest::new("x")).await.map(drop)
}

/// An error in words, whose host is another one in each run.
fn told(error: &Error, url: &str) -> String {
    let (_, host) = url.split_once("://").unwrap();
    assert_eq!(error.host(), Some(host));
    error.to_string().replace(host, "HOST")
}

#[tokio::test]
async fn a_call_that_may_not_be_repeated_takes_no_connection_that_was_kept() {
    let server = Server::helpful();
    let client = builder(&server.url).build().unwrap();
    for (is_list, connections) in [(true, 1), (true, 1), (false, 2), (false, 3), (true, 3)] {
        if is_list { list(&client).await } else { delete(&client).await }.unwrap();
        assert_eq!(server.connections(), connections);
    }
}

#[test]
fn a_client_serves_several_runtimes_also_while_the_others_stand_still() {
    let server = Server::helpful();
    let client = builder(&server.url).attempt_timeout(Duration::from_secs(20)).build().unwrap();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    first.block_on(list(&client)).unwrap();
    // The first one stands still, with the connection that it keeps.
    runtime().block_on(list(&client)).unwrap();
    first.block_on(list(&client)).unwrap();
    for _ in 0..20 {
        runtime().block_on(list(&client)).unwrap();
    }
    drop(first);
    runtime().block_on(delete(&client)).unwrap();
}

#[test]
fn outside_of_any_runtime_a_call_is_an_error() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let error = list(&client).now_or_never().unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: calls are awaited inside of a tokio runtime, and there is none here; `.wait()` (feature \
         `blocking`) brings its own [127.0.0.1:1, not sent]"
    );
    assert!(error.is_invalid_request() && !error.may_have_been_sent());
}

#[test]
fn in_a_runtime_without_timers_a_call_is_an_error() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let bare = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let error = bare.block_on(list(&client)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "CertGetList failed: the tokio runtime here has no timers: build it with `enable_all()` [127.0.0.1:1, not sent]"
    );
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn a_limit_that_ends_the_connecting_means_not_sent() {
    // Takes connections and never answers the handshake.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let limit = Duration::from_millis(50);
    let url = format!("https://{}", silent.local_addr().unwrap());
    let builder = || {
        let builder = Client::builder().credential(Credential::new("AKIDxxxxxxxx", "a-key-of-the-test"));
        builder.endpoint(&url).retry(RetryPolicy::none())
    };
    let of_attempt = builder().attempt_timeout(limit).build().unwrap();
    let of_call = builder().timeout(limit).build().unwrap();
    for (error, said) in [
        (
            list(&of_attempt).await,
            "CertGetList failed: no connection to the server within 50ms [HOST, 1 attempt, not sent]",
        ),
        (
            delete(&of_attempt).await,
            "CertDelete failed: no connection to the server within 50ms [HOST, 1 attempt, not sent]",
        ),
        (
            list(&of_call).await,
            "CertGetList failed: the call was not through within 50ms [HOST, 1 attempt, not sent]",
        ),
        (
            delete(&of_call).await,
            "CertDelete failed: the call was not through within 50ms [HOST, 1 attempt, not sent]",
        ),
    ] {
        let error = error.unwrap_err();
        assert_eq!(told(&error, &url), said);
        assert!(error.is_timeout() && !error.may_have_been_sent());
    }
}

#[tokio::test]
async fn a_limit_that_ends_the_waiting_for_an_answer_leaves_open_what_happened() {
    let server = Server::start(|_| None);
    let client = builder(&server.url).attempt_timeout(Duration::from_millis(50)).build().unwrap();
    for result in [list(&client).await, delete(&client).await, list(&client).await] {
        let error = result.unwrap_err();
        assert!(error.is_timeout() && error.may_have_been_sent(), "{error}");
        assert_eq!(error.http_status(), None);
    }
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn a_body_that_does_not_end_in_time_has_its_status() {
    let server = Server::start(|_| Some("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_owned()));
    let limit = Duration::from_millis(200);
    let of_attempt = builder(&server.url).attempt_timeout(limit).build().unwrap();
    let of_call = builder(&server.url).timeout(limit).build().unwrap();
    for (client, said) in [
        (of_attempt, "the response began, and did not end within 200ms"),
        (of_call, "the call was not through within 200ms"),
    ] {
        let error = delete(&client).await.unwrap_err();
        let expected = format!("CertDelete failed: {said} [HOST, HTTP 200, 1 attempt, sent");
        assert!(told(&error, &server.url).starts_with(&expected), "{error}");
        assert_eq!(error.http_status().unwrap(), 200);
        assert!(error.is_timeout() && error.may_have_been_sent());
    }
}

#[tokio::test]
async fn a_redirect_is_named_and_not_followed() {
    for (location, said) in [
        (
            "https://login.example.com/x?Signature=y",
            "the server redirects to `login.example.com`, which is not followed",
        ),
        ("/elsewhere", "the server redirects elsewhere, which is not followed"),
    ] {
        let answer = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let server = Server::start(move |_| Some(answer.clone()));
        let error = list(&builder(&server.url).build().unwrap()).await.unwrap_err();
        assert_eq!(
            told(&error, &server.url),
            format!("CertGetList failed: {said} [HOST, HTTP 302, 1 attempt, sent]")
        );
        assert_eq!((error.http_status().unwrap().as_u16(), server.requests()), (302, 1));
    }
}

#[tokio::test]
async fn a_call_that_waits_for_a_connection_until_its_time_is_over_was_not_sent() {
    let server = Server::start(|_| None);
    let transport = ReqwestTransport::builder().proxy_from_env(false).max_connections(1).build().unwrap();
    let client = builder(&server.url).transport(transport).build().unwrap();
    let mut first = Box::pin(list(&client));
    while server.requests() == 0 {
        assert!(first.as_mut().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    let second = client.wss().cert_delete(CertDeleteRequest::new("x")).timeout(Duration::from_millis(50));
    let error = second.await.unwrap_err();
    assert_eq!(
        told(&error, &server.url),
        "CertDelete failed: the call was not through within 50ms [HOST, not sent]"
    );
    assert!(error.is_timeout() && !error.may_have_been_sent());
    assert_eq!((server.requests(), server.connections()), (1, 1));
}

#[tokio::test]
async fn waiting_for_a_connection_is_no_part_of_an_attempt() {
    let server = Server::helpful();
    let transport = ReqwestTransport::builder().proxy_from_env(false).max_connections(2).build().unwrap();
    let client =
        builder(&server.url).transport(transport).attempt_timeout(Duration::from_secs(5)).build().unwrap();
    let calls = (0..200).map(|number| {
        let client = client.clone();
        tokio::spawn(async move { if number % 2 == 0 { list(&client).await } else { delete(&client).await } })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.requests(), 200);
}

/// Runs one of the tests below in a process of its own, through a shell that sets its limits and variables.
#[cfg(unix)]
fn in_a_process(test: &str, shell: &str, url: &str) -> String {
    let script = format!("{shell} exec \"$0\" --exact {test} --nocapture --include-ignored");
    let output = Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("QCLOUD_TEST_URL", url)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    said.into_owned()
}

#[cfg(unix)]
#[test]
fn thousands_of_calls_at_once_do_not_exhaust_the_files_of_a_process() {
    let server = Server::helpful();
    in_a_process("three_thousand_calls_at_once", "ulimit -n 256;", &server.url);
    assert_eq!(server.requests(), 3_000);
}

#[ignore = "run by the test above, in a process of its own"]
#[tokio::test]
async fn three_thousand_calls_at_once() {
    let client = builder(&std::env::var("QCLOUD_TEST_URL").unwrap()).build().unwrap();
    let calls = (0..3_000).map(|number| {
        let client = client.clone();
        tokio::spawn(async move { if number % 3 == 0 { delete(&client).await } else { list(&client).await } })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
}

#[cfg(unix)]
#[test]
fn this_machine_is_reached_without_the_proxies_of_the_environment() {
    let server = Server::helpful();
    let proxy = Server::helpful();
    let proxies = format!("HTTP_PROXY={0} http_proxy={0} ALL_PROXY={0} all_proxy={0}", proxy.url);
    in_a_process("a_call_to_this_machine", &proxies, &server.url);
    assert_eq!((server.requests(), proxy.connections()), (1, 0));
}

#[ignore = "run by the test above, in a process of its own"]
#[tokio::test]
async fn a_call_to_this_machine() {
    list(&builder(&std::env::var("QCLOUD_TEST_URL").unwrap()).build().unwrap()).await.unwrap();
}

/// A proxy that opens a way to whatever it is asked for; tells what that was, and what was said first on the way.
fn proxy() -> (ReqwestTransport, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
            while !head.ends_with(b"\r\n\r\n") {
                let length = stream.read(&mut buffer).unwrap();
                head.extend_from_slice(&buffer[..length]);
            }
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
            let length = stream.read(&mut buffer).unwrap_or_default();
            let line = String::from_utf8(head).unwrap().lines().next().unwrap_or_default().to_owned();
            let _ = tell.send((line, buffer[..length].to_vec()));
        }
    });
    let limit = Duration::from_millis(100);
    let builder = ReqwestTransport::builder().proxy_from_env(false).proxy(&address).connect_timeout(limit);
    (builder.build().unwrap(), told)
}

#[tokio::test]
async fn a_gateway_and_sts_are_reached_through_the_proxy_under_their_names() {
    let role = AssumeRole::new(Credential::new("AKIDxxxxxxxx", "a-key-of-the-test"), "role");
    let (transport, told) = proxy();
    let new = || Client::builder().transport(transport.clone()).retry(RetryPolicy::none());
    for (client, connect, name) in [
        (
            new()
                .credential(Credential::new("AKIDxxxxxxxx", "key"))
                .endpoint("https://gw.example.com:8443/tencent"),
            "CONNECT gw.example.com:8443 HTTP/1.1",
            "gw.example.com",
        ),
        (
            new().credential_provider(role).root_domain("intl.tencentcloudapi.com"),
            "CONNECT sts.intl.tencentcloudapi.com:443 HTTP/1.1",
            "sts.intl.tencentcloudapi.com",
        ),
    ] {
        let error = delete(&client.build().unwrap()).await.unwrap_err();
        assert!(!error.may_have_been_sent(), "{error}");
        let (line, hello) = told.recv().unwrap();
        assert_eq!(line, connect);
        // The first message of TLS names the server, behind the type of a handshake.
        assert_eq!(hello.first(), Some(&22));
        assert!(hello.windows(name.len()).any(|part| part == name.as_bytes()), "{hello:?}");
        told.try_iter().for_each(drop);
    }
}

/// The names of a machine whose metadata service is at an address of its link, where nobody gives out keys.
#[derive(Debug)]
struct OnLink(ReqwestTransport);

impl Transport for OnLink {
    fn resolve<'a>(&'a self, _: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        Box::pin(std::future::ready(Ok(vec![[169, 254, 254, 253].into()])))
    }

    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.0.send(request)
    }
}

#[tokio::test]
async fn no_proxy_is_asked_for_the_keys_of_a_machine() {
    let (transport, told) = proxy();
    let client = Client::builder().transport(OnLink(transport)).retry(RetryPolicy::none());
    let error = delete(&client.credential_provider(InstanceRole::new()).build().unwrap()).await.unwrap_err();
    assert!(error.is_credential() && !error.may_have_been_sent(), "{error}");
    assert!(told.try_recv().is_err(), "the proxy was asked");
}

#[cfg(unix)]
#[test]
fn an_environment_that_can_t_be_followed_is_an_error_at_build() {
    for (variable, said) in [
        ("HTTPS_PROXY='http://user:s3cr3t@'", "HTTPS_PROXY is set to what is not the address of a proxy"),
        ("all_proxy='s3cr3t host'", "all_proxy is set to what is not the address of a proxy"),
        ("SSL_CERT_FILE=/no/such/file", "SSL_CERT_FILE is set, but there is no root certificate"),
        ("SSL_CERT_DIR=/dev", "SSL_CERT_DIR is set, but there is no root certificate"),
        ("SSL_CERT_FILE=", "SSL_CERT_FILE is set, but there is no root certificate"),
    ] {
        let shown = in_a_process("a_client_that_can_t_be_built", variable, "http://127.0.0.1:1");
        assert!(shown.contains(said) && !shown.contains("s3cr3t"), "{shown}");
    }
}

#[ignore = "run by the test above, in a process of its own"]
#[tokio::test]
async fn a_client_that_can_t_be_built() {
    let built = builder(&std::env::var("QCLOUD_TEST_URL").unwrap()).build().unwrap_err();
    let called = list(&Client::new(Credential::new("AKIDxxxxxxxx", "a-key-of-the-test"))).await.unwrap_err();
    for error in [built, called] {
        assert!(error.is_transport() && !error.may_have_been_sent());
        println!("{error}: {}", std::error::Error::source(&error).unwrap());
    }
}
