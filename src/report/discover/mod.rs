//! The report on the futures in which a condition holds: on the terminal, its plain and JSON forms, `discover.json`, `discover.csv`,
//! `trajectory.csv`.

pub mod csv;
pub mod json;
pub mod plain;
pub mod sentence;
pub mod table;
mod wording;

use crate::discover::By;
use crate::discover::prim::Stage;
use crate::discover::results::Discovery;
use crate::discover::results::Ended;
use crate::discover::share::Share;
use crate::report::number;
use crate::statistics::Estimate;

/// What can meet a condition, in files.
const BY: [&str; 2] = ["draws", "trials"];

/// What is asked about, in files.
fn by(by: By) -> &'static str {
    match by {
        By::Draws => "draws",
        By::Trials => "trials",
    }
}

/// What a step of a search does, in files.
fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Start => "start",
        Stage::Peel => "peel",
        Stage::Adjust => "adjust",
        Stage::Drop => "drop",
        Stage::Paste => "paste",
        Stage::Round => "round",
    }
}

/// Why a search can end, in files.
const ENDED: [&str; 7] = [
    "enough_regions",
    "no_draws",
    "few_meet",
    "few_do_not",
    "no_better_than_chance",
    "no_more_often_than_everywhere",
    "none_meets_it_so_often",
];

/// Why the search ended, in files: one of [`ENDED`].
fn ended(ended: Ended) -> &'static str {
    match ended {
        Ended::Enough => "enough_regions",
        Ended::Nothing => "no_draws",
        Ended::FewMeet => "few_meet",
        Ended::FewFail => "few_do_not",
        Ended::Chance => "no_better_than_chance",
        Ended::Sparse => "no_more_often_than_everywhere",
        Ended::NotDense => "none_meets_it_so_often",
    }
}

/// `93 %`; an error of 0, of what is the same in all, says nothing here.
fn percent(share: Share) -> String {
    if share.value.is_nan() {
        return "?".to_owned();
    }
    let [low, high] = share.interval();
    number::percent(Estimate { value: share.value, mcse: (high - low) / 4.0 })
}

/// `88 to 96`, in percent and in the same digits.
fn interval(share: Share) -> String {
    let [low, high] = share.interval();
    if share.value.is_nan() {
        return "?".to_owned();
    }
    number::interval([100.0 * low, 100.0 * high], 100.0 * (high - low) / 4.0, [0.0, 100.0])
}

/// A probability that something is chance: `0.03`, `< 0.001`.
pub fn chance(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { number::decimals(p, if p < 0.1 { 3 } else { 2 }) }
}

/// A limit: as short as it is.
fn limit(limit: f64) -> String {
    if limit == 0.0 || (1e-6..1e15).contains(&limit.abs()) { format!("{limit}") } else { format!("{limit:e}") }
}

/// `draw`, or `trial`: what meets the condition.
fn unit(found: &Discovery) -> &'static str {
    match found.settings.by {
        By::Draws => "parameter draw",
        By::Trials => "trial",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_know_all_words() {
        assert_eq!([By::Draws, By::Trials].map(by), BY);
        let all = [Ended::Enough, Ended::Nothing, Ended::FewMeet, Ended::FewFail, Ended::Chance, Ended::Sparse, Ended::NotDense];
        assert_eq!(all.map(ended), ENDED);
    }
}
