//! What the server remembers of requests.

use qcloud_mock_server::Fault;

use crate::support::{NOW, call, fixed};

#[tokio::test]
async fn each_attempt_is_written_down_with_what_became_of_it() {
    let server = fixed().start().await.unwrap();
    server.inject_at(2, Fault::CutBefore);
    server.inject_at(3, Fault::Status(503));
    let request = || call(&server, "CertGetList", &[("page", "2")]).set("Region", "gz").set("Nonce", "1");
    request().get().send().await;
    request().set("Nonce", "2").set("Token", "secret").try_send().await;
    request().set("Nonce", "2").try_send().await;
    let requests = server.requests();
    let first = &requests[0];
    assert_eq!(
        (first.number, first.http_method.as_str(), first.action.as_deref()),
        (1, "GET", Some("CertGetList"))
    );
    assert_eq!(
        (first.nonce.as_deref(), first.timestamp.as_deref()),
        (Some("1"), Some(NOW.to_string().as_str()))
    );
    assert_eq!(
        (first.region.as_deref(), first.signature_method.as_deref()),
        (Some("gz"), Some("HmacSHA256"))
    );
    assert_eq!((first.parameter("page"), first.parameters.len()), (Some("2"), 1));
    assert_eq!((first.has_token, requests[1].has_token), (false, true));
    let outcomes: Vec<_> = requests
        .iter()
        .map(|request| (request.fault.clone(), request.refused.clone(), request.carried_out))
        .collect();
    assert_eq!(
        outcomes,
        [
            (None, None, true),
            (Some(Fault::CutBefore), None, true),
            (Some(Fault::Status(503)), Some(4500.into()), false), // a fault hides no mistake: the nonce was used before
        ]
    );
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn no_secret_is_written_down() {
    let server = fixed().start().await.unwrap();
    let upload = [
        ("cert", "SECRET1"),
        ("certType", "SVR"),
        ("key", "SECRET2"),
        ("kye", "SECRET3"),
        ("key.0", "SECRET4"),
    ];
    call(&server, "CertUpload", &upload).set("Token", "SECRET5").send().await;
    call(&server, "Unknown", &[("key", "SECRET6")]).send().await;
    let requests = server.requests();
    assert_eq!(requests[0].parameter("certType"), Some("SVR"));
    assert_eq!(requests[0].parameter("key"), Some("***"));
    let shown = format!("{requests:?}");
    assert!(!shown.contains("SECRET"), "{shown}");
    assert!(!shown.contains("Signature:"), "{shown}");
}

#[tokio::test]
async fn an_observer_hears_of_each_request() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let server = fixed().observe(move |request| sender.send(request.number).unwrap()).start().await.unwrap();
    call(&server, "CertGetList", &[]).send().await;
    call(&server, "CertGetList", &[]).send().await;
    assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn a_server_that_is_shut_down_closes_its_port_and_its_connections() {
    let server = fixed().start().await.unwrap();
    let address = server.address();
    let mut idle = tokio::net::TcpStream::connect(address).await.unwrap();
    call(&server, "CertGetList", &[]).send().await;
    server.shutdown().await;
    let refused = tokio::net::TcpStream::connect(address).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    let mut buffer = [0];
    let read = tokio::io::AsyncReadExt::read(&mut idle, &mut buffer).await;
    assert!(matches!(read, Ok(0) | Err(_)));
}
