//! Another Action that tells whether a request was carried out.

/// The Action that tells whether a request was carried out, and what it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verify {
    /// Name of the Action on the wire.
    pub action: String,
    /// Rust name of its request.
    pub request: String,
    /// Its parameters, as the request has them.
    pub copies: Vec<Copied>,
}

/// A parameter that is the copy of another request's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Wire name in the request that was sent.
    pub from: String,
    /// Wire name in the request that asks.
    pub to: String,
    /// The copy is the only element of a list.
    pub is_element: bool,
}
