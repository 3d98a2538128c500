//! What a search finds: services, Actions, types and error codes of the spec, and Actions that the vendor describes beside it.

use qcloud_codegen::model::{Api, Enum, EnumValues, Service, TypeKind};
use qcloud_codegen::reference;

use crate::route::Route;

/// So many things of a kind are shown.
pub(crate) const MOST: usize = 40;

/// An Action that the vendor describes, which the spec may have or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The name of its service on the wire, such as `cvm`.
    pub service: String,
    /// The version of the service; empty where it has none.
    pub version: String,
    /// Its name on the wire.
    pub action: String,
    /// What it does, as far as that is known; may be empty.
    pub doc: String,
    /// The command that adds it to the crate.
    pub add: String,
}

/// What the vendor describes, or a sentence that says why that is not known and what helps; its code stands between backquotes.
pub type Offer = Result<Vec<Described>, String>;

/// Something that was found in the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// What it is called.
    pub(crate) name: String,
    /// What kind of thing it is, and of which service.
    pub(crate) kind: String,
    /// The first sentence about it.
    pub(crate) doc: String,
    /// Where its page is.
    pub(crate) href: String,
}

/// All that was found, the best first.
#[derive(Debug, Default)]
pub(crate) struct Results<'d> {
    pub(crate) found: Vec<Found>,
    /// How many more there are of these.
    pub(crate) more: usize,
    /// Actions that the spec lacks.
    pub(crate) described: Vec<&'d Described>,
    /// How many more there are of those.
    pub(crate) more_described: usize,
    /// Why there are none of them.
    pub(crate) unknown: Option<&'d str>,
}

/// Looks for words; all of them must be there, in a name or in what is said about it.
pub(crate) fn search<'d>(api: &Api, offer: &'d Offer, words: &str) -> Results<'d> {
    let words: Vec<_> = words.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Results::default();
    }
    let (described, unknown) = match offer {
        Ok(described) => (described.as_slice(), None),
        Err(why) => (&[][..], Some(why.as_str())),
    };
    let mut ranked = Vec::new();
    let mut offer = |kind: u8, found: Found| {
        if let Some(rank) = rank(&words, &found.name, &found.doc, &found.kind) {
            ranked.push(((rank, kind), found));
        }
    };
    for service in &api.services {
        in_service(service, &mut offer);
    }
    for errors in &api.common_errors {
        codes(&errors.codes, "error code of all services", &Route::Errors.to_string(), &mut offer);
    }
    ranked.sort_by(|(a, x), (b, y)| (a, &x.name).cmp(&(b, &y.name)));
    let more = ranked.len().saturating_sub(MOST);
    let found = ranked.into_iter().take(MOST).map(|(_, found)| found).collect();
    let mut others: Vec<_> = described
        .iter()
        .filter(|described| !has(api, described))
        .filter_map(|described| {
            let rank = rank(&words, &described.action, &described.doc, &described.service)?;
            Some((rank, described))
        })
        .collect();
    others.sort_by(|(a, x), (b, y)| (a, &x.action, &x.service).cmp(&(b, &y.action, &y.service)));
    let more_described = others.len().saturating_sub(MOST);
    let described = others.into_iter().take(MOST).map(|(_, described)| described).collect();
    Results { found, more, described, more_described, unknown }
}

fn in_service(service: &Service, offer: &mut impl FnMut(u8, Found)) {
    let name = &service.name;
    let found = |name: &str, kind: String, doc: &str, route: Route<'_>| Found {
        name: name.to_owned(),
        kind,
        doc: reference::summary(doc).to_owned(),
        href: route.to_string(),
    };
    offer(0, found(name, "service".to_owned(), &service.doc, Route::Service(name)));
    for action in &service.actions {
        let kind = format!("Action of {name}");
        offer(1, found(&action.name, kind, &action.doc, Route::Action(name, &action.name)));
    }
    for def in &service.types {
        let route = Route::Type(name, def.kind.name());
        let (kind, doc) = match &def.kind {
            TypeKind::Record(record) => ("record", &record.doc),
            TypeKind::Enum(open) => {
                codes(open, &format!("value of {} of {name}", open.name), &route.to_string(), offer);
                ("enum", &open.doc)
            }
        };
        offer(2, found(def.kind.name(), format!("{kind} of {name}"), doc, route));
    }
}

/// Offers the values of an enum.
fn codes(open: &Enum, kind: &str, href: &str, offer: &mut impl FnMut(u8, Found)) {
    let mut value = |wire: String, rust: &str, doc: &str| {
        let name = if wire == rust { wire } else { format!("{wire} {rust}") };
        let doc = reference::summary(doc).to_owned();
        offer(3, Found { name, kind: kind.to_owned(), doc, href: href.to_owned() });
    };
    match &open.values {
        EnumValues::Int(values) => {
            for known in values {
                value(known.wire.to_string(), &known.rust, &known.doc);
            }
        }
        EnumValues::Text(values) => {
            for known in values {
                value(known.wire.clone(), &known.rust, &known.doc);
            }
        }
    }
}

/// How well words fit, the best being 0; none when one of them is nowhere.
fn rank(words: &[String], name: &str, doc: &str, kind: &str) -> Option<u8> {
    let (name, doc, kind) = (name.to_lowercase(), doc.to_lowercase(), kind.to_lowercase());
    let mut worst = 0;
    for word in words {
        worst = worst.max(match name.find(word.as_str()) {
            Some(_) if name == *word => 0,
            Some(0) => 1,
            Some(_) => 2,
            None if doc.contains(word.as_str()) => 3,
            None if kind.contains(word.as_str()) => 4,
            None => return None,
        });
    }
    Some(worst)
}

/// Whether the spec has an Action that the vendor describes.
fn has(api: &Api, described: &Described) -> bool {
    api.services
        .iter()
        .filter(|service| service.wire == described.service)
        .filter(|service| service.version.as_deref().unwrap_or_default() == described.version)
        .any(|service| service.actions.iter().any(|action| action.name == described.action))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_must_be_there_and_a_name_counts_more_than_what_is_said() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let rank = |text: &str| rank(&words(text), "CertGetList", "Lists certificates.", "Action of wss");
        assert_eq!(rank("certgetlist"), Some(0));
        assert_eq!(rank("cert"), Some(1));
        assert_eq!(rank("getlist"), Some(2));
        assert_eq!(rank("cert certificates"), Some(3));
        assert_eq!(rank("cert wss"), Some(4));
        assert_eq!(rank("cert vpc"), None);
    }
}
