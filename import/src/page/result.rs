//! Where the result of an Action stands, and what it is.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{
    Claims, Documented, Entries, FieldSpec, PageType, Protocol, ResultSpec, TypeExpr,
};
use qcloud_drift::evidence::Evidence;

use super::decide::{Decider, FieldsOf};
use super::exchange::RESPONSE;
use super::node::Node;
use super::notation::same;
use super::read::is_envelope;
use crate::report::{Kind, Warning};

/// The only field of most responses, in which the result stands.
pub(super) const DATA: &str = "data";

/// The way to the fields of a result, in the file of its Action.
const FIELDS: [&str; 2] = ["result", "fields"];

/// What was seen of the whole bodies, and whether any had no envelope.
pub(super) struct Bodies<'b> {
    pub(super) observed: Option<&'b Evidence>,
    pub(super) bare: bool,
}

/// The result that a page and its examples describe; none when it is nothing beyond success.
pub(super) fn result(decider: &mut Decider<'_>, mut root: Node, bodies: &Bodies<'_>) -> Option<ResultSpec> {
    decider.has_response = bodies.observed.is_some();
    if bodies.bare {
        return Some(bare(decider, &root, bodies.observed));
    }
    let has_envelope = root.children.iter().any(|node| is_envelope(&node.name));
    root.children.retain(|node| !(is_envelope(&node.name) && node.children.is_empty()));
    let mut body = bodies.observed.cloned();
    if let Some(body) = &mut body {
        body.fields.retain(|name, _| !Protocol::V2.envelope().contains(&name.as_str()));
    }
    if let Some(body) = &body
        && let [(name, response)] = body.fields.iter().collect::<Vec<_>>().as_slice()
        && name.as_str() == RESPONSE
    {
        return Some(in_response(decider, &root, response));
    }
    let fields = fields(decider, &root.children, body.as_ref());
    let is_shown = |body: &Evidence| body.fields.keys().any(|name| fields.get(name).is_some());
    // The page lists the fields beside those of the envelope, or the example has one of them there.
    let is_known = has_envelope || fields.get(DATA).is_some() || body.as_ref().is_some_and(is_shown);
    match fields.get(DATA).filter(|_| fields.len() == 1) {
        None if fields.is_empty() => None,
        // Nothing but an empty `data` was seen, and nothing is said of what is in it.
        Some(field) if is_nothing(field, body.as_ref()) => {
            let remarks = &mut *decider.remarks;
            remarks.warnings.retain(|warning| warning.about != DATA);
            remarks.notes.remove(&remarks.file, &[FIELDS[0], FIELDS[1], DATA]);
            if body.as_ref().and_then(|body| body.fields.get(DATA)).is_some_and(|data| data.present() > 0) {
                let what =
                    "`data` is empty in the example, and the page does not say that it ever holds something";
                remarks.say(0, what);
            }
            None
        }
        Some(field) if field.wire.is_none() => in_data(decider, field.clone()),
        // The page has more than the example beside `data`, or the other way round; a scalar of another form has no place but as a field.
        _ => {
            if !is_known {
                let todo =
                    "do the fields stand beside `code`, or in `data`? Neither the page nor an example says";
                decider.remarks.warnings.push(Warning::at(0, Kind::Open, format!("the result: {todo}")));
                decider.remarks.note(&[FIELDS[0].to_owned()], todo);
            }
            Some(ResultSpec { fields: Some(fields), ..at("beside") })
        }
    }
}

fn fields(
    decider: &mut Decider<'_>,
    nodes: &[Node],
    observed: Option<&Evidence>,
) -> Entries<String, FieldSpec> {
    decider.fields(nodes, observed, (&[], &FIELDS.map(str::to_owned)), FieldsOf::Response)
}

/// A result in the object `Response`, which no page describes.
fn in_response(decider: &mut Decider<'_>, root: &Node, response: &Evidence) -> ResultSpec {
    let (inside, mut nodes): (Vec<&Node>, Vec<&Node>) =
        root.children.iter().partition(|node| node.name == RESPONSE);
    nodes.extend(inside.iter().flat_map(|node| &node.children));
    let nodes: Vec<Node> = nodes.into_iter().filter(|node| node.name != RESPONSE).cloned().collect();
    let fields = fields(decider, &nodes, Some(response));
    ResultSpec { fields: Some(fields), ..at("response") }
}

