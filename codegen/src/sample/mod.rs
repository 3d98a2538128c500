//! Values that could have been sent: made up from types, names, enums and bounds, the same every time.

mod name;
mod text;

use std::collections::HashSet;
use std::ops::Range;

use serde_json::{Map, Value, json};

use self::name::Kind;
use crate::fit::fitting::{Fitting, Mode};
use crate::fit::stated;
use crate::model::{
    Action, EnumValues, Field, Pagination, Record, Service, Type, TypeDef, TypeId, TypeKind, Wire,
};

/// A list has so many elements, within its bounds; one that stands in two others has one.
const ELEMENTS: usize = 2;
/// From this depth of lists on each has one element.
const DEEP: usize = 2;
/// After so many values what need not be there is left out: lists in lists grow quickly.
const MOST_VALUES: usize = 20_000;

/// Makes values of the types of a service, as they travel.
///
/// Every field of a record has one; a record that may hold itself does so once. What a field is called decides what it
/// looks like: ids have the form of ids, and the same name at the same place of a list gives the same id everywhere; times have the form of the field's type;
/// a number of things is that of the list beside it. An `example` of the spec comes first.
///
/// ```
/// use qcloud_codegen::sample::Sampler;
/// use qcloud_codegen::spec::{ActionFile, FieldSpec, Protocol, ResultSpec, Service, ServiceFile, TypeExpr};
/// use serde_json::json;
///
/// let mut service = Service::new(ServiceFile::new("vpc", Protocol::V2, "vpc.api.qcloud.com"));
/// let mut fields = qcloud_codegen::spec::Entries::default();
/// fields.push("VpcName".to_owned(), FieldSpec::new(TypeExpr::named("string")));
/// fields.push("CreatedTime".to_owned(), FieldSpec::new(TypeExpr::named("datetime")));
/// let result = ResultSpec { fields: Some(fields), ..ResultSpec::default() };
/// service.actions.push(ActionFile { result: Some(result), ..ActionFile::new("DescribeVpc") });
/// let model = qcloud_codegen::resolve(&service);
/// let made = Sampler::new(&model).result(&model.actions[0]);
/// assert_eq!(made, json!({"VpcName": "vpc-1", "CreatedTime": "2026-01-01 08:00:00"}));
/// ```
#[derive(Debug)]
pub struct Sampler<'a> {
    types: &'a [TypeDef],
    /// Fields whose values are known, and these.
    given: Vec<(&'a Field, Value)>,
    /// Which elements of the list that pages have are to be made.
    page: Option<(&'a Pagination, Range<usize>)>,
    /// The records around the value that is made.
    within: Vec<TypeId>,
    /// How many lists are around it.
    depth: usize,
    /// So many values are made before optional ones are left out.
    left: usize,
    amount: Amount,
}

/// How much is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Amount {
    Everything,
    /// What is required, and nothing beside it.
    Required,
    /// What is required, and no element that a list can do without.
    Least,
}

/// What is known of a value beside its type.
#[derive(Clone, Copy)]
struct About<'a> {
    /// The field that it belongs to.
    field: &'a Field,
    /// The name of the record that has the field.
    owner: &'a str,
    /// Its place in the list around it.
    index: usize,
}

impl<'a> Sampler<'a> {
    /// Makes values of the types of this service.
    #[must_use]
    pub fn new(service: &'a Service) -> Self {
        Self {
            types: &service.types,
            given: Vec::new(),
            page: None,
            within: Vec::new(),
            depth: 0,
            left: MOST_VALUES,
            amount: Amount::Everything,
        }
    }

    /// Fields of the same name and type as one of these parameters have its value; what is sensitive is never repeated.
    #[must_use]
    pub fn echoing(mut self, request: &'a Record, parameters: &Map<String, Value>) -> Self {
        let sent = request.fields.iter().filter(|field| !field.sensitive);
        self.given = sent.filter_map(|field| Some((field, parameters.get(&field.wire)?.clone()))).collect();
        self
    }

