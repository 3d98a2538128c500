//! The types of the measured service with serde's derives, and functions that write each request and read each result.

include!(concat!(env!("COMPILE_TIMES_SOURCES", "`cargo xtask compile-times` sets it"), "/serde-types.rs"));
