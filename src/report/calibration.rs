//! The report on a maximum likelihood fit: the table on the terminal, `estimates.csv`, `calibration.json`.

pub mod fit;

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::columns::{PAGE, left, name, right, wrapped};
use super::csv::{Dialect, Table};
use super::dictionary::ESTIMATES;
use crate::calibrate::maximum::{Estimate, Maximum, Standing};
use crate::calibrate::prior::quantile;
use crate::calibrate::{Hazards, Summary};
use crate::parameter::Parameter;

/// The file's name.
pub const JSON: &str = "calibration.json";

/// Widest name of a parameter [columns].
const WIDEST_NAME: usize = 38;

/// What is reported of a fit.
#[derive(Clone, Copy, Debug)]
pub struct Calibration<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// The hazards that were fitted.
    pub hazards: &'a Hazards,
    /// What the history holds.
    pub summary: &'a Summary,
    /// What is odd about it, and what the fit passes over.
    pub remarks: &'a [String],
    /// The fit.
    pub maximum: &'a Maximum,
}

impl Calibration<'_> {
    fn parameter(&self, estimate: &Estimate) -> &Parameter {
        &self.hazards.parameters[estimate.parameter]
    }

    /// Parameters of the scenario that the likelihood does not contain.
    fn not_learned(&self) -> impl Iterator<Item = &Parameter> {
        let learned = |index: usize| self.maximum.estimates.iter().any(|estimate| estimate.parameter == index);
        self.hazards.parameters.iter().enumerate().filter(move |&(index, _)| !learned(index)).map(|(_, parameter)| parameter)
    }

    /// `estimates.csv`: a row a parameter of the scenario; those not learned have their prior only.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn csv(&self, out: &mut dyn Write, dialect: Dialect) -> io::Result<()> {
        let mut table = Table::new(out, &ESTIMATES, &[], dialect)?;
        for (index, parameter) in self.hazards.parameters.iter().enumerate() {
            let estimate = self.maximum.estimates.iter().find(|estimate| estimate.parameter == index);
            table.text(&parameter.path)?;
            for probability in [0.05, 0.5, 0.95] {
                table.number(quantile(&parameter.distribution, probability))?;
            }
            let told = estimate.filter(|estimate| has_value(estimate.standing));
            let interval = told.and_then(interval);
            table.number(told.map_or(f64::NAN, |estimate| estimate.value))?;
            table.number(told.and_then(|estimate| estimate.se).unwrap_or(f64::NAN))?;
            table.number(interval.map_or(f64::NAN, |interval| interval.0))?;
            table.number(interval.map_or(f64::NAN, |interval| interval.1))?;
            // What only a posterior has.
            for _ in 0..9 {
                table.text("")?;
            }
            table.text(parameter.source.as_deref().unwrap_or(""))?.end()?;
        }
        table.finish()
    }

    /// `calibration.json`: everything that was found, in full.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let estimate = |estimate: &Estimate| Told {
            parameter: self.parameter(estimate).path.clone(),
            standing: standing(estimate.standing),
            estimate: has_value(estimate.standing).then_some(estimate.value).filter(|value| value.is_finite()),
            se: estimate.se,
            wald: estimate.wald.map(<[f64; 2]>::from),
            profile: estimate.profile.map(|(low, high)| [Some(low), Some(high).filter(|high| high.is_finite())]),
        };
        let channels = self.hazards.channels.iter().zip(&self.summary.by_channel);
        let document = Document {
            scenario: self.scenario,
            method: "mle",
            spells: self.summary.spells,
            people: self.summary.people,
            person_years: self.summary.person_years,
            exits: self.summary.exits,
            exits_by_channel: channels.map(|(channel, &exits)| ByChannel { channel: channel.name.clone(), exits }).collect(),
            exits_unknown: self.summary.unknown,
            truncated: self.summary.truncated,
            log_likelihood: self.maximum.log_likelihood,
            aic: self.maximum.aic(),
            bic: self.maximum.bic(self.summary.spells),
            events_per_parameter: self.events_per_parameter(),
            converged: self.maximum.converged,
            gradient_norm: self.maximum.gradient_norm,
            smallest_eigenvalue: self.maximum.smallest_eigenvalue,
            starts: self.maximum.starts.0,
            starts_at_the_maximum: self.maximum.starts.1,
            estimates: self.maximum.estimates.iter().map(estimate).collect(),
            not_learned: self.not_learned().map(|parameter| parameter.path.clone()).collect(),
            remarks: self.remarks,
        };
        serde_json::to_writer_pretty(&mut *out, &document)?;
        out.write_all(b"\n")
    }

    fn events_per_parameter(&self) -> Option<f64> {
        (self.maximum.free > 0).then(|| self.summary.exits as f64 / self.maximum.free as f64)
    }

    /// The table. `folder` is where the files are.
    pub fn render(&self, folder: &Path) -> String {
        let mut out = String::new();
        let paragraph = |out: &mut String, text: &str| {
            for line in wrapped(text, PAGE) {
                let _ = writeln!(out, "{line}");
            }
        };
        paragraph(&mut out, &self.sentence());
        let _ = writeln!(out);
        let _ = writeln!(
            out,
            "{}{}{}{}",
            left("Maximum likelihood", WIDEST_NAME),
            right("estimate", 11),
            right("95 % from", 12),
            right("to", 12)
        );
        for estimate in &self.maximum.estimates {
            let path = left(&name(&self.parameter(estimate).path, WIDEST_NAME), WIDEST_NAME);
            let (low, high) = interval(estimate).unwrap_or((f64::NAN, f64::NAN));
            let note = match estimate.standing {
                Standing::Estimated | Standing::AtLower | Standing::AtUpper => {
                    let _ =
                        writeln!(out, "{path}{}{}{}", right(&short(estimate.value), 11), right(&short(low), 12), right(&short(high), 12));
                    continue;
                }
                other => standing(other),
            };
            let _ = writeln!(out, "{path}{}", right(note, 11 + 12 + 12));
        }
        let _ = writeln!(out);
        paragraph(&mut out, &self.quality());
        for remark in self.remarks {
            paragraph(&mut out, &format!("Note: {remark}."));
        }
        let not_learned: Vec<String> = self.not_learned().map(|parameter| name(&parameter.path, WIDEST_NAME)).collect();
        if !not_learned.is_empty() {
            paragraph(&mut out, &format!("Not learned, since the likelihood does not contain them: {}.", not_learned.join(", ")));
        }
        let _ = writeln!(out, "Files: {}", folder.display());
        out
    }

    /// What there was to learn from.
    fn sentence(&self) -> String {
        let summary = self.summary;
        let channels = self.hazards.channels.iter().zip(&summary.by_channel);
        let mut by_channel: Vec<String> = channels.map(|(channel, exits)| format!("{} {exits}", name(&channel.name, 24))).collect();
        if summary.unknown > 0 {
            by_channel.push(format!("unknown {}", summary.unknown));
        }
        format!(
            "{} exits in {:.2} person-years of {} people ({} rows, {} of them seen only from some time after the hire): {}.",
            summary.exits,
            summary.person_years,
            summary.people,
            summary.spells,
            summary.truncated,
            by_channel.join(", ")
        )
    }

    /// How good the fit is, and how well it is determined.
    fn quality(&self) -> String {
        let maximum = self.maximum;
        let events = self.events_per_parameter().map_or_else(String::new, |events| format!(", {events:.1} exits a parameter"));
        let converged = if maximum.converged { "converged" } else { "did not converge" };
        format!(
            "Log-likelihood {:.4}, AIC {:.2}, BIC {:.2}{events}. The search {converged}: {} of {} starts came to this maximum, largest derivative {:.1e}, smallest eigenvalue of the scaled information {:.1e}.",
            maximum.log_likelihood,
            maximum.aic(),
            maximum.bic(self.summary.spells),
            maximum.starts.1,
            maximum.starts.0,
            maximum.gradient_norm,
            maximum.smallest_eigenvalue
        )
    }
}

