//! Signs what stands on standard input, to find out why a server refuses a signature.
//!
//! ```console
//! $ cargo run -p qcloud-client --example sign < request.json
//! {"name":"list","string_to_sign":"GETwss.api.qcloud.com/v2/index.php?Action=CertGetList&...","signature":"..."}
//! ```
//!
//! A request is an object with the keys `name`, `method`, `host`, `path`, `secret_key` and `params`. One object, an array of
//! them, or one after the other: each gives a line. The string to sign shows every parameter, so mind where it goes.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use qcloud_client::Json;
use qcloud_client::signature::{SignatureMethod, sign, string_to_sign};
use qcloud_client::wire::Method;
use serde::Serialize;

fn main() -> ExitCode {
    match run(io::stdin().lock(), &mut io::stdout().lock(), &mut io::stderr().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("sign: {error}");
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
    /// Why the client would not send such a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// The line for an entry, or what is wrong with the entry.
fn line(entry: &Json) -> Result<Line, String> {
    check_protocol(entry)?;
    let method = match text(entry, "method")? {
        "GET" | "get" => Method::Get,
        "POST" | "post" => Method::Post,
        other => return Err(format!("the method is GET or POST, not `{other}`")),
    };
    let (host, path, key) = (text(entry, "host")?, text(entry, "path")?, text(entry, "secret_key")?);
    let parameters = parameters(entry)?;
    let borrowed = parameters.iter().map(|(name, value)| (*name, value.as_str()));
    let mut line = Line { name: name(entry), string_to_sign: None, signature: None, error: None };
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

/// Other protocols sign other things. Their entries have no `params`, or say outright what they are.
fn check_protocol(entry: &Json) -> Result<(), String> {
    if !entry.is_object() {
        return Err("an entry is a JSON object".to_owned());
    }
    match (&entry["protocol"], &entry["params"]) {
        (Json::String(protocol), _) if protocol != "v2" => {
            Err(format!("unknown protocol `{protocol}`: only v2 can be signed here"))
        }
        (_, Json::Null) => {
            Err("unknown form of entry: one of protocol v2 has `params`, and no other can be signed here"
                .to_owned())
        }
        _ => Ok(()),
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
