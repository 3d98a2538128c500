//! From differences to the edits that mend the spec, where the responses leave no doubt what is right.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use heck::ToUpperCamelCase;
use qcloud_codegen::language::names;
use qcloud_codegen::model::{
    Action, Api, Claim, Example, Field, Service, Type, TypeDef, TypeId, TypeKind, Wire,
};
use qcloud_codegen::spec::edit::{Change, Claimed, Edit};
use qcloud_codegen::spec::{EnumKey, Origin};

use crate::compare::{Cause, Comparison, Difference, Site, compare};
use crate::evidence::{Evidence, Form};
use crate::fits::{self, is_stated, misfits};
use crate::infer::{self, Inferred, Namer, NewType};
use crate::observe::Observation;
use crate::report::{Code, Drift, Noun, Reason, Remedy, Report};
use crate::response::Response;

/// What differs, and the edits that mend what can be mended.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) report: Report,
    pub(crate) edits: Vec<Edit>,
}

/// Compares the responses with the spec, and plans what mends it.
pub(crate) fn planned(api: &Api, service: &Service, action: &Action, responses: &[Response]) -> Plan {
    let observation = Observation::of(service, action, responses);
    let comparison = compare(api, service, action, &observation);
    let mut planner = Planner {
        api,
        service,
        comparison: &comparison,
        examples: OnceCell::new(),
        namer: Namer::new(service),
        edits: Vec::new(),
        lacks: Vec::new(),
    };
    let name = |number: usize| responses[number].name.clone();
    let mut drifts = Vec::new();
    for difference in &comparison.differences {
        let remedy = match planner.remedy(difference) {
            Ok(edits) if edits.is_empty() => Remedy::None,
            Ok(edits) => {
                planner.take(&edits);
                Remedy::Patch(edits)
            }
            Err(why) => Remedy::Hand(why),
        };
        drifts.push(Drift {
            code: difference.code,
            path: difference.path.clone(),
            stated: difference.stated.clone(),
            found: difference.found.clone(),
            count: difference.count.times,
            of: difference.of,
            response: name(difference.count.first),
            origin: difference.origin.clone(),
            remedy,
        });
    }
    let rejected = observation.rejected.iter().map(|(number, why)| (name(*number), why.clone())).collect();
    let edits = planner.edits;
    let report = Report { drifts, compared: observation.compared, failed: observation.failed, rejected };
    Plan { report, edits }
}

struct Planner<'m> {
    api: &'m Api,
    service: &'m Service,
    comparison: &'m Comparison<'m>,
    /// What stands at each field in the examples of the spec: they were seen, too, and the spec must describe them.
    examples: OnceCell<HashMap<(TypeId, String), Evidence>>,
    namer: Namer,
    edits: Vec<Edit>,
    /// Fields that are added already: a record may stand at several places.
    lacks: Vec<((TypeId, String), Vec<Edit>)>,
}

