//! Which Action a page is about, and where it is served.

use std::collections::BTreeSet;

use qcloud_codegen::vendor::begins_with_verb;
use qcloud_codegen::vendor::hosts::{self, REGION};

use super::read::Page;
use super::request::Request;

/// What a page says of its Action's place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) action: Option<String>,
    /// A sentence says that the page is about the Action, rather than that an example names it.
    pub(super) is_told: bool,
    /// How many Actions the examples name.
    pub(super) shown: usize,
    /// The Actions that parts of the page are about.
    pub(super) titles: BTreeSet<String>,
    /// Another Action that the example names.
    pub(super) other_action: Option<String>,
    /// Another spelling that the page's sentences have.
    pub(super) other_spelling: Option<String>,
    pub(super) host: Option<String>,
    /// Another host that the page names.
    pub(super) other_host: Option<String>,
    /// A host of an example or of a sentence about the host that is none of those that are known.
    pub(super) unknown_host: Option<String>,
    /// The host of one region that an example shows, where nothing else says that the host has a region in it.
    pub(super) of_one_region: Option<String>,
    /// The host inside of the vendor's network, where the page names no other.
    pub(super) inside: Option<String>,
    pub(super) path: Option<String>,
    /// The path of the example, where that is none of a service's.
    pub(super) other_path: Option<String>,
}

/// Looks for the Action and its host.
pub(super) fn identity(page: &Page, requests: &[Request]) -> Identity {
    let mut identity = Identity::default();
    let told = told(page);
    let shown = requests.iter().filter_map(|request| request.action.clone()).filter(|name| is_name(name));
    identity.is_told = told.as_ref().is_some_and(|(_, is_certain)| *is_certain);
    let told = told.map(|(name, _)| name);
    identity.titles = page.texts.iter().flat_map(|text| named(text, TITLES)).collect();
    identity.shown = shown.clone().collect::<BTreeSet<_>>().len();
    let shown = most(shown);
    match (told, shown) {
        // The example decides how the name is spelt; that it is about another Action is a slip of the example.
        (Some(told), Some(shown)) if told != shown && told.eq_ignore_ascii_case(&shown) => {
            identity.action = Some(shown);
            identity.other_spelling = Some(told);
        }
        // What a later sentence says, against the first one and the examples, is a slip of that sentence.
        (Some(told), Some(shown)) if told != shown && begins_with(page, &shown) => {
            identity.action = Some(shown);
            identity.other_spelling = Some(told);
        }
        (Some(told), Some(shown)) if told != shown => {
            identity.action = Some(told);
            identity.other_action = Some(shown);
        }
        (Some(told), None) => {
            let mut fields = page.texts.iter().flat_map(|text| named(text, FIELDS));
            identity.other_spelling = fields.find(|name| *name != told);
            identity.action = Some(told);
        }
        (told, shown) => identity.action = told.or(shown),
    }
    // What is only mentioned may be another Action, such as the one to be called from now on.
    if !identity.is_told
        && let Some(shown) = identity.other_action.take()
    {
        identity.action = Some(shown);
    }
    find_hosts(&mut identity, page, requests);
    let path = most(requests.iter().filter_map(|request| request.path.clone()));
    let path = path.map(|path| path.trim_end_matches('/').to_owned());
    let is_taken = |path: &String| {
        ["/v2/", "/v3/"].iter().any(|start| path.starts_with(start))
            && path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
            && path.rsplit('.').next() == Some("php")
    };
    // A link may stand in the place of the parameters.
    let is_other = |path: &&String| {
        path.len() > 1
            && path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
            && !is_taken(path)
    };
    identity.other_path = path.as_ref().filter(is_other).cloned();
    identity.path = path.filter(is_taken);
    identity
}

