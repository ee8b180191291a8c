//! The terms of one hazard, each with what it comes from: the formula of this room taken apart.
//!
//! ```text
//! hazard = product(offer_rate) * min(acceptance_limit, product(level) * exp(sum(covariates)) * product(shocks) * exp(influence))
//! influence = min(ln cap, sum(contagion)) + sum(leader exits) + sum(counter-offers that kept the person)
//! ```
//!
//! [`crate::simulate::World::hazard`] is made of these terms and so is what `stayput explain` shows. A trial uses the same formula with
//! its factors laid out on a timeline and its sums kept up to date.

use super::covariates::covariate_factor;
use crate::math;

/// A term of a hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// What it is.
    pub cause: Cause,
    /// A rate or a hazard ratio; for a covariate, contagion, a leader's exit or a counter-offer the logarithm of a hazard ratio.
    pub value: f64,
}

/// What a term comes from. Indices count in the scenario's lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cause {
    /// The share of the channel's competitors that are open, the unnamed ones included.
    OpenShare,
    /// What full competitors leave of that.
    Seats,
    /// Offers a year.
    Offers,
    /// A given series of market heat.
    Series(usize),
    /// The random path of market heat.
    Path,
    /// Exits (or offers) a year by the pull of a spin-out at its opening.
    Pull,
    /// The tie to those who founded it.
    Tie,
    /// How far its pull has faded.
    Fading,
    /// Whether it has a seat left: 1 or 0.
    SpinoutSeats,
    /// The channel's acceptance, or its hazard a year; 1 for a pull where only a product is known.
    Baseline,
    /// The hazard a year that a band of tenure gives in place of the channel's.
    BaselineOfBand(usize),
    /// The hazard ratio of a band of tenure.
    Tenure(usize),
    /// A covariate.
    Covariate(usize),
    /// Frailty.
    Frailty,
    /// An earlier return.
    Return,
    /// What the channel, or a competitor behind it, offers beside own pay at the start.
    PayMultiple,
    /// The raise of a policy in force, by its index among them.
    Raise(usize),
    /// Raises by counter-offers that kept the person.
    RaiseOfCounterOffers,
    /// Equity of the start that has not vested.
    Equity,
    /// What has not vested of the grant of a policy in force.
    Grant(usize),
    /// Equity that vested a short time ago.
    VestSpike,
    /// The hazard ratio of a policy in force.
    Policy(usize),
    /// The multiple of offers of a policy in force.
    PolicyOnOffers(usize),
    /// The counter-offer of a policy at a time \[years\], which kept the person.
    CounterOffer(usize, f64),
    /// A shock, and when it happened \[years\].
    Shock(usize, f64),
    /// The exit of a colleague.
    Contagion(SourceExit),
    /// The exit of the team's leader, besides.
    Leader(SourceExit),
}

/// An exit that moves others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SourceExit {
    /// Whose.
    pub who: ExitRef,
    /// When it counts from \[years\].
    pub time: f64,
}

/// One who left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitRef {
    /// A person of the trial.
    Person(usize),
    /// The row of the history.
    Past(usize),
}

/// A hazard as its terms add up to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Product {
    /// Offers a year, or 1, times heat and shares; for a pull its rate [a year].
    pub offer_rate: f64,
    level: f64,
    covariates: f64,
    shock: f64,
    contagion: f64,
    /// Leader exits and counter-offers.
    uncapped: f64,
    acceptance_limit: f64,
    ln_cap: f64,
}

impl Product {
    /// The product of no terms, under a limit of acceptance and a cap on contagion's hazard ratio; both infinite where there is none.
    pub fn new(acceptance_limit: f64, cap: f64) -> Self {
        Self {
            offer_rate: 1.0,
            level: 1.0,
            covariates: 0.0,
            shock: 1.0,
            contagion: 0.0,
            uncapped: 0.0,
            acceptance_limit,
            ln_cap: math::ln(cap),
        }
    }

