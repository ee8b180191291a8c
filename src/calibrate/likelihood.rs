//! The likelihood of a history under the hazards of the model, with its exact gradient and Hessian.
//!
//! ```text
//! sum over exits of ln hazard(exit) - sum over people of the integral of the total hazard while at risk
//! ```
//!
//! cause-specific, with left truncation at each entry (Andersen, Borgan, Gill & Keiding, *Statistical Models Based on Counting Processes*,
//! 1993). An exit through an unknown channel has the sum of the channels' hazards. An exit within an interval has, where no exit acts on
//! anybody, the cumulative incidence of its channel over the interval, given survival to entry. Frailty is integrated out person by
//! person ([`super::frailty`]). What is not known of everybody at once, whether and when a possible shock struck, and the moments of
//! coarse exits where exits act, is a mixture: the likelihood is the weighted sum of those of its cases.
//!
//! Coordinates are the logs of the parameters, in which nearly everything is linear, and after them the logs of heat by month.

use std::fmt;

use crate::math;
use crate::parameter::Quantity;

use super::dual::Dual;
use super::exposure::{Alternative, Exposure, Person};
use super::factors::{Evaluated, Numbers, Scratch, Shift};
use super::frailty::{Centre, HAZARD, SD, log_marginal};
use super::hazards::{Hazards, Period};
use super::jet::{Jet, Order, Slope};
use super::layout::{acts, lay_out};
use super::parallel;
use super::study::{Ending, Study, When};

/// More cases of possible shocks and imputed dates than this take too long.
const MOST_CASES: usize = 20_000;
/// Half of `ln(2 pi)`.
const HALF_LN_2_PI: f64 = 0.918_938_533_204_672_7;
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
    pub fn new(study: &Study, hazards: &Hazards) -> Result<Self, Refusal> {
        Self::imputed(study, hazards, &[])
    }

    /// The same with imputations for the moments of exits that are coarse and act: each gives a time for every spell [years], of which
    /// those of coarse exits are used, drawn uniformly from their intervals. The likelihood is the mean over them, times the lengths of
    /// the intervals: a Monte Carlo integral over the dates, the same for every point.
    ///
    /// # Errors
    /// As [`Likelihood::new`].
    pub fn imputed(study: &Study, hazards: &Hazards, imputations: &[Vec<f64>]) -> Result<Self, Refusal> {
        if study.spells.is_empty() {
            return Err(Refusal::Nobody);
        }
        let endings: Vec<Ending> = study.spells.iter().map(|spell| spell.ending).collect();
        let coarse = |ending: &Ending| matches!(ending, Ending::Exit(When::Within(..), _));
        let count = if acts(hazards) { endings.iter().filter(|ending| coarse(ending)).count() } else { 0 };
        if count > 0 && imputations.is_empty() {
            return Err(Refusal::Coarse(count));
        }
        let dates = if count > 0 { imputations.len() } else { 1 };
        let days = hazards.possible.iter().map(|shock| shock.days.len() + 1);
        let cases = days.fold(dates, usize::saturating_mul);
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
            for mut case in shock_cases(hazards) {
                case.ln_weight += ln_dates;
                case.exposure = lay_out(study, hazards, &endings, &case.periods, &coordinate);
                done.push(case);
            }
        }
        Ok(Self { hazards: hazards.clone(), coordinates, learned, cases: done, threads: 1 })
    }

    /// The same on several threads, which changes no bit of it.
    pub fn with_threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
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
    pub fn at(&self, at: &[f64], order: Order) -> Jet {
        assert_eq!(at.len(), self.dimension(), "a point has as many coordinates as the likelihood");
        let numbers = Numbers { at, coordinates: &self.coordinates };
        match &self.cases[..] {
            [case] => self.case(case, numbers, order, self.threads),
            cases => Jet::ln_sum_exp(&self.all_cases(cases, numbers, order), at.len(), order),
        }
    }

    fn all_cases(&self, cases: &[Case], numbers: Numbers<'_>, order: Order) -> Vec<Jet> {
        parallel::map(cases.len(), self.threads, |index| self.case(&cases[index], numbers, order, 1))
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
    fn weigh(&self, jet: &mut Jet, case: &Case, numbers: Numbers<'_>) {
        jet.value += case.ln_weight;
        for (shock, &struck) in self.hazards.possible.iter().zip(&case.struck) {
            if shock.probability == Quantity::Known(1.0) {
                continue;
            }
            let ln_probability = Dual::<1>::variable(numbers.log(shock.probability), 0);
            let term = if struck { ln_probability } else { (Dual::constant(1.0) - ln_probability.exp()).ln() };
            jet.value += term.value;
            if let Some(k) = numbers.coordinate(shock.probability) {
                jet.add_term(1.0, 0.0, &[(k, term.gradient[0])], &[(k, k, term.hessian[0][0])]);
            }
        }
    }

    /// The log-likelihood of one case, with the log of its weight.
    fn case(&self, case: &Case, numbers: Numbers<'_>, order: Order, threads: usize) -> Jet {
        let exposure = &case.exposure;
        let months = self.learned.len() as u32;
        let contagion = self.hazards.contagion.as_ref().filter(|_| acts(&self.hazards));
        let evaluated = Evaluated::new(exposure, &case.periods, contagion, months, numbers);
        let n = numbers.at.len();
        let spread = self.hazards.frailty.map(|sd| Spread { sd: math::exp(numbers.log(sd)), coordinate: numbers.coordinate(sd) });
        let people = PeopleTerms { evaluated: &evaluated, spread: spread.filter(|spread| spread.sd > 0.0), coordinates: n, order };
        let cells = parallel::sum(exposure.cells.len(), BLOCK, threads, n, order, |range, jet| {
            let mut scratch = Scratch::default();
            for cell in &exposure.cells[range] {
                evaluated.add_cumulative(jet, -1.0, cell, Shift::default(), &mut scratch);
            }
        });
        let exits = parallel::sum(exposure.exits.len(), BLOCK, threads, n, order, |range, jet| {
            let mut scratch = Scratch::default();
            for exit in &exposure.exits[range] {
                evaluated.add_exit(jet, exit.amount, exit.at, Shift::default(), &mut scratch);
            }
        });
        let unknown = parallel::sum(exposure.unknown.len(), BLOCK, threads, n, order, |range, jet| {
            for channels in &exposure.unknown[range] {
                people.add_unknown(jet, channels, Shift::default());
            }
        });
        let apart = parallel::sum(exposure.people.len(), BLOCK / 16, threads, n, order, |range, jet| {
            for person in &exposure.people[range] {
                people.add(jet, person);
            }
        });
        let mut sum = cells;
        for part in [exits, unknown, apart] {
            sum.add(1.0, &part);
        }
        self.weigh(&mut sum, case, numbers);
        sum
    }
}

