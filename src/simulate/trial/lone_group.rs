//! Groups that nothing but their own exits and known changes moves, each run on its own from the start to the horizon.
//!
//! It is what [`RiskGroup`](super::risk_group::RiskGroup) does where no channel has a limit of acceptance, nobody comes back or is hired and no
//! spin-out pulls, to within the rounding error of a time: in the memory of one group, and in less time.
//!
//! Cost: risks times people to begin with; risks for each stretch of the calendar; risks times what [`Earliest`](super::earliest::Earliest) takes
//! for each exit and change, times its members for a step of a class.

use crate::hazard::contagion::{DecayFactor, Influence, Passage, SoleDecay, Source};
use crate::hazard::kernel::Effect;
use crate::math;
use crate::simulate::trajectory::Trajectory;
use crate::simulate::world::World;

use super::inputs::Trial;
use super::members::Members;
use super::risk_group::{DecayByStretch, RiskClock, Surroundings};
use super::seats::OpenShares;

/// The memory of one group at a time.
#[derive(Debug)]
pub struct LoneGroup {
    influence: Influence,
    /// The stretch of the calendar that the present lies in, or an earlier one.
    stretch: usize,
    members: Members,
    /// By which factor contagion decays over each stretch of the calendar.
    decay: DecayByStretch,
    /// Nobody is full.
    open_shares: OpenShares,
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
            members: Members::default(),
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
        for group in 0..world.model.groups.len() {
            if trial.cancellation.is_cancelled() {
                break;
            }
            self.run_group(group, trial, &surroundings, trajectory);
        }
        (self.decay, self.open_shares) = (decay, open);
    }

    fn run_group(&mut self, group: usize, trial: Trial<'_, '_>, surroundings: &Surroundings<'_>, trajectory: &mut Trajectory) {
        let Trial { world, inputs, cancellation, .. } = trial;
        let (members, changes) = (&world.model.groups[group][..], &trial.changes[group][..]);
        let effect = world.effect_within_teams();
        let sole_effect = effect.filter(|effect| effect.delay == 0.0).map(|effect| effect.log_ratio);
        let end = trial.calendar_effects.end(trial.calendar_effects.len() - 1);
        self.influence.copy_from(world.opening(group));
        self.stretch = 0;
        self.members.open(members, changes, &world.model.joins, &inputs);
        let mut changed = 0;
        while self.influence.now() < end && !cancellation.is_cancelled() {
            let next_change = changes.get(changed).map_or(f64::INFINITY, |change| change.time);
            if let Some(log_ratio) = sole_effect {
                let events = &mut trajectory.events;
                self.go_on_while_sole(end.min(next_change), log_ratio, surroundings, |time, member, channel| {
                    events.push(trial.exit(time, members[member], channel));
                });
                if self.members.is_deserted(&changes[changed..]) {
                    return;
                }
            }
            if let Some(exit) = self.go_on(end.min(next_change), surroundings) {
                self.members.leave(exit.member);
                let Exit { time, channel, .. } = exit;
                let person = members[exit.member];
                self.move_others(effect, person, time, world, trajectory);
                trajectory.events.push(trial.exit(time, person, channel));
                if self.members.is_deserted(&changes[changed..]) {
                    return;
                }
            } else {
                while let Some(change) = changes.get(changed).filter(|change| change.time <= self.influence.now()) {
                    self.members.change(change, members, &inputs);
                    changed += 1;
                }
            }
        }
    }

    /// Goes on as [`LoneGroup::go_on`] does, exit after exit, for as long as fading contagion is all that moves the group, its exponential
    /// integral is in the table, and somebody is there; to a time at most. By a few channels only, whose numbers stay in registers.
    #[inline]
    fn go_on_while_sole(&mut self, until: f64, log_ratio: f64, surroundings: &Surroundings<'_>, exit: impl FnMut(f64, usize, usize)) {
        let Self { influence, stretch, members, .. } = self;
        let Some(mut decay) = influence.sole_decay().filter(|decay| surroundings.knows_decay(decay.rate())) else { return };
        match members.clocks.len() {
            1 => exits::<1>(&mut decay, stretch, members, until, log_ratio, surroundings, exit),
            2 => exits::<2>(&mut decay, stretch, members, until, log_ratio, surroundings, exit),
            3 => exits::<3>(&mut decay, stretch, members, until, log_ratio, surroundings, exit),
            4 => exits::<4>(&mut decay, stretch, members, until, log_ratio, surroundings, exit),
            _ => return,
        }
        influence.follow(&decay);
    }

    /// The effects of an exit on those who are left: within teams alone all have the one that is given.
    #[inline]
    fn move_others(&mut self, effect: Option<&Effect>, person: usize, time: f64, world: &World<'_>, so_far: &Trajectory) {
        match effect {
            Some(effect) => self.influence.add(Source::Contagion, effect, time, 1.0),
            None => world.for_moved(person, time, so_far, |_, part, effect, weight| self.influence.add(part, effect, time, weight)),
        }
    }

    /// Goes on to the next exit, to a time, or to a jump of the influence, whichever comes first; or to the end of some stretch before.
    #[inline]
    fn go_on(&mut self, until: f64, surroundings: &Surroundings<'_>) -> Option<Exit> {
        let Self { influence, stretch, members, .. } = self;
        members.find_next();
        let clocks = &mut members.clocks;
        let limit = until.min(influence.next_jump());
        while surroundings.end(*stretch) <= influence.now() {
            *stretch += 1;
        }
        *stretch = influence.pass(
            *stretch,
            |stretch| surroundings.before(limit, stretch),
            |stretch, whole| RiskClock::pass(clocks, surroundings.rates(stretch), whole),
        );
        let end = limit.min(surroundings.end(*stretch));
        let whole = influence.look(end, surroundings.decay(*stretch));
        let rates = surroundings.rates(*stretch);
        let first = RiskClock::first(clocks, rates, whole);
        let (time, common) = first.map_or((end, whole), |(need, _)| (influence.inverse(end, f64::INFINITY, 0.0, need, whole), need));
        RiskClock::go_on(clocks, rates, common);
        influence.advance(time);
        first.map(|(_, channel)| Exit { time, member: members.next(channel), channel })
    }
}

