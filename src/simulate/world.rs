//! A world: a model under one draw of its parameters.

use crate::hazard::climate::Climate;
use crate::hazard::cumulative::cumulative;
use crate::hazard::hazard;
use crate::hazard::influence::{Influence, Part};
use crate::hazard::kernel::{Effect, Kernel};
use crate::hazard::level::Profile;
use crate::hazard::outlook::Outlook;
use crate::math;
use crate::people::{Hire, Outcome};
use crate::random::{Purpose, Stream};
use crate::scenario::{Decay, Ties};

use super::model::Model;
use super::pace::Exit;

/// A model under one draw of its parameters, as flat arrays.
#[derive(Clone, Debug)]
pub struct World<'m> {
    /// The model.
    pub model: &'m Model<'m>,
    /// The values of the scenario's parameters, in their order.
    pub parameters: Vec<f64>,
    /// What the climate of the trials shares.
    pub outlook: Outlook,
    /// Each channel's part of the level.
    pub profiles: Vec<Profile>,
    /// Product of the covariates' hazard ratios, `person * channels + channel`.
    pub factors: Vec<f64>,
    /// Days of tenure at the start where known or drawn with the parameters; `None` for those who join or whose tenure a trial draws.
    pub tenure: Vec<Option<usize>>,
    /// How exits move people, if they do.
    pub contagion: Option<Strength>,
    /// The history's exits before the start: time [years] and index in [`Model::past_exits`], in order of time.
    past: Vec<(f64, usize)>,
    /// The influence on each group at the start: what the history's exits left behind.
    pub opening: Vec<Influence>,
    /// Standard deviation of the log of the personal hazard ratio; 0 without frailty.
    pub frailty: f64,
    /// The cumulative hazard that each researcher survived under observation before the start, without frailty.
    pub survived: Vec<f64>,
}

/// How exits move people, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// The effect of one exit at weight 1.
    pub contagion: Effect,
    /// The further effect of a leader's exit on the team.
    pub leader: Effect,
    /// The cap on the contagion's hazard ratio; infinite without.
    pub cap: f64,
    /// Weight between teams.
    pub across: f64,
}

/// A researcher in a trial, as far as the own hazard depends on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circumstance {
    /// Index of the researcher.
    pub person: usize,
    /// The frailty's hazard ratio.
    pub frailty: f64,
    /// Days of tenure at the start, where known.
    pub tenure: Option<usize>,
}

/// Who leaves, as far as others are concerned.
#[derive(Clone, Copy, Debug)]
struct Leaver<'a> {
    team: Option<usize>,
    leads: Option<usize>,
    edges: &'a [(usize, f64)],
}

impl<'m> World<'m> {
    /// The world of the `draw`-th parameter draw.
    pub fn new(model: &'m Model<'m>, draw: u64) -> Self {
        let scenario = model.scenario;
        let parameters: Vec<f64> = scenario
            .parameters
            .iter()
            .zip(&model.parameters)
            .map(|(parameter, &name)| parameter.distribution.sample(&mut Stream::new(model.seed, Purpose::Parameter, name, draw, 0)))
            .collect();
        let profiles: Vec<_> = scenario.channels.iter().map(|channel| Profile::new(channel, &parameters)).collect();
        let people = &scenario.roster.researchers;
        let mut world = Self {
            model,
            outlook: Outlook::new(scenario, &parameters, &model.months, model.horizon()),
            factors: people.iter().flat_map(|r| profiles.iter().map(|p| p.covariate_factor(&r.covariates))).collect(),
            tenure: people.iter().zip(&model.names).map(|(r, &name)| tenure(model, r.hired.as_ref(), name, draw)).collect(),
            contagion: strength(model, &parameters),
            past: Vec::new(),
            opening: Vec::new(),
            frailty: scenario.frailty.map_or(0.0, |sd| sd.value(&parameters)),
            survived: vec![0.0; people.len()],
            profiles,
            parameters,
        };
        world.remember(draw);
        world
    }

    /// The ceilings of the channels: 1 where offers are accepted or not, infinite otherwise.
    pub fn ceilings(&self) -> Vec<f64> {
        self.profiles.iter().map(|profile| profile.ceiling).collect()
    }

    /// How many channels there are.
    pub fn channels(&self) -> usize {
        self.profiles.len()
    }

    /// The levels of a researcher by channel at a time, without frailty, for a tenure in days at the start; and when they change next.
    pub fn levels(&self, person: usize, tenure: Option<usize>, time: f64, levels: &mut Vec<f64>) -> f64 {
        levels.clear();
        let mut change = f64::INFINITY;
        for (c, profile) in self.profiles.iter().enumerate() {
            let ends = (0..profile.bands()).map(|band| match tenure {
                // What somebody went through before the start depends on when the bands ended then.
                Some(days) if time < 0.0 => self.model.anniversaries[c][band].end_before_start_too(days),
                _ => self.band_end(c, band, person, tenure),
            });
            let band = ends.clone().filter(|&end| end <= time).count();
            change = ends.filter(|&end| end > time).fold(change, f64::min);
            levels.push(profile.in_band(band) * self.factors[person * self.channels() + c]);
        }
        change
    }

