//! The connections of the default transport: kept ones and fresh ones, with proxies and without, apart for each runtime.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Proxy};
use tokio::runtime::Id;

use super::watch::WatchLayer;
use crate::handwritten::types::name::USER_AGENT_NAME;

/// What the program changes of the library's client.
pub(super) type Change = Arc<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// So many clients of the library are kept; each has connections of its own.
const MOST: usize = 16;

/// How the clients of the library are set up.
#[derive(Clone)]
pub(super) struct Recipe {
    pub(super) tls: rustls::ClientConfig,
    pub(super) connect_timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) max_connections: usize,
    pub(super) proxies: Vec<Proxy>,
    pub(super) change: Option<Change>,
}

/// Which connections a request may go out on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// One that is made for it, and closed after it.
    pub(super) is_fresh: bool,
    /// To this machine, and never through a proxy.
    pub(super) is_local: bool,
}

impl Recipe {
    pub(super) fn client(&self, route: Route) -> Result<Client, reqwest::Error> {
        let mut http = Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .user_agent(USER_AGENT_NAME)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(self.idle_timeout)
            .pool_max_idle_per_host(self.max_connections)
            .gzip(true)
            .no_proxy();
        for proxy in &self.proxies {
            http = http.proxy(proxy.clone());
        }
        if let Some(change) = &self.change {
            http = change(http);
        }
        if route.is_local {
            http = http.no_proxy();
        }
        if route.is_fresh {
            http = http.pool_max_idle_per_host(0);
        }
        http.redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Repeating is for the client to decide, which knows the Action and signs anew.
            .retry(reqwest::retry::never())
            .connector_layer(WatchLayer)
            .build()
    }
}

/// The clients that were needed so far. A connection lives in the runtime that made it and stands still with it, so each runtime
/// has its own; those of runtimes that were not heard of for longest go first.
pub(super) struct Pools {
    recipe: Recipe,
    clients: Mutex<Vec<(Id, Route, Client)>>,
}

impl Pools {
    pub(super) fn new(recipe: Recipe) -> Self {
        Self { recipe, clients: Mutex::default() }
    }

    pub(super) fn client(&self, runtime: Id, route: Route) -> Result<Client, reqwest::Error> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = clients.iter().position(|(id, of, _)| (*id, *of) == (runtime, route)) {
            // The last is the one that was needed last.
            let client = clients.remove(at);
            clients.push(client);
        } else {
            let client = self.recipe.client(route)?;
            if clients.len() == MOST {
                clients.remove(0);
            }
            clients.push((runtime, route, client));
        }
        Ok(clients[clients.len() - 1].2.clone())
    }
}

impl fmt::Debug for Pools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The recipe may have the password of a proxy.
        f.debug_struct("Pools").finish_non_exhaustive()
    }
}
