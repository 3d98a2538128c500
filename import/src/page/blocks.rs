//! What a page says, in its order: headings, paragraphs, tables and code, with their lines.

/// A page, read: what it says, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Document {
    /// Headings, paragraphs, tables and code.
    pub(super) blocks: Vec<Block>,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    /// The line of the page for each line of its text; none when they simply follow each other.
    pub(super) lines: Vec<usize>,
    /// What the piece is, and its text.
    pub(super) kind: BlockKind,
}

/// What a piece of a page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A heading; the level is 1 for the title of the page.
    Heading(u8, String),
    /// A paragraph, or an item of a list. Its lines are kept.
    Text(String),
    /// A table; its first row has the titles of the columns.
    Table(Vec<Row>),
    /// Preformatted text, such as an example.
    Code(String),
}

/// A row of a table. The rows of a table all have the same number of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    /// The text of each cell. Non-breaking spaces at its beginning are kept, since pages indent names with them.
    pub(super) cells: Vec<String>,
}
