//! What those add to a likelihood who are kept by person: frailty integrated out person by person, coarse dates, foundings.

use crate::math;

use super::derivatives::{Derivatives, Order, Slope};
use super::exposure::{CofounderGroup, Factors, Imputation, Person};
use super::factors::{Adjoint, Evaluated, Factored, Scratch, Shift};
use crate::hazard::frailty::marginal::{Centre, HAZARD, SD, log_marginal, log_marginal_slopes};

/// The spread of frailty.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// Standard deviation of the log of the personal hazard ratio.
    pub sd: f64,
    /// The coordinate of its log, if it is one.
    pub coordinate: Option<u32>,
}

/// What those who are kept by person add to a likelihood.
pub struct PeopleTerms<'a> {
    /// The factors of every hazard.
    pub evaluated: &'a Evaluated<'a>,
    /// The spread of frailty; `None` without any.
    pub spread: Option<Spread>,
    /// How many coordinates there are.
    pub coordinates: usize,
    /// Which derivatives are computed.
    pub order: Order,
}

impl PeopleTerms<'_> {
    fn zero(&self) -> Derivatives {
        Derivatives::zero(self.coordinates, self.order)
    }

    /// Adds a person of whom nothing is coarse, with frailty integrated out; the gradient of the exposure goes through `adjoint`.
    pub fn add_plain(&self, sum: &mut Derivatives, adjoint: &mut Adjoint, factored: &Factored<'_>, person: &Person) {
        let imputations = || person.spells.iter().flatten();
        for imputation in imputations() {
            self.add_exits(sum, imputation, Shift::default());
        }
        let Some(spread) = self.spread else {
            sum.value += imputations().map(|imputation| adjoint.add(factored, -1.0, &imputation.cells)).sum::<f64>();
            return;
        };
        let exits = imputations().filter(|imputation| imputation.has_exit()).count() as f64;
        let cumulative = imputations().map(|imputation| factored.cumulative(&imputation.cells)).sum();
        let (value, slopes) = log_marginal_slopes(exits, cumulative, spread.sd);
        sum.value += value;
        for imputation in imputations() {
            adjoint.add(factored, slopes[HAZARD], &imputation.cells);
        }
        if let Some(k) = spread.coordinate {
            sum.gradient[k as usize] += slopes[SD] * spread.sd;
        }
    }

    /// Adds a person, with frailty integrated out.
    pub fn add(&self, sum: &mut Derivatives, person: &Person) {
        let Some(spread) = self.spread else { return self.add_given(sum, person, Shift::default()) };
        let imputations = person.spells.iter().flatten();
        let exits = person.spells.iter().filter(|imputations| imputations.iter().any(Imputation::has_exit)).count() as f64;
        let mut scratch = Scratch::default();
        let mut cumulative = self.zero();
        for cell in person.spells.iter().filter_map(|imputations| imputations.first()).flat_map(|imputation| &imputation.cells) {
            self.evaluated.add_cumulative(&mut cumulative, 1.0, cell, Shift::default(), &mut scratch);
        }
        let centre = Centre::of(exits, cumulative.value, spread.sd);
        // Beyond ten deviations the integrand is below rounding.
        let highest = spread.sd * (centre.mode.max(0.0) + 10.0);
        let is_product = person.spells.iter().all(|imputations| imputations.len() == 1)
            && imputations.clone().all(|imputation| {
                imputation.within.is_empty() && imputation.cells.iter().all(|cell| !self.evaluated.could_bind(cell, highest))
            });
        if is_product {
            for imputation in imputations {
                self.add_exits(sum, imputation, Shift::default());
            }
            return add_marginal(sum, &cumulative, exits, spread);
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
            return sum.add(1.0, &Derivatives::ln_sum_exp(&terms, self.coordinates, self.order));
        }
        let cuts: Vec<f64> = kinks.iter().map(|kink| kink.0).collect();
        let terms: Vec<Derivatives> = centre
            .panels(&cuts)
            .into_iter()
            .map(|(e, ln_weight)| {
                let mut term = self.given(person, spread.shift(e), self.order);
                term.value += ln_weight;
                term
            })
            .collect();
        let mut marginal = Derivatives::ln_sum_exp(&terms, self.coordinates, self.order);
        if self.order == Order::Hessian {
            for (e, slopes) in &kinks {
                self.add_kink(&mut marginal, person, spread, *e, slopes);
            }
        }
        sum.add(1.0, &marginal);
    }

    /// Adds people of whom somebody was first in a founding: the sum over who.
    pub fn add_cofounders(&self, sum: &mut Derivatives, group: &CofounderGroup) {
        let variant = |person: &Person| {
            let mut term = self.zero();
            self.add(&mut term, person);
            term
        };
        let variants: Vec<Derivatives> = group.variants.iter().map(variant).collect();
        let assignment = |assignment: &Vec<usize>| {
            let mut term = self.zero();
            for &number in assignment {
                term.add(1.0, &variants[number]);
            }
            term
        };
        let assignments: Vec<Derivatives> = group.assignments.iter().map(assignment).collect();
        sum.add(1.0, &Derivatives::ln_sum_exp(&assignments, self.coordinates, self.order));
    }

    /// Where, as a function of the standard normal variable behind frailty, a limit of acceptance begins to bind for a person, with the
    /// slopes of the log hazard ratio inside the limit but for frailty; in order, within reach of the integral.
    fn kinks(&self, person: &Person, spread: Spread, centre: Centre) -> Vec<(f64, Vec<Slope>)> {
        let imputations = || person.spells.iter().flatten();
        let cells = imputations().flat_map(|imputation| imputation.cells.iter().map(|cell| cell.at));
        let exits = imputations().flat_map(|imputation| imputation.exit.iter().copied());
        let within = imputations().flat_map(|imputation| imputation.within.iter().flat_map(|stretch| stretch.hazards.iter().copied()));
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
    fn add_kink(&self, marginal: &mut Derivatives, person: &Person, spread: Spread, e: f64, slopes: &[Slope]) {
        let [below, above] = [e - 1e-9, e + 1e-9].map(|e| self.given(person, spread.shift(e), Order::Gradient));
        let height = math::exp(below.value - 0.5 * e * e - math::HALF_LN_2_PI - marginal.value);
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

    fn given(&self, person: &Person, shift: Shift, order: Order) -> Derivatives {
        let mut term = Derivatives::zero(self.coordinates, order);
        PeopleTerms { order, ..*self }.add_given(&mut term, person, shift);
        term
    }

    /// Adds a person under a given frailty.
    fn add_given(&self, sum: &mut Derivatives, person: &Person, shift: Shift) {
        for imputations in &person.spells {
            if let [imputation] = &imputations[..] {
                self.add_imputation(sum, imputation, shift);
                continue;
            }
            let terms: Vec<Derivatives> = imputations
                .iter()
                .map(|imputation| {
                    let mut term = self.zero();
                    self.add_imputation(&mut term, imputation, shift);
                    term
                })
                .collect();
            sum.add(1.0, &Derivatives::ln_sum_exp(&terms, self.coordinates, self.order));
            sum.value -= math::ln(imputations.len() as f64);
        }
    }

    fn add_imputation(&self, sum: &mut Derivatives, imputation: &Imputation, shift: Shift) {
        let mut scratch = Scratch::default();
        for cell in &imputation.cells {
            self.evaluated.add_cumulative(sum, -1.0, cell, shift, &mut scratch);
        }
        self.add_exits(sum, imputation, shift);
        if !imputation.within.is_empty() {
            sum.add(1.0, &self.incidence(imputation, shift));
        }
    }

    fn add_exits(&self, sum: &mut Derivatives, imputation: &Imputation, shift: Shift) {
        match imputation.exit[..] {
            [] => {}
            [at] => self.evaluated.add_exit(sum, 1.0, at, shift, &mut Scratch::default()),
            _ => self.add_unknown(sum, &imputation.exit, shift),
        }
    }

    /// Adds the log of the sum of the channels' hazards.
    pub fn add_unknown(&self, sum: &mut Derivatives, channels: &[Factors], shift: Shift) {
        let term = |&at: &Factors| {
            let mut term = self.zero();
            self.evaluated.add_exit(&mut term, 1.0, at, shift, &mut Scratch::default());
            term
        };
        let terms: Vec<Derivatives> = channels.iter().map(term).collect();
        sum.add(1.0, &Derivatives::ln_sum_exp(&terms, self.coordinates, self.order));
    }

    /// The log of the probability of leaving through the possible channels within an interval, given survival to its beginning:
    /// `ln of the sum over stretches of e^-H h / total (1 - e^(-total * length))`, with `H` up to each stretch.
    fn incidence(&self, imputation: &Imputation, shift: Shift) -> Derivatives {
        let mut scratch = Scratch::default();
        let mut cumulative = self.zero();
        let mut terms = Vec::with_capacity(imputation.within.len());
        let is_any = imputation.within.iter().all(|stretch| stretch.possible == stretch.hazards);
        for stretch in &imputation.within {
            let (mut total, mut possible) = (self.zero(), self.zero());
            for &at in &stretch.hazards {
                self.evaluated.add_hazard(&mut total, at, shift, &mut scratch);
            }
            for &at in &stretch.possible {
                self.evaluated.add_hazard(&mut possible, at, shift, &mut scratch);
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
        if is_any { cumulative.ln_probability() } else { Derivatives::ln_sum_exp(&terms, self.coordinates, self.order) }
    }
}

impl Person {
    /// Whether every spell has one imputation, without a coarse exit.
    pub fn is_plain(&self) -> bool {
        self.spells.iter().all(|imputations| matches!(&imputations[..], [imputation] if imputation.within.is_empty()))
    }
}

impl Imputation {
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
fn add_marginal(sum: &mut Derivatives, cumulative: &Derivatives, exits: f64, spread: Spread) {
    let marginal = log_marginal(exits, cumulative.value, spread.sd);
    sum.add(1.0, &cumulative.chain(marginal.value, marginal.gradient[HAZARD], marginal.hessian[HAZARD][HAZARD]));
    let Some(k) = spread.coordinate else { return };
    let slope = marginal.gradient[SD] * spread.sd;
    let mut curvatures = vec![(k, k, marginal.hessian[SD][SD] * spread.sd * spread.sd + slope)];
    for (j, &other) in cumulative.gradient.iter().enumerate() {
        let mixed = marginal.hessian[HAZARD][SD] * spread.sd * other;
        curvatures.extend([(j as u32, k, mixed), (k, j as u32, mixed)]);
    }
    sum.add_term(1.0, 0.0, &[(k, slope)], &curvatures);
}
