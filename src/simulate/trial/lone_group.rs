//! Groups that nothing but their own exits and known changes moves, each run on its own from the start to the horizon.
//!
//! It is what [`RiskGroup`](super::risk_group::RiskGroup) does where no channel has a limit of acceptance, nobody comes back or is hired and no
//! spin-out pulls, to the bit: in the memory of one group, and in less time.
//!
//! Cost: risks times people to begin with; risks for each stretch of the calendar; risks times the logarithm of the people for each exit and
//! change, times its members for a step of a class.

use crate::Cancellation;
use crate::hazard::calendar_effects::CalendarEffects;
use crate::hazard::contagion::{Influence, Source};
use crate::hazard::kernel::Effect;
use crate::simulate::Destination;
use crate::simulate::risk::{Change, ChangeKind};
use crate::simulate::trajectory::{Event, EventKind, Trajectory};
use crate::simulate::world::World;

use super::earliest::Earliest;
use super::inputs::TrialInputs;
use super::no_interaction;
use super::risk_group::{AtRisk, DecayByStretch, RiskClock, Surroundings, Waiters};
use super::seats::OpenShares;

/// The memory of one group at a time.
#[derive(Debug)]
pub struct LoneGroup {
    influence: Influence,
    /// The stretch of the calendar that the present lies in, or an earlier one.
    stretch: usize,
    /// How many are there.
    present: usize,
    /// By member, whether there.
    is_here: Vec<bool>,
    /// Of each channel, `channel * members + member`; empty where nothing changes but by exits.
    at_risk: Vec<AtRisk>,
    /// One a channel.
    clocks: Vec<RiskClock>,
    /// For each clock its reading at which each leaves, by member.
    due: Vec<Earliest>,
    /// By which factor contagion decays over each stretch of the calendar.
    decay: DecayByStretch,
    /// Nobody is full.
    open_shares: OpenShares,
}

/// What a trial gives to all of its groups.
#[derive(Clone, Copy, Debug)]
pub(in crate::simulate) struct Trial<'a, 'm> {
    pub world: &'a World<'m>,
    pub calendar_effects: &'a CalendarEffects,
    pub inputs: TrialInputs<'a>,
    /// Changes of each group, in order of time.
    pub changes: &'a [Vec<Change>],
    pub cancellation: &'a Cancellation,
}

/// Somebody of the group leaves.
struct Exit {
    time: f64,
    member: usize,
    channel: usize,
}

impl LoneGroup {
    /// Memory for the groups of a world.
    pub fn new(world: &World<'_>) -> Self {
        Self {
            influence: world.rest(0.0),
            stretch: 0,
            present: 0,
            is_here: Vec::new(),
            at_risk: Vec::new(),
            clocks: Vec::new(),
            due: Vec::new(),
            decay: DecayByStretch::default(),
            open_shares: OpenShares::default(),
        }
    }

    /// Runs all groups of a world, one after another; exits come group by group.
    pub(in crate::simulate) fn run(&mut self, trial: Trial<'_, '_>, trajectory: &mut Trajectory) {
        let (world, effects) = (trial.world, trial.calendar_effects);
        let (mut decay, mut open) = (std::mem::take(&mut self.decay), std::mem::take(&mut self.open_shares));
        decay.follow(effects, world.contagion.map_or(0.0, |effects| effects.contagion.kernel.rate()));
        open.reset(world.channels());
        let surroundings = Surroundings::new(effects, &open, None, &decay);
        for circle in &world.model.circles {
            if trial.cancellation.is_cancelled() {
                break;
            }
            self.run_group(circle[0], trial, &surroundings, trajectory);
        }
        (self.decay, self.open_shares) = (decay, open);
    }

    fn run_group(&mut self, group: usize, trial: Trial<'_, '_>, surroundings: &Surroundings<'_>, trajectory: &mut Trajectory) {
        let Trial { world, inputs, cancellation, .. } = trial;
        let (members, changes) = (&world.model.groups[group][..], &trial.changes[group][..]);
        let effect = world.effect_within_teams();
        let end = trial.calendar_effects.end(trial.calendar_effects.len() - 1);
        self.open(members, changes, world.opening(group), trial);
        let mut changed = 0;
        while self.influence.now() < end && !cancellation.is_cancelled() {
            let next_change = changes.get(changed).map_or(f64::INFINITY, |change| change.time);
            if let Some(exit) = self.go_on(end.min(next_change), surroundings) {
                self.leave(exit.member);
                let Exit { time, channel, .. } = exit;
                let person = members[exit.member];
                self.move_others(effect, person, time, world, trajectory);
                let to = no_interaction::competitor(world, inputs.luck, person, channel, time);
                let to = to.map_or(Destination::Unnamed, Destination::Competitor);
                trajectory.events.push(Event { time, person, kind: EventKind::Exit { channel, to } });
                if self.present == 0 && changes[changed..].iter().all(|change| change.kind != ChangeKind::Join) {
                    return;
                }
            } else {
                while let Some(change) = changes.get(changed).filter(|change| change.time <= self.influence.now()) {
                    self.change(change, members, &inputs);
                    changed += 1;
                }
            }
        }
    }

