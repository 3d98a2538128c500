//! Temporary keys: given out by sts and by the metadata service of an instance, accepted until they expire.

pub(crate) mod metadata;
pub(crate) mod sts;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

/// So many keys are remembered; the ones that expire first make room.
const MOST_KEYS: usize = 10_000;

/// The account of all who call.
pub(crate) const ACCOUNT: &str = "100000000001";

/// What of temporary keys can be set.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// How long keys hold, whatever is asked for.
    pub(crate) lifetime: Option<Duration>,
    /// The role of the instance; none when it has none.
    pub(crate) role: Option<String>,
    pub(crate) region: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { lifetime: None, role: Some("mock-role".to_owned()), region: "ap-guangzhou".to_owned() }
    }
}

/// Keys that were given out.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) token: String,
    pub(crate) expires: Timestamp,
    /// Who has them, as `roleName/SESSION`.
    pub(crate) holder: String,
}

/// All keys that were given out, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Issued {
    keys: BTreeMap<String, Keys>,
    count: u64,
}

impl Issued {
    /// New keys, the same ones in every run.
    pub(crate) fn issue(&mut self, holder: String, now: Timestamp, lifetime: Duration) -> Keys {
        self.count += 1;
        let mut dice = fastrand::Rng::with_seed(self.count);
        let mut text =
            |length| -> String { std::iter::repeat_with(|| dice.alphanumeric()).take(length).collect() };
        let (id, key, token) = (format!("AKIDtmp{}", text(29)), text(32), text(64));
        let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        let expires =
            Timestamp::from_second(now.as_second().saturating_add(seconds)).unwrap_or(Timestamp::MAX);
        let keys = Keys { id, key, token, expires, holder };
        self.keys.insert(keys.id.clone(), keys.clone());
        if self.keys.len() > MOST_KEYS {
            let first = self.keys.values().min_by_key(|keys| keys.expires).map(|keys| keys.id.clone());
            first.map(|id| self.keys.remove(&id));
        }
        keys
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Keys> {
        self.keys.get(id)
    }
}
