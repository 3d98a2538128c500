//! Names in English for short meanings in Chinese, put together from the words that pages use.

use std::sync::LazyLock;

/// More words than these are a sentence.
const MOST_WORDS: usize = 6;

/// Characters that say nothing of their own in a short meaning.
const SILENT: &str = "的了为是被于在中正等过也该、，,/-_[]\"“” \u{3000}";

/// A word a line with its name in English, the longer ones first.
static WORDS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("chinese.txt").lines();
    lines.filter_map(|line| line.split_once(' ')).collect()
});

/// A name for a meaning, if it is made of nothing but known words, of Latin ones and of numbers: `创建失败` is `CreateFailed`.
pub(super) fn name(meaning: &str) -> Option<String> {
    let meaning = meaning.replace("表示", "").replace("代表", "");
    let meaning = meaning.trim();
    // What goes on says so at its end.
    let (stem, is_running) = match meaning.strip_suffix('中').filter(|stem| !stem.is_empty() && *stem != "集")
    {
        Some(stem) => (stem, true),
        None => (meaning.strip_prefix("正在").unwrap_or(meaning), meaning.starts_with("正在")),
    };
    let stem = stem.strip_prefix("正在").unwrap_or(stem);
    let mut words: Vec<String> = Vec::new();
    let mut rest = stem;
    while let Some(first) = rest.chars().next() {
        if rest == "通过" {
            words.push("Passed".to_owned()); // at the end it is no way to something
            rest = "";
        } else if let Some((word, english)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            words.push((*english).to_owned());
            rest = &rest[word.len()..];
        } else if first.is_ascii_alphanumeric() {
            let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            words.push(first.to_ascii_uppercase().to_string() + &rest[1..length]);
            rest = &rest[length..];
        } else if SILENT.contains(first) {
            rest = &rest[first.len_utf8()..];
        } else {
            return None;
        }
    }
    if is_running {
        words.push("InProgress".to_owned());
    }
    let name = words.concat();
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase());
    ((1..=MOST_WORDS).contains(&words.len()) && is_name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meaning_of_known_words_has_a_name() {
        let cases = [
            ("删除失败", Some("DeleteFailed")),
            ("普通路由表", Some("OrdinaryRouteTable")),
            ("绑定中", Some("BindInProgress")),
            ("正在中止", Some("AbortInProgress")),
            ("审核未通过", Some("ReviewNotPassed")),
            ("通过 VPN 接入", Some("ViaVPNAccess")),
            ("不自动续费", Some("NotAutoRenew")),
            ("中", Some("Medium")),
            ("NAT 网关", Some("NATGateway")),
            ("vpn网关", Some("VpnGateway")),
            ("[\"标清\", \"mp4\"]", Some("StandardDefinitionMp4")),
            ("返回 2xx 表示健康", Some("Return2xxHealthy")),
            ("HTTP 协议", Some("HTTPProtocol")),
            ("某种事情", None),
            ("", None),
        ];
        for (meaning, expected) in cases {
            assert_eq!(name(meaning).as_deref(), expected, "{meaning}");
        }
    }
}
