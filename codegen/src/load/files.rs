//! The files of a spec: no text is had that lies outside, is no text, or is larger than any description needs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::diagnostic::nearest;
use crate::diagnostic::problem::{ResponseFile, TextProblem};

/// The largest file that is read, in bytes: no page of the vendor comes near it, and it bounds what a file can cost.
const MAX_FILE: u64 = 4 << 20;
const TOO_LARGE: TextProblem = TextProblem::TooLarge { mib: MAX_FILE >> 20 };

/// Texts that are read in place of files, or beside them: a spec as it would be after an edit that nobody has saved.
///
/// ```no_run
/// use qcloud_codegen::{Overlay, examine_with};
///
/// let mut overlay = Overlay::default();
/// overlay.insert("wss/CertGetList.yaml", "action: CertGetList\ndoc: Lists nothing yet.\n");
/// overlay.hide("wss/CertUpload.yaml");
/// let (api, diagnostics) = examine_with("spec".as_ref(), &overlay);
/// # let _ = (api, diagnostics);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Overlay(BTreeMap<String, Option<Arc<str>>>);

impl Overlay {
    /// Puts a text in place of the file at a path below the spec directory, such as `wss/CertGetList.yaml`, whether or not there is one.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) {
        self.0.insert(path.into(), Some(text.into()));
    }

    /// Lets the spec be read as if there were no file at a path.
    pub fn hide(&mut self, path: impl Into<String>) {
        self.0.insert(path.into(), None);
    }

    /// Lets the file at a path be read as it is on the disk again.
    pub fn remove(&mut self, path: &str) {
        self.0.remove(path);
    }

    /// The text that is read in place of a file; none where the file is read itself, or hidden.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path)?.as_deref()
    }

    /// The paths of the texts, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, text)| text.is_some()).map(|(path, _)| path.as_str())
    }

    /// The names of texts in a directory, and of directories that have some at any depth.
    fn names(&self, directory: &str) -> impl Iterator<Item = &str> {
        self.paths().filter_map(move |path| {
            let below = match directory {
                "" => path,
                _ => path.strip_prefix(directory)?.strip_prefix('/')?,
            };
            below.split('/').next()
        })
    }

    fn hides(&self, path: &str) -> bool {
        self.0.get(path).is_some_and(Option::is_none)
    }
}

/// Where a spec is read from.
#[derive(Clone, Copy)]
pub(crate) struct Root<'a> {
    pub(crate) directory: &'a Path,
    pub(crate) overlay: &'a Overlay,
}

/// The directory of a spec.
pub(super) struct Files<'a> {
    pub(super) root: &'a Path,
    overlay: &'a Overlay,
    /// The directory with all links followed; no file may lie outside.
    real_root: Option<Arc<Path>>,
    /// The directories of files, with all links followed.
    real: Mutex<BTreeMap<PathBuf, Option<Arc<Path>>>>,
}

/// The text of a file, without its byte order mark.
#[derive(Default)]
pub(super) struct Text {
    pub(super) text: Arc<str>,
    /// The length of the byte order mark.
    pub(super) bom: usize,
}

impl<'a> Files<'a> {
    pub(super) fn new(root: Root<'a>) -> Self {
        let Root { directory, overlay } = root;
        let real_root = directory.canonicalize().ok().map(Arc::from);
        Self { root: directory, overlay, real_root, real: Mutex::default() }
    }

    /// A path with all links followed, which is what `found` tells of. The system is asked once for each directory, not for each file, and where a
    /// directory is no link not for those above it either.
    fn real(&self, full: &Path, found: &fs::Metadata) -> Option<PathBuf> {
        if found.is_symlink() {
            return full.canonicalize().ok();
        }
        let (Some(directory), Some(name)) = (full.parent(), full.file_name()) else {
            return full.canonicalize().ok();
        };
        Some(self.real_directory(directory)?.join(name))
    }

