//! Strategies for valid specs, with examples that fit.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// The files of a spec by their paths.
pub(crate) type Files = BTreeMap<String, String>;

/// Writes a spec to a directory of its own.
pub(crate) fn written(files: &Files) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

/// A type, as far as it depends on no other file.
#[derive(Clone, Debug)]
enum Type {
    Scalar(&'static str, Option<&'static str>),
    List(Box<Type>),
    Map(Box<Type>),
    /// The enum or record of this number.
    Kind(usize),
    Level(usize),
    Record(usize),
}

#[derive(Clone, Debug)]
struct Field {
    style: usize,
    ty: Type,
    required: bool,
    nullable: bool,
    sensitive: bool,
    doc: &'static str,
}

#[derive(Clone, Debug)]
struct Action {
    parameters: Vec<Field>,
    result: Vec<Field>,
    /// Where the result stands in the legacy API.
    place: &'static str,
    idempotent: bool,
    paged: bool,
    /// What decides the values of the examples.
    seeds: Vec<u64>,
}

/// A service: its enums and records, whose number is their name, and its Actions.
#[derive(Clone, Debug)]
struct Service {
    /// Whether it is of API 3.0.
    is_tc3: bool,
    kinds: usize,
    levels: usize,
    /// A record's fields name only records before it.
    records: Vec<Vec<Field>>,
    actions: Vec<Action>,
}

const DOCS: &[&str] = &[
    "Plain words.",
    "He said \"no\" and 'yes'.",
    "Ends a comment */ and starts one /*.",
    "A \"# in a raw string, {braces}, {0} and %s.",
    "#![forbid(nothing)] # no comment: none",
    "Several\nlines\n\nand a paragraph.",
    "中文，<b>HTML</b> & [links](nowhere) `code`",
    "ends with a backslash \\",
    "`unbalanced",
];

/// Any valid spec of one or two services.
pub(crate) fn any_spec() -> impl Strategy<Value = Files> {
    vec(any_service(), 1..3).prop_map(|services| {
        let mut files = Files::new();
        files.insert(
            "common.yaml".to_owned(),
            "errors:\n  4000: {name: Invalid, doc: Not valid.}\n  Invalid.Value: {name: InvalidValue, doc: Not valid.}\n"
                .to_owned(),
        );
        for (number, service) in services.iter().enumerate() {
            let version = if service.is_tc3 { "_v20170312" } else { "" };
            service.write(&format!("service{number}"), version, &mut files);
        }
        files
    })
}

fn any_service() -> impl Strategy<Value = Service> {
    (1..4_usize, 1..4_usize, 0..4_usize).prop_flat_map(|(kinds, levels, records)| {
        let records: Vec<_> =
            (0..records).map(|number| vec(any_field(kinds, levels, number), 1..6)).collect();
        let count = records.len();
        let actions = vec(any_action(kinds, levels, count), 1..4);
        (any::<bool>(), records, actions).prop_map(move |(is_tc3, records, actions)| Service {
            is_tc3,
            kinds,
            levels,
            records,
            actions,
        })
    })
}

fn any_action(kinds: usize, levels: usize, records: usize) -> impl Strategy<Value = Action> {
    let fields = move || vec(any_field(kinds, levels, records), 0..6);
    let places = select(vec!["none", "data", "data.data", "beside", "body"]);
    let seeds = vec(any::<u64>(), 0..4);
    (fields(), fields(), places, any::<bool>(), any::<bool>(), seeds).prop_map(
        |(parameters, result, place, idempotent, paged, seeds)| Action {
            // What is not set is left out of a request.
            parameters: parameters.into_iter().map(|field| Field { nullable: false, ..field }).collect(),
            result,
            place,
            idempotent,
            paged,
            seeds,
        },
    )
}

fn any_field(kinds: usize, levels: usize, records: usize) -> impl Strategy<Value = Field> {
    let scalar = select(vec![
        ("int", None),
        ("int", Some("string")),
        ("uint", None),
        ("uint", Some("string")),
        ("float", None),
        ("bool", None),
        ("bool", Some("int")),
        ("bool", Some("string")),
        ("string", None),
        ("datetime", None),
        ("datetime", Some("int")),
        ("datetime", Some("iso")),
        ("date", None),
        ("binary", None),
    ])
    .prop_map(|(name, wire)| Type::Scalar(name, wire));
    let mut leaves = vec![
        scalar.boxed(),
        (0..kinds).prop_map(Type::Kind).boxed(),
        (0..levels).prop_map(Type::Level).boxed(),
    ];
    if records > 0 {
        leaves.push((0..records).prop_map(Type::Record).boxed());
    }
    // `wire:` is said of a field, so what it holds has no other form in this strategy.
    let inner = |ty: Type| match ty {
        Type::Scalar(name, _) => Type::Scalar(name, None),
        other => other,
    };
    let ty = proptest::strategy::Union::new(leaves).prop_recursive(2, 4, 1, move |ty| {
        let ty = ty.prop_map(inner);
        prop_oneof![
            ty.clone().prop_map(|ty| Type::List(Box::new(ty))),
            ty.prop_map(|ty| Type::Map(Box::new(ty))),
        ]
    });
    (0..6_usize, ty, any::<bool>(), any::<bool>(), any::<bool>(), select(DOCS)).prop_map(
        |(style, ty, required, nullable, sensitive, doc)| Field {
            style,
            ty,
            required,
            nullable,
            sensitive,
            doc,
        },
    )
}

