//! What a change of the spec means for users of the generated crate.
//!
//! Two models are compared, not two texts: what counts is the Rust that comes of them.

mod action;
mod open_enum;
mod pages;
mod record;
mod rule;

use crate::emit::rust_type::rust_type;
use crate::model::{Api, CommonErrors, Home, Origin, Service, Type, TypeDef, TypeKind};

pub use self::rule::{Level, RULES, Rule};

/// A difference between two specs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind it is, and so how bad.
    pub rule: &'static Rule,
    /// What has changed, in one sentence without a full stop.
    pub message: String,
    /// The place of the spec where it stands.
    pub origin: Origin,
    /// The spec that [`Change::origin`] is in: what is gone stands only in the old one.
    pub side: Side,
}

/// One of the two specs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The spec before the change.
    Old,
    /// The spec after the change.
    New,
}

/// All that differs, the worst first, and then by place.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Vec<Change> {
    let mut changes = Changes::default();
    changes.common(old, new);
    let pairs = pair(&old.services, &new.services, |service| &service.name);
    for pair in pairs {
        match pair {
            Pair::Old(service) => changes.in_old(
                &rule::SERVICE_REMOVED,
                &Origin::file(&service.spec_path),
                format!("the service `{}` is gone", service.name),
            ),
            Pair::New(service) => changes.in_new(
                &rule::SERVICE_ADDED,
                &Origin::file(&service.spec_path),
                format!("the service `{}` is new", service.name),
            ),
            Pair::Both(old, new) => changes.service(old, new),
        }
    }
    let mut list = changes.0;
    let key = |change: &Change| {
        (std::cmp::Reverse(change.rule.level), change.origin.file.clone(), change.origin.keys.clone())
    };
    list.sort_by_cached_key(key);
    list
}

/// What was found so far.
#[derive(Debug, Default)]
struct Changes(Vec<Change>);

impl Changes {
    /// Something that is only in the old spec.
    fn in_old(&mut self, rule: &'static Rule, origin: &Origin, message: String) {
        self.0.push(Change { rule, message, origin: origin.clone(), side: Side::Old });
    }

    /// Something that is in the new spec.
    fn in_new(&mut self, rule: &'static Rule, origin: &Origin, message: String) {
        self.0.push(Change { rule, message, origin: origin.clone(), side: Side::New });
    }

    /// Reports what is said about something, if it has changed.
    fn docs<T: PartialEq>(&mut self, old: &T, new: &T, origin: &Origin, what: &str) {
        if old != new {
            self.in_new(&rule::DOCS, origin, format!("what is said about {what} has changed"));
        }
    }

    fn common(&mut self, old: &Api, new: &Api) {
        let origin = Origin::file("common.yaml").key("errors");
        for pair in pair(&old.common_errors, &new.common_errors, |errors| &errors.codes.name) {
            match pair {
                Pair::Old(CommonErrors { codes, .. }) => {
                    self.in_old(&rule::TYPE_REMOVED, &origin, format!("the enum `{}` is gone", codes.name));
                }
                Pair::New(CommonErrors { codes, .. }) => {
                    self.in_new(&rule::TYPE_ADDED, &origin, format!("the enum `{}` is new", codes.name));
                }
                Pair::Both(before, after) => {
                    self.values(&before.codes, &after.codes, &origin, &origin);
                    for name in after.codes.variants() {
                        let is_retried = |errors: &CommonErrors| errors.retryable.contains(&name);
                        if before.codes.variants().contains(&name) && is_retried(before) != is_retried(after)
                        {
                            let verb = if is_retried(after) { "is" } else { "is not" };
                            let message = format!("a call that fails with `{name}` {verb} repeated now");
                            self.in_new(&rule::WIRE, &origin, message);
                        }
                    }
                }
            }
        }
    }

