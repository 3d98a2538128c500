//! The client against servers that misbehave, without a network and without waiting.

mod attempts;
mod blocking;
mod clock;
mod errors;
mod pages;
mod random;
mod requests;
mod secrets;
mod setup;
mod support;
mod timeouts;
mod traces;
