//! Counting who moves whom: trials of a run told again, as they were and with no exit moving anybody.

use std::ops::Range;

use crate::Cancellation;
use crate::estimate::cascades::ONE_IN;
use crate::estimate::moved_exits::{Division, Moved, MovedExits, OTHERS};
use crate::simulate::{Model, Replay};
use crate::threads::map;

/// Among how many of the first trials of a run, of which one in [`ONE_IN`] is told again.
const AMONG: u64 = 2_000;

/// The fewest, where the roster is large.
const AMONG_AT_LEAST: u64 = 64;

/// People up to whom all are told: what each exit does to each later one costs as the square.
const MANY_PEOPLE: u64 = 500;

/// Groups of a kind that are told, the largest; the others are told together.
const MOST_GROUPS: usize = 30;

/// Trials among which those of a thread are told again at once.
const AT_ONCE: u64 = 100;

/// Among how many of the first trials of a run of a model those are that are told again.
pub fn among(model: &Model<'_>) -> u64 {
    let people = (model.joins.len() as u64).max(MANY_PEOPLE);
    (AMONG * MANY_PEOPLE * MANY_PEOPLE / (people * people)).max(AMONG_AT_LEAST)
}

/// Who moves whom in some trials of a model; `None` where exits move nobody, or results tell of no group, or the word to break off comes before
/// the last trial is told.
pub fn count(model: &Model<'_>, trials: Range<u64>, threads: usize, cancellation: &Cancellation) -> Option<MovedExits> {
    let groupings = groupings(model);
    if groupings.is_empty() {
        return None;
    }
    // A part begins with a parameter draw, so that no draw is of two.
    let step = AT_ONCE.next_multiple_of(model.replications);
    let parts = trials.end.saturating_sub(trials.start).div_ceil(step);
    let counted = map(parts as usize, threads, |part| {
        let begin = trials.start + part as u64 * step;
        tell(model, &groupings, begin..(begin + step).min(trials.end), cancellation)
    });
    let mut sum = empty(&groupings);
    for part in counted {
        sum += &part?;
    }
    Some(sum)
}

/// Whether there is anything to count: exits move others, and results tell of groups.
pub fn are_told(model: &Model<'_>) -> bool {
    !groupings(model).is_empty()
}

/// The sum of what shards have counted; `None` where they are not of the same groups.
pub fn sum(shards: &[&MovedExits]) -> Option<MovedExits> {
    let (&first, others) = shards.split_first()?;
    let mut sum = first.clone();
    for &other in others {
        if !sum.is_alike(other) {
            return None;
        }
        sum += other;
    }
    Some(sum)
}

/// What is told of one kind of groups.
struct Grouping {
    division: Division,
    /// The group of each researcher of the roster, if it is told.
    of: Vec<Option<usize>>,
}

/// The kinds of groups of which any is told; none where exits move nobody, or are not told; or where groups of fewer than some are withheld:
/// a count between two groups may rest on one person, a leader or the only one with ties, however large the groups are.
fn groupings(model: &Model<'_>) -> Vec<Grouping> {
    let scenario = model.scenario;
    let least = scenario.least_group();
    if !scenario.has_cascades() || !model.told().flows || least > 1 {
        return Vec::new();
    }
    let pulls = scenario.competitors.iter().filter(|competitor| competitor.pull.is_some()).count();
    let tells_past = model.past_exits.len() + pulls >= least;
    let of_kind = |kind: &str| {
        let mut parts: Vec<_> = model.told().parts.iter().filter(|part| part.label.split(':').next() == Some(kind)).collect();
        if parts.is_empty() {
            return None;
        }
        if parts.len() > MOST_GROUPS {
            let mut sizes: Vec<usize> = parts.iter().map(|part| part.members.len()).collect();
            sizes.sort_unstable_by_key(|&size| std::cmp::Reverse(size));
            parts.retain(|part| part.members.len() >= sizes[MOST_GROUPS - 1]);
            parts.truncate(MOST_GROUPS);
        }
        let mut of = vec![None; model.joins.len()];
        for (group, part) in parts.iter().enumerate() {
            part.members.iter().for_each(|&member| of[member] = Some(group));
        }
        let mut groups: Vec<String> = parts.iter().map(|part| part.label.clone()).collect();
        let others = of.iter().zip(&model.joins).filter(|(group, joins)| group.is_none() && **joins == 0.0).count();
        // Those who join later are told with the others: as many as results tell of.
        let join = model.joins.iter().any(|&joins| joins > 0.0);
        if others >= least || others == 0 && join {
            of.iter_mut().filter(|group| group.is_none()).for_each(|group| *group = Some(groups.len()));
            groups.push(OTHERS.to_owned());
        }
        Some(Grouping { division: Division::new(kind, groups, tells_past), of })
    };
    ["role", "team"].into_iter().filter_map(of_kind).collect()
}

fn empty(groupings: &[Grouping]) -> MovedExits {
    MovedExits { trials: 0, draws: 0, divisions: groupings.iter().map(|grouping| grouping.division.clone()).collect() }
}

/// Counts the trials of a range that are run twice.
fn tell(model: &Model<'_>, groupings: &[Grouping], trials: Range<u64>, cancellation: &Cancellation) -> Option<MovedExits> {
    let mut sums = empty(groupings);
    let mut replay: Option<Replay<'_>> = None;
    let mut trials = trials.filter(|trial| trial.is_multiple_of(ONE_IN)).peekable();
    let mut of_draw: Vec<Vec<Moved>> = vec![Vec::new(); groupings.len()];
    while let Some(trial) = trials.next() {
        let replay = match &mut replay {
            Some(replay) => {
                replay.go_to(trial);
                replay
            }
            none => none.insert(Replay::heeding(model, trial, cancellation)),
        };
        for (grouping, of_draw) in groupings.iter().zip(&mut of_draw) {
            of_draw.push(Moved::new(grouping.division.groups.len()));
        }
        let seat = |replay: &Replay<'_>, person: usize| replay.trajectory().seat(person, model.joins.len());
        replay.for_movers(|person, mover, share| {
            let (person, mover) = (seat(replay, person), mover.map(|mover| seat(replay, mover)));
            for (grouping, moved) in groupings.iter().zip(&mut of_draw) {
                let groups = grouping.division.groups.len();
                let from = mover.map_or(Some(groups), |mover| grouping.of[mover]);
                if let (Some(moved), Some(from), Some(to)) = (moved.last_mut(), from, grouping.of[person]) {
                    moved.shares[from * groups + to] += share;
                }
            }
        });
        for sign in [1, -1] {
            if sign < 0 {
                replay.without_interaction();
            }
            let exits = replay.trajectory().exits().filter(|&(time, ..)| time <= model.horizon());
            for (_, person, _) in exits {
                let person = seat(replay, person);
                for (grouping, moved) in groupings.iter().zip(&mut of_draw) {
                    if let (Some(moved), Some(to)) = (moved.last_mut(), grouping.of[person]) {
                        moved.exits[to] += sign;
                    }
                }
            }
        }
        // Once the word was given, what was told of this trial may be only its beginning.
        if replay.is_cancelled() {
            return None;
        }
        sums.trials += 1;
        if trials.peek().is_none_or(|next| next / model.replications != trial / model.replications) {
            sums.draws += 1;
            for (division, of_draw) in sums.divisions.iter_mut().zip(&mut of_draw) {
                division.add_draw(of_draw);
                of_draw.clear();
            }
        }
    }
    Some(sums)
}
