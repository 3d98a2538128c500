//! Recognises by their names the parameters that ask for a page, and where the items of the page stand. Where that is not certain, nothing is said.

mod lists;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use qcloud_codegen::language::{Scalar, Wire};
use qcloud_codegen::spec::{ActionFile, Entries, FieldSpec, PageStyle, PaginationSpec, Service, TypeSpec};
use serde_json::{Number, Value};

use self::lists::{has_pages, items, page_of};
pub(crate) use self::lists::{record, result_fields};
use self::words::Counts;

/// Records and enums by their names.
pub(crate) type Types<'t> = BTreeMap<&'t str, &'t TypeSpec>;

/// A field of a record, or a parameter, with its name.
type Named<'f> = (&'f String, &'f FieldSpec);

/// How the pages of an Action are asked for, and what of its parameters and fields follows from that.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    /// What the spec says of them.
    pub(crate) spec: PaginationSpec,
    /// The first page, where that is not the usual one.
    first: Option<u64>,
    /// What is doubtful about the parameter that says which page.
    note: Option<&'static str>,
}

/// What is known of the pages of an Action.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// They are asked for like this.
    Pages(Box<Pages>),
    /// This parameter asks for them, and why the spec says nothing of that.
    Untold(String, &'static str),
}

/// What is said of an offset that one word calls a page.
const CALLED_A_PAGE: &str = "One word of the description speaks of pages here, or of how many items one has. If it is no \
                             offset, a list of several pages ends in an error, and none is skipped.";

/// What is said of the number of a page whose words are about something else.
const CALLED_A_SIZE: &str = "The description speaks of how many items a page has here. If it doesn't say which page, a list \
                             of several pages ends in an error, and none is skipped.";

/// What is said of the number of a page that may begin with 0.
const SHOWN_AS_ZERO: &str = "The description doesn't say where pages begin, and its example is page 0. If that is the first \
                             one, the list ends in an error, and none is skipped.";

/// Why nothing is said of an offset that may be a page.
const IN_DOUBT: &str = "is called something else by its words than by its name; without a total a wrong guess would lose \
                        items, so the spec says nothing of pages";

/// Why nothing is said of the number of a page that may begin with 0.
const BEGINS_SOMEWHERE: &str = "doesn't say where pages begin, and its example is page 0; without a total a wrong guess would \
                                lose items, so the spec says nothing of pages";

/// Why nothing is said where several lists may be the items.
const SEVERAL: &str =
    "asks for pages of one of several lists, and nothing says of which, so the spec says nothing of pages";

/// Why nothing is said where there is no list.
const NO_LIST: &str =
    "asks for pages, and the result has no list that is described, so the spec says nothing of pages";

/// Why nothing is said of what a record asks for.
const NESTED: &str = "asks for pages by fields of a record, which a spec can't name, so it says nothing of pages; a program \
                      asks for the next one itself";

/// Why nothing is said of a token that is a number.
const NUMBER: &str = "is the token of a page and a number, and tokens of a spec are texts, so the spec says nothing of \
                      pages; a program asks for the next one itself";

/// Why nothing is said of what counts the items of several lists together.
const GROUPED: &str = "counts what stands in the lists inside of the items, whose pages a spec can't describe, so it says \
                       nothing of pages; a program asks for the next one itself";

/// The names of parameters and fields, in lower case and without `_`.
struct Words {
    style: PageStyle,
    /// Which page or item.
    position: &'static [&'static str],
    /// How many items a page has; of several, the first one that is there.
    size: &'static [&'static str],
}

