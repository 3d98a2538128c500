//! From the evidence of all responses to what differs from the model.

use std::collections::{BTreeMap, HashMap};

use qcloud_codegen::model::{
    Action, Api, EnumValues, Field, Record, ResultPlace, Service, Type, TypeId, TypeKind, Wire,
};
use qcloud_codegen::spec::Origin;

use crate::evidence::{Count, Evidence, MOST_FIELDS, error_code, is_field_name};
use crate::observe::Observation;
use crate::report::{Code, Found, Noun, Reason, Stated};
use crate::{fits, infer};

/// More values are no enum's.
const MOST_WORDS: usize = 20;

/// A difference, with what is needed to mend it.
#[derive(Debug)]
pub(crate) struct Difference<'m> {
    pub(crate) code: Code,
    pub(crate) path: String,
    pub(crate) stated: Stated,
    pub(crate) found: Found,
    pub(crate) count: Count,
    pub(crate) of: u64,
    pub(crate) origin: Origin,
    pub(crate) cause: Cause<'m>,
}

/// What a difference is about.
#[derive(Clone, Debug)]
pub(crate) enum Cause<'m> {
    /// A record lacks a field.
    Lacks { record: TypeId, name: String },
    /// A field says what is not so.
    Field(Site<'m>),
    /// An enum lacks these values.
    Values { id: TypeId, words: Vec<String> },
    /// Only a person can say what to do.
    Hand(Reason),
    /// It is only worth knowing.
    Note,
}

/// A field of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site<'m> {
    pub(crate) record: TypeId,
    pub(crate) field: &'m Field,
}

/// All differences, and what stands at each field of a record wherever the record stands.
#[derive(Debug)]
pub(crate) struct Comparison<'m> {
    pub(crate) differences: Vec<Difference<'m>>,
    pub(crate) seen: HashMap<(TypeId, String), Evidence>,
}

pub(crate) fn compare<'m>(
    api: &'m Api,
    service: &'m Service,
    action: &'m Action,
    observation: &Observation,
) -> Comparison<'m> {
    let mut comparer = Comparer { service, action, differences: Vec::new(), seen: HashMap::new() };
    if observation.body.seen.times > 0 {
        comparer.frame("", &action.place.keys(), &observation.body);
    }
    if let Some(event) = &action.stream {
        let origin = Origin::file(&action.spec_path).key("stream");
        let spot = Spot { path: String::new(), ty: event, form: None, site: None, origin: &origin };
        let from_events = comparer.differences.len();
        comparer.value(&spot, &observation.events);
        if *event == action.result && observation.body.seen.times > 0 {
            comparer.tell_unseen_once(from_events, observation);
        }
    }
    comparer.failures(api, &observation.failures);
    let mut differences = comparer.differences;
    differences.sort_by_key(|difference| difference.code.level());
    Comparison { differences, seen: comparer.seen }
}

struct Comparer<'m> {
    service: &'m Service,
    action: &'m Action,
    differences: Vec<Difference<'m>>,
    seen: HashMap<(TypeId, String), Evidence>,
}

/// A place in the result, and what the spec says of it.
struct Spot<'a, 'm> {
    path: String,
    ty: &'m Type,
    form: Option<Wire>,
    /// The field that the place belongs to; none for the result as a whole.
    site: Option<Site<'m>>,
    origin: &'a Origin,
}

impl<'m> Comparer<'m> {
    fn differ(
        &mut self,
        code: Code,
        (path, origin): (&str, &Origin),
        (stated, found): (Stated, Found),
        (count, of): (Count, u64),
        cause: Cause<'m>,
    ) {
        let (path, origin) = (path.to_owned(), origin.clone());
        self.differences.push(Difference { code, path, stated, found, count, of, origin, cause });
    }

