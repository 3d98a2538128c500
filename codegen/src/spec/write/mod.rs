//! From values of a spec to the texts of its files, in the style of the committed ones. The same value gives the same bytes.

mod node;
mod notes;
mod serializer;
mod text;

use serde::Serialize;

pub use self::notes::Notes;
use self::notes::Remarks;
use self::serializer::node;

/// A value of a spec in one line, however long that is: `{type: int, required: true}`.
///
/// ```
/// use qcloud_codegen::spec::{FieldSpec, TypeExpr, inline};
///
/// assert_eq!(inline(&FieldSpec::new(TypeExpr::named("Vpc").list())), "{type: [Vpc]}");
/// ```
#[must_use]
pub fn inline<T: Serialize>(value: &T) -> String {
    text::inline(&node(value))
}

/// A key as it stands before its `:`, in quotes where it needs them.
///
/// ```
/// use qcloud_codegen::spec::key;
///
/// assert_eq!((key("vpcId"), key("true")), ("vpcId".to_owned(), "\"true\"".to_owned()));
/// ```
#[must_use]
pub fn key(key: &str) -> String {
    text::key(key)
}

/// The entries of a map as lines, as they stand in a file.
#[cfg(feature = "edit")]
pub(super) fn block<T: Serialize>(value: &T) -> String {
    text::block(&node(value))
}

/// The text of a file: its first line names the schema for editors.
pub(super) fn file<T: Serialize>(schema: &str, value: &T, remarks: &Remarks) -> String {
    let mut root = node(value);
    let comments = remarks.put_into(&mut root);
    text::file(schema, &comments, &root)
}
