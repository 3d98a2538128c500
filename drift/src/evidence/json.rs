//! JSON with its fields in the order of the text; of a repeated key the last value counts, as in the client.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// A value of JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`, whatever it stands for.
    Null,
    /// What is `true` or `false`.
    Bool(bool),
    /// An integer or a float.
    Number(Number),
    /// A string, its escapes resolved.
    Text(String),
    /// An array of values.
    List(Vec<Json>),
    /// An object, in the order of the text.
    Object(IndexMap<String, Json>),
}

impl Json {
    /// The same as a [`Value`], without what lies deeper than so many levels.
    #[must_use]
    pub fn shallow(&self, levels: usize) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::from(*value),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::from(text.as_str()),
            Self::List(_) if levels == 0 => Value::Array(Vec::new()),
            Self::List(items) => items.iter().map(|item| item.shallow(levels - 1)).collect(),
            Self::Object(_) if levels == 0 => Value::Object(serde_json::Map::new()),
            Self::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.clone(), value.shallow(levels - 1)));
                Value::Object(fields.collect())
            }
        }
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(fields) => {
                Self::Object(fields.iter().map(|(name, value)| (name.clone(), value.into())).collect())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct JsonVisitor;

        impl<'de> Visitor<'de> for JsonVisitor {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Json, E> {
                Ok(Json::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Json, E> {
                Ok(Json::Text(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Json::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
                let mut fields = IndexMap::new();
                while let Some((name, value)) = map.next_entry()? {
                    fields.insert(name, value);
                }
                Ok(Json::Object(fields))
            }
        }

        deserializer.deserialize_any(JsonVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_of_a_repeated_one_the_last_value_counts() {
        let json: Json = serde_json::from_str(r#"{"b": 1, "a": [null, {"x": true}], "b": "two"}"#).unwrap();
        let Json::Object(fields) = &json else { panic!("{json:?}") };
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(json.shallow(1), serde_json::json!({"b": "two", "a": []}));
        assert_eq!(json.shallow(9), serde_json::json!({"b": "two", "a": [null, {"x": true}]}));
    }
}
