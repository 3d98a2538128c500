//! From the evidence of values to the type that describes them.

use std::collections::HashSet;

use heck::ToUpperCamelCase;
use qcloud_codegen::language::{Scalar, Taken, names};
use qcloud_codegen::model::{PageType, Service, Type, Wire};
use qcloud_codegen::spec::{FieldSpec, TypeExpr, TypeSpec};

use crate::evidence::{Evidence, Kind, Time};

/// Names for new types of a service, none of which is taken.
#[derive(Debug)]
pub(crate) struct Namer {
    /// In lower case: Rust derives names from names, so those that differ in case alone clash.
    taken: Taken,
}

impl Namer {
    pub(crate) fn new(service: &Service) -> Self {
        let types = service.types.iter().flat_map(|def| {
            let in_spec = def.origin.keys.last().map(String::as_str);
            in_spec.into_iter().chain([def.kind.name()])
        });
        let requests = service.actions.iter().map(|action| action.request.name.as_str());
        let names = types.chain(requests).chain([service.handle.as_str()]);
        Self { taken: Taken::with(names.map(str::to_lowercase)) }
    }

    /// The name of a record that stands in a field of another: the field's, with the other's before it where that is taken.
    fn name(&mut self, field: &str, outer: &str) -> String {
        let short = field.to_upper_camel_case();
        let long = format!("{}{short}", outer.to_upper_camel_case());
        let numbered = (2..).map(|number| format!("{long}{number}"));
        let mut names = [short, long.clone()].into_iter().chain(numbered);
        let is_name = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic());
        names.find(|name| is_name(name) && self.taken.insert(name.to_lowercase())).unwrap_or(long)
    }
}

/// A type that was inferred.
#[derive(Debug)]
pub(crate) struct Inferred {
    pub(crate) ty: TypeExpr,
    pub(crate) form: Option<Wire>,
    /// What a page would call it; nothing for what may be anything.
    pub(crate) page: Option<PageType>,
}

impl Inferred {
    fn scalar(scalar: Scalar, form: Option<Wire>) -> Self {
        Self { ty: TypeExpr::named(scalar.name()), form, page: Type::from(scalar).page_type(&[], form) }
    }
}

/// A new record, with its name.
pub(crate) type NewType = (String, TypeSpec);

/// A field for what was seen, and the records that it needs.
pub(crate) fn field(
    name: &str,
    outer: &str,
    evidence: &Evidence,
    namer: &mut Namer,
) -> (FieldSpec, Vec<NewType>) {
    let mut types = Vec::new();
    let Inferred { ty, form, .. } = infer(name, outer, evidence, namer, &mut types);
    let mut field = FieldSpec::new(ty);
    field.wire = form;
    field.nullable = evidence.nulls.times > 0;
    field.sensitive = field.ty.innermost() == Scalar::String.name() && evidence.is_secret(name);
    (field, types)
}

/// The type that all values seen have, and their form; `json` where they have none in common.
pub(crate) fn infer(
    name: &str,
    outer: &str,
    evidence: &Evidence,
    namer: &mut Namer,
    types: &mut Vec<NewType>,
) -> Inferred {
    let inner = |evidence: &Evidence, namer: &mut Namer, types: &mut Vec<NewType>| {
        infer(&names::singular(name), outer, evidence, namer, types)
    };
    match evidence.kind() {
        None => Inferred::scalar(Scalar::Json, None),
        Some(Kind::List) => {
            let nothing = Evidence::default();
            let item = inner(evidence.items.as_deref().unwrap_or(&nothing), namer, types);
            Inferred { ty: item.ty.list(), form: item.form, page: Some(PageType::Array) }
        }
        Some(Kind::Object) if evidence.fields.is_empty() && evidence.values.is_none() => {
            Inferred::scalar(Scalar::Json, None)
        }
        Some(Kind::Object) if evidence.values.is_some() || evidence.is_map() => {
            let value = inner(&evidence.merged_fields(), namer, types);
            Inferred { ty: value.ty.map(), form: value.form, page: Some(PageType::Object) }
        }
        Some(Kind::Object) => {
            let own = namer.name(name, outer);
            let place = types.len();
            let mut taken = HashSet::new();
            let fields = evidence.fields.iter().map(|(inner, evidence)| {
                let (mut spec, more) = field(inner, &own, evidence, namer);
                types.extend(more);
                let rust = names::field(inner);
                if !taken.insert(rust.clone()) {
                    let mut numbered =
                        (2..).map(|number| format!("{}_{number}", rust.trim_start_matches("r#")));
                    spec.rust = numbered.find(|name| taken.insert(name.clone()));
                }
                (inner.clone(), spec)
            });
            let def = TypeSpec::record(fields.collect());
            types.insert(place, (own.clone(), def));
            Inferred { ty: TypeExpr::named(own), form: None, page: Some(PageType::Object) }
        }
        Some(Kind::Bool) => Inferred::scalar(Scalar::Bool, None),
        Some(Kind::Int | Kind::Float) => Inferred::scalar(evidence.number(Scalar::Uint), None),
        Some(Kind::Text) => match evidence.time() {
            Some(Time::DateTime) => Inferred::scalar(Scalar::DateTime, None),
            Some(Time::Iso) => Inferred::scalar(Scalar::DateTime, Some(Wire::Iso)),
            Some(Time::Date) => Inferred::scalar(Scalar::Date, None),
            None => Inferred::scalar(Scalar::String, None),
        },
    }
}

/// The type as the spec writes it; `None` for a record that the spec gives no name.
pub(crate) fn type_expr(service: &Service, ty: &Type) -> Option<TypeExpr> {
    Some(match ty {
        Type::List(item) => type_expr(service, item)?.list(),
        Type::Map(value) => type_expr(service, value)?.map(),
        Type::Named(id) => TypeExpr::named(service.type_def(*id).spec_name()?),
        scalar => TypeExpr::named(scalar.scalar()?.name()),
    })
}
