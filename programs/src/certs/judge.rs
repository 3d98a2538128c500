//! Which certificates matter, and which of these end soon.

use qcloud_client::jiff::Timestamp;
use qcloud_client::ssl_v20191205::CertificateStatus;

use crate::listed::Listed;
use crate::names;

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// A certificate, and what there is to say of it.
pub(super) struct Judged {
    pub(super) id: String,
    /// What it is for in the form that is compared, the main name first.
    pub(super) names: Vec<String>,
    /// The remark that its owner gave it.
    pub(super) alias: String,
    /// None while it is not issued.
    pub(super) ends: Option<Timestamp>,
    /// Whole days that are left; negative once it has ended.
    pub(super) days: Option<i64>,
    pub(super) state: State,
}

/// What there is to say of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It counts, and lasts.
    Fine,
    /// It counts, and has fewer days left than the threshold.
    EndsSoon,
    /// It has ended, and nothing replaces it.
    Expired,
    /// The certificate with this id covers all its names and ends later.
    Replaced(String),
    /// Its owner turned off the notices of its end.
    Muted,
    /// It is not issued, or not valid any more; in the words of its status.
    NotIssued(String),
}

impl State {
    pub(super) fn is_soon(&self) -> bool {
        *self == Self::EndsSoon
    }

    /// Whether it counts: it is in use as far as one can tell, and can still be renewed in time.
    pub(super) fn counts(&self) -> bool {
        matches!(self, Self::Fine | Self::EndsSoon)
    }

    /// One word for it, for programs that read the output.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::EndsSoon => "ends_soon",
            Self::Expired => "expired",
            Self::Replaced(_) => "replaced",
            Self::Muted => "muted",
            Self::NotIssued(_) => "not_issued",
        }
    }
}

/// Judges the certificates of one account. They come in the order in which they end, those without an end last.
pub(super) fn judge(listed: &[Listed], now: Timestamp, threshold: u32) -> Vec<Judged> {
    let mut judged: Vec<_> = listed.iter().map(|one| judged(one, listed, now, threshold)).collect();
    judged.sort_by(|one, other| {
        let key = |judged: &Judged| (judged.ends.is_none(), judged.ends, judged.names.first().cloned());
        key(one).cmp(&key(other)).then_with(|| one.id.cmp(&other.id))
    });
    judged
}

fn judged(listed: &Listed, all: &[Listed], now: Timestamp, threshold: u32) -> Judged {
    let days = listed.ends.map(|end| (end.as_second() - now.as_second()).div_euclid(SECONDS_OF_A_DAY));
    Judged {
        id: listed.id.clone(),
        names: listed.names.clone(),
        alias: listed.certificate.alias.clone().unwrap_or_default(),
        ends: listed.ends,
        days,
        state: state(listed, all, days, now, threshold),
    }
}

fn state(listed: &Listed, all: &[Listed], days: Option<i64>, now: Timestamp, threshold: u32) -> State {
    let (Some(ends), Some(days), true) = (listed.ends, days, listed.was_issued()) else {
        let status = listed.certificate.status.as_ref();
        return State::NotIssued(
            status.map_or_else(|| "no status".to_owned(), |status| format!("{status:?}")),
        );
    };
    if let Some(other) = all.iter().find(|other| replaces(other, listed, now)) {
        return State::Replaced(other.id.clone());
    }
    match listed.certificate.is_ignore {
        Some(true) => State::Muted,
        _ if ends < now || listed.certificate.status == Some(CertificateStatus::Expired) => State::Expired,
        _ if days < i64::from(threshold) => State::EndsSoon,
        _ => State::Fine,
    }
}

/// Whether the other certificate is of no use any more where this one is.
fn replaces(this: &Listed, other: &Listed, now: Timestamp) -> bool {
    this.id != other.id
        && this.is_approved()
        && this.ends.is_some_and(|end| end >= now)
        && this.ends > other.ends
        // Clients' certificates and those of China's national algorithms serve something else.
        && this.certificate.certificate_type == other.certificate.certificate_type
        && this.is_national() == other.is_national()
        && !other.names.is_empty()
        && names::uncovered(&this.names, &other.names).is_empty()
}

#[cfg(test)]
mod tests;
