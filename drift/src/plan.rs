//! From differences to the edits that mend the spec, where the responses leave no doubt what is right.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use qcloud_codegen::model::{
    Action, Api, Claim, EnumValues, Example, Origin, PageType, Service, Type as ModelType, TypeDef, TypeId,
    TypeKind, Wire,
};

use crate::compare::{Cause, Comparison, Difference, Site, compare};
use crate::infer::{self, Namer};
use crate::judge::{is_stated, misfits};
use crate::observe::Observation;
use crate::response::Response;
use crate::shape::{Class, Shape};
use crate::{Drift, Kind, Remedy, Report};
use qcloud_import::draft::Type;
use qcloud_import::edit::{Edit, EnumKey};

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
                let what: Vec<_> = edits.iter().map(ToString::to_string).collect();
                planner.take(edits);
                Remedy::Patch(what.join("; "))
            }
            Err(why) => Remedy::Hand(why),
        };
        drifts.push(Drift {
            kind: difference.kind,
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
    examples: OnceCell<HashMap<(TypeId, String), Shape>>,
    namer: Namer,
    edits: Vec<Edit>,
    /// Fields that are added already: a record may stand at several places.
    lacks: Vec<((TypeId, String), Vec<Edit>)>,
}

impl Planner<'_> {
    fn take(&mut self, edits: Vec<Edit>) {
        for edit in edits {
            if !self.edits.contains(&edit) {
                self.edits.push(edit);
            }
        }
    }

    /// The edits that mend a difference; none for a note. An error says why there are none.
    fn remedy(&mut self, difference: &Difference<'_>) -> Result<Vec<Edit>, String> {
        match &difference.cause {
            Cause::Note => Ok(Vec::new()),
            Cause::Hand(why) => Err(why.clone()),
            Cause::Lacks { record, name } => self.add_field(*record, name),
            Cause::Values { id, words } => self.add_values(*id, words),
            Cause::Field(site) => match difference.kind {
                Kind::MissingField => match self.meant(*site) {
                    Some(name) => Err(format!(
                        "responses have `{name}`, which would be the same name in Rust: correct the name in the spec"
                    )),
                    None => Ok(self.optional(*site)),
                },
                Kind::NullInRequired | Kind::Null => Ok(self.nullable(*site)),
                _ => self.retype(*site),
            },
        }
    }

    fn def(&self, id: TypeId) -> &TypeDef {
        self.service.type_def(id)
    }

    fn place(&self, site: Site<'_>) -> Origin {
        self.def(site.record).members.key(&site.field.wire)
    }

    fn shape(&self, record: TypeId, field: &str) -> Option<&Shape> {
        self.comparison.shapes.get(&(record, field.to_owned()))
    }

    /// What stands at a field in the responses and in the examples of all Actions.
    fn evidence(&self, record: TypeId, field: &str) -> Option<Shape> {
        let examples = self.examples.get_or_init(|| {
            let mut all: HashMap<_, Shape> = HashMap::new();
            for action in &self.service.actions {
                let read =
                    |example: &Example| Response::read(&example.name, example.response.as_bytes()).ok();
                let responses: Vec<_> = action.examples.iter().filter_map(read).collect();
                let observation = Observation::of(self.service, action, &responses);
                let comparison = compare(self.api, self.service, action, &observation);
                for (place, shape) in comparison.shapes {
                    all.entry(place).or_default().merge(&shape);
                }
            }
            all
        });
        let mut shape = self.shape(record, field)?.clone();
        if let Some(example) = examples.get(&(record, field.to_owned())) {
            shape.merge(example);
        }
        Some(shape)
    }

    fn add_field(&mut self, record: TypeId, name: &str) -> Result<Vec<Edit>, String> {
        if let Some((_, edits)) = self.lacks.iter().find(|((id, known), _)| *id == record && known == name) {
            return Ok(edits.clone());
        }
        let service = self.service;
        let def = service.type_def(record);
        let TypeKind::Record(known) = &def.kind else { return Err("it is no record".to_owned()) };
        let same = |field: &&qcloud_codegen::model::Field| {
            field.rust.trim_start_matches("r#").trim_end_matches('_') == name.to_snake_case()
        };
        if let Some(same) = known.fields.iter().find(same) {
            return Err(format!(
                "`{name}` and `{}` would be one field in Rust: correct the name in the spec, or add the field with `rust:`",
                same.wire
            ));
        }
        let outer = def.origin.keys.last().filter(|_| def.members.keys != ["result", "fields"]);
        let outer = outer.map_or(known.name.as_str(), String::as_str).to_owned();
        // An example may have it too, when it is `loose`, and must be read afterwards.
        let Some(shape) = self.evidence(record, name) else { return Err("it was not seen".to_owned()) };
        let (field, types) = infer::field(name, &outer, &shape, &mut self.namer);
        let mut edits = vec![Edit::AddField { members: def.members.clone(), field }];
        edits.extend(
            types.into_iter().map(|def_new| Edit::AddType { parent: types_of(&def.members), def: def_new }),
        );
        self.lacks.push(((record, name.to_owned()), edits.clone()));
        Ok(edits)
    }

    /// What the responses call a field that the spec calls otherwise.
    fn meant(&self, site: Site<'_>) -> Option<&str> {
        let TypeKind::Record(record) = &self.def(site.record).kind else { return None };
        let is_known = |name: &str| record.fields.iter().any(|field| field.wire == name);
        let seen = self.comparison.shapes.keys().filter(|(id, _)| *id == site.record);
        let mut same = seen
            .map(|(_, name)| name.as_str())
            .filter(|name| !is_known(name) && name.to_snake_case() == site.field.wire.to_snake_case())
            .collect::<Vec<_>>();
        same.sort_unstable();
        same.first().copied()
    }

    fn add_values(&self, id: TypeId, words: &[String]) -> Result<Vec<Edit>, String> {
        let def = self.def(id);
        let TypeKind::Enum(open) = &def.kind else { return Err("it is no enum".to_owned()) };
        let mut taken: HashSet<String> = match &open.values {
            EnumValues::Int(values) => values.iter().map(|value| value.rust.clone()).collect(),
            EnumValues::Text(values) => values.iter().map(|value| value.rust.clone()).collect(),
        };
        let mut edits = Vec::new();
        for word in words {
            let (key, derived) = match (&open.values, word.parse::<i64>()) {
                (EnumValues::Int(_), Ok(number)) => (EnumKey::Int(number), None),
                (EnumValues::Int(_), Err(_)) => continue,
                (EnumValues::Text(_), _) => (EnumKey::Text(word.clone()), Some(word.to_upper_camel_case())),
            };
            let is_usable = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic());
            let name = match derived {
                Some(derived) if is_usable(&derived) && !taken.contains(&derived) => {
                    taken.insert(derived);
                    None
                }
                _ => {
                    let plain = if word.is_empty() {
                        "Empty".to_owned()
                    } else {
                        format!("Value{}", word.replace('-', "Minus").to_upper_camel_case())
                    };
                    let numbered = (2..).map(|number| format!("{plain}{number}"));
                    let name =
                        std::iter::once(plain.clone()).chain(numbered).find(|name| !taken.contains(name));
                    let name = name.unwrap_or(plain);
                    taken.insert(name.clone());
                    Some(name)
                }
            };
            edits.push(Edit::AddValue { members: def.members.clone(), key, name });
        }
        Ok(edits)
    }

    /// What is not always there is not required.
    fn optional(&self, site: Site<'_>) -> Vec<Edit> {
        let place = self.place(site);
        let mut edits = vec![Edit::Remove { field: place.clone(), keys: vec!["required"] }];
        edits.extend(stale(site, &place, |claim| *claim == Claim::Required(false), "required"));
        edits
    }

    fn nullable(&self, site: Site<'_>) -> Vec<Edit> {
        let place = self.place(site);
        let mut edits = if site.field.required { self.optional(site) } else { Vec::new() };
        edits.push(Edit::Set { field: place.clone(), key: "nullable", value: "true".to_owned() });
        edits.extend(stale(site, &place, |claim| *claim == Claim::Nullable(true), "nullable"));
        edits
    }

    /// Another type, or another form of the same, that all values have.
    fn retype(&mut self, site: Site<'_>) -> Result<Vec<Edit>, String> {
        let field = site.field;
        let Some(shape) = self.evidence(site.record, &field.wire) else {
            return Err("it was not seen".to_owned());
        };
        if holds_times(self.service, field, &shape) {
            return Err("the client reads what it can of these as times and keeps the rest as it came; another type would read less".to_owned());
        }
        let (ty, form, page, types) =
            self.refit(site, &shape).map_err(|why| self.contradiction(site).unwrap_or(why))?;
        let place = self.place(site);
        let mut edits = Vec::new();
        if infer::draft_type(self.service, &field.ty).as_ref() != Some(&ty) {
            edits.push(Edit::Set { field: place.clone(), key: "type", value: infer::type_text(&ty) });
        }
        match form {
            Some(form) if field.form != Some(form) => {
                let value = form.as_str().to_owned();
                edits.push(Edit::Set { field: place.clone(), key: "wire", value });
            }
            None if field.form.is_some() => {
                edits.push(Edit::Remove { field: place.clone(), keys: vec!["wire"] });
            }
            _ => {}
        }
        let says_so = |claim: &Claim| matches!(claim, Claim::Type(claimed) if Some(*claimed) == page);
        edits.extend(stale(site, &place, says_so, "type"));
        let parent = types_of(&self.def(site.record).members);
        edits.extend(types.into_iter().map(|def| Edit::AddType { parent: parent.clone(), def }));
        Ok(edits)
    }

    /// What the examples have at a field, when the responses alone would leave no doubt.
    fn contradiction(&mut self, site: Site<'_>) -> Option<String> {
        let key = (site.record, site.field.wire.clone());
        let shape = self.comparison.shapes.get(&key)?;
        let example = self.examples.get()?.get(&key)?.nouns();
        self.refit(site, shape).ok()?;
        Some(format!(
            "the examples of the spec have {example} here: correct or remove these first, where the responses are right"
        ))
    }

    /// The type and form that all values of a field have, what a page would call that, and the records that it needs.
    #[expect(clippy::type_complexity, reason = "used once")]
    fn refit(
        &mut self,
        site: Site<'_>,
        shape: &Shape,
    ) -> Result<(Type, Option<Wire>, Option<PageType>, Vec<qcloud_import::draft::TypeDef>), String> {
        let (service, field) = (self.service, site.field);
        for ty in candidates(&field.ty) {
            let forms = [None, Some(Wire::Int), Some(Wire::String), Some(Wire::Iso)];
            let takes = |form: &Option<Wire>| form.is_none_or(|form| ty.takes(&service.types, form));
            let fitting = forms.into_iter().filter(takes).find(|form| fits(service, &ty, *form, shape));
            if let Some(form) = fitting
                && let Some(draft) = infer::draft_type(service, &ty)
            {
                return Ok((draft, form, ty.page_type(&service.types, form), Vec::new()));
            }
        }
        if let ModelType::Named(id) = field.ty.innermost()
            && let TypeKind::Enum(open) = &service.type_def(*id).kind
        {
            let values = if matches!(open.values, EnumValues::Int(_)) { "numbers" } else { "strings" };
            return Err(format!(
                "an enum of {values} does not describe all that responses and examples have here ({})",
                shape.nouns()
            ));
        }
        let def = self.def(site.record);
        let outer = def.origin.keys.last().map_or("", String::as_str).to_owned();
        let mut types = Vec::new();
        let (ty, form) = infer::infer(&field.wire, &outer, shape, &mut self.namer, &mut types);
        if holds_json(&ty) {
            return Err(format!(
                "no type describes all that responses and examples have here ({}); the client reads what it can",
                shape.nouns()
            ));
        }
        let page = page_type(service, &ty, form);
        Ok((ty, form, page, types))
    }
}

