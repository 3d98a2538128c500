//! Examples: each must fit its Action, so that it can become a test of the generated client.

use std::collections::HashSet;
use std::mem;

use serde_json::{Map, Value};

use crate::diagnostic::Findings;
use crate::diagnostic::problem::{Advice, ExampleProblem, FileProblem, Misfit, StructureProblem};
use crate::fit;
use crate::fit::fitting::{Fitting, Mode, Owner, Problem};
use crate::json;
use crate::language::{names, text};
use crate::load::{ActionSpec, EXAMPLES, Response, ServiceSpec, conflict};
use crate::model::{Example, Record, ResultPlace, Type, TypeId};
use crate::source::{At, OwnedStep, Part, Place};
use crate::spec::{ExampleSpec, is_stream_file};

use super::bounds;
use super::definitions::Scope;
use super::flat::{Flat, flatten};
use super::names::Names;
use super::parameter;

/// What the examples of all Actions tell together.
#[derive(Default)]
pub(super) struct Told {
    /// The names of tests, which stand in one file.
    tests: Names<()>,
    /// Values that enums lack, each of which is told once.
    unknown: HashSet<(TypeId, String)>,
    /// The enums of which an example has a value of their own kind.
    own_kind: HashSet<TypeId>,
    /// Where a value of the other kind stands for one of an enum's.
    other_kind: Vec<OtherKind>,
}

/// A string that stands for a value of an enum of numbers, or the other way round.
struct OtherKind {
    id: TypeId,
    at: Place,
    misfit: Misfit,
    is_captured: bool,
}

/// What the examples of an Action are compared with.
pub(super) struct Fitted<'a> {
    pub(super) request: &'a Record,
    pub(super) place: &'a ResultPlace,
    pub(super) result: Option<&'a Type>,
    /// Whether the answer may be a stream.
    pub(super) is_stream: bool,
    /// What an event of it is; none when that is wrong, which is reported.
    pub(super) event: Option<&'a Type>,
}

/// Checks the examples of an Action, and says what they are on the wire.
pub(super) fn lower(
    service: &ServiceSpec,
    spec: &ActionSpec,
    fitted: &Fitted<'_>,
    is_twin: bool,
    scope: Scope<'_>,
    told: &mut Told,
    findings: &mut Findings,
) -> Vec<Example> {
    let root = At::root(spec.action.file);
    let at = root.key("examples");
    let module = names::module(spec.action.spec.stem());
    let mut examples = Vec::new();
    for (number, example) in spec.action.spec.examples.iter().enumerate() {
        let at = at.item(number);
        let name = example_name(&at, example, &module, is_twin, &mut told.tests, findings);
        if example.captured && example.loose {
            let loose = at.key("loose").name();
            findings.report(loose, ExampleProblem::CapturedAndLoose).also(at.key("captured").name());
        }
        // A page that is careless with the response may have nothing to say of the request.
        let is_told = !example.loose || example.parameters.is_some();
        let (parameters, fits) = if is_told {
            check_parameters(&root, &at, example, fitted, scope, told, findings)
        } else {
            (Map::new(), true)
        };
        let response = spec.responses.get(number).and_then(Option::as_ref);
        if let Some(response) = response {
            let at = at.key("response");
            if is_stream_file(&example.response) {
                check_stream(&root, &at, (example, response), fitted, scope, told, findings);
            } else {
                let at = (&root, &at);
                check_response(at, (service, spec), (example, response), fitted, scope, told, findings);
            }
        }
        let flat = if scope.protocol.is_flat() {
            flatten(fitted.request, &parameters, scope.types)
        } else {
            Flat::default()
        };
        if let Some(name) = flat.empty.filter(|_| fits) {
            findings.report(at.key("parameters").value(), ExampleProblem::NoFlatForm(name));
        }
        examples.push(Example {
            name,
            doc: example.doc.clone(),
            captured: example.captured,
            loose: example.loose,
            parameters: Value::Object(parameters),
            flat: flat.parameters,
            response: response.map(|response| response.text.to_string()).unwrap_or_default(),
            response_path: format!("{}/{}", service.directory, example.response),
        });
    }
    examples
}

