//! Threads share an observer, so it is `Send` and `Sync` and changes nothing that they can't change together.

use std::cell::Cell;
use std::rc::Rc;

use qcloud_client::observer::{Event, Observer};
use qcloud_client::{Client, ClientBuilder};

/// Counts what threads can't count together.
struct Counts(Cell<u64>);

impl Observer for Counts {
    fn event(&self, _: &Event<'_>) {
        self.0.set(self.0.get() + 1);
    }
}

fn shared() -> ClientBuilder {
    let events = Rc::new(Cell::new(0));
    Client::builder().observer(move |_: &Event<'_>| events.set(events.get() + 1))
}

fn changed() -> ClientBuilder {
    let mut events = 0;
    Client::builder().observer(move |_: &Event<'_>| events += 1)
}

fn main() {}