/// The parameters that take the token of a page, and the fields with that of the next one.
const TOKENS: [(&[&str], &[&str]); 7] = [
    (
        &["nexttoken", "pagetoken", "paginationtoken", "paginationnexttoken"],
        &["nexttoken", "nextpagetoken", "pagetoken", "paginationtoken"],
    ),
    (&["cursor", "nextcursor"], &["nextcursor", "cursor"]),
    (&["context"], &["context", "nextcontext"]),
    (&["marker"], &["nextmarker", "marker"]),
    (&["scrolltoken", "scrollid"], &["scrolltoken", "scrollid"]),
    (&["continuetoken", "continuationtoken"], &["continuetoken", "nextcontinuetoken", "continuationtoken"]),
    // A token of any kind, unless there is the number of results too.
    (&[TOKEN], &["nexttoken", TOKEN]),
];

/// What the token of a page is called, and a secret too.
const TOKEN: &str = "token";

/// How many items a page has that a plain token asks for.
const MAX_RESULTS: &str = "maxresults";

/// How many items a page with a token has.
const TOKEN_SIZES: [&str; 6] = [MAX_RESULTS, "limit", "pagesize", "maxitems", "size", "count"];

/// The styles, in the order in which they are looked for.
const STYLES: [Words; 2] = [
    Words {
        style: PageStyle::Offset,
        position: &["offset", "startoffset"],
        size: &["limit", "length", "count", "size", "pagesize"],
    },
    Words {
        style: PageStyle::Page,
        position: &["page", "pagenumber", "pagenum", "pageno", "pageindex", "currentpage", "curpage"],
        size: &["pagesize", "size", "count", "limit", "perpage", "pagelimit", "rows", "pagecount", "rp"],
    },
];

/// How the pages of an Action's result are asked for, if its names say so; in what they leave open, the words of its fields decide.
/// `types` are those that the Action may use.
pub(crate) fn recognise(action: &ActionFile, types: &Types<'_>) -> Option<Found> {
    if !action.idempotent {
        return None; // whoever turns pages changes nothing
    }
    by_number(action, types, is_integer)
        .or_else(|| by_token(action, types))
        .or_else(|| by_number(action, types, may_count))
        .or_else(|| untold(action, types))
}

/// Pages that a number asks for.
fn by_number(action: &ActionFile, types: &Types<'_>, counts: fn(&FieldSpec) -> bool) -> Option<Found> {
    let (words, (position, field), size) = asks(action, counts)?;
    let sized = action.parameters.get(size).map_or("", |size| size.doc.as_str());
    let (total, items) = page_of(action, types, &plain(&format!("{} {sized}", field.doc)))?;
    let untold = |why| Some(Found::Untold(position.clone(), why));
    let (style, first, note) = match words.style {
        PageStyle::Offset => match words::of_offset(&field.doc) {
            Counts::Items => (PageStyle::Offset, None, None),
            Counts::Pages(first) => (PageStyle::Page, Some(first), None),
            // Without a total, nobody would see what a wrong guess skips.
            Counts::Doubtful if total.is_none() => return untold(IN_DOUBT),
            Counts::Doubtful => (PageStyle::Offset, None, Some(CALLED_A_PAGE)),
        },
        style => match words::first_page(&field.doc) {
            None if words::is_size(&field.doc) && total.is_none() => return untold(IN_DOUBT),
            None if words::is_size(&field.doc) => (style, None, Some(CALLED_A_SIZE)),
            None if is_shown_as_zero(action, (position, field)) && total.is_none() => {
                return untold(BEGINS_SOMEWHERE);
            }
            None if is_shown_as_zero(action, (position, field)) => (style, None, Some(SHOWN_AS_ZERO)),
            first => (style, first, None),
        },
    };
    let spec = PaginationSpec::new(style, position.clone(), Some(size.to_owned()));
    let spec = PaginationSpec { total, items, ..spec };
    Some(Found::Pages(Box::new(Pages { spec, first: first.filter(|first| *first != 1), note })))
}

/// The parameters that ask for a page by a number: which page or item, and how many items.
fn asks(action: &ActionFile, counts: fn(&FieldSpec) -> bool) -> Option<(&'static Words, Named<'_>, &str)> {
    asks_among(&action.parameters, counts)
}

