//! The items of a page as the server sent them, told apart by hashes: no value is made of what is only compared.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_core::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A hash of anything.
pub(crate) fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A hash of each element of the list that stands at the end of a path, and none for a null; nothing where there is no list.
pub(super) fn hashes(json: &str, path: &[&str]) -> Option<Vec<Option<u64>>> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let found = Way(path).deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    found
}

/// The scalars that lead nowhere, or to a hash.
macro_rules! scalars {
    ($value:ident => $of:expr; $($visit:ident $type:ty),*) => {$(
        fn $visit<E: Error>(self, $value: $type) -> Result<Self::Value, E> {
            Ok($of)
        }
    )*};
}

/// Goes down a path of keys to a list.
struct Way<'p>(&'p [&'p str]);

impl<'de> DeserializeSeed<'de> for Way<'_> {
    type Value = Option<Vec<Option<u64>>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Way<'_> {
    type Value = Option<Vec<Option<u64>>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }

    scalars!(_value => None; visit_bool bool, visit_i64 i64, visit_u64 u64, visit_f64 f64, visit_str &str);

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Hashed)? {
            items.push(item);
        }
        Ok(self.0.is_empty().then_some(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(is_next) = map.next_key_seed(Is(self.0.first().copied()))? {
            match self.0 {
                [_, rest @ ..] if is_next => found = map.next_value_seed(Way(rest))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }
}

/// Whether a key is this one.
struct Is<'k>(Option<&'k str>);

impl<'de> DeserializeSeed<'de> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        Ok(self.0 == Some(key))
    }
}

/// A hash of a value, whatever the order of its keys; none for a null.
struct Hashed;

impl<'de> DeserializeSeed<'de> for Hashed {
    type Value = Option<u64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Hashed {
    type Value = Option<u64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    scalars!(value => Some(hash(value)); visit_bool bool, visit_i64 i64, visit_u64 u64, visit_str &str);

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(hash(value.to_bits())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut all = hash("a list");
        while let Some(item) = seq.next_element_seed(Hashed)? {
            all = hash((all, item));
        }
        Ok(Some(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = hash("an object");
        while let Some(key) = map.next_key_seed(Hashed)? {
            let value = map.next_value_seed(Hashed)?;
            all = all.wrapping_add(hash((key, value)));
        }
        Ok(Some(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_the_same_whatever_the_order_of_their_keys() {
        let items = |list: &str| hashes(&format!(r#"{{"x":[1],"a":{{"b":{list}}}}}"#), &["a", "b"]);
        let found = items(
            r#"[{"id":"1","n":[1,null]},null,{"n":[1,null],"\u0069d":"1"},{"id":"1","n":[null,1]},{"id":1.5},[]]"#,
        );
        let found = found.unwrap();
        assert_eq!((found.len(), found[1]), (6, None));
        assert_eq!(found[0], found[2]);
        let different: std::collections::HashSet<_> = found.iter().flatten().collect();
        assert_eq!(different.len(), 4);
        for list in ["{}", "1", "null", "\"x\"", "[1", "[1]]"] {
            assert_eq!(items(list), None, "{list}");
        }
        assert_eq!(hashes("[1]", &["a"]), None);
        assert_eq!(hashes("[]", &[]), Some(Vec::new()));
    }
}
