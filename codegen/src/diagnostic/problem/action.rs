//! Problems of an Action and of its result.

use crate::diagnostic::Code;
use crate::language::names::is_wire_name;
use crate::protocol::Protocol;

use super::{Problem, Words, did_you_mean};

/// What is wrong with an Action.
#[derive(Clone, Debug)]
pub(crate) enum ActionProblem {
    Name(String),
    File {
        action: String,
        file: String,
    },
    /// A file beside that of the Action itself.
    Copy {
        action: String,
        file: String,
    },
    GetWithSecret,
    GetWithBody(Protocol),
    /// A method, where the protocol has only one.
    NeedlessMethod(Protocol),
    /// The doc of a result that has a type, which has its own.
    DocOfNamedResult(String),
    ResultIsBoth,
    ResultIsNeither,
    /// A result with a field that the protocol puts there is a record of its own.
    NamedResult(Protocol),
    BesideNoRecord,
    /// A place that no response of the protocol has, and the one that was meant.
    NoPlace {
        place: String,
        near: Option<String>,
        protocol: Protocol,
    },
}

impl Problem for ActionProblem {
    fn words(&self) -> Words {
        match self {
            Self::Name(name) => {
                let message = match name.len() {
                    0 => "the Action has no name".to_owned(),
                    101.. => format!("the name of the Action has {} characters, more than 100", name.len()),
                    _ => format!("`{name}` can't be the name of an Action"),
                };
                Words::new(Code::ActionName, message)
                    .help("a name has letters, digits, `_`, `-` and `.`, and starts with a letter")
            }
            Self::File { action, file } => {
                Words::new(Code::ActionFile, format!("the Action `{action}` stands in the file `{file}`"))
                    .label(format!("its file is `{action}.yaml`"))
                    .help(match file.trim_end_matches(".yaml") {
                        name if is_wire_name(name) => format!("rename the file, or say `action: {name}`"),
                        _ => "rename the file".to_owned(),
                    })
            }
            Self::Copy { action, file } => Words::new(
                Code::ActionFile,
                format!("the Action `{action}` stands in the file `{file}` too"),
            )
            .beside("this is its file")
            .help(format!(
                "remove `{file}`, or give it the name of the Action that it is for, and say that name here"
            )),
            Self::GetWithSecret => {
                Words::new(Code::Get, "a request with a sensitive parameter can't be a GET")
                    .label("its parameters would stand in the URL")
                    .beside("sensitive")
                    .help("leave `method` out: such a request is a POST")
            }
            Self::GetWithBody(protocol) => {
                Words::new(Code::Get, format!("a request of {} can't be a GET", protocol.title()))
                    .help("leave `method` out: its parameters are a JSON body")
            }
            Self::NeedlessMethod(protocol) => {
                Words::new(Code::Contradiction, format!("every request of {} is a POST", protocol.title()))
                    .help("leave `method` out")
            }
            Self::DocOfNamedResult(ty) => Words::new(
                Code::Contradiction,
                "this says what a record of its own is, and the result is none",
            )
            .beside("its type")
            .help(format!("say it at the type `{ty}`, or in the `doc` of the Action")),
            Self::ResultIsBoth => Words::new(Code::ResultKind, "a result has a `type` or `fields`, not both")
                .beside("the type")
                .help("`fields` describes a record that only this Action has; remove one of them"),
            Self::ResultIsNeither => Words::new(Code::ResultKind, "a result needs a `type` or `fields`")
                .help("leave `result` out when the Action answers with nothing"),
            Self::NamedResult(protocol) => {
                let implicit = protocol.implicit_field().map_or("", |field| field.wire);
                Words::new(
                    Code::ResultKind,
                    format!("a result of {} is a record of its own", protocol.title()),
                )
                .help(format!("write `fields` instead; each result has its own `{implicit}`"))
            }
            Self::BesideNoRecord => Words::new(Code::ResultKind, "a result beside `data` is a record")
                .help("its fields are those of the body; `in: body` takes any type"),
            Self::NoPlace { place, near, protocol } => Words::new(
                Code::ResultPlace,
                format!("there is no place `{place}` in a response"),
            )
            .help(match near {
                _ if protocol.place_names().is_empty() => {
                    let place = match protocol.place().keys().as_slice() {
                        [] => "are the whole body".to_owned(),
                        keys => format!("stand in `{}`", keys.join(".")),
                    };
                    format!("leave `in` out: results of {} {place}", protocol.title()).into()
                }
                Some(near) => did_you_mean(near),
                None => "write `data`, `beside`, `body`, or a path below `data` such as `data.data`".into(),
            }),
        }
    }
}
