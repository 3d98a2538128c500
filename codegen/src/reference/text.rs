//! What pages are made of: lines of Markdown, the tables of records and enums, and what the vendor's page says otherwise.

use crate::emit::docs::{Docs, bounds, cell, claim, code, form, json};
use crate::model::{Claim, Enum, EnumValue, EnumValues, Field, Record, Service, Type, TypeId, TypeKind};

/// A row of a table.
pub(super) fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A page in the making.
pub(super) struct Text<'a> {
    service: &'a Service,
    text: String,
}

impl<'a> Text<'a> {
    pub(super) fn new(service: &'a Service) -> Self {
        Self { service, text: String::new() }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub(super) fn title(&mut self, title: &str) {
        self.text.push_str(&format!("\n## {title}\n"));
    }

    /// Text of the spec, a paragraph or more.
    pub(super) fn docs(&mut self, doc: &str) {
        let docs = Docs::new(doc, "");
        for (number, line) in docs.lines().enumerate() {
            self.text.push_str(if number == 0 { "\n" } else { "" });
            self.line(line.trim());
        }
    }

    pub(super) fn record(&mut self, record: &Record, otherwise: &str) {
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

    pub(super) fn type_of(&self, field: &Field) -> String {
        format!("{}{}", self.type_name(&field.ty), form(field))
    }

    pub(super) fn type_name(&self, ty: &Type) -> String {
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

    fn name(&self, id: TypeId) -> &'a str {
        self.service.type_def(id).kind.name()
    }

    /// A record or an enum under a title of its own.
    pub(super) fn definition(&mut self, id: TypeId) {
        self.line(&format!("\n### {}", self.name(id)));
        match &self.service.type_def(id).kind {
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

    pub(super) fn values(&mut self, open: &Enum) {
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

    /// Code in a block that nothing in it can end.
    pub(super) fn fenced(&mut self, language: &str, text: &str) {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        self.line(&format!("\n{fence}{language}\n{}\n{fence}", text.trim_end()));
    }

    /// Notes where the vendor's page is wrong about a type.
    pub(super) fn claims(&self, id: TypeId, found: &mut Vec<String>) {
        match &self.service.type_def(id).kind {
            TypeKind::Record(record) => {
                add(found, &code(&record.name), &record.claims);
                for field in &record.fields {
                    add(found, &format!("{} of {}", code(&field.wire), code(&record.name)), &field.claims);
                }
            }
            TypeKind::Enum(open) => add(found, &code(&open.name), &open.claims),
        }
    }

    /// All that was noted of the vendor's page.
    pub(super) fn disagreements(&mut self, found: &[String]) {
        if !found.is_empty() {
            self.title("Where the vendor's page and the wire disagree");
            self.text.push('\n');
            for line in found {
                self.line(line);
            }
        }
    }
}

/// Notes what the vendor's page says otherwise of something.
pub(super) fn add(found: &mut Vec<String>, of: &str, claims: &[Claim]) {
    if !claims.is_empty() {
        let claims: Vec<_> = claims.iter().map(claim).collect();
        found.push(format!("- {of}: {}", claims.join(" ")));
    }
}

/// The meaning of a field, with its default, its example and bounds.
pub(super) fn meaning(field: &Field) -> String {
    let deprecated =
        field.deprecated.as_ref().map(|note| format!("**Deprecated.** {}", cell(note)).trim().to_owned());
    let mut parts: Vec<_> = deprecated.into_iter().chain([cell(&field.doc)]).collect();
    parts.extend(field.default.as_ref().map(|default| format!("Default: {}.", json(default))));
    parts.extend(field.example.as_ref().map(|example| format!("For example: {}.", json(example))));
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
