//! What the values at a place are seen to be, in one response or many: how often, of which kinds, in which forms. All importers and `drift` ask here.
//!
//! A value itself is remembered only where a [`Guide`] says that it may be: an account's data never gets further than this module.
//!
//! ```
//! use qcloud_drift::evidence::{Everything, Evidence, Json, Kind};
//! use serde_json::json;
//!
//! let mut hosts = Evidence::default();
//! hosts.add(Everything, &Json::from(&json!({"port": 80})), 0);
//! hosts.add(Everything, &Json::from(&json!({"port": null})), 1);
//! let port = &hosts.fields["port"];
//! assert_eq!((port.kind(), port.nulls.times, port.seen.times), (Some(Kind::Int), 1, 2));
//! ```

mod form;
mod json;
mod keys;
mod words;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use qcloud_codegen::language::Scalar;
use qcloud_codegen::vendor;

pub use self::form::Form;
pub use self::json::Json;
pub(crate) use self::keys::MOST_FIELDS;
pub use self::keys::{are_data, is_field_name};
pub(crate) use self::words::error_code;
pub use self::words::{may_be_number, may_be_value};

/// How often something was seen, and in which response first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How often it was seen.
    pub times: u64,
    /// The index of the response that showed it first.
    pub first: usize,
}

impl Count {
    /// Adds one that was seen in a response.
    pub fn add(&mut self, response: usize) {
        self.merge(Self { times: 1, first: response });
    }

    /// Adds all that another counted.
    pub fn merge(&mut self, other: Self) {
        self.first = match (self.times, other.times) {
            (0, _) => other.first,
            (_, 0) => self.first,
            _ => self.first.min(other.first),
        };
        self.times += other.times;
    }
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is `true` or `false`.
    Bool,
    /// A number without a fraction.
    Int,
    /// A number with a fraction.
    Float,
    /// A string, whatever it says.
    Text,
    /// A list of values.
    List,
    /// An object, as a record or as a map.
    Object,
}

/// How texts say a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// As `2017-12-20`, without the time of day.
    Date,
    /// As the vendor writes it, `2017-12-20 08:00:00`.
    DateTime,
    /// As ISO 8601 has it, `2017-12-20T08:00:00+08:00`.
    Iso,
}

/// How an object is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Not at all: what is in it is anything.
    Closed,
    /// As a map: its values are all seen at one place.
    Map,
    /// As a record: each of its fields is a place of its own.
    Record,
}

/// What is known of a place before anything is seen there: how objects are looked at, and which values may be remembered.
pub trait Guide: Copy {
    /// What is known of the items of a list here.
    #[must_use]
    fn item(self) -> Self;

    /// How an object here is looked at.
    fn look(self) -> Look;

    /// What is known of a field of an object here, or of the values of a map.
    #[must_use]
    fn field(self, name: &str) -> Self;

    /// The fields of an object here whose absence is counted.
    fn expected(&self) -> Vec<&str>;

    /// The form of a text here.
    fn form(self, text: &str) -> Form {
        Form::of_text(text)
    }

    /// What is remembered of a number or a text here: nothing, or its text, or that it was one that may not be shown.
    fn sample(self, form: Form, text: &str) -> Option<Option<String>>;
}

/// The guide that knows nothing and remembers all: for what is public, such as documented examples.
#[derive(Clone, Copy, Debug)]
pub struct Everything;

impl Guide for Everything {
    fn item(self) -> Self {
        self
    }

    fn look(self) -> Look {
        Look::Record
    }

    fn field(self, _: &str) -> Self {
        self
    }

    fn expected(&self) -> Vec<&str> {
        Vec::new()
    }

    fn sample(self, _: Form, text: &str) -> Option<Option<String>> {
        Some(Some(text.to_owned()))
    }
}

/// All that was seen at a place.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// How many values there were, nulls included.
    pub seen: Count,
    /// Objects that could have had it and did not.
    pub absent: Count,
    /// Values that were null.
    pub nulls: Count,
    /// Scalars, by their form.
    pub forms: BTreeMap<Form, Count>,
    /// Numbers and texts that the guide remembers, as text; `None` stands for those that may not be shown.
    pub samples: BTreeMap<Option<String>, Count>,
    /// Lists that are not empty.
    pub lists: Count,
    /// Lists without an item.
    pub empty_lists: Count,
    /// What the items of lists are, where there was one.
    pub items: Option<Box<Evidence>>,
    /// Objects, records and maps.
    pub objects: Count,
    /// What the fields of records are: those expected first, then in the order in which they were seen.
    pub fields: IndexMap<String, Evidence>,
    /// What the values of maps are, where there was a map.
    pub values: Option<Box<Evidence>>,
}

