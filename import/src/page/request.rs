//! Example requests: the parameters in an address, or in JSON.

use percent_encoding::percent_decode_str;
use qcloud_codegen::spec::Protocol;
use qcloud_codegen::vendor::begins_with_verb;
use serde_json::{Map, Value};

use super::notation;
use crate::example::common;
use crate::example::flat::Flat;
use crate::report::{Kind, Warning};

/// The parameter that says which of several versions of an Action is called: one of its own where its page has it.
pub(super) const VERSION: &str = "Version";

/// Whether a parameter is one that every request has.
pub(super) fn is_common(name: &str) -> bool {
    common::is_common(name) || name == "COMMON_PARAMS"
}

/// A request among the examples of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Request {
    pub(super) line: usize,
    /// The Action that it names.
    pub(super) action: Option<String>,
    /// The host, when it is given.
    pub(super) host: Option<String>,
    /// The path, when it is given.
    pub(super) path: Option<String>,
    /// The Action's own parameters; all scalars are texts when they come from an address.
    pub(super) parameters: Map<String, Value>,
    /// The lists that begin with 1.
    pub(super) one_based: Vec<String>,
    /// The names that it gives twice, with another value.
    pub(super) twice: Vec<String>,
}

impl Request {
    /// Whether it has values such as `<id of the thing>`, which somebody has to fill in.
    pub(super) fn is_form(&self) -> bool {
        fn is_open(value: &Value) -> bool {
            match value {
                Value::String(text) => text.starts_with('<') && text.ends_with('>'),
                Value::Array(items) => items.iter().any(is_open),
                Value::Object(fields) => fields.values().any(is_open),
                _ => false,
            }
        }
        self.parameters.values().any(is_open)
    }

    /// A warning for each name that it gives twice.
    pub(super) fn given_twice(&self) -> impl Iterator<Item = Warning> {
        self.twice.iter().map(|name| {
            let message = format!("the example gives `{name}` twice; the second value was left out");
            Warning::at(self.line, Kind::LeftOut, message)
        })
    }

    /// Whether it has the parameters of another request to the same Action, with the same values.
    pub(super) fn has_all_of(&self, other: &Self) -> bool {
        self.action == other.action
            && other.parameters.iter().all(|(name, value)| self.parameters.get(name) == Some(value))
    }
}

/// The request in an address such as `https://wss.api.qcloud.com/v2/index.php?Action=CertGetList&page=1`, with line breaks where they may be.
pub(super) fn address(text: &str, line: usize) -> Option<Request> {
    let text = &undone(text);
    // An address that forgot its Action is one by its path, be it with its question mark in the next line.
    let by_path = || {
        let path = Protocol::V2.path();
        let at = text.find(path)? + path.len();
        let mark = text[at..].trim_start().strip_prefix('?')?;
        Some(text.len() - mark.len())
    };
    let start = text.find("Action=").or_else(by_path)?;
    let mut request = Request { line, ..Request::default() };
    let before = &text[..start];
    if let Some(at) = before.rfind("://") {
        let rest: String = before[at + 3..].chars().take_while(|c| !c.is_whitespace()).collect();
        let (host, path) = rest.split_once('/').unwrap_or((&rest, ""));
        request.host = Some(host.to_lowercase());
        let path = path.split(['?', '&', '<']).next().unwrap_or_default();
        request.path = Some(format!("/{path}")).filter(|path| path.len() > 1);
    }
    // Parameters may stand before the Action, behind the question mark.
    let first = before.rfind('?').map_or(start, |at| at + 1);
    let mut flat: Vec<(String, String)> = Vec::new();
    for piece in text[first..].split(['&', '\n', '?']) {
        let piece = piece.trim();
        if piece.starts_with(['{', '}']) {
            break; // the response
        }
        let Some((name, value)) = piece.split_once('=') else { continue };
        let value = value.trim();
        let name = name.trim().trim_start_matches("amp;");
        let value = value.split_once(" HTTP/").map_or(value, |(value, _)| value);
        // What is said of a value behind it is no part of it.
        let value =
            [" //", "\t//"].iter().find_map(|sign| value.split_once(sign)).map_or(value, |(value, _)| value);
        if notation::path(name).is_some() && value.len() < 4096 && flat.len() < 1000 {
            flat.push((name.to_owned(), decoded(value)));
        }
    }
    request.action = flat.iter().find(|(name, _)| name == "Action").map(|(_, value)| word(value));
    // The name of an Action makes what is spelt otherwise the same.
    let is_small = |(name, value): &(String, String)| name == "action" && begins_with_verb(&word(value));
    if request.action.is_none()
        && let Some(at) = flat.iter().position(is_small)
    {
        request.action = Some(word(&flat.remove(at).1));
        flat.retain(|(name, _)| !common::is_common_in_any_case(name));
    }
    flat.retain(|(name, _)| !is_common(name) || name == VERSION);
    for (index, (name, value)) in flat.iter().enumerate() {
        let is_other = |(earlier, given): &(String, String)| earlier == name && given != value;
        if !request.twice.contains(name) && flat[..index].iter().any(is_other) {
            request.twice.push(name.clone());
        }
    }
    let tree = Flat::of(flat);
    let (parameters, one_based) = tree.json();
    request.parameters = parameters;
    request.one_based = one_based;
    Some(request)
}

