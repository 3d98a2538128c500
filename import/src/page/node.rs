//! A thing that the tables of a page describe, and what is inside of it.

use super::notation::{Step, lower};
use super::places::MAX_DEPTH;
use super::read::Claim;
use super::types::Base;

/// A thing that a page names, and what it says is inside of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    /// The name as it is compared.
    plain: String,
    /// What the page says of it; nothing when only things inside of it are described.
    pub(super) claim: Option<Claim>,
    /// An index stands behind its name somewhere.
    pub(super) indexed: bool,
    /// Its table has it in another place than the example.
    pub(super) moved: bool,
    pub(super) children: Vec<Node>,
}

impl Node {
    /// The child with a name: to the letter, else in another case.
    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        let index = self.index(name)?;
        self.children.get(index)
    }

    pub(super) fn child_mut(&mut self, name: &str) -> Option<&mut Node> {
        let index = self.index(name)?;
        self.children.get_mut(index)
    }

    fn index(&self, name: &str) -> Option<usize> {
        let exact = self.children.iter().position(|child| child.name == name);
        let plain = lower(name);
        exact.or_else(|| self.children.iter().position(|child| child.plain == plain))
    }

    /// Takes what a row says of the thing at the end of a way.
    pub(super) fn put(&mut self, path: &[Step], claim: &Claim, moved: bool) {
        let mut node = self;
        for (number, step) in path.iter().take(MAX_DEPTH).enumerate() {
            let is_last = number + 1 == path.len();
            let found = node.index(&step.name).filter(|index| {
                // A second row under a name in another case is another thing.
                !is_last || node.children[*index].name == step.name || node.children[*index].claim.is_none()
            });
            let index = found.unwrap_or_else(|| {
                node.children.push(Node {
                    name: step.name.clone(),
                    plain: lower(&step.name),
                    ..Node::default()
                });
                node.children.len() - 1
            });
            node = &mut node.children[index];
            node.indexed |= step.indexed;
        }
        if let Some(first) = &mut node.claim {
            // A row of its own tells the type of a list's items.
            if first.ty.list && first.ty.base == Base::Unknown && node.indexed && claim.ty.is_scalar() {
                first.ty.base = claim.ty.base;
            }
            // The items of a list may have a row each, of which the first alone is required.
            return first.join(claim, !path.iter().any(|step| step.indexed));
        }
        node.claim = Some(claim.clone());
        node.moved = moved;
    }
}
