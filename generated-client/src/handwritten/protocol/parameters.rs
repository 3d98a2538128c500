//! Requests as flat parameters: `filters.0.values.1=x`.

use std::borrow::Cow;
use std::fmt;
use std::mem;

use zeroize::{Zeroize, Zeroizing};

use super::error::RequestError;
use crate::Json;
use crate::handwritten::types::REDACTED;
use crate::handwritten::wire::{Record, View, flag, scalar_text};

/// The parameters of a request, in order.
///
/// Debug does not show sensitive values, and they are zeroized on drop.
///
/// ```
/// # #[cfg(feature = "wss")] {
/// use qcloud_client::wire::parameters;
/// use qcloud_client::wss::CertGetListRequest;
///
/// let parameters = parameters(&CertGetListRequest::new().count(20)).unwrap();
/// assert_eq!(parameters.iter().collect::<Vec<_>>(), [("count", "20")]);
/// # }
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    entries: Vec<Parameter>,
}

#[derive(Clone, PartialEq, Eq)]
struct Parameter {
    name: String,
    value: String,
    is_sensitive: bool,
    /// How much of the name may be shown: the names in a sensitive map are part of its value.
    shown: usize,
}

impl Parameter {
    fn new(name: String, value: String, is_sensitive: bool) -> Self {
        Self { shown: name.len(), name, value, is_sensitive }
    }

    fn shown_name(&self) -> Cow<'_, str> {
        match self.name.split_at(self.shown) {
            (name, "") => Cow::Borrowed(name),
            (name, _) => Cow::Owned(format!("{name}.{REDACTED}")),
        }
    }
}

impl Drop for Parameter {
    fn drop(&mut self) {
        if self.is_sensitive {
            self.value.zeroize();
        }
    }
}