/// The profile interval where there is one, else Wald's.
fn interval(estimate: &Estimate) -> Option<(f64, f64)> {
    estimate.profile.or(estimate.wald)
}

/// Whether the number says anything about the history.
fn has_value(standing: Standing) -> bool {
    matches!(standing, Standing::Estimated | Standing::AtLower | Standing::AtUpper)
}

/// What became of a parameter, in words.
fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Estimated => "estimated",
        Standing::AtLower => "at its lower end",
        Standing::AtUpper => "at its upper end",
        Standing::Collinear => "not told apart from others",
        Standing::Uninformed => "nothing in the history",
        Standing::Held => "held; see its acceptance",
    }
}

/// A number with four significant digits; `none` where there is no upper end.
fn short(number: f64) -> String {
    if number == f64::INFINITY {
        return "none".to_owned();
    }
    if !number.is_finite() {
        return "?".to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let digits = 3 - libm::log10(number.abs()).floor() as i32;
    if (0..=8).contains(&digits) {
        format!("{number:.*}", digits as usize)
    } else if digits < 0 {
        format!("{number:.0}")
    } else {
        format!("{number:.3e}")
    }
}

#[derive(Serialize)]
struct Document<'a> {
    scenario: &'a str,
    method: &'static str,
    spells: usize,
    people: usize,
    person_years: f64,
    exits: usize,
    exits_by_channel: Vec<ByChannel>,
    exits_unknown: usize,
    truncated: usize,
    log_likelihood: f64,
    aic: f64,
    bic: f64,
    events_per_parameter: Option<f64>,
    converged: bool,
    gradient_norm: f64,
    smallest_eigenvalue: f64,
    starts: usize,
    starts_at_the_maximum: usize,
    estimates: Vec<Told>,
    not_learned: Vec<String>,
    remarks: &'a [String],
}

#[derive(Serialize)]
struct ByChannel {
    channel: String,
    exits: usize,
}

#[derive(Serialize)]
struct Told {
    parameter: String,
    standing: &'static str,
    estimate: Option<f64>,
    se: Option<f64>,
    wald: Option<[f64; 2]>,
    profile: Option<[Option<f64>; 2]>,
}
