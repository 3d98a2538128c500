//! Bytes as the vendor writes them.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The vendor's clients pad; not all of its services do.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes, kept as the Base64 that travels and decoded when they are asked for.
///
/// Whatever the text, it is kept and written back as it came.
///
/// ```
/// use qcloud_client::Binary;
///
/// let binary = Binary::from(b"\x00\xff");
/// assert_eq!(binary.as_base64(), "AP8=");
/// assert_eq!(Binary::from_base64("AP8").bytes(), Some(vec![0x00, 0xff]));
/// assert_eq!(Binary::from_base64("no Base64!").bytes(), None);
/// ```
///
/// Its text is the Base64: `Display` shows it, `FromStr` takes it, and values are equal and ordered by it. The default is empty.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Binary(String);

impl Binary {
    /// The bytes that a text in Base64 stands for. Any text will do; [`bytes`](Self::bytes) tells whether it is Base64.
    #[must_use]
    pub fn from_base64(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text that travels.
    #[must_use]
    pub fn as_base64(&self) -> &str {
        &self.0
    }

    /// The text that travels, for the engine to fill in.
    pub(crate) fn text_mut(&mut self) -> &mut String {
        &mut self.0
    }

    /// The bytes, if the text is Base64. White space in it is skipped, and padding at its end may be missing.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let mut text = self.0.clone();
        text.retain(|c| !c.is_ascii_whitespace());
        BASE64.decode(text).ok()
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        Self(BASE64.encode(bytes))
    }
}

impl<const N: usize> From<&[u8; N]> for Binary {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl FromStr for Binary {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from_base64(text))
    }
}

impl fmt::Display for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_what_they_are_written_as() {
        for (bytes, text) in
            [(&b""[..], ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"\xfb\xff", "+/8=")]
        {
            assert_eq!(Binary::from(bytes).as_base64(), text);
            assert_eq!(Binary::from_base64(text).bytes().as_deref(), Some(bytes));
        }
    }

    #[test]
    fn the_text_of_bytes_is_their_base64() {
        let binary = Binary::from(b"f");
        assert_eq!(binary.to_string(), "Zg==");
        assert_eq!("Zg==".parse(), Ok(binary));
        assert_eq!(Binary::default().bytes(), Some(vec![]));
    }

    #[test]
    fn padding_may_be_missing_and_lines_broken() {
        assert_eq!(Binary::from_base64("Zm8").bytes().as_deref(), Some(&b"fo"[..]));
        assert_eq!(Binary::from_base64("Zm\r\n8=\n").bytes().as_deref(), Some(&b"fo"[..]));
    }

    #[test]
    fn what_is_no_base64_is_kept_all_the_same() {
        for text in ["Zg=", "Z", "-_8=", "not Base64!"] {
            let binary = Binary::from_base64(text);
            assert_eq!((binary.as_base64(), binary.bytes().is_some()), (text, text == "Zg="), "{text}");
            #[cfg(feature = "serde")]
            assert_eq!(serde_json::to_string(&binary).unwrap(), format!("{text:?}"));
        }
    }
}
