//! What an Action needs beside its parameters: another host, a stream of events, a body that is not JSON, no signature.

use std::collections::BTreeSet;

use qcloud_codegen::spec::BodySpec;

use super::description::{ActionDescription, Description, Member, Object};
use super::exchange::Exchange;

/// What an Action needs.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Its host, where that is not the service's.
    pub(super) host: Option<String>,
    /// Whether its answer may be a stream of events.
    pub(super) streams: bool,
    /// Whether its requests are not signed.
    pub(super) unsigned: bool,
    /// What the body of a request is, where it is not JSON.
    pub(super) body: Option<BodySpec>,
    /// What a person should look at, to stand behind the Action's name.
    pub(super) warnings: Vec<String>,
}

/// What stands in the description of the request id where it comes in a header, since the body is a stream.
const STREAM_MARK: &str = "X-TC-RequestId";

/// How descriptions say that a body is not JSON.
const BYTES: [&str; 4] = ["octet-stream", "二进制流", "binary stream", "raw bytes"];

/// The domains of hosts that stand in prose.
const DOMAINS: [&str; 2] = [".tencentcloudapi.com", ".ess.tencent.cn"];

/// What the Action of this name needs; `host` is that of its service.
pub(super) fn of(
    description: &Description<'_>,
    host: &str,
    action: &ActionDescription<'_>,
    (input, output): (&Object<'_>, &Object<'_>),
    exchanges: &[&Exchange<'_>],
) -> Needs {
    let says =
        |member: &Member<'_>, words: &str| member.document.as_deref().is_some_and(|doc| doc.contains(words));
    let has_mark = |member: &Member<'_>| member.name == "RequestId" && says(member, STREAM_MARK);
    let is_sent_as = |kind: &str| {
        let types = exchanges.iter().filter_map(|exchange| exchange.content_type);
        types.map(str::to_ascii_lowercase).any(|content_type| content_type.starts_with(kind))
    };
    let holds_bytes = input.members.iter().any(|member| member.kind == "binary" || member.member == "binary");
    let speaks_of_bytes = || {
        let prose = [&action.document, &input.document].into_iter().flatten();
        prose.map(|text| text.to_lowercase()).any(|text| BYTES.iter().any(|word| text.contains(word)))
    };
    let body = if is_sent_as("multipart/") || holds_bytes {
        Some(BodySpec::Form)
    } else {
        let is_bytes = is_sent_as("application/octet-stream") || speaks_of_bytes();
        // The other parameters are headers then, of one text each.
        let are_texts = input.members.iter().all(|member| !["list", "object"].contains(&&*member.kind));
        (is_bytes && are_texts).then_some(BodySpec::Bytes)
    };
    let mut needs = Needs {
        streams: output.members.iter().any(has_mark),
        unsigned: action.skip_sign.0,
        body,
        ..Needs::default()
    };
    let service = &*description.metadata.service_short_name;
    needs.find_host(host, service, action, exchanges);
    needs
}

impl Needs {
    /// The host of an Action, where examples agree on one that can be its own, or its prose names that; else what hosts it speaks of.
    fn find_host(
        &mut self,
        host: &str,
        service: &str,
        action: &ActionDescription<'_>,
        exchanges: &[&Exchange<'_>],
    ) {
        let is_own = |found: &str| {
            found == format!("{service}.ai.tencentcloudapi.com")
                || (found.starts_with("file.") && found.ends_with(".tencent.cn"))
        };
        let shown: BTreeSet<&str> =
            exchanges.iter().filter_map(|exchange| exchange.host).filter(|shown| *shown != host).collect();
        let told = hosts_in(action.document.as_deref().unwrap_or_default());
        let near =
            |found: &&str| *found != host && (is_own(found) || found.starts_with(&format!("{service}.")));
        let told: BTreeSet<&str> = told.iter().map(String::as_str).filter(near).collect();
        let all_go_there = exchanges.iter().all(|exchange| exchange.host.is_none_or(|shown| shown != host));
        let own = match shown.iter().copied().collect::<Vec<_>>().as_slice() {
            [one] if is_own(one) && all_go_there => Some(*one),
            [] => told.iter().copied().find(|told| is_own(told)),
            _ => None,
        };
        if let Some(own) = own {
            self.warnings.push(format!("is at the host `{own}`, not at the service's"));
            self.host = Some(own.to_owned());
            return;
        }
        for other in shown.iter().filter(|shown| is_name(shown)) {
            self.warnings.push(format!("has an example at the host `{other}`; the service's is taken"));
        }
        for other in told.iter().filter(|told| !shown.contains(*told)) {
            self.warnings.push(format!("speaks of the host `{other}`, which the spec can't say"));
        }
    }
}

/// Whether it can be a host: neither a placeholder nor cut off.
fn is_name(host: &str) -> bool {
    !host.starts_with("xxx.") && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
}

/// The hosts that prose names.
fn hosts_in(prose: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    let words = prose.split(|c: char| !is_part(c)).map(|word| word.trim_matches('.').to_ascii_lowercase());
    words.filter(|word| DOMAINS.iter().any(|domain| word.ends_with(domain))).collect()
}
