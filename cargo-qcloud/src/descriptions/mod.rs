//! Where the vendor's descriptions come from: the place that `qcloud.toml` names, the cache of this user, or the registry of Python.

mod cache;
mod hash;
mod list;
mod pip;

use std::path::{Path, PathBuf};

use qcloud_import::api3::Descriptions;
use qcloud_import::report::ImportError;

pub(crate) use self::list::{Listed, list};
use crate::home::{Home, Stop};
use crate::outcome::Outcome;
use crate::settings::{self, SHA256, VERSION};

/// Descriptions, and what `qcloud.toml` must say for the same ones to be found again.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) descriptions: Descriptions,
    pub(crate) lock: settings::Descriptions,
}

/// Opens the descriptions of a package, or those that a command line names in their place.
pub(crate) fn open(home: &Home, from: Option<&Path>) -> Result<Found, Stop> {
    let wanted = home.settings.descriptions.clone().unwrap_or_default();
    let (path, lock) = match (wanted, from) {
        (wanted, Some(from)) => given(from, &wanted)?,
        (settings::Descriptions::Tccli { version, sha256 }, None) => {
            let (path, sha256) = wheel(&version, sha256.as_deref())?;
            (path, settings::Descriptions::Tccli { version, sha256: Some(sha256) })
        }
        (settings::Descriptions::Path { path, sha256 }, None) => (
            there(&home.project.root, &path, sha256.as_deref())?,
            settings::Descriptions::Path { path, sha256 },
        ),
    };
    let descriptions = Descriptions::open(&[path]).map_err(|error| stop(&error))?;
    Ok(Found { descriptions, lock })
}

/// Opens descriptions as far as they are on this machine already; none where they would have to be downloaded.
pub(crate) fn cached(root: &Path, wanted: &settings::Descriptions) -> Result<Option<Descriptions>, Stop> {
    let path = match wanted {
        settings::Descriptions::Tccli { sha256, .. } => match sha256.as_deref().and_then(cache::find) {
            Some(path) => path,
            None => return Ok(None),
        },
        settings::Descriptions::Path { path, sha256 } => there(root, path, sha256.as_deref())?,
    };
    Descriptions::open(&[path]).map(Some).map_err(|error| stop(&error))
}

/// The file or directory that the settings name, which must be the one that they mean.
fn there(root: &Path, path: &Path, sha256: Option<&str>) -> Result<PathBuf, Stop> {
    let whole = root.join(path);
    sha256.map_or(Ok(()), |sha256| hash::check(&whole, sha256))?;
    Ok(whole)
}

/// Opens the descriptions that a package is to follow: a file, a version of the wheel, or the one that this program was made with, unless the
/// package has a later one.
pub(crate) fn newer(home: &Home, to: Option<&str>, from: Option<&Path>) -> Result<Found, Stop> {
    let locked = match (&home.settings.descriptions, to, from) {
        (_, None, Some(_)) => return open(home, from),
        (Some(settings::Descriptions::Path { path, .. }), None, None) => {
            let message = format!(
                "the descriptions come from {}: name newer ones by `--from FILE`, or a version of tccli by `--to VERSION`",
                path.display()
            );
            return Err((Outcome::Usage, message));
        }
        (Some(settings::Descriptions::Tccli { version, sha256 }), ..) => {
            Some((&**version, sha256.as_deref()))
        }
        _ => None,
    };
    let known = [locked, Some((VERSION, Some(SHA256)))].into_iter().flatten();
    let (version, sha256) = match to {
        Some(to) => known.clone().find(|(version, _)| *version == to).unwrap_or((to, None)),
        None => known.max_by_key(|(version, _)| numbers(version)).unwrap_or((VERSION, Some(SHA256))),
    };
    let (path, sha256) = wheel(version, sha256)?;
    let descriptions = Descriptions::open(&[path]).map_err(|error| stop(&error))?;
    let lock = settings::Descriptions::Tccli { version: version.to_owned(), sha256: Some(sha256) };
    Ok(Found { descriptions, lock })
}

/// The numbers of a version, by which a later one is greater.
fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map(|part| part.parse().unwrap_or_default()).collect()
}

/// How a command ends when descriptions are not as it needs them.
pub(crate) fn stop(error: &ImportError) -> Stop {
    let outcome = if matches!(error, ImportError::Unknown(_)) { Outcome::Usage } else { Outcome::Wrong };
    (outcome, error.to_string())
}

/// What a command line names: the wheel that is wanted, another version of it, or anything else with descriptions.
fn given(from: &Path, wanted: &settings::Descriptions) -> Result<(PathBuf, settings::Descriptions), Stop> {
    if !from.is_file() {
        return Ok((from.to_owned(), settings::Descriptions::Path { path: from.to_owned(), sha256: None }));
    }
    let found = hash::of(from)?;
    let Some(version) = version_of(from) else {
        let lock = settings::Descriptions::Path { path: from.to_owned(), sha256: Some(found) };
        return Ok((from.to_owned(), lock));
    };
    if let settings::Descriptions::Tccli { version: known, sha256: Some(sha256) } = wanted
        && known == version
        && *sha256 != found
    {
        return Err(hash::mismatch(from, sha256, &found));
    }
    // It is found there by the next command; where it can't be kept, this one needs it no less.
    let kept = cache::keep(from, &found).unwrap_or_else(|_| from.to_owned());
    Ok((kept, settings::Descriptions::Tccli { version: version.to_owned(), sha256: Some(found) }))
}

/// The version that the name of a wheel tells.
fn version_of(wheel: &Path) -> Option<&str> {
    let name = wheel.file_name()?.to_str()?.strip_suffix(".whl")?;
    name.strip_prefix("tccli-")?.split('-').next()
}

/// The wheel of a version, with its hash: from the cache, else from the registry.
fn wheel(version: &str, sha256: Option<&str>) -> Result<(PathBuf, String), Stop> {
    if let Some(sha256) = sha256
        && let Some(path) = cache::find(sha256)
    {
        return Ok((path, sha256.to_owned()));
    }
    let directory = cache::temporary()?;
    let downloaded = pip::download(version, directory.path())?;
    let found = hash::of(&downloaded)?;
    if let Some(sha256) = sha256
        && sha256 != found
    {
        return Err(hash::mismatch(&downloaded, sha256, &found));
    }
    let path = cache::keep(&downloaded, &found)?;
    Ok((path, found))
}