/// The spread of frailty.
#[derive(Clone, Copy, Debug)]
struct Spread {
    sd: f64,
    coordinate: Option<u32>,
}

/// What people who are kept apart add to a likelihood.
struct PeopleTerms<'a> {
    evaluated: &'a Evaluated<'a>,
    spread: Option<Spread>,
    coordinates: usize,
    order: Order,
}

impl PeopleTerms<'_> {
    fn zero(&self) -> Jet {
        Jet::zero(self.coordinates, self.order)
    }

    /// Adds a person, with frailty integrated out.
    fn add(&self, jet: &mut Jet, person: &Person) {
        let Some(spread) = self.spread else { return self.add_given(jet, person, Shift::default()) };
        let ways = person.spells.iter().flatten();
        let exits = person.spells.iter().filter(|ways| ways.iter().any(Alternative::has_exit)).count() as f64;
        let mut scratch = Scratch::default();
        let mut cumulative = self.zero();
        for cell in person.spells.iter().filter_map(|ways| ways.first()).flat_map(|way| &way.cells) {
            self.evaluated.add_cumulative(&mut cumulative, 1.0, cell, Shift::default(), &mut scratch);
        }
        let centre = Centre::of(exits, cumulative.value, spread.sd);
        // Beyond ten deviations the integrand is below rounding.
        let highest = spread.sd * (centre.mode.max(0.0) + 10.0);
        let is_product = person.spells.iter().all(|ways| ways.len() == 1)
            && ways.clone().all(|way| way.within.is_empty() && way.cells.iter().all(|cell| !self.evaluated.could_bind(cell, highest)));
        if is_product {
            for way in ways {
                self.add_exits(jet, way, Shift::default());
            }
            return add_marginal(jet, &cumulative, exits, spread);
        }
        let kinks = self.kinks(person, spread, centre);
        if kinks.is_empty() {
            let mut terms = Vec::with_capacity(64);
            centre.nodes(|e, ln_weight| {
                let mut term = self.given(person, spread.shift(e), self.order);
                let value = term.value;
                term.value += ln_weight;
                terms.push(term);
                value
            });
            return jet.add(1.0, &Jet::ln_sum_exp(&terms, self.coordinates, self.order));
        }
        let cuts: Vec<f64> = kinks.iter().map(|kink| kink.0).collect();
        let terms: Vec<Jet> = centre
            .panels(&cuts)
            .into_iter()
            .map(|(e, ln_weight)| {
                let mut term = self.given(person, spread.shift(e), self.order);
                term.value += ln_weight;
                term
            })
            .collect();
        let mut marginal = Jet::ln_sum_exp(&terms, self.coordinates, self.order);
        if self.order == Order::Hessian {
            for (e, slopes) in &kinks {
                self.add_kink(&mut marginal, person, spread, *e, slopes);
            }
        }
        jet.add(1.0, &marginal);
    }

    /// Where, as a function of the standard normal variable behind frailty, a limit of acceptance begins to bind for a person, with the
    /// slopes of the log hazard ratio inside the limit but for frailty; in order, within reach of the integral.
    fn kinks(&self, person: &Person, spread: Spread, centre: Centre) -> Vec<(f64, Vec<Slope>)> {
        let ways = || person.spells.iter().flatten();
        let cells = ways().flat_map(|way| way.cells.iter().map(|cell| cell.at));
        let exits = ways().flat_map(|way| way.exit.iter().copied());
        let within = ways().flat_map(|way| way.within.iter().flat_map(|stretch| stretch.hazards.iter().map(|hazard| hazard.0)));
        let mut kinks: Vec<(f64, Vec<Slope>)> = cells
            .chain(exits)
            .chain(within)
            .flat_map(|at| self.evaluated.bindings(at))
            .map(|(z, slopes)| (z / spread.sd + 0.5 * spread.sd, slopes))
            .filter(|kink| kink.0 > centre.reach().0 && kink.0 < centre.reach().1)
            .collect();
        kinks.sort_by(|a, b| a.0.total_cmp(&b.0));
        kinks.dedup_by(|other, kept| other.0 - kept.0 < 1e-9);
        kinks
    }

    /// The further second derivative of the log of an integral over frailty whose integrand's slopes jump at `e`, where `e` moves with the
    /// parameters: the integrand there times the jump times the movement, over the integral.
    fn add_kink(&self, marginal: &mut Jet, person: &Person, spread: Spread, e: f64, slopes: &[Slope]) {
        let [below, above] = [e - 1e-9, e + 1e-9].map(|e| self.given(person, spread.shift(e), Order::Gradient));
        let height = math::exp(below.value - 0.5 * e * e - HALF_LN_2_PI - marginal.value);
        let mut movement = vec![0.0; self.coordinates];
        for &(k, slope) in slopes {
            movement[k as usize] -= slope / spread.sd;
        }
        if let Some(k) = spread.coordinate {
            movement[k as usize] -= spread.shift(e).slope / spread.sd;
        }
        for j in 0..self.coordinates {
            for (k, movement) in movement.iter().enumerate() {
                marginal.hessian[j * self.coordinates + k] += height * (below.gradient[j] - above.gradient[j]) * movement;
            }
        }
    }

    fn given(&self, person: &Person, shift: Shift, order: Order) -> Jet {
        let mut term = Jet::zero(self.coordinates, order);
        PeopleTerms { order, ..*self }.add_given(&mut term, person, shift);
        term
    }

    /// Adds a person under a given frailty.
    fn add_given(&self, jet: &mut Jet, person: &Person, shift: Shift) {
        for ways in &person.spells {
            if let [way] = &ways[..] {
                self.add_way(jet, way, shift);
                continue;
            }
            let terms: Vec<Jet> = ways
                .iter()
                .map(|way| {
                    let mut term = self.zero();
                    self.add_way(&mut term, way, shift);
                    term
                })
                .collect();
            jet.add(1.0, &Jet::ln_sum_exp(&terms, self.coordinates, self.order));
            jet.value -= math::ln(ways.len() as f64);
        }
    }

    fn add_way(&self, jet: &mut Jet, way: &Alternative, shift: Shift) {
        let mut scratch = Scratch::default();
        for cell in &way.cells {
            self.evaluated.add_cumulative(jet, -1.0, cell, shift, &mut scratch);
        }
        self.add_exits(jet, way, shift);
        if !way.within.is_empty() {
            jet.add(1.0, &self.incidence(way, shift));
        }
    }

    fn add_exits(&self, jet: &mut Jet, way: &Alternative, shift: Shift) {
        match way.exit[..] {
            [] => {}
            [at] => self.evaluated.add_exit(jet, 1.0, at, shift, &mut Scratch::default()),
            _ => self.add_unknown(jet, &way.exit, shift),
        }
    }

    /// Adds the log of the sum of the channels' hazards.
    fn add_unknown(&self, jet: &mut Jet, channels: &[super::exposure::Factors], shift: Shift) {
        let term = |&at: &super::exposure::Factors| {
            let mut term = self.zero();
            self.evaluated.add_exit(&mut term, 1.0, at, shift, &mut Scratch::default());
            term
        };
        let terms: Vec<Jet> = channels.iter().map(term).collect();
        jet.add(1.0, &Jet::ln_sum_exp(&terms, self.coordinates, self.order));
    }

    /// The log of the probability of leaving through the possible channels within an interval, given survival to its beginning:
    /// `ln of the sum over stretches of e^-H h / total (1 - e^(-total * length))`, with `H` up to each stretch.
    fn incidence(&self, way: &Alternative, shift: Shift) -> Jet {
        let mut scratch = Scratch::default();
        let mut cumulative = self.zero();
        let mut terms = Vec::with_capacity(way.within.len());
        let is_any = way.within.iter().all(|stretch| stretch.hazards.iter().all(|hazard| hazard.1));
        for stretch in &way.within {
            let (mut total, mut possible) = (self.zero(), self.zero());
            for &(at, is_possible) in &stretch.hazards {
                self.evaluated.add_hazard(&mut total, at, shift, &mut scratch);
                if is_possible {
                    self.evaluated.add_hazard(&mut possible, at, shift, &mut scratch);
                }
            }
            let mut passed = self.zero();
            passed.add(stretch.length, &total);
            if !is_any {
                let mut term = possible.ln();
                term.add(-1.0, &total.ln());
                term.add(1.0, &passed.ln_probability());
                term.add(-1.0, &cumulative);
                terms.push(term);
            }
            cumulative.add(1.0, &passed);
        }
        if is_any { cumulative.ln_probability() } else { Jet::ln_sum_exp(&terms, self.coordinates, self.order) }
    }
}

