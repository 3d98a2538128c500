//! Which calls of an Action need a region.

use super::{Action, Service};
pub use crate::spec::ListedRegions;
use crate::vendor::hosts;

/// Which calls of an Action need a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionNeed {
    /// No call needs one.
    None,
    /// Every call needs one.
    Every,
    /// Those with some values of a parameter.
    For {
        /// Wire name of the parameter, a text or a list of texts.
        parameter: String,
        /// The values with which a call needs a region.
        values: Vec<String>,
        /// The one of these that the server assumes where the parameter is not set.
        assumed: Option<String>,
        /// Where the regions stand in the request; beside it when left out.
        listed: Option<ListedRegions>,
    },
}

impl Action {
    /// Which of its calls need a region: each where the host has it, else as it says itself, or the service it belongs to.
    #[must_use]
    pub fn region(&self, service: &Service) -> RegionNeed {
        if hosts::is_regional(self.host(service)) {
            return RegionNeed::Every;
        }
        let of_service = if service.region_required { RegionNeed::Every } else { RegionNeed::None };
        self.own_region.clone().unwrap_or(of_service)
    }
}
