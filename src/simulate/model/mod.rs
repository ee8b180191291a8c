//! The model: a scenario laid out for simulation, before any parameter or luck is drawn.

pub mod published;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::calendar::Date;
use crate::hazard::calendar_effects::Months;
use crate::hazard::tenure::BandEnds;
use crate::people::{Hire, HistoryRow, LastDay, Outcome, Researcher};
use crate::random::{Field, Purpose, name_hash};
use crate::scenario::policy::{Budget, Policy, Scope};
use crate::scenario::{Scenario, SetExit, Ties};

use crate::hazard::spinout::Founder;
use crate::history::{self, Competitor, Numbers};
use crate::simulate::model::published::Told;
use crate::simulate::policies;

/// A scenario laid out for simulation.
#[derive(Debug)]
pub struct Model<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    /// The seed of all randomness.
    pub seed: u64,
    /// The policies in force, as indices into the scenario's; of a bundle its parts.
    pub policies: Vec<usize>,
    /// When the equity of the start of each researcher vests \[years\]: in equal parts at the month boundaries up to the date by which all
    /// has vested, that date included; nothing where there is none or it never vests. Empty where nobody has any.
    vesting: Vec<Vec<f64>>,
    /// When the spike after the last of those dates ends \[years\], where there is one.
    own_spike_ends: Vec<Option<f64>>,
    /// Whom each of them is for, by researcher.
    pub covers: Vec<Vec<bool>>,
    /// The class of each researcher, those of which pay, equity and policies treat alike.
    pub class_of: Vec<usize>,
    /// One researcher of each class.
    pub classes: Vec<usize>,
    /// The classes in each group.
    pub classes_of_group: Vec<Vec<usize>>,
    /// What is simulated up to: the horizon, or a later date.
    pub reach: Date,
    /// The same \[years\].
    pub reach_years: f64,
    /// Trials that share a parameter draw: 1 where nothing is uncertain.
    pub replications: u64,
    /// The dates that curves report: the start, each month boundary after it, the horizon.
    pub dates: Vec<Date>,
    /// The same as times \[years\].
    pub times: Vec<f64>,
    /// The months of the timeline, from the first observation that matters to the horizon.
    pub months: Months,
    /// Hashes of the researchers' ids.
    pub names: Vec<u64>,
    /// When each researcher joins \[years\]; 0 for those there at the start.
    pub joins: Vec<f64>,
    /// When each researcher is lost from sight \[years\]: at risk of no exit from then on; infinite in a run.
    pub until: Vec<f64>,
    /// The exits on days that are known from the start on, in the order of the roster.
    pub known_exits: Vec<KnownExit>,
    /// Whether each researcher has one: at no risk of any other exit before.
    pub is_leaving: Vec<bool>,
    /// How many have joined by each of the dates.
    pub joined: Vec<u32>,
    /// The field of patience of each channel.
    pub patience: Vec<Field>,
    /// Hashes of the channels' names.
    pub channel_names: Vec<u64>,
    /// The ends of each channel's bands of tenure.
    pub band_ends: Vec<Vec<BandEnds>>,
    /// Those who are moved alike: the researchers of each group.
    pub groups: Vec<Vec<usize>>,
    /// The group of each researcher.
    pub group_of: Vec<usize>,
    /// Groups that can move each other; different sets never can.
    pub circles: Vec<Vec<usize>>,
    /// The groups of each team of the roster.
    pub groups_of_team: Vec<Vec<usize>>,
    /// The team of each group.
    pub team_of_group: Vec<usize>,
    /// The group that newcomers join, of each team of the roster; of use only where there is hiring.
    pub newcomers_group: Vec<usize>,
    /// The founders of each listed competitor: number in the history, and the team left, where the roster has it.
    pub founders: Vec<Vec<(usize, Option<usize>)>>,
    /// The listed competitors, by the history's numbers.
    pub listed: Vec<Competitor>,
    /// Of each row of the history the number of the person, and when observation began \[years\].
    pub spells: Vec<(usize, f64)>,
    /// Whom the exit of each researcher moves by edges: group and weight; empty where no list says who is tied to whom.
    pub edges: Vec<Vec<(usize, f64)>>,
    /// The exits of the history that can come before the start.
    pub past_exits: Vec<PastExit>,
    /// The row of the history in which each researcher was observed before the start, if any.
    pub observed: Vec<Option<usize>>,
    /// What results tell of the roster, once somebody has asked.
    publication: OnceLock<Publication>,
    /// Names of the parameters, for their streams.
    pub parameters: Vec<u64>,
}

