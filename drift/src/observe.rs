//! From the responses to the shape of all of them, guided by the model only where it tells a map from a record and an enum from a text.

use std::collections::BTreeMap;

use qcloud_codegen::model::{Action, Enum, EnumValues, ResultPlace, Service, Type, TypeKind};

use crate::json::Json;
use crate::response::{Response, Verdict, is_envelope, record_of};
use crate::shape::{Class, Count, Shape};
use crate::words;

/// A record with fewer fields may well share none with a response of its own Action.
const TELLING_FIELDS: usize = 3;

/// What all responses come to.
#[derive(Debug, Default)]
pub(crate) struct Observation {
    /// The bodies of those that succeeded, from the root.
    pub(crate) body: Shape,
    /// How many succeeded, and were looked at.
    pub(crate) compared: usize,
    /// How many failed, which says nothing about the result.
    pub(crate) failed: usize,
    /// The names of the failures.
    pub(crate) failures: BTreeMap<Vec<String>, Count>,
    /// Responses that are none of this Action, and why.
    pub(crate) rejected: Vec<(usize, String)>,
}

impl Observation {
    pub(crate) fn of(service: &Service, action: &Action, responses: &[Response]) -> Self {
        let mut observation = Self::default();
        for (number, response) in responses.iter().enumerate() {
            let observer = Observer { service, action, response: number };
            match response.verdict(service.protocol, &action.place) {
                Verdict::Rejected(why) => observation.rejected.push((number, why)),
                Verdict::Failure(names) => {
                    observation.failed += 1;
                    observation.failures.entry(names).or_default().add(number);
                }
                Verdict::Success if observer.is_foreign(&response.json) => {
                    let why = format!(
                        "it shares no field with the result of {}: is it the response of another Action?",
                        action.name
                    );
                    observation.rejected.push((number, why));
                }
                Verdict::Success => {
                    observation.compared += 1;
                    observer.frame(&mut observation.body, &action.place.keys(), true, &response.json);
                }
            }
        }
        observation
    }
}

struct Observer<'m> {
    service: &'m Service,
    action: &'m Action,
    /// The number of the response.
    response: usize,
}

impl Observer<'_> {
    /// Whether an object stands where the result should, and is another one altogether.
    fn is_foreign(&self, body: &Json) -> bool {
        let mut payload = body;
        for key in self.action.place.keys() {
            let Json::Object(fields) = payload else { return false };
            let Some(inner) = fields.get(key) else { return false };
            payload = inner;
        }
        let Json::Object(fields) = payload else { return false };
        let Some(record) = record_of(self.service, &self.action.result) else { return false };
        let envelope = self.service.protocol.envelope();
        let own: Vec<_> = record.fields.iter().map(|field| field.wire.as_str()).collect();
        let own: Vec<_> = own.into_iter().filter(|wire| !envelope.contains(wire)).collect();
        let mut found = fields.keys().filter(|key| !envelope.contains(&key.as_str())).peekable();
        own.len() >= TELLING_FIELDS && found.peek().is_some() && !found.any(|key| own.contains(&key.as_str()))
    }

    /// The objects around the result.
    fn frame(&self, shape: &mut Shape, keys: &[&str], is_top: bool, json: &Json) {
        let (Some((key, rest)), Json::Object(fields)) = (keys.split_first(), json) else {
            return if keys.is_empty() {
                self.payload(shape, json);
            } else {
                self.value(shape, None, json);
            };
        };
        shape.seen.add(self.response);
        shape.objects.add(self.response);
        let is_data = matches!(self.action.place, ResultPlace::Data(_));
        for (name, value) in fields {
            if name == key {
                self.frame(shape.fields.entry(name.clone()).or_default(), rest, false, value);
            } else if !(is_top && is_data && self.service.protocol.envelope().contains(&name.as_str())) {
                self.value(shape.fields.entry(name.clone()).or_default(), None, value);
            }
        }
        if !fields.contains_key(*key) {
            shape.fields.entry((*key).to_owned()).or_default().absent.add(self.response);
        }
    }

    fn payload(&self, shape: &mut Shape, json: &Json) {
        let shares = matches!(self.action.place, ResultPlace::Beside | ResultPlace::Response);
        match json {
            Json::Object(fields) if shares => {
                let own = fields.iter().filter(|(name, _)| !is_envelope(self.service, self.action, name));
                let own = own.map(|(name, value)| (name.clone(), value.clone())).collect();
                self.value(shape, Some(&self.action.result), &Json::Object(own));
            }
            json => self.value(shape, Some(&self.action.result), json),
        }
    }

    fn value(&self, shape: &mut Shape, ty: Option<&Type>, json: &Json) {
        shape.seen.add(self.response);
        match json {
            Json::Null => shape.nulls.add(self.response),
            Json::Bool(_) => self.scalar(shape, ty, Class::Bool, ""),
            Json::Number(number) => {
                self.scalar(shape, ty, Class::of_number(number), &number.to_string());
            }
            Json::Text(text) => {
                // What stands for no time needs no form.
                let is_time = matches!(ty, Some(Type::DateTime | Type::Date));
                let class = if is_time && text == "0" { Class::NoDate } else { Class::of_text(text) };
                self.scalar(shape, ty, class, text);
            }
            Json::List(items) if items.is_empty() => shape.empty_lists.add(self.response),
            Json::List(items) => {
                shape.lists.add(self.response);
                let item_type = match ty {
                    Some(Type::List(item)) => Some(&**item),
                    _ => None,
                };
                let shape = shape.items.get_or_insert_default();
                for item in items {
                    self.value(shape, item_type, item);
                }
            }
            Json::Object(fields) => {
                shape.objects.add(self.response);
                match ty {
                    Some(Type::Json) => {}
                    Some(Type::Map(value)) => {
                        let shape = shape.values.get_or_insert_default();
                        fields.values().for_each(|json| self.value(shape, Some(value), json));
                    }
                    _ => self.fields(shape, ty, fields),
                }
            }
        }
    }

    fn fields(&self, shape: &mut Shape, ty: Option<&Type>, fields: &indexmap::IndexMap<String, Json>) {
        let record = ty.and_then(|ty| record_of(self.service, ty));
        for field in record.into_iter().flat_map(|record| &record.fields) {
            let shape = shape.fields.entry(field.wire.clone()).or_default();
            match fields.get(&field.wire) {
                Some(json) => self.value(shape, Some(&field.ty), json),
                None => shape.absent.add(self.response),
            }
        }
        let is_known =
            |name: &str| record.is_some_and(|record| record.fields.iter().any(|field| field.wire == name));
        for (name, json) in fields.iter().filter(|(name, _)| !is_known(name)) {
            self.value(shape.fields.entry(name.clone()).or_default(), None, json);
        }
    }

    fn scalar(&self, shape: &mut Shape, ty: Option<&Type>, class: Class, text: &str) {
        shape.scalars.entry(class).or_default().add(self.response);
        if let Some(open) = ty.and_then(|ty| self.open_enum(ty))
            // What is no text is of another type than an enum of texts.
            && (matches!(open.values, EnumValues::Int(_)) || class.example().is_string())
        {
            shape.words.entry(words::enum_word(text, open)).or_default().add(self.response);
        }
    }

    fn open_enum(&self, ty: &Type) -> Option<&Enum> {
        let Type::Named(id) = ty else { return None };
        match &self.service.type_def(*id).kind {
            TypeKind::Enum(open) => Some(open),
            TypeKind::Record(_) => None,
        }
    }
}
