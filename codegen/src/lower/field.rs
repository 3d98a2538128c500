//! One field: its name, its type, its form on the wire and its bounds.

use serde_json::{Number, Value};

use crate::diagnostic::nearest;
use crate::language::{Scalar, names, time};
use crate::model::{Enum, EnumValues, Field, Type, TypeKind};
use crate::source::At;
use crate::spec::{FieldSpec, TypeExpr};

use super::{Lowering, check_identifier};

/// What a field is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A request.
    Parameter,
    /// A record.
    Field,
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
            self.undocumented.push((at.name(), wire.to_owned()));
        } else {
            self.is_documented = true;
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
                if let Some(scalar) = Scalar::from_name(name) {
                    let is_secret = sensitive && scalar == Scalar::String;
                    return Some(if is_secret { Type::Secret } else { scalar.into() });
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
        let meant = self.meant_type(name);
        let home = meant.as_deref().and_then(|meant| self.by_name.get(meant)).map(|id| self.type_place(*id));
        let lower = name.to_lowercase();
        let bare = name.trim_matches(['[', ']', ' ']);
        let is_known = |name: &str| Scalar::from_name(name).is_some() || self.by_name.contains_key(name);
        let help = match meant {
            _ if name.contains('[') && is_known(bare) => {
                format!("write `[{bare}]`, without quotes, for a list")
            }
            Some(meant) => format!("did you mean `{meant}`?"),
            None if ["list", "array", "vec"].contains(&lower.as_str()) => {
                "a list is written `[T]`, such as `[string]`".to_owned()
            }
            None if ["map", "dict", "dictionary"].contains(&lower.as_str()) => {
                "a map is written `{string: T}`, such as `{string: int}`".to_owned()
            }
            None => {
                format!("define it under `types`, or use {}", list(Scalar::ALL.into_iter().map(Scalar::name)))
            }
        };
        let finding = self
            .findings
            .error(at.value(), format!("unknown type `{name}`"))
            .label("no enum, record or scalar has this name");
        finding.help(help);
        if let Some(home) = home {
            finding.defined(home);
        }
    }

    /// The type that was probably meant by an unknown name.
    fn meant_type(&mut self, name: &str) -> Option<String> {
        if let Some(meant) = Scalar::from_synonym(name) {
            return Some(meant.name().to_owned());
        }
        if !self.findings.may_search(self.by_name.len()) {
            return None;
        }
        let scalars = Scalar::ALL.iter().map(|scalar| scalar.name());
        nearest(name, self.by_name.keys().copied().chain(scalars)).map(str::to_owned)
    }

    fn check_form(&mut self, at: &At<'_>, ty: &Type, spec: &FieldSpec) {
        if let Some(base) = spec.base
            && (base > 1 || !matches!(ty, Type::List(_)))
        {
            let is_list = matches!(ty, Type::List(_));
            let message = if is_list {
                "`base` is 0 or 1".to_owned()
            } else {
                format!("`base` is for lists, not for the type `{}`", spec.ty)
            };
            self.findings
                .error(at.key("base").value(), message)
                .help("it is the index of the first element in a request; leave it out for 0");
        }
        if spec.base.is_some() && !self.spec.service.spec.protocol.is_flat() {
            self.findings
                .error(at.key("base").name(), "`base` is for services of the legacy API")
                .help("leave it out: a list travels as a JSON array");
        }
        let Some(form) = spec.wire else { return };
        let fits = ty.takes(&self.types, form);
        if !fits {
            let form = form.as_str();
            self.findings
                .error(
                    at.key("wire").value(),
                    format!("`wire: {form}` has no meaning for the type `{}`", spec.ty),
                )
                .also(at.key("type").value(), "the type")
                .help(match form {
                    "int" => "it is for `bool` as 0 and 1, and for `datetime` as Unix seconds",
                    "iso" => "it is for `datetime` as `2017-12-20T08:00:00+08:00`",
                    _ => "it is for `bool`, numbers, enums of numbers and `json` inside a string",
                });
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
                .also(at.key("required").value(), "required here")
                .help("`required` is for what is never null; leave one of them out");
        }
        if spec.required && spec.default.is_some() {
            self.findings
                .error(at.key("default").value(), "what is `required` has no default")
                .also(at.key("required").value(), "required here")
                .help("what the server assumes a default for need not be given; leave one of them out");
        }
        if spec.sensitive && ty.innermost().as_enum(&self.types).is_some() {
            self.findings
                .error(at.key("sensitive").value(), "an enum can't be sensitive")
                .also(at.key("type").value(), "its values are known to everybody")
                .help("leave `sensitive` out, or make it a `string`");
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
                let what = if *ty == Type::Int {
                    "an integer of 64 bits"
                } else {
                    "an integer that is not negative"
                };
                self.findings
                    .error(at.key(key).value(), format!("`{key}` of the type `{}` is {what}", spec.ty))
                    .also(at.key("type").value(), "the type");
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
        if let Err(wrong) = self.default_fits(ty, default) {
            let Misfit { item, expected, help } = wrong;
            let at_item = item.map(|number| at_default.item(number));
            let place = at_item.as_ref().unwrap_or(&at_default).value();
            let finding = self
                .findings
                .error(place, format!("the default of the type `{}` is wrong: expected {expected}", spec.ty));
            finding.also(at.key("type").value(), "the type");
            if let Some(help) = help {
                finding.help(help);
            }
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
    fn default_fits(&self, ty: &Type, default: &Value) -> Result<(), Misfit> {
        let text = default.as_str().unwrap_or_default();
        let (fits, expected) = match ty {
            Type::Int => (default.is_i64(), "an integer of 64 bits"),
            Type::Uint => (default.is_u64(), "an integer that is not negative"),
            Type::Float => (default.is_number(), "a number"),
            Type::Bool => (default.is_boolean(), "`true` or `false`"),
            Type::String | Type::Secret => (default.is_string(), "a string"),
            Type::DateTime => (time::is_datetime(text), "a time as `2017-12-20 08:00:00`"),
            Type::Date => (time::is_date(text), "a day as `2017-12-20`"),
            Type::Binary => (default.is_string(), "a string of Base64"),
            Type::Json => (true, ""),
            Type::List(item) => {
                let Value::Array(items) = default else { return Err(Misfit::new("a list", default)) };
                return items.iter().enumerate().try_for_each(|(number, value)| {
                    self.default_fits(item, value).map_err(|misfit| misfit.item(number))
                });
            }
            Type::Map(value) => {
                let Value::Object(values) = default else { return Err(Misfit::new("a mapping", default)) };
                return values.values().try_for_each(|given| self.default_fits(value, given));
            }
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Record(_) => (false, "none, since a record has no default"),
                TypeKind::Enum(open) => return enum_default_fits(open, default),
            },
        };
        if fits { Ok(()) } else { Err(Misfit::new(expected, default)) }
    }
}

/// What is wrong with a default.
struct Misfit {
    /// The item of a list that it is about.
    item: Option<usize>,
    expected: String,
    help: Option<String>,
}

impl Misfit {
    fn new(expected: &str, found: &Value) -> Self {
        let help = match found {
            Value::Number(_) | Value::Bool(_) if expected.starts_with("a string") => {
                Some(format!("write it in quotes: `\"{found}\"`"))
            }
            Value::String(text)
                if text.parse::<f64>().is_ok()
                    && !expected.contains("string")
                    && !expected.contains("20") =>
            {
                Some(format!("write it without quotes: `{text}`"))
            }
            Value::Number(number) if expected.contains("`true`") => match number.as_u64() {
                Some(0) => Some("write `false`".to_owned()),
                Some(1) => Some("write `true`".to_owned()),
                _ => None,
            },
            _ => None,
        };
        Self { item: None, expected: expected.to_owned(), help }
    }

    fn item(self, number: usize) -> Self {
        Self { item: Some(number), ..self }
    }
}

fn enum_default_fits(open: &Enum, default: &Value) -> Result<(), Misfit> {
    let (fits, known): (bool, Vec<String>) = match &open.values {
        EnumValues::Int(values) => {
            let fits = values.iter().any(|value| default.as_i64() == Some(value.wire));
            (fits, values.iter().map(|value| value.wire.to_string()).collect())
        }
        EnumValues::Text(values) => {
            let fits = values.iter().any(|value| default.as_str() == Some(&value.wire));
            (fits, values.iter().map(|value| value.wire.clone()).collect())
        }
    };
    // An enum that is wrong itself has no values to compare with.
    if fits || known.is_empty() {
        return Ok(());
    }
    let more = if known.len() > 20 { ", ..." } else { "" };
    let expected = format!("one of its values: {}{more}", list(known.iter().take(20)));
    let meant = default.as_str().and_then(|text| nearest(text, known.iter().map(String::as_str)));
    Err(Misfit { item: None, expected, help: meant.map(|meant| format!("did you mean `{meant}`?")) })
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
