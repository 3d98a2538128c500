//! From the shape of all responses to what differs from the model.

use std::collections::{BTreeMap, HashMap};

use qcloud_codegen::model::{
    Action, Api, EnumValues, Field, Origin, Protocol, Record, ResultPlace, Service, Type, TypeId, TypeKind,
    Wire,
};

use crate::observe::Observation;
use crate::shape::{Count, Shape};
use crate::{Kind, judge, words};

/// A difference, with what is needed to mend it.
#[derive(Debug)]
pub(crate) struct Difference<'m> {
    pub(crate) kind: Kind,
    pub(crate) path: String,
    pub(crate) stated: String,
    pub(crate) found: String,
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
    Hand(String),
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
    pub(crate) shapes: HashMap<(TypeId, String), Shape>,
}

pub(crate) fn compare<'m>(
    api: &'m Api,
    service: &'m Service,
    action: &'m Action,
    observation: &Observation,
) -> Comparison<'m> {
    let mut comparer = Comparer { service, action, differences: Vec::new(), shapes: HashMap::new() };
    if observation.compared > 0 {
        comparer.frame("", &action.place.keys(), &observation.body);
    }
    comparer.failures(api, &observation.failures);
    let mut differences = comparer.differences;
    differences.sort_by_key(|difference| difference.kind.level());
    Comparison { differences, shapes: comparer.shapes }
}

