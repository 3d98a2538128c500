//! What a description only shows: times, where name, words and every example of the service agree, and the defaults and bounds of parameters that
//! stand in clean prose.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use qcloud_codegen::language::{Scalar, Wire};
use qcloud_codegen::spec::{Entries, FieldSpec, Notes, Service, TYPES, TypeExpr, TypeSpec};
use qcloud_drift::evidence::{Everything, Evidence, Form, Json, Time};

use super::exchange::Exchange;
use crate::prose::defaults::{self, Default};
use crate::prose::is_int;
use crate::prose::limits::{self, Told};

/// The comment on what was inferred.
const MARK: &str = "Inferred from its name, its description and the examples.";

/// The seconds of this century, so that other numbers are none.
const SECONDS: Range<i64> = 946_684_800..4_102_444_800;

/// The comment on defaults and bounds.
const LIMITS_MARK: &str = "What it says of a default or of bounds was inferred from its description.";

/// Why bounds are not taken.
const OUT_OF_BOUNDS: &str =
    "has bounds by its description that an example is outside of, so they were not taken";

/// How names of times end.
const ENDS: [&str; 6] = ["Time", "Date", "Timestamp", "_time", "_date", "At"];

/// Words of what is a time, and of what is none in spite of them.
const SAID: [&str; 5] = ["时间", "日期", "time", "date", "unix"];
const NOT_SAID: [&str; 12] = [
    "时间段",
    "长度",
    "时长",
    "耗时",
    "间隔",
    "周期",
    "超时",
    "时区",
    "duration",
    "interval",
    "timeout",
    "毫秒",
];

/// Words of a time of another zone than the vendor's, which a text without one can't say.
const ELSEWHERE: [&str; 3] = ["utc", "gmt", "格林"];

/// Words of a number that may be something else than a time, and of a time of day.
const ALSO: [&str; 4] = ["-1", "相对", "永久", "永不"];
const OF_DAY: [&str; 4] = ["hh:", "15:04", ":mm", "%h"];

/// Why an example keeps a field from being a time.
const REFUTED: &str = "is a time by its name and its description, and an example has something else, so it stays what it is described as";

/// What the examples show of each field: by what has it, and its name.
type Seen = HashMap<(String, String), Evidence>;

/// Makes times of fields, gives parameters their defaults and bounds, marks both, and tells of those that an example refutes.
pub(super) fn infer(
    service: &mut Service,
    exchanges: &[Exchange<'_>],
    mut tell: impl FnMut(&str, &str, &str),
) -> Notes {
    let seen = seen(service, exchanges);
    let mut notes = Notes::default();
    let (mut limited, mut refuted) = (Vec::new(), Vec::new());
    let mut settle =
        |fields: &mut Entries<String, FieldSpec>, owner: &str, file: &str, home: &[&str], pages: &[&str]| {
            for (name, field) in fields.iter_mut().filter(|(name, _)| !pages.contains(&name.as_str())) {
                let Some(seen) = seen.get(&(owner.to_owned(), name.clone())) else { continue };
                match time(name, field, seen) {
                    Some(Ok((scalar, wire))) => {
                        (field.ty, field.wire) = (scalar.into(), wire);
                        let way: Vec<&str> = home.iter().copied().chain([name.as_str()]).collect();
                        notes.add(file, &way, MARK);
                    }
                    Some(Err(why)) => tell(owner, name, why),
                    None => {}
                }
            }
        };
    for (name, def) in service.types.iter_mut() {
        if let Some(fields) = &mut def.fields {
            settle(fields, name, TYPES, &[name, "fields"], &[]);
        }
    }
    for action in &mut service.actions {
        let file = action.file_name();
        let pages = action.pagination.clone();
        let pages: Vec<&str> = pages.iter().flat_map(|pages| pages.parameters()).flatten().collect();
        let owner = request(&action.action);
        settle(&mut action.parameters, &owner, &file, &["parameters"], &pages);
        let position = pages.first().copied();
        for (name, field) in action.parameters.iter_mut() {
            let seen = seen.get(&(owner.clone(), name.clone()));
            let taken = limit(field, seen, position == Some(name));
            match taken {
                Some(true) => limited.push((file.clone(), name.clone())),
                Some(false) => refuted.push((owner.clone(), name.clone())),
                None => {}
            }
        }
        if let Some(fields) = action.result.as_mut().and_then(|result| result.fields.as_mut()) {
            settle(fields, &response(&action.action), &file, &["result", "fields"], &[]);
        }
        for (name, def) in action.types.iter_mut() {
            if let Some(fields) = &mut def.fields {
                settle(fields, name, &file, &["types", name, "fields"], &[]);
            }
        }
    }
    for (file, name) in limited {
        notes.add(&file, &["parameters", &name], LIMITS_MARK);
    }
    for (owner, name) in refuted {
        tell(&owner, &name, OUT_OF_BOUNDS);
    }
    notes
}

/// Takes the default and the bounds that the description of a parameter tells beyond doubt: whether there were some, or an example refutes them. A
/// position in a list has what there is to say from the pages; a number is the default of a text only where examples have numbers in it, since it may
/// count something, or belong to a part of the text.
fn limit(field: &mut FieldSpec, seen: Option<&Evidence>, is_position: bool) -> Option<bool> {
    if field.sensitive || field.wire.is_some() {
        return None;
    }
    let words = std::mem::take(&mut field.doc);
    let is_refuted = !is_position && limits::bound(seen, &words, field) == Told::Refuted;
    let told = field.ty.scalar().filter(|_| !field.required && !is_position && field.default.is_none());
    let told = told.and_then(|scalar| match defaults::default(&words)? {
        Default::Value(text) if scalar == Scalar::String && is_int(&text) && !is_number(seen) => None,
        Default::Value(text) => defaults::of_scalar(&text, scalar),
        Default::Words => None,
    });
    let has_default = told.is_some();
    field.default = field.default.take().or(told);
    let default = field.default.clone();
    limits::keep_apart(field, default.as_ref());
    field.doc = words;
    let is_taken = has_default || field.min.is_some() || field.max.is_some();
    (is_taken || is_refuted).then_some(is_taken)
}

/// Whether examples show numbers, and nothing else.
fn is_number(seen: Option<&Evidence>) -> bool {
    let mut shown = seen.into_iter().flat_map(|seen| seen.samples.keys().flatten()).peekable();
    shown.peek().is_some() && shown.all(|text| is_int(text))
}

/// The time that a field is by its name and words, or why an example refutes that; none where they don't say so, or no example has it.
fn time(
    name: &str,
    field: &FieldSpec,
    seen: &Evidence,
) -> Option<Result<(Scalar, Option<Wire>), &'static str>> {
    let scalar = field.ty.scalar().filter(|_| field.wire.is_none() && !field.sensitive)?;
    let words = field.doc.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let is_named = ENDS.iter().any(|end| name.ends_with(end) || name == end.to_lowercase());
    if !is_named || !has(&SAID) || has(&NOT_SAID) {
        return None;
    }
    let shown = || seen.samples.keys().flatten().filter(|text| !text.is_empty());
    if shown().next().is_none() && !seen.forms.keys().any(|form| *form != Form::Empty) {
        return None;
    }
    Some(match scalar {
        Scalar::String => match seen.time() {
            Some(Time::DateTime) if has(&ELSEWHERE) => Err(
                "is a time of another zone than the vendor's by its description, and its texts don't say so; it stays a `string`",
            ),
            Some(Time::DateTime) => Ok((Scalar::DateTime, None)),
            Some(Time::Iso) => Ok((Scalar::DateTime, Some(Wire::Iso))),
            Some(Time::Date) if has(&OF_DAY) => Err(REFUTED),
            Some(Time::Date) => Ok((Scalar::Date, None)),
            None => Err(REFUTED),
        },
        Scalar::Int | Scalar::Uint if has(&ALSO) => return None,
        Scalar::Int | Scalar::Uint => {
            let is_second = |text: &String| text.parse().is_ok_and(|int| SECONDS.contains(&int));
            let is_all = shown().next().is_some()
                && seen.samples.keys().all(|text| text.as_ref().is_some_and(is_second));
            if is_all { Ok((Scalar::DateTime, Some(Wire::Int))) } else { Err(REFUTED) }
        }
        _ => return None,
    })
}

