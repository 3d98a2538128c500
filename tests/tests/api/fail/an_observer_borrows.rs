//! A client outlives the function that builds it, so an observer owns what it needs.

use std::sync::Mutex;

use qcloud_client::Client;
use qcloud_client::observer::Event;

fn main() {
    let places = Mutex::new(Vec::new());
    let _ = Client::builder().observer(|event: &Event<'_>| {
        if let Event::Drift { path, .. } = event {
            places.lock().unwrap().push(path.to_string());
        }
    });
}
