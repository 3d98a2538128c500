//! Ways through a result, as the tables of generated code number the fields.

use crate::model::{PathStep, Service, Type, TypeKind};

/// The way through a result by the places of its fields, as the table of each record on it numbers them. Lists have no place.
pub(super) fn places(service: &Service, result: &Type, path: &[PathStep]) -> Vec<usize> {
    let mut ty = result.innermost();
    let mut places = Vec::new();
    for step in path {
        let record = match ty {
            Type::Named(id) => match &service.type_def(*id).kind {
                TypeKind::Record(record) => record,
                TypeKind::Enum(_) => break,
            },
            _ => break,
        };
        let Some(place) = record.fields.iter().position(|field| field.rust == step.rust) else { break };
        places.push(place);
        ty = step.ty.innermost();
    }
    places
}
