//! The factors of every hazard of a study at one point of the coordinates, with derivatives.

mod adjoint;
mod log_factors;

use crate::hazard::kernel::decay_rate_by_log;
use crate::math;
use crate::number::{Gradient, Hessian, Number};
use crate::parameter::Quantity;
use crate::scenario::Contagion;

use super::contagion::{BASE, ContagionTerm, DIRECTIONS, Local, State, quantities};
use super::derivatives::{Curvature, Derivatives, Order, Slope};
use super::exposure::{Cell, ContagionFactor, ContagionPath, Exposure, Factors};
use super::hazards::{Period, Side};
use crate::threads;
use log_factors::{Directions, EvaluatedContagion, LogFactor, PullFactor, Term, VaryingContagion};

pub use adjoint::{Adjoint, Factored};

/// Paths that are evaluated one after the other.
const PATHS: usize = 256;

/// The logs of the numbers of a study at a point: the logs of the parameters that are coordinates, and of the others.
#[derive(Clone, Copy, Debug)]
pub struct Numbers<'a> {
    /// The point: the logs of the learned parameters, then the logs of heat by month.
    pub at: &'a [f64],
    /// The coordinate of each parameter.
    pub coordinates: &'a [Option<u32>],
}

impl Numbers<'_> {
    /// The log of a number.
    ///
    /// # Panics
    /// For a parameter that is no coordinate, which no likelihood contains.
    pub fn log(&self, number: Quantity) -> f64 {
        match self.coordinate(number) {
            Some(coordinate) => self.at[coordinate as usize],
            None => match number {
                Quantity::Known(number) => math::ln(number),
                Quantity::Uncertain(parameter) => unreachable!("parameter {parameter} is in the likelihood and no coordinate of it"),
            },
        }
    }

    /// The coordinate of a number, if it is one.
    pub fn coordinate(&self, number: Quantity) -> Option<u32> {
        match number {
            Quantity::Known(_) => None,
            Quantity::Uncertain(parameter) => self.coordinates[parameter],
        }
    }
}

/// A shift of the log level: the frailty of a person at one node of its integral, as a function of the log of its spread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shift {
    /// The log hazard ratio.
    pub value: f64,
    /// Its derivatives.
    pub slope: f64,
    /// Its second derivative.
    pub curvature: f64,
    /// The coordinate of the spread, if it is one.
    pub coordinate: Option<u32>,
}

/// Room for the derivatives of one term, used again and again.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    slopes: Vec<Slope>,
    curvatures: Vec<Curvature>,
}

/// All factors of a study at one point.
#[derive(Debug)]
pub struct Evaluated<'a> {
    exposure: &'a Exposure,
    levels: Vec<f64>,
    /// By calendar factor: what multiplies offers, and what multiplies acceptance.
    calendar: Vec<[LogFactor; 2]>,
    contagion: Vec<EvaluatedContagion>,
    term: ContagionTerm<Local>,
    locals: Directions,
}

