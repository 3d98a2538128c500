//! How every import ends: merged with what is there, checked by the generator's rules, and put in its place; or nothing is written.

use std::path::Path;

use qcloud_codegen::spec::{Notes, Service, SpecFile};
use qcloud_codegen::{PlaceError, SpecStage, StagedService};

pub(crate) use crate::merge::Existing;
use crate::merge::{self, Merged};
use crate::report::Saved;

/// The last steps of an import into a spec's directory. Services are added from any number of threads.
pub(crate) struct Finish<'o> {
    out: &'o Path,
    existing: Existing,
    stage: SpecStage<'o>,
}

/// A service that waits for its place.
pub(crate) struct Finished {
    staged: StagedService,
    kept: Vec<String>,
    /// The service as it was compared with what is there, and the files that are there and change, as they will be.
    pub(crate) compared: Option<Service>,
    pub(crate) changed: Vec<SpecFile>,
    unchanged: usize,
    /// What the import adds to files that are there, and the editor can't put in its place.
    pub(crate) obstacles: Vec<String>,
}

impl Finished {
    /// Whether all of it is there already, to the byte.
    pub(crate) fn is_there(&self) -> bool {
        let changes = self.staged.changes();
        self.kept.is_empty() && changes.new.is_empty() && changes.changed.is_empty()
    }
}

impl<'o> Finish<'o> {
    pub(crate) fn new(out: &'o Path, existing: Existing) -> Self {
        Self { out, existing, stage: SpecStage::new(out) }
    }

    /// Merges a service with what is there, and checks what it would be then.
    pub(crate) fn add(&self, service: &Service, notes: &Notes) -> Result<Finished, PlaceError> {
        let Merged { files, kept, unchanged, obstacles, compared } =
            merge::merge(service, notes, self.out, self.existing);
        let (staged, _) = self.stage.add(&service.directory, &files)?;
        let changed = files.into_iter().filter(|file| self.out.join(&file.path).exists()).collect();
        Ok(Finished { staged, kept, compared, changed, unchanged, obstacles })
    }

    /// What would come of putting all services in their places.
    pub(crate) fn forecast(services: Vec<Finished>) -> Saved {
        let mut saved = Saved::default();
        for service in services {
            let changes = service.staged.changes();
            saved.new.extend(changes.new.iter().cloned());
            saved.changed.extend(changes.changed.iter().cloned());
            saved.kept.extend(service.kept);
            saved.unchanged += service.unchanged;
        }
        saved
    }

    /// Puts all services in their places.
    pub(crate) fn commit(self, services: Vec<Finished>) -> Result<Saved, PlaceError> {
        let mut saved = Saved::default();
        let mut staged = Vec::new();
        for service in services {
            saved.kept.extend(service.kept);
            saved.unchanged += service.unchanged;
            staged.push(service.staged);
        }
        let changes = self.stage.commit(staged)?;
        Ok(Saved { new: changes.new, changed: changes.changed, ..saved })
    }
}
