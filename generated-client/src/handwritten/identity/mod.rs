//! Providers that make calls to get a credential: an assumed role, the identity of a pod, the role of a machine; and where an
//! identity is looked for when the program names none.

mod assume_role;
mod discover;
mod instance;
mod pod;
mod sts;

pub use self::assume_role::AssumeRole;
pub use self::discover::{discover, from_profile};
pub use self::instance::InstanceRole;
pub use self::pod::PodIdentity;
