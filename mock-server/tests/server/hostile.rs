//! Clients that break off, dawdle or send what nobody should print.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{call, fixed};

/// What comes back for bytes after which the client says no more.
async fn answer(address: std::net::SocketAddr, request: &str, is_closed: bool) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    if is_closed {
        stream.shutdown().await.unwrap();
    }
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_body_that_is_cut_short_is_a_bad_request() {
    let server = fixed().start().await.unwrap();
    for head in
        ["Content-Length: 100\r\n\r\nAction=CertGetList", "Transfer-Encoding: chunked\r\n\r\n20\r\nAction"]
    {
        let request = format!("POST /v2/index.php HTTP/1.1\r\nHost: a\r\n{head}");
        let answer = answer(server.address(), &request, true).await;
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
    }
    assert_eq!(server.requests(), []);
    assert_eq!(call(&server, "CertGetList", &[]).send().await.code(), 0);
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let server = fixed().start().await.unwrap();
    let head = format!("POST /v2/index.php HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", 17 << 20);
    let answer = answer(server.address(), &head, true).await;
    assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{answer}");
}

#[tokio::test]
async fn a_client_that_never_ends_its_headers_is_let_go() {
    let server = fixed().header_timeout(Duration::from_millis(20)).start().await.unwrap();
    for beginning in ["", "POST", "POST /v2/index.php HTTP/1.1\r\nHost: a\r\n"] {
        let answer = answer(server.address(), beginning, false).await;
        assert!(!answer.contains("200"), "{answer}");
    }
    assert_eq!(server.requests(), []);
}
