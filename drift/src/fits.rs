//! Which of the values at a place are not what the spec says of it. Scalars are judged by the engine that examples are checked by.

use qcloud_codegen::fit::{self, Fit};
use qcloud_codegen::model::{Service, Type, Wire};

use crate::evidence::{Count, Evidence, Form, Kind};

/// The values at a place that are not as the spec says; what lies deeper is left out.
pub(crate) fn misfits(service: &Service, ty: &Type, form: Option<Wire>, evidence: &Evidence) -> Evidence {
    let mut misfits = Evidence::default();
    let (takes_objects, takes_lists) = match ty {
        Type::Json if form.is_none() => return misfits,
        Type::Map(_) => (true, false),
        Type::List(_) => (false, true),
        ty => (ty.as_record(&service.types).is_some(), false),
    };
    for (scalar, count) in &evidence.forms {
        if takes_objects || takes_lists || !is_stated(service, ty, form, *scalar) {
            misfits.forms.insert(*scalar, *count);
        }
    }
    if !takes_objects {
        misfits.objects = evidence.objects;
        misfits.fields.clone_from(&evidence.fields);
    }
    if !takes_lists {
        misfits.lists = evidence.lists;
        misfits.items.clone_from(&evidence.items);
    }
    // An empty list is how the back end writes an empty object.
    if !takes_lists && !takes_objects {
        misfits.empty_lists = evidence.empty_lists;
    }
    misfits
}

/// How many values there are at a place, nulls aside.
pub(crate) fn count(evidence: &Evidence) -> Count {
    let mut all = Count::default();
    let rest = [evidence.lists, evidence.empty_lists, evidence.objects];
    evidence.forms.values().chain(&rest).for_each(|count| all.merge(*count));
    all
}

/// Whether scalars of a kind are in the form that the spec states.
pub(crate) fn is_stated(service: &Service, ty: &Type, form: Option<Wire>, scalar: Form) -> bool {
    fit::judge(&service.types, ty, form, &scalar.example()) == Fit::Stated
}

/// Whether there is a text at a place that is no time in any form.
pub(crate) fn has_words(evidence: &Evidence) -> bool {
    use Form::{Date, DateTime, Iso, UintText, ZeroDate, ZeroDateTime};
    let is_time = |form| matches!(form, Date | DateTime | Iso | UintText | ZeroDate | ZeroDateTime);
    evidence.forms.keys().any(|form| form.kind() == Kind::Text && !is_time(*form))
}

/// Whether all scalars are numbers.
pub(crate) fn has_only_numbers(evidence: &Evidence) -> bool {
    evidence.forms.keys().all(|form| matches!(form.kind(), Kind::Int | Kind::Float))
}
