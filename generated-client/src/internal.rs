//! What generated code stands on. Nothing of it is promised to stay as it is: whoever depends on it generates anew.

pub use serde_core as serde;

pub use crate::handwritten::action::{
    Action, ActionInfo, PageInfo, PageStyle, Paginated, ServiceInfo, check_example, check_loose_example,
};
pub use crate::handwritten::protocol::{Method, ResultPlace, Tc3, V2};
pub use crate::handwritten::wire::*;
pub use crate::{__int_enum as int_enum, __record as record, __text_enum as text_enum};
