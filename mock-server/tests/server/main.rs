//! The server as its clients see it: bytes over a socket.

mod api3;
mod certificates;
mod certificates_api3;
mod checks;
mod examples;
mod faults;
mod flows;
mod hostile;
mod identity;
mod log;
mod program;
mod signatures;
mod support;
mod tc3;
mod tc3_parameters;
mod tc3_signatures;
mod tokens;
