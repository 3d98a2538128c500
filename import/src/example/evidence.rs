//! What values of one thing were seen to be, in one example or in many.

use std::collections::HashMap;

use serde_json::Value;

/// The most texts and numbers that are remembered of one thing.
const MAX_SAMPLES: usize = 64;

/// What was seen in one place, over all values there.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// How many values were seen.
    pub seen: usize,
    /// How many of them were null.
    pub nulls: usize,
    /// How many were bools.
    pub bools: usize,
    /// How many were integers.
    pub ints: usize,
    /// How many were other numbers.
    pub floats: usize,
    /// How many were texts.
    pub strings: usize,
    /// How many were arrays.
    pub arrays: usize,
    /// How many were objects.
    pub objects: usize,
    /// Different texts that were seen, the first ones.
    pub texts: Vec<String>,
    /// Different integers that were seen, the first ones.
    pub numbers: Vec<i64>,
    /// A negative integer was seen.
    pub negative: bool,
    /// An integer above the range of `i64` was seen.
    pub large: bool,
    /// What the items of arrays were, if there was one.
    pub item: Option<Box<Observed>>,
    /// What the fields of objects were, in the order in which they were first seen.
    pub fields: Vec<(String, Observed)>,
    index: HashMap<String, usize>,
}

impl Observed {
    /// What one value shows.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        let mut observed = Self::default();
        observed.add(value);
        observed
    }

    /// Adds what another value in the same place shows.
    pub fn add(&mut self, value: &Value) {
        self.seen += 1;
        match value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => self.bools += 1,
            Value::Number(number) => {
                if let Some(int) = number.as_i64() {
                    self.ints += 1;
                    self.negative |= int < 0;
                    if self.numbers.len() < MAX_SAMPLES && !self.numbers.contains(&int) {
                        self.numbers.push(int);
                    }
                } else if number.is_u64() {
                    self.ints += 1;
                    self.large = true;
                } else {
                    self.floats += 1;
                }
            }
            Value::String(text) => {
                self.strings += 1;
                if self.texts.len() < MAX_SAMPLES && !self.texts.contains(text) {
                    self.texts.push(text.clone());
                }
            }
            Value::Array(items) => {
                self.arrays += 1;
                for item in items {
                    self.item.get_or_insert_default().add(item);
                }
            }
            Value::Object(fields) => {
                self.objects += 1;
                for (name, value) in fields {
                    self.field_mut(name).add(value);
                }
            }
        }
    }

    /// Adds all that was seen in another place.
    pub fn absorb(&mut self, other: &Self) {
        self.seen += other.seen;
        self.nulls += other.nulls;
        self.bools += other.bools;
        self.ints += other.ints;
        self.floats += other.floats;
        self.strings += other.strings;
        self.arrays += other.arrays;
        self.objects += other.objects;
        self.negative |= other.negative;
        self.large |= other.large;
        let texts = other.texts.iter().filter(|text| !self.texts.contains(text)).cloned().collect::<Vec<_>>();
        self.texts.extend(texts.into_iter().take(MAX_SAMPLES));
        let numbers =
            other.numbers.iter().copied().filter(|int| !self.numbers.contains(int)).collect::<Vec<_>>();
        self.numbers.extend(numbers.into_iter().take(MAX_SAMPLES));
        if let Some(item) = &other.item {
            self.item.get_or_insert_default().absorb(item);
        }
        for (name, field) in &other.fields {
            self.field_mut(name).absorb(field);
        }
    }

    /// What was seen of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Self> {
        self.index.get(name).map(|index| &self.fields[*index].1)
    }

    /// Forgets fields.
    pub fn remove(&mut self, names: &[&str]) {
        self.fields.retain(|(name, _)| !names.contains(&name.as_str()));
        self.index = self.fields.iter().enumerate().map(|(index, (name, _))| (name.clone(), index)).collect();
    }

    fn field_mut(&mut self, name: &str) -> &mut Self {
        let index = *self.index.entry(name.to_owned()).or_insert_with(|| {
            self.fields.push((name.to_owned(), Self::default()));
            self.fields.len() - 1
        });
        &mut self.fields[index].1
    }

    /// How many values were something.
    #[must_use]
    pub fn values(&self) -> usize {
        self.seen - self.nulls
    }

    /// The one kind of value that was seen, apart from null; `None` for none or several.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        let counts = [
            (self.bools, Kind::Bool),
            (self.ints + self.floats, if self.floats > 0 { Kind::Float } else { Kind::Int }),
            (self.strings, Kind::Text),
            (self.arrays, Kind::Array),
            (self.objects, Kind::Object),
        ];
        let mut seen = counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, kind)| kind);
        let first = seen.next()?;
        seen.next().is_none().then_some(first)
    }

    /// Whether every text that was seen, and at least one, is as a test says; empty texts aside.
    pub fn all_texts(&self, test: impl Fn(&str) -> bool) -> bool {
        let mut texts = self.texts.iter().filter(|text| !text.is_empty()).peekable();
        texts.peek().is_some() && texts.all(|text| test(text))
    }
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A number without a fraction.
    Int,
    /// A number with a fraction.
    Float,
    /// A string.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_one_place_are_seen_together() {
        let mut observed = Observed::of(&json!({"list": [{"a": 1, "b": null}, {"a": -2, "b": "x"}]}));
        observed.add(&json!({"list": []}));
        let item = observed.field("list").and_then(|list| list.item.as_deref()).unwrap();
        let (a, b) = (item.field("a").unwrap(), item.field("b").unwrap());
        assert_eq!((a.kind(), a.negative, a.numbers.as_slice()), (Some(Kind::Int), true, &[1, -2][..]));
        assert_eq!((b.kind(), b.nulls, b.values()), (Some(Kind::Text), 1, 1));
        assert_eq!(observed.field("list").map(|list| list.seen), Some(2));
    }

    #[test]
    fn two_kinds_are_no_kind() {
        let mut observed = Observed::of(&json!(1));
        observed.add(&json!("1"));
        assert_eq!(observed.kind(), None);
        assert_eq!(Observed::of(&json!(null)).kind(), None);
    }
}
