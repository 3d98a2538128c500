//! Times and dates to and from the types of other crates.

use std::time::SystemTime;

use jiff::{Timestamp, ZonedDateTime};

use super::datetime::DateTime;

impl DateTime {
    /// The instant as the standard library has it, if the text is one.
    #[must_use]
    pub fn system_time(&self) -> Option<SystemTime> {
        SystemTime::try_from(self.timestamp()?).ok()
    }
}

/// Writes the instant as the vendor does: local time of China, whole seconds. What lies beyond the year 9999 is
/// [`forever`](DateTime::forever).
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        match Timestamp::try_from(time) {
            Ok(timestamp) => Self::from(timestamp),
            Err(_) if time > SystemTime::UNIX_EPOCH => Self::forever(),
            Err(_) => Self::from(Timestamp::MIN),
        }
    }
}

/// Writes the instant as the vendor does: local time of China, whatever the zone is.
impl From<&ZonedDateTime> for DateTime {
    fn from(zoned: &ZonedDateTime) -> Self {
        Self::from(zoned.timestamp())
    }
}

/// Writes the instant as the vendor does: local time of China, whatever the zone is.
impl From<ZonedDateTime> for DateTime {
    fn from(zoned: ZonedDateTime) -> Self {
        Self::from(zoned.timestamp())
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {

    use crate::handwritten::types::{Date, DateTime};

    impl DateTime {
        /// The instant as `chrono` has it, if the text is one. Feature `chrono`.
        #[must_use]
        pub fn chrono(&self) -> Option<chrono::DateTime<chrono::Utc>> {
            let timestamp = self.timestamp()?;
            let nanoseconds = u32::try_from(timestamp.subsec_nanosecond());
            // Before 1970 the fraction is negative, and so are the seconds.
            match nanoseconds {
                Ok(nanoseconds) => chrono::DateTime::from_timestamp(timestamp.as_second(), nanoseconds),
                Err(_) => chrono::DateTime::from_timestamp(
                    timestamp.as_second() - 1,
                    (1_000_000_000 + timestamp.subsec_nanosecond()).unsigned_abs(),
                ),
            }
        }
    }

    /// Writes the instant as the vendor does: local time of China, whole seconds. What lies beyond the year 9999 is
    /// [`forever`](DateTime::forever).
    impl<Z: chrono::TimeZone> From<chrono::DateTime<Z>> for DateTime {
        fn from(time: chrono::DateTime<Z>) -> Self {
            Self::of_unix(time.timestamp())
        }
    }

    impl Date {
        /// The date as `chrono` has it, if the text is one. Feature `chrono`.
        #[must_use]
        pub fn chrono(&self) -> Option<chrono::NaiveDate> {
            let date = self.civil()?;
            let (month, day) = (u32::try_from(date.month()).ok()?, u32::try_from(date.day()).ok()?);
            chrono::NaiveDate::from_ymd_opt(date.year().into(), month, day)
        }
    }

    /// Writes the date as the vendor does.
    impl From<chrono::NaiveDate> for Date {
        fn from(date: chrono::NaiveDate) -> Self {
            Self::from(date.to_string())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn instants_and_dates_of_chrono_come_and_go() {
            for text in ["2017-12-20 08:00:00", "1960-01-02 03:04:05"] {
                let time = DateTime::from(text).chrono().unwrap();
                assert_eq!(DateTime::from(time).as_str(), text);
                let elsewhere = time.with_timezone(&chrono::FixedOffset::west_opt(3600).unwrap());
                assert_eq!(DateTime::from(elsewhere).as_str(), text);
            }
            let fraction = DateTime::from("1969-12-31T23:59:59.25Z").chrono().unwrap();
            assert_eq!(fraction.timestamp_millis(), -750);
            assert_eq!(DateTime::from("0000-00-00 00:00:00").chrono(), None);
            assert!(DateTime::from(chrono::DateTime::<chrono::Utc>::MAX_UTC).is_forever());
            let date = Date::from("2017-12-20").chrono().unwrap();
            assert_eq!(Date::from(date), Date::from(jiff::civil::date(2017, 12, 20)));
            assert_eq!(Date::from("0000-00-00").chrono(), None);
        }
    }
}

#[cfg(feature = "time")]
mod with_time {

    use crate::handwritten::types::{Date, DateTime};

    impl DateTime {
        /// The instant as the crate `time` has it, if the text is one. Feature `time`.
        #[must_use]
        pub fn time(&self) -> Option<time::OffsetDateTime> {
            time::OffsetDateTime::from_unix_timestamp_nanos(self.timestamp()?.as_nanosecond()).ok()
        }
    }

    /// Writes the instant as the vendor does: local time of China, whole seconds.
    impl From<time::OffsetDateTime> for DateTime {
        fn from(time: time::OffsetDateTime) -> Self {
            Self::of_unix(time.unix_timestamp())
        }
    }

    impl Date {
        /// The date as the crate `time` has it, if the text is one. Feature `time`.
        #[must_use]
        pub fn time(&self) -> Option<time::Date> {
            let date = self.civil()?;
            let month = time::Month::try_from(u8::try_from(date.month()).ok()?).ok()?;
            time::Date::from_calendar_date(date.year().into(), month, u8::try_from(date.day()).ok()?).ok()
        }
    }

    /// Writes the date as the vendor does.
    impl From<time::Date> for Date {
        fn from(date: time::Date) -> Self {
            let (year, month, day) = date.to_calendar_date();
            Self::from(format!("{year:04}-{:02}-{day:02}", u8::from(month)))
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn instants_and_dates_of_time_come_and_go() {
            for text in ["2017-12-20 08:00:00", "1960-01-02 03:04:05"] {
                let time = DateTime::from(text).time().unwrap();
                assert_eq!(DateTime::from(time).as_str(), text);
                let elsewhere = time.to_offset(time::UtcOffset::from_hms(-1, 0, 0).unwrap());
                assert_eq!(DateTime::from(elsewhere).as_str(), text);
            }
            assert_eq!(DateTime::from("1969-12-31T23:59:59.25Z").time().unwrap().nanosecond(), 250_000_000);
            assert_eq!(DateTime::from("0000-00-00 00:00:00").time(), None);
            let date = Date::from("2017-12-20").time().unwrap();
            assert_eq!(Date::from(date), Date::from(jiff::civil::date(2017, 12, 20)));
            assert_eq!(Date::from("0000-00-00").time(), None);
        }
    }
}

#[cfg(any(feature = "chrono", feature = "time"))]
impl DateTime {
    /// The instant of these Unix seconds, or the nearest that has a form.
    fn of_unix(seconds: i64) -> Self {
        match Timestamp::from_second(seconds) {
            Ok(timestamp) => Self::from(timestamp),
            Err(_) if seconds > 0 => Self::forever(),
            Err(_) => Self::from(Timestamp::MIN),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::tz::{TimeZone, offset};

    use super::*;

    #[test]
    fn instants_of_the_standard_library_come_and_go() {
        for (text, seconds) in [("2017-12-20 08:00:00", 1_513_728_000), ("1970-01-01 08:00:00", 0)] {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(DateTime::from(time).as_str(), text);
            assert_eq!(DateTime::from(text).system_time(), Some(time));
        }
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(DateTime::from(before).system_time(), Some(before));
        let beyond = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_800);
        assert!(DateTime::from(beyond).is_forever());
        for none in ["0000-00-00 00:00:00", "", "soon", "9999-12-31 23:59:59"] {
            assert_eq!(DateTime::from(none).system_time(), None, "{none}");
        }
    }

    #[test]
    fn a_time_of_any_zone_is_written_in_local_time_of_china() {
        let zoned = "2017-12-20T00:00:00Z".parse::<Timestamp>().unwrap();
        let zoned = zoned.to_zoned_datetime(TimeZone::fixed(offset(-5)));
        assert_eq!(DateTime::from(&zoned), DateTime::from(zoned));
        assert_eq!(
            DateTime::from("2017-12-20 08:00:00").system_time(),
            DateTime::from("1513728000").system_time()
        );
    }
}
