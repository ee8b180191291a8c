//! The integration tests, in one crate so that they link once.

mod chaos;
mod cli;
mod errors;
mod reading;
