//! What has changed about a record: a request, or what requests and results hold.

use crate::emit::rust_type::field_type;
use crate::model::{Field, Origin, Record, Service};

use super::{Changes, Pair, Rule, pair, plain, rule, shown};

/// A record in one of the two specs.
pub(super) struct SpecRecord<'a> {
    pub(super) service: &'a Service,
    pub(super) record: &'a Record,
    /// Where its fields stand.
    pub(super) fields: Origin,
}

impl SpecRecord<'_> {
    fn required(&self) -> Vec<&str> {
        let required = self.record.fields.iter().filter(|field| field.required);
        required.map(|field| field.wire.as_str()).collect()
    }
}

impl Changes {
    pub(super) fn record(&mut self, old: &SpecRecord<'_>, new: &SpecRecord<'_>, origin: &Origin) {
        let name = &new.record.name;
        self.docs(
            &(&old.record.doc, &old.record.claims),
            &(&new.record.doc, &new.record.claims),
            origin,
            &format!("`{name}`"),
        );
        match (old.record.input, new.record.input) {
            (true, false) => {
                let message =
                    format!("no request holds `{name}` any more, so it has no `new` and no setters");
                self.in_new(&rule::RECORD_INPUT_LOST, origin, message);
            }
            (false, true) if new.required().is_empty() => {
                let message = format!("a request holds `{name}` now, so it has `new` and setters");
                self.in_new(&rule::RECORD_NOW_INPUT, origin, message);
            }
            (false, true) => {
                let message = format!(
                    "a request holds `{name}` now, so what it requires is given to `new` and it has no `Default`"
                );
                self.in_new(&rule::RECORD_DEFAULT_LOST, origin, message);
            }
            _ => {}
        }
        for pair in pair(&old.record.fields, &new.record.fields, |field| &field.wire) {
            match pair {
                Pair::Old(field) => self.gone(old, new, field),
                Pair::New(field) => self.added(old, new, field),
                Pair::Both(before, after) => self.field((old, before), (new, after)),
            }
        }
        self.order(old, new);
    }

    /// A field whose wire name the new spec lacks: it may be a corrected name that Rust does not see.
    fn gone(&mut self, old: &SpecRecord<'_>, new: &SpecRecord<'_>, field: &Field) {
        if let Some(same) = counterpart(field, old.record, new.record) {
            let what = described(new, same);
            let message = format!("{what} is `{}` on the wire, not `{}`", same.wire, field.wire);
            self.in_new(&rule::WIRE, &new.fields.key(&same.wire), message);
            self.field((old, field), (new, same));
            return;
        }
        let rule = if new.record.input { &rule::PARAMETER_REMOVED } else { &rule::FIELD_REMOVED };
        self.in_old(rule, &old.fields.key(&field.wire), format!("{} is gone", described(old, field)));
    }

    fn added(&mut self, old: &SpecRecord<'_>, new: &SpecRecord<'_>, field: &Field) {
        if counterpart(field, new.record, old.record).is_some() {
            return;
        }
        let rule = match (new.record.input, field.required) {
            // A record that was no input had no `new` that anybody calls.
            (true, true) if old.record.input => &rule::REQUIRED_PARAMETER_ADDED,
            (true, _) => &rule::OPTIONAL_PARAMETER_ADDED,
            _ => &rule::FIELD_ADDED,
        };
        let required = if rule.id == rule::REQUIRED_PARAMETER_ADDED.id { " and required" } else { "" };
        let message = format!("{} is new{required}", described(new, field));
        self.in_new(rule, &new.fields.key(&field.wire), message);
    }

