//! Declined offers: what the event log tells besides what happened.
//!
//! Given everything else that happens in a trial, the offers that somebody declines through a channel that gives offers (or from a
//! spin-out whose pull is part of one) are a Poisson process at the rate `offers - hazard`, while the person is there and not under
//! notice. Candidates come at a constant rate on each piece of time that is nowhere below the rate of offers; one counts with the
//! probability `(offers - hazard) / rate of candidates` (Lewis & Shedler 1979).
//!
//! Nothing else in a trial depends on them, and their luck has keys of its own, so that asking for them changes nothing.

use crate::hazard::calendar_effects::CalendarEffects;
use crate::math;
use crate::random::{Purpose, Stream, kin};
use crate::scenario::Baseline;

use crate::simulate::Destination;
use crate::simulate::replay::Replay;
use crate::simulate::risk::Risk;
use crate::simulate::trajectory::{EventKind, Trajectory};
use crate::simulate::trial::luck::Luck;
use crate::simulate::world::hazard_terms::channel_of;
use crate::simulate::world::{Individual, World};

/// An offer that somebody declined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Declined {
    /// When \[years\].
    pub time: f64,
    /// Who: index of the researcher, or of the newcomer after all researchers.
    pub person: usize,
    /// Through which channel, or from which spin-out.
    pub risk: Risk,
    /// Whose offer it was.
    pub to: Destination,
    /// The hazard by this risk at that moment [exits a person-year].
    pub hazard: f64,
}

/// A time in which somebody is there and not under notice.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spell {
    from: f64,
    to: f64,
    /// How often the person has come back.
    number: u32,
}

/// The candidates of a Poisson process, one after another.
struct Candidates {
    stream: Stream,
    /// How much of the integrated rate is to pass until the next.
    ahead: f64,
}

impl Candidates {
    fn new(mut stream: Stream) -> Self {
        let ahead = -math::ln(stream.uniform());
        Self { stream, ahead }
    }

    /// The next candidate before `end`, where they come at a constant rate from `now` on.
    fn next(&mut self, now: f64, end: f64, rate: f64) -> Option<f64> {
        let time = now + self.ahead / rate;
        if time < end {
            return Some(time);
        }
        self.ahead -= rate * (end - now);
        None
    }

    /// Two uniform numbers for the candidate that came, and on to the next.
    fn luck(&mut self) -> [f64; 2] {
        let luck = [self.stream.uniform(), self.stream.uniform()];
        self.ahead = -math::ln(self.stream.uniform());
        luck
    }
}

/// One trial, and whose offers are looked for in it.
struct Search<'a, 'm> {
    world: &'a World<'m>,
    calendar_effects: &'a CalendarEffects,
    trajectory: &'a Trajectory,
    /// When a competitor has taken one of us \[years\], in order of time.
    hires: Vec<f64>,
    declined: Vec<Declined>,
}

/// All declined offers of a trial, person by person.
///
/// Cost: people x channels x stretches, and one evaluation of the hazard from its definition for each candidate.
pub fn declined(replay: &Replay<'_>) -> Vec<Declined> {
    let (world, calendar_effects, trajectory) = (replay.world(), replay.calendar_effects(), replay.trajectory());
    let (seed, trial) = (world.model.seed, replay.trial());
    let luck = Luck::new(seed, trial, &world.model.names);
    let hires = trajectory.events.iter().filter(|event| event.exit().is_some_and(|(_, to)| trajectory.listed(to).is_some()));
    let mut search = Search { world, calendar_effects, trajectory, hires: hires.map(|event| event.time).collect(), declined: Vec::new() };
    search.hires.sort_by(f64::total_cmp);
    let gives_offers = |channel: usize| matches!(world.model.scenario.channels[channel].baseline, Baseline::Offers { .. });
    for (person, spells) in spells(world, trajectory).into_iter().enumerate() {
        if replay.is_cancelled() {
            break;
        }
        let who = replay.individual(person);
        let name = match trajectory.newcomer(person, world.model.names.len()) {
            Some(newcomer) => luck.newcomer(newcomer.seat, newcomer.filling),
            None => luck.name(person),
        };
        for spell in spells {
            for channel in (0..world.channels()).filter(|&channel| gives_offers(channel)) {
                let key = kin(world.model.channel_names[channel], spell.number);
                let candidates = Candidates::new(Stream::new(seed, Purpose::Declined, key, trial, name));
                search.in_channel(who, spell, channel, candidates);
            }
            for (index, spinout) in trajectory.spinouts.iter().enumerate().filter(|(_, spinout)| gives_offers(spinout.pull.channel)) {
                let key = kin(spinout.key, spell.number);
                let candidates = Candidates::new(Stream::new(seed, Purpose::DeclinedPull, key, trial, name));
                search.of_spinout(who, spell, index, candidates);
            }
        }
    }
    search.declined
}

