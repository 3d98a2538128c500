//! The default transport against a server on loopback that answers byte for byte as told.

#![cfg(feature = "reqwest")]

use std::error::Error as _;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use qcloud_client::transport::{
    Delivery, ReqwestTransport, ReqwestTransportBuilder, Transport as _, TransportError, TransportErrorKind,
};

const ROOT: &str = include_str!("../src/handwritten/transport/root.pem");

/// What the server does with a request, after it has read it.
enum Answer {
    Bytes(Vec<u8>),
    /// Says this, then cuts the connection.
    Cut(Vec<u8>),
    /// Says that the request is there, and keeps the connection open until the client gives up.
    Nothing(tokio::sync::oneshot::Sender<()>),
}

/// Serves the answers one after the other; gives back the requests and the number of connections.
fn serve(answers: Vec<Answer>) -> (String, JoinHandle<(Vec<String>, usize)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v2/index.php", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let mut answers = answers.into_iter().peekable();
        let (mut requests, mut connections) = (Vec::new(), 0);
        while answers.peek().is_some() {
            let mut stream = listener.accept().unwrap().0;
            connections += 1;
            while let Some(request) = read_request(&mut stream) {
                requests.push(request);
                match answers.next().unwrap() {
                    Answer::Bytes(bytes) => stream.write_all(&bytes).unwrap(),
                    Answer::Cut(bytes) => {
                        stream.write_all(&bytes).unwrap();
                        stream.shutdown(Shutdown::Both).unwrap();
                        break;
                    }
                    Answer::Nothing(arrived) => drop(arrived.send(())),
                }
                if answers.peek().is_none() {
                    break;
                }
            }
        }
        (requests, connections)
    });
    (url, server)
}

/// A request with its body; `None` when the client has closed the connection.
fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                return Some(text.into_owned());
            }
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
    }
}

fn ok(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nx-test: yes\r\n\r\n{body}", body.len()).into_bytes()
}

fn transport() -> ReqwestTransport {
    ReqwestTransport::builder().proxy_from_env(false).build().unwrap()
}

fn post(url: &str) -> http::Request<Bytes> {
    http::Request::post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("Nonce=11886".into())
        .unwrap()
}

/// The response to a request, and all of its body.
async fn send(
    transport: &ReqwestTransport,
    request: http::Request<Bytes>,
) -> Result<http::Response<Bytes>, TransportError> {
    let (parts, body) = transport.send(request).await?.into_parts();
    Ok(http::Response::from_parts(parts, body.bytes(1000).await?))
}

async fn failure(answer: Answer) -> TransportError {
    let (url, _server) = serve(vec![answer]);
    send(&transport(), post(&url)).await.unwrap_err()
}

#[tokio::test]
async fn a_response_comes_back_with_status_headers_and_body() {
    let (url, server) = serve(vec![Answer::Bytes(ok("{}"))]);
    let response = send(&transport(), post(&url)).await.unwrap();
    assert_eq!((response.status().as_u16(), &response.body()[..]), (200, &b"{}"[..]));
    assert_eq!(response.headers()["x-test"], "yes");

    let request = server.join().unwrap().0.remove(0);
    assert!(request.starts_with("POST /v2/index.php HTTP/1.1\r\n"), "{request}");
    assert!(request.contains(concat!("user-agent: qcloud-client/", env!("CARGO_PKG_VERSION"))), "{request}");
    assert!(request.contains("accept-encoding: gzip\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\nNonce=11886"), "{request}");
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let (url, server) = serve(vec![Answer::Bytes(ok("1")), Answer::Bytes(ok("2"))]);
    let transport = transport();
    for body in ["1", "2"] {
        assert_eq!(send(&transport, post(&url)).await.unwrap().body(), body);
    }
    assert_eq!(server.join().unwrap().1, 1);
}

