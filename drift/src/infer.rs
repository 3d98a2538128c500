//! From the shape of values to the type that describes them.

use std::collections::HashSet;

use heck::ToUpperCamelCase;
use qcloud_codegen::model::{Service, Type as ModelType, TypeKind as ModelKind, Wire};
use qcloud_codegen::vendor::is_secret;

use crate::shape::{Class, Shape};
use qcloud_import::draft::{Documented, Field, Type, TypeDef, TypeKind};

/// Names for new types of a service, none of which is taken.
#[derive(Debug)]
pub(crate) struct Namer {
    /// In lower case: Rust derives names from names, so those that differ in case alone clash.
    taken: HashSet<String>,
}

impl Namer {
    pub(crate) fn new(service: &Service) -> Self {
        let mut taken = HashSet::new();
        for def in &service.types {
            taken.extend(def.origin.keys.last().map(|name| name.to_lowercase()));
            taken.insert(match &def.kind {
                ModelKind::Record(record) => record.name.to_lowercase(),
                ModelKind::Enum(open) => open.name.to_lowercase(),
            });
        }
        taken.extend(service.actions.iter().map(|action| action.request.name.to_lowercase()));
        taken.insert(service.handle.to_lowercase());
        Self { taken }
    }

    /// The name of a record that stands in a field of another: the field's, with the other's before it where that is taken.
    fn name(&mut self, field: &str, outer: &str) -> String {
        let short = field.to_upper_camel_case();
        let long = format!("{}{short}", outer.to_upper_camel_case());
        let numbered = (2..).map(|number| format!("{long}{number}"));
        let free = [short, long.clone()].into_iter().chain(numbered).find(|name| self.is_free(name));
        let name = free.unwrap_or(long);
        self.taken.insert(name.to_lowercase());
        name
    }

    fn is_free(&self, name: &str) -> bool {
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && !self.taken.contains(&name.to_lowercase())
    }
}

/// A field for what was seen, and the records that it needs.
pub(crate) fn field(name: &str, outer: &str, shape: &Shape, namer: &mut Namer) -> (Field, Vec<TypeDef>) {
    let mut types = Vec::new();
    let (ty, wire) = infer(name, outer, shape, namer, &mut types);
    let mut field = Field::new(name, ty);
    field.wire = wire;
    field.nullable = shape.nulls.times > 0;
    field.sensitive = holds_text(&field.ty)
        && (is_secret(name, None) || innermost(shape).scalars.contains_key(&Class::PrivateKey));
    (field, types)
}

/// The type that all values seen have, and their form; `json` where they have none in common.
pub(crate) fn infer(
    name: &str,
    outer: &str,
    shape: &Shape,
    namer: &mut Namer,
    types: &mut Vec<TypeDef>,
) -> (Type, Option<Wire>) {
    let has_scalars = !shape.scalars.is_empty();
    let has_lists = shape.lists.times > 0;
    let has_objects = shape.objects.times > 0;
    match (has_scalars, has_lists, has_objects) {
        (true, false, false) if shape.empty_lists.times == 0 => scalar(shape),
        (false, true, false) => {
            let items = shape.items.as_deref().cloned().unwrap_or_default();
            let (item, wire) = infer(&singular(name), outer, &items, namer, types);
            (Type::List(Box::new(item)), wire)
        }
        (false, false, false) if shape.empty_lists.times > 0 => (Type::List(Box::new(Type::Json)), None),
        // An empty list is how the back end writes an empty object.
        (false, false, true) => object(name, outer, shape, namer, types),
        _ => (Type::Json, None),
    }
}

/// What one of many is called.
fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let is_plural = name.len() > 3 && !["ss", "us", "is"].iter().any(|end| name.ends_with(end));
    name.strip_suffix('s').filter(|_| is_plural).unwrap_or(name).to_owned()
}

