//! The comments by which an import knows again what it inferred, and may change; whoever decides otherwise takes them away.

/// The comment on a time.
pub(crate) const TIME: &str = "Inferred from its name, its description and the examples.";

/// The comment on a field with an enum, and on the enum.
pub(crate) const ENUM: &str = "Inferred from its description and the examples.";

/// The comment on a parameter with a default or bounds.
pub(crate) const LIMITS: &str = "What it says of a default or of bounds was inferred from its description.";