#[tokio::test]
async fn a_redirect_is_an_answer_like_others() {
    let (url, server) = serve(vec![Answer::Bytes(
        b"HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
            .to_vec(),
    )]);
    assert_eq!(transport().send(post(&url)).await.unwrap().status(), 307);
    assert_eq!(server.join().unwrap().0.len(), 1);
}

#[tokio::test]
async fn a_compressed_body_is_unpacked() {
    let response =
        [&b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 43\r\n\r\n"[..], &GZIP].concat();
    let (url, _server) = serve(vec![Answer::Bytes(response)]);
    let response = send(&transport(), post(&url)).await.unwrap();
    assert_eq!(response.body(), "{\"code\": 0, \"message\": \"\"}");
}

#[tokio::test]
async fn a_coding_has_other_names_and_any_case() {
    for coding in ["GZIP", "x-gzip", "X-GZip", "Gzip"] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: 43\r\n\r\n");
        let response = [head.as_bytes(), &GZIP].concat();
        let (url, _server) = serve(vec![Answer::Bytes(response.clone())]);
        let read = send(&transport(), post(&url)).await.unwrap();
        assert_eq!(read.body(), "{\"code\": 0, \"message\": \"\"}", "{coding}");
        assert_eq!(read.headers().get("content-encoding"), None);
        let mut damaged = response.clone();
        damaged[head.len() + 12] ^= 0xff;
        let error = failure(Answer::Bytes(damaged)).await;
        assert_eq!(error.kind(), TransportErrorKind::ResponseDamaged, "{error:?}");
    }
    let plain = b"HTTP/1.1 200 OK\r\ncontent-encoding: Identity\r\ncontent-length: 2\r\n\r\n{}".to_vec();
    let (url, _server) = serve(vec![Answer::Bytes(plain)]);
    assert_eq!(send(&transport(), post(&url)).await.unwrap().body(), "{}");
}

#[tokio::test]
async fn a_compressed_body_that_is_damaged_is_told_from_one_that_is_cut() {
    let head = &b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 43\r\n\r\n"[..];
    let mut damaged = GZIP;
    damaged[12] ^= 0xff;
    let error = failure(Answer::Bytes([head, &damaged].concat())).await;
    assert_eq!(error.kind(), TransportErrorKind::ResponseDamaged, "{error:?}");
    let error = failure(Answer::Cut([head, &GZIP[..30]].concat())).await;
    assert_eq!(error.kind(), TransportErrorKind::ResponseCut, "{error:?}");
}

#[tokio::test]
async fn nobody_listening_means_not_sent() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = transport().send(post(&format!("http://{closed}/"))).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.delivery()),
        (TransportErrorKind::Connect, Delivery::NotSent),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_handshake_that_hangs_is_a_connection_timeout_and_nothing_was_sent() {
    // It takes the connection and says nothing, so TLS does not come about.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let limit = Duration::from_millis(20);
    let transport = ReqwestTransport::builder().proxy_from_env(false).connect_timeout(limit).build().unwrap();
    let error = transport.send(post(&url)).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::ConnectTimeout(limit), "{error:?}");
    assert!(error.is_timeout());
    assert_eq!(error.delivery(), Delivery::NotSent);
}

#[tokio::test]
async fn a_connection_cut_before_the_response_leaves_open_what_happened() {
    let error = failure(Answer::Cut(Vec::new())).await;
    assert_eq!((error.kind(), error.delivery()), (TransportErrorKind::Cut, Delivery::Unknown), "{error:?}");
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn a_response_that_breaks_off_is_answered() {
    for head in ["content-length: 100", "transfer-encoding: chunked"] {
        let answer = Answer::Cut(format!("HTTP/1.1 502 Bad\r\n{head}\r\n\r\n").into_bytes());
        let (url, _server) = serve(vec![answer]);
        let response = transport().send(post(&url)).await.unwrap();
        assert_eq!(response.status().as_u16(), 502);
        let error = response.into_body().bytes(1000).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::ResponseCut, "{error:?}");
        assert_eq!(error.delivery(), Delivery::Answered);
    }
}

