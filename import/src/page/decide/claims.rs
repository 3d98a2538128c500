//! What a page says of a field beside its type, and where it differs from what was decided.

use qcloud_codegen::model::{PageType, Wire};
use serde_json::{Number, Value};

use super::super::prose;
use super::super::read::Claim;
use super::super::types::{Base, Claimed};
use super::{Decider, Known, Side};
use crate::draft::{Documented, Field, Type, TypeKind};

impl Decider<'_> {
    /// What a page says of a field beside its type: whether it is required, its default, its bounds.
    pub(super) fn page_says(&mut self, known: Known<'_>, claim: &Claim, field: &mut Field) {
        if !known.side.is_request() {
            return;
        }
        field.required = claim.required == Some(true);
        let text = claim.default.clone().or_else(|| prose::default(&claim.description));
        let default = text.as_ref().and_then(|text| self.default(text, field));
        if matches!(field.ty, Type::Int | Type::Uint | Type::Float) && !field.required {
            (field.min, field.max) = prose::bounds(&claim.description);
        } else if matches!(field.ty, Type::Int | Type::Uint) {
            field.max = prose::bounds(&claim.description).1;
        }
        let as_float = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
        let value = default.as_ref().and_then(Value::as_f64);
        let is_off = match (as_float(&field.min), value, as_float(&field.max)) {
            (Some(min), Some(value), _) if value < min => true,
            (_, Some(value), Some(max)) if value > max => true,
            (Some(min), _, Some(max)) => min > max,
            _ => false,
        };
        if is_off {
            (field.min, field.max) = (None, None);
        }
        if field.required {
            field.documented.default = default;
        } else {
            field.default = default;
        }
        if let (Some(given), None, None) = (&claim.default, &field.default, &field.documented.default) {
            let shown: String = given.chars().filter(|c| !c.is_control()).take(40).collect();
            let todo = format!("the page gives the default `{shown}`, which is none for this type");
            self.todo(claim.line, &known.name(), &todo, &mut field.todos);
        }
    }

    pub(super) fn default(&self, text: &str, field: &Field) -> Option<Value> {
        let text = text.trim().trim_matches(['"', '\'', '“', '”', '`']);
        match &field.ty {
            Type::Int => text.parse::<i64>().ok().map(Value::from),
            Type::Uint => text.parse::<u64>().ok().map(Value::from),
            Type::Float => text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number),
            Type::Bool => match text.to_lowercase().as_str() {
                "0" | "false" | "否" | "no" => Some(false.into()),
                "1" | "true" | "是" | "yes" => Some(true.into()),
                _ => None,
            },
            Type::String if text.chars().all(|c| !c.is_control()) && text.chars().count() <= 60 => {
                Some(text.into())
            }
            Type::Named(name) => match &self.types.iter().find(|def| def.name == *name)?.kind {
                TypeKind::IntEnum(values) => {
                    let int = text.parse::<i64>().ok()?;
                    values.iter().any(|value| value.wire == int).then(|| int.into())
                }
                TypeKind::TextEnum(values) => {
                    values.iter().any(|value| value.wire == text).then(|| text.into())
                }
                TypeKind::Record(_) => None,
            },
            _ => None,
        }
    }

    /// Where the page differs from what was decided.
    pub(super) fn documented(&self, known: Known<'_>, ty: &Type, wire: Option<Wire>) -> Documented {
        let Some(node) = known.node else { return Documented { absent: true, ..Documented::default() } };
        let mut documented = Documented::default();
        let name = known.path.last().map_or("", String::as_str);
        if node.name != name {
            documented.name = Some(node.name.clone());
        }
        if node.claim.is_none() {
            if node.children.iter().all(|child| child.moved) {
                documented.absent = true;
                documented.name = None;
            }
            return documented;
        }
        documented.ty = self.type_claim(known.claimed(), ty, wire);
        if node.moved {
            documented.note = Some("The page lists it beside other things than the example does.".to_owned());
        } else if known.side == Side::Response && self.has_response && known.observed.is_none() {
            documented.note = Some("No example shows it.".to_owned());
        }
        documented
    }

    /// The type that the page gives, when it is another.
    pub(super) fn type_claim(&self, claimed: Claimed, ty: &Type, wire: Option<Wire>) -> Option<PageType> {
        if !claimed.list && matches!(claimed.base, Base::DateTime | Base::Date) {
            return None;
        }
        claimed.page_type().filter(|page| self.page_type(ty, wire) != Some(*page))
    }

    pub(super) fn page_type(&self, ty: &Type, wire: Option<Wire>) -> Option<PageType> {
        let number = |plain| Some(if wire == Some(Wire::String) { PageType::String } else { plain });
        match ty {
            Type::Int | Type::Uint => number(PageType::Int),
            Type::Float => number(PageType::Float),
            Type::Bool | Type::DateTime if wire == Some(Wire::Int) => Some(PageType::Int),
            Type::Bool => number(PageType::Bool),
            Type::String | Type::DateTime | Type::Date | Type::Binary => Some(PageType::String),
            Type::Json if wire == Some(Wire::String) => Some(PageType::String),
            Type::Json => None,
            Type::List(_) => Some(PageType::Array),
            Type::Map(_) => Some(PageType::Object),
            Type::Named(name) => match self.kinds.get(name) {
                Some(PageType::Int) => number(PageType::Int),
                other => other.copied(),
            },
        }
    }
}
