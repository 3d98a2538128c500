//! What can be made to go wrong.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use http::HeaderValue;
use jiff::SignedDuration;

use crate::code::Code;

/// Something that goes wrong with one request.
///
/// Each has a text, for command lines: [`Fault::from_str`] and `Display` agree.
///
/// Faults either come *instead of* the Action, which is then not carried out, or *after* it: the certificate is stored and the client does not
/// hear of it. [`Fault::carried_out`] makes one of the first kind one of the second.
///
/// ```
/// use qcloud_mock_server::Fault;
///
/// assert_eq!("status:503".parse(), Ok(Fault::Status(503)));
/// assert_eq!(Fault::Status(503).carried_out().to_string(), "done+status:503");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// `latency:250ms`: the right answer, later. After the Action.
    Latency(Duration),
    /// `hang`: never an answer, on an open connection. After the Action.
    Hang,
    /// `lost`: the connection is closed without an answer. Instead of the Action.
    Lost,
    /// `cut-before`: the connection is closed before the first byte of the response. After the Action.
    CutBefore,
    /// `cut-after`: the connection is closed in the middle of the response's body. After the Action.
    CutAfter,
    /// `drip:20ms`: the right answer, its body in eight pieces with a pause before each. After the Action.
    Drip(Duration),
    /// `cut-at:100`: the connection is closed behind so many bytes of the response's body. After the Action.
    CutAt(usize),
    /// `stall-at:100`: behind so many bytes of the response's body nothing comes any more, on an open connection. After the Action.
    StallAt(usize),
    /// `slow-events:2s`: the right answer; of one that streams each event after a pause. After the Action.
    SlowEvents(Duration),
    /// `event-code:InternalError`: behind the first event of an answer that streams one that tells a failure, and the end. After the
    /// Action.
    EventCode(Code),
    /// `event-garbage`: behind the first event of an answer that streams one whose data is no JSON. After the Action.
    EventGarbage,
    /// `content-type:text/plain`: the right answer, said to be something else. After the Action.
    ContentType(String),
    /// `status:503`: an HTTP status with an empty body. Instead of the Action.
    Status(u16),
    /// `throttled:2s`: HTTP 429 with `Retry-After`, in whole seconds. Instead of the Action.
    Throttled(Duration),
    /// `code:4400`, `code:RequestLimitExceeded`: a failure in the API's own envelope. Instead of the Action.
    ///
    /// In the legacy API a name is that of a common code, or else stands in `codeDesc` beside 5100; in API 3.0 a number is the code's text.
    Code(Code),
    /// `skewed:600`: from then on the server's clock (`Date`, and what timestamps are compared with) is so many seconds ahead of the real
    /// one, or behind it. Beyond the window that means code 4500 or `AuthFailure.SignatureExpire`, until the client goes by `Date`.
    Skewed(i64),
    /// `html:502`: the page of a gateway. Instead of the Action.
    Html(u16),
    /// `truncated`: the first half of the right JSON, as a complete response. After the Action.
    Truncated,
    /// `garbage`: bytes that are neither JSON nor UTF-8, with HTTP 200. After the Action.
    Garbage,
    /// `done+status:503`: the other fault, after the Action.
    CarriedOut(Box<Fault>),
}

impl Fault {
    /// The same fault, after the Action was carried out.
    #[must_use]
    pub fn carried_out(self) -> Self {
        if self.comes_instead() { Self::CarriedOut(Box::new(self)) } else { self }
    }

    /// Whether the Action is not carried out.
    #[must_use]
    pub fn comes_instead(&self) -> bool {
        matches!(self, Self::Lost | Self::Status(_) | Self::Throttled(_) | Self::Code(_) | Self::Html(_))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latency(time) => write!(f, "latency:{}", Time(*time)),
            Self::Hang => f.write_str("hang"),
            Self::Lost => f.write_str("lost"),
            Self::CutBefore => f.write_str("cut-before"),
            Self::CutAfter => f.write_str("cut-after"),
            Self::Drip(time) => write!(f, "drip:{}", Time(*time)),
            Self::CutAt(bytes) => write!(f, "cut-at:{bytes}"),
            Self::StallAt(bytes) => write!(f, "stall-at:{bytes}"),
            Self::SlowEvents(time) => write!(f, "slow-events:{}", Time(*time)),
            Self::EventCode(code) => write!(f, "event-code:{code}"),
            Self::EventGarbage => f.write_str("event-garbage"),
            Self::ContentType(text) => write!(f, "content-type:{text}"),
            Self::Status(status) => write!(f, "status:{status}"),
            Self::Throttled(time) => write!(f, "throttled:{}", Time(*time)),
            Self::Code(code) => write!(f, "code:{code}"),
            Self::Skewed(seconds) => write!(f, "skewed:{seconds}"),
            Self::Html(status) => write!(f, "html:{status}"),
            Self::Truncated => f.write_str("truncated"),
            Self::Garbage => f.write_str("garbage"),
            Self::CarriedOut(fault) => write!(f, "done+{fault}"),
        }
    }
}