#[tokio::test]
async fn a_response_that_is_not_http_leaves_open_what_happened() {
    for answer in ["220 smtp ready\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nbad header\r\n\r\n"]
    {
        let error = failure(Answer::Cut(answer.into())).await;
        let found = (error.kind(), error.delivery());
        assert_eq!(found, (TransportErrorKind::NotHttp, Delivery::Unknown), "{error:?}");
    }
}

#[tokio::test]
async fn more_headers_than_are_read_are_an_error_of_their_own() {
    let answer = |headers: usize| {
        let lines = "x-test: y\r\n".repeat(headers);
        format!("HTTP/1.1 200 OK\r\n{lines}content-length: 0\r\n\r\n")
    };
    let error = failure(Answer::Bytes(answer(200).into())).await;
    let found = (error.kind(), error.delivery());
    assert_eq!(found, (TransportErrorKind::HeadTooLarge, Delivery::Answered), "{error:?}");
    let (url, _server) = serve(vec![Answer::Bytes(answer(90).into())]);
    assert_eq!(transport().send(post(&url)).await.unwrap().headers().len(), 91);
}

#[test]
fn outside_of_a_runtime_a_request_is_refused() {
    let sent = transport().send(post("http://127.0.0.1:1/")).now_or_never().unwrap();
    let error = sent.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (TransportErrorKind::Refused, Delivery::NotSent));
    assert_eq!(error.source().unwrap().to_string(), "reqwest works only inside of a tokio runtime");
}

/// The reason for which no transport can be built.
fn unbuildable(builder: ReqwestTransportBuilder) -> String {
    let error = builder.proxy_from_env(false).build().unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Refused);
    error.source().unwrap().to_string()
}

#[test]
fn settings_that_can_t_work_are_said_when_the_transport_is_built() {
    for (builder, said) in [
        (
            ReqwestTransport::builder().root_certificates("s3cr3t"),
            "what was given as root certificates holds no certificate in PEM",
        ),
        (
            ReqwestTransport::builder().client_certificate(ROOT, "s3cr3t"),
            "the key of the client certificate is not a private key in PEM",
        ),
        (
            ReqwestTransport::builder().proxy("http://user:s3cr3t@proxy:99999"),
            "what was given to `proxy(...)` is not the address of a proxy, such as `http://proxy.example.com:3128`",
        ),
        (
            ReqwestTransport::builder().proxy_credentials("user", "s3cr3t"),
            "`proxy_credentials(...)` goes with `proxy(...)`",
        ),
    ] {
        assert!(!format!("{builder:?}").contains("s3cr3t"), "{builder:?}");
        assert_eq!(unbuildable(builder), said);
    }
}

#[test]
fn nothing_that_is_printed_of_a_transport_shows_a_password() {
    let builder = ReqwestTransport::builder()
        .only_root_certificates(ROOT)
        .proxy("http://user:s3cr3t@proxy.example.com:3128")
        .proxy_credentials("user", "s3cr3t");
    assert!(!format!("{builder:?} {:?}", builder.clone().build().unwrap()).contains("s3cr3t"));
}

#[tokio::test]
async fn this_machine_is_reached_without_the_proxy_of_the_program() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let of_reqwest = address.clone();
    for builder in [
        ReqwestTransport::builder().proxy(&address),
        ReqwestTransport::builder()
            .proxy_from_env(false)
            .http(move |http| http.proxy(reqwest::Proxy::all(&of_reqwest).unwrap())),
    ] {
        let (url, _server) = serve(vec![Answer::Bytes(ok("1"))]);
        let transport = builder.build().unwrap();
        assert_eq!(send(&transport, post(&url)).await.unwrap().body(), "1");
        assert!(proxy.accept().is_err(), "the proxy was asked");
        // Other hosts are reached through it.
        let elsewhere = tokio::time::timeout(Duration::from_secs(5), async {
            let request = transport.send(post("http://elsewhere.example.com/"));
            let mut request = std::pin::pin!(request);
            loop {
                if let Ok((mut stream, _)) = proxy.accept() {
                    break stream.write_all(&ok("by proxy")).unwrap();
                }
                assert!(request.as_mut().now_or_never().is_none());
                tokio::task::yield_now().await;
            }
        });
        elsewhere.await.unwrap();
    }
}

