//! Answers that are made up where the spec has no example: pages of a list, and how far what is waited for has come.

use std::ops::Range;

use qcloud_codegen::model::{
    Action, EnumValues, Example, Field, Listed, PageStyle, Pagination, PathStep, ResultPlace, Service, Type,
    TypeKind, Until, Watched,
};
use qcloud_codegen::sample::Sampler;
use serde_json::{Map, Value, json};

use crate::examples;
use crate::task::Share;

/// A list that is made up has so many elements, on all pages.
const ELEMENTS: usize = 25;
/// A page has so many where neither the request nor the spec says how many.
const PAGE: usize = 20;
/// What the token of a page begins with; the number of elements before the page follows.
const TOKEN: &str = "made-up-";
/// What an Action whose pages have tokens may take beside them: how many elements come before the page, and how many it has.
const BESIDE_TOKENS: [&str; 2] = ["offset", "limit"];

/// The result of an Action that has no example, for a request with these parameters.
pub(crate) fn result(service: &Service, action: &Action, parameters: &Map<String, Value>) -> Value {
    let sampler = Sampler::new(service).echoing(&action.request, parameters);
    let Some(pages) = &action.pagination else {
        return something(service, action, sampler.result(action));
    };
    let page = elements(action, pages, parameters);
    let mut result = something(service, action, sampler.page(pages, page.clone()).result(action));
    let next = if page.end < ELEMENTS { format!("{TOKEN}{}", page.end) } else { String::new() };
    let place = Place { service, root: &action.result };
    place.set(&mut result, pages.total.as_deref(), &ELEMENTS.into());
    place.set(&mut result, pages.next.as_deref(), &next.into());
    result
}

/// A result that says nothing.
pub(crate) fn nothing(service: &Service, action: &Action) -> Value {
    something(service, action, Sampler::new(service).nothing(action))
}

/// A result without what its protocol puts there anyway, or takes for a failure: some have a field `Error`. An empty object in `data` is an
/// empty list, as the vendor's back end writes it.
fn something(service: &Service, action: &Action, mut result: Value) -> Value {
    let implicit = Field::implicit(service.protocol);
    let fails = |name: &str, value: &Value| {
        let alone = examples::place(&action.place, json!({ name: value }), Map::new());
        service.protocol.is_failure(&alone) == Some(true)
    };
    if let Some(fields) = result.as_object_mut() {
        fields.retain(|name, value| {
            implicit.as_ref().is_none_or(|implicit| implicit.wire != *name) && !fails(name, value)
        });
    }
    let is_empty = result.as_object().is_some_and(Map::is_empty);
    if is_empty && matches!(action.place, ResultPlace::Data(_)) { json!([]) } else { result }
}

/// Which elements of the list a request asks for.
fn elements(action: &Action, pages: &Pagination, parameters: &Map<String, Value>) -> Range<usize> {
    let given = |index: usize| parameters.get(&action.request.fields[index].wire);
    let number = |value: &Value| value.as_u64().and_then(|number| usize::try_from(number).ok());
    let size = pages.size.and_then(given).and_then(number);
    // Programs that are older than the tokens go on to turn pages by numbers.
    let [offset, limit] = BESIDE_TOKENS.map(|name| {
        let fields = action.request.fields.iter().filter(|_| pages.style == PageStyle::Token);
        let mut given = fields.filter(|field| field.wire.eq_ignore_ascii_case(name));
        given.find_map(|field| text(parameters.get(&field.wire)?).parse::<usize>().ok())
    });
    let default = pages.default_size.and_then(|size| usize::try_from(size).ok());
    let size = limit.or(size).or(default).unwrap_or(PAGE);
    let position = given(pages.position);
    let skipped = match pages.style {
        PageStyle::Offset => position.and_then(number).unwrap_or(0),
        PageStyle::Page => {
            let first = usize::try_from(pages.first).unwrap_or(0);
            position.and_then(number).unwrap_or(first).saturating_sub(first).saturating_mul(size)
        }
        PageStyle::Token => {
            let token = position.and_then(Value::as_str).and_then(|token| token.strip_prefix(TOKEN));
            token.and_then(|token| token.parse().ok()).or(offset).unwrap_or(0)
        }
    };
    let start = skipped.min(ELEMENTS);
    start..start.saturating_add(size).min(ELEMENTS)
}

/// Whether a request asks for a page behind the one that an example shows.
fn is_behind(
    action: &Action,
    pages: &Pagination,
    example: &Example,
    parameters: &Map<String, Value>,
) -> bool {
    let wire = &action.request.fields[pages.position].wire;
    let (asked, shown) = (parameters.get(wire), example.parameters.get(wire));
    let number =
        |value: Option<&Value>| value.and_then(|value| text(value).parse().ok()).unwrap_or(pages.first);
    match pages.style {
        PageStyle::Page | PageStyle::Offset => number(asked) > number(shown),
        PageStyle::Token => {
            asked.and_then(Value::as_str).is_some_and(|token| !token.is_empty()) && asked != shown
        }
    }
}

/// The body of an example as it is at a later page, which has nothing on it, or of a task that has come so far; none where it answers as it stands.
pub(crate) fn moved_on(
    (service, action): (&Service, &Action),
    example: &Example,
    parameters: &Map<String, Value>,
    share: Option<Share>,
) -> Option<String> {
    let pages = action.pagination.as_ref().filter(|pages| is_behind(action, pages, example, parameters));
    let share = share.filter(|_| !action.until.is_empty());
    if pages.is_none() && share.is_none() {
        return None;
    }
    let mut body: Value = serde_json::from_str(&example.response).ok()?;
    let result = action.place.keys().into_iter().try_fold(&mut body, |value, key| value.get_mut(key))?;
    let place = Place { service, root: &action.result };
    if let Some(pages) = pages {
        if pages.items.is_empty() {
            *result = json!([]);
        }
        place.visit(result, &pages.items, &mut |value, _| *value = json!([]));
        place.set(result, pages.next.as_deref(), &"".into());
    }
    if let Some(share) = share {
        progress(service, action, result, share);
    }
    Some(body.to_string())
}

