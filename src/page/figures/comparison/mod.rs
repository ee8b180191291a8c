//! The figures of a comparison: what each policy keeps, at what cost, which is best at what value of a person, what becomes of exits.

mod acceptability;
mod forest;
mod plane;
mod shifts;

use crate::page::compared::Compared;
use crate::page::figure::Figure;
use crate::page::results::Results;

/// The figures, in the order of the page.
pub fn of(results: &Results) -> Vec<Option<Figure>> {
    let Some(compared) = Compared::of(&results.document) else { return Vec::new() };
    vec![forest::figure(&compared), plane::figure(&compared), acceptability::figure(&compared, results), shifts::figure(&compared)]
}
