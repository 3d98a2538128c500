//! The values that a description shows of single fields: those become an `example` that are one of their type.

use std::collections::HashMap;

use qcloud_codegen::language::{Scalar, text, time};
use qcloud_codegen::spec::{Entries, EnumKey, FieldSpec, Service, TypeExpr, ValueSpec};
use serde_json::{Number, Value};

/// A longer text is no example that anybody reads.
const LONGEST: usize = 120;

/// How the vendor writes that there is none.
const NONE: [&str; 8] = ["", "-", "--", "无", "暂无", "null", "none", "n/a"];

/// The values of the enums of a service, by their names.
type Enums = HashMap<String, Entries<EnumKey, ValueSpec>>;

/// Makes values of the texts that stand for them, now that the types are known; what is no value of its field is left out, and all where none
/// are wanted.
pub(super) fn settle(service: &mut Service, are_wanted: bool) {
    let own = service.actions.iter().flat_map(|action| action.types.iter());
    let enums: Enums = service
        .types
        .iter()
        .chain(own)
        .filter_map(|(name, def)| Some((name.clone(), def.values.clone()?)))
        .collect();
    let settle = |field: &mut FieldSpec| {
        let shown = field.example.take().filter(|_| are_wanted);
        field.example = shown
            .and_then(|shown| value(field, shown.as_str()?.trim(), &enums))
            .filter(|value| fits(field, value));
    };
    for (_, def) in service.types.iter_mut() {
        def.fields.iter_mut().flat_map(Entries::iter_mut).for_each(|(_, field)| settle(field));
    }
    for action in &mut service.actions {
        let result = action.result.as_mut().and_then(|result| result.fields.as_mut());
        let own = action.types.iter_mut().filter_map(|(_, def)| def.fields.as_mut());
        let all = own.chain(result).chain([&mut action.parameters]);
        all.flat_map(Entries::iter_mut).for_each(|(_, field)| settle(field));
    }
}

fn value(field: &FieldSpec, shown: &str, enums: &Enums) -> Option<Value> {
    if NONE.contains(&shown.to_lowercase().as_str()) {
        return None;
    }
    if let TypeExpr::List(item) = &field.ty {
        let items: Vec<Value> = serde_json::from_str(shown).ok()?;
        let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
        let items: Option<Vec<_>> = items.iter().map(|shown| one(item, &text(shown), enums)).collect();
        return items.filter(|items| !items.is_empty()).map(Value::Array);
    }
    one(&field.ty, shown, enums)
}

fn one(ty: &TypeExpr, shown: &str, enums: &Enums) -> Option<Value> {
    match ty.scalar() {
        Some(scalar) => of_scalar(scalar, shown),
        None => enums.get(ty.type_name()?)?.get(&EnumKey::from(shown)).map(|_| shown.into()),
    }
}

fn of_scalar(scalar: Scalar, shown: &str) -> Option<Value> {
    match scalar {
        Scalar::Int => shown.parse::<i64>().ok().map(Value::from),
        Scalar::Uint => shown.parse::<u64>().ok().map(Value::from),
        Scalar::Float => shown.parse::<Number>().ok().map(Value::Number),
        Scalar::Bool => shown.to_lowercase().parse::<bool>().ok().map(Value::from),
        Scalar::String => {
            let is_plain = shown.chars().count() <= LONGEST
                && !shown.chars().any(|c| c.is_control() || text::is_hidden(c))
                && !NONE.contains(&shown);
            is_plain.then(|| shown.into())
        }
        Scalar::DateTime => time::is_datetime(shown).then(|| shown.into()),
        Scalar::Date => time::is_date(shown).then(|| shown.into()),
        Scalar::Binary | Scalar::Json => None,
    }
}

/// Whether a number is within the bounds of its field, where the other parameters of its Action have given it some.
fn fits(field: &FieldSpec, value: &Value) -> bool {
    let number = value.as_f64();
    let bound = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_f64);
    let is_above = bound(&field.min).zip(number).is_none_or(|(min, number)| number >= min);
    is_above && bound(&field.max).zip(number).is_none_or(|(max, number)| number <= max)
}
