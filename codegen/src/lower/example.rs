//! Examples: each must fit its Action, so that it can become a test of the generated client.

use serde_json::{Map, Value};

use crate::load::ActionSpec;
use crate::model::{Enum, EnumValues, Example, Field, Record, ResultPlace, Type, TypeKind};
use crate::names;
use crate::source::At;
use crate::spec::{ExampleSpec, Wire};

use super::{Lowering, Names};

impl Lowering<'_, '_> {
    pub(super) fn examples(
        &mut self,
        root: &At<'_>,
        spec: &ActionSpec,
        request: &Record,
        place: &ResultPlace,
        result: Option<&Type>,
    ) -> Vec<Example> {
        let at = root.key("examples");
        let mut seen = Names::default();
        let mut examples = Vec::new();
        for (number, example) in spec.action.spec.examples.iter().enumerate() {
            let at = at.item(number);
            let name = example_name(example);
            if !names::is_usable(&name) {
                self.findings.error(at.value(), "the example gives no Rust name").help("give it a `name`");
            }
            seen.claim(
                &name,
                example.name.as_deref().unwrap_or(&example.response),
                at.value(),
                self.findings,
            );
            let parameters = self.example_parameters(&at, example, request);
            let response = spec.responses.get(number).cloned().flatten().unwrap_or_default();
            if let (Some(result), false) = (result, response.is_empty()) {
                self.example_response(&at.key("response"), &response, place, result);
            }
            let mut flat = Vec::new();
            self.flatten_record(request, "", &parameters, &mut flat);
            examples.push(Example {
                name,
                doc: example.doc.clone(),
                captured: example.captured,
                parameters: Value::Object(parameters),
                flat,
                response,
                response_path: format!("{}/{}", self.spec.directory, example.response),
            });
        }
        examples
    }

    /// The parameters in the form they have on the wire.
    fn example_parameters(
        &mut self,
        at: &At<'_>,
        example: &ExampleSpec,
        request: &Record,
    ) -> Map<String, Value> {
        let at = at.key("parameters");
        let empty = Value::Object(Map::new());
        let given = example.parameters.as_ref().unwrap_or(&empty);
        let mut fitting = Fitting { types: &self.types, strict: false, problems: Vec::new() };
        let fitted = fitting.record(request, given, "");
        for problem in fitting.problems {
            self.findings
                .error(at.value(), format!("the example's parameters do not fit the Action: {problem}"));
        }
        match fitted {
            Value::Object(parameters) => parameters,
            _ => Map::new(),
        }
    }

    fn example_response(&mut self, at: &At<'_>, response: &str, place: &ResultPlace, result: &Type) {
        let problems = match serde_json::from_str::<Value>(response) {
            Err(error) => vec![format!("it is not JSON: {error}")],
            Ok(body) => {
                let mut fitting = Fitting { types: &self.types, strict: true, problems: Vec::new() };
                fitting.body(&body, place, result);
                fitting.problems
            }
        };
        for problem in problems {
            self.findings.error(at.value(), format!("the response does not fit the Action: {problem}"));
        }
    }

    fn flatten_record(
        &self,
        record: &Record,
        prefix: &str,
        values: &Map<String, Value>,
        flat: &mut Vec<(String, String)>,
    ) {
        for field in &record.fields {
            if let Some(value) = values.get(&field.wire) {
                self.flatten(field, &field.ty, format!("{prefix}{}", field.wire), value, flat);
            }
        }
    }

    fn flatten(
        &self,
        field: &Field,
        ty: &Type,
        name: String,
        value: &Value,
        flat: &mut Vec<(String, String)>,
    ) {
        match (ty, value) {
            (_, Value::Null) => {}
            (Type::List(item), Value::Array(values)) => {
                let base = usize::from(field.one_based);
                for (index, value) in values.iter().enumerate() {
                    self.flatten(field, item, format!("{name}.{}", index + base), value, flat);
                }
            }
            (Type::Map(item), Value::Object(values)) => {
                for (key, value) in values {
                    self.flatten(field, item, format!("{name}.{key}"), value, flat);
                }
            }
            (Type::Json, value) => flatten_json(name, value, flat),
            (Type::Named(id), Value::Object(values)) => {
                if let TypeKind::Record(record) = &self.types[id.0].kind {
                    self.flatten_record(record, &format!("{name}."), values, flat);
                }
            }
            (Type::Float, Value::Number(number)) => {
                flat.push((
                    name,
                    number.as_f64().map_or_else(|| number.to_string(), |float| float.to_string()),
                ));
            }
            (_, value) => flat.push((name, scalar_text(value))),
        }
    }
}

