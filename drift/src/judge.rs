//! Which of the values at a place are not what the spec says of it. The rules for scalars are those that examples are checked by.

use qcloud_codegen::fit::{self, Fit};
use qcloud_codegen::model::{EnumValues, Service, Type, TypeKind, Wire};

use crate::response::record_of;
use crate::shape::{Class, Count, Shape};

/// The values at a place that are not as the spec says; what lies deeper is left out.
#[derive(Debug, Default)]
pub(crate) struct Misfits(Shape);

impl Misfits {
    pub(crate) fn is_empty(&self) -> bool {
        self.count().times == 0
    }

    pub(crate) fn count(&self) -> Count {
        let mut all = Count::default();
        for (_, count) in self.0.kinds() {
            all.merge(count);
        }
        all
    }

    /// Their kinds, in words.
    pub(crate) fn nouns(&self) -> String {
        self.0.nouns()
    }

    /// Whether there is a text among them that is no time in any form.
    pub(crate) fn has_text(&self) -> bool {
        use Class::{Date, DateTime, Iso, NoDate, UintText};
        self.0.scalars.keys().any(|class| {
            class.example().is_string() && !matches!(class, Date | DateTime | Iso | NoDate | UintText)
        })
    }
}

/// Which values at a place are not of a type, or not in the form that the spec states.
pub(crate) fn misfits(service: &Service, ty: &Type, form: Option<Wire>, shape: &Shape) -> Misfits {
    let mut misfits = Shape::default();
    let (takes_objects, takes_lists) = match ty {
        Type::Json if form.is_none() => return Misfits::default(),
        Type::Map(_) => (true, false),
        Type::List(_) => (false, true),
        ty => (record_of(service, ty).is_some(), false),
    };
    for (class, count) in &shape.scalars {
        if takes_objects || takes_lists || !is_stated(service, ty, form, *class) {
            misfits.scalars.insert(*class, *count);
        }
    }
    if !takes_objects {
        misfits.objects = shape.objects;
        misfits.fields.clone_from(&shape.fields);
    }
    if !takes_lists {
        misfits.lists = shape.lists;
        misfits.items.clone_from(&shape.items);
    }
    // An empty list is how the back end writes an empty object.
    if !takes_lists && !takes_objects {
        misfits.empty_lists = shape.empty_lists;
    }
    Misfits(misfits)
}

/// Whether scalars of a kind are in the form that the spec states.
pub(crate) fn is_stated(service: &Service, ty: &Type, form: Option<Wire>, class: Class) -> bool {
    use Class::{
        BigUint, BigUintText, Bool, Date, DateTime, Empty, Fraction, Iso, Negative, NegativeText, NoDate,
        PaddedText, Uint, UintText, ZeroOne, ZeroOneText,
    };
    let is_number = matches!(class, ZeroOne | Uint | BigUint | Negative | Fraction);
    match (ty, form) {
        (Type::DateTime, None) => matches!(class, DateTime | NoDate | Empty),
        (Type::DateTime, Some(Wire::Iso)) => matches!(class, Iso | NoDate | Empty),
        (Type::Date, _) => matches!(class, Date | NoDate | Empty),
        (Type::Named(id), form) => match &service.type_def(*id).kind {
            TypeKind::Record(_) => false,
            TypeKind::Enum(open) => match (&open.values, form) {
                (EnumValues::Int(_), Some(Wire::String)) => {
                    matches!(class, ZeroOneText | UintText | BigUintText | NegativeText | PaddedText)
                }
                (EnumValues::Int(_), _) => is_number && class != Fraction,
                (EnumValues::Text(_), _) => !is_number && class != Bool,
            },
        },
        _ => fit::judge(&service.types, ty, form, &class.example()) == Fit::Stated,
    }
}

/// Whether all scalars are numbers.
pub(crate) fn has_only_numbers(shape: &Shape) -> bool {
    shape.scalars.keys().all(|class| class.example().as_f64().is_some())
}
