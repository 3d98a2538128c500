//! The page proposes, the example decides: from what both say of a thing to a field of the draft.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use qcloud_codegen::model::{PageType, Wire};
use serde_json::{Number, Value};

use super::Options;
use super::enums::{self, Values};
use super::names::{self, TypeNames};
use super::prose;
use super::read::{Claim, ValueTable};
use super::tree::{Node, same};
use super::types::{Base, Claimed};
use crate::draft::{Documented, Field, Type, TypeDef, TypeKind};
use crate::example::evidence::{self, Kind, Observed};

/// What an example shows of what it does not have.
static NOTHING: LazyLock<Observed> = LazyLock::new(Observed::default);

/// Deeper than this, records are free-form JSON.
const MAX_DEPTH: usize = 30;

/// What the fields belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// A request, whose example is an address: all its values are texts, so they decide nothing but nesting.
    Flat,
    /// A request whose example is JSON.
    Json,
    /// A response.
    Response,
}

impl Side {
    pub(super) fn is_request(self) -> bool {
        self != Self::Response
    }
}

/// The types in the making.
#[derive(Debug)]
pub(super) struct Decider<'p> {
    pub(super) with_docs: bool,
    /// A successful response was seen, so what is not in it is not known to exist.
    pub(super) has_response: bool,
    /// The lists of a request that begin with 1, as dotted paths.
    pub(super) one_based: Vec<String>,
    pub(super) types: Vec<TypeDef>,
    /// What a person must decide about the Action as a whole.
    pub(super) todos: Vec<String>,
    pub(super) warnings: Vec<(usize, String)>,
    pub(super) names: TypeNames,
    pub(super) values: &'p [ValueTable],
    /// The enums, with the names of the fields that they were made for, in lower case.
    enums: Vec<(String, String)>,
    /// What the types with a name are on the wire.
    kinds: HashMap<String, PageType>,
}

/// What was decided of a thing.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) ty: Type,
    pub(super) wire: Option<Wire>,
    todos: Vec<String>,
}

impl From<Type> for Decided {
    fn from(ty: Type) -> Self {
        Self { ty, wire: None, todos: Vec::new() }
    }
}

impl Decided {
    fn wired(ty: Type, wire: Wire) -> Self {
        Self { ty, wire: Some(wire), todos: Vec::new() }
    }
}

/// What is known of a thing.
#[derive(Clone, Copy)]
struct Known<'k> {
    node: Option<&'k Node>,
    observed: Option<&'k Observed>,
    path: &'k [String],
    side: Side,
    /// It is an item of a list, or a value of a map.
    is_item: bool,
}

impl Known<'_> {
    fn claim(&self) -> Option<&Claim> {
        self.node.and_then(|node| node.claim.as_ref())
    }

    fn claimed(&self) -> Claimed {
        let mut claimed = self.claim().map(|claim| claim.ty).unwrap_or_default();
        if self.is_item {
            claimed.list = false;
        } else if self.node.is_some_and(|node| node.indexed) {
            claimed.list = true;
        }
        claimed
    }

    fn has_children(&self) -> bool {
        self.node.is_some_and(|node| !node.children.is_empty())
    }

    fn line(&self) -> usize {
        self.claim().map_or(0, |claim| claim.line)
    }

    fn name(&self) -> String {
        self.path.join(".")
    }
}

impl<'p> Decider<'p> {
    pub(super) fn new(action: &str, values: &'p [ValueTable], options: &Options) -> Self {
        Self {
            with_docs: options.with_docs,
            has_response: false,
            one_based: Vec::new(),
            types: Vec::new(),
            todos: Vec::new(),
            warnings: Vec::new(),
            names: TypeNames::new(action, &options.taken),
            values,
            enums: Vec::new(),
            kinds: HashMap::new(),
        }
    }

