//! Types that something still names stay: what one side took out may be what the other side's part needs.

use std::collections::{BTreeMap, BTreeSet};

use qcloud_codegen::spec::{Origin, TYPES};
use serde_yaml::Value;

use super::homes::{added, names};
use super::{Merged, Texts, Told, value};

/// Brings back what the result of a merge names and does not define: as the person has it, else as the descriptions do.
pub(super) fn keep(merged: &mut Merged, [base, mine, theirs]: [&Texts; 3]) {
    let [of_base, of_mine, of_theirs] = [base, mine, theirs].map(definitions);
    // What the person names without defining it is a mistake of his own.
    let mut open = BTreeSet::new();
    for text in after(mine, &Merged::default()).values() {
        named(&value(text).unwrap_or_default(), &mut open);
    }
    open.retain(|name| !of_mine.contains_key(name));
    loop {
        let after = after(mine, merged);
        let defined = definitions(&after);
        let mut lacking = BTreeSet::new();
        for text in after.values() {
            named(&value(text).unwrap_or_default(), &mut lacking);
        }
        lacking.retain(|name| !defined.contains_key(name) && !open.contains(name));
        let mut came = false;
        for name in lacking {
            let Some((path, def)) = of_mine.get(&name).or_else(|| of_theirs.get(&name)) else { continue };
            // Where its file goes, it stands beside the types that several Actions have.
            let home = if after.contains_key(*path) {
                (*path).to_owned()
            } else {
                let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
                format!("{directory}/{TYPES}")
            };
            let text = merged.files.get(&home).cloned().flatten().or_else(|| mine.get(&home).cloned());
            let Some(text) = added(text.as_ref(), &home, &name, def) else { continue };
            if mine.get(&home) == Some(&text) {
                merged.files.remove(&home);
            } else {
                merged.files.insert(home.clone(), Some(text));
            }
            let origin = Origin::file(&home).types().key(&name);
            merged.told.retain(|told| told.origin != origin);
            if let Some((_, def)) = of_mine.get(&name) {
                let base = of_base.get(&name).map(|(_, def)| def.clone());
                merged.told.push(Told::value(origin, [base, Some(def.clone()), None]));
            }
            came = true;
        }
        if !came {
            merged.told.sort_by(|a, b| a.origin.file.cmp(&b.origin.file));
            return;
        }
    }
}

/// What the files of a service are after a merge.
fn after(mine: &Texts, merged: &Merged) -> Texts {
    let mut after = mine.clone();
    for (path, text) in &merged.files {
        match text {
            Some(text) => drop(after.insert(path.clone(), text.clone())),
            None => drop(after.remove(path)),
        }
    }
    after.retain(|path, _| super::is_yaml(path));
    after
}

/// The types of all files, with the path of each.
fn definitions(texts: &Texts) -> BTreeMap<String, (&str, Value)> {
    let all = texts.iter().flat_map(|(path, text)| {
        names(path, text).into_iter().map(move |(name, def)| (name, (&**path, def)))
    });
    all.collect()
}

/// Every name that stands where a type does.
fn named(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Mapping(entries) => {
            for (key, value) in entries {
                match key.as_str() {
                    Some("documented") => {}
                    Some("type") => innermost(value, found),
                    _ => named(value, found),
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| named(item, found)),
        _ => {}
    }
}

/// The name inside of lists and maps.
fn innermost(ty: &Value, found: &mut BTreeSet<String>) {
    match ty {
        Value::String(name) => drop(found.insert(name.clone())),
        Value::Sequence(items) => items.iter().for_each(|item| innermost(item, found)),
        // A field that is called `type` has a mapping of its own.
        Value::Mapping(entries) if entries.contains_key("type") => named(ty, found),
        Value::Mapping(entries) => entries.values().for_each(|item| innermost(item, found)),
        _ => {}
    }
}