impl Planner<'_> {
    fn take(&mut self, edits: &[Edit]) {
        for edit in edits {
            if !self.edits.contains(edit) {
                self.edits.push(edit.clone());
            }
        }
    }

    /// The edits that mend a difference; none for a note. An error says why there are none.
    fn remedy(&mut self, difference: &Difference<'_>) -> Result<Vec<Edit>, Reason> {
        match &difference.cause {
            Cause::Note => Ok(Vec::new()),
            Cause::Hand(why) => Err(why.clone()),
            Cause::Lacks { record, name } => self.add_field(*record, name),
            Cause::Values { id, words } => self.add_values(*id, words),
            Cause::Field(site) => match difference.code {
                Code::MissingField => match self.meant(*site) {
                    Some(name) => Err(Reason::Misnamed(name.to_owned())),
                    None => Ok(self.optional(*site)),
                },
                Code::NullInRequired | Code::Null => Ok(self.nullable(*site)),
                _ => self.retype(*site),
            },
        }
    }

    fn def(&self, id: TypeId) -> &TypeDef {
        self.service.type_def(id)
    }

    /// What stands at a field in the responses and in the examples of all Actions.
    fn evidence(&self, record: TypeId, field: &str) -> Option<Evidence> {
        let examples = self.examples.get_or_init(|| {
            let mut all: HashMap<_, Evidence> = HashMap::new();
            for action in &self.service.actions {
                let read =
                    |example: &Example| Response::read(&example.name, example.response.as_bytes()).ok();
                let responses: Vec<_> = action.examples.iter().filter_map(read).collect();
                let observation = Observation::of(self.service, action, &responses);
                for (place, seen) in compare(self.api, self.service, action, &observation).seen {
                    all.entry(place).or_default().merge(&seen);
                }
            }
            all
        });
        let place = (record, field.to_owned());
        let mut evidence = self.comparison.seen.get(&place)?.clone();
        if let Some(example) = examples.get(&place) {
            evidence.merge(example);
        }
        Some(evidence)
    }

    fn add_field(&mut self, record: TypeId, name: &str) -> Result<Vec<Edit>, Reason> {
        if let Some((_, edits)) = self.lacks.iter().find(|((id, known), _)| *id == record && known == name) {
            return Ok(edits.clone());
        }
        let service = self.service;
        let def = service.type_def(record);
        let TypeKind::Record(known) = &def.kind else { return Err(Reason::NoPlace) };
        let rust = names::field(name);
        let added = self.lacks.iter().filter(|((id, _), _)| *id == record).map(|((_, name), _)| name);
        let same = known.fields.iter().find(|field| field.rust == rust).map(|field| &field.wire);
        if let Some(known) = same.or_else(|| added.into_iter().find(|name| names::field(name) == rust)) {
            return Err(Reason::SameName { name: name.to_owned(), known: known.clone() });
        }
        let outer = def.origin.keys.last().filter(|_| def.members.keys != ["result", "fields"]);
        let outer = outer.map_or(known.name.as_str(), String::as_str).to_owned();
        // An example may have it too, when it is `loose`, and must be read afterwards.
        let evidence = self.evidence(record, name).ok_or(Reason::NoPlace)?;
        let (field, types) = infer::field(name, &outer, &evidence, &mut self.namer);
        let mut edits = vec![Edit::AddField { members: def.members.clone(), name: name.to_owned(), field }];
        edits.extend(new_types(types, &def.members));
        self.lacks.push(((record, name.to_owned()), edits.clone()));
        Ok(edits)
    }

    /// What the responses call a field that the spec calls otherwise.
    fn meant(&self, site: Site<'_>) -> Option<&str> {
        let TypeKind::Record(record) = &self.def(site.record).kind else { return None };
        let is_known = |name: &str| record.fields.iter().any(|field| field.wire == name);
        let seen = self.comparison.seen.keys().filter(|(id, _)| *id == site.record);
        let mut same = seen
            .map(|(_, name)| name.as_str())
            .filter(|name| !is_known(name) && names::field(name) == names::field(&site.field.wire))
            .collect::<Vec<_>>();
        same.sort_unstable();
        same.first().copied()
    }

    fn add_values(&self, id: TypeId, words: &[String]) -> Result<Vec<Edit>, Reason> {
        let def = self.def(id);
        let TypeKind::Enum(open) = &def.kind else { return Err(Reason::NoPlace) };
        let mut taken: HashSet<String> = open.values.rust_names().into_iter().map(str::to_owned).collect();
        let mut edits = Vec::new();
        for word in words {
            let key = match (open.is_int(), word.parse()) {
                (true, Ok(number)) => EnumKey::Int(number),
                (true, Err(_)) => continue,
                (false, _) => EnumKey::Text(word.clone()),
            };
            let derived = names::variant(word);
            let has_name = !open.is_int() && word.starts_with(|c: char| c.is_ascii_alphabetic());
            let name = if has_name && taken.insert(derived) {
                None
            } else {
                let plain = match word.as_str() {
                    "" => "Empty".to_owned(),
                    word => format!("Value{}", word.replace('-', "Minus").to_upper_camel_case()),
                };
                let numbered = (2..).map(|number| format!("{plain}{number}"));
                std::iter::once(plain.clone()).chain(numbered).find(|name| taken.insert(name.clone()))
            };
            edits.push(Edit::AddValue { members: def.members.clone(), key, name });
        }
        Ok(edits)
    }

    /// What is not always there is not required.
    fn optional(&self, site: Site<'_>) -> Vec<Edit> {
        let says_so = |claim: &Claim| *claim == Claim::Required(false);
        self.changes(site, [Change::Optional], says_so, Claimed::Required)
    }

    fn nullable(&self, site: Site<'_>) -> Vec<Edit> {
        let mut edits = if site.field.required { self.optional(site) } else { Vec::new() };
        let says_so = |claim: &Claim| *claim == Claim::Nullable(true);
        edits.extend(self.changes(site, [Change::Nullable], says_so, Claimed::Nullable));
        edits
    }

    /// Changes of a field; what the page is said to claim goes, once the spec says the same.
    fn changes(
        &self,
        site: Site<'_>,
        changes: impl IntoIterator<Item = Change>,
        says_so: impl Fn(&Claim) -> bool,
        claimed: Claimed,
    ) -> Vec<Edit> {
        let agreed = site.field.claims.iter().any(says_so).then_some(Change::Agreed(claimed));
        let place = self.def(site.record).members.key(&site.field.wire);
        let edit = |change| Edit::Change { field: place.clone(), change };
        changes.into_iter().chain(agreed).map(edit).collect()
    }

    /// Another type, or another form of the same, that all values have.
    fn retype(&mut self, site: Site<'_>) -> Result<Vec<Edit>, Reason> {
        let field = site.field;
        let evidence = self.evidence(site.record, &field.wire).ok_or(Reason::NoPlace)?;
        if holds_times(self.service, field, &evidence) {
            return Err(Reason::HoldsTimes);
        }
        let (Inferred { ty, form, page }, types) =
            self.refit(site, &evidence).map_err(|why| self.contradiction(site).unwrap_or(why))?;
        let is_new = infer::type_expr(self.service, &field.ty).as_ref() != Some(&ty);
        let ty = is_new.then_some(Change::Type(ty));
        let form = (form != field.form).then_some(Change::Wire(form));
        let says_so = |claim: &Claim| matches!(claim, Claim::Type(claimed) if Some(*claimed) == page);
        let mut edits = self.changes(site, ty.into_iter().chain(form), says_so, Claimed::Type);
        edits.extend(new_types(types, &self.def(site.record).members));
        Ok(edits)
    }

    /// What the examples have at a field, when the responses alone would leave no doubt.
    fn contradiction(&mut self, site: Site<'_>) -> Option<Reason> {
        let key = (site.record, site.field.wire.clone());
        let evidence = self.comparison.seen.get(&key)?;
        let example = Noun::all(self.examples.get()?.get(&key)?);
        self.refit(site, evidence).ok()?;
        Some(Reason::Examples(example))
    }

    /// The type and form that all values of a field have, and the records that it needs.
    fn refit(&mut self, site: Site<'_>, evidence: &Evidence) -> Result<(Inferred, Vec<NewType>), Reason> {
        let (service, field) = (self.service, site.field);
        for candidate in candidates(&field.ty) {
            let forms = [None, Some(Wire::Int), Some(Wire::String), Some(Wire::Iso)];
            let takes = |form: &Option<Wire>| form.is_none_or(|form| candidate.takes(&service.types, form));
            let fitting =
                forms.into_iter().filter(takes).find(|form| fits(service, &candidate, *form, evidence));
            if let Some(form) = fitting
                && let Some(ty) = infer::type_expr(service, &candidate)
            {
                let page = candidate.page_type(&service.types, form);
                return Ok((Inferred { ty, form, page }, Vec::new()));
            }
        }
        if let Some(open) = field.ty.innermost().as_enum(&service.types) {
            return Err(Reason::EnumKind { numbers: open.is_int(), found: Noun::all(evidence) });
        }
        let outer = self.def(site.record).origin.keys.last().map_or("", String::as_str).to_owned();
        let mut types = Vec::new();
        let inferred = infer::infer(&field.wire, &outer, evidence, &mut self.namer, &mut types);
        if inferred.ty.innermost() == "json" {
            return Err(Reason::NoType(Noun::all(evidence)));
        }
        Ok((inferred, types))
    }
}

