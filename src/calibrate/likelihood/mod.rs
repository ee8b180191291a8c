//! The likelihood of a history under the hazards of the model, with its exact gradient and Hessian.
//!
//! ```text
//! sum over exits of ln hazard(exit) - sum over people of the integral of the total hazard while at risk
//! ```
//!
//! cause-specific, with left truncation at each entry (Andersen, Borgan, Gill & Keiding, *Statistical Models Based on Counting Processes*,
//! 1993). An exit through an unknown channel has the sum of the channels' hazards. An exit within an interval has, where no exit acts on
//! anybody, the cumulative incidence of its channel over the interval, given survival to entry. Frailty is integrated out person by
//! person ([`crate::hazard::frailty::marginal`]). What is not known of everybody at once, whether and when a possible shock struck, and the moments of
//! coarse exits where exits act, is a mixture: the likelihood is the weighted sum of those of its cases.
//!
//! The history's own exits act as in a simulation: by contagion and as leaders ([`contagion`]), by opening spin-outs that pull and
//! taking their seats (`spinouts`), by filling competitors (`competitor_shares`). Each founding adds a Bernoulli trial for each team-mate
//! who was there (`cofounding`). With notice, people are at risk until they decide; those still there when observation ends had not
//! decided by a notice before.
//!
//! Coordinates are the logs of the parameters, in which nearly everything is linear, and after them the logs of heat by month.

mod by_person;
pub mod centred;
pub mod contagion;
pub mod derivatives;
pub mod exposure;
pub mod factors;
pub mod hazards;
pub mod survival_data;

use std::fmt;

use crate::math;
use crate::parameter::Quantity;
use crate::threads;

use crate::number::{Hessian, Number};
use by_person::{PeopleTerms, Spread};
use centred::Centred;
use derivatives::{Derivatives, Order, sum_in_blocks};
use exposure::Exposure;
use exposure::cofounding::{self, foundings};
use exposure::lexis::{acts, lexis_expand, moves};
use factors::{Adjoint, Evaluated, Factored, Numbers, Scratch, Shift};
use hazards::{Hazards, Period};
use survival_data::{Ending, SurvivalData, When};

/// More cases of possible shocks and imputed dates than this take too long.
const MOST_CASES: usize = 20_000;
/// A case whose weight is less than e to minus this times the largest hardly bends the sum: a climb finds the same summit without.
const NEGLIGIBLE: f64 = 12.0;
/// Cells, or people, that are added up one after the other.
const BLOCK: usize = 8_192;

/// The likelihood of a study.
#[derive(Clone, Debug)]
pub struct Likelihood {
    hazards: Hazards,
    coordinates: Vec<Option<u32>>,
    learned: Vec<usize>,
    cases: Vec<Case>,
    threads: usize,
}

/// One case of a mixture.
#[derive(Clone, Debug)]
pub(super) struct Case {
    exposure: Exposure,
    /// What acts on everybody in this case.
    pub(super) periods: Vec<Period>,
    /// For each possible shock whether it struck.
    struck: Vec<bool>,
    /// Log of the case's weight but for the probabilities of the shocks.
    ln_weight: f64,
}

/// Why there is no likelihood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody is under observation.
    Nobody,
    /// Exits act on others, and so many of them have no moment; imputations must give them.
    Coarse(usize),
    /// The possible shocks and imputations make this many cases.
    TooManyCases(usize),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => write!(f, "the history has nobody under observation"),
            Self::Coarse(exits) => write!(f, "exits act on others, and the moments of {exits} of them are not known"),
            Self::TooManyCases(cases) => {
                write!(f, "the possible shocks and the imputed dates make {cases} cases, more than {MOST_CASES}: give narrower ranges")
            }
        }
    }
}

impl std::error::Error for Refusal {}

impl Likelihood {
    /// The likelihood of a study under hazards.
    ///
    /// # Errors
    /// Where exits act on others and some have no moment, or nobody is there.
    pub fn new(study: &SurvivalData, hazards: &Hazards) -> Result<Self, Refusal> {
        Self::imputed(study, hazards, &[])
    }

