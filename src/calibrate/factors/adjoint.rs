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
    climates: Vec<f64>,
    slots: Vec<f64>,
}

/// The derivative of a sum over cells in the log of each factor.
#[derive(Clone, Debug)]
pub struct Adjoint {
    levels: Vec<f64>,
    climates: Vec<f64>,
    slots: Vec<f64>,
}

impl<'a> Factored<'a> {
    /// The factors; `None` where there is a limit.
    pub fn new(evaluated: &'a Evaluated<'a>) -> Option<Self> {
        if evaluated.exposure.climates.iter().any(|climate| climate.is_limited) {
            return None;
        }
        Some(Self {
            evaluated,
            levels: evaluated.levels.iter().map(|&log| math::exp(log)).collect(),
            climates: evaluated.climates.iter().map(|[offers, acceptance]| math::exp(offers.value + acceptance.value)).collect(),
            slots: evaluated.slots.iter().map(|slot| math::exp(slot.ln_mean.value + slot.fade.value)).collect(),
        })
    }

    fn hazard(&self, at: Factors) -> f64 {
        self.levels[at.level as usize] * self.climates[at.climate as usize] * self.slots[at.slot as usize]
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
        Self { levels: zeros(&factored.levels), climates: zeros(&factored.climates), slots: zeros(&factored.slots) }
    }

    /// Adds `factor` times the cumulative hazard of cells, and gives that.
    pub fn add(&mut self, factored: &Factored<'_>, factor: f64, cells: &[Cell]) -> f64 {
        let mut sum = 0.0;
        for cell in cells {
            let amount = factor * cell.amount * factored.hazard(cell.at);
            self.levels[cell.at.level as usize] += amount;
            self.climates[cell.at.climate as usize] += amount;
            self.slots[cell.at.slot as usize] += amount;
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
        for ([offers, acceptance], &amount) in evaluated.climates.iter().zip(&self.climates) {
            add(amount, &offers.slopes);
            add(amount, &acceptance.slopes);
        }
        for (slot, &amount) in evaluated.slots.iter().zip(&self.slots) {
            add(amount, &slot.ln_mean.slopes);
            add(amount, &slot.fade.slopes);
        }
    }
}