    /// The effects of an exit on those who are left: within teams alone all have the one that is given.
    #[inline]
    fn move_others(&mut self, effect: Option<&Effect>, person: usize, time: f64, world: &World<'_>, so_far: &Trajectory) {
        match effect {
            Some(effect) => self.influence.add(Source::Contagion, effect, time, 1.0),
            None => world.for_moved(person, time, so_far, |_, part, effect, weight| self.influence.add(part, effect, time, weight)),
        }
    }

    /// The group as it is at the start.
    fn open(&mut self, members: &[usize], changes: &[Change], opening: &Influence, trial: Trial<'_, '_>) {
        let Trial { world, inputs, .. } = trial;
        let (model, channels) = (world.model, inputs.channels);
        self.influence.copy_from(opening);
        self.stretch = 0;
        self.is_here.clear();
        self.is_here.extend(members.iter().map(|&person| model.joins[person] == 0.0));
        self.present = self.is_here.iter().filter(|&&is_here| is_here).count();
        self.at_risk.clear();
        if !changes.is_empty() {
            self.at_risk.resize(channels * members.len(), AtRisk::default());
        }
        self.clocks.clear();
        self.clocks.resize(channels, RiskClock::NOBODY);
        self.due.resize_with(channels, Earliest::default);
        self.due.iter_mut().for_each(|due| due.clear(members.len()));
        for (member, &person) in members.iter().enumerate().filter(|&(member, _)| self.is_here[member]) {
            let (levels, patience) = (inputs.levels(person), &inputs.patience[person * channels..][..channels]);
            let first = inputs.first_offers(person);
            for (channel, (due, (&level, &left))) in self.due.iter_mut().zip(levels.iter().zip(patience)).enumerate() {
                let at_risk = AtRisk { level, offers: first.map_or(1.0, |offers| offers[channel]), left, since: 0.0 };
                due.set(member, at_risk.due());
                if let Some(own) = self.at_risk.get_mut(channel * members.len() + member) {
                    *own = at_risk;
                }
            }
        }
    }

    /// Goes on to the next exit, to a time, or to a jump of the influence, whichever comes first; or to the end of some stretch before.
    #[inline]
    fn go_on(&mut self, until: f64, surroundings: &Surroundings<'_>) -> Option<Exit> {
        let Self { influence, stretch, clocks, due, .. } = self;
        clocks.iter_mut().zip(due.iter_mut()).for_each(|(clock, due)| clock.next = due.time());
        let limit = until.min(influence.next_jump());
        while surroundings.end(*stretch) <= influence.now() {
            *stretch += 1;
        }
        *stretch = influence.pass(
            *stretch,
            |stretch| surroundings.before(limit, stretch),
            |stretch, whole| RiskClock::pass(clocks, surroundings.rates(stretch), whole),
        );
        let stretch_end = surroundings.end(*stretch);
        let end = limit.min(stretch_end);
        let whole = influence.look(end, surroundings.decay(*stretch).filter(|_| end == stretch_end));
        let rates = surroundings.rates(*stretch);
        let first = RiskClock::first(clocks, rates, whole);
        let (time, common) = first.map_or((end, whole), |(need, _)| (influence.inverse(end, f64::INFINITY, 0.0, need, whole), need));
        RiskClock::go_on(clocks, rates, common);
        influence.advance(time);
        first.map(|(_, channel)| Exit { time, member: due[channel].place(), channel })
    }

    /// One who leaves.
    fn leave(&mut self, member: usize) {
        self.is_here[member] = false;
        self.present -= 1;
        self.due.iter_mut().for_each(|due| due.set(member, f64::INFINITY));
    }

