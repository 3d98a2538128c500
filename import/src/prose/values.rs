//! Values that stand in sentences with their meanings, where they stand there beyond doubt.

use super::keys::{FoundKey, Sign, is_unbroken, keys, of_one_kind};
use super::{Value, is_int};

/// The values that a description lists, with their meanings: `0：关闭，1：打开`, `CA = client certificate. SVR = server certificate.`.
/// Fewer than two are none.
pub(crate) fn values(description: &str) -> Vec<Value> {
    let chars: Vec<char> = description.chars().take(4000).collect();
    let mut keys = keys(&chars);
    // What announces the list stands right before its first value.
    if let [first, second, ..] = keys.as_slice()
        && chars[first.after..second.start.max(first.after)].iter().all(|c| c.is_whitespace())
    {
        keys.remove(0);
    }
    let keys = of_one_kind(keys);
    if !is_unbroken(&chars, &keys) {
        return Vec::new();
    }
    let mut values: Vec<Value> = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let end = keys.get(index + 1).map_or(chars.len(), |next| next.start);
        let meaning: String = chars[key.after..end.max(key.after)].iter().collect();
        if meaning.contains('&') {
            return Vec::new(); // a piece of an address
        }
        let meaning = first_clause(&meaning, index + 1 == keys.len());
        if values.iter().any(|value| value.wire == key.wire) {
            return Vec::new(); // a value with two meanings is no list of values
        }
        if !meaning.is_empty() {
            values.push(Value { wire: key.wire.clone(), meaning });
        }
    }
    // Numbers and words in one list: one of the two is something else.
    let numbers = values.iter().filter(|value| is_int(&value.wire)).count();
    if numbers >= 2 && numbers < values.len() {
        values.retain(|value| is_int(&value.wire));
    } else if numbers == 1 && values.len() > 1 {
        values.retain(|value| !is_int(&value.wire));
    }
    if values.len() < 2 { Vec::new() } else { values }
}

/// Whether a text has several values with their meanings, be they those of several lists.
pub(crate) fn has_values(text: &str) -> bool {
    let chars: Vec<char> = text.chars().take(4000).collect();
    let keys = keys(&chars);
    let is_number = |key: &&FoundKey| is_int(&key.wire) && matches!(key.sign, Sign::Colon | Sign::Equals);
    let numbers = keys.iter().filter(is_number).count();
    let mut wires: Vec<String> = of_one_kind(keys).into_iter().map(|key| key.wire).collect();
    wires.sort_unstable();
    wires.dedup();
    numbers > 1 || (wires.len() > 1 && !text.contains('&'))
}

/// Whether a description has a value with its meaning, be it in a way that is not read as a list of them.
pub(super) fn has_keys(description: &str) -> bool {
    let chars: Vec<char> = description.chars().take(4000).collect();
    let mut keys = of_one_kind(keys(&chars));
    keys.sort_unstable_by(|a, b| a.wire.cmp(&b.wire));
    keys.dedup_by(|a, b| a.wire == b.wire);
    let is_alone = |key: &FoundKey| {
        let is_meant = || key.is_quoted && chars.get(key.after).is_some_and(|c| c.is_alphabetic());
        (is_int(&key.wire) || is_meant()) && matches!(key.sign, Sign::Colon | Sign::Equals)
    };
    (keys.len() > 1 || keys.iter().any(is_alone)) && !description.contains('&')
}