/// What results tell of a roster.
#[derive(Clone, Debug, PartialEq)]
struct Publication {
    told: Told,
    /// The parts of each researcher, one researcher after another, as indices into those told; and where those of each end.
    parts: Vec<u32>,
    ends: Vec<usize>,
}

impl Publication {
    fn new(told: Told, people: usize) -> Self {
        let mut ends = vec![0; people];
        let members = || told.parts.iter().enumerate().flat_map(|(index, part)| part.members.iter().map(move |&person| (index, person)));
        members().for_each(|(_, person)| ends[person] += 1);
        let mut sum = 0;
        for end in &mut ends {
            // Where those of each begin; the end once they are there.
            sum += std::mem::replace(end, sum);
        }
        let mut parts = vec![0; sum];
        for (index, person) in members() {
            parts[ends[person]] = index as u32;
            ends[person] += 1;
        }
        Self { told, parts, ends }
    }
}

/// An exit on a day that is known from the start on, or that a what-if sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownExit {
    /// Whose: index in the roster.
    pub person: usize,
    /// When others learn of it, as of any decision to leave, the notice before the exit; not before the start or the hire \[years\].
    pub decided: f64,
    /// When the person is gone \[years\].
    pub leaves: f64,
    /// Index of the channel.
    pub channel: usize,
    /// Whether nothing else can happen before; an exit that a what-if sets is of one who may leave sooner.
    pub is_certain: bool,
}

/// An exit of the history that can come before the start.
#[derive(Clone, Debug, PartialEq)]
pub struct PastExit {
    /// Index of the row in the history.
    pub row: usize,
    /// Key of the row's luck: the hash of id and spell.
    pub name: u64,
    /// The same team in the roster, if it is there.
    pub team: Option<usize>,
    /// The teams led, in the roster.
    pub leads: Vec<usize>,
    /// Whom it moves by edges.
    pub edges: Vec<(usize, f64)>,
    /// The group of the same researcher in the roster, for one who came back.
    pub own_group: Option<usize>,
    /// The same researcher in the roster, for one who came back.
    pub person: Option<usize>,
    /// Number of the organisation that it led to, if known.
    pub destination: Option<usize>,
    /// Whether it was to found something.
    pub founds: bool,
}

impl PastExit {
    /// This person as a founder.
    pub fn founder(&self) -> Founder {
        Founder { team: self.team, person: self.person }
    }
}

impl<'s> Model<'s> {
    /// Lays out a scenario without policies under a seed.
    pub fn new(scenario: &'s Scenario, seed: u64) -> Self {
        Self::under(scenario, seed, &[], scenario.horizon)
    }

