//! Threads: the one place where there are any. Whatever their number, results have the same bits.
//!
//! What counts trials hands out [`blocks`] of draws and adds integers in the order of the draws; what computes with real numbers splits its
//! work into parts of fixed size and puts them together in their order ([`map()`]).

pub mod blocks;
mod map;

pub use blocks::{Join, in_order};
pub use map::map;
