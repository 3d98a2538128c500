//! Goes by keys that somebody else rotates, in a file: the file is read for each attempt, so that nothing has to be restarted.
//!
//! ```console
//! $ cargo run -p qcloud-client --example rotating
//! $ cargo run -p qcloud-client --example rotating -- /run/secrets/tencentcloud
//! ```
//!
//! Without a file it makes its own, and a mock server inside of it is the API. A secret store that is asked over the network
//! takes the place of the file in the same way; keys that tell their end (`with_expiry`) are then kept until shortly before.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use qcloud_client::credential::{self, CredentialProvider};
use qcloud_client::{Client, Credential, Untyped};
use qcloud_mock_server::MockServer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1) {
        Some(file) => report(&Client::new(from_file(file.into())), &mut io::stdout()).await,
        None => demo(&mut io::stdout()).await,
    }
}

/// The keys that stand in a file now: `[default]` with `secret_id`, `secret_key`, and `token` for temporary ones.
fn from_file(file: PathBuf) -> impl CredentialProvider {
    credential::from_fn(move |_| std::future::ready(Credential::from_file(&file)))
}

async fn report(client: &Client, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let request = Untyped::tc3("sts", "2018-08-13", "GetCallerIdentity", serde_json::json!({}));
    let caller = client.call_untyped(request.idempotent(true)).await?;
    writeln!(out, "calls are made by {}", caller["Arn"].as_str().unwrap_or_default())?;
    Ok(())
}

pub(crate) async fn demo(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let server = MockServer::start().await?;
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("credentials");
    rotate(&server, &file, "first").await?;
    let client = Client::builder()
        .credential_provider(from_file(file.clone()))
        .loopback_endpoint(&server.url())
        .build()?;
    report(&client, out).await?;
    writeln!(out, "... the keys in the file are replaced ...")?;
    rotate(&server, &file, "second").await?;
    report(&client, out).await
}

/// What a secret store does from time to time: new keys, put in place of the old ones at once.
async fn rotate(server: &MockServer, file: &Path, session: &str) -> Result<(), Box<dyn Error>> {
    let keys = server.credentials();
    let own = Client::builder()
        .credential(Credential::new(&keys.secret_id, &keys.secret_key))
        .loopback_endpoint(&server.url())
        .build()?;
    let parameters = serde_json::json!({
        "RoleArn": "qcs::cam::uin/100000000001:roleName/app", "RoleSessionName": session
    });
    let answer = own.call_untyped(Untyped::tc3("sts", "2018-08-13", "AssumeRole", parameters)).await?;
    let text = |name: &str| answer["Credentials"][name].as_str().unwrap_or_default();
    let (id, key, token) = (text("TmpSecretId"), text("TmpSecretKey"), text("Token"));
    let beside = file.with_extension("new");
    std::fs::write(&beside, format!("[default]\nsecret_id = {id}\nsecret_key = {key}\ntoken = {token}\n"))?;
    Ok(std::fs::rename(&beside, file)?)
}
