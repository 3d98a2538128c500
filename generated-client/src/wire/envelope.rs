//! The envelope of a response, and the way through it to the payload.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::error::Notes;
use super::field::{Field, Record, blank, flag, reset};
use super::read::{NUMBER, Reader};
use super::response::{Failure, ResponseError};
use super::scalar::{Mismatch, Outcome, Scalar, put};
use super::skip::Skip;
use crate::Json;

/// The envelope without the payload. Its fields are free-form, so that nothing odd in them hides a failure.
pub(super) struct Envelope {
    code: Json,
    message: Json,
    code_desc: Json,
}

crate::__record!(Envelope {
    0 code "code" [];
    1 message "message" [];
    2 code_desc "codeDesc" [];
});

impl Envelope {
    /// Whether a field of the body is the envelope's.
    pub(super) fn has(name: &str) -> bool {
        blank::<Self>().index_of(name).is_some()
    }

    fn index_of(&self, name: &str) -> Option<usize> {
        self.info().fields.iter().position(|field| field.wire == name)
    }

    /// The code, which some modules send as text.
    pub(super) fn code(&self) -> Option<i64> {
        let mut code = None::<i64>;
        put(code.slot(), as_scalar(&self.code)?, 0).ok()?;
        code
    }

    /// Passes a success.
    pub(super) fn check(&self) -> Result<(), ResponseError> {
        match self.code() {
            None => Err(ResponseError::NoEnvelope),
            Some(0) => Ok(()),
            Some(code) => Err(ResponseError::Failure(Failure {
                code,
                code_desc: as_text(&self.code_desc).filter(|text| !text.is_empty()),
                message: as_text(&self.message).unwrap_or_default(),
            })),
        }
    }
}

fn as_text(json: &Json) -> Option<String> {
    as_scalar(json).map(|scalar| scalar.text().into_owned())
}

fn as_scalar(json: &Json) -> Option<Scalar<'_>> {
    match json {
        Json::Bool(value) => Some(Scalar::Bool(*value)),
        Json::Number(number) => {
            number.as_i64().map(Scalar::Int).or_else(|| number.as_f64().map(Scalar::Float))
        }
        Json::String(text) => Some(Scalar::Text(text)),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// Goes down the path to the payload and reads it; at the top, takes the envelope on the way.
pub(super) struct Descent<'a> {
    pub(super) envelope: Option<&'a mut Envelope>,
    pub(super) path: &'static [&'static str],
    pub(super) payload: &'a mut dyn Field,
    /// Whether there is a payload.
    pub(super) found: &'a mut bool,
    pub(super) notes: &'a mut Notes,
}

impl<'de> DeserializeSeed<'de> for Descent<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.path.is_empty() {
            return deserializer.deserialize_any(self);
        }
        let reader = Reader { slot: self.payload.slot(), flags: flag::PAYLOAD, notes: self.notes };
        *self.found = matches!(reader.deserialize(deserializer)?, Outcome::Value);
        Ok(())
    }
}

impl Descent<'_> {
    fn mismatch<E: Error>(self, found: &'static str) -> Result<(), E> {
        Err(self.notes.fail(Mismatch { expected: "an object", found }.message()))
    }

    fn read_member<'de, A: MapAccess<'de>>(&mut self, name: String, map: &mut A) -> Result<(), A::Error> {
        if let Some(envelope) = self.envelope.as_deref_mut()
            && let Some(index) = envelope.index_of(&name)
        {
            let slot = envelope.at_mut(index).slot();
            map.next_value_seed(Reader { slot, flags: 0, notes: self.notes })?;
            return Ok(());
        }
        match self.path {
            [first, rest @ ..] if *first == name => self.descend(first, rest, map),
            _ => {
                self.notes.unknown(name);
                map.next_value_seed(Skip)
            }
        }
    }

    fn descend<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        path: &'static [&'static str],
        map: &mut A,
    ) -> Result<(), A::Error> {
        // A repeated key: the last one counts.
        *self.found = false;
        reset(self.payload.slot());
        let mark = self.notes.mark();
        let inner =
            Descent { envelope: None, path, payload: self.payload, found: self.found, notes: self.notes };
        let result = map.next_value_seed(inner);
        match result {
            Ok(()) => self.notes.leave(mark, name),
            Err(_) => self.notes.fail_in(name),
        }
        result
    }
}

impl<'de> Visitor<'de> for Descent<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.mismatch("a boolean")
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.mismatch("a number")
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.mismatch("a number")
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.mismatch("a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text.is_empty() { Ok(()) } else { self.mismatch("a string") }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match seq.next_element_seed(Skip)? {
            None => Ok(()),
            Some(()) => self.mismatch("an array"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == NUMBER {
                return self.mismatch("a number");
            }
            self.read_member(name, &mut map)?;
        }
        Ok(())
    }
}
