//! Results grow, so they can't be written as struct literals.

use qcloud_client::wss::CertificatePage;

fn main() {
    let _ = CertificatePage { total_num: 0, list: Vec::new() };
}
