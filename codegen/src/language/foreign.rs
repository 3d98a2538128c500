//! Types and paths as other languages write them, in the words of this one.

use super::Scalar;

const LISTS: &[&str] =
    &["array", "arraylist", "iterable", "list", "seq", "sequence", "set", "slice", "vec", "vector"];
const MAPS: &[&str] = &["btreemap", "dict", "dictionary", "hashmap", "map", "object", "record"];
const OPTIONS: &[&str] = &["maybe", "nullable", "option", "optional"];

/// What a type of another language is called here; nothing for what is none, or for a plain name that only this spec could know.
pub(crate) fn translated(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(inner) = text.strip_suffix("[]").or_else(|| text.strip_prefix("[]")) {
        return Some(format!("[{}]", inner_type(inner)?));
    }
    if let Some(inner) = text.strip_suffix('?') {
        return inner_type(inner);
    }
    if let Some((name, item)) = text.split_once(" of ") {
        let plain = name.trim().to_lowercase();
        let is_list = LISTS.contains(&plain.trim_end_matches('s'));
        return if is_list { Some(format!("[{}]", inner_type(item)?)) } else { None };
    }
    let (name, arguments) = text.split_once(['<', '['])?;
    let arguments = arguments.strip_suffix(['>', ']'])?;
    let name = name.trim().to_lowercase();
    let name = name.rsplit(['.', ':']).next().unwrap_or_default();
    if MAPS.contains(&name) {
        let value = arguments.split_once(',').map_or(arguments, |(_, value)| value);
        Some(format!("{{string: {}}}", inner_type(value)?))
    } else if LISTS.contains(&name) {
        Some(format!("[{}]", inner_type(arguments)?))
    } else if OPTIONS.contains(&name) {
        inner_type(arguments)
    } else {
        None
    }
}

/// A path as this language writes it: with dots between names, and no indexes.
pub(crate) fn path_in_dots(path: &str) -> String {
    let mut dotted = String::new();
    let mut rest = path.trim_start_matches(['$', '/']);
    while let Some((before, behind)) = rest.split_once('[') {
        dotted.push_str(before);
        rest = behind.split_once(']').map_or("", |(_, behind)| behind);
    }
    (dotted + rest).replace('/', ".").trim_matches('.').to_owned()
}

/// A type within another: a name that is known by another word, any other name, or a type of another language.
fn inner_type(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let known = |name: &str| Scalar::from_name(name).or_else(|| Scalar::from_synonym(name));
    let one = lower.strip_suffix('s').and_then(known);
    if let Some(scalar) = known(&lower).or_else(|| Scalar::from_synonym(text)).or(one) {
        return Some(scalar.name().to_owned());
    }
    let is_name = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_name { Some(text.to_owned()) } else { translated(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_other_languages_are_translated_and_plain_names_are_not() {
        for (given, meant) in [
            ("map<string, string>", "{string: string}"),
            ("Dict[str, int64]", "{string: int}"),
            ("String[]", "[string]"),
            ("[]string", "[string]"),
            ("List<Record>", "[Record]"),
            ("std::vector<std::vector<int>>", "[[int]]"),
            ("array of String", "[string]"),
            ("list of integers", "[int]"),
            ("Optional<Boolean>", "bool"),
            ("string?", "string"),
        ] {
            assert_eq!(translated(given).as_deref(), Some(meant), "{given}");
        }
        for given in ["Record", "list", "Result<T>", "what is this", "", "<>", "list<>", "a | b"] {
            assert_eq!(translated(given), None, "{given}");
        }
    }
}
