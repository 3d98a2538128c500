//! What stands at a place of the responses: how often, and of what kinds. Never a value.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use qcloud_codegen::language::time;
use qcloud_codegen::vendor::private_key;
use serde_json::{Number, Value, json};

use crate::words;

/// How often something was seen, and in which response first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) times: u64,
    /// The index of the response.
    pub(crate) first: usize,
}

impl Count {
    pub(crate) fn add(&mut self, response: usize) {
        self.merge(Self { times: 1, first: response });
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.first = match (self.times, other.times) {
            (0, _) => other.first,
            (_, 0) => self.first,
            _ => self.first.min(other.first),
        };
        self.times += other.times;
    }
}

/// All that was seen at a place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    /// Values, nulls included.
    pub(crate) seen: Count,
    /// Objects that could have had it and did not.
    pub(crate) absent: Count,
    pub(crate) nulls: Count,
    pub(crate) scalars: BTreeMap<Class, Count>,
    /// Of an enum only: its values as text; `None` stands for those that may not be shown.
    pub(crate) words: BTreeMap<Option<String>, Count>,
    /// Lists that are not empty.
    pub(crate) lists: Count,
    pub(crate) empty_lists: Count,
    pub(crate) items: Option<Box<Shape>>,
    pub(crate) objects: Count,
    pub(crate) fields: IndexMap<String, Shape>,
    /// The values of objects that the spec describes as maps.
    pub(crate) values: Option<Box<Shape>>,
}

impl Shape {
    pub(crate) fn merge(&mut self, other: &Self) {
        self.seen.merge(other.seen);
        self.absent.merge(other.absent);
        self.nulls.merge(other.nulls);
        for (class, count) in &other.scalars {
            self.scalars.entry(*class).or_default().merge(*count);
        }
        for (word, count) in &other.words {
            self.words.entry(word.clone()).or_default().merge(*count);
        }
        self.lists.merge(other.lists);
        self.empty_lists.merge(other.empty_lists);
        self.objects.merge(other.objects);
        for (mine, theirs) in [(&mut self.items, &other.items), (&mut self.values, &other.values)] {
            if let Some(theirs) = theirs {
                mine.get_or_insert_default().merge(theirs);
            }
        }
        for (name, theirs) in &other.fields {
            self.fields.entry(name.clone()).or_default().merge(theirs);
        }
    }

    /// The shapes of all values of the objects here, as if they were maps.
    pub(crate) fn merged_fields(&self) -> Self {
        let mut merged = self.values.as_deref().cloned().unwrap_or_default();
        self.fields.values().for_each(|field| merged.merge(field));
        merged.absent = Count::default();
        merged
    }

    /// Whether the keys of the objects here are data, rather than names of fields.
    pub(crate) fn is_map(&self) -> bool {
        self.fields.len() > words::MOST_FIELDS || self.fields.keys().any(|key| !words::is_field_name(key))
    }

    /// The kinds of values here, without nulls, and how often each was seen.
    pub(crate) fn kinds(&self) -> Vec<(String, Count)> {
        let mut kinds: Vec<(String, Count)> = Vec::new();
        for (class, count) in &self.scalars {
            match kinds.iter_mut().find(|(noun, _)| noun == class.noun()) {
                Some((_, known)) => known.merge(*count),
                None => kinds.push((class.noun().to_owned(), *count)),
            }
        }
        let item = self.items.as_deref().map(Self::nouns).filter(|nouns| !nouns.is_empty());
        let list = item.map_or_else(|| "list".to_owned(), |item| format!("list of {item}"));
        let object = if self.is_map() { "object whose keys look like data" } else { "object" };
        for (noun, count) in
            [(list.as_str(), self.lists), ("empty list", self.empty_lists), (object, self.objects)]
        {
            if count.times > 0 {
                kinds.push((noun.to_owned(), count));
            }
        }
        kinds
    }

    /// The kinds of values here, in words.
    pub(crate) fn nouns(&self) -> String {
        let mut nouns: Vec<_> = self.kinds().into_iter().map(|(noun, _)| noun).collect();
        if self.nulls.times > 0 {
            nouns.push("null".to_owned());
        }
        nouns.join(" or ")
    }
}

/// The kind of a scalar, as far as it tells types of the spec apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Bool,
    /// 0 and 1, which may stand for a bool.
    ZeroOne,
    Uint,
    /// More than `i64` holds.
    BigUint,
    Negative,
    Fraction,
    Empty,
    BoolText,
    ZeroOneText,
    UintText,
    BigUintText,
    NegativeText,
    FractionText,
    /// Digits with a zero before them, which a number would lose.
    PaddedText,
    DateTime,
    Iso,
    Date,
    /// The zero date.
    NoDate,
    PrivateKey,
    JsonText,
    Text,
}

