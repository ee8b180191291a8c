//! The figures, each in a file: what was found, its drawing, its table, its specification.

mod calibration;
mod capabilities;
mod cascades;
mod channels;
mod comparison;
mod destinations;
mod discover;
mod exits;
mod left_at_horizon;
mod luck;
mod matrix;
mod optimise;
mod read;
mod rows;
mod sensitivity;
mod spans;
mod still_there;
mod sweep;

use super::figure::Figure;
use super::results::{Kind, Results};

/// The figures of a folder, in the order of the page. `individuals` says whether single people may be shown.
pub fn of(results: &Results, individuals: bool) -> Vec<Figure> {
    match results.kind {
        Kind::Run => of_run(results),
        Kind::Comparison => comparison::of(results).into_iter().flatten().collect(),
        Kind::Calibration => calibration::of(results, individuals).into_iter().flatten().collect(),
        Kind::Sensitivity => sensitivity::of(results),
        Kind::Sweep => sweep::of(results),
        Kind::Discovery => discover::of(results),
        Kind::Optimum => optimise::figure(results).into_iter().collect(),
    }
}

fn of_run(results: &Results) -> Vec<Figure> {
    let first = [still_there::figure, left_at_horizon::figure, exits::figure, destinations::figure, luck::figure];
    let first = first.into_iter().filter_map(|figure| figure(results));
    first.chain(cascades::figures(results)).chain(capabilities::figure(results)).collect()
}
