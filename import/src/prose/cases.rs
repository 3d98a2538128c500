//! Whether words say that something holds in some cases only.

/// What says so wherever it stands.
const WORDS: &[&str] = &[
    "二选一",
    "二者选一",
    "任选其一",
    "必选其一",
    "必填其一",
    "必须二选",
    "填一项",
    "填一个",
    "传一个",
    "填充一个",
    "不能同时",
    "不可同时",
    "不能都为空",
    "至少一个",
    "至少指定一个",
    "至少选",
    "下生效",
    "不能配置该",
    "互斥",
    "才能指定",
    "才需要",
    "才可以",
    "才支持",
    "才生效",
    "才有效",
    "才会用到",
    "才被接受",
    "也要填",
    "也必须",
    "时有效",
    "时生效",
    "则必须上传",
    "可不填",
    "可不传",
    "可以不填",
    "无需传",
    "无需填",
    "不需要传",
    "不需要填",
    "cannot be both",
    "cannot both",
    "can't both",
    "at the same time",
    "mutually exclusive",
    "at least one of",
    "takes effect when",
    "takes effect only",
    "valid when",
    "valid if",
    "valid only",
    "only valid",
    "certificate must be uploaded",
    "字段将被忽略",
    "字段的值将被忽略",
    "field is ignored",
    "field will be ignored",
    "field will be invalid",
    "parameter will be ignored",
    "parameter will be invalid",
];
/// What says that something must be given, in some cases or in all.
const REQUIRED: &[&str] = &["必填", "必选", "必传", "必需的", "is required", "are required"];

/// What says so, unless it says what a value means or asks whether.
const MUST: &[&str] = &[
    "必须填",
    "必须传",
    "必须指定",
    "必须提供",
    "需要传入",
    "需传入",
    "需要填",
    "需要指定",
    "also required",
    "required if",
    "required when",
    "required only",
    "required in ",
    "is only required",
    "not required",
    "is mandatory",
    "mandatory when",
    "mandatory if",
    "must be passed",
    "must be specified",
    "must be uploaded",
    "need to be specified",
    "needs to be specified",
    "need to be passed",
    "must be provided",
    "must also",
    "must specify",
    "must pass ",
    "parameter must be set",
];

/// What says so in the sentence of a case: `when`, `if`, or `either`.
const NEEDED: &[&str] = &[
    "need to specify",
    "need to enter",
    "need to input",
    "need to pass",
    "need to provide",
    "must be entered",
    "must be filled",
    "must be given",
    "should be entered",
    "should be filled",
    "should be specified",
];

/// Two words of a sentence that says that two parameters can't be given together.
const CLASHES: &[(&str, &str)] =
    &[("不能与", "同时"), ("不可与", "冲突"), ("不能与", "冲突"), ("不可与", "同时")];

/// Whether a sentence says that something must be given, or can't be, be it in some cases or in all.
pub(crate) fn is_required(sentence: &str) -> bool {
    REQUIRED.iter().any(|word| sentence.contains(word)) || is_conditional(sentence)
}

/// Whether a text says that a parameter must be given, or can't be, in some cases.
pub(crate) fn is_conditional(text: &str) -> bool {
    let lower = text.to_lowercase();
    let must = |sentence: &str| {
        let clause =
            REQUIRED.iter().chain(MUST).find_map(|word| sentence.find(word)).map(|at| &sentence[..at]);
        let clause = clause.and_then(|before| before.rsplit(['，', ',']).next());
        clause.is_some_and(|before| {
            let before = before.trim_end();
            !["是否", "whether"].iter().any(|word| sentence.contains(word))
                && !before.ends_with(['非', '是', '：', ':'])
                && !before.ends_with("表示")
                && !is_value_with_meaning(before)
        })
    };
    let mut sentences = lower.split(['。', '；', ';', '\n']).flat_map(|text| text.split(". "));
    let is_case = |sentence: &str| {
        let mut words = sentence.split(|c: char| !c.is_ascii_alphanumeric());
        NEEDED.iter().any(|word| sentence.contains(word))
            && words.any(|word| matches!(word, "when" | "if" | "either"))
    };
    let is_other = |sentence: &str| {
        CLASHES
            .iter()
            .any(|(first, then)| sentence.split_once(first).is_some_and(|(_, rest)| rest.contains(then)))
            || is_case(sentence)
    };
    WORDS.iter().any(|word| lower.contains(word))
        || sentences.any(|sentence| must(sentence) || is_other(sentence))
}

/// Whether a text begins with a number whose meaning follows: `1: a lid is required`.
fn is_value_with_meaning(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len()
        && rest.trim_start().starts_with(|c: char| ":：=-（(表代".contains(c) || c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_given_in_some_cases_is_told_of() {
        let cases = [
            ("The box's size. It is required if the kind is OPEN.", true),
            ("Shelf, required in a closed room.", true),
            ("If the box is not a public one, you must also specify its kind.", true),
            ("Lid and lock cannot both be specified.", true),
            ("If it is given, the lid also needs to be specified", true),
            ("This parameter is valid when kind is OPEN.", true),
            ("You need to specify the lid when the box is open.", true),
            ("Either box or lid must be given", true),
            ("A name must be given.", false),
            ("Whether a lid is required or not.", false),
            ("1: a lid is required", false),
            ("TRUE: required; FALSE: not", false),
            ("The name must be unique", false),
            ("kind 为 OPEN 时必填", true),
            ("自定义盒子需要传入此参数", true),
            ("如果没有 lidId，则此项必传", true),
            ("开放的盒子才支持此字段", true),
            ("保留天数，不可与`IsPermanent`参数冲突", true),
            ("名称，不能与其他盒子重复", false),
            ("若 isOpen 为1，则该字段将被忽略", true),
            ("If it is given, the lid field will be invalid.", true),
            ("若 kind 取值为 5,6,7 则此参数均需要填写", true),
            ("1：需要填写盖子", false),
            ("非必填", false),
            ("是否必填", false),
            ("TRUE：表示必填", false),
            ("盒子的名称", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_conditional(text), expected, "{text}");
        }
    }
}
