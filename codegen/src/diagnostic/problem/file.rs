//! Problems of files and directories, and of texts before anything is read from them.

use crate::diagnostic::Code;
use crate::language::text::changes_direction;

use super::{Help, Problem, Words, did_you_mean};

/// What is wrong with a file or a directory.
#[derive(Clone, Debug)]
pub(crate) enum FileProblem {
    NoService,
    MissingServiceFile {
        directory: String,
    },
    /// A YAML file beside the services; the name of a file with a meaning that it nearly has.
    Stray {
        right: Option<&'static str>,
    },
    Extension {
        right: String,
    },
    /// A file whose name is nearly that of one with a meaning.
    Name {
        right: &'static str,
    },
    /// A file of a spec in a directory below that of its service.
    TooDeep {
        directory: String,
    },
    /// A service in a directory below another one.
    ServiceTooDeep,
    /// `common.yaml` in the directory of a service.
    CommonInService,
    UnnamedResponse,
    /// A directory that was meant to be `examples`.
    ExamplesDirectory,
    /// The directory of the examples stands beside the services; the one that has these Actions.
    ExamplesBeside {
        directory: String,
    },
    Directory {
        why: String,
    },
    Empty,
    /// The text can't be had.
    Text(TextProblem),
    /// The response file of an example.
    Response {
        path: String,
        directory: String,
        why: ResponseFile,
        near: Option<String>,
    },
    /// The response of an example is that of another Action; and the file of this one that nothing names.
    ResponseOfOther {
        action: String,
        near: Option<String>,
    },
    /// An Action of which something stands in another service, and not here.
    OtherService {
        proof: String,
        service: String,
        /// Whether that service has the Action too.
        is_there: bool,
    },
    /// Types in a file that has another name than theirs; whether their own is there.
    Types {
        is_there: bool,
    },
    /// Only one of the two readers of YAML minds it.
    NotYaml {
        said: String,
    },
    TooComplex {
        said: String,
    },
    Refused {
        said: String,
    },
    Hidden(char),
    Conflict(ConflictMark),
    Anchor,
    Tag,
    Document,
    /// A `...` with something behind it.
    DocumentEnd,
}

/// Which mark of a conflict comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConflictMark {
    Begins,
    Between,
    Ends,
}

