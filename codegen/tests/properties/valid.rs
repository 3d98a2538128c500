//! A valid spec generates, formatted, the same every time.

use proptest::prelude::*;
use qcloud_codegen::{GeneratedFile, Options};

use crate::any_spec::{Files, any_spec, written};

proptest! {
    #![proptest_config(crate::cases(48))]

    #[test]
    fn a_valid_spec_becomes_formatted_rust_the_same_every_time(files in any_spec()) {
        let first = generated(&files);
        for file in &first {
            let parsed = syn::parse_file(&file.text);
            prop_assert!(parsed.is_ok(), "{}: {:?}", file.path, parsed.err());
            prop_assert!(is_tidy(&file.text), "{}:\n{}", file.path, file.text);
        }
        prop_assert_eq!(generated(&files), first);
    }
}

fn generated(files: &Files) -> Vec<GeneratedFile> {
    let directory = written(files);
    let api = qcloud_codegen::read(directory.path()).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    qcloud_codegen::emit(&api, &Options::new())
}

/// What a formatter leaves behind: no tab, no blank at the end of a line, no two empty lines, one line end at the end.
fn is_tidy(text: &str) -> bool {
    let ends = text.lines().all(|line| line.trim_end() == line && !line.contains('\t'));
    ends && !text.contains("\n\n\n") && text.ends_with('\n') && !text.ends_with("\n\n")
}