    /// The same with imputations for the moments of exits that are coarse and act: each gives a time for every spell \[years\], of which
    /// those of coarse exits are used, drawn uniformly from their intervals. The likelihood is the mean over them, times the lengths of
    /// the intervals: a Monte Carlo integral over the dates, the same for every point.
    ///
    /// # Errors
    /// As [`Likelihood::new`].
    pub fn imputed(study: &SurvivalData, hazards: &Hazards, imputations: &[Vec<f64>]) -> Result<Self, Refusal> {
        if study.spells.is_empty() {
            return Err(Refusal::Nobody);
        }
        let endings: Vec<Ending> = study.spells.iter().map(|spell| spell.ending).collect();
        let coarse = |ending: &Ending| matches!(ending, Ending::Exit(When::Within(..), _));
        let count = if acts(study, hazards) { endings.iter().filter(|ending| coarse(ending)).count() } else { 0 };
        if count > 0 && imputations.is_empty() {
            return Err(Refusal::Coarse(count));
        }
        let dates = if count > 0 { imputations.len() } else { 1 };
        // Under notice, each founding of several has as many cases as founders.
        let founded = cofounding::count_assignments(&foundings(study, hazards, &endings), hazards);
        let days = hazards.possible.iter().map(|shock| shock.days.len() + 1);
        let cases = days.fold(dates.saturating_mul(founded), usize::saturating_mul);
        if cases > MOST_CASES {
            return Err(Refusal::TooManyCases(cases));
        }
        let learned = hazards.learned();
        let mut coordinates = vec![None; hazards.parameters.len()];
        for (coordinate, &parameter) in learned.iter().enumerate() {
            coordinates[parameter] = Some(coordinate as u32);
        }
        let coordinate = |parameter: usize| coordinates[parameter].unwrap_or_default();
        let mut done = Vec::with_capacity(cases);
        let draws: Vec<&[f64]> = if count > 0 { imputations.iter().map(Vec::as_slice).collect() } else { vec![&[]] };
        for draw in draws {
            let mut endings = endings.clone();
            let mut ln_dates = -math::ln(dates as f64);
            for (ending, &time) in endings.iter_mut().zip(draw) {
                if let Ending::Exit(When::Within(from, to), channel) = *ending {
                    ln_dates += math::ln(to - from);
                    *ending = Ending::Exit(When::At(time), channel);
                }
            }
            for founded in cofounding::assignments(foundings(study, hazards, &endings), hazards) {
                for mut case in shock_cases(hazards) {
                    case.ln_weight += ln_dates;
                    case.exposure = lexis_expand(study, hazards, &endings, &founded, &case.periods, &coordinate, false);
                    done.push(case);
                }
            }
        }
        Ok(Self { hazards: hazards.clone(), coordinates, learned, cases: done, threads: 1 })
    }

    /// The same on several threads, which changes no bit of it.
    pub fn with_threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// The change to coordinates in which covariates are centred, where some parameters are held, and the likelihood in them.
    pub(super) fn centred(&self, held: &[usize]) -> (Centred, Self) {
        let centred = Centred::new(&self.hazards, &self.learned, held, &self.cases[0].exposure.levels);
        let mut recast = self.clone();
        for case in &mut recast.cases {
            case.exposure.levels = centred.recast(&case.exposure.levels);
        }
        (centred, recast)
    }

    /// The parameters that the likelihood contains, as indices into those of the hazards: the first coordinates, in this order.
    pub fn learned(&self) -> &[usize] {
        &self.learned
    }

    /// The hazards.
    pub fn hazards(&self) -> &Hazards {
        &self.hazards
    }

    /// How many coordinates there are: the learned parameters, and the months of heat's path.
    pub fn dimension(&self) -> usize {
        self.learned.len() + self.hazards.path.as_ref().map_or(0, |path| path.edges.len().saturating_sub(1))
    }

    /// Spells that were left out, since a date of hire or a covariate that a channel depends on is not known. Their exits act.
    pub fn incomplete(&self) -> &[usize] {
        &self.cases[0].exposure.incomplete
    }

