//! Groups that each exit moves, all of them, as with contagion between teams, where nothing else but known changes moves anybody.
//!
//! It is what the [`super::event_loop`] does, to within the rounding error of its integrals, without a look at each group for each exit:
//! what an exit does to all groups is worked out once ([`super::shared_influence`]), and a group is looked at only when somebody of it
//! could leave. When that is, the clock that all groups share says: from the present on, the patience of the next to leave is not used up
//! before that clock has gained the patience left over the highest hazard that the group's own influence may lead to.
//!
//! Cost: a few looks at a group for each exit, of a fixed cost each; a look at each group for each stretch of the calendar, or where effects
//! fade fast for each quarter of the time in which they fade to 1/e. Where the cap may bind, or what fades is too much for the polynomial, a
//! look costs the exits since the last.

use crate::hazard::contagion::{ContagionEffects, Influence, Source};
use crate::hazard::kernel::Effect;
use crate::math;
use crate::simulate::risk::Change;
use crate::simulate::trajectory::Trajectory;
use crate::simulate::world::World;

use super::earliest::Earliest;
use super::inputs::Trial;
use super::members::Members;
use super::risk_group::{DecayByStretch, RiskClock, Surroundings};
use super::seats::OpenShares;
use super::shared_influence::{self, OwnPart, SharedInfluence};

/// Below this share of what the clock gains until somebody leaves, the order of two who leave is not told apart.
const INDISTINCT: f64 = 1e-12;

/// With fewer groups the event loop is faster.
const FEWEST: usize = 5;

/// The memory of all groups.
#[derive(Debug)]
pub struct TiedGroups {
    shared: SharedInfluence,
    groups: Vec<Group>,
    /// What the shared clock reads at the earliest when somebody of each group leaves.
    earliest_exit: Earliest,
    /// When something known happens to each group alone \[years\]: a change, or a jump of its own influence.
    known: Earliest,
    /// What the exit in hand does to single groups.
    further: Vec<(usize, Source, Effect, f64)>,
    open_shares: OpenShares,
}

/// One group.
#[derive(Debug)]
struct Group {
    /// What moves it beyond what moves all groups.
    influence: Influence,
    part: OwnPart,
    members: Members,
    /// How many changes are behind.
    changed: usize,
    is_deserted: bool,
}

impl TiedGroups {
    /// Memory for the groups of a world.
    pub fn new(world: &World<'_>) -> Self {
        Self {
            shared: SharedInfluence::new(world.rest(0.0)),
            groups: Vec::new(),
            earliest_exit: Earliest::default(),
            known: Earliest::default(),
            further: Vec::new(),
            open_shares: OpenShares::default(),
        }
    }

    /// How exits move people in a world whose trials are run so: each exit moves all groups, and effects do not fade so fast that there
    /// would be more spans than exits.
    pub(in crate::simulate) fn effects<'w>(world: &'w World<'_>) -> Option<&'w ContagionEffects> {
        let model = world.model;
        let is_faster =
            |effects: &ContagionEffects| shared_influence::spans(model.reach(), effects.fastest_rate()) < model.names.len() as f64;
        world.moves_all_groups().filter(|effects| model.groups.len() >= FEWEST && is_faster(effects))
    }

    /// Runs all groups of a world; exits come in order of time.
    pub(in crate::simulate) fn run(&mut self, effects: &ContagionEffects, trial: Trial<'_, '_>, trajectory: &mut Trajectory) {
        let (mut open, decay) = (std::mem::take(&mut self.open_shares), DecayByStretch::default());
        open.reset(trial.world.channels());
        self.open(trial);
        let mut run = Run {
            groups: self,
            trial,
            effects,
            rate: effects.fastest_rate(),
            calendar: Surroundings::new(trial.calendar_effects, &open, None, &decay),
            stretch: 0,
            trajectory,
        };
        run.go_to_the_end();
        self.open_shares = open;
    }

    /// All groups as they are at the start.
    fn open(&mut self, trial: Trial<'_, '_>) {
        let Trial { world, inputs, changes, .. } = trial;
        let model = world.model;
        self.shared.influence.copy_from(&world.rest(0.0));
        self.groups.truncate(model.groups.len());
        for (index, members) in model.groups.iter().enumerate() {
            if index == self.groups.len() {
                let (influence, members) = (world.rest(0.0), Members::default());
                self.groups.push(Group { influence, part: OwnPart::NEW, members, changed: 0, is_deserted: false });
            }
            let group = &mut self.groups[index];
            group.influence.copy_from(world.opening(index));
            group.members.open(members, &changes[index], &model.joins, &inputs);
            (group.changed, group.is_deserted) = (0, false);
        }
        self.earliest_exit.clear(model.groups.len());
        self.known.clear(model.groups.len());
    }
}