    /// A field of events that are as the result is was never seen when it stands in neither of them, and that is one note.
    fn tell_unseen_once(&mut self, from_events: usize, observation: &Observation) {
        let keys = self.action.place.keys();
        let above = if keys.is_empty() { String::new() } else { keys.join(".") + "." };
        let payload = keys.iter().try_fold(&observation.body, |body, key| body.fields.get(*key));
        let is_note = |difference: &Difference<'_>| difference.code == Code::NeverSeen;
        let noted: Vec<_> = self.differences[..from_events].iter().filter(|one| is_note(one)).collect();
        let noted: Vec<_> = noted.iter().map(|one| one.path.clone()).collect();
        let mut number = 0;
        self.differences.retain(|difference| {
            let is_of_events = number >= from_events;
            number += 1;
            let path =
                if is_of_events { Some(&*difference.path) } else { difference.path.strip_prefix(&above) };
            let Some(path) = path.filter(|_| is_note(difference)) else { return true };
            let other = if is_of_events { payload } else { Some(&observation.events) };
            let is_seen = other.and_then(|other| at(other, path)).is_some_and(|it| it.seen.times > 0);
            let is_noted = is_of_events && noted.contains(&format!("{above}{path}"));
            !is_seen && !is_noted
        });
    }

    /// The objects around the result.
    fn frame(&mut self, path: &str, keys: &[&str], evidence: &Evidence) {
        let result = Origin::file(&self.action.spec_path).key("result");
        let Some((key, rest)) = keys.split_first() else {
            return self.payload(path, &result, evidence);
        };
        let Evidence { seen, objects, empty_lists, nulls, .. } = evidence;
        if seen.times > objects.times + empty_lists.times + nulls.times {
            let mut count = evidence.lists;
            evidence.forms.values().for_each(|scalar| count.merge(*scalar));
            let words = (Stated::Object, Found::Values(Noun::all(evidence)));
            let cause = Cause::Hand(Reason::Place);
            self.differ(Code::Type, (path, &result), words, (count, seen.times), cause);
        }
        for (name, unknown) in evidence.fields.iter().filter(|(name, _)| name != key) {
            let keys = self.action.place.keys().join(".");
            let why = match self.action.place {
                ResultPlace::Response => Reason::BesideResponse,
                _ if path.is_empty() => Reason::BesideData(keys),
                _ => Reason::AroundResult { result: keys, holder: path.to_owned() },
            };
            let place = if is_field_name(name) { join(path, name) } else { format!("{path}{{}}") };
            let words = (Stated::Nothing, Found::Values(Noun::all(unknown)));
            let counts = (unknown.seen, objects.times);
            self.differ(Code::UnknownField, (&place, &result), words, counts, Cause::Hand(why));
        }
        if let Some(inner) = evidence.fields.get(*key) {
            self.frame(&join(path, key), rest, inner);
        }
    }

    fn payload(&mut self, path: &str, origin: &Origin, evidence: &Evidence) {
        if let Some((_, record)) = self.action.result.as_record(&self.service.types) {
            let is_number = |ty: &Type| matches!(ty, Type::Int | Type::Uint | Type::Float);
            let required = |field: &&Field| field.required && field.is_plain();
            let mut missing = evidence.absent;
            missing.merge(evidence.nulls);
            let textual = record.fields.iter().filter(required).find(|field| !is_number(&field.ty));
            for (count, found, field) in [
                (missing, vec![], record.fields.iter().find(required)),
                (evidence.empty_lists, vec![Noun::EmptyList], textual),
            ] {
                let Some(field) = field.filter(|_| count.times > 0) else { continue };
                let words = (Stated::Requires(field.wire.clone()), Found::Values(found));
                let of = evidence.seen.times + evidence.absent.times;
                let cause = Cause::Hand(Reason::MayBeNothing(field.wire.clone()));
                self.differ(Code::MissingField, (path, origin), words, (count, of), cause);
            }
        }
        let spot = Spot { path: path.to_owned(), ty: &self.action.result, form: None, site: None, origin };
        self.value(&spot, evidence);
    }

