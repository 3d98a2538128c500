//! The fields of records and the values of enums.

use crate::language::names;
use crate::model::{EnumValue, EnumValues, Field, TypeId, TypeKind};
use crate::source::{At, Place};
use crate::spec::{Entries, EnumKey, ErrorSpec, FieldSpec, TypeSpec, ValueSpec};

use super::declare::Definition;
use super::field::Role;
use super::{Lowering, Names, check_identifier};

impl<'s> Lowering<'s, '_> {
    /// Fills in every declared type.
    pub(super) fn lower_types(&mut self) {
        for index in 0..self.declared.len() {
            let id = TypeId(index);
            let declared = self.declared[index];
            declared.at(|at| match declared.definition {
                Definition::Entry { spec, .. } => self.lower_type(at, id, spec),
                Definition::Result { fields } => {
                    let mut lowered = Vec::new();
                    let count = fields.map_or(0, |fields| fields.iter().len());
                    if let Some(fields) = fields {
                        lowered = self.fields(&at.key("fields"), fields, Role::Field);
                        if lowered.len() < count {
                            self.broken.insert(Some(id));
                        }
                    }
                    self.implicit_fields(at, &mut lowered);
                    self.set_fields(id, lowered, 0);
                }
                Definition::Errors { errors } => self.lower_errors(at, id, errors),
            });
        }
    }

    fn lower_type(&mut self, at: &At<'_>, id: TypeId, spec: &'s TypeSpec) {
        let claims = self.note_claims(&at.key("documented"), spec.documented.as_ref());
        match (&spec.fields, &spec.values) {
            (Some(fields), None) => {
                let lowered = self.fields(&at.key("fields"), fields, Role::Field);
                self.set_fields(id, lowered, fields.iter().len());
            }
            (None, Some(values)) => self.lower_values(at, id, values),
            (Some(_), Some(_)) => {
                self.findings
                    .error(at.key("values").name(), "a type has `fields` or `values`, not both")
                    .also(at.key("fields").name(), "the fields of a record")
                    .help("a record has `fields`, an enum has `values`");
            }
            (None, None) => {
                self.findings
                    .error(at.name(), "a type needs `fields` or `values`")
                    .help("a record has `fields`, an enum has `values`");
            }
        }
        match &mut self.types[id.0].kind {
            TypeKind::Record(record) => (record.doc, record.claims) = (spec.doc.clone(), claims),
            TypeKind::Enum(open) => (open.doc, open.claims) = (spec.doc.clone(), claims),
        }
    }

    /// The fields of a record or the parameters of a request.
    pub(super) fn fields(
        &mut self,
        at: &At<'_>,
        fields: &Entries<String, FieldSpec>,
        role: Role,
    ) -> Vec<Field> {
        let mut seen = Names::default();
        let mut lowered = Vec::new();
        for (number, (wire, spec)) in fields.iter().enumerate() {
            let at = at.entry(number);
            if let Some(field) = self.field(&at, wire, spec, role) {
                let what = if role == Role::Parameter { "parameter" } else { "field" };
                let place = if spec.rust.is_some() { at.key("rust").value() } else { at.name() };
                seen.claim_or_report(what, &field.rust, wire, place, self.findings);
                lowered.push(field);
            }
        }
        lowered
    }

    /// What a protocol puts on every result, where the spec does not say it itself.
    fn implicit_fields(&mut self, at: &At<'_>, fields: &mut Vec<Field>) {
        let Some(field) = self.spec.service.spec.protocol.implicit_field() else { return };
        if fields.iter().any(|other| other.wire == field.wire) {
            return;
        }
        if let Some(other) = fields.iter().find(|other| other.rust == field.rust) {
            let message =
                format!("the fields `{}` and `{}` are both `{}` in Rust", other.wire, field.wire, field.rust);
            self.findings
                .error(at.key("fields").key(&other.wire).name(), message)
                .label(format!("every result of API 3.0 has `{}`", field.wire))
                .help("give this one another name with `rust:`");
        }
        fields.push(field);
    }

    fn set_fields(&mut self, id: TypeId, fields: Vec<Field>, count: usize) {
        if fields.len() < count {
            self.broken.insert(Some(id));
        }
        if let TypeKind::Record(record) = &mut self.types[id.0].kind {
            record.fields = fields;
        }
    }

    fn lower_values(&mut self, at: &At<'_>, id: TypeId, specs: &'s Entries<EnumKey, ValueSpec>) {
        if specs.is_empty() {
            self.findings
                .error(at.key("values").name(), "an enum needs at least one value")
                .help("an enum of strings: `A: {doc: ...}`; an enum of numbers: `1: {name: ..., doc: ...}`");
        }
        let values_at = at.key("values");
        let mut seen = Names::default();
        let (mut ints, mut texts) = (Vec::new(), Vec::new());
        let is_int = self.is_int_enum(id);
        for (number, (key, spec)) in specs.iter().enumerate() {
            let at = values_at.entry(number);
            let claims = self.note_claims(&at.key("documented"), spec.documented.as_ref());
            let doc = spec.doc.clone();
            let place = at.key("name").value();
            let Some(rust) = self.value_name(&at, key, spec.name.as_deref(), place) else { continue };
            seen.claim_value(&key.to_string(), &rust, &at, spec.name.is_some(), self.findings);
            match key {
                EnumKey::Int(wire) if is_int => ints.push(EnumValue { wire: *wire, rust, doc, claims }),
                EnumKey::Int(_) => self.number_among_strings(&values_at, number, key, specs),
                EnumKey::Text(wire) => texts.push(EnumValue { wire: wire.clone(), rust, doc, claims }),
            }
        }
        self.set_values(id, if is_int { EnumValues::Int(ints) } else { EnumValues::Text(texts) });
    }

    fn lower_errors(&mut self, at: &At<'_>, id: TypeId, specs: &'s Entries<EnumKey, ErrorSpec>) {
        let mut seen = Names::default();
        let mut values = Vec::new();
        for (number, (key, spec)) in specs.iter().enumerate() {
            let at = at.entry(number);
            let place = at.key("name").value();
            let name = match (&spec.name, key) {
                (None, EnumKey::Int(code)) => Some(format!("Code{code}")),
                (name, _) => name.clone(),
            };
            let Some(rust) = self.value_name(&at, key, name.as_deref(), place) else { continue };
            seen.claim_value(&key.to_string(), &rust, &at, spec.name.is_some(), self.findings);
            values.push(EnumValue { wire: key.to_string(), rust, doc: spec.doc.clone(), claims: Vec::new() });
        }
        self.set_values(id, EnumValues::Text(values));
        if let TypeKind::Enum(open) = &mut self.types[id.0].kind {
            open.doc.push_str("A symbolic error code (`codeDesc`) of its own, beside the common ones.");
        }
    }

    fn number_among_strings(
        &mut self,
        values: &At<'_>,
        number: usize,
        key: &EnumKey,
        specs: &Entries<EnumKey, ValueSpec>,
    ) {
        let text = specs.iter().position(|(key, _)| matches!(key, EnumKey::Text(_)));
        let finding = self
            .findings
            .error(values.entry(number).name(), format!("the enum has strings, and `{key}` is a number"));
        finding.help(format!("write `\"{key}\"` if the wire has a string here too"));
        if let Some(text) = text {
            finding.also(values.entry(text).name(), "a string");
        }
    }

    fn is_int_enum(&self, id: TypeId) -> bool {
        matches!(&self.types[id.0].kind, TypeKind::Enum(open) if matches!(open.values, EnumValues::Int(_)))
    }

    fn set_values(&mut self, id: TypeId, values: EnumValues) {
        if let TypeKind::Enum(open) = &mut self.types[id.0].kind {
            open.values = values;
        }
    }

    fn value_name(&mut self, at: &At<'_>, key: &EnumKey, name: Option<&str>, place: Place) -> Option<String> {
        if let Some(name) = name {
            let rust = names::named_variant(name);
            if !names::is_usable(&rust) {
                check_identifier(name, place, self.findings);
            }
            return Some(rust);
        }
        let EnumKey::Text(text) = key else {
            self.findings
                .error(at.name(), format!("the value `{key}` needs a `name`"))
                .help(format!("a number gives no Rust name: `{key}: {{name: ..., doc: ...}}`"));
            return None;
        };
        let rust = names::variant(text);
        if !names::is_usable(&rust) {
            self.findings
                .error(at.name(), format!("the value `{text}` gives no Rust name"))
                .help("give it one with `name:`");
            return None;
        }
        Some(rust)
    }
}
