//! Exchanges on disk, without secrets, in the form of a spec's examples.

use std::fs;
use std::io::{self, Write as _};
use std::iter;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use serde_json::json;

use super::captured::{Address, CapturedRequest};
use super::fault::{Answer, stream};
use crate::Json;
use crate::handwritten::protocol::{DONE, EventParser, secret_texts, without_secrets};
use crate::handwritten::runtime::BoxFuture;
use crate::handwritten::transport::{
    Body, Reservation, Transport, TransportError, TransportErrorKind, is_event_stream,
};

/// A transport that passes requests on to another one, and writes what it answers to a directory in the form of a spec's
/// examples: `wss/examples/CertGetList/recorded-1.json` is the body of a response, as `cargo xtask drift` and the key `examples`
/// of a spec read it, and `wss/CertGetList.yaml` has the lines for that key, parameters included. An answer that streams becomes
/// `recorded-1.sse`, when it has come to its end.
///
/// [`ReplayTransport::recorded`](super::ReplayTransport::recorded) answers with it. Answers that are no JSON, and streams with an event
/// that is none or without one, are not kept.
///
/// Nothing of the credential is written, and nothing of a request that the spec calls sensitive. What has a name of a secret, such as `Password`, `SecretKey` or `Token`, whatever begins as
/// a private key in PEM, and what [`sensitive`](Self::sensitive) names becomes `REDACTED`, in requests and responses, and so does a
/// text that has such a value in it. All other values are written as they are, personal data too: look at them before you
/// commit them.
///
/// ```no_run
/// # #[cfg(all(feature = "reqwest", feature = "wss"))]
/// # async fn record() -> Result<(), Box<dyn std::error::Error>> {
/// use qcloud_client::testing::{RecordingTransport, ReplayTransport};
/// use qcloud_client::transport::ReqwestTransport;
/// use qcloud_client::{Client, Credential};
///
/// // Once, by hand:
/// let transport = RecordingTransport::new(ReqwestTransport::builder().build()?, "tests/recorded");
/// let client = Client::builder().credential(Credential::from_env()?).transport(transport).build()?;
/// // In the tests:
/// let replay = ReplayTransport::new().recorded("tests/recorded")?;
/// # let _ = (client, replay);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RecordingTransport<T> {
    transport: T,
    recorder: Recorder,
}

/// Where answers are written, and what is not.
#[derive(Clone, Debug)]
struct Recorder {
    directory: PathBuf,
    sensitive: Vec<String>,
}

impl<T: Transport> RecordingTransport<T> {
    /// Writes to a directory, which is made when there is something to write, what this transport answers. What it has already
    /// stays.
    pub fn new(transport: T, directory: impl Into<PathBuf>) -> Self {
        Self { transport, recorder: Recorder { directory: directory.into(), sensitive: Vec::new() } }
    }

    /// More names whose values are secrets, whatever stands under them, at any depth and in either case of letters.
    #[must_use]
    pub fn sensitive(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.recorder.sensitive.extend(names.into_iter().map(Into::into));
        self
    }
}