    /// When a band of tenure ends for a researcher [years]; not after the start where it had ended by then.
    pub fn band_end(&self, channel: usize, band: usize, person: usize, tenure: Option<usize>) -> f64 {
        let anniversary = &self.model.anniversaries[channel][band];
        match (tenure, &self.model.scenario.roster.researchers[person].hired) {
            (Some(days), _) => anniversary.end_of_day(days),
            (None, Some(Hire::On(date))) => anniversary.end(*date),
            (None, _) => 0.0,
        }
    }

    /// The hazard of a researcher through a channel at a time [exits a person-year], term by term from the definition, given the exits so
    /// far. `ratio` is the frailty's hazard ratio, `tenure` days at the start.
    ///
    /// A trial uses the same factors but keeps sums of exits' effects up to date instead of summing them anew.
    pub fn hazard(&self, climate: &Climate, who: Circumstance, channel: usize, time: f64, exits: &[Exit]) -> f64 {
        let mut levels = Vec::new();
        self.levels(who.person, who.tenure, time, &mut levels);
        let stretch = climate.stretch_at(time);
        let ratio = climate.shock(stretch)[channel] * math::exp(self.influence_on(who.person, time, exits));
        hazard(climate.volume(stretch)[channel], self.profiles[channel].ceiling, levels[channel] * who.frailty, ratio)
    }

    /// The log hazard ratio that all exits before a time, of the history too, have for a researcher.
    pub fn influence_on(&self, person: usize, time: f64, exits: &[Exit]) -> f64 {
        let group = self.model.group_of[person];
        let mut sums = [0.0; 2];
        let mut add = |exit: f64, moved: usize, part: Part, effect: &Effect, weight: f64| {
            if moved == group {
                sums[part as usize] += weight * effect.at(time, exit);
            }
        };
        for &(exit, index) in &self.past {
            self.for_moved_by(self.leaver(index), &mut |moved, part, effect, weight| add(exit, moved, part, effect, weight));
        }
        for exit in exits.iter().filter(|exit| exit.time < time) {
            self.for_moved(exit.person, |moved, part, effect, weight| add(exit.time, moved, part, effect, weight));
        }
        sums[0].min(self.contagion.map_or(f64::INFINITY, |strength| math::ln(strength.cap))) + sums[1]
    }

    /// Calls `act` with each group that an exit of somebody on the roster moves: group, part, effect and weight.
    pub fn for_moved(&self, person: usize, mut act: impl FnMut(usize, Part, &Effect, f64)) {
        let researcher = &self.model.scenario.roster.researchers[person];
        let leaver = Leaver { team: Some(researcher.team), leads: researcher.leads, edges: &self.model.edges[person] };
        self.for_moved_by(leaver, &mut act);
    }

    fn for_moved_by(&self, leaver: Leaver<'_>, act: &mut impl FnMut(usize, Part, &Effect, f64)) {
        let Some(strength) = &self.contagion else { return };
        if matches!(&self.model.scenario.contagion, Some(c) if matches!(c.ties, Ties::Edges(_))) {
            leaver.edges.iter().for_each(|&(group, weight)| act(group, Part::Contagion, &strength.contagion, weight));
        } else if let (0.0, Some(team)) = (strength.across, leaver.team) {
            self.model.groups_of_team[team].iter().for_each(|&group| act(group, Part::Contagion, &strength.contagion, 1.0));
        } else {
            for (team, groups) in self.model.groups_of_team.iter().enumerate() {
                let weight = if leaver.team == Some(team) { 1.0 } else { strength.across };
                if weight > 0.0 {
                    for &group in groups {
                        act(group, Part::Contagion, &strength.contagion, weight);
                    }
                }
            }
        }
        // Without an effect, groups that nothing else ties stay apart: they are not to be moved in step.
        if let Some(team) = leaver.leads.filter(|_| strength.leader.log_ratio != 0.0) {
            self.model.groups_of_team[team].iter().for_each(|&group| act(group, Part::Leader, &strength.leader, 1.0));
        }
    }

    /// An influence at rest.
    fn rest(&self, now: f64) -> Influence {
        match &self.contagion {
            Some(s) => Influence::new(now, s.contagion.kernel, s.leader.kernel, s.cap),
            None => Influence::new(now, Kernel::Permanent, Kernel::Permanent, f64::INFINITY),
        }
    }