fn flatten_json(name: String, value: &Value, flat: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                flatten_json(format!("{name}.{index}"), value, flat);
            }
        }
        Value::Object(values) => {
            for (key, value) in values {
                flatten_json(format!("{name}.{key}"), value, flat);
            }
        }
        scalar => flat.push((name, scalar_text(scalar))),
    }
}

fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The name of an example's test: given, or from the file.
fn example_name(example: &ExampleSpec) -> String {
    let stem = || {
        let file = example.response.rsplit('/').next().unwrap_or_default();
        file.split('.').next().unwrap_or_default().to_owned()
    };
    names::module(&example.name.clone().unwrap_or_else(stem))
}

/// Compares JSON with a type, and says what it would be in the form that the spec states.
struct Fitting<'t> {
    types: &'t [crate::model::TypeDef],
    /// Whether another form than the stated one is a problem.
    strict: bool,
    problems: Vec<String>,
}

impl Fitting<'_> {
    fn body(&mut self, body: &Value, place: &ResultPlace, result: &Type) {
        let code = body.get("code");
        if code.is_some_and(|code| !matches!(scalar_text(code).as_str(), "0" | "null")) {
            return; // a documented failure
        }
        let keys: &[String] = match place {
            ResultPlace::Body => &[],
            _ if code.is_none() => return self.problem("", "there is no `code`, so it is not an envelope"),
            ResultPlace::Beside => &[],
            ResultPlace::Data(keys) => keys,
        };
        let mut payload = body;
        for key in keys {
            match payload.get(key) {
                Some(inner) => payload = inner,
                None if payload.as_array().is_some_and(Vec::is_empty) => return,
                None => return self.missing_payload(&keys.join("."), result),
            }
        }
        let path = keys.join(".");
        match (place, payload) {
            (_, Value::Array(items)) if items.is_empty() => {}
            (_, Value::Null) => self.missing_payload(&path, result),
            (ResultPlace::Beside, Value::Object(fields)) => {
                let mut beside = fields.clone();
                if let Some(record) = self.record_of(result) {
                    // What the record does not claim for itself belongs to the envelope.
                    beside.retain(|key, _| {
                        !["code", "message", "codeDesc"].contains(&key.as_str())
                            || record.fields.iter().any(|field| field.wire == *key)
                    });
                }
                self.value(result, None, &Value::Object(beside), "");
            }
            _ => {
                self.value(result, None, payload, &path);
            }
        }
    }

    fn missing_payload(&mut self, path: &str, result: &Type) {
        if let Some(record) = self.record_of(result)
            && let Some(field) = record.fields.iter().find(|field| field.required && field.is_plain())
        {
            let wire = field.wire.clone();
            self.problem(&join(path, &wire), "it is required, and missing");
        }
    }

    fn record_of(&self, ty: &Type) -> Option<&Record> {
        match ty {
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Record(record) => Some(record),
                TypeKind::Enum(_) => None,
            },
            _ => None,
        }
    }

    fn problem(&mut self, path: &str, what: &str) {
        self.problems.push(if path.is_empty() { what.to_owned() } else { format!("`{path}`: {what}") });
    }

    fn record(&mut self, record: &Record, value: &Value, path: &str) -> Value {
        let Value::Object(given) = value else {
            if value.as_array().is_some_and(Vec::is_empty) && self.strict {
                return value.clone(); // the back end's empty object
            }
            self.problem(path, &format!("expected an object, found {}", kind(value)));
            return value.clone();
        };
        let mut fitted = Map::new();
        for (key, value) in given {
            let path = join(path, key);
            let Some(field) = record.fields.iter().find(|field| field.wire == *key) else {
                let nearest =
                    crate::diagnostic::nearest(key, record.fields.iter().map(|field| field.wire.as_str()));
                let hint = nearest.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default();
                self.problem(&path, &format!("the spec does not know it{hint}"));
                continue;
            };
            if value.is_null() {
                self.null(field, &path);
            } else {
                let field_value = self.value(&field.ty, field.form, value, &path);
                fitted.insert(key.clone(), field_value);
            }
        }
        for field in &record.fields {
            if field.required && field.is_plain() && !given.contains_key(&field.wire) {
                self.problem(&join(path, &field.wire), "it is required, and missing");
            }
        }
        Value::Object(fitted)
    }

    fn null(&mut self, field: &Field, path: &str) {
        if !self.strict {
            self.problem(path, "a parameter that is not set is left out, not null");
        } else if !field.nullable {
            let why = if field.required {
                "it is required, and null"
            } else {
                "it is null, which takes `nullable: true`"
            };
            self.problem(path, why);
        }
    }

    fn value(&mut self, ty: &Type, form: Option<Wire>, value: &Value, path: &str) -> Value {
        match (ty, value) {
            (Type::List(item), Value::Array(items)) => {
                let each = items.iter().enumerate();
                each.map(|(index, value)| self.element(item, form, value, &format!("{path}[{index}]")))
                    .collect()
            }
            (Type::Map(item), Value::Object(values)) => values
                .iter()
                .map(|(key, value)| (key.clone(), self.element(item, form, value, &join(path, key))))
                .collect::<Map<_, _>>()
                .into(),
            (Type::Map(_), Value::Array(items)) if items.is_empty() => value.clone(),
            (Type::Named(id), _) if matches!(self.types[id.0].kind, TypeKind::Record(_)) => {
                let types = self.types;
                match &types[id.0].kind {
                    TypeKind::Record(record) => self.record(record, value, path),
                    TypeKind::Enum(_) => value.clone(),
                }
            }
            _ => self.scalar(ty, form, value, path),
        }
    }

    fn element(&mut self, ty: &Type, form: Option<Wire>, value: &Value, path: &str) -> Value {
        if value.is_null() && *ty != Type::Json {
            self.problem(path, "it is null, which a list or map can't hold");
            return value.clone();
        }
        self.value(ty, form, value, path)
    }

    fn scalar(&mut self, ty: &Type, form: Option<Wire>, value: &Value, path: &str) -> Value {
        let Some(stated) = self.stated(ty, form, value) else {
            let expected = self.expected(ty);
            self.problem(path, &format!("expected {expected}, found {}", kind(value)));
            return value.clone();
        };
        let same = stated == *value || (*ty == Type::Float && stated.as_f64() == value.as_f64());
        if self.strict && !same {
            self.problem(
                path,
                &format!("it travels as {}, but the spec says {}; see `wire`", kind(value), kind(&stated)),
            );
        }
        stated
    }

    /// A scalar in the form that the spec states; `None` when it is no value of the type.
    fn stated(&self, ty: &Type, form: Option<Wire>, value: &Value) -> Option<Value> {
        let text = match value {
            Value::Array(_) | Value::Object(_) | Value::Null if *ty != Type::Json => return None,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let number =
            |number: Value| if form == Some(Wire::String) { Value::String(text.clone()) } else { number };
        Some(match ty {
            Type::Int => number(text.parse::<i64>().ok()?.into()),
            Type::Uint => number(text.parse::<u64>().ok()?.into()),
            Type::Float => number(text.parse::<f64>().ok()?.into()),
            Type::Bool => bool_value(&text, form)?,
            Type::DateTime if form == Some(Wire::Int) => text.parse::<i64>().ok()?.into(),
            Type::String | Type::Secret | Type::DateTime | Type::Date => Value::String(text),
            Type::Json if form == Some(Wire::String) => match value {
                Value::String(inner) => serde_json::from_str::<Value>(inner).ok().map(|_| value.clone())?,
                other => Value::String(other.to_string()),
            },
            Type::Json => value.clone(),
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Enum(Enum { values: EnumValues::Int(values), .. }) => match text.parse::<i64>() {
                    Ok(int) if values.iter().any(|value| value.wire == int) => number(int.into()),
                    _ => value.clone(), // unknown: kept as it came
                },
                TypeKind::Enum(Enum { values: EnumValues::Text(values), .. }) => {
                    if values.iter().any(|value| value.wire == text) {
                        Value::String(text)
                    } else {
                        value.clone()
                    }
                }
                TypeKind::Record(_) => return None,
            },
            Type::List(_) | Type::Map(_) => return None,
        })
    }

    fn expected(&self, ty: &Type) -> &'static str {
        match ty {
            Type::Int => "an integer",
            Type::Uint => "an integer that is not negative",
            Type::Float => "a number",
            Type::Bool => "a bool",
            Type::String | Type::Secret | Type::DateTime | Type::Date => "a string",
            Type::Json => "JSON",
            Type::List(_) => "an array",
            Type::Map(_) => "an object",
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Record(_) => "an object",
                TypeKind::Enum(_) => "a value of the enum",
            },
        }
    }
}

fn bool_value(text: &str, form: Option<Wire>) -> Option<Value> {
    let value = match text {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => return None,
    };
    Some(match form {
        None => Value::Bool(value),
        Some(Wire::Int) => i64::from(value).into(),
        Some(Wire::String) => Value::String(text.to_owned()),
    })
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