impl Search<'_, '_> {
    /// The offers that somebody declines in a spell through a channel.
    fn in_channel(&mut self, who: Individual, spell: Spell, channel: usize, mut candidates: Candidates) {
        let can_be_full = self.world.competitors.can_be_full(channel);
        // As if all policies were in force that bring more offers.
        let most = self.world.most_offers(channel);
        for stretch in self.calendar_effects.stretch_at(spell.from)..self.calendar_effects.len() {
            let (begin, end) =
                (self.calendar_effects.stretch(stretch).from.max(spell.from), self.calendar_effects.end(stretch).min(spell.to));
            if begin >= end {
                break;
            }
            let offer_rate = self.calendar_effects.offer_rate(stretch)[channel];
            let mut now = begin;
            while now < end {
                // What full competitors leave changes when one of us goes to one.
                let next = if can_be_full { self.hires.iter().copied().find(|&time| time > now) } else { None };
                let piece = next.map_or(end, |time| time.min(end));
                let left = if can_be_full {
                    let middle = f64::midpoint(now, piece);
                    self.world.competitors.left_by_the_full(channel, middle, &self.world.hires_so_far(middle, self.trajectory))
                } else {
                    1.0
                };
                self.on_piece(who, Risk::Channel(channel), now, piece, offer_rate * left * most, &mut candidates);
                now = piece;
            }
        }
    }

    /// The offers of a spin-out that somebody declines in a spell.
    fn of_spinout(&mut self, who: Individual, spell: Spell, index: usize, mut candidates: Candidates) {
        let spinout = &self.trajectory.spinouts[index];
        let model = self.world.model;
        let team = model.scenario.roster.researchers[self.trajectory.seat(who.person, model.names.len())].team;
        // As if all founders were out, and a seat left.
        let most = spinout.pull.per_year * spinout.tie(team, |_| true);
        let mut now = spell.from.max(spinout.opens);
        let last = spell.to.min(spinout.closes);
        while now < last {
            let end = self.calendar_effects.end(self.calendar_effects.stretch_at(now)).min(last);
            self.on_piece(who, Risk::Pull(index), now, end, most * spinout.fading(now), &mut candidates);
            now = end;
        }
    }

    /// On a piece of time on which offers come at no higher rate.
    fn on_piece(&mut self, who: Individual, risk: Risk, from: f64, to: f64, rate: f64, candidates: &mut Candidates) {
        let mut now = from;
        while let Some(time) = candidates.next(now, to, rate) {
            now = time;
            let [decides, chooses] = candidates.luck();
            let product = self.world.product(self.calendar_effects, who, risk, time, self.trajectory);
            let hazard = product.hazard();
            if decides * rate < product.offer_rate - hazard {
                let to = self.offerer(risk, time, chooses);
                self.declined.push(Declined { time, person: who.person, risk, to, hazard });
            }
        }
    }

    /// Whose offer comes by a risk.
    fn offerer(&self, risk: Risk, time: f64, uniform: f64) -> Destination {
        let channel = channel_of(risk, self.trajectory);
        match risk {
            Risk::Pull(spinout) => Destination::Spinout(spinout),
            Risk::Channel(_) if self.world.competitors.is_listed(channel) => {
                let hires = self.world.hires_so_far(time, self.trajectory);
                let chosen = self.world.who_takes(channel, time, &hires, uniform);
                chosen.map_or(Destination::Unnamed, Destination::Competitor)
            }
            Risk::Channel(_) => Destination::Unnamed,
        }
    }
}

/// When everybody is there and not under notice, newcomers after all researchers; who leaves on a known day is not before a return.
fn spells(world: &World<'_>, trajectory: &Trajectory) -> Vec<Vec<Spell>> {
    let horizon = world.model.horizon();
    let open = |from: f64, number: u32| Spell { from, to: horizon, number };
    let first = |(&joins, &is_leaving): (&f64, &bool)| {
        let spell = open(joins, 0);
        vec![if is_leaving { Spell { to: joins, ..spell } } else { spell }]
    };
    let opening = world.model.joins.iter().zip(&world.model.is_leaving).map(first);
    let newcomers = trajectory.newcomers.iter().map(|newcomer| vec![open(newcomer.hired, 0)]);
    let mut spells: Vec<Vec<Spell>> = opening.chain(newcomers).collect();
    for event in &trajectory.events {
        let own = &mut spells[event.person];
        let Some(last) = own.last_mut() else { continue };
        match event.kind {
            EventKind::Decision { .. } | EventKind::Exit { .. } => last.to = last.to.min(event.time),
            EventKind::Return => {
                let number = last.number + 1;
                own.push(open(event.time, number));
            }
            EventKind::Opening(_) | EventKind::Hire => {}
        }
    }
    spells
}
