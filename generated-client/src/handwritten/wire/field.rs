//! What a generated value is to the engine: fields that can be looked at and filled in.

use std::any::Any;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::blank::Blank;
use super::open_enum::{OpenEnum, Unknown};
use crate::Json;
use crate::handwritten::types::{Binary, Date, DateTime, Secret};

/// How a field travels; the bits of [`FieldInfo::flags`], and of [`RecordInfo::flags`].
pub mod flag {
    /// Of a record: it is a request.
    pub const REQUEST: u8 = 1;

    /// Reading fails when the field is missing or null. Lists and maps are simply empty then.
    pub const REQUIRED: u8 = 1;
    /// Written as `null`, not left out, when there is no value.
    pub const NULLABLE: u8 = 1 << 1;
    /// The value appears in no Debug output, log or error.
    pub const SENSITIVE: u8 = 1 << 2;
    /// A boolean, a number, an enum of numbers or free-form JSON that travels inside a string.
    pub const TEXT: u8 = 1 << 3;
    /// A boolean that travels as 0 or 1, or a time that travels as Unix seconds.
    pub const INT: u8 = 1 << 4;
    /// A list whose elements are counted from 1 in the parameters of a request.
    pub const ONE_BASED: u8 = 1 << 5;
    /// A time that travels as ISO 8601, `2017-12-20T08:00:00+08:00`.
    pub const ISO: u8 = 1 << 6;
    /// Pages rest on it: the list of a page, the token of the next one, or the way to these. Another kind in it is an error.
    pub const PAGES: u8 = 1 << 7;
}

/// What the spec says of a record.
#[derive(Debug)]
pub struct RecordInfo {
    /// The record's Rust name.
    pub name: &'static str,
    /// What it is used for, from [`flag`].
    pub flags: u8,
    /// Its fields, in the order of the spec.
    pub fields: &'static [FieldInfo],
}

/// What the spec says of a field.
#[derive(Debug)]
pub struct FieldInfo {
    /// The name on the wire.
    pub wire: &'static str,
    /// The name in Rust, perhaps with `r#` before it.
    pub rust: &'static str,
    /// How the field travels, from [`flag`].
    pub flags: u8,
}

impl RecordInfo {
    /// Whether it is a request, which is read strictly.
    pub(super) fn is_request(&self) -> bool {
        self.flags & flag::REQUEST != 0
    }
}

impl FieldInfo {
    pub(super) fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// A value made of named fields: a request, a result or a part of one.
pub trait Record {
    /// What the spec says of this record.
    fn info(&self) -> &'static RecordInfo;

    /// The field at this place of `info().fields`.
    ///
    /// # Panics
    ///
    /// Like a slice, when there is no such place.
    fn at(&self, index: usize) -> &dyn Field;

    /// The field at this place of `info().fields`, to fill in.
    ///
    /// # Panics
    ///
    /// Like a slice, when there is no such place.
    fn at_mut(&mut self, index: usize) -> &mut dyn Field;
}

// A record that holds itself is boxed. The box is the record: `Field` for it would overlap the blanket impl below.
impl<T: Record> Record for Box<T> {
    fn info(&self) -> &'static RecordInfo {
        (**self).info()
    }

    fn at(&self, index: usize) -> &dyn Field {
        (**self).at(index)
    }

    fn at_mut(&mut self, index: usize) -> &mut dyn Field {
        (**self).at_mut(index)
    }
}

/// Called by the `at` of a record for an index that `info().fields` does not have.
///
/// # Panics
///
/// Always, like a slice.
pub fn no_field(index: usize) -> ! {
    panic!("the record has no field {index}")
}

/// A value that travels: a scalar, a record, or a container of these.
pub trait Field {
    /// The value, to be filled in.
    fn slot(&mut self) -> Slot<'_>;

    /// The value, to be looked at.
    fn view(&self) -> View<'_>;

    /// The slot of such a value that may be absent.
    fn maybe(value: &mut Option<Self>) -> Slot<'_>
    where
        Self: Blank + Sized,
    {
        Slot::Maybe(value)
    }
}

