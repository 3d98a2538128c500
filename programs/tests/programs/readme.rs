//! What README.md and docs/programs.md show of the programs is what they print. `UPDATE_GOLDENS=1` writes it anew.

use std::fs;
use std::path::Path;

use crate::stage::Stage;

const PAGES: [&str; 2] = ["README.md", "docs/programs.md"];
const ENDPOINT: &str = " --endpoint http://127.0.0.1:8080";

#[tokio::test]
async fn the_pages_show_what_is_printed() {
    for page in PAGES {
        check(page).await;
    }
}

async fn check(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
    let readme = fs::read_to_string(&path).unwrap();
    let stage = Stage::new().await;
    let mut expected = readme.clone();
    let mut shown = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let command = block.strip_prefix("$ ").and_then(|block| block.lines().next()?.strip_suffix(ENDPOINT));
        if let Some(command) = command {
            let outcome = stage.run(&format!("{command} --endpoint $URL")).await;
            let printed = outcome.out + &outcome.err;
            expected = expected.replace(block, &format!("$ {command}{ENDPOINT}\n{printed}"));
            shown += 1;
        }
    }
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(path, &expected).unwrap();
    } else {
        assert_eq!(readme, expected, "{page}: UPDATE_GOLDENS=1 writes it anew");
    }
    assert!(shown > 0, "{page} shows none of the programs");
}
