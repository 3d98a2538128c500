//! Does a JSON value fit a type of the spec? Where it does not, what is wrong, where, and what says so.

use std::collections::HashSet;
use std::mem::{self, Discriminant};

use serde_json::{Map, Value, json};

use crate::diagnostic::nearest;
use crate::diagnostic::problem::{DefaultKind, Misfit, Remedy, TimeRemedy, Wanted};
use crate::fit;
use crate::language::text::kind;
use crate::language::time;
use crate::model::{Enum, Field, Protocol, Record, ResultPlace, Type, TypeDef, TypeId};
use crate::source::{OwnedStep, Part};
use crate::spec::Wire;

/// More than one wants to read about one example.
const MAX_PROBLEMS: usize = 20;

/// What a field is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    /// The parameters of the Action.
    Request,
    /// A record among the types of the service.
    Type(TypeId),
}

/// What is a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A request, in any form that can be brought into the stated one.
    Request,
    /// A response in another form than the stated one.
    Exact,
    /// A response that the client could not read.
    Loose,
}

/// Something in an example that does not fit.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The way to it in the JSON.
    pub(crate) way: Vec<OwnedStep>,
    pub(crate) part: Part,
    pub(crate) misfit: Misfit,
    /// The field whose description it does not fit.
    pub(crate) field: Option<(Owner, String)>,
}

impl Problem {
    /// What the same problem of another item of a list has too.
    pub(crate) fn kind(&self) -> (Discriminant<Misfit>, Vec<Option<String>>) {
        let keys = self.way.iter().map(|step| match step {
            OwnedStep::Key(key) => Some(key.clone()),
            OwnedStep::Entry(_) | OwnedStep::Item(_) => None,
        });
        (mem::discriminant(&self.misfit), keys.collect())
    }
}

/// Compares JSON with a type, and says what it would be in the form that the spec states.
pub(crate) struct Fitting<'t> {
    pub(crate) types: &'t [TypeDef],
    /// Records that lost a field to another error: what they lack is no problem of the example.
    pub(crate) broken: &'t HashSet<Owner>,
    mode: Mode,
    way: Vec<OwnedStep>,
    field: Option<(Owner, String)>,
    pub(crate) problems: Vec<Problem>,
    /// Values that their enums lack: a client keeps them as they came.
    pub(crate) unknown: Vec<(TypeId, Problem)>,
    /// The enums of which a value of their own kind was there.
    pub(crate) own_kind: HashSet<TypeId>,
    /// So many problems are noted.
    limit: usize,
}

impl<'t> Fitting<'t> {
    pub(crate) fn new(types: &'t [TypeDef], broken: &'t HashSet<Owner>, mode: Mode) -> Self {
        Self {
            types,
            broken,
            mode,
            way: Vec::new(),
            field: None,
            problems: Vec::new(),
            unknown: Vec::new(),
            own_kind: HashSet::new(),
            limit: MAX_PROBLEMS,
        }
    }

    /// One that notes all problems of a request, for whoever is to mend them.
    pub(super) fn thorough(types: &'t [TypeDef], broken: &'t HashSet<Owner>) -> Self {
        Self { limit: usize::MAX, ..Self::new(types, broken, Mode::Request) }
    }

    /// Compares the body of a whole response.
    pub(crate) fn body(&mut self, protocol: Protocol, body: &Value, place: &ResultPlace, result: &Type) {
        if protocol.is_failure(body) == Some(true) {
            return; // a documented failure
        }
        if let Some((message, help)) = protocol.no_envelope_at(place, body) {
            self.problem(Part::Value, Misfit::NoEnvelope { message, help });
            return;
        }
        let keys = place.keys();
        let keys = keys.as_slice();
        let mut payload = body;
        for key in keys {
            match payload.get(key) {
                Some(inner) => payload = inner,
                None if payload.as_array().is_some_and(Vec::is_empty) => return,
                None => return self.missing_payload(keys, result),
            }
            self.way.push(OwnedStep::Key((*key).to_owned()));
        }
        let is_shared = matches!(place, ResultPlace::Beside | ResultPlace::Response);
        let is_something = !matches!(payload, Value::Null) && *payload != json!({}) && *payload != json!([]);
        if !is_shared
            && is_something
            && result.as_record(self.types).is_some_and(|(id, record)| {
                record.fields.is_empty() && !self.broken.contains(&Owner::Type(id))
            })
        {
            self.problem(Part::Value, Misfit::ResultNotDescribed { path: keys.join(".") });
            return;
        }
        match (place, payload) {
            (_, Value::Array(items)) if items.is_empty() => self.empty_payload(keys, result),
            (_, Value::Null) => self.missing_payload(keys, result),
            (_, Value::Object(fields)) if is_shared => {
                let mut beside = fields.clone();
                if let Some((_, record)) = result.as_record(self.types) {
                    // What the record does not claim for itself belongs to the envelope.
                    beside.retain(|key, _| {
                        !protocol.envelope_at(place).contains(&key.as_str())
                            || record.fields.iter().any(|field| field.wire == *key)
                    });
                }
                self.value(result, None, &Value::Object(beside));
            }
            _ => drop(self.value(result, None, payload)),
        }
    }

