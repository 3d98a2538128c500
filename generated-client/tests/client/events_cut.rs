//! A server that fails at every possible byte of a stream, over a real connection: what was whole arrives, and nothing else does.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use qcloud_client::transport::ReqwestTransport;
use qcloud_client::{Client, RetryPolicy};

use crate::events::{chat, read};
use crate::support::credential;

const STREAM: &str = ": hello\n\nid: 1\ndata: {\"Text\":\"a\"}\n\ndata:{\"Text\":\r\ndata: \"b\"}\r\n\r\ndata: {\"Text\":\"c\"}";

/// The answer in chunks of so many bytes, and how many events are whole behind each byte of it.
fn answer(size: usize) -> (Vec<u8>, Vec<u64>) {
    let mut bytes =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let mut whole = vec![0; bytes.len()];
    let mut sent = String::new();
    for chunk in STREAM.as_bytes().chunks(size) {
        let chunk = std::str::from_utf8(chunk).unwrap();
        let head = format!("{:x}\r\n", chunk.len());
        bytes.extend(head.bytes());
        whole.extend(head.bytes().map(|_| events_in(&sent)));
        for byte in chunk.chars() {
            sent.push(byte);
            bytes.push(byte as u8);
            whole.push(events_in(&sent));
        }
        bytes.extend(b"\r\n");
        whole.extend([events_in(&sent); 2]);
    }
    bytes.extend(b"0\r\n\r\n");
    whole.extend([events_in(&sent); 5]);
    (bytes, whole)
}

/// How many events have their empty line. A line may end in CR alone.
fn events_in(text: &str) -> u64 {
    let ends = [text.find("\"a\"}\n\n"), text.find("\"b\"}\r\n\r")];
    ends.iter().flatten().count() as u64
}

/// Reads a request and answers with the beginning of the answer.
fn serve(listener: &TcpListener, answer: &[u8]) {
    let mut stream = listener.accept().unwrap().0;
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).unwrap();
        request.extend_from_slice(&buffer[..read]);
    }
    write(&mut stream, answer);
}

fn is_whole(request: &[u8]) -> bool {
    String::from_utf8_lossy(request).split_once("\r\n\r\n").is_some_and(|(_, body)| body.ends_with('}'))
}

/// The client may have seen enough and be gone.
fn write(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_that_fails_at_any_byte_costs_only_what_was_not_whole() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let transport = ReqwestTransport::builder().proxy_from_env(false).build().unwrap();
    let builder = Client::builder()
        .credential(credential())
        .transport(transport)
        .loopback_endpoint(&format!("http://{}", listener.local_addr().unwrap()));
    let once = builder.clone().retry(RetryPolicy::none()).build().unwrap();
    let client = builder.attempt_timeout(Duration::from_secs(20)).build().unwrap();
    let head = answer(1).0.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
    for size in [1, 13, 1000] {
        let (bytes, whole) = answer(size);
        for end in 0..=bytes.len() {
            let (part, expected) = (bytes[..end].to_vec(), end.checked_sub(1).map_or(0, |last| whole[last]));
            let taking = listener.try_clone().unwrap();
            let server = tokio::task::spawn_blocking(move || serve(&taking, &part));
            // What fails before the stream would be repeated.
            let (texts, error) = read(chat(if end < head { &once } else { &client })).await;
            server.await.unwrap();
            if end == bytes.len() {
                assert_eq!(
                    (texts, error.map(|error| error.to_string())),
                    (vec!["a".into(), "b".into(), "c".into()], None)
                );
                continue;
            }
            let error = error.unwrap();
            assert_eq!(texts.len() as u64, expected, "{size} {end}: {error}");
            let came = (end >= head).then_some(expected);
            assert_eq!(error.events(), came, "{size} {end}: {error}");
            assert!(error.is_transport() && error.attempts() == 1, "{size} {end}: {error}");
        }
    }
}