struct Comparer<'m> {
    service: &'m Service,
    action: &'m Action,
    differences: Vec<Difference<'m>>,
    shapes: HashMap<(TypeId, String), Shape>,
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
    fn push(&mut self, difference: Difference<'m>) {
        self.differences.push(difference);
    }

    /// The objects around the result.
    fn frame(&mut self, path: &str, keys: &[&str], shape: &Shape) {
        let result = Origin::file(&self.action.spec_path).key("result");
        let Some((key, rest)) = keys.split_first() else {
            return self.payload(path, &result, shape);
        };
        if shape.seen.times > shape.objects.times + shape.empty_lists.times + shape.nulls.times {
            let mut count = shape.lists;
            shape.scalars.values().for_each(|scalar| count.merge(*scalar));
            self.push(Difference {
                kind: Kind::Type,
                path: if path.is_empty() { "the body".to_owned() } else { path.to_owned() },
                stated: "an object".to_owned(),
                found: shape.nouns(),
                count,
                of: shape.seen.times,
                origin: result.clone(),
                cause: Cause::Hand("say with `result: {in: ...}` where the result stands".to_owned()),
            });
        }
        for (name, unknown) in shape.fields.iter().filter(|(name, _)| name != key) {
            let keys = self.action.place.keys().join(".");
            let why = match self.action.place {
                ResultPlace::Response => "API 3.0 has nothing beside `Response`".to_owned(),
                _ if path.is_empty() => format!(
                    "the spec describes only `{keys}`; with `result: {{in: beside}}` it describes the whole body, `data` as a field of it"
                ),
                _ => format!(
                    "the spec describes only `{keys}`; `result: {{in: {path}}}` would describe what holds it"
                ),
            };
            self.unknown(path, name, unknown, shape.objects.times, "nothing", &result, Cause::Hand(why));
        }
        if let Some(inner) = shape.fields.get(*key) {
            self.frame(&join(path, key), rest, inner);
        }
    }

    fn payload(&mut self, path: &str, origin: &Origin, shape: &Shape) {
        let named = if path.is_empty() { "the body".to_owned() } else { path.to_owned() };
        if let Some(record) = crate::response::record_of(self.service, &self.action.result) {
            let is_number = |ty: &Type| matches!(ty, Type::Int | Type::Uint | Type::Float);
            let required = |field: &&Field| field.required && field.is_plain();
            let mut missing = shape.absent;
            missing.merge(shape.nulls);
            for (count, found, field) in [
                (missing, "nothing", record.fields.iter().find(required)),
                (
                    shape.empty_lists,
                    "empty list",
                    record.fields.iter().filter(required).find(|field| !is_number(&field.ty)),
                ),
            ] {
                if let Some(field) = field.filter(|_| count.times > 0) {
                    self.push(Difference {
                        kind: Kind::MissingField,
                        path: named.clone(),
                        stated: format!("a result whose `{}` is required", field.wire),
                        found: found.to_owned(),
                        count,
                        of: shape.seen.times + shape.absent.times,
                        origin: origin.clone(),
                        cause: Cause::Hand(format!(
                            "a result that may be nothing requires nothing: leave out `required` of `{}`",
                            field.wire
                        )),
                    });
                }
            }
        }
        let spot = Spot { path: path.to_owned(), ty: &self.action.result, form: None, site: None, origin };
        self.value(&spot, shape);
    }

    fn record(&mut self, path: &str, id: TypeId, record: &'m Record, shape: &Shape) {
        let members = &self.service.type_def(id).members;
        for field in &record.fields {
            if let Some(inner) = shape.fields.get(&field.wire) {
                self.shapes.entry((id, field.wire.clone())).or_default().merge(inner);
                self.field(path, Site { record: id, field }, members, shape.objects.times, inner);
            }
        }
        let is_known = |name: &str| record.fields.iter().any(|field| field.wire == name);
        let mut data = Shape::default();
        let mut keys = 0;
        let unknown = || shape.fields.iter().filter(|(name, _)| !is_known(name));
        let is_map = unknown().count() > words::MOST_FIELDS;
        for (name, unknown) in unknown() {
            if is_map || !words::is_field_name(name) {
                data.merge(unknown);
                keys += 1;
                continue;
            }
            self.shapes.entry((id, name.clone())).or_default().merge(unknown);
            let stated = format!("no such field of {}", self.type_text(&Type::Named(id)));
            let cause = Cause::Lacks { record: id, name: name.clone() };
            self.unknown(path, name, unknown, shape.objects.times, &stated, members, cause);
        }
        if keys > 0 {
            self.push(Difference {
                kind: Kind::UnknownField,
                path: format!("{path}{{}}"),
                stated: format!("no such field of {}", self.type_text(&Type::Named(id))),
                found: format!("{keys} {} like data: {}", plural(keys, "key", "keys"), data.nouns()),
                count: data.seen,
                of: data.seen.times,
                origin: members.clone(),
                cause: Cause::Hand(
                    "the keys look like data, which is not written into a spec; a map is described as `{string: T}`"
                        .to_owned(),
                ),
            });
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the facts of one row")]
    fn unknown(
        &mut self,
        path: &str,
        name: &str,
        shape: &Shape,
        of: u64,
        stated: &str,
        origin: &Origin,
        cause: Cause<'m>,
    ) {
        let path = if words::is_field_name(name) { join(path, name) } else { format!("{path}{{}}") };
        self.push(Difference {
            kind: Kind::UnknownField,
            path,
            stated: stated.to_owned(),
            found: shape.nouns(),
            count: shape.seen,
            of,
            origin: origin.clone(),
            cause,
        });
    }

    fn field(&mut self, path: &str, site: Site<'m>, members: &Origin, parents: u64, shape: &Shape) {
        let field = site.field;
        let path = join(path, &field.wire);
        let origin = members.key(&field.wire);
        let stated = self.field_text(field);
        let mut push = |kind, found: &str, count: Count, of, cause| {
            let (path, stated, origin) = (path.clone(), stated.clone(), origin.clone());
            self.differences.push(Difference {
                kind,
                path,
                stated,
                found: found.to_owned(),
                count,
                of,
                origin,
                cause,
            });
        };
        if shape.absent.times > 0 && field.required && field.is_plain() {
            push(Kind::MissingField, "nothing", shape.absent, parents, Cause::Field(site));
        } else if shape.seen.times == 0 && !self.service.protocol.envelope().contains(&field.wire.as_str()) {
            push(Kind::NeverSeen, "nothing", shape.absent, parents, Cause::Note);
        }
        if shape.nulls.times > 0 && !field.nullable {
            let kind = if field.required { Kind::NullInRequired } else { Kind::Null };
            push(kind, "null", shape.nulls, shape.seen.times, Cause::Field(site));
        }
        let spot = Spot { path, ty: &field.ty, form: field.form, site: Some(site), origin: &origin };
        self.value(&spot, shape);
    }

    fn value(&mut self, spot: &Spot<'_, 'm>, shape: &Shape) {
        let misfits = judge::misfits(self.service, spot.ty, spot.form, shape);
        if !misfits.is_empty() {
            let is_time = matches!(spot.ty, Type::DateTime | Type::Date);
            let path = if spot.path.is_empty() { "the body".to_owned() } else { spot.path.clone() };
            self.push(Difference {
                kind: if is_time && misfits.has_text() { Kind::Date } else { Kind::Type },
                path,
                stated: self.typed(spot.ty, spot.form),
                found: misfits.nouns(),
                count: misfits.count(),
                of: shape.seen.times,
                origin: spot.origin.clone(),
                cause: match spot.site {
                    Some(site) => Cause::Field(site),
                    None => Cause::Hand("correct the `type` of the `result`".to_owned()),
                },
            });
        }
        match spot.ty {
            Type::List(item) => {
                if let Some(items) = &shape.items {
                    self.elements(&format!("{}[]", spot.path), item, spot, items);
                }
            }
            Type::Map(value) => {
                if let Some(values) = &shape.values {
                    self.elements(&format!("{}{{}}", spot.path), value, spot, values);
                }
            }
            Type::Named(id) => match &self.service.type_def(*id).kind {
                TypeKind::Record(record) if shape.objects.times > 0 => {
                    self.record(&spot.path, *id, record, shape);
                }
                TypeKind::Record(_) => {}
                TypeKind::Enum(_) => self.words(spot, *id, shape),
            },
            _ => {}
        }
    }

    fn elements(&mut self, path: &str, ty: &'m Type, outer: &Spot<'_, 'm>, shape: &Shape) {
        if shape.nulls.times > 0 && *ty != Type::Json {
            self.push(Difference {
                kind: Kind::NullElement,
                path: path.to_owned(),
                stated: self.typed(ty, outer.form),
                found: "null".to_owned(),
                count: shape.nulls,
                of: shape.seen.times,
                origin: outer.origin.clone(),
                cause: Cause::Hand(
                    "a list or a map can't say that its values may be null; the client leaves them out"
                        .to_owned(),
                ),
            });
        }
        let spot =
            Spot { path: path.to_owned(), ty, form: outer.form, site: outer.site, origin: outer.origin };
        self.value(&spot, shape);
    }

    /// The values of an enum.
    fn words(&mut self, spot: &Spot<'_, 'm>, id: TypeId, shape: &Shape) {
        let def = self.service.type_def(id);
        let TypeKind::Enum(open) = &def.kind else { return };
        let is_known = |word: &Option<String>| match (&open.values, word) {
            (EnumValues::Int(values), Some(word)) => {
                values.iter().any(|value| word.parse() == Ok(value.wire))
            }
            (EnumValues::Text(values), Some(word)) => values.iter().any(|value| value.wire == *word),
            (_, None) => false,
        };
        // What is no number at all is another type.
        let is_value = |word: &Option<String>| match (&open.values, word) {
            (EnumValues::Int(_), Some(word)) => word.parse::<i64>().is_ok(),
            (EnumValues::Int(_), None) => judge::has_only_numbers(shape),
            (EnumValues::Text(_), _) => true,
        };
        let stated = self.type_text(spot.ty);
        let unknown: Vec<_> =
            shape.words.iter().filter(|(word, _)| !is_known(word) && is_value(word)).collect();
        let (mut count, mut known_words) = (Count::default(), Vec::new());
        for (word, times) in unknown {
            let mut push = |found: String, count: Count, cause| {
                self.differences.push(Difference {
                    kind: Kind::EnumValue,
                    path: spot.path.clone(),
                    stated: stated.clone(),
                    found,
                    count,
                    of: shape.seen.times,
                    origin: def.members.clone(),
                    cause,
                });
            };
            match word {
                Some(word) => {
                    count.merge(*times);
                    known_words.push(word.clone());
                }
                None => push(
                    "something that may be data and is not shown".to_owned(),
                    *times,
                    Cause::Hand(
                        "what may be data is not written into a spec; look at the response".to_owned(),
                    ),
                ),
            }
        }
        if known_words.len() > words::MOST_WORDS {
            self.push(Difference {
                kind: Kind::EnumValue,
                path: spot.path.clone(),
                stated,
                found: format!("{} other values", known_words.len()),
                count,
                of: shape.seen.times,
                origin: def.members.clone(),
                cause: Cause::Hand(
                    "these are too many for an enum: describe a `string` or an `int`".to_owned(),
                ),
            });
        } else if !known_words.is_empty() {
            // Numbers in their order, not in that of their digits.
            known_words.sort_by_key(|word| word.parse::<i64>().unwrap_or_default());
            let shown: Vec<_> = known_words.iter().map(|word| qcloud_import::edit::shown(word)).collect();
            self.push(Difference {
                kind: Kind::EnumValue,
                path: spot.path.clone(),
                stated,
                found: shown.join(", "),
                count,
                of: shape.seen.times,
                origin: def.members.clone(),
                cause: Cause::Values { id, words: known_words },
            });
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
        let known: Vec<String> = enums
            .chain(common)
            .flat_map(|values| match values {
                EnumValues::Int(values) => {
                    values.iter().map(|value| value.wire.to_string()).collect::<Vec<_>>()
                }
                EnumValues::Text(values) => values.iter().map(|value| value.wire.clone()).collect(),
            })
            .collect();
        for (names, count) in failures {
            if names.iter().any(|name| known.contains(name)) {
                continue;
            }
            let shown = names.iter().find_map(|name| words::error_code(name));
            let path = match self.service.protocol {
                Protocol::V2 => "codeDesc",
                Protocol::Tc3 => "Response.Error.Code",
            };
            self.push(Difference {
                kind: Kind::ErrorCode,
                path: path.to_owned(),
                stated: "no such code".to_owned(),
                found: shown.map_or_else(
                    || "a code that is not shown, since it may be data".to_owned(),
                    |code| format!("`{code}`"),
                ),
                count: *count,
                of: failures.values().map(|count| count.times).sum(),
                origin: Origin::file(&self.action.spec_path).key("errors"),
                cause: Cause::Note,
            });
        }
    }

    fn type_text(&self, ty: &Type) -> String {
        format!(
            "`{}`",
            crate::infer::draft_type(self.service, ty)
                .map_or_else(|| self.own_name(ty), |ty| crate::infer::type_text(&ty))
        )
    }

    /// What a record is called that the spec gives no name.
    fn own_name(&self, ty: &Type) -> String {
        crate::response::record_of(self.service, ty).map_or_else(String::new, |record| record.name.clone())
    }

    fn typed(&self, ty: &Type, form: Option<Wire>) -> String {
        let form = form.map_or_else(String::new, |form| format!(", wire: {}", form.as_str()));
        format!("{}{form}", self.type_text(ty))
    }

    fn field_text(&self, field: &Field) -> String {
        let required = if field.required { ", required" } else { "" };
        format!("{}{required}", self.typed(&field.ty, field.form))
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}
