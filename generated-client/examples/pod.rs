//! Runs as a pod of TKE with a role: the token that the cluster mounts is exchanged for keys, which are renewed by themselves.
//!
//! ```console
//! $ cargo run -p qcloud-client --features identity --example pod
//! ```
//!
//! Without `--live` it needs no cluster: a mock server inside of it is the API, with a token in a file.

use std::error::Error;
use std::io::{self, Write};

use qcloud_client::credential::PodIdentity;
use qcloud_client::{Client, Untyped};
use qcloud_mock_server::MockServer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let live = std::env::args().any(|argument| argument == "--live");
    if live { report(&pod()?, &mut io::stdout()).await } else { demo(&mut io::stdout()).await }
}

/// What a program in a pod has to write.
fn pod() -> Result<Client, Box<dyn Error>> {
    Ok(Client::new(PodIdentity::from_env()?))
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
    let token = directory.path().join("tke-token");
    std::fs::write(&token, "a token of the cluster\n")?;
    let role = "qcs::cam::uin/100000000001:roleName/reader";
    let pod = PodIdentity::new("tke-provider", &token, role).session_name("web-7c9f");
    let client = Client::builder()
        .credential_provider(pod)
        .loopback_endpoint(&server.url())
        .region("ap-beijing")
        .build()?;

    report(&client, out).await?;
    report(&client.clone(), out).await?;
    let asked = server.requests();
    let for_keys =
        asked.iter().filter(|it| it.action.as_deref() == Some("AssumeRoleWithWebIdentity")).count();
    writeln!(out, "{} requests, of which {for_keys} asked for keys", asked.len())?;
    Ok(())
}
