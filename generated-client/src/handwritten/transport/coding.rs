//! Codings of a body by other names: reqwest unpacks `gzip` in small letters alone.

use std::io::Write;

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use super::{TransportError, TransportErrorKind as Kind};

/// Unpacks a body chunk by chunk.
#[derive(Debug)]
pub(super) struct Unpacking {
    decoder: MultiGzDecoder<Vec<u8>>,
    /// Whether a byte has come: a body without any is not packed.
    has_begun: bool,
}

impl Unpacking {
    /// What takes off the coding that the headers still name, and that name off the headers. Codings are compared without regard to
    /// case, and `x-gzip` is `gzip` (RFC 9110, 8.4.1).
    pub(super) fn of(headers: &mut HeaderMap) -> Option<Self> {
        let coding = headers.get(CONTENT_ENCODING)?.to_str().ok()?.trim();
        if !coding.eq_ignore_ascii_case("gzip") && !coding.eq_ignore_ascii_case("x-gzip") {
            return None;
        }
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
        Some(Self { decoder: MultiGzDecoder::new(Vec::new()), has_begun: false })
    }

    /// What a chunk says.
    pub(super) fn chunk(&mut self, chunk: &[u8]) -> Result<Bytes, TransportError> {
        self.has_begun |= !chunk.is_empty();
        self.decoder.write_all(chunk).and_then(|()| self.decoder.flush()).map_err(damaged)?;
        Ok(std::mem::take(self.decoder.get_mut()).into())
    }

    /// What was held back, when the body has ended.
    pub(super) fn end(&mut self) -> Result<Bytes, TransportError> {
        if self.has_begun {
            self.decoder.try_finish().map_err(damaged)?;
        }
        Ok(std::mem::take(self.decoder.get_mut()).into())
    }
}

fn damaged(error: std::io::Error) -> TransportError {
    TransportError::new(Kind::ResponseDamaged).with_source(error)
}