    /// How many cases of possible shocks and imputed dates it is a mixture of; 1 where nothing of that kind is unknown.
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// The log-likelihood at a point (the logs of the learned parameters, then the logs of heat by month), with its gradient and, where
    /// asked for, its Hessian. Minus infinity where what happened could not.
    ///
    /// # Panics
    /// Where the point has not [`Likelihood::dimension`] coordinates.
    pub fn at(&self, at: &[f64], order: Order) -> Derivatives {
        assert_eq!(at.len(), self.dimension(), "a point has as many coordinates as the likelihood");
        let numbers = Numbers { at, coordinates: &self.coordinates };
        match &self.cases[..] {
            [case] => self.case(case, numbers, order, self.threads),
            cases => Derivatives::ln_sum_exp(&self.all_cases(cases, numbers, order), at.len(), order),
        }
    }

    /// The log-likelihood with its gradient, and its Hessian but for the bends of the cases of a mixture that hardly weigh anything at the
    /// point. Gradients cost a fraction of Hessians, and of imputed dates a few have nearly all the weight.
    ///
    /// # Panics
    /// As [`Likelihood::at`].
    pub(super) fn leading(&self, at: &[f64]) -> Derivatives {
        if self.cases.len() == 1 {
            return self.at(at, Order::Hessian);
        }
        let numbers = Numbers { at, coordinates: &self.coordinates };
        let mut cases = self.all_cases(&self.cases, numbers, Order::Gradient);
        let most = cases.iter().map(|case| case.value).fold(f64::NEG_INFINITY, f64::max);
        let leading: Vec<usize> = (0..cases.len()).filter(|&index| cases[index].value >= most - NEGLIGIBLE).collect();
        let bends = threads::map(leading.len(), self.threads, |place| self.case(&self.cases[leading[place]], numbers, Order::Hessian, 1));
        for case in &mut cases {
            case.hessian = vec![0.0; at.len() * at.len()];
        }
        for (index, bend) in leading.into_iter().zip(bends) {
            cases[index].hessian = bend.hessian;
        }
        Derivatives::ln_sum_exp(&cases, at.len(), Order::Hessian)
    }

    /// The log-likelihood at a point alone.
    pub fn value(&self, at: &[f64]) -> f64 {
        self.at(at, Order::Gradient).value
    }

    fn all_cases(&self, cases: &[Case], numbers: Numbers<'_>, order: Order) -> Vec<Derivatives> {
        threads::map(cases.len(), self.threads, |index| self.case(&cases[index], numbers, order, 1))
    }

