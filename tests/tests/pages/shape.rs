//! What of a page in Markdown is the same in every language.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A page without its prose.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// The levels of its headings, in their order.
    pub levels: Vec<HeadingLevel>,
    /// What links may name behind `#`.
    pub anchors: BTreeSet<String>,
    /// Its blocks of code, each with its language.
    pub blocks: Vec<(String, String)>,
    /// Its code within sentences.
    pub names: Vec<String>,
    /// How many items its lists have.
    pub items: usize,
    /// How many rows its tables have.
    pub rows: usize,
    /// The places within the repository that it leads to: the path from the root, and the anchor.
    pub links: Vec<(PathBuf, String)>,
}

impl Shape {
    /// Takes in a page; its path is from the root of the repository.
    pub(crate) fn read(page: &Path, text: &str) -> Self {
        let mut shape = Self::default();
        let mut heading: Option<String> = None;
        let mut in_block = false;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    shape.levels.push(level);
                    heading = Some(String::new());
                }
                Event::End(TagEnd::Heading(_)) => {
                    shape.anchors.extend(heading.take().as_deref().map(anchor));
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(language) => language.to_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    shape.blocks.push((language, String::new()));
                    in_block = true;
                }
                Event::Start(Tag::Item) => shape.items += 1,
                Event::Start(Tag::TableRow) => shape.rows += 1,
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    shape.link(page, &dest_url);
                }
                Event::Code(name) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&name);
                    }
                    shape.names.push(name.to_string());
                }
                Event::Text(text) if in_block => {
                    if let Some((_, block)) = shape.blocks.last_mut() {
                        block.push_str(&text);
                    }
                }
                Event::Text(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                Event::End(TagEnd::CodeBlock) => in_block = false,
                _ => {}
            }
        }
        shape
    }

    fn link(&mut self, page: &Path, target: &CowStr<'_>) {
        if target.contains("://") || target.starts_with("mailto:") {
            return;
        }
        let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
        let mut whole =
            if path.is_empty() { page.to_owned() } else { page.parent().unwrap_or(page).to_owned() };
        for part in Path::new(path).components() {
            match part {
                Component::ParentDir => drop(whole.pop()),
                Component::Normal(name) => whole.push(name),
                _ => {}
            }
        }
        self.links.push((whole, anchor.to_owned()));
    }

    /// The same with links to translated pages led to the originals.
    pub(crate) fn untranslated(mut self) -> Self {
        for (path, _) in &mut self.links {
            let original =
                path.to_str().unwrap_or_default().replace("docs/zh/", "docs/").replace(".zh-CN.md", ".md");
            *path = original.into();
        }
        self
    }
}

/// What a heading is called behind `#`.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// What the one has more often than the other.
pub(crate) fn beyond(one: &[String], other: &[String]) -> Vec<String> {
    let mut left = other.to_vec();
    let mut more = one.to_vec();
    more.retain(|name| match left.iter().position(|known| known == name) {
        Some(place) => {
            left.swap_remove(place);
            false
        }
        None => true,
    });
    more
}
