//! What the examples share: where their calls go, to the real API or to a server with sample data inside the example.

use std::error::Error;
use std::time::{Duration, SystemTime};

use qcloud_client::jiff::Timestamp;
use qcloud_client::{Client, Credential};
use qcloud_mock_server::MockServer;

/// Where the calls of an example go.
pub(crate) enum Target {
    /// A mock server with sample data, where it is this moment for ever.
    Demo(Timestamp),
    /// The account of a profile of the vendor's command line, or of the environment.
    Live { profile: Option<String> },
}

/// A client, and the server that it needs while it lives.
pub(crate) struct Session {
    pub(crate) client: Client,
    /// Stops when it is dropped.
    _server: Option<MockServer>,
}

impl Target {
    /// What the options `--live` and `--profile` stand for.
    pub(crate) fn new(live: bool, profile: Option<String>, now: Timestamp) -> Result<Self, &'static str> {
        match (live, profile) {
            (true, profile) => Ok(Self::Live { profile }),
            (false, Some(_)) => Err("`--profile` goes with `--live`"),
            (false, None) => Ok(Self::Demo(now)),
        }
    }

    pub(crate) async fn connect(self) -> Result<Session, Box<dyn Error>> {
        match self {
            Self::Demo(now) => demo(now).await,
            Self::Live { profile } => {
                let credential = match profile {
                    Some(name) => Credential::from_profile(&name)?,
                    None => Credential::from_env()?,
                };
                Ok(Session { client: Client::new(credential), _server: None })
            }
        }
    }
}

async fn demo(now: Timestamp) -> Result<Session, Box<dyn Error>> {
    let now = SystemTime::try_from(now)?;
    let server = MockServer::builder()
        .clock(move || now)
        // The client goes by the real clock, which may be years away.
        .timestamp_window(Duration::MAX)
        .start()
        .await?;
    let accepted = server.credentials();
    let client = Client::builder()
        .credential(Credential::new(&accepted.secret_id, &accepted.secret_key))
        .loopback_endpoint(&server.url())
        .build()?;
    Ok(Session { client, _server: Some(server) })
}

/// A moment given in Unix seconds.
pub(crate) fn moment(text: &str) -> Result<Timestamp, Box<dyn Error + Send + Sync>> {
    Ok(Timestamp::from_second(text.parse()?)?)
}

/// What a server sent, fit for a terminal: no control characters, which could rewrite the screen.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
