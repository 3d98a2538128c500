//! From responses to the evidence of all of them, guided by the model where it tells a map from a record and an enum from a text.

use std::collections::BTreeMap;

use qcloud_codegen::model::{Action, EnumValues, ResultPlace, Service, Type};

use crate::evidence::{Count, Evidence, Form, Guide, Json, Kind, Look, may_be_number, may_be_value};
use crate::report::Rejection;
use crate::response::{Body, Response, Verdict, is_envelope, verdict};

/// A record with fewer fields may well share none with a response of its own Action.
const TELLING_FIELDS: usize = 3;

/// What all responses come to.
#[derive(Debug, Default)]
pub(crate) struct Observation {
    /// The bodies of those that succeeded, from the root.
    pub(crate) body: Evidence,
    /// The events of those that stream.
    pub(crate) events: Evidence,
    /// How many succeeded, and were looked at.
    pub(crate) compared: usize,
    /// How many failed, which says nothing about the result.
    pub(crate) failed: usize,
    /// The names of the failures.
    pub(crate) failures: BTreeMap<Vec<String>, Count>,
    /// Responses that are none of this Action, and why.
    pub(crate) rejected: Vec<(usize, Rejection)>,
}

impl Observation {
    pub(crate) fn of(service: &Service, action: &Action, responses: &[Response]) -> Self {
        let mut observation = Self::default();
        for (number, response) in responses.iter().enumerate() {
            let observer = Observer { service, action, response: number };
            match &response.body {
                Body::Json(json) => observation.add_json(&observer, json),
                Body::Events(events) => match &action.stream {
                    Some(event) => observation.add_events(&observer, event, events),
                    None => observation.rejected.push((number, Rejection::Stream(action.name.clone()))),
                },
            }
        }
        observation
    }

    fn add_json(&mut self, observer: &Observer<'_>, json: &Json) {
        let Observer { service, action, response } = *observer;
        match verdict(json, service.protocol, &action.place) {
            Verdict::Rejected(why) => self.rejected.push((response, why)),
            Verdict::Failure(names) => self.add_failure(response, names),
            Verdict::Success
                if observer.result_in(json).is_some_and(|it| observer.is_foreign(&action.result, it)) =>
            {
                self.rejected.push((response, Rejection::Foreign(action.name.clone())));
            }
            Verdict::Success => {
                self.compared += 1;
                observer.frame(&mut self.body, &action.place.keys(), true, json);
            }
        }
    }

    /// Each event by itself: of a stream that breaks off with a failure those before it.
    fn add_events<'m>(&mut self, observer: &Observer<'m>, event: &'m Type, events: &[Json]) {
        let Observer { service, action, response } = *observer;
        if events.iter().all(|data| observer.is_foreign(event, data)) {
            return self.rejected.push((response, Rejection::Foreign(action.name.clone())));
        }
        self.compared += 1;
        for data in events {
            // A failure has the form that it has in the envelope of a plain answer.
            let envelope = Json::Object([("Response".to_owned(), data.clone())].into_iter().collect());
            match verdict(&envelope, service.protocol, &ResultPlace::Response) {
                Verdict::Failure(names) => self.add_failure(response, names),
                _ => observer.value(&mut self.events, event, data),
            }
        }
    }

    fn add_failure(&mut self, response: usize, names: Vec<String>) {
        self.failed += 1;
        self.failures.entry(names).or_default().add(response);
    }
}

/// What the model says of a place in a result; nothing of what it does not describe.
#[derive(Clone, Copy)]
struct Described<'m> {
    service: &'m Service,
    ty: Option<&'m Type>,
}