impl Evidence {
    /// Adds what a value in a response shows.
    pub fn add(&mut self, guide: impl Guide, json: &Json, response: usize) {
        self.seen.add(response);
        match json {
            Json::Null => self.nulls.add(response),
            Json::Bool(_) => self.forms.entry(Form::Bool).or_default().add(response),
            Json::Number(number) => {
                self.scalar(guide, Form::of_number(number), &number.to_string(), response);
            }
            Json::Text(text) => self.scalar(guide, guide.form(text), text, response),
            Json::List(items) if items.is_empty() => self.empty_lists.add(response),
            Json::List(items) => {
                self.lists.add(response);
                let evidence = self.items.get_or_insert_default();
                for item in items {
                    evidence.add(guide.item(), item, response);
                }
            }
            Json::Object(fields) => {
                self.objects.add(response);
                match guide.look() {
                    Look::Closed => {}
                    Look::Map => {
                        let evidence = self.values.get_or_insert_default();
                        for (name, json) in fields {
                            evidence.add(guide.field(name), json, response);
                        }
                    }
                    Look::Record => self.record(guide, fields, response),
                }
            }
        }
    }

    fn scalar(&mut self, guide: impl Guide, form: Form, text: &str, response: usize) {
        self.forms.entry(form).or_default().add(response);
        if let Some(sample) = guide.sample(form, text) {
            self.samples.entry(sample).or_default().add(response);
        }
    }

    fn record(&mut self, guide: impl Guide, fields: &IndexMap<String, Json>, response: usize) {
        let expected = guide.expected();
        for name in &expected {
            let evidence = self.field_mut(name);
            match fields.get(*name) {
                Some(json) => evidence.add(guide.field(name), json, response),
                None => evidence.absent.add(response),
            }
        }
        for (name, json) in fields.iter().filter(|(name, _)| !expected.contains(&name.as_str())) {
            self.field_mut(name).add(guide.field(name), json, response);
        }
    }

    /// The place of a field, made where there is none yet.
    pub fn field_mut(&mut self, name: &str) -> &mut Self {
        if !self.fields.contains_key(name) {
            self.fields.insert(name.to_owned(), Self::default());
        }
        &mut self.fields[name]
    }

    /// Adds all that was seen at another place.
    pub fn merge(&mut self, other: &Self) {
        self.seen.merge(other.seen);
        self.absent.merge(other.absent);
        self.nulls.merge(other.nulls);
        for (form, count) in &other.forms {
            self.forms.entry(*form).or_default().merge(*count);
        }
        for (sample, count) in &other.samples {
            self.samples.entry(sample.clone()).or_default().merge(*count);
        }
        self.lists.merge(other.lists);
        self.empty_lists.merge(other.empty_lists);
        self.objects.merge(other.objects);
        for (mine, theirs) in [(&mut self.items, &other.items), (&mut self.values, &other.values)] {
            if let Some(theirs) = theirs {
                mine.get_or_insert_default().merge(theirs);
            }
        }
        for (name, theirs) in &other.fields {
            self.field_mut(name).merge(theirs);
        }
    }

    /// How many values were not null.
    #[must_use]
    pub fn present(&self) -> u64 {
        self.seen.times - self.nulls.times
    }