/// Looks for the host of the Action, and for what else the page says of hosts.
fn find_hosts(identity: &mut Identity, page: &Page, requests: &[Request]) {
    let mut in_text = Vec::new();
    for text in &page.texts {
        in_text.extend(hosts(text));
        if in_text.len() > 50 {
            break;
        }
    }
    let shown = most(
        requests
            .iter()
            .filter_map(|request| request.host.clone())
            .filter_map(|host| hosts(&host).into_iter().next()),
    );
    // What is said before the first table is about the Action; further on, others are named too.
    let said: Vec<String> = page.about.iter().chain(&page.title).flat_map(|text| hosts(text)).collect();
    let mut host = said.first().or(shown.as_ref()).or(in_text.first()).cloned();
    if let Some(inside) = host.clone()
        && let Some(public) = hosts::public(&inside)
    {
        if !said.contains(&public) {
            let is_named = in_text.contains(&public) || shown.as_ref() == Some(&public);
            identity.other_host = Some(inside.clone());
            identity.inside = Some(inside).filter(|_| !is_named);
        }
        host = Some(public);
    }
    identity.unknown_host = unknown_host(page, requests).filter(|unknown| host.as_ref() != Some(unknown));
    identity.other_host =
        shown.filter(|shown| host.as_ref().is_some_and(|host| host != shown)).or(identity.other_host.take());
    let named = identity.inside.as_ref().or(host.as_ref()).filter(|host| hosts::is_regional(host));
    identity.of_one_region = named.and_then(|named| of_one_region(page, requests, named));
    identity.host = host;
}

/// The host of one region that a page names, and that is taken for a regional one, where nothing has a place for the region in it.
fn of_one_region(page: &Page, requests: &[Request], regional: &str) -> Option<String> {
    let shown = requests.iter().filter_map(|request| request.host.as_deref());
    let texts: Vec<String> = shown.chain(page.texts.iter().map(String::as_str)).map(lower).collect();
    let words = || {
        texts
            .iter()
            .flat_map(|text| words(text))
            .filter(|word| hosts(word).iter().any(|host| host == regional))
    };
    let first = words().next().filter(|_| words().all(|word| !word.contains("region")));
    first.map(str::to_owned)
}

/// The words of a text that may be names of hosts.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-._".contains(c)));
    words.map(|word| word.trim_matches(['.', '-', '_']))
}

/// Whether what a page says first of its Action begins with a name.
fn begins_with(page: &Page, name: &str) -> bool {
    page.about.iter().any(|text| text.strip_prefix(name).is_some_and(|rest| !rest.starts_with(is_part)))
}

fn is_com(name: &str) -> bool {
    name.rsplit('.').next() == Some("com")
}

/// Regions that end the first label of a host which an example shows of one of them.
const REGIONS: &[&str] = &["gz", "sh", "bj", "cd", "cq", "hk", "sg", "ca", "usw", "shjr", "szjr"];

/// A text in lower case, with the region in one spelling.
fn lower(text: &str) -> String {
    let places = ["{$region}", "{region}", "${region}", "<region>", "[region]"];
    places.iter().fold(text.to_lowercase(), |text, place| text.replace(place, "region"))
}