    fn real_directory(&self, directory: &Path) -> Option<Arc<Path>> {
        if directory == self.root {
            return self.real_root.clone();
        }
        if let Some(known) = self.known().get(directory) {
            return known.clone();
        }
        let found = fs::symlink_metadata(directory).ok();
        let real = found.and_then(|found| self.real(directory, &found)).map(Arc::from);
        self.known().insert(directory.to_owned(), real.clone());
        real
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Option<Arc<Path>>>> {
        self.real.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The visible names in a directory, sorted, or why it can't be read.
    pub(super) fn list(&self, directory: &str) -> Result<Vec<String>, String> {
        let read = || -> io::Result<Vec<String>> {
            let mut names: BTreeSet<_> = self.overlay.names(directory).map(str::to_owned).collect();
            let entries = match fs::read_dir(self.root.join(directory)) {
                // All of it is in memory.
                Err(error) if error.kind() == io::ErrorKind::NotFound && !names.is_empty() => {
                    return Ok(names.into_iter().collect());
                }
                entries => entries?,
            };
            let above = if directory.is_empty() { String::new() } else { format!("{directory}/") };
            for entry in entries {
                let name = entry?.file_name().into_string().map_err(|name| {
                    io::Error::other(format!("the name {} is not UTF-8", name.to_string_lossy()))
                })?;
                if !name.starts_with('.') && !self.overlay.hides(&format!("{above}{name}")) {
                    names.insert(name);
                }
            }
            Ok(names.into_iter().collect())
        };
        read().map_err(|error| plainly(&error))
    }

    /// The text of a file, or why it can't be had.
    pub(super) fn text(&self, path: &str) -> Result<Text, TextProblem> {
        if let Some(text) = self.overlay.get(path) {
            return if text.len() as u64 > MAX_FILE { Err(TOO_LARGE) } else { Ok(without_mark(text)) };
        }
        let full = self.root.join(path);
        let cant = |error: io::Error| TextProblem::Unreadable { why: plainly(&error) };
        self.read(&full, &fs::symlink_metadata(&full).map_err(cant)?)
    }

    /// The text of a file that is there.
    fn read(&self, full: &Path, found: &fs::Metadata) -> Result<Text, TextProblem> {
        let cant = |error: io::Error| TextProblem::Unreadable { why: plainly(&error) };
        let followed = if found.is_symlink() { Some(fs::metadata(full).map_err(cant)?) } else { None };
        let file = followed.as_ref().unwrap_or(found);
        if file.is_dir() {
            return Err(TextProblem::IsDirectory);
        }
        if !file.is_file() {
            return Err(TextProblem::IsNoFile);
        }
        if let (Some(real), Some(root)) = (self.real(full, found), &self.real_root)
            && !real.starts_with(root)
        {
            return Err(TextProblem::LinkLeadsOut);
        }
        // What comes is known, and that nothing else does.
        let mut bytes = Vec::with_capacity(usize::try_from(file.len().min(MAX_FILE)).unwrap_or_default() + 1);
        fs::File::open(full)
            .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
            .map_err(cant)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(TOO_LARGE);
        }
        if let Some(like) = wide(&bytes) {
            return Err(TextProblem::NotUtf8 { line: 1, like: Some(like) });
        }
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(&error))?;
        Ok(without_mark(&text))
    }

    /// Whether there is a file at a path, or a text in the place of one.
    pub(super) fn is_file(&self, path: &str) -> bool {
        self.overlay.0.get(path).map_or_else(|| self.root.join(path).is_file(), Option::is_some)
    }

    /// Whether there is a directory at a path, or texts below it.
    pub(super) fn is_directory(&self, path: &str) -> bool {
        self.root.join(path).is_dir() || self.overlay.names(path).next().is_some()
    }

    /// The text of a response file, which has to lie in its service's directory.
    pub(super) fn response(&self, directory: &str, path: &str) -> Result<Text, ResponseFile> {
        let mut components = Path::new(path).components();
        let plain = components.all(|component| matches!(component, Component::Normal(_)));
        if !plain || path.is_empty() || path.starts_with('.') || path.contains(['\\', '\0']) {
            return Err(ResponseFile::NoPath);
        }
        let below = format!("{directory}/{path}");
        let (full, service) = (self.root.join(&below), self.root.join(directory));
        let found = fs::symlink_metadata(&full);
        if let Ok(found) = &found
            && let (Some(file), Some(service)) = (self.real(&full, found), self.real_directory(&service))
            && !file.starts_with(service)
        {
            return Err(ResponseFile::LeadsOut);
        }
        if self.overlay.get(&below).is_some() {
            return self.text(&below).map_err(ResponseFile::Text);
        }
        match found {
            Ok(found) if !self.overlay.hides(&below) && (!found.is_symlink() || full.exists()) => {
                self.read(&full, &found).map_err(ResponseFile::Text)
            }
            _ => Err(ResponseFile::Missing),
        }
    }