    /// The weight of each case given everything else, in their order; they sum to 1.
    pub fn case_weights(&self, at: &[f64]) -> Vec<f64> {
        let numbers = Numbers { at, coordinates: &self.coordinates };
        let cases = self.all_cases(&self.cases, numbers, Order::Gradient);
        let logs: Vec<f64> = cases.iter().map(|case| case.value).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log| math::exp(log - most)).collect();
        let total: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / total).collect()
    }

    /// Adds the log of a case's weight.
    fn weigh(&self, sum: &mut Derivatives, case: &Case, numbers: Numbers<'_>) {
        sum.value += case.ln_weight;
        for (shock, &struck) in self.hazards.possible.iter().zip(&case.struck) {
            if shock.probability == Quantity::Known(1.0) {
                continue;
            }
            let ln_probability = Hessian::<1>::variable(numbers.log(shock.probability), 0);
            let term = if struck { ln_probability } else { (Hessian::constant(1.0) - ln_probability.exp()).ln() };
            sum.value += term.value;
            if let Some(k) = numbers.coordinate(shock.probability) {
                sum.add_term(1.0, 0.0, &[(k, term.gradient[0])], &[(k, k, term.hessian[0][0])]);
            }
        }
    }

    /// Adds the log of the probability of so many successes and failures of founding together.
    fn add_trials(&self, sum: &mut Derivatives, (successes, failures): (f64, f64), numbers: Numbers<'_>) {
        let Some(spinouts) = self.hazards.spinouts.filter(|_| successes + failures > 0.0) else { return };
        let ln_success = Hessian::<1>::variable(numbers.log(spinouts.cofound), 0);
        let mut term = ln_success.scaled(successes);
        if failures > 0.0 {
            term = term + (Hessian::constant(1.0) - ln_success.exp()).ln().scaled(failures);
        }
        sum.value += term.value;
        if let Some(k) = numbers.coordinate(spinouts.cofound) {
            sum.add_term(1.0, 0.0, &[(k, term.gradient[0])], &[(k, k, term.hessian[0][0])]);
        }
    }

    /// The log-likelihood of one case, with the log of its weight.
    fn case(&self, case: &Case, numbers: Numbers<'_>, order: Order, threads: usize) -> Derivatives {
        let exposure = &case.exposure;
        let months = self.learned.len() as u32;
        let contagion = self.hazards.contagion.as_ref().filter(|_| moves(&self.hazards));
        let evaluated = Evaluated::new(exposure, &case.periods, contagion, months, numbers, order, threads);
        let n = numbers.at.len();
        let spread = self.hazards.frailty.map(|sd| Spread { sd: math::exp(numbers.log(sd)), coordinate: numbers.coordinate(sd) });
        let people = PeopleTerms { evaluated: &evaluated, spread: spread.filter(|spread| spread.sd > 0.0), coordinates: n, order };
        let factored = if order == Order::Gradient { Factored::new(&evaluated) } else { None };
        let factored = factored.as_ref();
        let cells = sum_in_blocks(exposure.cells.len(), BLOCK, threads, n, order, |range, sum| {
            if let Some(factored) = factored {
                let mut adjoint = Adjoint::zero(factored);
                sum.value += adjoint.add(factored, -1.0, &exposure.cells[range]);
                return adjoint.gather(factored, sum);
            }
            let mut scratch = Scratch::default();
            for cell in &exposure.cells[range] {
                evaluated.add_cumulative(sum, -1.0, cell, Shift::default(), &mut scratch);
            }
        });
        let exits = sum_in_blocks(exposure.exits.len(), BLOCK, threads, n, order, |range, sum| {
            let mut scratch = Scratch::default();
            for exit in &exposure.exits[range] {
                evaluated.add_exit(sum, exit.amount, exit.at, Shift::default(), &mut scratch);
            }
        });
        let unknown = sum_in_blocks(exposure.unknown.len(), BLOCK, threads, n, order, |range, sum| {
            for channels in &exposure.unknown[range] {
                people.add_unknown(sum, channels, Shift::default());
            }
        });
        let by_person = sum_in_blocks(exposure.people.len(), BLOCK / 16, threads, n, order, |range, sum| {
            let mut adjoint = factored.map(Adjoint::zero);
            for person in &exposure.people[range] {
                match (factored, &mut adjoint) {
                    (Some(factored), Some(adjoint)) if person.is_plain() => people.add_plain(sum, adjoint, factored, person),
                    _ => people.add(sum, person),
                }
            }
            if let (Some(factored), Some(adjoint)) = (factored, adjoint) {
                adjoint.gather(factored, sum);
            }
        });
        let cofounders = sum_in_blocks(exposure.cofounders.len(), BLOCK / 16, threads, n, order, |range, sum| {
            for group in &exposure.cofounders[range] {
                people.add_cofounders(sum, group);
            }
        });
        let mut sum = cells;
        for part in [exits, unknown, by_person, cofounders] {
            sum.add(1.0, &part);
        }
        self.add_trials(&mut sum, exposure.trials, numbers);
        self.weigh(&mut sum, case, numbers);
        sum
    }
}

/// The cases of possible shocks: for each whether and on which day it struck. A shock that is sure to have struck has no other case.
pub(super) fn shock_cases(hazards: &Hazards) -> Vec<Case> {
    let mut cases = vec![Case { exposure: Exposure::default(), periods: hazards.periods.clone(), struck: Vec::new(), ln_weight: 0.0 }];
    for shock in &hazards.possible {
        let mut next = Vec::new();
        for case in cases {
            if shock.probability != Quantity::Known(1.0) {
                let mut spared = case.clone();
                spared.struck.push(false);
                next.push(spared);
            }
            for day in &shock.days {
                let mut struck = case.clone();
                struck.struck.push(true);
                struck.periods.extend_from_slice(day);
                struck.ln_weight -= math::ln(shock.days.len() as f64);
                next.push(struck);
            }
        }
        cases = next;
    }
    cases
}