fn asks_among(
    fields: &Entries<String, FieldSpec>,
    counts: fn(&FieldSpec) -> bool,
) -> Option<(&'static Words, Named<'_>, &str)> {
    STYLES.iter().find_map(|words| {
        let is_position = |field: &Named<'_>| counts(field.1) && is_called(field, words.position);
        let position = only(counters(fields).filter(is_position))?;
        Some((words, position, size(fields, words.size)?))
    })
}

/// Whether the vendor shows 0 as the value of a parameter, by itself or in a request.
fn is_shown_as_zero(action: &ActionFile, (name, field): Named<'_>) -> bool {
    let is_zero =
        |shown: &Value| shown.as_i64() == Some(0) || shown.as_str().is_some_and(|shown| shown.trim() == "0");
    let mut requests = action.examples.iter().filter_map(|example| example.parameters.as_ref()?.get(name));
    field.example.as_ref().is_some_and(is_zero) || requests.any(is_zero)
}

/// Pages that the language has no words for.
fn untold(action: &ActionFile, types: &Types<'_>) -> Option<Found> {
    let fields = result_fields(action, types)?;
    if let Some((token, nexts)) = token(action, is_integer)
        && fields.iter().any(|(name, field)| is_integer(field) && nexts.contains(&plain(name).as_str()))
    {
        return Some(Found::Untold(token.clone(), NUMBER));
    }
    let Some((_, (position, _), _)) = asks(action, may_count) else {
        let asks = |(_, field): &Named<'_>| {
            let inner = record(types, &field.ty);
            inner.is_some_and(|inner| asks_among(inner, is_integer).is_some())
        };
        let (name, _) = action.parameters.iter().find(asks)?;
        return lists::has_some(fields, types).then(|| Found::Untold(name.clone(), NESTED));
    };
    let why = match items(fields, action, "") {
        Some((_, list)) if has_pages(list, types) => GROUPED,
        Some(_) => return None,
        None if lists::has_some(fields, types) => SEVERAL,
        None => NO_LIST,
    };
    Some(Found::Untold(position.clone(), why))
}

/// The parameter that takes the token of a page, and what the field with that of the next one may be called.
fn token(
    action: &ActionFile,
    is_one: impl Fn(&FieldSpec) -> bool,
) -> Option<(&String, &'static [&'static str])> {
    TOKENS.iter().find_map(|(tokens, nexts)| {
        let is_token = |field: &Named<'_>| is_one(field.1) && is_called(field, tokens);
        let (token, _) = only(action.parameters.iter().filter(is_token))?;
        let is_sure = plain(token) != TOKEN || size(&action.parameters, &[MAX_RESULTS]).is_some();
        is_sure.then_some((token, *nexts))
    })
}

/// Pages of which each has the token of the next one.
fn by_token(action: &ActionFile, types: &Types<'_>) -> Option<Found> {
    let holds_text = |field: &FieldSpec| field.ty.scalar() == Some(Scalar::String);
    let (token, nexts) = token(action, holds_text)?;
    let (total, Some(items)) = page_of(action, types, "")? else { return None };
    // The token stands where the items do.
    let (holder, fields) = match items.split_once('.') {
        Some((holder, _)) => {
            let field = result_fields(action, types)?.get(holder)?;
            (Some(holder), record(types, &field.ty)?)
        }
        None => (None, result_fields(action, types)?),
    };
    let is_next = |(name, field): &Named<'_>, next: &str| holds_text(field) && plain(name) == next;
    let (next, _) = nexts.iter().find_map(|next| fields.iter().find(|field| is_next(field, next)))?;
    let next = holder.map_or(next.clone(), |holder| format!("{holder}.{next}"));
    let size = size(&action.parameters, &TOKEN_SIZES).map(str::to_owned);
    let spec = PaginationSpec::new(PageStyle::Token, token.clone(), size);
    let spec = PaginationSpec { next: Some(next), total, items: Some(items), ..spec };
    Some(Found::Pages(Box::new(Pages { spec, first: None, note: None })))
}

