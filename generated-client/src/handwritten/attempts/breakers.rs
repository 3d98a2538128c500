//! Which hosts are left alone for a while, since no connection with them came about.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So long a host to which no connection came about is left alone, if there is another.
const PAUSE: Duration = Duration::from_secs(60);

/// The hosts to which no connection came about, for all calls of a client: a breaker for each.
#[derive(Debug, Default)]
pub(crate) struct Breakers(Mutex<Vec<(String, Instant)>>);

impl Breakers {
    /// The first host that is not left alone; the first of all when each is. Whoever finds that the time of one is over tries it,
    /// and the others wait for what comes of it.
    pub(crate) fn choose(&self, hosts: &[Cow<'_, str>], now: Instant) -> usize {
        let mut down = self.lock();
        hosts
            .iter()
            .position(|host| match down.iter_mut().find(|(other, _)| other == host) {
                None => true,
                Some((_, until)) if *until <= now => {
                    *until = now + PAUSE;
                    true
                }
                Some(_) => false,
            })
            .unwrap_or(0)
    }

    /// What came of an attempt: whether there was a connection.
    pub(crate) fn tell(&self, host: &str, connected: bool, now: Instant) {
        let mut down = self.lock();
        down.retain(|(other, _)| other != host);
        if !connected {
            down.push((host.to_owned(), now + PAUSE));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(String, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_down_is_left_alone_for_a_minute_and_then_tried_by_one() {
        let (breakers, start) = (Breakers::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let hosts = [Cow::Borrowed("a"), Cow::Borrowed("b")];
        assert_eq!(breakers.choose(&hosts, at(0)), 0);
        breakers.tell("a", false, at(0));
        assert_eq!(breakers.choose(&hosts, at(59)), 1);
        breakers.tell("b", false, at(59));
        assert_eq!(breakers.choose(&hosts[..], at(59)), 0, "all are down");
        assert_eq!(breakers.choose(&hosts, at(60)), 0, "its time is over");
        breakers.tell("b", true, at(60));
        assert_eq!(breakers.choose(&hosts, at(60)), 1, "somebody tries the first");
        breakers.tell("a", true, at(61));
        assert_eq!(breakers.choose(&hosts, at(61)), 0);
    }
}
