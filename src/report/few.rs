//! What few parameter draws, or the rows of a posterior, mean for every error of a report.

use crate::report::number;
use crate::statistics::clusters::{Clusters, ENOUGH, Rows};

/// What the rows of a posterior bear, where they bear less than as many independent ones; that so few draws bear little, where they are
/// few. Nothing where there is nothing to say, or where no error is known at all.
pub fn sentences(clusters: &Clusters, posterior: Option<Rows>) -> String {
    let said: Vec<String> = rows(posterior).into_iter().chain(few(clusters, posterior)).collect();
    said.join(" ")
}

fn rows(posterior: Option<Rows>) -> Option<String> {
    let Rows { rows, effective } = posterior.filter(|posterior| posterior.effective < posterior.rows)?;
    Some(format!(
        "The {} learned draws are worth {} independent one{}; every error allows for that.",
        number::count(rows),
        number::count(effective),
        if effective == 1 { "" } else { "s" }
    ))
}

fn few(clusters: &Clusters, posterior: Option<Rows>) -> Option<String> {
    if !clusters.are_few() || clusters.effective() <= 1.0 {
        return None;
    }
    let independent = clusters.effective().floor().max(1.0);
    let draws = if clusters.replications > 1 { "parameter draws" } else { "trials" };
    let off = number::count((100.0 / (2.0 * (clusters.effective() - 1.0)).sqrt()).round() as u64);
    let more = match posterior {
        Some(rows) if (rows.effective as f64) < ENOUGH => "calibrate with more draws",
        _ => "give more with --trials",
    };
    let worth = if independent < clusters.draws as f64 { format!(", worth {independent} independent ones,") } else { String::new() };
    Some(format!(
        "So few draws bear little: {} {draws}{worth} tell an error to within about {off} %. Intervals are wider for it (Student's t), and \
         where draws are skewed may still be too narrow; {ENOUGH} or more bear better: {more}.",
        number::count(clusters.draws)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_draws_are_told() {
        assert_eq!(sentences(&Clusters::new(30, 4, None), None), "");
        assert_eq!(sentences(&Clusters::new(1, 4, None), None), "");
        assert_eq!(
            sentences(&Clusters::new(4, 50, None), None),
            "So few draws bear little: 4 parameter draws tell an error to within about 41 %. Intervals are wider for it (Student's t), and \
             where draws are skewed may still be too narrow; 30 or more bear better: give more with --trials."
        );
        assert!(sentences(&Clusters::new(20, 1, None), None).starts_with("So few draws bear little: 20 trials tell"));
    }

    #[test]
    fn rows_that_are_alike_are_told() {
        let rows = |rows, effective| Some(Rows { rows, effective });
        let of = |draws, rows| sentences(&Clusters::new(draws, 20, rows), rows);
        assert_eq!(of(1_000, rows(1_000, 1_000)), "");
        assert_eq!(of(1_000, rows(1_000, 378)), "The 1,000 learned draws are worth 378 independent ones; every error allows for that.");
        assert!(of(100, rows(100, 12)).ends_with(
            "So few draws bear little: 100 parameter draws, worth 12 independent ones, tell an error to within about 21 %. Intervals are \
             wider for it (Student's t), and where draws are skewed may still be too narrow; 30 or more bear better: calibrate with more \
             draws."
        ));
    }
}
