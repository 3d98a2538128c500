//! Signs what stands on standard input, to find out why a server refuses a signature.
//!
//! ```console
//! $ cargo run -p qcloud-client --example sign < request.json
//! {"name":"list","string_to_sign":"GETwss.api.qcloud.com/v2/index.php?Action=CertGetList&...","signature":"..."}
//! ```
//!
//! A request of the legacy API is an object with the keys `name`, `method`, `host`, `path`, `secret_key` and `params`; one of
//! API 3.0 has `name`, `service`, `method`, `host`, `content_type`, `query`, `body`, `timestamp`, `secret_id` and `secret_key`, and
//! with `"signed_headers": "content-type;host;x-tc-action"` its `action` is signed too. One object, an array of them, or one after
//! the other: each gives a line. The string to sign of the legacy API shows every parameter, so mind where it goes.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use qcloud_client::Json;
use qcloud_client::signature::{SignatureMethod, sign, string_to_sign, tc3};
use qcloud_client::wire::Method;
use serde::Serialize;

fn main() -> ExitCode {
    match run(io::stdin().lock(), &mut io::stdout().lock(), &mut io::stderr().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "sign: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Signs all entries of the input; whether all of them could be signed.
pub(crate) fn run(input: impl Read, out: &mut impl Write, err: &mut impl Write) -> io::Result<bool> {
    let mut all_signed = true;
    for document in serde_json::Deserializer::from_reader(input).into_iter::<Json>() {
        let entries = match document? {
            Json::Array(entries) => entries,
            entry => vec![entry],
        };
        for entry in entries {
            match line(&entry) {
                Ok(line) => {
                    all_signed &= line.error.is_none();
                    writeln!(out, "{}", serde_json::to_string(&line)?)?;
                }
                Err(problem) => {
                    all_signed = false;
                    writeln!(err, "sign: {}: {problem}", name(&entry))?;
                }
            }
        }
    }
    Ok(all_signed)
}

/// What is printed about an entry.
#[derive(Serialize)]
struct Line {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    string_to_sign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    /// The header of API 3.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<String>,
    /// Why the client would not send such a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Line {
    fn new(entry: &Json) -> Self {
        Self { name: name(entry), string_to_sign: None, signature: None, authorization: None, error: None }
    }
}

/// The line for an entry, or what is wrong with the entry.
fn line(entry: &Json) -> Result<Line, String> {
    match protocol(entry)? {
        Protocol::V2 => v2(entry),
        Protocol::Tc3 => tc3(entry),
    }
}

fn v2(entry: &Json) -> Result<Line, String> {
    let method = match text(entry, "method")? {
        "GET" | "get" => Method::Get,
        "POST" | "post" => Method::Post,
        other => return Err(format!("the method is GET or POST, not `{other}`")),
    };
    let (host, path, key) = (text(entry, "host")?, text(entry, "path")?, text(entry, "secret_key")?);
    let parameters = parameters(entry)?;
    let borrowed = parameters.iter().map(|(name, value)| (*name, value.as_str()));
    let mut line = Line::new(entry);
    match string_to_sign(method, host, path, borrowed) {
        Ok(text) => {
            line.signature = Some(sign(key, algorithm(&parameters), &text));
            line.string_to_sign = Some(text.to_string());
        }
        Err(refusal) => line.error = Some(refusal.to_string()),
    }
    Ok(line)
}

fn text<'a>(entry: &'a Json, key: &str) -> Result<&'a str, String> {
    entry[key].as_str().ok_or_else(|| format!("`{key}` is missing, or not a string"))
}

fn name(entry: &Json) -> String {
    entry["name"].as_str().unwrap_or("(no name)").to_owned()
}

fn tc3(entry: &Json) -> Result<Line, String> {
    let optional = |key| if entry[key].is_null() { Ok("") } else { text(entry, key) };
    let action = match optional("signed_headers")? {
        "" | "content-type;host" => None,
        "content-type;host;x-tc-action" => Some(text(entry, "action")?),
        other => return Err(format!("`signed_headers` can't be `{other}`")),
    };
    let request = tc3::Request {
        service: text(entry, "service")?,
        method: text(entry, "method")?,
        host: text(entry, "host")?,
        query: optional("query")?,
        content_type: text(entry, "content_type")?,
        body: optional("body")?.as_bytes(),
        action,
        timestamp: entry["timestamp"].as_i64().ok_or("`timestamp` is missing, or not a whole number")?,
    };
    let (id, key) = (text(entry, "secret_id")?, text(entry, "secret_key")?);
    let mut line = Line::new(entry);
    match tc3::authorization(id, key, &request) {
        Ok(header) => {
            line.string_to_sign = tc3::string_to_sign(&request).ok();
            line.signature = tc3::sign(key, &request).ok();
            line.authorization = Some(header);
        }
        Err(refusal) => line.error = Some(refusal.to_string()),
    }
    Ok(line)
}

/// The protocol whose signature is asked for.
enum Protocol {
    V2,
    Tc3,
}

/// An entry may say its protocol outright; otherwise its keys do.
fn protocol(entry: &Json) -> Result<Protocol, String> {
    if !entry.is_object() {
        return Err("an entry is a JSON object".to_owned());
    }
    match entry["protocol"].as_str() {
        Some("v2") => Ok(Protocol::V2),
        Some("tc3") => Ok(Protocol::Tc3),
        Some(other) => Err(format!("unknown protocol `{other}`: v2 and tc3 can be signed here")),
        None if !entry["params"].is_null() => Ok(Protocol::V2),
        None if !entry["timestamp"].is_null() => Ok(Protocol::Tc3),
        None => Err("unknown form of entry: one of v2 has `params`, one of tc3 has `timestamp`".to_owned()),
    }
}

/// The parameters as the text that is signed: all but the signature.
fn parameters(entry: &Json) -> Result<Vec<(&str, String)>, String> {
    let parameters = entry["params"].as_object().ok_or("`params` is not an object")?;
    let signed = parameters.iter().filter(|(name, _)| *name != "Signature");
    let with_text = signed.map(|(name, value)| match value {
        Json::String(text) => Ok((name.as_str(), text.clone())),
        Json::Number(number) => Ok((name.as_str(), number.to_string())),
        _ => Err(format!("the parameter `{name}` is neither a string nor a number")),
    });
    with_text.collect()
}

/// The server takes what it does not know for SHA-1.
fn algorithm(parameters: &[(&str, String)]) -> SignatureMethod {
    let is_sha256 = |(name, value): &(&str, String)| *name == "SignatureMethod" && value == "HmacSHA256";
    if parameters.iter().any(is_sha256) { SignatureMethod::HmacSha256 } else { SignatureMethod::HmacSha1 }
}
