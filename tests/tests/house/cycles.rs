//! No module names a module beside it that, by whatever way, names the first one.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::{Crate, Names};
use crate::sources::Package;

/// For each parent module, who among its children names whom: an edge is anything below one that names anything below another.
type Edges = BTreeMap<Names, BTreeMap<String, BTreeSet<String>>>;

/// The circles among the modules of all crates of a package, as `ROOT PARENT: CHILD, CHILD`.
pub(crate) fn circles(package: &Package) -> Vec<String> {
    let mut found = Vec::new();
    for root in roots(package) {
        for (parent, edges) in edges(&Crate::read(package, root)) {
            for circle in circles_among(&edges) {
                let parent = [&[root.to_owned()], parent.as_slice()].concat().join("::");
                found.push(format!("{}/{parent}: {}", package.name, circle.join(", ")));
            }
        }
    }
    found
}

/// The files that crates begin with. A program beside a library has no modules of its own.
fn roots(package: &Package) -> impl Iterator<Item = &str> {
    let paths = package.sources.iter().map(|source| source.path.as_str());
    paths.filter(|path| {
        let is_test = path.strip_prefix("tests/").is_some_and(|path| {
            !path.contains('/') || (path.ends_with("/main.rs") && path.matches('/').count() == 1)
        });
        is_test || ["src/lib.rs", "src/main.rs"].contains(path)
    })
}

fn edges(read: &Crate) -> Edges {
    let mut edges = Edges::new();
    for (from, module) in &read.modules {
        let reached = module.paths().flat_map(|path| read.reached(from, path));
        // A macro that users call names what it needs as they see it, through a facade; what is behind that counts.
        for to in reached.filter(|to| !read.is_facade(to)) {
            let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
            if let (Some(child), Some(other)) = (from.get(common), to.get(common)) {
                let siblings = edges.entry(from[..common].to_vec()).or_default();
                siblings.entry(child.clone()).or_default().insert(other.clone());
            }
        }
    }
    edges
}

/// The sets of children each of which leads to all others.
fn circles_among(edges: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<Vec<String>> {
    let reach = |from: &String| {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![from];
        while let Some(at) = waiting.pop() {
            for next in edges.get(at).into_iter().flatten() {
                if reached.insert(next) {
                    waiting.push(next);
                }
            }
        }
        reached
    };
    let reached: BTreeMap<_, _> = edges.keys().map(|child| (child, reach(child))).collect();
    let circle = |child: &&String| {
        let members = reached[*child].iter().copied();
        members
            .filter(|member| reached.get(member).is_some_and(|back| back.contains(*child)))
            .cloned()
            .collect()
    };
    edges.keys().filter(|child| reached[*child].contains(*child)).map(|child| circle(&child)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circles of a crate of these files.
    fn planted(files: &[(&str, &str)]) -> Vec<String> {
        circles(&Package::planted(files))
    }

    const ROOT: (&str, &str) = ("src/lib.rs", "mod a;\nmod b;\n");

    #[test]
    fn modules_that_name_each_other_are_found_in_whatever_form_they_do_it() {
        for a in [
            "use crate::b::B;",
            "use super::b::{self, c::{B as Other}};",
            "pub(crate) use super::b::*;",
            "fn work() { crate::b::work(); }",
            "fn work() { use crate::b; }",
            "fn work() { println!(\"{}\", crate::b::ONE); }",
            "fn work() { vec![1].iter().map(crate::b::work); }",
            "struct A(Vec<crate::b::B>);",
            "impl crate::b::B { }",
            "#[derive(crate::b::Macro)] struct A;",
            "macro_rules! a { () => { $crate::b::B } }",
            "mod below { fn work() -> super::super::b::B {} }",
        ] {
            let files = [ROOT, ("src/a.rs", a), ("src/b.rs", "use crate::a::A;\npub struct B;\n")];
            assert_eq!(planted(&files), ["planted/src/lib.rs: a, b"], "{a}");
        }
    }

    #[test]
    fn a_circle_through_what_the_parent_exports_is_found() {
        for root in ["mod a;\nmod b;\npub use b::B;\n", "mod a;\nmod b;\npub use b::*;\n"] {
            for a in ["use crate::B;", "use super::*;\nfn a(b: B) {}", "fn a() -> super::B {}"] {
                let files =
                    [("src/lib.rs", root), ("src/a.rs", a), ("src/b.rs", "use crate::a;\npub struct B;\n")];
                assert_eq!(planted(&files), ["planted/src/lib.rs: a, b"], "{root} {a}");
            }
        }
    }

    #[test]
    fn a_circle_through_an_exported_macro_is_found() {
        let b = "use crate::a;\n#[macro_export] macro_rules! b { () => {} }\n";
        assert_eq!(
            planted(&[ROOT, ("src/a.rs", "crate::b!();"), ("src/b.rs", b)]),
            ["planted/src/lib.rs: a, b"]
        );
    }

    #[test]
    fn a_circle_through_a_facade_is_one_of_what_is_behind_it() {
        let root = "mod a;\nmod b;\npub mod facade { pub use crate::b::B; }\n";
        let a = "macro_rules! a { () => { $crate::facade::B } }\npub struct A;\n";
        let files = |b| [("src/lib.rs", root), ("src/a.rs", a), ("src/b.rs", b)];
        assert_eq!(planted(&files("use crate::a::A;\npub struct B;\n")), ["planted/src/lib.rs: a, b"]);
        assert_eq!(planted(&files("fn b() { crate::facade::B }\npub struct B;\n")), [""; 0]);
    }

    #[test]
    fn a_circle_of_three_and_one_deep_below_are_found_where_they_are() {
        let files = [
            ("src/main.rs", "mod a;\nmod b;\nmod c;\nmod d;\n"),
            ("src/a/mod.rs", "pub mod x;\npub mod y;\n"),
            ("src/a/x.rs", "use super::y::Y;\nuse crate::b::B;\npub struct X;\n"),
            ("src/a/y.rs", "use super::x::X;\npub struct Y;\n"),
            ("src/b.rs", "use crate::c::C;\npub struct B;\n"),
            ("src/c.rs", "fn c(y: crate::a::y::Y) {}\npub struct C;\n"),
            ("src/d.rs", "use crate::{a, b, c};\n"),
        ];
        assert_eq!(planted(&files), ["planted/src/main.rs: a, b, c", "planted/src/main.rs::a: x, y"]);
    }

    #[test]
    fn what_only_stands_on_others_makes_no_circle() {
        for a in [
            "use crate::Top;\nuse super::root;\nfn work(b: i32) { b.b(); self::work(b) }",
            "#[cfg(test)]\nmod tests { use crate::b::B; }\n",
            "#[cfg(test)]\nuse crate::b::B;\n",
            "/// See [`crate::b::B`].\nstruct A;\n",
            "use std::b::B;\nuse serde::b;\nfn a() -> Self { other::b::B }\n",
            "struct A<'b> { b: &'b str }\nfn a() { let b = 1; x.b::<u8>(b) }\n",
        ] {
            let root = "mod a;\nmod b;\npub struct Top;\npub fn root() {}\n";
            let files =
                [("src/lib.rs", root), ("src/a.rs", a), ("src/b.rs", "use crate::a::A;\npub struct B;\n")];
            assert_eq!(planted(&files), [""; 0], "{a}");
        }
    }
}