    /// The same with some of the scenario's policies in force (indices; a bundle stands for its parts), simulated up to a date not
    /// before the horizon; curves end at the horizon all the same.
    pub fn under(scenario: &'s Scenario, seed: u64, policies: &[usize], reach: Date) -> Self {
        let clock = scenario.clock;
        let people = &scenario.roster.researchers;
        let dates = report_dates(scenario);
        let (groups, team_of_group, newcomers_group) = groups(scenario);
        let mut group_of = vec![0; people.len()];
        for (g, members) in groups.iter().enumerate() {
            for &i in members {
                group_of[i] = g;
            }
        }
        let mut groups_of_team = vec![Vec::new(); scenario.roster.teams.len()];
        for (g, &team) in team_of_group.iter().enumerate() {
            groups_of_team[team].push(g);
        }
        let observed: Vec<_> = people.iter().map(|r| observed_row(scenario, &r.id)).collect();
        let first = observed.iter().flatten().filter_map(|&row| Some(scenario.history.as_ref()?.rows[row].entry)).min();
        let rows = scenario.history.as_ref().map_or(&[][..], |history| &history.rows);
        let numbers = Numbers::new(scenario, rows);
        let mut model = Self {
            scenario,
            seed,
            vesting: Vec::new(),
            own_spike_ends: Vec::new(),
            covers: policies::coverage(scenario, &scenario.parts_of(policies)),
            policies: scenario.parts_of(policies),
            class_of: Vec::new(),
            classes: Vec::new(),
            classes_of_group: Vec::new(),
            reach,
            reach_years: clock.years(reach),
            replications: if scenario.is_uncertain() { u64::from(scenario.replications) } else { 1 },
            times: dates.iter().map(|&date| clock.years(date)).collect(),
            dates,
            months: Months::covering(clock, first.unwrap_or(clock.start()), reach),
            names: people.iter().map(|r| name_hash(&r.id)).collect(),
            joins: people.iter().map(|r| joins(scenario, r.hired.as_ref())).collect(),
            until: vec![f64::INFINITY; people.len()],
            known_exits: people
                .iter()
                .enumerate()
                .filter_map(|(person, researcher)| known_exit(scenario, person, researcher))
                .chain(scenario.set_exits.iter().map(|exit| set_exit(scenario, exit)))
                .collect(),
            is_leaving: people.iter().map(|researcher| researcher.last_day.is_some()).collect(),
            joined: Vec::new(),
            channel_names: scenario.channels.iter().map(|c| name_hash(&c.name)).collect(),
            patience: scenario.channels.iter().map(|c| Field::new(seed, Purpose::Patience, name_hash(&c.name), 0, 0)).collect(),
            band_ends: scenario.channels.iter().map(|c| c.tenure.iter().map(|band| BandEnds::new(clock, band.until)).collect()).collect(),
            edges: Vec::new(),
            groups,
            group_of,
            circles: Vec::new(),
            groups_of_team,
            team_of_group,
            newcomers_group,
            founders: Vec::new(),
            listed: history::competitors(scenario, &numbers),
            spells: rows.iter().map(|row| (numbers.people[row.id.as_str()], clock.years(row.entry))).collect(),
            past_exits: Vec::new(),
            observed,
            publication: OnceLock::new(),
            parameters: scenario.parameters.iter().map(|p| name_hash(&p.path)).collect(),
        };
        let ends = |dates: &Vec<f64>| policies::spike_end(clock, scenario.pay, *dates.last()?);
        if people.iter().any(|researcher| researcher.unvested > 0.0) {
            model.vesting = people.iter().map(|researcher| vesting(scenario, researcher)).collect();
            model.own_spike_ends = model.vesting.iter().map(ends).collect();
        }
        model.classify();
        model.count_joined();
        model.tie(&numbers);
        model.circles = model.find_circles();
        model
    }

    /// The same model with people who are under observation from some time to another \[years\] each, as the people of a history are: they
    /// join at the first, with whatever tenure they have by then, and are at risk of no exit after the second. Nothing may change hazards
    /// by class, as pay and policies do.
    pub fn under_observation(mut self, stays: &[(f64, f64)]) -> Self {
        (self.joins, self.until) = stays.iter().copied().unzip();
        self.count_joined();
        self
    }

    /// The same model, of which the start and the horizon alone are counted.
    #[must_use]
    pub fn at_horizon(mut self) -> Self {
        let clock = self.scenario.clock;
        self.dates = vec![clock.start(), self.scenario.horizon];
        self.times = self.dates.iter().map(|&date| clock.years(date)).collect();
        self.count_joined();
        self
    }

    fn count_joined(&mut self) {
        self.joined = self.times.iter().map(|&t| self.joins.iter().filter(|&&j| j > 0.0 && j <= t).count() as u32).collect();
    }

    /// Settles what results tell, where it is not what a run tells.
    pub fn tell(&mut self, told: Told) {
        self.publication = Publication::new(told, self.names.len()).into();
    }

    /// What results tell of the roster.
    pub fn told(&self) -> &Told {
        &self.publication().told
    }

