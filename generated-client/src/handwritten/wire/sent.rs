//! The items of a page as the server sent them, told apart by hashes that are taken while they are read.
//!
//! A hash is that of what was sent, not of what was made of it, whatever the order of the keys. The mixing is quick and keeps no secret:
//! what a server could do by two items with the same hash is to end its own list.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::scalar::{NUMBER, Scalar};
use crate::Json;

/// What a null has, a list and an object before anything is in them, and what tells a number from another.
pub(super) const NULL: u64 = 0x9e37_79b9_7f4a_7c15;
pub(super) const LIST: u64 = 0xd1b5_4a32_d192_ed03;
pub(super) const OBJECT: u64 = 0x8cb9_2ba7_2f3d_8dd7;
const BOOL: u64 = 0xa076_1d64_78bd_642f;
const WHOLE: u64 = 0xe703_7ed1_a0b4_28db;
const BELOW: u64 = 0x8ebc_6af0_9c88_c6e3;
const FLOAT: u64 = 0x5899_65cc_7537_4cc3;

/// A hash of both, in this order.
#[inline]
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ 0x2d35_8dcc_aa6c_78a5) * u128::from(b ^ 0x8bb8_4b93_962e_acc9);
    // Both halves fit: that is what the product is taken apart for.
    #[allow(clippy::cast_possible_truncation)]
    let halves = [product as u64, (product >> 64) as u64];
    halves[0] ^ halves[1]
}

