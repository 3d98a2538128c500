//! The examples of a description, read: the parameters of the request and the body of the response.

use serde_json::{Map, Value};

use super::description::{Description, ExampleFile, Member, Object};
use crate::example::common;
use crate::example::flat::Flat;

/// An example, read as far as that is possible.
#[derive(Debug)]
pub(super) struct Exchange<'e> {
    pub(super) action: &'e str,
    /// What it shows, in the vendor's words.
    pub(super) title: Option<&'e str>,
    /// The request, when it can be read.
    pub(super) parameters: Option<Value>,
    /// The host that the request goes to.
    pub(super) host: Option<&'e str>,
    /// What the request says that its body is.
    pub(super) content_type: Option<&'e str>,
    /// The body of the response, as it is written.
    pub(super) text: &'e str,
    /// The body of the response, or why it is no JSON.
    pub(super) body: Result<Value, String>,
}

/// The examples of the Actions that are described.
pub(super) fn read<'e>(description: &Description<'_>, examples: &'e ExampleFile<'_>) -> Vec<Exchange<'e>> {
    let mut exchanges = Vec::new();
    for (action, texts) in &examples.actions {
        let input =
            description.actions.get(action).and_then(|action| description.objects.get(&*action.input));
        for text in texts {
            exchanges.push(Exchange {
                action,
                title: text.title.as_deref(),
                parameters: input.and_then(|input| parameters(description, input, &text.input)),
                host: host(&text.input),
                content_type: header(&text.input, "content-type"),
                text: &text.output,
                body: serde_json::from_str(&text.output).map_err(|error| error.to_string()),
            });
        }
    }
    exchanges
}

/// The host of a request: that of its address, or of its header.
fn host(request: &str) -> Option<&str> {
    let request = request.trim();
    let address = request.strip_prefix("https://").or_else(|| request.strip_prefix("http://"));
    match address {
        Some(address) => address.split(['/', '?']).next(),
        None => header(request, "host"),
    }
}

/// The value of a header; its name is given in lower case.
fn header<'e>(request: &'e str, name: &str) -> Option<&'e str> {
    let head = request.lines().take_while(|line| !line.trim().is_empty());
    let mut fields = head.filter_map(|line| line.split_once(':'));
    fields.find(|(found, _)| found.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// The parameters of a request: an address with a query, or lines of HTTP and a body of JSON.
fn parameters(description: &Description<'_>, input: &Object<'_>, request: &str) -> Option<Value> {
    let request = request.trim();
    if let Some((_, query)) = request.split_once('?').filter(|_| request.starts_with("http")) {
        return from_query(description, input, query);
    }
    let body = if request.starts_with('{') {
        request
    } else {
        let end_of_head = request.lines().find(|line| line.trim().is_empty())?;
        // Both are parts of one text.
        &request[end_of_head.as_ptr() as usize - request.as_ptr() as usize..]
    };
    serde_json::from_str(body).ok().filter(Value::is_object)
}

/// Parameters that travel as `A.0.B=x`.
fn from_query(description: &Description<'_>, input: &Object<'_>, query: &str) -> Option<Value> {
    let pairs: Vec<_> = query.split('&').map(str::trim).filter(|pair| pair.contains('=')).collect();
    let mut flat = Vec::new();
    for (name, value) in form_urlencoded::parse(pairs.join("&").as_bytes()) {
        let first = name.split('.').next().unwrap_or_default();
        let is_common = (common::is_common(first) || first == "ClientIp")
            && input.members.iter().all(|member| member.name != first);
        if !is_common {
            flat.push((name.into_owned(), value.trim().to_owned()));
        }
    }
    record(description, input, &Flat::of(flat))
}

/// A record of flat parameters; none when a member is not described.
fn record(description: &Description<'_>, object: &Object<'_>, flat: &Flat) -> Option<Value> {
    let mut record = Map::new();
    for (name, flat) in flat.fields() {
        let member = object.members.iter().find(|member| member.name == *name)?;
        let value = if member.kind == "list" {
            let items = flat.items()?.into_values().map(|flat| item(description, member, flat));
            Value::Array(items.collect::<Option<_>>()?)
        } else {
            item(description, member, flat)?
        };
        record.insert(name.clone(), value);
    }
    Some(Value::Object(record))
}

fn item(description: &Description<'_>, member: &Member<'_>, flat: &Flat) -> Option<Value> {
    if let Some((_, object)) = description.object_of(member) {
        return record(description, object, flat);
    }
    let Flat::Leaf(text) = flat else { return None };
    let number = || serde_json::from_str::<Value>(text).ok();
    Some(
        match &*member.member {
            "int64" | "uint64" | "float" => number().filter(Value::is_number),
            "bool" => number().filter(Value::is_boolean),
            _ => None,
        }
        .unwrap_or_else(|| Value::from(text.as_str())),
    )
}