/// The exits of a group by so many channels, while one fading effect moves it; stops at a time, or where that effect goes on in another way, or
/// nobody is left.
#[inline]
fn exits<const CHANNELS: usize>(
    decay: &mut SoleDecay,
    stretch: &mut usize,
    members: &mut Members,
    until: f64,
    log_ratio: f64,
    surroundings: &Surroundings<'_>,
    mut exit: impl FnMut(f64, usize, usize),
) {
    let (stretches, rates) = surroundings.fading_stretches::<CHANNELS>();
    let mut clocks = Clocks { decay: *decay, reading: [0.0; CHANNELS], next: members.times() };
    clocks.reading.iter_mut().zip(&members.clocks).for_each(|(reading, clock)| *reading = clock.reading);
    // The stretch that lies ahead; at the end of all of them, none.
    let mut at = *stretch + stretches[*stretch..].iter().take_while(|stretch| stretch.end() <= clocks.decay.now()).count();
    while clocks.decay.now() < until {
        let mut passage = clocks.decay.to(math::least(stretches[at].end(), until), &stretches[at]);
        if clocks.pass(&rates[at], passage) {
            at += usize::from(stretches[at].end() <= clocks.decay.now());
            let (passed, next) = clocks.pass_stretches(&stretches[at..], &rates[at..], until);
            at += passed;
            match next {
                Some(next) => passage = next,
                None => continue,
            }
        }
        let Some((need, channel)) = clocks.first(&rates[at], passage.whole) else {
            // By a rounding error: of a clock that stands still, or of somebody who leaves as the stretch ends.
            clocks.go_on(&rates[at], passage.whole);
            clocks.decay.pass(passage);
            at += usize::from(stretches[at].end() <= clocks.decay.now());
            continue;
        };
        clocks.go_on(&rates[at], need);
        let is_within_reach = clocks.decay.exit(need, passage, log_ratio);
        let member = members.next(channel);
        members.leave(member);
        clocks.next = members.times();
        exit(clocks.decay.now(), member, channel);
        at += usize::from(stretches[at].end() <= clocks.decay.now());
        if !is_within_reach || members.is_empty() {
            break;
        }
    }
    (*decay, *stretch) = (clocks.decay, at.min(stretches.len() - 1));
    members.clocks.iter_mut().zip(clocks.reading).for_each(|(clock, reading)| clock.reading = reading);
}

