//! Examples: each must fit its Action, so that it can become a test of the generated client.

use serde_json::{Map, Value};

use crate::json;
use crate::language::{names, text};
use crate::load::{ActionSpec, Response};
use crate::model::{Example, Field, Record, ResultPlace, Type, TypeId, TypeKind};
use crate::source::{At, Place};
use crate::spec::{Entries, ExampleSpec, FieldSpec};

use super::Lowering;
use super::declare::Definition;
use crate::fit::fitting::{Fitting, Mode, Owner, Problem};

impl Lowering<'_, '_> {
    pub(super) fn examples(
        &mut self,
        root: &At<'_>,
        (spec, is_twin): (&ActionSpec, bool),
        request: &Record,
        place: &ResultPlace,
        result: Option<&Type>,
    ) -> Vec<Example> {
        let at = root.key("examples");
        let module = names::module(spec.action.spec.stem());
        let mut examples = Vec::new();
        for (number, example) in spec.action.spec.examples.iter().enumerate() {
            let at = at.item(number);
            let name = self.example_name(&at, example, &module, is_twin);
            // A page that is careless with the response may have nothing to say of the request.
            let is_told = !example.loose || example.parameters.is_some();
            let parameters =
                if is_told { self.example_parameters(root, &at, example, request) } else { Map::new() };
            let response = spec.responses.get(number).and_then(Option::as_ref);
            if let (Some(result), Some(response)) = (result, response) {
                let mode = if example.loose { Mode::Loose } else { Mode::Exact };
                self.example_response(root, &at.key("response"), response, mode, (place, result));
            }
            let mut flat = Vec::new();
            if self.spec.service.spec.protocol.is_flat() {
                self.flatten_record(request, "", &parameters, &mut flat);
            }
            examples.push(Example {
                name,
                doc: example.doc.clone(),
                captured: example.captured,
                loose: example.loose,
                parameters: Value::Object(parameters),
                flat,
                response: response.map(|response| response.text.to_string()).unwrap_or_default(),
                response_path: format!("{}/{}", self.spec.directory, example.response),
            });
        }
        examples
    }

    /// The name of an example's test: given, or from the file.
    fn example_name(&mut self, at: &At<'_>, example: &ExampleSpec, module: &str, is_twin: bool) -> String {
        let file = example.response.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default();
        let given = example.name.as_deref().unwrap_or(stem);
        let name = names::module(given);
        let key = if example.name.is_some() { "name" } else { "response" };
        let place = at.key(key).value();
        if !names::is_usable(&name) {
            self.findings
                .error(place, format!("`{given}` gives no name for a test"))
                .help("give the example a `name` of letters, digits and `_`");
            return name;
        }
        // Tests of all Actions stand in one file, each with its Action's name before its own.
        let test = format!("{}_{}", module.trim_end_matches('_'), name.trim_end_matches('_'));
        match self.tests.get(&test) {
            Some(_) if is_twin => {} // the Action is reported as a whole
            Some(first) => {
                self.findings
                    .error(place, format!("two examples are called `{name}`"))
                    .label("the second")
                    .also(first.clone(), "the first")
                    .help("give one of them another `name`");
            }
            None => drop(self.tests.insert(test, place)),
        }
        name
    }

    /// The parameters in the form they have on the wire.
    fn example_parameters(
        &mut self,
        root: &At<'_>,
        at: &At<'_>,
        example: &ExampleSpec,
        request: &Record,
    ) -> Map<String, Value> {
        let at = at.key("parameters");
        let empty = Value::Object(Map::new());
        let given = example.parameters.as_ref().unwrap_or(&empty);
        let mut fitting = Fitting::new(&self.types, &self.broken, Mode::Request);
        let fitted = fitting.record(Owner::Request, request, given);
        for mut problem in fitting.problems {
            let mut way = at.way();
            way.append(&mut problem.way);
            let place = Place::way(at.file(), way, problem.part);
            self.report(root, place, problem);
        }
        match fitted {
            Value::Object(parameters) => parameters,
            _ => Map::new(),
        }
    }

    fn example_response(
        &mut self,
        root: &At<'_>,
        at: &At<'_>,
        response: &Response,
        mode: Mode,
        (place, result): (&ResultPlace, &Type),
    ) {
        let body = match serde_json::from_str::<Value>(&response.text) {
            Ok(body) => body,
            Err(error) => {
                let said = error.to_string();
                let said = text::without_place(&said);
                let (place, said) = if response.text.trim().is_empty() {
                    (Place::offset(response.file, 0), "the file is empty")
                } else {
                    let bytes = json::offset(&response.text, error.line(), error.column());
                    (Place::bytes(response.file, bytes), said)
                };
                self.findings
                    .error(place, format!("the response is not JSON: {said}"))
                    .also(at.value(), "the response of this example");
                return;
            }
        };
        let mut fitting = Fitting::new(&self.types, &self.broken, mode);
        fitting.body(self.spec.service.spec.protocol, &body, place, result);
        for mut problem in fitting.problems {
            let place = Place::way(response.file, std::mem::take(&mut problem.way), problem.part);
            self.report(root, place, problem);
        }
    }

    /// Reports what does not fit, and the description that it does not fit.
    fn report(&mut self, root: &At<'_>, place: Place, problem: Problem) {
        let described =
            problem.field.filter(|_| !problem.about.is_empty()).and_then(|(owner, wire)| match owner {
                Owner::Request if wire.is_empty() => None,
                Owner::Request => Some(root.key("parameters").key(&wire).name()),
                Owner::Type(id) => self.field_place(id, &wire),
            });
        let finding = self.findings.error(place, problem.message);
        if let Some(described) = described {
            finding.also(described, problem.about);
        }
        if let Some(help) = problem.help {
            finding.help(help);
        }
    }

    /// The place of a field's name, or of its record's name.
    pub(super) fn field_place(&self, id: TypeId, wire: &str) -> Option<Place> {
        self.declared[id.0].at(|at| {
            let known = |fields: &Entries<String, FieldSpec>| fields.iter().any(|(name, _)| name == wire);
            match self.declared[id.0].definition {
                Definition::Entry { spec, .. } if spec.fields.as_ref().is_some_and(known) => {
                    Some(at.key("fields").key(wire).name())
                }
                Definition::Result { fields } if fields.is_some_and(known) => {
                    Some(at.key("fields").key(wire).name())
                }
                _ if wire.is_empty() => Some(at.name()),
                _ => None,
            }
        })
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

pub(super) fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
