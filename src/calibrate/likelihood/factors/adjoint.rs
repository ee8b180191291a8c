//! Gradients backwards: where no limit of acceptance can bind, a hazard is a product of three factors that many cells share, so that the
//! sums over the cells of each factor are formed first, and each factor's derivatives are used once.

use crate::math;

use super::super::derivatives::{Derivatives, Slope};
use super::super::exposure::{Cell, Factors};
use super::Evaluated;

/// The factors themselves: a hazard is the product of three.
#[derive(Debug)]
pub struct Factored<'a> {
    evaluated: &'a Evaluated<'a>,
    levels: Vec<f64>,
    calendar: Vec<f64>,
    contagion: Vec<f64>,
}

/// The derivative of a sum over cells in the log of each factor.
#[derive(Clone, Debug)]
pub struct Adjoint {
    levels: Vec<f64>,
    calendar: Vec<f64>,
    contagion: Vec<f64>,
}

impl<'a> Factored<'a> {
    /// The factors; `None` where there is a limit.
    pub fn new(evaluated: &'a Evaluated<'a>) -> Option<Self> {
        if evaluated.exposure.calendar_factors.iter().any(|factor| factor.is_limited) {
            return None;
        }
        Some(Self {
            evaluated,
            levels: evaluated.levels.iter().map(|&log| math::exp(log)).collect(),
            calendar: evaluated.calendar.iter().map(|[offers, acceptance]| math::exp(offers.value + acceptance.value)).collect(),
            contagion: evaluated.contagion.iter().map(|contagion| math::exp(contagion.ln_mean.value + contagion.fade.value)).collect(),
        })
    }

    fn hazard(&self, at: Factors) -> f64 {
        self.levels[at.level as usize] * self.calendar[at.calendar as usize] * self.contagion[at.contagion as usize]
    }

    /// The cumulative hazard of cells.
    pub fn cumulative(&self, cells: &[Cell]) -> f64 {
        cells.iter().map(|cell| cell.amount * self.hazard(cell.at)).sum()
    }
}

impl Adjoint {
    /// That of nothing.
    pub fn zero(factored: &Factored<'_>) -> Self {
        let zeros = |like: &[f64]| vec![0.0; like.len()];
        Self { levels: zeros(&factored.levels), calendar: zeros(&factored.calendar), contagion: zeros(&factored.contagion) }
    }

    /// Adds `factor` times the cumulative hazard of cells, and gives that.
    pub fn add(&mut self, factored: &Factored<'_>, factor: f64, cells: &[Cell]) -> f64 {
        let mut sum = 0.0;
        for cell in cells {
            let amount = factor * cell.amount * factored.hazard(cell.at);
            self.levels[cell.at.level as usize] += amount;
            self.calendar[cell.at.calendar as usize] += amount;
            self.contagion[cell.at.contagion as usize] += amount;
            sum += amount;
        }
        sum
    }

    /// Adds the gradient of the sum.
    pub fn gather(&self, factored: &Factored<'_>, sum: &mut Derivatives) {
        let evaluated = factored.evaluated;
        let mut add = |amount: f64, slopes: &[Slope]| {
            for &(k, slope) in slopes {
                sum.gradient[k as usize] += amount * slope;
            }
        };
        for (level, &amount) in self.levels.iter().enumerate() {
            add(amount, evaluated.exposure.levels.slopes(level as u32));
        }
        for ([offers, acceptance], &amount) in evaluated.calendar.iter().zip(&self.calendar) {
            add(amount, &offers.slopes);
            add(amount, &acceptance.slopes);
        }
        for (contagion, &amount) in evaluated.contagion.iter().zip(&self.contagion) {
            add(amount, &contagion.ln_mean.slopes);
            add(amount, &contagion.fade.slopes);
        }
    }
}
