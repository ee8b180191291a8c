//! A world: a model under one draw of its parameters.

pub mod contagion;
pub mod expected;
pub mod hazard_terms;
mod parameter_draw;
mod past_pull;
pub mod spinouts;
pub mod survived_hazard;
pub(in crate::simulate) mod timeline;

use std::sync::Arc;

use crate::hazard::baseline::ChannelLevel;
use crate::hazard::calendar_model::CalendarModel;
use crate::hazard::competitors::Competitors;
use crate::hazard::contagion::Influence;
use crate::hazard::frailty::Envelope;
use crate::people::Hire;
use crate::random::Purpose;
use crate::scenario::Unknown;

use crate::hazard::contagion::ContagionEffects;
use crate::hazard::spinout::{Spinout, SpinoutPull};
use crate::simulate::model::Model;
use crate::simulate::policies::level_steps::LevelSteps;
use crate::simulate::policies::{self, Compensation, DrawnPolicy};
use crate::simulate::trajectory::Trajectory;
use crate::simulate::world::parameter_draw::ParameterSource;
use crate::simulate::world::past_pull::PastPull;
use crate::simulate::world::spinouts::pulled_channels;
use crate::simulate::world::timeline::Timeline;

/// A model under one draw of its parameters, as flat arrays.
#[derive(Clone, Debug)]
pub struct World<'m> {
    /// The model.
    pub model: &'m Model<'m>,
    /// The values of the scenario's parameters, in their order.
    pub parameters: Vec<f64>,
    /// What the calendar effects of the trials share.
    pub calendar_model: CalendarModel,
    /// The organisations behind the channels.
    pub competitors: Competitors,
    /// Each channel's part of the level.
    pub channel_levels: Vec<ChannelLevel>,
    /// The same for the pull that is part of a channel, for the channels that pull is part of.
    pub pull_levels: Vec<(usize, ChannelLevel)>,
    /// Product of the covariates' hazard ratios, `person * channels + channel`.
    pub covariate_factors: Arc<[f64]>,
    /// Days of tenure at the start where known or drawn with the parameters; `None` for those who join or whose tenure a trial draws.
    pub tenure: Arc<[Option<usize>]>,
    /// How exits move people, if they do.
    pub contagion: Option<ContagionEffects>,
    /// The history's exits before the start: time \[years\] and index in [`Model::past_exits`], in order of time.
    pub(in crate::simulate) past: Vec<(f64, usize)>,
    /// What a spin-out of a trial is like, where exits open any.
    pub spinout_pull: Option<SpinoutPull>,
    /// Probability that a team-mate founds with a founder.
    pub cofound: f64,
    /// The spin-outs that are there at the start or open on a known day.
    pub spinouts: Vec<Spinout>,
    /// How many of us each listed competitor took before the start.
    pub hires: Vec<u32>,
    /// How spin-outs pulled before the start; empty without frailty, which alone depends on it.
    pub(in crate::simulate) past_pulls: Vec<PastPull>,
    /// The influence on each group at the start: what the history's exits left behind; one for all groups where that is nothing.
    opening: Vec<Influence>,
    /// Standard deviation of the log of the personal hazard ratio; 0 without frailty.
    pub frailty: f64,
    /// How hazards answer to pay, if they do.
    pub compensation: Option<Compensation>,
    /// The policies in force, as [`Model::policies`] has them.
    pub policies: Arc<[DrawnPolicy]>,
    /// For each class of researchers how pay, equity and policies change hazards and offers from the start on; empty where they do not.
    pub level_steps: Arc<[LevelSteps]>,
    /// The timeline of everybody without frailty; `None` where each trial draws tenure and has its own, and where none is needed.
    pub(in crate::simulate) timeline: Option<Arc<Timeline>>,
    /// The cumulative hazard that each researcher survived under observation before the start, at a frailty of 1; empty without frailty, and
    /// where there are envelopes.
    pub survived: Arc<[f64]>,
    /// How frailty is distributed for each researcher who was observed before the start, where a limit of acceptance can bind; empty
    /// elsewhere.
    pub envelopes: Arc<[Option<Envelope>]>,
}

/// A researcher in a trial, as far as the own hazard depends on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Individual {
    /// Index of the researcher, or of the newcomer after all researchers.
    pub person: usize,
    /// The frailty's hazard ratio.
    pub frailty: f64,
    /// Days of tenure at the start, where known.
    pub tenure: Option<usize>,
}

impl<'m> World<'m> {
    /// The world of the `draw`-th parameter draw.
    pub fn new(model: &'m Model<'m>, draw: u64) -> Self {
        Self::of(model, ParameterSource::draw(model, draw))
    }

