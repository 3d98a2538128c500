//! Where the runtime is that this program generates code for: where the program itself comes from.

use std::env;
use std::fs;
use std::path::Path;

use toml_edit::DocumentMut;

use crate::settings::Runtime;

/// The directory of the runtime's package beside that of this program.
const DIRECTORY: &str = "generated-client";

/// The file in which cargo writes down what it has installed and from where, in the directory above the programs.
const INSTALLED: &str = ".crates.toml";

/// The runtime of this program's own version: in the repository, in the registry or in the checkout that it comes from.
pub(crate) fn own() -> Runtime {
    installed().unwrap_or_else(|| {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(|root| root.join(DIRECTORY));
        match checkout.filter(|path| path.join("Cargo.toml").is_file()) {
            Some(path) => Runtime::Path(path.display().to_string().replace('\\', "/")),
            None => Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()),
        }
    })
}

/// What cargo has written down of this program, where it was installed from a repository: the checkout is cargo's own, and may be gone tomorrow.
fn installed() -> Option<Runtime> {
    let program = env::current_exe().ok()?;
    let text = fs::read_to_string(program.parent()?.parent()?.join(INSTALLED)).ok()?;
    from_repository(&text)
}

/// The repository and revision of this program in a list of what is installed.
fn from_repository(installed: &str) -> Option<Runtime> {
    let document: DocumentMut = installed.parse().ok()?;
    let mut entries = document.get("v1")?.as_table_like()?.iter();
    entries.find_map(|(entry, _)| {
        let (name, rest) = entry.split_once(' ')?;
        let (version, source) = rest.split_once(' ')?;
        if (name, version) != (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")) {
            return None;
        }
        let (address, rev) = source.strip_prefix("(git+")?.strip_suffix(')')?.rsplit_once('#')?;
        let url = address.split_once('?').map_or(address, |(url, _)| url);
        Some(Runtime::Git { url: url.to_owned(), rev: rev.to_owned() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_from_a_repository_knows_its_address_and_revision() {
        let rev = "0123456789abcdef0123456789abcdef01234567";
        let installed = |source: &str| {
            format!(
                "[v1]\n\"bat 0.1.0 (registry+https://github.com/rust-lang/crates.io-index)\" = [\"bat\"]\n\"cargo-qcloud 0.1.0 ({source})\" = \
                 [\"cargo-qcloud\"]\n"
            )
        };
        let git = |url: &str| Some(Runtime::Git { url: url.to_owned(), rev: rev.to_owned() });
        for (source, expected) in [
            (format!("git+https://host.example/a/b.git#{rev}"), git("https://host.example/a/b.git")),
            (format!("git+ssh://git@host.example/a/b?branch=main#{rev}"), git("ssh://git@host.example/a/b")),
            (format!("git+file:///home/a/b?tag=v0.1.0#{rev}"), git("file:///home/a/b")),
            ("registry+https://github.com/rust-lang/crates.io-index".to_owned(), None),
            ("path+file:///home/a/b/cargo-qcloud".to_owned(), None),
        ] {
            assert_eq!(from_repository(&installed(&source)), expected, "{source}");
        }
        assert_eq!(from_repository(""), None);
        assert_eq!(from_repository("[v1]\n\"cargo-qcloud\" = []\n"), None);
        assert_eq!(from_repository("no list"), None);
    }
}
