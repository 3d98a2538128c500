//! This repository, as the commands know one.

use std::env;
use std::path::{Path, PathBuf};

use cargo_qcloud::Project;

/// Its spec, the client that is generated from it, and the pages and schemas that go with them.
pub(crate) fn project() -> Project {
    let root = root();
    Project {
        out: root.join("generated-client/src/generated"),
        reference: Some(root.join("docs/reference")),
        schemas: true,
        source: Some((root.clone(), env!("CARGO_PKG_NAME"))),
        ..Project::new("cargo xtask", &root)
    }
}

/// The root of the workspace: cargo says where this package is, also when the target directory was moved.
pub(crate) fn root() -> PathBuf {
    let package =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().map_or(package.clone(), Path::to_owned)
}
