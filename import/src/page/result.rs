//! Where the result of an Action stands, and what it is.

use qcloud_drift::evidence::Evidence;
use serde_json::Value;

use super::decide::{Decider, Side};
use super::read::is_envelope;
use super::tree::{Node, same};
use crate::draft::{Documented, Field, ResultDef, ResultKind, Type, TypeKind};

/// Whether a body is a failure of the envelope; `None` when it has no code.
pub(super) fn is_failure(body: &Value) -> Option<bool> {
    match body.get("code")? {
        Value::String(code) => Some(code != "0"),
        Value::Number(code) => Some(code.as_i64() != Some(0)),
        code => Some(!code.is_null()),
    }
}

/// What was seen of the whole bodies, and whether any had no envelope.
pub(super) struct Bodies<'b> {
    pub(super) observed: Option<&'b Evidence>,
    pub(super) bare: bool,
}

/// The result that a page and its examples describe; none when it is nothing beyond success.
pub(super) fn result(decider: &mut Decider<'_>, mut root: Node, bodies: &Bodies<'_>) -> Option<ResultDef> {
    decider.has_response = bodies.observed.is_some();
    if bodies.bare {
        return Some(bare(decider, &root, bodies.observed));
    }
    root.children.retain(|node| !(is_envelope(&node.name) && node.children.is_empty()));
    let mut body = bodies.observed.cloned();
    if let Some(body) = &mut body {
        body.fields.retain(|name, _| !["code", "message", "codeDesc"].contains(&name.as_str()));
    }
    let fields = decider.fields(&root.children, body.as_ref(), &[], Side::Response);
    let is_data = |field: &Field| field.name == "data";
    match fields.as_slice() {
        [] => None,
        // Nothing but an empty `data` was seen, and nothing is said of what is in it.
        [field] if is_data(field) && is_nothing(field, body.as_ref()) => {
            decider.warnings.retain(|(_, message)| !message.starts_with("`data`: "));
            if body.as_ref().and_then(|body| body.fields.get("data")).is_some_and(|data| data.present() > 0) {
                let todo = "`data` is empty in the example, and the page does not say what it holds; does it ever hold something?";
                decider.warnings.push((0, todo.to_owned()));
                decider.todos.push(todo.to_owned());
            }
            None
        }
        [field] if is_data(field) => {
            let field = fields.into_iter().next()?;
            data(decider, field)
        }
        // The page has more than the example beside `data`, or the other way round.
        _ => Some(ResultDef {
            place: Some("beside".to_owned()),
            kind: ResultKind::Fields(fields),
            documented: Documented::default(),
            todos: Vec::new(),
        }),
    }
}

/// Whether a `data` of which nothing is known is empty in every example.
fn is_nothing(field: &Field, body: Option<&Evidence>) -> bool {
    let is_open = field.ty == Type::Json || field.ty == Type::List(Box::new(Type::Json));
    let observed = body.and_then(|body| body.fields.get("data"));
    is_open
        && observed.is_some_and(|data| {
            data.items.is_none()
                && data.fields.is_empty()
                && data.present() == data.empty_lists.times + data.objects.times
        })
}

/// A result in `data`, or in the `data` inside of it.
fn data(decider: &mut Decider<'_>, field: Field) -> Option<ResultDef> {
    let mut documented = Documented { ty: field.documented.ty, ..Documented::default() };
    if field.documented.absent {
        documented.note = Some("The page does not have it.".to_owned());
    } else if let Some(name) = &field.documented.name {
        documented.note = Some(format!("The page calls it `{name}`."));
    } else {
        documented.note.clone_from(&field.documented.note);
    }
    let todos = field.todos.clone();
    if field.wire.is_some() {
        // A scalar of another form has no place but as a field.
        let kind = ResultKind::Fields(vec![field]);
        return Some(ResultDef {
            place: Some("beside".to_owned()),
            kind,
            documented: Documented::default(),
            todos: Vec::new(),
        });
    }
    let Type::Named(name) = &field.ty else {
        return Some(ResultDef {
            place: Some("data".to_owned()),
            kind: ResultKind::Type(field.ty),
            documented,
            todos,
        });
    };
    // The record of the result has the Action's name, not one of its own.
    let index = decider.types.iter().position(|def| def.name == *name)?;
    match decider.types[index].kind.clone() {
        TypeKind::Record(fields) => {
            decider.types.remove(index);
            if let [inner] = fields.as_slice()
                && inner.name == "data"
                && inner.wire.is_none()
                && inner.documented.name.is_none()
                && let Type::Named(_) | Type::List(_) = &inner.ty
            {
                let inner_documented = inner.documented.clone();
                let documented = Documented {
                    ty: inner_documented.ty,
                    note: inner_documented.note.or(documented.note),
                    ..Documented::default()
                };
                let todos = inner.todos.clone();
                let kind = ResultKind::Type(inner.ty.clone());
                return Some(ResultDef { place: Some("data.data".to_owned()), kind, documented, todos });
            }
            Some(ResultDef {
                place: Some("data".to_owned()),
                kind: ResultKind::Fields(fields),
                documented,
                todos,
            })
        }
        _ => Some(ResultDef {
            place: Some("data".to_owned()),
            kind: ResultKind::Type(field.ty),
            documented,
            todos,
        }),
    }
}

/// A body without the envelope.
fn bare(decider: &mut Decider<'_>, root: &Node, observed: Option<&Evidence>) -> ResultDef {
    let is_record = observed.is_some_and(|observed| observed.objects.times == observed.seen.times);
    let is_tc3 = observed
        .is_some_and(|observed| observed.fields.len() == 1 && observed.fields.contains_key("Response"));
    let todo = if is_tc3 {
        "the example has the envelope of API 3.0; is the Action one of `protocol: tc3`, in a service with a version?"
    } else {
        "no example has the `code` of the envelope, so the whole body is the result; is it left out of the example only?"
    };
    let todos = vec![todo.to_owned()];
    decider.warnings.push((0, format!("the result: {todo}")));
    let place = Some("body".to_owned());
    if !is_record {
        let kind = ResultKind::Type(Type::Json);
        return ResultDef { place, kind, documented: Documented::default(), todos };
    }
    let has =
        |name: &str| observed.is_some_and(|observed| observed.fields.keys().any(|field| same(field, name)));
    let mut nodes = root.children.clone();
    nodes.retain(|node| !is_envelope(&node.name) || has(&node.name));
    let fields = decider.fields(&nodes, observed, &[], Side::Response);
    let kind = if fields.is_empty() { ResultKind::Type(Type::Json) } else { ResultKind::Fields(fields) };
    ResultDef { place, kind, documented: Documented::default(), todos }
}
