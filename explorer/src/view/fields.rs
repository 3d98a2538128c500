//! The fields of a form, one for each parameter; what is nested has a box of its own, and buttons that add and remove.

use maud::{Markup, html};
use qcloud_codegen::model::{EnumValues, Field, Record, Service, Type};
use qcloud_codegen::reference;

use super::markdown::{Links, line};
use crate::form::{Parameters, Tree, below, is_true, made_up};

/// A text from here on is given more than a line.
const LONG: usize = 60;

/// What the fields of a form are made from.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) service: &'a Service,
    pub(super) parameters: &'a Parameters,
}

/// A place of the form: its pointer, and the way to its value in the request.
#[derive(Clone)]
struct Spot {
    pointer: String,
    way: Vec<String>,
}

impl Spot {
    fn below(&self, name: &str) -> Self {
        Self { pointer: below(&self.pointer, name), way: [self.way.as_slice(), &[name.to_owned()]].concat() }
    }
}

impl Fields<'_> {
    /// The fields of a request.
    pub(super) fn request(self, record: &Record, tree: &Tree) -> Markup {
        self.record(record, Some(tree), &Spot { pointer: String::new(), way: Vec::new() })
    }

    fn record(self, record: &Record, tree: Option<&Tree>, spot: &Spot) -> Markup {
        html! {
            @for field in &record.fields {
                (self.field(field, tree.and_then(|tree| tree.part(&field.wire)), &spot.below(&field.wire)))
            }
        }
    }

    fn field(self, field: &Field, part: Option<&Tree>, spot: &Spot) -> Markup {
        let is_nested = match &field.ty {
            Type::List(_) | Type::Map(_) => true,
            ty => ty.as_record(&self.service.types).is_some(),
        };
        html! {
            @if field.sensitive {
                div .field { (self.sensitive(field, part, spot)) (self.problem(spot)) }
            } @else if is_nested {
                fieldset .nested {
                    legend { (self.name(field)) }
                    (self.hint(field, spot))
                    (self.inside(field, &field.ty, part, spot))
                    (self.problem(spot))
                }
            } @else {
                div .field {
                    label for=(spot.pointer) { (self.name(field)) }
                    (self.scalar(field, &field.ty, part, spot, true))
                    (self.hint(field, spot))
                    (self.problem(spot))
                }
            }
        }
    }

    fn name(self, field: &Field) -> Markup {
        html! {
            code { (field.wire) } " "
            span .type { (line(&reference::type_of(self.service, field), Links::Beside(self.service))) }
            @if field.required { " " span .required { "required" } }
        }
    }

    /// What the reference says of the field.
    fn hint(self, field: &Field, spot: &Spot) -> Markup {
        let meaning = reference::meaning(field);
        html! {
            @if !meaning.is_empty() {
                p .hint id=(hint_id(spot)) { (line(&meaning, Links::Beside(self.service))) }
            }
        }
    }

    fn problem(self, spot: &Spot) -> Markup {
        html! {
            @if let Some(problem) = self.parameters.problem(&spot.way) { p .problem { (problem) } }
        }
    }

    /// What nobody is asked for.
    fn sensitive(self, field: &Field, part: Option<&Tree>, spot: &Spot) -> Markup {
        let is_sent = field.required || part.is_some_and(|part| !part.text.is_empty());
        let value = made_up(self.service, field);
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        html! {
            label for=(spot.pointer) { (self.name(field)) }
            (self.hint(field, spot))
            p .made-up {
                @if field.required {
                    input type="hidden" id=(spot.pointer) name=(spot.pointer) value="on";
                    "It is sensitive, so nobody is asked for it. This made-up value is sent: "
                } @else {
                    input type="checkbox" id=(spot.pointer) name=(spot.pointer) value="on" checked[is_sent];
                    " Send a made-up value, since it is sensitive: "
                }
                code { (value) }
            }
        }
    }

    /// What stands inside of a list, a map or a record.
    fn inside(self, field: &Field, ty: &Type, part: Option<&Tree>, spot: &Spot) -> Markup {
        let items = part.map(Tree::items).unwrap_or_default();
        match ty {
            Type::List(item) => html! {
                @for (index, part) in items.iter().enumerate() {
                    (self.element(field, item, part, &spot.below(&index.to_string()), index))
                }
                (button("add", &below(&spot.pointer, "-"), "Add an element"))
            },
            Type::Map(item) => html! {
                @for (index, part) in items.iter().enumerate() {
                    (self.entry(field, item, part, spot, index))
                }
                (button("add", &below(&spot.pointer, "-"), "Add an entry"))
            },
            ty => match ty.as_record(&self.service.types) {
                Some((_, record)) if field.required || part.is_some() => html! {
                    input type="hidden" name=(spot.pointer) value="";
                    (self.record(record, part, spot))
                    @if !field.required { (button("remove", &spot.pointer, "Leave it out")) }
                },
                Some(_) => button("add", &spot.pointer, "Fill it in"),
                None => self.scalar(field, ty, part, spot, false),
            },
        }
    }

    fn element(self, field: &Field, item: &Type, part: &Tree, spot: &Spot, index: usize) -> Markup {
        html! {
            div .item role="group" aria-label={ "Element " (index) } {
                input type="hidden" name=(spot.pointer) value="";
                span .index { (index) }
                div .inside { (self.item(field, item, part, spot)) (self.problem(spot)) }
                (button("remove", &spot.pointer, "Remove"))
            }
        }
    }

    fn entry(self, field: &Field, item: &Type, part: &Tree, spot: &Spot, index: usize) -> Markup {
        let key = part.part("key").map_or("", |key| &key.text);
        let place = below(&spot.pointer, &index.to_string());
        let way = [spot.way.as_slice(), &[key.to_owned()]].concat();
        let value = Spot { pointer: below(&place, "value"), way };
        let empty = Tree::default();
        let part = part.part("value").unwrap_or(&empty);
        html! {
            div .item role="group" aria-label={ "Entry " (index) } {
                input type="hidden" name=(place) value="";
                div .inside {
                    input type="text" name=(below(&place, "key")) value=(key) aria-label="Key" placeholder="key";
                    (self.item(field, item, part, &value)) (self.problem(&value))
                }
                (button("remove", &place, "Remove"))
            }
        }
    }

    /// The value of an element, which is there as long as the element is.
    fn item(self, field: &Field, item: &Type, part: &Tree, spot: &Spot) -> Markup {
        match item.as_record(&self.service.types) {
            Some((_, record)) => self.record(record, Some(part), spot),
            None => self.inside(field, item, Some(part), spot),
        }
    }

    fn scalar(self, field: &Field, ty: &Type, part: Option<&Tree>, spot: &Spot, is_labelled: bool) -> Markup {
        let text = part.map_or("", |part| &part.text);
        let label = (!is_labelled).then_some(field.wire.as_str());
        let hint = is_labelled.then(|| hint_id(spot));
        let may_be_left_out = is_labelled && !field.required;
        let pointer = &spot.pointer;
        let choices = match ty {
            Type::Bool => vec![("true".to_owned(), String::new()), ("false".to_owned(), String::new())],
            ty => ty.as_enum(&self.service.types).map(|open| choices(&open.values)).unwrap_or_default(),
        };
        if !choices.is_empty() {
            let text = if *ty == Type::Bool && !text.is_empty() {
                is_true(text).to_string()
            } else {
                text.to_owned()
            };
            let is_known = text.is_empty() || choices.iter().any(|(value, _)| *value == text);
            return html! {
                select id=(pointer) name=(pointer) aria-label=[label] aria-describedby=[hint] {
                    @if may_be_left_out || text.is_empty() { option value="" { "(left out)" } }
                    @for (value, meaning) in &choices {
                        option value=(value) selected[*value == text] { (value) (meaning) }
                    }
                    @if !is_known { option value=(text) selected { (text) " (a value that the spec lacks)" } }
                }
            };
        }
        let is_long = *ty == Type::Json || text.len() > LONG || text.contains('\n');
        let lines = text.lines().count().clamp(2, 12);
        html! {
            @if is_long {
                // A line break at the start of it would be lost.
                textarea id=(pointer) name=(pointer) rows=(lines) spellcheck="false" aria-label=[label]
                    aria-describedby=[hint] { "\n" (text) }
            } @else {
                input type="text" id=(pointer) name=(pointer) value=(text) spellcheck="false" autocomplete="off"
                    inputmode=[inputmode(ty)] placeholder=[default(field)] aria-label=[label] aria-describedby=[hint];
            }
        }
    }
}

