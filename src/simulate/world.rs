//! A world: a model under one draw of its parameters.

use crate::hazard::climate::Climate;
use crate::hazard::hazard;
use crate::hazard::influence::Influence;
use crate::hazard::level::Profile;
use crate::hazard::outlook::Outlook;
use crate::math;
use crate::people::Hire;
use crate::random::{Purpose, Stream};
use crate::scenario::Unknown;

use super::ignorance;
use super::model::Model;
use super::pace::Exit;
use super::ties::Strength;

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
    pub(super) past: Vec<(f64, usize)>,
    /// The influence on each group at the start: what the history's exits left behind.
    pub opening: Vec<Influence>,
    /// Standard deviation of the log of the personal hazard ratio; 0 without frailty.
    pub frailty: f64,
    /// The cumulative hazard that each researcher survived under observation before the start, without frailty.
    pub survived: Vec<f64>,
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

impl<'m> World<'m> {
    /// The world of the `draw`-th parameter draw.
    pub fn new(model: &'m Model<'m>, draw: u64) -> Self {
        let scenario = model.scenario;
        let parameters = ignorance::parameters(model, draw);
        let profiles: Vec<_> = scenario.channels.iter().map(|channel| Profile::new(channel, &parameters)).collect();
        let people = &scenario.roster.researchers;
        let mut world = Self {
            model,
            outlook: Outlook::new(scenario, &parameters, &model.months, model.horizon()),
            factors: people.iter().flat_map(|r| profiles.iter().map(|p| p.covariate_factor(&r.covariates))).collect(),
            tenure: people.iter().zip(&model.names).map(|(r, &name)| tenure(model, r.hired.as_ref(), name, draw)).collect(),
            contagion: Strength::new(model.scenario, &parameters),
            past: Vec::new(),
            opening: Vec::new(),
            frailty: scenario.frailty.map_or(0.0, |sd| sd.value(&parameters)),
            survived: vec![0.0; people.len()],
            profiles,
            parameters,
        };
        world.outlook.start_path_at(ignorance::learned(model, Unknown::PathAtStart, draw));
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
    /// far.
    ///
    /// A trial uses the same factors but keeps sums of exits' effects up to date instead of summing them anew.
    pub fn hazard(&self, climate: &Climate, who: Circumstance, channel: usize, time: f64, exits: &[Exit]) -> f64 {
        let mut levels = Vec::new();
        self.levels(who.person, who.tenure, time, &mut levels);
        let stretch = climate.stretch_at(time);
        let ratio = climate.shock(stretch)[channel] * math::exp(self.influence_on(who.person, time, exits));
        hazard(climate.volume(stretch)[channel], self.profiles[channel].ceiling, levels[channel] * who.frailty, ratio)
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
