//! A call of an Action as a user writes it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{Action, Field, Service, Type, TypeKind};

use super::Caller;
use super::complete::Complete;

/// The text of a program that calls the Action.
pub(super) fn call(service: &Service, action: &Action, caller: Caller<'_>) -> String {
    let mut writer = Writer { service, client: caller.client(), imports: BTreeSet::new() };
    let parameters = action.examples.first().map(|example| &example.parameters);
    let request = writer.request(action, parameters);
    writer.imports.insert(&action.request.name);
    program(service, action, &writer.imports, &request, caller)
}

/// The text of a program that calls the Action with these parameters; all that is given is set.
pub(super) fn call_with(
    service: &Service,
    action: &Action,
    parameters: &Value,
    caller: Caller<'_>,
) -> String {
    let mut writer = Complete::new(service, caller.client());
    let request = writer.record(&action.request, parameters);
    let text = program(service, action, &writer.imports, &request, caller);
    // It is an expression of our own making; should it be none, it is better seen than hidden.
    let formatted = syn::parse_file(&text).map_or(text, |file| prettyplease::unparse(&file));
    formatted.replacen("\nasync fn", "\n\nasync fn", 1)
}

fn program(
    service: &Service,
    action: &Action,
    imports: &BTreeSet<&str>,
    request: &str,
    caller: Caller<'_>,
) -> String {
    let (module, method, handle) = (&service.module, &action.method, &service.handle);
    let mut imports: Vec<_> = imports.iter().copied().collect();
    let (path, service) = match caller.module {
        None => (format!("{}::{module}", caller.client()), format!("client.{module}()")),
        Some(own) => {
            imports.push(handle);
            imports.sort_unstable();
            (format!("crate::{own}::{module}"), format!("{handle}::new(&client)"))
        }
    };
    let imports = match imports.as_slice() {
        [one] => format!("use {path}::{one};\n"),
        several => format!("use {path}::{{{}}};\n", several.join(", ")),
    };
    let client = match caller.region {
        None => "Client::new(Credential::from_env()?)".to_owned(),
        Some(region) => {
            format!("Client::builder().credential(Credential::from_env()?).region({region:?}).build()?")
        }
    };
    let call = format!("{service}.{method}(request)");
    let answer = if action.stream.is_some() {
        format!(
            "let mut events = {call}.events();\n    \
             while let Some(event) = events.try_next().await? {{\n        \
             println!(\"{{:#?}}\", event.data());\n    \
             }}\n"
        )
    } else {
        format!("let result = {call}.await?;\n    println!(\"{{result:#?}}\");\n")
    };
    format!(
        "{imports}use {}::{{Client, Credential}};\n\n\
         async fn call() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let client = {client};\n    \
         let request = {request};\n    \
         {answer}    \
         Ok(())\n}}\n",
        caller.client()
    )
}

struct Writer<'a> {
    service: &'a Service,
    client: &'a str,
    imports: BTreeSet<&'a str>,
}

impl<'a> Writer<'a> {
    fn request(&mut self, action: &'a Action, parameters: Option<&Value>) -> String {
        let given = |field: &Field| parameters.and_then(|parameters| parameters.get(&field.wire));
        let fields = &action.request.fields;
        let required = fields.iter().filter(|field| field.required);
        let arguments: Vec<_> =
            required.map(|field| self.value(&field.ty, given(field), field.sensitive)).collect();
        let mut text = format!("{}::new({})", action.request.name, arguments.join(", "));
        // One thing that is not required shows how it is done.
        let optional = fields
            .iter()
            .find(|field| !field.required && given(field).is_some_and(|value| !value.is_object()));
        if let Some(field) = optional {
            let value = self.value(&field.ty, given(field), field.sensitive);
            text.push_str(&format!(".{}({value})", field.rust));
        }
        text
    }

    /// An argument of a type: what the example gives where that is simple, or something of the kind.
    fn value(&mut self, ty: &'a Type, given: Option<&Value>, sensitive: bool) -> String {
        let text = |otherwise: &str| {
            let given = given.and_then(Value::as_str).filter(|text| !sensitive && text.len() < 60);
            format!("{:?}", given.unwrap_or(otherwise))
        };
        let number = |otherwise: &str| {
            given.filter(|value| value.is_number()).map_or(otherwise.to_owned(), Value::to_string)
        };
        match ty {
            Type::Int | Type::Uint => number("1"),
            Type::Float => {
                let text = number("0.5");
                if text.contains(['.', 'e']) { text } else { format!("{text}.0") }
            }
            Type::Bool => "true".to_owned(),
            Type::String | Type::Json => text("..."),
            Type::Secret => "\"...\"".to_owned(),
            Type::DateTime => text("2026-01-31 08:00:00"),
            Type::Date => text("2026-01-31"),
            Type::Binary => format!("{}::Binary::from_base64({})", self.client, text("AAEC")),
            Type::List(item) => {
                let first = given.and_then(|value| value.get(0));
                format!("[{}]", self.value(item, first, sensitive))
            }
            Type::Map(value) => format!("[(\"key\", {})]", self.value(value, None, sensitive)),
            Type::Named(id) => {
                let kind = &self.service.type_def(*id).kind;
                self.imports.insert(kind.name());
                match kind {
                    TypeKind::Enum(open) => {
                        let names = open.values.rust_names();
                        format!("{}::{}", open.name, names.first().unwrap_or(&"Unknown"))
                    }
                    TypeKind::Record(record) => {
                        let required = record.fields.iter().filter(|field| field.required);
                        let arguments: Vec<_> = required
                            .map(|field| {
                                let given = given.and_then(|value| value.get(&field.wire));
                                self.value(&field.ty, given, field.sensitive)
                            })
                            .collect();
                        format!("{}::new({})", record.name, arguments.join(", "))
                    }
                }
            }
        }
    }
}