/// The clocks of so many channels while one fading effect moves a group.
struct Clocks<const CHANNELS: usize> {
    decay: SoleDecay,
    /// What each reads.
    reading: [f64; CHANNELS],
    /// What each reads when the next leaves by it.
    next: [f64; CHANNELS],
}

#[expect(clippy::inline_always, reason = "the numbers of the innermost loop stay in registers only where all that it does is inlined")]
impl<const CHANNELS: usize> Clocks<CHANNELS> {
    /// Goes on over stretches of which the first begins now, for as long as they end by a time and nobody leaves; how many, and the way over
    /// the one on which somebody does.
    ///
    /// It is never a part of its caller, so that its numbers stay in registers.
    #[inline(never)]
    fn pass_stretches(&mut self, stretches: &[DecayFactor], rates: &[[f64; CHANNELS]], until: f64) -> (usize, Option<Passage>) {
        let mut passed = 0;
        for (stretch, rates) in stretches.iter().zip(rates) {
            if stretch.end() > until {
                break;
            }
            let Some(passage) = self.decay.over(stretch) else { break };
            if !self.pass(rates, passage) {
                return (passed, Some(passage));
            }
            passed += 1;
        }
        (passed, None)
    }

    /// Goes a whole way, if nobody leaves on it; whether nobody does.
    #[inline(always)]
    fn pass(&mut self, rates: &[f64; CHANNELS], passage: Passage) -> bool {
        let mut leaves = false;
        let mut readings = self.reading;
        for ((reading, rate), next) in readings.iter_mut().zip(rates).zip(self.next) {
            *reading += rate * passage.whole;
            leaves |= next <= *reading;
        }
        if !leaves {
            self.reading = readings;
            self.decay.pass(passage);
        }
        !leaves
    }

    /// The integral at which the first leaves, and by which channel, if anybody does within the whole.
    #[inline(always)]
    fn first(&self, rates: &[f64; CHANNELS], whole: f64) -> Option<(f64, usize)> {
        let (mut need, mut channel) = (f64::INFINITY, 0);
        for (other, ((&rate, next), reading)) in rates.iter().zip(self.next).zip(self.reading).enumerate() {
            // Of a clock that stands still, infinite or not a number.
            let needs = math::largest(next - reading, 0.0) / rate;
            (need, channel) = if needs < need { (needs, other) } else { (need, channel) };
        }
        (need <= whole).then_some((need, channel))
    }

    /// Lets the clocks go on by their rates and an integral.
    #[inline(always)]
    fn go_on(&mut self, rates: &[f64; CHANNELS], integral: f64) {
        self.reading.iter_mut().zip(rates).for_each(|(reading, rate)| *reading += rate * integral);
    }
}

#[cfg(test)]
mod tests {
    use crate::simulate::trial::test_scenarios::{
        BANDS, CHANNELS, COMPETITORS, GENERATED, HEAD, POLICIES, SERIES, assert_alike, contagion, for_trials, hired, kernels,
    };

    /// The trials of the event loop, at times that differ by less than rounding errors add up to; whether any does.
    fn agrees(text: &str, policies: &[usize]) -> bool {
        let (mut exits, mut differ) = (0, false);
        for_trials(text, policies, 60, |[lone, plain], world, trial| {
            assert!(world.has_lone_groups() && world.has_events());
            let [told, expected] = [lone.run(world, trial), plain.run(world, trial)];
            exits += told.events.len();
            differ |= told != expected;
            assert_alike(told, expected, 1e-12, &format!("trial {trial} of {text}"));
            let without_interaction = world.without_interaction();
            for time in [0.3, world.model.horizon(), 9.0] {
                let expected = plain.run_without_interaction(&without_interaction).exits_until(time);
                assert_eq!(
                    lone.run_without_interaction_until(&without_interaction, time),
                    expected,
                    "by {time} in trial {trial} of {text}"
                );
            }
            if !policies.is_empty() {
                assert!(without_interaction.has_lone_groups());
                let told = lone.run_without_interaction(&without_interaction);
                assert_eq!(told, plain.run_without_interaction(&without_interaction), "trial {trial} of {text}");
            }
        });
        assert!(exits > 200, "{exits}");
        differ
    }

