//! Counting of trajectories made by hand.

use super::run_metadata::metadata;
use super::*;
use crate::estimate::absences::Absences;
use crate::estimate::{Group, Metric};
use crate::hazard::spinout::{Origin, Spinout, SpinoutPull};
use crate::scenario::{self, Scenario};
use crate::simulate::Destination;
use crate::simulate::trajectory::Newcomer;

const HEAD: &str = "name = \"By hand\"\nstart = 2023-01-01\nhorizon = \"4 months\"\n";
const CHANNELS: &str = "[channels.lab]\nhazard_per_year = 0.1\n[channels.dismissed]\nhazard_per_year = 0.1\n";
/// Channels by index.
const LAB: usize = 0;
const DISMISSED: usize = 1;

/// A scenario of these people, each with keys separated by `;`, and further tables.
fn scenario(people: &[&str], further: &str) -> Scenario {
    let person = |(index, keys): (usize, &&str)| format!("[[researchers]]\nid = \"p-{index}\"\n{}\n", keys.replace(';', "\n"));
    let people: String = people.iter().enumerate().map(person).collect();
    let text = format!("{HEAD}{people}{CHANNELS}{further}");
    scenario::read_str("hand.toml", &text, ".".as_ref(), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

/// A time between the boundaries of two months: 0.5 is in the middle of the first.
fn month(months: f64) -> f64 {
    months / 12.0
}

fn exit(months: f64, person: usize, channel: usize) -> Event {
    to(months, person, channel, Destination::Unnamed)
}

fn to(months: f64, person: usize, channel: usize, to: Destination) -> Event {
    Event { time: month(months), person, kind: EventKind::Exit { channel, to } }
}

fn back(months: f64, person: usize) -> Event {
    Event { time: month(months), person, kind: EventKind::Return }
}

fn hire(months: f64, person: usize) -> Event {
    Event { time: month(months), person, kind: EventKind::Hire }
}

/// What was counted of one trial.
struct Counted {
    metadata: RunMetadata,
    layout: Layout,
    values: Vec<u32>,
}

impl Counted {
    fn new(scenario: &Scenario, trajectory: &Trajectory, tenure: &[Option<usize>]) -> Self {
        let model = Model::new(scenario, 1);
        let metadata = metadata(&model);
        let mut values = vec![7; metadata.tally().columns.len()];
        let mut counter = Counter::new(&model, &metadata);
        // Nothing of an earlier trial is left.
        counter.count(&Trajectory { events: vec![exit(0.1, 0, LAB)], ..Trajectory::default() }, tenure, &mut values);
        counter.count(trajectory, tenure, &mut values);
        Self { layout: Layout::new(&metadata), metadata, values }
    }

    fn of(scenario: &Scenario, events: Vec<Event>) -> Self {
        let people = scenario.roster.researchers.len();
        Self::new(scenario, &Trajectory { events, ..Trajectory::default() }, &vec![None; people])
    }

    fn row(&self, curve: usize) -> &[u32] {
        &self.values[curve * self.layout.dates..][..self.layout.dates]
    }

    /// A metric over the five dates, in whole numbers.
    fn curve(&self, metric: Metric, group: Group) -> &[u32] {
        let published = self.metadata.published();
        let &(.., curve) = published.iter().find(|&&(m, g, _)| m == metric && g == group).expect("the metric is there");
        self.row(curve)
    }

    fn all(&self, metric: Metric) -> &[u32] {
        self.curve(metric, Group::All)
    }
}

const RETURNS: &str = "[returns]\nreturn_per_year = 0.5\nhalf_life = \"1 year\"\n";
const HIRING: &str = "[hiring]\nrefill = 1.0\ntime_to_fill = { mean = \"2 months\" }\nramp = \"2 months\"\n";

#[test]
fn exits_count_from_their_date_on_that_date_included() {
    let scenario = scenario(&["", "", ""], "");
    let boundary = scenario.clock.years(scenario.clock.month_boundary(2));
    let mut second = exit(0.0, 1, DISMISSED);
    second.time = boundary;
    let counted = Counted::of(&scenario, vec![exit(0.5, 0, LAB), second]);
    assert_eq!(counted.all(Metric::Retained), [3, 2, 1, 1, 1]);
    assert_eq!(counted.all(Metric::Headcount), [3, 2, 1, 1, 1]);
    assert_eq!(counted.all(Metric::Exits), [0, 1, 2, 2, 2]);
    assert_eq!(counted.curve(Metric::Exits, Group::Channel(LAB)), [0, 1, 1, 1, 1]);
    assert_eq!(counted.curve(Metric::Exits, Group::Channel(DISMISSED)), [0, 0, 1, 1, 1]);
    assert_eq!(counted.all(Metric::RetainedVoluntary), [3, 2, 2, 2, 2]);
}

#[test]
fn who_comes_back_is_retained_again_and_may_leave_again() {
    let scenario = scenario(&["", ""], RETURNS);
    let events = vec![exit(0.5, 0, LAB), back(1.5, 0), exit(2.5, 0, DISMISSED), exit(2.6, 1, DISMISSED), back(3.2, 1), exit(3.5, 1, LAB)];
    let counted = Counted::of(&scenario, events);
    assert_eq!(counted.all(Metric::Retained), [2, 1, 2, 0, 0]);
    assert_eq!(counted.all(Metric::Headcount), [2, 1, 2, 0, 0]);
    assert_eq!(counted.all(Metric::Exits), [0, 1, 1, 3, 4]);
    // The latest exit decides: p-0's is a dismissal, p-1's is not, after one that was.
    assert_eq!(counted.all(Metric::RetainedVoluntary), [2, 1, 2, 2, 1]);
    // First exits: p-0 to a lab, p-1 by dismissal.
    let first = counted.layout.first_exits.unwrap();
    assert_eq!((counted.row(first + LAB), counted.row(first + DISMISSED)), (&[0, 1, 1, 1, 1][..], &[0, 0, 0, 1, 1][..]));
}

#[test]
fn decisions_are_no_exits_yet() {
    let scenario = scenario(&["", ""], "[notice]\nlength = \"1 month\"\n");
    let kind = EventKind::Decision { channel: LAB, to: Destination::Unnamed };
    let counted = Counted::of(&scenario, vec![Event { time: month(0.5), person: 0, kind }, exit(1.5, 0, LAB)]);
    assert_eq!(counted.all(Metric::Retained), [2, 2, 1, 1, 1]);
    assert_eq!(counted.all(Metric::Exits), [0, 0, 1, 1, 1]);
}

#[test]
fn later_joiners_and_newcomers_are_heads_and_not_retained() {
    let scenario = scenario(&["", "", "hired = 2023-02-15"], &format!("{HIRING}[privacy]\nmin_group = 1\n"));
    let newcomers = vec![Newcomer { seat: 0, filling: 1, hired: month(1.5) }];
    let events = vec![exit(0.5, 0, LAB), hire(1.5, 3), exit(2.5, 2, LAB), exit(3.5, 3, LAB)];
    let counted = Counted::new(&scenario, &Trajectory { events, newcomers, spinouts: Vec::new(), ..Trajectory::default() }, &[None; 3]);
    assert_eq!(counted.all(Metric::Retained), [2, 1, 1, 1, 1]);
    // p-2 joins in the second month, p-0's successor too.
    assert_eq!(counted.all(Metric::Headcount), [2, 1, 3, 2, 1]);
    assert_eq!(counted.all(Metric::Exits), [0, 1, 1, 2, 3]);
    let first = counted.layout.first_exits.unwrap();
    assert_eq!(counted.row(first + LAB), [0, 1, 1, 1, 1]);
}

#[test]
fn newcomers_are_weighted_by_the_ramp_while_they_are_there() {
    let scenario = scenario(&["", "", ""], &format!("{HIRING}{RETURNS}"));
    let dates: Vec<f64> = (0..5).map(|month| scenario.clock.years(scenario.clock.month_boundary(month))).collect();
    let ramp = scenario.hiring.as_ref().unwrap().ramp;
    let newcomers = [0.5, 0.25, 0.75].map(|hired| Newcomer { seat: 0, filling: 1, hired: month(hired) });
    // The second leaves before the ramp is over and comes back when it is; the third leaves and comes back within it.
    let events = vec![hire(0.5, 3), hire(0.25, 4), hire(0.75, 5), exit(1.5, 4, LAB), back(3.5, 4), exit(1.25, 5, LAB), back(1.75, 5)];
    let counted = Counted::new(
        &scenario,
        &Trajectory { events, newcomers: newcomers.to_vec(), spinouts: Vec::new(), ..Trajectory::default() },
        &[None; 3],
    );
    assert_eq!(counted.all(Metric::Headcount), [3, 6, 5, 5, 6]);
    let learnt = |hired: f64, date: usize| ((dates[date] - month(hired)) / ramp).min(1.0);
    let expected = [
        3.0,
        3.0 + learnt(0.5, 1) + learnt(0.25, 1) + learnt(0.75, 1),
        3.0 + learnt(0.5, 2) + learnt(0.75, 2),
        3.0 + 1.0 + 1.0,
        3.0 + 1.0 + 1.0 + 1.0,
    ];
    assert!(learnt(0.5, 2) < 1.0 && learnt(0.75, 3) == 1.0);
    for (found, expected) in counted.all(Metric::ProductiveHeadcount).iter().zip(expected) {
        assert_eq!(f64::from(*found), (expected * 100.0).round());
    }
}

#[test]
fn tenure_kept_is_a_share_of_days() {
    let dates = ["hired = 2022-01-01", "hired = 2020-01-01", "hired = 2023-03-15"];
    let scenario = scenario(&dates, &format!("{RETURNS}[privacy]\nmin_group = 1\n"));
    let events = vec![exit(0.5, 0, LAB), exit(1.5, 1, LAB), back(2.5, 0), exit(3.5, 2, LAB)];
    let counted = Counted::new(&scenario, &Trajectory { events, ..Trajectory::default() }, &[Some(365), Some(1096), None]);
    // 1096 / 1461 = 0.75017, 365 / 1461 = 0.24983; who joins later brings none.
    assert_eq!(counted.all(Metric::TenureKept), [10_000, 7_502, 0, 2_498, 2_498]);
    assert_eq!([share(0, 0), share(1, 3), share(2, 3), share(1, 20_000), share(1, 20_001)], [10_000, 3_333, 6_667, 1, 0]);
}

#[test]
fn capabilities_are_lost_and_regained() {
    let tables = format!(
        "{HIRING}{RETURNS}[capabilities.a]\nneeds = 2\nskills = [\"x\", \"y\"]\n[capabilities.b]\nneeds = 1\nresearchers = [\"p-0\"]\n\
         [privacy]\nmin_group = 1\n"
    );
    let scenario = scenario(&["skills = [\"x\"]", "skills = [\"y\", \"z\"]", "skills = [\"x\", \"y\"]", ""], &tables);
    // p-0's seat is taken soon, and its newcomer knows x from month 3.1 on; p-0 is back for a moment between two dates.
    let newcomers = vec![Newcomer { seat: 0, filling: 1, hired: month(3.1) - scenario.hiring.as_ref().unwrap().ramp }];
    let events = vec![exit(0.5, 0, LAB), hire(1.1, 4), exit(1.5, 1, LAB), back(2.2, 0), exit(2.6, 0, LAB), exit(3.5, 2, LAB), back(3.7, 1)];
    let counted = Counted::new(&scenario, &Trajectory { events, newcomers, spinouts: Vec::new(), ..Trajectory::default() }, &[None; 4]);
    let capability = |metric, k| counted.curve(metric, Group::Capability(k));
    // Of a, 3 hold it at first, then 2, 1 (2 for a while between), and at the horizon the newcomer and p-1.
    assert_eq!(capability(Metric::Capability, 0), [1, 1, 0, 0, 1]);
    assert_eq!(capability(Metric::CapabilityLost, 0), [0, 0, 1, 1, 1]);
    assert_eq!(capability(Metric::Capability, 1), [1, 0, 0, 0, 0]);
    assert_eq!(capability(Metric::CapabilityLost, 1), [0, 1, 1, 1, 1]);
    assert_eq!(counted.all(Metric::BusFactor), [1, 0, 0, 0, 0]);
}

#[test]
fn a_newcomer_who_leaves_before_the_ramp_is_over_never_counts_for_a_capability() {
    let scenario =
        scenario(&["skills = [\"x\"]"], &format!("{HIRING}[capabilities.a]\nneeds = 1\nskills = [\"x\"]\n[privacy]\nmin_group = 1\n"));
    let newcomers = vec![Newcomer { seat: 0, filling: 1, hired: month(0.75) }];
    let events = vec![exit(0.5, 0, LAB), hire(0.75, 1), exit(2.5, 1, LAB)];
    let counted = Counted::new(&scenario, &Trajectory { events, newcomers, spinouts: Vec::new(), ..Trajectory::default() }, &[None]);
    assert_eq!(counted.curve(Metric::Capability, Group::Capability(0)), [1, 0, 0, 0, 0]);
}

#[test]
fn later_joiners_hold_capabilities_from_then_on() {
    let people = ["skills = [\"x\"]", "skills = [\"x\"];hired = 2023-02-15"];
    let scenario = scenario(&people, "[capabilities.a]\nneeds = 2\nskills = [\"x\"]\n[privacy]\nmin_group = 1\n");
    let counted = Counted::of(&scenario, vec![exit(3.5, 0, LAB)]);
    assert_eq!(counted.metadata.capabilities[0].holders, 1);
    assert_eq!(counted.curve(Metric::Capability, Group::Capability(0)), [0, 0, 1, 1, 0]);
    assert_eq!(counted.curve(Metric::CapabilityLost, Group::Capability(0)), [1, 1, 1, 1, 1]);
}

#[test]
fn what_few_can_do_is_not_even_counted() {
    let tables = "[capabilities.a]\nneeds = 2\nskills = [\"x\"]\n[capabilities.b]\nneeds = 1\nskills = [\"y\"]\n[privacy]\nmin_group = 3\n";
    let scenario = scenario(&["skills = [\"x\", \"y\"]", "skills = [\"x\", \"y\"]", "skills = [\"x\"]"], tables);
    let counted = Counted::of(&scenario, vec![exit(0.5, 0, LAB), exit(1.5, 1, LAB)]);
    let hidden: Vec<&str> = counted.metadata.hidden().map(|ability| ability.name.as_str()).collect();
    assert_eq!(hidden, ["b"]);
    assert_eq!(counted.curve(Metric::Capability, Group::Capability(0)), [1, 1, 0, 0, 0]);
    let published = counted.metadata.published();
    assert!(!published.iter().any(|&(metric, group, _)| group == Group::Capability(1) || metric == Metric::BusFactor));
    let layout = &counted.layout;
    for curve in [layout.capabilities + 1, layout.lost + 1, layout.bus_factor.unwrap()] {
        assert_eq!(counted.row(curve), [0; 5]);
    }
}

/// On every subset of those who are there: the smallest that loses a capability.
fn smallest_loss(present: &[usize], holders: &[Vec<usize>], needs: &[u32]) -> u32 {
    let mut smallest = u32::MAX;
    for subset in 0u32..1 << present.len() {
        let stays = |person: &usize| present.iter().position(|p| p == person).is_some_and(|place| subset >> place & 1 == 0);
        let is_lost = holders.iter().zip(needs).any(|(holders, &needs)| (holders.iter().filter(|&p| stays(p)).count() as u32) < needs);
        if is_lost {
            smallest = smallest.min(subset.count_ones());
        }
    }
    smallest
}

#[test]
fn the_bus_factor_is_that_of_brute_force() {
    let skills = ["x", "y", "z"];
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..60u64 {
        let word = |what: &str| crate::random::name_hash(&format!("{seed}/{what}"));
        let people: Vec<String> = (0..=word("size") % 12)
            .map(|i| {
                let has = |skill: &&&str| word(&format!("{i}/{skill}")) % 5 < 3;
                format!("skills = {:?}", skills.iter().filter(has).collect::<Vec<_>>())
            })
            .collect();
        // Somebody has each skill, so that the scenario is valid.
        let people: Vec<&str> = people.iter().map(String::as_str).chain(["skills = [\"x\", \"y\", \"z\"]"]).collect();
        let needs = |k: &str| 1 + word(k) % 3;
        let tables = format!(
            "[capabilities.a]\nneeds = {}\nskills = [\"x\"]\n[capabilities.b]\nneeds = {}\nskills = [\"y\", \"z\"]\n\
             [privacy]\nmin_group = 1\n",
            needs("a"),
            needs("b")
        );
        let scenario = scenario(&people[people.len().saturating_sub(12)..], &tables);
        let roster = scenario.roster.researchers.len();
        let leavers: Vec<usize> = (0..roster).filter(|i| word(&format!("{i}/leaves")).is_multiple_of(4)).collect();
        let counted = Counted::of(&scenario, leavers.iter().map(|&person| exit(0.5, person, LAB)).collect());
        let holders: Vec<Vec<usize>> = scenario
            .capabilities
            .iter()
            .map(|capability| {
                (0..roster).filter(|&person| crate::simulate::model::published::holds(&scenario, capability, person)).collect()
            })
            .collect();
        let needs: Vec<u32> = scenario.capabilities.iter().map(|capability| capability.needs).collect();
        let everybody: Vec<usize> = (0..roster).collect();
        let left: Vec<usize> = everybody.iter().copied().filter(|person| !leavers.contains(person)).collect();
        let found = counted.all(Metric::BusFactor);
        assert_eq!(found[0], smallest_loss(&everybody, &holders, &needs), "{people:?}");
        assert_eq!(found[1..], [smallest_loss(&left, &holders, &needs); 4], "{people:?} without {leavers:?}");
        seen.extend([found[0], found[1]]);
    }
    assert!(seen.len() >= 5, "{seen:?}");
}

#[test]
fn a_holder_is_pivotal_where_just_enough_are_there() {
    let capability = "[capabilities.a]\nneeds = 2\nskills = [\"x\"]\n[privacy]\nmin_group = 2\n";
    let person = |role: &str| format!("role = \"{role}\";skills = [\"x\"]");
    let people = ["r", "r", "s", "s"].map(person);
    let scenario = scenario(&people.each_ref().map(String::as_str), capability);
    let pivotal = |events| {
        let counted = Counted::of(&scenario, events);
        let labels: Vec<String> = counted.metadata.holders.iter().map(|group| format!("{} {}", group.label, group.size)).collect();
        assert_eq!(labels, [" 4", "role:r 2", "role:s 2"]);
        counted.values[counted.layout.holders..].to_vec()
    };
    assert_eq!(pivotal(vec![exit(0.5, 0, LAB)]), [0, 0, 0], "one more than needed");
    assert_eq!(pivotal(vec![exit(0.5, 0, LAB), exit(1.5, 1, LAB)]), [2, 0, 2]);
    assert_eq!(pivotal(vec![exit(0.5, 0, LAB), exit(1.5, 3, LAB)]), [2, 1, 1]);
    assert_eq!(pivotal((0..3).map(|person| exit(1.5, person, LAB)).collect()), [0, 0, 0], "it is lost already");
}

#[test]
fn destinations_have_the_names_of_the_scenario() {
    let tables = "[channels.found]\nhazard_per_year = 0.1\n[channels.startup]\nhazard_per_year = 0.1\n\
        [competitors.rival]\nchannel = \"lab\"\n[competitors.newco]\nchannel = \"startup\"\nfounders = [\"x-1\"]\nopened = 2022-06-01\n\
        [spinouts]\ndelay = \"1 month\"\npull_per_year = 1.0\nhalf_life = \"1 year\"\n[returns]\nreturn_per_year = 0.1\n\
        half_life = \"1 year\"\n[history]\nfile = \"history.csv\"\n";
    let folder = tempfile::tempdir().unwrap();
    let history = "id,team,role,entry,hired,observed_until,exit,exit_earliest,exit_latest,channel,destination\n\
        x-1,all,,2021-01-01,,,2022-03-01,,,found,newco\nx-2,all,,2021-01-01,,,2022-04-01,,,found,oldco\n\
        x-3,all,,2021-01-01,,,2022-05-01,,,found,oldco\n";
    std::fs::write(folder.path().join("history.csv"), history).unwrap();
    let people = [0, 1, 2, 3, 4, 5].map(|index| format!("[[researchers]]\nid = \"p-{index}\"\n")).concat();
    let text = format!("{HEAD}{people}{CHANNELS}{tables}");
    let scenario = scenario::read_str("hand.toml", &text, folder.path(), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    let (found, startup) = (2, 3);
    let pull = SpinoutPull { per_year: 1.0, fade: 1.0, seats: 9, across: 0.0, channel: startup, lane: 4 };
    let spinout = |origin| Spinout { origin, key: 0, opens: 0.0, founders: Vec::new(), pull, closes: f64::INFINITY, hires: 0 };
    let spinouts = vec![spinout(Origin::Listed(1)), spinout(Origin::History(1)), spinout(Origin::Trial(0))];
    let events = vec![
        to(0.1, 0, found, Destination::Founded(2)),
        to(0.2, 1, startup, Destination::Spinout(2)),
        to(0.3, 2, startup, Destination::Spinout(1)),
        to(0.4, 3, startup, Destination::Competitor(1)),
        to(0.5, 4, LAB, Destination::Competitor(0)),
        to(0.6, 5, LAB, Destination::Unnamed),
        // Only the first exit counts.
        back(1.5, 5),
        to(2.5, 5, LAB, Destination::Competitor(0)),
    ];
    let counted = Counted::new(&scenario, &Trajectory { events, newcomers: Vec::new(), spinouts, ..Trajectory::default() }, &[None; 6]);
    let first = counted.layout.destinations.unwrap();
    let at_horizon: Vec<(usize, &str, u32)> = counted
        .metadata
        .destinations
        .iter()
        .enumerate()
        .map(|(index, (channel, name))| (*channel, name.as_str(), counted.row(first + index)[4]))
        .collect();
    let expected = [
        (LAB, "", 1),
        (LAB, "rival", 1),
        (DISMISSED, "", 0),
        (found, "", 1),
        (startup, "", 1),
        (startup, "newco", 1),
        (startup, "oldco", 1),
    ];
    assert_eq!(at_horizon, expected);
}

#[test]
fn absences_are_counted_by_replication() {
    let mut scenario = scenario(&["", "hired = 2023-02-15", ""], RETURNS);
    scenario.individuals = true;
    let model = Model::new(&scenario, 1);
    let metadata = metadata(&model);
    assert_eq!(metadata.individuals, ["p-0", "p-2"], "of the opening roster");
    let mut counter = Counter::new(&model, &metadata);
    let mut values = vec![0; metadata.tally().columns.len()];
    let mut count = |counter: &mut Counter<'_>, events| {
        counter.count(&Trajectory { events, ..Trajectory::default() }, &[None; 3], &mut values);
    };
    let mut expected = Absences::new(2 * 5);
    let mut found = expected.clone();
    // A draw of two replications, and one in which nobody of the opening roster leaves.
    count(&mut counter, vec![exit(0.5, 0, LAB), back(2.5, 0), exit(2.6, 1, LAB)]);
    count(&mut counter, vec![exit(1.5, 0, LAB), exit(3.5, 2, LAB)]);
    counter.absence.take_counts(&mut found);
    count(&mut counter, vec![exit(2.6, 1, LAB)]);
    counter.absence.take_counts(&mut found);
    expected.add_draw(0, &[0, 1, 2, 1, 1]);
    expected.add_draw(1, &[0, 0, 0, 0, 1]);
    assert_eq!(found, expected);
}
