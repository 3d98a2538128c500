//! Recognises by name and words the parameter that makes repeating safe, and the one that has a request only checked.

use qcloud_codegen::language::Scalar;
use qcloud_codegen::spec::{ActionFile, FieldSpec};

/// What an idempotency token is called, in lower case.
const TOKENS: [&str; 4] = ["clienttoken", "creationtoken", "idempotencytoken", "idempotenttoken"];

/// What is said of a parameter by which a server knows a request again.
const MEANT: [&str; 9] = ["幂等", "重入", "唯一", "重复", "重试", "idempoten", "unique", "repeat", "retr"];

/// What is said of a parameter that does nothing (any more).
const UNUSED: [&str; 8] =
    ["不再使用", "请勿使用", "保留", "不提供", "废弃", "no longer", "reserved", "deprecated"];

/// Says of an Action which of its parameters is an idempotency token, and which asks for a dry run; what is called a token and is
/// none by its words is returned.
pub(crate) fn add(action: &mut ActionFile) -> Option<String> {
    let is_unused = |field: &FieldSpec| field.deprecated.is_some() || says(field, &UNUSED);
    action.dry_run = action
        .parameters
        .iter()
        .find(|(name, field)| {
            name.eq_ignore_ascii_case("dryrun")
                && matches!(field.ty.scalar(), Some(Scalar::Bool | Scalar::String))
                && !is_unused(field)
        })
        .map(|(name, _)| name.clone());
    let is_token = |(name, field): &(&String, &FieldSpec)| {
        TOKENS.contains(&name.to_ascii_lowercase().as_str()) && field.ty.scalar() == Some(Scalar::String)
    };
    let (name, field) = action.parameters.iter().find(is_token).filter(|_| !action.idempotent)?;
    let name = name.clone();
    if is_unused(field) || !(says(field, &MEANT) || only_repeats_its_name(field)) {
        return Some(name);
    }
    action.idempotency_token = Some(name);
    None
}

fn says(field: &FieldSpec, words: &[&str]) -> bool {
    let doc = field.doc.to_lowercase();
    words.iter().any(|word| doc.contains(word))
}

/// Whether the words say no more than the name: `客户端Token`.
fn only_repeats_its_name(field: &FieldSpec) -> bool {
    let doc: String = field.doc.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    ["", "token", "客户端token", "clienttoken"].contains(&doc.as_str())
}
