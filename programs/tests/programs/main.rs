//! The programs as whoever calls them sees them: what they print, their exit status, and what they leave on the server.

mod cases;
mod processes;
mod readme;
mod stage;
