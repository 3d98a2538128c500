//! Compares values with the types of a draft, by the generator's own rules and before there is a file.

use std::collections::HashMap;

use qcloud_codegen::fit::{self, Reading};
use qcloud_codegen::model::{
    self, Home, Origin, Protocol, Record, ResultPlace, TypeDef as Def, TypeId, TypeKind as Kind,
};
use serde_json::Value;

use crate::draft::{Action, Field, ResultKind, Service, Type, TypeKind};

/// The types of a draft, resolved.
pub(crate) struct Judge<'d> {
    types: Vec<Def>,
    ids: HashMap<&'d str, TypeId>,
}

impl<'d> Judge<'d> {
    pub(crate) fn new(service: &'d Service) -> Self {
        let own = service.actions.iter().flat_map(|action| &action.types);
        let defs: Vec<_> = service.types.iter().chain(own).collect();
        let ids = defs.iter().enumerate().map(|(n, def)| (def.name.as_str(), TypeId(n))).collect();
        let mut judge = Self { types: Vec::with_capacity(defs.len()), ids };
        for def in defs {
            // No importer judges examples of services with enums.
            let fields = match &def.kind {
                TypeKind::Record(fields) => fields.as_slice(),
                TypeKind::IntEnum(_) | TypeKind::TextEnum(_) => &[],
            };
            let record = judge.record(fields);
            judge.add(record);
        }
        judge
    }

    /// Compares the body of a response with what the Action answers.
    pub(crate) fn response(&mut self, action: &Action, body: &Value) -> Reading {
        let fields = match action.result.as_ref().map(|result| &result.kind) {
            Some(ResultKind::Fields(fields)) => fields.as_slice(),
            Some(ResultKind::Type(_)) | None => &[],
        };
        let mut record = self.record(fields);
        record.fields.extend(Protocol::Tc3.implicit_field());
        let result = model::Type::Named(self.add(record));
        let reading = fit::response(&self.types, Protocol::Tc3, (&ResultPlace::Response, &result), body);
        self.types.pop();
        reading
    }

    /// Whether parameters are those of the Action.
    pub(crate) fn request(&self, action: &Action, parameters: &Value) -> Result<(), String> {
        fit::request(&self.types, &self.record(&action.parameters), parameters)
    }

    fn add(&mut self, record: Record) -> TypeId {
        let nowhere = Origin::file("");
        let members = nowhere.clone();
        self.types.push(Def { home: Home::Service, origin: nowhere, members, kind: Kind::Record(record) });
        TypeId(self.types.len() - 1)
    }

    fn record(&self, fields: &[Field]) -> Record {
        let fields = fields.iter().map(|field| model::Field {
            wire: field.name.clone(),
            rust: String::new(),
            doc: String::new(),
            ty: self.ty(&field.ty),
            required: field.required,
            nullable: field.nullable,
            boxed: false,
            form: field.wire,
            default: None,
            min: None,
            max: None,
            one_based: false,
            sensitive: false,
            claims: Vec::new(),
        });
        Record {
            name: String::new(),
            doc: String::new(),
            fields: fields.collect(),
            claims: Vec::new(),
            input: false,
        }
    }

    fn ty(&self, ty: &Type) -> model::Type {
        match ty {
            Type::Int => model::Type::Int,
            Type::Uint => model::Type::Uint,
            Type::Float => model::Type::Float,
            Type::Bool => model::Type::Bool,
            Type::String => model::Type::String,
            Type::DateTime => model::Type::DateTime,
            Type::Date => model::Type::Date,
            Type::Binary => model::Type::Binary,
            Type::Json => model::Type::Json,
            Type::List(item) => model::Type::List(Box::new(self.ty(item))),
            Type::Map(value) => model::Type::Map(Box::new(self.ty(value))),
            // What the draft does not define is reported by the check of its files.
            Type::Named(name) => {
                self.ids.get(name.as_str()).map_or(model::Type::Json, |id| model::Type::Named(*id))
            }
        }
    }
}