    /// A known change happens.
    fn change(&mut self, change: &Change, members: &[usize], inputs: &TrialInputs<'_>) {
        // A step is of a class, whose members may be in several groups.
        if let ChangeKind::Step { class, step } = change.kind {
            for member in (0..members.len()).filter(|&member| inputs.class_of[members[member]] == class) {
                for own in &inputs.level_steps[class][step].moves {
                    let level = self.at_risk[own.channel * members.len() + member].level * own.ratio;
                    self.set(own.channel, member, Some(level), Some(own.offers));
                }
            }
            return;
        }
        let Ok(member) = members.binary_search(&change.person) else { return };
        match change.kind {
            ChangeKind::Join => self.join(change.person, member, inputs),
            ChangeKind::Level(lane, level) if lane < inputs.channels => self.set(lane, member, Some(level), None),
            ChangeKind::Offers(channel, offers) => self.set(channel, member, None, Some(offers)),
            // Of the lanes beyond the channels, which are those of pull, nothing follows here.
            ChangeKind::Level(..) | ChangeKind::Step { .. } => {}
        }
    }

    /// Somebody joins.
    fn join(&mut self, person: usize, member: usize, inputs: &TrialInputs<'_>) {
        (self.is_here[member], self.present) = (true, self.present + 1);
        let first = inputs.first_offers(person);
        for (channel, &level) in inputs.levels(person)[..inputs.channels].iter().enumerate() {
            self.waiters(channel).start(member, level, 1.0, inputs.patience[person * inputs.channels + channel]);
            if let Some(offers) = first.map(|offers| offers[channel]).filter(|&offers| offers != 1.0) {
                self.set(channel, member, None, Some(offers));
            }
        }
    }

    /// Gives somebody who is there another level or multiple of the offers of a channel.
    fn set(&mut self, channel: usize, member: usize, level: Option<f64>, offers: Option<f64>) {
        if self.is_here[member] {
            let mut waiters = self.waiters(channel);
            let own = waiters.at_risk[member];
            waiters.change(member, level.unwrap_or(own.level), offers.unwrap_or(own.offers));
        }
    }

    /// Those who wait to leave through a channel.
    fn waiters(&mut self, channel: usize) -> Waiters<'_> {
        let members = self.is_here.len();
        Waiters {
            clock: &mut self.clocks[channel],
            due: &mut self.due[channel],
            at_risk: &mut self.at_risk[channel * members..][..members],
            is_here: &self.is_here,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::{self, Scenario};
    use crate::simulate::{Model, Simulator, World};

    const HEAD: &str = "name = \"Lone\"\nstart = 2025-03-01\nhorizon = \"30 months\"\n";
    const CHANNELS: &str = "[channels.found]\nhazard_per_year = 0.3\n[channels.startup]\nhazard_per_year = 0.6\n";
    const BANDS: &str =
        "[channels.lab]\nhazard_per_year = 0.2\ntenure = [ { until = \"1 year\", ratio = 0.3 }, { until = \"30 months\", ratio = 3.0 } ]\n";
    const GENERATED: &str = "[roster.generate]\nteams = 3\nteam_size = 7\n";
    const SERIES: &str = "[[heat.series]]\nchannels = [\"found\"]\ninterpolation = \"step\"\n\
        points = [ { at = 2025-03-01, value = 1.0 }, { at = 2025-09-13, value = 2.0 }, { at = 2026-05-01, value = 0.001 } ]\n\
        [[shocks]]\nname = \"layoffs\"\ndate = 2025-11-09\nratio = 4.0\nhalf_life = \"6 months\"\n";
    const POLICIES: &str = "[pay]\nelasticity = 1.2\n[policies.raise]\nkind = \"raise\"\nraise = 0.3\nfrom = 2025-06-01\n\
        [policies.calm]\nkind = \"effect\"\nratio = 0.5\nfrom = 2025-04-11\nuntil = 2026-01-01\n\
        [policies.seen]\nkind = \"visibility\"\nratio = 1.6\nchannels = [\"startup\"]\nfrom = 2025-03-01\n";

    const HISTORY: &str = "id,team,entry,exit,channel,leads\nx-1,a,2021-01-01,2025-01-20,found,\nx-2,b,2021-01-01,2024-12-03,startup,b\n";
    const COMPETITORS: &str = "[history]\nfile = \"history.csv\"\n[competitors.rival]\nchannel = \"startup\"\nweight = 2.0\n\
        [competitors.newco]\nchannel = \"startup\"\nopened = 2026-01-20\nclosed = 2026-11-03\n";

    /// People with dates of hire before the start and after it, in two teams; the first leads one of them.
    fn hired() -> String {
        let person = |index: u32| {
            let (year, month) = (2021 + index % 6, 1 + index * 5 % 12);
            let team = ["a", "b"][index as usize % 2];
            let leads = if index == 0 { "leads = [\"a\"]\n" } else { "" };
            format!("[[researchers]]\nid = \"p-{index}\"\nteam = \"{team}\"\nhired = {year}-{month:02}-17\npay = {index}.5\n{leads}")
        };
        (0..23).map(person).collect()
    }

    fn read(text: &str) -> Scenario {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("history.csv"), HISTORY).unwrap();
        scenario::read_str("lone.toml", text, folder.path(), &[]).unwrap_or_else(|problems| panic!("{text}\n{problems}")).scenario
    }

