//! Where in a value the engine stands, put into words only when somebody asks.

use super::field::{FieldInfo, flag};

/// A place in a value, as links from the inside out that live on the stack while it is read.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// The whole value, with nothing around it.
    Root,
    /// A key that belongs to no field.
    Key(&'a Place<'a>, &'a str),
    /// A field of a record.
    Field(&'a Place<'a>, &'a FieldInfo),
    /// An element of a list.
    Element(&'a Place<'a>, usize),
    /// An entry of a map.
    Entry(&'a Place<'a>, &'a str),
}

impl Place<'_> {
    /// Such as `data.list[3].status`. It ends at a sensitive field: the names of a map's entries are part of the value.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        self.write(&mut path);
        path
    }

    /// Writes the path; `false` when there is no more to be shown of it.
    fn write(&self, path: &mut String) -> bool {
        let is_open = self.outer().is_none_or(|outer| outer.write(path));
        if is_open {
            match self {
                Self::Root => {}
                Self::Key(_, name) => push(path, name),
                Self::Field(_, field) => push(path, field.wire),
                Self::Element(_, index) => push(path, &format!("[{index}]")),
                Self::Entry(_, name) => push(path, &entry_segment(name)),
            }
        }
        is_open && !matches!(self, Self::Field(_, field) if field.is(flag::SENSITIVE))
    }

    /// The same for every element and entry, such as `data.list[].status`.
    pub(super) fn pattern(&self) -> String {
        let mut path = self.outer().map(Place::pattern).unwrap_or_default();
        match self {
            Self::Root => {}
            Self::Key(_, name) => push(&mut path, name),
            Self::Field(_, field) => push(&mut path, field.wire),
            Self::Element(..) => push(&mut path, "[]"),
            Self::Entry(..) => push(&mut path, "*"),
        }
        path
    }

    /// The name at the end of a path, as it came.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Key(_, name) | Self::Entry(_, name) => name,
            Self::Field(_, field) => field.wire,
            Self::Root | Self::Element(..) => "",
        }
    }

    fn outer(&self) -> Option<&Place<'_>> {
        match self {
            Self::Root => None,
            Self::Key(outer, _) | Self::Field(outer, _) | Self::Element(outer, _) | Self::Entry(outer, _) => {
                Some(outer)
            }
        }
    }
}

/// `list` and `[3].status` make `list[3].status`.
pub(crate) fn join(head: &str, tail: &str) -> String {
    let mut path = head.to_owned();
    push(&mut path, tail);
    path
}

fn push(path: &mut String, segment: &str) {
    if !path.is_empty() && !segment.is_empty() && !segment.starts_with('[') {
        path.push('.');
    }
    path.push_str(segment);
}

/// The segment for an entry of a map, whose name may be anything.
fn entry_segment(name: &str) -> String {
    let is_plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if is_plain { name.to_owned() } else { format!("[{name:?}]") }
}
