//! On which processors this process and those that it starts run.

/// While it lasts, all run on one processor: how many there are is in no figure of processor time.
pub(crate) struct OneProcessor {
    #[cfg(target_os = "linux")]
    allowed: nix::sched::CpuSet,
}

impl OneProcessor {
    #[cfg(target_os = "linux")]
    pub(crate) fn take() -> Result<Self, String> {
        use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
        use nix::unistd::Pid;
        let allowed = sched_getaffinity(Pid::from_raw(0)).map_err(|error| error.to_string())?;
        let mut one = CpuSet::new();
        let first = (0..CpuSet::count()).find(|cpu| allowed.is_set(*cpu).unwrap_or(false));
        one.set(first.unwrap_or_default()).map_err(|error| error.to_string())?;
        sched_setaffinity(Pid::from_raw(0), &one).map_err(|error| error.to_string())?;
        Ok(Self { allowed })
    }

    /// Elsewhere they stay where they are.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn take() -> Result<Self, String> {
        Ok(Self {})
    }
}

#[cfg(target_os = "linux")]
impl Drop for OneProcessor {
    fn drop(&mut self) {
        // Where it can't be taken back, the clock's figures are those of one processor.
        let _ = nix::sched::sched_setaffinity(nix::unistd::Pid::from_raw(0), &self.allowed);
    }
}
