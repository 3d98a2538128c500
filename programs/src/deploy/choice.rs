//! Which certificates of the account are old: they end earlier, and the new one is for all their names.

use qcloud_client::ssl_v20191205::CertificateType;

use super::chain::Chain;
use crate::listed::Listed;
use crate::names;

/// What there is to say of the certificates of an account beside a new one.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// To be replaced, in the order in which they end.
    pub(super) old: Vec<Listed>,
    /// For some of the new one's names and for others that it lacks; with these.
    pub(super) partly: Vec<(Listed, Vec<String>)>,
    /// What was named and is not there.
    pub(super) gone: Vec<String>,
}

/// Chooses by names, or what was `named`.
///
/// # Errors
///
/// A certificate was named that can't be replaced by the new one.
pub(super) fn choose(all: &[Listed], chain: &Chain, named: &[String]) -> Result<Choice, String> {
    let mut choice = Choice::default();
    for id in named {
        let Some(listed) = all.iter().find(|listed| listed.id == *id) else {
            choice.gone.push(id.clone());
            continue;
        };
        let uncovered = names::uncovered(&chain.names, &listed.names);
        if !uncovered.is_empty() {
            return Err(format!("{id} is also for {}, and the new certificate is not", uncovered.join(", ")));
        }
        if !can_be_old(listed, chain) {
            return Err(format!("{id} is no certificate of a server that ends before the new one"));
        }
        choice.old.push(listed.clone());
    }
    if named.is_empty() {
        for listed in all.iter().filter(|listed| can_be_old(listed, chain)) {
            let uncovered = names::uncovered(&chain.names, &listed.names);
            if uncovered.is_empty() {
                choice.old.push(listed.clone());
            } else if uncovered.len() < listed.names.len() {
                let uncovered = uncovered.into_iter().map(str::to_owned).collect();
                choice.partly.push((listed.clone(), uncovered));
            }
        }
    }
    choice.old.sort_by(|one, other| (one.ends, &one.id).cmp(&(other.ends, &other.id)));
    Ok(choice)
}

/// Whether servers may use it still, and better used the new one. One that is revoked is among them.
fn can_be_old(listed: &Listed, chain: &Chain) -> bool {
    let is_of_clients = listed.certificate.certificate_type == Some(CertificateType::Ca);
    (listed.was_issued() || listed.is_revoked())
        && !is_of_clients
        && !listed.is_national()
        && !listed.names.is_empty()
        && listed.ends.is_some_and(|end| end < chain.ends)
}
