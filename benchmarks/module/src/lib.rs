//! The generated module of the measured service, and functions that write each request and read each result.

include!(concat!(env!("COMPILE_TIMES_SOURCES", "`cargo xtask compile-times` sets it"), "/module/mod.rs"));

#[allow(missing_docs)]
pub mod exchange {
    include!(concat!(env!("COMPILE_TIMES_SOURCES"), "/exchange.rs"));
}