    /// The one kind of value that was seen, apart from null; `None` for none or several.
    ///
    /// An empty list among objects is how the back end writes an empty object. Of numbers, one fraction makes all of them floats.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        let mut kinds: Vec<Kind> = self.forms.keys().map(|form| form.kind()).collect();
        if self.objects.times > 0 {
            kinds.push(Kind::Object);
        }
        if self.lists.times > 0 || (self.empty_lists.times > 0 && self.objects.times == 0) {
            kinds.push(Kind::List);
        }
        if kinds.contains(&Kind::Float) {
            kinds.retain(|kind| *kind != Kind::Int);
        }
        kinds.dedup();
        if let [kind] = kinds.as_slice() { Some(*kind) } else { None }
    }

    /// The type that takes all numbers here: a float for what no integer holds together, and of those that do, the one that is preferred.
    #[must_use]
    pub fn number(&self, preferred: Scalar) -> Scalar {
        let has = |form| self.forms.contains_key(&form);
        match (has(Form::Negative), has(Form::BigUint)) {
            _ if has(Form::Fraction) || has(Form::Huge) => Scalar::Float,
            (true, true) => Scalar::Float,
            (true, false) => Scalar::Int,
            (false, true) => Scalar::Uint,
            (false, false) => preferred,
        }
    }

    /// Whether there are scalars here, and all of them have one of these forms.
    #[must_use]
    pub fn has_only(&self, forms: &[Form]) -> bool {
        !self.forms.is_empty() && self.forms.keys().all(|form| forms.contains(form))
    }

    /// How all texts here say a time, if they do; empty ones, and the zero date among others, stand for none.
    #[must_use]
    pub fn time(&self) -> Option<Time> {
        let forms = [
            (Form::DateTime, Time::DateTime),
            (Form::Iso, Time::Iso),
            (Form::Date, Time::Date),
            (Form::ZeroDateTime, Time::DateTime),
            (Form::ZeroDate, Time::Date),
        ];
        let (form, time) = forms.into_iter().find(|(form, _)| self.forms.contains_key(form))?;
        self.has_only(&[form, Form::ZeroDateTime, Form::ZeroDate, Form::Empty]).then_some(time)
    }

    /// Whether every text that is remembered here, and at least one, is as a test says; empty texts aside.
    pub fn all_texts(&self, test: impl Fn(&str) -> bool) -> bool {
        let mut texts = self.samples.keys().flatten().filter(|text| !text.is_empty()).peekable();
        texts.peek().is_some() && texts.all(|text| test(text))
    }

    /// Whether the keys of the objects here are data, rather than names of fields.
    #[must_use]
    pub fn is_map(&self) -> bool {
        are_data(self.fields.keys().map(String::as_str))
    }

    /// What all values of the objects here are, as if they were maps.
    #[must_use]
    pub fn merged_fields(&self) -> Self {
        let mut merged = self.values.as_deref().cloned().unwrap_or_default();
        self.fields.values().for_each(|field| merged.merge(field));
        merged.absent = Count::default();
        merged
    }

    /// Whether the texts here, inside of lists too, are a secret: by the name of their field, or since a private key is among them.
    #[must_use]
    pub fn is_secret(&self, name: &str) -> bool {
        match self.items.as_deref() {
            Some(items) => items.is_secret(name),
            None => vendor::is_secret(name, None) || self.forms.contains_key(&Form::PrivateKey),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn of(values: &[Value]) -> Evidence {
        let mut evidence = Evidence::default();
        for (response, value) in values.iter().enumerate() {
            evidence.add(Everything, &Json::from(value), response);
        }
        evidence
    }

    #[test]
    fn values_of_one_place_are_seen_together() {
        let seen = of(&[json!({"list": [{"a": 1, "b": null}, {"a": -2, "b": "x"}]}), json!({"list": []})]);
        let list = &seen.fields["list"];
        let item = list.items.as_deref().unwrap();
        let (a, b) = (&item.fields["a"], &item.fields["b"]);
        assert_eq!(a.kind(), Some(Kind::Int));
        assert_eq!(a.samples.keys().flatten().collect::<Vec<_>>(), ["-2", "1"]);
        assert!(a.forms.contains_key(&Form::Negative));
        assert_eq!((b.kind(), b.nulls.times, b.present()), (Some(Kind::Text), 1, 1));
        assert_eq!(
            (list.seen, list.empty_lists),
            (Count { times: 2, first: 0 }, Count { times: 1, first: 1 })
        );
    }

    #[test]
    fn two_kinds_are_no_kind_but_an_empty_list_may_be_an_empty_object() {
        assert_eq!(of(&[json!(1), json!("1")]).kind(), None);
        assert_eq!(of(&[json!(null)]).kind(), None);
        assert_eq!(of(&[json!(1), json!(1.5), json!(-2)]).kind(), Some(Kind::Float));
        assert_eq!(of(&[json!({"a": 1}), json!([])]).kind(), Some(Kind::Object));
        assert_eq!(of(&[json!({"a": 1}), json!([1])]).kind(), None);
        assert_eq!(of(&[json!([]), json!([1])]).kind(), Some(Kind::List));
        assert_eq!(of(&[json!([]), json!("")]).kind(), None);
    }

    #[test]
    fn the_type_of_numbers_takes_all_of_them() {
        let number = |values: &[Value]| of(values).number(Scalar::Uint);
        assert_eq!(number(&[json!(1)]), Scalar::Uint);
        assert_eq!(number(&[json!(1), json!(-1)]), Scalar::Int);
        assert_eq!(number(&[json!(u64::MAX), json!(-1)]), Scalar::Float);
        assert_eq!(number(&[json!(1), json!(1.5)]), Scalar::Float);
        assert_eq!(of(&[json!(u64::MAX)]).number(Scalar::Int), Scalar::Uint);
    }

    #[test]
    fn texts_say_a_time_only_in_one_form() {
        let time = |texts: &[&str]| of(&texts.iter().map(|text| json!(text)).collect::<Vec<_>>()).time();
        assert_eq!(time(&["2017-12-20 08:00:00", "0000-00-00 00:00:00", ""]), Some(Time::DateTime));
        assert_eq!(time(&["2017-12-20T08:00:00.000Z"]), Some(Time::Iso));
        assert_eq!(time(&["2017-12-20"]), Some(Time::Date));
        assert_eq!(time(&["", "0000-00-00 00:00:00", "0000-00-00"]), Some(Time::DateTime));
        assert_eq!(time(&["0000-00-00"]), Some(Time::Date));
        for none in [&["2017-12-20", "2017-12-20 08:00:00"][..], &["2017-12-20", "soon"], &[""], &[]] {
            assert_eq!(time(none), None, "{none:?}");
        }
    }
}
