//! Bounds, and values within them: a default or an example is one of its type.

use serde_json::{Map, Number, Value};

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Advice, DefaultKind, FieldProblem};
use crate::fit;
use crate::fit::fitting::Owner;
use crate::language::time;
use crate::model::{Record, Type, TypeDef, TypeKind};
use crate::source::At;
use crate::spec::FieldSpec;

use super::definitions::Scope;

/// Reports bounds that the type does not have, or that are crossed; whether they are right.
pub(super) fn check(at: &At<'_>, ty: &Type, spec: &FieldSpec, findings: &mut Findings) -> bool {
    let before = findings.len();
    for (key, bound) in [("min", &spec.min), ("max", &spec.max)] {
        let Some(bound) = bound else { continue };
        let fits = match ty {
            Type::Int => bound.is_i64(),
            Type::Float => true,
            Type::Uint | Type::String | Type::Secret | Type::List(_) => bound.is_u64(),
            _ => {
                findings.report(at.key(key).value(), FieldProblem::NoBounds(spec.ty.to_string()));
                continue;
            }
        };
        if !fits {
            let problem = FieldProblem::Bound { key, ty: spec.ty.to_string(), is_signed: *ty == Type::Int };
            findings.report(at.key(key).value(), problem).also(at.key("type").value());
        }
    }
    if let (Some(min), Some(max)) = (&spec.min, &spec.max)
        && is_greater(min, max)
    {
        let problem = FieldProblem::CrossedBounds { min: min.clone(), max: max.clone() };
        findings.report(at.key("min").value(), problem).also(at.key("max").value());
    }
    findings.len() == before
}

/// Reports a value under a key, such as `default`, that is none of the type, or out of the bounds, where these are right.
pub(super) fn check_value(
    at: &At<'_>,
    ty: &Type,
    (key, value): (&'static str, &Option<Value>),
    (spec, bounds_are_right): (&FieldSpec, bool),
    scope: Scope<'_>,
    findings: &mut Findings,
) {
    let Some(value) = value else { return };
    if value.is_null() {
        findings.report(at.key(key).name(), FieldProblem::Null(key));
        return;
    }
    if let Type::Named(id) = ty.innermost()
        && scope.broken.contains(&Owner::Type(*id))
    {
        return; // of what is wrong itself, nobody knows what its values are
    }
    let at_value = at.key(key);
    if let Err(Misfit { item, expected, found }) = fits(ty, value, scope.types) {
        let at_item = item.map(|number| at_value.item(number));
        let place = at_item.as_ref().unwrap_or(&at_value).value();
        let is_clear = expected.help(&found).is_some();
        let problem = FieldProblem::Value { key, ty: spec.ty.to_string(), expected, found };
        let finding = findings.report(place, problem).also(at.key("type").value());
        // Perhaps the enum is wrong, which is told of that then.
        if let Type::Named(id) = ty.innermost()
            && !is_clear
        {
            finding.defined(scope.definitions.place(*id));
        }
        return;
    }
    if !bounds_are_right {
        return;
    }
    match outside(spec.min.as_ref(), spec.max.as_ref(), value) {
        Some((min, true)) => {
            let problem = FieldProblem::Below { key, min: min.clone() };
            findings.report(at_value.value(), problem).also(at.key("min").value());
        }
        Some((max, false)) => {
            let problem = FieldProblem::Above { key, max: max.clone() };
            findings.report(at_value.value(), problem).also(at.key("max").value());
        }
        None => {}
    }
}

/// The bound that a value, the length of a text or of a list is outside of, and whether it is the lower one.
fn outside<'n>(
    min: Option<&'n Number>,
    max: Option<&'n Number>,
    value: &Value,
) -> Option<(&'n Number, bool)> {
    let measure = match value {
        Value::Number(number) => number.clone(),
        Value::String(text) => text.chars().count().into(),
        Value::Array(items) => items.len().into(),
        _ => return None,
    };
    let below = min.filter(|min| is_greater(min, &measure)).map(|min| (min, true));
    below.or_else(|| max.filter(|max| is_greater(&measure, max)).map(|max| (max, false)))
}

/// Gives advice on what an example sends outside of the bounds of parameters; `root` is that of the Action's file.
pub(super) fn advise(
    root: &At<'_>,
    at: &At<'_>,
    request: &Record,
    sent: &Map<String, Value>,
    findings: &mut Findings,
) {
    for (name, value) in sent {
        let Some(field) = request.fields.iter().find(|field| field.wire == *name) else { continue };
        // A number in a text has the bounds of the number.
        let number = match (&field.ty, value) {
            (Type::Int | Type::Uint | Type::Float, Value::String(text)) => {
                text.parse().ok().map(Value::Number)
            }
            _ => None,
        };
        let value = number.as_ref().unwrap_or(value);
        if let Some((bound, is_lower)) = outside(field.min.as_ref(), field.max.as_ref(), value) {
            let problem = Advice::OutOfBounds { name: name.clone(), bound: bound.clone(), is_lower };
            let parameter = root.key("parameters");
            findings.report(at.key(name).value(), problem).also(parameter.key(name).name());
        }
    }
}

/// What a value of a type would be; `None` where a value is one.
pub(super) fn expected(ty: &Type, value: &Value, types: &[TypeDef]) -> Option<DefaultKind> {
    fits(ty, value, types).err().map(|misfit| misfit.expected)
}

/// What is wrong with a value.
struct Misfit {
    /// The item of a list that it is about.
    item: Option<usize>,
    expected: DefaultKind,
    found: Value,
}

/// Whether a value is one of the type; says what would be.
fn fits(ty: &Type, default: &Value, types: &[TypeDef]) -> Result<(), Misfit> {
    let misfit = |expected| Misfit { item: None, expected, found: default.clone() };
    let text = default.as_str().unwrap_or_default();
    let (fits, expected) = match ty {
        Type::Int => (default.is_i64(), DefaultKind::Int),
        Type::Uint => (default.is_u64(), DefaultKind::Uint),
        Type::Float => (default.is_number(), DefaultKind::Float),
        Type::Bool => (default.is_boolean(), DefaultKind::Bool),
        Type::String | Type::Secret => (default.is_string(), DefaultKind::Text),
        Type::DateTime => (time::is_datetime(text), DefaultKind::Time),
        Type::Date => (time::is_date(text), DefaultKind::Day),
        Type::Binary => (default.is_string(), DefaultKind::Base64),
        Type::Json => return Ok(()),
        Type::List(item) => {
            let Value::Array(items) = default else { return Err(misfit(DefaultKind::List)) };
            return items.iter().enumerate().try_for_each(|(number, value)| {
                fits(item, value, types).map_err(|misfit| Misfit { item: Some(number), ..misfit })
            });
        }
        Type::Map(value) => {
            let Value::Object(values) = default else { return Err(misfit(DefaultKind::Mapping)) };
            return values.values().try_for_each(|given| fits(value, given, types));
        }
        Type::Named(id) => match &types[id.0].kind {
            TypeKind::Record(_) => (false, DefaultKind::Nothing),
            TypeKind::Enum(open) => match fit::enum_expects(open, default) {
                None => return Ok(()),
                Some(expected) => (false, expected),
            },
        },
    };
    if fits { Ok(()) } else { Err(misfit(expected)) }
}

/// Whether a number is greater than another, exactly where both are integers.
fn is_greater(a: &Number, b: &Number) -> bool {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a > b,
        _ => a.as_f64() > b.as_f64(),
    }
}
