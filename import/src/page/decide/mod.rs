//! The page proposes, the example decides: from what both say of a thing to a field of the draft.

mod claims;
mod scalars;
mod values;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use qcloud_codegen::language::text::is_hidden;
use qcloud_codegen::model::{PageType, Wire};
use qcloud_drift::evidence::{Evidence, Kind};
use serde_json::Value;

use super::Options;
use super::enums;
use super::names::{self, TypeNames};
use super::read::{Claim, ValueTable};
use super::tree::{Node, same};
use super::types::{Base, Claimed};
use crate::draft::{Documented, Field, Type, TypeDef, TypeKind};

/// What an example shows of what it does not have.
static NOTHING: LazyLock<Evidence> = LazyLock::new(Evidence::default);

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
    observed: Option<&'k Evidence>,
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
        observed: Option<&Evidence>,
        path: &[String],
        side: Side,
    ) -> Vec<Field> {
        let seen = &observed.unwrap_or(&NOTHING).fields;
        let mut used = vec![false; seen.len()];
        let mut matched: Vec<(Option<&Node>, Option<usize>)> = Vec::new();
        for node in nodes {
            if let Some(index) = seen.get_index_of(&node.name) {
                used[index] = true;
            }
        }
        for node in nodes {
            let index = seen.get_index_of(&node.name).or_else(|| {
                let mut names = seen.keys().zip(&used);
                let other = names.position(|(name, used)| !used && same(name, &node.name))?;
                used[other] = true;
                Some(other)
            });
            matched.push((Some(node), index));
        }
        matched.extend((0..seen.len()).filter(|index| !used[*index]).map(|index| (None, Some(index))));
        let mut fields: Vec<Field> = Vec::new();
        let mut named: HashSet<String> = HashSet::new();
        for (node, index) in matched {
            let shown = index.and_then(|index| seen.get_index(index));
            let name = shown.map_or_else(|| node.map_or("", |node| &node.name), |(name, _)| name).to_owned();
            if !named.insert(name.clone()) {
                continue;
            }
            let field = self.field(node, shown.map(|(_, observed)| observed), &name, path, side);
            fields.push(field);
        }
        rust_names(&mut fields);
        fields
    }

    fn field(
        &mut self,
        node: Option<&Node>,
        observed: Option<&Evidence>,
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
        if side == Side::Response && observed.is_some_and(|observed| observed.nulls.times > 0) {
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
        }
        field.sensitive = holds_texts(&field.ty) && observed.unwrap_or(&NOTHING).is_secret(name);
        if field.sensitive {
            (field.min, field.max) = (None, None);
        }
        field
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
        let Some(observed) = known.observed.filter(|observed| observed.present() > 0) else {
            return self.by_page(known);
        };
        match observed.kind() {
            Some(Kind::Text) if known.side == Side::Flat => self.flat(known, observed),
            Some(Kind::Bool) => Type::Bool.into(),
            Some(Kind::Int) => self.int(known, observed),
            Some(Kind::Float) => Type::Float.into(),
            Some(Kind::Text) => self.text(known, observed),
            Some(Kind::List) => self.array(known, observed),
            Some(Kind::Object) => self.object(known, observed),
            None => self.open(
                known,
                Type::Json,
                "the example shows values of several kinds; which of them is it?",
            ),
        }
    }

    fn array(&mut self, known: Known<'_>, observed: &Evidence) -> Decided {
        let what = "what does the list hold? The example's is empty, and the page does not say";
        let inner = Known { observed: observed.items.as_deref(), is_item: true, ..known };
        let decided = match inner.observed {
            Some(item) if item.nulls.times > 0 => {
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

    fn object(&mut self, known: Known<'_>, observed: &Evidence) -> Decided {
        let children = known.node.map_or(&[][..], |node| &node.children);
        let is_documented = |name: &String| children.iter().any(|child| same(name, &child.name));
        if observed.is_map() && !observed.fields.keys().any(is_documented) {
            let value = observed.merged_fields();
            let inner = Known { observed: Some(&value), is_item: true, ..known };
            let decided = if value.nulls.times > 0 {
                self.open(known, Type::Json, "the example's map holds null; what may its values be?")
            } else {
                self.decide(inner)
            };
            return Decided { ty: Type::Map(Box::new(decided.ty)), ..decided };
        }
        if observed.fields.is_empty() && !known.has_children() {
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
        let observed = known.observed.filter(|observed| observed.objects.times > 0);
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
            let shown = known.observed.and_then(|observed| observed.items.as_deref()).unwrap_or(&NOTHING);
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
    // Entities of HTML may stand for what the page itself did not hold.
    let plain = description.replace(is_hidden, " ");
    let doc = plain.split_whitespace().collect::<Vec<_>>().join(" ");
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

/// Whether all scalars in it are texts.
fn holds_texts(ty: &Type) -> bool {
    match ty {
        Type::List(inner) | Type::Map(inner) => holds_texts(inner),
        ty => *ty == Type::String,
    }
}

/// JSON as it is written without white space.
fn written(value: &Value) -> String {
    value.to_string()
}
