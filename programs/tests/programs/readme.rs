//! What README.md shows of the programs is what they print. `UPDATE_GOLDENS=1` writes it anew.

use std::fs;

use crate::stage::Stage;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
const ENDPOINT: &str = " --endpoint http://127.0.0.1:8080";

#[tokio::test]
async fn readme_shows_what_is_printed() {
    let readme = fs::read_to_string(README).unwrap();
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
        fs::write(README, &expected).unwrap();
    } else {
        assert_eq!(readme, expected, "UPDATE_GOLDENS=1 writes it anew");
    }
    assert!(shown > 0, "README.md shows none of the programs");
}
