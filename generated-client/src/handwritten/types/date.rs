//! Dates as the vendor writes them.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use jiff::civil;

use super::datetime::{is_last_day, is_zero};

/// A date, kept as the text that travels and understood when it is asked for.
///
/// The vendor writes `2017-12-20`, and `0000-00-00` for no date at all. Whatever the text, it is kept and written back as it
/// came.
///
/// ```
/// use qcloud_client::Date;
///
/// let date = Date::from("2017-12-20");
/// assert_eq!(date.civil(), "2017-12-20".parse().ok());
/// assert!(Date::from("0000-00-00").is_zero());
/// ```
///
/// Dates are equal when their texts are, and ordered by the day, what is none first. The default is the empty text, which is no
/// date.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Date(String);

impl Date {
    /// The text that travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date, if the text is one; of a date with a time, the date alone.
    #[must_use]
    pub fn civil(&self) -> Option<civil::Date> {
        if self.is_zero() { None } else { self.0.trim().parse().ok() }
    }

    /// Whether the text stands for no date: empty, 0, or the zero date.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        is_zero(&self.0)
    }

    /// Whether the text stands for the day that never comes, `9999-12-31`.
    #[must_use]
    pub fn is_forever(&self) -> bool {
        is_last_day(&self.0)
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(date.to_string())
    }
}

text_field!(Date, Date::civil);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_understood_and_written() {
        let date = civil::date(2017, 12, 20);
        assert_eq!(Date::from("2017-12-20").civil(), Some(date));
        assert_eq!(Date::from("2017-12-20 08:00:00").civil(), Some(date));
        assert_eq!(Date::from(date).as_str(), "2017-12-20");
    }

    #[test]
    fn dates_are_ordered_by_the_day() {
        let ordered = ["", "0000-00-00", "soon", "2017-12-20", "2017-12-20 08:00:00", "9999-12-31"];
        let mut dates: Vec<_> = ordered.iter().rev().map(|text| Date::from(*text)).collect();
        dates.sort();
        assert_eq!(dates.iter().map(Date::as_str).collect::<Vec<_>>(), ordered);
        assert_eq!(dates.first(), Some(&Date::default()));
        assert!(dates.last().is_some_and(Date::is_forever) && !dates[3].is_forever());
    }

    #[test]
    fn what_is_no_date_is_kept_all_the_same() {
        for text in ["", "0", "0000-00-00", "soon", "2017-02-30"] {
            assert_eq!(Date::from(text).as_str(), text);
            assert_eq!(Date::from(text).civil(), None, "{text}");
        }
        assert!(Date::from("0000-00-00").is_zero());
        assert!(!Date::from("soon").is_zero());
    }
}
