//! The types of a service as people write them by hand: serde's derives, and a function to write each request and read each result.

use qcloud_codegen::model::{Enum, EnumValues, Field, Record, Service, Type, TypeKind};

use driver::type_name::type_name;

/// What a record derives; ours has the same traits.
const RECORD: &str = "#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]\n";

/// The text of the file.
pub(crate) fn file(service: &Service) -> String {
    let mut text = String::from("use serde::{Deserialize, Serialize};\n");
    for def in &service.types {
        match &def.kind {
            TypeKind::Record(found) => record(&mut text, service, found),
            TypeKind::Enum(found) => open_enum(&mut text, found),
        }
    }
    for action in &service.actions {
        record(&mut text, service, &action.request);
    }
    for action in &service.actions {
        let (name, request) = (action.module.trim_start_matches("r#"), &action.request.name);
        let result = rust_type(service, &action.result);
        text.push_str(&format!(
            "\npub fn write_{name}(request: &{request}) -> serde_json::Result<String> {{\n    serde_json::to_string(request)\n}}\n\n\
             pub fn read_{name}(body: &str) -> serde_json::Result<{result}> {{\n    serde_json::from_str(body)\n}}\n"
        ));
    }
    text
}

fn record(text: &mut String, service: &Service, record: &Record) {
    text.push('\n');
    docs(text, "", &record.doc);
    text.push_str(RECORD);
    text.push_str(&format!("pub struct {} {{\n", record.name));
    for found in &record.fields {
        field(text, service, found);
    }
    text.push_str("}\n");
}

/// A field that is not set is left out, as the servers want it.
fn field(text: &mut String, service: &Service, field: &Field) {
    docs(text, "    ", &field.doc);
    let plain = rust_type(service, &field.ty);
    let boxed = if field.boxed { format!("Box<{plain}>") } else { plain.clone() };
    let (ty, attributes) = match &field.ty {
        _ if field.is_option() => (format!("Option<{boxed}>"), ", skip_serializing_if = \"Option::is_none\""),
        Type::List(_) if !field.required => (plain, ", default, skip_serializing_if = \"Vec::is_empty\""),
        Type::Map(_) if !field.required => {
            (plain, ", default, skip_serializing_if = \"std::collections::BTreeMap::is_empty\"")
        }
        _ => (boxed, ""),
    };
    text.push_str(&format!(
        "    #[serde(rename = {:?}{attributes})]\n    pub {}: {ty},\n",
        field.wire, field.rust
    ));
}

/// An enum of numbers is a number: serde has no derive for it.
fn open_enum(text: &mut String, found: &Enum) {
    text.push('\n');
    docs(text, "", &found.doc);
    let EnumValues::Text(values) = &found.values else {
        text.push_str(&format!("pub type {} = i64;\n", found.name));
        return;
    };
    text.push_str(RECORD);
    text.push_str(&format!("pub enum {} {{\n", found.name));
    for (number, value) in values.iter().enumerate() {
        docs(text, "    ", &value.doc);
        let default = if number == 0 { "    #[default]\n" } else { "" };
        text.push_str(&format!("{default}    #[serde(rename = {:?})]\n    {},\n", value.wire, value.rust));
    }
    text.push_str("    #[serde(untagged)]\n    Unknown(String),\n}\n");
}

fn docs(text: &mut String, indent: &str, doc: &str) {
    for line in doc.lines() {
        text.push_str(format!("{indent}/// {line}").trim_end());
        text.push('\n');
    }
}

fn rust_type(service: &Service, ty: &Type) -> String {
    match ty {
        Type::Int => "i64".to_owned(),
        Type::Uint => "u64".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::String | Type::Secret | Type::DateTime | Type::Date | Type::Binary => "String".to_owned(),
        Type::Json => "serde_json::Value".to_owned(),
        Type::List(item) => format!("Vec<{}>", rust_type(service, item)),
        Type::Map(value) => format!("std::collections::BTreeMap<String, {}>", rust_type(service, value)),
        Type::Named(id) => type_name(service, *id).to_owned(),
    }
}
