//! What a failure is called on the wire.

use std::fmt;
use std::str::FromStr;

/// The code of a failure: a number of the legacy API, or a dotted name of API 3.0.
///
/// ```
/// use qcloud_mock_server::Code;
///
/// assert_eq!("4500".parse(), Ok(Code::Number(4500)));
/// assert_eq!("AuthFailure.SignatureExpire".parse(), Ok(Code::from("AuthFailure.SignatureExpire")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// A number, as the legacy API has it; an HTTP status too, where a gateway answered.
    Number(i64),
    /// A name such as `RequestLimitExceeded`.
    Name(String),
}

impl From<i64> for Code {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Code {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// A text that is no code; `Display` says what would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode(String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no code; one is a number such as 4400, or a name such as `InternalError`", self.0)
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        if let Ok(number) = text.parse() {
            return Ok(Self::Number(number));
        }
        let is_name = text.starts_with(|first: char| first.is_ascii_uppercase())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        if is_name { Ok(Self::from(text)) } else { Err(UnknownCode(text.to_owned())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_no_code_is_told_what_would_be() {
        for text in ["", "lower", "With Space", "4.5", "Line\nBreak"] {
            let message = text.parse::<Code>().unwrap_err().to_string();
            let expected = "is no code; one is a number such as 4400, or a name such as `InternalError`";
            assert_eq!(message, format!("`{text}` {expected}"));
        }
    }
}
