//! Makes the pictures of the explorer that the documentation shows: `docs/images/explorer-*.png`.

use std::fs;
use std::io::{self, Write};

use fantoccini::{Client, Locator};
use qcloud_browser_tests::{DESK, Failure, Look, Programs, ask, press, root};

/// The pictures: their names, what is shown, how, and what is pressed first.
const PICTURES: &[(&str, &str, Look, Option<&str>)] = &[
    ("try", "/try/wss/CertGetList", DESK, Some("button[value=send]")),
    ("try-dark", "/try/wss/CertGetList", Look { is_dark: true, ..DESK }, Some("button[value=send]")),
    ("spec", "/edit/wss/CertGetList", DESK, Some("button[value=check]")),
];

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let directory = root().join("docs/images");
    fs::create_dir_all(&directory)?;
    let programs = Programs::start()?;
    for (name, path, look, pressed) in PICTURES {
        let browser = programs.browser(*look).await?;
        let picture = picture(&programs, &browser, path, *pressed).await;
        browser.close().await?;
        let file = directory.join(format!("explorer-{name}.png"));
        fs::write(&file, picture?)?;
        writeln!(io::stdout(), "{}", file.display())?;
    }
    Ok(())
}

async fn picture(
    programs: &Programs,
    browser: &Client,
    path: &str,
    pressed: Option<&str>,
) -> Result<Vec<u8>, Failure> {
    browser.goto(&programs.at(path)).await?;
    if path.starts_with("/edit/") {
        let text = browser.find(Locator::Id("text")).await?;
        let broken = text.prop("value").await?.unwrap_or_default().replace("type: CertType", "type: CertTyp");
        text.clear().await?;
        text.send_keys(&broken).await?;
    }
    if let Some(pressed) = pressed {
        press(browser, pressed).await?;
        browser.wait().for_element(Locator::Css(".answer, .message")).await?;
        browser.wait().for_element(Locator::Css("form[data-swap]:not(.waiting)")).await?;
        ask(browser, "window.scrollTo(0, 0)").await?;
    }
    Ok(browser.screenshot().await?)
}
