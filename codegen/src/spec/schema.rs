//! The JSON Schemas of what reads itself: the rest is derived.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::language::Scalar;

use super::pattern;
use super::{Claims, Documented, Entries, EnumKey, PageType, TypeExpr};

impl<K: JsonSchema, V: JsonSchema> JsonSchema for Entries<K, V> {
    fn schema_name() -> Cow<'static, str> {
        format!("Entries_of_{}_by_{}", V::schema_name(), K::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["object", "null"],
            "propertyNames": generator.subschema_for::<K>(),
            "additionalProperties": generator.subschema_for::<V>(),
        })
    }
}

impl JsonSchema for EnumKey {
    fn schema_name() -> Cow<'static, str> {
        "EnumKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["integer", "string"]})
    }
}

impl JsonSchema for TypeExpr {
    fn schema_name() -> Cow<'static, str> {
        "TypeExpr".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let inner = generator.subschema_for::<Self>();
        let scalars = Scalar::ALL.map(Scalar::name);
        json_schema!({
            "title": "a type: a name, `[T]` or `{string: T}`",
            "anyOf": [
                // Offered by editors; any other name is a record or an enum.
                {"type": "string", "pattern": pattern::TYPE_NAME, "examples": scalars},
                {"enum": scalars},
                {"type": "array", "items": inner, "minItems": 1, "maxItems": 1},
                {"type": "object", "properties": {"string": inner}, "required": ["string"], "additionalProperties": false},
            ],
        })
    }
}

impl JsonSchema for PageType {
    fn schema_name() -> Cow<'static, str> {
        "PageType".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // One list of words: what is derived would be a choice of its own for each.
        json_schema!({
            "description": "A type as the vendor's pages know it.",
            "type": "string",
            "enum": Self::ALL.map(Self::as_str),
        })
    }
}

impl JsonSchema for Documented {
    fn schema_name() -> Cow<'static, str> {
        "Documented".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "`absent`, a type of the page, or a map of the page's claims",
            "anyOf": [
                {"const": "absent"},
                generator.subschema_for::<PageType>(),
                generator.subschema_for::<Claims>(),
            ],
        })
    }
}