    /// The file beside a missing one whose name is nearest.
    pub(super) fn similar(&self, directory: &str, given: &str) -> Option<String> {
        let plain = given.replace('\\', "/");
        let plain = plain.trim_start_matches("./").trim_start_matches('/');
        let plain = plain.strip_prefix(&format!("{directory}/")).unwrap_or(plain);
        let moved = [plain.to_owned(), format!("examples/{plain}"), format!("{plain}.json")];
        let found = moved
            .into_iter()
            .filter(|path| path != given)
            .find(|path| !path.contains("..") && self.is_file(&format!("{directory}/{path}")));
        if found.is_some() {
            return found;
        }
        if let Some(elsewhere) = self.named(directory, given) {
            return Some(elsewhere);
        }
        let path = given;
        let (below, name) = path.rsplit_once('/').unwrap_or(("", path));
        let plain = Path::new(below).components().all(|component| matches!(component, Component::Normal(_)));
        let place = if below.is_empty() { directory.to_owned() } else { format!("{directory}/{below}") };
        let mut names = self.list(&place).ok().filter(|_| plain)?;
        names.truncate(1000);
        let similar = nearest(name, names.iter().map(String::as_str)).filter(|similar| *similar != name)?;
        Some(if below.is_empty() { similar.to_owned() } else { format!("{below}/{similar}") })
    }
}

impl Files<'_> {
    /// The one response below a service that has the name of a missing one and is no other Action's, by the directory that it stands in.
    fn named(&self, directory: &str, given: &str) -> Option<String> {
        let mut steps = given.rsplit('/');
        let (name, of) = (steps.next()?, steps.next().unwrap_or_default());
        let mut open = vec![directory.to_owned()];
        let (mut found, mut looked) = (None, 0);
        while let Some(below) = open.pop() {
            looked += 1;
            if looked > MAX_DIRECTORIES {
                return None;
            }
            for other in self.list(&below).unwrap_or_default() {
                let path = format!("{below}/{other}");
                let parent = below.rsplit('/').next().unwrap_or_default();
                // A directory of no Action may be misspelled.
                let is_near =
                    nearest(of, [parent]).is_some() && !self.is_file(&format!("{directory}/{parent}.yaml"));
                let is_its_own =
                    below == directory || parent == "examples" || parent.eq_ignore_ascii_case(of) || is_near;
                if other.eq_ignore_ascii_case(name) && is_its_own && self.is_file(&path) {
                    let path = path.strip_prefix(directory)?.strip_prefix('/')?.to_owned();
                    if found.replace(path).is_some() {
                        return None; // which of them is meant, nobody can tell
                    }
                } else if self.is_directory(&path) {
                    open.push(path);
                }
            }
        }
        found
    }
}

/// A text without the byte order mark that it may begin with.
fn without_mark(text: &str) -> Text {
    let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    Text { text: rest.into(), bom: text.len() - rest.len() }
}

/// Why a file can't be read, in the same words on every system where that is possible.
fn plainly(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is none".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read by this user".to_owned(),
        _ => error.to_string(),
    }
}

fn not_utf8(error: &std::string::FromUtf8Error) -> TextProblem {
    let good = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let line = bytes[..good].split(|byte| *byte == b'\n').count();
    TextProblem::NotUtf8 { line, like: is_gbk(bytes).then_some("GBK") }
}

/// So many directories are searched for a response.
const MAX_DIRECTORIES: usize = 200;

/// What bytes are that are no text of one byte for each character of ASCII.
fn wide(bytes: &[u8]) -> Option<&'static str> {
    let start = &bytes[..bytes.len().min(1024)];
    let zeros = start.split(|byte| *byte == 0).count() - 1;
    match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        // Without a mark: of ASCII every other byte is zero.
        [0x1f, 0x8b, ..] | [b'P', b'K', 3, 4, ..] => Some("a compressed file"),
        _ if start.len() > 3 && zeros > start.len() / 3 => Some("UTF-16"),
        _ => None,
    }
}

/// Whether each byte that is not ASCII begins a pair as the encoding of Chinese has them.
fn is_gbk(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let is_pair = matches!(bytes.get(at + 1), Some(0x40..=0x7e | 0x80..=0xfe));
        at += match byte {
            0..=0x7f => 1,
            0x81..=0xfe if is_pair => 2,
            _ => return false,
        };
    }
    true
}

/// The text of a file that is not UTF-8, as far as it can be shown.
pub(super) fn lossy(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}