/// The types to try for a field, nearest first.
fn candidates(ty: &ModelType) -> Vec<ModelType> {
    let wrap = |wrap: fn(Box<ModelType>) -> ModelType, inner: &ModelType| {
        candidates(inner).into_iter().map(|inner| wrap(Box::new(inner))).collect::<Vec<_>>()
    };
    match ty {
        ModelType::Uint => vec![ModelType::Uint, ModelType::Int, ModelType::Float],
        ModelType::Int => vec![ModelType::Int, ModelType::Uint, ModelType::Float],
        ModelType::List(item) => {
            let mut all = wrap(ModelType::List, item);
            all.push((**item).clone());
            all
        }
        ModelType::Map(value) => wrap(ModelType::Map, value),
        other => vec![other.clone(), ModelType::List(Box::new(other.clone()))],
    }
}

/// Whether all values have a type and form, down to the scalars in lists and maps.
fn fits(service: &Service, ty: &ModelType, form: Option<Wire>, shape: &Shape) -> bool {
    let inner_fits = match ty {
        ModelType::List(item) => shape.items.as_deref().is_none_or(|items| fits(service, item, form, items)),
        ModelType::Map(value) => {
            shape.values.as_deref().is_none_or(|values| fits(service, value, form, values))
        }
        _ => true,
    };
    // An empty list is no proof of a list, where nothing else is one.
    let is_seen = !matches!(ty, ModelType::List(_)) || shape.lists.times > 0;
    inner_fits && is_seen && misfits(service, ty, form, shape).is_empty()
}

