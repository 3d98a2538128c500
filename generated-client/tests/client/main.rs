//! The client against servers that misbehave, without a network and without waiting.

mod attempts;
mod blocking;
mod clock;
mod envelopes;
mod errors;
mod headers;
mod hosts;
mod names;
mod observers;
mod oddities;
mod pages;
mod random;
mod rates;
mod reading;
mod renewal;
mod requests;
mod retries;
mod secrets;
mod setup;
mod support;
mod tc3;
mod tc3_failures;
mod timeouts;
mod token_pages;
mod traces;
