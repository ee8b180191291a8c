//! What terms are called, where their numbers stand in the scenario, and where these come from.

use super::{Line, Moment};
use crate::hazard::spinout::Origin;
use crate::hazard::terms::{Cause, ExitRef, SourceExit, Term};
use crate::scenario::{Baseline, Interpolation, Pull, Scenario, Spinouts, Unknown};
use crate::simulate::{Individual, Risk, event_log};

/// Words for the terms of one hazard.
pub(super) struct Words<'a, 'm> {
    pub moment: Moment<'a, 'm>,
    pub who: Individual,
    pub risk: Risk,
    pub channel: usize,
}

impl Words<'_, '_> {
    /// A term in words.
    pub fn line(&self, term: &Term) -> Line {
        let key = self.key(term);
        let source = key.as_deref().and_then(|key| self.source(key));
        let mut line = Line::of(kind(term.cause), self.name(term), term, key, source);
        if self.is_central(term.cause) {
            line.source = Some("its mean".to_owned());
        }
        line
    }

    /// A limit in words.
    pub fn limit(&self, name: &str, key: &str, factor: f64) -> Line {
        let key = Some(key.to_owned()).filter(|key| !key.is_empty());
        let source = key.as_deref().and_then(|key| self.source(key));
        Line { kind: "limit", name: name.to_owned(), factor, key, source }
    }

    fn scenario(&self) -> &Scenario {
        self.moment.world.model.scenario
    }

    /// Where the number under a key comes from: what a calibration learned is no number of the prior's source. Nothing where no
    /// distribution says so.
    fn source(&self, key: &str) -> Option<String> {
        let scenario = self.scenario();
        let index = scenario.parameters.iter().position(|parameter| parameter.path == key)?;
        let source = scenario.parameters[index].source.clone();
        let is_learned = scenario.posterior.as_ref().is_some_and(|posterior| posterior.columns.contains(&Unknown::Parameter(index)));
        match source {
            Some(prior) if is_learned => Some(format!("learned (from the posterior); prior: {prior}")),
            None if is_learned => Some("learned (from the posterior)".to_owned()),
            source => source,
        }
    }

    /// Whether a term stands at its mean because no trial has drawn it.
    fn is_central(&self, cause: Cause) -> bool {
        matches!(cause, Cause::Path | Cause::Frailty) && !self.moment.is_drawn
    }

    fn date(&self, time: f64) -> String {
        self.scenario().clock.date(time).to_string()
    }

    fn name(&self, term: &Term) -> String {
        let scenario = self.scenario();
        let channel = &scenario.channels[self.channel];
        match term.cause {
            Cause::OpenShare => "share of open competitors".to_owned(),
            Cause::Seats => "left by full competitors".to_owned(),
            Cause::Offers => "offers a year".to_owned(),
            Cause::Series(index) => format!("market series {}", index + 1),
            Cause::Path => "the market's random path".to_owned(),
            Cause::Pull => match channel.baseline {
                Baseline::Offers { .. } => "offers a year at its opening".to_owned(),
                Baseline::Hazard { .. } => "pull a year at its opening".to_owned(),
            },
            Cause::Tie => "tie to its founders".to_owned(),
            Cause::Fading => match self.risk {
                Risk::Pull(spinout) => format!("faded since {}", self.date(self.moment.trajectory.spinouts[spinout].opens)),
                Risk::Channel(_) => "faded".to_owned(),
            },
            Cause::SpinoutSeats => "seats left".to_owned(),
            Cause::Baseline => match channel.baseline {
                Baseline::Offers { .. } => "acceptance".to_owned(),
                Baseline::Hazard { .. } => "hazard a year".to_owned(),
            },
            Cause::BaselineOfBand(band) => format!("hazard a year, tenure up to {}", channel.tenure[band].until),
            Cause::Tenure(band) => format!("tenure up to {}", channel.tenure[band].until),
            Cause::Covariate(index) => {
                let seat = self.moment.trajectory.seat(self.who.person, scenario.roster.researchers.len());
                let value = scenario.roster.researchers[seat].covariates[index].unwrap_or(0.0);
                format!("{} {value}", scenario.roster.covariates[index])
            }
            Cause::Frailty => "frailty".to_owned(),
            Cause::Return => "has come back".to_owned(),
            Cause::Shock(index, time) => format!("{} on {}", scenario.shocks[index].name, self.date(time)),
            Cause::Contagion(exit) => self.exit(exit),
            Cause::Leader(exit) => format!("{}, the leader", self.exit(exit)),
            Cause::PayMultiple => "pay offered beside own pay".to_owned(),
            Cause::Raise(policy) => format!("raise by {}", self.policy(policy)),
            Cause::RaiseOfCounterOffers => "raise that kept the person".to_owned(),
            Cause::Equity => "equity not yet vested".to_owned(),
            Cause::Grant(policy) => format!("grant by {} not yet vested", self.policy(policy)),
            Cause::VestSpike => "equity vested lately".to_owned(),
            Cause::Policy(policy) => format!("policy {}", self.policy(policy)),
            Cause::PolicyOnOffers(policy) => format!("policy {} on offers", self.policy(policy)),
            Cause::CounterOffer(policy, time) => format!("kept by {} on {}", self.policy(policy), self.date(time)),
        }
    }

