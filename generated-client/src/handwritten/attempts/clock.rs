//! The server's view of time: its clock against ours, and how long it asks us to wait.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::{AGE, DATE, RETRY_AFTER};

/// Seconds by which the server's clock is ahead of ours, as far as it is known; shared by the calls of a client.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew(AtomicI64);

impl ClockSkew {
    /// A difference below this says nothing: `Date` has whole seconds and is as old as the response's way is long. The
    /// server's own tolerance is 5 minutes at the least, so a timestamp that it refuses is off by more.
    const NOTICEABLE: u64 = 30;

    /// A server that says it is more than a year away does not know the time. To believe it would end every later call.
    const BELIEVABLE: u64 = 366 * 24 * 60 * 60;

    /// The last second that a date in a signature can name: the end of the year 9999.
    const LAST: i64 = 253_402_300_799;

    pub(crate) fn seconds(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// The timestamp to sign with: seconds since 1970 by the server's clock.
    pub(crate) fn timestamp(&self, now: SystemTime) -> u64 {
        u64::try_from(seconds(now).saturating_add(self.seconds())).unwrap_or(0)
    }

    /// How far off the clock was with which a request was signed, if it was: from the server's answer to it.
    ///
    /// `signed_with` is the skew that went into that request, not the present one: of two calls that fail at the same
    /// time, the first has corrected the clock before the second looks.
    pub(crate) fn found(headers: &HeaderMap, now: SystemTime, signed_with: i64) -> Option<i64> {
        let (server, now) = (seconds(date(headers)?), seconds(now));
        let skew = server.saturating_sub(now);
        let is_usable = skew.unsigned_abs() <= Self::BELIEVABLE && (0..=Self::LAST).contains(&server);
        (is_usable && skew.abs_diff(signed_with) >= Self::NOTICEABLE).then_some(skew)
    }

    pub(crate) fn correct(&self, skew: i64) {
        self.0.store(skew, Ordering::Relaxed);
    }
}

/// How long the server asks to wait, from the header `Retry-After`: seconds, or a date by its own clock.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds: longer than anyone waits.
        return Some(value.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let then = httpdate::parse_http_date(value).ok()?;
    Some(then.duration_since(date(headers).unwrap_or(now)).unwrap_or(Duration::ZERO))
}

/// The server's time: its `Date`, and what a cache on the way says that the response has aged since.
fn date(headers: &HeaderMap) -> Option<SystemTime> {
    let text = |name| Some(headers.get(name)?.to_str().ok()?.trim());
    let date = httpdate::parse_http_date(text(DATE)?).ok()?;
    let age = text(AGE).and_then(|age| age.parse().ok()).map_or(Duration::ZERO, Duration::from_secs);
    date.checked_add(age)
}

/// Seconds since 1970, negative before it.
fn seconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, i64::wrapping_neg),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT
    const SAMPLE_TIME: u64 = 784_111_777;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn headers(pairs: &[(http::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_skew_is_the_servers_date_less_ours() {
        let date = headers(&[(DATE, "Sun, 06 Nov 1994 08:49:37 GMT")]);
        for (now, signed_with, found) in [
            (SAMPLE_TIME - 3600, 0, Some(3600)),
            (SAMPLE_TIME + 3600, 0, Some(-3600)),
            // Already signed with the right one: the refusal has another reason.
            (SAMPLE_TIME - 3600, 3600, None),
            (SAMPLE_TIME - 3600, 3590, None),
            // The clock was mended while the client lived.
            (SAMPLE_TIME, 3600, Some(0)),
            (SAMPLE_TIME - 29, 0, None),
            (SAMPLE_TIME - 30, 0, Some(30)),
        ] {
            assert_eq!(ClockSkew::found(&date, at(now), signed_with), found, "{now} {signed_with}");
        }
    }

    #[test]
    fn the_date_of_a_response_from_a_cache_is_as_old_as_its_age_says() {
        for (age, now, found) in [
            ("3600", SAMPLE_TIME + 3600, None),
            ("3600", SAMPLE_TIME, Some(3600)),
            ("soon", SAMPLE_TIME - 900, Some(900)),
            ("99999999999999999999", SAMPLE_TIME, None),
            ("18446744073709551615", SAMPLE_TIME, None),
            ("9223372036854775807", SAMPLE_TIME, None),
        ] {
            let headers = headers(&[(DATE, "Sun, 06 Nov 1994 08:49:37 GMT"), (AGE, age)]);
            assert_eq!(ClockSkew::found(&headers, at(now), 0), found, "{age}");
        }
    }

    #[test]
    fn a_date_that_no_clock_shows_corrects_nothing() {
        for date in [
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Mon, 06 Nov 1995 08:49:38 GMT",
        ] {
            let headers = headers(&[(DATE, date)]);
            assert_eq!(ClockSkew::found(&headers, at(SAMPLE_TIME - 2 * 24 * 60 * 60), 0), None, "{date}");
        }
        let tomorrow = headers(&[(DATE, "Mon, 06 Nov 1995 08:49:37 GMT")]);
        assert_eq!(ClockSkew::found(&tomorrow, at(SAMPLE_TIME), 0), Some(365 * 24 * 60 * 60));
    }

    #[test]
    fn a_missing_or_odd_date_corrects_nothing() {
        assert_eq!(ClockSkew::found(&HeaderMap::new(), at(SAMPLE_TIME), 0), None);
        for odd in ["", "yesterday", "1994-11-06T08:49:37Z", "784111777"] {
            assert_eq!(ClockSkew::found(&headers(&[(DATE, odd)]), at(0), 0), None, "{odd}");
        }
    }

    #[test]
    fn timestamps_follow_the_corrected_clock() {
        let skew = ClockSkew::default();
        assert_eq!(skew.timestamp(at(SAMPLE_TIME)), SAMPLE_TIME);
        skew.correct(-7);
        assert_eq!(skew.timestamp(at(SAMPLE_TIME)), SAMPLE_TIME - 7);
        assert_eq!(skew.timestamp(at(3)), 0);
        assert_eq!(skew.timestamp(UNIX_EPOCH - Duration::from_secs(9)), 0);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let date = (DATE, "Sun, 06 Nov 1994 08:49:37 GMT");
        for (value, expected) in [
            ("0", Some(Duration::ZERO)),
            (" 120 ", Some(Duration::from_secs(120))),
            ("99999999999999999999", Some(Duration::MAX)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", Some(Duration::from_secs(30))),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(Duration::ZERO)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            let headers = headers(&[date.clone(), (RETRY_AFTER, value)]);
            // Our own clock is far off, and does not matter.
            assert_eq!(retry_after(&headers, at(5)), expected, "{value:?}");
        }
    }

    #[test]
    fn retry_after_with_a_date_counts_from_our_clock_when_the_server_tells_no_time() {
        let headers = headers(&[(RETRY_AFTER, "Sun, 06 Nov 1994 08:49:37 GMT")]);
        assert_eq!(retry_after(&headers, at(SAMPLE_TIME - 8)), Some(Duration::from_secs(8)));
        assert_eq!(retry_after(&HeaderMap::new(), at(SAMPLE_TIME)), None);
    }
}