    /// When the equity of the start vests of a researcher \[years\].
    pub fn vesting(&self, person: usize) -> &[f64] {
        self.vesting.get(person).map_or(&[], Vec::as_slice)
    }

    /// When the spike after the last of that ends \[years\], where there is one.
    pub fn own_spike_end(&self, person: usize) -> Option<f64> {
        self.own_spike_ends.get(person).copied().flatten()
    }

    /// The parts of a researcher, as indices into those told.
    pub fn parts_of(&self, person: usize) -> &[u32] {
        let Publication { parts, ends, .. } = self.publication();
        let begin = person.checked_sub(1).map_or(0, |before| ends[before]);
        &parts[begin..ends[person]]
    }

    /// To find what may be told takes longer than a thousand trials of a small lab, and not every model is counted by what is told.
    fn publication(&self) -> &Publication {
        self.publication.get_or_init(|| Publication::new(Told::of_run(self.scenario, &self.policies), self.names.len()))
    }

    /// Finds those whom pay, equity and policies treat alike.
    fn classify(&mut self) {
        let mut known = BTreeMap::new();
        for (person, researcher) in self.scenario.roster.researchers.iter().enumerate() {
            let covered: Vec<bool> = self.covers.iter().map(|covers| covers[person]).collect();
            let equity = (researcher.unvested / researcher.pay).to_bits();
            let key = (self.joins[person].to_bits(), equity, researcher.vests_by, self.is_leaving[person], self.set_exit(person), covered);
            let class = *known.entry(key).or_insert_with(|| {
                self.classes.push(person);
                self.classes.len() - 1
            });
            self.class_of.push(class);
        }
        let distinct = |members: &Vec<usize>| members.iter().map(|&person| self.class_of[person]).collect::<BTreeSet<_>>();
        self.classes_of_group = self.groups.iter().map(|members| distinct(members).into_iter().collect()).collect();
    }

    /// When a what-if lets somebody leave, in bits.
    fn set_exit(&self, person: usize) -> Option<u64> {
        let exit = self.known_exits.iter().find(|exit| exit.person == person && !exit.is_certain);
        exit.map(|exit| exit.leaves.to_bits())
    }

    /// The time of the horizon \[years\].
    pub fn horizon(&self) -> f64 {
        self.scenario.clock.years(self.scenario.horizon)
    }

    /// The time up to which trials are simulated \[years\].
    pub fn reach(&self) -> f64 {
        self.reach_years
    }

    /// The same model for a run of so many trials. Where a posterior has too few rows for a row a draw, more trials share each: no row
    /// serves two draws, so that draws stay independent and the error of a posterior of so few rows stays in every mcse.
    pub fn for_trials(self, trials: u64) -> Self {
        let replications = self.replications.max(trials.div_ceil(self.rows()));
        Self { replications, ..self }
    }

    /// Rows of the posterior, which are as many different parameter draws; without one, no end of them.
    pub fn rows(&self) -> u64 {
        self.scenario.posterior.as_ref().map_or(u64::MAX, |posterior| posterior.rows.len() as u64)
    }