impl Recorder {
    /// Writes an exchange, if it is one in JSON, or in events with JSON in them.
    fn keep(&self, request: &CapturedRequest, body: &[u8], is_stream: bool) -> io::Result<()> {
        let response = if is_stream { all_events(body) } else { serde_json::from_slice(body) };
        let (Some(action), Ok(response)) = (request.action(), response) else { return Ok(()) };
        let is_empty = is_stream && response.as_array().is_some_and(Vec::is_empty);
        if is_empty || !is_name(request.service()) || !is_name(&action) {
            return Ok(());
        }
        let parameters = request.json();
        let mut secrets = request.secrets();
        for json in [&parameters, &response] {
            secrets
                .extend(secret_texts(json.clone(), &self.sensitive).iter().map(|secret| secret.to_string()));
        }
        let clean = without_secrets(response.clone(), &self.sensitive, &secrets);
        let is_clean = clean == response;
        let body = match clean {
            Json::Array(clean) if is_stream => cleaned_stream(body, &clean, is_clean, &secrets),
            _ if is_clean => body.to_vec(),
            clean => format!("{clean:#}\n").into_bytes(),
        };
        let service = self.directory.join(directory_of(request));
        let examples = service.join("examples").join(&action);
        fs::create_dir_all(&examples)?;
        let (name, mut file) = new_file(&examples, if is_stream { "sse" } else { "json" })?;
        file.write_all(&body)?;
        let parameters = as_typed(without_secrets(parameters, &self.sensitive, &secrets), request.is_v3());
        let mut yaml =
            fs::OpenOptions::new().create(true).append(true).open(service.join(format!("{action}.yaml")))?;
        if yaml.metadata()?.len() == 0 {
            yaml.write_all(b"examples:\n")?;
        }
        let response = format!("examples/{action}/{name}");
        let example =
            json!({"captured": true, "doc": "Recorded.", "parameters": parameters, "response": response});
        writeln!(yaml, "  - {example}")
    }
}

impl<T: Transport> Transport for RecordingTransport<T> {
    fn reserve(&self) -> BoxFuture<'_, Reservation> {
        self.transport.reserve()
    }

    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, std::io::Result<Vec<IpAddr>>> {
        self.transport.resolve(host)
    }

    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Answer> {
        let captured = CapturedRequest::new(request.clone());
        Box::pin(async move {
            let response = self.transport.send(request).await?;
            let is_stream = is_event_stream(response.headers());
            let end = Some((captured, self.recorder.clone()));
            Ok(response.map(|body| Body::stream(Recorded { body, so_far: Vec::new(), is_stream, end })))
        })
    }
}

/// A body on its way to the client, which is written down when it has come to its end.
struct Recorded {
    body: Body,
    so_far: Vec<u8>,
    /// Whether it is one of events.
    is_stream: bool,
    /// To do when the body ends.
    end: Option<(CapturedRequest, Recorder)>,
}

impl Stream for Recorded {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(Pin::new(&mut self.body).poll_next(context));
        match &chunk {
            Some(Ok(chunk)) => self.so_far.extend_from_slice(chunk),
            Some(Err(_)) => self.end = None,
            None => {}
        }
        // Behind `[DONE]` a stream is not read any further.
        let is_over = chunk.is_none() || self.is_stream && self.so_far.trim_ascii_end().ends_with(DONE);
        if is_over
            && let Some((request, recorder)) = self.end.take()
            && let Err(error) = recorder.keep(&request, &self.so_far, self.is_stream)
        {
            let problem =
                format!("what was answered can't be written to {}: {error}", recorder.directory.display());
            let error = TransportError::new(TransportErrorKind::ResponseDamaged);
            return Poll::Ready(Some(Err(error.with_source(problem))));
        }
        Poll::Ready(chunk)
    }
}

/// What the events of a stream say, in a list.
fn all_events(body: &[u8]) -> serde_json::Result<Json> {
    let (mut parser, mut rest) = (EventParser::new(usize::MAX), Bytes::copy_from_slice(body));
    let events = iter::from_fn(|| parser.next(&mut rest).and_then(Result::ok).or_else(|| parser.finish()));
    let events = events.filter(|event| !event.data.trim_ascii().is_empty());
    let events = events.take_while(|event| event.data.trim_ascii() != DONE);
    events.map(|event| serde_json::from_slice::<Json>(&event.data)).collect()
}