impl Guide for Described<'_> {
    fn item(self) -> Self {
        let ty = match self.ty {
            Some(Type::List(item)) => Some(&**item),
            _ => None,
        };
        Self { ty, ..self }
    }

    fn look(self) -> Look {
        match self.ty {
            Some(Type::Json) => Look::Closed,
            Some(Type::Map(_)) => Look::Map,
            _ => Look::Record,
        }
    }

    fn field(self, name: &str) -> Self {
        let ty = match self.ty {
            Some(Type::Map(value)) => Some(&**value),
            Some(ty) => ty
                .as_record(&self.service.types)
                .and_then(|(_, record)| record.fields.iter().find(|field| field.wire == name))
                .map(|field| &field.ty),
            None => None,
        };
        Self { ty, ..self }
    }

    fn expected(&self) -> Vec<&str> {
        let record = self.ty.and_then(|ty| ty.as_record(&self.service.types));
        record.into_iter().flat_map(|(_, record)| &record.fields).map(|field| field.wire.as_str()).collect()
    }

    fn form(self, text: &str) -> Form {
        // What stands for no time needs no form.
        let is_time = matches!(self.ty, Some(Type::DateTime | Type::Date));
        if is_time && text == "0" { Form::ZeroDate } else { Form::of_text(text) }
    }

    /// Only words that can be values of an enum; what is no text is of another type than an enum of texts.
    fn sample(self, form: Form, text: &str) -> Option<Option<String>> {
        let open = self.ty?.as_enum(&self.service.types)?;
        let is_value = open.is_int() || form.kind() == Kind::Text;
        let may_be_shown = match &open.values {
            EnumValues::Int(_) => may_be_number(text),
            EnumValues::Text(values) => may_be_value(text, values.iter().map(|value| value.wire.as_str())),
        };
        is_value.then(|| may_be_shown.then(|| text.to_owned()))
    }
}

#[derive(Clone, Copy)]
struct Observer<'m> {
    service: &'m Service,
    action: &'m Action,
    /// The number of the response.
    response: usize,
}

impl<'m> Observer<'m> {
    /// What stands where the result should.
    fn result_in<'a>(&self, body: &'a Json) -> Option<&'a Json> {
        self.action.place.keys().into_iter().try_fold(body, |outer, key| match outer {
            Json::Object(fields) => fields.get(key),
            _ => None,
        })
    }

    /// Whether a value is an object, and another one altogether than the type says.
    fn is_foreign(&self, ty: &Type, value: &Json) -> bool {
        let Json::Object(fields) = value else { return false };
        let Some((_, record)) = ty.as_record(&self.service.types) else { return false };
        let envelope = self.service.protocol.envelope_at(&self.action.place);
        let own: Vec<_> = record.fields.iter().map(|field| field.wire.as_str()).collect();
        let own: Vec<_> = own.into_iter().filter(|wire| !envelope.contains(wire)).collect();
        let mut found = fields.keys().filter(|key| !envelope.contains(&key.as_str())).peekable();
        own.len() >= TELLING_FIELDS && found.peek().is_some() && !found.any(|key| own.contains(&key.as_str()))
    }

    fn described(&self, ty: Option<&'m Type>) -> Described<'m> {
        Described { service: self.service, ty }
    }

    /// The objects around the result.
    fn frame(&self, evidence: &mut Evidence, keys: &[&str], is_top: bool, json: &Json) {
        let (Some((key, rest)), Json::Object(fields)) = (keys.split_first(), json) else {
            return if keys.is_empty() {
                self.value(evidence, &self.action.result, json);
            } else {
                evidence.add(self.described(None), json, self.response);
            };
        };
        evidence.seen.add(self.response);
        evidence.objects.add(self.response);
        let is_data = matches!(self.action.place, ResultPlace::Data(_));
        for (name, value) in fields {
            if name == key {
                self.frame(evidence.field_mut(name), rest, false, value);
            } else if !(is_top
                && is_data
                && self.service.protocol.envelope_at(&self.action.place).contains(&name.as_str()))
            {
                evidence.field_mut(name).add(self.described(None), value, self.response);
            }
        }
        if !fields.contains_key(*key) {
            evidence.field_mut(key).absent.add(self.response);
        }
    }

    /// A result or an event, without what the envelope has beside it.
    fn value(&self, evidence: &mut Evidence, ty: &'m Type, json: &Json) {
        let guide = self.described(Some(ty));
        let shares = matches!(self.action.place, ResultPlace::Beside | ResultPlace::Response);
        match json {
            Json::Object(fields) if shares => {
                let own = fields.iter().filter(|(name, _)| !is_envelope(self.service, self.action, ty, name));
                let own = own.map(|(name, value)| (name.clone(), value.clone())).collect();
                evidence.add(guide, &Json::Object(own), self.response);
            }
            json => evidence.add(guide, json, self.response),
        }
    }
}