    /// The list that the pages of an Action are made of has these of its elements; each is the same on whatever page it stands.
    #[must_use]
    pub fn page(mut self, pages: &'a Pagination, elements: Range<usize>) -> Self {
        self.page = Some((pages, elements));
        self
    }

    /// What an Action answers.
    #[must_use]
    pub fn result(mut self, action: &'a Action) -> Value {
        let field = Field::of(Type::Json);
        self.value(&action.result, About { field: &field, owner: &action.name, index: 0 })
    }

    /// What an Action answers that has nothing to say: what is required, and empty lists.
    #[must_use]
    pub fn nothing(mut self, action: &'a Action) -> Value {
        self.amount = Amount::Least;
        self.result(action)
    }

    /// The parameters that a request must have.
    #[must_use]
    pub fn request(mut self, action: &'a Action) -> Value {
        self.amount = Amount::Required;
        self.record(&action.request, 0)
    }

    /// A value in the form in which a field of the type travels; none where it is no value of it.
    #[must_use]
    pub fn stated(&self, ty: &Type, form: Option<Wire>, value: &Value) -> Option<Value> {
        let broken = HashSet::new();
        let mut fitting = Fitting::new(self.types, &broken, Mode::Request);
        let stated = fitting.value(ty, form, value);
        fitting.problems.is_empty().then_some(stated)
    }

