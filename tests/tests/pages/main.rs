//! What is written for readers holds together: each link leads somewhere, and a translated page has the facts of the original.

mod shape;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use shape::Shape;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Every page in Markdown that is read where it stands, from the root of the repository; those that are generated have tests of their own.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    let mut directories: Vec<_> = ["", "docs", "docs/zh"].map(|path| workspace().join(path)).into();
    let packages = fs::read_dir(workspace()).unwrap().map(|entry| entry.unwrap().path());
    directories.extend(packages.filter(|path| path.join("Cargo.toml").exists()));
    for directory in directories {
        let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        pages.extend(files.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    pages
        .iter()
        .map(|page| page.strip_prefix(workspace()).unwrap().to_owned())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn read(page: &Path) -> Shape {
    Shape::read(page, &fs::read_to_string(workspace().join(page)).unwrap())
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let pages = pages();
    assert!(pages.len() > 15, "{pages:?}");
    let mut lost = Vec::new();
    for page in &pages {
        for (path, anchor) in read(page).links {
            let whole = workspace().join(&path);
            if !whole.exists() {
                lost.push(format!("{}: there is no {}", page.display(), path.display()));
            } else if !anchor.is_empty() && !read(&path).anchors.contains(&anchor) {
                lost.push(format!("{}: {} has no heading #{anchor}", page.display(), path.display()));
            }
        }
    }
    assert_eq!(lost, [""; 0]);
}

/// The page that a translation follows.
fn original(page: &Path) -> Option<PathBuf> {
    let path = page.to_str()?;
    let translated = path.starts_with("docs/zh/") || path.ends_with(".zh-CN.md");
    translated.then(|| path.replace("docs/zh/", "docs/").replace(".zh-CN.md", ".md").into())
}

#[test]
fn a_translation_has_the_headings_the_code_the_names_and_the_links_of_the_original() {
    let mut compared = 0;
    for page in pages() {
        let Some(original) = original(&page) else { continue };
        let (translated, there) = (read(&page).untranslated(), read(&original).untranslated());
        let name = page.display();
        assert_eq!(translated.levels, there.levels, "{name}: headings");
        assert_eq!(translated.blocks, there.blocks, "{name}: blocks of code");
        assert_eq!(
            (translated.items, translated.rows),
            (there.items, there.rows),
            "{name}: items of lists, rows of tables"
        );
        assert_eq!(
            shape::beyond(&translated.names, &there.names),
            [""; 0],
            "{name}: names that the original lacks"
        );
        assert_eq!(
            shape::beyond(&there.names, &translated.names),
            [""; 0],
            "{name}: names that only the original has"
        );
        let paths = |shape: &Shape| shape.links.iter().map(|(path, _)| path.clone()).collect::<BTreeSet<_>>();
        assert_eq!(paths(&translated), paths(&there), "{name}: links");
        compared += 1;
    }
    assert!(compared > 0, "no translation was found");
}
