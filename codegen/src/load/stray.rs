//! Files that nobody reads, though somebody meant them to be read.

use std::collections::BTreeSet;

use super::{ActionSpec, Loader, is_yaml};
use crate::diagnostic::nearest;
use crate::diagnostic::problem::FileProblem;
use crate::spec::{ActionFile, SERVICE, TYPES, is_stream_file};

/// So many files are looked at below a service, and so deep.
const MAX_FILES: usize = 100_000;
const MAX_DEPTH: usize = 8;

/// Where the responses of examples stand.
pub(crate) const EXAMPLES: &str = "examples/";

/// Whether a file is a response, by its name.
fn is_response(name: &str) -> bool {
    is_stream_file(name) || name.to_lowercase().ends_with(".json")
}

/// The directories among the names in a directory.
pub(super) fn directories(loader: &Loader<'_>, directory: &str, names: &[String]) -> Vec<String> {
    let paths = names.iter().filter(|name| !is_yaml(name)).map(|name| format!("{directory}/{name}"));
    paths.filter(|path| loader.files.is_directory(path)).collect()
}

impl Loader<'_> {
    /// Reports a directory that was meant to be that of the examples of a service, where there is none.
    pub(super) fn misplaced_examples(&mut self, directory: &str, directories: &[String]) -> bool {
        let right = EXAMPLES.trim_end_matches('/');
        let name = |path: &String| path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let is_near = |path: &&String| {
            ["example", "samples", "sample", "responses"].contains(&&*name(path))
                || nearest(&name(path), [right]).is_some()
        };
        let has_it = directories.iter().any(|path| path.ends_with(&format!("/{right}")));
        if has_it {
            return false;
        }
        if let Some(path) = directories.iter().find(is_near) {
            self.whole(path, FileProblem::ExamplesDirectory);
            return true;
        }
        // They may stand beside the services, as `common.yaml` does.
        let beside = self.files.list(right).unwrap_or_default();
        let is_here = beside.iter().any(|action| self.files.is_file(&format!("{directory}/{action}.yaml")));
        if is_here {
            self.whole(right, FileProblem::ExamplesBeside { directory: directory.to_owned() });
        }
        is_here
    }

    /// The other Action whose response an example of one has, though one of its own of the same name is there, which no example has.
    pub(super) fn response_of_other(
        &self,
        directory: &str,
        action: &ActionFile,
        response: &str,
    ) -> Option<(String, String)> {
        let (other, file) = response.strip_prefix(EXAMPLES)?.split_once('/')?;
        let own = format!("{EXAMPLES}{}/{file}", action.action);
        let is_named = action.examples.iter().any(|example| example.response == own);
        let is_file = |path: &str| self.files.is_file(&format!("{directory}/{path}"));
        let is_other = *other != *action.action && is_file(&format!("{other}.yaml")) && is_file(response);
        (is_other && !is_named && is_file(&own)).then(|| (other.to_owned(), own))
    }

    /// The name that a file should have whose name is nearly that of one with a meaning, and which is no Action.
    pub(super) fn wrong_name(&self, directory: &str, name: &str, names: &[String]) -> Option<&'static str> {
        let known = [SERVICE, TYPES];
        if known.contains(&name) || !name.ends_with("yaml") {
            return None;
        }
        let in_case = known.into_iter().find(|known| known.eq_ignore_ascii_case(name));
        let near = || nearest(name, known).and_then(|near| known.into_iter().find(|known| *known == near));
        let right = in_case.or_else(near).filter(|right| !names.iter().any(|name| name == right))?;
        (!self.is_action(&format!("{directory}/{name}"))).then_some(right)
    }

    /// Whether a file holds an Action, as it seems.
    pub(super) fn is_action(&self, path: &str) -> bool {
        self.begins_with(path, &["action"])
    }

    /// Whether a line of a file begins with one of some keys.
    fn begins_with(&self, path: &str, keys: &[&str]) -> bool {
        let Ok(text) = self.files.text(path) else { return false };
        let plain = |line: &str| line.trim_start_matches(['{', '"']).to_owned();
        text.text.lines().any(|line| keys.iter().any(|key| plain(line).starts_with(key)))
    }

    /// Reports files beside those of a service that seem to be such, by what they hold, and whose names have another ending.
    pub(super) fn other_endings(&mut self, directory: &str, names: &[String]) -> bool {
        let mut has_one = false;
        for name in names.iter().filter(|_| names.iter().any(|name| is_yaml(name))) {
            let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
            let path = format!("{directory}/{name}");
            if ["", "json", "txt"].contains(&ending)
                && self.files.is_file(&path)
                && self.begins_with(&path, &["action:", "action\":", "service:", "service\":"])
            {
                self.whole(&path, FileProblem::Extension { right: format!("{stem}.yaml") });
                has_one = true;
            }
        }
        has_one
    }

    /// Whether there is a service below a directory.
    pub(super) fn has_deep_services(&self, directories: &[String]) -> bool {
        directories.iter().any(|directory| self.files.is_file(&format!("{directory}/{SERVICE}")))
    }

    /// Reports services below a directory that is none itself.
    pub(super) fn deep_services(&mut self, directories: &[String]) {
        for directory in directories {
            if self.files.is_file(&format!("{directory}/{SERVICE}")) {
                self.whole(directory, FileProblem::ServiceTooDeep);
            }
        }
    }

    /// Reports files of a spec below the directory of their service, and responses that no example names. Returns whether there is a file of
    /// a spec among them, or an Action of theirs stands below another service.
    pub(super) fn strays(
        &mut self,
        directory: &str,
        directories: &[String],
        actions: &[ActionSpec],
        is_incomplete: bool,
    ) -> bool {
        let responses = actions.iter().flat_map(|action| &action.action.spec.examples);
        let named: BTreeSet<String> =
            responses.map(|example| format!("{directory}/{}", example.response)).collect();
        let examples = format!("{directory}/examples/");
        let mut open: Vec<(String, usize)> = directories.iter().map(|path| (path.clone(), 1)).collect();
        let (mut count, mut has_spec, mut unnamed) = (0, false, Vec::new());
        while let Some((below, depth)) = open.pop() {
            for name in self.files.list(&below).unwrap_or_default() {
                let path = format!("{below}/{name}");
                count += 1;
                if count > MAX_FILES {
                    return has_spec;
                }
                if is_yaml(&name) && self.files.is_file(&path) {
                    // A response in the place of a response is no Action.
                    if path.starts_with(&examples) && !self.is_action(&path) {
                        continue;
                    }
                    self.whole(&path, FileProblem::TooDeep { directory: directory.to_owned() });
                    has_spec = true;
                } else if path.starts_with(&examples) && is_response(&name) {
                    let action = below.strip_prefix(&examples).map(|action| format!("{action}.yaml"));
                    let is_of_other = |action: String| {
                        !self.files.is_file(&format!("{directory}/{action}"))
                            && self.elsewhere(directory, &action).is_some()
                    };
                    if named.contains(&path) {
                        continue;
                    }
                    if action.is_some_and(is_of_other) {
                        has_spec = true;
                    } else {
                        unnamed.push(path);
                    }
                } else if depth < MAX_DEPTH && self.files.is_directory(&path) {
                    open.push((path, depth + 1));
                }
            }
        }
        // The example that should name it may be what is wrong.
        if !is_incomplete && !has_spec && !self.findings.has_errors() {
            for path in unnamed {
                self.whole(&path, FileProblem::UnnamedResponse);
            }
        }
        has_spec
    }
}