    fn value(&mut self, ty: &Type, about: About<'_>) -> Value {
        self.left = self.left.saturating_sub(1);
        match ty {
            Type::List(item) => self.list(item, about),
            Type::Map(inner) => {
                if self.left == 0 || self.amount == Amount::Least || self.holds(inner) {
                    return json!({});
                }
                let key = text::text(Kind::Other, &["key".to_owned()], &[], about.index);
                Map::from_iter([(key, self.value(inner, about))]).into()
            }
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Record(record) => {
                    self.within.push(*id);
                    let made = self.record(record, about.index);
                    self.within.pop();
                    made
                }
                TypeKind::Enum(open) => match &open.values {
                    EnumValues::Int(values) => {
                        let value = values.get(about.index % values.len().max(1));
                        self.scalar(ty, about, value.map_or(Value::Null, |value| value.wire.into()))
                    }
                    EnumValues::Text(values) => {
                        let value = values.get(about.index % values.len().max(1));
                        value.map_or(Value::Null, |value| value.wire.as_str().into())
                    }
                },
            },
            scalar => self.made_up(scalar, about),
        }
    }

    fn list(&mut self, item: &Type, about: About<'_>) -> Value {
        let bound = |number: &Option<serde_json::Number>| {
            number
                .as_ref()
                .and_then(serde_json::Number::as_u64)
                .and_then(|number| usize::try_from(number).ok())
        };
        let usual = match (self.amount, self.depth < DEEP) {
            (Amount::Least, _) => 0,
            (_, true) => ELEMENTS,
            (_, false) => 1,
        };
        let least = bound(&about.field.min).unwrap_or(0).min(MOST_VALUES);
        let most = bound(&about.field.max).unwrap_or(usize::MAX).max(least);
        let is_spare = self.left == 0 || self.holds(item);
        let indexes = match self.paged(about.field) {
            Some(elements) => elements,
            None if is_spare => 0..0,
            None => 0..usual.clamp(least, most),
        };
        self.depth += 1;
        let elements = indexes.map(|index| self.value(item, About { index, ..about })).collect();
        self.depth -= 1;
        Value::Array(elements)
    }

    /// The elements of a list that are asked for, where it is the one that pages are made of.
    fn paged(&self, list: &Field) -> Option<Range<usize>> {
        let (pages, elements) = self.page.as_ref()?;
        let is_it = pages.items.last().is_none_or(|step| step.rust == list.rust);
        (is_it && self.depth == 0 && self.within.len() == pages.items.len()).then(|| elements.clone())
    }

    /// Whether a value of a type would hold one of the records around it that holds itself already.
    fn holds(&self, ty: &Type) -> bool {
        let count = |id: &TypeId| self.within.iter().filter(|other| *other == id).count();
        matches!(ty.innermost(), Type::Named(id) if count(id) > 1)
    }

    fn record(&mut self, record: &Record, index: usize) -> Value {
        let mut made = Map::new();
        for field in &record.fields {
            let is_little = self.left == 0 || self.amount != Amount::Everything;
            let is_spare = is_little || (field.is_plain() && self.holds(&field.ty));
            if is_spare && !field.required {
                continue;
            }
            let about = About { field, owner: &record.name, index };
            let value = match (self.echoed(field), self.example(field, index)) {
                (Some(echo), _) if field.ty.innermost().as_record(self.types).is_some() => {
                    let made = self.value(&field.ty, about);
                    self.completed(&field.ty, echo, &made)
                }
                (Some(echo), _) => echo,
                (None, Some(example)) => example,
                (None, None) => self.value(&field.ty, about),
            };
            made.insert(field.wire.clone(), value);
        }
        // In a request that has to travel flat, an empty record can't be told from none.
        if self.amount == Amount::Required && made.is_empty() && !self.within.is_empty() {
            let field = record.fields.iter().find(|field| !self.holds(&field.ty));
            made.extend(field.map(|field| {
                (field.wire.clone(), self.value(&field.ty, About { field, owner: &record.name, index }))
            }));
        }
        self.count(record, &mut made);
        made.into()
    }

    /// What was sent, with what is made up in the fields that a request can do without.
    fn completed(&self, ty: &Type, sent: Value, made: &Value) -> Value {
        match (ty, sent) {
            (Type::List(item), Value::Array(sent)) => {
                let made = |index: usize| made.get(index).or_else(|| made.get(0)).unwrap_or(&Value::Null);
                sent.into_iter()
                    .enumerate()
                    .map(|(index, sent)| self.completed(item, sent, made(index)))
                    .collect()
            }
            (ty, Value::Object(mut sent)) => {
                let fields = ty.as_record(self.types).map_or(&[][..], |(_, record)| &record.fields);
                for field in fields {
                    let Some(made) = made.get(&field.wire) else { continue };
                    let value = match sent.remove(&field.wire) {
                        Some(sent) => self.completed(&field.ty, sent, made),
                        None => made.clone(),
                    };
                    sent.insert(field.wire.clone(), value);
                }
                sent.into()
            }
            (_, sent) => sent,
        }
    }

    /// The value of a parameter of the same name and type.
    fn echoed(&self, field: &Field) -> Option<Value> {
        // The texts of times stay in the form in which they came.
        let same = |(other, _): &&(&Field, Value)| {
            let is_time = field.ty.innermost() == &Type::DateTime;
            other.wire == field.wire && other.ty == field.ty && (!is_time || other.form == field.form)
        };
        self.given.iter().find(same).and_then(|(_, value)| self.stated(&field.ty, field.form, value))
    }

    /// What the spec shows, another one for each element of a list where it tells things apart.
    fn example(&self, field: &Field, index: usize) -> Option<Value> {
        let example = field.example.as_ref()?;
        let tells_apart = matches!(name::kind(&text::words(&field.wire)), Kind::Id | Kind::Uuid | Kind::Name);
        let example = match example {
            Value::String(example) if tells_apart && index > 0 => text::varied(example, index).into(),
            Value::Number(number) if tells_apart => match number.as_i64() {
                Some(number) => number.saturating_add(i64::try_from(index).unwrap_or(0)).into(),
                None => example.clone(),
            },
            Value::String(time) if field.ty == Type::DateTime && field.form == Some(Wire::Iso) => {
                format!("{}+08:00", time.replacen(' ', "T", 1)).into()
            }
            other => other.clone(),
        };
        self.stated(&field.ty, field.form, &example)
    }

    /// Numbers of things are those of the lists beside them.
    fn count(&self, record: &Record, made: &mut Map<String, Value>) {
        let lists: Vec<_> = record
            .fields
            .iter()
            .filter(|field| matches!(field.ty, Type::List(_)))
            .map(|field| {
                let length = made.get(&field.wire).and_then(Value::as_array).map_or(0, Vec::len);
                (text::words(&field.wire), length)
            })
            .collect();
        let is_number = |field: &&Field| matches!(field.ty, Type::Int | Type::Uint);
        for field in record.fields.iter().filter(is_number) {
            let mut words = text::words(&field.wire);
            let is_made = made.contains_key(&field.wire) && self.echoed(field).is_none();
            if name::kind(&words) != Kind::Count || !is_made {
                continue;
            }
            words.retain(|word| !["total", "count", "num", "cnt", "number"].contains(&word.as_str()));
            let of = match (words.as_slice(), lists.as_slice()) {
                ([], [first, ..]) => Some(first),
                (stem, lists) => lists.iter().find(|(list, _)| list.ends_with(stem)),
            };
            if let Some((_, length)) = of
                && let Some(value) = self.stated(&field.ty, field.form, &(*length).into())
            {
                made.insert(field.wire.clone(), value);
            }
        }
    }

    /// A scalar by its type, its name and its bounds.
    fn made_up(&self, ty: &Type, about: About<'_>) -> Value {
        let About { field, owner, index } = about;
        let owner = text::words(owner.strip_suffix("Result").unwrap_or(owner));
        let words = Some(text::words(&field.wire)).filter(|words| !words.is_empty());
        let words = words.unwrap_or_else(|| owner.clone());
        let kind = name::kind(&words);
        let value = match ty {
            Type::Int | Type::Uint => within(text::int(kind, index), field).into(),
            Type::Float => float(field).into(),
            Type::Bool => (kind == Kind::IsLast).into(),
            Type::DateTime => text::datetime(kind, field.form).into(),
            Type::Date => text::date().into(),
            Type::Binary => "bWFkZSB1cA==".into(),
            Type::Json => json!({ "key": "value" }),
            _ => sized(text::text(kind, &words, &owner, index), field).into(),
        };
        self.scalar(ty, about, value)
    }

    fn scalar(&self, ty: &Type, about: About<'_>, value: Value) -> Value {
        stated(self.types, ty, about.field.form, &value).unwrap_or(value)
    }
}