impl<'a> Evaluated<'a> {
    /// The factors of an exposure.
    pub fn new(
        exposure: &'a Exposure,
        periods: &[Period],
        contagion: Option<&Contagion>,
        months: u32,
        numbers: Numbers<'_>,
        order: Order,
        threads: usize,
    ) -> Self {
        let level = |(index, constant): (usize, &f64)| {
            let slopes = exposure.levels.slopes(index as u32);
            slopes.iter().fold(*constant, |sum, &(k, slope)| sum + slope * numbers.at[k as usize])
        };
        let periods: Vec<_> = periods.iter().map(|period| of_period(period, numbers)).collect();
        let calendar = exposure.calendar_factors.iter().map(|factor| {
            let mut sides = [LogFactor::default(), LogFactor::default()];
            sides[1].slopes.reserve(factor.periods.len());
            for &number in &factor.offer_rate {
                sides[0].add_to(&Hessian::<1>::variable(numbers.log(number), 0), [numbers.coordinate(number)], order);
            }
            for (power, sum) in &factor.share {
                sides[0].add_ln_sum(*power, sum, numbers);
            }
            for &index in &factor.periods {
                let (side, term, coordinates) = &periods[index as usize];
                sides[*side as usize].add_to(term, *coordinates, order);
            }
            if let Some(month) = factor.month {
                let coordinate = months + month;
                sides[0].add_to(&Hessian::<1>::variable(numbers.at[coordinate as usize], 0), [Some(coordinate)], order);
            }
            sides
        });
        let mut evaluated = Self {
            exposure,
            levels: exposure.levels.constants.iter().enumerate().map(level).collect(),
            calendar: calendar.collect(),
            contagion: vec![EvaluatedContagion::default(); exposure.contagion_factors.len()],
            term: ContagionTerm::new(contagion, |number| numbers.log(number)),
            locals: contagion.map_or([None; DIRECTIONS], |contagion| {
                quantities(contagion).map(|number| number.and_then(|number| numbers.coordinate(number)))
            }),
        };
        // Without second derivatives and limits, slopes are enough.
        let has_limits = exposure.calendar_factors.iter().any(|factor| factor.is_limited);
        if order == Order::Gradient && !has_limits {
            let term = ContagionTerm::<Gradient<DIRECTIONS>>::new(contagion, |number| numbers.log(number));
            evaluated.influence(&term, numbers, has_limits, threads);
        } else {
            let term = evaluated.term.clone();
            evaluated.influence(&term, numbers, has_limits, threads);
        }
        evaluated
    }

    /// Evaluates the contagion factors, along the paths of the groups, on several threads where there are many.
    fn influence<N: Term + Sync>(&mut self, term: &ContagionTerm<N>, numbers: Numbers<'_>, has_limits: bool, threads: usize) {
        for (index, factor) in self.exposure.contagion_factors.iter().enumerate() {
            if let ContagionFactor::Constant(state) = factor {
                self.contagion[index] = EvaluatedContagion::constant(&term.at(state), self.locals);
            }
        }
        let blocks = self.exposure.contagion_paths.chunks(PATHS).collect::<Vec<_>>();
        let found = threads::map(blocks.len(), threads, |block| {
            let mut found = Vec::new();
            blocks[block].iter().for_each(|path| self.evaluate_path(term, path, numbers, has_limits, &mut found));
            found
        });
        for (factor, influence) in found.into_iter().flatten() {
            self.contagion[factor as usize] = influence;
        }
    }

    /// Evaluates the contagion factors of one path.
    fn evaluate_path<N: Term>(
        &self,
        term: &ContagionTerm<N>,
        path: &ContagionPath,
        numbers: Numbers<'_>,
        has_limits: bool,
        found: &mut Vec<(u32, EvaluatedContagion)>,
    ) {
        let mut state = State::default();
        let mut jumps = path.jumps.iter().peekable();
        let pulls: Vec<PullFactor<'_, N>> = path.pulls.iter().map(|pull| PullFactor::new(pull, self.locals, numbers)).collect();
        for (mark, &time) in path.marks.iter().enumerate() {
            if mark > 0 {
                state = state.later(time - path.marks[mark - 1], term.rates());
            }
            if path.points[mark] != 0 {
                found.push((path.points[mark], EvaluatedContagion::constant(&term.at(&state), self.locals)));
            }
            for pulling in pulls.iter().filter(|pulling| pulling.path.points[mark] != 0) {
                found.push((pulling.path.points[mark], pulling.at(term, &state, time)));
            }
            while let Some(&(_, kind, weight)) = jumps.next_if(|jump| jump.0 == mark) {
                state.jump(kind, weight);
            }
            let Some(length) = path.marks.get(mark + 1).map(|end| end - time) else { continue };
            if path.stretches[mark] != 0 {
                found.push((path.stretches[mark], EvaluatedContagion::over(term, &state, length, self.locals, has_limits)));
            }
            for pulling in pulls.iter().filter(|pulling| pulling.path.stretches[mark] != 0) {
                found.push((pulling.path.stretches[mark], pulling.over(term, &state, time, length, has_limits)));
            }
        }
    }

