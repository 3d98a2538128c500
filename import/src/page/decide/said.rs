//! What the description of a thing says of its type, beside the words for it.

use qcloud_codegen::language::Scalar;

use super::{Known, is_word};
use crate::prose;

/// What a list holds by its description: by the words for it, or by an example in it such as `["a", "b"]` or `ids.0=a`.
pub(super) fn items(known: Known<'_>) -> Option<Scalar> {
    let claim = known.claim()?;
    let text: String = claim.description.chars().take(2000).collect();
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["整形数组", "整型数组", "整数数组", "array of int", "integer array", "int array", "list of int"])
    {
        return Some(Scalar::Int);
    }
    if has(&["字符串数组", "array of string", "string array", "list of string"]) {
        return Some(Scalar::String);
    }
    let name = known.path.last()?.to_lowercase();
    let of = |text: &str| {
        let value = text.trim_matches(|c: char| c.is_whitespace() || "\"'“”‘’`".contains(c));
        if prose::is_int(value) && !text.contains(['"', '“']) {
            Some(Scalar::Int)
        } else {
            is_word(value).then_some(Scalar::String)
        }
    };
    let inline = lower.match_indices(&format!("{name}.")).find_map(|(at, found)| {
        let rest = lower[at + found.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        let value: String = rest
            .strip_prefix('=')?
            .trim_start()
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
            .collect();
        Some(value).filter(|value| !value.is_empty())
    });
    if let Some(value) = inline {
        return of(&value);
    }
    let list = &text[text.find('[')? + 1..];
    let items = &list[..list.find(']')?];
    let mut kinds = items
        .split([',', '，'])
        .map(str::trim)
        .filter(|item| !item.is_empty() && *item != "…" && *item != "...")
        .map(|item| {
            let is_text = item.starts_with(['"', '“', '\'']);
            if is_text { Some(Scalar::String) } else { of(item).filter(|kind| *kind == Scalar::Int) }
        });
    let first = kinds.next()??;
    kinds.all(|kind| kind == Some(first)).then_some(first)
}

/// Whether a description begins by saying that the thing is a private key or a password.
pub(super) fn is_secret(description: &str) -> bool {
    let start: String = description.chars().take(40).flat_map(char::to_lowercase).collect();
    let start = start.split(['.', '。', ',', '，', ';', '；']).next().unwrap_or_default();
    let end = start.trim_end();
    if end.ends_with("密码") || end.ends_with("password") {
        return !["是否", "whether", "时", "when "].iter().any(|word| start.contains(word));
    }
    ["private key", "私钥", "secret key", "密钥内容"].iter().any(|word| start.contains(word))
        && !["id", "name", "名称"]
            .iter()
            .any(|word| start.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word))
}

/// Whether a description says what a null in the place of the thing means.
pub(super) fn may_be_null(description: &str) -> bool {
    let plain: String = description.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    ["null表示", "时为null", "可能为null", "nullmeans", "maybenull"].iter().any(|words| plain.contains(words))
}

/// The names that a description gives to fields, each with its meaning in brackets, some of which the examples show and this one not.
pub(super) fn unshown(known: Known<'_>) -> Option<String> {
    let observed = known.observed?;
    let fields = observed.items.as_ref().map_or(&observed.fields, |items| &items.fields);
    if known.has_children() || fields.is_empty() {
        return None;
    }
    let text = &known.claim()?.description;
    let before = text.match_indices(['(', '（']).map(|(at, _)| text[..at].trim_end());
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names: Vec<&str> = before
        .map(|before| &before[before.trim_end_matches(is_part).len()..])
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect();
    let is_shown = |name: &&&str| fields.contains_key(**name);
    let is_list = names.len() > 2 && 2 * names.iter().filter(is_shown).count() >= names.len();
    names.iter().find(|name| is_list && !is_shown(name)).map(|name| (*name).to_owned())
}
