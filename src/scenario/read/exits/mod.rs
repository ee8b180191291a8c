//! How people leave, and what an exit does to others: channels, the organisations behind them, contagion, spin-outs.

pub(in crate::scenario::read) mod channels;
pub(in crate::scenario::read) mod competitors;
pub(in crate::scenario::read) mod contagion;
pub(in crate::scenario::read) mod edges;
pub(in crate::scenario::read) mod founders;
pub(in crate::scenario::read) mod spinouts;
pub(in crate::scenario::read) mod weights;
