//! Problems of what a service says of itself.

use crate::diagnostic::Code;

use super::{Problem, Words};

/// What is wrong with a `service.yaml`, or with a `source` anywhere.
#[derive(Clone, Debug)]
pub(crate) enum ServiceProblem {
    Name(String),
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
    /// The path, and the one that the protocol has otherwise.
    Path {
        path: String,
        usual: &'static str,
    },
    FixedPath,
    NoVersion,
    Version(String),
    VersionOfLegacy,
    RegionOfLegacy,
    Source,
}

impl Problem for ServiceProblem {
    fn words(&self) -> Words {
        match self {
            Self::Name(name) => Words::new(Code::ServiceName, format!("`{name}` can't be the name of a service"))
                .help("letters, digits, `_` and `-`, starting with a letter, at most 100; the directory has the same name"),
            Self::Directory { service, version, directory, expected } => {
                let what = match version.as_ref().filter(|_| expected != service) {
                    Some(version) => format!("version {version} of the service `{service}`"),
                    None => format!("the service `{service}`"),
                };
                Words::new(Code::ServiceDirectory, format!("{what} stands in the directory `{directory}`")).help(
                    match version {
                        None => format!("rename the directory, or say `service: {directory}`"),
                        Some(_) => format!(
                            "rename the directory to `{expected}`: a service of API 3.0 has its version behind its name"
                        ),
                    },
                )
            }
            Self::Host { host, bare } => {
                Words::new(Code::Host, format!("`{host}` is not a host name")).help(match bare {
                    Some(bare) => format!("write `host: {bare}`: no scheme, port or path"),
                    None => "it has at least two parts, as `wss.api.qcloud.com`, and no scheme, port or path".to_owned(),
                })
            }
            Self::Path { path, usual } => {
                Words::new(Code::EndpointPath, format!("`{path}` is not a path")).help(if path.starts_with('/') {
                    "it has no `?`, no `#`, no spaces and only ASCII".to_owned()
                } else {
                    format!("it starts with `/`, as `{usual}`")
                })
            }
            Self::FixedPath => Words::new(Code::EndpointPath, "the path of API 3.0 is always `/`")
                .help("its signature covers no other; leave `path` out"),
            Self::NoVersion => Words::new(Code::Version, "a service of API 3.0 needs a `version`")
                .help("it is a date such as `version: 2019-12-05`"),
            Self::Version(version) => {
                Words::new(Code::Version, format!("`{version}` is not a version of API 3.0"))
                    .help("it is a date such as `2019-12-05`")
            }
            Self::VersionOfLegacy => Words::new(Code::Version, "a service of the legacy API has no `version`")
                .beside("the legacy API")
                .help("leave it out, or say `protocol: tc3`"),
            Self::RegionOfLegacy => Words::new(Code::Region, "`region` is for services of API 3.0")
                .beside("the legacy API")
                .help("leave it out; a call of the legacy API may always name a region"),
            Self::Source => Words::new(Code::Source, "the source is not the address of a page")
                .help("it starts with `https://` and has no spaces"),
        }
    }
}
