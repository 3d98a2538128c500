//! A service is a module at the root of the client and a function of its `Client`, so it can't have a name that is taken there.

use std::collections::BTreeSet;

use syn::{File, ImplItem, Item, UseTree};

use crate::sources::{Package, packages};

/// Crates that every path may start with, and the generated module of what all services share.
const ALWAYS: [&str; 4] = ["alloc", "common", "core", "std"];

/// The names that no service of a client can have: the modules and crates at its root, and the functions of its `Client`.
fn taken(client: &Package) -> BTreeSet<String> {
    let mut taken: BTreeSet<_> = ALWAYS.iter().map(|name| (*name).to_owned()).collect();
    for source in client.sources.iter().filter(|source| source.path.starts_with("src/")) {
        let file = syn::parse_file(&source.text).unwrap();
        taken.extend(functions_of_the_client(&file));
        if source.path == "src/lib.rs" {
            for item in file.items {
                match item {
                    Item::Mod(item) => drop(taken.insert(item.ident.to_string())),
                    Item::Use(item) => exported(&item.tree, &mut taken),
                    _ => {}
                }
            }
        }
    }
    taken.retain(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    taken
}

fn functions_of_the_client(file: &File) -> impl Iterator<Item = String> {
    let impls = file.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    });
    let of_client =
        impls.filter(|item| matches!(&*item.self_ty, syn::Type::Path(ty) if ty.path.is_ident("Client")));
    of_client.flat_map(|item| &item.items).filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
        _ => None,
    })
}

/// The names that a `use` brings in, but for those behind a glob.
fn exported(tree: &UseTree, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => exported(&path.tree, names),
        UseTree::Group(group) => group.items.iter().for_each(|tree| exported(tree, names)),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Rename(rename) => drop(names.insert(rename.rename.to_string())),
        UseTree::Glob(_) => {}
    }
}

/// The texts in the list of a package that has this name.
fn listed(package: &Package, list: &str) -> BTreeSet<String> {
    let start = format!("const {list}: ");
    let mut texts = package.sources.iter().filter_map(|source| source.text.split_once(&start));
    let (_, list) = texts.next().unwrap_or_else(|| panic!("there is no list {list}"));
    let (list, _) = list.split_once(';').unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_names_that_no_service_can_have_are_those_that_are_taken() {
    let packages = packages();
    let package = |name: &str| packages.iter().find(|package| package.name == name).unwrap();
    assert_eq!(listed(package("codegen"), "TAKEN_SERVICE_MODULES"), taken(package("generated-client")));
}

#[test]
fn whatever_takes_a_name_is_found() {
    let planted = Package::planted(&[
        (
            "src/lib.rs",
            "mod private;\n#[cfg(feature = \"x\")]\npub mod public {}\npub use private::{deep::inner, Type, x as y};\npub use jiff;",
        ),
        (
            "src/private.rs",
            "impl Client { pub fn call() {} fn hidden(&self) {} }\nimpl Other { fn other() {} }\nimpl Clone for Client { fn clone() {} }",
        ),
        ("tests/x.rs", "impl Client { fn test() {} }"),
    ]);
    let expected =
        ["alloc", "call", "common", "core", "hidden", "inner", "jiff", "private", "public", "std", "y"];
    assert_eq!(taken(&planted).into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_service_whose_name_is_taken_gets_another_module() {
    for name in ["wire", "call", "std"] {
        let directory = tempfile::tempdir().unwrap();
        let service = directory.path().join(name);
        std::fs::create_dir(&service).unwrap();
        let spec = format!("service: {name}\ndoc: A service.\nprotocol: v2\nhost: a.example.com\n");
        std::fs::write(service.join("service.yaml"), spec).unwrap();
        let api = qcloud_codegen::read(directory.path()).unwrap();
        assert_eq!(api.services[0].module, format!("{name}_"));
    }
}
