//! The page proposes, the example decides: from what both say of a thing to a field of the spec.

mod claims;
mod known;
mod nested;
mod said;
mod scalars;
mod values;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use qcloud_codegen::language::{Scalar, Taken, names as rust};
use qcloud_codegen::spec::{
    ActionFile, Documented, Entries, FieldSpec, Notes, PageType, TypeExpr, TypeSpec, Wire,
};
use qcloud_drift::evidence::{Evidence, Kind};

use super::Options;
use super::enums;
use super::names::TypeNames;
use super::notation::{lower, same};
use super::read::{Claim, Page};

use super::node::Node;
use super::request::VERSION;
use super::types::Base;
use crate::paging;
use crate::prose;
use crate::report::{self, TODO, Warning};
use known::Known;

/// What an example shows of what it does not have.
static NOTHING: LazyLock<Evidence> = LazyLock::new(Evidence::default);

/// What a person decides of a time that no example shows.
const UNKNOWN_TIME: &str =
    "does the time travel as a text or as a number? The page does not say, and no example shows it";

/// Deeper than this, records are free-form JSON.
const MAX_DEPTH: usize = 30;

/// What the fields belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldsOf {
    /// A request, whose example is an address: all its values are texts, so they decide nothing but nesting.
    Flat,
    /// A request whose example is JSON.
    Json,
    /// A response, whose example is always JSON.
    Response,
}

impl FieldsOf {
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
    pub(super) types: Entries<String, TypeSpec>,
    pub(super) remarks: &'p mut Remarks,
    pub(super) names: TypeNames,
    page: &'p Page,
    /// The lists of a response with items that are no records, though the page describes records.
    pub(super) odd: Vec<Vec<String>>,
    /// The names that the tables have where the examples show them, as they are compared.
    pub(super) placed: HashSet<String>,
    /// The enums that were made.
    enums: Vec<Made>,
    /// What the types with a name are on the wire.
    kinds: HashMap<String, PageType>,
}

/// An enum that was made for a field.
#[derive(Debug)]
struct Made {
    /// The name of the field, in lower case.
    field: String,
    /// The values that the page lists, with their meanings.
    listed: Vec<(String, String)>,
    name: String,
}

/// What is left to a person: warnings, and notes beside the Action's file.
#[derive(Debug)]
pub(super) struct Remarks {
    pub(super) warnings: Vec<Warning>,
    pub(super) notes: Notes,
    /// The name of the Action's file.
    pub(super) file: String,
}

impl Remarks {
    pub(super) fn new(action: &str) -> Self {
        let file = ActionFile::new(action).file_name();
        Self { warnings: Vec::new(), notes: Notes::default(), file }
    }

    /// Notes what a person must decide at a place of the Action's file; the empty way is the Action as a whole.
    pub(super) fn note(&mut self, place: &[String], what: &str) {
        self.notes.add(&self.file, place, format!("{TODO}{what}"));
    }

    /// Leaves to a person what a warning tells about a line of the page.
    pub(super) fn todo_on(&mut self, warning: &Warning) {
        let line = warning.place.line.unwrap_or_default();
        self.note(&[], &format!("line {line} of the page: {}", warning.message));
    }

    /// Leaves something about the Action as a whole to a person.
    pub(super) fn todo(&mut self, line: usize, what: &str) {
        self.warnings.push(Warning::at(line, report::Kind::Open, what));
        self.note(&[], what);
    }

    /// Tells of the Action as a whole what leaves nothing to decide.
    pub(super) fn say(&mut self, line: usize, what: &str) {
        self.warnings.push(Warning::at(line, report::Kind::Changed, what));
        let (first, rest) = what.split_at(1);
        self.notes.add::<&str>(&self.file, &[], format!("{}{rest}.", first.to_uppercase()));
    }

    /// Moves the notes on a place of the Action's file, and on all below it, to another.
    pub(super) fn moved(&mut self, from: &[&str], to: &[&str]) {
        self.notes.rename(&self.file, from, to);
    }
}

/// What was decided of a thing.
#[derive(Debug)]
struct Decided {
    ty: TypeExpr,
    wire: Option<Wire>,
    /// What the page and its example leave open.
    note: Option<&'static str>,
}

impl From<TypeExpr> for Decided {
    fn from(ty: TypeExpr) -> Self {
        Self { ty, wire: None, note: None }
    }
}

impl From<Scalar> for Decided {
    fn from(scalar: Scalar) -> Self {
        TypeExpr::from(scalar).into()
    }
}

impl Decided {
    fn wired(scalar: Scalar, wire: Wire) -> Self {
        Self { ty: scalar.into(), wire: Some(wire), note: None }
    }

    /// Of a response any JSON, since neither the page nor its example says more, and so nobody has anything to decide.
    fn any(note: &'static str) -> Self {
        Self { note: Some(note), ..Scalar::Json.into() }
    }
}