struct Time(Duration);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match SignedDuration::try_from(self.0) {
            Ok(time) => write!(f, "{time:#}"),
            Err(_) => write!(f, "{}s", self.0.as_secs()),
        }
    }
}

/// A text that is no fault; `Display` says what would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFault(String);

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UnknownFault {}

const FORMS: &str = "latency:TIME, hang, lost, cut-before, cut-after, cut-at:BYTES, stall-at:BYTES, drip:TIME, slow-events:TIME, \
                     event-code:CODE, event-garbage, content-type:TEXT, status:NUMBER, throttled:TIME, code:CODE, skewed:SECONDS, \
                     html:NUMBER, truncated, garbage, done+FAULT";

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let unknown = || UnknownFault(format!("`{text}` is no fault; one is {FORMS}"));
        if let Some(fault) = text.strip_prefix("done+") {
            return Ok(fault.parse::<Self>()?.carried_out());
        }
        let (name, argument) = text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
        Ok(match (name, argument) {
            ("latency", Some(time)) => Self::Latency(parse_time(time)?),
            ("hang", None) => Self::Hang,
            ("lost", None) => Self::Lost,
            ("cut-before", None) => Self::CutBefore,
            ("cut-after", None) => Self::CutAfter,
            ("drip", Some(time)) => Self::Drip(parse_time(time)?),
            ("cut-at", Some(bytes)) => Self::CutAt(bytes.parse().map_err(|_| unknown())?),
            ("stall-at", Some(bytes)) => Self::StallAt(bytes.parse().map_err(|_| unknown())?),
            ("slow-events", Some(time)) => Self::SlowEvents(parse_time(time)?),
            ("event-code", Some(code)) => Self::EventCode(code.parse().map_err(|_| unknown())?),
            ("event-garbage", None) => Self::EventGarbage,
            ("content-type", Some(text)) if HeaderValue::from_str(text).is_ok() => {
                Self::ContentType(text.to_owned())
            }
            ("status", Some(status)) => Self::Status(parse_status(status)?),
            ("throttled", Some(time)) => Self::Throttled(parse_time(time)?),
            ("code", Some(code)) => Self::Code(code.parse().map_err(|_| unknown())?),
            ("skewed", Some(seconds)) => Self::Skewed(seconds.parse().map_err(|_| unknown())?),
            ("html", Some(status)) => Self::Html(parse_status(status)?),
            ("truncated", None) => Self::Truncated,
            ("garbage", None) => Self::Garbage,
            _ => return Err(unknown()),
        })
    }
}

fn parse_time(text: &str) -> Result<Duration, UnknownFault> {
    let parsed = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    parsed.ok_or_else(|| UnknownFault(format!("`{text}` is no time; write it like `250ms` or `2s`")))
}

fn parse_status(text: &str) -> Result<u16, UnknownFault> {
    let parsed = text.parse().ok().filter(|status| (200..=599).contains(status));
    parsed.ok_or_else(|| UnknownFault(format!("`{text}` is no HTTP status of a response")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_text_that_reads_back() {
        let texts = [
            "latency:250ms",
            "hang",
            "lost",
            "cut-before",
            "cut-after",
            "cut-at:0",
            "stall-at:17",
            "drip:20ms",
            "slow-events:2s",
            "event-code:InternalError",
            "event-garbage",
            "content-type:text/plain; charset=utf-8",
            "status:503",
            "throttled:2s",
            "code:4400",
            "code:AuthFailure.SignatureExpire",
            "skewed:-600",
            "html:414",
            "truncated",
            "garbage",
            "done+html:502",
        ];
        for text in texts {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_text_that_is_no_fault_is_told_what_would_be() {
        let message = |text: &str| text.parse::<Fault>().unwrap_err().to_string();
        assert_eq!(message("latency:soon"), "`soon` is no time; write it like `250ms` or `2s`");
        assert_eq!(message("latency:-1s"), "`-1s` is no time; write it like `250ms` or `2s`");
        assert_eq!(message("status:42"), "`42` is no HTTP status of a response");
        for text in [
            "",
            "cut",
            "cut-at:-1",
            "hang:1s",
            "status",
            "done+",
            "code:x",
            "content-type:a\nb",
            "content-type",
        ] {
            let subject = text.strip_prefix("done+").unwrap_or(text);
            assert_eq!(message(text), format!("`{subject}` is no fault; one is {FORMS}"));
        }
    }

    #[test]
    fn only_what_comes_instead_of_the_action_changes_when_it_is_carried_out() {
        assert_eq!(Fault::CutBefore.carried_out(), Fault::CutBefore);
        let fault = Fault::Code(4400.into()).carried_out();
        assert_eq!(fault, Fault::CarriedOut(Box::new(Fault::Code(4400.into()))));
        assert_eq!(fault.clone().carried_out(), fault);
    }
}
