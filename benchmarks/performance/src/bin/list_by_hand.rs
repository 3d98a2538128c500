//! The same program by hand: its size is what that of `list` stands beside.

use std::io::Write;

use performance::by_hand::{http, v3};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for certificate in runtime.block_on(v3::list(&http(), "https://ssl.tencentcloudapi.com", 0)) {
        writeln!(std::io::stdout(), "{} {}", certificate.certificate_id, certificate.domain)?;
    }
    Ok(())
}
