//! Paths into a result: field by field to something of the right kind.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Needed, PathProblem};
use crate::fit::fitting::Owner;
use crate::language::foreign;
use crate::model::{PathStep, Type, TypeKind};
use crate::source::At;

use super::definitions::Scope;

/// What paths into a result lead through.
pub(super) struct Paths<'p> {
    pub(super) result: &'p Type,
    pub(super) scope: Scope<'p>,
}

impl Paths<'_> {
    /// The way along a dotted path of the result to something of the right kind.
    pub(super) fn follow(
        &self,
        at: &At<'_>,
        path: &str,
        needed: Needed,
        findings: &mut Findings,
    ) -> Option<Vec<PathStep>> {
        let mut steps: Vec<PathStep> = Vec::new();
        let mut ty = self.result;
        let mut holder = None;
        for name in path.split('.') {
            let whole = if needed.is_of_each() { each(ty) } else { ty };
            let Some((id, record)) = whole.as_record(self.scope.types) else {
                let step = path.split('.').take(steps.len()).last().map(str::to_owned);
                findings.report(at.value(), PathProblem::NoRecord { path: path.to_owned(), step });
                return None;
            };
            let Some(field) = record.fields.iter().find(|field| field.wire == name) else {
                // It may be the one that is wrong itself.
                if !self.scope.broken.contains(&Owner::Type(id)) {
                    let known = record.fields.iter().map(|field| field.wire.as_str());
                    let near = findings.nearest(name, known).map(|near| {
                        path.split('.')
                            .enumerate()
                            .map(|(number, step)| if number == steps.len() { near } else { step })
                            .collect::<Vec<_>>()
                            .join(".")
                    });
                    // A path begins in the result, wherever that stands in the response.
                    let inner = path.split_once('.').map(|(_, inner)| inner).filter(|inner| {
                        let first = inner.split('.').next();
                        steps.is_empty()
                            && record.fields.iter().any(|field| Some(field.wire.as_str()) == first)
                    });
                    let near = Some(foreign::path_in_dots(path))
                        .filter(|dotted| dotted != path)
                        .or(near)
                        .or_else(|| inner.map(str::to_owned));
                    let (path, name) = (path.to_owned(), name.to_owned());
                    let known = record.fields.iter().map(|field| field.wire.clone()).collect();
                    let problem = PathProblem::NoField { path, name, near, known };
                    findings.report(at.value(), problem).also(self.scope.definitions.place(id));
                }
                return None;
            };
            (holder, ty) = (Some((id, name)), &field.ty);
            steps.push(PathStep { rust: field.rust.clone(), ty: field.ty.clone() });
        }
        let fits = match (needed, each(ty)) {
            (Needed::Status, Type::Named(id)) => matches!(self.scope.types[id.0].kind, TypeKind::Enum(_)),
            _ => fits(ty, needed),
        };
        if !fits {
            let place = holder.and_then(|(id, name)| self.scope.definitions.field_place(id, name));
            let finding = findings.report(at.value(), PathProblem::Type { path: path.to_owned(), needed });
            if let Some(place) = place {
                finding.also(place);
            }
            return None;
        }
        Some(steps)
    }

    /// The list of the result, when it has exactly one.
    pub(super) fn only_list(&self) -> Option<String> {
        let (_, record) = self.result.as_record(self.scope.types)?;
        let mut lists = record.fields.iter().filter(|field| matches!(field.ty, Type::List(_)));
        let list = lists.next()?;
        lists.next().is_none().then(|| list.wire.clone())
    }
}

/// The type of the elements, where it is a list.
pub(super) fn each(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => each(item),
        ty => ty,
    }
}

/// Whether a scalar or a list is of the kind that is needed.
pub(super) fn fits(ty: &Type, needed: Needed) -> bool {
    match needed {
        // Some say it in a text, `true`.
        Needed::Flag => matches!(ty, Type::Bool | Type::String),
        Needed::Integer => matches!(ty, Type::Int | Type::Uint),
        Needed::Text => *ty == Type::String,
        // These depend on what the names of the service mean.
        Needed::Words | Needed::Records => false,
        Needed::List => matches!(ty, Type::List(_)),
        Needed::Count => matches!(each(ty), Type::Int | Type::Uint),
        Needed::Status => matches!(each(ty), Type::Int | Type::Uint | Type::String | Type::Bool),
    }
}
