//! The wire layer, tried on handwritten types of the shape that the generator writes.

#![allow(unreachable_pub, reason = "the sample is as public as generated code")]

mod debug;
mod formats;
mod forms;
mod oddities;
mod parameters;
mod properties;
mod requests;
mod responses;
mod sample;
mod text;
mod tolerance;
mod values;
