//! How values travel: requests as parameters, and bodies of responses as results, without a call.
//!
//! All requests, results, records and enums of this crate are read and written by one engine. `serde`'s traits, which the feature
//! `serde` gives them, lead to the same engine; they need a self-describing format such as JSON. A format that can't hold a null, such as TOML, can hold
//! any request, but no result in which a field that the spec calls `nullable` is absent.
//!
//! ```
//! use qcloud_client::wire;
//!
//! assert_eq!(wire::read::<Vec<i64>>(b"[1, \"2\", null]")?, [1, 2]);
//! let error = wire::read::<Vec<i64>>(b"[1, {}]").unwrap_err();
//! assert_eq!(error.to_string(), "[1]: expected an integer, found an object at line 1 column 6");
//! # Ok::<(), wire::ReadError>(())
//! ```
//!
//! The rules of reading are few, and hold everywhere:
//!
//! - A number may come as a string, a string as a number or a boolean, a boolean as 0, 1 or a string of these. A whole number
//!   may have a fraction of zero. A number that meets a text keeps its digits, where a whole text is read; free-form JSON is exact
//!   within 64 bits and `f64`.
//! - Null, a missing field and, where no text belongs, the empty string are no value: `None`, or an error where the spec
//!   requires one. A list or a map is empty then, required or not. In a list or a map, nulls are left out, except among
//!   free-form JSON.
//! - `[]` is also the empty object, as PHP writes it, and `{}` the empty list. As the payload of a response, `[]` is the result
//!   of which there is nothing: required numbers are 0, and anything else that is required is missing.
//! - Of a repeated key the last value counts. Fields that the spec does not know are skipped; [`unknown_fields`] lists them.
//! - An enum keeps any scalar, a time any text.
//! - A field that is not required and holds another kind of value, or a number out of range, is read as missing, and
//!   [`read_with_notes`] tells its place; so is an entry of a map. A record that lacks what it requires counts as another kind. What
//!   pages rest on is never missing so, and an element of a list that can't be read is an error, unless a call is
//!   [`lenient`](crate::Call::lenient).
//! - A request is read strictly, as somebody wrote it: an unknown key and another kind are errors, names in Rust are understood
//!   beside those on the wire, and null is a value of free-form JSON.
//! - Half a character in an escape, such as `\ud800` alone, is U+FFFD.
//! - JSON may be nested as deeply as `serde_json` allows, 128 levels, in skipped fields too.
//!
//! Writing follows the spec: what came in another form is written in the spec's. Unknown enum values and times are written back
//! as they came.

pub use crate::handwritten::action::{
    Action, Paginated, Streams, read_response, read_response_with_notes, unknown_fields,
};
pub use crate::handwritten::protocol::{Failure, Method, Parameters, ResponseError, parameters};
pub use crate::handwritten::wire::{Note, ReadError, Unknown, read, read_with_notes, to_json};
