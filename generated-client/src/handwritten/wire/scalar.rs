//! Scalars as they come off the wire, and what each kind of value makes of them.

use std::borrow::Cow;

use crate::Json;

/// The key of the one entry of the map by which `serde_json/arbitrary_precision` shows a number. Any crate of a build can
/// turn that feature on.
pub(super) const NUMBER: &str = "$serde_json::private::Number";

/// A scalar as it came.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'a> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(&'a str),
    /// A number with all its digits, which `serde_json/arbitrary_precision` delivers.
    Digits(&'a str),
}

const OUT_OF_RANGE: &str = "a number out of range";

impl<'a> Scalar<'a> {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Scalar::Bool(_) => "a boolean",
            Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_) | Scalar::Digits(_) => "a number",
            Scalar::Text(_) => "a string",
        }
    }

    pub(super) fn text(self) -> Cow<'a, str> {
        match self {
            Scalar::Bool(true) => Cow::Borrowed("true"),
            Scalar::Bool(false) => Cow::Borrowed("false"),
            Scalar::Int(value) => Cow::Owned(value.to_string()),
            Scalar::Uint(value) => Cow::Owned(value.to_string()),
            Scalar::Float(value) => Cow::Owned(
                // As JSON has it: `12.0` stays `12.0`, `1e300` stays short.
                serde_json::Number::from_f64(value)
                    .map_or_else(|| value.to_string(), |number| number.to_string()),
            ),
            Scalar::Text(text) | Scalar::Digits(text) => Cow::Borrowed(text),
        }
    }

    pub(super) fn boolean(self) -> Result<bool, &'static str> {
        match self {
            Scalar::Bool(value) => Ok(value),
            Scalar::Text(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Scalar::Text(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            Scalar::Text("0") => Ok(false),
            Scalar::Text("1") => Ok(true),
            Scalar::Text(_) => Err("a string"),
            number => match number.integer() {
                Ok(0) => Ok(false),
                Ok(1) => Ok(true),
                _ => Err("a number"),
            },
        }
    }

    /// The whole number that this is, in the range of its type.
    pub(super) fn in_range<T: TryFrom<i128>>(self) -> Result<T, &'static str> {
        T::try_from(self.integer()?).map_err(|_| OUT_OF_RANGE)
    }

    /// The whole number that this is. Every `i64` and `u64` fits an `i128`, so the caller's range is checked once.
    pub(super) fn integer(self) -> Result<i128, &'static str> {
        match self {
            Scalar::Bool(_) => Err("a boolean"),
            Scalar::Int(value) => Ok(value.into()),
            Scalar::Uint(value) => Ok(value.into()),
            Scalar::Float(value) => whole(value).map(i128::from),
            // Nearly all fit the quicker type.
            Scalar::Text(text) | Scalar::Digits(text) => {
                match text.parse().map(i64::into).or_else(|_| text.parse()) {
                    Ok(value) if is_numeric(text) => Ok(value),
                    _ => whole(self.float()?).map(i128::from),
                }
            }
        }
    }

    /// The integer, unless writing it would give another text: `"01"` is not 1 to an enum.
    pub(super) fn plain_integer(self) -> Option<i64> {
        let value = i64::try_from(self.integer().ok()?).ok()?;
        match self {
            Scalar::Text(text) if text != value.to_string() => None,
            _ => Some(value),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a float holds what a float can")]
    pub(super) fn float(self) -> Result<f64, &'static str> {
        match self {
            Scalar::Bool(_) => Err("a boolean"),
            Scalar::Int(value) => Ok(value as f64),
            Scalar::Uint(value) => Ok(value as f64),
            Scalar::Float(value) => Ok(value),
            Scalar::Text(text) | Scalar::Digits(text) => match text.parse::<f64>() {
                Ok(value) if is_numeric(text) && value.is_finite() => Ok(value),
                Ok(_) if is_numeric(text) => Err(OUT_OF_RANGE),
                _ => Err(self.kind()),
            },
        }
    }

    pub(super) fn json(self) -> Json {
        match self {
            Scalar::Bool(value) => Json::from(value),
            Scalar::Int(value) => Json::from(value),
            Scalar::Uint(value) => Json::from(value),
            Scalar::Float(value) => Json::from(value),
            Scalar::Text(text) => Json::from(text),
            Scalar::Digits(digits) => json_number(digits),
        }
    }
}

/// A number of free-form JSON; one beyond every float stays a text.
pub(super) fn json_number(digits: &str) -> Json {
    digits.parse().map_or_else(|_| Json::from(digits), Json::Number)
}

/// Rust also parses `inf`, `nan`, `+1` and `.5`; no server means a number by these.
fn is_numeric(text: &str) -> bool {
    text.strip_prefix('-').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit())
}

/// The whole number that a float is. From 2^53 on a float may have been another number in the text.
#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
pub(super) fn whole(value: f64) -> Result<i64, &'static str> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() != 0.0 {
        Err("a fraction")
    } else if value.abs() < EXACT {
        Ok(value as i64)
    } else {
        Err(OUT_OF_RANGE)
    }
}

/// Reads JSON that travels inside a string. Text that is not JSON is kept as a JSON string, and so is a JSON string: only
/// one that would be taken for something else travels in quotes.
pub(super) fn json_from_text(text: &str) -> Json {
    match text.parse() {
        Ok(Json::String(inner)) if reads_as_another(&inner) => Json::String(inner),
        Ok(Json::String(_)) | Err(_) => Json::from(text),
        Ok(value) => value,
    }
}

/// Writes JSON into a string, so that [`json_from_text`] gives it back.
pub(super) fn json_to_text(json: &Json) -> Cow<'_, str> {
    match json {
        Json::String(text) if !reads_as_another(text) => Cow::Borrowed(text),
        json => Cow::Owned(json.to_string()),
    }
}

fn reads_as_another(text: &str) -> bool {
    json_from_text(text).as_str() != Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_string_survives_in_both_directions() {
        for text in
            ["", "plain", "[1,2]", "1", "\"1\"", "\"plain\"", "\"\\\"1\\\"\"", "null", "{\"a\":[]}", "{"]
        {
            assert_eq!(json_to_text(&json_from_text(text)), text);
        }
        for json in ["1", "\"1\"", "plain", "\"\\\"1\\\"\"", "null", ""] {
            let json = Json::from(json);
            assert_eq!(json_from_text(&json_to_text(&json)), json);
        }
    }

    #[test]
    fn only_what_looks_like_a_number_is_one() {
        for text in ["inf", "NaN", "+1", ".5", " 1", "1 ", "", "-", "0x10", "1_000"] {
            assert!(Scalar::Text(text).float().is_err(), "{text}");
            assert!(Scalar::Text(text).integer().is_err(), "{text}");
        }
        assert_eq!(Scalar::Text("-12.0").integer(), Ok(-12));
        assert_eq!(Scalar::Text("1e3").integer(), Ok(1000));
        assert_eq!(Scalar::Text("1e999").float(), Err(OUT_OF_RANGE));
        assert_eq!(Scalar::Text("9007199254740993.0").integer(), Err(OUT_OF_RANGE));
        assert_eq!(Scalar::Float(f64::NAN).integer(), Err("a fraction"));
    }

    #[test]
    fn all_digits_of_a_big_number_are_kept() {
        let digits = Scalar::Digits("12345678901234567890123");
        assert_eq!(digits.text(), "12345678901234567890123");
        assert_eq!(digits.integer(), Ok(12_345_678_901_234_567_890_123));
    }
}