/// What a hint is called by the field that it is about.
fn hint_id(spot: &Spot) -> String {
    format!("hint:{}", spot.pointer)
}

fn button(name: &str, pointer: &str, title: &str) -> Markup {
    html! { button type="submit" .small name=(name) value=(pointer) formnovalidate { (title) } }
}

fn inputmode(ty: &Type) -> Option<&'static str> {
    matches!(ty, Type::Int | Type::Uint).then_some("numeric")
}

/// What the server assumes where nothing is filled in.
fn default(field: &Field) -> Option<String> {
    let default = field.default.as_ref()?;
    Some(default.as_str().map_or_else(|| default.to_string(), str::to_owned))
}

/// The values of an enum, each with what is said about it.
fn choices(values: &EnumValues) -> Vec<(String, String)> {
    let meaning = |rust: &str, doc: &str| {
        let doc = reference::summary(doc).trim_end_matches('.');
        if doc.is_empty() { format!(" · {rust}") } else { format!(" · {doc}") }
    };
    match values {
        EnumValues::Int(values) => {
            values.iter().map(|value| (value.wire.to_string(), meaning(&value.rust, &value.doc))).collect()
        }
        EnumValues::Text(values) => {
            values.iter().map(|value| (value.wire.clone(), meaning(&value.rust, &value.doc))).collect()
        }
    }
}
