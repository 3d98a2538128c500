//! What holds for the places of any diagnostics.

use std::fs;
use std::path::Path;

use qcloud_codegen::Diagnostics;

/// Every label points at something that is there.
pub(crate) fn check_places(diagnostics: &Diagnostics, spec: &Path) {
    for diagnostic in diagnostics.as_slice() {
        for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary) {
            assert!(label.file.starts_with(spec), "{label:?} of {}", diagnostic.message);
            // A file that is not UTF-8 is shown with a sign in place of what can't be read, and its places are those of that text.
            let text = fs::read(&label.file).unwrap_or_default();
            let text = String::from_utf8_lossy(&text).into_owned().into_bytes();
            let span = &label.span;
            assert!(span.start <= span.end && span.end <= text.len(), "{label:?} of {}", diagnostic.message);
            let lines = text[..span.start].split(|byte| *byte == b'\n').count();
            assert_eq!(label.line, lines, "{label:?} of {}", diagnostic.message);
            assert!(label.column >= 1, "{label:?} of {}", diagnostic.message);
        }
    }
    // Rendering is part of the answer.
    let _ = diagnostics.to_string();
}
