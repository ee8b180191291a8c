//! Policies at equal money: each at the level at which it is expected to spend the same.
//!
//! A policy that costs more may well keep more people, and says nothing of which is the better use of money. Here every policy is scaled to
//! one budget, by what may be scaled in it ([`Scaling`](crate::scenario::policy::level::Scaling)): the level is found at which
//!
//! ```text
//! spent     expected cost up to the horizon; of grants what vests to the last date for those who are there then
//! ```
//!
//! is the budget ([`root`]), by trials that share their luck with the scenario without policies and with all other levels ([`spending`]).
//! The same levels at a part of the money give what is kept for what is spent, and the cheapest way to keep so many more ([`frontier`]).

pub mod frontier;
pub mod root;
pub mod scaled;
pub mod spending;
pub mod wanted;
