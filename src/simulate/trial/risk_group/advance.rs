//! A group goes on in time: to the next exit of somebody there, over as many stretches of the calendar as it takes.

use super::clock::{AtRisk, ClockRate, Conditions, KnownIntegral, Pull, RiskClock, Surroundings, Waiters};
use super::{Ahead, Departure, RiskGroup};
use crate::hazard::cumulative::cumulative_hazard;
use crate::math;
use crate::simulate::risk::Risk;

impl RiskGroup {
    /// Goes on for as long as nobody leaves: to the beginning of the piece of time in which somebody does, or which ends with a change at
    /// `next_change`, a jump of the influence, or `until`; gives what comes then. Before, pieces end with the stretches of the calendar.
    ///
    /// Where a limit may bind, everybody's patience is run down on the way. From there one cannot go back, so that a mere look ahead
    /// (`is_for_good` false) stops before.
    pub(super) fn pass_stretches(&mut self, until: f64, next_change: f64, surroundings: &Surroundings<'_>, is_for_good: bool) -> Ahead {
        self.clocks.iter_mut().zip(&mut self.due).for_each(|(clock, due)| clock.next = due.time());
        let limit = until.min(next_change).min(self.influence.next_jump());
        while surroundings.end(self.stretch) <= self.now {
            self.stretch += 1;
        }
        if surroundings.is_unlimited() && self.pulls.is_empty() {
            self.pass_free_stretches(limit, surroundings);
        }
        loop {
            let conditions = surroundings.on(self.stretch);
            let stretch_end = surroundings.end(self.stretch);
            let end = limit.min(stretch_end);
            let whole = self.influence.look(end, surroundings.decay(self.stretch));
            let may_bind = self.limit_may_bind(&conditions);
            let first = if may_bind {
                self.first_limited(end, whole, &conditions)
            } else {
                let first = self.first(end, whole, &conditions);
                if self.pulls.is_empty() { first } else { self.first_pulled(first, end, &conditions) }
            };
            if let Some((departure, common)) = first {
                return Ahead { time: departure.time, departure: Some(departure), common };
            }
            if limit <= stretch_end || (may_bind && !is_for_good) {
                return Ahead { time: end, departure: None, common: whole };
            }
            self.settle(end, whole, &conditions);
            self.stretch += 1;
        }
    }

    /// Goes on over the stretches that end before `limit` and in which nobody leaves, where neither limits nor spin-outs act.
    fn pass_free_stretches(&mut self, limit: f64, surroundings: &Surroundings<'_>) {
        let Self { influence, clocks, now, stretch, .. } = self;
        *stretch = influence.pass(
            *stretch,
            |stretch| surroundings.before(limit, stretch),
            |stretch, whole| {
                let passed = RiskClock::pass(clocks, surroundings.rates(stretch), whole);
                if passed {
                    *now = surroundings.end(stretch);
                }
                passed
            },
        );
    }

    /// The first to leave through a channel up to `end`, and the integral of the influence up to then; `whole` is that up to `end`, before
    /// which nothing jumps.
    #[inline]
    fn first(&self, end: f64, whole: f64, conditions: &Conditions<'_>) -> Option<(Departure, f64)> {
        RiskClock::first(&self.clocks, conditions.rate, whole).map(|(need, channel)| {
            let time = self.influence.inverse(end, f64::INFINITY, 0.0, need, whole);
            (Departure { time, person: self.who[self.due[channel].place()], risk: Risk::Channel(channel) }, need)
        })
    }

    /// The first to leave where spin-outs pull too: `first` is that through a channel.
    fn first_pulled(&mut self, first: Option<(Departure, f64)>, end: f64, conditions: &Conditions<'_>) -> Option<(Departure, f64)> {
        let mut first = first;
        for index in self.channels..self.clocks.len() {
            let rate_of = self.rate_of(index, conditions);
            let due = self.clocks[index].next;
            if rate_of.rate == 0.0 || due == f64::INFINITY {
                continue;
            }
            let need = (due - self.clocks[index].reading) / rate_of.rate;
            let end = first.map_or(end, |(departure, ..)| departure.time);
            let most = self.faded_integral(index - self.channels, end);
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

    /// The integral from now to a time of the influence, fading as a pull does. What a look has found serves the step after it.
    fn faded_integral(&mut self, pull: usize, time: f64) -> f64 {
        let (known, begin) = (self.looked[pull], self.influence.moment());
        if known.begin == begin && known.end == time {
            return known.integral;
        }
        let integral = self.influence.integral_below(time, f64::INFINITY, self.pulls[pull].fade);
        self.looked[pull] = KnownIntegral { begin, end: time, integral };
        integral
    }

    /// Whether `min(1, acceptance * exp(eta))` may bind for somebody before the next jump.
    #[inline]
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
            RiskClock::go_on(&mut self.clocks, conditions.rate, common);
        } else {
            for channel in 0..self.channels {
                if self.clocks[channel].may_bind(channel, bound, conditions) {
                    self.settle_limited(channel, conditions.offer_rate(channel), 0.0, channel, time, conditions);
                } else {
                    self.clocks[channel].reading += conditions.rate[channel] * common;
                }
            }
        }
        for index in 0..self.pulls.len() {
            let (clock, Pull { rate, fade, channel, .. }) = (self.channels + index, self.pulls[index]);
            if self.clocks[clock].may_bind(channel, bound, conditions) {
                self.settle_limited(clock, rate, fade, channel, time, conditions);
            } else {
                self.clocks[clock].reading += rate * conditions.shock[channel] * self.faded_integral(index, time);
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
        let Self { influence, clocks, due, at_risk, is_here, stride, .. } = self;
        let at_risk = &mut at_risk[clock * *stride..][..*stride];
        let used = |own: &AtRisk| {
            let relative_hazard = own.level * conditions.shock[channel];
            cumulative_hazard(offer_rate * own.offers, fade, conditions.acceptance_limit(channel), relative_hazard, influence, time)
        };
        let mut waiters = Waiters { clock: &mut clocks[clock], due: &mut due[clock], at_risk, is_here };
        waiters.restart(|own, reading| (own.left_at(reading) - used(own)).max(0.0));
    }
}