impl Class {
    pub(crate) fn of_number(number: &Number) -> Self {
        match (number.as_u64(), number.as_i64()) {
            (Some(0 | 1), _) => Self::ZeroOne,
            (Some(_), Some(_)) => Self::Uint,
            (Some(_), None) => Self::BigUint,
            (None, Some(_)) => Self::Negative,
            (None, None) => Self::Fraction,
        }
    }

    pub(crate) fn of_text(text: &str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit());
        if is_number && digits.bytes().all(|b| b.is_ascii_digit()) {
            let is_padded = digits.len() > 1 && digits.starts_with('0');
            return match (text.parse::<u64>(), text.parse::<i64>()) {
                _ if is_padded => Self::PaddedText,
                (Ok(0 | 1), _) => Self::ZeroOneText,
                (Ok(_), Ok(_)) => Self::UintText,
                (Ok(_), Err(_)) => Self::BigUintText,
                (Err(_), Ok(_)) => Self::NegativeText,
                (Err(_), Err(_)) => Self::Text,
            };
        }
        match text.trim() {
            "" => Self::Empty,
            "true" | "false" => Self::BoolText,
            zero if time::is_zero(zero) => Self::NoDate,
            _ if is_number && text.parse::<f64>().is_ok_and(f64::is_finite) => Self::FractionText,
            trimmed if time::is_datetime(trimmed) => Self::DateTime,
            trimmed if time::is_iso(trimmed) => Self::Iso,
            trimmed if time::is_date(trimmed) => Self::Date,
            trimmed if private_key::begins(trimmed) => Self::PrivateKey,
            trimmed
                if trimmed.starts_with(['{', '['])
                    && serde_json::from_str::<serde::de::IgnoredAny>(trimmed).is_ok() =>
            {
                Self::JsonText
            }
            _ => Self::Text,
        }
    }

    /// A value that stands for all of its kind.
    pub(crate) fn example(self) -> Value {
        match self {
            Self::Bool => json!(true),
            Self::ZeroOne => json!(1),
            Self::Uint => json!(12),
            Self::BigUint => json!(u64::MAX),
            Self::Negative => json!(-12),
            Self::Fraction => json!(1.5),
            Self::Empty => json!(""),
            Self::BoolText => json!("true"),
            Self::ZeroOneText => json!("1"),
            Self::UintText => json!("12"),
            Self::BigUintText => json!("18446744073709551615"),
            Self::NegativeText => json!("-12"),
            Self::FractionText => json!("1.5"),
            Self::PaddedText => json!("007"),
            Self::DateTime => json!("2017-12-20 08:00:00"),
            Self::Iso => json!("2017-12-20T08:00:00+08:00"),
            Self::Date => json!("2017-12-20"),
            Self::NoDate => json!("0000-00-00 00:00:00"),
            Self::PrivateKey => json!("-----BEGIN PRIVATE KEY-----"),
            Self::JsonText => json!("{}"),
            Self::Text => json!("text"),
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::ZeroOne | Self::Uint | Self::BigUint => "number",
            Self::Negative => "negative number",
            Self::Fraction => "fraction",
            Self::Empty => "empty string",
            Self::BoolText => "string with a bool",
            Self::ZeroOneText | Self::UintText | Self::BigUintText => "string with a number",
            Self::NegativeText => "string with a negative number",
            Self::FractionText => "string with a fraction",
            Self::PaddedText => "string of digits",
            Self::DateTime => "string like a datetime",
            Self::Iso => "string like an ISO time",
            Self::Date => "string like a date",
            Self::NoDate => "string with the zero date",
            Self::PrivateKey => "string like a private key",
            Self::JsonText => "string with JSON",
            Self::Text => "string",
        }
    }
}

/// A datetime without the part of a second.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_a_kind_is_of_that_kind() {
        let texts = [
            "",
            "true",
            "1",
            "12",
            "18446744073709551615",
            "-12",
            "1.5",
            "007",
            "2017-12-20 08:00:00",
            "2017-12-20T08:00:00+08:00",
            "2017-12-20",
            "0000-00-00 00:00:00",
            "-----BEGIN PRIVATE KEY-----",
            "{}",
            "text",
        ];
        for text in texts {
            assert_eq!(Class::of_text(text).example(), json!(text));
        }
        for number in [json!(1), json!(12), json!(u64::MAX), json!(-12), json!(1.5)] {
            assert_eq!(Class::of_number(number.as_number().unwrap()).example(), number);
        }
        assert_eq!(Class::of_text("2017-12-20 08:00:00.25"), Class::DateTime);
        assert_eq!(Class::of_text("99999999999999999999999"), Class::Text);
        assert_eq!(Class::of_text("[not json"), Class::Text);
        assert_eq!(Class::of_text("nan"), Class::Text);
    }
}