fn at(place: &str) -> ResultSpec {
    ResultSpec { place: Some(place.to_owned()), ..ResultSpec::default() }
}

/// Whether a `data` of which nothing is known is empty in every example.
fn is_nothing(field: &FieldSpec, body: Option<&Evidence>) -> bool {
    let json = TypeExpr::from(Scalar::Json);
    let is_open = field.ty == json || field.ty == json.list();
    let observed = body.and_then(|body| body.fields.get(DATA));
    is_open
        && observed.is_some_and(|data| {
            data.items.is_none()
                && data.fields.is_empty()
                && data.present() == data.empty_lists.times + data.objects.times
        })
}

/// A result in `data`, or in the `data` inside of it.
fn in_data(decider: &mut Decider<'_>, field: FieldSpec) -> Option<ResultSpec> {
    let remarks = &mut *decider.remarks;
    remarks.moved(&[FIELDS[0], FIELDS[1], DATA], &[FIELDS[0]]);
    let page = field.documented.unwrap_or_default();
    let note = match page.claims.name {
        _ if page.absent => Some("The page does not have it.".to_owned()),
        Some(name) => Some(format!("The page calls it `{name}`.")),
        None => page.claims.note,
    };
    let documented = claims(page.claims.ty, note.clone());
    // The record of the result has the Action's name, not one of its own.
    let name = field.ty.type_name().map(str::to_owned);
    let record = name.filter(|name| decider.types.get(name).is_some_and(|def| def.fields.is_some()));
    let Some(name) = record else {
        return Some(ResultSpec { ty: Some(field.ty), documented, ..at(DATA) });
    };
    remarks.moved(&["types", &name, "fields"], &FIELDS);
    let fields = decider.types.remove(&name)?.fields?;
    let inner = fields.get(DATA).filter(|inner| {
        let is_unnamed = inner.documented.as_ref().is_none_or(|documented| documented.claims.name.is_none());
        let is_whole = inner.ty.type_name().is_some() || matches!(inner.ty, TypeExpr::List(_));
        fields.len() == 1 && inner.wire.is_none() && is_unnamed && is_whole
    });
    let Some(inner) = inner else {
        return Some(ResultSpec { fields: Some(fields), documented, ..at(DATA) });
    };
    remarks.moved(&[FIELDS[0], FIELDS[1], DATA], &[FIELDS[0]]);
    let page = inner.documented.clone().unwrap_or_default().claims;
    let documented = claims(page.ty, page.note.or(note));
    Some(ResultSpec { ty: Some(inner.ty.clone()), documented, ..at("data.data") })
}

fn claims(ty: Option<PageType>, note: Option<String>) -> Option<Documented> {
    Documented { absent: false, claims: Claims { ty, note, ..Claims::default() } }.into_option()
}

/// A body without the envelope.
fn bare(decider: &mut Decider<'_>, root: &Node, observed: Option<&Evidence>) -> ResultSpec {
    let is_record = observed.is_some_and(|observed| observed.objects.times == observed.seen.times);
    let is_tc3 = observed
        .is_some_and(|observed| observed.fields.len() == 1 && observed.fields.contains_key("Response"));
    let todo = if is_tc3 {
        "the example has the envelope of API 3.0; is the Action one of `protocol: tc3`, in a service with a version?"
    } else {
        "no example has the `code` of the envelope, so the whole body is the result; is it left out of the example only?"
    };
    decider.remarks.note(&[FIELDS[0].to_owned()], todo);
    decider.remarks.warnings.push(Warning::at(0, Kind::Open, format!("the result: {todo}")));
    let json = ResultSpec { ty: Some(Scalar::Json.into()), ..at("body") };
    if !is_record {
        return json;
    }
    let has =
        |name: &str| observed.is_some_and(|observed| observed.fields.keys().any(|field| same(field, name)));
    let mut nodes = root.children.clone();
    nodes.retain(|node| !is_envelope(&node.name) || has(&node.name));
    let fields = fields(decider, &nodes, observed);
    if fields.is_empty() { json } else { ResultSpec { fields: Some(fields), ..at("body") } }
}
