//! The spec that is in the program.

use std::sync::{Arc, OnceLock};
use std::{fs, io};

use qcloud_codegen::model::Api;

/// Path and bytes of each file.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/spec.rs"));

/// The spec, read once for all servers of a program.
pub(crate) fn api() -> io::Result<Arc<Api>> {
    static API: OnceLock<Arc<Api>> = OnceLock::new();

    if let Some(api) = API.get() {
        return Ok(Arc::clone(api));
    }
    // A spec is a directory, so that is what it becomes for a moment.
    let directory = tempfile::tempdir()?;
    for (name, bytes) in FILES {
        let path = directory.path().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    let api = qcloud_codegen::read(directory.path()).map_err(|wrong| io::Error::other(wrong.to_string()))?;
    Ok(Arc::clone(API.get_or_init(|| Arc::new(api))))
}
