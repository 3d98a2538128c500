//! What the body of a request is where it is not JSON.

use super::Service;

/// What the body of a request is that has its parameters in another way than its protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// The bytes of a parameter, an index into the request's fields; the others travel in headers.
    Bytes(usize),
    /// A form of several parts; parameters that are `binary` are files in it.
    Form,
}

impl Body {
    /// The header in which a parameter travels beside a body of bytes.
    #[must_use]
    pub fn header(service: &Service, parameter: &str) -> String {
        format!("X-{}-{parameter}", service.wire.to_uppercase())
    }
}
