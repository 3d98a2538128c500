//! Texts and numbers that are times.

use std::ops::Range;

use qcloud_codegen::language::time::{is_date, is_datetime, is_iso};
use qcloud_codegen::language::{Scalar, Wire};
use qcloud_codegen::spec::FieldSpec;
use qcloud_drift::evidence::{Evidence, Form, Time};

use super::seen::shown;

/// The seconds of this century, so that other numbers are none.
const SECONDS: Range<i64> = 946_684_800..4_102_444_800;

/// How names of times end.
const ENDS: [&str; 6] = ["Time", "Date", "Timestamp", "_time", "_date", "At"];

/// Words of what is a time, and of what is none in spite of them.
const SAID: [&str; 5] = ["时间", "日期", "time", "date", "unix"];
const NOT_SAID: [&str; 12] = [
    "时间段",
    "长度",
    "时长",
    "耗时",
    "间隔",
    "周期",
    "超时",
    "时区",
    "duration",
    "interval",
    "timeout",
    "毫秒",
];

/// Words of a time of another zone than the vendor's, which a text without one can't say.
const ELSEWHERE: [&str; 3] = ["utc", "gmt", "格林"];

/// Words of a number that may be something else than a time, and of a time of day.
const ALSO: [&str; 4] = ["-1", "相对", "永久", "永不"];
const OF_DAY: [&str; 4] = ["hh:", "15:04", ":mm", "%h"];

/// Why an example keeps a field from being a time.
const REFUTED: &str = "is a time by its name and its description, and an example has something else, so it stays what it is described as";

/// The same, of a text without its zone.
const OTHER_ZONE: &str = "is a time of another zone than the vendor's by its description, and its texts don't say so; it stays a `string`";

/// The time that a field is by its name and words, or why an example refutes that; none where they don't say so, or no example has it.
pub(super) fn time(
    name: &str,
    field: &FieldSpec,
    seen: Option<&Evidence>,
) -> Option<Result<(Scalar, Option<Wire>), &'static str>> {
    let seen = seen?;
    let scalar = field.ty.scalar().filter(|_| field.wire.is_none() && !field.sensitive)?;
    let words = field.doc.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let is_named = ENDS.iter().any(|end| name.ends_with(end) || name == end.to_lowercase());
    if !is_named || !has(&SAID) || has(&NOT_SAID) {
        return None;
    }
    let samples = || seen.samples.keys().flatten().filter(|text| !text.is_empty());
    if samples().next().is_none() && !seen.forms.keys().any(|form| *form != Form::Empty) {
        return None;
    }
    let own = shown(field);
    let all = |test: fn(&str) -> bool| own.iter().all(|text| test(text));
    Some(match scalar {
        Scalar::String => match seen.time() {
            Some(Time::DateTime) if has(&ELSEWHERE) => Err(OTHER_ZONE),
            Some(Time::DateTime | Time::Iso) if !all(is_time) => Err(REFUTED),
            Some(Time::DateTime) => Ok((Scalar::DateTime, None)),
            Some(Time::Iso) => Ok((Scalar::DateTime, Some(Wire::Iso))),
            Some(Time::Date) if has(&OF_DAY) || !all(is_date) => Err(REFUTED),
            Some(Time::Date) => Ok((Scalar::Date, None)),
            None => Err(REFUTED),
        },
        Scalar::Int | Scalar::Uint if has(&ALSO) => return None,
        Scalar::Int | Scalar::Uint => {
            let is_all = samples().next().is_some()
                && seen.samples.keys().all(|text| text.as_deref().is_some_and(is_second))
                && all(is_second);
            if is_all { Ok((Scalar::DateTime, Some(Wire::Int))) } else { Err(REFUTED) }
        }
        _ => return None,
    })
}

fn is_second(text: &str) -> bool {
    text.parse().is_ok_and(|int| SECONDS.contains(&int))
}

/// Whether a text is a moment, in either of the forms that the client reads.
fn is_time(text: &str) -> bool {
    // Made-up values end days with `24:00:00`.
    let text = text.replace(" 24:", " 00:");
    is_datetime(&text) || is_iso(&text)
}