impl Told {
    /// Takes what a comparison found about the values of enums, and reports those that an enum lacks.
    fn note(
        &mut self,
        root: &At<'_>,
        fitting: &mut Fitting<'_>,
        is_captured: bool,
        place: impl Fn(&mut Problem) -> Place,
        scope: Scope<'_>,
        findings: &mut Findings,
    ) {
        self.own_kind.extend(mem::take(&mut fitting.own_kind));
        for mut problem in mem::take(&mut fitting.problems) {
            match (&problem.misfit, &problem.field) {
                (Misfit::OtherKind { .. }, &Some((Owner::Type(id), _))) => {
                    let at = place(&mut problem);
                    self.other_kind.push(OtherKind { id, at, misfit: problem.misfit, is_captured });
                }
                _ => fitting.problems.push(problem),
            }
        }
        for (id, mut problem) in mem::take(&mut fitting.unknown) {
            let Misfit::UnknownValue { value, .. } = &problem.misfit else { continue };
            if self.unknown.insert((id, value.to_string())) {
                report(root, place(&mut problem), problem, scope, findings);
            }
        }
    }

    /// Reports the enums whose values are of another kind than examples have them: once each, where they are defined.
    pub(super) fn report(self, scope: Scope<'_>, findings: &mut Findings) {
        for shown in &self.other_kind {
            let defined = scope.definitions.place(shown.id);
            let is_captured = self.other_kind.iter().all(|one| one.id != shown.id || one.is_captured);
            // What a server sends in both kinds is read in both, and kept as it came.
            if findings.is_told_at(&defined) || (is_captured && self.own_kind.contains(&shown.id)) {
                continue;
            }
            let mut misfit = shown.misfit.clone();
            if let Misfit::OtherKind { is_captured: of_misfit, .. } = &mut misfit {
                *of_misfit = is_captured;
            }
            findings.drop_values(&defined);
            findings.report(defined, misfit).also(shown.at.clone());
        }
    }
}

/// The name of an example's test: given, or from the file.
fn example_name(
    at: &At<'_>,
    example: &ExampleSpec,
    module: &str,
    is_twin: bool,
    tests: &mut Names<()>,
    findings: &mut Findings,
) -> String {
    let file = example.response.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let given = example.name.as_deref().unwrap_or(stem);
    let name = names::module(given);
    let place = at.key(if example.name.is_some() { "name" } else { "response" }).value();
    if !names::is_usable(&name) {
        findings.report(place, ExampleProblem::NoName(given.to_owned()));
        return name;
    }
    // Tests of all Actions stand in one file, each with its Action's name before its own.
    let test = format!("{}_{}", module.trim_end_matches('_'), name.trim_end_matches('_'));
    match tests.claim(&test, (), place.clone()) {
        Some(((), first)) if !is_twin => {
            findings.report(place, ExampleProblem::SameName(name.clone())).also(first.clone());
        }
        _ => {} // a twin is reported as a whole
    }
    name
}

/// The parameters in the form they have on the wire, and whether all of them fit.
fn check_parameters(
    root: &At<'_>,
    at: &At<'_>,
    example: &ExampleSpec,
    fitted: &Fitted<'_>,
    scope: Scope<'_>,
    told: &mut Told,
    findings: &mut Findings,
) -> (Map<String, Value>, bool) {
    let at = at.key("parameters");
    let empty = Value::Object(Map::new());
    let given = example.parameters.as_ref().unwrap_or(&empty);
    let torn = torn(given, fitted.request);
    for (key, name) in &torn {
        let write = format!("{name}: {}", &key[name.len() + 1..]);
        let problem = StructureProblem::KeyWithoutColon { given: key.clone(), write };
        findings.report(at.key(key).name(), problem);
    }
    let mut fitting = Fitting::new(scope.types, scope.broken, Mode::Request);
    let parameters = fitting.record(Owner::Request, fitted.request, given);
    let fits = fitting.problems.is_empty();
    let place = |problem: &mut Problem| {
        let mut way = at.way();
        way.append(&mut problem.way);
        Place::way(at.file(), way, problem.part)
    };
    told.note(root, &mut fitting, false, place, scope, findings);
    for mut problem in fitting.problems {
        let is_torn = |field: &(Owner, String)| torn.iter().any(|(_, name)| *name == field.1);
        if matches!(problem.misfit, Misfit::MissingParameter { .. })
            && problem.field.as_ref().is_some_and(is_torn)
        {
            continue; // it is there, with its value in its name
        }
        if let Misfit::NoParameter { name, .. } = &problem.misfit
            && let Some(odd) = parameter::odd(name, fitted.request)
        {
            parameter::report_odd(root, &at.key(name), name, odd, findings);
            continue;
        }
        report(root, place(&mut problem), problem, scope, findings);
    }
    match parameters {
        Value::Object(parameters) => {
            if fits {
                bounds::advise(root, &at, fitted.request, &parameters, findings);
            }
            (parameters, fits)
        }
        _ => (Map::new(), fits),
    }
}

