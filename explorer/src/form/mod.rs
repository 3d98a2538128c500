//! Forms of parameters: what is filled in, what an example fills in, and the JSON that it becomes.

mod fill;
mod made_up;
mod tree;
mod value;

pub(crate) use self::fill::{filled, is_true};
pub(crate) use self::made_up::made_up;
pub(crate) use self::tree::{Tree, below};
pub(crate) use self::value::{Parameters, parameters};
