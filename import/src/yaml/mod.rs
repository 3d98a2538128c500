//! From a draft to the files of a spec, in the style of the committed ones. The same draft gives the same bytes.

mod node;
#[cfg(test)]
mod tests;

use qcloud_codegen::model::{PageStyle, PageType, Protocol};
use serde_json::{Number, Value};

use self::node::{Key, Map, Node};
use crate::draft::{
    Action, Documented, EnumValue, ErrorCode, Example, Field, Pagination, ResultDef, ResultKind, Service,
    Type, TypeDef, TypeKind,
};
use qcloud_codegen::vendor::private_key;

/// A file of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecFile {
    /// Its path below the spec's directory, with `/`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// The files of a service: what it says of itself, its types, its Actions and the responses of their examples.
#[must_use]
pub fn files(service: &Service) -> Vec<SpecFile> {
    let directory = service.directory();
    let mut files = Vec::new();
    let mut add =
        |name: &str, text: String| files.push(SpecFile { path: format!("{directory}/{name}"), text });
    add("service.yaml", service_text(service));
    if !service.types.is_empty() {
        add("types.yaml", types_text(&service.types));
    }
    for action in &service.actions {
        add(&format!("{}.yaml", action.name), action_text(action));
        for example in &action.examples {
            add(
                &example_path(&action.name, &example.name),
                private_key::without(&example.response).into_owned(),
            );
        }
    }
    files
}

/// Where the response of an example stands, below its service's directory.
fn example_path(action: &str, example: &str) -> String {
    format!("examples/{action}/{example}.json")
}

/// `service.yaml`.
#[must_use]
pub fn service_text(service: &Service) -> String {
    let mut map = Map::open();
    map.put("service", Node::text(&service.name));
    map.put_text("doc", service.doc.as_deref());
    let protocol = match service.protocol {
        Protocol::V2 => "v2",
        Protocol::Tc3 => "tc3",
    };
    map.put("protocol", Node::text(protocol));
    map.put_text("version", service.version.as_deref());
    let region = service.region_required.map(|required| if required { "required" } else { "optional" });
    map.put_text("region", region);
    map.put("host", Node::text(&service.host));
    map.put_text("path", service.path.as_deref());
    map.put_text("source", service.source.as_deref());
    put_documented(&mut map, &service.documented);
    node::file("../schema/service.json", &service.todos, &map)
}

/// `types.yaml`.
#[must_use]
pub fn types_text(types: &[TypeDef]) -> String {
    node::file("../schema/types.json", &[], &type_map(types))
}

/// `ACTION.yaml`.
#[must_use]
pub fn action_text(action: &Action) -> String {
    let mut map = Map::open();
    map.put("action", Node::text(&action.name));
    map.put_text("rust", action.rust.as_deref());
    map.put_text("doc", action.doc.as_deref());
    map.put_text("source", action.source.as_deref());
    map.put_flag("idempotent", action.idempotent);
    map.put_text("method", action.method.map(qcloud_codegen::model::Method::as_str));
    put_documented(&mut map, &action.documented);
    if !action.parameters.is_empty() {
        map.put_apart("parameters", fields(&action.parameters));
    }
    if let Some(result) = &action.result {
        map.put_apart("result", result_node(result));
        map.remark(&result.todos);
    }
    if let Some(pagination) = &action.pagination {
        map.put_apart("pagination", pagination_node(pagination));
    }
    if !action.types.is_empty() {
        map.put_apart("types", Node::Map(type_map(&action.types)));
    }
    if !action.errors.is_empty() {
        map.put_apart("errors", errors(&action.errors));
    }
    if !action.examples.is_empty() {
        let examples = action.examples.iter().map(|example| example_node(&action.name, example));
        map.put_apart("examples", Node::Rows(examples.collect()));
    }
    node::file("../schema/action.json", &action.todos, &map)
}

fn fields(fields: &[Field]) -> Node {
    let mut map = Map::open();
    for field in fields {
        map.put(&field.name, field_node(field));
        map.remark(&field.todos);
    }
    Node::Map(map)
}

/// What is said of a field, in one line.
pub(crate) fn field_text(field: &Field) -> String {
    node::inline(&field_node(field))
}

fn field_node(field: &Field) -> Node {
    let mut map = Map::new();
    map.put("type", type_node(&field.ty));
    map.put_text("wire", field.wire.map(qcloud_codegen::model::Wire::as_str));
    map.put_flag("required", field.required);
    map.put_flag("nullable", field.nullable);
    put_json(&mut map, "default", field.default.as_ref());
    let bound = |number: &Number| Value::Number(number.clone());
    put_json(&mut map, "min", field.min.as_ref().map(bound).as_ref());
    put_json(&mut map, "max", field.max.as_ref().map(bound).as_ref());
    if field.one_based {
        map.put("base", Node::Plain("1".to_owned()));
    }
    map.put_flag("sensitive", field.sensitive);
    map.put_text("rust", field.rust.as_deref());
    map.put_text("doc", field.doc.as_deref());
    put_documented(&mut map, &field.documented);
    Node::Map(map)
}