/// A value to be filled in.
pub enum Slot<'a> {
    /// A field of type `bool`.
    Bool(&'a mut bool),
    /// A field of type `int`.
    Int(&'a mut i64),
    /// A field of type `uint`.
    Uint(&'a mut u64),
    /// A field of type `float`.
    Float(&'a mut f64),
    /// A field of type `string`, `datetime`, `date` or `binary`.
    Text(&'a mut String),
    /// A sensitive field of type `string`.
    Secret(&'a mut Secret),
    /// A field whose type is an open enum.
    Enum(&'a mut dyn OpenEnum),
    /// A field of type `json`, free-form.
    Json(&'a mut Json),
    /// A field of type `[T]`.
    List(&'a mut (dyn List + 'static)),
    /// A field of type `{string: T}`.
    Map(&'a mut dyn Map),
    /// A field whose type is a record.
    Record(&'a mut dyn Record),
    /// A field that may be absent.
    Maybe(&'a mut dyn Maybe),
    /// The same of type `bool`: as the ones below it is a kind of its own for those who look at each field of a response.
    MaybeBool(&'a mut Option<bool>),
    /// The same of type `int`.
    MaybeInt(&'a mut Option<i64>),
    /// The same of type `uint`.
    MaybeUint(&'a mut Option<u64>),
    /// The same of type `string`.
    MaybeText(&'a mut Option<String>),
}

impl Slot<'_> {
    /// The same slot; one that may be absent, as one of all these.
    #[must_use]
    pub fn general(self) -> Self {
        match self {
            Self::MaybeBool(value) => Self::Maybe(value),
            Self::MaybeInt(value) => Self::Maybe(value),
            Self::MaybeUint(value) => Self::Maybe(value),
            Self::MaybeText(value) => Self::Maybe(value),
            slot => slot,
        }
    }

    /// The same slot, given back.
    pub(super) fn lent(&mut self) -> Slot<'_> {
        match self {
            Self::Bool(value) => Slot::Bool(value),
            Self::Int(value) => Slot::Int(value),
            Self::Uint(value) => Slot::Uint(value),
            Self::Float(value) => Slot::Float(value),
            Self::Text(value) => Slot::Text(value),
            Self::Secret(value) => Slot::Secret(value),
            Self::Enum(value) => Slot::Enum(&mut **value),
            Self::Json(value) => Slot::Json(value),
            Self::List(value) => Slot::List(&mut **value),
            Self::Map(value) => Slot::Map(&mut **value),
            Self::Record(value) => Slot::Record(&mut **value),
            Self::Maybe(value) => Slot::Maybe(&mut **value),
            Self::MaybeBool(value) => Slot::MaybeBool(value),
            Self::MaybeInt(value) => Slot::MaybeInt(value),
            Self::MaybeUint(value) => Slot::MaybeUint(value),
            Self::MaybeText(value) => Slot::MaybeText(value),
        }
    }
}

/// A value to be looked at.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// A field of type `bool`.
    Bool(bool),
    /// A field of type `int`.
    Int(i64),
    /// A field of type `uint`.
    Uint(u64),
    /// A field of type `float`.
    Float(f64),
    /// A field of type `string`, `datetime`, `date` or `binary`.
    Text(&'a str),
    /// A sensitive field of type `string`.
    Secret(&'a str),
    /// A field whose type is an open enum.
    Enum(&'a dyn OpenEnum),
    /// A field of type `json`, free-form.
    Json(&'a Json),
    /// A field of type `[T]`.
    List(&'a (dyn List + 'static)),
    /// A field of type `{string: T}`.
    Map(&'a dyn Map),
    /// A field whose type is a record.
    Record(&'a dyn Record),
    /// A field that may be absent.
    Maybe(&'a dyn Maybe),
}

/// A list of values. Whoever knows its type gets it back as [`Any`].
pub trait List: Any {
    /// How many elements there are.
    fn len(&self) -> usize;

    /// The element at this place.
    fn at(&self, index: usize) -> Option<&dyn Field>;

    /// Adds a blank element, to be filled in.
    fn push(&mut self) -> Slot<'_>;

    /// Drops the elements from this place on.
    fn truncate(&mut self, len: usize);

    /// Whether there are no elements.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Values of one type, by name.
pub trait Map {
    /// The entries, by name.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Field)> + '_>;

    /// Puts a blank value under the name and returns it.
    fn insert(&mut self, name: &str) -> &mut dyn Field;

    /// Drops the entry of this name.
    fn remove(&mut self, name: &str);

    /// Drops every entry; none is left.
    fn clear(&mut self);
}

/// A value that may be absent.
pub trait Maybe {
    /// The value, if there is one.
    fn get(&self) -> Option<&dyn Field>;

    /// The value, if there is one, to be filled in.
    fn get_mut(&mut self) -> Option<&mut dyn Field>;

    /// Puts a blank value in, to be filled in.
    fn insert(&mut self) -> Slot<'_>;

    /// Drops the value, if there is one.
    fn clear(&mut self);
}

/// Makes a value blank again where leftovers would show: what a repeated key calls for.
pub(crate) fn reset(slot: Slot<'_>) {
    match slot.general() {
        Slot::List(list) => list.truncate(0),
        Slot::Map(map) => map.clear(),
        Slot::Maybe(maybe) => maybe.clear(),
        Slot::Record(record) => {
            for index in 0..record.info().fields.len() {
                reset(record.at_mut(index).slot());
            }
        }
        Slot::Bool(value) => *value = false,
        Slot::Int(value) => *value = 0,
        Slot::Uint(value) => *value = 0,
        Slot::Float(value) => *value = 0.0,
        Slot::Text(text) => text.clear(),
        Slot::Secret(secret) => *secret = Secret::blank(),
        Slot::Enum(target) => target.set_unknown(Unknown::default()),
        Slot::Json(json) => *json = Json::Null,
        Slot::MaybeBool(_) | Slot::MaybeInt(_) | Slot::MaybeUint(_) | Slot::MaybeText(_) => {}
    }
}

impl<T: Record> Field for T {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Record(self)
    }
}

macro_rules! scalars {
    ($($type:ty, $kind:ident $($maybe:ident)?, $view:expr;)*) => {$(
        impl Field for $type {
            fn slot(&mut self) -> Slot<'_> {
                Slot::$kind(self)
            }

            fn view(&self) -> View<'_> {
                let view: fn(&$type) -> View<'_> = $view;
                view(self)
            }
            $(
                fn maybe(value: &mut Option<Self>) -> Slot<'_> {
                    Slot::$maybe(value)
                }
            )?
        }
    )*};
}

scalars! {
    bool, Bool MaybeBool, |value| View::Bool(*value);
    i64, Int MaybeInt, |value| View::Int(*value);
    u64, Uint MaybeUint, |value| View::Uint(*value);
    f64, Float, |value| View::Float(*value);
    String, Text MaybeText, |value| View::Text(value);
    Json, Json, |value| View::Json(value);
    Secret, Secret, |value| View::Secret(value.expose());
}

macro_rules! texts {
    ($($type:ty, $text:ident;)*) => {$(
        impl Field for $type {
            fn slot(&mut self) -> Slot<'_> {
                Slot::Text(self.text_mut())
            }

            fn view(&self) -> View<'_> {
                View::Text(self.$text())
            }
        }
    )*};
}

texts! {
    DateTime, as_str;
    Date, as_str;
    Binary, as_base64;
}

impl<T: Field + Blank> Field for Option<T> {
    fn slot(&mut self) -> Slot<'_> {
        T::maybe(self)
    }

    fn view(&self) -> View<'_> {
        View::Maybe(self)
    }
}

impl<T: Field + Blank> Maybe for Option<T> {
    fn get(&self) -> Option<&dyn Field> {
        match self {
            Some(value) => Some(value),
            None => None,
        }
    }

    fn get_mut(&mut self) -> Option<&mut dyn Field> {
        match self {
            Some(value) => Some(value),
            None => None,
        }
    }

    fn insert(&mut self) -> Slot<'_> {
        self.insert(T::blank()).slot()
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Field + Blank + 'static> Field for Vec<T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Field + Blank + 'static> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn at(&self, index: usize) -> Option<&dyn Field> {
        match self.get(index) {
            Some(value) => Some(value),
            None => None,
        }
    }

    fn push(&mut self) -> Slot<'_> {
        let last = self.len();
        self.push(T::blank());
        // In bounds: it was pushed the line before.
        self[last].slot()
    }

    fn truncate(&mut self, len: usize) {
        self.truncate(len);
    }
}

impl<T: Field + Blank> Field for BTreeMap<String, T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<T: Field + Blank> Map for BTreeMap<String, T> {
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Field)> + '_> {
        Box::new(self.iter().map(|(name, value)| (name.as_str(), value as &dyn Field)))
    }

    fn insert(&mut self, name: &str) -> &mut dyn Field {
        match self.entry(name.to_owned()) {
            Entry::Vacant(entry) => entry.insert(T::blank()),
            Entry::Occupied(entry) => {
                let value = entry.into_mut();
                *value = T::blank();
                value
            }
        }
    }

    fn remove(&mut self, name: &str) {
        self.remove(name);
    }

    fn clear(&mut self) {
        self.clear();
    }
}
