//! Times as the vendor writes them.

use std::borrow::Cow;
use std::cmp::Ordering;
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
///
/// `9999-12-31 23:59:59` is what the vendor writes for no end, and a value of its own: see [`is_forever`](Self::is_forever).
///
/// Instants come and go as [`std::time::SystemTime`] and as [`jiff`]'s types, and with the features `chrono` and `time` as those of
/// these crates:
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use qcloud_client::DateTime;
///
/// let ends = DateTime::from(SystemTime::UNIX_EPOCH + Duration::from_secs(1_513_728_000));
/// assert_eq!(ends.as_str(), "2017-12-20 08:00:00");
/// assert!(ends < DateTime::from(SystemTime::now()));
/// let left = ends.system_time().and_then(|ends| ends.duration_since(SystemTime::now()).ok());
/// assert_eq!(left, None, "it is over");
/// ```
///
/// No database of time zones is needed for any of this: China has had one offset since 1991. This crate therefore turns on none in
/// `jiff`, and `timestamp.in_tz("Asia/Shanghai")` is an error then. Use the offset, as below, or add `jiff` to your own
/// dependencies with one of its features for a database, `tz-system` for the system's or `tzdb-bundle-always` for one of its own.
///
/// ```
/// use qcloud_client::DateTime;
/// use qcloud_client::jiff::tz::{TimeZone, offset};
///
/// let begin = DateTime::from("2017-12-20 08:00:00").timestamp().unwrap();
/// let in_china = begin.to_zoned_datetime(TimeZone::fixed(offset(8)));
/// assert_eq!(in_china.strftime("%d.%m.%Y %H:%M").to_string(), "20.12.2017 08:00");
/// assert_eq!(DateTime::from(&in_china).as_str(), "2017-12-20 08:00:00");
/// ```
///
/// Times are equal when their texts are, and ordered by the instant: what is none goes first, [`forever`](Self::forever) last.
/// The default is the empty text, which is no time.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct DateTime(String);

impl DateTime {
    /// The text that travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The time that never comes, `9999-12-31 23:59:59`.
    #[must_use]
    pub fn forever() -> Self {
        Self::from("9999-12-31 23:59:59")
    }

    /// Whether the text stands for the time that never comes: the last second or the last day of the year 9999, of China or of
    /// UTC. It lies beyond what [`timestamp`](Self::timestamp) can give, and is sent in every form.
    #[must_use]
    pub fn is_forever(&self) -> bool {
        let text = self.0.trim();
        is_last_day(text) || matches!(text, LAST_SECOND | "253402300799")
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
        match self.timestamp() {
            Some(timestamp) => Some(timestamp.as_second()),
            None if self.is_forever() => LAST_SECOND.parse().ok(),
            None => None,
        }
    }
}

/// The last second of the year 9999 in China, in Unix seconds.
const LAST_SECOND: &str = "253402271999";

/// Whether a text is the last day of the year 9999, alone or with its last second.
pub(super) fn is_last_day(text: &str) -> bool {
    match text.trim().strip_prefix("9999-12-31") {
        Some(time) => time.is_empty() || time.trim_start_matches([' ', 'T']).starts_with("23:59:59"),
        None => false,
    }
}

/// What times are ordered by.
fn rank(time: &DateTime) -> (u8, Option<Timestamp>) {
    match time.timestamp() {
        _ if time.is_forever() => (2, None),
        Some(timestamp) => (1, Some(timestamp)),
        None => (0, None),
    }
}

/// A time in the form of a request that wants ISO 8601. What has an offset already, or is no instant, stays as it is.
pub(crate) fn iso(text: &str) -> Cow<'_, str> {
    if text.parse::<Timestamp>().is_ok() {
        return Cow::Borrowed(text);
    }
    match DateTime::from(text).timestamp() {
        None if matches!(text.trim(), "9999-12-31 23:59:59" | LAST_SECOND) => {
            Cow::Borrowed("9999-12-31T23:59:59+08:00")
        }
        Some(timestamp) => Cow::Owned(format!("{}+08:00", DateTime::from(timestamp).0.replace(' ', "T"))),
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

text_field!(DateTime, rank);

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
    fn the_time_that_never_comes_is_a_value_of_its_own() {
        for text in [
            "9999-12-31 23:59:59",
            "9999-12-31",
            "9999-12-31T23:59:59+08:00",
            "9999-12-31T23:59:59Z",
            "253402271999",
            "253402300799",
        ] {
            let time = DateTime::from(text);
            assert!(time.is_forever() && !time.is_zero(), "{text}");
            assert!(time.unix_seconds().is_some(), "{text}");
        }
        assert_eq!(DateTime::forever().as_str(), "9999-12-31 23:59:59");
        assert_eq!(DateTime::forever().timestamp(), None);
        assert_eq!(DateTime::forever().unix_seconds(), Some(253_402_271_999));
        assert_eq!(iso("9999-12-31 23:59:59"), "9999-12-31T23:59:59+08:00");
        for text in ["9999-12-30 23:59:59", "9999-12-31 08:00:00", "2017-12-20", "", "soon"] {
            assert!(!DateTime::from(text).is_forever(), "{text}");
        }
    }

    #[test]
    fn times_are_ordered_by_the_instant() {
        let ordered = [
            "",
            "0000-00-00 00:00:00",
            "soon",
            "1513727999",
            "1513728000",
            "2017-12-20 08:00:00",
            "2017-12-20T01:00:00+00:00",
            "2018-01-01",
            "9999-12-31 23:59:59",
        ];
        let mut times: Vec<_> = ordered.iter().rev().map(|text| DateTime::from(*text)).collect();
        times.sort();
        assert_eq!(times.iter().map(DateTime::as_str).collect::<Vec<_>>(), ordered);
        assert_eq!(times.first(), Some(&DateTime::default()));
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
