//! The client that progenitor makes of the measured service.

include!(concat!(env!("COMPILE_TIMES_SOURCES", "`cargo xtask compile-times` sets it"), "/progenitor.rs"));
