//! A state with a clock that stands still, and requests as a browser makes them.

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use qcloud_explorer::{Described, Request, State};

pub(crate) const HOST: &str = "127.0.0.1:8080";
pub(crate) const TOKEN: &str = "the-token";

/// What the explorer shows of the spec in a directory of the tests.
pub(crate) fn state(spec: &str) -> State {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(spec);
    let described = |service: &str, version: &str, action: &str, doc: &str| Described {
        service: service.to_owned(),
        version: version.to_owned(),
        action: action.to_owned(),
        doc: doc.to_owned(),
        add: format!("cargo qcloud add {service} {action}"),
    };
    let all = vec![
        described("cvm", "2017-03-12", "RunInstances", "Begins <i>instances</i>."),
        described("cvm", "2017-03-12", "DescribeInstances", ""),
        described("cloud", "2020-01-02", "RunMachine", "An instances machine that the spec has."),
    ];
    State::builder(spec)
        .authority(HOST)
        .token(TOKEN)
        .clock(|| UNIX_EPOCH + Duration::from_secs(1_790_000_000))
        .described(|| Ok(all))
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

/// A request for a page.
pub(crate) fn get(address: &str) -> Request {
    http::Request::get(address).header("host", HOST).body(Bytes::new()).unwrap()
}

/// A form with these fields and the token.
pub(crate) fn post<'p>(address: &str, fields: impl IntoIterator<Item = (&'p str, &'p str)>) -> Request {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", TOKEN).extend_pairs(fields);
    http::Request::post(address)
        .header("host", HOST)
        .header("origin", format!("http://{HOST}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.finish().into())
        .unwrap()
}

/// The body of a response as text.
pub(crate) fn text(response: &qcloud_explorer::Response) -> String {
    String::from_utf8(response.body().to_vec()).unwrap()
}
