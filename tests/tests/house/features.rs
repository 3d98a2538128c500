//! The page of the client's features names what its manifest has.

/// The features of the client that its page of features does not name, and what that page names that is none.
pub(crate) fn without_a_row(manifest: &str, page: &str) -> Vec<String> {
    let (_, section) = manifest.split_once("[features]\n").unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let features: Vec<_> = section
        .lines()
        .filter(|line| !line.starts_with([' ', '#', ']']))
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
        .filter(|name| *name != "default")
        .collect();
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let named: Vec<_> = rows
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    let lacking = features.iter().filter(|name| !named.contains(name)).map(|name| format!("no row: {name}"));
    lacking
        .chain(named.iter().filter(|name| !features.contains(name)).map(|name| format!("no feature: {name}")))
        .collect()
}