    /// To the bit the trials of the event loop.
    fn agrees(text: &str, policies: &[usize]) {
        let scenario = &read(text);
        let model = Model::under(scenario, 7, policies, scenario.horizon.checked_add(jiff::Span::new().months(5)).unwrap());
        let mut world = World::new(&model, 0);
        let [mut lone, mut plain] = [Simulator::new(&model, &world), Simulator::new(&model, &world).plain()];
        let mut exits = 0;
        for trial in 0..60 {
            if model.replications > 1 {
                world = World::new(&model, trial / model.replications);
            }
            assert!(world.has_lone_groups() && world.has_events());
            let told = lone.run(&world, trial);
            assert_eq!(told, plain.run(&world, trial), "trial {trial} of {text}");
            exits += told.events.len();
            if !policies.is_empty() {
                let without_interaction = world.without_interaction();
                assert!(without_interaction.has_lone_groups());
                let told = lone.run_without_interaction(&without_interaction);
                assert_eq!(told, plain.run_without_interaction(&without_interaction), "trial {trial} of {text}");
            }
        }
        assert!(exits > 200, "{exits}");
    }

    #[test]
    fn it_is_the_event_loop_to_the_bit() {
        let contagion = |rest: &str| format!("[contagion]\nratio = 1.6\n{rest}\n");
        let fading = contagion("half_life = \"3 months\"");
        for kernel in [
            fading.clone(),
            contagion("half_life = \"never\""),
            contagion("window = \"40 days\""),
            contagion("half_life = \"3 months\"\ncap = 1.9"),
            contagion("half_life = \"3 months\"\ndelay = \"30 days\""),
            contagion("window = \"40 days\"\ndelay = \"30 days\"\nleader_ratio = 3.0\nleader_half_life = \"2 months\""),
            contagion("half_life = \"1 days\""),
            contagion("half_life = \"1 days\"\nleader_ratio = 3.0\nleader_half_life = \"never\""),
            contagion("half_life = \"3 months\"\nleader_ratio = 3.0\nleader_half_life = \"3 months\""),
            contagion("half_life = \"3 months\"\nleader_ratio = 3.0\nleader_half_life = \"9 months\""),
            contagion("half_life = \"90 years\""),
            "[contagion]\nratio = 0.4\nhalf_life = \"3 months\"\n".to_owned(),
        ] {
            agrees(&format!("{HEAD}{GENERATED}{CHANNELS}{kernel}"), &[]);
            agrees(&format!("{HEAD}{}{CHANNELS}{BANDS}{SERIES}{kernel}", hired()), &[]);
            agrees(&format!("{HEAD}{}{CHANNELS}{BANDS}{COMPETITORS}{kernel}", hired()), &[]);
        }
        let generated = format!("{GENERATED}tenure = {{ median = \"2 years\", p95 = \"9 years\" }}\n");
        let frailty = "[frailty]\nsd = 0.8\n[heat]\nchannels = [\"found\"]\nvolatility = 0.5\nhalf_life = \"6 months\"\n";
        agrees(&format!("{HEAD}{generated}{CHANNELS}{BANDS}{fading}{frailty}"), &[]);
        let unsure = "[channels.lab]\nhazard_per_year = { median = 0.1, p95 = 0.8 }\n";
        agrees(&format!("{HEAD}{GENERATED}{CHANNELS}{unsure}{fading}{frailty}"), &[]);
        let paid = format!("{HEAD}{}{CHANNELS}{BANDS}{fading}{POLICIES}", hired());
        for policies in [&[][..], &[0], &[1], &[2], &[0, 1, 2]] {
            agrees(&paid, policies);
        }
        // Nobody moves anybody, but policies change hazards.
        agrees(&format!("{HEAD}{}{CHANNELS}{BANDS}{POLICIES}", hired()), &[0, 1]);
    }
}
