//! The modules of a crate and the paths that each of them names, read with `syn`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, UseTree};

use crate::sources::Package;

/// The names of a path, from the left.
pub(crate) type Names = Vec<String>;

/// A module: what it defines, what it brings in, and what its code names.
#[derive(Default)]
pub(crate) struct Module {
    items: BTreeSet<String>,
    /// What a name of a `use` means.
    imports: BTreeMap<String, Names>,
    globs: Vec<Names>,
    named: Vec<Names>,
    is_facade: bool,
}

/// The modules of one crate by their paths; the root's is empty.
pub(crate) struct Crate {
    pub(crate) modules: BTreeMap<Names, Module>,
}

impl Crate {
    /// The crate whose root is a file of the package. Modules under `cfg(test)` are left out.
    pub(crate) fn read(package: &Package, root: &str) -> Self {
        let mut read = Self { modules: BTreeMap::new() };
        let directory = root.rsplit_once('/').map_or("", |(directory, _)| directory);
        read.file(package, root, directory, &Vec::new());
        read
    }

    /// Reads a file as the module `module`, whose own modules stand in `directory`.
    fn file(&mut self, package: &Package, path: &str, directory: &str, module: &Names) {
        let Some(source) = package.sources.iter().find(|source| source.path == path) else { return };
        let file = syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{path}: {error}"));
        self.items(package, file.items, directory, module);
    }

    fn items(&mut self, package: &Package, items: Vec<Item>, directory: &str, module: &Names) {
        self.modules.entry(module.clone()).or_default();
        for item in items {
            if attributes(&item).iter().any(is_for_tests) {
                continue;
            }
            let here = self.modules.entry(module.clone()).or_default();
            match item {
                Item::Mod(item) => {
                    let name = item.ident.to_string();
                    let below = format!("{directory}/{name}");
                    let module: Names = module.iter().cloned().chain([name]).collect();
                    if let Some((_, items)) = item.content {
                        let is_facade = items.iter().all(|item| matches!(item, Item::Use(_)));
                        self.items(package, items, &below, &module);
                        self.modules.entry(module).or_default().is_facade = is_facade;
                        continue;
                    }
                    let explicit = item.attrs.iter().find_map(path_attribute);
                    let files = [format!("{below}.rs"), format!("{below}/mod.rs")];
                    for file in explicit.map(|path| format!("{directory}/{path}")).iter().chain(&files) {
                        self.file(package, file.trim_start_matches('/'), &below, &module);
                    }
                }
                Item::Use(item) => here.bring_in(&item.tree, &Vec::new()),
                Item::Macro(item) if item.ident.is_some() => {
                    let name = item.ident.as_ref().unwrap().to_string();
                    let exported =
                        item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
                    here.items.insert(name.clone());
                    here.scan(item.to_token_stream());
                    if exported && !module.is_empty() {
                        let path =
                            ["crate".to_owned()].into_iter().chain(module.clone()).chain([name.clone()]);
                        self.modules.entry(Vec::new()).or_default().imports.insert(name, path.collect());
                    }
                }
                item => {
                    here.items.extend(defined(&item));
                    here.scan(item.to_token_stream());
                }
            }
        }
    }

    /// The modules that a path leads through as it is named in `module`, and that of the item where it ends.
    pub(crate) fn reached(&self, module: &Names, path: &[String]) -> BTreeSet<Names> {
        let mut reached = BTreeSet::new();
        self.follow(module, path, &mut reached, 0);
        reached
    }

    /// Whether a module only gives others a name by which they are known outside: an inline one of nothing but `pub use`.
    pub(crate) fn is_facade(&self, module: &Names) -> bool {
        self.modules.get(module).is_some_and(|module| module.is_facade)
    }

    /// Follows a path; whether its first name is known here.
    fn follow(&self, module: &Names, path: &[String], reached: &mut BTreeSet<Names>, depth: usize) -> bool {
        if depth > 12 {
            return false;
        }
        let mut at = module.clone();
        for (number, name) in path.iter().enumerate() {
            let child: Names = at.iter().cloned().chain([name.clone()]).collect();
            match name.as_str() {
                "crate" | "$crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                _ if self.modules.contains_key(&child) => at = child,
                _ => return self.follow_name(&at, &path[number..], reached, depth) || number > 0,
            }
            reached.insert(at.clone());
        }
        true
    }

