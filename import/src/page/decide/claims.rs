//! What a page says of a field beside its type, and where it differs from what was decided.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{Documented, EnumKey, FieldSpec, PageType, TypeExpr, Wire};
use qcloud_drift::evidence::Form;
use serde_json::Value;

use super::super::enums;
use super::super::read::{Claim, is_envelope};
use super::super::types::{Base, Claimed};
use super::{Decider, FieldsOf, Known, lower};
use crate::paging;
use crate::prose;
use crate::prose::defaults::{self, Default};
use crate::prose::limits::{self, Told};

/// Whether nothing but whole numbers of an example say what type a thing has.
fn is_by_example(known: Known<'_>, ty: &TypeExpr) -> bool {
    let is_number = matches!(ty.innermost(), "int" | "float");
    let claim = known.claim();
    is_number
        && known.claimed().base == Base::Unknown
        && known.observed.is_some_and(|seen| seen.present() > 0 && !seen.forms.contains_key(&Form::Fraction))
        && claim.is_some_and(|claim| !known.claimed().list && claim.ty == Claimed::default())
}

/// Whether a field is a number or a text of which no values are known.
pub(super) fn may_list(field: &FieldSpec) -> bool {
    matches!(field.ty.innermost(), "int" | "uint" | "float" | "string")
}

/// What a page says of a field of a result that the spec says of parameters only.
fn say_of_result(claim: &Claim, field: &mut FieldSpec) {
    let is_list = matches!(field.ty, TypeExpr::List(_));
    if !matches!(field.ty.innermost(), "int" | "uint" | "float" | "string") {
        if is_list && limits::is_any_told(&claim.description) {
            paging::add_note(field, "The page tells bounds in words.");
        }
        return;
    }
    if limits::are_hinted(&claim.description) {
        paging::add_note(field, "The page tells bounds in words.");
    }
    if matches!(defaults::default(&claim.description), Some(Default::Value(_))) {
        paging::add_note(field, "The page tells the default in words.");
    }
}

/// Whether a page speaks of bounds of a number, of a text or of a list.
fn may_hint(claim: &Claim, field: &FieldSpec) -> bool {
    let has_bounds = match field.ty.scalar() {
        Some(scalar) => {
            matches!(scalar, Scalar::Int | Scalar::Uint | Scalar::Float | Scalar::String | Scalar::Date)
        }
        None => matches!(field.ty, TypeExpr::List(_)),
    };
    has_bounds && (limits::are_hinted(&claim.description) || limits::are_hinted(&claim.others))
}

