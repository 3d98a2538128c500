//! The seam between the runtime and the protocols: all by which calls of one protocol differ from those of another.
//!
//! A protocol is one file beside this one, with a [`Message`] for its requests and an [`Envelope`] for its responses, and an
//! arm in each function of [`Protocol`] below.

mod example;
mod parameters;
mod response;
mod secret_words;
mod secrets;
pub(crate) mod tc3;
pub(crate) mod v2;

use std::fmt;

use bytes::Bytes;
use http::header::{HOST, USER_AGENT};
use http::{Request, request};
use zeroize::{Zeroize, Zeroizing};

#[doc(hidden)]
pub use self::example::{check_example, check_loose_example};
pub use self::parameters::{Parameters, parameters};
pub(crate) use self::response::read_untyped;
pub use self::response::{Failure, ResponseError, read_response, unknown_fields};
pub(crate) use self::tc3::untyped as untyped_tc3;
pub(crate) use self::v2::untyped as untyped_v2;
use crate::Json;
use crate::handwritten::action::{ActionInfo, Place, Protocol};
use crate::handwritten::attempts::retry::Reason;
use crate::handwritten::credential::Credential;
use crate::handwritten::error::{Kind, Nature};
use crate::handwritten::protocol::v2::sign::SignatureMethod;
use crate::handwritten::wire::{Field, Notes, Record};

/// What the client calls itself, to the API and in the header `User-Agent`.
pub(crate) const CLIENT_NAME: &str = concat!("qcloud-client/", env!("CARGO_PKG_VERSION"));

/// A request in the form of its protocol, not signed yet.
pub(crate) trait Message: fmt::Debug + Send + Sync {
    /// The Action's own parameters, as they travel.
    fn payload(&self) -> Payload<'_>;

    /// The HTTP request of one attempt.
    fn sign(&self, signing: &Signing<'_>) -> Result<Signed, Kind>;

    /// The values that must not be shown.
    fn secrets(&self) -> Vec<&str>;

    /// The values under these names must not be shown either. What has a spec has none but those of the spec.
    fn keep_secret(&mut self, _names: &[String]) {}
}

/// The parameters of an Action, as they travel.
pub(crate) enum Payload<'a> {
    /// Names and texts.
    Flat(&'a Parameters),
    /// A JSON object.
    Json(&'a [u8]),
}

/// What a response says, in the form of its protocol.
pub(crate) trait Envelope: fmt::Debug + Sync {
    /// Reads a result, or why there is none.
    fn read(
        &self,
        text: &str,
        place: Place,
        payload: &mut dyn Field,
        notes: &mut Notes,
    ) -> Result<(), ResponseError>;

    /// Reads the response to an Action without a spec.
    fn read_untyped(&self, text: &str) -> Result<Json, ResponseError>;

    /// Whether a path in a body is the envelope's own.
    fn has(&self, path: &str) -> bool;

    /// What every body has, as one says that it is missing.
    fn mark(&self) -> &'static str;

    /// The server's id of the request, if the body has one.
    fn request_id(&self, body: &[u8]) -> Option<String>;

    /// What a failure means. `skew` is how far the client's clock was off, if it was.
    fn judge(&self, failure: &Failure, skew: Option<i64>) -> Judgement;

    /// The failure that a body reports, found by other means than [`read`](Self::read) has: for the tests of examples.
    fn failure(&self, body: &Json) -> Option<Failure>;
}

/// What a failure means.
pub(crate) struct Judgement {
    /// What the spec says about the code.
    pub(crate) meaning: Option<&'static str>,
    pub(crate) nature: Nature,
    pub(crate) reason: Reason,
}

impl Protocol {
    /// The request of an Action.
    pub(crate) fn message(self, info: &ActionInfo, request: &dyn Record) -> Box<dyn Message> {
        match self {
            Self::V2 => Box::new(v2::Message::new(info, request)),
            Self::Tc3 { version, region_required } => {
                Box::new(tc3::Message::new(info, version, region_required, request))
            }
        }
    }

    /// How it wraps results.
    pub(crate) fn envelope(self) -> &'static dyn Envelope {
        match self {
            Self::V2 => &v2::Envelope,
            Self::Tc3 { .. } => &tc3::Envelope,
        }
    }
}

/// What one attempt is signed with and for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signing<'a> {
    pub(crate) scheme: &'static str,
    /// Where the request goes.
    pub(crate) authority: &'a str,
    /// As signed and as in the header `Host`.
    pub(crate) host: &'a str,
    pub(crate) path: &'a str,
    pub(crate) service: &'a str,
    pub(crate) action: &'a str,
    pub(crate) credential: &'a Credential,
    pub(crate) algorithm: SignatureMethod,
    pub(crate) region: Option<&'a str>,
    /// Of the server's messages.
    pub(crate) language: Option<&'a str>,
    /// Seconds since 1970, by the server's clock as far as it is known.
    pub(crate) timestamp: u64,
    /// Random, and therefore new for every attempt.
    pub(crate) random: u64,
}

impl Signing<'_> {
    fn address(&self) -> String {
        format!("{}://{}{}", self.scheme, self.authority, self.path)
    }

    fn request(&self) -> request::Builder {
        Request::builder().header(HOST, self.host).header(USER_AGENT, CLIENT_NAME)
    }
}

/// A request that can be sent.
pub(crate) struct Signed {
    pub(crate) request: Request<Bytes>,
    /// What was made for this attempt and must not be shown.
    pub(crate) secrets: Vec<Zeroizing<String>>,
}

impl Signed {
    fn new(request: http::Result<Request<Bytes>>, secrets: Vec<Zeroizing<String>>) -> Result<Self, Kind> {
        match request {
            Ok(request) => Ok(Self { request, secrets }),
            // The message of such an error names no value.
            Err(error) => Err(Kind::Setup(format!("the request can't be built: {error}"))),
        }
    }
}

/// A body that is wiped when the last who holds it lets go.
fn wiped<T: AsRef<[u8]> + Zeroize + Send + 'static>(body: Zeroizing<T>) -> Bytes {
    struct Wiped<T: Zeroize>(Zeroizing<T>);

    impl<T: AsRef<[u8]> + Zeroize> AsRef<[u8]> for Wiped<T> {
        fn as_ref(&self) -> &[u8] {
            (*self.0).as_ref()
        }
    }

    Bytes::from_owner(Wiped(body))
}