/// An integer within the bounds of its field; those of a list are about how many there are.
fn within(number: i64, field: &Field) -> i64 {
    if !field.is_plain() {
        return number;
    }
    let bound = |number: &Option<serde_json::Number>| number.as_ref().and_then(serde_json::Number::as_i64);
    let number = bound(&field.max).map_or(number, |max| number.min(max));
    bound(&field.min).map_or(number, |min| number.max(min))
}

fn float(field: &Field) -> f64 {
    if !field.is_plain() {
        return 0.5;
    }
    let bound = |number: &Option<serde_json::Number>| number.as_ref().and_then(serde_json::Number::as_f64);
    let number = bound(&field.max).map_or(0.5, |max| max.min(0.5));
    bound(&field.min).map_or(number, |min| number.max(min))
}

/// A text as long as the bounds of its field want it.
fn sized(text: String, field: &Field) -> String {
    if !field.is_plain() {
        return text;
    }
    let bound = |number: &Option<serde_json::Number>| {
        number.as_ref().and_then(serde_json::Number::as_u64).and_then(|number| usize::try_from(number).ok())
    };
    let most = bound(&field.max).unwrap_or(usize::MAX);
    let least = bound(&field.min).unwrap_or(0).min(MOST_VALUES);
    let length = text.chars().count();
    text.chars().chain(std::iter::repeat_n('0', least.saturating_sub(length))).take(most.max(least)).collect()
}