#[tokio::test]
async fn what_the_transport_rests_on_is_set_after_the_program_s_changes() {
    let answer = b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /2\r\ncontent-length: 0\r\n\r\n".to_vec();
    let (url, server) = serve(vec![Answer::Bytes(answer)]);
    let transport = ReqwestTransport::builder()
        .proxy_from_env(false)
        .http(|http| http.redirect(reqwest::redirect::Policy::limited(5)).referer(true).user_agent("mine"))
        .build()
        .unwrap();
    assert_eq!(transport.send(post(&url)).await.unwrap().status(), 307);
    assert!(server.join().unwrap().0[0].contains("user-agent: mine\r\n"));
}

#[tokio::test]
async fn a_body_comes_in_chunks_and_is_longer_than_asked_for() {
    let mut chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    chunked.extend(format!("190\r\n{}\r\n", "x".repeat(400)).bytes());
    // The rest never comes, and what is there is read all the same.
    let (url, _server) =
        serve(vec![Answer::Bytes(chunked), Answer::Nothing(tokio::sync::oneshot::channel().0)]);
    let mut body = transport().send(post(&url)).await.unwrap().into_body();
    let mut read = 0;
    while read < 400 {
        read += body.chunk().await.unwrap().unwrap().len();
    }
    assert_eq!(read, 400);
}

#[tokio::test]
async fn a_place_is_kept_until_the_body_is_dropped() {
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n".to_vec();
    let (url, _server) = serve(vec![Answer::Bytes(chunked), Answer::Bytes(ok("2"))]);
    let transport = ReqwestTransport::builder().proxy_from_env(false).max_connections(1).build().unwrap();
    let first = transport.send(post(&url)).await.unwrap();
    let mut second = std::pin::pin!(send(&transport, post(&url)));
    assert!(second.as_mut().now_or_never().is_none());
    drop(first);
    assert_eq!(second.await.unwrap().body(), "2");
}

#[tokio::test]
async fn dropping_the_future_ends_the_exchange() {
    let (say, said) = tokio::sync::oneshot::channel();
    let (url, server) = serve(vec![Answer::Nothing(say), Answer::Bytes(ok("2"))]);
    let transport = transport();
    tokio::select! {
        _ = transport.send(post(&url)) => panic!("nothing was answered"),
        it = said => it.unwrap(),
    }
    // The server reads the end of the first connection, then takes the second.
    assert_eq!(send(&transport, post(&url)).await.unwrap().body(), "2");
    assert_eq!(server.join().unwrap().1, 2);
}

#[tokio::test]
async fn errors_do_not_show_the_query_or_the_body() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (cut, _server) = serve(vec![Answer::Cut(Vec::new())]);
    for url in [format!("http://{closed}/"), cut] {
        let error = transport().send(post(&format!("{url}?Signature=s1gn4ture"))).await.unwrap_err();
        let mut shown = format!("{error} {error:?}");
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            shown += &format!(" {error} {error:?}");
            cause = error.source();
        }
        assert!(!shown.contains("s1gn4ture") && !shown.contains("11886"), "{shown}");
    }
}

/// `{"code": 0, "message": ""}`
const GZIP: [u8; 43] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x4a, 0xce, 0x4f, 0x49, 0x55,
    0xb2, 0x52, 0x30, 0xd0, 0x51, 0x50, 0xca, 0x4d, 0x2d, 0x2e, 0x4e, 0x4c, 0x07, 0xf1, 0x94, 0x94, 0x6a,
    0x01, 0x8b, 0xfb, 0x61, 0x58, 0x1a, 0x00, 0x00, 0x00,
];
