//! The programs as whoever calls them sees them: what they print, their exit status, and what they leave on the server.

mod account;
mod cases;
mod deploy;
mod dns01;
mod processes;
mod readme;
mod stage;
