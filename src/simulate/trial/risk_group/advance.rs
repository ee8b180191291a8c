//! A group goes on in time: to the next exit of somebody there, or to the end of a stretch.

use super::clock::{ClockRate, Conditions, Pull};
use super::{Departure, RiskGroup};
use crate::hazard::cumulative::cumulative_hazard;
use crate::math;
use crate::simulate::risk::Risk;

impl RiskGroup {
    /// The first to leave up to `end`, and the integral of the influence up to then; `whole` is that up to `end`, before which nothing jumps.
    pub(super) fn first_to_leave(&mut self, end: f64, whole: f64, conditions: &Conditions<'_>) -> Option<(Departure, f64)> {
        if self.limit_may_bind(conditions) { self.first_limited(end, whole, conditions) } else { self.first(end, whole, conditions) }
    }

    fn first(&mut self, end: f64, whole: f64, conditions: &Conditions<'_>) -> Option<(Departure, f64)> {
        let mut least = (f64::INFINITY, 0);
        for ((channel, rate), due) in conditions.rates().enumerate().zip(&mut self.due) {
            let ahead = due.time() - self.clocks[channel].reading;
            if ahead <= rate * whole && ahead / rate < least.0 {
                least = (ahead / rate, channel);
            }
        }
        let (need, channel) = least;
        let first = (need < f64::INFINITY).then(|| {
            let time = self.influence.inverse(end, f64::INFINITY, 0.0, need, whole);
            (Departure { time, person: self.who[self.due[channel].place()], risk: Risk::Channel(channel) }, need)
        });
        if self.pulls.is_empty() { first } else { self.first_pulled(first, end, conditions) }
    }

    /// The first to leave where spin-outs pull too: `first` is that through a channel.
    fn first_pulled(&mut self, first: Option<(Departure, f64)>, end: f64, conditions: &Conditions<'_>) -> Option<(Departure, f64)> {
        let mut first = first;
        for index in self.channels..self.clocks.len() {
            let rate_of = self.rate_of(index, conditions);
            let due = self.due[index].time();
            if rate_of.rate == 0.0 || due == f64::INFINITY {
                continue;
            }
            let need = (due - self.clocks[index].reading) / rate_of.rate;
            let end = first.map_or(end, |(departure, ..)| departure.time);
            let most = self.influence.integral_below(end, f64::INFINITY, rate_of.fade);
            if need < most {
                let time = self.influence.inverse(end, f64::INFINITY, rate_of.fade, need, most);
                first = Some((
                    Departure { time, person: self.who[self.due[index].place()], risk: self.risk(index) },
                    self.influence.integral(time),
                ));
            }
        }
        first
    }

    /// Whether `min(1, acceptance * exp(eta))` may bind for somebody before the next jump.
    fn limit_may_bind(&self, conditions: &Conditions<'_>) -> bool {
        if conditions.acceptance_limit.is_none() {
            return false;
        }
        let bound = self.influence.most();
        self.clocks.iter().enumerate().any(|(index, clock)| clock.may_bind(self.rate_of(index, conditions).channel, bound, conditions))
    }

    /// Like `first` where a limit may bind: everybody is looked at.
    fn first_limited(&self, end: f64, whole: f64, conditions: &Conditions<'_>) -> Option<(Departure, f64)> {
        let mut first: Option<Departure> = None;
        for (index, clock) in self.clocks.iter().enumerate() {
            let ClockRate { rate, fade, channel } = self.rate_of(index, conditions);
            for (slot, &person) in self.who.iter().enumerate().filter(|&(slot, _)| self.is_here[slot]) {
                let at = index * self.stride + slot;
                let ln_limit = math::ln(conditions.acceptance_limit(channel) / (self.at_risk[at].level * conditions.shock[channel]));
                let need = (self.due[index].at(slot) - clock.reading) / rate;
                // What fades adds up to less than what does not.
                if need > whole {
                    continue;
                }
                let most = self.influence.integral_below(end, ln_limit, fade);
                if need <= most {
                    let time = self.influence.inverse(end, ln_limit, fade, need, most);
                    if first.is_none_or(|departure| time < departure.time) {
                        first = Some(Departure { time, person, risk: self.risk(index) });
                    }
                }
            }
        }
        first.map(|departure| (departure, self.influence.integral(departure.time)))
    }

    /// Goes on to a time up to which the influence's integral is `common`.
    pub(super) fn settle(&mut self, time: f64, common: f64, conditions: &Conditions<'_>) {
        let bound = if conditions.acceptance_limit.is_some() { self.influence.most() } else { 0.0 };
        if conditions.acceptance_limit.is_none() {
            self.clocks.iter_mut().zip(conditions.rates()).for_each(|(clock, rate)| clock.reading += rate * common);
        } else {
            for channel in 0..self.channels {
                if self.clocks[channel].may_bind(channel, bound, conditions) {
                    self.settle_limited(channel, conditions.offer_rate[channel] * conditions.open[channel], 0.0, channel, time, conditions);
                } else {
                    self.clocks[channel].reading += conditions.rate(channel) * common;
                }
            }
        }
        for index in 0..self.pulls.len() {
            let (clock, Pull { rate, fade, channel, .. }) = (self.channels + index, self.pulls[index]);
            if self.clocks[clock].may_bind(channel, bound, conditions) {
                self.settle_limited(clock, rate, fade, channel, time, conditions);
            } else {
                self.clocks[clock].reading += rate * conditions.shock[channel] * self.influence.integral_below(time, f64::INFINITY, fade);
            }
            if fade > 0.0 {
                self.pulls[index].rate *= math::exp(-fade * (time - self.now));
            }
        }
        self.influence.advance(time);
        self.now = time;
    }

    /// Runs down everybody's own patience by a clock where the limit may bind.
    fn settle_limited(&mut self, clock: usize, offer_rate: f64, fade: f64, channel: usize, time: f64, conditions: &Conditions<'_>) {
        self.restart(clock, |group, at| {
            let relative_hazard = group.at_risk[at].level * conditions.shock[channel];
            let own = group.at_risk[at].offers;
            let used =
                cumulative_hazard(offer_rate * own, fade, conditions.acceptance_limit(channel), relative_hazard, &group.influence, time);
            (group.left_now(clock, at) - used).max(0.0)
        });
    }
}
