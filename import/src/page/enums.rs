//! The values of a thing: where a page lists them, and how they are called in Rust.

use super::measures;
use super::names;
use super::read::{Claim, ValueTable};
use crate::prose;
use qcloud_codegen::language::Taken;
use qcloud_codegen::spec::{Documented, Entries, EnumKey, ValueSpec};
use qcloud_drift::evidence::{Evidence, Kind, may_be_number, may_be_value};

/// More values than this are no enum but a catalogue.
const MAX_VALUES: usize = 80;

/// What is said of a value that the page does not list.
const ONLY_SHOWN: &str = "Only an example has it.";

/// A value, with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Value<T> {
    pub(super) wire: T,
    /// What the page says that it means.
    pub(super) meaning: String,
    /// The page lists it; otherwise it stands only in an example.
    listed: bool,
}

impl Value<String> {
    fn shown(wire: &str) -> Self {
        Self { wire: wire.to_owned(), meaning: String::new(), listed: false }
    }
}

impl From<prose::Value> for Value<String> {
    fn from(prose::Value { wire, meaning }: prose::Value) -> Self {
        Self { wire, meaning, listed: true }
    }
}

/// The values that a thing may have.
#[derive(Clone, Debug)]
pub(super) struct Values(Vec<Value<String>>);

impl Values {
    /// As numbers, when all are.
    pub(super) fn ints(&self) -> Option<Vec<Value<i64>>> {
        let mut ints = Vec::new();
        for Value { wire, meaning, listed } in &self.0 {
            let wire = wire.parse().ok().filter(|_| prose::is_int(wire))?;
            ints.push(Value { wire, meaning: meaning.clone(), listed: *listed });
        }
        ints.sort_by_key(|value| value.wire);
        Some(ints)
    }

    /// Whether they are ways to say yes and no, or numbers.
    pub(super) fn are_flags(&self) -> bool {
        const FLAGS: [&str; 6] = ["true", "false", "yes", "no", "on", "off"];
        self.0
            .iter()
            .any(|value| prose::is_int(&value.wire) || FLAGS.contains(&value.wire.to_lowercase().as_str()))
    }

    /// As texts, when they have the form of words or codes.
    pub(super) fn texts(&self) -> Option<&[Value<String>]> {
        let is_word = |text: &str| {
            text.len() <= 60
                && text.chars().all(|c| c.is_ascii_graphic() || c == ' ')
                && text.chars().any(|c| c.is_ascii_alphanumeric())
        };
        self.0.iter().all(|value| is_word(&value.wire) || !value.listed).then_some(&*self.0)
    }
}

/// The values that a thing may have: from its description, or from a table that is about it; and those that a response has beside them.
pub(super) fn values(
    claim: &Claim,
    name: &str,
    (observed, is_response): (Option<&Evidence>, bool),
    tables: &[ValueTable],
) -> Option<Values> {
    let texts = [claim.description.as_str(), claim.values.as_str()];
    let with_meaning = texts.iter().map(|text| prose::values(text)).find(|values| !values.is_empty());
    let mut found = with_meaning
        .or_else(|| table(claim, name, tables))
        .or_else(|| texts.iter().map(|text| prose::words(text)).find(|values| !values.is_empty()))
        .or_else(|| in_cell(&claim.values))
        .or_else(|| texts.iter().map(|text| prose::orders(text)).find(|values| !values.is_empty()))
        .or_else(|| texts.iter().map(|text| prose::either(text)).find(|values| !values.is_empty()))?;
    found.retain(|value| !prose::is_nothing(&value.wire));
    let is_known = |text: &str| found.iter().any(|value| value.wire == text);
    // An example that shows something else shows that the list is none of values.
    let fits = observed.is_none_or(|observed| {
        let mut shown = observed.samples.keys().flatten().filter(|text| !text.is_empty()).peekable();
        shown.peek().is_none() || shown.any(|text| is_known(text))
    });
    // Names are no ids, and what stands for none or all of them is not all that there are.
    let is_kind = |value: &prose::Value| {
        let is_code = value.wire.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        is_code || value.wire.parse::<i64>().is_ok_and(|int| int > 0)
    };
    // Values that are added up are no list of all.
    let is_sum = |text: &str| {
        ["累加", "相加", "accumulated value", "sum of the"].iter().any(|word| text.contains(word))
    };
    let fits = fits
        && !is_sum(&claim.description)
        && !are_ends(&found, &claim.description)
        && (!measures::is_id(name) || found.iter().any(is_kind));
    if !fits || !(2..=MAX_VALUES).contains(&found.len()) {
        return None;
    }
    let others = observed.filter(|_| is_response).into_iter().flat_map(|seen| seen.samples.keys().flatten());
    let is_value = |text: &&String| text.is_empty() || !prose::is_nothing(text);
    let others: Vec<&String> = others.filter(is_value).filter(|text| !is_known(text)).collect();
    // What may be data is no value of an enum.
    let is_value = |text: &&String| match observed.and_then(Evidence::kind) {
        Some(Kind::Int) => may_be_number(text),
        _ => may_be_value(text, found.iter().map(|value| value.wire.as_str())),
    };
    others.iter().all(is_value).then(|| {
        let others: Vec<_> = others.into_iter().map(|text| Value::shown(text)).collect();
        Values(found.into_iter().map(Value::from).chain(others).collect())
    })
}