    /// The world in which everything uncertain stands at its centre, coarse dates in the middle of their intervals.
    pub fn central(model: &'m Model<'m>) -> Self {
        Self::of(model, ParameterSource::Centre)
    }

    /// The world of given parameters, all of the scenario's on their natural scale; whatever else is not known is that of the `draw`-th
    /// parameter draw.
    pub fn with_parameters(model: &'m Model<'m>, parameters: &[f64], draw: u64) -> Self {
        Self::of_parameters(model, ParameterSource::draw(model, draw), parameters.to_vec())
    }

    fn of(model: &'m Model<'m>, source: ParameterSource<'_>) -> Self {
        Self::of_parameters(model, source, source.parameters(model))
    }

    fn of_parameters(model: &'m Model<'m>, source: ParameterSource<'_>, parameters: Vec<f64>) -> Self {
        let scenario = model.scenario;
        let compensation = Compensation::new(scenario, &parameters);
        let elasticity = compensation.as_ref().map_or(0.0, |pay| pay.elasticity);
        let channel_levels: Vec<_> =
            scenario.channels.iter().map(|channel| ChannelLevel::new(channel, false, elasticity, &parameters)).collect();
        let people = &scenario.roster.researchers;
        let competitors = Competitors::new(scenario, elasticity, &parameters);
        let pulled = pulled_channels(scenario);
        let mut covariate_factors = Vec::with_capacity(people.len() * channel_levels.len());
        covariate_factors.extend(people.iter().flat_map(|r| channel_levels.iter().map(|level| level.covariate_factor(&r.covariates))));
        let mut world = Self {
            model,
            calendar_model: CalendarModel::new(scenario, &parameters, &competitors, &model.months, model.reach()),
            competitors,
            pull_levels: pulled
                .into_iter()
                .map(|channel| (channel, ChannelLevel::new(&scenario.channels[channel], true, elasticity, &parameters)))
                .collect(),
            spinout_pull: None,
            cofound: scenario.spinouts.map_or(0.0, |spinouts| spinouts.cofound.value(&parameters)),
            spinouts: Vec::new(),
            hires: Vec::new(),
            past_pulls: Vec::new(),
            covariate_factors: covariate_factors.into(),
            tenure: people.iter().zip(&model.names).map(|(r, &name)| tenure(model, r.hired.as_ref(), name, source)).collect(),
            contagion: ContagionEffects::new(model.scenario, &parameters),
            past: Vec::new(),
            opening: Vec::new(),
            frailty: scenario.frailty.map_or(0.0, |sd| sd.value(&parameters)),
            survived: Arc::default(),
            envelopes: Arc::default(),
            compensation,
            policies: policies::terms(model, &parameters).into(),
            level_steps: Arc::default(),
            timeline: None,
            channel_levels,
            parameters,
        };
        world.spinout_pull = scenario.spinouts.filter(|spinouts| spinouts.open).map(|own| world.spinout_pull(&own.pull, own.channel, 1.0));
        world.calendar_model.start_path_at(source.learned(model, Unknown::PathAtStart));
        world.past = world.past_exits(source);
        world.meet_spinouts();
        world.remember();
        if world.has_level_steps() {
            let nothing = Trajectory::default();
            let of_class = |&person: &usize| world.steps(person, model.joins[person], &nothing).with_moves();
            world.level_steps = model.classes.iter().map(of_class).collect();
        }
        if !world.draws_tenure() && world.has_events() {
            let mut timeline = Timeline::default();
            timeline.lay_out(&world, &world.tenure);
            world.timeline = Some(Arc::new(timeline));
        }
        world
    }

    /// The same world without what exits do to others: contagion, leader exit, pull, co-founding; the history's effects as well.
    pub fn without_interaction(&self) -> Self {
        let mut without_interaction = Self { contagion: None, spinout_pull: None, cofound: 0.0, spinouts: Vec::new(), ..self.clone() };
        without_interaction.opening = vec![without_interaction.rest(0.0)];
        without_interaction
    }

    /// The influence on a group at the start.
    pub(in crate::simulate) fn opening(&self, group: usize) -> &Influence {
        &self.opening[if self.opening.len() == 1 { 0 } else { group }]
    }

    /// Whether each trial draws the tenure of somebody on whom it acts.
    pub(in crate::simulate) fn draws_tenure(&self) -> bool {
        self.model.scenario.uses_tenure()
            && self.model.scenario.roster.researchers.iter().any(|researcher| matches!(researcher.hired, Some(Hire::Before(_))))
    }