/// The meaning up to what separates it from the rest.
fn first_clause(text: &str, is_last: bool) -> String {
    let text = text.trim();
    // A list in brackets is a meaning as a whole.
    let is_whole = text.starts_with('[') && text.contains(']');
    let ends: &[char] = if is_last && !is_whole {
        &['；', ';', '。', '\n', '，', ',']
    } else {
        &['；', ';', '。', '\n']
    };
    let mut clause = text.split(ends).find(|part| !part.trim().is_empty()).unwrap_or_default().trim();
    if is_last && let Some((first, _)) = clause.split_once(". ") {
        clause = first;
    }
    let trim = |text: &'_ str| -> String {
        text.trim_matches(|c: char| c.is_whitespace() || "，,、.;:：()（）\"'“”`<>".contains(c)).to_owned()
    };
    // What joins it with the next value.
    let clause = trim(clause);
    [" and", " or"].iter().find_map(|word| clause.strip_suffix(word)).map_or(clause.clone(), trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_with_whatever_stands_between_them_and_their_meanings() {
        let cases = [
            ("0：关闭，1：打开", "0=关闭|1=打开"),
            ("取值范围：\n0：表示关闭。\n1：表示打开。", "0=关闭|1=打开"),
            ("取值范围 0-10", ""),
            ("One of: 8 - North, 4 - South, 1-East", "8=North|4=South|1=East"),
            ("Values include: 0-No Lid; 1-Lid", "0=No Lid|1=Lid"),
            ("范围：1-10", ""),
            ("开关：\non 开启，都缓存\noff 关闭，都不缓存", "on=开启，都缓存|off=关闭"),
            ("时间单位：d天，h时，m分", "d=天|h=时|m=分"),
            ("如 `{\"key1\":value,\"key2\":value}`", ""),
            ("Basic Box: small. Second Best Box: large.", "Basic Box=small|Second Best Box=large"),
            ("'box one'：小；'box two'：大", "box one=小|box two=大"),
            ("若为1，表示私有；若为2，表示公共。", "1=私有|2=公共"),
            ("当值为 0 时表示甲，值为 1 时表示乙", "0=甲，值为|1=乙"),
            ("为 ON，表示打开；为 OFF，表示关闭", "ON=打开|OFF=关闭"),
            ("IPsec 配置，可选值：'a'、'b'。组：c", ""),
            ("0单机版;1分布式(目前只有一种)", "0=单机版|1=分布式(目前只有一种"),
            ("1分钟；5分钟", ""),
            ("0：没有\n1~4：由低到高", ""),
            ("0：没有\n1 - 4：由低到高", ""),
            ("最大数目，范围（100万 - 10亿），默认1亿", ""),
            ("从0开始。传入10表示从第10条开始", ""),
            (
                "Two are available: \"a\" means one box, and \"b\" means two boxes of wood.Note: both are heavy",
                "a=one box|b=two boxes of wood.Note: both are heavy",
            ),
            (
                "integer-整数；enum-枚举；string-字符串；float-浮点",
                "integer=整数|enum=枚举|string=字符串|float=浮点",
            ),
            ("int：整数；string：字符串", ""),
            ("说明。\nID 列表\n名称", ""),
            (
                "Which. 0 refers to all boxes, 1 refers to one, and 2 refers to none",
                "0=all boxes|1=one|2=none",
            ),
            (
                "10：[\"wood\", \"small\"]，20：[\"iron\", \"large\"]",
                "10=[\"wood\", \"small\"]|20=[\"iron\", \"large\"]",
            ),
            ("盒子的种类：L4Box（四层盒子），L7Box（七层盒子）。", "L4Box=四层盒子|L7Box=七层盒子"),
            ("wood (from trees), iron (from mines)", "wood=from trees|iron=from mines"),
            ("wood（木）、iron、paper（纸）", ""),
            ("wood、iron（铁）、paper（纸）", ""),
            ("wood (trees), iron (mines), and paper (rags)", "wood=trees|iron=mines|paper=rags"),
            ("wood (trees), iron (mines), paper\n(rags)", ""),
            ("wood (trees), iron (mines), and paper", ""),
            ("状态 wood（木） iron（铁） paper（纸）", ""),
            ("若 type 为 wood，表示甲；若 type 为 iron，表示乙", ""),
            ("0: No (default), 1: Yes", "0=No (default|1=Yes"),
            ("box < 0: broken; a value of 1 means whole", ""),
            ("wb refers to a wooden box; ib means an iron one", "wb=a wooden box|ib=an iron one"),
            ("wood（木）、iron（铁）等", ""),
            ("如果是 wood（木）的盒子，见 iron（铁）", ""),
            ("Length limit: 1-80. Two forms are supported: wood and iron.", ""),
            (
                "TRUE: it is one. FALSE: it is none. Only under these conditions: it is a box",
                "TRUE=it is one|FALSE=it is none",
            ),
            ("wood 表示木；iron 表示铁；4xx表示其他", "wood=木|iron=铁|4xx=其他"),
            ("若 kind 选4（木）、或104（铁），则无需填写", ""),
        ];
        for (text, expected) in cases {
            let found = values(text);
            let shown: Vec<_> =
                found.iter().map(|value| format!("{}={}", value.wire, value.meaning)).collect();
            assert_eq!(shown.join("|"), expected, "{text}");
        }
    }
}
