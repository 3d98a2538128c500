//! Every public item of the client has an example: on itself, on one of its methods, or in code of the crate's docs that names it.

use std::collections::BTreeSet;

use crate::sources::{Package, Source};

/// Items that need none, and why. One that gets an example leaves this table.
const WITHOUT: &[(&str, &str)] = &[
    ("Blocking", "what `.wait()` of a list gives: an iterator, which the module shows"),
    ("CallInfo", "a part of every event, of which the module shows fields"),
    ("FromFn", "what `from_fn` gives, which has an example"),
    ("Goal", "what is passed on from the generated constants to `Call::until`"),
    ("Note", "what `read_with_notes` gives, which shows one"),
    ("Sleep", "what `Client::sleep` gives, which has an example"),
    ("Streams", "a bound of `Call::events`, which only generated code implements"),
    ("Why", "a part of events, which the module shows as text"),
];

/// Public items without an example, and entries of the table that are no such items.
pub(crate) fn missing(package: &Package) -> Vec<String> {
    if package.name != "generated-client" {
        return Vec::new();
    }
    without_example(package, &WITHOUT.iter().map(|(name, _)| *name).collect::<Vec<_>>())
}

fn without_example(package: &Package, excepted: &[&str]) -> Vec<String> {
    let is_face = |source: &&Source| matches!(&*source.path, "src/lib.rs" | "src/wire.rs");
    let exported: BTreeSet<&str> =
        package.sources.iter().filter(is_face).flat_map(|source| exported(&source.text)).collect();
    let shown: BTreeSet<&str> = package.sources.iter().flat_map(|source| words(code(&source.text))).collect();
    // What is exported and no item is a module.
    let all: BTreeSet<&str> =
        package.sources.iter().flat_map(|source| items(&source.text)).map(|(name, _)| name).collect();
    let modules: BTreeSet<&str> = exported.difference(&all).copied().collect();
    let mut stale: BTreeSet<&str> = excepted.iter().copied().collect();
    let mut found = Vec::new();
    for source in &package.sources {
        let Some(path) = source.path.strip_prefix("src/handwritten/") else { continue };
        let is_module = is_below(path, &modules);
        for (name, has_example) in items(&source.text) {
            let is_public = is_module || exported.contains(name);
            if !is_public || has_example || shown.contains(name) {
                continue;
            }
            if !excepted.contains(&name) {
                found.push(format!("{}/{}: `{name}`", package.name, source.path));
            }
            stale.remove(name);
        }
    }
    found.extend(stale.into_iter().map(|name| format!("`{name}` needs no exception")));
    found
}

/// The names that `pub use` lists, but for what is hidden.
fn exported(text: &str) -> impl Iterator<Item = &str> {
    let text = text.split("pub mod internal").next().unwrap_or_default();
    text.split("handwritten::").skip(1).flat_map(|list| {
        let list = list.split(';').next().unwrap_or_default();
        let names = list.split([',', '{', '}']).map(str::trim).filter(|path| !path.ends_with("::"));
        names.filter_map(|path| path.rsplit("::").next()?.split(" as ").next())
    })
}

/// Whether a file is that of an exported module, or stands below one.
fn is_below(path: &str, modules: &BTreeSet<&str>) -> bool {
    let module = path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "_");
    let parts: Vec<_> = module.split('_').collect();
    parts.iter().any(|part| modules.contains(part))
        || modules.iter().any(|name| name.contains('_') && module.ends_with(name))
}

/// The public items at the top of a file, and whether their docs or those of their methods have code.
fn items(text: &str) -> Vec<(&str, bool)> {
    let mut items: Vec<(&str, bool)> = Vec::new();
    let (mut has_code, mut owner, mut is_in_attribute) = (false, "", false);
    for line in text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().lines() {
        let trimmed = line.trim_start();
        is_in_attribute |= trimmed.starts_with("#[") && !trimmed.ends_with(']');
        if is_in_attribute {
            is_in_attribute = !trimmed.ends_with(")]");
            continue;
        }
        if trimmed.starts_with("///") {
            has_code |= trimmed.starts_with("/// ```");
            continue;
        }
        if trimmed.starts_with('#') || trimmed.starts_with("//") {
            continue;
        }
        if let Some(name) = public_item(line) {
            items.push((name, has_code));
            owner = name;
        } else if let Some(head) = line.strip_prefix("impl") {
            let of = head.rsplit(" for ").next().unwrap_or_default();
            let of = if of.starts_with('<') { of.split_once("> ").map_or("", |(_, of)| of) } else { of };
            owner = words([of].into_iter()).next().unwrap_or_default();
        } else if has_code && line.starts_with("    ") {
            items.iter_mut().filter(|(name, _)| *name == owner).for_each(|(_, has)| *has = true);
        }
        has_code = false;
    }
    items
}

/// The name of a public item that begins in this line.
fn public_item(line: &str) -> Option<&str> {
    let mut rest = line.strip_prefix("pub ")?.split_whitespace();
    let kind = rest.find(|word| !matches!(*word, "async" | "const"))?;
    let name = rest.next().filter(|_| matches!(kind, "struct" | "enum" | "trait" | "fn" | "type"))?;
    words([name].into_iter()).next()
}

/// The lines of code in the docs of a file.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let line = line.trim_start();
        let Some(doc) = line.strip_prefix("///").or(line.strip_prefix("//!")) else { return false };
        let is_fence = doc.trim_start().starts_with("```");
        is_code ^= is_fence;
        is_code && !is_fence
    })
}

/// The words of lines; a comment of a code is none of it.
fn words<'t>(lines: impl Iterator<Item = &'t str>) -> impl Iterator<Item = &'t str> {
    let parts = lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    parts.filter(|word| !word.is_empty())
}

#[test]
fn a_public_item_without_an_example_is_found() {
    let planted = Package::planted(&[
        (
            "src/lib.rs",
            "//! ```\n//! Named::new();\n//! ```\npub use handwritten::a::{Bare, Own, Method};\npub use handwritten::a::Named;\n\
             pub use handwritten::face;\n#[doc(hidden)]\npub mod internal { pub use handwritten::a::Hidden; }\n",
        ),
        (
            "src/handwritten/a.rs",
            "/// It has none.\npub struct Bare;\n/// ```\n/// x();\n/// ```\npub struct Own;\npub struct Named;\n\
             pub(crate) struct Private;\npub struct Hidden;\npub struct Method;\nimpl<T> From<T> for Method {\n    /// ```\n    \
             /// x();\n    /// ```\n    fn from() {}\n}\n",
        ),
        (
            "src/handwritten/face/inner.rs",
            "pub fn told() {}\n#[cfg(test)]\nmod tests {\npub fn untold() {}\n}\n",
        ),
    ]);
    assert_eq!(
        without_example(&planted, &["Own"]),
        [
            "planted/src/handwritten/a.rs: `Bare`",
            "planted/src/handwritten/face/inner.rs: `told`",
            "`Own` needs no exception"
        ]
    );
    assert_eq!(without_example(&planted, &["Bare", "told"]), [""; 0]);
}
