//! Acts in another account: the keys of one account ask for a role of the other, and calls run as that role.
//!
//! ```console
//! $ cargo run -p qcloud-client --features identity --example assume_role
//! $ cargo run -p qcloud-client --features identity --example assume_role -- --live qcs::cam::uin/100000000001:roleName/deploy
//! ```
//!
//! Without `--live` a mock server inside of it is the API. With it, the keys are those that `credential::discover` finds.

use std::error::Error;
use std::io::{self, Write};
use std::time::Duration;

use qcloud_client::credential::{self, AssumeRole, CredentialProvider};
use qcloud_client::{Client, ClientBuilder, Credential, Untyped};
use qcloud_mock_server::MockServer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => demo(&mut io::stdout()).await,
        [live, role] if live == "--live" => {
            report(Client::builder(), credential::discover(), role, &mut io::stdout()).await
        }
        _ => Err("usage: assume_role [--live ROLE]".into()),
    }
}

/// Says who calls, first with the source's own keys and then as the role.
async fn report(
    settings: ClientBuilder,
    source: impl CredentialProvider + Clone + 'static,
    role: &str,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let role = AssumeRole::new(source.clone(), role)
        .session_name("nightly-deploy")
        .external_id("agreed with the other account")
        .duration(Duration::from_secs(3600));
    let here = settings.clone().credential_provider(source).build()?;
    let there = settings.credential_provider(role).build()?;
    writeln!(out, "here:  {}", caller(&here).await?)?;
    writeln!(out, "there: {}", caller(&there).await?)?;
    Ok(())
}

async fn caller(client: &Client) -> Result<String, qcloud_client::Error> {
    let request = Untyped::tc3("sts", "2018-08-13", "GetCallerIdentity", serde_json::json!({}));
    let caller = client.call_untyped(request.idempotent(true)).await?;
    Ok(caller["Arn"].as_str().unwrap_or_default().to_owned())
}

pub(crate) async fn demo(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let server = MockServer::start().await?;
    let keys = server.credentials();
    let source = Credential::new(&keys.secret_id, &keys.secret_key);
    let settings = Client::builder().loopback_endpoint(&server.url());
    report(settings, source, "qcs::cam::uin/200000000002:roleName/deploy", out).await
}
