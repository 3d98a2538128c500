//! Names for types, values and fields: the same for the same page, and different where they must be.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use qcloud_codegen::language::Taken;
use qcloud_codegen::language::names::{is_usable, singular, variant};

use super::chinese;

/// The Rust names of types that are given away already.
#[derive(Debug)]
pub(super) struct TypeNames {
    /// The Action's name as a type's, before every other name: types of two Actions must not meet.
    action: String,
    taken: Taken,
}

impl TypeNames {
    pub(super) fn new(action: &str, others: &BTreeSet<String>) -> Self {
        let action = action.to_upper_camel_case();
        let taken = ["Request", "Result", "ErrorCode"].iter().map(|end| format!("{action}{end}"));
        let taken = Taken::with(taken.chain([action.clone()]).chain(others.iter().cloned()));
        Self { action, taken }
    }

    /// A name for the type of what a path leads to.
    pub(super) fn take(&mut self, path: &[String], is_item: bool, suffix: &str) -> String {
        let word = |name: &String| {
            let plain: String =
                name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            plain.to_upper_camel_case()
        };
        let mut words: Vec<String> = path.iter().map(word).filter(|word| !word.is_empty()).collect();
        if let Some(last) = words.last_mut()
            && is_item
        {
            *last = one_of(last);
        }
        // The shortest end of the path that is not taken, or the last word with a number.
        let name = |words: &[String]| format!("{}{}{suffix}", self.action, words.concat());
        let ends = (1..=words.len()).map(|length| name(&words[words.len() - length..]));
        let stem = match words.last() {
            Some(last) => name(std::slice::from_ref(last)),
            None => name(&["Item".to_owned()]),
        };
        let numbered = (2..).map(|number| format!("{stem}{number}"));
        let whole = words.is_empty().then(|| stem.clone());
        let name = self.taken.insert_first(ends.chain(whole).chain(numbered));
        name.unwrap_or(stem)
    }
}

/// One of what a name says several of.
fn one_of(name: &str) -> String {
    let ends = ["InfoList", "List", "Set", "Array", "Infos"];
    let stem = ends.iter().find_map(|end| name.strip_suffix(end)).filter(|stem| !stem.is_empty());
    if let Some(stem) = stem {
        return singular(stem);
    }
    match singular(name) {
        same if same == name => format!("{name}Item"),
        other => other,
    }
}

/// The Rust name that the generator derives for a value; none when that can't be one.
pub(super) fn value(wire: &str) -> Option<String> {
    Some(variant(wire)).filter(|name| is_usable(name))
}

/// A code without the blanks beside its full stops, which are the page's.
pub(super) fn in_one(code: &str) -> String {
    code.split('.').map(str::trim).collect::<Vec<_>>().join(".")
}

/// Whether a text is the symbolic name of an error, rather than a sentence or one word of it.
pub(super) fn is_symbolic(text: &str) -> bool {
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    let is_camel = capitals >= 2 && text.chars().any(|c| c.is_ascii_lowercase());
    (is_camel || text.contains(['.', '_'])) && symbolic(text).is_some()
}

/// A symbolic name as one of Rust, when it is a word.
pub(super) fn symbolic(name: &str) -> Option<String> {
    let name = name.trim().trim_matches(['`', '"']);
    let name = &in_one(name);
    let is_word = name.len() <= 80
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if is_word { value(name) } else { None }
}

/// A name for a value from what it means, when the meaning is short: `Verification failed` is `VerificationFailed`.
pub(super) fn meaning(meaning: &str) -> Option<String> {
    let known = MEANINGS.iter().find(|(words, _)| words.contains(&meaning.trim()));
    if let Some((_, name)) = known {
        return Some((*name).to_owned());
    }
    let short = meaning.split(['(', '（', ';', '；', '，']).next().unwrap_or_default().trim();
    if !short.is_ascii() {
        return chinese::name(short);
    }
    let all = short.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<&str> = Vec::new();
    let mut is_ahead = false;
    for word in all {
        // What is to be done is not done.
        if !SILENT.contains(&word.to_lowercase().as_str()) || (is_ahead && word == "be") {
            words.push(word);
        }
        is_ahead = word.eq_ignore_ascii_case("to");
    }
    let name = words.join(" ").to_upper_camel_case();
    let is_short = (1..=8).contains(&words.len()) && name.len() <= 60;
    if !is_short {
        return short.rsplit_once(", ").and_then(|(first, _)| self::meaning(first));
    }
    // A number with a unit is a size, and no name.
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
}

/// Words without which a name says the same.
const SILENT: [&str; 12] = ["a", "an", "the", "that", "is", "are", "be", "been", "of", "it", "has", "s"];

