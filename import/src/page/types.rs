//! What a page calls the type of a parameter or field.

use qcloud_codegen::model::PageType;

/// A type as a page gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Claimed {
    /// The type, or the type of the items.
    pub(super) base: Base,
    /// Whether such types stand in an array.
    pub(super) list: bool,
}

/// The types that pages know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Base {
    /// The page does not say, or in words that mean nothing here.
    #[default]
    Unknown,
    Int,
    Uint,
    Float,
    Bool,
    String,
    DateTime,
    Date,
    Object,
}

impl Claimed {
    /// Whether the page says that it is one value, which holds no others.
    pub(super) fn is_scalar(self) -> bool {
        !self.list && !matches!(self.base, Base::Unknown | Base::Object)
    }

    /// As a correction in the spec says it.
    pub(super) fn page_type(self) -> Option<PageType> {
        if self.list {
            return Some(PageType::Array);
        }
        Some(match self.base {
            Base::Unknown => return None,
            Base::Int | Base::Uint => PageType::Int,
            Base::Float => PageType::Float,
            Base::Bool => PageType::Bool,
            Base::String | Base::DateTime | Base::Date => PageType::String,
            Base::Object => PageType::Object,
        })
    }
}

/// The words for each type; the first that is contained counts, so longer words come first.
const WORDS: &[(&str, Base)] = &[
    ("datetime", Base::DateTime),
    ("timestamp", Base::DateTime),
    ("时间戳", Base::DateTime),
    ("时间", Base::DateTime),
    ("map", Base::Object),
    ("dict", Base::Object),
    ("unsigned", Base::Uint),
    ("uint", Base::Uint),
    ("ulnt", Base::Uint),
    ("无符号", Base::Uint),
    ("bigint", Base::Int),
    ("int", Base::Int),
    ("long", Base::Int),
    ("整数", Base::Int),
    ("整型", Base::Int),
    ("整形", Base::Int),
    ("数字", Base::Int),
    ("数值", Base::Int),
    ("number", Base::Int),
    ("float", Base::Float),
    ("double", Base::Float),
    ("decimal", Base::Float),
    ("浮点", Base::Float),
    ("小数", Base::Float),
    ("bool", Base::Bool),
    ("布尔", Base::Bool),
    ("string", Base::String),
    ("sting", Base::String),
    ("varchar", Base::String),
    ("char", Base::String),
    ("text", Base::String),
    ("字符串", Base::String),
    ("字符", Base::String),
    ("文本", Base::String),
    ("enum", Base::String),
    ("枚举", Base::String),
    ("date", Base::Date),
    ("日期", Base::Date),
    ("time", Base::DateTime),
    ("obj", Base::Object),
    ("struct", Base::Object),
    ("json", Base::Object),
    ("hash", Base::Object),
    ("对象", Base::Object),
    ("结构", Base::Object),
];

/// The words that make a list of what stands beside them.
const LISTS: &[&str] = &["array", "list", "数组", "列表", "vector", "[]", "arry"];

/// The type that a cell names.
pub(super) fn claimed(text: &str) -> Claimed {
    let plain: String = without_names(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !"`*".contains(*c))
        .flat_map(char::to_lowercase)
        .collect();
    // A type whose name is longer than this is a sentence.
    if plain.is_empty() || plain.chars().count() > 40 {
        return Claimed::default();
    }
    let mut rest = plain;
    let mut list = false;
    for word in LISTS {
        if rest.contains(word) {
            list = true;
            rest = rest.replace(word, " ");
        }
    }
    let named: Vec<Base> = rest
        .split([' ', '/', '|', ',', '，', '、', '或'])
        .flat_map(|part| part.split("or"))
        .filter_map(base)
        .collect();
    let base = match named.as_slice() {
        [] => Base::Unknown,
        [first, rest @ ..] if rest.iter().all(|other| other == first) => *first,
        _ => Base::Unknown,
    };
    Claimed { base, list }
}