    /// Whether anything in a trial depends on what happened before in it; otherwise each person and channel is alone.
    pub(in crate::simulate) fn has_events(&self) -> bool {
        self.contagion.is_some() || self.is_eventful() || !self.level_steps.is_empty()
    }

    /// Whether more happens in a trial than exits that move others at once.
    pub fn is_eventful(&self) -> bool {
        let scenario = self.model.scenario;
        scenario.notice > 0.0
            || !self.model.known_exits.is_empty()
            || scenario.returns.is_some()
            || scenario.hiring.is_some()
            || self.spinout_pull.is_some()
            || self.cofound > 0.0
            || self.policies.iter().any(|terms| terms.waits() || terms.makes_counter_offers())
            || !self.spinouts.is_empty()
            || (0..self.channels()).any(|channel| self.competitors.can_be_full(channel))
    }

    /// The lanes of levels: channel and base. One a channel, then one for each channel that pull is part of.
    pub fn lanes(&self) -> impl Iterator<Item = (usize, &ChannelLevel)> {
        self.channel_levels.iter().enumerate().chain(self.pull_levels.iter().map(|(channel, base)| (*channel, base)))
    }

    /// How many lanes there are.
    pub fn lane_count(&self) -> usize {
        self.channel_levels.len() + self.pull_levels.len()
    }

    /// The channels that pull is part of, in the order of their lanes.
    pub fn pulled_channels(&self) -> Vec<usize> {
        self.pull_levels.iter().map(|&(channel, _)| channel).collect()
    }

    /// The acceptance limits of the channels: 1 where offers are accepted or not, infinite otherwise; `None` where it is infinite throughout.
    pub fn acceptance_limits(&self) -> Option<Vec<f64>> {
        let is_limited = self.channel_levels.iter().any(|base| base.acceptance_limit < f64::INFINITY);
        is_limited.then(|| self.channel_levels.iter().map(|base| base.acceptance_limit).collect())
    }

    /// How many channels there are.
    pub fn channels(&self) -> usize {
        self.channel_levels.len()
    }

    /// The levels of a researcher by lane at a time, without frailty, for a tenure in days at the start; and when they change next.
    pub fn levels(&self, person: usize, tenure: Option<usize>, time: f64, levels: &mut Vec<f64>) -> f64 {
        levels.clear();
        let mut change = f64::INFINITY;
        for (c, base) in self.lanes() {
            let ends = (0..base.bands()).map(|band| match tenure {
                // What somebody went through before the start depends on when the bands ended then.
                Some(days) if time < 0.0 => self.model.band_ends[c][band].end_before_start_too(days),
                _ => self.band_end(c, band, person, tenure),
            });
            let band = ends.clone().filter(|&end| end <= time).count();
            change = ends.filter(|&end| end > time).fold(change, f64::min);
            levels.push(base.in_band(band) * self.covariate_factors[person * self.channels() + c]);
        }
        change
    }

    /// When a band of tenure ends for a researcher \[years\]; not after the start where it had ended by then.
    pub fn band_end(&self, channel: usize, band: usize, person: usize, tenure: Option<usize>) -> f64 {
        self.model.band_ends[channel][band].of(tenure, self.model.scenario.roster.researchers[person].hired.as_ref())
    }

    /// The hazard ratio of one who has returned.
    pub fn ratio_after_return(&self) -> f64 {
        self.model.scenario.returns.as_ref().map_or(1.0, |returns| returns.ratio_after.value(&self.parameters))
    }

    /// When a band of tenure ends for a researcher, or for a newcomer hired at a time \[years\].
    pub(in crate::simulate) fn band_end_of(
        &self,
        channel: usize,
        band: usize,
        person: usize,
        tenure: Option<usize>,
        hired: Option<f64>,
    ) -> f64 {
        match hired {
            Some(hired) => self.model.band_ends[channel][band].end(self.model.scenario.clock.date(hired)),
            None => self.band_end(channel, band, person, tenure),
        }
    }
}

/// Days of tenure at the start: from an exact date, or drawn from a coarse one with the parameters.
fn tenure(model: &Model<'_>, hired: Option<&Hire>, name: u64, source: ParameterSource<'_>) -> Option<usize> {
    let start = model.scenario.clock.start();
    let days = match hired? {
        Hire::On(date) => crate::calendar::days_between(*date, start),
        Hire::Within(interval) => {
            let u = source.share(model, Purpose::Hire, name);
            crate::calendar::days_between(interval.earliest, start) - (u * f64::from(interval.days())).floor() as i32
        }
        Hire::Before(_) => return None,
    };
    usize::try_from(days).ok()
}
