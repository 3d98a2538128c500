//! One field: its name, its type, its form on the wire and its bounds.

use serde_json::{Number, Value};

use crate::diagnostic::nearest;
use crate::model::{Enum, EnumValues, Field, Type, TypeKind};
use crate::names;
use crate::source::At;
use crate::spec::{FieldSpec, TypeExpr, Wire};

use super::{Lowering, check_identifier};

/// What a field is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A request.
    Parameter,
    /// A record.
    Field,
}

/// The built-in types.
const SCALARS: &[(&str, Type)] = &[
    ("int", Type::Int),
    ("uint", Type::Uint),
    ("float", Type::Float),
    ("bool", Type::Bool),
    ("string", Type::String),
    ("datetime", Type::DateTime),
    ("date", Type::Date),
    ("json", Type::Json),
];

/// Whether a name belongs to a built-in type.
pub(super) fn is_scalar(name: &str) -> bool {
    SCALARS.iter().any(|(scalar, _)| *scalar == name)
}

impl Lowering<'_, '_> {
    /// Lowers a field; `None` when it has no type or no name.
    pub(super) fn field(&mut self, at: &At<'_>, wire: &str, spec: &FieldSpec, role: Role) -> Option<Field> {
        let rust = self.field_name(at, wire, spec, role);
        let ty = self.resolve(&at.key("type"), &spec.ty, spec.sensitive);
        let (rust, ty) = (rust?, ty?);
        self.check_form(at, &ty, spec);
        self.check_presence(at, &ty, spec, role);
        self.check_bounds(at, &ty, spec);
        let claims = self.field_claims(at, wire, &ty, spec);
        if spec.doc.trim().is_empty() {
            self.findings
                .warning(at.name(), format!("`{wire}` has no `doc`"))
                .help("say what it means, with its unit");
        }
        Some(Field {
            wire: wire.to_owned(),
            rust,
            doc: spec.doc.clone(),
            ty,
            required: spec.required,
            nullable: spec.nullable,
            boxed: false,
            form: spec.wire,
            default: spec.default.clone(),
            min: spec.min.clone(),
            max: spec.max.clone(),
            one_based: spec.base == Some(1),
            sensitive: spec.sensitive,
            claims,
        })
    }

    fn field_name(&mut self, at: &At<'_>, wire: &str, spec: &FieldSpec, role: Role) -> Option<String> {
        if let Some(rust) = &spec.rust {
            check_identifier(rust, at.key("rust").value(), self.findings);
            return Some(if role == Role::Parameter { names::parameter(rust) } else { rust.clone() });
        }
        let rust = if role == Role::Parameter { names::parameter(wire) } else { names::field(wire) };
        if !names::is_usable(&rust) {
            self.findings
                .error(at.name(), format!("`{wire}` gives no Rust name"))
                .help("give it one with `rust:`");
            return None;
        }
        Some(rust)
    }

    /// A type with its names resolved. `at` is the place of the expression.
    pub(super) fn resolve(&mut self, at: &At<'_>, expression: &TypeExpr, sensitive: bool) -> Option<Type> {
        match expression {
            TypeExpr::List(item) => Some(Type::List(Box::new(self.resolve(&at.item(0), item, sensitive)?))),
            TypeExpr::Map(value) => {
                Some(Type::Map(Box::new(self.resolve(&at.key("string"), value, sensitive)?)))
            }
            TypeExpr::Named(name) => {
                if let Some((_, scalar)) = SCALARS.iter().find(|(scalar, _)| scalar == name) {
                    return Some(if sensitive && *scalar == Type::String {
                        Type::Secret
                    } else {
                        scalar.clone()
                    });
                }
                if let Some(id) = self.by_name.get(name.as_str()) {
                    return Some(Type::Named(*id));
                }
                self.unknown_type(at, name);
                None
            }
        }
    }

