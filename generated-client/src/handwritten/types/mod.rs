//! The values that keep what travels: secrets, times, dates and bytes.

#[macro_use]
mod text_field;

mod binary;
mod date;
pub(crate) mod datetime;
pub(crate) mod name;
mod secret;
mod times;

pub use self::binary::Binary;
pub use self::date::Date;
pub use self::datetime::DateTime;
pub(crate) use self::secret::REDACTED;
pub use self::secret::Secret;