    /// Compares what an event of a stream says.
    pub(crate) fn event(&mut self, event: &Type, value: &Value) {
        self.element(event, None, value);
    }

    fn missing_payload(&mut self, keys: &[&str], result: &Type) {
        let required = |field: &Field| field.required && field.is_plain();
        self.payload_without(required, keys, false, result);
    }

    /// `[]` says that there is nothing, which only numbers can say too, and lists.
    fn empty_payload(&mut self, keys: &[&str], result: &Type) {
        let is_number = |ty: &Type| matches!(ty, Type::Int | Type::Uint | Type::Float);
        let required = |field: &Field| field.required && field.is_plain() && !is_number(&field.ty);
        self.payload_without(required, keys, true, result);
    }

    fn payload_without(
        &mut self,
        required: impl Fn(&Field) -> bool,
        keys: &[&str],
        is_empty: bool,
        result: &Type,
    ) {
        let Some((id, record)) = result.as_record(self.types) else { return };
        if let Some(field) = record.fields.iter().find(|field| required(field)) {
            self.field = Some((Owner::Type(id), field.wire.clone()));
            let misfit = Misfit::NoResult { path: keys.join("."), is_empty, field: field.wire.clone() };
            self.problem(Part::Key, misfit);
            self.field = None;
        }
    }

    /// Notes a problem at the current place.
    fn problem(&mut self, part: Part, misfit: Misfit) {
        if self.problems.len() < self.limit {
            self.problems.push(Problem { way: self.way.clone(), part, misfit, field: self.field.clone() });
        }
    }

