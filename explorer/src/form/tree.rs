//! What is filled in: texts at the places that JSON pointers name, `/Filters/0/Name`.

use std::collections::BTreeMap;

/// Deeper than any request is nested.
const DEEPEST: usize = 40;
/// The last step of a pointer to an element that is to be added.
const END: &str = "-";

/// A place of a form, with the text that stands there and the places inside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    pub(crate) text: String,
    parts: BTreeMap<String, Tree>,
}

impl Tree {
    /// Reads the fields of a form whose names are pointers; all others are somebody else's.
    pub(crate) fn read<'p>(fields: impl IntoIterator<Item = (&'p str, &'p str)>) -> Self {
        let mut tree = Self::default();
        for (name, text) in fields {
            if let Some(steps) = steps(name) {
                // Lines of a form end as they do in a mail.
                tree.grown(&steps).text = text.replace("\r\n", "\n");
            }
        }
        tree
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), parts: BTreeMap::new() }
    }

    pub(crate) fn part(&self, name: &str) -> Option<&Self> {
        self.parts.get(name)
    }

    pub(crate) fn insert(&mut self, name: impl Into<String>, part: Self) {
        self.parts.insert(name.into(), part);
    }

    /// The parts whose names are numbers, by number: the elements of a list, or the entries of a map.
    pub(crate) fn items(&self) -> Vec<&Self> {
        let mut items: Vec<_> =
            self.parts.iter().filter_map(|(name, part)| Some((name.parse::<u32>().ok()?, part))).collect();
        items.sort_by_key(|(number, _)| *number);
        items.into_iter().map(|(_, part)| part).collect()
    }

    /// Adds a place: what a pointer leads to, or one more element where its last step is `-`.
    pub(crate) fn add(&mut self, pointer: &str) {
        let Some(steps) = steps(pointer) else { return };
        let Some((last, parents)) = steps.split_last() else { return };
        let parent = self.grown(parents);
        if last == END {
            let next = parent.parts.keys().filter_map(|name| name.parse::<u32>().ok()).max();
            let next = next.map_or(0, |number| number.saturating_add(1));
            parent.insert(next.to_string(), Self::default());
        } else {
            parent.parts.entry(last.clone()).or_default();
        }
    }

    /// Removes what a pointer leads to, if it is there.
    pub(crate) fn remove(&mut self, pointer: &str) {
        let Some(steps) = steps(pointer) else { return };
        let Some((last, parents)) = steps.split_last() else { return };
        let mut tree = self;
        for step in parents {
            let Some(part) = tree.parts.get_mut(step) else { return };
            tree = part;
        }
        tree.parts.remove(last);
    }

    /// The place at the end of some steps, which is made where it is not there yet.
    fn grown(&mut self, steps: &[String]) -> &mut Self {
        steps.iter().fold(self, |tree, step| tree.parts.entry(step.clone()).or_default())
    }
}

/// The pointer to a part of what a pointer leads to.
pub(crate) fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The steps of a pointer; none when it is no pointer, or deeper than any form.
fn steps(pointer: &str) -> Option<Vec<String>> {
    let steps = pointer.strip_prefix('/')?.split('/');
    let steps: Vec<_> = steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    (steps.len() <= DEEPEST).then_some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_added_behind_the_last_and_removed_by_their_place() {
        let mut tree = Tree::read([("/Filters/0/Name", "zone"), ("/Filters/10/Name", "id"), ("token", "x")]);
        tree.add("/Filters/-");
        let names = |tree: &Tree| {
            let filters = tree.part("Filters").map(Tree::items).unwrap_or_default();
            let name = |item: &&Tree| item.part("Name").map_or("", |name| &name.text).to_owned();
            filters.iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(names(&tree), ["zone", "id", ""]);
        tree.remove("/Filters/0");
        tree.remove("/Nothing/0");
        assert_eq!(names(&tree), ["id", ""]);
        tree.add("/Placement");
        assert!(tree.part("Placement").is_some());
    }

    #[test]
    fn names_with_the_signs_of_pointers_stay_what_they_are() {
        let pointer = below(&below("", "a/b~c"), "~1");
        assert_eq!(pointer, "/a~1b~0c/~01");
        let tree = Tree::read([(pointer.as_str(), "x\r\ny")]);
        assert_eq!(tree.part("a/b~c").and_then(|part| part.part("~1")).map(|part| &*part.text), Some("x\ny"));
    }

    #[test]
    fn a_pointer_that_is_too_deep_is_none() {
        assert_eq!(Tree::read([(&*"/a".repeat(DEEPEST + 1), "x")]), Tree::default());
    }
}
