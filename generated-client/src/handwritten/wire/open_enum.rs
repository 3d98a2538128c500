//! Open enums: the values of the spec, and whatever else the server sends.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde_core::{Serialize, Serializer};

use super::blank::Blank;
use super::scalar::Scalar;

/// An enum whose unknown values are kept.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no enum of a spec",
    note = "enums of error codes are `Tc3ErrorCode`, `V2ErrorCode`, and the `ErrorCode` of a service"
)]
pub trait OpenEnum: fmt::Debug {
    /// What the spec says of the value, or what came in place of one.
    ///
    /// # Errors
    ///
    /// The value as it came, when the spec does not have it.
    fn known(&self) -> Result<&'static ValueInfo, &Unknown>;

    /// Takes on the value that travels like this; `false` when the spec has none.
    fn set(&mut self, value: Value<'_>) -> bool;

    /// Takes on a value that the spec does not have.
    fn set_unknown(&mut self, unknown: Unknown);
}

/// What the spec says of an enum's value.
#[derive(Debug)]
pub struct ValueInfo {
    /// The value's Rust name, perhaps with `r#` before it.
    pub name: &'static str,
    /// The value on the wire.
    pub value: Value<'static>,
    /// What the spec says that it means.
    pub description: &'static str,
}

/// An enum's value on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A value of an enum of numbers.
    Int(i64),
    /// A value of an enum of strings.
    Text(&'a str),
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Int(value) => value.fmt(f),
            Value::Text(value) => value.fmt(f),
        }
    }
}

/// An enum value that the spec does not have. It is kept as it came and written back so, and compared by its value: `77` and `"77"` are
/// one.
#[derive(Clone, Default)]
pub struct Unknown {
    text: String,
    form: Form,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Null,
    Bool,
    Number,
    Text,
}

impl Unknown {
    fn new(scalar: Scalar<'_>) -> Self {
        let form = match scalar {
            Scalar::Bool(_) => Form::Bool,
            Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_) | Scalar::Digits(_) => Form::Number,
            Scalar::Text(_) => Form::Text,
        };
        Self { text: scalar.text().into_owned(), form }
    }

    /// The value as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value as a number, when it is a whole one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        i64::try_from(Scalar::Text(&self.text).integer().ok()?).ok()
    }

    /// Whether nothing came: the value of a blank enum.
    pub(super) fn is_null(&self) -> bool {
        self.form == Form::Null
    }
}

/// The value of an enum, whatever form it came in: what enums are compared and ordered by. Numbers go before texts.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum EnumKey<'a> {
    Null,
    Int(i128),
    Text(&'a str),
}

impl Unknown {
    fn key(&self) -> EnumKey<'_> {
        let number = match self.form {
            Form::Null => return EnumKey::Null,
            Form::Bool => None,
            Form::Number => Scalar::Digits(&self.text).integer().ok(),
            // `"01"` is not 1.
            Form::Text => self.text.parse().ok().filter(|number: &i128| number.to_string() == self.text),
        };
        number.map_or(EnumKey::Text(&self.text), EnumKey::Int)
    }
}

/// What an enum is compared by.
pub(super) fn enum_key(value: &dyn OpenEnum) -> EnumKey<'_> {
    match value.known() {
        Ok(ValueInfo { value: Value::Int(value), .. }) => EnumKey::Int((*value).into()),
        Ok(ValueInfo { value: Value::Text(value), .. }) => EnumKey::Text(value),
        Err(unknown) => unknown.key(),
    }
}