impl Parameters {
    /// A list that has no parameters yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a parameter at the end.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.entries.push(Parameter::new(name.into(), value.into(), false));
    }

    /// Adds a parameter whose value is to be kept out of logs.
    pub fn push_sensitive(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.entries.push(Parameter::new(name.into(), value.into(), true));
    }

    /// Adds free-form JSON under a name, in flat parameters of which `is_secret` tells the sensitive ones, given name and value.
    pub(super) fn add(
        &mut self,
        name: &str,
        value: &Json,
        is_secret: impl Fn(&str, &str) -> bool,
    ) -> Result<(), RequestError> {
        let mut flattener = Flattener::default();
        flattener.inside(name, |this| this.json(value, 0, false));
        if let Some(refused) = flattener.refused {
            return Err(refused);
        }
        flattener.parameters.mark_sensitive(is_secret);
        self.entries.append(&mut flattener.parameters.entries);
        Ok(())
    }

    /// Names and values, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + Clone {
        self.entries.iter().map(|entry| (entry.name.as_str(), entry.value.as_str()))
    }

    /// The value of the first parameter of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// How many parameters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The values that must not be shown, and the names that are part of one.
    pub(crate) fn sensitive_values(&self) -> Vec<&str> {
        let mut values = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.is_sensitive) {
            let names = entry.name[entry.shown..].split('.');
            values.extend(names.filter(|name| name.parse::<usize>().is_err()));
            values.push(entry.value.as_str());
        }
        values
    }

    /// Marks those values as sensitive of which `is_secret` says so, given name and value.
    pub(crate) fn mark_sensitive(&mut self, is_secret: impl Fn(&str, &str) -> bool) {
        for entry in &mut self.entries {
            entry.is_sensitive |= is_secret(&entry.name, &entry.value);
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a value is to be kept out of logs.
    #[must_use]
    pub fn contains_sensitive(&self) -> bool {
        self.entries.iter().any(|entry| entry.is_sensitive)
    }
}

/// Hands out every name and value. From then on the caller looks after the sensitive ones.
impl From<Parameters> for Vec<(String, String)> {
    fn from(mut parameters: Parameters) -> Self {
        let take = |entry: &mut Parameter| (mem::take(&mut entry.name), mem::take(&mut entry.value));
        parameters.entries.iter_mut().map(take).collect()
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_map();
        for entry in &self.entries {
            if entry.is_sensitive {
                out.entry(&entry.shown_name(), &format_args!("{REDACTED}"));
            } else {
                out.entry(&entry.name, &entry.value);
            }
        }
        out.finish()
    }
}

/// The parameters that a request sends.
///
/// What is not set is left out; a string that is set is sent even when empty.
///
/// # Errors
///
/// What is set and has no flat form: an empty list or map, null, and a number that is infinite or none.
pub fn parameters(request: &dyn Record) -> Result<Parameters, RequestError> {
    let mut flattener = Flattener::default();
    flattener.record(request, false);
    flattener.refused.map_or(Ok(flattener.parameters), Err)
}

/// What of a request is sensitive, whether or not it has a flat form.
pub(super) fn sensitive_values(request: &dyn Record) -> Vec<Zeroizing<String>> {
    let mut flattener = Flattener::default();
    flattener.record(request, false);
    flattener
        .parameters
        .sensitive_values()
        .into_iter()
        .map(|value| Zeroizing::new(value.to_owned()))
        .collect()
}

#[derive(Default)]
struct Flattener {
    /// The name of the value at hand, such as `filters.0.values`.
    name: String,
    /// How much of it may be shown, inside a sensitive map.
    shown: Option<usize>,
    parameters: Parameters,
    /// The first thing that has no flat form.
    refused: Option<RequestError>,
}

impl Flattener {
    /// Adds a value. What may be absent and is there is set, and so is what is required.
    fn add(&mut self, view: View<'_>, flags: u8, is_sensitive: bool) {
        let is_sensitive = is_sensitive || flags & flag::SENSITIVE != 0 || matches!(view, View::Secret(_));
        let is_set = flags & flag::REQUIRED != 0;
        match view {
            View::Maybe(maybe) => {
                if let Some(value) = maybe.get() {
                    self.add(value.view(), flags | flag::REQUIRED, is_sensitive);
                }
            }
            View::List(list) => {
                for (index, value) in (0..list.len()).filter_map(|index| Some((index, list.at(index)?))) {
                    let segment = element_segment(index, flags);
                    self.element(&segment, |this| {
                        this.add(value.view(), flags | flag::REQUIRED, is_sensitive);
                    });
                }
                self.refuse_if(is_set && list.is_empty());
            }
            View::Map(map) => {
                let outer = self.enter_map(is_sensitive);
                for (name, value) in map.entries() {
                    self.element(name, |this| this.add(value.view(), flags | flag::REQUIRED, is_sensitive));
                }
                self.shown = outer;
                self.refuse_if(is_set && map.entries().next().is_none());
            }
            View::Record(record) => self.record(record, is_sensitive),
            View::Json(json) if flags & flag::TEXT == 0 => self.json(json, flags, is_sensitive),
            View::Float(value) if !value.is_finite() => {
                let parameter = self.shown_name();
                self.refused.get_or_insert(RequestError::NotFinite { parameter });
            }
            scalar => {
                if let Some(text) = scalar_text(scalar, flags) {
                    self.push(text.into_owned(), is_sensitive);
                }
            }
        }
    }

    fn record(&mut self, record: &dyn Record, is_sensitive: bool) {
        for (index, field) in record.info().fields.iter().enumerate() {
            let view = record.at(index).view();
            self.inside(field.wire, |this| this.add(view, field.flags, is_sensitive));
        }
    }

    fn json(&mut self, json: &Json, flags: u8, is_sensitive: bool) {
        match json {
            Json::Null => self.refuse_if(true),
            Json::Bool(_) | Json::Number(_) => self.push(json.to_string(), is_sensitive),
            Json::String(text) => self.push(text.clone(), is_sensitive),
            Json::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    let segment = element_segment(index, flags);
                    self.inside(&segment, |this| this.json(value, flags, is_sensitive));
                }
                self.refuse_if(values.is_empty());
            }
            Json::Object(members) => {
                let outer = self.enter_map(is_sensitive);
                for (name, value) in members {
                    self.inside(name, |this| this.json(value, flags, is_sensitive));
                }
                self.shown = outer;
                self.refuse_if(members.is_empty());
            }
        }
    }

    /// Adds an element or an entry. One of which nothing is sent would be gone, and those behind it be in another place.
    fn element(&mut self, segment: &str, add: impl FnOnce(&mut Self)) {
        let before = self.parameters.len();
        self.inside(segment, |this| {
            add(this);
            this.refuse_if(this.parameters.len() == before);
        });
    }

    fn refuse_if(&mut self, has_no_form: bool) {
        if has_no_form && self.refused.is_none() {
            self.refused = Some(RequestError::Empty { parameter: self.shown_name() });
        }
    }

    /// The name of the value at hand as far as it may be shown.
    fn shown_name(&self) -> String {
        self.name.get(..self.shown.unwrap_or(self.name.len())).unwrap_or_default().to_owned()
    }

    /// Hides the names of a sensitive map's entries; returns what to put back after them.
    fn enter_map(&mut self, is_sensitive: bool) -> Option<usize> {
        let outer = self.shown;
        if is_sensitive {
            self.shown = outer.or(Some(self.name.len()));
        }
        outer
    }

    fn inside(&mut self, segment: &str, add: impl FnOnce(&mut Self)) {
        let outer = self.name.len();
        if outer != 0 {
            self.name.push('.');
        }
        self.name.push_str(segment);
        add(self);
        self.name.truncate(outer);
    }

    fn push(&mut self, value: String, is_sensitive: bool) {
        let mut parameter = Parameter::new(self.name.clone(), value, is_sensitive);
        parameter.shown = self.shown.unwrap_or(parameter.shown);
        self.parameters.entries.push(parameter);
    }
}

fn element_segment(index: usize, flags: u8) -> String {
    let base = usize::from(flags & flag::ONE_BASED != 0);
    (index + base).to_string()
}