    /// Follows a path whose first name is no module of `module`: an item, an import, or something behind a glob.
    fn follow_name(
        &self,
        module: &Names,
        path: &[String],
        reached: &mut BTreeSet<Names>,
        depth: usize,
    ) -> bool {
        let Some(here) = self.modules.get(module) else { return false };
        if here.items.contains(&path[0]) {
            reached.insert(module.clone());
            return true;
        }
        if let Some(target) = here.imports.get(&path[0]) {
            // `use name;` of a crate whose name it is would lead back here for ever.
            let target: Names = target.iter().chain(&path[1..]).cloned().collect();
            return target != path && self.follow(module, &target, reached, depth + 1);
        }
        here.globs.iter().any(|glob| {
            let target: Names = glob.iter().chain(path).cloned().collect();
            let mut behind = BTreeSet::new();
            let leads = self.follow(module, glob, &mut BTreeSet::new(), depth + 1)
                && self.ends(module, &target, &mut behind, depth + 1);
            if leads {
                reached.extend(behind);
            }
            leads
        })
    }

    /// As `follow`, but only for a path that ends at something that is there.
    fn ends(&self, module: &Names, path: &[String], reached: &mut BTreeSet<Names>, depth: usize) -> bool {
        let mut at = module.clone();
        for (number, name) in path.iter().enumerate() {
            let child: Names = at.iter().cloned().chain([name.clone()]).collect();
            match name.as_str() {
                "crate" | "$crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                _ if self.modules.contains_key(&child) => at = child,
                _ => return self.follow_name(&at, &path[number..], reached, depth),
            }
            reached.insert(at.clone());
        }
        true
    }
}

impl Module {
    /// The paths that the module names, those of its imports among them.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Names> {
        self.imports.values().chain(&self.globs).chain(&self.named)
    }

    fn bring_in(&mut self, tree: &UseTree, before: &Names) {
        let with = |name: String| before.iter().cloned().chain([name]).collect::<Names>();
        match tree {
            UseTree::Path(path) => self.bring_in(&path.tree, &with(path.ident.to_string())),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.bring_in(tree, before)),
            UseTree::Glob(_) => self.globs.push(before.clone()),
            UseTree::Name(name) if name.ident == "self" => {
                self.imports.insert(before.last().unwrap().clone(), before.clone());
            }
            UseTree::Name(name) => {
                self.imports.insert(name.ident.to_string(), with(name.ident.to_string()));
            }
            UseTree::Rename(rename) => {
                self.imports.insert(rename.rename.to_string(), with(rename.ident.to_string()));
            }
        }
    }

    /// Notes each path of code, in macros too, and each `use` in a body.
    fn scan(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = match &tokens[at] {
                TokenTree::Group(group) => {
                    self.scan(group.stream());
                    at + 1
                }
                TokenTree::Ident(word) if word == "use" => self.import_in_a_body(&tokens, at),
                TokenTree::Ident(_) if !follows_a_dot(&tokens, at) => self.path_in_code(&tokens, at),
                _ => at + 1,
            };
        }
    }

    fn import_in_a_body(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let end = tokens[at..]
            .iter()
            .position(|token| is_punct(token, ';'))
            .map_or(tokens.len(), |end| at + end + 1);
        let text: TokenStream = tokens[at..end].iter().cloned().collect();
        if let Ok(item) = syn::parse2::<syn::ItemUse>(text) {
            self.bring_in(&item.tree, &Vec::new());
        }
        end
    }

    fn path_in_code(&mut self, tokens: &[TokenTree], mut at: usize) -> usize {
        let mut names = vec![tokens[at].to_string()];
        if at > 0 && is_punct(&tokens[at - 1], '$') && names[0] == "crate" {
            names[0].insert(0, '$');
        }
        while let (Some(one), Some(two), Some(TokenTree::Ident(name))) =
            (tokens.get(at + 1), tokens.get(at + 2), tokens.get(at + 3))
        {
            if !is_punct(one, ':') || !is_punct(two, ':') {
                break;
            }
            names.push(name.to_string());
            at += 3;
        }
        // A name alone is a local one, unless it looks like a type or is called.
        let is_called = match tokens.get(at + 1) {
            Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
            Some(token) => is_punct(token, '!'),
            None => false,
        };
        if names.len() > 1 || is_called || names[0].starts_with(char::is_uppercase) {
            self.named.push(names);
        }
        at + 1
    }
}

/// Whether an identifier names a field, a method or a lifetime, or goes on after generic arguments.
fn follows_a_dot(tokens: &[TokenTree], at: usize) -> bool {
    let before = |back: usize, c: char| at >= back && is_punct(&tokens[at - back], c);
    (before(1, '.') && !before(2, '.')) || before(1, '\'') || before(1, ':') && before(2, ':')
}

fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    let text = attribute.to_token_stream().to_string().replace(' ', "");
    text == "#[cfg(test)]" || text.starts_with("#[cfg(all(test,") || text == "#[test]"
}

/// What `#[path = ".."]` says.
fn path_attribute(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(meta) = &attribute.meta else { return None };
    let is_path = meta.path.is_ident("path");
    is_path.then(|| meta.value.to_token_stream().to_string().trim_matches('"').to_owned())
}

/// The name that an item defines.
fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
