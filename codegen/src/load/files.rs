//! The files of a spec: no text is had that lies outside, is no text, or is larger than any description needs.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::nearest;
use crate::diagnostic::problem::{ResponseFile, TextProblem};

/// The largest file that is read, in bytes: no page of the vendor comes near it, and it bounds what a file can cost.
const MAX_FILE: u64 = 4 << 20;

/// The directory of a spec.
pub(super) struct Files<'a> {
    pub(super) root: &'a Path,
    /// The directory with all links followed; no file may lie outside.
    real_root: Option<PathBuf>,
}

/// The text of a file, without its byte order mark.
#[derive(Default)]
pub(super) struct Text {
    pub(super) text: Arc<str>,
    /// The length of the byte order mark.
    pub(super) bom: usize,
}

impl<'a> Files<'a> {
    pub(super) fn new(root: &'a Path) -> Self {
        Self { root, real_root: root.canonicalize().ok() }
    }

    /// The visible names in a directory, sorted, or why it can't be read.
    pub(super) fn list(&self, directory: &str) -> Result<Vec<String>, String> {
        let read = || -> io::Result<Vec<String>> {
            let mut names = Vec::new();
            for entry in fs::read_dir(self.root.join(directory))? {
                let name = entry?.file_name().into_string().map_err(|name| {
                    io::Error::other(format!("the name {} is not UTF-8", name.to_string_lossy()))
                })?;
                if !name.starts_with('.') {
                    names.push(name);
                }
            }
            names.sort();
            Ok(names)
        };
        read().map_err(|error| plainly(&error))
    }

    /// The text of a file, or why it can't be had.
    pub(super) fn text(&self, path: &str) -> Result<Text, TextProblem> {
        let full = self.root.join(path);
        let cant = |error: io::Error| TextProblem::Unreadable { why: plainly(&error) };
        let metadata = fs::metadata(&full).map_err(cant)?;
        if metadata.is_dir() {
            return Err(TextProblem::IsDirectory);
        }
        if !metadata.is_file() {
            return Err(TextProblem::IsNoFile);
        }
        if let (Ok(real), Some(root)) = (full.canonicalize(), &self.real_root)
            && !real.starts_with(root)
        {
            return Err(TextProblem::LinkLeadsOut);
        }
        let mut bytes = Vec::new();
        fs::File::open(&full)
            .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
            .map_err(cant)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(TextProblem::TooLarge { mib: MAX_FILE >> 20 });
        }
        if let Some(like) = wide(&bytes) {
            return Err(TextProblem::NotUtf8 { line: 1, like: Some(like) });
        }
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(&error))?;
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Ok(Text { text: text[bom..].into(), bom })
    }

    /// The text of a response file, which has to lie in its service's directory.
    pub(super) fn response(&self, directory: &str, path: &str) -> Result<Text, ResponseFile> {
        let mut components = Path::new(path).components();
        let plain = components.all(|component| matches!(component, Component::Normal(_)));
        if !plain || path.is_empty() || path.starts_with('.') || path.contains(['\\', '\0']) {
            return Err(ResponseFile::NoPath);
        }
        let below = format!("{directory}/{path}");
        let inside = |path: &str| self.root.join(path).canonicalize();
        if let (Ok(file), Ok(service)) = (inside(&below), inside(directory))
            && !file.starts_with(service)
        {
            return Err(ResponseFile::LeadsOut);
        }
        if !self.root.join(&below).exists() {
            return Err(ResponseFile::Missing);
        }
        self.text(&below).map_err(ResponseFile::Text)
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
            .find(|path| !path.contains("..") && self.root.join(directory).join(path).is_file());
        if found.is_some() {
            return found;
        }
        let path = given;
        let (below, name) = path.rsplit_once('/').unwrap_or(("", path));
        let plain = Path::new(below).components().all(|component| matches!(component, Component::Normal(_)));
        let entries = fs::read_dir(self.root.join(directory).join(below)).ok().filter(|_| plain)?;
        let mut names: Vec<_> =
            entries.take(1000).filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        let similar = nearest(name, names.iter().map(String::as_str)).filter(|similar| *similar != name)?;
        Some(if below.is_empty() { similar.to_owned() } else { format!("{below}/{similar}") })
    }
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

/// The encoding of a text in which every character of ASCII has a zero byte.
fn wide(bytes: &[u8]) -> Option<&'static str> {
    let start = &bytes[..bytes.len().min(1024)];
    let zeros = start.split(|byte| *byte == 0).count() - 1;
    match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        // Without a mark: of ASCII every other byte is zero.
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