/// Whether there are times among what stands in a field for times: the client reads these, and keeps all else as it came.
fn holds_times(service: &Service, field: &qcloud_codegen::model::Field, shape: &Shape) -> bool {
    let ty = field.ty.innermost();
    let mut inner = shape;
    while let Some(next) = inner.items.as_deref().or(inner.values.as_deref()) {
        inner = next;
    }
    let is_time = |class: &Class| {
        // Seconds in a string are understood as well, and no `wire` says so.
        *class == Class::UintText
            || !matches!(class, Class::NoDate | Class::Empty) && is_stated(service, ty, field.form, *class)
    };
    matches!(ty, ModelType::DateTime | ModelType::Date) && inner.scalars.keys().any(is_time)
}

fn holds_json(ty: &Type) -> bool {
    match ty {
        Type::Json => true,
        Type::List(inner) | Type::Map(inner) => holds_json(inner),
        _ => false,
    }
}

/// What a page would call an inferred type.
fn page_type(service: &Service, ty: &Type, form: Option<Wire>) -> Option<PageType> {
    let model = match ty {
        Type::Int => ModelType::Int,
        Type::Uint => ModelType::Uint,
        Type::Float => ModelType::Float,
        Type::Bool => ModelType::Bool,
        Type::String => ModelType::String,
        Type::DateTime => ModelType::DateTime,
        Type::Date => ModelType::Date,
        Type::Binary => ModelType::Binary,
        Type::Json => return None,
        Type::List(_) => return Some(PageType::Array),
        Type::Map(_) | Type::Named(_) => return Some(PageType::Object),
    };
    model.page_type(&service.types, form)
}

/// Takes away what the page is said to claim, once the spec says the same.
fn stale(
    site: Site<'_>,
    place: &Origin,
    is_stale: impl Fn(&Claim) -> bool,
    key: &'static str,
) -> Option<Edit> {
    let is_any = site.field.claims.iter().any(is_stale);
    is_any.then(|| Edit::Remove { field: place.clone(), keys: vec!["documented", key] })
}

/// Where the types stand of the file that a record stands in.
fn types_of(members: &Origin) -> Origin {
    let file = Origin::file(&members.file);
    if members.file.ends_with("/types.yaml") { file } else { file.key("types") }
}
