//! Explaining a hazard: every term of it with its factor and its source.
//!
//! The terms are those of which [`World::hazard`] is the product, so that what is explained is what is simulated.

mod question;
pub mod story;
mod words;

pub use question::Question;
pub use story::Story;
pub use words::KINDS;

use crate::calendar::Date;
use crate::hazard::calendar_effects::CalendarEffects;
use crate::hazard::terms::{Cause, Term};
use crate::scenario::Baseline;
use crate::simulate::world::hazard_terms::channel_of;
use crate::simulate::{Individual, Risk, Trajectory, World, event_log};

use self::words::Words;

/// The hazards of one researcher at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The scenario's name.
    pub scenario: String,
    /// The policy in force, or [`crate::scenario::policy::NO_POLICY`].
    pub policy: String,
    /// The id.
    pub researcher: String,
    /// The team's name.
    pub team: String,
    /// The moment: midnight of this date.
    pub date: Date,
    /// The seed.
    pub seed: u64,
    /// In which trial, and its parameter draw where anything is uncertain; `None` as known at the start.
    pub trial: Option<(u64, Option<u64>)>,
    /// Possible shocks, which count only in a trial in which they happen: names. Empty for a trial.
    pub left_out: Vec<String>,
    /// The channels, then the pull of each spin-out that is open.
    pub risks: Vec<Explained>,
}

impl Explanation {
    /// The same, told under the name of the policy that the model has in force.
    pub fn under(self, policy: &str) -> Self {
        Self { policy: policy.to_owned(), ..self }
    }
}

/// One hazard and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The channel.
    pub channel: String,
    /// The spin-out that pulls, where the hazard is its pull.
    pub spinout: Option<String>,
    /// Offers a year, where there are offers to accept.
    pub offers: Option<f64>,
    /// What it is made of: a rate first, hazard ratios after it. Their product is the hazard, within rounding.
    pub lines: Vec<Line>,
    /// The hazard [exits a person-year]: exactly that of the simulation's definition.
    pub hazard: f64,
    /// The hazard without what comes and goes or was drawn: market heat, frailty, shocks, exits of others, an earlier return.
    pub usual: f64,
}

/// One term.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What kind of term: one of [`KINDS`].
    pub kind: &'static str,
    /// What it is, in words: `exit of p-03 on 2023-06-12`.
    pub name: String,
    /// Its factor.
    pub factor: f64,
    /// The scenario's key that its number stands under, where it has one.
    pub key: Option<String>,
    /// Where that number comes from, if the scenario says so.
    pub source: Option<String>,
}

/// A moment in a world at which hazards are explained.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a, 'm> {
    /// The world.
    pub world: &'a World<'m>,
    /// Its calendar effects.
    pub calendar_effects: &'a CalendarEffects,
    /// What happened.
    pub trajectory: &'a Trajectory,
    /// When \[years\].
    pub time: f64,
    /// Whether it is a trial's; otherwise what a trial would draw stands at its centre.
    pub is_drawn: bool,
}

impl Moment<'_, '_> {
    /// Explains the hazard of somebody by a risk.
    pub fn explain(&self, who: Individual, risk: Risk) -> Explained {
        let scenario = self.world.model.scenario;
        let channel = channel_of(risk, self.trajectory);
        let words = Words { moment: *self, who, risk, channel };
        let mut product = self.world.no_terms(risk, self.trajectory);
        let mut usual = product;
        let mut lines = Vec::new();
        self.world.for_terms(self.calendar_effects, who, risk, self.time, self.trajectory, &mut |term| {
            product.take(term);
            if is_usual(term.cause) {
                usual.take(term);
            }
            lines.push(words.line(&term));
        });
        // What is left of contagion, of acceptance, where the one or the other would be too much.
        let cap = Line { kind: "cap", ..words.limit("cap on contagion", "contagion.cap", product.left_by_cap()) };
        let limit = Line { kind: "limit", ..words.limit("acceptance ends at 1", "", product.left_by_limit()) };
        lines.extend([cap, limit].into_iter().filter(|line| line.factor < 1.0));
        // The rate comes first, whatever it is called.
        if let Some(rate) = lines.iter().position(|line| ["offers", "pull"].contains(&line.kind)) {
            lines[..=rate].rotate_right(1);
        } else if let Some(rate) = lines.iter().position(|line| line.kind == "baseline") {
            lines[..=rate].rotate_right(1);
        }
        let gives_offers = matches!(scenario.channels[channel].baseline, Baseline::Offers { .. });
        Explained {
            channel: scenario.channels[channel].name.clone(),
            spinout: match risk {
                Risk::Channel(_) => None,
                Risk::Pull(spinout) => Some(event_log::spinout_name(self.world, self.trajectory, spinout)),
            },
            offers: gives_offers.then_some(product.offer_rate),
            lines,
            hazard: product.hazard(),
            usual: usual.hazard(),
        }
    }