    #[test]
    fn one_fading_effect_goes_on_by_a_loop_of_its_own() {
        let channel = |name: &str| format!("[channels.{name}]\nhazard_per_year = 0.3\n");
        let closed = "[channels.away]\nkind = \"lab\"\nhazard_per_year = 1.5\nunnamed_weight = 0.0\n\
            [competitors.only]\nchannel = \"away\"\nopened = 2025-06-10\nclosed = 2025-10-20\n";
        let channels =
            |count: usize| ["found", "startup", "lab", "other", "dismissed"][..count].iter().map(|name| channel(name)).collect::<String>();
        let fading = |ratio: f64, half_life: &str| format!("[contagion]\nratio = {ratio:?}\nhalf_life = \"{half_life}\"\n");
        for (text, has_own_loop) in [
            (channels(1) + &fading(1.6, "3 months"), true),
            (channels(2) + &fading(1.6, "3 months"), true),
            (channels(4) + SERIES + &fading(1.6, "3 months"), true),
            (channels(5) + &fading(1.6, "3 months"), false),
            (channels(2) + closed + &fading(1.6, "3 months"), true),
            // Beyond the table of the inverse, and at once, or nearly, in another way.
            (channels(3) + &fading(50.0, "3 months"), true),
            (channels(3) + &fading(0.7, "3 months"), true),
            (channels(3) + &fading(0.01, "3 months"), false),
            // As slow as it may be, and slower.
            (channels(3) + &fading(1.6, "11 years"), true),
            (channels(3) + &fading(0.7, "11 years"), true),
            (channels(3) + &fading(1.6, "12 years"), false),
            (channels(3) + &fading(1.6, "1 days"), true),
        ] {
            assert_eq!(agrees(&format!("{HEAD}{GENERATED}{text}"), &[]), has_own_loop, "{text}");
        }
    }

    #[test]
    fn it_is_the_event_loop_within_rounding_errors() {
        let fading = contagion("half_life = \"3 months\"");
        for kernel in kernels() {
            agrees(&format!("{HEAD}{GENERATED}{CHANNELS}{kernel}"), &[]);
            agrees(&format!("{HEAD}{}{CHANNELS}{BANDS}{SERIES}{kernel}", hired(2)), &[]);
            agrees(&format!("{HEAD}{}{CHANNELS}{BANDS}{COMPETITORS}{kernel}", hired(2)), &[]);
        }
        let generated = format!("{GENERATED}tenure = {{ median = \"2 years\", p95 = \"9 years\" }}\n");
        let frailty = "[frailty]\nsd = 0.8\n[heat]\nchannels = [\"found\"]\nvolatility = 0.5\nhalf_life = \"6 months\"\n";
        agrees(&format!("{HEAD}{generated}{CHANNELS}{BANDS}{fading}{frailty}"), &[]);
        let unsure = "[channels.lab]\nhazard_per_year = { median = 0.1, p95 = 0.8 }\n";
        agrees(&format!("{HEAD}{GENERATED}{CHANNELS}{unsure}{fading}{frailty}"), &[]);
        let paid = format!("{HEAD}{}{CHANNELS}{BANDS}{fading}{POLICIES}", hired(2));
        for policies in [&[][..], &[0], &[1], &[2], &[0, 1, 2]] {
            agrees(&paid, policies);
        }
        // Nobody moves anybody, but policies change hazards.
        agrees(&format!("{HEAD}{}{CHANNELS}{BANDS}{POLICIES}", hired(2)), &[0, 1]);
    }
}