/// Keys that are a parameter, a colon and its value, since no space is behind the colon, and the parameters.
fn torn(given: &Value, request: &Record) -> Vec<(String, String)> {
    let entries = given.as_object().into_iter().flatten().filter(|(_, value)| value.is_null());
    let torn = entries.filter_map(|(key, _)| {
        let (name, _) = key.split_once(':')?;
        request.fields.iter().any(|field| field.wire == name).then(|| (key.clone(), name.to_owned()))
    });
    torn.collect()
}

fn check_response(
    (root, at): (&At<'_>, &At<'_>),
    (service, spec): (&ServiceSpec, &ActionSpec),
    (example, response): (&ExampleSpec, &Response),
    fitted: &Fitted<'_>,
    scope: Scope<'_>,
    told: &mut Told,
    findings: &mut Findings,
) {
    let Some(result) = fitted.result else { return };
    let body = match serde_json::from_str::<Value>(&response.text) {
        Ok(body) => body,
        Err(error) => {
            let (place, problem) = if response.text.trim().is_empty() {
                (Place::offset(response.file, 0), ExampleProblem::EmptyResponse)
            } else {
                if conflict::report(&response.text, response.file, findings) {
                    return;
                }
                let bytes = json::offset(&response.text, error.line(), error.column());
                let said = text::without_place(&error.to_string()).to_owned();
                let mistake = json::mistake(&response.text, bytes, said);
                let problem = ExampleProblem::NotJson { said: mistake.said, help: mistake.help };
                (Place::bytes(response.file, mistake.span), problem)
            };
            findings.report(place, problem).also(at.value());
            return;
        }
    };
    let mode = mode(example);
    if mode == Mode::Exact && json::entries(&response.text) > json::entries_of(&body) {
        for (key, first, second) in json::repeated(&response.text) {
            let place = Place::bytes(response.file, second);
            let first = Place::bytes(response.file, first);
            findings.report(place, ExampleProblem::RepeatedKey(key)).also(first);
        }
    }
    let mut fitting = Fitting::new(scope.types, scope.broken, mode);
    fitting.body(scope.protocol, &body, fitted.place, result);
    if !fitting.problems.is_empty() {
        if let Some(action) = of_other_action(service, spec, example) {
            findings.report(at.value(), FileProblem::ResponseOfOther { action, near: None });
            return;
        }
        if let Some((at, misfit)) = misplaced(root, fitted.place, result, &body, scope) {
            if !findings.is_told_at(&at) {
                let payload = Place::way(response.file, payload_way(fitted.place), Part::Key);
                findings.report(at, misfit).also(payload);
            }
            return;
        }
    } else if let Some(action) = of_other_action(service, spec, example) {
        findings.report(at.value(), Advice::SharedResponse(action));
    }
    let place = |problem: &mut Problem| Place::way(response.file, mem::take(&mut problem.way), problem.part);
    told.note(root, &mut fitting, example.captured, place, scope, findings);
    // What every item of a list has is told once.
    let mut seen = HashSet::new();
    for mut problem in fitting.problems.into_iter().filter(|problem| is_told(example, problem)) {
        if seen.insert(problem.kind()) {
            report(root, place(&mut problem), problem, scope, findings);
        }
    }
}

/// The other Action of the service in whose directory the response of an example stands.
fn of_other_action(service: &ServiceSpec, spec: &ActionSpec, example: &ExampleSpec) -> Option<String> {
    let (action, _) = example.response.strip_prefix(EXAMPLES)?.split_once('/')?;
    let is_other =
        |other: &ActionSpec| other.action.spec.action == action && other.action.file != spec.action.file;
    service.actions.iter().any(is_other).then(|| action.to_owned())
}

