//! One story, as somebody walks it who sees the explorer for the first time: search, fill in, send, break the spec, see why, mend it.

use fantoccini::{Client, Locator};
use qcloud_browser_tests::{DESK, Failure, Look, Programs, TELEPHONE, ask, fill, press, read};

#[tokio::test(flavor = "multi_thread")]
async fn the_story_goes_well_with_and_without_a_script_on_a_desk_and_on_a_telephone() -> Result<(), Failure> {
    let programs = Programs::start()?;
    for look in [DESK, Look { has_script: false, ..DESK }, TELEPHONE, Look { is_dark: true, ..TELEPHONE }] {
        let browser = programs.browser(look).await?;
        let told = story(&programs, &browser, look).await;
        browser.close().await?;
        told.map_err(|error| format!("{look:?}: {error}"))?;
    }
    Ok(())
}

async fn story(programs: &Programs, browser: &Client, look: Look) -> Result<(), Failure> {
    browser.goto(&programs.at("/")).await?;
    if look.has_script {
        // A key leads to the search, and the results come while one types.
        browser.find(Locator::Css("body")).await?.send_keys("/").await?;
        browser.active_element().await?.send_keys("CertGetList").await?;
    } else {
        fill(browser, "q", "CertGetList").await?;
        press(browser, ".search button").await?;
    }
    press(browser, "#results a[href=\"/action/wss/CertGetList\"]").await?;
    assert_eq!(read(browser, "h1").await?, "CertGetList");
    fits(browser, look).await?;

    press(browser, ".tabs a[href^=\"/try/\"]").await?;
    fill(browser, "/count", "2").await?;
    press(browser, "button[value=send]").await?;
    assert_eq!(read(browser, ".answer .status").await?, "200 OK");
    let rows = read(browser, ".rows").await?;
    assert!(rows.contains("list[0].status") && rows.contains("CertStatus::"), "{rows}");
    fits(browser, look).await?;

    press(browser, ".tabs a[href^=\"/edit/\"]").await?;
    let text = browser.wait().for_element(Locator::Id("text")).await?;
    let good = text.prop("value").await?.unwrap_or_default();
    text.clear().await?;
    text.send_keys(&good.replace("type: CertType", "type: CertTyp")).await?;
    press(browser, "button[value=check]").await?;
    let message = read(browser, ".message.error").await?;
    assert!(message.contains("unknown type `CertTyp`") && message.contains("CertType"), "{message}");
    assert_eq!(read(browser, ".line.told mark").await?, "CertTyp");
    fits(browser, look).await?;

    press(browser, "button[value=revert]").await?;
    assert_eq!(read(browser, ".status.success").await?, "No errors");
    Ok(())
}

/// Nothing of the page is wider than the window; the widest thing is named otherwise.
async fn fits(browser: &Client, look: Look) -> Result<(), Failure> {
    if look.has_script {
        let width = ask(browser, "return document.documentElement.scrollWidth").await?;
        assert!(
            width.as_u64().is_some_and(|width| width <= u64::from(look.width)),
            "{width} of {}",
            look.width
        );
    }
    Ok(())
}