/// Whether the values are what the ends of a range mean: `[0-100], where 0 is the beginning and 100 the end`.
fn are_ends(values: &[prose::Value], description: &str) -> bool {
    let numbers: Option<Vec<i64>> = values.iter().map(|value| value.wire.parse().ok()).collect();
    let Some([one, other]) = numbers.as_deref() else { return false };
    let (low, high) = (one.min(other), one.max(other));
    let plain: String = description.chars().filter(|c| !c.is_whitespace()).collect();
    let is_range = |sign: &str| plain.contains(&format!("{low}{sign}{high}"));
    high - low > 1 && ["-", "~", "～", "–", "—", "至", "到", "to"].iter().any(|sign| is_range(sign))
}

/// The first value that a description lists and an example shows in letters of another case.
pub(super) fn in_another_case(text: &str, observed: Option<&Evidence>) -> Option<(String, String)> {
    let found = [prose::values, prose::words, prose::either].iter().map(|find| find(text));
    let found = found.into_iter().find(|values| !values.is_empty())?;
    observed?.samples.keys().flatten().find_map(|shown| {
        let is_other = |wire: &str| wire != shown && wire.eq_ignore_ascii_case(shown);
        let is_known = found.iter().any(|value| value.wire == *shown);
        let value = found.iter().find(|value| is_other(&value.wire)).filter(|_| !is_known)?;
        Some((value.wire.clone(), shown.clone()))
    })
}

/// The values that a cell for them holds, when it holds nothing else: `60/300`, `open or closed`.
fn in_cell(cell: &str) -> Option<Vec<prose::Value>> {
    let values = prose::words(&format!("取值：{cell}"));
    let are_numbers = values.iter().all(|value| prose::is_int(&value.wire));
    // A slash may belong to the value, and what is longer is a sentence.
    let is_list = || {
        let length: usize = values.iter().map(|value| value.wire.len()).sum();
        !cell.contains('/') && cell.is_ascii() && cell.len() <= length + 6 * (values.len() - 1)
    };
    (!values.is_empty() && (are_numbers || is_list())).then_some(values)
}

/// The values in a table that is about the thing.
fn table(claim: &Claim, name: &str, tables: &[ValueTable]) -> Option<Vec<prose::Value>> {
    let plain = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let description = plain(&claim.description);
    let mut about = tables.iter().filter(|table| {
        let title = table.title.lines().last().unwrap_or_default();
        let has_name = |text: &str| {
            text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .any(|word| word.eq_ignore_ascii_case(name) && name.len() > 2)
        };
        let names_it = has_name(title) || has_name(&table.column);
        let is_subject = subject(title).map(plain).is_some_and(|subject| {
            subject == plain(name) || (subject.chars().count() >= 4 && description.contains(&subject))
        });
        let title = plain(title);
        let is_named = title.chars().count() >= 4 && description.contains(&title);
        // What an id may be is a catalogue.
        let is_id = measures::is_id(name);
        is_named || (is_subject && !is_id) || (names_it && title.chars().count() < 60)
    });
    let table = about.next().filter(|_| about.next().is_none())?;
    table.is_used.set(true);
    let rows = table
        .rows
        .iter()
        .map(|(wire, meaning)| prose::Value { wire: wire.clone(), meaning: meaning.clone() });
    let rows: Vec<_> = rows.collect();
    let mut wires: Vec<&str> = rows.iter().map(|value| value.wire.as_str()).collect();
    wires.sort_unstable();
    wires.dedup();
    (wires.len() == rows.len()).then_some(rows)
}

