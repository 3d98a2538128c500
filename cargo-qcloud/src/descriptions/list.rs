//! All Actions that are described, each in its newest version, with the command that adds it.

use std::collections::BTreeMap;

use qcloud_codegen::parallel;
use qcloud_import::api3::Descriptions;
use qcloud_import::report::ImportError;

/// An Action as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) service: String,
    pub(crate) version: String,
    pub(crate) name: String,
    /// What the vendor calls it; may be empty.
    pub(crate) title: String,
    /// Whether the service has a newer version, which lacks the Action.
    pub(crate) is_old: bool,
    /// The command that adds it: by the version of its service, where that is not the newest one.
    pub(crate) add: String,
}

/// All Actions; what a newer version of a service has too is listed once.
pub(crate) fn list(descriptions: &Descriptions, program: &str) -> Result<Vec<Listed>, ImportError> {
    let mut newest = BTreeMap::<&str, &str>::new();
    for described in descriptions.iter() {
        let known = newest.entry(&described.service).or_default();
        *known = (*known).max(&described.version);
    }
    let described: Vec<_> = descriptions.iter().collect();
    let found = parallel::map(&described, |described| {
        let (service, version) = (&described.service, &described.version);
        let is_old = newest.get(&**service).is_some_and(|newest| newest > &&**version);
        let of_version = if is_old { format!("@{version}") } else { String::new() };
        let listed = described.actions()?.into_iter().map(|action| Listed {
            service: service.clone(),
            version: version.clone(),
            add: format!("{program} add {service}{of_version} {}", action.name),
            name: action.name,
            title: action.title,
            is_old,
        });
        Ok(listed.collect::<Vec<_>>())
    });
    let mut all = BTreeMap::new();
    for listed in found.into_iter().collect::<Result<Vec<_>, ImportError>>()?.into_iter().flatten() {
        // The versions of a service come one after the other, the newest one last.
        all.insert((listed.service.clone(), listed.name.clone()), listed);
    }
    Ok(all.into_values().collect())
}
