//! A spec follows newer descriptions without losing what a person edited: three sides of it are merged, key by key.
//!
//! The sides are what the locked descriptions import to, what the spec says, and what the new descriptions import to. What nobody edited
//! becomes what the new ones say, removals included; what a person edited stays and is told.

mod homes;
mod needed;
mod told;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use qcloud_codegen::spec::edit::{Edit, Obstacle, apply, comments, graft};
use qcloud_codegen::spec::{Origin, TYPES};
use serde_yaml::Value;

pub use self::told::Told;

/// The files of one service, by their paths below the spec's directory, with `/`.
pub type Texts = BTreeMap<String, String>;

/// What a merge comes to; nothing is written yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The files that change, with their new texts; none for a file that goes.
    pub files: BTreeMap<String, Option<String>>,
    /// What a person edited and what therefore stays, in the order of the files.
    pub told: Vec<Told>,
    /// What can't be merged, each with its file. While there is any, the merge is not good to be written.
    pub obstacles: Vec<String>,
}

/// Merges the files of one service: `base` is what the locked descriptions import to, `mine` what is there, `theirs` what the new
/// descriptions import to.
///
/// Merging the result with the same sides again changes nothing. Files that only `mine` has are the person's own, and stay untold.
///
/// ```
/// use qcloud_import::three_way::{Texts, merge};
///
/// let side = |text: &str| Texts::from([("vpc/A.yaml".to_owned(), format!("action: A\nparameters:\n  id: {text}\n"))]);
/// let mine = side("{type: string, doc: Mine.}");
/// let merged = merge(&side("{type: string}"), &mine, &side("{type: string, required: true}"));
/// let text = merged.files["vpc/A.yaml"].as_deref().unwrap();
/// assert!(text.contains("required: true") && text.contains("doc: Mine."), "{text}");
/// assert_eq!(merged.told[0].to_string(), "parameters.id.doc: `Mine.` stays; the descriptions say nothing there");
/// ```
#[must_use]
pub fn merge(base: &Texts, mine: &Texts, theirs: &Texts) -> Merged {
    let [mut base, mut theirs] = [base, theirs].map(Clone::clone);
    homes::settle(&mut base, mine);
    homes::settle(&mut theirs, mine);
    let paths: BTreeSet<_> = base.keys().chain(theirs.keys()).collect();
    let mut merged = Merged::default();
    for path in paths {
        let sides = [&base, mine, &theirs].map(|side| side.get(path).map(String::as_str));
        if let Err(obstacle) = merged.file(path, sides) {
            merged.obstacles.push(format!("{path}: {obstacle}"));
        }
    }
    needed::keep(&mut merged, [&base, mine, &theirs]);
    merged.keep_to_examples(mine);
    merged
}

/// Whether a file holds nothing but types.
fn is_types(path: &str) -> bool {
    path.rsplit('/').next() == Some(TYPES)
}

/// What a file says.
fn value(text: &str) -> Result<Value, serde_yaml::Error> {
    serde_yaml::from_str(text.trim_start_matches('\u{feff}'))
}

fn is_yaml(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| end == "yaml")
}

