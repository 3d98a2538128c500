//! Parameters with names such as `Filters.0.Values.1`, nested as their names say.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Deeper than this, names are cut off.
const MAX_DEPTH: usize = 16;

/// A parameter, or what is nested in one.
#[derive(Debug)]
pub(crate) enum Flat {
    /// A value, which is a text.
    Leaf(String),
    /// What is nested, in the order in which it was given.
    Inner(Vec<(String, Flat)>),
}

impl Flat {
    /// Nests parameters. Of two with the same name, the first counts.
    pub(crate) fn of(parameters: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut flat = Self::Inner(Vec::new());
        for (name, value) in parameters {
            flat.insert(&name, value);
        }
        flat
    }

    fn insert(&mut self, name: &str, value: String) {
        let dotted = name.replace("[]", ".0").replace('[', ".").replace(']', "");
        let mut flat = self;
        for step in dotted.split('.').filter(|step| !step.is_empty()).take(MAX_DEPTH) {
            if let Self::Leaf(_) = flat {
                *flat = Self::Inner(Vec::new());
            }
            let Self::Inner(fields) = flat else { return };
            let index = fields.iter().position(|(name, _)| name == step).unwrap_or_else(|| {
                fields.push((step.to_owned(), Self::Inner(Vec::new())));
                fields.len() - 1
            });
            flat = &mut fields[index].1;
        }
        if flat.fields().is_empty() && !matches!(flat, Self::Leaf(_)) {
            *flat = Self::Leaf(value);
        }
    }

    /// What is nested in it.
    pub(crate) fn fields(&self) -> &[(String, Self)] {
        match self {
            Self::Leaf(_) => &[],
            Self::Inner(fields) => fields,
        }
    }

    /// What is nested in it as the items of a list, by their indexes; none when a name is no index. A letter in the place of one stands for 0.
    pub(crate) fn items(&self) -> Option<BTreeMap<usize, &Self>> {
        let index = |name: &str| is_index(name).then(|| name.parse().unwrap_or(0));
        self.fields().iter().map(|(name, flat)| Some((index(name)?, flat))).collect()
    }

    /// The parameters as JSON, all scalars as texts; and the lists whose indexes begin with 1, as dotted paths.
    pub(crate) fn json(&self) -> (Map<String, Value>, Vec<String>) {
        let mut one_based = Vec::new();
        let fields =
            self.fields().iter().map(|(name, flat)| (name.clone(), flat.value(name, &mut one_based)));
        let fields = fields.collect();
        (fields, one_based)
    }

    fn value(&self, path: &str, one_based: &mut Vec<String>) -> Value {
        if let Self::Leaf(value) = self {
            return Value::from(value.as_str());
        }
        if let Some(items) = self.items().filter(|items| !items.is_empty()) {
            if items.keys().next() == Some(&1) {
                one_based.push(path.to_owned());
            }
            return items.into_values().map(|item| item.value(path, one_based)).collect();
        }
        let fields = self.fields().iter().map(|(name, flat)| {
            let value = flat.value(&format!("{path}.{name}"), one_based);
            (name.clone(), value)
        });
        Value::Object(fields.collect())
    }
}

/// Whether a step stands for the number of an element, or is a letter in its place.
pub(crate) fn is_index(step: &str) -> bool {
    matches!(step, "n" | "N" | "m" | "M" | "i" | "I" | "k" | "#" | "*" | "$n")
        || (step.len() <= 6 && step.bytes().all(|byte| byte.is_ascii_digit()))
}
