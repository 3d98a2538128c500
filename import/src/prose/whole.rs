//! Lists of values that are whole beyond doubt: every value is there, and nothing else is.

use std::collections::HashSet;

use super::{Value, either, orders, values, words};

/// More values than these are a catalogue, and fewer are none.
const COUNT: std::ops::RangeInclusive<usize> = 2..=40;

/// Words by which a list has other values too, holds only sometimes, or tells of something else than the one value that stands here.
const DOUBTS: &[&str] = &[
    "例如",
    "比如",
    "譬如",
    "诸如",
    "示例",
    "样例",
    "举例",
    "如:",
    "形如",
    "类似",
    "...",
    "…",
    "such as",
    "e.g",
    "eg.",
    "for example",
    "for instance",
    "etc",
    "and so on",
    "and more",
    "包括但不限于",
    "不限于",
    "not limited",
    "其他",
    "其它",
    "other",
    "自定义",
    "custom",
    "任意",
    "更多",
    "参考",
    "参见",
    "详见",
    "请见",
    "见文档",
    "查看",
    "查阅",
    "refer to",
    "see ",
    "http",
    "部分",
    "常用",
    "常见",
    "主要有",
    "建议",
    "推荐",
    "逗号",
    "分号",
    "分隔",
    "多个",
    "组合",
    "拼接",
    "同时",
    "通配",
    "正则",
    "前缀",
    "后缀",
    "开头",
    "结尾",
    "占位",
    "格式",
    "json",
    "当前仅支持",
    "暂时",
    "一期",
    "后续",
    "即将",
    "目前",
    "comma",
    "separated",
    "multiple",
    "base64",
    "combin",
    "prefix",
    "suffix",
    "format",
    "currently",
    "如果",
    "若",
    "仅当",
    "when ",
    "if ",
    "only for",
    "depends",
    "取决于",
    "根据",
    "不同",
    "对应关系",
    "白名单",
    "内测",
    "废弃",
    "弃用",
    "下线",
    "deprecated",
    "\"\"",
    "''",
    "“”",
    "空字符串",
    "空串",
];

/// `等` behind a list says that there is more; in these words it doesn't.
const NO_MORE: &[&str] = &[
    "等于", "等级", "等待", "相等", "对等", "中等", "高等", "低等", "同等", "平等", "等价", "等效", "等同",
    "不等", "等分", "等比",
];

/// The values of a thing whose description lists all of them, each once, as words that are names; none where anything is in doubt.
pub(crate) fn whole(description: &str) -> Vec<Value> {
    let lower = description.to_lowercase().replace('：', ":");
    let bare = NO_MORE.iter().fold(lower.clone(), |text, word| text.replace(word, ""));
    if bare.contains('等') || DOUBTS.iter().any(|word| lower.contains(word)) {
        return Vec::new();
    }
    let found = [values, words, orders, either].iter().map(|find| find(description));
    let Some(found) = found.into_iter().find(|values| !values.is_empty()) else { return Vec::new() };
    let is_whole = COUNT.contains(&found.len())
        && found.iter().all(|value| is_name(&value.wire))
        && !found.iter().any(|value| is_flag(&value.wire))
        && has_no_other(description, &found);
    if is_whole { found } else { Vec::new() }
}