    /// Finds the history's exits that act, and whom each exit moves by edges.
    fn tie(&mut self, numbers: &Numbers<'_>) {
        let mut moved: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
        if let Some(Ties::Edges(edges)) = self.scenario.contagion.as_ref().map(|contagion| &contagion.ties) {
            for (edge, person) in edges.iter().filter_map(|edge| Some((edge, edge.moved?))) {
                moved.entry(&edge.from).or_default().push((self.group_of[person], edge.weight));
            }
            let researchers = &self.scenario.roster.researchers;
            self.edges = researchers.iter().map(|one| moved.get(one.id.as_str()).cloned().unwrap_or_default()).collect();
        }
        let Some(history) = &self.scenario.history else { return };
        let ids: BTreeMap<&str, usize> = self.scenario.roster.researchers.iter().enumerate().map(|(i, r)| (r.id.as_str(), i)).collect();
        let teams: BTreeMap<&str, usize> =
            self.scenario.roster.teams.iter().enumerate().map(|(team, name)| (name.as_str(), team)).collect();
        let in_roster = |team: usize| teams.get(history.teams[team].as_str()).copied();
        let founder = |&person: &usize| {
            let first = self.spells.iter().position(|spell| spell.0 == person);
            (person, first.and_then(|row| in_roster(history.rows[row].team)))
        };
        self.founders = self.listed.iter().map(|competitor| competitor.founders.iter().map(founder).collect()).collect();
        if !self.scenario.past_acts() {
            return;
        }
        for (row, person) in self.scenario.exits_before_start() {
            self.past_exits.push(PastExit {
                row,
                name: person.key(),
                team: in_roster(person.team),
                leads: person.leads.iter().filter_map(|&team| in_roster(team)).collect(),
                edges: moved.get(person.id.as_str()).cloned().unwrap_or_default(),
                own_group: ids.get(person.id.as_str()).map(|&i| self.group_of[i]),
                person: ids.get(person.id.as_str()).copied(),
                destination: person.destination.as_deref().map(|name| numbers.destinations[name]),
                founds: matches!(person.outcome, Outcome::Exit { channel, .. } if history::founds(&self.scenario.channels, channel)),
            });
        }
    }

    /// Sets of groups between which an exit can act, by joining whatever is tied.
    fn find_circles(&self) -> Vec<Vec<usize>> {
        let mut leader: Vec<usize> = (0..self.groups.len()).collect();
        let mut join = |a: usize, b: usize| {
            let (a, b) = (root(&mut leader, a), root(&mut leader, b));
            leader[a.max(b)] = a.min(b);
        };
        if let Some(contagion) = &self.scenario.contagion {
            if let Ties::Teams { across } = contagion.ties
                && across != crate::parameter::Quantity::Known(0.0)
            {
                (1..self.groups.len()).for_each(|g| join(0, g));
            }
            if let Ties::Teams { .. } = contagion.ties {
                for groups in &self.groups_of_team {
                    groups.windows(2).for_each(|pair| join(pair[0], pair[1]));
                }
            }
            for (i, targets) in self.edges.iter().enumerate() {
                for &(g, _) in targets {
                    join(self.group_of[i], g);
                }
            }
            for (i, researcher) in self.scenario.roster.researchers.iter().enumerate() {
                for &team in researcher.leads.iter().filter(|_| contagion.leader.is_some()) {
                    for &g in &self.groups_of_team[team] {
                        join(self.group_of[i], g);
                    }
                }
            }
        }
        let waiting = self.policies.iter().map(|&index| &self.scenario.policies[index]);
        let is_shared =
            |policy: &Policy| policy.budget != Budget::default() || policy.condition.is_some_and(|condition| condition.scope == Scope::Lab);
        if self.scenario.is_shared_by_all() || waiting.clone().any(is_shared) {
            (1..self.groups.len()).for_each(|g| join(0, g));
        }
        // Within a team people found together, follow each other, and take over each other's seats.
        let pulls = self.scenario.competitors.iter().any(|competitor| competitor.pull.is_some());
        let has_condition = waiting.clone().any(|policy| policy.condition.is_some());
        if pulls || self.scenario.spinouts.is_some() || self.scenario.hiring.is_some() || has_condition {
            for groups in &self.groups_of_team {
                groups.windows(2).for_each(|pair| join(pair[0], pair[1]));
            }
        }
        // Whether one who founded something and came back is out decides how that pulls the team of then.
        for exit in self.past_exits.iter().filter(|exit| exit.founds) {
            if let (Some(person), Some(team)) = (exit.person, exit.team) {
                self.groups_of_team[team].iter().for_each(|&group| join(self.group_of[person], group));
            }
        }
        let mut circles: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for g in 0..self.groups.len() {
            circles.entry(root(&mut leader, g)).or_default().push(g);
        }
        circles.into_values().collect()
    }
}

/// The representative of a group in the forest of joined groups, with the path to it halved.
fn root(leader: &mut [usize], mut g: usize) -> usize {
    while leader[g] != g {
        leader[g] = leader[leader[g]];
        g = leader[g];
    }
    g
}