/// The types to try for a field, nearest first.
fn candidates(ty: &Type) -> Vec<Type> {
    let wrap = |wrap: fn(Box<Type>) -> Type, inner: &Type| {
        candidates(inner).into_iter().map(|inner| wrap(Box::new(inner))).collect::<Vec<_>>()
    };
    match ty {
        Type::Uint => vec![Type::Uint, Type::Int, Type::Float],
        Type::Int => vec![Type::Int, Type::Uint, Type::Float],
        Type::List(item) => {
            let mut all = wrap(Type::List, item);
            all.push((**item).clone());
            all
        }
        Type::Map(value) => wrap(Type::Map, value),
        other => vec![other.clone(), Type::List(Box::new(other.clone()))],
    }
}

/// Whether all values have a type and form, down to the scalars in lists and maps.
fn fits(service: &Service, ty: &Type, form: Option<Wire>, evidence: &Evidence) -> bool {
    let (inner, evidence_inner) = match ty {
        Type::List(item) => (Some(item), &evidence.items),
        Type::Map(value) => (Some(value), &evidence.values),
        _ => (None, &None),
    };
    let inner_fits = match (inner, evidence_inner.as_deref()) {
        (Some(ty), Some(evidence)) => fits(service, ty, form, evidence),
        _ => true,
    };
    // An empty list is no proof of a list, where nothing else is one.
    let is_seen = !matches!(ty, Type::List(_)) || evidence.lists.times > 0;
    inner_fits && is_seen && fits::count(&misfits(service, ty, form, evidence)).times == 0
}

/// Whether there are times among what stands in a field for times: the client reads these, and keeps all else as it came.
fn holds_times(service: &Service, field: &Field, evidence: &Evidence) -> bool {
    let ty = field.ty.innermost();
    let mut inner = evidence;
    while let Some(next) = inner.items.as_deref().or(inner.values.as_deref()) {
        inner = next;
    }
    let stands_for_none = |form| matches!(form, Form::ZeroDateTime | Form::ZeroDate | Form::Empty);
    // Seconds in a string are understood as well, and no `wire` says so.
    let is_time = |form: &Form| {
        *form == Form::UintText || !stands_for_none(*form) && is_stated(service, ty, field.form, *form)
    };
    matches!(ty, Type::DateTime | Type::Date) && inner.forms.keys().any(is_time)
}

/// Edits that add types to the file that a record stands in.
fn new_types(types: Vec<NewType>, members: &Origin) -> impl Iterator<Item = Edit> {
    let parent = members.types();
    types.into_iter().map(move |(name, def)| Edit::AddType { parent: parent.clone(), name, def })
}
