//! The figures, each in a file: what was found, its drawing, its table, its specification.

mod calibration;
mod comparison;
mod still_there;

use super::figure::Figure;
use super::results::{Kind, Results};

/// The figures of a folder, in the order of the page. `individuals` says whether single people may be shown.
pub fn of(results: &Results, individuals: bool) -> Vec<Figure> {
    let _ = individuals;
    let figures = match results.kind {
        Kind::Run => vec![still_there::figure(results)],
        Kind::Comparison => comparison::of(results),
        Kind::Calibration => calibration::of(results),
    };
    figures.into_iter().flatten().collect()
}