impl<'p> Decider<'p> {
    pub(super) fn new(page: &'p Page, options: &Options, remarks: &'p mut Remarks, action: &str) -> Self {
        Self {
            with_docs: options.with_docs,
            has_response: false,
            one_based: Vec::new(),
            types: Entries::default(),
            remarks,
            names: TypeNames::new(action, &options.taken),
            page,
            odd: Vec::new(),
            placed: HashSet::new(),
            enums: Vec::new(),
            kinds: HashMap::new(),
        }
    }

    /// The fields that the page and the examples have, in the order of the page. `home` is the way in the Action's file to where they will stand.
    pub(super) fn fields(
        &mut self,
        nodes: &[Node],
        observed: Option<&Evidence>,
        (path, home): (&[String], &[String]),
        side: FieldsOf,
    ) -> Entries<String, FieldSpec> {
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
        let mut fields = Entries::default();
        let mut named: HashSet<String> = HashSet::new();
        for (node, index) in matched {
            let shown = index.and_then(|index| seen.get_index(index));
            let name = shown.map_or_else(|| node.map_or("", |node| &node.name), |(name, _)| name).to_owned();
            if !named.insert(name.clone()) {
                continue;
            }
            let (path, place) = (below(path, &name), below(home, &name));
            let observed = shown.map(|(_, observed)| observed);
            let known = Known { node, observed, path: &path, place: &place, side, is_item: false };
            fields.push(name, self.field(known));
        }
        self.name_fields(&mut fields, home);
        fields
    }

