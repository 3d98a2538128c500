//! Codings of a body by other names: reqwest unpacks `gzip` in small letters alone.

use std::io::Read;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use super::{TransportError, TransportErrorKind as Kind};

/// The body without the coding that its headers still name, and the headers without that name. Codings are compared without
/// regard to case, and `x-gzip` is `gzip` (RFC 9110, 8.4.1).
pub(super) fn unpacked(headers: &mut HeaderMap, body: Bytes, limit: usize) -> Result<Bytes, TransportError> {
    let is_gzip =
        headers.get(CONTENT_ENCODING).and_then(|coding| coding.to_str().ok()).is_some_and(|coding| {
            let coding = coding.trim();
            coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip")
        });
    if !is_gzip || body.is_empty() {
        return Ok(body);
    }
    let mut unpacked = Vec::new();
    // One byte more than is allowed tells that it is too much.
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(&body[..]).take(most).read_to_end(&mut unpacked).map_err(|error| {
        let is_cut = error.kind() == std::io::ErrorKind::UnexpectedEof;
        TransportError::new(if is_cut { Kind::ResponseCut } else { Kind::ResponseDamaged }).with_source(error)
    })?;
    if unpacked.len() > limit {
        return Err(TransportError::new(Kind::ResponseTooLarge(limit)));
    }
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    Ok(unpacked.into())
}