    /// The fields that the page and the examples have, in the order of the page.
    pub(super) fn fields(
        &mut self,
        nodes: &[Node],
        observed: Option<&Observed>,
        path: &[String],
        side: Side,
    ) -> Vec<Field> {
        let seen = observed.map_or(&[][..], |observed| &observed.fields);
        let mut used = vec![false; seen.len()];
        let mut matched: Vec<(Option<&Node>, Option<usize>)> = Vec::new();
        let exact: HashMap<&str, usize> =
            seen.iter().enumerate().map(|(index, (name, _))| (name.as_str(), index)).collect();
        for node in nodes {
            if let Some(index) = exact.get(node.name.as_str()) {
                used[*index] = true;
            }
        }
        for node in nodes {
            let index = exact.get(node.name.as_str()).copied().or_else(|| {
                let other =
                    (0..seen.len()).find(|index| !used[*index] && same(&seen[*index].0, &node.name))?;
                used[other] = true;
                Some(other)
            });
            matched.push((Some(node), index));
        }
        matched.extend((0..seen.len()).filter(|index| !used[*index]).map(|index| (None, Some(index))));
        let mut fields: Vec<Field> = Vec::new();
        let mut named: HashSet<String> = HashSet::new();
        for (node, index) in matched {
            let name = index.map_or_else(|| node.map_or("", |node| &node.name), |index| &seen[index].0);
            let name = name.to_owned();
            if !named.insert(name.clone()) {
                continue;
            }
            let field = self.field(node, index.map(|index| &seen[index].1), &name, path, side);
            fields.push(field);
        }
        rust_names(&mut fields);
        fields
    }

    fn field(
        &mut self,
        node: Option<&Node>,
        observed: Option<&Observed>,
        name: &str,
        path: &[String],
        side: Side,
    ) -> Field {
        let mut path = path.to_vec();
        path.push(name.to_owned());
        let known = Known { node, observed, path: &path, side, is_item: false };
        let Decided { ty, wire, todos } = self.decide(known);
        let mut field = Field::new(name, ty);
        field.wire = wire;
        field.todos = todos;
        field.documented = self.documented(known, &field.ty, wire);
        if let Some(claim) = known.claim() {
            if self.with_docs {
                field.doc = doc(&claim.description);
            }
            self.page_says(known, claim, &mut field);
        }
        if side == Side::Response && observed.is_some_and(|observed| observed.nulls > 0) {
            field.nullable = true;
            if !field.documented.absent {
                field.documented.nullable = Some(false);
            }
        }
        if side.is_request() {
            // Whoever must give a field of it must give it.
            let is_implied = |node: &Node| {
                node.claim.is_none()
                    && node
                        .children
                        .iter()
                        .any(|child| child.claim.as_ref().is_some_and(|claim| claim.required == Some(true)))
            };
            field.required |= node.is_some_and(is_implied);
            let dotted = path.join(".");
            field.one_based = matches!(field.ty, Type::List(_)) && self.one_based.contains(&dotted);
            field.sensitive = is_secret(name) && matches!(field.ty, Type::String);
            if field.sensitive {
                (field.min, field.max) = (None, None);
            }
        }
        field
    }

    /// What a page says of a field beside its type: whether it is required, its default, its bounds.
    fn page_says(&mut self, known: Known<'_>, claim: &Claim, field: &mut Field) {
        if !known.side.is_request() {
            return;
        }
        field.required = claim.required == Some(true);
        let text = claim.default.clone().or_else(|| prose::default(&claim.description));
        let default = text.as_ref().and_then(|text| self.default(text, field));
        if matches!(field.ty, Type::Int | Type::Uint | Type::Float) && !field.required {
            (field.min, field.max) = prose::bounds(&claim.description);
        } else if matches!(field.ty, Type::Int | Type::Uint) {
            field.max = prose::bounds(&claim.description).1;
        }
        let as_float = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
        let value = default.as_ref().and_then(Value::as_f64);
        let is_off = match (as_float(&field.min), value, as_float(&field.max)) {
            (Some(min), Some(value), _) if value < min => true,
            (_, Some(value), Some(max)) if value > max => true,
            (Some(min), _, Some(max)) => min > max,
            _ => false,
        };
        if is_off {
            (field.min, field.max) = (None, None);
        }
        if field.required {
            field.documented.default = default;
        } else {
            field.default = default;
        }
        if let (Some(given), None, None) = (&claim.default, &field.default, &field.documented.default) {
            let shown: String = given.chars().filter(|c| !c.is_control()).take(40).collect();
            let todo = format!("the page gives the default `{shown}`, which is none for this type");
            self.todo(claim.line, &known.name(), &todo, &mut field.todos);
        }
    }

