//! The simulation against exact answers: closed forms, convolutions, matrix exponentials, quadrature.
//!
//! Each answer is evaluated at the calendar's days / 365.25, as the model's clock counts. Where another package's numbers exist (in
//! `tests/data`), the answer is first compared with them at their nominal times.

mod absent;
mod alone;
mod bursts;
mod capabilities;
mod cascades;
mod channels;
mod cofounding;
mod competitors;
mod earlier_foundings;
mod extremes;
mod frailty;
mod heat;
mod hiring;
mod independent;
mod joiners;
mod last_days;
mod leader;
mod notice;
mod offers;
mod pair;
mod parameters;
mod past;
mod permanent;
mod pull;
mod returns;
mod shocks;
mod stayed;
mod without_interaction;
pub mod workloads;
