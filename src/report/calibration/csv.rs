//! `estimates.csv`.

use std::io::{self, Write};

use super::Calibration;
use super::maximum::{has_value, interval};
use crate::parameter::density::quantile;
use crate::report::files::csv::{Dialect, Table};
use crate::report::files::dictionary::ESTIMATES;

impl Calibration<'_> {
    /// `estimates.csv`: a row a parameter of the scenario; those not learned have their prior only.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn csv(&self, out: &mut dyn Write, key: &str, dialect: Dialect) -> io::Result<()> {
        let mut table = Table::new(out, &ESTIMATES, &[], dialect)?;
        for (index, parameter) in self.hazards.parameters.iter().enumerate() {
            table.text(key).text(&parameter.path);
            for probability in [0.05, 0.5, 0.95] {
                table.number(quantile(&parameter.distribution, probability));
            }
            let estimate = self.maximum.estimates.iter().find(|estimate| estimate.parameter == index);
            let told = estimate.filter(|estimate| has_value(estimate.standing));
            let interval = told.and_then(interval);
            table.number(told.map_or(f64::NAN, |estimate| estimate.value));
            table.number(told.and_then(|estimate| estimate.se).unwrap_or(f64::NAN));
            table.number(interval.map_or(f64::NAN, |interval| interval.0));
            table.number(interval.map_or(f64::NAN, |interval| interval.1));
            let figures = self.posterior.and_then(|posterior| posterior.parameter(index)).map_or([f64::NAN; 9], |marginal| {
                let [p05, p50, p95] = marginal.quantiles.map(|quantile| quantile.value);
                let contraction = marginal.contraction.map_or(f64::NAN, |contraction| contraction.value);
                [marginal.mean.value, marginal.sd, p05, p50, p95, marginal.rhat, marginal.ess_bulk, marginal.ess_tail, contraction]
            });
            for figure in figures {
                table.number(figure);
            }
            table.text(parameter.source.as_deref().unwrap_or("")).end()?;
        }
        table.finish()
    }
}
