//! What the verb in the name of an Action says.

use heck::ToSnakeCase;

/// Verbs of Actions that change nothing.
const READS: &str = "describe get inquire inquiry list lookup query search";

/// Those of them that are never nouns, so that they count behind a word that is no verb: `ChannelDescribeRoles`, `CertGetList`.
const PURE_READS: &str = "describe get inquire";

/// Verbs that leave open what the Action does; its description decides.
const OPEN: &str =
    "analyze assess batch check compare count download estimate fetch look preview verify view";

/// Verbs of Actions that change something.
const CHANGES: &str = "\
    abort accept activate add adjust allocate apply assign associate attach authorize bind call cancel \
    change clean clear clone close commit complete configure confirm continue control copy create \
    deactivate delete deploy deregister destroy detach detect disable disassociate distribute drop edit enable \
    execute expand export generate grant import init initialize install invoke isolate issue join kill \
    leave link lock manage merge migrate modify move open operate pause pay post process publish \
    pull purchase purge push put reboot receive recover recycle refresh refund register reject release remove \
    rename renew replace report request reset resize restart restore resume retry return revoke rollback \
    rotate run save scale scan send set sign split start stop submit subscribe suspend switch sync \
    terminate transfer trigger unassign unbind uninstall unlink unlock unsubscribe update upgrade upload \
    upsert withdraw";

/// How a description says that its Action only reads: its first word, or its first word after what introduces it.
const READING_WORDS: &str = "\
    describe describes display displays fetch fetches get gets inquire inquires list lists look looks \
    obtain obtains pull pulls queries query querying read reads retrieve retrieves search searches view \
    views";

/// The same in Chinese, which has no blanks between words.
const READING_WORDS_CHINESE: &[&str] =
    &["检索", "查看", "查询", "查找", "获取", "拉取", "列出", "读取", "搜索", "询价"];

/// What introduces the verb of a description.
const INTRODUCTIONS: &[&str] = &["used to ", "used for ", "用于", "用来", "this api ", "本接口"];

/// Verbs with which a description says that something comes into being, and in English their third person.
const CREATING_WORDS: &str = "\
    apply applies create creates export exports generate generates issue issues purchase purchases submit \
    submits";

/// The same in Chinese.
const CREATING_WORDS_CHINESE: &[&str] =
    &["创建", "新建", "导出", "申请", "提交", "购买", "换取", "领取", "签发"];

/// What is new each time that it is made.
const MADE_ANEW: &[&str] = &["链接", "url", "token", "令牌", "密钥", "凭证", "签名"];

/// Words that make something else of a verb before them: what is asked for is its price, or what came of it.
const ABOUT: &[&str] = &["询价", "价格", "查询", "获取", "拉取"];

/// An Action by whose name nothing changes, and which does more by its description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// It creates, exports or applies for something.
    Creates,
    /// Calls of it are charged for.
    Costs,
    /// It can be called once.
    Once,
}

impl More {
    /// What it does, to stand behind "it".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creates => "creates something",
            Self::Costs => "is charged for",
            Self::Once => "works only once",
        }
    }
}

/// Whether an Action only reads, so that repeating it changes nothing more: by the first verb in its name, and where that leaves it open, by the
/// words that describe it. Whatever its name, it does not where these say that it does [`More`].
///
/// ```
/// use qcloud_codegen::vendor::reads;
///
/// assert!(reads("DescribeVpcs", None));
/// assert!(reads("CertGetList", None));
/// assert!(!reads("ListenThing", None));
/// assert!(reads("CheckDomain", Some("This API is used to query whether a domain is free.")));
/// assert!(!reads("DescribeReport", Some("This API is used to export a report.")));
/// ```
#[must_use]
pub fn reads(name: &str, words: Option<&str>) -> bool {
    by_name(name, words) && more_than_reading(name, words).is_none()
}

/// What an Action does by the words that describe it, where its name says that it only reads.
#[must_use]
pub fn more_than_reading(name: &str, words: Option<&str>) -> Option<More> {
    let words = words.filter(|_| by_name(name, words))?.to_lowercase();
    // Whoever asks for the price of something describes what it is the price of.
    if words_of(name).iter().any(|word| word.starts_with("inquir") || word == "price") {
        return None;
    }
    let clauses = || words.split(['，', '。', '；', '\n', ',', ';', '.']).map(str::trim);
    let has = |clause: &str, words: &[&str]| words.iter().any(|word| clause.contains(word));
    let is_once = |clause: &str| {
        let only = ["仅可", "仅能", "只可", "只能", "仅允许", "只允许"]
            .iter()
            .find_map(|only| clause.split_once(only));
        only.is_some_and(|(_, rest)| {
            rest.contains("一次") && !has(rest, &["一次性", "一次最多", "最近一次", "上一次"])
        }) || has(clause, &["only once", "only be called once", "can be called once"])
    };
    let costs = |clause: &str| {
        let is_of_calls = has(clause, &["接口", "调用", "请求", "每次"])
            && ["计费", "收费", "扣费"].iter().any(|end| clause.ends_with(end));
        let makes = has(clause, &["产生", "收取"]) && clause.contains("费用");
        let in_english =
            has(clause, &["will be charged", "is charged", "are charged", "will be billed", "incurs"]);
        (is_of_calls || makes || in_english) && !has(clause, &["不计费", "不收费", "不会", "免费", " not "])
    };
    if clauses().any(is_once) {
        Some(More::Once)
    } else if clauses().any(costs) {
        Some(More::Costs)
    } else {
        (say_creating(&words) || clauses().any(creates_by_itself)).then_some(More::Creates)
    }
}

