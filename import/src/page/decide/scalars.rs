//! Scalars: what the example shows of one, held against what the page says.

use std::ops::Range;

use qcloud_codegen::language::{Scalar, Wire};
use qcloud_drift::evidence::{Evidence, Form, Time};
use serde_json::Value;

use super::super::measures;
use super::super::read::FieldRow;
use super::super::types::Base;
use super::{Decided, Decider, Known, NOTHING, is_word};
use crate::prose;

/// The seconds of this century, so that other numbers are none.
const SECONDS: Range<i64> = 946_684_800..4_102_444_800;

/// As many numbers in lists without a type were measured one after the other.
const SERIES: u64 = 8;

impl Decider<'_> {
    pub(super) fn int(&mut self, known: Known<'_>, observed: &Evidence) -> Decided {
        let claimed = known.claimed();
        let is_flag = observed.has_only(&[Form::ZeroOne]);
        let is_second = |text: &String| text.parse().is_ok_and(|int| SECONDS.contains(&int));
        match claimed.base {
            _ if claimed.list => {}
            Base::Float => return Scalar::Float.into(),
            Base::Bool if is_flag => return Decided::wired(Scalar::Bool, Wire::Int),
            Base::DateTime if observed.samples.keys().flatten().all(is_second) => {
                return Decided::wired(Scalar::DateTime, Wire::Int);
            }
            _ => {}
        }
        if let Some(values) = self.values(known) {
            return self.numbers(known, &values, is_flag, None);
        }
        if is_measured(known) {
            return Scalar::Float.into();
        }
        observed.number(whole(claimed.base)).into()
    }

    /// The type of a parameter that the page does not give, when all that is shown of it are whole numbers.
    pub(super) fn untyped(known: Known<'_>) -> Option<Decided> {
        let observed = known.observed.unwrap_or(&NOTHING);
        let is_number = observed.all_texts(|text| prose::is_int(text) && text.len() < 16);
        if !(known.side.is_request() && known.claimed().base == Base::Unknown && is_number) {
            return None;
        }
        // What has a name beside it may be a word for another name.
        let is_of_pair =
            known.path.len() > 1 && known.path.last().is_some_and(|name| name.eq_ignore_ascii_case("value"));
        if is_of_pair {
            return Some(Scalar::String.into());
        }
        Some(if is_measured(known) { Scalar::Float } else { Scalar::Int }.into())
    }

    /// Whether a field of a request that no table has is called as one of the result, which is a text.
    pub(super) fn is_text_elsewhere(&self, known: Known<'_>) -> bool {
        let Some(name) = known.path.last().filter(|_| known.node.is_none() && known.side.is_request()) else {
            return false;
        };
        let mut rows = self.page.output.iter().flat_map(|table| &table.rows);
        let is_it = |row: &FieldRow| row.steps.last().is_some_and(|step| step.name == *name);
        rows.any(|row| is_it(row) && row.claim.ty.base == Base::String && !row.claim.ty.list)
    }

    pub(super) fn text(&mut self, known: Known<'_>, observed: &Evidence) -> Decided {
        let claimed = known.claimed();
        let is_full = !observed.samples.contains_key(&Some(String::new()));
        let all = |test: fn(&str) -> bool| is_full && observed.all_texts(test);
        match claimed.base {
            _ if claimed.list => {}
            Base::Int | Base::Uint if all(prose::is_int) => {
                if let Some(values) = self.values(known) {
                    return self.numbers(known, &values, false, Some(Wire::String));
                }
                return Decided::wired(whole(claimed.base), Wire::String);
            }
            // `300.00` would come back as `300`, so it stays a text.
            Base::Float if all(|text| text.parse::<f64>().is_ok_and(|float| float.to_string() == text)) => {
                return Decided::wired(Scalar::Float, Wire::String);
            }
            // `0` and `1` would come back as words, so they stay texts.
            Base::Bool if all(|text| matches!(text, "true" | "false")) => {
                return Decided::wired(Scalar::Bool, Wire::String);
            }
            _ => {}
        }
        match observed.time() {
            Some(Time::DateTime) => return Scalar::DateTime.into(),
            Some(Time::Date) => return Scalar::Date.into(),
            Some(Time::Iso) => return Decided::wired(Scalar::DateTime, Wire::Iso),
            None => {}
        }
        let holds_json = claimed.list || claimed.base == Base::Object || known.has_children();
        // With other white space or another order it would come back as another text.
        let is_json = |text: &str| {
            text.starts_with(['{', '['])
                && serde_json::from_str::<Value>(text).is_ok_and(|value| written(&value) == text)
        };
        if holds_json && all(is_json) {
            return Decided::wired(Scalar::Json, Wire::String);
        }
        if holds_json && !is_full && observed.samples.len() == 1 {
            return self.open(
                known,
                Scalar::Json,
                "the example shows an empty text in its place; what does it hold otherwise?",
            );
        }
        if !claimed.list
            && matches!(claimed.base, Base::String | Base::Unknown | Base::Bool)
            && let Some(values) = self.values(known)
            && (claimed.base != Base::Bool || !values.are_flags())
        {
            return self.texts(known, &values);
        }
        Scalar::String.into()
    }

    /// A scalar of an address: the page says what it is, unless the text can't be that.
    pub(super) fn flat(&mut self, known: Known<'_>, observed: &Evidence) -> Decided {
        let claimed = known.claimed();
        let is_json =
            |text: &str| text.starts_with(['{', '[']) && serde_json::from_str::<Value>(text).is_ok();
        if claimed.list || claimed.base == Base::Object || known.has_children() {
            if observed.all_texts(is_json) {
                return Decided::wired(Scalar::Json, Wire::String);
            }
            // The page says so of the type only, and not by an index behind the name.
            let is_list = known.has_children() || known.node.is_some_and(|node| node.indexed);
            if is_list || claimed.base == Base::Object || !observed.all_texts(|text| !is_stand_in(text)) {
                return self.by_page(known);
            }
            return self.flat(Known { is_item: true, ..known }, observed);
        }
        match observed.time() {
            Some(Time::DateTime) => return Scalar::DateTime.into(),
            Some(Time::Date) if known.is_other_time() => return Scalar::String.into(),
            Some(Time::Date) => return Scalar::Date.into(),
            Some(Time::Iso) | None => {}
        }
        match claimed.base {
            // A word where the page has a number; what only stands for a value decides nothing.
            Base::Int | Base::Uint | Base::Float
                if observed.all_texts(|text| is_word(text) && !is_stand_in(text)) =>
            {
                Scalar::String.into()
            }
            Base::Int
                if observed
                    .all_texts(|text| text.parse::<u64>().is_ok_and(|int| i64::try_from(int).is_err())) =>
            {
                Scalar::Uint.into()
            }
            _ => self.by_page(known),
        }
    }
}

/// The scalar for whole numbers that a page calls signed or not.
pub(super) fn whole(base: Base) -> Scalar {
    if base == Base::Uint { Scalar::Uint } else { Scalar::Int }
}

/// Whether a number of which the page gives no type, and of which only whole ones were seen, may have fractions.
fn is_measured(known: Known<'_>) -> bool {
    let name = known.path.last().map_or("", String::as_str);
    let description = known.claim().map_or("", |claim| claim.description.as_str());
    let is_series = !known.side.is_request()
        && known.observed.is_some_and(|seen| seen.seen.times >= SERIES)
        && !measures::is_key(name);
    known.claimed().base == Base::Unknown
        && (measures::measures(name, description)
            || (known.is_item && (measures::has_samples(name) || is_series)))
}

/// Whether a text only stands for a value: `xxx`, `<id>`, `***`.
fn is_stand_in(text: &str) -> bool {
    let is_filler = |c: char| matches!(c, 'x' | 'X' | '*' | '.' | '-' | '…' | '?');
    text.chars().all(is_filler) || text.contains(['<', '>', '{', '}', '$', ' ']) || !text.is_ascii()
}

/// JSON as it is written without white space.
fn written(value: &Value) -> String {
    value.to_string()
}