    fn record(&mut self, path: &str, id: TypeId, record: &'m Record, evidence: &Evidence) {
        let members = &self.service.type_def(id).members;
        for field in &record.fields {
            if let Some(inner) = evidence.fields.get(&field.wire) {
                self.seen.entry((id, field.wire.clone())).or_default().merge(inner);
                self.field(path, Site { record: id, field }, members, evidence.objects.times, inner);
            }
        }
        let is_known = |name: &str| record.fields.iter().any(|field| field.wire == name);
        let unknown = || evidence.fields.iter().filter(|(name, _)| !is_known(name));
        let is_map = unknown().count() > MOST_FIELDS;
        let stated = Stated::NoField(self.type_text(&Type::Named(id)));
        let (mut data, mut keys) = (Evidence::default(), 0);
        for (name, unknown) in unknown() {
            if is_map || !is_field_name(name) {
                data.merge(unknown);
                keys += 1;
                continue;
            }
            self.seen.entry((id, name.clone())).or_default().merge(unknown);
            let words = (stated.clone(), Found::Values(Noun::all(unknown)));
            let counts = (unknown.seen, evidence.objects.times);
            let cause = Cause::Lacks { record: id, name: name.clone() };
            self.differ(Code::UnknownField, (&join(path, name), members), words, counts, cause);
        }
        if keys > 0 {
            let words = (stated, Found::Keys(keys, Noun::all(&data)));
            let cause = Cause::Hand(Reason::KeysAreData);
            let place = format!("{path}{{}}");
            self.differ(Code::UnknownField, (&place, members), words, (data.seen, data.seen.times), cause);
        }
    }

    fn field(&mut self, path: &str, site: Site<'m>, members: &Origin, parents: u64, evidence: &Evidence) {
        let field = site.field;
        let path = join(path, &field.wire);
        let origin = members.key(&field.wire);
        let envelope = self.service.protocol.envelope_at(&self.action.place);
        let mut differ = |code, found: Vec<Noun>, count: Count, of, cause| {
            let stated = self.typed(&field.ty, field.form, field.required);
            self.differ(code, (&path, &origin), (stated, Found::Values(found)), (count, of), cause);
        };
        let (absent, seen, nulls) = (evidence.absent, evidence.seen, evidence.nulls);
        if absent.times > 0 && field.required && field.is_plain() {
            differ(Code::MissingField, vec![], absent, parents, Cause::Field(site));
        } else if seen.times == 0 && !envelope.contains(&field.wire.as_str()) {
            differ(Code::NeverSeen, vec![], absent, parents, Cause::Note);
        }
        if nulls.times > 0 && !field.nullable {
            let code = if field.required { Code::NullInRequired } else { Code::Null };
            differ(code, vec![Noun::Null], nulls, seen.times, Cause::Field(site));
        }
        let spot = Spot { path, ty: &field.ty, form: field.form, site: Some(site), origin: &origin };
        self.value(&spot, evidence);
    }