    fn field(&mut self, (old, before): (&SpecRecord<'_>, &Field), (new, after): (&SpecRecord<'_>, &Field)) {
        let origin = new.fields.key(&after.wire);
        let what = described(new, after);
        let input = new.record.input && old.record.input;
        let either = |parameter: &'static Rule, field: &'static Rule| if input { parameter } else { field };
        if before.rust != after.rust {
            let message = format!("{what} is called `{}` in Rust, not `{}`", after.rust, before.rust);
            self.in_new(either(&rule::PARAMETER_RENAMED, &rule::FIELD_RENAMED), &origin, message);
        }
        let types = (field_type(old.service, before), field_type(new.service, after));
        let (was, is) = (shown(old.service, &before.ty), shown(new.service, &after.ty));
        if was != is {
            let message = format!("{what} is `{}`, not `{}`", plain(&types.1), plain(&types.0));
            self.in_new(either(&rule::PARAMETER_TYPE, &rule::FIELD_TYPE), &origin, message);
        }
        let is_optional = after.is_option();
        if before.is_option() != is_optional {
            let rule = if is_optional {
                either(&rule::PARAMETER_NOW_OPTIONAL, &rule::FIELD_NOW_OPTIONAL)
            } else {
                either(&rule::PARAMETER_NOW_REQUIRED, &rule::FIELD_NOW_REQUIRED)
            };
            let message = match (before.required != after.required, is_optional) {
                (true, true) => format!("{what} is optional now"),
                (true, false) => format!("{what} is required now"),
                // Lists and maps of requests are `Option`s, those of results are not.
                (false, _) => format!("{what} is `{}`, not `{}`", plain(&types.1), plain(&types.0)),
            };
            self.in_new(rule, &origin, message);
        } else if before.required != after.required {
            self.in_new(&rule::WIRE, &origin, format!("what is read when {what} is missing has changed"));
        } else if before.boxed != after.boxed {
            let message = format!("{what} is `{}`, not `{}`", plain(&types.1), plain(&types.0));
            self.in_new(&rule::FIELD_BOXED, &origin, message);
        }
        self.form(before, after, &origin, &what);
        if before.sensitive != after.sensitive && was == is {
            let verb = if after.sensitive { "is" } else { "is not" };
            self.in_new(&rule::WIRE, &origin, format!("{what} {verb} kept out of logs now"));
        }
        self.deprecated(before.deprecated.as_deref(), after.deprecated.as_deref(), &origin, &what);
        self.assumed(before, after, &origin, &what);
        let said = |field: &Field| (field.doc.clone(), field.example.clone(), field.claims.clone());
        self.docs(&said(before), &said(after), &origin, &what);
    }

    /// How a value travels, where its type is the same.
    fn form(&mut self, before: &Field, after: &Field, origin: &Origin, what: &str) {
        if before.form != after.form {
            let form = |field: &Field| match field.form {
                None => "in the plain form of its type".to_owned(),
                Some(form) => format!("by `wire: {}`", form.as_str()),
            };
            let message = format!("{what} travels {} now, not {}", form(after), form(before));
            self.in_new(&rule::WIRE, origin, message);
        }
        if before.nullable != after.nullable {
            let change = if after.nullable {
                "written as `null` where there is none, no longer left out"
            } else {
                "left out where there is none, no longer written as `null`"
            };
            self.in_new(&rule::WIRE, origin, format!("{what} is {change}"));
        }
        if before.one_based != after.one_based {
            let first = u8::from(after.one_based);
            self.in_new(&rule::WIRE, origin, format!("the elements of {what} are counted from {first} now"));
        }
    }

    /// What a server assumes and accepts: code compiles as before, and may be answered otherwise.
    fn assumed(&mut self, before: &Field, after: &Field, origin: &Origin, what: &str) {
        if before.default != after.default {
            let message = match (&before.default, &after.default) {
                (Some(was), Some(is)) => {
                    format!("where {what} is not set, the server takes `{is}` now, not `{was}`")
                }
                (_, Some(is)) => format!("where {what} is not set, the server takes `{is}`, as is said now"),
                (_, None) => format!("what the server takes where {what} is not set is not said any more"),
            };
            self.in_new(&rule::DOCS, &origin.key("default"), message);
        }
        for (key, was, is) in [("min", &before.min, &after.min), ("max", &before.max, &after.max)] {
            let message = match (was, is) {
                (was, is) if was == is => continue,
                (Some(was), Some(is)) => format!("the `{key}` of {what} is {is} now, not {was}"),
                (_, Some(is)) => format!("{what} has a `{key}` of {is} now"),
                (_, None) => format!("{what} has no `{key}` any more"),
            };
            self.in_new(&rule::DOCS, &origin.key(key), message);
        }
    }

    /// The order of what `new` takes, where it takes the same as before.
    fn order(&mut self, old: &SpecRecord<'_>, new: &SpecRecord<'_>) {
        let (was, is) = (old.required(), new.required());
        let sorted = |list: &[&str]| {
            let mut list: Vec<_> = list.iter().map(|&name| name.to_owned()).collect();
            list.sort();
            list
        };
        if old.record.input && new.record.input && was != is && sorted(&was) == sorted(&is) {
            let message = format!("`{}::new` takes its arguments in another order", new.record.name);
            self.in_new(&rule::PARAMETER_ORDER, &new.fields, message);
        }
    }
}

/// The field that users know by the same name, where the wire name changed.
fn counterpart<'a>(field: &Field, own: &Record, other: &'a Record) -> Option<&'a Field> {
    let same = other.fields.iter().find(|same| same.rust == field.rust)?;
    let is_known = own.fields.iter().any(|known| known.wire == same.wire);
    (!is_known).then_some(same)
}

fn described(side: &SpecRecord<'_>, field: &Field) -> String {
    let kind = if side.record.input { "parameter" } else { "field" };
    format!("the {kind} `{}` of `{}`", field.wire, side.record.name)
}