    /// Lets the history act: the influence that its exits left behind, and the hazard that those who are still there survived.
    fn remember(&mut self, draw: u64) {
        self.past = self.past_exits(draw);
        self.past.retain(|&(time, _)| time < 0.0);
        let mut opening = vec![self.rest(0.0); self.model.groups.len()];
        for &(time, index) in &self.past {
            self.for_moved_by(self.leaver(index), &mut |group, part, effect, weight| opening[group].add(part, effect, time, weight));
        }
        self.opening = opening;
        for person in 0..self.model.names.len() {
            if let Some(row) = self.model.observed[person] {
                self.survived[person] = self.survived_since(person, row);
            }
        }
    }

    fn leaver(&self, past_exit: usize) -> Leaver<'m> {
        let exit = &self.model.past_exits[past_exit];
        Leaver { team: exit.team, leads: exit.leads, edges: &exit.edges }
    }

    /// The times of the history's exits in this draw [years] and their indices, in order of time; coarse dates are drawn.
    fn past_exits(&self, draw: u64) -> Vec<(f64, usize)> {
        let clock = &self.model.scenario.clock;
        let Some(history) = &self.model.scenario.history else { return Vec::new() };
        let mut exits = Vec::new();
        for (index, exit) in self.model.past_exits.iter().enumerate() {
            if let Outcome::Exit { date, .. } = history.rows[exit.row].outcome {
                let from = clock.years(date.earliest);
                let time = if date.exact().is_some() {
                    from
                } else {
                    let length = f64::from(date.days()) / crate::calendar::DAYS_PER_YEAR;
                    from + length * Stream::new(self.model.seed, Purpose::HistoryExit, exit.name, draw, 0).uniform()
                };
                exits.push((time, index));
            }
        }
        exits.sort_by(|a, b| a.0.total_cmp(&b.0));
        exits
    }

    /// The cumulative hazard that a researcher survived from the row's entry to the start, without frailty and with heat's path at 1.
    fn survived_since(&self, person: usize, row: usize) -> f64 {
        let Some(history) = &self.model.scenario.history else { return 0.0 };
        let group = self.model.group_of[person];
        let ceilings = self.ceilings();
        let mut now = self.model.scenario.clock.years(history.rows[row].entry);
        let mut influence = self.rest(now);
        let mut sum = 0.0;
        for &(time, index) in &self.past {
            if self.model.past_exits[index].row == row {
                continue;
            }
            if time > now {
                sum += self.survive(person, &ceilings, &mut influence, now, time);
                now = time;
            }
            self.for_moved_by(self.leaver(index), &mut |moved, part, effect, weight| {
                if moved == group {
                    influence.add(part, effect, time, weight);
                }
            });
        }
        sum + self.survive(person, &ceilings, &mut influence, now, 0.0)
    }

    fn survive(&self, person: usize, ceilings: &[f64], influence: &mut Influence, now: f64, end: f64) -> f64 {
        let climate: &Climate = self.outlook.certain();
        let tenure = self.tenure[person];
        cumulative(climate, ceilings, influence, now, end, |time, levels| self.levels(person, tenure, time, levels))
    }
}

/// Days of tenure at the start: from an exact date, or drawn from a coarse one with the parameters.
fn tenure(model: &Model<'_>, hired: Option<&Hire>, name: u64, draw: u64) -> Option<usize> {
    let start = model.scenario.clock.start();
    let days = match hired? {
        Hire::On(date) => crate::calendar::days_between(*date, start),
        Hire::Within(interval) => {
            let u = Stream::new(model.seed, Purpose::Hire, name, draw, 0).uniform();
            crate::calendar::days_between(interval.earliest, start) - (u * f64::from(interval.days())).floor() as i32
        }
        Hire::Before(_) => return None,
    };
    usize::try_from(days).ok()
}

/// The numbers of contagion and leader exits under a draw.
fn strength(model: &Model<'_>, draw: &[f64]) -> Option<Strength> {
    let contagion = model.scenario.contagion.as_ref()?;
    let kernel = |decay: Decay| match decay {
        Decay::Never => Kernel::Permanent,
        Decay::HalfLife(half_life) => Kernel::Exponential(math::LN_2 / half_life.value(draw)),
        Decay::Window(length) => Kernel::Window(length),
    };
    let effect = |ratio: f64, delay: f64, decay: Decay| Effect { log_ratio: math::ln(ratio), delay, kernel: kernel(decay) };
    let own = effect(contagion.ratio.value(draw), contagion.delay, contagion.decay);
    Some(Strength {
        contagion: own,
        leader: contagion.leader.map_or(Effect { log_ratio: 0.0, ..own }, |l| effect(l.ratio.value(draw), l.delay, l.decay)),
        cap: contagion.cap.map_or(f64::INFINITY, |cap| cap.value(draw)),
        across: match contagion.ties {
            Ties::Teams { across } => across.value(draw),
            Ties::Edges(_) => 0.0,
        },
    })
}
