//! The simulation against exact answers: closed forms, convolutions, matrix exponentials, quadrature.
//!
//! Each answer is evaluated at the calendar's days / 365.25, as the model's clock counts. Where another package's numbers exist (in
//! `tests/data`), the answer is first compared with them at their nominal times.

mod capabilities;
mod cascades;
mod channels;
mod cofounding;
mod competitors;
mod earlier_foundings;
mod edge_events;
mod edge_numbers;
mod exits_before_start;
mod expected_alone;
mod frailty;
mod frailty_of_stayers;
mod heat;
mod hiring;
mod independent;
mod inert_mechanisms;
mod joiners;
mod last_days;
mod leader_exit;
mod notice;
mod offers;
mod parameters;
mod permanent_contagion;
mod pull;
mod returns;
mod shocks;
mod two_people;
mod without_interaction;
pub mod workloads;
