//! What the examples show of the members: where the server sends null.

use std::collections::HashSet;

use qcloud_drift::evidence::{Everything, Evidence, Json};

use super::description::{Description, Object};
use super::exchange::Exchange;

/// Members that some example has as null: the object, and the member's name.
#[derive(Debug, Default)]
pub(super) struct Nulls<'d>(HashSet<(&'d str, &'d str)>);

impl<'d> Nulls<'d> {
    pub(super) fn contains(&self, object: &'d str, member: &'d str) -> bool {
        self.0.contains(&(object, member))
    }

    /// The nulls in the responses of examples.
    pub(super) fn of(description: &'d Description<'_>, exchanges: &[Exchange<'_>]) -> Self {
        let mut nulls = Self::default();
        for exchange in exchanges {
            let output = description.actions.get(exchange.action).map(|action| &*action.output);
            let object = output.and_then(|output| description.objects.get_key_value(output));
            let response = exchange.body.as_ref().ok().and_then(|body| body.get("Response"));
            if let (Some((name, object)), Some(response)) = (object, response) {
                let mut evidence = Evidence::default();
                evidence.add(Everything, &Json::from(response), 0);
                nulls.note_in(description, (name, object), &evidence);
            }
        }
        nulls
    }

    fn note_in(
        &mut self,
        description: &'d Description<'_>,
        (name, object): (&'d str, &'d Object<'_>),
        evidence: &Evidence,
    ) {
        if let Some(items) = &evidence.items {
            self.note_in(description, (name, object), items);
        }
        for member in &object.members {
            let Some(evidence) = evidence.fields.get(&*member.name) else { continue };
            if evidence.nulls.times > 0 {
                self.0.insert((name, &member.name));
            }
            if let Some(inner) = description.object_of(member) {
                self.note_in(description, inner, evidence);
            }
        }
    }
}
