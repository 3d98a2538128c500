//! Serde's traits for the scalars that are types of their own; records and enums get theirs from their macros.

use crate::handwritten::types::{Binary, Date, DateTime, Secret};

crate::__serde!(Secret);
crate::__serde!(DateTime);
crate::__serde!(Date);
crate::__serde!(Binary);
