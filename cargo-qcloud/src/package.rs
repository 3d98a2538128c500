//! The package that the program works for: cargo says which, by the directory, `--manifest-path` and `--package`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// The package of a user.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    /// The `Cargo.toml` of the package itself.
    pub(crate) manifest: PathBuf,
    /// The `Cargo.toml` of its workspace, which may be the same.
    pub(crate) workspace: PathBuf,
    /// The root file of its library, or of its program where there is but one.
    pub(crate) root_file: Option<PathBuf>,
    /// What its code calls the crate `qcloud-client`, where it depends on that already.
    pub(crate) client: Option<String>,
}

impl Package {
    /// The directory that its manifest stands in.
    pub(crate) fn directory(&self) -> &Path {
        self.manifest.parent().unwrap_or(Path::new("."))
    }
}

/// Why there is no package to work for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoPackage {
    /// No `Cargo.toml` is in this directory or above it.
    Nowhere,
    /// The workspace has several, and the user did not say which.
    Several(String),
    /// Cargo says no, or the package that the user named is not there.
    Wrong(String),
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Found>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct Found {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    rename: Option<String>,
    kind: Option<String>,
}

/// Finds the package as cargo does: the one that was named, the one of the directory, or the only one.
pub(crate) fn find(manifest: Option<&Path>, name: Option<&str>) -> Result<Package, NoPackage> {
    let wrong = |message: String| Err(NoPackage::Wrong(message));
    let here = match manifest {
        Some(manifest) => manifest.to_owned(),
        None => above().ok_or(NoPackage::Nowhere)?,
    };
    let metadata = metadata(&here)?;
    let here = here.canonicalize().unwrap_or(here);
    let is_here = |found: &&Found| found.manifest_path.canonicalize().is_ok_and(|path| path == here);
    let packages = &metadata.packages;
    let names: Vec<_> = packages.iter().map(|found| found.name.as_str()).collect();
    let listed = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let found = match (name, packages.as_slice()) {
        (Some(name), _) => packages.iter().find(|found| found.name == name),
        (None, [only]) => Some(only),
        (None, _) => packages.iter().find(is_here),
    };
    match (found, name) {
        (Some(found), _) => Ok(package(found, &metadata.workspace_root)),
        (None, Some(name)) => {
            let near = qcloud_codegen::nearest(name, names.iter().copied());
            wrong(match near {
                Some(near) => format!("the workspace has no package `{name}`; did you mean `{near}`?"),
                None => format!("the workspace has no package `{name}`; it has {}", listed()),
            })
        }
        (None, None) if packages.is_empty() => wrong(format!("{} has no package", here.display())),
        (None, None) => Err(NoPackage::Several(format!(
            "{} is of several packages: name one with `--package`: {}",
            here.display(),
            listed()
        ))),
    }
}

/// The nearest `Cargo.toml` above the directory that the user works in.
fn above() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    here.ancestors().map(|directory| directory.join("Cargo.toml")).find(|path| path.is_file())
}

/// What cargo says of the workspace; it asks no network for that.
fn metadata(manifest: &Path) -> Result<Metadata, NoPackage> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline", "--manifest-path"])
        .arg(manifest);
    let output = cargo.stdin(Stdio::null()).output();
    let output = output.map_err(|error| NoPackage::Wrong(format!("cargo can't be run: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().strip_prefix("error: ").unwrap_or(said.trim());
        return Err(NoPackage::Wrong(format!("cargo can't read {}: {said}", manifest.display())));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| NoPackage::Wrong(format!("cargo says what can't be read: {error}")))
}

fn package(found: &Found, workspace: &Path) -> Package {
    let of_kind = |kind: &str| {
        let is = |target: &&Target| target.kind.iter().any(|other| other == kind);
        found.targets.iter().filter(is).collect::<Vec<_>>()
    };
    let libraries: Vec<_> =
        ["lib", "rlib", "dylib", "cdylib", "staticlib"].into_iter().flat_map(of_kind).collect();
    let programs = of_kind("bin");
    let root = match (libraries.first(), programs.as_slice()) {
        (Some(library), _) => Some(*library),
        (None, [only]) => Some(*only),
        (None, several) => several.iter().copied().find(|target| target.name == found.name),
    };
    let client = found.dependencies.iter().find(|other| other.name == CLIENT && other.kind.is_none());
    Package {
        manifest: found.manifest_path.clone(),
        workspace: workspace.join("Cargo.toml"),
        root_file: root.map(|target| target.src_path.clone()),
        client: client.map(|client| client.rename.as_deref().unwrap_or(CLIENT).replace('-', "_")),
    }
}

/// The package of the runtime.
pub(crate) const CLIENT: &str = "qcloud-client";