impl Decider<'_> {
    /// What a page says of a field beside its type: whether it is required, its default, its bounds.
    pub(super) fn page_says(&mut self, known: Known<'_>, claim: &Claim, field: &mut FieldSpec) {
        if known.is_other_time() && enums::format(&claim.description).is_some() {
            paging::add_note(field, "The page shows a time in another form than its example.");
        }
        if !known.side.is_request() {
            say_of_result(claim, field);
            return;
        }
        field.required = claim.required == Some(true);
        if !field.required && (claim.is_unclear || prose::is_conditional(&claim.description)) {
            paging::add_note(field, "The page tells in words when it must be given, or can't be.");
        }
        let said =
            defaults::default(&claim.description).or_else(|| match defaults::default(&claim.others)? {
                Default::Value(_) | Default::Words => Some(Default::Words),
            });
        let default = match &claim.default {
            Some(given) => self.default(given, field).or_else(|| {
                match defaults::default(&format!("{}\n默认：{given}", claim.description))? {
                    Default::Value(text) => self.default(&text, field),
                    Default::Words => None,
                }
            }),
            None => match &said {
                Some(Default::Value(text)) => self.default(text, field),
                _ => None,
            },
        };
        match limits::bound(known.observed, &claim.description, field) {
            Told::Read if field.min.is_none() && field.max.is_none() && may_hint(claim, field) => {
                paging::add_note(field, "The page tells bounds in words.");
            }
            Told::Read => {}
            Told::Words => paging::add_note(field, "The page tells bounds in words."),
            Told::Others => paging::add_note(field, "The page tells other bounds in words."),
            Told::Refuted => paging::add_note(field, "The page tells bounds that an example is outside of."),
        }
        if limits::keep_apart(field, default.as_ref()) {
            paging::add_note(field, "The page tells bounds that contradict each other or the default.");
        }
        let is_given = default.is_some();
        if !field.required {
            field.default = default;
        } else if is_given {
            field.claims_mut().default = default;
        }
        if let (Some(given), false) = (&claim.default, is_given) {
            let shown: String = given.chars().filter(|c| !c.is_control()).take(40).collect();
            let todo = format!("the page gives the default `{shown}`, which is none for this type");
            self.todo(known, known.place, &todo);
        } else if said.is_some() && !is_given {
            paging::add_note(field, "The page tells the default in words.");
        }
    }

    fn default(&self, text: &str, field: &FieldSpec) -> Option<Value> {
        let text = text.trim().trim_matches(['"', '\'', '“', '”', '`']);
        match field.ty.scalar() {
            Some(scalar) => defaults::of_scalar(text, scalar),
            None => {
                let values = self.types.get(field.ty.type_name()?)?.values.as_ref()?;
                let found = values.keys().find(|key| key.to_string().eq_ignore_ascii_case(text))?;
                Some(match found {
                    EnumKey::Int(number) => (*number).into(),
                    EnumKey::Text(text) => text.as_str().into(),
                })
            }
        }
    }

    /// What a page says of a thing that no table has where the example does: nothing, unless it has the name elsewhere.
    fn not_here(&mut self, known: Known<'_>) -> Option<Documented> {
        let name = lower(known.path.last()?);
        let (own, others) = if known.side.is_request() {
            (&self.page.named_in, &self.page.named_out)
        } else {
            (&self.page.named_out, &self.page.named_in)
        };
        if is_envelope(&name)
            || self.placed.contains(&name)
            || (others.contains_key(&name) && !own.contains_key(&name))
        {
            return Some(Documented::note("The page has the name in another place only."));
        }
        if let Some(line) = own.get(&name) {
            let what = format!(
                "line {line} of the page has this name, but no example shows it where the page has it; is it this one?"
            );
            self.todo(known, known.place, &what);
            return None;
        }
        if self.page.words.contains(&name) {
            return Some(Documented::note("The page has the name in its sentences only."));
        }
        Some(Documented::absent())
    }

    /// Where the page differs from what was decided.
    pub(super) fn documented(
        &mut self,
        known: Known<'_>,
        ty: &TypeExpr,
        wire: Option<Wire>,
    ) -> Option<Documented> {
        let Some(node) = known.node else { return self.not_here(known) };
        let mut documented = Documented::default();
        let name = known.path.last().map_or("", String::as_str);
        if node.claim.is_none() && node.children.iter().all(|child| child.moved) {
            return self.not_here(known);
        }
        if node.name != name {
            documented.claims.name = Some(node.name.clone());
        }
        if node.claim.is_some() {
            documented.claims.ty = self.type_claim(known.claimed(), ty, wire);
            let is_partly = node.claim.as_ref().is_some_and(|claim| claim.is_partly);
            let claims_time =
                matches!(known.claimed().base, Base::DateTime | Base::Date) && !known.claimed().list;
            documented.claims.note = if is_partly {
                Some(
                    "Of several tables of parameters that the page has, some require it, and others don't."
                        .to_owned(),
                )
            } else if claims_time && matches!(ty.scalar(), Some(Scalar::Int | Scalar::Uint)) {
                Some("The page calls it a time; the example has a number that counts no seconds.".to_owned())
            } else if node.moved {
                Some("The page lists it beside other things than the example does.".to_owned())
            } else if is_by_example(known, ty) {
                Some("The page gives no type; the example shows a whole number.".to_owned())
            } else if known.side == FieldsOf::Response && self.has_response && known.observed.is_none() {
                Some("No example shows it.".to_owned())
            } else {
                None
            };
        }
        documented.into_option()
    }

    /// The type that the page gives, when it is another.
    fn type_claim(&self, claimed: Claimed, ty: &TypeExpr, wire: Option<Wire>) -> Option<PageType> {
        if !claimed.list && matches!(claimed.base, Base::DateTime | Base::Date) {
            return None;
        }
        claimed.page_type().filter(|page| self.page_type(ty, wire) != Some(*page))
    }

    fn page_type(&self, ty: &TypeExpr, wire: Option<Wire>) -> Option<PageType> {
        match ty {
            TypeExpr::List(_) => Some(PageType::Array),
            TypeExpr::Map(_) => Some(PageType::Object),
            TypeExpr::Named(name) => match (ty.scalar(), self.kinds.get(name)) {
                (Some(scalar), _) => PageType::of(scalar, wire),
                (None, Some(PageType::Int)) if wire == Some(Wire::String) => Some(PageType::String),
                (None, kind) => kind.copied(),
            },
        }
    }
}