/// What a sentence before a table is about: `The status field indicates ...`, `“状态” 字段指明 ...`, `Status definitions:`.
fn subject(title: &str) -> Option<&str> {
    const VERBS: &[&str] = &["字段", " field indicates", " field shows"];
    const ENDS: &[&str] =
        &["定义", "取值", "说明", "列表", " definitions", " definition", " values", " list"];
    let lower = title.to_ascii_lowercase();
    let whole = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    let ended = ENDS.iter().find_map(|end| whole.strip_suffix(end)).map(str::len);
    let end = VERBS.iter().filter_map(|word| lower.find(word)).min().or(ended)?;
    let start = if lower.starts_with("the ") { "the ".len() } else { 0 };
    title.get(start..end).map(str::trim).filter(|subject| subject.chars().count() <= 30)
}

/// The values that a page lists, with their meanings.
pub(super) fn listed<T: ToString>(values: &[Value<T>]) -> Vec<(String, String)> {
    let listed = values.iter().filter(|value| value.listed);
    listed.map(|value| (value.wire.to_string(), value.meaning.clone())).collect()
}

/// The values of an enum of numbers, and the names that a person should give.
pub(super) fn int_enum(values: &[Value<i64>], with_docs: bool) -> (Entries<EnumKey, ValueSpec>, Vec<String>) {
    let (mut named, mut unnamed) = (Entries::default(), Vec::new());
    let mut taken = Taken::default();
    for Value { wire, meaning, listed } in values {
        let key = EnumKey::from(*wire);
        if named.get(&key).is_some() {
            continue;
        }
        let number = if *wire < 0 { format!("Minus{}", wire.unsigned_abs()) } else { wire.to_string() };
        let name = names::meaning(meaning).filter(|name| taken.is_free(name)).unwrap_or_else(|| {
            // What has no meaning on the page has none to be named after.
            if !meaning.is_empty() {
                unnamed.push(format!("`{wire}`"));
            }
            format!("Value{number}")
        });
        taken.insert(name.as_str());
        named.push(key, value(Some(name), meaning, with_docs, *listed));
    }
    (named, unnamed)
}

/// The values of an enum of texts, and those that a person should name.
pub(super) fn text_enum(
    values: &[Value<String>],
    with_docs: bool,
) -> (Entries<EnumKey, ValueSpec>, Vec<String>) {
    let (mut named, mut unnamed) = (Entries::default(), Vec::new());
    let mut taken = Taken::default();
    for (number, Value { wire, meaning, listed }) in values.iter().enumerate() {
        let key = EnumKey::from(wire.as_str());
        if named.get(&key).is_some() {
            continue;
        }
        // A number says nothing where its meaning has a name.
        let is_told = prose::is_int(wire) && names::meaning(meaning).is_some_and(|name| taken.is_free(&name));
        if prose::is_int(wire) && !meaning.is_empty() && !is_told {
            unnamed.push(format!("`{wire}`"));
        }
        let derived = names::value(wire).filter(|name| taken.is_free(name) && !is_told);
        let name = derived.is_none().then(|| {
            let nothing = wire.is_empty().then(|| "Empty".to_owned());
            let meant = names::meaning(meaning).or(nothing).filter(|name| taken.is_free(name));
            meant.unwrap_or_else(|| {
                if !meaning.is_empty() {
                    unnamed.push(format!("`{wire}`"));
                }
                format!("Value{}", number + 1)
            })
        });
        if let Some(rust) = derived.as_ref().or(name.as_ref()) {
            taken.insert(rust.as_str());
        }
        named.push(key, value(name, meaning, with_docs, *listed));
    }
    (named, unnamed)
}

fn value(name: Option<String>, meaning: &str, with_docs: bool, listed: bool) -> ValueSpec {
    let doc = if with_docs { prose::doc(meaning) } else { String::new() };
    ValueSpec { name, doc, documented: (!listed).then(|| Documented::note(ONLY_SHOWN)) }
}

/// The form of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    DateTime,
    Date,
}

/// The form of a time that a description states, by letters or by an example.
pub(super) fn format(description: &str) -> Option<Format> {
    let lower: String = description.chars().take(2000).flat_map(char::to_lowercase).collect();
    let lower = lower.replace(": ", ":");
    let shape: String = lower.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let has = |forms: &[&str]| forms.iter().any(|form| lower.contains(form) || shape.contains(form));
    if has(&[
        "yyyy-mm-dd hh:mm:ss",
        "yyyy-mm-dd hh:ii:ss",
        "0000-00-00 00:00:00",
        "y-m-d h:i:s",
        "y-m-d h:m:s",
    ]) {
        Some(Format::DateTime)
    } else if has(&["yyyy-mm-ddt", "0000-00-00t", "yyyy-mm-dd hh", "0000-00-00 00"]) {
        None
    } else if has(&["yyyy-mm-dd", "0000-00-00"])
        || lower.trim_end_matches(['.', '。', '\n']).ends_with(":y-m-d")
    {
        Some(Format::Date)
    } else {
        None
    }
}
