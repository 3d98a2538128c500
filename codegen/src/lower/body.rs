//! How a request travels: whether it is signed, and what its body is.

use crate::diagnostic::Findings;
use crate::diagnostic::problem::BodyProblem;
use crate::model::{Body, Record, Type};
use crate::source::At;
use crate::spec::{ActionFile, BodySpec};

use super::definitions::Scope;

/// What the body of a request is; none where it has its parameters as the protocol has them, or what is said of it is wrong, which is
/// reported.
pub(super) fn lower(
    root: &At<'_>,
    file: &ActionFile,
    request: &Record,
    is_broken: bool,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Option<Body> {
    let protocol = scope.protocol;
    if protocol.is_flat() {
        for (key, _) in [("unsigned", file.unsigned), ("body", file.body.is_some())].iter().filter(|it| it.1)
        {
            findings.report(root.key(key).name(), BodyProblem::Protocol { key, protocol });
        }
        return None;
    }
    match file.body? {
        BodySpec::Form => Some(Body::Form),
        BodySpec::Bytes => bytes(root, request, is_broken, scope, findings),
    }
}

/// The one parameter whose bytes are the body; every other has a text that a header can carry.
fn bytes(
    root: &At<'_>,
    request: &Record,
    is_broken: bool,
    scope: Scope<'_>,
    findings: &mut Findings,
) -> Option<Body> {
    let (body, parameters) = (root.key("body").value(), root.key("parameters"));
    let Some(index) = request.fields.iter().position(|field| field.ty == Type::Binary) else {
        // It may be the one that is wrong itself.
        if !is_broken {
            findings.report(body, BodyProblem::NoBytes);
        }
        return None;
    };
    for (number, field) in request.fields.iter().enumerate() {
        let (name, at) = (field.wire.clone(), parameters.key(&field.wire));
        let is_text = field.is_plain() && field.ty != Type::Json && field.ty.as_record(scope.types).is_none();
        let can_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let problem = if number == index {
            (!field.required).then_some(BodyProblem::NotRequired { name })
        } else if field.ty == Type::Binary {
            Some(BodyProblem::SecondBytes { name })
        } else {
            (!is_text || !can_name).then_some(BodyProblem::NoHeader { name, is_type: !is_text })
        };
        if let Some(problem) = problem {
            findings.report(at.name(), problem).also(body.clone());
        }
    }
    Some(Body::Bytes(index))
}
