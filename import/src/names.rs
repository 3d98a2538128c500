//! Rust names where the derived ones clash or can't be written: the first keeps its own, the others are told apart by a number.

use std::collections::HashSet;

use qcloud_codegen::language::names;

/// The Rust names that are taken in one place.
#[derive(Debug, Default)]
pub(crate) struct Taken(HashSet<String>);

impl Taken {
    /// Names that something else has.
    pub(crate) fn with(taken: impl IntoIterator<Item = String>) -> Self {
        Self(taken.into_iter().collect())
    }

    /// Takes the derived name; where that is impossible, another one, which is returned and has to be written as `rust:`.
    pub(crate) fn claim(&mut self, derived: &str, fallback: &str) -> Option<String> {
        if names::is_usable(derived) && self.0.insert(derived.to_owned()) {
            return None;
        }
        let stem = derived.trim_start_matches("r#").trim_end_matches('_');
        let is_name = !stem.is_empty() && names::is_identifier(&format!("{stem}_2"));
        let whole = (!is_name).then(|| fallback.to_owned());
        let stem = if is_name { stem } else { fallback };
        let mut names = whole.into_iter().chain((2..).map(|number| format!("{stem}_{number}")));
        let name = names.find(|name| !self.0.contains(name))?;
        self.0.insert(name.clone());
        Some(name)
    }

    /// As [`Taken::claim`], for the name of a type.
    pub(crate) fn claim_type(&mut self, derived: &str) -> Option<String> {
        if names::is_usable(derived) && self.0.insert(derived.to_owned()) {
            return None;
        }
        let stem = if names::is_identifier(derived) { derived } else { "Record" };
        let record = std::iter::once(format!("{stem}Record"));
        let mut names = record.chain((2..).map(|number| format!("{stem}Record{number}")));
        let name = names.find(|name| !self.0.contains(name))?;
        self.0.insert(name.clone());
        Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_keeps_its_name_and_the_others_get_numbers() {
        let mut taken = Taken::with(["request_id".to_owned()]);
        assert_eq!(taken.claim("uui", "field"), None);
        assert_eq!(taken.claim("uui", "field").as_deref(), Some("uui_2"));
        assert_eq!(taken.claim("uui", "field").as_deref(), Some("uui_3"));
        assert_eq!(taken.claim("request_id", "field").as_deref(), Some("request_id_2"));
        assert_eq!(taken.claim("r#type", "field"), None);
        assert_eq!(taken.claim("r#type", "field").as_deref(), Some("type_2"));
        assert_eq!(taken.claim("", "field").as_deref(), Some("field"));
        assert_eq!(taken.claim("", "field").as_deref(), Some("field_2"));
    }

    #[test]
    fn a_type_whose_name_is_taken_is_a_record_by_name_too() {
        let mut taken = Taken::with(["GetVpcResult".to_owned()]);
        assert_eq!(taken.claim_type("Vpc"), None);
        assert_eq!(taken.claim_type("GetVpcResult").as_deref(), Some("GetVpcResultRecord"));
        assert_eq!(taken.claim_type("GetVpcResult").as_deref(), Some("GetVpcResultRecord2"));
    }
}