impl Alternative {
    fn has_exit(&self) -> bool {
        !self.exit.is_empty() || !self.within.is_empty()
    }
}

impl Spread {
    /// The frailty `z = -sd^2 / 2 + sd e` of a node, as a function of `ln sd`.
    fn shift(self, e: f64) -> Shift {
        let square = self.sd * self.sd;
        Shift {
            value: -0.5 * square + self.sd * e,
            slope: -square + self.sd * e,
            curvature: -2.0 * square + self.sd * e,
            coordinate: self.coordinate,
        }
    }
}

/// Adds `ln E[e^(exits z - cumulative e^z)]`, a function of the cumulative hazard and the spread.
fn add_marginal(jet: &mut Jet, cumulative: &Jet, exits: f64, spread: Spread) {
    let marginal = log_marginal(exits, cumulative.value, spread.sd);
    jet.add(1.0, &cumulative.chain(marginal.value, marginal.gradient[HAZARD], marginal.hessian[HAZARD][HAZARD]));
    let Some(k) = spread.coordinate else { return };
    let slope = marginal.gradient[SD] * spread.sd;
    let mut curvatures = vec![(k, k, marginal.hessian[SD][SD] * spread.sd * spread.sd + slope)];
    for (j, &other) in cumulative.gradient.iter().enumerate() {
        let mixed = marginal.hessian[HAZARD][SD] * spread.sd * other;
        curvatures.extend([(j as u32, k, mixed), (k, j as u32, mixed)]);
    }
    jet.add_term(1.0, 0.0, &[(k, slope)], &curvatures);
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