impl Service {
    fn write(&self, wire: &str, version: &str, files: &mut Files) {
        let of_tc3 = "protocol: tc3\nversion: 2017-03-12\nregion: required";
        let protocol = if self.is_tc3 { of_tc3 } else { "protocol: v2" };
        let name = format!("{wire}{version}");
        files.insert(
            format!("{name}/service.yaml"),
            format!("service: {wire}\ndoc: A service.\n{protocol}\nhost: {wire}.api.qcloud.com\n"),
        );
        let mut types = String::new();
        for kind in 0..self.kinds {
            let _ = write!(types, "Kind{kind}:\n  doc: Words.\n  values:\n");
            for value in 0..=kind {
                let _ = writeln!(types, "    WORD-{value}: {{doc: A word.}}");
            }
        }
        for level in 0..self.levels {
            let _ = write!(types, "Level{level}:\n  doc: Numbers.\n  values:\n");
            for value in 0..=level {
                let _ = writeln!(types, "    {}: {{name: Level{value}, doc: A number.}}", value * 7);
            }
        }
        for (number, fields) in self.records.iter().enumerate() {
            let _ = write!(types, "Record{number}:\n  doc: A record.\n  fields:");
            types.push_str(&fields_yaml(fields, "    "));
            let _ = writeln!(types, "    again{number}: {{type: [Record{number}], doc: More of the same.}}");
        }
        // Without fields the last line above is the only one, so there is always a map.
        files.insert(format!("{name}/types.yaml"), types);
        for (number, action) in self.actions.iter().enumerate() {
            self.write_action(&name, &format!("DoThing{number}"), action, files);
        }
    }

    fn write_action(&self, service: &str, name: &str, action: &Action, files: &mut Files) {
        let mut text = format!("action: {name}\ndoc: Does it.\nidempotent: {}\n", action.idempotent);
        text.push_str("parameters:");
        text.push_str(&fields_yaml(&action.parameters, "  "));
        text.push_str("  pageNumber: {type: uint, default: 1, min: 1, doc: The page.}\n");
        text.push_str("  theToken: {type: string, doc: Where the page begins.}\n");
        let has_result = action.place != "none";
        if has_result {
            let place = if self.is_tc3 { String::new() } else { format!("  in: {}\n", action.place) };
            let _ = write!(text, "result:\n{place}  doc: What it answers.\n  fields:");
            text.push_str(&fields_yaml(&action.result, "    "));
            text.push_str("    theTotal: {type: int, doc: All of them.}\n");
            text.push_str("    nextToken: {type: string, doc: Where the next page begins.}\n");
            text.push_str("    theItems: {type: [string], doc: Some of them.}\n");
        }
        if action.paged && has_result && (self.is_tc3 || matches!(action.place, "data" | "data.data")) {
            let by_token = "style: token, token: theToken, next: nextToken";
            let which = if action.idempotent { "style: page, page: pageNumber" } else { by_token };
            let _ = writeln!(text, "pagination: {{{which}, total: theTotal, items: theItems}}");
        }
        if !action.seeds.is_empty() {
            text.push_str("examples:\n");
        }
        for (number, seed) in action.seeds.iter().enumerate() {
            let mut values = Values { service: self, seed: *seed };
            let parameters = Value::Object(values.record(&action.parameters, false));
            let response = values.response(action);
            let path = format!("examples/{name}/example{number}.json");
            let _ = writeln!(text, "  - {{doc: One., parameters: {parameters}, response: {path}}}");
            files.insert(format!("{service}/{path}"), response.to_string());
        }
        files.insert(format!("{service}/{name}.yaml"), text);
    }
}

fn field_name(style: usize, number: usize) -> String {
    const KEYWORDS: [&str; 6] = ["type", "self", "match", "async", "Self", "crate"];
    match style {
        0 => format!("camelCase{number}"),
        1 => format!("snake_case_{number}"),
        2 => format!("UPPER{number}"),
        3 => format!("Words{number}"),
        4 => format!("{number}digits"),
        _ => format!("{}{number}", KEYWORDS[number % KEYWORDS.len()]),
    }
}

/// Fields under a key, in the block style, or nothing but the end of the line.
fn fields_yaml(fields: &[Field], indent: &str) -> String {
    let mut text = "\n".to_owned();
    for (number, field) in fields.iter().enumerate() {
        let name = field_name(field.style, number);
        let doc = json!(field.doc);
        let _ = write!(text, "{indent}{}: {{type: {}, doc: {doc}", json!(name), type_yaml(&field.ty));
        if let Type::Scalar(_, Some(wire)) = field.ty {
            let _ = write!(text, ", wire: {wire}");
        }
        if field.required {
            text.push_str(", required: true");
        }
        if field.is_nullable() {
            text.push_str(", nullable: true");
        }
        if field.sensitive && matches!(field.ty, Type::Scalar("string", _)) {
            text.push_str(", sensitive: true");
        }
        text.push_str("}\n");
    }
    text
}

