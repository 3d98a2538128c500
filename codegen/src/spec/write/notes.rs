//! What is to be said beside a spec: comments, each before the place that it is about.

use std::collections::BTreeMap;

use super::node::Node;

/// Comments on the files of a service. A place is the file and the way of keys that leads there; the empty way is the file as a whole.
///
/// ```
/// use qcloud_codegen::spec::{ActionFile, FieldSpec, Notes, Protocol, Service, ServiceFile, TypeExpr};
///
/// let mut service = Service::new(ServiceFile::new("vpc", Protocol::V2, "vpc.api.qcloud.com"));
/// let mut action = ActionFile::new("DeleteVpc");
/// action.parameters.push("vpcId".to_owned(), FieldSpec::new(TypeExpr::named("string")));
/// service.actions.push(action);
/// let mut notes = Notes::default();
/// notes.add("DeleteVpc.yaml", &["parameters", "vpcId"], "TODO: is it required?");
/// let text = &service.files(&notes)[1].text;
/// assert!(text.ends_with("parameters:\n  # TODO: is it required?\n  vpcId: {type: string}\n"), "{text}");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes(BTreeMap<String, Remarks>);

impl Notes {
    /// Adds a comment; each of its lines becomes one.
    pub fn add<K: AsRef<str>>(&mut self, file: &str, way: &[K], comment: impl Into<String>) {
        let way = way.iter().map(|key| key.as_ref().to_owned()).collect();
        self.0.entry(file.to_owned()).or_default().0.entry(way).or_default().push(comment.into());
    }

    /// Moves the comments on all that lies at or below one way of a file to another.
    pub fn rename<K: AsRef<str>, L: AsRef<str>>(&mut self, file: &str, from: &[K], to: &[L]) {
        let Some(remarks) = self.0.get_mut(file) else { return };
        let is_below =
            |way: &Vec<String>| way.len() >= from.len() && way.iter().zip(from).all(|(a, b)| a == b.as_ref());
        let ways: Vec<_> = remarks.0.keys().filter(|way| is_below(way)).cloned().collect();
        for way in ways {
            let comments = remarks.0.remove(&way).unwrap_or_default();
            let rest = way.into_iter().skip(from.len());
            let way = to.iter().map(|key| key.as_ref().to_owned()).chain(rest).collect();
            remarks.0.entry(way).or_default().extend(comments);
        }
    }

    /// Takes away the comments on one place.
    pub fn remove<K: AsRef<str>>(&mut self, file: &str, way: &[K]) {
        if let Some(remarks) = self.0.get_mut(file) {
            remarks.0.retain(|known, _| !known.iter().map(String::as_str).eq(way.iter().map(K::as_ref)));
        }
    }

    /// Adds the comments of another list.
    pub fn extend(&mut self, other: Self) {
        for (file, remarks) in other.0 {
            let all = self.0.entry(file).or_default();
            for (way, comments) in remarks.0 {
                all.0.entry(way).or_default().extend(comments);
            }
        }
    }

    /// All comments, with the file and the way of each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String], &str)> {
        self.0.iter().flat_map(|(file, remarks)| {
            remarks.0.iter().flat_map(move |(way, comments)| {
                comments.iter().map(move |comment| (file.as_str(), way.as_slice(), comment.as_str()))
            })
        })
    }

    /// The comments on one file.
    pub(in crate::spec) fn of(&self, file: &str) -> Remarks {
        self.0.get(file).cloned().unwrap_or_default()
    }
}

/// The comments on one file, by the way to what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::spec) struct Remarks(BTreeMap<Vec<String>, Vec<String>>);

impl Remarks {
    /// Puts the comments where they belong; returns those on the file as a whole, and those whose place is not there.
    pub(super) fn put_into(&self, root: &mut Node) -> Vec<String> {
        let mut rest = Vec::new();
        for (way, comments) in &self.0 {
            match find(root, way) {
                Some(there) => there.extend_from_slice(comments),
                None => rest.extend_from_slice(comments),
            }
        }
        rest
    }
}

/// The comments of the entry at the end of a way.
fn find<'n>(root: &'n mut Node, way: &[String]) -> Option<&'n mut Vec<String>> {
    let (first, rest) = way.split_first()?;
    let Node::Map(map) = root else { return None };
    let entry = map.entries.iter_mut().find(|entry| entry.key.as_str() == first)?;
    if rest.is_empty() { Some(&mut entry.comments) } else { find(&mut entry.value, rest) }
}
