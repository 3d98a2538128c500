//! Where programs are played: a mock server, and a world whose time passes only when somebody waits.

use std::ffi::OsString;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anstream::StripStream;
use qcloud_client::credential::{CredentialError, CredentialProvider};
use qcloud_client::runtime::{BoxFuture, Runtime};
use qcloud_client::{Client, Credential};
use qcloud_mock_server::{Builder, Credentials, MockServer};
use qcloud_programs::{World, certs, deploy, dns01};

/// 2026-12-01 12:00:00 in China.
pub(crate) const NOW: u64 = 1_796_097_600;

/// Waits that are longer than this are timeouts.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// A timeout, which no call needs but one to a server that hangs.
const TIMEOUT: Duration = Duration::from_secs(60 * 60);

/// A server, the world of the programs that call it, and the time of both.
pub(crate) struct Stage {
    pub(crate) server: MockServer,
    pub(crate) time: Time,
    pub(crate) variables: Vec<(String, String)>,
}

/// What a run printed, without colours, and its exit status.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) exit: u8,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(setting: impl FnOnce(Builder) -> Builder) -> Self {
        let time = Time::default();
        let clock = time.clone();
        let builder = MockServer::builder().clock(move || clock.system_time());
        let server = setting(builder).start().await.unwrap();
        Self { server, time, variables: Vec::new() }
    }

    /// Plays a program against the server, whose address is `$URL`.
    pub(crate) async fn run(&self, command: &str) -> Outcome {
        let outcome = play(&self.world(), &command.replace("$URL", &self.server.url())).await;
        let text =
            |text: String| without_ids(&text.replace(&self.server.address().to_string(), "127.0.0.1:8080"));
        Outcome { out: text(outcome.out), err: text(outcome.err), exit: outcome.exit }
    }

    /// The world that the server is part of.
    pub(crate) fn world(&self) -> World {
        let variables = self.variables.clone();
        let variable = move |name: &str| {
            let found = variables.iter().find(|(variable, _)| variable == name);
            found.map(|(_, value)| value.clone())
        };
        World { variable: Box::new(variable), ..world(&self.time) }
    }
}

/// Runs a program: its name and its arguments, between blanks. Files in PEM are those of `tests/files`.
pub(crate) async fn play(world: &World, command: &str) -> Outcome {
    let words = command.split_whitespace().map(|word| match word.rsplit_once('.') {
        Some((_, "pem" | "key")) => format!("{}/tests/files/{word}", env!("CARGO_MANIFEST_DIR")),
        _ => word.to_owned(),
    });
    let mut words = words.map(OsString::from);
    let program = words.next().unwrap_or_default();
    let (mut out, mut err) = (StripStream::new(Vec::new()), StripStream::new(Vec::new()));
    let exit = match program.to_str() {
        Some("certs") => certs::run(words, world, &mut out, &mut err).await,
        Some("deploy") => deploy::run(words, world, &mut out, &mut err).await,
        Some("dns01") => dns01::run(words, world, &mut out, &mut err).await,
        _ => panic!("{} is none of the programs", program.display()),
    };
    let text = |stream: StripStream<Vec<u8>>| String::from_utf8(stream.into_inner()).unwrap();
    Outcome { out: text(out), err: text(err), exit }
}

/// A world without variables, with the keys of the mock server for each profile but `stranger`, who is refused, and `nobody`, who
/// has none.
pub(crate) fn world(time: &Time) -> World {
    let keys = move |profile: Option<&str>| match profile {
        Some("nobody") => Err(CredentialError::provider("there is no profile `nobody`")),
        Some("stranger") => Ok(provider(Credential::new("AKIDstranger", "key"))),
        _ => {
            let accepted = Credentials::default();
            Ok(provider(Credential::new(accepted.secret_id, accepted.secret_key)))
        }
    };
    World {
        keys: Box::new(keys),
        client: Client::builder().attempt_timeout(TIMEOUT).timeout(TIMEOUT * 2),
        runtime: Arc::new(time.clone()),
        variable: Box::new(|_| None),
    }
}

/// Ids of requests are drawn anew in every run.
fn without_ids(text: &str) -> String {
    let mut parts = text.split("request id ");
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        told += "request id ...";
        told += part.trim_start_matches(|c: char| c.is_ascii_hexdigit() || c == '-');
    }
    told
}

fn provider(credential: Credential) -> Arc<dyn CredentialProvider> {
    Arc::new(credential)
}

/// A clock that goes on by the waits of programs, at once. A timeout comes when a server has been silent for a while that is real.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    start: Instant,
    elapsed: Arc<Mutex<Duration>>,
    random: Arc<AtomicU64>,
    pub(crate) patience: Duration,
}

impl Default for Time {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            elapsed: Arc::default(),
            random: Arc::default(),
            patience: Duration::from_secs(60),
        }
    }
}

impl Time {
    /// What has passed since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap()
    }
}

impl Runtime for Time {
    fn system_time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(NOW) + self.elapsed()
    }

    fn instant(&self) -> Instant {
        self.start + self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (elapsed, patience) = (Arc::clone(&self.elapsed), self.patience);
        Box::pin(async move {
            if duration > LONGEST_WAIT {
                tokio::time::sleep(patience).await;
            }
            *elapsed.lock().unwrap() += duration;
        })
    }

    /// The same chance in every run: the multiples of the golden ratio.
    fn random(&self) -> u64 {
        self.random.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
    }
}
