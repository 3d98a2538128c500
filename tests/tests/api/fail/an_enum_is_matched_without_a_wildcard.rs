//! Enums grow, so a match needs a wildcard even when it names every value.

use qcloud_client::wss::CertType;

fn main() {
    match CertType::Svr {
        CertType::Ca => {}
        CertType::Svr => {}
        CertType::Unknown(_) => {}
    }
}
