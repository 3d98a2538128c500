//! The examples `pod`, `assume_role` and `rotating`: what they print is what `docs/credentials.md` shows.
#![cfg(feature = "reqwest")]

#[allow(dead_code, reason = "an example's `main` is not called here")]
#[path = "../examples/assume_role.rs"]
mod assume_role;
#[allow(dead_code, reason = "an example's `main` is not called here")]
#[path = "../examples/pod.rs"]
mod pod;
#[allow(dead_code, reason = "an example's `main` is not called here")]
#[path = "../examples/rotating.rs"]
mod rotating;

const PAGE: &str = include_str!("../../docs/credentials.md");

/// What the page shows below the command of an example.
fn shown(example: &str) -> &'static str {
    let command = format!(" --example {example}\n");
    let (_, below) = PAGE.split_once(&command).unwrap_or_else(|| panic!("no `{example}`"));
    below.split("```").next().unwrap()
}

#[tokio::test]
async fn the_page_shows_what_a_pod_prints() {
    let mut out = Vec::new();
    pod::demo(&mut out).await.unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), shown("pod"));
}

#[tokio::test]
async fn the_page_shows_what_a_role_of_another_account_prints() {
    let mut out = Vec::new();
    assume_role::demo(&mut out).await.unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), shown("assume_role"));
}

#[tokio::test]
async fn the_page_shows_what_rotating_keys_print() {
    let mut out = Vec::new();
    rotating::demo(&mut out).await.unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), shown("rotating"));
}