/// An example without the numbers before its lines; an address that goes on in the next line stands in one.
pub(super) fn unnumbered(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut plain: Vec<String> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (number, rest) = line.trim_start().split_once(". ")?;
        if number.parse() != Ok(index + 1) {
            return None;
        }
        let goes_on = plain.first().is_some_and(|first| first.contains("://")) && !rest.starts_with('&');
        match plain.last_mut().filter(|_| goes_on) {
            Some(last) => last.push_str(rest.trim()),
            None => plain.push(rest.to_owned()),
        }
    }
    (lines.len() > 2).then(|| plain.join("\n"))
}

/// The request in an array of PHP: a line for each parameter, `'Action' => 'CertGetList',`.
pub(super) fn php(text: &str, line: usize) -> Option<Request> {
    let is_around = |c: char| c.is_whitespace() || "'\",".contains(c);
    let unquoted = |text: &str| text.trim_matches(is_around).to_owned();
    let pairs = text.lines().filter_map(|line| line.split_once("=>"));
    let mut flat: Vec<(String, String)> = pairs
        .map(|(name, value)| (unquoted(name), unquoted(value)))
        .filter(|(name, value)| notation::path(name).is_some() && value.len() < 4096)
        .take(1000)
        .collect();
    let action = flat.iter().find(|(name, _)| name == "Action").map(|(_, value)| word(value))?;
    flat.retain(|(name, _)| !is_common(name) || name == VERSION);
    let (parameters, one_based) = Flat::of(flat).json();
    Some(Request { line, action: Some(action), parameters, one_based, ..Request::default() })
}

/// Names that begin as an entity of HTML does, which a browser shows as another character: `&regionId` is shown as `®ionId`.
const ENTITIES: &[(char, &str)] = &[
    ('®', "&reg"),
    ('¶', "&para"),
    ('×', "&times"),
    ('¬', "&not"),
    ('§', "&sect"),
    ('©', "&copy"),
    ('¤', "&curren"),
    ('°', "&deg"),
    ('µ', "&micro"),
    ('¢', "&cent"),
    ('£', "&pound"),
    ('¥', "&yen"),
    ('÷', "&divide"),
    ('·', "&middot"),
    ('ª', "&ordf"),
    ('º', "&ordm"),
    ('±', "&plusmn"),
];

/// A text with the names in it that a browser took for entities.
pub(super) fn undone(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match ENTITIES.iter().find(|(shown, _)| *shown == c) {
            Some((_, name)) => plain.push_str(name),
            None => plain.push(c),
        }
    }
    plain
}

/// The request in a JSON object.
pub(super) fn json(fields: &Map<String, Value>, line: usize) -> Request {
    let action = fields.get("Action").and_then(Value::as_str).map(str::to_owned);
    let parameters = || fields.iter().filter(|(name, _)| !is_common(name) || *name == VERSION);
    // Names as those of an address, though in JSON: `ids.0`.
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let flat = parameters().map(|(name, value)| Some((name.clone(), text(value)?)));
    let flat: Option<Vec<_>> = flat.collect();
    if let Some(flat) = flat.filter(|flat| flat.iter().any(|(name, _)| name.contains('.'))) {
        let (parameters, one_based) = Flat::of(flat).json();
        return Request { line, action, parameters, one_based, ..Request::default() };
    }
    let parameters = parameters().map(|(name, value)| (name.clone(), value.clone())).collect();
    Request { line, action, parameters, ..Request::default() }
}

