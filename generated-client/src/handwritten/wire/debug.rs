//! Debug of every record, in the form that `derive` gives, without what is sensitive.

use std::fmt;

use super::field::{Record, View, flag};
use crate::handwritten::types::REDACTED;

/// What `Debug` of every generated record does.
///
/// # Errors
///
/// Those of the formatter.
#[inline]
pub fn debug<T: Record>(record: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_record(record, f)
}

fn debug_record(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let info = record.info();
    let mut out = f.debug_struct(info.name);
    for (index, field) in info.fields.iter().enumerate() {
        let shown = Shown { view: record.at(index).view(), is_sensitive: field.is(flag::SENSITIVE) };
        out.field(field.rust.strip_prefix("r#").unwrap_or(field.rust), &shown);
    }
    out.finish()
}

struct Shown<'a> {
    view: View<'a>,
    is_sensitive: bool,
}

impl<'a> Shown<'a> {
    fn plain(view: View<'a>) -> Self {
        Self { view, is_sensitive: false }
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.view {
            View::Maybe(maybe) => match maybe.get() {
                None => f.write_str("None"),
                Some(_) if self.is_sensitive => f.write_str(REDACTED),
                Some(value) => f.debug_tuple("Some").field(&Shown::plain(value.view())).finish(),
            },
            _ if self.is_sensitive => f.write_str(REDACTED),
            View::Secret(_) => f.write_str(REDACTED),
            View::Bool(value) => value.fmt(f),
            View::Int(value) => value.fmt(f),
            View::Uint(value) => value.fmt(f),
            View::Float(value) => value.fmt(f),
            View::Text(text) => text.fmt(f),
            View::Enum(value) => value.fmt(f),
            View::Json(json) => json.fmt(f),
            View::List(list) => {
                let values = (0..list.len()).filter_map(|index| list.at(index));
                f.debug_list().entries(values.map(|value| Shown::plain(value.view()))).finish()
            }
            View::Map(map) => {
                let entries = map.entries().map(|(name, value)| (name, Shown::plain(value.view())));
                f.debug_map().entries(entries).finish()
            }
            View::Record(record) => debug_record(record, f),
        }
    }
}