/// A stream with other data in its events; what else is said of them, such as their ids, stays where it tells no secret.
fn cleaned_stream(body: &[u8], clean: &[Json], is_clean: bool, secrets: &[String]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body).replace("\r\n", "\n").replace('\r', "\n");
    let tells =
        |line: &str| secrets.iter().any(|secret| !secret.is_empty() && line.contains(secret.as_str()));
    if is_clean && !tells(&text) {
        return body.to_vec();
    }
    let (mut clean, mut written) = (clean.iter(), String::new());
    let blocks = text.lines().collect::<Vec<_>>();
    for block in blocks.split(|line| line.is_empty()).filter(|block| !block.is_empty()) {
        let data: Vec<_> = block.iter().filter_map(|line| line.strip_prefix("data")).collect();
        let said = data.concat();
        let said = said.trim_matches([':', ' ']);
        let mut event = if said.is_empty() || said.as_bytes() == DONE { None } else { clean.next() };
        let is_event = event.is_some();
        for line in block {
            match line.strip_prefix("data") {
                Some(rest) if is_event && (rest.is_empty() || rest.starts_with(':')) => {
                    if let Some(json) = event.take() {
                        written += &format!("data: {json}\n");
                    }
                }
                _ if !tells(line) => written += &format!("{line}\n"),
                _ => {
                    // A comment goes.
                    let name = line.split_once(':').map(|(name, _)| name).filter(|name| !name.is_empty());
                    written
                        .extend(name.filter(|name| !tells(name)).map(|name| format!("{name}: REDACTED\n")));
                }
            }
        }
        written.push('\n');
    }
    written.into_bytes()
}

/// A file for the next response, and its name.
fn new_file(directory: &Path, extension: &str) -> io::Result<(String, fs::File)> {
    let taken = entries(directory)?.iter().filter_map(|path| Some(number(path)?.0)).max();
    let mut number = taken.unwrap_or(0) + 1;
    loop {
        let name = format!("recorded-{number}.{extension}");
        match fs::File::create_new(directory.join(&name)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            file => return Ok((name, file?)),
        }
    }
}

/// Whether a text may be the name of a file.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// The directory of the service in a spec, such as `wss` or `wss_v20180426`.
fn directory_of(request: &CapturedRequest) -> String {
    let service = request.service().replace('-', "_");
    match request.version().replace('-', "") {
        version if version.is_empty() => service,
        version => format!("{service}_v{version}"),
    }
}

/// Parameters of the legacy API are all texts; the numbers among them become such again, as a spec has them.
fn as_typed(parameters: Json, is_v3: bool) -> Json {
    match parameters {
        Json::String(text) if !is_v3 => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => number.into(),
            _ => Json::String(text),
        },
        Json::Array(values) => values.into_iter().map(|value| as_typed(value, is_v3)).collect(),
        Json::Object(members) => {
            Json::Object(members.into_iter().map(|(name, value)| (name, as_typed(value, is_v3))).collect())
        }
        other => other,
    }
}

/// All responses of a recording, those of an Action in order.
pub(super) fn recorded(directory: &Path) -> io::Result<Vec<(Address, Response<Body>)>> {
    let mut found = Vec::new();
    for service in entries(directory)? {
        let examples = service.join("examples");
        if !examples.is_dir() {
            continue;
        }
        for action in entries(&examples)? {
            let mut files: Vec<_> =
                entries(&action)?.into_iter().filter_map(|path| Some((number(&path)?, path))).collect();
            files.sort();
            for ((_, is_stream), file) in files {
                let body = Body::from(fs::read(file)?);
                let response = if is_stream { stream(body) } else { Response::new(body) };
                found.push((address(&service, &action), response));
            }
        }
    }
    Ok(found)
}

fn entries(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let paths: io::Result<Vec<_>> = fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect();
    paths.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", directory.display())))
}

/// The number of a recorded response, and whether it streams; none of another file.
fn number(path: &Path) -> Option<(usize, bool)> {
    let (number, extension) = path.file_name()?.to_str()?.strip_prefix("recorded-")?.split_once('.')?;
    let is_stream = extension == "sse";
    Some((number.parse().ok().filter(|_| is_stream || extension == "json")?, is_stream))
}

fn address(service: &Path, action: &Path) -> Address {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let service = name(service);
    let (service, version) = match service.rsplit_once("_v") {
        Some((service, version))
            if version.len() == 8 && version.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            (service.to_owned(), format!("{}-{}-{}", &version[..4], &version[4..6], &version[6..]))
        }
        _ => (service, String::new()),
    };
    Address { service, version, action: name(action) }
}
