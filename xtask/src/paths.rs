//! Where the workspace and its directories are.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the workspace: cargo says where this package is, also when the target directory was moved.
pub(crate) fn workspace() -> PathBuf {
    let package =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().map_or(package.clone(), Path::to_owned)
}

/// The path a user gave, or one below the workspace, as short as it can be said from here.
pub(crate) fn given_or(given: Option<&Path>, default: &str) -> PathBuf {
    let path = given.map_or_else(|| workspace().join(default), Path::to_owned);
    match env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(short) if !short.as_os_str().is_empty() => short,
        _ => path,
    }
}
