//! By whom two files differ, in what acts.
//!
//! A change hides nobody if it changes nothing: another pay where no hazard answers to equity, other names of teams, a covariate that no channel
//! uses. So of what two files say of a person only that counts which a hazard of one of them can feel.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Date;
use crate::parameter::Quantity;
use crate::people::{Hire, Researcher};
use crate::scenario::policy::{Policy, Scope};
use crate::scenario::{Scenario, SetExit};

/// The ids of those who are in one of two scenarios only, and of whom they say something else that acts.
pub fn changed<'a>(one: &'a Scenario, other: &'a Scenario) -> BTreeSet<&'a str> {
    if say_the_same(one, other) {
        return BTreeSet::new();
    }
    let acts = Acts::of(one, other);
    let teams = same_teams(one, other);
    let (before, after) = (of_all(one, &acts, Some), of_all(other, &acts, |team| teams[team]));
    let ids: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    ids.into_iter().filter(|id| before.get(id) != after.get(id)).collect()
}

/// Whether two scenarios say the same of everybody, whatever acts: as all points of most sweeps do, of which each is compared with each.
fn say_the_same(one: &Scenario, other: &Scenario) -> bool {
    let bands = |scenario: &'_ Scenario| -> Vec<_> {
        scenario.channels.iter().map(|channel| channel.tenure.iter().map(|band| band.until).collect::<Vec<_>>()).collect()
    };
    let names = |scenario: &'_ Scenario| scenario.channels.iter().map(|channel| channel.name.clone()).collect::<Vec<_>>();
    one.clock.start() == other.clock.start()
        && one.set_exits == other.set_exits
        && names(one) == names(other)
        && bands(one) == bands(other)
        && one.roster == other.roster
}

/// What can act on a person in one of two scenarios.
struct Acts<'a> {
    /// Columns that a channel uses.
    covariates: BTreeSet<&'a str>,
    tenure: bool,
    equity: bool,
    teams: Teams,
}

/// What it matters for in which team somebody is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Teams {
    Nothing,
    Exits,
    /// And for the exits of those who lead.
    Leaders,
}

impl<'a> Acts<'a> {
    fn of(one: &'a Scenario, other: &'a Scenario) -> Self {
        let both = [one, other];
        let any = |is: &dyn Fn(&Scenario) -> bool| both.into_iter().any(is);
        let used = |scenario: &'a Scenario| {
            let ratios = scenario.channels.iter().flat_map(|channel| &channel.covariates);
            ratios.filter(|(_, ratio)| *ratio != Quantity::Known(1.0)).map(|(index, _)| scenario.roster.covariates[*index].as_str())
        };
        let by_team = |scenario: &Scenario| {
            let waits = |policy: &Policy| policy.condition.is_some_and(|when| when.scope == Scope::Team);
            match &scenario.contagion {
                Some(contagion) if contagion.leader.is_some() => Teams::Leaders,
                _ if scenario.past_acts() || scenario.policies.iter().any(waits) => Teams::Exits,
                _ => Teams::Nothing,
            }
        };
        Self {
            covariates: both.into_iter().flat_map(used).collect(),
            tenure: any(&Scenario::uses_tenure),
            equity: any(&|scenario| {
                scenario.pay.is_some_and(|pay| pay.equity_elasticity != Quantity::Known(0.0) || pay.vest_spike.is_some())
            }),
            teams: both.into_iter().map(by_team).max().unwrap_or(Teams::Nothing),
        }
    }
}

/// What acts on a person, names for indices.
#[derive(PartialEq)]
struct Said<'a> {
    /// The date of hire of who comes later.
    joins: Option<Date>,
    tenure: Option<Tenure<'a>>,
    /// In years' pay, and by when it vests.
    equity: Option<(f64, Option<Date>)>,
    /// The team, as the first file counts them, if it has such a team, and the teams led.
    team: BTreeSet<Option<usize>>,
    leads: BTreeSet<Option<usize>>,
    last_day: Option<(Date, &'a str)>,
    /// The exit that a what-if sets.
    set_exit: Option<(Date, usize)>,
    covariates: Vec<Option<f64>>,
}

/// A date of hire as bands of tenure feel it.
#[derive(PartialEq)]
enum Tenure<'a> {
    /// Where each band of each channel ends, or the start where that is over.
    Ends(Vec<Option<Date>>),
    /// Drawn.
    Drawn(&'a Hire),
}

/// What a scenario says of each of its people, with its teams as `team` numbers them.
fn of_all<'a>(scenario: &'a Scenario, acts: &Acts<'_>, team: impl Fn(usize) -> Option<usize>) -> BTreeMap<&'a str, Said<'a>> {
    let (roster, start) = (&scenario.roster, scenario.clock.start());
    let columns: Vec<Option<usize>> =
        acts.covariates.iter().map(|name| roster.covariates.iter().position(|column| column == name)).collect();
    let ends = |hired: Date| {
        let bands = scenario.channels.iter().flat_map(|channel| &channel.tenure);
        bands.map(|band| band.until.after(hired).map(|end| end.max(start))).collect()
    };
    let set_exit = |person: &Researcher| {
        let of = |exit: &&SetExit| roster.researchers[exit.person].id == person.id;
        scenario.set_exits.iter().find(of).map(|exit| (exit.date, exit.channel))
    };
    let one = |person: &'a Researcher| {
        let equity = if person.unvested > 0.0 { (person.unvested / person.pay, person.vests_by) } else { (0.0, None) };
        let said = Said {
            joins: if let Some(Hire::On(date)) = person.hired { Some(date).filter(|date| *date > start) } else { None },
            tenure: person.hired.as_ref().filter(|_| acts.tenure).map(|hired| match hired {
                Hire::On(date) => Tenure::Ends(ends(*date)),
                Hire::Within(_) | Hire::Before(_) => Tenure::Drawn(hired),
            }),
            equity: acts.equity.then_some(equity),
            team: [person.team].into_iter().filter(|_| acts.teams >= Teams::Exits).map(&team).collect(),
            leads: person.leads.iter().filter(|_| acts.teams == Teams::Leaders).map(|&led| team(led)).collect(),
            last_day: person.last_day.map(|last| (last.date, scenario.channels[last.channel].name.as_str())),
            set_exit: set_exit(person),
            covariates: columns.iter().map(|column| person.covariates[(*column)?]).collect(),
        };
        (person.id.as_str(), said)
    };
    roster.researchers.iter().map(one).collect()
}

/// For each team of the other scenario the one of the first that most of its people are in there, each given once, the largest first.
fn same_teams(one: &Scenario, other: &Scenario) -> Vec<Option<usize>> {
    let teams: BTreeMap<&str, usize> = one.roster.researchers.iter().map(|person| (person.id.as_str(), person.team)).collect();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for person in &other.roster.researchers {
        if let Some(&before) = teams.get(person.id.as_str()) {
            *shared.entry((person.team, before)).or_default() += 1;
        }
    }
    let mut pairs: Vec<((usize, usize), usize)> = shared.into_iter().collect();
    let is_renamed = |(after, before): (usize, usize)| one.roster.teams[before] != other.roster.teams[after];
    pairs.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), is_renamed(pair)));
    let mut same = vec![None; other.roster.teams.len()];
    for ((after, before), _) in pairs {
        if same[after].is_none() && !same.contains(&Some(before)) {
            same[after] = Some(before);
        }
    }
    same
}
