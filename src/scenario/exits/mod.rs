//! How people leave, and what changes that: channels with their hazards, the organisations behind them, contagion, spin-outs, shocks, the
//! market, pay, and what differs between people unseen.

pub(super) mod channels;
pub(super) mod competitors;
pub(super) mod contagion;
pub(super) mod decay;
pub(super) mod frailty;
pub(super) mod heat;
pub(super) mod pay;
pub(super) mod shocks;
pub(super) mod spinouts;