/// Whether a clause says that what is asked for is created where it is not there yet; what was created by itself before may well be read.
fn creates_by_itself(clause: &str) -> bool {
    let behind = |word| clause.split_once(word).map(|(_, rest)| rest);
    let in_chinese = |rest: &str| {
        let verbs = ["创建", "新建", "生成", "开通", "注册", "签发", "追加"];
        verbs
            .iter()
            .find_map(|verb| rest.split_once(verb))
            .is_some_and(|(_, object)| !object.starts_with('的'))
    };
    let in_english = |rest: &str| {
        let verb = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        has("create creates generate generates activate activates register registers", verb)
    };
    ["自动", "将会", "首次调"].into_iter().filter_map(behind).any(in_chinese)
        || behind("automatically ").is_some_and(in_english)
        || ["created", "generated", "activated", "registered"]
            .iter()
            .any(|done| clause.contains(&format!("be automatically {done}")))
}

/// Whether a description begins by saying that something is created.
fn say_creating(lower: &str) -> bool {
    let sentence = lower.split(['。', '；', '\n', ';']).next().unwrap_or_default();
    let sentence = sentence.split(". ").next().unwrap_or_default().trim_end_matches('.').trim();
    let introduced = INTRODUCTIONS.iter().find_map(|introduction| sentence.split_once(introduction));
    let told = introduced.map_or(sentence, |(_, told)| told).trim();
    let clause = told.split(['，', ',']).next().unwrap_or_default().trim();
    let is_before = ["后", "时", "前"].iter().any(|end| clause.ends_with(end));
    let is_about = ABOUT.iter().any(|word| clause.contains(word));
    let word = clause.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let begins = CREATING_WORDS_CHINESE.iter().any(|word| clause.starts_with(word))
        || has(CREATING_WORDS, word)
        || (clause.starts_with("生成") && MADE_ANEW.iter().any(|word| clause.contains(word)));
    // The list of what was exported, and not an export.
    let is_list = clause.starts_with("导出") && clause.contains("任务");
    (begins && !is_before && !is_about && !is_list) || sentence.ends_with("导出")
}

/// Whether an Action only reads by its name, and by the words that describe it where that leaves it open.
fn by_name(name: &str, words: Option<&str>) -> bool {
    let name = words_of(name);
    let Some((first, rest)) = name.split_first() else { return false };
    let first = first.as_str();
    if has(READS, first) {
        return true;
    }
    if has(CHANGES, first) {
        return false;
    }
    // The verb behind words that are none. What it is about follows it.
    let second = rest.iter().position(|word| is_verb(word)).map(|at| rest.split_at(at).1);
    match second {
        Some([verb, _, ..]) if has(PURE_READS, verb) => true,
        Some([verb, ..]) if has(CHANGES, verb) => false,
        second => {
            let is_open = has(OPEN, first) || second.is_some();
            is_open && words.is_some_and(say_reading)
        }
    }
}

/// Whether a name begins with a verb that Actions begin with, and goes on.
#[must_use]
pub fn begins_with_verb(name: &str) -> bool {
    matches!(words_of(name).as_slice(), [first, _, ..] if is_verb(first))
}

fn is_verb(word: &str) -> bool {
    [READS, OPEN, CHANGES].iter().any(|verbs| has(verbs, word))
}

fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|other| other == word)
}

/// The words of an Action's name, in lower case. A name with dots begins with that of a part of the service.
fn words_of(name: &str) -> Vec<String> {
    let name = name.rsplit('.').next().unwrap_or(name);
    let snake = name.to_snake_case();
    let is_digit = |c: char| c.is_ascii_digit();
    snake
        .split('_')
        .map(|word| word.trim_end_matches(is_digit).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether a description begins by saying that something is read.
fn say_reading(words: &str) -> bool {
    let lower = words.to_lowercase();
    let introduced = INTRODUCTIONS.iter().find_map(|introduction| lower.split_once(introduction));
    let told = introduced.map_or(lower.as_str(), |(_, told)| told).trim_start();
    // The first point of a list, and how it is read.
    let told = told.strip_prefix("1.").or_else(|| told.strip_prefix("1、")).unwrap_or(told).trim_start();
    let told = ["分页", "批量"].iter().find_map(|how| told.strip_prefix(how)).unwrap_or(told);
    let first = told.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    has(READING_WORDS, first) || READING_WORDS_CHINESE.iter().any(|word| told.starts_with(word))
}
