//! From a description to a spec. What the language can't express is a warning, never dropped in silence.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use qcloud_codegen::language::text::is_hidden;
use qcloud_codegen::language::{Scalar, Taken, names};
use qcloud_codegen::spec::{
    ActionFile, BodySpec, Documented, Entries, FieldSpec, Notes, Protocol, Region, ResultSpec, Service,
    ServiceFile, StreamSpec, TypeExpr, TypeSpec, Wire,
};
use qcloud_codegen::vendor::{self, hosts, is_secret};

use super::description::{ActionDescription, Description, Member, Object};
use super::evidence::Nulls;
use super::exchange::Exchange;
use super::infer::Inferred;
use super::{Taking, doc, field_examples, needs};
use crate::paging::{self, Found};
use crate::repeats;
use crate::report::{Kind, Place, Warning};

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Among the parameters of an Action.
    Parameter,
    /// In the result of an Action.
    Result,
    /// In a record that stands in a result.
    Received,
    /// In a record that is only sent.
    Sent,
    /// In a record that is sent and received.
    Both,
}

/// Makes the spec of a service, without examples.
pub(super) fn translate(
    description: &Description<'_>,
    exchanges: &[Exchange<'_>],
    taking: Taking,
    warnings: &mut Vec<Warning>,
    inferred: Option<&Inferred>,
) -> (Service, Notes) {
    let mut translation = Translation::new(description, exchanges, taking, warnings);
    let mut service = translation.whole();
    let mut notes = Notes::default();
    if taking.infer {
        let own = inferred.is_none().then(|| Inferred::of(&service, exchanges, taking.with_docs));
        notes = inferred.or(own.as_ref()).map_or(notes, |inferred| {
            inferred.apply(&mut service, |owner, name, why| {
                translation.warn(Kind::Changed, owner, Some(name), why);
            })
        });
    }
    field_examples::settle(&mut service, taking.with_examples);
    if !taking.with_docs {
        paging::forget_docs(&mut service);
    }
    (service, notes)
}

/// Looks at a description for what it only shows.
pub(super) fn infer(description: &Description<'_>, exchanges: &[Exchange<'_>], taking: Taking) -> Inferred {
    let mut unsaid = Vec::new();
    let service = Translation::new(description, exchanges, taking, &mut unsaid).whole();
    Inferred::of(&service, exchanges, taking.with_docs)
}

/// Which objects are sent, which are received, and by which Actions.
#[derive(Debug, Default)]
struct Uses<'d> {
    sent: HashSet<&'d str>,
    received: HashSet<&'d str>,
    /// The only Action that uses an object; none when there are several.
    only: BTreeMap<&'d str, Option<&'d str>>,
}

impl<'d> Uses<'d> {
    fn of(description: &'d Description<'_>) -> Self {
        let mut uses = Self::default();
        for (name, action) in &description.actions {
            let sent = below(description, &action.input);
            let received = below(description, &action.output);
            for object in sent.union(&received) {
                let only = uses.only.entry(object).or_insert(Some(name));
                *only = only.filter(|first| *first == name);
            }
            uses.sent.extend(sent);
            uses.received.extend(received);
        }
        uses
    }

    fn role(&self, object: &str) -> Role {
        match (self.sent.contains(object), self.received.contains(object)) {
            (true, true) => Role::Both,
            (true, false) => Role::Sent,
            _ => Role::Received,
        }
    }
}

/// The objects within an object, at any depth.
fn below<'d>(description: &'d Description<'_>, object: &str) -> BTreeSet<&'d str> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&Object<'_>> = description.objects.get(object).into_iter().collect();
    while let Some(object) = next.pop() {
        for member in &object.members {
            if let Some((name, object)) = description.object_of(member)
                && found.insert(name)
            {
                next.push(object);
            }
        }
    }
    found
}

