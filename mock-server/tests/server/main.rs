//! The server as its clients see it: bytes over a socket.

mod certificates;
mod checks;
mod examples;
mod faults;
mod log;
mod program;
mod signatures;
mod support;
