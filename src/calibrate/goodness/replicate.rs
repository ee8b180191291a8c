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

use super::Draw;
use crate::calibrate::likelihood::exposure::lexis::counts;
use crate::calibrate::likelihood::hazards::Hazards;
use crate::calibrate::likelihood::survival_data::SurvivalData;
use crate::threads;

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
    study: &SurvivalData,
    hazards: &Hazards,
    draws: &[Draw],
    replications: usize,
    threads: usize,
) -> Option<Replications> {
    let history = scenario.history.as_ref()?;
    let rows: Vec<&HistoryRow> =
        history.rows.iter().zip(&study.spells).filter(|(_, spell)| counts(hazards, spell)).map(|(row, _)| row).collect();
    let (from, until) = (rows.iter().map(|row| row.entry).min()?, rows.iter().map(|row| last_day(row)).max()?);
    let again = begun_anew(scenario, history, &rows, from, until);
    let model = Model::new(&again, scenario.seed ^ name_hash("replications")).under_observation(&stays(again.clock, &rows));
    let shift = scenario.clock.years(again.clock.start());
    let blocks = threads::map(draws.len().div_ceil(BLOCK), threads, |block| {
        let mut simulator: Option<Simulator<'_>> = None;
        let mut histories = Vec::with_capacity(BLOCK * replications);
        for (number, draw) in draws.iter().enumerate().skip(block * BLOCK).take(BLOCK) {
            let world = World::with_parameters(&model, &draw.parameters, number as u64);
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

/// When everybody joins and is lost from sight \[years\]. Those who left would have been seen until the last date of those who were still
/// there.
fn stays(clock: Clock, rows: &[&HistoryRow]) -> Vec<(f64, f64)> {
    let present = rows.iter().filter(|row| matches!(row.outcome, Outcome::Present(_))).map(|row| last_day(row)).max();
    let last = rows.iter().map(|row| last_day(row)).max();
    // Who left and came back is there once: the first spell is under observation until the next begins.
    let back = |row: &HistoryRow| rows.iter().filter(|other| other.id == row.id && other.entry > row.entry).map(|other| other.entry).min();
    let until = |row: &HistoryRow| match row.outcome {
        Outcome::Present(date) => date,
        Outcome::Censored(date) => date.latest,
        Outcome::Exit { date, .. } => {
            let last = present.or(last).map_or(date.latest, |last| last.max(date.latest));
            back(row).map_or(last, |back| last.min(back))
        }
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
            leads: row.leads.clone().into(),
            last_day: None,
            skills: Box::default(),
            covariates: scenario.roster.covariates.iter().map(covariate).collect(),
        });
    }
    let mut again = Scenario {
        clock: Clock::new(start),
        horizon: until,
        roster: Roster { teams: history.teams.clone(), covariates: scenario.roster.covariates.clone(), researchers },
        returns: None,
        pay: None,
        policies: Vec::new(),
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::calibrate::CalibrationInputs;
    use crate::calibrate::goodness::{Checks, Residuals};
    use crate::math;
    use crate::random::{Purpose, Stream};
    use crate::scenario::{self, Loaded};

    fn scenario(text: &str, history: &str) -> Scenario {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("history.csv"), history).unwrap();
        let text =
            format!("name = \"Again\"\nstart = 2024-01-01\nhorizon = \"12 months\"\nseed = 4\n[history]\nfile = \"history.csv\"\n{text}");
        scenario::read_str("again.toml", &text, folder.path(), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario
    }

    fn replicated(scenario: &Scenario, replications: usize) -> (CalibrationInputs, Replications) {
        let inputs = CalibrationInputs::new(scenario).unwrap();
        let draw = Draw { parameters: Vec::new(), heat: Vec::new(), ends: vec![0.0; inputs.study.spells.len()] };
        let replications = replicate(scenario, &inputs.study, &inputs.hazards, &[draw], replications, 2).unwrap();
        (inputs, replications)
    }

    /// The share of histories with so many exits, less a probability, in its standard errors.
    fn off(replications: &Replications, exits: usize, probability: f64) -> f64 {
        let n = replications.histories.len() as f64;
        let share = replications.histories.iter().filter(|history| history.len() == exits).count() as f64 / n;
        (share - probability) / (probability * (1.0 - probability) / n).sqrt()
    }

    const FOUR: &str = "id,entry,hired,observed_until,exit,channel\n\
        a,2020-01-01,2015-01-01,2022-01-01,,\n\
        b,2020-01-01,2016-05-01,2022-01-01,2020-05-01,lab\n\
        c,2021-01-01,2014-03-01,2022-01-01,2021-03-01,lab\n\
        d,2020-01-01,2013-01-01,2021-01-01,,\n";

    const LONG_THERE: &str = "[[researchers]]\nid = \"x\"\nhired = 2015-01-01\n[channels.lab]\nhazard_per_year = 0.4\n\
        tenure = [ { until = \"3 years\", hazard_per_year = 10.0 } ]\n";

    #[test]
    fn everybody_joins_with_the_tenure_of_the_entry_and_is_lost_from_sight_at_the_end() {
        // Nobody has less than three years of tenure when observation begins: exits at 0.4 a year for 2, 2, 1 and 1 years. Alone each,
        // and with contagion that does nothing, which takes the other way through a trial.
        let calm = "[contagion]\nratio = 1.0\nhalf_life = \"1 year\"\n";
        for text in [LONG_THERE.to_owned(), format!("{LONG_THERE}{calm}")] {
            let scenario = scenario(&text, FOUR);
            let (_, replications) = replicated(&scenario, 20_000);
            assert_eq!((replications.from.to_string(), replications.until.to_string()), ("2020-01-01".to_owned(), "2022-01-01".to_owned()));
            let stay = |days: f64| math::exp(-0.4 * days / DAYS_PER_YEAR);
            let stays = [stay(731.0), stay(731.0), stay(365.0), stay(366.0)];
            let mut probabilities = vec![1.0];
            for stay in stays {
                let mut next = vec![0.0; probabilities.len() + 1];
                for (k, probability) in probabilities.iter().enumerate() {
                    next[k] += probability * stay;
                    next[k + 1] += probability * (1.0 - stay);
                }
                probabilities = next;
            }
            for (k, &probability) in probabilities.iter().enumerate() {
                assert!(off(&replications, k, probability).abs() < 5.0, "{k} exits: {}", off(&replications, k, probability));
            }
            let first = scenario.clock.years(replications.from);
            assert!(replications.histories.iter().flatten().all(|exit| exit.time > first && exit.time <= first + 731.0 / DAYS_PER_YEAR));
        }
    }

    #[test]
    fn those_who_are_out_of_sight_move_nobody() {
        // One of two is seen for a year only, at a hazard that takes both within days of the exit of the other: after the year nothing
        // could be seen of that.
        let history = "id,entry,observed_until,exit,channel\na,2020-01-01,2021-01-01,,\nb,2021-01-01,2022-01-01,,\n";
        let text =
            "[[researchers]]\nid = \"x\"\n[channels.lab]\nhazard_per_year = 0.5\n[contagion]\nratio = 1000.0\nhalf_life = \"2 days\"\n";
        let (_, replications) = replicated(&scenario(text, history), 20_000);
        let (stay, next) = (math::exp(-0.5 * 366.0 / DAYS_PER_YEAR), math::exp(-0.5 * 365.0 / DAYS_PER_YEAR));
        // The effect of an exit of the first year's last days reaches into the second: of some 8 days' exits, whatever it does.
        let most = 0.5 * 8.0 / DAYS_PER_YEAR;
        let none = replications.histories.iter().filter(|history| history.is_empty()).count() as f64 / 20_000.0;
        assert!((none - stay * next).abs() < 5.0 * (stay * next / 20_000.0).sqrt());
        let both = replications.histories.iter().filter(|history| history.len() == 2).count() as f64 / 20_000.0;
        assert!((both - (1.0 - stay) * (1.0 - next)).abs() < most + 5.0 * (0.25 / 20_000.0_f64).sqrt());
    }

    #[test]
    fn one_who_came_back_is_there_once() {
        // A year at most until the return, and a year after it, though the first spell ended after half of one.
        let history = "id,entry,observed_until,exit,channel\na,2020-01-01,2020-07-01,2020-07-01,lab\na,2021-01-01,2022-01-01,,\n";
        let text = "[[researchers]]\nid = \"x\"\n[channels.lab]\nhazard_per_year = 0.8\n";
        let (_, replications) = replicated(&scenario(text, history), 20_000);
        let [first, second] = [366.0, 365.0].map(|days: f64| math::exp(-0.8 * days / DAYS_PER_YEAR));
        let both = [first * second, first * (1.0 - second) + second * (1.0 - first), (1.0 - first) * (1.0 - second)];
        for (exits, probability) in both.into_iter().enumerate() {
            assert!(off(&replications, exits, probability).abs() < 5.0, "{exits} exits: {}", off(&replications, exits, probability));
        }
    }

    #[test]
    fn those_who_are_out_of_sight_found_nothing_together() {
        // One of two leaves to found at 0.4 a year, and the other goes along, who is seen for the first year only.
        let history = "id,entry,observed_until,exit,channel,star\na,2020-01-01,2022-01-01,,,2\nb,2020-01-01,2021-01-01,,,0\n";
        let text = "[[researchers]]\nid = \"x\"\nstar = 0\n[channels.found]\nhazard_per_year = 4e-7\ncovariates = { star = 1000 }\n\
            [channels.startup]\nhazard_per_year = 0\n[spinouts]\ncofound = 1.0\npull_per_year = 0\nhalf_life = \"never\"\n";
        let (_, replications) = replicated(&scenario(text, history), 20_000);
        let first = math::exp(-0.4 * 366.0 / DAYS_PER_YEAR);
        let none = math::exp(-0.4 * 731.0 / DAYS_PER_YEAR);
        for (exits, probability) in [none, first - none, 1.0 - first].into_iter().enumerate() {
            assert!(off(&replications, exits, probability).abs() < 5.0, "{exits} exits: {}", off(&replications, exits, probability));
        }
    }

    #[test]
    fn replications_do_not_depend_on_the_threads_nor_on_the_start() {
        let scenario = scenario(LONG_THERE, FOUR);
        let inputs = CalibrationInputs::new(&scenario).unwrap();
        let draws = vec![Draw { parameters: Vec::new(), heat: Vec::new(), ends: vec![0.0; 4] }; 120];
        let of = |scenario: &Scenario, threads: usize| replicate(scenario, &inputs.study, &inputs.hazards, &draws, 3, threads).unwrap();
        let one = of(&scenario, 1);
        assert_eq!(one, of(&scenario, 3));
        assert_eq!((one.histories.len(), one.replications), (360, 3));
        // The clock has no part in who leaves when.
        let later = Scenario { clock: Clock::new(Date::constant(2025, 3, 1)), ..scenario.clone() };
        let other = of(&later, 1);
        for (history, other) in one.histories.iter().zip(&other.histories) {
            assert_eq!(history.len(), other.len());
            let shift = scenario.clock.years(later.clock.start());
            for (exit, other) in history.iter().zip(other) {
                assert!((exit.time - other.time - shift).abs() < 1e-9);
            }
        }
    }

    /// Draws from the priors, which stand in for a posterior.
    fn prior_draws(loaded: &Loaded, inputs: &CalibrationInputs, count: u64) -> Vec<Draw> {
        let stream = |name: u64, draw: u64| Stream::new(loaded.scenario.seed, Purpose::Parameter, name, draw, 0);
        let draw = |(number, ends): (usize, Vec<f64>)| Draw {
            parameters: loaded
                .scenario
                .parameters
                .iter()
                .map(|parameter| parameter.distribution.sample(&mut stream(name_hash(&parameter.path), number as u64)))
                .collect(),
            heat: Vec::new(),
            ends,
        };
        inputs.imputations(count).into_iter().enumerate().map(draw).collect()
    }

    #[test]
    fn the_fourteen_are_judged() {
        let loaded = scenario::read("scenarios/llama.toml".as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        let inputs = CalibrationInputs::new(&loaded.scenario).unwrap();
        let draws = prior_draws(&loaded, &inputs, 1_000);
        let residuals = Residuals::new(&inputs.study, &inputs.hazards, &draws, 1, 2).unwrap();
        let replications = replicate(&loaded.scenario, &inputs.study, &inputs.hazards, &draws, 4, 2).unwrap();
        let checks = Checks::new(&inputs.study, &inputs.hazards, &draws, &replications);
        let counts: Vec<(String, usize)> = checks.counts.iter().map(|count| (count.date.to_string(), count.observed)).collect();
        let expected = [("2023-12-31", 8), ("2024-12-31", 10), ("2025-05-26", 11)];
        assert_eq!(counts, expected.map(|(date, exits)| (date.to_owned(), exits)));
        for count in &checks.counts {
            let sum: f64 = count.probabilities.iter().map(|probability| probability.value).sum();
            assert!((sum - 1.0).abs() < 1e-9);
            assert!(count.probabilities.len() <= 15 && count.at_least_observed.value > 0.0 && count.at_least_observed.value < 0.5);
        }
        assert!((residuals.whole.all.observed - 11.0).abs() < 1e-9 && residuals.unknown == 1 && residuals.left_out == 0);
    }
}
