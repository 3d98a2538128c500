//! What the benchmarks share: alternating rounds, figures and the files that they go to, and the frame of a chart.

pub mod generating;
pub mod published;
pub mod rounds;
pub mod svg;