/// Whether a value is a word that can be a name in a program.
fn is_name(wire: &str) -> bool {
    wire.len() >= 2
        && wire.starts_with(|c: char| c.is_ascii_alphabetic())
        && wire.ends_with(|c: char| c.is_ascii_alphanumeric())
        && wire.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

fn is_flag(wire: &str) -> bool {
    wire.eq_ignore_ascii_case("true") || wire.eq_ignore_ascii_case("false")
}

/// Whether every word of a description that could be a value is one that was found: those that are written like one, and those that stand like one.
fn has_no_other(description: &str, found: &[Value]) -> bool {
    let known: HashSet<&str> = found.iter().map(|value| value.wire.as_str()).collect();
    let styles: HashSet<Style> = known.iter().map(|wire| Style::of(wire)).collect();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let mut start = 0;
    while let Some(at) = description[start..].find(|c: char| c.is_ascii_alphanumeric()) {
        let at = start + at;
        let end = description[at..].find(|c| !is_part(c)).map_or(description.len(), |length| at + length);
        start = end;
        let token = &description[at..end];
        // `4.CATALOG`: the number of a line.
        let word = token.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let word = if token[..token.len() - word.len()].ends_with('.') { word } else { token };
        let word = word.trim_end_matches(['.', '-', '_']);
        if known.contains(word) || word.is_empty() {
            continue;
        }
        let is_named = word.len() > 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
        if (is_named && styles.contains(&Style::of(word))) || is_listed(description, at, end, word) {
            return false;
        }
    }
    true
}

/// Whether a word stands where a list has its values: between signs that separate them, or before its meaning.
fn is_listed(description: &str, start: usize, end: usize, word: &str) -> bool {
    let is_blank = |c: char| c == ' ' || "\"'“”‘’`".contains(c);
    let before = description[..start].trim_end_matches(is_blank);
    let behind = description[end..].trim_start_matches(is_blank);
    let is_begun = before.is_empty() || before.ends_with(|c| "\n；;、，,|/-•:：[【(（".contains(c));
    let is_meant = behind.starts_with(|c| ":：=".contains(c)) || behind.starts_with("表示");
    let is_number = word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_ended = behind.is_empty() || behind.starts_with(|c| "\n；;、，,|/-）)]】".contains(c));
    behind.starts_with(['~', '～']) || (is_begun && (is_meant || (is_ended && !is_number)))
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Style {
    Upper,
    Lower,
    Mixed,
}

impl Style {
    fn of(word: &str) -> Self {
        let has = |test: fn(&u8) -> bool| word.bytes().any(|b| test(&b));
        match (has(u8::is_ascii_uppercase), has(u8::is_ascii_lowercase)) {
            (true, false) => Self::Upper,
            (false, _) => Self::Lower,
            _ => Self::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_taken_when_it_is_whole_beyond_doubt() {
        let cases = [
            ("状态。ON：开启；OFF：关闭", "ON|OFF"),
            ("取值范围：\n- PENDING：创建中\n- AVAILABLE：可用的", "PENDING|AVAILABLE"),
            ("证书类型：CA = 客户端证书，SVR = 服务器证书。", "CA|SVR"),
            ("排序字段，可选值：name、createTime，默认 name", "name|createTime"),
            ("The value can be tcp or udp.", ""),
            ("等级。LOW：低；HIGH：高，等待处理", "LOW|HIGH"),
            // There may be more.
            ("可选值：tcp、udp等", ""),
            ("协议，例如：tcp、udp", ""),
            ("Values: tcp, udp, etc.", ""),
            ("协议，可选值：TCP、UDP、其他", ""),
            // One of the list was not read.
            ("类型：\n1. TEMPLATE - 模板\n2. SEAL - 印章\n4.CATALOG - 目录", ""),
            ("A/B：甲；CC：乙；DD：丙", ""),
            ("清晰度。HD：高清；FHD：全高清；4K：超清", ""),
            ("状态。未关联vpc：SUSPEND，已关联VPC：ENABLED", ""),
            ("机型。S1：一代；S5~S7：新一代；SA2：二代", ""),
            ("状态。\"Ok\"：正常；\"Down\"：宕机；\"\"：未开启", ""),
            // No name of a value.
            ("开关。true：开；false：关", ""),
            ("开关。0：关；1：开", ""),
            // Several in one text, or a part of it.
            ("操作，取值：read、write，多个以逗号分隔", ""),
            ("以 abc 或 def 为前缀", ""),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = whole(text).into_iter().map(|value| value.wire).collect();
            assert_eq!(found.join("|"), expected, "{text}");
        }
    }
}
