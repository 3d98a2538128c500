//! Skipping what the spec does not know.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::notes::Notes;
use super::sent::{Hashed, mix};

/// Skips the value of a key, and takes a hash of it when one is wanted.
pub(super) fn skip_value<'de, A: MapAccess<'de>>(map: &mut A, notes: &mut Notes) -> Result<(), A::Error> {
    if notes.is_hashing {
        notes.hash = map.next_value_seed(Hashed)?;
        return Ok(());
    }
    map.next_value_seed(Skip)
}

/// Skips an element, and adds it to the hash of its list when one is wanted; `false` when there is none.
pub(super) fn skip_element<'de, A: SeqAccess<'de>>(seq: &mut A, notes: &mut Notes) -> Result<bool, A::Error> {
    if !notes.is_hashing {
        return Ok(seq.next_element_seed(Skip)?.is_some());
    }
    let found = seq.next_element_seed(Hashed)?;
    notes.hash = found.map_or(notes.hash, |element| mix(notes.hash, element));
    Ok(found.is_some())
}

/// Skips a value. It reads what it skips, unlike `IgnoredAny`, so that the limit of depth holds here too.
pub(super) struct Skip;

impl<'de> DeserializeSeed<'de> for Skip {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! skip {
    ($($visit:ident $type:ty;)*) => {$(
        fn $visit<E: Error>(self, _: $type) -> Result<(), E> {
            Ok(())
        }
    )*};
}

impl<'de> Visitor<'de> for Skip {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    skip! {
        visit_bool bool;
        visit_i64 i64;
        visit_i128 i128;
        visit_u64 u64;
        visit_u128 u128;
        visit_f64 f64;
        visit_str &str;
        visit_bytes &[u8];
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Skip)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(Skip)?;
        }
        Ok(())
    }
}