/// Writes into a result how far the task is that the Action tells of.
pub(crate) fn progress(service: &Service, action: &Action, result: &mut Value, share: Share) {
    let place = Place { service, root: &action.result };
    for until in &action.until {
        match &until.watched {
            Watched::Values { path, wire, .. } => {
                place.visit(result, path, &mut |value, field| {
                    each(value, &mut |value| {
                        let reached = reached(service, action, wire, field, value, share.is_all());
                        let reached =
                            Sampler::new(service).stated(field.ty.innermost(), field.form, &reached);
                        *value = reached.unwrap_or_else(|| value.take());
                    });
                });
            }
            Watched::Counts { total, succeeded, failed } => {
                let mut all = 0;
                place.visit(result, &total.path, &mut |value, _| all += text(value).parse().unwrap_or(0));
                let all = all.max(2);
                let mut first = |path: &[PathStep], number: usize| {
                    let mut left = number;
                    place.visit(result, path, &mut |value, field| {
                        let stated = Sampler::new(service).stated(&field.ty, field.form, &left.into());
                        *value = stated.unwrap_or_else(|| value.take());
                        left = 0;
                    });
                };
                first(&total.path, all);
                first(&succeeded.path, share.out_of(all));
                if let Some(failed) = failed {
                    first(&failed.path, 0);
                }
            }
        }
    }
}

/// The value of a task that is over, or that goes on, for as many of the conditions about this place as can be.
fn reached(
    service: &Service,
    action: &Action,
    wire: &str,
    field: &Field,
    present: &Value,
    is_over: bool,
) -> Value {
    let about_it =
        |until: &&Until| matches!(&until.watched, Watched::Values { wire: other, .. } if other == wire);
    let untils: Vec<&Until> = action.until.iter().filter(about_it).collect();
    let mut candidates = vec![present.clone()];
    for until in &untils {
        candidates.extend(until.watched.facts().1.into_iter().cloned());
    }
    match field.ty.innermost() {
        Type::Named(id) => match &service.type_def(*id).kind {
            TypeKind::Enum(open) => match &open.values {
                EnumValues::Int(values) => candidates.extend(values.iter().map(|value| value.wire.into())),
                EnumValues::Text(values) => {
                    candidates.extend(values.iter().map(|value| value.wire.as_str().into()));
                }
            },
            TypeKind::Record(_) => {}
        },
        Type::Bool => candidates.extend([true.into(), false.into()]),
        Type::Int | Type::Uint => candidates.extend((0..100).map(Value::from)),
        _ => candidates.extend(["PENDING".into(), "DONE".into()]),
    }
    let fitting = |candidate: &Value| {
        let verdicts = untils.iter().map(|until| is_done(&until.watched, candidate));
        let wanted = verdicts.clone().filter(|verdict| *verdict == Some(is_over)).count();
        (verdicts.filter(Option::is_none).count() == 0, wanted)
    };
    // Of those that are as good as each other the first one, which may be what stands there.
    let best = candidates.into_iter().rev().max_by_key(fitting);
    best.unwrap_or_else(|| present.clone())
}

/// Whether a value says that the task is done; none where it says that it has failed.
fn is_done(watched: &Watched, value: &Value) -> Option<bool> {
    let Watched::Values { listed, failed, .. } = watched else { return Some(false) };
    let is_in = |values: &[Value]| values.iter().any(|other| text(other) == text(value));
    if is_in(failed) {
        return None;
    }
    Some(match listed {
        Listed::Done(values) => is_in(values),
        Listed::Pending(values) => !is_in(values),
    })
}

/// A scalar as text, whether it travels so or not.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Calls with a value, or with each element of a list.
fn each(value: &mut Value, then: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, then)),
        value => then(value),
    }
}

/// What paths into a result lead through.
struct Place<'m> {
    service: &'m Service,
    root: &'m Type,
}

impl<'m> Place<'m> {
    /// Puts a value where a path leads to, in the form of the field there.
    fn set(&self, result: &mut Value, path: Option<&[PathStep]>, value: &Value) {
        let Some(path) = path else { return };
        self.visit(result, path, &mut |there, field| {
            if let Some(stated) = Sampler::new(self.service).stated(&field.ty, field.form, value) {
                *there = stated;
            }
        });
    }

    /// Calls with each value that a path leads to, through lists, and with its field.
    fn visit(&self, result: &mut Value, path: &[PathStep], then: &mut dyn FnMut(&mut Value, &Field)) {
        let mut fields: Vec<&'m Field> = Vec::new();
        let mut ty = self.root;
        for step in path {
            let Some((_, record)) = ty.innermost().as_record(&self.service.types) else { return };
            let Some(field) = record.fields.iter().find(|field| field.rust == step.rust) else { return };
            ty = &field.ty;
            fields.push(field);
        }
        walk(result, &fields, then);
    }
}

fn walk(value: &mut Value, fields: &[&Field], then: &mut dyn FnMut(&mut Value, &Field)) {
    let Some((field, rest)) = fields.split_first() else { return };
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, fields, then)),
        Value::Object(object) if rest.is_empty() => {
            then(object.entry(field.wire.clone()).or_insert(Value::Null), field);
        }
        Value::Object(object) => {
            if let Some(inner) = object.get_mut(&field.wire) {
                walk(inner, rest, then);
            }
        }
        _ => {}
    }
}
