//! What the examples show of the members: where the server sends null.

use std::collections::HashSet;

use serde_json::Value;

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
                nulls.note_in(description, name, object, response);
            }
        }
        nulls
    }

    fn note_in(
        &mut self,
        description: &'d Description<'_>,
        name: &'d str,
        object: &'d Object<'_>,
        value: &Value,
    ) {
        match value {
            Value::Array(items) => {
                for item in items {
                    self.note_in(description, name, object, item);
                }
            }
            Value::Object(fields) => {
                for member in &object.members {
                    match fields.get(&*member.name) {
                        Some(Value::Null) => drop(self.0.insert((name, &member.name))),
                        Some(value) => {
                            if let Some((name, object)) = description.object_of(member) {
                                self.note_in(description, name, object, value);
                            }
                        }
                        None => {}
                    }
                }
            }
            _ => {}
        }
    }
}
