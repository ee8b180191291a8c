//! The hazard of somebody at a moment, term by term from the definition.
//!
//! A trial uses the same factors, but lays out what comes from outside on a timeline and keeps sums of exits' effects up to date instead
//! of summing them anew.

use crate::hazard::calendar_effects::CalendarEffects;
use crate::hazard::heat;
use crate::hazard::terms::{Cause, Product, Term};
use crate::scenario::{Baseline, TenureEffect};

use crate::simulate::Destination;
use crate::simulate::risk::Risk;
use crate::simulate::trajectory::{EventKind, Trajectory};
use crate::simulate::world::{Individual, World};

impl World<'_> {
    /// The hazard of somebody by a risk at a time [exits a person-year], given what happened before; of one who is there and not under
    /// notice.
    ///
    /// What `so_far` holds of the time itself and of later does not count, so that it may be the whole trial.
    pub fn hazard(&self, calendar_effects: &CalendarEffects, who: Individual, risk: Risk, time: f64, so_far: &Trajectory) -> f64 {
        self.product(calendar_effects, who, risk, time, so_far).hazard()
    }

    /// The same with what it is made of.
    pub fn product(&self, calendar_effects: &CalendarEffects, who: Individual, risk: Risk, time: f64, so_far: &Trajectory) -> Product {
        let mut product = self.no_terms(risk, so_far);
        self.for_terms(calendar_effects, who, risk, time, so_far, &mut |term| product.take(term));
        product
    }

    /// A product of no terms, with the limits that hold for a risk.
    pub fn no_terms(&self, risk: Risk, so_far: &Trajectory) -> Product {
        let cap = self.contagion.map_or(f64::INFINITY, |strength| strength.cap);
        Product::new(self.channel_levels[channel_of(risk, so_far)].acceptance_limit, cap)
    }

    /// Calls `act` with each term of a hazard.
    pub fn for_terms(
        &self,
        calendar_effects: &CalendarEffects,
        who: Individual,
        risk: Risk,
        time: f64,
        so_far: &Trajectory,
        act: &mut impl FnMut(Term),
    ) {
        let channel = channel_of(risk, so_far);
        match risk {
            Risk::Channel(_) => {
                self.for_volume(calendar_effects, channel, time, so_far, act);
                self.for_offers(who.person, time, so_far, &mut |channels, term| {
                    if channels[channel] {
                        act(term);
                    }
                });
            }
            Risk::Pull(spinout) => self.for_pull(who.person, spinout, time, so_far, act),
        }
        self.for_level(who, risk, channel, time, so_far, act);
        self.for_measures(who.person, time, so_far, &mut |channels, term| {
            if channels[channel] {
                act(term);
            }
        });
        let stretch = calendar_effects.stretch(calendar_effects.stretch_at(time));
        for &(index, happened) in calendar_effects.shocks() {
            let shock = &self.calendar_model.shocks()[index];
            if happened <= time && shock.acts_on(channel) {
                act(Term { cause: Cause::Shock(index, happened), value: shock.ratio_on(stretch, &self.model.months, happened) });
            }
        }
        self.for_influence(who.person, time, so_far, act);
        self.for_counter_offers(who.person, time, so_far, act);
    }

    /// Which listed competitor an exit at a time leads to, if to one, by a uniform number: of the channel's hazard a rival that has opened has
    /// what it adds, and the others have the rest by their shares.
    pub(in crate::simulate) fn who_takes(&self, channel: usize, time: f64, hires: &[u32], uniform: f64) -> Option<usize> {
        let left: f64 = self.calendar_model.shocks().iter().map(|shock| shock.left_by_rival(channel, time)).product();
        let of_rivals = 1.0 - left;
        if uniform < of_rivals { None } else { self.competitors.choose(channel, time, hires, (uniform - of_rivals) / left) }
    }

    /// The factors of a channel's offer rate, in the order in which the calendar effects multiply them.
    fn for_volume(&self, calendar_effects: &CalendarEffects, channel: usize, time: f64, so_far: &Trajectory, act: &mut impl FnMut(Term)) {
        let (scenario, months) = (self.model.scenario, &self.model.months);
        let mut act = |cause: Cause, value: f64| act(Term { cause, value });
        let stretch = calendar_effects.stretch(calendar_effects.stretch_at(time));
        if self.competitors.is_listed(channel) {
            act(Cause::OpenShare, self.competitors.open_share(channel, stretch.from, &[]));
        }
        if let Baseline::Offers { per_year, .. } = scenario.channels[channel].baseline {
            act(Cause::Offers, per_year.value(&self.parameters));
        }
        for (index, series) in scenario.heat.series.iter().enumerate().filter(|(_, series)| series.channels.contains(&channel)) {
            act(Cause::Series(index), heat::series_on(series, scenario.clock, &self.parameters, months, stretch));
        }
        if self.calendar_model.has_path(channel) {
            act(Cause::Path, calendar_effects.path(months.number(stretch.month)));
        }
        if self.competitors.can_be_full(channel) {
            act(Cause::Seats, self.competitors.left_by_the_full(channel, time, &self.hires_so_far(time, so_far)));
        }
    }

    /// The factors of the rate of a spin-out's pull.
    fn for_pull(&self, person: usize, index: usize, time: f64, so_far: &Trajectory, act: &mut impl FnMut(Term)) {
        let team = self.model.scenario.roster.researchers[so_far.seat(person, self.model.names.len())].team;
        let spinout = &so_far.spinouts[index];
        let hires = self.spinouts.get(index).map_or(0, |known| known.hires) + so_far.hires_of(index, time);
        let tie = spinout.tie(team, |person| so_far.is_out(person, time));
        let mut act = |cause: Cause, value: f64| act(Term { cause, value });
        act(Cause::Pull, spinout.pull.per_year);
        act(Cause::Tie, tie);
        act(Cause::Fading, spinout.fading(time));
        if spinout.pull.seats < u32::MAX {
            act(Cause::SpinoutSeats, f64::from(u8::from(hires < spinout.pull.seats)));
        }
    }

    /// The factors of somebody's level by a risk, frailty and a return included.
    fn for_level(&self, who: Individual, risk: Risk, channel: usize, time: f64, so_far: &Trajectory, act: &mut impl FnMut(Term)) {
        let mut act = |cause: Cause, value: f64| act(Term { cause, value });
        let roster = self.model.names.len();
        let base = match risk {
            Risk::Channel(channel) => &self.channel_levels[channel],
            Risk::Pull(_) => {
                self.pull_levels.iter().find(|(pulled, _)| *pulled == channel).map_or(&self.channel_levels[channel], |(_, base)| base)
            }
        };
        let hired = so_far.newcomer(who.person, roster).map(|newcomer| newcomer.hired);
        let band = (0..base.bands()).filter(|&band| self.band_end_of(channel, band, who.person, who.tenure, hired) <= time).count();
        let [baseline, ratio] = base.parts_of_band(band);
        if self.is_baseline_of_band(channel, band, risk) {
            act(Cause::BaselineOfBand(band), baseline);
        } else {
            // The pull of a spin-out has a rate of its own in place of a hazard.
            if matches!(risk, Risk::Channel(_)) || base.acceptance_limit < f64::INFINITY {
                act(Cause::Baseline, baseline);
            }
            if band < base.bands() {
                act(Cause::Tenure(band), ratio);
            }
        }
        if base.pay_ratio() != 1.0 {
            act(Cause::PayMultiple, base.pay_ratio());
        }
        let covariates = &self.model.scenario.roster.researchers[so_far.seat(who.person, roster)].covariates;
        base.covariate_terms(covariates).for_each(|(index, log)| act(Cause::Covariate(index), log));
        if self.frailty > 0.0 {
            act(Cause::Frailty, who.frailty);
        }
        if so_far.events.iter().any(|event| event.person == who.person && event.kind == EventKind::Return && event.time < time) {
            act(Cause::Return, self.ratio_after_return());
        }
    }

    /// Whether a band of tenure gives a hazard in place of the channel's own.
    fn is_baseline_of_band(&self, channel: usize, band: usize, risk: Risk) -> bool {
        let bands = &self.model.scenario.channels[channel].tenure;
        let gives_hazard = bands.get(band).is_some_and(|band| matches!(band.effect, TenureEffect::Hazard(_)));
        gives_hazard && matches!(risk, Risk::Channel(_))
    }

    /// How many of us each listed competitor has taken before a time.
    pub(in crate::simulate) fn hires_so_far(&self, time: f64, so_far: &Trajectory) -> Vec<u32> {
        let mut hires = self.hires.clone();
        for event in so_far.events.iter().filter(|event| event.time < time) {
            if let EventKind::Exit { to, .. } = event.kind
                && let Some(competitor) = so_far.listed(to)
            {
                hires[competitor] += 1;
            }
        }
        hires
    }
}

/// The channel that a risk is part of.
pub fn channel_of(risk: Risk, so_far: &Trajectory) -> usize {
    match risk {
        Risk::Channel(channel) => channel,
        Risk::Pull(spinout) => so_far.spinouts[spinout].pull.channel,
    }
}

/// The risk by which an exit through a channel came, by where it led.
pub fn risk_of(channel: usize, to: Destination) -> Risk {
    match to {
        Destination::Spinout(spinout) => Risk::Pull(spinout),
        Destination::Unnamed | Destination::Competitor(_) | Destination::Founded(_) => Risk::Channel(channel),
    }
}
