//! What the files of a spec say, key for key, before any rule is checked: read from YAML, built in memory, and written as YAML.
//!
//! A [`Service`] is what stands in one directory of a spec. [`check`](crate::check) says whether it follows the rules,
//! [`Service::files`] writes it in the style of the committed specs, and [`place`](crate::place) puts the files on the disk.
//!
//! ```
//! use qcloud_codegen::spec::{ActionFile, FieldSpec, Notes, Protocol, Service, ServiceFile, TypeExpr};
//!
//! let mut service = Service::new(ServiceFile::new("vpc", Protocol::V2, "vpc.api.qcloud.com"));
//! let mut action = ActionFile::new("DeleteVpc");
//! let id = FieldSpec { required: true, ..FieldSpec::new(TypeExpr::named("string")) };
//! action.parameters.push("vpcId".to_owned(), id);
//! service.actions.push(action);
//! let (_, diagnostics) = qcloud_codegen::check(&service);
//! assert_eq!(diagnostics.count(qcloud_codegen::Severity::Error), 0);
//! let files = service.files(&Notes::default());
//! assert_eq!(files[1].path, "vpc/DeleteVpc.yaml");
//! assert!(files[1].text.ends_with("parameters:\n  vpcId: {type: string, required: true}\n"), "{}", files[1].text);
//! ```
//!
//! The order of a struct's fields is the order in which its keys are written, and their names here are the only place where the keys are
//! spelled; `docs/spec.md` gives the meaning of each.

mod action;
mod documented;
#[cfg(feature = "edit")]
pub mod edit;
mod entries;
mod json;
mod origin;
mod pattern;
mod region;
mod scalar;
mod schema;
mod service;
mod stream;
mod type_expr;
mod types;
mod until;
mod write;

pub use self::action::{
    ActionFile, BodySpec, ErrorSpec, ExampleSpec, Method, PageStyle, PaginationSpec, ResultSpec, VerifySpec,
};
pub use self::documented::{Claims, Documented, PageType};
pub use self::entries::Entries;
pub use self::origin::Origin;
pub use self::scalar::EnumKey;
pub use self::service::{
    CommonErrorSpec, CommonFile, SERVICE, Service, ServiceFile, SpecFile, TYPES, directory, versioned,
};

pub use self::region::{ListedRegions, Region, RegionFor, RegionSpec};
pub use self::stream::{EventSpec, StreamSpec, is_stream_file};
pub use self::type_expr::TypeExpr;
pub use self::types::{FieldSpec, TypeSpec, TypesFile, ValueSpec};
pub use self::until::{CountsSpec, PaceSpec, UntilSpec};
pub use self::write::{Notes, inline, key};
pub use crate::language::Wire;
pub use crate::protocol::Protocol;

/// What serde asks before it writes a flag.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
