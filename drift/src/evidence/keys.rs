//! Which keys of objects are names of fields, and which are data such as an id or a domain, which make the object a map.

/// A longer name is data.
const LONGEST_NAME: usize = 64;

/// More digits in a row are a number of an account, a phone, a time.
pub(super) const MOST_DIGITS: usize = 6;

/// More numbers among the letters make an id or a key.
const MOST_NUMBERS: usize = 2;

/// More fields are no record's.
pub(crate) const MOST_FIELDS: usize = 200;

/// Whether keys of one object are data rather than names of fields, so that the object is a map: there are very many, or one of them is no name.
#[must_use]
pub fn are_data<'k>(keys: impl IntoIterator<Item = &'k str>) -> bool {
    let mut count = 0;
    keys.into_iter().any(|key| {
        count += 1;
        count > MOST_FIELDS || !is_field_name(key)
    })
}

/// Whether a key can be the name of a field.
#[must_use]
pub fn is_field_name(key: &str) -> bool {
    let letters = key.chars().filter(char::is_ascii_alphabetic).count();
    let digits = key.chars().filter(char::is_ascii_digit).count();
    let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_plain
        && letters > 0
        && letters >= digits
        && key.len() <= LONGEST_NAME
        && !has_long_number(key)
        && !has_many_numbers(key)
        && !is_masked(key)
}

/// Whether a text hides a part of itself, as an account's number may in an example: `125XXXXXXX`.
fn is_masked(text: &str) -> bool {
    ["XXXX", "xxxx"].iter().any(|mask| text.contains(mask))
}

/// Whether numbers stand all over a text, as in an id or a key.
pub(super) fn has_many_numbers(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    numbers.count() > MOST_NUMBERS
}

/// Whether a text has a number that is too long for a name or a word.
pub(super) fn has_long_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > MOST_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_are_told_from_data() {
        for name in ["id", "ownerUin", "renew_able", "TotalCount", "ipv6Cidr", "m1"] {
            assert!(is_field_name(name), "{name}");
        }
        for key in [
            "",
            "www.example.com",
            "a@example.com",
            "10.0.0.1",
            "100000001",
            "ins-1a2b3c4d",
            "2017-12-20",
            "uin100000001",
            "d41d8cd98f00b204e9800998ecf8427e",
            "a b",
            "\u{5f20}\u{4e09}",
            "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
            "ins1a2b3c4d",
            "125XXXXXXXX",
        ] {
            assert!(!is_field_name(key), "{key}");
        }
        assert!(!is_field_name(&"a".repeat(65)));
    }

    #[test]
    fn one_key_of_data_or_very_many_keys_make_a_map() {
        assert!(!are_data(["id", "name"]));
        assert!(are_data(["id", "www.example.com"]));
        let many: Vec<String> = (0..201).map(|number| format!("field{number}")).collect();
        assert!(are_data(many.iter().map(String::as_str)));
        assert!(!are_data(many[1..].iter().map(String::as_str)));
    }
}