    fn field(&mut self, known: Known<'_>) -> FieldSpec {
        let Known { node, observed, path, side, .. } = known;
        let Decided { ty, wire, note } = self.decide(known);
        if !known.holds_json() {
            self.keep_fields(known, &ty);
        }
        let mut documented = self.documented(known, &ty, wire);
        if note.is_some() && documented.as_ref().is_some_and(|documented| documented.absent) {
            documented = Some(Documented::note("The page does not have it."));
        }
        let mut field = FieldSpec { wire, documented, ..FieldSpec::new(ty) };
        if let Some(note) = note {
            paging::add_note(&mut field, note);
        }
        if let Some(claim) = known.claim() {
            field.doc = prose::doc(&claim.description);
            self.page_says(known, claim, &mut field);
            if known.holds_json() {
                paging::add_note(&mut field, "The page describes the fields of the JSON in this text.");
            }
            self.values_said(known, claim, &mut field);
            if let Some(name) = said::unshown(known) {
                paging::add_note(
                    &mut field,
                    &format!("The page names its field `{name}` in words, and no example shows it."),
                );
            }
            if prose::is_out_of_use(&claim.description) {
                field.deprecated = Some("The page calls it out of use.".to_owned());
            }
        }
        let is_null = observed.is_some_and(|observed| observed.nulls.times > 0);
        let is_told_null = known.claim().is_some_and(|claim| said::may_be_null(&claim.description));
        if side == FieldsOf::Response && (is_null || is_told_null) {
            field.nullable = true;
            if !is_told_null && !field.documented.as_ref().is_some_and(|documented| documented.absent) {
                field.claims_mut().nullable = Some(false);
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
            let is_one_based =
                matches!(field.ty, TypeExpr::List(_)) && self.one_based.contains(&path.join("."));
            field.base = is_one_based.then_some(1);
        }
        let name = path.last().map_or("", String::as_str);
        let holds_texts = field.ty.innermost() == Scalar::String.name();
        let is_told =
            known.claim().is_some_and(|claim| side.is_request() && said::is_secret(&claim.description));
        field.sensitive = holds_texts && (is_told || observed.unwrap_or(&NOTHING).is_secret(name));
        if field.sensitive && (field.min.take().is_some() | field.max.take().is_some()) {
            paging::add_note(&mut field, "The page tells bounds in words.");
        }
        field
    }

    /// Gives a Rust name to the fields whose own can't be one, or is that of another field.
    fn name_fields(&mut self, fields: &mut Entries<String, FieldSpec>, home: &[String]) {
        let mut taken = Taken::default();
        for (wire, field) in fields.iter_mut() {
            // What is nested in a parameter has no setter.
            let derived = if home == ["parameters"] { rust::parameter(wire) } else { rust::field(wire) };
            field.rust = taken.claim(&derived, "field");
            if field.rust.is_some() {
                let what =
                    "give it a name of its own, since in Rust it would be that of another one, or none";
                self.remarks.warnings.push(Warning::at(0, report::Kind::Open, what).about(wire.as_str()));
                self.remarks.note(&below(home, wire), what);
            }
        }
    }

    /// Leaves something about a thing to a person, at a place of the Action's file.
    fn todo(&mut self, known: Known<'_>, place: &[String], what: &str) {
        let warning = Warning::at(known.line(), report::Kind::Open, what).about(known.name());
        self.remarks.warnings.push(warning);
        self.remarks.note(place, what);
    }

    /// A type that a person must look at.
    fn open(&mut self, known: Known<'_>, scalar: Scalar, what: &str) -> Decided {
        self.todo(known, known.place, what);
        scalar.into()
    }

    fn decide(&mut self, known: Known<'_>) -> Decided {
        if known.path.len() > MAX_DEPTH {
            return self.open(known, Scalar::Json, "it is nested too deeply to be described");
        }
        if known.side.is_request() && known.path == [VERSION] {
            return Scalar::String.into(); // it looks like a day, and is none
        }
        let Some(observed) = known.observed.filter(|observed| observed.present() > 0) else {
            return self.by_page(known);
        };
        match observed.kind() {
            Some(Kind::Text) if known.side == FieldsOf::Flat => self.flat(known, observed),
            Some(Kind::Bool) => Scalar::Bool.into(),
            Some(Kind::Int) => self.int(known, observed),
            Some(Kind::Float) => Scalar::Float.into(),
            Some(Kind::Text) => self.text(known, observed),
            Some(Kind::List) => self.array(known, observed),
            Some(Kind::Object) => self.object(known, observed),
            None => match self.of_one_kind(known, observed) {
                Some(decided) => decided,
                None if known.side == FieldsOf::Response && !known.claimed().is_scalar() => {
                    Decided::any("The example shows values of several kinds.")
                }
                None => self.open(
                    known,
                    Scalar::Json,
                    "the example shows values of several kinds; which of them is it?",
                ),
            },
        }
    }

    /// Without an example, the page is believed.
    fn by_page(&mut self, known: Known<'_>) -> Decided {
        let claimed = known.claimed();
        if claimed.list {
            return self.list_by_page(known);
        }
        if known.holds_json() {
            return Decided::wired(Scalar::Json, Wire::String);
        }
        if known.has_children() {
            return self.record(Known { observed: None, ..known }).into();
        }
        let text =
            known.claim().map(|claim| format!("{}\n{}", claim.description, claim.values)).unwrap_or_default();
        if claimed.base == Base::Unknown
            && let Some(decided) = self.listed(known)
        {
            return decided;
        }
        if self.is_text_elsewhere(known) {
            return Scalar::String.into();
        }
        if let Some(decided) = Self::untyped(known) {
            return decided;
        }
        let format = enums::format(&text).filter(|_| !known.is_other_time());
        match claimed.base {
            Base::Int | Base::Uint => match self.values(known) {
                Some(values) => self.numbers(known, &values, true, None),
                None => scalars::whole(claimed.base).into(),
            },
            Base::Float => Scalar::Float.into(),
            // A list of words says more than the word for the type.
            Base::Bool => match self.values(known).filter(|values| !values.are_flags()) {
                Some(values) => self.texts(known, &values),
                None => Scalar::Bool.into(),
            },
            Base::String | Base::DateTime | Base::Date if format == Some(enums::Format::DateTime) => {
                Scalar::DateTime.into()
            }
            Base::String | Base::Date if format == Some(enums::Format::Date) => Scalar::Date.into(),
            Base::Date => Scalar::Date.into(),
            Base::String => match self.values(known) {
                Some(values) => self.texts(known, &values),
                None => Scalar::String.into(),
            },
            Base::DateTime if known.claim().is_some_and(Claim::is_in_seconds) => {
                Decided::wired(Scalar::DateTime, Wire::Int)
            }
            Base::DateTime => self.open(known, Scalar::String, UNKNOWN_TIME),
            Base::Object => self.object_by_page(known),
            Base::Unknown
                if known.side.is_request()
                    && known
                        .observed
                        .unwrap_or(&NOTHING)
                        .all_texts(|text| is_word(text) || is_long(text)) =>
            {
                Scalar::String.into()
            }
            Base::Unknown if known.side.is_request() => {
                let what = "what type has it? The page does not say; on the wire every parameter is a text";
                self.open(known, Scalar::String, what)
            }
            Base::Unknown if known.observed.is_some_and(|seen| seen.nulls.times > 0) => {
                Decided::any("The example shows nothing but null.")
            }
            Base::Unknown => self.open(
                known,
                Scalar::Json,
                "what type has it? The page does not say, and no example shows it",
            ),
        }
    }
}

/// The way to what has a name at the end of another way.
fn below(way: &[String], name: &str) -> Vec<String> {
    way.iter().cloned().chain([name.to_owned()]).collect()
}

/// Whether the text of an address can't be a number, so that it is a text.
fn is_word(text: &str) -> bool {
    text.parse::<f64>().is_err() && !matches!(text, "true" | "false") && !text.starts_with(['{', '['])
}

/// Whether a text is a number of more digits than a number is sure to keep, as those of an id.
fn is_long(text: &str) -> bool {
    text.len() > 15 && text.bytes().all(|b| b.is_ascii_digit())
}
