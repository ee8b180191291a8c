//! Replications: the history begun anew under the simulation, with the same people under observation for the same time.
//!
//! The posterior predictive distribution of histories (Gelman, Meng & Stern 1996): each draw of the parameters makes a world, and each
//! world lets the people of the history, a row of it each, go through their time again: everybody joins when observation began, with the
//! tenure that the date of hire gives, and is lost from sight when observation ends, with everybody's last date for those who left. All
//! luck is new: patience, frailty, possible shocks, and heat, whose path through the history's months is *not* the one that a draw
//! learned. Nobody returns or is hired: a row of the history that follows an exit of the same person stands for itself.

use std::collections::BTreeMap;

use crate::calendar::{Clock, DAYS_PER_YEAR, Date, DateInterval};
use crate::people::{Hire, History, HistoryRow, Outcome, Researcher, Roster};
use crate::random::name_hash;
use crate::scenario::{Edge, Scenario, Ties};
use crate::simulate::{Model, Simulator, World};

use super::super::hazards::Hazards;
use super::super::layout::is_complete;
use super::super::parallel;
use super::super::study::Study;
use super::Draw;

/// Draws whose worlds share a simulator.
const BLOCK: usize = 50;

/// Histories that the model could have told.
#[derive(Clone, Debug, PartialEq)]
pub struct Replications {
    /// By draw, then replication: the exits in order of time.
    pub histories: Vec<Vec<Exit>>,
    /// How many replications each draw has.
    pub replications: usize,
    /// Beginning of all observation.
    pub from: Date,
    /// End of all observation.
    pub until: Date,
}

/// An exit, of a history or a replication of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exit {
    /// When [years on the scenario's clock].
    pub time: f64,
    /// Index of the channel; `None` where unknown.
    pub channel: Option<usize>,
}

/// Lets the history of a scenario begin anew, so many times under each draw. `study` and `hazards` are those of the likelihood, which
/// leaves out those of whom too little is known: here too.
///
/// `None` without a history.
pub fn replicate(
    scenario: &Scenario,
    study: &Study,
    hazards: &Hazards,
    draws: &[Draw],
    replications: usize,
    threads: usize,
) -> Option<Replications> {
    let history = scenario.history.as_ref()?;
    let rows: Vec<&HistoryRow> =
        history.rows.iter().zip(&study.spells).filter(|(_, spell)| is_complete(hazards, spell)).map(|(row, _)| row).collect();
    let (from, until) = (rows.iter().map(|row| row.entry).min()?, rows.iter().map(|row| last_day(row)).max()?);
    let again = begun_anew(scenario, history, &rows, from, until);
    let model = Model::new(&again, scenario.seed ^ name_hash("replications")).under_observation(&stays(&again.clock, &rows));
    let shift = scenario.clock.years(again.clock.start());
    let blocks = parallel::map(draws.len().div_ceil(BLOCK), threads, |block| {
        let mut simulator: Option<Simulator<'_>> = None;
        let mut histories = Vec::with_capacity(BLOCK * replications);
        for number in block * BLOCK..draws.len().min((block + 1) * BLOCK) {
            let world = World::given(&model, &draws[number].parameters, number as u64);
            let simulator = simulator.get_or_insert_with(|| Simulator::new(&model, &world));
            for replication in 0..replications {
                let trajectory = simulator.run(&world, (number * replications + replication) as u64);
                let seen = trajectory.exits().filter(|&(time, person, _)| time <= model.until[person]);
                let mut exits: Vec<Exit> = seen.map(|(time, _, channel)| Exit { time: time + shift, channel: Some(channel) }).collect();
                exits.sort_by(|a, b| a.time.total_cmp(&b.time));
                histories.push(exits);
            }
        }
        histories
    });
    Some(Replications { histories: blocks.into_iter().flatten().collect(), replications, from, until })
}

/// The last day on which somebody can have been under observation.
fn last_day(row: &HistoryRow) -> Date {
    match row.outcome {
        Outcome::Present(date) => date,
        Outcome::Censored(date) | Outcome::Exit { date, .. } => date.latest,
    }
}

/// When everybody joins and is lost from sight [years]. Those who left would have been seen until the last date of those who were still
/// there.
fn stays(clock: &Clock, rows: &[&HistoryRow]) -> Vec<(f64, f64)> {
    let present = rows.iter().filter(|row| matches!(row.outcome, Outcome::Present(_))).map(|row| last_day(row)).max();
    let last = rows.iter().map(|row| last_day(row)).max();
    let until = |row: &HistoryRow| match row.outcome {
        Outcome::Present(date) => date,
        Outcome::Censored(date) => date.latest,
        Outcome::Exit { date, .. } => present.or(last).map_or(date.latest, |last| last.max(date.latest)),
    };
    rows.iter().map(|row| (clock.years(row.entry), clock.years(until(row)))).collect()
}

/// The scenario of a history's people from the month in which their observation begins.
fn begun_anew(scenario: &Scenario, history: &History, rows: &[&HistoryRow], from: Date, until: Date) -> Scenario {
    // The grid of months stays that of the scenario, and with it whatever is constant by month.
    let start = scenario.clock.month_boundary(scenario.clock.month_of(from));
    let mut numbers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut researchers: Vec<Researcher> = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let spells = numbers.entry(&row.id).or_default();
        let id = if spells.is_empty() { row.id.clone() } else { format!("{}@{}", row.id, row.entry) };
        spells.push(index);
        let covariate = |name: &String| history.covariates.iter().position(|other| other == name).and_then(|at| row.covariates[at]);
        researchers.push(Researcher {
            id,
            team: row.team,
            role: row.role.clone(),
            hired: row.hired.map(|hired| hire(hired, start)),
            pay: 1.0,
            unvested: 0.0,
            vests_by: None,
            leads: row.leads,
            skills: Vec::new(),
            covariates: scenario.roster.covariates.iter().map(covariate).collect(),
        });
    }
    let mut again = Scenario {
        clock: Clock::new(start),
        horizon: until,
        roster: Roster { teams: history.teams.clone(), covariates: scenario.roster.covariates.clone(), researchers },
        returns: None,
        hiring: None,
        capabilities: Vec::new(),
        posterior: None,
        assertions: Vec::new(),
        ..scenario.clone()
    };
    if let Some(Ties::Edges(edges)) = again.contagion.as_mut().map(|contagion| &mut contagion.ties) {
        let ids: Vec<String> = again.roster.researchers.iter().map(|researcher| researcher.id.clone()).collect();
        let spells = |id: &str| numbers.get(id).cloned().unwrap_or_default();
        let of_spells = |edge: &Edge| {
            let pairs = spells(&edge.from).into_iter().flat_map(|from| spells(&edge.to).into_iter().map(move |to| (from, to)));
            pairs
                .map(|(from, to)| Edge { from: ids[from].clone(), to: ids[to].clone(), moved: Some(to), weight: edge.weight })
                .collect::<Vec<_>>()
        };
        *edges = edges.iter().flat_map(of_spells).collect();
    }
    again
}

/// What a roster says of a date of hire: a coarse one that is not over by the start is taken in its middle.
fn hire(hired: DateInterval, start: Date) -> Hire {
    match hired.exact() {
        Some(date) => Hire::On(date),
        None if hired.latest <= start => Hire::Within(hired),
        None => {
            let clock = Clock::new(hired.earliest);
            Hire::On(clock.date(0.5 * f64::from(hired.days()) / DAYS_PER_YEAR))
        }
    }
}
