//! Names of which each can be had once: the first keeps its own, and those that come late get others.

use std::collections::HashSet;

use super::names::{is_identifier, is_usable};

/// The names that are taken in one place.
#[derive(Clone, Debug, Default)]
pub struct Taken(HashSet<String>);

impl Taken {
    /// Names that something else has.
    #[must_use]
    pub fn with(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().collect())
    }

    /// Whether nobody has a name yet.
    #[must_use]
    pub fn is_free(&self, name: &str) -> bool {
        !self.0.contains(name)
    }

    /// Takes a name, if nobody has it. Returns whether nobody had.
    pub fn insert(&mut self, name: impl Into<String>) -> bool {
        self.0.insert(name.into())
    }

    /// Takes the first of some names that nobody has.
    pub fn insert_first(&mut self, names: impl IntoIterator<Item = String>) -> Option<String> {
        names.into_iter().find(|name| self.insert(name.as_str()))
    }

    /// Takes the Rust name of a field or an Action that is derived from its wire name.
    ///
    /// Where that is impossible, another one is taken and returned: it has to be written as `rust:`.
    ///
    /// ```
    /// use qcloud_codegen::language::Taken;
    ///
    /// let mut taken = Taken::default();
    /// assert_eq!(taken.claim("owner_uin", "field"), None);
    /// assert_eq!(taken.claim("owner_uin", "field").as_deref(), Some("owner_uin_2"));
    /// ```
    pub fn claim(&mut self, derived: &str, fallback: &str) -> Option<String> {
        if is_usable(derived) && self.insert(derived) {
            return None;
        }
        let stem = derived.trim_start_matches("r#").trim_end_matches('_');
        let is_name = !stem.is_empty() && is_identifier(&format!("{stem}_2"));
        let whole = (!is_name).then(|| fallback.to_owned());
        let stem = if is_name { stem } else { fallback };
        self.insert_first(whole.into_iter().chain((2..).map(|number| format!("{stem}_{number}"))))
    }

    /// As [`Taken::claim`], for the name of a record.
    pub fn claim_type(&mut self, derived: &str) -> Option<String> {
        if is_usable(derived) && self.insert(derived) {
            return None;
        }
        let stem = if is_identifier(derived) { derived } else { "Record" };
        let first = std::iter::once(format!("{stem}Record"));
        self.insert_first(first.chain((2..).map(|number| format!("{stem}Record{number}"))))
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