/// The text without the names of records in it, which may have a word for a type inside of one of theirs: `ChargePrepaid`.
fn without_names(text: &str) -> String {
    let is_known = |word: &str| WORDS.iter().any(|(known, _)| *known == word) || LISTS.contains(&word);
    let is_name = |word: &str| {
        let is_camel = word
            .as_bytes()
            .windows(2)
            .any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
        let mut humps: Vec<String> = Vec::new();
        for c in word.chars() {
            match humps.last_mut() {
                Some(hump) if !c.is_ascii_uppercase() => hump.push(c),
                _ => humps.push(c.to_string()),
            }
        }
        is_camel
            && !is_known(&word.to_lowercase())
            && !humps.iter().any(|hump| is_known(&hump.to_lowercase()))
    };
    let parts = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let kept = parts.map(|part| {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_name(word) { &part[word.len()..] } else { part }
    });
    kept.collect()
}

/// Whether a text is nothing but words for types.
pub(super) fn is_word(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let is_known = |word: &str| {
        let word = word.to_lowercase();
        word == "of" || LISTS.contains(&word.as_str()) || WORDS.iter().any(|(known, _)| *known == word)
    };
    words.peek().is_some() && words.all(is_known)
}

/// Whether a type is called by a name that is none of the usual words.
pub(super) fn is_named(text: &str, name: &str) -> bool {
    let lower = name.to_lowercase();
    text.contains(name) && base(&lower).is_none() && !LISTS.iter().any(|word| lower == *word) && lower != "of"
}

fn base(part: &str) -> Option<Base> {
    WORDS.iter().find(|(word, _)| part.contains(word)).map(|(_, base)| *base)
}

/// How many of the words at the beginning of a row name a type: in copied text, the type of a row is not marked off.
pub(super) fn words(words: &[&str]) -> usize {
    let is_type = |text: &str| {
        let lower = text.to_lowercase();
        let lower = lower.trim_matches(['[', ']', '(', ')', '<', '>', '{', '}']);
        let known = claimed(text);
        let short = lower.chars().count() <= 24;
        short
            && (known.list || known.base != Base::Unknown)
            && lower.chars().all(|c| !c.is_ascii_punctuation() || "[]()<>{}/|_,".contains(c))
    };
    let Some(first) = words.first() else { return 0 };
    if matches!(*first, "-" | "--" | "/") {
        return 1;
    }
    let lower: Vec<String> = words.iter().take(4).map(|word| word.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    match lower.as_slice() {
        ["array" | "list", "of", _, "object" | "objects", ..] => 4,
        [_, "object" | "objects", ..] => 2,
        ["unix", second, ..] if is_type(second) => 2,
        ["json", second, ..] if is_type(second) => 2,
        ["array" | "list", "of", third, ..] if is_type(third) => 3,
        ["unsigned" | "long", second, ..] if is_type(second) => 2,
        [first, "array" | "list" | "[]", ..] if is_type(first) => 2,
        ["array" | "list", second, ..] if second.starts_with(['(', '<', '[']) => 2,
        [first, ..] if is_type(first) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_pages_name_types() {
        let cases = [
            ("Int", Base::Int, false),
            ("Unsigned Int", Base::Uint, false),
            ("string", Base::String, false),
            ("Array", Base::Unknown, true),
            ("Array of String", Base::String, true),
            ("String数组", Base::String, true),
            ("Array(Object)", Base::Object, true),
            ("Array[Int]", Base::Int, true),
            ("整型", Base::Int, false),
            ("List<String>", Base::String, true),
            ("Boolean", Base::Bool, false),
            ("DateTime", Base::DateTime, false),
            ("Timestamp", Base::DateTime, false),
            ("Int/String", Base::Unknown, false),
            ("String or string", Base::String, false),
            ("-", Base::Unknown, false),
            ("Json", Base::Object, false),
            ("String Map", Base::Object, false),
            ("ChargePrepaid object", Base::Object, false),
            ("EndpointSet", Base::Unknown, false),
            ("Array of UpdateInfo", Base::Unknown, true),
            ("IntArray", Base::Int, true),
        ];
        for (text, base, list) in cases {
            assert_eq!(claimed(text), Claimed { base, list }, "{text}");
        }
    }

    #[test]
    fn a_type_may_have_several_words_in_copied_text() {
        let cases = [
            ("String Certificate", 1),
            ("Array of String Names", 3),
            ("Unsigned Int Size", 2),
            ("Certificate", 0),
            ("- x", 1),
        ];
        for (row, count) in cases {
            assert_eq!(words(&row.split(' ').collect::<Vec<_>>()), count, "{row}");
        }
    }
}
