//! What a type of the model is called in the sources of the measured crates.

use qcloud_codegen::model::{Service, TypeId, TypeKind};

/// The Rust name of a type.
#[must_use]
pub fn type_name(service: &Service, id: TypeId) -> &str {
    match &service.type_def(id).kind {
        TypeKind::Record(record) => &record.name,
        TypeKind::Enum(found) => &found.name,
    }
}