    fn value(&mut self, spot: &Spot<'_, 'm>, evidence: &Evidence) {
        let misfits = fits::misfits(self.service, spot.ty, spot.form, evidence);
        let count = fits::count(&misfits);
        if count.times > 0 {
            let is_time = matches!(spot.ty, Type::DateTime | Type::Date);
            let code = if is_time && fits::has_words(&misfits) { Code::Date } else { Code::Type };
            let words = (self.typed(spot.ty, spot.form, false), Found::Values(Noun::all(&misfits)));
            let cause = spot.site.map_or(Cause::Hand(Reason::ResultType), Cause::Field);
            self.differ(code, (&spot.path, spot.origin), words, (count, evidence.seen.times), cause);
        }
        match spot.ty {
            Type::List(item) => {
                if let Some(items) = &evidence.items {
                    self.elements(&format!("{}[]", spot.path), item, spot, items);
                }
            }
            Type::Map(value) => {
                if let Some(values) = &evidence.values {
                    self.elements(&format!("{}{{}}", spot.path), value, spot, values);
                }
            }
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(record) if evidence.objects.times > 0 => {
                    self.record(&spot.path, *id, record, evidence);
                }
                TypeKind::Record(_) => {}
                TypeKind::Enum(_) => self.words(spot, *id, evidence),
            },
            _ => {}
        }
    }

    fn elements(&mut self, path: &str, ty: &'m Type, outer: &Spot<'_, 'm>, evidence: &Evidence) {
        if evidence.nulls.times > 0 && *ty != Type::Json {
            let words = (self.typed(ty, outer.form, false), Found::Values(vec![Noun::Null]));
            let counts = (evidence.nulls, evidence.seen.times);
            let cause = Cause::Hand(Reason::NullElement);
            self.differ(Code::NullElement, (path, outer.origin), words, counts, cause);
        }
        let spot = Spot { path: path.to_owned(), ty, ..*outer };
        self.value(&spot, evidence);
    }

    /// The values of an enum.
    fn words(&mut self, spot: &Spot<'_, 'm>, id: TypeId, evidence: &Evidence) {
        let def = self.service.type_def(id);
        let TypeKind::Enum(open) = &def.kind else { return };
        let (mut words, mut count, mut hidden) = (Vec::new(), Count::default(), Count::default());
        for (word, times) in &evidence.samples {
            match (&open.values, word) {
                // What is no number at all is another type.
                (EnumValues::Int(_), None) if !fits::has_only_numbers(evidence) => {}
                (_, None) => hidden = *times,
                (EnumValues::Int(values), Some(word)) => {
                    if let Ok(number) = word.parse::<i64>()
                        && values.iter().all(|value| value.wire != number)
                    {
                        count.merge(*times);
                        words.push(word.clone());
                    }
                }
                (EnumValues::Text(values), Some(word)) => {
                    if values.iter().all(|value| value.wire != *word) {
                        count.merge(*times);
                        words.push(word.clone());
                    }
                }
            }
        }
        // Numbers in their order, not in that of their digits.
        words.sort_by_key(|word| word.parse::<i64>().unwrap_or_default());
        let mut differ = |found, count: Count, cause| {
            let stated = self.typed(spot.ty, None, false);
            let place = (spot.path.as_str(), &def.members);
            self.differ(Code::EnumValue, place, (stated, found), (count, evidence.seen.times), cause);
        };
        if hidden.times > 0 {
            differ(Found::Hidden, hidden, Cause::Hand(Reason::HiddenValue));
        }
        match words.len() {
            0 => {}
            1..=MOST_WORDS => {
                differ(Found::Words(words.clone()), count, Cause::Values { id, words });
            }
            many => differ(Found::ManyWords(many), count, Cause::Hand(Reason::TooManyWords)),
        }
    }

    /// Failed responses whose codes the spec lacks.
    fn failures(&mut self, api: &Api, failures: &BTreeMap<Vec<String>, Count>) {
        let own = self.action.errors.map(|id| self.service.type_def(id));
        let services = self
            .service
            .types
            .iter()
            .filter(|def| def.origin.file == self.service.spec_path && def.origin.keys == ["errors"]);
        let common = api.common_errors_of(self.service.protocol).map(|errors| &errors.codes.values);
        let enums = own.into_iter().chain(services).filter_map(|def| match &def.kind {
            TypeKind::Enum(open) => Some(&open.values),
            TypeKind::Record(_) => None,
        });
        let known: Vec<String> = enums.chain(common).flat_map(EnumValues::wires).collect();
        let all = failures.values().map(|count| count.times).sum();
        let path = self.service.protocol.failure_code_path();
        let errors = Origin::file(&self.action.spec_path).key("errors");
        for (names, count) in failures {
            if names.iter().any(|name| known.contains(name)) {
                continue;
            }
            let shown = names.iter().find_map(|name| error_code(name)).map(str::to_owned);
            let words = (Stated::NoCode, Found::ErrorCode(shown));
            self.differ(Code::ErrorCode, (&path, &errors), words, (*count, all), Cause::Note);
        }
    }

    /// A type as the spec writes it, or the name of a record that the spec gives none.
    fn type_text(&self, ty: &Type) -> String {
        let own_name = || ty.as_record(&self.service.types).map_or("", |(_, record)| &record.name).to_owned();
        infer::type_expr(self.service, ty).map_or_else(own_name, |ty| ty.to_string())
    }

    fn typed(&self, ty: &Type, form: Option<Wire>, required: bool) -> Stated {
        Stated::Type { name: self.type_text(ty), form, required }
    }
}

/// What stands at a path, through lists and maps.
fn at<'e>(evidence: &'e Evidence, path: &str) -> Option<&'e Evidence> {
    path.split('.').try_fold(evidence, |evidence, step| {
        let name = step.trim_end_matches(['[', ']', '{', '}']);
        let mut found = evidence.fields.get(name)?;
        let mut marks = &step[name.len()..];
        while !marks.is_empty() {
            let inner = if marks.starts_with("[]") { &found.items } else { &found.values };
            found = inner.as_deref()?;
            marks = marks.get(2..)?;
        }
        Some(found)
    })
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