/// Why the text of a file can't be had.
#[derive(Clone, Debug)]
pub(crate) enum TextProblem {
    Unreadable { why: String },
    IsDirectory,
    IsNoFile,
    LinkLeadsOut,
    TooLarge { mib: u64 },
    NotUtf8 { line: usize, like: Option<&'static str> },
}

/// Why there is no response for an example.
#[derive(Clone, Debug)]
pub(crate) enum ResponseFile {
    NoPath,
    LeadsOut,
    Missing,
    Text(TextProblem),
}

impl TextProblem {
    fn code(&self) -> Code {
        match self {
            Self::Unreadable { .. } | Self::IsDirectory | Self::IsNoFile => Code::Unreadable,
            Self::LinkLeadsOut => Code::OutsidePath,
            Self::TooLarge { .. } => Code::FileTooLarge,
            Self::NotUtf8 { .. } => Code::NotUtf8,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Unreadable { why } => format!("the file can't be read: {why}"),
            Self::IsDirectory => "this is a directory, not a file".to_owned(),
            Self::IsNoFile => "this is not a file".to_owned(),
            Self::LinkLeadsOut => "this link leads out of the spec's directory".to_owned(),
            Self::TooLarge { mib } => format!("the file is larger than {mib} MiB"),
            Self::NotUtf8 { line, .. } => format!("the file is not UTF-8, first in line {line}"),
        }
    }
}

impl TextProblem {
    fn help(&self) -> Option<Help> {
        match self {
            Self::NotUtf8 { like: Some(like), .. } => {
                Some(format!("it looks like {like}: save it as UTF-8").into())
            }
            Self::NotUtf8 { .. } => Some("save it as UTF-8".into()),
            _ => None,
        }
    }
}

impl ResponseFile {
    fn words(&self, path: &str) -> Words {
        match self {
            Self::NoPath => Words::new(
                Code::ResponsePath,
                format!("`{path}` does not name a file below the service's directory"),
            ),
            Self::LeadsOut => {
                Words::new(Code::OutsidePath, format!("`{path}` leads out of the service's directory"))
            }
            Self::Missing => Words::new(Code::MissingResponse, format!("there is no file `{path}`")),
            Self::Text(why) => Words::new(why.code(), format!("`{path}`: {}", why.message())),
        }
    }
}

impl Problem for FileProblem {
    fn words(&self) -> Words {
        match self {
            Self::NoService => Words::new(Code::NoService, "there is no service in this directory")
                .help("a service is a directory with a `service.yaml`"),
            Self::MissingServiceFile { directory } => Words::new(
                Code::MissingServiceFile,
                format!("the service `{directory}` has no `service.yaml`"),
            )
            .help("it names the service and says its `protocol` and `host`"),
            Self::Stray { right } => {
                Words::new(Code::StrayFile, "this file has no meaning here").help(match right {
                    Some("common.yaml") => "rename it to `common.yaml`".to_owned(),
                    Some(right) => format!("`{right}` stands in the directory of its service: move it there"),
                    None => "an Action stands in the directory of its service; beside these there is only `common.yaml`"
                        .to_owned(),
                })
            }
            Self::Extension { right } => {
                Words::new(Code::FileExtension, "the name of a file of the spec ends in `.yaml`")
                    .help(format!("rename it to `{right}`"))
            }
            Self::Name { right } => Words::new(Code::StrayFile, format!("this file should be called `{right}`"))
                .help(format!("rename it to `{right}`; an Action has its `action` as its name")),
            Self::TooDeep { directory } => {
                Words::new(Code::StrayFile, "this file is not read: it is one directory too deep")
                    .help(format!("an Action stands in `{directory}/` itself: move it there"))
            }
            Self::ServiceTooDeep => Words::new(Code::StrayFile, "this service is one directory too deep")
                .help("a service is a directory of the spec itself: move it there"),
            Self::CommonInService => {
                Words::new(Code::StrayFile, "`common.yaml` stands beside the services, not in one")
                    .help("move it there; error codes of this service stand in its `service.yaml`")
            }
            Self::UnnamedResponse => Words::new(Code::UnnamedResponse, "no example names this response")
                .help("name it in the `response` of an example, or remove it"),
            Self::Directory { why } => {
                Words::new(Code::Unreadable, format!("the directory can't be read: {why}"))
            }
            Self::Empty => Words::new(Code::EmptyFile, "the file is empty"),
            Self::Text(why) => Words::new(why.code(), why.message())
                .beside("the response of this example")
                .maybe_help(why.help()),
            Self::Response { path, directory, why, near } => why.words(path).help(match near {
                Some(near) => did_you_mean(near),
                None => format!("it is the path of a file, from `{directory}/` on, with `/`").into(),
            }),
            Self::ResponseOfOther { action, near } => response_of_other(action, near.as_deref()),
            Self::OtherService { proof, service, is_there } => other_service(proof, service, *is_there),
            Self::Types { is_there } => {
                Words::new(Code::StrayFile, "this file holds types, and no Action").help(if *is_there {
                    "move them to `types.yaml`, or to the `types` of the Action that uses them"
                } else {
                    "rename it to `types.yaml`"
                })
            }
            Self::ExamplesDirectory => Words::new(Code::StrayFile, "nobody looks here for the responses of examples")
                .help("call the directory `examples`, to the letter"),
            Self::ExamplesBeside { directory } => {
                Words::new(Code::StrayFile, "`examples` stands in the directory of a service, not beside it")
                    .help(format!("move it to `{directory}/`, which has these Actions"))
            }
            Self::NotYaml { said } => Words::new(Code::NotYaml, format!("this is not YAML: {said}")),
            Self::TooComplex { said } => Words::new(Code::TooComplex, said.as_str()),
            Self::Refused { said } => Words::new(Code::InvalidValue, said.as_str()),
            Self::Hidden(c) => hidden(*c),
            Self::Conflict(mark) => conflict(*mark),
            Self::Anchor => Words::new(Code::Anchor, "a spec has no anchors and aliases")
                .help("write it out, or quote a text that starts with `&` or `*`"),
            Self::Tag => Words::new(Code::Tag, "a spec has no tags")
                .help("leave it out, or quote a text that starts with `!`"),
            Self::Document => Words::new(Code::SeveralDocuments, "a file of a spec is one document")
                .help("remove the `---`, or make it a file of its own"),
            Self::DocumentEnd => {
                Words::new(Code::SeveralDocuments, "a `...` ends the document, and nothing stands behind that")
                    .help("remove the line `...`")
            }
        }
    }
}

fn other_service(proof: &str, service: &str, is_there: bool) -> Words {
    let (message, help) = if is_there {
        (
            format!("this Action seems to be a copy of the one in the service `{service}`"),
            format!("remove it, or bring here what it names and only `{service}/` has, such as {proof}"),
        )
    } else {
        (
            format!("this Action seems to be one of the service `{service}`"),
            format!("move the file to `{service}/`, which has {proof}"),
        )
    };
    Words::new(Code::OtherService, message).help(help)
}

fn response_of_other(action: &str, near: Option<&str>) -> Words {
    let message = format!("this is the response of another Action, `{action}`");
    Words::new(Code::ResponseOfOther, message).help(match near {
        Some(near) => did_you_mean(near),
        None => "name one of this Action, in a directory of its own under `examples/`".into(),
    })
}

fn conflict(mark: ConflictMark) -> Words {
    Words::new(Code::ConflictMarker, "a merge left a conflict here")
        .label(match mark {
            ConflictMark::Begins => "one version begins",
            ConflictMark::Between => "the other version begins",
            ConflictMark::Ends => "the other version ends",
        })
        .beside("a mark of the same conflict")
        .help("keep what is right, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`")
}

fn hidden(c: char) -> Words {
    let (what, why, help) = if c.is_control() {
        ("control character", "", "remove it")
    } else if changes_direction(c) {
        (
            "character",
            "changes the direction of text and ",
            "remove it: what is read would not be what is written",
        )
    } else {
        ("character", "can't be seen and ", "remove it: what looks the same would not be the same")
    };
    let message = format!("the {what} U+{:04X} {why}can't stand in a spec", u32::from(c));
    Words::new(Code::HiddenCharacter, message).help(help)
}