impl Pages {
    /// Gives the pages to an Action, and its parameters the types that ask for them.
    pub(crate) fn add_to(self, action: &mut ActionFile) {
        let Self { spec, first, note } = self;
        let [position, size] = spec.parameters().map(|name| name.map(str::to_owned));
        let is_token = spec.style == PageStyle::Token;
        for (name, field) in action.parameters.iter_mut() {
            if Some(name) == position.as_ref() {
                if is_token {
                    field.sensitive = false;
                    continue;
                }
                count(field);
                match first {
                    Some(first) if field.required => field.min = Some(Number::from(first)),
                    Some(first) => field.default = Some(Value::from(first)),
                    None => {}
                }
                if let Some(note) = note {
                    add_note(field, note);
                }
            } else if Some(name) == size.as_ref() {
                count(field);
            }
        }
        let result = action.result.as_mut().and_then(|result| result.fields.as_mut());
        if let (Some(fields), Some(total)) = (result, &spec.total)
            && let Some(field) = fields.get_mut(total.as_str())
        {
            count(field);
        }
        action.pagination = Some(spec);
    }
}

/// Says something of a field beside what is said of it already.
pub(crate) fn add_note(field: &mut FieldSpec, note: &str) {
    let said = &mut field.claims_mut().note;
    *said = Some(said.take().map_or_else(|| note.to_owned(), |said| format!("{said} {note}")));
}

/// Makes a number of what counts in a text.
fn count(field: &mut FieldSpec) {
    if field.ty.scalar() != Some(Scalar::String) {
        return;
    }
    let number = |value: Value| value.as_str().and_then(|text| text.parse::<u64>().ok()).map(Value::from);
    // Bounds of a text are those of its length.
    *field = FieldSpec {
        ty: Scalar::Uint.into(),
        wire: Some(Wire::String),
        default: field.default.take().and_then(number),
        min: None,
        max: None,
        sensitive: false,
        ..field.clone()
    };
}

/// A name as it is compared.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_called((name, _): &Named<'_>, names: &[&str]) -> bool {
    names.contains(&plain(name).as_str())
}

/// The parameters that may count: integers, and texts with integers in them. What is there only for those who used it before does not.
fn counters(fields: &Entries<String, FieldSpec>) -> impl Iterator<Item = Named<'_>> {
    fields.iter().filter(|(_, field)| may_count(field) && !words::is_unused(&field.doc))
}

fn may_count(field: &FieldSpec) -> bool {
    is_integer(field) || field.ty.scalar() == Some(Scalar::String)
}

/// The parameter with the number of items on a page: that of the first name that one has, unless several have it.
fn size<'a>(fields: &'a Entries<String, FieldSpec>, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| {
        let (found, _) = only(counters(fields).filter(|field| is_called(field, &[name])))?;
        Some(found.as_str())
    })
}

fn only<'a>(mut found: impl Iterator<Item = Named<'a>>) -> Option<Named<'a>> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn is_integer(field: &FieldSpec) -> bool {
    matches!(field.ty.scalar(), Some(Scalar::Int | Scalar::Uint))
}

/// Takes out the vendor's words, which were there to be read.
pub(crate) fn forget_docs(service: &mut Service) {
    let forget = |types: &mut Entries<String, TypeSpec>| {
        let fields = types.iter_mut().filter_map(|(_, def)| def.fields.as_mut());
        fields.flat_map(Entries::iter_mut).for_each(|(_, field)| field.doc.clear());
    };
    forget(&mut service.types);
    for action in &mut service.actions {
        forget(&mut action.types);
        let result = action.result.iter_mut().filter_map(|result| result.fields.as_mut());
        let fields = result.chain([&mut action.parameters]).flat_map(Entries::iter_mut);
        fields.for_each(|(_, field)| field.doc.clear());
    }
}