fn put_json(map: &mut Map, key: &str, value: Option<&Value>) {
    if let Some(value) = value {
        map.put(key, Node::json(value));
    }
}

fn type_node(ty: &Type) -> Node {
    Node::text(match ty {
        Type::Int => "int",
        Type::Uint => "uint",
        Type::Float => "float",
        Type::Bool => "bool",
        Type::String => "string",
        Type::DateTime => "datetime",
        Type::Date => "date",
        Type::Binary => "binary",
        Type::Json => "json",
        Type::Named(name) => name,
        Type::List(item) => return Node::List(vec![type_node(item)]),
        Type::Map(value) => {
            let mut map = Map::new();
            map.put("string", type_node(value));
            return Node::Map(map);
        }
    })
}

fn type_map(types: &[TypeDef]) -> Map {
    let mut map = Map::spaced();
    for def in types {
        map.put(&def.name, type_def(def));
        map.remark(&def.todos);
    }
    map
}

fn type_def(def: &TypeDef) -> Node {
    let mut map = Map::open();
    map.put_text("rust", def.rust.as_deref());
    map.put_text("doc", def.doc.as_deref());
    match &def.kind {
        TypeKind::Record(members) => map.put("fields", fields(members)),
        TypeKind::IntEnum(values) => map.put("values", enum_values(values, |number| Key::Int(*number))),
        TypeKind::TextEnum(values) => map.put("values", enum_values(values, |text| text.into())),
    }
    put_documented(&mut map, &def.documented);
    Node::Map(map)
}

fn enum_values<T>(values: &[EnumValue<T>], key: impl Fn(&T) -> Key) -> Node {
    let mut map = Map::open();
    for value in values {
        map.put(key(&value.wire), named(value.name.as_deref(), value.doc.as_deref()));
    }
    Node::Map(map)
}

fn errors(errors: &[ErrorCode]) -> Node {
    let mut map = Map::open();
    for error in errors {
        map.put(&error.code, named(error.name.as_deref(), error.doc.as_deref()));
    }
    Node::Map(map)
}

fn named(name: Option<&str>, doc: Option<&str>) -> Node {
    let mut map = Map::new();
    map.put_text("name", name);
    map.put_text("doc", doc);
    Node::Map(map)
}

fn result_node(result: &ResultDef) -> Node {
    let mut map = Map::new();
    map.put_text("in", result.place.as_deref());
    match &result.kind {
        ResultKind::Type(ty) => map.put("type", type_node(ty)),
        ResultKind::Fields(members) => map.put("fields", fields(members)),
    }
    put_documented(&mut map, &result.documented);
    Node::Map(map)
}

fn pagination_node(pagination: &Pagination) -> Node {
    let mut map = Map::new();
    let style = match pagination.style {
        PageStyle::Page => "page",
        PageStyle::Offset => "offset",
        PageStyle::Token => "token",
    };
    let [position, size] = pagination.style.keys();
    map.put("style", Node::text(style));
    map.put(position, Node::text(&pagination.position));
    map.put_text(size, pagination.size.as_deref());
    map.put_text("next", pagination.next.as_deref());
    map.put_text("total", pagination.total.as_deref());
    map.put_text("items", pagination.items.as_deref());
    Node::Map(map)
}

fn example_node(action: &str, example: &Example) -> Node {
    let mut map = Map::new();
    map.put_text("doc", example.doc.as_deref());
    map.put_flag("loose", example.loose);
    put_json(&mut map, "parameters", example.parameters.as_ref().map(private_key::without_in).as_ref());
    map.put("response", Node::text(example_path(action, &example.name)));
    Node::Map(map)
}

fn put_documented(map: &mut Map, documented: &Documented) {
    if documented.absent {
        map.put("documented", Node::text("absent"));
        return;
    }
    let mut claims = Map::new();
    claims.put_text("type", documented.ty.map(PageType::as_str));
    claims.put_text("name", documented.name.as_deref());
    for (key, claim) in [("required", documented.required), ("nullable", documented.nullable)] {
        if let Some(claim) = claim {
            claims.put(key, Node::Plain(claim.to_string()));
        }
    }
    put_json(&mut claims, "default", documented.default.as_ref());
    claims.put_text("host", documented.host.as_deref());
    claims.put_text("note", documented.note.as_deref());
    if claims.is_empty() {
        return;
    }
    let only_type = Documented { ty: documented.ty, ..Documented::default() } == *documented;
    match documented.ty {
        Some(ty) if only_type => map.put("documented", Node::text(ty.as_str())),
        _ => map.put("documented", Node::Map(claims)),
    }
}