    /// The current place as a path; empty for the whole.
    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.way {
            match step {
                OwnedStep::Key(key) if path.is_empty() => path.push_str(key),
                OwnedStep::Key(key) => path.extend([".", key]),
                OwnedStep::Entry(number) | OwnedStep::Item(number) => path.push_str(&format!("[{number}]")),
            }
        }
        path
    }

    /// Goes on at a step further.
    fn within<R>(&mut self, step: OwnedStep, then: impl FnOnce(&mut Self) -> R) -> R {
        self.way.push(step);
        let result = then(self);
        self.way.pop();
        result
    }

    /// The value of a record or request, in the stated form.
    pub(crate) fn record(&mut self, owner: Owner, record: &Record, value: &Value) -> Value {
        let Value::Object(given) = value else {
            if value.as_array().is_some_and(Vec::is_empty) && self.mode != Mode::Request {
                return value.clone(); // the back end's empty object
            }
            self.unexpected(Wanted::Object, value);
            return value.clone();
        };
        let mut fitted = Map::new();
        let mut meant = HashSet::new();
        for (key, value) in given {
            let field = record.fields.iter().find(|field| field.wire == *key);
            let outer = self.field.take();
            self.within(OwnedStep::Key(key.clone()), |this| match field {
                None if this.mode == Mode::Loose => {}
                None => meant.extend(this.unknown(owner, record, key)),
                Some(field) => {
                    this.field = Some((owner, key.clone()));
                    if value.is_null() || this.reads_as_null(&field.ty, value) {
                        this.null(field);
                    } else {
                        fitted.insert(key.clone(), this.value(&field.ty, field.form, value));
                    }
                }
            });
            self.field = outer;
        }
        for field in &record.fields {
            let is_absent = !given.contains_key(&field.wire) && !meant.contains(field.wire.as_str());
            if field.required && field.is_plain() && is_absent {
                let outer = self.field.replace((owner, field.wire.clone()));
                let (name, path) = (field.wire.clone(), self.path());
                let misfit = match owner {
                    Owner::Request => Misfit::MissingParameter { name, path },
                    Owner::Type(_) => Misfit::MissingField { name, path },
                };
                self.problem(Part::Key, misfit);
                self.field = outer;
            }
        }
        Value::Object(fitted)
    }

    /// Reports a key that the record does not have; returns the one that was probably meant.
    fn unknown<'r>(&mut self, owner: Owner, record: &'r Record, key: &str) -> Option<&'r str> {
        let meant = nearest(key, record.fields.iter().map(|field| field.wire.as_str()));
        if self.broken.contains(&owner) {
            return meant;
        }
        let (name, path, near) = (key.to_owned(), self.path(), meant.map(str::to_owned));
        let misfit = match owner {
            Owner::Request => Misfit::NoParameter { name, near },
            Owner::Type(_) => Misfit::NoField { name, path, near, is_exact: self.mode == Mode::Exact },
        };
        self.field = Some((owner, String::new()));
        self.problem(Part::Key, misfit);
        self.field = None;
        meant
    }

    fn null(&mut self, field: &Field) {
        let path = self.path();
        if self.mode == Mode::Request {
            self.field = None; // its description does not matter
            self.problem(Part::Value, Misfit::NullParameter { path });
        } else if field.required {
            self.problem(Part::Value, Misfit::RequiredNull { path });
        } else if !field.nullable && self.mode == Mode::Exact {
            self.problem(Part::Value, Misfit::Null { path });
        }
    }

    /// Whether the client takes a value for none at all: an empty text where no text is expected.
    fn reads_as_null(&self, ty: &Type, value: &Value) -> bool {
        let takes_texts = match ty {
            Type::Json => true,
            ty => ty.is_textual() || ty.as_enum(self.types).is_some(),
        };
        self.mode == Mode::Loose && !takes_texts && value.as_str().is_some_and(str::is_empty)
    }

    /// A value of a type, in the stated form.
    pub(crate) fn value(&mut self, ty: &Type, form: Option<Wire>, value: &Value) -> Value {
        match (ty, value) {
            (Type::List(item), Value::Array(items)) => {
                let each = items.iter().enumerate();
                each.map(|(index, value)| {
                    self.within(OwnedStep::Item(index), |this| this.element(item, form, value))
                })
                .collect()
            }
            (Type::Map(item), Value::Object(values)) => values
                .iter()
                .map(|(key, value)| {
                    let value =
                        self.within(OwnedStep::Key(key.clone()), |this| this.element(item, form, value));
                    (key.clone(), value)
                })
                .collect::<Map<_, _>>()
                .into(),
            (Type::Map(_), Value::Array(items)) if items.is_empty() => value.clone(),
            (Type::List(_), Value::Object(fields)) if fields.is_empty() && self.mode == Mode::Loose => {
                value.clone()
            }
            _ => match ty.as_record(self.types) {
                Some((id, record)) => self.record(Owner::Type(id), record, value),
                None => self.scalar(ty, form, value),
            },
        }
    }

    fn element(&mut self, ty: &Type, form: Option<Wire>, value: &Value) -> Value {
        if self.mode == Mode::Loose && (value.is_null() || self.reads_as_null(ty, value)) {
            return value.clone(); // left out when it is read
        }
        if value.is_null() && *ty != Type::Json {
            self.problem(Part::Value, Misfit::NullElement { path: self.path() });
            return value.clone();
        }
        self.value(ty, form, value)
    }

    fn unexpected(&mut self, wanted: Wanted, value: &Value) {
        self.problem(Part::Value, Misfit::Unlike { path: self.path(), wanted, found: kind(value) });
    }

    fn scalar(&mut self, ty: &Type, form: Option<Wire>, value: &Value) -> Value {
        if self.mode == Mode::Loose {
            if !fit::is_read(self.types, ty, value) {
                self.unexpected(self.wanted(ty), value);
            }
            return value.clone();
        }
        let Some(stated) = fit::stated(self.types, ty, form, value) else {
            match (ty, form, value) {
                (Type::DateTime, Some(Wire::Int), Value::String(text)) => {
                    let remedy = if time::is_iso(text) { Remedy::WireIso } else { Remedy::NoWire };
                    let (path, stated, found) = (self.path(), "a number", kind(value));
                    self.problem(Part::Value, Misfit::OtherForm { path, stated, found, remedy });
                }
                _ => self.unexpected(self.wanted(ty), value),
            }
            return value.clone();
        };
        if self.is_of_other_kind(ty, form, value) || self.is_no_time(ty, form, value) {
            return stated;
        }
        self.note_value(ty, value);
        if self.mode == Mode::Exact && !fit::is_same(ty, &stated, value) {
            let remedy = match (ty, value) {
                (Type::DateTime, Value::Number(_)) if form.is_none() => Remedy::Seconds,
                (_, Value::String(_)) if form.is_none() && *ty != Type::String => Remedy::WireString,
                (Type::Bool, Value::Number(_)) => Remedy::WireInt,
                _ if form.is_some() => Remedy::NoWire,
                _ => Remedy::OtherType,
            };
            let (path, stated, found) = (self.path(), kind(&stated), kind(value));
            self.problem(Part::Value, Misfit::OtherForm { path, stated, found, remedy });
        }
        stated
    }

    /// Reports what an enum keeps as it came only because it is open, though none of its values is of that kind: the enum is wrong, or the value.
    fn is_of_other_kind(&mut self, ty: &Type, form: Option<Wire>, value: &Value) -> bool {
        let Type::Named(id) = ty else { return false };
        let Some(open) = ty.as_enum(self.types) else { return false };
        let is_int = open.is_int();
        let is_other = match value {
            Value::Number(_) => !is_int,
            // What reads as a number may be one in a string, which is another mistake.
            Value::String(text) => {
                is_int && form.is_none() && !text.is_empty() && text.parse::<i64>().is_err()
            }
            _ => false,
        };
        if is_other && !self.is_wrong(*id, open) {
            let outer = self.field.replace((Owner::Type(*id), String::new()));
            self.problem(Part::Value, Misfit::OtherKind { is_int, value: value.clone(), is_captured: false });
            self.field = outer;
        }
        is_other
    }

    /// Whether an enum is a mistake itself, which is told of there.
    fn is_wrong(&self, id: TypeId, open: &Enum) -> bool {
        open.values.rust_names().is_empty() || self.broken.contains(&Owner::Type(id))
    }

    /// Notes what an enum keeps as it came because it is none of its values.
    fn note_value(&mut self, ty: &Type, value: &Value) {
        let Type::Named(id) = ty else { return };
        let Some(open) = ty.as_enum(self.types).filter(|open| !self.is_wrong(*id, open)) else { return };
        self.own_kind.insert(*id);
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let number = text.parse().ok().filter(|_| open.is_int()).map(Value::Number);
        let value = number.unwrap_or(Value::String(text));
        if value == "" || self.unknown.len() == self.limit {
            return; // an empty text says that there is none
        }
        if let Some(DefaultKind::OneOf { near, .. }) = fit::enum_expects(open, &value) {
            let misfit = Misfit::UnknownValue { value, near, is_sent: self.mode == Mode::Request };
            let (way, field) = (self.way.clone(), self.field.clone());
            self.unknown.push((*id, Problem { way, part: Part::Value, misfit, field }));
        }
    }

    /// Reports a text that a client would keep as it came, since it is no time.
    fn is_no_time(&mut self, ty: &Type, form: Option<Wire>, value: &Value) -> bool {
        let wanted = match (ty, form) {
            (Type::DateTime, None) => DefaultKind::Time,
            (Type::DateTime, Some(Wire::Iso)) => DefaultKind::IsoTime,
            (Type::Date, _) => DefaultKind::Day,
            _ => return false,
        };
        let Some(text) = value.as_str().filter(|text| !fit::is_moment(ty, form, text)) else { return false };
        let remedy = match (ty, form) {
            (Type::DateTime, None) if time::is_iso(text) => Some(TimeRemedy::WireIso),
            (Type::DateTime, Some(_)) if time::is_datetime(text) => Some(TimeRemedy::NoWire),
            (Type::DateTime, _) if time::is_date(text) => Some(TimeRemedy::Day),
            (Type::Date, _) if time::is_datetime(text) => Some(TimeRemedy::Time),
            _ => None,
        };
        self.problem(Part::Value, Misfit::NoTime { path: self.path(), wanted, remedy });
        true
    }

    fn wanted(&self, ty: &Type) -> Wanted {
        match ty {
            Type::Int => Wanted::Int,
            Type::Uint => Wanted::Uint,
            Type::Float => Wanted::Float,
            Type::Bool => Wanted::Bool,
            Type::Json => Wanted::Json,
            Type::List(_) => Wanted::Array,
            Type::Map(_) => Wanted::Object,
            Type::Named(_) if ty.as_enum(self.types).is_some() => Wanted::EnumValue,
            Type::Named(_) => Wanted::Object,
            _ => Wanted::Text,
        }
    }
}