    fn default(&self, text: &str, field: &Field) -> Option<Value> {
        let text = text.trim().trim_matches(['"', '\'', '“', '”', '`']);
        match &field.ty {
            Type::Int => text.parse::<i64>().ok().map(Value::from),
            Type::Uint => text.parse::<u64>().ok().map(Value::from),
            Type::Float => text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number),
            Type::Bool => match text.to_lowercase().as_str() {
                "0" | "false" | "否" | "no" => Some(false.into()),
                "1" | "true" | "是" | "yes" => Some(true.into()),
                _ => None,
            },
            Type::String if text.chars().all(|c| !c.is_control()) && text.chars().count() <= 60 => {
                Some(text.into())
            }
            Type::Named(name) => match &self.types.iter().find(|def| def.name == *name)?.kind {
                TypeKind::IntEnum(values) => {
                    let int = text.parse::<i64>().ok()?;
                    values.iter().any(|value| value.wire == int).then(|| int.into())
                }
                TypeKind::TextEnum(values) => {
                    values.iter().any(|value| value.wire == text).then(|| text.into())
                }
                TypeKind::Record(_) => None,
            },
            _ => None,
        }
    }

    /// Where the page differs from what was decided.
    fn documented(&self, known: Known<'_>, ty: &Type, wire: Option<Wire>) -> Documented {
        let Some(node) = known.node else { return Documented { absent: true, ..Documented::default() } };
        let mut documented = Documented::default();
        let name = known.path.last().map_or("", String::as_str);
        if node.name != name {
            documented.name = Some(node.name.clone());
        }
        if node.claim.is_none() {
            if node.children.is_empty() {
                documented.absent = true;
                documented.name = None;
            }
            return documented;
        }
        documented.ty = self.type_claim(known.claimed(), ty, wire);
        if node.moved {
            documented.note = Some("The page lists it beside other things than the example does.".to_owned());
        } else if known.side == Side::Response && self.has_response && known.observed.is_none() {
            documented.note = Some("No example shows it.".to_owned());
        }
        documented
    }

    /// The type that the page gives, when it is another.
    pub(super) fn type_claim(&self, claimed: Claimed, ty: &Type, wire: Option<Wire>) -> Option<PageType> {
        if !claimed.list && matches!(claimed.base, Base::DateTime | Base::Date) {
            return None;
        }
        claimed.page_type().filter(|page| self.page_type(ty, wire) != Some(*page))
    }

    fn page_type(&self, ty: &Type, wire: Option<Wire>) -> Option<PageType> {
        let number = |plain| Some(if wire == Some(Wire::String) { PageType::String } else { plain });
        match ty {
            Type::Int | Type::Uint => number(PageType::Int),
            Type::Float => number(PageType::Float),
            Type::Bool | Type::DateTime if wire == Some(Wire::Int) => Some(PageType::Int),
            Type::Bool => number(PageType::Bool),
            Type::String | Type::DateTime | Type::Date | Type::Binary => Some(PageType::String),
            Type::Json if wire == Some(Wire::String) => Some(PageType::String),
            Type::Json => None,
            Type::List(_) => Some(PageType::Array),
            Type::Map(_) => Some(PageType::Object),
            Type::Named(name) => match self.kinds.get(name) {
                Some(PageType::Int) => number(PageType::Int),
                other => other.copied(),
            },
        }
    }

    fn todo(&mut self, line: usize, name: &str, what: &str, todos: &mut Vec<String>) {
        self.warnings.push((line, format!("`{name}`: {what}")));
        todos.push(what.to_owned());
    }

    /// A type that a person must look at.
    fn open(&mut self, known: Known<'_>, ty: Type, what: &str) -> Decided {
        let mut decided = Decided::from(ty);
        self.todo(known.line(), &known.name(), what, &mut decided.todos);
        decided
    }

    fn decide(&mut self, known: Known<'_>) -> Decided {
        if known.path.len() > MAX_DEPTH {
            return self.open(known, Type::Json, "it is nested too deeply to be described");
        }
        let Some(observed) = known.observed.filter(|observed| observed.values() > 0) else {
            return self.by_page(known);
        };
        // An empty array is what the vendor's back end makes of an empty object.
        let is_object = observed.objects > 0
            && observed.item.is_none()
            && observed.objects + observed.arrays == observed.values();
        match observed.kind() {
            _ if is_object => self.object(known, observed),
            Some(Kind::Text) if known.side == Side::Flat => self.flat(known, observed),
            Some(Kind::Bool) => Type::Bool.into(),
            Some(Kind::Int) => self.int(known, observed),
            Some(Kind::Float) => Type::Float.into(),
            Some(Kind::Text) => self.text(known, observed),
            Some(Kind::Array) => self.array(known, observed),
            Some(Kind::Object) => self.object(known, observed),
            None => self.open(
                known,
                Type::Json,
                "the example shows values of several kinds; which of them is it?",
            ),
        }
    }

    fn int(&mut self, known: Known<'_>, observed: &Observed) -> Decided {
        let claimed = known.claimed();
        let is_flag = !observed.large && observed.numbers.iter().all(|int| matches!(int, 0 | 1));
        match claimed.base {
            _ if claimed.list => {}
            Base::Float => return Type::Float.into(),
            Base::Bool if is_flag => return Decided::wired(Type::Bool, Wire::Int),
            Base::DateTime
                if observed.numbers.iter().all(|int| (946_684_800..4_102_444_800).contains(int)) =>
            {
                return Decided::wired(Type::DateTime, Wire::Int);
            }
            _ => {}
        }
        if let Some(values) = self.values(known) {
            return self.numbers(known, &values, is_flag, None);
        }
        let is_uint = observed.large || (claimed.base == Base::Uint && !observed.negative);
        (if is_uint { Type::Uint } else { Type::Int }).into()
    }

    fn text(&mut self, known: Known<'_>, observed: &Observed) -> Decided {
        let claimed = known.claimed();
        let is_full = !observed.texts.iter().any(String::is_empty);
        let all = |test: fn(&str) -> bool| is_full && observed.all_texts(test);
        match claimed.base {
            _ if claimed.list => {}
            Base::Int | Base::Uint if all(prose::is_int) => {
                if let Some(values) = self.values(known) {
                    return self.numbers(known, &values, false, Some(Wire::String));
                }
                return Decided::wired(Type::Int, Wire::String);
            }
            // `300.00` would come back as `300`, so it stays a text.
            Base::Float if all(|text| text.parse::<f64>().is_ok_and(|float| float.to_string() == text)) => {
                return Decided::wired(Type::Float, Wire::String);
            }
            Base::Bool if all(|text| matches!(text, "0" | "1" | "true" | "false")) => {
                return Decided::wired(Type::Bool, Wire::String);
            }
            _ => {}
        }
        if observed.all_texts(evidence::is_datetime) {
            return Type::DateTime.into();
        }
        if observed.all_texts(evidence::is_date) {
            return Type::Date.into();
        }
        if observed.all_texts(evidence::is_iso) {
            return Decided::wired(Type::DateTime, Wire::Iso);
        }
        let holds_json = claimed.list || claimed.base == Base::Object || known.has_children();
        // With other white space or another order it would come back as another text.
        let is_json = |text: &str| {
            text.starts_with(['{', '['])
                && serde_json::from_str::<Value>(text).is_ok_and(|value| written(&value) == text)
        };
        if holds_json && all(is_json) {
            return Decided::wired(Type::Json, Wire::String);
        }
        if holds_json && !is_full && observed.texts.len() == 1 {
            return self.open(
                known,
                Type::Json,
                "the example shows an empty text in its place; what does it hold otherwise?",
            );
        }
        if !claimed.list
            && matches!(claimed.base, Base::String | Base::Unknown)
            && let Some(values) = self.values(known)
        {
            return self.texts(known, &values);
        }
        Type::String.into()
    }

    /// A scalar of an address: the page says what it is, unless the text can't be that.
    fn flat(&mut self, known: Known<'_>, observed: &Observed) -> Decided {
        let claimed = known.claimed();
        let is_json =
            |text: &str| text.starts_with(['{', '[']) && serde_json::from_str::<Value>(text).is_ok();
        if claimed.list || claimed.base == Base::Object || known.has_children() {
            if observed.all_texts(is_json) {
                return Decided::wired(Type::Json, Wire::String);
            }
            // The page says so of the type only, and not by an index behind the name.
            let is_list = known.has_children() || known.node.is_some_and(|node| node.indexed);
            if is_list || claimed.base == Base::Object || !observed.all_texts(|text| !is_stand_in(text)) {
                return self.by_page(known);
            }
            return self.flat(Known { is_item: true, ..known }, observed);
        }
        if observed.all_texts(evidence::is_datetime) {
            return Type::DateTime.into();
        }
        if observed.all_texts(evidence::is_date) {
            return Type::Date.into();
        }
        match claimed.base {
            // A word where the page has a number; what only stands for a value decides nothing.
            Base::Int | Base::Uint | Base::Float
                if observed.all_texts(|text| is_word(text) && !is_stand_in(text)) =>
            {
                Type::String.into()
            }
            Base::Int
                if observed
                    .all_texts(|text| text.parse::<u64>().is_ok_and(|int| i64::try_from(int).is_err())) =>
            {
                Type::Uint.into()
            }
            _ => self.by_page(known),
        }
    }

    fn array(&mut self, known: Known<'_>, observed: &Observed) -> Decided {
        let what = "what does the list hold? The example's is empty, and the page does not say";
        let inner = Known { observed: observed.item.as_deref(), is_item: true, ..known };
        let decided = match inner.observed {
            Some(item) if item.nulls > 0 => {
                self.open(known, Type::Json, "the example's list holds null; what may its items be?")
            }
            None if known.claimed().base == Base::Unknown && !known.has_children() => {
                self.open(known, Type::Json, what)
            }
            Some(item)
                if known.side == Side::Flat
                    && item.all_texts(is_word)
                    && known.claimed().base == Base::Unknown
                    && !known.has_children() =>
            {
                Type::String.into()
            }
            _ => self.decide(inner),
        };
        Decided { ty: Type::List(Box::new(decided.ty)), ..decided }
    }

    fn object(&mut self, known: Known<'_>, observed: &Observed) -> Decided {
        let is_data = |name: &str| !super::notation::is_name(name) || names::field(name).is_none();
        let keys = &observed.fields;
        if !keys.is_empty() && keys.iter().all(|(name, _)| is_data(name)) {
            // Its keys are data: a map.
            let mut value = Observed::default();
            for (_, field) in keys {
                value.absorb(field);
            }
            let inner = Known { observed: Some(&value), is_item: true, ..known };
            let decided = if value.nulls > 0 {
                self.open(known, Type::Json, "the example's map holds null; what may its values be?")
            } else {
                self.decide(inner)
            };
            return Decided { ty: Type::Map(Box::new(decided.ty)), ..decided };
        }
        if keys.is_empty() && !known.has_children() {
            return self.open(known, Type::Json, "which fields does it have? The example's is empty");
        }
        self.record(known).into()
    }

    fn record(&mut self, known: Known<'_>) -> Type {
        let is_list = known.is_item;
        let name = self.names.take(known.path, is_list, "");
        self.kinds.insert(name.clone(), PageType::Object);
        let index = self.types.len();
        self.types.push(TypeDef {
            name: name.clone(),
            doc: None,
            kind: TypeKind::Record(Vec::new()),
            documented: Documented::default(),
            rust: None,
            todos: Vec::new(),
        });
        let nodes = known.node.map_or(&[][..], |node| &node.children);
        let observed = known.observed.filter(|observed| observed.objects > 0);
        // The evidence of a record counts only where there is one.
        let had_response = self.has_response;
        self.has_response &= observed.is_some();
        let fields = self.fields(nodes, observed, known.path, known.side);
        self.has_response = had_response;
        self.types[index].kind = TypeKind::Record(fields);
        Type::Named(name)
    }

    /// Without an example, the page is believed.
    fn by_page(&mut self, known: Known<'_>) -> Decided {
        let claimed = known.claimed();
        if claimed.list {
            let inner = Known { is_item: true, observed: None, ..known };
            let shown = known.observed.and_then(|observed| observed.item.as_deref()).unwrap_or(&NOTHING);
            let decided = if claimed.base == Base::Unknown && !known.has_children() {
                if known.side.is_request() && shown.all_texts(is_word) {
                    Type::String.into()
                } else {
                    let what = "what does the list hold? The page does not say";
                    self.open(known, if known.side.is_request() { Type::String } else { Type::Json }, what)
                }
            } else {
                self.by_page(inner)
            };
            return Decided { ty: Type::List(Box::new(decided.ty)), ..decided };
        }
        if known.has_children() {
            return self.record(Known { observed: None, ..known }).into();
        }
        let text =
            known.claim().map(|claim| format!("{}\n{}", claim.description, claim.values)).unwrap_or_default();
        match claimed.base {
            Base::Int | Base::Uint => match self.values(known) {
                Some(values) => self.numbers(known, &values, true, None),
                None if claimed.base == Base::Uint => Type::Uint.into(),
                None => Type::Int.into(),
            },
            Base::Float => Type::Float.into(),
            Base::Bool => Type::Bool.into(),
            Base::String | Base::DateTime | Base::Date
                if enums::format(&text) == Some(enums::Format::DateTime) =>
            {
                Type::DateTime.into()
            }
            Base::String | Base::Date if enums::format(&text) == Some(enums::Format::Date) => {
                Type::Date.into()
            }
            Base::Date => Type::Date.into(),
            Base::String => match self.values(known) {
                Some(values) => self.texts(known, &values),
                None => Type::String.into(),
            },
            Base::DateTime => {
                let what = "does the time travel as a text or as a number? The page does not say, and no example shows it";
                self.open(known, Type::String, what)
            }
            Base::Object => self.open(known, Type::Json, "which fields does it have? The page does not say"),
            Base::Unknown
                if known.side.is_request() && known.observed.unwrap_or(&NOTHING).all_texts(is_word) =>
            {
                Type::String.into()
            }
            Base::Unknown if known.side.is_request() => {
                let what = "what type has it? The page does not say; on the wire every parameter is a text";
                self.open(known, Type::String, what)
            }
            Base::Unknown => self.open(
                known,
                Type::Json,
                "what type has it? The page does not say, and no example shows it",
            ),
        }
    }

    /// The values that a thing may have: from its description, or from a table that is about it.
    fn values(&self, known: Known<'_>) -> Option<Values> {
        enums::values(known.claim()?, known.path.last()?, known.observed, self.values)
    }

    fn numbers(&mut self, known: Known<'_>, values: &Values, is_flag: bool, wire: Option<Wire>) -> Decided {
        let Some(values) = values.ints() else { return Decided { ty: Type::Int, wire, todos: Vec::new() } };
        if is_flag
            && wire.is_none()
            && let [zero, one] = values.as_slice()
            && (zero.0, one.0) == (0, 1)
            && names::is_no_and_yes(&zero.1, &one.1)
        {
            return Decided::wired(Type::Bool, Wire::Int);
        }
        let (kind, unnamed) = enums::int_enum(&values, self.with_docs);
        let ty = self.enumeration(known, TypeKind::IntEnum(kind), PageType::Int, &unnamed);
        Decided { ty, wire, todos: Vec::new() }
    }

    fn texts(&mut self, known: Known<'_>, values: &Values) -> Decided {
        let Some(values) = values.texts() else { return Type::String.into() };
        let (kind, unnamed) = enums::text_enum(&values, self.with_docs);
        self.enumeration(known, TypeKind::TextEnum(kind), PageType::String, &unnamed).into()
    }

    fn enumeration(
        &mut self,
        known: Known<'_>,
        kind: TypeKind,
        on_wire: PageType,
        unnamed: &[String],
    ) -> Type {
        // The same values under the same name are the same enum.
        let word = known.path.last().map(|name| name.to_lowercase()).unwrap_or_default();
        let earlier = self.enums.iter().filter(|(other, _)| *other == word).find_map(|(_, name)| {
            self.types
                .iter()
                .find(|def| def.name == *name && same_values(&def.kind, &kind))
                .map(|def| def.name.clone())
        });
        if let Some(name) = earlier {
            return Type::Named(name);
        }
        let name = self.names.take(known.path, false, "");
        self.enums.push((word, name.clone()));
        self.kinds.insert(name.clone(), on_wire);
        let mut todos = Vec::new();
        if !unnamed.is_empty() {
            let what = match unnamed {
                [one] => format!("give {one} a name that says what it means"),
                several => format!("give {} names that say what they mean", several.join(", ")),
            };
            self.todo(known.line(), &known.name(), &what, &mut todos);
        }
        self.types.push(TypeDef {
            name: name.clone(),
            doc: None,
            kind,
            documented: Documented::default(),
            rust: None,
            todos,
        });
        Type::Named(name)
    }
}