/// The hosts in a text.
fn hosts(text: &str) -> Vec<String> {
    let mut hosts = Vec::new();
    let text = lower(text);
    for word in words(&text) {
        let known = hosts::protocol(word).is_some();
        let label = word.split('.').next().unwrap_or_default();
        let is_name = label.starts_with(|c: char| c.is_ascii_alphabetic())
            && !word.contains(['_', ' '])
            && !word.contains("..");
        if !known || !is_name || matches!(label, "domain" | "xxx" | "xx" | "module" | "region") {
            continue;
        }
        let labels: Vec<&str> = label.split('-').collect();
        let is_region = |(at, part): (usize, &&str)| {
            *part == "region" || (at > 0 && at + 1 == labels.len() && REGIONS.contains(part))
        };
        let label = labels
            .iter()
            .enumerate()
            .map(|(at, part)| if is_region((at, part)) { REGION } else { part })
            .collect::<Vec<_>>()
            .join("-");
        let rest = word.split_once('.').map_or("", |(_, rest)| rest);
        let host = format!("{label}.{rest}");
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}

/// The first host, of an example or behind a word for hosts, that none of the vendor's is known to be.
fn unknown_host(page: &Page, requests: &[Request]) -> Option<String> {
    let mut shown = requests.iter().filter_map(|request| request.host.as_deref());
    let sentences = page.about.iter().chain(page.texts.iter().take(40)).map(|text| lower(text));
    let told: Vec<String> = sentences
        .filter_map(|text| {
            let mark = HOST_WORDS.iter().find(|mark| text.contains(*mark))?;
            let (_, behind) = text.split_once(mark)?;
            words(behind).find(|word| word.contains('.')).map(str::to_owned)
        })
        .collect();
    let hosts_of = |text: &str| {
        let text = text.to_lowercase();
        let host = text.split(':').next().unwrap_or_default().trim_matches(['.', '-', '_']).to_owned();
        (is_unknown(&host) && hosts(&host).is_empty()).then_some(host)
    };
    shown.find_map(hosts_of).or_else(|| told.iter().find_map(|text| hosts_of(text)))
}

/// Words behind which a page names the host of its Action.
const HOST_WORDS: [&str; 6] =
    ["域名", "domain for api request", "request domain", "domain:", "domain name:", "endpoint"];

/// Whether a word is the name of a host, and no placeholder, address or file.
fn is_unknown(word: &str) -> bool {
    let labels: Vec<&str> = word.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty() && !label.contains('_') && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_placeholder =
        |label: &&str| matches!(*label, "xxx" | "xx" | "domain" | "module" | "region" | "example");
    labels.len() >= 3
        && labels.iter().all(is_label)
        && !labels.iter().any(is_placeholder)
        && labels.last().is_some_and(|end| matches!(*end, "com" | "cn" | "net" | "io" | "org"))
        && labels[0] != "www"
        && hosts::protocol(word).is_none()
}

/// The name that the sentences of a page give to its Action, and whether they say that this is what the page is about.
fn told(page: &Page) -> Option<(String, bool)> {
    let texts = || page.about.iter().chain(&page.title).chain(page.texts.iter().take(40));
    if let Some(name) = page.name.as_ref().filter(|name| is_name(name) && name.len() >= 4) {
        return Some((name.clone(), true));
    }
    // A heading that is nothing but the name.
    if let Some(name) = page.title.as_deref().map(str::trim).filter(|title| is_action(title)) {
        return Some((name.to_owned(), true));
    }
    if let Some(name) = texts().flat_map(|text| named(text, CERTAIN)).next() {
        return Some((name, true));
    }
    if let Some(name) = page.about.iter().find_map(|text| beginning(text)) {
        return Some((name, true));
    }
    let mut told: Vec<String> =
        texts().flat_map(|text| named(text, MENTIONS)).filter(|word| begins_with_verb(word)).collect();
    if told.is_empty() {
        // A sentence that begins with the name: `LookupEvents lists ...`.
        let first = |text: &String| text.chars().take_while(|c| is_part(*c)).collect::<String>();
        told.extend(page.about.iter().map(first).filter(|word| is_action(word) && begins_with_verb(word)));
    }
    if told.is_empty() {
        let title = page.title.as_deref().unwrap_or_default();
        told.extend(
            title
                .split(|c: char| !is_part(c))
                .filter(|word| is_action(word) && begins_with_verb(word))
                .map(str::to_owned),
        );
    }
    told.into_iter().next().map(|name| (name, false))
}

/// The name that a sentence about an API begins with: `LookupEvents 接口用于`.
fn beginning(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| is_part(*c)).collect();
    let rest = text[name.len()..].trim_start();
    let is_about = ["接口", "is used to", "API is used to"].iter().any(|words| rest.starts_with(words));
    (is_about && is_action(&name)).then_some(name)
}

/// Words before the name of the Action that a page is about.
const CERTAIN: &[&str] = &[
    "本接口",
    "该接口",
    "此接口",
    "接口名",
    "接口名称",
    "this api",
    "このapi",
    "이 api",
    "api name",
    "action字段为",
    "action 字段为",
    "action字段是",
    "action 字段是",
    "action field for this api is",
    "action field of this api is",
    "action field in this api is",
    "action field is",
    "action field",
    "action参数为",
    "action is",
    "action:",
    "action：",
];

/// Words before what a request has as its Action.
const FIELDS: &[&str] = &["action字段为", "action 字段为", "action field for this api is"];

/// Words before the name of the Action that a part of a page is about.
const TITLES: &[&str] = &["接口名", "接口名称", "api name"];

