//! The values that keep what travels: secrets, times, dates and bytes.

#[macro_use]
mod text_field;

pub(crate) mod binary;
pub(crate) mod date;
pub(crate) mod datetime;
pub(crate) mod name;
pub(crate) mod secret;

pub use self::binary::Binary;
pub use self::date::Date;
pub use self::datetime::DateTime;
pub use self::secret::Secret;
