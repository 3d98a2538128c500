//! The page of an Action: what it takes and answers, a call in Rust, and where the vendor's page is wrong.

use crate::emit::GeneratedFile;
use crate::emit::action::region;
use crate::emit::docs::{Docs, bounds, cell, claim, code, form, json};
use crate::emit::until::facts;
use crate::language::names;
use crate::model::{
    Action, Api, Claim, Enum, EnumValue, EnumValues, Example, Field, PageStyle, Record, ResultPlace, Service,
    Type, TypeId, TypeKind,
};

use super::{example, header};

/// A row of a table.
pub(super) fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// The pages of a service's Actions.
pub(super) fn pages<'a>(api: &'a Api, service: &'a Service) -> impl Iterator<Item = GeneratedFile> + 'a {
    service.actions.iter().map(|action| {
        let path = format!("{}/{}.md", service.module, names::page(&action.name));
        GeneratedFile { path, text: Page { api, service, action, text: header(&action.spec_path) }.write() }
    })
}

/// Whether a call is repeated that may have reached the server.
fn repeat(action: &Action) -> String {
    if action.idempotent {
        return "yes: a call that may have reached the server is repeated".to_owned();
    }
    if let Some(index) = action.idempotency_token {
        let parameter = code(&action.request.fields[index].wire);
        return format!("by the token in {parameter}: a call that may have reached the server is repeated");
    }
    let verify = action.verify.as_ref().map(|verify| {
        let page = names::page(&verify.action);
        format!("; [{}]({page}.md) tells whether it was carried out", code(&verify.action))
    });
    format!("no: a call that may have reached the server is not repeated{}", verify.unwrap_or_default())
}

struct Page<'a> {
    api: &'a Api,
    service: &'a Service,
    action: &'a Action,
    text: String,
}

