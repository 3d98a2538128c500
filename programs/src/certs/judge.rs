//! Which certificates matter, and which of these end soon.

use qcloud_client::DateTime;
use qcloud_client::jiff::Timestamp;
use qcloud_client::ssl_v20191205::{CertificateStatus, Certificates as Listed};

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
    let listed: Vec<_> = listed.iter().map(Facts::new).collect();
    let mut judged: Vec<Judged> = Vec::new();
    for facts in &listed {
        // A certificate that comes while the pages are read moves another one to the next page, where it is met again.
        if !judged.iter().any(|known| known.id == facts.certificate.certificate_id) {
            judged.push(facts.judged(&listed, now, threshold));
        }
    }
    judged.sort_by(|one, other| {
        let key = |judged: &Judged| (judged.ends.is_none(), judged.ends, judged.names.first().cloned());
        key(one).cmp(&key(other)).then_with(|| one.id.cmp(&other.id))
    });
    judged
}

/// A certificate with what is read of it once.
struct Facts<'l> {
    certificate: &'l Listed,
    names: Vec<String>,
    ends: Option<Timestamp>,
}

impl<'l> Facts<'l> {
    fn new(certificate: &'l Listed) -> Self {
        let names =
            certificate.domain.iter().chain(&certificate.subject_alt_name).chain(&certificate.cert_sa_ns);
        Self {
            certificate,
            names: names::distinct(names),
            // A date of zeros stands for none.
            ends: certificate.cert_end_time.as_ref().and_then(DateTime::timestamp),
        }
    }

    fn judged(&self, all: &[Facts<'_>], now: Timestamp, threshold: u32) -> Judged {
        let days = self.ends.map(|end| (end.as_second() - now.as_second()).div_euclid(SECONDS_OF_A_DAY));
        Judged {
            id: self.certificate.certificate_id.clone(),
            names: self.names.clone(),
            alias: self.certificate.alias.clone().unwrap_or_default(),
            ends: self.ends,
            days,
            state: self.state(all, days, now, threshold),
        }
    }

    fn state(&self, all: &[Facts<'_>], days: Option<i64>, now: Timestamp, threshold: u32) -> State {
        let (Some(ends), Some(days), true) = (self.ends, days, self.was_issued()) else {
            return State::NotIssued(self.status());
        };
        if let Some(other) = all.iter().find(|other| other.replaces(self, now)) {
            return State::Replaced(other.certificate.certificate_id.clone());
        }
        match self.certificate.is_ignore {
            Some(true) => State::Muted,
            _ if ends < now || self.certificate.status == Some(CertificateStatus::Expired) => State::Expired,
            _ if days < i64::from(threshold) => State::EndsSoon,
            _ => State::Fine,
        }
    }

    /// Whether there is a certificate that servers may use, or might until it expired. A status that is new to this program
    /// counts: better one alarm too many.
    fn was_issued(&self) -> bool {
        use CertificateStatus as Status;
        !matches!(
            self.certificate.status,
            Some(
                Status::Verifying
                    | Status::VerificationFailed
                    | Status::DnsRecordAdded
                    | Status::DocumentsRequired
                    | Status::Canceling
                    | Status::Canceled
                    | Status::LetterRequired
                    | Status::Revoked
                    | Status::FreeDocumentsRequired
                    | Status::Refunded
            )
        )
    }

    /// Whether another certificate is of no use any more where this one is.
    fn replaces(&self, other: &Self, now: Timestamp) -> bool {
        let (this, that) = (self.certificate, other.certificate);
        this.certificate_id != that.certificate_id
            && this.status == Some(CertificateStatus::Approved)
            && self.ends.is_some_and(|end| end >= now)
            && self.ends > other.ends
            // Clients' certificates and those of China's national algorithms serve something else.
            && this.certificate_type == that.certificate_type
            && this.is_sm.unwrap_or_default() == that.is_sm.unwrap_or_default()
            && !other.names.is_empty()
            && names::uncovered(&self.names, &other.names).is_empty()
    }

    fn status(&self) -> String {
        match &self.certificate.status {
            Some(status) => format!("{status:?}"),
            None => "no status".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