fn type_yaml(ty: &Type) -> String {
    match ty {
        Type::Scalar(name, _) => (*name).to_owned(),
        Type::List(ty) => format!("[{}]", type_yaml(ty)),
        Type::Map(ty) => format!("{{string: {}}}", type_yaml(ty)),
        Type::Kind(number) => format!("Kind{number}"),
        Type::Level(number) => format!("Level{number}"),
        Type::Record(number) => format!("Record{number}"),
    }
}

impl Field {
    fn is_plain(&self) -> bool {
        !matches!(self.ty, Type::List(_) | Type::Map(_))
    }

    fn is_nullable(&self) -> bool {
        self.nullable && !self.required && self.is_plain()
    }
}

/// Values that fit a type, one after the other.
struct Values<'s> {
    service: &'s Service,
    seed: u64,
}

impl Values<'_> {
    /// A number below a bound.
    fn below(&mut self, bound: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap_or(0)]
    }

    fn response(&mut self, action: &Action) -> Value {
        let mut result = self.record(&action.result, true);
        result.insert("theTotal".to_owned(), json!(2));
        result.insert("theItems".to_owned(), json!(["a", "b"]));
        if self.service.is_tc3 {
            let mut response = if action.place == "none" { Map::new() } else { result };
            response.insert("RequestId".to_owned(), json!("f2a3"));
            return json!({ "Response": response });
        }
        let mut body = json!({"code": 0, "message": "", "codeDesc": "Success"});
        match action.place {
            "data" => body["data"] = Value::Object(result),
            "data.data" => body["data"] = json!({"data": result}),
            "beside" => body.as_object_mut().unwrap().extend(result),
            "body" => body = Value::Object(result),
            _ => {}
        }
        body
    }

    /// An object of the fields; in a response, what may be null is null at times.
    fn record(&mut self, fields: &[Field], response: bool) -> Map<String, Value> {
        let mut object = Map::new();
        for (number, field) in fields.iter().enumerate() {
            let name = field_name(field.style, number);
            match self.below(3) {
                0 if !field.required && field.is_nullable() && response => object.insert(name, Value::Null),
                0 if !field.required && !field.is_nullable() => None,
                _ => {
                    let value = self.value(&field.ty, response);
                    object.insert(name, value)
                }
            };
        }
        // An element of which nothing is sent has no place among flat parameters.
        if let Some(field) = fields.first().filter(|_| !response && object.is_empty()) {
            object.insert(field_name(field.style, 0), self.value(&field.ty, response));
        }
        object
    }

    fn value(&mut self, ty: &Type, response: bool) -> Value {
        match ty {
            Type::Scalar(name, wire) => self.scalar(name, *wire),
            Type::List(ty) => (0..=self.below(2)).map(|_| self.value(ty, response)).collect(),
            Type::Map(ty) => {
                let entries = (0..=self.below(2)).map(|key| (format!("key{key}"), self.value(ty, response)));
                Value::Object(entries.collect())
            }
            Type::Kind(kind) => json!(format!("WORD-{}", self.below(*kind as u64 + 1))),
            Type::Level(level) => json!(self.below(*level as u64 + 1) * 7),
            Type::Record(number) => {
                let fields = &self.service.records[*number];
                let mut object = self.record(fields, response);
                if object.is_empty() && !response {
                    // The flat parameters of the legacy API have no form for it.
                    object.insert(field_name(fields[0].style, 0), self.value(&fields[0].ty, response));
                }
                Value::Object(object)
            }
        }
    }

    fn scalar(&mut self, name: &str, wire: Option<&str>) -> Value {
        let value = match name {
            "int" => json!(self.pick(&[0, -1, 42, i64::MAX, i64::MIN])),
            "uint" => json!(self.pick(&[0, 1, 42, u64::MAX])),
            "float" => json!(self.pick(&[0.5, -2.25, 1e300, 0.1])),
            "bool" => json!(self.below(2) == 1),
            "datetime" if wire == Some("iso") => {
                json!(self.pick(&["2017-12-20T08:00:00+08:00", "2017-12-20T00:00:00Z", "soon"]))
            }
            "binary" => json!(self.pick(&["AP8=", "Zg==", "no Base64"])),
            "datetime" if wire == Some("int") => json!(self.pick(&[1_465_185_768, 0, 1])),
            "datetime" => {
                json!(self.pick(&["2017-12-20 08:00:00", "0000-00-00 00:00:00", "1999-12-31 23:59:59"]))
            }
            "date" => json!(self.pick(&["2017-12-20", "0000-00-00"])),
            _ => json!(self.pick(&["", "text", "12", "\"quoted\"\\", "中文\n", "null"])),
        };
        match (name, wire) {
            ("bool", Some("int")) => json!(u8::from(value == json!(true))),
            ("bool", Some(_)) => json!(value.to_string()),
            (_, Some("string")) => json!(value.to_string()),
            _ => value,
        }
    }
}
