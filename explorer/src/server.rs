//! The server: a listener on loopback, and a task for each connection.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body_util::{BodyExt, Full};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

use crate::guard::{LARGEST_BODY, sealed};
use crate::state::State;
use crate::{Response, view};

/// How long a client may take to say what it wants.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a client may take to send a form.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);
/// How long to wait after a connection that could not be taken.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Answers whoever connects, for as long as the future is polled.
pub async fn serve(listener: TcpListener, state: Arc<State>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(connection(stream, Arc::clone(&state)))),
            // A client that is gone again, or too many open files: either passes, but not at once.
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

async fn connection(stream: TcpStream, state: Arc<State>) {
    let service = service_fn(move |request| {
        let state = Arc::clone(&state);
        async move { Ok::<_, Infallible>(respond(state, request).await.map(Full::new)) }
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    // The error is the client's.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

/// Reads a body; none when it is too large. That too is read to its end, since a client that is still writing sees no answer.
async fn read(mut body: hyper::body::Incoming) -> Result<Option<Bytes>, hyper::Error> {
    let (mut whole, mut is_too_large) = (BytesMut::new(), false);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        is_too_large |= whole.len() + data.len() > LARGEST_BODY;
        if is_too_large {
            whole.clear();
        } else {
            whole.extend_from_slice(&data);
        }
    }
    Ok((!is_too_large).then(|| whole.freeze()))
}

async fn respond(state: Arc<State>, request: http::Request<hyper::body::Incoming>) -> Response {
    let (parts, body) = request.into_parts();
    let whole = tokio::time::timeout(BODY_TIMEOUT, read(body)).await;
    let body: Bytes = match whole {
        Ok(Ok(Some(body))) => body,
        Ok(Ok(None)) => {
            let why = "The form is larger than any that is taken.";
            return sealed(view::refused(StatusCode::PAYLOAD_TOO_LARGE, why));
        }
        _ => return sealed(view::refused(StatusCode::BAD_REQUEST, "The request did not come in whole.")),
    };
    // A spec is read and a page made without a pause, which is work for a thread of its own.
    let page =
        tokio::task::spawn_blocking(move || crate::page(&state, &http::Request::from_parts(parts, body)));
    page.await.unwrap_or_else(|_| {
        let why = "The page could not be made. That is a fault of the explorer.";
        sealed(view::refused(StatusCode::INTERNAL_SERVER_ERROR, why))
    })
}
