//! The departure hazard: one formula, a file a term.
//!
//! The hazard of researcher `i` through channel `c` at time `t`, exits a person-year, is
//!
//! ```text
//! hazard = volume_c(t) * min(ceiling_c, level_ic(t) * shock_c(t) * exp(influence_i(t)))
//! ```
//!
//! | factor | what it holds | changes | file |
//! |---|---|---|---|
//! | offer rate | offers a year (1 where only the product is known) times market heat and competitors' shares | by months and days, for everybody | [`calendar_effects`], [`competitors`] |
//! | acceptance limit | 1 where offers are accepted or not, none where only the product is known | never | [`baseline`] |
//! | level | acceptance (or hazard a year), covariates, tenure band, frailty | on a person's own days | [`baseline`], [`covariates`], [`tenure`], [`pay`], [`frailty`] |
//! | shock | dated events | by months and days, for everybody | [`shock`] |
//! | influence | the log hazard ratio of earlier exits: contagion and leader exits | in continuous time | [`kernel`], [`contagion`] |
//!
//! So for the product form `hazard = hazard_per_year * heat * exp(eta)`, and for offers
//! `hazard = offers_per_year * heat * min(1, acceptance * exp(eta))`, where `eta` is the sum of the log hazard ratios of all terms. What
//! comes from outside is laid out on a timeline: [`calendar_effects`] for one trial, [`calendar_model`] for all trials of a parameter draw.

pub mod baseline;
pub mod calendar_effects;
pub mod calendar_model;
pub mod competitors;
pub mod contagion;
pub mod covariates;
pub mod cumulative;
pub mod frailty;
pub mod heat;
pub mod kernel;
pub mod pay;
pub mod shock;
pub mod spinout;
pub mod tenure;
pub mod terms;

/// The departure hazard [exits a person-year] from its factors: the formula of this module. Its integral is
/// [`cumulative::cumulative_hazard`]; a trial, the history and the checks of the tests all go through one of the two, or through the
/// clock of [`crate::simulate::trial::risk_group`] where no limit binds and a whole group shares the integral.
///
/// `ratio` is the product of the shock's and the influence's hazard ratios.
#[inline]
pub fn hazard(offer_rate: f64, acceptance_limit: f64, level: f64, ratio: f64) -> f64 {
    offer_rate * (level * ratio).min(acceptance_limit)
}