fn same_values(a: &TypeKind, b: &TypeKind) -> bool {
    match (a, b) {
        (TypeKind::IntEnum(a), TypeKind::IntEnum(b)) => {
            a.iter().map(|value| value.wire).eq(b.iter().map(|value| value.wire))
        }
        (TypeKind::TextEnum(a), TypeKind::TextEnum(b)) => {
            a.iter().map(|value| &value.wire).eq(b.iter().map(|value| &value.wire))
        }
        _ => false,
    }
}

/// Gives a Rust name to the fields that have none, or that of another field.
fn rust_names(fields: &mut [Field]) {
    let mut taken: HashSet<String> = HashSet::new();
    for (number, field) in fields.iter_mut().enumerate() {
        match names::field(&field.name) {
            Some(name) if !taken.contains(&name) => drop(taken.insert(name)),
            derived => {
                let stem = derived.unwrap_or_else(|| "field".to_owned());
                let rust = format!("{stem}_{}", number + 1);
                field.todos.push("give it a name of its own".to_owned());
                taken.insert(rust.clone());
                field.rust = Some(rust);
            }
        }
    }
}

/// A description as a `doc`.
pub(super) fn doc(description: &str) -> Option<String> {
    let plain: String = description.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let is_directed = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let words: Vec<&str> = plain.split_whitespace().collect();
    let doc: String = words.join(" ").chars().filter(|c| !is_directed(*c)).collect();
    (!doc.is_empty()).then_some(doc)
}

/// Whether the text of an address can't be a number, so that it is a text.
fn is_word(text: &str) -> bool {
    text.parse::<f64>().is_err() && !matches!(text, "true" | "false") && !text.starts_with(['{', '['])
}

/// Whether a text only stands for a value: `xxx`, `<id>`, `***`.
fn is_stand_in(text: &str) -> bool {
    let is_filler = |c: char| matches!(c, 'x' | 'X' | '*' | '.' | '-' | '…' | '?');
    text.chars().all(is_filler) || text.contains(['<', '>', '{', '}', '$', ' ']) || !text.is_ascii()
}

/// Whether a parameter is one that must not be seen.
fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace('_', "");
    ["password", "passwd", "privatekey", "secretkey"].iter().any(|word| name.contains(word))
}

/// JSON as it is written without white space.
fn written(value: &Value) -> String {
    value.to_string()
}
