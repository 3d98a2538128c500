//! The pages as HTML. Whatever stands in a spec or in a request is text here: the templates escape it, and Markdown gets no HTML through.

mod attempt;
mod edit;
mod fields;
mod first;
mod layout;
mod listing;
mod markdown;
mod reference;

pub(crate) use self::attempt::{Attempt, attempt};
pub(crate) use self::edit::{Edited, edit};
pub(crate) use self::first::first;
pub(crate) use self::layout::{asset, not_found, refused};
pub(crate) use self::reference::{action, definition, errors, service};
