//! The explorer in a real browser: both are started as programs, and ended with what started them.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// What went wrong, for whoever runs the tests.
pub type Failure = Box<dyn Error + Send + Sync>;

/// What the browser pretends to be.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The width of the window, in pixels of the page.
    pub width: u32,
    /// The height of the window, in pixels.
    pub height: u32,
    /// Whether the reader likes it dark.
    pub is_dark: bool,
    /// Whether scripts of the page run.
    pub has_script: bool,
}

/// The look of most desks.
pub const DESK: Look = Look { width: 1280, height: 900, is_dark: false, has_script: true };
/// The look of a telephone.
pub const TELEPHONE: Look = Look { width: 390, height: 844, is_dark: false, has_script: true };

/// The explorer and the driver of browsers, which end with this value.
pub struct Programs {
    explorer: Child,
    driver: Child,
    address: String,
    port: String,
}

impl Programs {
    /// Starts both; the explorer is built first.
    ///
    /// # Errors
    ///
    /// When one of them can't be started, or says something else than where it is.
    pub fn start() -> Result<Self, Failure> {
        let root = root();
        let mut explorer = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        explorer.args(["run", "--quiet", "--package", "qcloud-explorer", "--manifest-path"]);
        explorer.arg(root.join("Cargo.toml")).arg("--").args(["--spec", "spec"]).current_dir(&root);
        let (explorer, address) =
            started(&mut explorer, |line| line.starts_with("http://").then(|| line.to_owned()))?;
        let port = |line: &str| {
            let rest = line.split_once("started successfully on port ")?.1;
            Some(rest.trim_end_matches('.').to_owned())
        };
        let (driver, port) = started(Command::new("chromedriver").arg("--port=0"), port)?;
        Ok(Self { explorer, driver, address, port })
    }

    /// The address of a page.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Opens a browser.
    ///
    /// # Errors
    ///
    /// When there is none, or the driver does not know it.
    pub async fn browser(&self, look: Look) -> Result<Client, Failure> {
        let Look { width, height, is_dark, has_script } = look;
        let scheme = if is_dark { 0 } else { 1 };
        let arguments = [
            "--headless=new".to_owned(),
            // CI runs as root, in a container.
            "--no-sandbox".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--hide-scrollbars".to_owned(),
            "--lang=en".to_owned(),
            format!("--blink-settings=preferredColorScheme={scheme}"),
        ];
        let script = if has_script { 1 } else { 2 };
        let options = json!({
            "args": arguments,
            "prefs": {"profile.managed_default_content_settings.javascript": script},
            "mobileEmulation": {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1, "touch": false}},
        });
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        let driver = format!("http://127.0.0.1:{}", self.port);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        Ok(builder.capabilities(capabilities).connect(&driver).await?)
    }
}

impl Drop for Programs {
    fn drop(&mut self) {
        // Whoever is gone already needs no end; cargo takes the program's place, or ends with it.
        for child in [&mut self.explorer, &mut self.driver] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Starts a program, and reads on until a line says where it is.
fn started(command: &mut Command, find: impl Fn(&str) -> Option<String>) -> Result<(Child, String), Failure> {
    let mut child = command
        .stdout(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| format!("{command:?} can't be started: {error}"))?;
    let output = child.stdout.take().ok_or("the output of a program is piped")?;
    let mut lines = BufReader::new(output).lines();
    let found = lines.by_ref().map_while(Result::ok).find_map(|line| find(&line));
    let Some(found) = found else {
        let _ = child.kill();
        return Err(format!("{command:?} did not say where it is").into());
    };
    // Somebody has to take what it says later, or it would wait for that.
    std::thread::spawn(move || lines.for_each(drop));
    Ok((child, found))
}

/// Fills in a field.
///
/// # Errors
///
/// When there is no such field.
pub async fn fill(browser: &Client, name: &str, text: &str) -> Result<(), Failure> {
    let field = browser.find(Locator::Css(&format!("[name=\"{name}\"]"))).await?;
    field.clear().await?;
    field.send_keys(text).await?;
    Ok(())
}

/// Presses what a selector finds, once it is there.
///
/// # Errors
///
/// When it does not come.
pub async fn press(browser: &Client, selector: &str) -> Result<(), Failure> {
    browser.wait().for_element(Locator::Css(selector)).await?.click().await?;
    Ok(())
}

/// The text of what a selector finds, once it is there.
///
/// # Errors
///
/// When it does not come.
pub async fn read(browser: &Client, selector: &str) -> Result<String, Failure> {
    // What was found may be swapped before it is read.
    for _ in 0..5 {
        if let Ok(text) = browser.wait().for_element(Locator::Css(selector)).await?.text().await {
            return Ok(text);
        }
    }
    Ok(browser.find(Locator::Css(selector)).await?.text().await?)
}

/// What a script of the page says.
///
/// # Errors
///
/// When it fails.
pub async fn ask(browser: &Client, script: &str) -> Result<Value, Failure> {
    Ok(browser.execute(script, Vec::new()).await?)
}
