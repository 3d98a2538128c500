//! What has changed about the values of an enum.

use crate::model::{Enum, EnumValue, EnumValues, Origin};

use super::{Changes, Pair, pair, rule};

/// A value of either kind of enum.
struct Value {
    wire: String,
    rust: String,
    said: (String, Vec<crate::model::Claim>),
}

fn values(open: &Enum) -> Vec<Value> {
    fn value<T: ToString>(value: &EnumValue<T>) -> Value {
        let said = (value.doc.clone(), value.claims.clone());
        Value { wire: value.wire.to_string(), rust: value.rust.clone(), said }
    }
    match &open.values {
        EnumValues::Int(values) => values.iter().map(value).collect(),
        EnumValues::Text(values) => values.iter().map(value).collect(),
    }
}

impl Enum {
    /// The Rust names of the values.
    pub(super) fn variants(&self) -> Vec<String> {
        values(self).into_iter().map(|value| value.rust).collect()
    }
}

impl Changes {
    /// The values of two enums of one name; `origin` is where they stand.
    pub(super) fn values(&mut self, before: &Enum, after: &Enum, old: &Origin, new: &Origin) {
        let name = &after.name;
        let is_int = |open: &Enum| matches!(open.values, EnumValues::Int(_));
        if is_int(before) != is_int(after) {
            let [was, is] = [before, after].map(|open| if is_int(open) { "numbers" } else { "strings" });
            self.in_new(&rule::ENUM_KIND, new, format!("the values of `{name}` are {is}, not {was}"));
        }
        let (before, after) = (values(before), values(after));
        // A value is the same when users write the same; else when the wire does.
        for pair in pair(&before, &after, |value| &value.rust) {
            match pair {
                Pair::Both(before, after) => {
                    let origin = new.key(&after.wire);
                    if before.wire != after.wire {
                        let message = format!(
                            "`{name}::{}` is `{}` on the wire, not `{}`",
                            after.rust, after.wire, before.wire
                        );
                        self.in_new(&rule::WIRE, &origin, message);
                    }
                    self.docs(&before.said, &after.said, &origin, &format!("`{name}::{}`", after.rust));
                }
                Pair::Old(value) => match after.iter().find(|other| other.wire == value.wire) {
                    Some(other) => {
                        let message = format!(
                            "the value `{}` of `{name}` is called `{}`, not `{}`",
                            value.wire, other.rust, value.rust
                        );
                        self.in_new(&rule::VALUE_RENAMED, &new.key(&value.wire), message);
                    }
                    None => {
                        let message = format!("`{name}::{}` is gone", value.rust);
                        self.in_old(&rule::VALUE_REMOVED, &old.key(&value.wire), message);
                    }
                },
                Pair::New(value) if before.iter().any(|other| other.wire == value.wire) => {}
                Pair::New(value) => {
                    let message = format!("`{name}::{}` is new", value.rust);
                    self.in_new(&rule::VALUE_ADDED, &new.key(&value.wire), message);
                }
            }
        }
    }
}
