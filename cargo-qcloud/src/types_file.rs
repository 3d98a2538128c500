//! The text of a `types.yaml`, as the blocks of its types: each goes or comes with its comments, and every other byte stays.

/// A `types.yaml`, in parts that make the whole text when joined.
#[derive(Clone, Debug)]
pub(crate) struct TypesFile {
    /// What stands before the first type.
    head: String,
    blocks: Vec<(String, String)>,
}

impl TypesFile {
    pub(crate) fn new(text: &str) -> Self {
        let (head, blocks) = blocks(text, "");
        Self { head, blocks }
    }

    /// Whether a type is left.
    pub(crate) fn has_types(&self) -> bool {
        !self.blocks.is_empty()
    }

    /// Takes a type out.
    pub(crate) fn remove(&mut self, name: &str) {
        self.blocks.retain(|(known, _)| known != name);
    }

    /// Takes a type over from the file of an Action.
    pub(crate) fn adopt(&mut self, action: &str, name: &str) {
        let types = action.split_inclusive('\n').skip_while(|line| line.trim_end() != "types:").skip(1);
        let types: String =
            types.take_while(|line| line.trim().is_empty() || line.starts_with([' ', '#'])).collect();
        let indent: String = types.chars().take_while(|c| *c == ' ').collect();
        let Some((name, block)) = blocks(&types, &indent).1.into_iter().find(|(known, _)| known == name)
        else {
            return;
        };
        let lines = block.split_inclusive('\n').map(|line| line.strip_prefix(&indent).unwrap_or(line));
        let mut block: String = lines.collect();
        if !block.ends_with('\n') {
            block.push('\n');
        }
        if self.head.is_empty() && self.blocks.is_empty() {
            "# yaml-language-server: $schema=../schema/types.json\n".clone_into(&mut self.head);
        }
        self.blocks.push((name, block));
    }

    pub(crate) fn text(&self) -> String {
        self.head.clone() + &self.blocks.iter().map(|(_, block)| block.as_str()).collect::<String>()
    }
}

/// The parts of a mapping whose keys stand behind an indent: what comes before the first key, and each key with what belongs to it. Comments belong to the key
/// below them.
fn blocks(text: &str, indent: &str) -> (String, Vec<(String, String)>) {
    let (mut head, mut blocks) = (String::new(), Vec::<(String, String)>::new());
    let mut waiting = String::new();
    for line in text.split_inclusive('\n') {
        let rest = line.strip_prefix(indent).filter(|rest| !rest.starts_with([' ', '\n', '\r']));
        match rest {
            Some(rest) if rest.starts_with('#') => waiting.push_str(line),
            Some(rest) if key(rest).is_some() => {
                // The first comment of a file is about the file.
                if blocks.is_empty() {
                    head.push_str(&std::mem::take(&mut waiting));
                }
                blocks.push((key(rest).unwrap_or_default(), std::mem::take(&mut waiting) + line));
            }
            _ => {
                let block = blocks.last_mut().map_or(&mut head, |(_, block)| block);
                block.push_str(&std::mem::take(&mut waiting));
                block.push_str(line);
            }
        }
    }
    blocks.last_mut().map_or(&mut head, |(_, block)| block).push_str(&waiting);
    (head, blocks)
}

/// The key that a line begins with.
fn key(line: &str) -> Option<String> {
    let (key, _) = line.split_once(':')?;
    let key = key.trim_matches(['"', '\'']);
    (!key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))).then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPES: &str = "# schema\nAlpha:\n  fields:\n    a: {type: int}\n\n# About beta.\nBeta:\n  # inner\n  values:\n    X: {doc: x}\n\"Gamma\":\n  fields: {}\n";

    #[test]
    fn a_type_goes_with_its_comment_and_the_rest_stays() {
        let mut file = TypesFile::new(TYPES);
        assert_eq!(file.text(), TYPES);
        file.remove("Beta");
        assert_eq!(
            file.text(),
            "# schema\nAlpha:\n  fields:\n    a: {type: int}\n\n\"Gamma\":\n  fields: {}\n"
        );
        file.remove("Gamma");
        file.remove("Alpha");
        assert_eq!((file.text().as_str(), file.has_types()), ("# schema\n", false));
    }

    #[test]
    fn a_type_of_an_action_comes_without_its_indent() {
        let action = "action: Get\ntypes:\n  One:\n    fields:\n      a: {type: int}\n  # Two.\n  Two:\n    values:\n      A: {doc: a}\nexamples: []\n";
        let mut file = TypesFile::new(TYPES);
        file.adopt(action, "Two");
        assert_eq!(file.text(), format!("{TYPES}# Two.\nTwo:\n  values:\n    A: {{doc: a}}\n"));
        let mut file = TypesFile::new("");
        file.adopt(action, "One");
        assert_eq!(
            file.text(),
            "# yaml-language-server: $schema=../schema/types.json\nOne:\n  fields:\n    a: {type: int}\n"
        );
    }
}