impl Merged {
    fn file(&mut self, path: &str, sides: [Option<&str>; 3]) -> Result<(), String> {
        let [base, mine, theirs] = sides;
        if mine == theirs {
            return Ok(());
        }
        if mine == base {
            self.files.insert(path.to_owned(), theirs.map(str::to_owned));
            return Ok(());
        }
        let (Some(mine), true) = (mine, is_yaml(path)) else {
            self.told.push(Told::file(path, sides));
            return Ok(());
        };
        let read = |text: Option<&str>| text.map(value).transpose();
        let [Ok(base), Ok(Some(said)), Ok(new)] = [base, Some(mine), theirs].map(read) else {
            return Err("the file can't be read as YAML".to_owned());
        };
        let Some(theirs) = theirs else {
            // Only its layout and its comments are a person's.
            if base.as_ref() == Some(&said) {
                self.files.insert(path.to_owned(), None);
            } else {
                self.told.push(Told::file(path, sides));
            }
            return Ok(());
        };
        let tree = tree::merge([base.as_ref(), Some(&said), new.as_ref()], is_types(path));
        for edited in tree.edited {
            let origin = Origin { file: path.to_owned(), keys: edited.way };
            self.told.push(Told::value(origin, edited.sides));
        }
        if tree.ways.is_empty() {
            return Ok(());
        }
        let text = graft(mine, theirs, &tree.ways).map_err(|obstacle| obstacle.to_string())?;
        let text = with_comments(path, &text, [sides[0].unwrap_or_default(), theirs], &tree.ways)
            .map_err(|obstacle| obstacle.to_string())?;
        if value(&text).ok() != Some(tree.value) {
            let ways: Vec<_> = tree.ways.iter().map(|way| format!("`{}`", way.join("."))).collect();
            return Err(format!("the editor can't put the new {} in its place", ways.join(", ")));
        }
        self.files.insert(path.to_owned(), Some(text));
        Ok(())
    }

    /// Files of examples come and go with the examples that name them, and where these are left out nothing is told of their files.
    fn keep_to_examples(&mut self, mine: &Texts) {
        let untouched = mine.iter().filter(|(path, _)| !self.files.contains_key(*path));
        let changed = self.files.iter().filter_map(|(path, text)| Some((path, text.as_ref()?)));
        let named: BTreeSet<String> =
            untouched.chain(changed).flat_map(|(path, text)| responses(path, text)).collect();
        self.told.retain(|told| is_yaml(&told.origin.file) || mine.contains_key(&told.origin.file));
        self.files.retain(|path, text| {
            let wanted = match text {
                Some(_) => named.contains(path) || mine.contains_key(path),
                None => !named.contains(path),
            };
            is_yaml(path) || wanted
        });
    }
}

/// A text in which the comments of an import follow what they are about: those of the new side come with what changed, those of the base go.
fn with_comments(path: &str, text: &str, sides: [&str; 2], ways: &[Vec<String>]) -> Result<String, Obstacle> {
    let [base, theirs] = sides.map(comments);
    let there = comments(text);
    let has = |side: &BTreeMap<Vec<String>, Vec<String>>, way: &Vec<String>, comment: &String| {
        side.get(way).is_some_and(|comments| comments.contains(comment))
    };
    let is_touched =
        |way: &Vec<String>| ways.iter().any(|other| other.starts_with(way) || way.starts_with(other));
    let changed = |from: &BTreeMap<Vec<String>, Vec<String>>, to: &BTreeMap<Vec<String>, Vec<String>>| {
        let touched = from.iter().filter(|(way, _)| is_touched(way));
        let all = touched.flat_map(|(way, comments)| comments.iter().map(move |comment| (way, comment)));
        let gone = all.filter(|(way, comment)| !has(to, way, comment));
        gone.map(|(way, comment)| (way.clone(), comment.clone())).collect::<Vec<_>>()
    };
    let place = |keys: Vec<String>| Origin { file: path.to_owned(), keys };
    let stale = changed(&base, &theirs).into_iter().filter(|(way, comment)| has(&there, way, comment));
    let stale = stale.map(|(way, comment)| Edit::RemoveComment { place: place(way), comment });
    let new = changed(&theirs, &there).into_iter().filter(|(way, comment)| !has(&base, way, comment));
    let edits: Vec<_> =
        stale.chain(new.map(|(way, comment)| Edit::AddComment { place: place(way), comment })).collect();
    if edits.is_empty() { Ok(text.to_owned()) } else { apply(text, &edits) }
}

/// The files of the examples that a file names.
fn responses(path: &str, text: &str) -> Vec<String> {
    if !is_yaml(path) || !text.contains("examples") {
        return Vec::new();
    }
    let file = value(text).unwrap_or_default();
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let examples = file.get("examples").and_then(Value::as_sequence).into_iter().flatten();
    let names = examples.filter_map(|example| example.get("response")?.as_str());
    names.map(|name| format!("{directory}/{name}")).collect()
}
