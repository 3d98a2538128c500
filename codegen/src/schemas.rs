//! The JSON Schemas of the spec's files, by which editors complete and check them.

use schemars::{Schema, schema_for};
use serde_json::Value;

use crate::emit::{GeneratedFile, MARK};
use crate::spec::{ActionFile, CommonFile, ServiceFile, TypesFile};

/// A schema for each kind of file: `common.json`, `service.json`, `types.json` and `action.json`.
///
/// They catch what is structural: unknown and missing keys, and values of the wrong type. Names, references and examples are for the
/// generator.
#[must_use]
pub fn schemas() -> Vec<GeneratedFile> {
    let schemas = [
        ("action", "An Action: `SERVICE/ACTION.yaml`", schema_for!(ActionFile)),
        ("common", "What services share: `common.yaml`", schema_for!(CommonFile)),
        ("service", "A service: `SERVICE/service.yaml`", schema_for!(ServiceFile)),
        ("types", "What several Actions use: `SERVICE/types.yaml`", schema_for!(TypesFile)),
    ];
    schemas.map(|(name, title, schema)| file(name, title, schema)).into()
}

fn file(name: &str, title: &str, mut schema: Schema) -> GeneratedFile {
    // Sorted, this comes first, where a generated file says that it is one.
    schema.insert(
        "$comment".to_owned(),
        format!("{MARK}. Edits are lost; `cargo xtask schema` writes it anew.").into(),
    );
    schema.insert("title".to_owned(), title.into());
    let text = format!("{:#}\n", Value::from(schema));
    GeneratedFile { path: format!("{name}.json"), text }
}
