//! How values travel: the one engine that reads and writes every generated type.
//!
//! A generated record says where its fields are, and nothing more. [`Record`] numbers them; [`Field`] gives each as a
//! [`Slot`] to fill in or a [`View`] to look at. All reading, writing, flattening and printing is done here, once, by
//! functions over `dyn Field`: what a service adds to the build is data. `serde`'s traits, which the feature `serde` gives every
//! generated type, lead to the same engine; they need a self-describing format such as JSON.
//!
//! The rules of reading and writing are told where users read them, in [`crate::wire`].

mod blank;
#[cfg(feature = "serde")]
mod bridges;
mod debug;
mod descend;
mod error;
mod expected;
mod field;
mod macros;
mod mend;
mod names;
mod notes;
mod open_enum;
mod order;
mod place;
mod put;
mod read;
mod reader;
mod refuse;
mod scalar;
mod seen;
mod sent;
mod skip;
mod value;
mod write;

pub use error::ReadError;
pub use notes::{DriftKind, Note};
pub use open_enum::Unknown;
pub use read::{read, read_with_notes};
pub use write::to_json;

// What generated code is made of.
pub use blank::{Blank, blank};
pub use field::{Field, FieldInfo, List, Map, Maybe, Record, RecordInfo, Slot, View, flag};
pub use open_enum::{OpenEnum, Value, ValueInfo};

// What generated tests are made of.
pub use read::read_strictly;

// What only macros use.
pub use {
    debug::debug,
    field::no_field,
    open_enum::{
        enum_copied, enum_debug, enum_description, enum_display, enum_from_int, enum_from_text, enum_hash,
        enum_int, enum_order, enum_str, int_enum_from_text,
    },
    read::deserialize,
    value::{copied, equal, hash},
    write::serialize,
};

#[cfg(feature = "testing")]
pub(crate) use read::read_sent;

// What the protocols are made of.
pub(crate) use {
    descend::{as_integer, as_text, read_at, read_fields, read_nothing, read_whole},
    field::reset,
    notes::{Found, Manner, Notes},
    open_enum::{is_code, put_code},
    place::join,
    read::{fill_from_text, fill_with_notes, text},
    write::{json, measured, request_json, scalar_text},
};