/// Meanings that pages use again and again.
const MEANINGS: &[(&[&str], &str)] = &[
    (&["是", "yes", "Yes"], "Yes"),
    (&["否", "no", "No"], "No"),
    (&["关闭", "关", "off"], "Off"),
    (&["打开", "开启", "开", "启用", "on"], "On"),
    (&["成功", "执行成功", "操作成功", "任务成功"], "Succeeded"),
    (&["失败", "执行失败", "操作失败", "任务失败"], "Failed"),
    (&["运行中", "正在运行", "运行", "执行中", "进行中", "任务进行中"], "Running"),
    (&["创建中", "正在创建"], "Creating"),
    (&["创建失败"], "CreationFailed"),
    (&["删除中"], "Deleting"),
    (&["已删除"], "Deleted"),
    (&["隔离中", "已隔离"], "Isolated"),
    (&["正常"], "Normal"),
    (&["异常"], "Abnormal"),
    (&["故障"], "Faulty"),
    (&["关机", "已关机", "停止", "已停止"], "Stopped"),
    (&["关机中", "停止中"], "Stopping"),
    (&["开机中", "启动中"], "Starting"),
    (&["重启中"], "Restarting"),
    (&["等待中", "等待", "待执行", "未开始", "等待执行"], "Waiting"),
    (&["初始化中", "初始化", "未初始化"], "Initializing"),
    (&["发货中", "创建中（发货中）"], "Delivering"),
    (&["修改中"], "Modifying"),
    (&["升级中"], "Upgrading"),
    (&["迁移中"], "Migrating"),
    (&["回收中"], "Recycling"),
    (&["待回收", "已回收"], "Recycled"),
    (&["过期", "已过期"], "Expired"),
    (&["未知"], "UnknownValue"),
    (&["全部", "所有"], "All"),
    (&["其他", "其它"], "Other"),
    (&["公网"], "Public"),
    (&["内网"], "Private"),
    (&["包年包月", "预付费"], "Prepaid"),
    (&["按量计费", "后付费"], "Postpaid"),
    (&["主实例"], "Primary"),
    (&["只读实例"], "ReadOnly"),
    (&["灾备实例"], "DisasterRecovery"),
    (&["移动"], "ChinaMobile"),
];

/// Whether the meanings of 0 and 1 are no and yes.
pub(super) fn is_no_and_yes(zero: &str, one: &str) -> bool {
    const PAIRS: &[(&str, &str)] = &[
        ("否", "是"),
        ("关闭", "开启"),
        ("关闭", "打开"),
        ("关闭", "启用"),
        ("禁用", "启用"),
        ("停用", "启用"),
        ("no", "yes"),
        ("off", "on"),
        ("false", "true"),
        ("disabled", "enabled"),
        ("disable", "enable"),
        ("close", "open"),
        ("closed", "open"),
        ("关", "开"),
        ("无", "有"),
    ];
    let (zero, one) = (zero.trim().to_lowercase(), one.trim().to_lowercase());
    let is_negated = [
        ("不", ""),
        ("未", "已"),
        ("非", ""),
        ("未", ""),
        ("不", "是"),
        ("no ", ""),
        ("not ", ""),
        ("否，", "是，"),
        ("不是", "是"),
        ("没有", "有"),
    ]
    .iter()
    .any(|(no, yes)| {
        zero.strip_prefix(no).is_some_and(|rest| one.strip_prefix(yes) == Some(rest) && !rest.is_empty())
    });
    is_negated || PAIRS.iter().any(|(no, yes)| zero == *no && one == *yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_named_after_their_action_and_the_end_of_their_path() {
        let mut names = TypeNames::new("DescribeVpcs", &BTreeSet::new());
        let path = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
        let cases = [
            ("data.vpcSet", true, "DescribeVpcsVpc"),
            ("data.tags", true, "DescribeVpcsTag"),
            ("data.list", true, "DescribeVpcsListItem"),
            ("other.tags", true, "DescribeVpcsOtherTag"),
            ("projectInfo", false, "DescribeVpcsProjectInfo"),
            ("result", false, "DescribeVpcsResult2"),
        ];
        for (way, is_item, expected) in cases {
            assert_eq!(names.take(&path(way), is_item, ""), expected, "{way}");
        }
    }

    #[test]
    fn short_meanings_name_values() {
        assert_eq!(meaning("Verification failed").as_deref(), Some("VerificationFailed"));
        assert_eq!(meaning("运行中").as_deref(), Some("Running"));
        assert_eq!(meaning("To be switched").as_deref(), Some("ToBeSwitched"));
        assert_eq!(meaning("the box failed to open").as_deref(), Some("BoxFailedToOpen"));
        assert_eq!(meaning("that the task is being stopped").as_deref(), Some("TaskBeingStopped"));
        assert_eq!(
            meaning("Open the box, without the need to give a key or a name for it").as_deref(),
            Some("OpenBox")
        );
        assert_eq!(meaning("one sentence with more words than anybody wants in a name"), None);
        assert_eq!(meaning("某种状态"), None);
        assert!(
            is_no_and_yes("不满足", "满足")
                && is_no_and_yes("未激活", "已激活")
                && is_no_and_yes("No", "Yes")
        );
        assert!(!is_no_and_yes("创建中", "运行中"));
    }
}
