//! Who is refused, what no text of a spec does, and what no request breaks.

mod support;

use bytes::Bytes;
use http::StatusCode;
use proptest::prelude::*;
use qcloud_explorer::{Request, State, page};

use self::support::{HOST, TOKEN, get, post, state, text};

/// A form that is taken, before something about it is changed.
fn good() -> http::request::Builder {
    http::Request::post("/try/toy/ToyGetList")
        .header("host", HOST)
        .header("origin", format!("http://{HOST}"))
        .header("content-type", "application/x-www-form-urlencoded")
}

fn body(text: impl Into<String>) -> Bytes {
    Bytes::from(text.into())
}

fn status(state: &State, request: &Request) -> StatusCode {
    page(state, request).status()
}

#[test]
fn whoever_calls_by_another_name_is_refused() {
    let state = state("spec");
    assert_eq!(status(&state, &get("/")), StatusCode::OK);
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:8081", "localhost:8080.evil.example", ""] {
        let request = http::Request::get("/").header("host", host).body(Bytes::new()).unwrap();
        assert_eq!(status(&state, &request), StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let without = http::Request::get("/").body(Bytes::new()).unwrap();
    assert_eq!(status(&state, &without), StatusCode::MISDIRECTED_REQUEST);
    let twice =
        http::Request::get("/").header("host", HOST).header("host", "evil.example").body(Bytes::new());
    assert_eq!(status(&state, &twice.unwrap()), StatusCode::MISDIRECTED_REQUEST);
}

#[test]
fn a_form_of_another_page_is_refused() {
    let state = state("spec");
    let token = || body(format!("token={TOKEN}"));
    assert_eq!(status(&state, &good().body(token()).unwrap()), StatusCode::OK);
    for wrong in ["", "token=", "token=guess", &format!("x={TOKEN}"), &format!("token=guess&token={TOKEN}")] {
        assert_eq!(status(&state, &good().body(body(wrong)).unwrap()), StatusCode::FORBIDDEN, "{wrong}");
    }
    for origin in ["null", "http://evil.example", "https://127.0.0.1:8080", "http://localhost:8080"] {
        let mut request = good().body(token()).unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        assert_eq!(status(&state, &request), StatusCode::FORBIDDEN, "{origin}");
    }
    let mut plain = good().body(token()).unwrap();
    plain.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    assert_eq!(status(&state, &plain), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[test]
fn a_form_that_is_too_large_is_refused() {
    let state = state("spec");
    let large = format!("token={TOKEN}&/page={}", "1".repeat(4 << 20));
    assert_eq!(status(&state, &good().body(body(large)).unwrap()), StatusCode::PAYLOAD_TOO_LARGE);
    let many = format!("token={TOKEN}{}", "&a=b".repeat(10_000));
    assert_eq!(status(&state, &good().body(body(many)).unwrap()), StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn only_forms_are_posted_and_nothing_else_is_sent() {
    let state = state("spec");
    for (method, address, allowed) in [
        ("POST", "/", "GET, HEAD"),
        ("POST", "/action/toy/ToyGetList", "GET, HEAD"),
        ("PUT", "/try/toy/ToyGetList", "GET, HEAD, POST"),
        ("DELETE", "/", "GET, HEAD"),
    ] {
        let mut request = good().body(body(format!("token={TOKEN}"))).unwrap();
        *request.method_mut() = method.parse().unwrap();
        *request.uri_mut() = address.parse().unwrap();
        let response = page(&state, &request);
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {address}");
        assert_eq!(response.headers()["allow"], allowed, "{method} {address}");
    }
}

#[test]
fn every_answer_says_what_may_be_done_with_it() {
    let state = state("spec");
    let refused = http::Request::get("/").header("host", "evil.example").body(Bytes::new()).unwrap();
    for request in [get("/"), get("/nowhere"), get("/assets/script.js"), refused] {
        let response = page(&state, &request);
        let header =
            |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert!(header("content-security-policy").unwrap().starts_with("default-src 'self';"));
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
        assert_eq!(header("x-frame-options").as_deref(), Some("DENY"));
        assert_eq!(header("referrer-policy").as_deref(), Some("same-origin"));
        assert_eq!(header("cache-control").as_deref(), Some("no-store"));
        assert!(header("access-control-allow-origin").is_none());
    }
}

/// What of a page a browser might run or load, if it is not the explorer's own.
fn foreign(html: &str) -> Vec<String> {
    let own = ["<script src=\"/assets/script.js\" defer>", "<style>"];
    let mut found = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.split([' ', '/']).next().unwrap_or_default().to_lowercase();
        let is_own = own[0] == format!("<{tag}>");
        let runs =
            ["script", "img", "style", "iframe", "object", "embed", "base", "i", "svg"].contains(&&*name);
        let handles = tag
            .split('"')
            .step_by(2)
            .any(|between| between.contains(" on") || between.contains("javascript:"));
        if (runs && !is_own) || handles {
            found.push(tag.to_owned());
        }
    }
    found.extend(
        html.split(" href=\"").skip(1).filter(|link| link.starts_with("javascript:")).map(str::to_owned),
    );
    found
}

#[test]
fn text_of_a_spec_is_only_ever_text() {
    let state = state("hostile");
    let evil = "\"'></textarea></select></pre><script>alert(1)</script><img src=x onerror=alert(1)>";
    let addresses = [
        "/",
        "/?q=alert",
        "/service/evil",
        "/action/evil/Attack",
        "/try/evil/Attack",
        "/edit/evil/Attack",
        "/type/evil/Kind",
        "/type/evil/Inner",
        "/errors",
        "/?q=%22%3E%3Cscript%3E",
        "/%3Cscript%3E",
        "/try/evil/Attack?example=%3Cscript%3E",
    ];
    let mut pages: Vec<_> =
        addresses.into_iter().map(|address| (address, page(&state, &get(address)))).collect();
    let filled = [
        ("/\"><script>alert('parameter')<~1script>", evil),
        ("/~1~01~1..~1/0", evil),
        ("/deep", ""),
        ("do", "send"),
    ];
    pages.push(("sent", page(&state, &post("/try/evil/Attack", filled))));
    let broken = [
        ("do", "check"),
        ("text", "action: Attack\ndoc: <script>alert(1)</script>\n\"<img src=x onerror=y>\": [\n"),
    ];
    pages.push(("broken", page(&state, &post("/edit/evil/Attack", broken))));
    let unknown = [
        ("do", "check"),
        ("text", "action: Attack\nparameters: {a: {type: \"<script>\"}, \"<img src=x>\": {type: intt}}\n"),
    ];
    pages.push(("unknown", page(&state, &post("/edit/evil/Attack", unknown))));
    let mut shown = 0;
    for (name, response) in &pages {
        let html = text(response);
        shown += usize::from(html.contains("&lt;script&gt;"));
        assert_eq!(foreign(&html), Vec::<String>::new(), "{name}");
        assert_eq!(html.matches("</main>").count(), 1, "{name}");
    }
    assert!(shown > 8, "the hostile text is not shown at all");
}

#[test]
fn what_would_run_is_found_where_it_is() {
    for planted in [
        "<script>x</script>",
        "<a onclick=\"x\">",
        "<img src=x>",
        "<a href=\"javascript:x\">",
        "<b title=\"\" onload=x>",
    ] {
        assert!(!foreign(planted).is_empty(), "{planted}");
    }
}

#[test]
fn what_is_sensitive_is_made_up_and_never_what_was_typed_or_documented() {
    let state = state("spec");
    let fields = [("/Image", "x"), ("/Password", "typed-by-somebody"), ("do", "send")];
    let sent = text(&page(&state, &post("/try/cloud_v20200102/RunMachine", fields)));
    assert!(sent.contains("made-up-") && !sent.contains("typed-by-somebody"), "{sent}");
    let example = text(&page(&state, &get("/try/cloud_v20200102/RunMachine")));
    assert!(example.contains("img-1") && !example.contains("secret-of-the-page"), "{example}");
}

fn address() -> impl Strategy<Value = String> {
    let step = prop_oneof![
        Just("try".to_owned()),
        Just("edit".to_owned()),
        Just("type".to_owned()),
        Just("action".to_owned()),
        Just("service".to_owned()),
        Just("toy".to_owned()),
        Just("cloud_v20200102".to_owned()),
        Just("ToyGetList".to_owned()),
        Just("RunMachine".to_owned()),
        "[!-~]{0,8}",
    ];
    (prop::collection::vec(step, 0..4), prop::option::of("[ -~]{0,20}")).prop_map(|(steps, query)| {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        format!("/{}{query}", steps.join("/"))
    })
}

fn fields() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        Just("do".to_owned()),
        Just("add".to_owned()),
        Just("remove".to_owned()),
        Just("text".to_owned()),
        Just("region".to_owned()),
        Just("/Placement/Hosts/0/Id".to_owned()),
        Just("/Tags/0/key".to_owned()),
        Just("/Extra".to_owned()),
        Just("/Since".to_owned()),
        Just("/page".to_owned()),
        Just("/colours/99999999999".to_owned()),
        Just("/colours/4294967295".to_owned()),
        "(/[a-zA-Z0-9~-]{0,6}){0,5}",
    ];
    let value = prop_oneof![
        Just("send".to_owned()),
        Just("check".to_owned()),
        Just("revert".to_owned()),
        Just("/colours/-".to_owned()),
        Just("/Placement/Hosts/-".to_owned()),
        Just("-9223372036854775809".to_owned()),
        Just("[{\"a\":1e999}]".to_owned()),
        Just("action: ToyGetList\nparameters: {a: {type: [[int]], default: 1}}\n".to_owned()),
        "\\PC{0,30}",
        "[:\\{\\}\\[\\]a-z \n\"]{0,40}",
    ];
    prop::collection::vec((name, value), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_request_has_an_answer(requests in prop::collection::vec((address(), prop::option::of(fields())), 1..4)) {
        let state = state("spec");
        for (address, fields) in requests {
            if address.parse::<http::Uri>().is_err() {
                continue;
            }
            let request = match &fields {
                None => get(&address),
                Some(fields) => post(&address, fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
            };
            let response = page(&state, &request);
            prop_assert!(response.status().as_u16() < 500, "{}", response.status());
            let is_page = response.headers()["content-type"] == "text/html; charset=utf-8";
            prop_assert!(!is_page || foreign(&text(&response)).is_empty());
        }
    }

    #[test]
    fn a_text_is_shown_in_whatever_state_it_is(text in "\\PC{0,60}", tail in "[ -~\n]{0,60}") {
        let state = state("spec");
        let text = format!("action: ToyGetList\n{text}\n{tail}");
        let response = page(&state, &post("/edit/toy/ToyGetList", [("do", "check"), ("text", text.as_str())]));
        prop_assert_eq!(response.status(), StatusCode::OK);
    }
}
