//! Times as the vendor writes them.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{self, Offset};

/// The vendor's zone: China has had no other offset since 1991.
const CHINA: Offset = tz::offset(8);

/// A time, kept as the text that travels and understood when it is asked for.
///
/// The vendor writes `2017-12-20 08:00:00`, local time of China without an offset, and `0000-00-00 00:00:00` for no time at
/// all; some Actions write ISO 8601 with an offset or Unix seconds instead. Whatever the text, it is kept and written back
/// as it came. In a request, an instant is sent in the form that the Action expects.
///
/// ```
/// use qcloud_client::DateTime;
///
/// let begin = DateTime::from("2017-12-20 08:00:00");
/// assert_eq!(begin.timestamp(), "2017-12-20T00:00:00Z".parse().ok());
/// assert_eq!(DateTime::from("2017-12-20T08:00:00+08:00").timestamp(), begin.timestamp());
/// assert_eq!(DateTime::from("1513728000").timestamp(), begin.timestamp());
/// assert!(DateTime::from("0000-00-00 00:00:00").is_zero());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime(String);

impl DateTime {
    /// The text that travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instant, if the text is one.
    ///
    /// Text without an offset is local time of China. RFC 3339, dates alone (their midnight) and Unix seconds are understood
    /// too.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        let text = self.0.trim();
        if self.is_zero() {
            return None;
        }
        if let Ok(seconds) = text.parse() {
            return Timestamp::from_second(seconds).ok();
        }
        if let Ok(timestamp) = text.parse() {
            return Some(timestamp);
        }
        let local = text.parse::<civil::DateTime>().ok()?;
        CHINA.to_timestamp(local).ok()
    }

    /// Whether the text stands for no time: empty, 0, or the zero date.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        is_zero(&self.0)
    }

    /// The instant in Unix seconds, if the text is one.
    pub(crate) fn unix_seconds(&self) -> Option<i64> {
        self.timestamp().map(Timestamp::as_second)
    }
}

/// A time in the form of a request that wants ISO 8601. What has an offset already, or is no instant, stays as it is.
pub(crate) fn iso(text: &str) -> Cow<'_, str> {
    if text.parse::<Timestamp>().is_ok() {
        return Cow::Borrowed(text);
    }
    match DateTime::from(text).timestamp() {
        Some(timestamp) => Cow::Owned(format!("{}+08:00", DateTime::from(timestamp).0.replacen(' ', "T", 1))),
        None => Cow::Borrowed(text),
    }
}

pub(crate) fn is_zero(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "" | "0" | "0000-00-00" | "0000-00-00 00:00:00") || text.starts_with("0000-00-00T00:00:00")
}

/// Writes the instant as the vendor does: local time of China, whole seconds.
impl From<Timestamp> for DateTime {
    fn from(timestamp: Timestamp) -> Self {
        let local = CHINA.to_datetime(timestamp);
        Self(format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second()
        ))
    }
}

text_field!(DateTime);

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn every_form_of_an_instant_is_understood() {
        let cases = [
            ("2017-12-20 08:00:00", "2017-12-20T00:00:00Z"),
            ("2017-12-20T08:00:00", "2017-12-20T00:00:00Z"),
            ("2017-12-20 08:00:00.5", "2017-12-20T00:00:00.5Z"),
            ("2017-12-20", "2017-12-19T16:00:00Z"),
            ("2017-12-20T08:00:00Z", "2017-12-20T08:00:00Z"),
            ("2017-12-20T08:00:00+02:00", "2017-12-20T06:00:00Z"),
            ("2017-12-20T08:00:00+0800", "2017-12-20T00:00:00Z"),
            ("2017-12-20T08:00:00.5Z", "2017-12-20T08:00:00.5Z"),
            ("1513728000", "2017-12-20T00:00:00Z"),
            (" 2017-12-20 08:00:00 ", "2017-12-20T00:00:00Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(DateTime::from(text).timestamp(), Some(utc(expected)), "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_kept_all_the_same() {
        for text in ["", "soon", "2017-13-40 08:00:00", "99999999999999999999", "2017-12-20T08:00", "9:00"] {
            let value = DateTime::from(text);
            assert_eq!(value.as_str(), text);
            assert_eq!(value.timestamp().is_some(), text == "2017-12-20T08:00", "{text}");
        }
    }

    #[test]
    fn the_zero_date_is_no_instant() {
        for text in [
            "0000-00-00 00:00:00",
            "0000-00-00",
            "",
            "0",
            "0000-00-00T00:00:00+08:00",
            "0000-00-00T00:00:00Z",
        ] {
            assert!(DateTime::from(text).is_zero(), "{text}");
            assert_eq!(DateTime::from(text).timestamp(), None, "{text}");
        }
        assert!(!DateTime::from("2017-12-20").is_zero());
    }

    #[test]
    fn an_instant_is_written_in_local_time_of_china() {
        let instant = utc("2017-12-20T20:00:00.999Z");
        assert_eq!(DateTime::from(instant).as_str(), "2017-12-21 04:00:00");
        assert_eq!(
            DateTime::from(Timestamp::MIN).timestamp(),
            None,
            "before the year 0 there is no form for it"
        );
    }

    #[test]
    fn an_instant_becomes_iso_where_a_request_wants_that_and_other_text_stays() {
        for (text, expected) in [
            ("2017-12-20 08:00:00", "2017-12-20T08:00:00+08:00"),
            ("1513728000", "2017-12-20T08:00:00+08:00"),
            ("2017-12-20", "2017-12-20T00:00:00+08:00"),
            ("2017-12-20T08:00:00+02:00", "2017-12-20T08:00:00+02:00"),
            ("2017-12-20T08:00:00Z", "2017-12-20T08:00:00Z"),
            ("soon", "soon"),
            ("0000-00-00 00:00:00", "0000-00-00 00:00:00"),
        ] {
            assert_eq!(iso(text), expected);
        }
    }

    #[test]
    fn debug_shows_the_text() {
        assert_eq!(format!("{:?}", DateTime::from("2017-12-20")), "\"2017-12-20\"");
        assert_eq!(DateTime::from("2017-12-20").to_string(), "2017-12-20");
    }
}
