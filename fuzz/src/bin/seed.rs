//! Makes the inputs that the targets start from, beside those in `corpus/`, out of the repository's pages, specs and examples.

use std::io::{self, Write};
use std::fs;
use std::path::Path;

use qcloud_tests::fuzzing::{page_seeds, spec_seeds, wire_seeds};

fn main() -> io::Result<()> {
    for (target, seeds) in [("page", page_seeds()), ("spec", spec_seeds()), ("wire", wire_seeds())] {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/seeds").join(target);
        fs::create_dir_all(&corpus)?;
        for (name, bytes) in &seeds {
            fs::write(corpus.join(name), bytes)?;
        }
        writeln!(io::stdout(), "{} seeds in {}", seeds.len(), corpus.display())?;
    }
    Ok(())
}
