//! What is compared, and what is told of it.

use driver::openapi;
use qcloud_codegen::model::Service;

use super::*;
use crate::sources::{contents, exchange};

/// A service with one of each kind of type.
const SPEC: [(&str, &str); 2] = [
    (
        "example/service.yaml",
        "service: example\ndoc: A service.\nprotocol: v2\nhost: example.api.qcloud.com\n",
    ),
    (
        "example/GetRack.yaml",
        "action: GetRack
doc: Returns one rack of many.
parameters:
  type: {type: string, required: true, doc: \"Which of the racks.\"}
  kinds: {type: [Kind], doc: Only racks like these.}
result: {type: Rack}
types:
  Rack:
    doc: A rack in a hall.
    fields:
      size: {type: uint, required: true}
      above: {type: Rack, doc: What stands on it.}
      labels: {type: {string: string}}
      extra: {type: json}
      State: {type: State}
  Kind: {doc: What sizes racks have., values: {big-one: {doc: As high as a man.}, small: {doc: As high as a table.}}}
  State: {doc: What a rack does now., values: {0: {name: Off, doc: It is off.}}}
",
    ),
];

#[test]
fn a_service_is_told_in_openapi_as_plainly_as_can_be() {
    let document = openapi::document(&service());
    let expected = serde_json::json!({
        "openapi": "3.0.3",
        "info": {"title": "example", "description": "A service.", "version": "1.0.0"},
        "paths": {"/GetRack": {"post": {
            "operationId": "get_rack",
            "description": "Returns one rack of many.",
            "requestBody": {
                "required": true,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/GetRackRequest"}}},
            },
            "responses": {"200": {
                "description": "The result.",
                "content": {"application/json": {"schema": {
                    "type": "object",
                    "properties": {"data": {"$ref": "#/components/schemas/Rack"}},
                    "required": ["data"],
                }}},
            }},
        }}},
        "components": {"schemas": {
            "GetRackRequest": {
                "description": "Returns one rack of many.",
                "type": "object",
                "properties": {
                    "type": {"type": "string", "description": "Which of the racks."},
                    "kinds": {
                        "type": "array",
                        "items": {"$ref": "#/components/schemas/Kind"},
                        "description": "Only racks like these.",
                    },
                },
                "required": ["type"],
            },
            "Rack": {
                "description": "A rack in a hall.",
                "type": "object",
                "properties": {
                    "size": {"type": "integer", "format": "uint64"},
                    "above": {"allOf": [{"$ref": "#/components/schemas/Rack"}], "description": "What stands on it."},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                    "extra": {},
                    "State": {"$ref": "#/components/schemas/State"},
                },
                "required": ["size"],
            },
            "Kind": {"description": "What sizes racks have.", "type": "string", "enum": ["big-one", "small"]},
            "State": {"description": "What a rack does now.", "type": "integer", "format": "int64"},
        }},
    });
    assert_eq!(document, expected, "{document:#}");
}

#[test]
fn a_service_is_told_with_the_derives_of_serde() {
    assert_eq!(serde_types::file(&service()), SERDE_TYPES);
}

const SERDE_TYPES: &str = r#"use serde::{Deserialize, Serialize};

/// A rack in a hall.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rack {
    #[serde(rename = "size")]
    pub size: u64,
    /// What stands on it.
    #[serde(rename = "above", skip_serializing_if = "Option::is_none")]
    pub above: Option<Box<Rack>>,
    #[serde(rename = "labels", default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub labels: std::collections::BTreeMap<String, String>,
    #[serde(rename = "extra", skip_serializing_if = "Option::is_none")]
    pub extra: Option<serde_json::Value>,
    #[serde(rename = "State", skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
}

/// What sizes racks have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// As high as a man.
    #[default]
    #[serde(rename = "big-one")]
    BigOne,
    /// As high as a table.
    #[serde(rename = "small")]
    Small,
    #[serde(untagged)]
    Unknown(String),
}

/// What a rack does now.
pub type State = i64;

/// Returns one rack of many.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetRackRequest {
    /// Which of the racks.
    #[serde(rename = "type")]
    pub r#type: String,
    /// Only racks like these.
    #[serde(rename = "kinds", skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<Kind>>,
}

pub fn write_get_rack(request: &GetRackRequest) -> serde_json::Result<String> {
    serde_json::to_string(request)
}

pub fn read_get_rack(body: &str) -> serde_json::Result<Rack> {
    serde_json::from_str(body)
}
"#;

#[test]
fn the_generated_module_has_the_same_functions() {
    assert_eq!(
        exchange(&service()),
        "use crate::example::*;
use qcloud_client::wire::{self, Action, ResponseError};

pub fn write_get_rack(request: &GetRackRequest) -> String {
    wire::to_json(request).to_string()
}

pub fn read_get_rack(body: &[u8]) -> Result<<GetRackRequest as Action>::Result, ResponseError> {
    wire::read_response::<GetRackRequest>(body)
}
"
    );
}

#[test]
fn requests_count_as_records() {
    let found = contents(&service());
    assert_eq!((found.actions, found.records, found.fields), (1, 2, 7));
}

#[test]
fn the_table_and_the_chart_are_made_from_the_same_figures() {
    let figures: Figures = PUBLISHED.read().unwrap();
    assert_eq!(PUBLISHED.is_fresh(&table::table(&figures), &chart::chart(&figures)), Ok(()));
}

#[test]
fn the_workspace_of_the_comparison_names_the_measured_service() {
    let path = root().join("benchmarks/client/Cargo.toml");
    assert!(fs::read_to_string(&path).unwrap().contains(&format!("\"{SERVICE}\"")), "{}", path.display());
}

fn service() -> Service {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in SPEC {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let api = qcloud_codegen::read(directory.path()).unwrap_or_else(|error| panic!("{error}"));
    api.services.into_iter().next().unwrap()
}
