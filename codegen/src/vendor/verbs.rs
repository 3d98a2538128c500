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

/// Whether an Action only reads, so that repeating it changes nothing more: by the first verb in its name, and where that leaves it open, by the
/// words that describe it.
///
/// ```
/// use qcloud_codegen::vendor::reads;
///
/// assert!(reads("DescribeVpcs", None));
/// assert!(reads("CertGetList", None));
/// assert!(!reads("ListenThing", None));
/// assert!(reads("CheckDomain", Some("This API is used to query whether a domain is free.")));
/// ```
#[must_use]
pub fn reads(name: &str, words: Option<&str>) -> bool {
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
    let first = told.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    has(READING_WORDS, first) || READING_WORDS_CHINESE.iter().any(|word| told.starts_with(word))
}