    fn service(&mut self, old: &Service, new: &Service) {
        let origin = Origin::file(&new.spec_path);
        let name = format!("the service `{}`", new.name);
        let version = |service: &Service| service.version.clone().unwrap_or_default();
        if old.host != new.host {
            let message = format!(
                "calls of {name} go to `{}` now, not to `{}`: proxies and firewalls that let only the old host through stop them",
                new.host, old.host
            );
            self.in_new(&rule::WIRE, &origin.key("host"), message);
        }
        for (key, before, after) in
            [("path", old.path.clone(), new.path.clone()), ("version", version(old), version(new))]
        {
            if before != after {
                let message = format!("calls of {name} name the {key} `{after}` now, not `{before}`");
                self.in_new(&rule::WIRE, &origin.key(key), message);
            }
        }
        if old.protocol != new.protocol {
            self.in_new(&rule::WIRE, &origin.key("protocol"), format!("{name} speaks another protocol"));
        }
        if old.region_required != new.region_required {
            let verb = if new.region_required { "need" } else { "do not need" };
            self.in_new(&rule::WIRE, &origin.key("region"), format!("calls of {name} {verb} a region now"));
        }
        let said = |service: &Service| (service.doc.clone(), service.source.clone(), service.claims.clone());
        if old.cam != new.cam {
            let message = format!(
                "policies call {name} `{}` now, not `{}`: those that were granted before do not allow its calls",
                new.cam, old.cam
            );
            self.in_new(&rule::DOCS, &origin.key("cam"), message);
        }
        self.docs(&said(old), &said(new), &origin, &name);
        self.types(old, new);
        for pair in pair(&old.actions, &new.actions, |action| &action.name) {
            match pair {
                Pair::Old(action) => self.in_old(
                    &rule::ACTION_REMOVED,
                    &Origin::file(&action.spec_path),
                    format!("the Action `{}` is gone", action.name),
                ),
                Pair::New(action) => self.in_new(
                    &rule::ACTION_ADDED,
                    &Origin::file(&action.spec_path),
                    format!("the Action `{}` is new", action.name),
                ),
                Pair::Both(before, after) => self.action((old, before), (new, after)),
            }
        }
    }

    /// The types of a service, by their Rust names: that is what users know them by.
    fn types(&mut self, old: &Service, new: &Service) {
        // What belongs to an Action that is gone, or new, goes without saying.
        let own = |service: &Service, other: &Service, def: &TypeDef| match def.home {
            Home::Service => false,
            Home::Action(index) => {
                let name = &service.actions[index].name;
                !other.actions.iter().any(|action| action.name == *name)
            }
        };
        for pair in pair(&old.types, &new.types, |def| def.kind.name()) {
            match pair {
                Pair::Old(def) if own(old, new, def) => {}
                Pair::New(def) if own(new, old, def) => {}
                Pair::Old(def) => {
                    self.in_old(&rule::TYPE_REMOVED, &def.origin, format!("{} is gone", described(def)));
                }
                Pair::New(def) => {
                    self.in_new(&rule::TYPE_ADDED, &def.origin, format!("{} is new", described(def)));
                }
                Pair::Both(before, after) => {
                    if before.origin.file != after.origin.file {
                        let message = format!("{} is defined in another file than before", described(after));
                        self.in_new(&rule::TYPE_MOVED, &after.origin, message);
                    }
                    self.type_def((old, before), (new, after));
                }
            }
        }
    }

    fn type_def(&mut self, (old, before): (&Service, &TypeDef), (new, after): (&Service, &TypeDef)) {
        match (&before.kind, &after.kind) {
            (TypeKind::Record(record), TypeKind::Record(next)) => {
                let was = record::SpecRecord { service: old, record, fields: before.members.clone() };
                let is = record::SpecRecord { service: new, record: next, fields: after.members.clone() };
                self.record(&was, &is, &after.origin);
            }
            (TypeKind::Enum(open), TypeKind::Enum(next)) => {
                self.values(open, next, &before.members, &after.members);
                self.docs(
                    &(&open.doc, &open.claims),
                    &(&next.doc, &next.claims),
                    &after.origin,
                    &described(after),
                );
            }
            _ => {
                let message = format!("{} is {} now", described(before), kind(after));
                self.in_new(&rule::TYPE_KIND, &after.origin, message);
            }
        }
    }
}

fn kind(def: &TypeDef) -> &'static str {
    match def.kind {
        TypeKind::Record(_) => "a record",
        TypeKind::Enum(_) => "an enum",
    }
}

fn described(def: &TypeDef) -> String {
    let kind = match def.kind {
        TypeKind::Record(_) => "record",
        TypeKind::Enum(_) => "enum",
    };
    format!("the {kind} `{}`", def.kind.name())
}

/// A type as users write it.
fn shown(service: &Service, ty: &Type) -> String {
    plain(&rust_type(service, ty))
}

fn plain(tokens: &proc_macro2::TokenStream) -> String {
    tokens.to_string().replace(' ', "").replace(',', ", ")
}

/// Something of the old list, of the new one, or of both.
enum Pair<'a, T> {
    Old(&'a T),
    New(&'a T),
    Both(&'a T, &'a T),
}

/// Brings together what has the same name; in the order of the new list, what is gone at the end.
fn pair<'a, T>(old: &'a [T], new: &'a [T], name: impl Fn(&T) -> &str) -> Vec<Pair<'a, T>> {
    let index = |list: &'a [T]| {
        list.iter().map(|item| (name(item).to_owned(), item)).collect::<std::collections::HashMap<_, _>>()
    };
    let (by_old, by_new) = (index(old), index(new));
    let mut pairs: Vec<_> = new
        .iter()
        .map(|after| by_old.get(name(after)).map_or(Pair::New(after), |before| Pair::Both(before, after)))
        .collect();
    pairs.extend(old.iter().filter(|before| !by_new.contains_key(name(before))).map(Pair::Old));
    pairs
}