/// Words before the name of an Action, which need not be the one that the page is about.
const MENTIONS: &[&str] = &["接口", "the api", "api"];

/// The Actions behind some words in a sentence.
fn named(text: &str, before: &[&str]) -> Vec<String> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for mark in before {
        for (at, _) in lower.match_indices(mark).take(20) {
            let Some(rest) = text.get(at + mark.len()..) else { continue };
            let is_inside = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
                || (mark.is_ascii() && rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
            if is_inside {
                continue;
            }
            // What stands in parentheses behind the API is its name, however short.
            let is_certain = rest.trim_start().starts_with(['(', '（']);
            let rest =
                rest.trim_start_matches(|c: char| c.is_whitespace() || "(（:：`'\"“*【<为是".contains(c));
            let rest = rest.strip_prefix("is ").unwrap_or(rest);
            let name: String = rest.chars().take_while(|c| is_part(*c)).collect();
            let name = name.trim_end_matches(['.', '-', '_']).to_owned();
            let is_short_name = is_certain
                && is_name(&name)
                && name.len() >= 4
                && name.starts_with(|c: char| c.is_ascii_uppercase());
            if (is_action(&name) || is_short_name) && !found.iter().any(|(_, other)| *other == name) {
                found.push((at, name));
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, name)| name).collect()
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.-".contains(c)
}

/// Whether a word can be the name of an Action.
fn is_name(word: &str) -> bool {
    word.len() <= 80
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(is_part)
        && !word.contains("..")
        && !word.ends_with(['.', '-', '_'])
        && !matches!(word, "Action" | "xxx" | "XXX" | "API")
}

/// Whether a word has the form of an Action's name: several words in one, or one of the words that Actions begin with.
fn is_action(word: &str) -> bool {
    let capitals = word.chars().filter(char::is_ascii_uppercase).count();
    let is_camel = word.chars().any(|c| c.is_ascii_lowercase())
        && (capitals >= 2 || (capitals >= 1 && word.starts_with(|c: char| c.is_ascii_lowercase())));
    word.len() >= 4
        && is_name(word)
        && (is_camel || begins_with_verb(word))
        && !is_com(word)
        && !matches!(
            word,
            "SecretId"
                | "SecretKey"
                | "SignatureMethod"
                | "RequestClient"
                | "HmacSHA1"
                | "HmacSHA256"
                | "JavaScript"
                | "OpenAPI"
                | "codeDesc"
        )
}

/// What there is most of; of several, the first.
fn most(names: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for name in names {
        match counts.iter_mut().find(|(other, _)| *other == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    let highest = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == highest).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_of_a_sentence_is_found() {
        let cases = [
            ("本接口(DescribeVpcs)用于查询。", vec!["DescribeVpcs"]),
            ("This API (CertGetList) is used to get things.", vec!["CertGetList"]),
            ("其中，此接口的 Action 字段为 DeleteDnaptRule。", vec!["DeleteDnaptRule"]),
            ("The Action field for this API is RunInstances.", vec!["RunInstances"]),
            ("接口名：NS.BGPIP.GetServicePacks", vec!["NS.BGPIP.GetServicePacks"]),
            ("API name: `FileDetection`", vec!["FileDetection"]),
            ("本接口（Encrypt）用于加密。", vec!["Encrypt"]),
            ("以查询实例接口（DescribeInstances）为例", vec![]),
            ("Applying for an API key; DescribeApisStatus", vec![]),
            ("接口请求域名：vpc.api.qcloud.com", vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(named(text, CERTAIN), expected, "{text}");
        }
    }

    #[test]
    fn hosts_are_found_and_know_their_region() {
        assert_eq!(hosts("域名：<b>cvm.api.qcloud.com</b>"), ["cvm.api.qcloud.com"]);
        assert_eq!(
            hosts("https://cmq-queue-{$region}.api.qcloud.com/v2"),
            ["cmq-queue-{region}.api.qcloud.com"]
        );
        assert_eq!(hosts("https://kms-bj.api.qcloud.com/v2"), ["kms-{region}.api.qcloud.com"]);
        assert_eq!(hosts("https://domain/v2/index.php and xxx.api.qcloud.com"), Vec::<String>::new());
    }
}