    /// The name of a policy in force.
    fn policy(&self, policy: usize) -> &str {
        &self.scenario().policies[self.moment.world.model.policies[policy]].name
    }

    fn exit(&self, exit: SourceExit) -> String {
        let (world, trajectory) = (self.moment.world, self.moment.trajectory);
        let who = match (exit.who, &self.scenario().history) {
            (ExitRef::Person(person), _) => event_log::id(world, trajectory, person),
            (ExitRef::Past(row), Some(history)) => history.rows[row].id.clone(),
            (ExitRef::Past(_), None) => String::new(),
        };
        let verb = if self.scenario().notice > 0.0 { "decision" } else { "exit" };
        format!("{verb} of {who} on {}", self.date(exit.time))
    }

    /// The key that a term's number stands under.
    fn key(&self, term: &Term) -> Option<String> {
        let scenario = self.scenario();
        let channel = |key: &str| Some(format!("channels.{}.{key}", scenario.channels[self.channel].name));
        match term.cause {
            Cause::OpenShare | Cause::Seats | Cause::RaiseOfCounterOffers => None,
            Cause::Offers => channel("offers_per_year"),
            Cause::Baseline => match scenario.channels[self.channel].baseline {
                Baseline::Offers { .. } => channel("acceptance"),
                Baseline::Hazard { .. } => channel("hazard_per_year"),
            },
            Cause::BaselineOfBand(band) => channel(&format!("tenure.{band}.hazard_per_year")),
            Cause::Tenure(band) => channel(&format!("tenure.{band}.ratio")),
            Cause::Covariate(index) => channel(&format!("covariates.{}", scenario.roster.covariates[index])),
            Cause::Series(index) => self.point(index).map(|point| format!("heat.series.{index}.points.{point}.value")),
            Cause::Path => Some("heat.volatility".to_owned()),
            Cause::Pull => self.of_spinout("pull_per_year"),
            // Who shared a team with a founder has a tie of 1, whatever the scenario says of the others.
            Cause::Tie => self.of_spinout("across").filter(|_| term.value != 1.0),
            Cause::Fading => self.of_spinout("half_life"),
            Cause::SpinoutSeats => self.of_spinout("seats"),
            Cause::Frailty => Some("frailty.sd".to_owned()),
            Cause::Return => Some("returns.ratio_after_return".to_owned()),
            Cause::Shock(index, _) => Some(format!("shocks.{}.ratio", scenario.shocks[index].name)),
            Cause::Contagion(_) => Some("contagion.ratio".to_owned()),
            Cause::Leader(_) => Some("contagion.leader_ratio".to_owned()),
            Cause::PayMultiple => channel("pay_multiple"),
            Cause::Equity => Some("pay.equity_elasticity".to_owned()),
            Cause::VestSpike => Some("pay.vest_spike.ratio".to_owned()),
            Cause::Raise(policy) => Some(format!("policies.{}.raise", self.policy(policy))),
            Cause::Grant(policy) => Some(format!("policies.{}.amount", self.policy(policy))),
            Cause::Policy(policy) | Cause::PolicyOnOffers(policy) => Some(format!("policies.{}.ratio", self.policy(policy))),
            Cause::CounterOffer(policy, _) => Some(format!("policies.{}.ratio_after", self.policy(policy))),
        }
    }

