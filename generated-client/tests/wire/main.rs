//! The wire layer, tried on handwritten types of the shape that the generator writes.

#![allow(unreachable_pub, reason = "the sample is as public as generated code")]

mod example;
mod parameters;
mod properties;
mod reading;
mod response;
mod sample;
mod serde_bridge;
mod writing;
