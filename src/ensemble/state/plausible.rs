//! Whether a shard can have counted what its file says: no number of a file decides how much is allocated before it has been looked at.

use serde::Deserialize;

use super::State;
use crate::estimate::Group;
use crate::estimate::layout::Layout;
use crate::scenario::Statistic;

/// More people than any roster has.
const MOST_PEOPLE: usize = 10_000_000;

/// More trials than anybody runs, as the command line says, made up to whole draws.
const MOST_TRIALS: u64 = 2_000_000_000_000;

/// Greater numbers than anything that is counted in a trial.
const MOST_VALUE: u64 = 1 << 30;

/// Powers of two beyond which no unit of money is.
const MOST_MONEY: u32 = 1_000;

/// The counts of a file, of which nothing but their size is taken for granted.
#[derive(Deserialize)]
struct File {
    tally: Counts,
}

#[derive(Deserialize)]
struct Counts {
    columns: Vec<Column>,
    cascades: Vec<String>,
    #[serde(default)]
    costs: Option<Costs>,
    absences: Absences,
}

#[derive(Deserialize)]
struct Column {
    low: u32,
    cells: Vec<[u64; 3]>,
    powers: Vec<String>,
}

#[derive(Deserialize)]
struct Costs {
    sums: Vec<String>,
    spread: Vec<String>,
}

#[derive(Deserialize)]
struct Absences {
    cells: Vec<[u64; 2]>,
}

/// What is wrong with the numbers of a state, whose file this is, if anything is.
///
/// # Errors
/// In one sentence, that they cannot be those of a shard.
pub(super) fn check(state: &State, json: &str) -> Result<(), String> {
    let File { tally } = serde_json::from_str(json).map_err(|error| super::no_state(&error))?;
    if !is_metadata(state) || !is_tally(state, &tally) || !are_paths(state) || !are_moved_exits(state) {
        return Err("its counts cannot be those of a shard".to_owned());
    }
    Ok(())
}

/// Whether the numbers of the metadata lead to nothing that is not there, and to nothing too large.
fn is_metadata(state: &State) -> bool {
    let (origin, metadata) = (&state.origin, &state.metadata);
    let is_there = |group: Group| match group {
        Group::All => true,
        Group::Channel(index) => index < metadata.channels.len(),
        Group::Part(index) => index < metadata.parts.len(),
        Group::Capability(index) => index < metadata.capabilities.len(),
        Group::Holders(index) => index < metadata.holders.len(),
    };
    let is_assertion = |stat: Statistic| !matches!(stat, Statistic::Quantile(index) if index >= crate::estimate::QUANTILES.len());
    (1..=MOST_PEOPLE).contains(&metadata.roster)
        && origin.trials <= MOST_TRIALS
        && metadata.replications <= MOST_TRIALS
        && metadata.productive_places.is_none_or(|places| places <= 6)
        && metadata.money.is_none_or(|money| money.unsigned_abs() <= MOST_MONEY)
        && metadata.destinations.iter().all(|&(channel, _)| is_there(Group::Channel(channel)))
        && metadata.holders.iter().all(|holders| is_there(Group::Capability(holders.capability)))
        && origin.assertions.iter().all(|assertion| is_there(assertion.group) && is_assertion(assertion.stat))
}

/// Whether its paths, if it has any, are those of its trials among the first, on every date, with no more people than there are.
fn are_paths(state: &State) -> bool {
    let (metadata, trials) = (&state.metadata, state.trials_of_paths());
    let is_path = |path: &Vec<u32>| path.len() == metadata.dates.len() && path.iter().all(|&there| there as usize <= metadata.roster);
    state.told_again.paths.as_ref().is_none_or(|paths| {
        let count = trials.end.saturating_sub(trials.start);
        paths.first == trials.start && paths.retained.len() as u64 == count && paths.retained.iter().all(is_path)
    })
}

/// Whether the exits of groups that others have moved, if there are any, are as many sums as these need, none too large to be added up.
fn are_moved_exits(state: &State) -> bool {
    let is_small = |sum: i128| sum.unsigned_abs() <= i128::MAX.unsigned_abs() / 4 / u128::from(state.origin.shards);
    state
        .told_again
        .moved_exits
        .as_ref()
        .is_none_or(|moved| moved.trials <= MOST_TRIALS && moved.draws <= moved.trials && moved.can_be_added(is_small))
}

/// Whether each column counts every trial once, at values that it can have, and no sum is too large to be added up.
fn is_tally(state: &State, tally: &Counts) -> bool {
    let (metadata, layout) = (&state.metadata, Layout::new(&state.metadata));
    let trials = u128::from(state.tally.draws) * u128::from(metadata.replications);
    // What a draw adds to the squares of its replications, at most.
    let squares = trials * u128::from(metadata.replications);
    let roster = metadata.roster as u64;
    let parts = layout.parts..layout.parts + metadata.parts.len();
    let covered = layout.capabilities..layout.lost + metadata.capabilities.len();
    let most = |index: usize| match index.checked_div(layout.dates).filter(|_| index < layout.holders) {
        Some(curve) if curve == Layout::RETAINED || parts.contains(&curve) || layout.voluntary == Some(curve) => roster,
        Some(curve) if covered.contains(&curve) => 1,
        _ => MOST_VALUE,
    };
    let can_be_added = |text: &String| {
        let sum = text.parse::<i128>();
        sum.is_ok_and(|sum| sum.unsigned_abs() <= i128::MAX.unsigned_abs() / 4 / u128::from(state.origin.shards))
    };
    let is_column = |(index, column): (usize, &Column)| {
        let end = u64::from(column.low) + column.cells.len() as u64;
        let counted: u128 = column.cells.iter().map(|&[trials, ..]| u128::from(trials)).sum();
        let are_squares = |&[_, of_cell, step]: &[u64; 3]| u128::from(of_cell) <= squares && u128::from(step) <= squares;
        end <= most(index) + 1 && counted == trials && column.cells.iter().all(are_squares) && column.powers.iter().all(can_be_added)
    };
    u64::try_from(squares).is_ok_and(|squares| squares <= u64::MAX / 4)
        && tally.columns.iter().enumerate().all(is_column)
        && tally.absences.cells.iter().all(|&[gone, of_draws]| u128::from(gone) <= trials && u128::from(of_draws) <= squares)
        && tally.cascades.iter().all(can_be_added)
        && tally.costs.iter().flat_map(|costs| costs.sums.iter().chain(&costs.spread)).all(can_be_added)
}
