//! An observer is a type with the trait, or a closure over `&Event<'_>`.

use qcloud_client::Client;
use qcloud_client::observer::{Event, WithUnknown};

struct NoObserver;

fn takes_the_event(_: Event<'_>) {}

fn main() {
    let _ = Client::builder().observer(NoObserver);
    let _ = Client::builder().observer(|_: Event<'_>| {});
    let _ = Client::builder().observer(|| println!("something happened"));
    let _ = Client::builder().observer(takes_the_event);
    let _ = Client::builder().observer(WithUnknown(NoObserver));
}