fn payload_way(place: &ResultPlace) -> Vec<OwnedStep> {
    place.keys().iter().map(|key| OwnedStep::Key((*key).to_owned())).collect()
}

/// What is wrong with the description of a result where all of a response is in another place than that: a field of it has the name of what
/// stands around it, or its `in` is another.
fn misplaced(
    root: &At<'_>,
    place: &ResultPlace,
    result: &Type,
    body: &Value,
    scope: Scope<'_>,
) -> Option<(Place, Misfit)> {
    let (id, record) = result.as_record(scope.types)?;
    let has = |name: &str| record.fields.iter().any(|field| field.wire == name);
    let payload = |place: &ResultPlace| {
        place.keys().iter().try_fold(body, |value, key| value.get(*key)).and_then(Value::as_object)
    };
    // What the protocol puts there is on every result.
    let known = |place: &ResultPlace| {
        let is_known = |key: &&String| has(key) && !scope.protocol.envelope_at(place).contains(&key.as_str());
        payload(place).map_or(0, |all| all.keys().filter(is_known).count())
    };
    if known(place) > 0 {
        return None;
    }
    if let Some(name) = place.keys().last().filter(|name| has(name))
        && payload(place).is_some_and(|all| !all.is_empty())
    {
        let at = scope.definitions.field_place(id, name)?;
        return Some((at, Misfit::Envelope { name: (*name).to_owned() }));
    }
    let names = scope.protocol.place_names().iter().copied().chain(["data.data"]);
    let count = |name: &str| scope.protocol.place_named(name).map_or(0, |place| known(&place));
    let name = names.filter(|name| count(name) > 0).max_by_key(|name| count(name))?;
    let at = root.key("result").key("in").value();
    Some((at, Misfit::OtherPlace { write: name.to_owned() }))
}

/// Each event is JSON that fits the type of events.
fn check_stream(
    root: &At<'_>,
    at: &At<'_>,
    (example, response): (&ExampleSpec, &Response),
    fitted: &Fitted<'_>,
    scope: Scope<'_>,
    told: &mut Told,
    findings: &mut Findings,
) {
    if !fitted.is_stream {
        findings.report(at.value(), ExampleProblem::NoStream);
    }
    let Some(event) = fitted.event else { return };
    let events = fit::events(&response.text);
    if events.is_empty() {
        findings.report(Place::offset(response.file, 0), ExampleProblem::NoEvent).also(at.value());
    }
    for (number, found) in (1..).zip(events) {
        let place = Place::bytes(response.file, found.span);
        match serde_json::from_str::<Value>(&found.data) {
            Ok(value) => {
                let mut fitting = Fitting::new(scope.types, scope.broken, mode(example));
                fitting.event(event, &value);
                told.note(root, &mut fitting, example.captured, |_| place.clone(), scope, findings);
                for problem in fitting.problems.into_iter().filter(|problem| is_told(example, problem)) {
                    report(root, place.clone(), problem, scope, findings);
                }
            }
            Err(error) => {
                let said = text::without_place(&error.to_string()).to_owned();
                findings.report(place, ExampleProblem::EventNotJson { number, said }).also(at.value());
            }
        }
    }
}

/// How an example is compared with its types.
fn mode(example: &ExampleSpec) -> Mode {
    if example.loose { Mode::Loose } else { Mode::Exact }
}

/// Whether to tell of a problem: a server may well have sent a word where it has times otherwise, and the client keeps it.
fn is_told(example: &ExampleSpec, problem: &Problem) -> bool {
    !(example.captured && matches!(problem.misfit, Misfit::NoTime { remedy: None, .. }))
}

/// Reports what does not fit, and the description that it does not fit.
fn report(root: &At<'_>, place: Place, problem: Problem, scope: Scope<'_>, findings: &mut Findings) {
    let described = problem.field.and_then(|(owner, wire)| match owner {
        Owner::Request if wire.is_empty() => None,
        Owner::Request => Some(root.key("parameters").key(&wire).name()),
        Owner::Type(id) => scope.definitions.field_place(id, &wire),
    });
    let finding = findings.report(place, problem.misfit);
    if let Some(described) = described {
        finding.also(described);
    }
}