    /// The log of a hazard whose influence does not vary, with its derivatives in `scratch`.
    fn log_hazard(&self, at: Factors, shift: Shift, scratch: &mut Scratch) -> f64 {
        let [offers, acceptance] = &self.calendar[at.calendar as usize];
        let EvaluatedContagion { ln_mean: influence, fade, .. } = &self.contagion[at.contagion as usize];
        scratch.slopes.clear();
        scratch.curvatures.clear();
        for outside in [offers, fade] {
            scratch.slopes.extend_from_slice(&outside.slopes);
            scratch.curvatures.extend_from_slice(&outside.curvatures);
        }
        let inner = self.levels[at.level as usize] + acceptance.value + influence.value + shift.value;
        if self.is_limited(at) && inner > 0.0 {
            return offers.value + fade.value;
        }
        self.push_base(at, shift, 1.0, scratch);
        scratch.slopes.extend_from_slice(&influence.slopes);
        scratch.curvatures.extend_from_slice(&influence.curvatures);
        offers.value + fade.value + inner
    }

    /// Adds the derivatives of everything inside the limit but the influence, times a factor.
    fn push_base(&self, at: Factors, shift: Shift, factor: f64, scratch: &mut Scratch) {
        let acceptance = &self.calendar[at.calendar as usize][1];
        let slopes = self.exposure.levels.slopes(at.level).iter().chain(&acceptance.slopes);
        scratch.slopes.extend(slopes.map(|&(k, slope)| (k, factor * slope)));
        scratch.curvatures.extend(acceptance.curvatures.iter().map(|&(j, k, curvature)| (j, k, factor * curvature)));
        if let Some(k) = shift.coordinate {
            scratch.slopes.push((k, factor * shift.slope));
            scratch.curvatures.push((k, k, factor * shift.curvature));
        }
    }

    fn is_limited(&self, at: Factors) -> bool {
        self.exposure.calendar_factors[at.calendar as usize].is_limited
    }

    /// Whether a limit of acceptance binds or could, were the level higher by a log hazard ratio.
    pub fn could_bind(&self, cell: &Cell, higher: f64) -> bool {
        self.is_limited(cell.at) && {
            let contagion = &self.contagion[cell.at.contagion as usize];
            let influence = contagion.varying.map_or(contagion.ln_mean.value, |varying| varying.most);
            self.levels[cell.at.level as usize] + self.calendar[cell.at.calendar as usize][1].value + influence + higher > 0.0
        }
    }

    /// The log hazard ratios by which the level would have to be higher for the limit of acceptance to bind longer or shorter, with the
    /// slopes of minus that; nothing where there is no limit.
    pub fn bindings(&self, at: Factors) -> Vec<(f64, Vec<Slope>)> {
        if !self.is_limited(at) {
            return Vec::new();
        }
        let base = self.levels[at.level as usize] + self.calendar[at.calendar as usize][1].value;
        let influence = &self.contagion[at.contagion as usize];
        let mut scratch = Scratch::default();
        self.push_base(at, Shift::default(), 1.0, &mut scratch);
        let binding = |influence: &LogFactor| (-base - influence.value, [&scratch.slopes[..], &influence.slopes].concat());
        let Some(VaryingContagion { state, length, directions, .. }) = influence.varying else {
            return vec![binding(&influence.ln_mean)];
        };
        let of_turn = |turn: &Local| {
            let mut factor = LogFactor::default();
            factor.add(turn, directions);
            binding(&factor)
        };
        self.term.turns(&state, length).iter().map(of_turn).collect()
    }

