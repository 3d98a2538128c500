//! The defaults and bounds of parameters that stand in clean prose.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{FieldSpec, TypeExpr};
use qcloud_drift::evidence::{Everything, Evidence, Json};
use serde_json::{Number, Value};

use super::seen::shown;
use crate::prose::defaults::{self, Default};
use crate::prose::is_int;
use crate::prose::limits::{self, Told};

/// Why bounds are not taken.
const OUT_OF_BOUNDS: &str =
    "has bounds by its description that an example is outside of, so they were not taken";

/// What a parameter does in asking for pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It says which page, of which the pages say all.
    Position,
    /// It says how many items a page has.
    Size,
    /// Nothing of the kind.
    None,
}

/// What a parameter does among those that ask for a page, position first.
pub(super) fn role(name: &str, pages: &[&str]) -> Role {
    match pages.iter().position(|other| *other == name) {
        Some(0) => Role::Position,
        Some(_) => Role::Size,
        None => Role::None,
    }
}

/// What was inferred of one parameter.
#[derive(Clone, Debug, Default)]
pub(super) struct Limits {
    default: Option<Value>,
    min: Option<Number>,
    max: Option<Number>,
}

impl Limits {
    pub(super) fn apply(&self, field: &mut FieldSpec) {
        let Self { default, min, max } = self.clone();
        field.default = field.default.take().or(default);
        (field.min, field.max) = (min.or(field.min.take()), max.or(field.max.take()));
    }
}

/// The default and the bounds that the description of a parameter tells beyond doubt, or why not. A number is the default of a text only where
/// examples have numbers in it, since it may count something, or belong to a part of the text; a page without items is no default.
pub(super) fn limits(
    field: &FieldSpec,
    seen: Option<&Evidence>,
    longest: usize,
    role: Role,
) -> Option<Result<Limits, &'static str>> {
    if field.sensitive || field.wire.is_some() {
        return None;
    }
    let seen = with_shown(field, seen);
    let is_list = matches!(field.ty, TypeExpr::List(_));
    let longest = if is_list { longest.max(shown(field).len()) } else { 0 };
    let mut found = FieldSpec { default: None, min: None, max: None, ..field.clone() };
    let told = if role == Role::Position {
        Told::Words
    } else {
        limits::bound((!is_list).then_some(&seen), &field.doc, &mut found)
    };
    let is_too_long = found.max.as_ref().and_then(Number::as_u64).is_some_and(|max| longest as u64 > max);
    if told == Told::Refuted || (is_list && is_too_long) {
        return Some(Err(OUT_OF_BOUNDS));
    }
    // What else is told may say when these hold.
    if told != Told::Read && !is_list {
        (found.min, found.max) = (None, None);
    }
    let wants_default = !field.required && role != Role::Position && field.default.is_none();
    found.default =
        field.ty.scalar().filter(|_| wants_default).and_then(|scalar| match defaults::default(&field.doc)? {
            Default::Value(text) if scalar == Scalar::String && is_int(&text) && !is_number(&seen) => None,
            Default::Value(text) => defaults::of_scalar(&text, scalar),
            Default::Words => None,
        });
    if role == Role::Size && found.default.as_ref().and_then(Value::as_i64) == Some(0) {
        found.default = None;
    }
    let default = found.default.clone().or_else(|| field.default.clone());
    limits::keep_apart(&mut found, default.as_ref());
    let FieldSpec { default, min, max, .. } = found;
    (default.is_some() || min.is_some() || max.is_some()).then_some(Ok(Limits { default, min, max }))
}

/// What was seen of a field, with the values that the description shows of it.
fn with_shown(field: &FieldSpec, seen: Option<&Evidence>) -> Evidence {
    let mut all = seen.cloned().unwrap_or_default();
    let is_text = field.ty.scalar() == Some(Scalar::String);
    for text in shown(field) {
        let value = if is_text { Some(text.into()) } else { text.parse::<Number>().ok().map(Value::Number) };
        if let Some(value) = value {
            all.add(Everything, &Json::from(&value), 0);
        }
    }
    all
}

/// Whether examples show numbers, and nothing else.
fn is_number(seen: &Evidence) -> bool {
    let mut shown = seen.samples.keys().flatten().peekable();
    shown.peek().is_some() && shown.all(|text| is_int(text))
}