/// The start, each month boundary after it, and the horizon last.
pub(in crate::simulate) fn report_dates(scenario: &Scenario) -> Vec<Date> {
    let last = scenario.clock.month_of(scenario.horizon);
    let mut dates: Vec<Date> =
        (0..=last).map(|month| scenario.clock.month_boundary(month)).filter(|&date| date < scenario.horizon).collect();
    dates.push(scenario.horizon);
    dates
}

/// Those who are moved alike: each team, and each researcher who stands alone ([`Ties::is_moved_alone`]). Also the team of each group, and the group that newcomers join in each team.
fn groups(scenario: &Scenario) -> (Vec<Vec<usize>>, Vec<usize>, Vec<usize>) {
    let people = &scenario.roster.researchers;
    let ties = scenario.contagion.as_ref().map(|contagion| &contagion.ties);
    let left_before: BTreeSet<&str> = scenario.exits_before_start().map(|(_, row)| row.id.as_str()).collect();
    let teams = scenario.roster.teams.len();
    let mut groups: Vec<(usize, Vec<usize>)> = (0..teams).map(|team| (team, Vec::new())).collect();
    for (i, researcher) in people.iter().enumerate() {
        if Ties::is_moved_alone(ties, left_before.contains(researcher.id.as_str())) {
            groups.push((researcher.team, vec![i]));
        } else {
            groups[researcher.team].1.push(i);
        }
    }
    let is_kept = |group: &usize| !groups[*group].1.is_empty() || scenario.hiring.is_some();
    let kept: Vec<usize> = (0..groups.len()).filter(is_kept).collect();
    let newcomers_group = (0..teams).map(|team| kept.binary_search(&team).unwrap_or(usize::MAX)).collect();
    let team_of_group = kept.iter().map(|&group| groups[group].0).collect();
    (kept.iter().map(|&group| std::mem::take(&mut groups[group].1)).collect(), team_of_group, newcomers_group)
}

/// When a researcher joins \[years\]: 0 for one there at the start.
fn joins(scenario: &Scenario, hired: Option<&Hire>) -> f64 {
    match hired {
        Some(Hire::On(date)) => scenario.clock.years(*date).max(0.0),
        Some(Hire::Within(_) | Hire::Before(_)) | None => 0.0,
    }
}

/// The exit of a researcher whose last day is known.
fn known_exit(scenario: &Scenario, person: usize, researcher: &Researcher) -> Option<KnownExit> {
    let LastDay { date, channel } = researcher.last_day?;
    let leaves = scenario.clock.years(date);
    let decided = (leaves - scenario.notice).max(joins(scenario, researcher.hired.as_ref()));
    Some(KnownExit { person, decided, leaves, channel, is_certain: true })
}

/// The exit of a what-if.
fn set_exit(scenario: &Scenario, &SetExit { person, date, channel }: &SetExit) -> KnownExit {
    let leaves = scenario.clock.years(date);
    let hired = scenario.roster.researchers[person].hired.as_ref();
    KnownExit { person, decided: (leaves - scenario.notice).max(joins(scenario, hired)), leaves, channel, is_certain: false }
}

/// When somebody's equity of the start vests \[years\].
fn vesting(scenario: &Scenario, researcher: &Researcher) -> Vec<f64> {
    let Some(by) = researcher.vests_by.filter(|_| researcher.unvested > 0.0) else { return Vec::new() };
    let clock = scenario.clock;
    let boundaries = (1..).map(|month| clock.month_boundary(month)).take_while(|&date| date < by);
    boundaries.chain([by]).map(|date| clock.years(date)).collect()
}

/// The row of the history in which somebody who is there at the start was observed before it.
fn observed_row(scenario: &Scenario, id: &str) -> Option<usize> {
    let start = scenario.clock.start();
    let before = |row: &HistoryRow| {
        row.id == id
            && row.entry < start
            && match row.outcome {
                Outcome::Present(_) => true,
                Outcome::Censored(date) | Outcome::Exit { date, .. } => date.latest >= start,
            }
    };
    scenario.frailty?;
    scenario.history.as_ref()?.rows.iter().position(before)
}