fn object(
    name: &str,
    outer: &str,
    shape: &Shape,
    namer: &mut Namer,
    types: &mut Vec<TypeDef>,
) -> (Type, Option<Wire>) {
    if shape.fields.is_empty() && shape.values.is_none() {
        return (Type::Json, None);
    }
    if shape.values.is_some() || shape.is_map() {
        let (value, wire) = infer(&singular(name), outer, &shape.merged_fields(), namer, types);
        return (Type::Map(Box::new(value)), wire);
    }
    let own = namer.name(name, outer);
    let place = types.len();
    let fields = shape.fields.iter().map(|(inner, shape)| {
        let (field, more) = field(inner, &own, shape, namer);
        types.extend(more);
        field
    });
    let kind = TypeKind::Record(fields.collect());
    let def = TypeDef {
        name: own.clone(),
        doc: None,
        kind,
        documented: Documented::default(),
        rust: None,
        todos: Vec::new(),
    };
    types.insert(place, def);
    (Type::Named(own), None)
}

fn scalar(shape: &Shape) -> (Type, Option<Wire>) {
    use Class::{
        BigUint, BigUintText, Bool, BoolText, Date, DateTime, Empty, Fraction, FractionText, Iso, JsonText,
        Negative, NegativeText, NoDate, PaddedText, PrivateKey, Text, Uint, UintText, ZeroOne, ZeroOneText,
    };
    let all = |classes: &[Class]| shape.scalars.keys().all(|class| classes.contains(class));
    let some = |class: Class| shape.scalars.contains_key(&class);
    if all(&[Bool]) {
        (Type::Bool, None)
    } else if all(&[ZeroOne, Uint, BigUint]) {
        (Type::Uint, None)
    } else if all(&[ZeroOne, Uint, Negative]) {
        (Type::Int, None)
    } else if all(&[ZeroOne, Uint, BigUint, Negative, Fraction]) {
        (Type::Float, None)
    } else if some(DateTime) && all(&[DateTime, NoDate, Empty]) {
        (Type::DateTime, None)
    } else if some(Iso) && all(&[Iso, NoDate, Empty]) {
        (Type::DateTime, Some(Wire::Iso))
    } else if some(Date) && all(&[Date, NoDate, Empty]) {
        (Type::Date, None)
    } else if all(&[
        BigUintText,
        BoolText,
        Date,
        DateTime,
        Empty,
        FractionText,
        Iso,
        JsonText,
        NegativeText,
        NoDate,
        PaddedText,
        PrivateKey,
        Text,
        UintText,
        ZeroOneText,
    ]) {
        (Type::String, None)
    } else {
        (Type::Json, None)
    }
}

fn holds_text(ty: &Type) -> bool {
    match ty {
        Type::List(inner) | Type::Map(inner) => holds_text(inner),
        ty => *ty == Type::String,
    }
}

/// The values in lists of lists, and in maps that have no shape of their own yet.
fn innermost(shape: &Shape) -> &Shape {
    match &shape.items {
        Some(items) => innermost(items),
        None => shape,
    }
}

/// The type as a draft has it; `None` for a record that the spec gives no name.
pub(crate) fn draft_type(service: &Service, ty: &ModelType) -> Option<Type> {
    Some(match ty {
        ModelType::Int => Type::Int,
        ModelType::Uint => Type::Uint,
        ModelType::Float => Type::Float,
        ModelType::Bool => Type::Bool,
        ModelType::String | ModelType::Secret => Type::String,
        ModelType::DateTime => Type::DateTime,
        ModelType::Date => Type::Date,
        ModelType::Binary => Type::Binary,
        ModelType::Json => Type::Json,
        ModelType::List(item) => Type::List(Box::new(draft_type(service, item)?)),
        ModelType::Map(value) => Type::Map(Box::new(draft_type(service, value)?)),
        ModelType::Named(id) => {
            let origin = &service.type_def(*id).origin;
            // The result of an Action, and its error codes, stand under a key of the file.
            let is_generated = !origin.file.ends_with("/types.yaml") && origin.keys.len() == 1;
            let name = origin.keys.last().filter(|_| !is_generated)?;
            Type::Named(name.clone())
        }
    })
}

/// The type as the spec writes it.
pub(crate) fn type_text(ty: &Type) -> String {
    match ty {
        Type::Int => "int".to_owned(),
        Type::Uint => "uint".to_owned(),
        Type::Float => "float".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::String => "string".to_owned(),
        Type::DateTime => "datetime".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Binary => "binary".to_owned(),
        Type::Json => "json".to_owned(),
        Type::Named(name) => name.clone(),
        Type::List(item) => format!("[{}]", type_text(item)),
        Type::Map(value) => format!("{{string: {}}}", type_text(value)),
    }
}
