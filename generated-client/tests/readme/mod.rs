//! What README.md shows of the examples, so that it stays true.

const README: &str = include_str!("../../../README.md");

/// The moment of the output in README.md: 2026-12-01 12:00:00 in China.
pub(crate) const NOW: &str = "1796097600";

/// What stands below a command of README.md, up to the end of the block.
pub(crate) fn output_of(command: &str) -> &'static str {
    let (_, below) =
        README.split_once(&format!("\n$ {command}\n")).unwrap_or_else(|| panic!("no `{command}`"));
    below.split("```").next().unwrap_or_default()
}