    /// Takes in one more term.
    pub fn take(&mut self, term: Term) {
        match term.cause {
            Cause::OpenShare
            | Cause::Seats
            | Cause::Offers
            | Cause::Series(_)
            | Cause::Path
            | Cause::Pull
            | Cause::Tie
            | Cause::Fading
            | Cause::SpinoutSeats
            | Cause::PolicyOnOffers(_) => self.offer_rate *= term.value,
            Cause::Baseline
            | Cause::BaselineOfBand(_)
            | Cause::Tenure(_)
            | Cause::Frailty
            | Cause::Return
            | Cause::PayMultiple
            | Cause::Raise(_)
            | Cause::RaiseOfCounterOffers
            | Cause::Equity
            | Cause::Grant(_)
            | Cause::VestSpike
            | Cause::Policy(_) => self.level *= term.value,
            Cause::Covariate(_) => self.covariates += term.value,
            Cause::Shock(..) => self.shock *= term.value,
            Cause::Contagion(_) => self.contagion += term.value,
            Cause::Leader(_) | Cause::CounterOffer(..) => self.uncapped += term.value,
        }
    }

    /// The log hazard ratio of all exits that move.
    pub fn influence(&self) -> f64 {
        self.contagion.min(self.ln_cap) + self.uncapped
    }

    /// What the cap leaves of so much log hazard ratio by contagion.
    pub fn capped(&self, contagion: f64) -> f64 {
        contagion.min(self.ln_cap)
    }

    /// The hazard [exits a person-year].
    pub fn hazard(&self) -> f64 {
        super::hazard(self.offer_rate, self.acceptance_limit, self.level * covariate_factor(self.covariates), self.ratio())
    }

    /// What the cap leaves of contagion's hazard ratio: 1 where it does not bind.
    pub fn left_by_cap(&self) -> f64 {
        math::exp((self.ln_cap - self.contagion).min(0.0))
    }

    /// What the limit of one leaves of acceptance: 1 where it does not bind.
    pub fn left_by_limit(&self) -> f64 {
        let acceptance = self.level * covariate_factor(self.covariates) * self.ratio();
        if acceptance > self.acceptance_limit { self.acceptance_limit / acceptance } else { 1.0 }
    }

    /// The hazard ratio of shocks and exits.
    fn ratio(&self) -> f64 {
        self.shock * math::exp(self.influence())
    }
}

impl Term {
    /// The term as a factor of the hazard.
    pub fn factor(&self) -> f64 {
        match self.cause {
            Cause::Covariate(_) | Cause::Contagion(_) | Cause::Leader(_) | Cause::CounterOffer(..) => math::exp(self.value),
            _ => self.value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(acceptance_limit: f64, cap: f64, terms: &[(Cause, f64)]) -> Product {
        let mut product = Product::new(acceptance_limit, cap);
        for &(cause, value) in terms {
            product.take(Term { cause, value });
        }
        product
    }

    #[test]
    fn factors_multiply_and_logs_add_up() {
        let exit = SourceExit { who: ExitRef::Person(0), time: 0.0 };
        let ln = math::ln;
        let terms = [
            (Cause::Offers, 2.0),
            (Cause::Path, 1.5),
            (Cause::Baseline, 0.05),
            (Cause::Tenure(0), 0.8),
            (Cause::Covariate(0), ln(1.3)),
            (Cause::Shock(0, 0.0), 1.2),
            (Cause::Contagion(exit), ln(1.4)),
            (Cause::Contagion(exit), ln(1.5)),
            (Cause::Leader(exit), ln(1.7)),
        ];
        let free = product(1.0, f64::INFINITY, &terms);
        let expected = 2.0 * 1.5 * 0.05 * 0.8 * 1.3 * 1.2 * 1.4 * 1.5 * 1.7;
        assert!((free.hazard() / expected - 1.0).abs() < 1e-14);
        assert_eq!((free.left_by_cap(), free.left_by_limit(), free.offer_rate), (1.0, 1.0, 3.0));
        let all: f64 = terms.iter().map(|&(cause, value)| Term { cause, value }.factor()).product();
        assert!((all / expected - 1.0).abs() < 1e-14);

        // The cap holds for contagion alone, the limit for everything but the offer rate.
        let capped = product(1.0, 1.6, &terms);
        assert!((capped.hazard() / (expected * 1.6 / 2.1) - 1.0).abs() < 1e-14);
        assert!((capped.left_by_cap() - 1.6 / 2.1).abs() < 1e-15);
        let limited = product(0.1, f64::INFINITY, &terms);
        assert!((limited.hazard() - 0.3).abs() < 1e-15);
        assert!((limited.left_by_limit() * expected - 0.3).abs() < 1e-15);
    }
}
