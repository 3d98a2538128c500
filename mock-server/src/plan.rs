//! Which request gets which fault.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use crate::fault::Fault;

/// The faults that are still to come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    next: VecDeque<Fault>,
    at: BTreeMap<u64, Fault>,
    /// For the next requests of an Action.
    of_actions: BTreeMap<String, VecDeque<Fault>>,
    /// What the next requests of an Action are answered with.
    answers: BTreeMap<String, VecDeque<Value>>,
    random: Vec<(f64, Fault)>,
    dice: fastrand::Rng,
}

impl Plan {
    pub(crate) fn new() -> Self {
        Self { dice: fastrand::Rng::with_seed(0), ..Self::default() }
    }

    pub(crate) fn seed(&mut self, seed: u64) {
        self.dice.seed(seed);
    }

    /// For the first request that has none yet.
    pub(crate) fn push(&mut self, fault: Fault) {
        self.next.push_back(fault);
    }

    /// For the first request of an Action that has none yet.
    pub(crate) fn push_for(&mut self, action: String, fault: Fault) {
        self.of_actions.entry(action).or_default().push_back(fault);
    }

    /// What the next right requests of an Action are answered with.
    pub(crate) fn answer(&mut self, action: String, results: impl IntoIterator<Item = Value>) {
        self.answers.entry(action).or_default().extend(results);
    }

    /// What a right request of an Action is answered with, in place of being carried out.
    pub(crate) fn take_answer(&mut self, action: &str) -> Option<Value> {
        self.answers.get_mut(action)?.pop_front()
    }

    /// For the request of a number, counted from 1.
    pub(crate) fn insert(&mut self, number: u64, fault: Fault) {
        self.at.insert(number, fault);
    }

    /// For a share of all requests that would have none.
    pub(crate) fn share(&mut self, probability: f64, fault: Fault) {
        self.random.push((probability, fault));
    }

    pub(crate) fn clear(&mut self) {
        *self = Self { dice: self.dice.clone(), ..Self::default() };
    }

    /// The fault of the request with this number, which is of an Action.
    pub(crate) fn take(&mut self, number: u64, action: Option<&str>) -> Option<Fault> {
        // Rolled for every request, so that a script does not change which later ones fail.
        let mut roll = self.dice.f64();
        if let Some(fault) = self.at.remove(&number) {
            return Some(fault);
        }
        let of_action = action.and_then(|action| self.of_actions.get_mut(action)?.pop_front());
        if of_action.is_some() {
            return of_action;
        }
        if let Some(fault) = self.next.pop_front() {
            return Some(fault);
        }
        for (probability, fault) in &self.random {
            if roll < *probability {
                return Some(fault.clone());
            }
            roll -= probability;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_fault_goes_before_a_queued_one_and_a_queued_one_before_chance() {
        let mut plan = Plan::new();
        plan.push(Fault::Hang);
        plan.insert(1, Fault::Lost);
        plan.share(1.0, Fault::Garbage);
        let taken: Vec<_> = (1..=3).map(|number| plan.take(number, None)).collect();
        assert_eq!(taken, [Some(Fault::Lost), Some(Fault::Hang), Some(Fault::Garbage)]);
    }

    #[test]
    fn the_fault_of_an_action_is_for_its_next_request_and_goes_before_a_queued_one() {
        let mut plan = Plan::new();
        plan.push(Fault::Hang);
        plan.push_for("A".to_owned(), Fault::Lost);
        let taken: Vec<_> =
            ["B", "A", "A"].iter().zip(1..).map(|(action, number)| plan.take(number, Some(action))).collect();
        assert_eq!(taken, [Some(Fault::Hang), Some(Fault::Lost), None]);
    }

    #[test]
    fn one_seed_means_the_same_faults_whatever_the_script() {
        let faults = |script: &[u64]| {
            let mut plan = Plan::new();
            plan.seed(7);
            plan.share(0.25, Fault::Lost);
            plan.share(0.25, Fault::Hang);
            for number in script {
                plan.insert(*number, Fault::Garbage);
            }
            (1..=1000).map(|number| plan.take(number, None)).collect::<Vec<_>>()
        };
        let (plain, scripted) = (faults(&[]), faults(&[2]));
        assert_eq!(plain[2..], scripted[2..]);
        assert_eq!(scripted[1], Some(Fault::Garbage));
        let count = |wanted: &Fault| plain.iter().flatten().filter(|fault| *fault == wanted).count();
        assert!((200..300).contains(&count(&Fault::Lost)), "{}", count(&Fault::Lost));
        assert!((200..300).contains(&count(&Fault::Hang)), "{}", count(&Fault::Hang));
    }
}
