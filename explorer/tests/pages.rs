//! Each request under `pages/` has the page beside it as its answer: what stands in `<main>`, with a line for each element.
//!
//! `UPDATE_GOLDENS=1 cargo test -p qcloud-explorer --test pages` writes the pages anew. A file may have several requests, with blank lines
//! between them; the page is that of the last one.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use qcloud_explorer::{Request, State, page};

use self::support::{get, post, state, text};

#[test]
fn every_request_has_its_page() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let cases = cases();
    assert!(cases.len() > 15, "the cases were not found");
    let mut wrong = Vec::new();
    for case in cases {
        let found = shown(&answer(&state("spec"), &fs::read_to_string(&case).unwrap()));
        // Diagnostics name the files where they are on this machine.
        let found = found.replace(env!("CARGO_MANIFEST_DIR"), "HERE");
        let expected = case.with_extension("html");
        if update {
            fs::write(&expected, &found).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", expected.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_page_is_the_same_whenever_it_is_asked_for() {
    let state = state("spec");
    for address in
        ["/", "/service/toy", "/action/toy/ToyGetList", "/type/toy/Toy", "/errors", "/edit/toy/ToyGetList"]
    {
        assert_eq!(text(&page(&state, &get(address))), text(&page(&state, &get(address))), "{address}");
    }
}

#[test]
fn a_search_says_why_it_does_not_know_what_the_vendor_describes() {
    let state = State::builder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec"))
        .authority(support::HOST)
        .described(|| Err("There is <nothing>: `cargo qcloud search WORD` helps.".to_owned()))
        .build()
        .unwrap();
    let why = "<p class=\"quiet\">There is &lt;nothing&gt;: <code>cargo qcloud search WORD</code> helps.</p>";
    for (address, expected) in [("/?q=toy", 1), ("/?q=instances", 1), ("/", 0)] {
        let html = text(&page(&state, &get(address)));
        assert_eq!(html.matches(why).count(), expected, "{html}");
    }
}

#[test]
fn bytes_and_forms_are_sent_as_their_actions_take_them() {
    let state = state("../../codegen/tests/specs/bodies");
    let log = [("/TopicId", "t-1"), ("/Level", "3"), ("/Lines", "AP8N")];
    let scan = [("/File", "AP8="), ("/Name", "\"report\".png"), ("/Page", "1"), ("/Areas/0/Top", "4")];
    for (action, fields, shown) in [
        ("UploadLog", &log[..], "printf '\\000\\377\\015' | curl"),
        ("UploadScan", &scan[..], "form-data; name=\\&quot;File\\&quot;; filename"),
    ] {
        let fields = fields.iter().copied().chain([("do", "send")]);
        let html = text(&page(&state, &post(&format!("/try/logs_v20201016/{action}"), fields)));
        assert!(html.contains("200 OK") && !html.contains("InvalidParameter"), "{html}");
        assert!(html.contains(shown) && html.contains("Binary::from_base64(&quot;AP8"), "{html}");
    }
}

#[test]
fn code_is_that_of_the_crate_whose_module_is_generated() {
    let state = State::builder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec"))
        .authority(support::HOST)
        .module("api::qcloud")
        .build()
        .unwrap();
    for address in ["/try/toy/ToyGetList", "/action/toy/ToyGetList"] {
        let html = text(&page(&state, &get(address)));
        assert!(html.contains("use crate::api::qcloud::toy::"), "{html}");
        assert!(html.contains("ToyService::new(&amp;client).toy_get_list(request)"), "{html}");
    }
}

#[test]
fn code_names_the_client_as_the_crate_of_the_user_does() {
    let state = State::builder(Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/specs/bodies"))
        .authority(support::HOST)
        .module("qcloud")
        .client("tencent")
        .build()
        .unwrap();
    for address in ["try", "action"].map(|page| format!("/{page}/logs_v20201016/UploadScan")) {
        let html = text(&page(&state, &get(&address)));
        assert!(html.contains("use tencent::{Client, Credential};"), "{html}");
        assert!(html.contains("tencent::Binary::from_base64("), "{html}");
        assert!(!html.contains("qcloud_client::"), "{html}");
    }
    let html = text(&page(&state, &get("/edit/logs_v20201016/UploadScan")));
    assert!(html.contains("use ::tencent::internal;") && !html.contains("qcloud_client"), "{html}");
}

#[test]
fn no_link_of_any_page_leads_nowhere() {
    let state = state("spec");
    let mut open = vec!["/".to_owned()];
    let mut seen = Vec::new();
    while let Some(address) = open.pop() {
        if seen.contains(&address) {
            continue;
        }
        let response = page(&state, &get(&address));
        assert_eq!(response.status(), 200, "{address}");
        let text = if address.starts_with("/assets/") { String::new() } else { text(&response) };
        for part in text.split(" href=\"").skip(1).chain(text.split(" src=\"").skip(1)) {
            let link = part.split('"').next().unwrap_or_default().replace("&amp;", "&");
            if let Some(anchor) = link.strip_prefix('#') {
                assert!(text.contains(&format!("id=\"{anchor}\"")), "{address} has no {link}");
            } else if !link.starts_with("https://") {
                open.push(link.split('#').next().unwrap_or_default().to_owned());
            }
        }
        seen.push(address);
    }
    assert!(seen.len() > 15, "{seen:?}");
}

/// The answer to the last of some requests.
fn answer(state: &State, requests: &str) -> String {
    let requests: Vec<_> = requests.split("\n\n").map(request).collect();
    let mut answer = String::new();
    for request in &requests {
        answer = text(&page(state, request));
    }
    answer
}

fn request(text: &str) -> Request {
    let mut lines = text.lines();
    let (method, address) = lines.next().and_then(|line| line.split_once(' ')).unwrap();
    let decode = |text: &str| {
        let pair = format!("x={}", text.replace('+', "%2B").replace(' ', "+"));
        form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap()
    };
    let fields: Vec<_> = lines
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), decode(value)))
        .collect();
    match method {
        "GET" => get(address),
        _ => post(address, fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
    }
}

/// What stands between the tags of the content, with a line for each element.
fn shown(page: &str) -> String {
    let main =
        page.split_once("<main").and_then(|(_, rest)| rest.split_once('>')).map_or(page, |(_, rest)| rest);
    let main = main.rsplit_once("</main>").map_or(main, |(main, _)| main);
    main.replace("><", ">\n<") + "\n"
}

fn cases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut cases: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.extension().is_some_and(|extension| extension == "request"));
    cases.sort();
    cases
}
