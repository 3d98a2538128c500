//! From anything that serde can write to a tree. The names of structs say what a map is; so each key is spelled once, where it is read.

use std::borrow::Cow;
use std::fmt::{Display, Error};

use serde::Serialize;
use serde::ser::{self, Impossible, SerializeMap, SerializeSeq, SerializeStruct};
use serde_json::Number;

use super::node::{Entry, Key, Kind, Map, Node};

/// The tree of a value of a spec.
pub(super) fn node<T: Serialize + ?Sized>(value: &T) -> Node {
    value.serialize(Serializer).expect("specs have no keys but texts and numbers, and no tuples or bytes")
}

struct Serializer;

#[expect(clippy::unnecessary_wraps, reason = "the serializer's functions all return this")]
fn plain(value: impl Display) -> Result<Node, Error> {
    Ok(Node::Plain(value.to_string()))
}

impl ser::Serializer for Serializer {
    type Ok = Node;
    type Error = Error;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Impossible<Node, Error>;
    type SerializeTupleVariant = Impossible<Node, Error>;
    type SerializeMap = Mapping;
    type SerializeStruct = Mapping;
    type SerializeStructVariant = Impossible<Node, Error>;

    fn serialize_bool(self, value: bool) -> Result<Node, Error> {
        plain(value)
    }

    fn serialize_i8(self, value: i8) -> Result<Node, Error> {
        plain(value)
    }

    fn serialize_i16(self, value: i16) -> Result<Node, Error> {
        plain(value)
    }

    fn serialize_i32(self, value: i32) -> Result<Node, Error> {
        plain(value)
    }

    fn serialize_i64(self, value: i64) -> Result<Node, Error> {
        plain(value)
    }

    fn serialize_u8(self, value: u8) -> Result<Node, Error> {
        plain(value)
    }

    fn serialize_u16(self, value: u16) -> Result<Node, Error> {
        plain(value)
    }

    fn serialize_u32(self, value: u32) -> Result<Node, Error> {
        plain(value)
    }

    fn serialize_u64(self, value: u64) -> Result<Node, Error> {
        plain(value)
    }

    fn serialize_f32(self, value: f32) -> Result<Node, Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<Node, Error> {
        let json = Number::from_f64(value).map_or_else(|| "null".to_owned(), |number| number.to_string());
        // A number with an exponent needs a point to be a number of YAML.
        plain(match json.split_once('e') {
            Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0e{exponent}"),
            _ => json,
        })
    }

    fn serialize_char(self, value: char) -> Result<Node, Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<Node, Error> {
        Ok(Node::Text(value.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Node, Error> {
        Err(Error)
    }

    fn serialize_none(self) -> Result<Node, Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Node, Error> {
        plain("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Node, Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<Node, Error> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Node, Error> {
        let mut node = value.serialize(self)?;
        if let Node::Map(map) = &mut node {
            let holds_types = map.entries.first().is_some_and(|entry| entry.value.kind() == Kind::Type);
            map.kind = if holds_types { Kind::Types } else { Kind::of(name) };
        }
        Ok(node)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<Node, Error> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, Error> {
        Ok(Items(Vec::new()))
    }

    fn serialize_tuple(self, length: usize) -> Result<Items, Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Impossible<Node, Error>, Error> {
        Err(Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<Node, Error>, Error> {
        Err(Error)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Mapping, Error> {
        Ok(Mapping { map: Map::default(), key: None })
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Mapping, Error> {
        Ok(Mapping { map: Map { kind: Kind::of(name), entries: Vec::new() }, key: None })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<Node, Error>, Error> {
        Err(Error)
    }
}

/// A list in the making.
struct Items(Vec<Node>);

impl SerializeSeq for Items {
    type Ok = Node;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.push(value.serialize(Serializer)?);
        Ok(())
    }

    fn end(self) -> Result<Node, Error> {
        let is_of_examples = self.0.first().is_some_and(|item| item.kind() == Kind::Example);
        Ok(if is_of_examples { Node::Rows(self.0) } else { Node::List(self.0) })
    }
}

impl ser::SerializeTuple for Items {
    type Ok = Node;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<Node, Error> {
        SerializeSeq::end(self)
    }
}

/// A map in the making.
struct Mapping {
    map: Map,
    /// The key whose value is awaited.
    key: Option<Key>,
}

impl Mapping {
    fn put(&mut self, key: Key, value: Node) {
        self.map.entries.push(Entry { comments: Vec::new(), key, value });
    }
}

impl SerializeMap for Mapping {
    type Ok = Node;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = Some(match key.serialize(Serializer)? {
            Node::Text(text) => Key::Text(Cow::Owned(text)),
            Node::Plain(text) => Key::Plain(text),
            _ => return Err(Error),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().ok_or(Error)?;
        self.put(key, value.serialize(Serializer)?);
        Ok(())
    }

    fn end(self) -> Result<Node, Error> {
        Ok(Node::Map(self.map))
    }
}

impl SerializeStruct for Mapping {
    type Ok = Node;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.put(Key::Text(Cow::Borrowed(key)), value.serialize(Serializer)?);
        Ok(())
    }

    fn end(self) -> Result<Node, Error> {
        Ok(Node::Map(self.map))
    }
}