impl PartialEq for Unknown {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Unknown {}

impl Hash for Unknown {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// What `Ord` of every enum does: numbers by size, before texts by their letters.
#[must_use]
#[inline]
pub fn enum_order<E: OpenEnum>(a: &E, b: &E) -> Ordering {
    enum_key(a).cmp(&enum_key(b))
}

/// What `Hash` of every enum does: what is equal has the same hash.
#[inline]
pub fn enum_hash<E: OpenEnum, H: Hasher>(value: &E, state: &mut H) {
    enum_key(value).hash(state);
}

/// What `Clone` of every enum does.
#[must_use]
#[inline]
pub fn enum_copied<E: OpenEnum + Blank>(value: &E) -> E {
    let mut copy = E::blank();
    copy_enum(value, &mut copy);
    copy
}

/// Puts a value into another of its enum.
pub(super) fn copy_enum(from: &dyn OpenEnum, to: &mut dyn OpenEnum) {
    match from.known() {
        // The value is one of the enum's own, so it is always taken on.
        Ok(known) => drop(to.set(known.value)),
        Err(unknown) => to.set_unknown(unknown.clone()),
    }
}

/// What `Debug` of every enum does: the name of the value, as `derive` has it.
///
/// # Errors
///
/// Those of the formatter.
#[inline]
pub fn enum_debug<E: OpenEnum>(value: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_enum(value, f)
}

fn debug_enum(value: &dyn OpenEnum, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value.known() {
        Ok(known) => f.write_str(known.name.strip_prefix("r#").unwrap_or(known.name)),
        Err(unknown) => f.debug_tuple("Unknown").field(unknown).finish(),
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            Form::Null => f.write_str("null"),
            Form::Bool | Form::Number => f.write_str(&self.text),
            Form::Text => fmt::Debug::fmt(&self.text, f),
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl Serialize for Unknown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.form {
            Form::Null => serializer.serialize_unit(),
            Form::Bool => serializer.serialize_bool(self.text == "true"),
            Form::Text => serializer.serialize_str(&self.text),
            Form::Number => Scalar::Digits(&self.text).json().serialize(serializer),
        }
    }
}

/// Takes on the value that came, known in either form: `1` and `"1"` are the same.
pub(super) fn put(target: &mut dyn OpenEnum, scalar: Scalar<'_>) {
    let known = target.set(Value::Text(&scalar.text()))
        || scalar.plain_integer().is_some_and(|value| target.set(Value::Int(value)));
    if !known {
        target.set_unknown(Unknown::new(scalar));
    }
}

/// Takes on an error code, the more exact first: the text, the number, then what stands before each dot of the text. `false`
/// when there is neither; a code that the enum does not have is an unknown value.
pub(crate) fn put_code(target: &mut dyn OpenEnum, text: Option<&str>, number: Option<i64>) -> bool {
    let is_known = text.is_some_and(|text| target.set(Value::Text(text)))
        || number.is_some_and(|number| target.set(Value::Int(number)))
        || text.is_some_and(|text| {
            let mut families = text.rmatch_indices('.').map(|(dot, _)| &text[..dot]);
            families.any(|family| target.set(Value::Text(family)))
        });
    if let (false, Some(text)) = (is_known, text) {
        target.set_unknown(Unknown::new(Scalar::Text(text)));
    }
    is_known || text.is_some()
}

/// Whether an error code, which came as text or as a number, is this one, or one of its kinds.
pub(crate) fn is_code(wanted: &dyn OpenEnum, text: Option<&str>, number: Option<i64>) -> bool {
    let wanted = enum_key(wanted);
    let is_text = |text: &str| EnumKey::Text(text) == wanted;
    let families = |text: &str| text.match_indices('.').any(|(dot, _)| is_text(&text[..dot]));
    number.is_some_and(|number| EnumKey::Int(number.into()) == wanted)
        || text.is_some_and(|text| is_text(text) || families(text))
}

/// What `From<i64>` of an enum of numbers does.
#[must_use]
pub fn enum_from_int<E: OpenEnum + Blank>(value: i64) -> E {
    let mut target = E::blank();
    put(&mut target, Scalar::Int(value));
    target
}

/// What `From<&str>` of an enum of strings does.
#[must_use]
pub fn enum_from_text<E: OpenEnum + Blank>(value: &str) -> E {
    let mut target = E::blank();
    put(&mut target, Scalar::Text(value));
    target
}

/// What `FromStr` of an enum of numbers does: text that is a number stands for the number.
#[must_use]
pub fn int_enum_from_text<E: OpenEnum + Blank>(value: &str) -> E {
    match Scalar::Text(value).plain_integer() {
        Some(value) => enum_from_int(value),
        None => enum_from_text(value),
    }
}

/// What `as_int` of an enum of numbers does.
#[must_use]
#[inline]
pub fn enum_int<E: OpenEnum>(value: &E) -> Option<i64> {
    int(value)
}

fn int(value: &dyn OpenEnum) -> Option<i64> {
    match value.known() {
        Ok(ValueInfo { value: Value::Int(value), .. }) => Some(*value),
        Ok(ValueInfo { value: Value::Text(_), .. }) => None,
        Err(unknown) => unknown.as_int(),
    }
}

/// What `as_str` of an enum of strings does.
#[must_use]
#[inline]
pub fn enum_str<E: OpenEnum>(value: &E) -> &str {
    text(value)
}

fn text(value: &dyn OpenEnum) -> &str {
    match value.known() {
        Ok(ValueInfo { value: Value::Text(value), .. }) => value,
        // Only enums of strings have an `as_str`.
        Ok(ValueInfo { value: Value::Int(_), .. }) => "",
        Err(unknown) => unknown.as_str(),
    }
}

/// What `description` of every enum does.
#[must_use]
#[inline]
pub fn enum_description<E: OpenEnum>(value: &E) -> Option<&'static str> {
    value.known().ok().map(|known| known.description)
}

/// What `Display` of every enum does: the value as it travels.
///
/// # Errors
///
/// Those of the formatter.
#[inline]
pub fn enum_display<E: OpenEnum>(value: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    display(value, f)
}

fn display(value: &dyn OpenEnum, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value.known() {
        Ok(known) => fmt::Display::fmt(&known.value, f),
        Err(unknown) => fmt::Display::fmt(unknown, f),
    }
}
