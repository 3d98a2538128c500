//! The hashes that say which file is meant.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::home::Stop;
use crate::outcome::Outcome;

/// The SHA-256 of a file, in hexadecimal digits.
pub(crate) fn of(path: &Path) -> Result<String, Stop> {
    let bytes = fs::read(path)
        .map_err(|error| (Outcome::Wrong, format!("{}: can't read the file: {error}", path.display())))?;
    Ok(Sha256::digest(bytes).iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    }))
}

/// Refuses a file that is another one than the settings mean.
pub(crate) fn check(path: &Path, sha256: &str) -> Result<(), Stop> {
    let found = of(path)?;
    if found.eq_ignore_ascii_case(sha256) { Ok(()) } else { Err(mismatch(path, sha256, &found)) }
}

/// What is said of a file that is another one.
pub(crate) fn mismatch(path: &Path, wanted: &str, found: &str) -> Stop {
    let name = path.file_name().unwrap_or_default().display();
    let message = format!(
        "`{name}` is another file than `qcloud.toml` names: its SHA-256 is {found}, and not {wanted}; nothing of it was read"
    );
    (Outcome::Wrong, message)
}
