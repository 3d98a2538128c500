//! The example `expiring`: its table, its exit status, its colours.
#![cfg(all(feature = "reqwest", feature = "wss", feature = "wss_v20180426"))]

#[allow(dead_code, reason = "an example's `main` is not called here")]
#[path = "../examples/expiring.rs"]
mod expiring;
mod readme;

use anstream::StripStream;

/// What is printed, in colours, and whether all certificates last.
async fn run(arguments: &[&str]) -> (String, bool) {
    let mut out = Vec::new();
    let arguments = ["--now", readme::NOW].iter().chain(arguments).map(Into::into);
    let all_last = expiring::run(arguments, &mut out).await.unwrap();
    (String::from_utf8(out).unwrap(), all_last)
}

async fn error(arguments: &[&str]) -> String {
    expiring::run(arguments.iter().map(Into::into), &mut Vec::new()).await.unwrap_err().to_string()
}

#[tokio::test]
async fn readme_shows_what_is_printed_by_either_protocol() {
    for api in ["v2", "v3"] {
        let mut out = StripStream::new(Vec::new());
        let arguments = ["--now", readme::NOW, "--api", api].map(Into::into);
        assert!(!expiring::run(arguments, &mut out).await.unwrap());
        let printed = String::from_utf8(out.into_inner()).unwrap();
        assert_eq!(printed, readme::output_of("cargo run -q -p qcloud-client --example expiring"), "{api}");
    }
}

#[tokio::test]
async fn the_threshold_decides() {
    let (printed, all_last) = run(&["--threshold", "6"]).await;
    assert!(!all_last);
    assert!(printed.ends_with("\n3 of 11 have less than 6 days left.\n"), "{printed}");
    // As many days as the threshold are enough.
    let (printed, _) = run(&["--threshold", "5"]).await;
    assert!(printed.ends_with("\n2 of 11 have less than 5 days left.\n"), "{printed}");
    let (printed, all_last) = run(&["--threshold=-40"]).await;
    assert!(all_last);
    assert!(printed.ends_with("\n0 of 11 have less than -40 days left.\n"), "{printed}");
}

#[tokio::test]
async fn lines_are_coloured_by_the_days_left() {
    let (printed, _) = run(&[]).await;
    for (style, line) in [
        ("\x1b[1m\x1b[31m", "  -3  2026-11-28"),
        ("\x1b[33m", "   5  2026-12-06"),
        ("\x1b[32m", "  60  2027-01-30"),
        ("\x1b[2m", "   -  -"),
    ] {
        assert!(printed.contains(&format!("\n{style}{line}")), "{line} in {printed:?}");
    }
}

#[tokio::test]
async fn wrong_arguments_are_errors() {
    assert_eq!(error(&["--profile", "ci"]).await, "`--profile` goes with `--live`");
    assert_eq!(error(&["--treshold", "5"]).await, "invalid option '--treshold'");
    assert_eq!(
        error(&["--threshold", "soon"]).await,
        "cannot parse argument \"soon\": invalid digit found in string"
    );
}
