//! What a program takes from outside: keys, variables, a clock, a way to the server.

use std::fmt;
use std::sync::Arc;

use qcloud_client::credential::{self, CredentialError, CredentialProvider};
use qcloud_client::jiff::Timestamp;
use qcloud_client::runtime::{Runtime, TokioRuntime};
use qcloud_client::{Client, ClientBuilder};

use crate::output::one_line;

/// Finds the keys of a profile, or without one those of whoever runs the program.
pub type Keys =
    Box<dyn Fn(Option<&str>) -> Result<Arc<dyn CredentialProvider>, CredentialError> + Send + Sync>;

/// Looks up a variable of the environment, which may be unset.
pub type Variables = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What a program takes from outside. A test brings its own.
pub struct World {
    /// Where keys come from.
    pub keys: Keys,
    /// What each client is made of; a test gives it a transport.
    pub client: ClientBuilder,
    /// The clock of the program and of its clients, by which they wait.
    pub runtime: Arc<dyn Runtime>,
    /// Where variables of the environment come from.
    pub variable: Variables,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("client", &self.client).finish_non_exhaustive()
    }
}

impl World {
    /// The world of a process: its environment, the files of the vendor's tools, the system's clock.
    #[must_use]
    pub fn real() -> Self {
        let keys = |profile: Option<&str>| match profile {
            Some(name) => credential::from_profile(Some(name)),
            None => Ok(Arc::new(credential::discover()) as Arc<dyn CredentialProvider>),
        };
        Self {
            keys: Box::new(keys),
            client: Client::builder().app_name("qcloud-programs"),
            runtime: Arc::new(TokioRuntime),
            variable: Box::new(|name| std::env::var(name).ok()),
        }
    }

    /// A client for the account of a profile, or of whoever runs the program. An endpoint in plain HTTP is a mock server on this machine.
    pub(crate) fn connect(&self, profile: Option<&str>, endpoint: Option<&str>) -> Result<Client, String> {
        let keys = (self.keys)(profile).map_err(|error| one_line(&error))?;
        let client = self.client.clone().credential_provider(keys).runtime(Arc::clone(&self.runtime));
        let client = match endpoint {
            Some(address) if address.starts_with("http://") => client.loopback_endpoint(address),
            Some(address) => client.endpoint(address),
            None => client,
        };
        client.build().map_err(|error| one_line(&error))
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::try_from(self.runtime.system_time()).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