    fn unknown_type(&mut self, at: &At<'_>, name: &str) {
        if self.spec.incomplete {
            return; // it may stand in the file that could not be read
        }
        let known = SCALARS.iter().map(|(scalar, _)| *scalar).chain(self.by_name.keys().copied());
        let mut known: Vec<_> = known.collect();
        known.sort_unstable();
        let nearest = nearest(name, known);
        let home = nearest.and_then(|nearest| self.by_name.get(nearest)).map(|id| self.type_place(*id));
        let finding = self
            .findings
            .error(at.value(), format!("unknown type `{name}`"))
            .label("no enum, record or scalar has this name");
        finding.help(match nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("define it in `types`, or use {}", list(SCALARS.iter().map(|(name, _)| *name))),
        });
        if let Some(home) = home {
            finding.defined(home);
        }
    }

    fn check_form(&mut self, at: &At<'_>, ty: &Type, spec: &FieldSpec) {
        if let Some(base) = spec.base
            && (base > 1 || !matches!(ty, Type::List(_)))
        {
            let message = if base > 1 { "`base` is 0 or 1" } else { "`base` is for lists" };
            self.findings.error(at.key("base").value(), message);
        }
        let Some(form) = spec.wire else { return };
        let scalar = scalar_of(ty);
        let fits = match (form, scalar) {
            (Wire::Int, Type::Bool | Type::DateTime)
            | (Wire::String, Type::Bool | Type::Int | Type::Uint | Type::Float | Type::Json) => true,
            (Wire::String, Type::Named(id)) => {
                matches!(&self.types[id.0].kind, TypeKind::Enum(Enum { values: EnumValues::Int(_), .. }))
            }
            _ => false,
        };
        if !fits {
            let form = if form == Wire::Int { "int" } else { "string" };
            self.findings
                .error(at.key("wire").value(), format!("`wire: {form}` has no meaning for the type `{}`", spec.ty))
                .help("`int` is for bools and datetimes; `string` for bools, numbers, enums of numbers and json");
        }
    }

    fn check_presence(&mut self, at: &At<'_>, ty: &Type, spec: &FieldSpec, role: Role) {
        if spec.nullable && role == Role::Parameter {
            self.findings
                .error(at.key("nullable").value(), "a parameter can't be `nullable`")
                .help("a parameter that is not set is left out of the request");
        } else if spec.nullable && spec.required {
            self.findings
                .error(at.key("nullable").value(), "a field can't be both `required` and `nullable`")
                .also(at.key("required").value(), "required here");
        }
        if spec.required && spec.default.is_some() {
            self.findings
                .error(at.key("default").value(), "what is `required` has no default")
                .also(at.key("required").value(), "required here");
        }
        if spec.sensitive
            && matches!(ty, Type::Named(id) if matches!(self.types[id.0].kind, TypeKind::Enum(_)))
        {
            self.findings.error(at.key("sensitive").value(), "an enum can't be sensitive");
        }
    }

    fn check_bounds(&mut self, at: &At<'_>, ty: &Type, spec: &FieldSpec) {
        for (key, bound) in [("min", &spec.min), ("max", &spec.max)] {
            let Some(bound) = bound else { continue };
            let fits = match ty {
                Type::Int => bound.is_i64(),
                Type::Float => true,
                Type::Uint | Type::String | Type::Secret | Type::List(_) => bound.is_u64(),
                _ => {
                    self.findings
                        .error(at.key(key).value(), format!("the type `{}` has no bounds", spec.ty))
                        .help("bounds are for numbers, and for the length of strings and lists");
                    continue;
                }
            };
            if !fits {
                let what = if *ty == Type::Int { "an integer" } else { "an integer that is not negative" };
                self.findings
                    .error(at.key(key).value(), format!("`{key}` of the type `{}` is {what}", spec.ty));
            }
        }
        if let (Some(min), Some(max)) = (&spec.min, &spec.max)
            && greater(min, max)
        {
            self.findings
                .error(at.key("min").value(), format!("the lower bound {min} is above the upper bound {max}"))
                .also(at.key("max").value(), "the upper bound");
        }
        if let Some(default) = &spec.default {
            self.check_default(at, ty, spec, default);
        }
    }

    fn check_default(&mut self, at: &At<'_>, ty: &Type, spec: &FieldSpec, default: &Value) {
        let at_default = at.key("default");
        if let Err(expected) = self.default_fits(ty, default) {
            self.findings
                .error(at_default.value(), format!("the default of the type `{}` is {expected}", spec.ty));
            return;
        }
        let measure = match default {
            Value::Number(number) => number.clone(),
            Value::String(text) => text.chars().count().into(),
            Value::Array(items) => items.len().into(),
            _ => return,
        };
        if let Some(min) = spec.min.as_ref().filter(|min| greater(min, &measure)) {
            self.findings
                .error(at_default.value(), format!("the default is below the lower bound {min}"))
                .also(at.key("min").value(), "the lower bound");
        }
        if let Some(max) = spec.max.as_ref().filter(|max| greater(&measure, max)) {
            self.findings
                .error(at_default.value(), format!("the default is above the upper bound {max}"))
                .also(at.key("max").value(), "the upper bound");
        }
    }

    /// Whether a default is a value of the type; says what would be.
    fn default_fits(&self, ty: &Type, default: &Value) -> Result<(), String> {
        let (fits, expected) = match ty {
            Type::Int => (default.is_i64(), "an integer"),
            Type::Uint => (default.is_u64(), "an integer that is not negative"),
            Type::Float => (default.is_number(), "a number"),
            Type::Bool => (default.is_boolean(), "`true` or `false`"),
            Type::String | Type::Secret | Type::DateTime | Type::Date => (default.is_string(), "a string"),
            Type::Json => (true, ""),
            Type::List(item) => {
                let Value::Array(items) = default else { return Err("a list".to_owned()) };
                return items.iter().try_for_each(|value| self.default_fits(item, value));
            }
            Type::Map(_) => (default.is_object(), "a map"),
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Record(_) => (false, "left out: a record has none"),
                TypeKind::Enum(open) => return enum_default_fits(open, default),
            },
        };
        if fits { Ok(()) } else { Err(expected.to_owned()) }
    }
}

fn enum_default_fits(open: &Enum, default: &Value) -> Result<(), String> {
    let (fits, known) = match &open.values {
        EnumValues::Int(values) => {
            let fits = values.iter().any(|value| default.as_i64() == Some(value.wire));
            (fits, list(values.iter().map(|value| value.wire.to_string())))
        }
        EnumValues::Text(values) => {
            let fits = values.iter().any(|value| default.as_str() == Some(&value.wire));
            (fits, list(values.iter().map(|value| value.wire.clone())))
        }
    };
    // An enum that is not lowered yet, or that is wrong itself, has no values to compare with.
    if fits || known.is_empty() { Ok(()) } else { Err(format!("one of its values: {known}")) }
}

/// The type of the scalars inside lists and maps.
pub(super) fn scalar_of(ty: &Type) -> &Type {
    match ty {
        Type::List(inner) | Type::Map(inner) => scalar_of(inner),
        scalar => scalar,
    }
}

fn greater(a: &Number, b: &Number) -> bool {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a > b,
        _ => a.as_f64() > b.as_f64(),
    }
}

fn list<S: AsRef<str>>(names: impl Iterator<Item = S>) -> String {
    names.map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
