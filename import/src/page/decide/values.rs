//! From the values that a thing may have to an enum, or to a bool.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{Entries, EnumKey, FieldSpec, PageType, TypeExpr, TypeSpec, ValueSpec, Wire};

use super::super::enums::{self, Values};
use super::super::names;
use super::super::notation::lower;
use super::super::read::Claim;
use super::{Decided, Decider, FieldsOf, Known, Made, claims};
use crate::paging;
use crate::prose;

impl Decider<'_> {
    /// The values that a thing may have: from its description, or from a table that is about it.
    pub(super) fn values(&self, known: Known<'_>) -> Option<Values> {
        let is_response = known.side == FieldsOf::Response;
        enums::values(known.claim()?, known.path.last()?, (known.observed, is_response), &self.page.values)
    }

    /// Tells of values that a page has in words, and that the type of the field has not.
    pub(super) fn values_said(&self, known: Known<'_>, claim: &Claim, field: &mut FieldSpec) {
        let text = format!("{}\n{}\n{}", claim.description, claim.values, claim.others);
        let default = field.default.as_ref().and_then(|default| default.as_str().map(str::to_owned));
        let is_name = |word: &str| {
            if default.as_deref() == Some(word) {
                return true; // told already
            }
            let word = lower(word);
            self.page.named_in.contains_key(&word) || self.page.named_out.contains_key(&word)
        };
        let listed = self.types.get(field.ty.innermost()).and_then(|def| def.values.as_ref());
        let Some(listed) = listed else {
            if !claims::may_list(field) {
                return;
            }
            if let Some((told, shown)) = enums::in_another_case(&text, known.observed) {
                paging::add_note(
                    field,
                    &format!("The page tells the value `{told}`, and the example has `{shown}`."),
                );
            }
            let is_word =
                |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic()) && !is_name(text);
            let is_enum = ["enum", "枚举"].iter().any(|word| claim.type_text.to_lowercase().contains(word));
            if is_enum || prose::are_told(&text, &is_name) || is_word(claim.values.trim()) {
                paging::add_note(field, "The page tells values in words.");
            }
            return;
        };
        let is_listed = |text: &&str| listed.keys().any(|key| key.to_string() == **text);
        let quoted = prose::quoted_values(&text, &is_name);
        let is_rest = ["负数", "negative number", "其他值", "其它值", "other values"]
            .iter()
            .any(|word| text.contains(word));
        let is_more = |value: &prose::Value| !listed.keys().any(|key| key.to_string() == value.wire);
        let is_rest = is_rest || prose::values(&claim.others).iter().any(is_more);
        if is_rest || (quoted.iter().any(is_listed) && !quoted.iter().all(is_listed)) {
            paging::add_note(field, "The page tells other values in words.");
        }
    }

    /// What a parameter is, or the items of a list, whose page tells nothing of it but its values. Words in a list may be names of fields.
    pub(super) fn listed(&mut self, known: Known<'_>) -> Option<Decided> {
        let values = self.values(known).filter(|_| known.side.is_request())?;
        if values.ints().is_some() {
            return Some(self.numbers(known, &values, false, None));
        }
        (!known.is_item && !values.are_flags()).then(|| self.texts(known, &values))
    }

    pub(super) fn numbers(
        &mut self,
        known: Known<'_>,
        values: &Values,
        is_flag: bool,
        wire: Option<Wire>,
    ) -> Decided {
        let Some(values) = values.ints() else { return Decided { wire, ..Scalar::Int.into() } };
        if is_flag
            && wire.is_none()
            && let [zero, one] = values.as_slice()
            && (zero.wire, one.wire) == (0, 1)
            && names::is_no_and_yes(&zero.meaning, &one.meaning)
        {
            return Decided::wired(Scalar::Bool, Wire::Int);
        }
        let listed = enums::listed(&values);
        let (values, unnamed) = enums::int_enum(&values, self.with_docs);
        let ty = self.enumeration(known, (values, listed), PageType::Int, &unnamed);
        Decided { wire, ..ty.into() }
    }

    pub(super) fn texts(&mut self, known: Known<'_>, values: &Values) -> Decided {
        let Some(values) = values.texts() else { return Scalar::String.into() };
        let listed = enums::listed(values);
        let (values, unnamed) = enums::text_enum(values, self.with_docs);
        self.enumeration(known, (values, listed), PageType::String, &unnamed).into()
    }

    fn enumeration(
        &mut self,
        known: Known<'_>,
        (values, listed): (Entries<EnumKey, ValueSpec>, Vec<(String, String)>),
        on_wire: PageType,
        unnamed: &[String],
    ) -> TypeExpr {
        let word = known.path.last().map(|name| name.to_lowercase()).unwrap_or_default();
        let is_same = |made: &&Made| {
            made.field == word || (made.listed == listed && self.kinds.get(&made.name) == Some(&on_wire))
        };
        let mut earlier = self.enums.iter().filter(is_same).map(|made| &made.name);
        let known_values = |name: &String| self.types.get(name).and_then(|def| def.values.as_ref());
        if let Some(name) = earlier.find(|name| known_values(name).is_some_and(|known| same(known, &values)))
        {
            let name = name.clone();
            if let Some(known) = self.types.get_mut(&name).and_then(|def| def.values.as_mut()) {
                let new: Vec<_> = values.into_iter().filter(|(key, _)| known.get(key).is_none()).collect();
                known.extend(new);
            }
            return TypeExpr::Named(name);
        }
        let name = self.names.take(known.path, false, "");
        self.enums.push(Made { field: word, listed, name: name.clone() });
        self.kinds.insert(name.clone(), on_wire);
        if !unnamed.is_empty() {
            let what = match unnamed {
                [one] => format!("give {one} a name that says what it means"),
                several => format!("give {} names that say what they mean", several.join(", ")),
            };
            self.todo(known, &["types".to_owned(), name.clone()], &what);
        }
        self.types.push(name.clone(), TypeSpec::open_enum(values));
        TypeExpr::Named(name)
    }
}

/// Whether the values that a page lists under one name are the same, so that they are one enum, with all that examples have beside them.
fn same(known: &Entries<EnumKey, ValueSpec>, values: &Entries<EnumKey, ValueSpec>) -> bool {
    fn listed(values: &Entries<EnumKey, ValueSpec>) -> impl Iterator<Item = &EnumKey> {
        values.iter().filter(|(_, value)| value.documented.is_none()).map(|(key, _)| key)
    }
    let is_free = |(key, value): (&EnumKey, &ValueSpec)| {
        known.get(key).is_some()
            || value.name.is_none()
            || known.iter().all(|(_, known)| known.name != value.name)
    };
    listed(known).eq(listed(values)) && values.iter().all(is_free)
}