pub(super) fn of_text(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let (chunks, _) = bytes.as_chunks::<8>();
    let all = chunks.iter().fold(bytes.len() as u64, |all, chunk| mix(all, u64::from_le_bytes(*chunk)));
    // The last eight, of which some were taken already: there is no rest of any length then.
    let last = match (bytes.last_chunk(), bytes.first_chunk(), bytes.last_chunk()) {
        (Some(last), ..) => u64::from_le_bytes(*last),
        (None, Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    };
    mix(all, last)
}

pub(super) fn of_bool(value: bool) -> u64 {
    mix(BOOL, value.into())
}

pub(super) fn of_uint(value: u64) -> u64 {
    mix(WHOLE, value)
}

pub(super) fn of_int(value: i64) -> u64 {
    match u64::try_from(value) {
        Ok(value) => of_uint(value),
        Err(_) => mix(BELOW, value.unsigned_abs()),
    }
}

pub(super) fn of_scalar(scalar: Scalar<'_>) -> u64 {
    match scalar {
        Scalar::Bool(value) => of_bool(value),
        Scalar::Text(text) => of_text(text),
        Scalar::Uint(value) => of_uint(value),
        Scalar::Int(value) => of_int(value),
        Scalar::Float(value) => mix(FLOAT, value.to_bits()),
        // As a parser has it that does not show all digits: what one page shows, another one may not.
        Scalar::Digits(digits) => {
            let whole = || digits.parse().map(Scalar::Int).ok();
            let scalar = digits.parse().map(Scalar::Uint).ok().or_else(whole);
            of_scalar(scalar.unwrap_or_else(|| Scalar::Float(digits.parse().unwrap_or_default())))
        }
    }
}

/// A hash of free-form JSON, the same as that of its text.
pub(super) fn of_json(json: &Json) -> u64 {
    match json {
        Json::Null => NULL,
        Json::Bool(value) => of_scalar(Scalar::Bool(*value)),
        Json::Number(number) => of_scalar(Scalar::Digits(&number.to_string())),
        Json::String(text) => of_text(text),
        Json::Array(values) => values.iter().fold(LIST, |all, value| mix(all, of_json(value))),
        Json::Object(members) => {
            let each = members.iter().map(|(name, value)| mix(of_text(name), of_json(value)));
            each.fold(OBJECT, u64::wrapping_add)
        }
    }
}

/// Skips a value, and takes a hash of it.
pub(super) struct Hashed;

impl<'de> DeserializeSeed<'de> for Hashed {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! scalars {
    ($($visit:ident $type:ty, $kind:ident;)*) => {$(
        fn $visit<E: Error>(self, value: $type) -> Result<u64, E> {
            Ok(of_scalar(Scalar::$kind(value)))
        }
    )*};
}

impl<'de> Visitor<'de> for Hashed {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    scalars! {
        visit_bool bool, Bool;
        visit_i64 i64, Int;
        visit_u64 u64, Uint;
        visit_f64 f64, Float;
        visit_str &str, Text;
    }

    fn visit_unit<E: Error>(self) -> Result<u64, E> {
        Ok(NULL)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<u64, A::Error> {
        let mut all = LIST;
        while let Some(element) = seq.next_element_seed(Hashed)? {
            all = mix(all, element);
        }
        Ok(all)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<u64, A::Error> {
        let mut all = OBJECT;
        while let Some(name) = map.next_key::<String>()? {
            if name == NUMBER {
                let digits: String = map.next_value()?;
                return Ok(of_scalar(Scalar::Digits(&digits)));
            }
            all = all.wrapping_add(mix(of_text(&name), map.next_value_seed(Hashed)?));
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use super::super::notes::{Manner, Notes};
    use super::super::{blank, read_whole};
    use super::*;
    use crate::internal;

    struct Item {
        id: String,
        number: Option<u64>,
        is_on: Option<bool>,
        inner: Option<Inner>,
        list: Vec<Json>,
        names: BTreeMap<String, String>,
    }

    internal::record!(Item {
        0 id "id" [];
        1 number "number" [TEXT];
        2 is_on "isOn" [];
        3 inner "inner" [];
        4 list "list" [];
        5 names "names" [];
    });

    struct Inner {
        free: Json,
    }

    internal::record!(Inner {
        0 free "free" [];
    });

    struct Page {
        items: Vec<Item>,
    }

    internal::record!(Page {
        0 items "items" [PAGES];
    });

    fn items(page: &str) -> Vec<Option<u64>> {
        let mut notes = Notes::new(Manner::Lenient).with_items();
        read_whole(page, &mut blank::<Page>(), &mut notes).unwrap();
        notes.take_items()
    }

    fn hashed(json: &str) -> u64 {
        Hashed.deserialize(&mut serde_json::Deserializer::from_str(json)).unwrap()
    }

    /// Items that all differ.
    const ITEMS: [&str; 30] = [
        r#"{"id":"text","number":12,"isOn":true,"inner":{"free":2}}"#,
        r#"{"id":"","number":"012"}"#,
        r#"{"id":"1","list":[1,null]}"#,
        r#"{"id":"1","list":[null,1]}"#,
        r#"{"id":1}"#,
        r#"{"id":1.5}"#,
        r#"{"id":"1.5"}"#,
        r#"{"id":-1}"#,
        r#"{"id":true}"#,
        r#"{"id":null}"#,
        r#"{"id":[]}"#,
        r#"{"id":["1"]}"#,
        r#"{"id":{}}"#,
        r#"{"id":{"a":[1,{"b":2}],"c":3}}"#,
        r#"{"number":"12"}"#,
        r#"{"number":"x"}"#,
        r#"{"number":12,"isOn":0}"#,
        r#"{"isOn":false}"#,
        r#"{"inner":{}}"#,
        r#"{"inner":[]}"#,
        r#"{"inner":{"free":{"a":[1,-2,2.5,"x",null,true]}}}"#,
        r#"{"inner":{"free":null,"other":[{}]}}"#,
        r#"{"list":{"a":1}}"#,
        r#"{"names":{"a":"1","b":"2"}}"#,
        r#"{"names":{"a":"2","b":"1"}}"#,
        r#"{"unknown":{"a":[1,{"b":"eight by"}]}}"#,
        r#"{"unknown":{"a":[1,{"b":"eight byt"}]}}"#,
        "{}",
        "[]",
        "\"\"",
    ];

    #[test]
    fn an_item_has_the_hash_of_its_text_whatever_is_made_of_it() {
        let found = items(&format!(r#"{{"items":[{}, null]}}"#, ITEMS.join(", ")));
        let expected: Vec<_> = ITEMS.iter().map(|item| Some(hashed(item))).chain([None]).collect();
        assert_eq!(found, expected);
        let different: HashSet<_> = found.iter().flatten().collect();
        assert_eq!(different.len(), ITEMS.len());
    }

    #[test]
    fn an_item_has_the_same_hash_when_it_was_expected() {
        for item in ITEMS {
            let page = format!(r#"{{"items":[{item},{item},{item}]}}"#);
            let learned = std::thread::spawn(move || [items(&page), items(&page)]).join().unwrap();
            assert_eq!(learned, [[Some(hashed(item)); 3]; 2], "{item}");
        }
    }

    #[test]
    fn the_order_of_the_keys_and_how_they_are_written_make_no_difference() {
        let found = items(
            r#"{"items":[{"id":"1","x":{"a":1,"b":2},"list":[]},{"list":[],"\u0069d":"1","x":{"b":2,"a":1}}]}"#,
        );
        assert_eq!(found[0], found[1]);
    }

    #[test]
    fn an_item_is_the_same_beside_one_whose_digits_are_read_again() {
        let item = r#"{"id":"1","number":2,"x":2.5,"inner":{"free":[2.5,-3]}}"#;
        let (plain, beside) = (
            items(&format!(r#"{{"items":[{item}]}}"#)),
            items(&format!(r#"{{"items":[{item},{{"id":1.50}}]}}"#)),
        );
        assert_eq!(plain[0], beside[0]);
        assert_eq!((plain.len(), beside.len()), (1, 2));
    }

    #[test]
    fn of_a_list_that_comes_twice_the_last_one_counts_and_nothing_is_kept_that_nobody_wants() {
        assert_eq!(items(r#"{"items":[1,2,3],"items":["x"]}"#), [Some(hashed("\"x\""))]);
        assert_eq!(items(r#"{"items":{}}"#), []);
        let mut notes = Notes::new(Manner::Tolerant);
        read_whole(r#"{"items":[{}]}"#, &mut blank::<Page>(), &mut notes).unwrap();
        assert_eq!(notes.take_items(), []);
    }
}
