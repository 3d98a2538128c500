//! Reading a record: its fields as they are expected, or else by the rules, and what it can't be without.

use serde_core::de::MapAccess;

use super::super::expected::{read_hashed, read_plain};
use super::super::field::{FieldInfo, Record, flag, reset};
use super::super::names::{ERROR, Found, Keys};
use super::super::notes::Notes;
use super::super::order::{Form, Order};
use super::super::place::Place;
use super::super::put::Outcome;
use super::super::refuse::{Standing, refuse_map, require};
use super::super::seen::{Seen, missing_field};
use super::super::sent;
use super::super::skip::skip_value;
use super::{A_NUMBER, Reader};

/// How far a record has been read.
struct Progress {
    fields: &'static [FieldInfo],
    order: Box<Order>,
    seen: Seen,
    /// The field that was read last, counted from 1.
    previous: usize,
    /// A hash of what was read, if one is wanted.
    all: u64,
    standing: Standing,
    /// Those fields of a request that came by their names on the wire.
    by_wire: Seen,
    /// The first field that is odd and can't be missing, and why it is.
    odd: Option<(usize, Option<(String, String)>)>,
}

pub(super) fn read_record<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    standing: Standing,
    place: &Place<'_>,
    notes: &mut Notes,
    mut map: A,
) -> Result<Outcome, A::Error> {
    let fields = record.info().fields;
    let (at, order) = notes.orders.take(fields);
    let mut progress = Progress {
        fields,
        order,
        seen: Seen::default(),
        previous: 0,
        all: sent::OBJECT,
        standing,
        by_wire: Seen::default(),
        odd: None,
    };
    let instead = map.read_expected(&mut progress, record, place, notes);
    let Progress { order, seen, all, odd, .. } = progress;
    let is_complete = order.is_complete(&seen);
    notes.orders.put(at, order);
    if let Some(outcome) = instead? {
        return Ok(outcome);
    }
    notes.hash = all;
    if standing == Standing::Payload {
        notes.has_error |= has_error(fields, &seen);
    }
    if let Some((_, note)) = odd {
        notes.put_odd(note);
        return Ok(Outcome::Odd);
    }
    if is_complete {
        return Ok(Outcome::Value);
    }
    require(missing_field(record, &seen), standing, place, notes)
}

/// Whether the field was there that failures have.
fn has_error(fields: &[FieldInfo], seen: &Seen) -> bool {
    fields.iter().position(|field| field.wire == ERROR).is_some_and(|error| seen.contains(error))
}

/// Reads what is expected of a record. It is a trait of the maps so that where a compiler takes a crate apart it stays with their code, to be one
/// with it.
trait ReadExpected<'de>: MapAccess<'de> {
    /// Reads the fields of a record: those whose values are likely to come in the form in which they came before, and all else by the rules. Gives
    /// what was read in the place of the record, if it is none.
    ///
    /// # Errors
    ///
    /// Also where a value has another form, since the deserializer was told what to expect. No other form is expected there again.
    fn read_expected(
        &mut self,
        progress: &mut Progress,
        record: &mut dyn Record,
        place: &Place<'_>,
        notes: &mut Notes,
    ) -> Result<Option<Outcome>, Self::Error>;
}

impl<'de, A: MapAccess<'de>> ReadExpected<'de> for A {
    #[inline(never)]
    fn read_expected(
        &mut self,
        progress: &mut Progress,
        record: &mut dyn Record,
        place: &Place<'_>,
        notes: &mut Notes,
    ) -> Result<Option<Outcome>, Self::Error> {
        let fields = progress.fields;
        let is_hashing = notes.is_hashing;
        let least = if notes.is_expecting { Form::Own } else { Form::Never };
        let mut next = progress.order.next(0);
        loop {
            let keys = Keys { fields, next, place, notes: &mut *notes };
            let Some(found) = self.next_key_seed(keys)? else { return Ok(None) };
            if let Found::Field(index) = found {
                let Progress { order, seen, previous, all, .. } = &mut *progress;
                if index != next {
                    order.learn(*previous, index);
                }
                *previous = index + 1;
                if let Some(step) = order.step(index + 1)
                    && step.form >= least
                    && seen.insert(index)
                {
                    let read = match step.form {
                        // The value is blank, as it is when there is none.
                        Form::Null => self.next_value().map(|()| Some(sent::NULL)),
                        form if is_hashing => read_hashed(record, index, form == Form::Text, self),
                        form => read_plain::<_, false>(record, index, form == Form::Text, self),
                    };
                    match read {
                        Ok(Some(hash)) => {
                            if is_hashing {
                                *all = all.wrapping_add(sent::mix(order.name(index, fields), hash));
                            }
                            next = step.next.into();
                            continue;
                        }
                        Ok(None) => order.learn_form(index, Form::Any),
                        Err(error) => {
                            order.learn_form(index, Form::Any);
                            return Err(error);
                        }
                    }
                }
            }
            let instead = read_by_rules(self, found, progress, record, place, notes)?;
            if instead.is_some() {
                return Ok(instead);
            }
            next = progress.order.next(progress.previous);
        }
    }
}

/// Reads the value of a key of which nothing is expected; what is read in the place of the record, if it is none.
#[inline(never)]
fn read_by_rules<'de, A: MapAccess<'de>>(
    map: &mut A,
    found: Found,
    progress: &mut Progress,
    record: &mut dyn Record,
    place: &Place<'_>,
    notes: &mut Notes,
) -> Result<Option<Outcome>, A::Error> {
    let Progress { fields, order, seen, all, standing, by_wire, odd, .. } = progress;
    let key = notes.hash;
    let index = match found {
        Found::Field(index) => {
            if notes.is_request() {
                by_wire.insert(index);
            }
            index
        }
        Found::InRust(index) if !by_wire.contains(index) => index,
        // Both names at once: that of the wire wins.
        Found::Unknown | Found::InRust(_) => {
            skip_value(map, notes)?;
            *all = all.wrapping_add(sent::mix(key, notes.hash));
            return Ok(None);
        }
        Found::Number => return refuse_map(*standing, place, notes, &A_NUMBER, map).map(Some),
    };
    let field = &fields[index]; // It was found among them.
    let place = Place::Field(place, field);
    if !seen.insert(index) {
        reset(record.at_mut(index).slot());
        notes.forget(&place);
        if matches!(odd, Some((odd, _)) if *odd == index) {
            *odd = None;
        }
    }
    let can_be_missing = notes.tolerates_fields() && field.flags & (flag::REQUIRED | flag::PAGES) == 0;
    let needed = if *standing == Standing::Payload { Standing::Needed } else { *standing };
    let mark = notes.mark();
    let mut reader = Reader {
        slot: record.at_mut(index).slot(),
        flags: field.flags,
        standing: if can_be_missing { Standing::Tolerated } else { needed },
        place: &place,
        notes: &mut *notes,
    };
    let outcome = map.next_value_seed(&mut reader).inspect_err(|_| notes.stopped_at(&place))?;
    order.learn_form(index, outcome.form());
    match outcome {
        Outcome::Odd if can_be_missing => {
            reset(record.at_mut(index).slot());
            notes.do_without(mark, &place);
        }
        // The record makes no sense without it.
        Outcome::Odd => {
            let note = notes.take_odd();
            odd.get_or_insert((index, note));
        }
        _ => {}
    }
    if notes.is_hashing {
        *all = all.wrapping_add(sent::mix(order.name(index, fields), notes.hash));
    }
    Ok(None)
}
