//! An account, and what there is to say of its certificates.

use qcloud_client::jiff::Timestamp;

use super::judge::{Judged, judge};
use crate::listed;
use crate::output::{one_line, printable};
use crate::world::World;

/// What is the same for all accounts.
pub(super) struct Question<'q> {
    pub(super) endpoint: Option<&'q str>,
    pub(super) threshold: u32,
    pub(super) now: Timestamp,
}

/// An account that was asked for its certificates.
pub(super) struct Account {
    /// Its profile, or `default` for whoever runs the program.
    pub(super) name: String,
    /// They end in this order; or why they are not known, on one line.
    pub(super) certificates: Result<Vec<Judged>, String>,
}

impl Account {
    pub(super) async fn ask(world: &World, profile: Option<&str>, question: &Question<'_>) -> Self {
        let certificates = Self::list(world, profile, question).await;
        Self { name: printable(profile.unwrap_or("default")), certificates }
    }

    async fn list(
        world: &World,
        profile: Option<&str>,
        question: &Question<'_>,
    ) -> Result<Vec<Judged>, String> {
        let client = world.connect(profile, question.endpoint)?;
        let certificates = listed::all(&client).await.map_err(|error| one_line(&error))?;
        Ok(judge(&certificates, question.now, question.threshold))
    }

    /// How many end soon, of those that are known.
    pub(super) fn soon(&self) -> usize {
        self.known().filter(|certificate| certificate.state.is_soon()).count()
    }

    /// What is known of its certificates; nothing when it could not be asked.
    pub(super) fn known(&self) -> impl Iterator<Item = &Judged> {
        self.certificates.iter().flatten()
    }
}