    /// The point of a step series that holds now; none of a line between two.
    fn point(&self, index: usize) -> Option<usize> {
        let series = &self.scenario().heat.series[index];
        let is_past = |at| self.scenario().clock.years(at) <= self.moment.time;
        let past = series.points.iter().filter(|point| is_past(point.at)).count();
        (series.interpolation == Interpolation::Step).then(|| past.saturating_sub(1))
    }

    /// A key of the spin-out that pulls: of the competitor, if it has numbers of its own, else of `[spinouts]`.
    fn of_spinout(&self, key: &str) -> Option<String> {
        let Risk::Pull(spinout) = self.risk else { return None };
        match self.moment.trajectory.spinouts[spinout].origin {
            Origin::Listed(index) => {
                let competitor = &self.scenario().competitors[index];
                let lends = |shared: &Spinouts, own: &Pull| match key {
                    "pull_per_year" => shared.pull.per_year == own.per_year,
                    "half_life" => shared.pull.decay == own.decay,
                    "seats" => shared.pull.seats == own.seats,
                    _ => shared.pull.across == own.across,
                };
                match (&self.scenario().spinouts, &competitor.pull) {
                    (Some(shared), Some(own)) if lends(shared, own) => Some(format!("spinouts.{key}")),
                    _ => Some(format!("competitors.{}.{key}", competitor.name)),
                }
            }
            Origin::History(_) | Origin::Trial(_) => Some(format!("spinouts.{key}")),
        }
    }
}

/// The kinds of terms, as documents name them.
pub const KINDS: [&str; 27] = [
    "open_share",
    "competitors_seats",
    "offers",
    "heat_series",
    "heat_path",
    "pull",
    "tie",
    "fading",
    "seats",
    "baseline",
    "tenure",
    "covariate",
    "frailty",
    "return",
    "shock",
    "contagion",
    "leader_exit",
    "cap",
    "pay_multiple",
    "raise",
    "equity",
    "grant",
    "vest_spike",
    "policy",
    "policy_on_offers",
    "answer",
    "limit",
];

/// The kind of a term, as documents name it: one of [`KINDS`].
fn kind(cause: Cause) -> &'static str {
    match cause {
        Cause::OpenShare => "open_share",
        Cause::Seats => "competitors_seats",
        Cause::Offers => "offers",
        Cause::Series(_) => "heat_series",
        Cause::Path => "heat_path",
        Cause::Pull => "pull",
        Cause::Tie => "tie",
        Cause::Fading => "fading",
        Cause::SpinoutSeats => "seats",
        Cause::Baseline | Cause::BaselineOfBand(_) => "baseline",
        Cause::Tenure(_) => "tenure",
        Cause::Covariate(_) => "covariate",
        Cause::Frailty => "frailty",
        Cause::Return => "return",
        Cause::Shock(..) => "shock",
        Cause::Contagion(_) => "contagion",
        Cause::Leader(_) => "leader_exit",
        Cause::PayMultiple => "pay_multiple",
        Cause::Raise(_) | Cause::RaiseOfCounterOffers => "raise",
        Cause::Equity => "equity",
        Cause::Grant(_) => "grant",
        Cause::VestSpike => "vest_spike",
        Cause::Policy(_) => "policy",
        Cause::PolicyOnOffers(_) => "policy_on_offers",
        Cause::CounterOffer(..) => "answer",
    }
}