struct Translation<'t, 'd> {
    description: &'d Description<'d>,
    nulls: Nulls<'d>,
    exchanges: &'t [Exchange<'t>],
    taking: Taking,
    uses: Uses<'d>,
    /// The Rust names of the Actions whose own are taken.
    actions: HashMap<&'d str, Option<String>>,
    /// The names of the objects' types in the spec, and in Rust where those are not derived from them.
    types: HashMap<&'d str, (String, Option<String>)>,
    warnings: &'t mut Vec<Warning>,
}

impl<'t, 'd> Translation<'t, 'd> {
    fn new(
        description: &'d Description<'d>,
        exchanges: &'t [Exchange<'t>],
        taking: Taking,
        warnings: &'t mut Vec<Warning>,
    ) -> Self {
        let (uses, nulls) = (Uses::of(description), Nulls::of(description, exchanges));
        let (actions, types) = (HashMap::new(), HashMap::new());
        Self { description, nulls, exchanges, taking, uses, actions, types, warnings }
    }

    /// The service, with the words and the values of its fields that are there to be read.
    fn whole(&mut self) -> Service {
        self.name_types();
        let mut service = self.service();
        service.actions.extend(self.actions());
        self.place_types(&mut service);
        self.recognise_pages(&mut service);
        self.recognise_repeats(&mut service);
        service
    }

    fn warn(&mut self, kind: Kind, object: &str, member: Option<&str>, message: impl Into<String>) {
        let about = member.map_or_else(|| object.to_owned(), |member| format!("{object}.{member}"));
        let place = Place { source: self.description.metadata.to_string(), line: None };
        self.warnings.push(Warning { place, about, kind, message: message.into() });
    }

    fn doc(&self, document: Option<&str>) -> String {
        document.filter(|_| self.taking.with_docs).and_then(doc::clean).unwrap_or_default()
    }

    fn service(&self) -> Service {
        let metadata = &self.description.metadata;
        let (name, version) = (&*metadata.service_short_name, &*metadata.api_version);
        let host = hosts::of_service(Protocol::TC3, name);
        Service::new(ServiceFile {
            doc: self.doc(metadata.title.as_deref()),
            version: Some(version.to_owned()),
            cam: vendor::cam_name(name).map(str::to_owned),
            // No description says which Actions need one.
            region: Some(Region::Optional),
            source: Some(format!(
                "https://console.cloud.tencent.com/api/explorer?Product={name}&Version={version}"
            )),
            ..ServiceFile::new(name, Protocol::TC3, host)
        })
    }

    /// Gives every Action a name in Rust where its own is taken, and every object that stands in another a name in the spec, and one in Rust where the derived one is taken.
    fn name_types(&mut self) {
        let service = &*self.description.metadata.service_short_name;
        let mut taken = vec![names::handle(service)];
        let mut modules = Taken::default();
        for action in self.description.actions.keys() {
            let rust = modules.claim(&names::module(action), "action");
            let stem = names::type_name(rust.as_deref().unwrap_or(action), "");
            self.actions.insert(action, rust);
            taken.extend([format!("{stem}Request"), format!("{stem}Result")]);
        }
        let mut taken = Taken::with(taken);
        let mut known = HashSet::new();
        for object in self.uses.only.keys().copied() {
            let plain: String = object.chars().filter(|c| !is_hidden(*c) && !c.is_whitespace()).collect();
            let mut name = if plain.is_empty() || Scalar::from_name(&plain).is_some() {
                plain + "Object"
            } else {
                plain
            };
            while !known.insert(name.clone()) {
                name.push('_');
            }
            let rust = taken.claim_type(&names::type_name(&name, "Record"));
            self.types.insert(object, (name, rust));
        }
    }

    fn actions(&mut self) -> Vec<ActionFile> {
        let mut actions = Vec::new();
        for (name, action) in &self.description.actions {
            if !is_action_name(name) {
                self.warn(
                    Kind::LeftOut,
                    name,
                    None,
                    "has a name that an Action of a spec can't have, and is left out",
                );
                continue;
            }
            let rust = self.actions.get(&**name).cloned().flatten();
            actions.extend(self.action(name, action).map(|action| ActionFile { rust, ..action }));
        }
        actions
    }

    fn action(&mut self, name: &str, action: &ActionDescription<'_>) -> Option<ActionFile> {
        let missing = |this: &mut Self, object: &str| {
            this.warn(
                Kind::LeftOut,
                name,
                None,
                format!("its object `{object}` is not described, so it is left out"),
            );
        };
        let Some((input, request)) = self.description.objects.get_key_value(&*action.input) else {
            missing(self, &action.input);
            return None;
        };
        let Some((output, response)) = self.description.objects.get_key_value(&*action.output) else {
            missing(self, &action.output);
            return None;
        };
        let mut parameters = self.fields(input, request, Role::Parameter);
        let fields = self.fields(output, response, Role::Result);
        let deprecated = match action.status.as_deref() {
            None | Some("online") => None,
            Some("deprecated") => Some("The vendor calls it deprecated.".to_owned()),
            Some("offline") => Some("The vendor has taken it offline.".to_owned()),
            Some(other) => {
                let message = format!("has the status `{other}`, of which nothing is known");
                self.warn(Kind::LeftOut, name, None, message);
                None
            }
        };
        let mut notes = Vec::new();
        let exchanges: Vec<_> = self.exchanges.iter().filter(|exchange| exchange.action == name).collect();
        let service = hosts::of_service(Protocol::TC3, &self.description.metadata.service_short_name);
        let needs = needs::of(self.description, &service, action, (request, response), &exchanges);
        for warning in needs.warnings {
            self.warn(Kind::Changed, name, None, warning);
        }
        if needs.body == Some(BodySpec::Bytes) {
            self.add_body(name, &mut parameters);
        }
        let words = action.document.as_deref().and_then(doc::clean);
        if let Some(more) = vendor::more_than_reading(name, words.as_deref()) {
            let more = more.as_str();
            notes.push(format!(
                "By its name it only reads; the description says that it {more}, so it is not repeated."
            ));
        }
        Some(ActionFile {
            doc: self.doc(action.document.as_deref()),
            deprecated,
            unsigned: needs.unsigned,
            body: needs.body,
            host: needs.host,
            stream: needs.streams.then_some(StreamSpec::Is(true)),
            idempotent: vendor::reads(name, words.as_deref()),
            documented: (!notes.is_empty()).then(|| Documented::note(notes.join(" "))),
            parameters,
            result: (!fields.is_empty())
                .then(|| ResultSpec { fields: Some(fields), ..ResultSpec::default() }),
            ..ActionFile::new(name)
        })
    }

    /// Adds the parameter that is the body, which no description has among the others.
    fn add_body(&mut self, action: &str, parameters: &mut Entries<String, FieldSpec>) {
        let mut name = "Body".to_owned();
        while parameters.iter().any(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            name.insert_str(0, "Request");
        }
        let documented = Some(Documented::absent());
        let ty = TypeExpr::from(Scalar::Binary);
        let body = FieldSpec { required: true, documented, ..FieldSpec::new(ty) };
        let what = "holds the bytes that are sent as they are, and the other parameters are headers";
        self.warn(Kind::Changed, action, Some(&name), what);
        parameters.push(name, body);
    }

    fn fields(&mut self, owner: &'d str, object: &'d Object<'_>, role: Role) -> Entries<String, FieldSpec> {
        let is_result = role == Role::Result;
        let implicit = Protocol::TC3.implicit_field().filter(|_| is_result);
        let mut taken = Taken::with(implicit.map(|field| field.rust.to_owned()));
        let mut seen = HashSet::new();
        let mut fields = Entries::default();
        for member in &object.members {
            let name = &*member.name;
            if implicit.is_some_and(|field| field.wire == name) {
                continue;
            }
            if name.is_empty() || name.chars().any(|c| c.is_control() || is_hidden(c)) {
                self.warn(
                    Kind::LeftOut,
                    owner,
                    Some(name),
                    "has a name that a spec can't hold, and is left out",
                );
                continue;
            }
            if !seen.insert(name) {
                self.warn(Kind::LeftOut, owner, Some(name), "is there twice; the second is left out");
                continue;
            }
            let derived = if role == Role::Parameter { names::parameter(name) } else { names::field(name) };
            let rust = taken.claim(&derived, "field");
            fields.push(name.to_owned(), FieldSpec { rust, ..self.field(owner, member, role) });
        }
        fields
    }

    fn field(&mut self, owner: &'d str, member: &'d Member<'_>, role: Role) -> FieldSpec {
        let name = &*member.name;
        let (ty, wire) = self.ty(owner, member);
        let doc = member.document.as_deref().and_then(doc::clean).unwrap_or_default();
        let mut field = FieldSpec { wire, doc, ..FieldSpec::new(ty) };
        match role {
            Role::Parameter | Role::Sent => field.required = member.required.0,
            // A result must not be lost for a field that is only said to be there.
            Role::Both if member.required.0 => field.claims_mut().required = Some(true),
            Role::Both | Role::Result | Role::Received => {}
        }
        if matches!(role, Role::Result | Role::Received | Role::Both) {
            let shown = self.nulls.contains(owner, name);
            field.nullable = member.value_allowed_null.0 || shown;
            if field.nullable && !member.value_allowed_null.0 {
                field.claims_mut().nullable = Some(false);
            }
        }
        field.sensitive = field.ty.innermost() == Scalar::String.name() && is_secret(name, None);
        // It may say where pages begin, whether it is asked for or not.
        let example =
            member.example.as_deref().filter(|shown| !field.sensitive && !is_secret(name, Some(shown)));
        field.example = example.map(Into::into);
        if member.disabled.0 {
            field.deprecated = Some("The vendor calls it disabled.".to_owned());
        }
        if role == Role::Sent && field.required && self.requires_itself(owner, member) {
            field.required = false;
            field.claims_mut().required = Some(true);
        }
        field
    }

    /// Whether a record that must have what the member holds would hold itself without end.
    fn requires_itself(&self, owner: &str, member: &Member<'_>) -> bool {
        let must_have = |member: &Member<'_>| {
            self.description.object_of(member).filter(|_| member.required.0 && member.kind != "list")
        };
        let mut next: Vec<_> = must_have(member).into_iter().collect();
        let mut seen = HashSet::new();
        while let Some((name, object)) = next.pop() {
            if name == owner {
                return true;
            }
            if seen.insert(name) {
                next.extend(object.members.iter().filter_map(must_have));
            }
        }
        false
    }

    /// The type of a member, and the form of its scalars.
    fn ty(&mut self, owner: &str, member: &Member<'_>) -> (TypeExpr, Option<Wire>) {
        if let Some((object, _)) = self.description.object_of(member)
            && let Some((name, _)) = self.types.get(object)
        {
            let ty = TypeExpr::named(name);
            return (if member.kind == "list" { ty.list() } else { ty }, None);
        }
        let (kind, item) = (&*member.kind, &*member.member);
        let expected: &[&str] = match item {
            "string" | "datetime" | "datetime_iso" | "timestamp_iso" | "date" => &["string"],
            "int64" | "uint64" => &["int", "string"],
            "float" => &["float", "int", "string"],
            "bool" => &["bool", "int", "string"],
            "timestamp" => &["string", "int"],
            "binary" => &["binary", "string"],
            _ => &["object"],
        };
        let form = |of_int| match kind {
            "string" => Some(Wire::String),
            "int" => of_int,
            _ => None,
        };
        let (ty, wire) = match item {
            "string" => (Scalar::String, None),
            "int64" => (Scalar::Int, form(None)),
            "uint64" => (Scalar::Uint, form(None)),
            "float" => (Scalar::Float, form(None)),
            "bool" => (Scalar::Bool, form(Some(Wire::Int))),
            "datetime" => (Scalar::DateTime, None),
            "datetime_iso" | "timestamp_iso" => (Scalar::DateTime, Some(Wire::Iso)),
            "timestamp" => (Scalar::DateTime, form(Some(Wire::Int)).filter(|wire| *wire == Wire::Int)),
            "date" => (Scalar::Date, None),
            "binary" => (Scalar::Binary, None),
            _ => {
                let message =
                    format!("is of `{item}`, which is not described; it is taken as free-form JSON");
                self.warn(Kind::Changed, owner, Some(&member.name), message);
                (Scalar::Json, None)
            }
        };
        if kind == "list" {
            return (TypeExpr::from(ty).list(), wire);
        }
        if !expected.contains(&kind) {
            let message =
                format!("is a `{kind}` of `{item}`, which makes no sense; it is taken as a `{item}`");
            self.warn(Kind::Changed, owner, Some(&member.name), message);
        }
        (ty.into(), wire)
    }

    fn recognise_pages(&mut self, service: &mut Service) {
        let pages: Vec<_> = {
            let shared = service.types.iter();
            let own = service.actions.iter().flat_map(|action| action.types.iter());
            let types = shared.chain(own).map(|(name, def)| (name.as_str(), def)).collect();
            service.actions.iter().map(|action| paging::recognise(action, &types)).collect()
        };
        for (action, found) in service.actions.iter_mut().zip(pages) {
            match found {
                Some(Found::Pages(pages)) => pages.add_to(action),
                Some(Found::Untold(parameter, why)) => {
                    self.warn(Kind::Open, &action.action, Some(&parameter), why);
                }
                None => {}
            }
        }
    }

    fn recognise_repeats(&mut self, service: &mut Service) {
        for action in &mut service.actions {
            if let Some(token) = repeats::add(action) {
                let what = "is no idempotency token by its words, so a call is repeated only where the Action is idempotent";
                self.warn(Kind::Open, &action.action, Some(&token), what);
            }
        }
    }

    /// What several Actions use goes to `types.yaml`, what one uses to its file.
    fn place_types(&mut self, service: &mut Service) {
        let homes: Vec<_> = self.uses.only.iter().map(|(object, only)| (*object, *only)).collect();
        let numbers: HashMap<_, _> =
            (0..).zip(&service.actions).map(|(n, action)| (action.action.clone(), n)).collect();
        for (name, only) in homes {
            let Some((name, object)) = self.description.objects.get_key_value(name) else { continue };
            let fields = self.fields(name, object, self.uses.role(name));
            let Some((in_spec, rust)) = self.types.get(&**name).cloned() else { continue };
            let doc = self.doc(object.document.as_deref());
            let def = TypeSpec { rust, doc, ..TypeSpec::record(fields) };
            match only.and_then(|only| numbers.get(only)) {
                Some(&number) => service.actions[number].types.push(in_spec, def),
                None => service.types.push(in_spec, def),
            }
        }
        let used: HashSet<&str> =
            self.description.actions.values().flat_map(|a| [&*a.input, &*a.output]).collect();
        let unused = |name: &&str| !used.contains(name) && !self.uses.only.contains_key(name);
        let unused: Vec<_> = self.description.objects.keys().map(|name| &**name).filter(unused).collect();
        for name in unused {
            self.warn(Kind::LeftOut, name, None, "is used nowhere, and is left out");
        }
    }
}

/// Whether a name can be an Action's, and so a file's, beside those that a service has anyway.
fn is_action_name(name: &str) -> bool {
    names::is_wire_name(name)
        && names::is_usable(&names::field(name))
        && !["service", "types"].iter().any(|taken| taken.eq_ignore_ascii_case(name))
}