/// The characters of a value that can be those of a name.
fn word(value: &str) -> String {
    let word: String =
        value.chars().take_while(|c| c.is_ascii_alphanumeric() || "_.-".contains(*c)).collect();
    word.trim_end_matches(['.', '-', '_']).to_owned()
}

/// A value without its escapes; one that has none comes back as it is.
fn decoded(value: &str) -> String {
    let is_text = |text: &str| text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    // A blank is written as `+` where other characters are written as escapes.
    let value = if value.contains('%') { value.replace('+', " ") } else { value.to_owned() };
    match percent_decode_str(&value).decode_utf8() {
        Ok(plain) if is_text(&plain) => plain.into_owned(),
        _ => value.chars().filter(|c| !c.is_control()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_becomes_nested_parameters() {
        let text = "https://cvm.api.qcloud.com/v2/index.php?Action=RunInstances\n&<Common request parameters>\n&zone=gz%201\n &Filters.1.Values.1=a\n&Filters.1.Values.2=b\n&ids.0=x&Region=gz";
        let request = address(text, 7).unwrap();
        assert_eq!(request.action.as_deref(), Some("RunInstances"));
        assert_eq!(request.host.as_deref(), Some("cvm.api.qcloud.com"));
        assert_eq!(request.path.as_deref(), Some("/v2/index.php"));
        let expected = json!({"zone": "gz 1", "Filters": [{"Values": ["a", "b"]}], "ids": ["x"]});
        assert_eq!(Value::Object(request.parameters), expected);
        assert_eq!(request.one_based, ["Filters", "Filters.Values"]);
    }

    #[test]
    fn what_is_said_of_a_value_is_no_part_of_it_and_a_plus_among_escapes_is_a_blank() {
        let text = "https://a.api.qcloud.com/v2/index.php?Action=A\n&url=http://b.c/d //the thing\n&at=2018-01-01+08%3A00&sum=1+1";
        let request = address(text, 1).unwrap();
        let expected = json!({"url": "http://b.c/d", "at": "2018-01-01 08:00", "sum": "1+1"});
        assert_eq!(Value::Object(request.parameters), expected);
    }

    #[test]
    fn an_array_of_php_becomes_nested_parameters() {
        let text = "array (\n  'Action' => 'A',\n  'Nonce' => 12,\n  'ids.0' => 'x',\n  'at' => '2018-01-01 00:00:00',\n  'rule' => '{\"a\":1}',\n  'odd' => ''y\",\n  'n' => 5\n)";
        let request = php(text, 3).unwrap();
        assert_eq!((request.action.as_deref(), request.line), (Some("A"), 3));
        let expected =
            json!({"ids": ["x"], "at": "2018-01-01 00:00:00", "rule": "{\"a\":1}", "odd": "y", "n": "5"});
        assert_eq!(Value::Object(request.parameters), expected);
        assert_eq!(php("array('a' => 'b')", 1), None);
    }

    #[test]
    fn names_that_a_browser_took_for_entities_are_names_again() {
        let request =
            address("https://a.api.qcloud.com/v2/index.php?Action=A\n®ionId=1\n¶mList.0=x&×tamp=2", 1)
                .unwrap();
        assert_eq!(
            Value::Object(request.parameters),
            json!({"regionId": "1", "paramList": ["x"], "timestamp": "2"})
        );
    }

    #[test]
    fn an_address_without_an_action_is_one_by_its_path() {
        let request = address("https://a.api.qcloud.com/v2/index.php?\n&<common>\n&id=1", 1).unwrap();
        assert_eq!((request.action, Value::Object(request.parameters)), (None, json!({"id": "1"})));
        assert_eq!(address("see id=1", 1), None);
    }

    #[test]
    fn the_common_parameters_are_no_ones_own() {
        let Value::Object(fields) = json!({"Action": "A", "Region": "gz", "id": 1}) else { unreachable!() };
        let request = super::json(&fields, 1);
        assert_eq!(
            (request.action.as_deref(), Value::Object(request.parameters)),
            (Some("A"), json!({"id": 1}))
        );
        let Value::Object(fields) = json!({"Action": "A", "ids.0": "a", "limit": 1}) else { unreachable!() };
        let request = super::json(&fields, 1);
        assert_eq!(Value::Object(request.parameters), json!({"ids": ["a"], "limit": "1"}));
    }
}
