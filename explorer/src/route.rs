//! The addresses of the explorer: what each is of, and how it is written.
//!
//! | address | what it is of |
//! | --- | --- |
//! | `/`, `/?q=WORDS` | the services, and what a search found |
//! | `/service/SERVICE` | a service: its Actions and its types |
//! | `/action/SERVICE/ACTION` | an Action, in the reference's words |
//! | `/try/SERVICE/ACTION` | a form, the request that it makes, and the mock server's answer; `?example=NUMBER` fills it in |
//! | `/edit/SERVICE/ACTION` | the text of the Action's spec |
//! | `/type/SERVICE/TYPE` | a record or an enum, and what uses it |
//! | `/errors` | the error codes of all services |
//! | `/assets/FILE` | the style, the script and the icon |

use std::fmt;

/// What an address is of; names are as they stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    First,
    Service(&'a str),
    Action(&'a str, &'a str),
    Try(&'a str, &'a str),
    Edit(&'a str, &'a str),
    Type(&'a str, &'a str),
    Errors,
    Asset(&'a str),
}

impl<'a> Route<'a> {
    /// Reads the path of an address; none when it leads nowhere.
    pub(crate) fn read(path: &'a str) -> Option<Self> {
        let steps: Vec<_> = path.strip_prefix('/')?.split('/').collect();
        Some(match steps.as_slice() {
            [""] => Self::First,
            ["service", service] => Self::Service(service),
            ["action", service, action] => Self::Action(service, action),
            ["try", service, action] => Self::Try(service, action),
            ["edit", service, action] => Self::Edit(service, action),
            ["type", service, name] => Self::Type(service, name),
            ["errors"] => Self::Errors,
            ["assets", file] => Self::Asset(file),
            _ => return None,
        })
    }

    /// Whether what is sent there is a form.
    pub(crate) fn takes_form(self) -> bool {
        matches!(self, Self::Try(..) | Self::Edit(..))
    }
}

impl fmt::Display for Route<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::First => f.write_str("/"),
            Self::Service(service) => write!(f, "/service/{service}"),
            Self::Action(service, action) => write!(f, "/action/{service}/{action}"),
            Self::Try(service, action) => write!(f, "/try/{service}/{action}"),
            Self::Edit(service, action) => write!(f, "/edit/{service}/{action}"),
            Self::Type(service, name) => write!(f, "/type/{service}/{name}"),
            Self::Errors => f.write_str("/errors"),
            Self::Asset(file) => write!(f, "/assets/{file}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_read_as_it_is_written() {
        let all = [
            Route::First,
            Route::Service("wss"),
            Route::Action("wss", "CertGetList"),
            Route::Try("wss", "CertGetList"),
            Route::Edit("wss", "CertGetList"),
            Route::Type("wss", "CertStatus"),
            Route::Errors,
            Route::Asset("style.css"),
        ];
        for route in all {
            assert_eq!(Route::read(&route.to_string()), Some(route));
        }
        for nowhere in ["", "wss", "/service", "/service/wss/", "/action/wss", "/try/a/b/c", "//", "/errors/"]
        {
            assert_eq!(Route::read(nowhere), None, "{nowhere}");
        }
    }
}
