//! Why the server refuses a request, before a protocol gives that a code.

/// Why the server itself refuses a request, whatever a protocol calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A parameter is required, and missing.
    Missing,
    /// There is no such parameter.
    Unknown,
    /// A parameter is of the wrong type, or the request is not of the right form.
    Invalid,
    /// A parameter is of the right type, and has a value that it can't have.
    InvalidValue,
    NoSuchService,
    NoSuchVersion,
    NoSuchAction,
    /// The region is none.
    Region,
    /// The HTTP method is none that the API takes.
    Method,
    /// The request is too long.
    TooLong,
    /// What says who calls can't be read.
    Authorization,
    /// There is no such credential.
    SecretId,
    Signature,
    Token,
    /// The timestamp is too far from the server's clock.
    Stale,
    /// The nonce was used before.
    Replayed,
    /// The idempotency token was used for another request.
    OtherRequest,
}
