//! Problems of what a service says of itself.

use crate::diagnostic::Code;
use crate::protocol::Protocol;

use super::{Help, Problem, Words, did_you_mean};

/// What is wrong with a `service.yaml`, or with a `source` anywhere.
#[derive(Clone, Debug)]
pub(crate) enum ServiceProblem {
    Name(String),
    /// A name with capital letters, and without.
    CapitalName {
        name: String,
        lower: String,
    },
    /// The directory that is there is not the one that is expected.
    Directory {
        service: String,
        version: Option<String>,
        directory: String,
        expected: String,
    },
    /// The host, and the host name that it holds.
    Host {
        host: String,
        bare: Option<String>,
    },
    /// The host of an Action, which is the service's anyway.
    NeedlessHost,
    /// The path, and the one that the protocol has otherwise.
    Path {
        path: String,
        usual: &'static str,
    },
    /// Another path than the protocol's, and why there is none.
    FixedPath(Protocol, &'static str),
    /// The protocol that is given, the one that everything else speaks of, and what does.
    OtherProtocol {
        given: Protocol,
        meant: Protocol,
        signs: Vec<&'static str>,
    },
    /// The name in policies, which is the service's anyway.
    NeedlessCam,
    Cam(String),
    NoVersion(Protocol),
    Version(Protocol, String),
    /// A version, which no service of the protocol has.
    NeedlessVersion(Protocol),
    /// A region, and why no service of the protocol says that.
    NeedlessRegion(Protocol, &'static str),
    /// A source that is no address, and the address that it was probably meant to be.
    Source(Option<String>),
}

impl Problem for ServiceProblem {
    fn words(&self) -> Words {
        match self {
            Self::Name(name) => Words::new(Code::ServiceName, format!("`{name}` can't be the name of a service"))
                .help("letters, digits, `_` and `-`, starting with a letter, at most 100; the directory has the same name"),
            Self::CapitalName { name, lower } => capitals(name, lower),
            Self::Cam(name) => {
                Words::new(Code::CamName, format!("`{name}` can't be the name of a service in policies"))
                    .help("letters, digits, `_` and `-`, as what stands before the colon of `cvm:RunInstances`")
            }
            Self::NeedlessCam => Words::new(Code::CamName, "this is the name of the service anyway")
                .help("leave `cam` out"),
            Self::Directory { service, version, directory, expected } => {
                let what = match version.as_ref().filter(|_| expected != service) {
                    Some(version) => format!("version {version} of the service `{service}`"),
                    None => format!("the service `{service}`"),
                };
                Words::new(Code::ServiceDirectory, format!("{what} stands in the directory `{directory}`")).help(
                    match version {
                        Some(_) if expected.strip_prefix(&**service).is_some_and(|version| service.ends_with(version)) => {
                            let bare = service.rsplit_once("_v").map_or(service.as_str(), |(name, _)| name);
                            format!("write `service: {bare}`: only the directory has the version behind the name")
                        }
                        None => format!("rename the directory, or say `service: {directory}`"),
                        Some(_) => format!(
                            "rename the directory to `{expected}`: a service of {} has its version behind its name",
                            Protocol::titles(|protocol| protocol.is_versioned())
                        ),
                    },
                )
            }
            Self::Host { host, bare } => no_host(host, bare.as_deref()),
            Self::NeedlessHost => Words::new(Code::Host, "this is the host of the service")
                .help("leave it out; an Action says its host only where it has another"),
            Self::Path { path, usual } => {
                Words::new(Code::EndpointPath, format!("`{path}` is not a path")).help(if path.starts_with('/') {
                    "it has no `?`, no `#`, no spaces and only ASCII".to_owned()
                } else {
                    format!("it starts with `/`, as `{usual}`")
                })
            }
            Self::FixedPath(protocol, why) => {
                let message = format!("the path of {} is always `{}`", protocol.title(), protocol.path());
                Words::new(Code::EndpointPath, message).help(format!("{why}; leave `path` out"))
            }
            Self::OtherProtocol { given, meant, signs } => {
                let message = format!("this is no service of {}: {}", given.title(), signs.join(", "));
                Words::new(Code::Protocol, message)
                    .help(format!("write `protocol: {}`, {}", meant.name(), meant.title()))
            }
            Self::NoVersion(protocol) => {
                Words::new(Code::Version, format!("a service of {} needs a `version`", protocol.title()))
                    .help("it is a date such as `version: 2019-12-05`")
            }
            Self::Version(protocol, version) => {
                Words::new(Code::Version, format!("`{version}` is not a version of {}", protocol.title()))
                    .help("it is a date such as `2019-12-05`")
            }
            Self::NeedlessVersion(protocol) => {
                let versioned = Protocol::all().find(|protocol| protocol.is_versioned());
                let other = versioned.map(|protocol| format!(", or say `protocol: {}`", protocol.name()));
                Words::new(Code::Version, format!("a service of {} has no `version`", protocol.title()))
                    .beside(protocol.title())
                    .help(format!("leave it out{}", other.unwrap_or_default()))
            }
            Self::NeedlessRegion(protocol, why) => {
                let regional = Protocol::titles(|protocol| protocol.why_no_region().is_none());
                Words::new(Code::Region, format!("`region` is for services of {regional}"))
                    .beside(protocol.title())
                    .help(format!("leave it out; {why}"))
            }
            Self::Source(meant) => {
                let help = "it starts with `https://` and a host, and has no spaces";
                Words::new(Code::Source, "the source is not the address of a page")
                    .help(meant.as_deref().map_or_else(|| help.into(), did_you_mean))
            }
        }
    }
}

fn capitals(name: &str, lower: &str) -> Words {
    let message = format!("`{name}` has capital letters, and the name of a service has none");
    let text = format!("write `{lower}`: it is the first part of the host; the directory is called so too");
    Words::new(Code::ServiceName, message).help(Help { text, instead: Some(lower.to_owned()) })
}

fn no_host(host: &str, bare: Option<&str>) -> Words {
    Words::new(Code::Host, format!("`{host}` is not a host name")).help(match bare {
        Some(bare) => Help {
            text: format!("write `host: {bare}`: lower case, and no scheme, port or path"),
            instead: Some(bare.to_owned()),
        },
        None if host.contains('{') => "the one place that a host may have is `{region}`, once".into(),
        None => "it has at least two parts of letters, digits and `-`, as `wss.api.qcloud.com`, and no scheme, port or path; an address of numbers is none".into(),
    })
}