impl Page<'_> {
    fn write(mut self) -> String {
        let action = self.action;
        self.line(&format!("# {}", cell(&action.name)));
        if let Some(note) = &action.deprecated {
            self.line(format!("\n**Deprecated.** {}", cell(note)).trim_end());
        }
        self.docs(&action.doc);
        self.facts();
        self.title("In Rust");
        let example = example::call(self.service, action);
        self.fenced("rust,no_run", &example);
        self.title("Parameters");
        self.record(&action.request, "It takes no parameters.");
        self.result();
        self.types();
        self.stream();
        self.pagination();
        self.until();
        self.errors();
        self.examples();
        self.claims();
        self.text
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.text.push_str(&format!("\n## {title}\n"));
    }

    /// Text of the spec, a paragraph or more.
    fn docs(&mut self, doc: &str) {
        let docs = Docs::new(doc, "");
        let lines: Vec<_> = docs.lines().map(|line| line.trim().to_owned() + "\n").collect();
        if !lines.is_empty() {
            self.text.push('\n');
            self.text.push_str(&lines.concat());
        }
    }

    fn facts(&mut self) {
        let action = self.action;
        let method = action.http_method.as_str();
        self.line("\n| | |\n| --- | --- |");
        let service = format!("{}, at {}", code(&self.service.name), code(action.host(self.service)));
        let mut rows =
            vec![("Service", service), ("HTTP method", method.to_owned()), ("Idempotent", repeat(action))];
        if let Some(index) = action.dry_run {
            let parameter = code(&action.request.fields[index].wire);
            rows.push(("Dry run", format!("`.dry_run()` of a call, by {parameter}")));
        }
        if let Some(need) = region(&action.region(self.service)) {
            rows.push(("Region", need));
        }
        if let Some(source) = &action.source {
            rows.push(("The vendor's page", format!("<{source}>")));
        }
        for (name, value) in rows {
            self.text.push_str(&row(&[name.to_owned(), value]));
        }
    }

    fn record(&mut self, record: &Record, otherwise: &str) {
        self.text.push('\n');
        if record.fields.is_empty() {
            return self.line(otherwise);
        }
        self.line("| name | in Rust | type | required | meaning |\n| --- | --- | --- | --- | --- |");
        for field in &record.fields {
            let required = match (field.required, field.nullable) {
                (true, _) => "yes",
                (false, true) => "no, may be null",
                (false, false) => "no",
            };
            let cells = [
                code(&field.wire),
                code(&field.rust),
                self.type_of(field),
                required.to_owned(),
                meaning(field),
            ];
            self.text.push_str(&row(&cells.map(|cell| cell.replace('|', "\\|"))));
        }
    }

    fn type_of(&self, field: &Field) -> String {
        format!("{}{}", self.type_name(&field.ty), form(field))
    }

    fn type_name(&self, ty: &Type) -> String {
        match ty {
            Type::List(item) => format!("list of {}", self.type_name(item)),
            Type::Map(value) => format!("map of {}", self.type_name(value)),
            Type::Named(id) => {
                let name = self.name(*id);
                format!("[{}](#{})", code(name), name.to_lowercase())
            }
            scalar => scalar.scalar().map_or_else(String::new, |scalar| scalar.to_string()),
        }
    }

    fn name(&self, id: TypeId) -> &str {
        self.service.type_def(id).kind.name()
    }

    fn result(&mut self) {
        self.title("Result");
        let place = match &self.action.place {
            ResultPlace::Data(keys) => format!("In {} of the response", code(&keys.join("."))),
            ResultPlace::Beside => "In the fields beside `code`".to_owned(),
            ResultPlace::Body => "The whole body of the response".to_owned(),
            ResultPlace::Response => format!("In {} of the response", code("Response")),
        };
        let result = self.type_name(&self.action.result);
        self.line(&format!("\n{place}: {result}."));
    }

    /// Every record and enum that the request and the result lead to.
    fn types(&mut self) {
        let ids = self.reached();
        if ids.is_empty() {
            return;
        }
        self.title("Types");
        let service = self.service;
        for id in ids {
            self.line(&format!("\n### {}", service.type_def(id).kind.name()));
            match &service.type_def(id).kind {
                TypeKind::Record(record) => {
                    self.docs(&record.doc);
                    self.record(record, "It has no fields.");
                }
                TypeKind::Enum(open) => {
                    self.docs(&open.doc);
                    self.values(open);
                }
            }
        }
    }

    fn values(&mut self, open: &Enum) {
        self.line("\n| value | in Rust | meaning |\n| --- | --- | --- |");
        match &open.values {
            EnumValues::Int(values) => values.iter().for_each(|value| self.value(value)),
            EnumValues::Text(values) => values.iter().for_each(|value| self.value(value)),
        }
        self.line("\nOther values are kept as they come.");
    }

    fn value<T: std::fmt::Display>(&mut self, value: &EnumValue<T>) {
        let cells = [code(&value.wire.to_string()).replace('|', "\\|"), code(&value.rust), cell(&value.doc)];
        self.text.push_str(&row(&cells));
    }

    /// The types in the order in which a reader meets them, each once.
    fn reached(&self) -> Vec<TypeId> {
        let mut found = Vec::new();
        let mut waiting: Vec<_> = self.action.request.fields.iter().map(|field| &field.ty).collect();
        waiting.push(&self.action.result);
        waiting.extend(&self.action.stream);
        waiting.reverse();
        while let Some(ty) = waiting.pop() {
            match ty {
                Type::List(inner) | Type::Map(inner) => waiting.push(inner),
                Type::Named(id) if !found.contains(id) => {
                    found.push(*id);
                    if let TypeKind::Record(record) = &self.service.type_def(*id).kind {
                        waiting.extend(record.fields.iter().rev().map(|field| &field.ty));
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn stream(&mut self) {
        let Some(event) = &self.action.stream else { return };
        self.title("Events");
        self.line(&format!(
            "\nThe answer may be a stream, which `.events()` on the call reads; each event is of the type {}. One that is no stream \
             gives the plain result.",
            self.type_name(event)
        ));
    }

    fn pagination(&mut self) {
        let Some(pages) = &self.action.pagination else { return };
        self.title("Pages");
        let position = code(&self.action.request.fields[pages.position].wire);
        let counts = match pages.style {
            PageStyle::Page => format!("{position} is the number of the page, counted from {}", pages.first),
            PageStyle::Offset => format!("{position} is the number of items to skip"),
            PageStyle::Token => format!("{position} is the token that the page before gives"),
        };
        let size = pages
            .size
            .map(|size| format!(", {} how many a page holds", code(&self.action.request.fields[size].wire)));
        self.line(&format!(
            "\n{counts}{}. `.pages()` and `.items()` on the call read all of them, one after the other.",
            size.unwrap_or_default()
        ));
    }

    fn until(&mut self) {
        if self.action.until.is_empty() {
            return;
        }
        self.title("Waiting");
        self.line("\n`.until(..)` on the call asks again until this is true:\n\n| constant | meaning |\n| --- | --- |");
        for until in &self.action.until {
            let meaning = [cell(&until.doc), facts(self.service, until)].join(" ");
            self.text.push_str(&row(&[code(&until.name), meaning.trim().to_owned()]));
        }
    }

    fn errors(&mut self) {
        self.title("Errors");
        if let Some(id) = self.action.errors
            && let TypeKind::Enum(open) = &self.service.type_def(id).kind
        {
            self.line("\nSymbolic codes, given by `Error::code_text()`:");
            self.values(open);
        }
        if let Some(errors) = self.api.common_errors_of(self.service.protocol) {
            let given = match errors.codes.values {
                EnumValues::Int(_) => "Error::code()",
                EnumValues::Text(_) => "Error::code_text()",
            };
            self.line(&format!(
                "\nThe [codes of all services](../README.md#error-codes-of-all-services), given by {}.",
                code(given)
            ));
        } else {
            self.line("\nWhatever the server says, by `Error::code()` and `Error::code_text()`.");
        }
    }

    fn examples(&mut self) {
        if self.action.examples.is_empty() {
            return;
        }
        self.title("Examples");
        for example in &self.action.examples {
            let Example { doc, captured, loose, parameters, response, .. } = example;
            let (what, language) =
                if example.is_stream() { ("stream of events", "text") } else { ("response", "json") };
            self.docs(doc);
            let source = if *captured { "captured from a server" } else { "documented" };
            let is_untold = *loose && parameters.as_object().is_some_and(serde_json::Map::is_empty);
            if is_untold {
                self.line(&format!("\nThe {source} {what}:"));
            } else {
                self.line(&format!("\nThe request, and the {source} {what}:"));
                self.fenced("json", &parameters.to_string());
            }
            self.fenced(language, &response.replace("\r\n", "\n"));
        }
    }

    /// Code in a block that nothing in it can end.
    fn fenced(&mut self, language: &str, text: &str) {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        self.line(&format!("\n{fence}{language}\n{}\n{fence}", text.trim_end()));
    }

    /// Where the vendor's page is wrong, all in one place.
    fn claims(&mut self) {
        let (action, service) = (self.action, self.service);
        let mut found = Vec::new();
        let mut add = |of: String, claims: &[Claim]| {
            if !claims.is_empty() {
                let claims: Vec<_> = claims.iter().map(claim).collect();
                found.push(format!("- {of}: {}", claims.join(" ")));
            }
        };
        add("the Action".to_owned(), &action.claims);
        for field in &action.request.fields {
            add(format!("parameter {}", code(&field.wire)), &field.claims);
        }
        for id in self.reached() {
            match &service.type_def(id).kind {
                TypeKind::Record(record) => {
                    add(code(&record.name), &record.claims);
                    for field in &record.fields {
                        add(format!("{} of {}", code(&field.wire), code(&record.name)), &field.claims);
                    }
                }
                TypeKind::Enum(open) => add(code(&open.name), &open.claims),
            }
        }
        if !found.is_empty() {
            self.title("Where the vendor's page and the wire disagree");
            self.text.push('\n');
            for line in found {
                self.line(&line);
            }
        }
    }
}

/// The meaning of a field, with its default and bounds.
fn meaning(field: &Field) -> String {
    let deprecated =
        field.deprecated.as_ref().map(|note| format!("**Deprecated.** {}", cell(note)).trim().to_owned());
    let mut parts: Vec<_> = deprecated.into_iter().chain([cell(&field.doc)]).collect();
    parts.extend(field.default.as_ref().map(|default| format!("Default: {}.", json(default))));
    parts.extend(bounds(field));
    if field.one_based {
        parts.push("Its elements are counted from 1.".to_owned());
    }
    if field.sensitive {
        parts.push("Kept out of Debug output, logs and errors.".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}