    /// Adds `factor` times the cumulative hazard of a cell: its exposure times the mean of the hazard.
    pub fn add_cumulative(&self, sum: &mut Derivatives, factor: f64, cell: &Cell, shift: Shift, scratch: &mut Scratch) {
        let at = cell.at;
        if self.is_limited(at)
            && let EvaluatedContagion { fade, varying: Some(varying), .. } = &self.contagion[at.contagion as usize]
        {
            let [offers, acceptance] = &self.calendar[at.calendar as usize];
            let base = self.levels[at.level as usize] + acceptance.value + shift.value;
            if base + varying.most > 0.0 {
                scratch.slopes.clear();
                scratch.curvatures.clear();
                scratch.slopes.extend_from_slice(&offers.slopes);
                scratch.curvatures.extend_from_slice(&offers.curvatures);
                let mut ln_mean = fade.value;
                if base + varying.least <= 0.0 {
                    let mean = varying.ln_mean_limited(&self.term, base);
                    ln_mean = mean.value;
                    self.push_limited(at, shift, &mean, varying.directions, scratch);
                } else {
                    scratch.slopes.extend_from_slice(&fade.slopes);
                    scratch.curvatures.extend_from_slice(&fade.curvatures);
                }
                let amount = factor * cell.amount * math::exp(offers.value + ln_mean);
                sum.add_exponential(amount, &scratch.slopes, &scratch.curvatures);
                return;
            }
        }
        let amount = factor * cell.amount * math::exp(self.log_hazard(at, shift, scratch));
        sum.add_exponential(amount, &scratch.slopes, &scratch.curvatures);
    }

    /// The derivatives of the log of a mean below the limit, of which the base is one direction.
    fn push_limited(&self, at: Factors, shift: Shift, mean: &Local, own: Directions, scratch: &mut Scratch) {
        let acceptance = &self.calendar[at.calendar as usize][1];
        let base = self.exposure.levels.slopes(at.level).iter().chain(&acceptance.slopes).copied();
        let frailty = shift.coordinate.map(|k| (k, shift.slope));
        let mut directions: Vec<(usize, Slope)> = base.chain(frailty).map(|slope| (BASE, slope)).collect();
        directions.extend(own.iter().enumerate().filter_map(|(a, k)| Some((a, ((*k)?, 1.0)))));
        // The base is not linear itself where a shock's half-life is a coordinate, or the spread of frailty.
        let slopes = scratch.slopes.len();
        self.push_base(at, shift, mean.gradient[BASE], scratch);
        scratch.slopes.truncate(slopes);
        for &(a, (j, slope)) in &directions {
            scratch.slopes.push((j, mean.gradient[a] * slope));
            for &(b, (k, other)) in &directions {
                scratch.curvatures.push((j, k, mean.hessian[a][b] * slope * other));
            }
        }
    }

    /// Adds `count` times the log of a hazard at an exit.
    pub fn add_exit(&self, sum: &mut Derivatives, count: f64, at: Factors, shift: Shift, scratch: &mut Scratch) {
        let value = self.log_hazard(at, shift, scratch);
        sum.add_term(count, value, &scratch.slopes, &scratch.curvatures);
    }

    /// Adds a hazard itself [exits a person-year].
    pub fn add_hazard(&self, sum: &mut Derivatives, at: Factors, shift: Shift, scratch: &mut Scratch) {
        let value = math::exp(self.log_hazard(at, shift, scratch));
        sum.add_exponential(value, &scratch.slopes, &scratch.curvatures);
    }
}

/// The log of a period's factor by the logs of its number and of its half-life.
fn of_period(period: &Period, numbers: Numbers<'_>) -> (Side, Hessian<2>, [Option<u32>; 2]) {
    let ln_number = Hessian::variable(numbers.log(period.number), 0);
    let Some((half_life, age)) = period.fading else {
        return (period.on, ln_number.scaled(period.weight), [numbers.coordinate(period.number), None]);
    };
    let faded = decay_rate_by_log(Hessian::variable(numbers.log(half_life), 1)).scaled(-age).exp();
    (period.on, (ln_number * faded).scaled(period.weight), [numbers.coordinate(period.number), numbers.coordinate(half_life)])
}