/// A trial as it runs.
struct Run<'t, 'a, 'm> {
    groups: &'t mut TiedGroups,
    trial: Trial<'a, 'm>,
    effects: &'t ContagionEffects,
    /// How fast the effects fade of which the fastest fades [a year].
    rate: f64,
    calendar: Surroundings<'t>,
    /// The stretch of the calendar that the present lies in.
    stretch: usize,
    trajectory: &'t mut Trajectory,
}

impl Run<'_, '_, '_> {
    fn go_to_the_end(&mut self) {
        let calendar = self.trial.calendar_effects;
        let end = calendar.end(calendar.len() - 1);
        while self.groups.shared.influence.now() < end && !self.trial.cancellation.is_cancelled() {
            let now = self.groups.shared.influence.now();
            while self.calendar.end(self.stretch) <= now {
                self.stretch += 1;
            }
            self.groups.shared.begin(end.min(self.calendar.end(self.stretch)), self.rate);
            self.groups.earliest_exit.put_off();
            self.groups.known.put_off();
            for group in 0..self.groups.groups.len() {
                self.groups.groups[group].part = OwnPart::NEW;
                self.expect(group);
            }
            self.over_span();
            (0..self.groups.groups.len()).for_each(|group| self.settle(group));
        }
    }

    /// Goes on to the end of a span of the shared influence, or until another has to begin.
    fn over_span(&mut self) {
        let end = self.groups.shared.end();
        while !self.trial.cancellation.is_cancelled() && !self.groups.shared.has_sunk() {
            let TiedGroups { shared, earliest_exit, known, .. } = &mut *self.groups;
            let limit = end.min(shared.influence.next_jump()).min(known.time()).max(shared.influence.now());
            let whole = shared.influence.look(limit, None);
            let (reading, group) = earliest_exit.earliest();
            if reading - shared.clock() <= whole {
                let gain = reading - shared.clock();
                let time = shared.influence.inverse(limit, f64::INFINITY, 0.0, gain, whole);
                shared.go_on(time, gain);
                self.look(group, limit);
            } else if limit < end {
                shared.go_on(limit, whole);
                self.change();
            } else {
                shared.go_on(end, whole);
                return;
            }
        }
    }

    /// What is known to happen to groups at the present.
    fn change(&mut self) {
        let now = self.groups.shared.influence.now();
        let Trial { world, inputs, changes, .. } = self.trial;
        while self.groups.known.time() <= now {
            let index = self.groups.known.place();
            self.settle(index);
            let group = &mut self.groups.groups[index];
            while let Some(change) = changes[index].get(group.changed).filter(|change| change.time <= now) {
                group.members.change(change, &world.model.groups[index], &inputs);
                group.changed += 1;
            }
            self.expect(index);
        }
    }

    /// Brings a group to the present.
    fn settle(&mut self, index: usize) {
        let TiedGroups { shared, groups, .. } = &mut *self.groups;
        let group = &mut groups[index];
        if !group.is_deserted {
            let gain = shared.settle(&mut group.influence, &mut group.part);
            RiskClock::go_on(&mut group.members.clocks, self.calendar.rates(self.stretch), gain);
        }
    }

    /// Notes of a group at the present when somebody of it leaves at the earliest, and when something known happens to it.
    fn expect(&mut self, index: usize) {
        let TiedGroups { shared, groups, earliest_exit, known, .. } = &mut *self.groups;
        let group = &mut groups[index];
        let changes = &self.trial.changes[index][group.changed..];
        group.is_deserted = group.members.is_deserted(changes);
        let next = if group.is_deserted { None } else { group.next(self.calendar.rates(self.stretch)) };
        earliest_exit.set(index, next.map_or(f64::INFINITY, |(need, _)| shared.clock() + group.least_gain(need, shared.end())));
        known.set(index, if group.is_deserted { f64::INFINITY } else { group.next_known(changes) });
    }

    /// Looks at a group, of which somebody could leave at the present or before anything else happens up to a time.
    fn look(&mut self, index: usize, limit: f64) {
        self.settle(index);
        let TiedGroups { shared, groups, earliest_exit, .. } = &mut *self.groups;
        earliest_exit.set(index, f64::INFINITY);
        let Some((need, channel)) = groups[index].next(self.calendar.rates(self.stretch)) else { return };
        let (clock, other) = (shared.clock(), earliest_exit.time());
        let mut reading = clock + groups[index].least_gain(need, shared.end());
        if reading <= other {
            let time = shared.time_of(&groups[index].influence, need, limit);
            let gain = shared.influence.look(time.unwrap_or(limit), None);
            // Of two who leave at readings that the clock cannot tell apart, either may be the first.
            if let Some(time) = time.filter(|_| clock + gain <= other || reading - clock <= INDISTINCT * gain) {
                shared.go_on(time, gain);
                return self.leave(index, channel, need);
            }
            // Nobody leaves unless somebody else does before. The next number at least, so that time goes on.
            reading = reading.max(other.min(clock + gain)).max(clock.next_up());
        }
        earliest_exit.set(index, reading);
    }

    /// Somebody of a group leaves through a channel, up to which the integral of the group's hazard ratio since the last look is known.
    fn leave(&mut self, index: usize, channel: usize, gain: f64) {
        let world = self.trial.world;
        let TiedGroups { shared, groups, further, .. } = &mut *self.groups;
        let time = shared.influence.now();
        let group = &mut groups[index];
        // Where the group is now: the integral is known to the last bit.
        shared.settle(&mut group.influence, &mut group.part);
        RiskClock::go_on(&mut group.members.clocks, self.calendar.rates(self.stretch), gain);
        let member = group.members.next(channel);
        group.members.leave(member);
        let person = world.model.groups[index][member];
        shared.influence.add(Source::Contagion, &self.effects.contagion, time, self.effects.across);
        shared.jumped();
        let mut further = std::mem::take(further);
        world.for_moved_further(person, time, self.trajectory, |index, source, effect, weight| {
            further.push((index, source, *effect, weight));
        });
        self.trajectory.events.push(self.trial.exit(time, person, channel));
        // The group of whoever left is among them.
        for (index, source, effect, weight) in further.drain(..) {
            if self.groups.groups[index].is_deserted {
                continue;
            }
            self.settle(index);
            let group = &mut self.groups.groups[index];
            group.influence.add(source, &effect, time, weight);
            group.part.jumped();
            self.expect(index);
        }
        self.groups.further = further;
    }
}

