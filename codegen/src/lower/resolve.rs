//! Types as they are written become types: names are looked up.

use crate::diagnostic::problem::{Guess, TypeProblem};
use crate::diagnostic::{Findings, nearest};
use crate::language::{Scalar, foreign, lookalike};
use crate::model::Type;
use crate::source::At;
use crate::spec::TypeExpr;

use super::definitions::Definitions;

/// A type with its names resolved. `at` is the place of the expression.
pub(super) fn ty(
    at: &At<'_>,
    expression: &TypeExpr,
    sensitive: bool,
    definitions: &Definitions<'_>,
    findings: &mut Findings,
) -> Option<Type> {
    Some(match expression {
        TypeExpr::List(item) => {
            Type::List(Box::new(ty(&at.item(0), item, sensitive, definitions, findings)?))
        }
        TypeExpr::Map(value) => {
            Type::Map(Box::new(ty(&at.key("string"), value, sensitive, definitions, findings)?))
        }
        TypeExpr::Named(name) => match (Scalar::from_name(name), definitions.id(name)) {
            (Some(Scalar::String), _) if sensitive => Type::Secret,
            (Some(scalar), _) => scalar.into(),
            (None, Some(id)) => Type::Named(id),
            (None, None) => {
                unknown_type(at, name, definitions, findings);
                return None;
            }
        },
    })
}

fn unknown_type(at: &At<'_>, name: &str, definitions: &Definitions<'_>, findings: &mut Findings) {
    if definitions.is_incomplete {
        return; // it may stand in the file that could not be read
    }
    let bare = name.trim_matches(['[', ']', ' ']);
    let is_known = Scalar::from_name(bare).is_some() || definitions.id(bare).is_some();
    let meant = meant_type(name, definitions, findings);
    if meant.is_some_and(|meant| meant != name && lookalike::plain(meant) == name) {
        return; // its definition is reported for a character that looks like another
    }
    let home = meant.and_then(|meant| definitions.id(meant)).map(|id| definitions.place(id));
    let guess = match (meant, name.to_lowercase().as_str()) {
        // Told by the characters that look like others.
        _ if lookalike::first(name).is_some()
            && meant.is_none_or(|meant| meant != lookalike::plain(name).trim_matches('"')) =>
        {
            Guess::Unknown
        }
        _ if name.starts_with("{string") => Guess::Quoted(name.to_owned()),
        _ if name.starts_with('[') && is_known => Guess::ListOf(bare.to_owned()),
        _ if foreign::translated(name).is_some() => {
            Guess::Foreign(foreign::translated(name).unwrap_or_default())
        }
        _ if name.contains('|') || name.contains(" or ") => Guess::Several,
        (Some(meant), _) => Guess::Name(meant.to_owned()),
        (None, "list" | "array" | "vec" | "set") => Guess::List,
        (None, "map" | "dict" | "dictionary") => Guess::Map,
        (_, "enum") => Guess::Enum,
        (None, "secret" | "password" | "token") => Guess::Secret,
        (None, _) => Guess::Unknown,
    };
    let finding = findings.report(at.value(), TypeProblem::Unknown { name: name.to_owned(), guess });
    if let Some(home) = home {
        finding.defined(home);
    }
}

/// The type that was probably meant by an unknown name.
fn meant_type<'s>(name: &str, definitions: &Definitions<'s>, findings: &mut Findings) -> Option<&'s str> {
    if let Some(meant) = Scalar::from_synonym(name) {
        return Some(meant.name());
    }
    if !findings.may_search(definitions.names().len()) {
        return None;
    }
    let scalars = Scalar::ALL.into_iter().map(|scalar| -> &'s str { scalar.name() });
    nearest(name, scalars.chain(definitions.names()))
}
