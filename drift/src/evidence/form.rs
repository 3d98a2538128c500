//! The forms that scalars have in responses: numbers, numbers in texts, times, and what else tells types of the spec apart.

use qcloud_codegen::language::time;
use qcloud_codegen::vendor::private_key;
use serde::de::IgnoredAny;
use serde_json::{Number, Value, json};

use super::Kind;

/// The form of a scalar, as far as it tells types of the spec apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `true` or `false`, and no text that says so.
    Bool,
    /// 0 and 1, which may stand for a bool.
    ZeroOne,
    /// Another integer that is not negative, within `i64`.
    Uint,
    /// An integer that is more than `i64` holds.
    BigUint,
    /// An integer below zero, within `i64`.
    Negative,
    /// A number with a fraction.
    Fraction,
    /// A number beyond all integers.
    Huge,
    /// A text without anything but white space.
    Empty,
    /// A text that says `true` or `false`.
    BoolText,
    /// A text that says 0 or 1.
    ZeroOneText,
    /// A text with another integer that is not negative, within `i64`.
    UintText,
    /// A text with an integer that is more than `i64` holds.
    BigUintText,
    /// A text with a negative integer.
    NegativeText,
    /// A text with a number that no integer is.
    FractionText,
    /// Digits with a zero before them, which a number would lose.
    PaddedText,
    /// A time as the vendor writes it.
    DateTime,
    /// A time in ISO 8601.
    Iso,
    /// A day as the vendor writes it.
    Date,
    /// The zero date with a time, which stands for none.
    ZeroDateTime,
    /// The zero date alone, which stands for none.
    ZeroDate,
    /// A private key as PEM.
    PrivateKey,
    /// A text that is a list or an object of JSON.
    JsonText,
    /// A text of no form that is told apart.
    Text,
}

impl Form {
    /// The form of a number.
    #[must_use]
    pub fn of_number(number: &Number) -> Self {
        match (number.as_u64(), number.as_i64()) {
            (Some(0 | 1), _) => Self::ZeroOne,
            (Some(_), Some(_)) => Self::Uint,
            (Some(_), None) => Self::BigUint,
            (None, Some(_)) => Self::Negative,
            (None, None) if number.as_f64().is_some_and(|number| number.abs() >= 2_f64.powi(63)) => {
                Self::Huge
            }
            (None, None) => Self::Fraction,
        }
    }

    /// The form of a text.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit());
        if is_number && digits.bytes().all(|b| b.is_ascii_digit()) {
            let is_padded = digits.len() > 1 && digits.starts_with('0');
            return match (text.parse::<u64>(), text.parse::<i64>()) {
                _ if is_padded => Self::PaddedText,
                (Ok(0 | 1), _) => Self::ZeroOneText,
                (Ok(_), Ok(_)) => Self::UintText,
                (Ok(_), Err(_)) => Self::BigUintText,
                (Err(_), Ok(_)) => Self::NegativeText,
                (Err(_), Err(_)) => Self::Text,
            };
        }
        match text.trim() {
            "" => Self::Empty,
            "true" | "false" => Self::BoolText,
            _ if is_number && text.parse::<f64>().is_ok_and(f64::is_finite) => Self::FractionText,
            time::ZERO_DATETIME => Self::ZeroDateTime,
            time::ZERO_DATE => Self::ZeroDate,
            trimmed if time::is_datetime(trimmed) => Self::DateTime,
            trimmed if time::is_iso(trimmed) => Self::Iso,
            trimmed if time::is_date(trimmed) => Self::Date,
            trimmed if private_key::begins(trimmed) => Self::PrivateKey,
            trimmed
                if trimmed.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(trimmed).is_ok() =>
            {
                Self::JsonText
            }
            _ => Self::Text,
        }
    }

    /// A value that stands for all of this form.
    #[must_use]
    pub fn example(self) -> Value {
        match self {
            Self::Bool => json!(true),
            Self::ZeroOne => json!(1),
            Self::Uint => json!(12),
            Self::BigUint => json!(u64::MAX),
            Self::Negative => json!(-12),
            Self::Fraction => json!(1.5),
            Self::Huge => json!(1e20),
            Self::Empty => json!(""),
            Self::BoolText => json!("true"),
            Self::ZeroOneText => json!("1"),
            Self::UintText => json!("12"),
            Self::BigUintText => json!("18446744073709551615"),
            Self::NegativeText => json!("-12"),
            Self::FractionText => json!("1.5"),
            Self::PaddedText => json!("007"),
            Self::DateTime => json!("2017-12-20 08:00:00"),
            Self::Iso => json!("2017-12-20T08:00:00+08:00"),
            Self::Date => json!("2017-12-20"),
            Self::ZeroDateTime => json!(time::ZERO_DATETIME),
            Self::ZeroDate => json!(time::ZERO_DATE),
            Self::PrivateKey => json!("-----BEGIN PRIVATE KEY-----"),
            Self::JsonText => json!("{}"),
            Self::Text => json!("text"),
        }
    }

    /// The kind of JSON that a scalar of this form is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Bool => Kind::Bool,
            Self::ZeroOne | Self::Uint | Self::BigUint | Self::Negative => Kind::Int,
            Self::Fraction | Self::Huge => Kind::Float,
            _ => Kind::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_a_form_is_of_that_form() {
        let texts = [
            "",
            "true",
            "1",
            "12",
            "18446744073709551615",
            "-12",
            "1.5",
            "007",
            "2017-12-20 08:00:00",
            "2017-12-20T08:00:00+08:00",
            "2017-12-20",
            "0000-00-00 00:00:00",
            "0000-00-00",
            "-----BEGIN PRIVATE KEY-----",
            "{}",
            "text",
        ];
        for text in texts {
            assert_eq!(Form::of_text(text).example(), json!(text));
            assert_eq!(Form::of_text(text).kind(), Kind::Text);
        }
        for number in [json!(1), json!(12), json!(u64::MAX), json!(-12), json!(1.5), json!(1e20)] {
            assert_eq!(Form::of_number(number.as_number().unwrap()).example(), number);
        }
        assert_eq!(Form::of_text("2017-12-20 08:00:00.25"), Form::DateTime);
        assert_eq!(Form::of_text("99999999999999999999999"), Form::Text);
        assert_eq!(Form::of_text("[not json"), Form::Text);
        assert_eq!(Form::of_text("nan"), Form::Text);
    }
}