impl Group {
    /// What the integral of the hazard ratio gains until the next leaves, and through which channel, at these rates of the channels.
    fn next(&mut self, rates: &[f64]) -> Option<(f64, usize)> {
        self.members.find_next();
        RiskClock::first(&self.members.clocks, rates, f64::INFINITY).map(|(need, channel)| (need.max(0.0), channel))
    }

    /// What the integral of the shared hazard ratio gains at the least while that of the group's gains so much, up to a time. All contagion
    /// raises hazards, or all of it lowers them and no cap binds; so a cap on the sum is one on both.
    fn least_gain(&self, need: f64, end: f64) -> f64 {
        let [_, highest] = self.influence.log_bounds(end.min(self.influence.next_jump()));
        need * math::exp(-highest)
    }

    /// When something known happens to the group alone: the next of these changes, or a jump of its own influence.
    fn next_known(&self, changes: &[Change]) -> f64 {
        changes.first().map_or(f64::INFINITY, |change| change.time).min(self.influence.next_jump())
    }
}

#[cfg(test)]
mod tests {
    use crate::simulate::Simulator;
    use crate::simulate::trajectory::Event;
    use crate::simulate::trial::test_scenarios::{
        BANDS, CHANNELS, COMPETITORS, GENERATED, HEAD, POLICIES, SERIES, contagion, for_trials, hired, kernels,
    };

