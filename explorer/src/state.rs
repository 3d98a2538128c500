//! What pages are made from: a spec with what is edited of it in memory, and the mock server that answers by it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use qcloud_codegen::model::Api;
use qcloud_codegen::reference::Caller;
use qcloud_codegen::{Diagnostics, Options, Overlay, examine_with};
use qcloud_mock_server::{InProcess, MockServer, StartError};

use crate::search::Offer;

/// What tells the time.
type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// What finds out what the vendor describes.
type Describe = Box<dyn FnOnce() -> Offer + Send>;

/// A spec to look at, and a mock server to try it with.
///
/// Edits stay in memory: no file is ever written.
pub struct State {
    spec: PathBuf,
    authorities: Vec<String>,
    token: String,
    clock: Clock,
    described: LazyLock<Offer, Describe>,
    module: Option<String>,
    client: Option<String>,
    nonce: AtomicU64,
    current: Mutex<Current>,
}

/// The spec as it is now.
struct Current {
    model: Arc<Model>,
    overlay: Overlay,
}

/// A spec without errors, and the server that answers by it.
pub(crate) struct Model {
    pub(crate) api: Arc<Api>,
    pub(crate) server: InProcess,
}

/// The settings of a [`State`].
#[must_use]
pub struct Builder {
    spec: PathBuf,
    authorities: Vec<String>,
    token: Option<String>,
    clock: Clock,
    described: Describe,
    module: Option<String>,
    client: Option<String>,
}

impl State {
    /// Begins with the spec in a directory.
    pub fn builder(spec: impl Into<PathBuf>) -> Builder {
        Builder {
            spec: spec.into(),
            authorities: Vec::new(),
            token: None,
            clock: Arc::new(SystemTime::now),
            described: Box::new(|| Ok(Vec::new())),
            module: None,
            client: None,
        }
    }

    pub(crate) fn is_authority(&self, host: &str) -> bool {
        self.authorities.iter().any(|authority| authority.eq_ignore_ascii_case(host))
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn spec(&self) -> &Path {
        &self.spec
    }

    /// What the vendor describes; whoever asks first waits until it is known.
    pub(crate) fn described(&self) -> &Offer {
        &self.described
    }

    /// Who makes the calls that are shown, from a region where they need one.
    pub(crate) fn caller<'a>(&'a self, region: Option<&'a str>) -> Caller<'a> {
        Caller { module: self.module.as_deref(), client: self.client.as_deref(), region }
    }

    /// How the generated code that is shown names the client.
    pub(crate) fn options(&self) -> Options {
        let options = Options::new();
        let renamed =
            self.client.as_ref().and_then(|name| options.clone().runtime(&format!("::{name}")).ok());
        renamed.unwrap_or(options)
    }

    /// What the clock says, in Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        let since = (self.clock)().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or_default()
    }

    /// A number that was not given out before.
    pub(crate) fn nonce(&self) -> u64 {
        self.nonce.fetch_add(1, Ordering::Relaxed)
    }

    /// The last state of the spec that had no error.
    pub(crate) fn model(&self) -> Arc<Model> {
        Arc::clone(&self.current().model)
    }

    /// The text of a file that is edited in memory; none where nobody edited it.
    pub(crate) fn edited(&self, path: &str) -> Option<String> {
        self.current().overlay.get(path).map(str::to_owned)
    }

    /// Takes a text in the place of a file, or the file again, and says what is wrong with the spec then. Where nothing is, pages are
    /// made from it from now on, and the mock server begins anew.
    pub(crate) fn edit(&self, path: &str, text: Option<&str>) -> Diagnostics {
        let mut current = self.current();
        match text {
            Some(text) => current.overlay.insert(path, text),
            None => current.overlay.remove(path),
        }
        let (api, diagnostics) = examine_with(&self.spec, &current.overlay);
        if let Some(model) = api.and_then(|api| Model::new(api, &self.clock).ok()) {
            current.model = Arc::new(model);
        }
        diagnostics
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        // Nothing that is half done can stand in it.
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("spec", &self.spec).finish_non_exhaustive()
    }
}

impl Model {
    fn new(api: Api, clock: &Clock) -> Result<Self, StartError> {
        let (api, clock) = (Arc::new(api), Arc::clone(clock));
        let server = MockServer::builder().api(Arc::clone(&api)).clock(move || clock()).in_process()?;
        Ok(Self { api, server })
    }
}

impl Builder {
    /// Allows a value of `Host`, such as `127.0.0.1:8080`; can be repeated. Whoever calls by another one is refused.
    pub fn authority(mut self, authority: impl Into<String>) -> Self {
        self.authorities.push(authority.into());
        self
    }

    /// The token that the forms have [default: one made by chance]; for tests that compare whole pages.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// What tells the time [default: the system's clock].
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The Actions that the vendor describes, for the search: those that the spec lacks are found with the command that adds them. They
    /// are many, so they are asked for once, and not before somebody searches.
    pub fn described(mut self, described: impl FnOnce() -> Offer + Send + 'static) -> Self {
        self.described = Box::new(described);
        self
    }

    /// The path of the module that is generated from the spec in the user's own crate, such as `qcloud`, for the code that pages show
    /// [default: the code is that of `qcloud-client` itself].
    pub fn module(mut self, module: impl Into<String>) -> Self {
        self.module = Some(module.into());
        self
    }

    /// What the user's own crate calls `qcloud-client`, where its dependency on that has another name.
    pub fn client(mut self, client: impl Into<String>) -> Self {
        self.client = Some(client.into());
        self
    }

    /// Reads the spec.
    ///
    /// # Errors
    ///
    /// The diagnostics of the spec when it is wrong, or why there is no token by chance.
    pub fn build(self) -> Result<State, Box<dyn std::error::Error + Send + Sync>> {
        let (api, diagnostics) = examine_with(&self.spec, &Overlay::default());
        let model = Model::new(api.ok_or(diagnostics)?, &self.clock)?;
        let token = match self.token {
            Some(token) => token,
            None => by_chance()?,
        };
        Ok(State {
            spec: self.spec,
            authorities: self.authorities,
            token,
            clock: self.clock,
            described: LazyLock::new(self.described),
            module: self.module,
            client: self.client,
            nonce: AtomicU64::new(1),
            current: Mutex::new(Current { model: Arc::new(model), overlay: Overlay::default() }),
        })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("spec", &self.spec).finish_non_exhaustive()
    }
}

/// A token that nobody guesses.
fn by_chance() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
