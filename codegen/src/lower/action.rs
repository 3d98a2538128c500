//! The Actions of a service: request, result, and all that hangs on them.

use std::collections::HashSet;

use crate::diagnostic::nearest;
use crate::language::names;
use crate::load::ActionSpec;
use crate::model::{Action, Record, ResultPlace, Type, TypeId, TypeKind};
use crate::source::{At, Place};
use crate::spec::{ActionFile, Method, ResultSpec};

use super::declare::Definition;
use super::field::Role;
use super::{Home, Lowering, Names, check_identifier, check_source};

impl<'s> Lowering<'s, '_> {
    pub(super) fn actions(&mut self) -> Vec<Action> {
        let mut methods = Names::default();
        let spec = self.spec;
        let mut actions = Vec::new();
        for (number, action) in spec.actions.iter().enumerate() {
            let root = At::root(action.action.file);
            let lowered = self.action(number, action);
            let key = if action.action.spec.rust.is_some() { "rust" } else { "action" };
            if !self.twins.contains(&number) {
                let place = root.key(key).value();
                methods.claim_or_report("method", &lowered.method, &lowered.name, place, self.findings);
            }
            actions.push(lowered);
        }
        actions
    }

    fn action(&mut self, number: usize, spec: &'s ActionSpec) -> Action {
        let file = &spec.action.spec;
        let root = At::root(spec.action.file);
        self.check_name(&root, &file.action, &spec.action.path);
        check_source(file.source.as_deref(), &root, self.findings);
        let method = match &file.rust {
            Some(rust) => {
                check_identifier(rust, root.key("rust").value(), self.findings);
                rust.clone()
            }
            None => names::parameter(&file.action),
        };
        let fields = self.fields(&root.key("parameters"), &file.parameters, Role::Parameter);
        self.broken.remove(&None);
        if spec.action.mended || fields.len() < file.parameters.iter().len() {
            self.broken.insert(None);
        }
        let request = Record {
            name: format!("{}Request", names::type_name(file.stem(), "")),
            doc: file.doc.clone(),
            fields,
            claims: Vec::new(),
            input: true,
        };
        let (place, result) = self.result(number, &root, file.result.as_ref());
        let pagination = file.pagination.as_ref().and_then(|pagination| {
            let at = root.key("pagination");
            if file.result.is_none() {
                self.findings
                    .error(at.name(), "an Action that answers with nothing has no pages")
                    .help("say with `result` what it answers");
                return None;
            }
            self.pagination(&root, &at, pagination, &request, result.as_ref())
        });
        let examples =
            self.examples(&root, (spec, self.twins.contains(&number)), &request, &place, result.as_ref());
        let secret = self.find_sensitive(&root, &request);
        let sensitive = secret.is_some();
        let http_method = self.http_method(&root, file, secret);
        let errors = (0..self.types.len()).map(TypeId).find(|id| {
            self.types[id.0].home == Home::Action(number)
                && matches!(self.declared[id.0].definition, Definition::Errors { .. })
        });
        Action {
            name: file.action.clone(),
            module: names::module(file.stem()),
            method,
            doc: file.doc.clone(),
            source: file.source.clone(),
            idempotent: file.idempotent,
            sensitive,
            http_method,
            request,
            place,
            result: result.unwrap_or(Type::Json),
            pagination,
            examples,
            claims: self.note_claims(&root.key("documented"), file.documented.as_ref()),
            errors,
            spec_path: spec.action.path.clone(),
        }
    }

    /// What the Action says, else what the service says, else what is safe: whoever repeats a GET does so without asking.
    fn http_method(&mut self, root: &At<'_>, file: &ActionFile, secret: Option<Place>) -> Method {
        if !self.spec.service.spec.protocol.is_flat() {
            self.only_post(root, file);
            return Method::Post;
        }
        let safe = if file.idempotent { Method::Get } else { Method::Post };
        let Some(secret) = secret else {
            return file.method.or(self.spec.service.spec.method).unwrap_or(safe);
        };
        if file.method == Some(Method::Get) {
            self.findings
                .error(root.key("method").value(), "a request with a sensitive parameter can't be a GET")
                .label("its parameters would stand in the URL")
                .also(secret, "sensitive")
                .help("leave `method` out: such a request is a POST");
        }
        Method::Post
    }

    /// A request in JSON has a body, so it is no GET.
    fn only_post(&mut self, root: &At<'_>, file: &ActionFile) {
        if file.method == Some(Method::Get) {
            self.findings
                .error(root.key("method").value(), "a request of API 3.0 can't be a GET")
                .help("leave `method` out: its parameters are a JSON body");
        }
    }

    fn check_name(&mut self, root: &At<'_>, action: &str, path: &str) {
        let file = path.rsplit('/').next().unwrap_or(path);
        let place = root.key("action").value();
        if !names::is_wire_name(action) || !names::is_usable(&names::field(action)) {
            let message = match action.len() {
                0 => "the Action has no name".to_owned(),
                101.. => format!("the name of the Action has {} characters, more than 100", action.len()),
                _ => format!("`{action}` can't be the name of an Action"),
            };
            self.findings
                .error(place, message)
                .help("a name has letters, digits, `_`, `-` and `.`, and starts with a letter");
        } else if is_misplaced(path, action) {
            let finding =
                self.findings.error(place, format!("the Action `{action}` stands in the file `{file}`"));
            finding
                .label(format!("its file is `{action}.yaml`"))
                .help(format!("rename the file, or say `action: {}`", file.trim_end_matches(".yaml")));
            let its_own = self.spec.actions.iter().find(|other| {
                other.action.path != path
                    && other.action.spec.action == action
                    && !is_misplaced(&other.action.path, action)
            });
            if let Some(other) = its_own {
                finding.also(At::root(other.action.file).key("action").value(), "which is there already");
            }
        }
    }

    /// Where the result stands, and its type; `None` when the type is wrong, which is reported.
    fn result(
        &mut self,
        number: usize,
        root: &At<'_>,
        spec: Option<&ResultSpec>,
    ) -> (ResultPlace, Option<Type>) {
        let at = root.key("result");
        let mut is_right = true;
        let protocol = self.spec.service.spec.protocol;
        let given = spec.and_then(|spec| spec.place.as_deref());
        let place = given.map_or(Some(protocol.place()), |given| protocol.place_named(given));
        let place = place.unwrap_or_else(|| {
            is_right = false;
            self.no_such_place(&at.key("in"), given.unwrap_or_default());
            ResultPlace::Body
        });
        let ty = match spec {
            Some(ResultSpec { ty: Some(ty), fields, .. }) => {
                if fields.is_some() {
                    self.findings
                        .error(at.key("fields").name(), "a result has a `type` or `fields`, not both")
                        .also(at.key("type").name(), "the type")
                        .help("`fields` describes a record that only this Action has; remove one of them");
                }
                if place == ResultPlace::Response {
                    self.findings
                        .error(at.key("type").name(), "a result of API 3.0 is a record of its own")
                        .help("write `fields` instead; each result has its own `RequestId`");
                }
                self.resolve(&at.key("type"), ty, false)
            }
            Some(ResultSpec { fields: None, .. }) => {
                self.findings
                    .error(at.name(), "a result needs a `type` or `fields`")
                    .help("leave `result` out when the Action answers with nothing");
                None
            }
            _ => self.own_result(number, spec.map_or("", |spec| &spec.doc)),
        };
        if let (Some(spec), Some(ty)) = (spec, &ty) {
            let claims = self.result_claims(&at.key("documented"), ty, spec.documented.as_ref());
            self.add_claims(ty, claims);
            let is_record =
                matches!(ty, Type::Named(id) if matches!(self.types[id.0].kind, TypeKind::Record(_)));
            if place == ResultPlace::Beside && !is_record {
                is_right = false;
                self.findings
                    .error(at.key("type").value(), "a result beside `data` is a record")
                    .help("its fields are those of the body; `in: body` takes any type");
            }
        }
        // Without its place, nothing can be said about the examples.
        (place, ty.filter(|_| is_right))
    }

    fn no_such_place(&mut self, at: &At<'_>, given: &str) {
        let finding = self.findings.error(at.value(), format!("there is no place `{given}` in a response"));
        let names = self.spec.service.spec.protocol.place_names();
        finding.help(match (nearest(given, names.iter().copied()), names) {
            (_, []) => "leave `in` out: results of API 3.0 stand in `Response`".to_owned(),
            (Some(meant), _) => format!("did you mean `{meant}`?"),
            (None, _) => {
                "write `data`, `beside`, `body`, or a path below `data` such as `data.data`".to_owned()
            }
        });
    }

    /// The record that `fields` describe, or that stands for a missing result.
    fn own_result(&mut self, number: usize, doc: &str) -> Option<Type> {
        let id = (0..self.types.len()).map(TypeId).find(|id| {
            self.types[id.0].home == Home::Action(number)
                && matches!(self.declared[id.0].definition, Definition::Result { .. })
        })?;
        let action = &self.spec.actions[number].action.spec.action;
        if let TypeKind::Record(record) = &mut self.types[id.0].kind {
            record.doc = match doc {
                "" if record.fields.is_empty() => {
                    format!("What {action} answers: nothing beyond its success.")
                }
                "" => format!("What {action} answers."),
                doc => doc.to_owned(),
            };
        }
        Some(Type::Named(id))
    }

    /// What the page says of a result is told where users meet it: on its record.
    fn add_claims(&mut self, ty: &Type, claims: Vec<crate::model::Claim>) {
        if let Type::Named(id) = ty
            && let TypeKind::Record(record) = &mut self.types[id.0].kind
        {
            record.claims.extend(claims);
        }
    }

    /// The first thing that is sensitive in a request, at any depth.
    fn find_sensitive(&self, root: &At<'_>, request: &Record) -> Option<Place> {
        if let Some(field) = request.fields.iter().find(|field| field.sensitive) {
            return Some(root.key("parameters").key(&field.wire).name());
        }
        let held = |record: &Record| -> Vec<TypeId> {
            let named = record.fields.iter().filter_map(|field| match field.ty.innermost() {
                Type::Named(id) => Some(*id),
                _ => None,
            });
            named.collect()
        };
        let mut next = held(request);
        let mut seen: HashSet<_> = next.iter().copied().collect();
        while let Some(id) = next.pop() {
            let TypeKind::Record(record) = &self.types[id.0].kind else { continue };
            if let Some(field) = record.fields.iter().find(|field| field.sensitive) {
                return self.field_place(id, &field.wire).or_else(|| Some(self.type_place(id)));
            }
            next.extend(held(record).into_iter().filter(|id| seen.insert(*id)));
        }
        None
    }
}

/// Whether a file has another name than its Action.
pub(super) fn is_misplaced(path: &str, action: &str) -> bool {
    path.rsplit('/').next() != Some(&format!("{action}.yaml"))
}