    /// The same exits as those of the event loop, at the same times to within the error of the integrals.
    fn agrees(text: &str, policies: &[usize]) {
        let by_person = |simulator: &Simulator<'_>| {
            let mut events = simulator.trajectory().events.clone();
            events.sort_by_key(|event| event.person);
            events
        };
        let mut exits = 0;
        for_trials(text, policies, 40, |[tied, plain], world, trial| {
            assert!(world.moves_all_groups().is_some() && !world.has_lone_groups());
            assert!(tied.run(world, trial).events.is_sorted_by_key(|event| event.time), "trial {trial} of {text}");
            plain.run(world, trial);
            let [told, expected] = [by_person(tied), by_person(plain)];
            assert_eq!(told.len(), expected.len(), "trial {trial} of {text}");
            for (event, other) in told.iter().zip(expected) {
                assert_eq!(*event, Event { time: event.time, ..other }, "trial {trial} of {text}");
                assert!((event.time - other.time).abs() < 1e-9, "trial {trial} of {text}: {event:?} {other:?}");
            }
            exits += told.len();
            let without_interaction = world.without_interaction();
            tied.run_without_interaction(&without_interaction);
            plain.run_without_interaction(&without_interaction);
            assert_eq!(by_person(tied), by_person(plain), "trial {trial} of {text}");
        });
        assert!(exits > 200, "{exits}");
    }

    #[test]
    fn it_is_the_event_loop_within_the_error_of_the_integrals() {
        let generated = GENERATED.replace("teams = 3", "teams = 7");
        for kernel in kernels() {
            for across in ["0.3", "1.0"] {
                let kernel = format!("{kernel}across = {across}\n");
                agrees(&format!("{HEAD}{generated}{CHANNELS}{kernel}"), &[]);
                agrees(&format!("{HEAD}{}{CHANNELS}{BANDS}{SERIES}{kernel}", hired(6)), &[]);
                agrees(&format!("{HEAD}{}{CHANNELS}{BANDS}{COMPETITORS}{kernel}", hired(6)), &[]);
            }
        }
        let fading = contagion("half_life = \"3 months\"\nacross = 0.1");
        let many = GENERATED.replace("teams = 3", "teams = 60");
        agrees(&format!("{HEAD}{many}{CHANNELS}{}", contagion("half_life = \"6 months\"\nacross = 0.01")), &[]);
        let generated = format!("{generated}tenure = {{ median = \"2 years\", p95 = \"9 years\" }}\n");
        let frailty = "[frailty]\nsd = 0.8\n[heat]\nchannels = [\"found\"]\nvolatility = 0.5\nhalf_life = \"6 months\"\n";
        agrees(&format!("{HEAD}{generated}{CHANNELS}{BANDS}{fading}{frailty}"), &[]);
        let paid = format!("{HEAD}{}{CHANNELS}{BANDS}{fading}{POLICIES}", hired(6));
        for policies in [&[][..], &[0], &[1], &[2], &[0, 1, 2]] {
            agrees(&paid, policies);
        }
    }

    #[test]
    fn what_moves_a_team_alone_may_be_much() {
        let teams = GENERATED.replace("teams = 3", "teams = 6").replace("team_size = 7", "team_size = 20");
        for kernel in [
            "ratio = 3.0\nhalf_life = \"3 months\"\nacross = 0.02",
            "ratio = 3.0\nhalf_life = \"never\"\nacross = 0.02",
            "ratio = 50.0\nhalf_life = \"3 months\"\nacross = 0.1",
            "ratio = 0.4\nhalf_life = \"3 months\"\nacross = 0.2\ncap = 2.0",
            "ratio = 1.6\nhalf_life = \"3 months\"\nacross = 0.2\nleader_ratio = 0.3\nleader_half_life = \"5 months\"",
        ] {
            agrees(&format!("{HEAD}{teams}[channels.found]\nhazard_per_year = 0.3\n[contagion]\n{kernel}\n"), &[]);
        }
    }

    /// Once all have left at hazards beyond measure, the clock has to be one for newcomers too.
    #[test]
    fn after_a_burst_newcomers_go_on() {
        let hired = |month: &str, from: usize, count: usize| -> String {
            let person = |index| format!("[[researchers]]\nid = \"p-{index}\"\nteam = \"t-{}\"\nhired = {month}\n", index % 6);
            (from..from + count).map(person).collect()
        };
        // Windows close some six weeks after the start, in the month of the first of them.
        let later = [("2025-04-22", 2), ("2025-04-29", 2), ("2025-07-28", 3), ("2025-11-29", 2), ("2026-02-27", 2)];
        let people = later
            .iter()
            .zip(90..)
            .fold(hired("2021-01-01", 0, 90), |people, (&(date, count), index)| people + &hired(date, 3 * (index - 60), count));
        for kernel in [
            "ratio = 3.0\nwindow = \"40 days\"\nacross = 1.0",
            "ratio = 3.0\nwindow = \"90 days\"\ndelay = \"30 days\"\nacross = 0.7",
            "ratio = 3.0\nhalf_life = \"never\"\nacross = 1.0",
            "ratio = 3.0\nhalf_life = \"never\"\nacross = 0.05",
            "ratio = 9.0\nhalf_life = \"20 days\"\nacross = 0.9",
            "ratio = 9.0\nhalf_life = \"20 days\"\nacross = 0.9\ncap = 1e6",
        ] {
            agrees(&format!("{HEAD}{people}{CHANNELS}[contagion]\n{kernel}\n"), &[]);
        }
    }
}