fn request(action: &str) -> String {
    format!("{action}Request")
}

fn response(action: &str) -> String {
    format!("{action}Response")
}

/// What all examples of a service show.
fn seen(service: &Service, exchanges: &[Exchange<'_>]) -> Seen {
    let own = service.actions.iter().flat_map(|action| action.types.iter());
    let types: BTreeMap<&str, &TypeSpec> =
        service.types.iter().chain(own).map(|(name, def)| (name.as_str(), def)).collect();
    let mut seen = Seen::new();
    for exchange in exchanges {
        let Some(action) = service.actions.iter().find(|action| action.action == exchange.action) else {
            continue;
        };
        let mut add =
            |value: Option<&serde_json::Value>, fields: Option<&Entries<String, FieldSpec>>, owner: &str| {
                if let (Some(value), Some(fields)) = (value, fields) {
                    let mut evidence = Evidence::default();
                    evidence.add(Everything, &Json::from(value), 0);
                    note(&mut seen, &types, (owner, fields), &evidence);
                }
            };
        add(exchange.parameters.as_ref(), Some(&action.parameters), &request(exchange.action));
        let body = exchange.body.as_ref().ok().and_then(|body| body.get("Response"));
        let result = action.result.as_ref().and_then(|result| result.fields.as_ref());
        add(body, result, &response(exchange.action));
    }
    seen
}

/// Notes what was seen of the fields of a record, and of all records inside of it.
fn note(
    seen: &mut Seen,
    types: &BTreeMap<&str, &TypeSpec>,
    (owner, fields): (&str, &Entries<String, FieldSpec>),
    evidence: &Evidence,
) {
    if let Some(items) = &evidence.items {
        note(seen, types, (owner, fields), items);
    }
    for (name, field) in fields.iter() {
        let Some(evidence) = evidence.fields.get(name) else { continue };
        if field.ty.scalar().is_some() {
            seen.entry((owner.to_owned(), name.clone())).or_default().merge(evidence);
        }
        let inner = match &field.ty {
            TypeExpr::Map(_) => continue,
            ty => ty.innermost(),
        };
        if let Some(fields) = types.get(inner).and_then(|def| def.fields.as_ref()) {
            note(seen, types, (inner, fields), evidence);
        }
    }
}