    /// Explains all hazards of somebody: of the channels, and of the spin-outs that have opened.
    pub fn explain_all(&self, who: Individual) -> Vec<Explained> {
        let pulls = self.trajectory.spinouts.iter().enumerate().filter(|(_, spinout)| spinout.is_open(self.time));
        let risks = (0..self.world.channels()).map(Risk::Channel).chain(pulls.map(|(index, _)| Risk::Pull(index)));
        risks.map(|risk| self.explain(who, risk)).collect()
    }
}

/// Whether a term is part of the usual hazard.
fn is_usual(cause: Cause) -> bool {
    match cause {
        Cause::Series(_)
        | Cause::Path
        | Cause::Frailty
        | Cause::Return
        | Cause::Shock(..)
        | Cause::Contagion(_)
        | Cause::Leader(_)
        | Cause::Raise(_)
        | Cause::RaiseOfCounterOffers
        | Cause::Grant(_)
        | Cause::VestSpike
        | Cause::Policy(_)
        | Cause::PolicyOnOffers(_)
        | Cause::CounterOffer(..) => false,
        Cause::OpenShare
        | Cause::Seats
        | Cause::Offers
        | Cause::Pull
        | Cause::Tie
        | Cause::Fading
        | Cause::SpinoutSeats
        | Cause::Baseline
        | Cause::BaselineOfBand(_)
        | Cause::Tenure(_)
        | Cause::Covariate(_)
        | Cause::PayMultiple
        | Cause::Equity => true,
    }
}

impl Explained {
    /// What makes the hazard differ from the usual one: the terms that are not part of that, the strongest first. Beyond the three
    /// strongest exits of others all others are put together; what counts for less than a twentieth is left out.
    pub fn reasons(&self) -> Vec<Line> {
        const EXITS: usize = 3;
        const ALONE: f64 = 1.1;
        const LITTLE: f64 = 1.05;
        let strength = |line: &Line| if line.factor < 1.0 { 1.0 / line.factor } else { line.factor };
        let stronger = |a: &Line, b: &Line| strength(b).total_cmp(&strength(a));
        let unusual = [
            "heat_series",
            "heat_path",
            "frailty",
            "return",
            "shock",
            "contagion",
            "leader_exit",
            "raise",
            "grant",
            "vest_spike",
            "policy",
            "policy_on_offers",
            "answer",
            "cap",
            "limit",
        ];
        let lines = self.lines.iter().filter(|line| unusual.contains(&line.kind)).cloned();
        let (mut exits, mut reasons): (Vec<Line>, Vec<Line>) = lines.partition(|line| line.kind == "contagion");
        exits.sort_by(stronger);
        let alone = exits.iter().take(EXITS).filter(|line| strength(line) >= ALONE).count();
        let others = exits.split_off(alone);
        reasons.extend(exits);
        match &others[..] {
            [] => {}
            [one] => reasons.push(one.clone()),
            several => {
                let (name, factor) = (format!("{} other exits", several.len()), several.iter().map(|line| line.factor).product());
                reasons.push(Line { kind: "contagion", name, factor, key: None, source: None });
            }
        }
        reasons.retain(|line| strength(line) >= LITTLE);
        reasons.sort_by(stronger);
        reasons
    }
}

impl Line {
    fn of(kind: &'static str, name: String, term: &Term, key: Option<String>, source: Option<String>) -> Self {
        Self { kind, name, factor: term.factor(), key, source }
    }
}
