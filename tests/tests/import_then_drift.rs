//! What the importers say of a page, `drift` says of the page's own example: an imported spec describes the responses that it was made from.

use std::fs;
use std::path::{Path, PathBuf};

use qcloud_drift::{Level, Response, report};
use qcloud_import::page::{Options, import_files};

fn pages() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../import/tests/pages");
    let mut cases: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| !case.join("refused.txt").exists());
    cases.sort();
    let names = ["page.md", "page.txt", "page.html"];
    cases
        .iter()
        .map(|case| names.iter().map(|name| case.join(name)).find(|page| page.exists()).unwrap())
        .collect()
}

#[test]
fn the_example_that_an_import_wrote_shows_no_drift_from_the_imported_spec() {
    let mut compared = 0;
    let mut drifts = Vec::new();
    for page in pages() {
        let home = tempfile::tempdir().unwrap();
        let imported = import_files(std::slice::from_ref(&page), home.path(), &Options::default(), false);
        assert!(imported.refused.is_empty(), "{}", page.display());
        let api = qcloud_codegen::read(home.path()).unwrap();
        for service in &api.services {
            for action in &service.actions {
                for example in &action.examples {
                    let response = Response::read(&example.name, example.response.as_bytes()).unwrap();
                    let found = report(&api, service, action, &[response]);
                    let shown = found.drifts.iter().filter(|drift| drift.code.level() == Level::Drift);
                    drifts.extend(shown.map(|drift| format!("{}: {drift}", page.display())));
                    drifts.extend(
                        found.rejected.iter().map(|(name, why)| format!("{}: {name}: {why}", page.display())),
                    );
                    compared += found.compared + found.failed;
                }
            }
        }
    }
    assert_eq!(drifts, Vec::<String>::new());
    assert!(compared > 15, "only {compared} examples were compared");
}
