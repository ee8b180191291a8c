//! The clocks of a group: one for each risk, which all who wait to leave by it share.

use crate::hazard::calendar_effects::CalendarEffects;
use crate::hazard::contagion::{DecayFactor, Moment};
use crate::simulate::trial::earliest::Earliest;
use crate::simulate::trial::seats::OpenShares;

/// The hazard's factors that come from outside, over the timeline of a trial.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    calendar_effects: &'a CalendarEffects,
    /// Offer rate times shocks times what full competitors leave, stretch by channel.
    rates: &'a [f64],
    open: &'a [f64],
    acceptance_limit: Option<&'a [f64]>,
    decay: &'a [DecayFactor],
}

/// By which factor contagion decays over each stretch of the timeline of the last trial; the next has mostly the same.
#[derive(Debug, Default)]
pub struct DecayByStretch {
    rate: f64,
    ends: Vec<f64>,
    factors: Vec<DecayFactor>,
}

impl DecayByStretch {
    /// Follows to the timeline of a trial in which contagion fades at a rate [a year].
    pub fn follow(&mut self, effects: &CalendarEffects, rate: f64) {
        let ends = || (0..effects.len()).map(|stretch| effects.end(stretch));
        if rate == self.rate && self.ends.iter().copied().eq(ends()) {
            return;
        }
        self.rate = rate;
        self.ends.clear();
        self.ends.extend(ends());
        self.factors.clear();
        if rate > 0.0 {
            self.factors
                .extend((0..effects.len()).map(|stretch| DecayFactor::of([effects.stretch(stretch).from, effects.end(stretch)], rate)));
        }
    }
}

/// The same on one stretch of the timeline, by channel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conditions<'a> {
    /// How fast the clocks of the channels go at an influence of 0: offers a year (or 1) times heat, the competitors' shares, what full
    /// competitors leave, and shocks.
    pub rate: &'a [f64],
    /// Of that the offers, but for what full competitors leave.
    offers: &'a [f64],
    open: &'a [f64],
    /// Hazard ratio of all shocks.
    pub shock: &'a [f64],
    /// 1 where offers are accepted or not, infinite otherwise; `None` where it is infinite throughout.
    pub acceptance_limit: Option<&'a [f64]>,
}

impl<'a> Surroundings<'a> {
    /// Of calendar effects, what full competitors leave, the limits of acceptance, and how contagion decays over each stretch.
    pub fn new(
        calendar_effects: &'a CalendarEffects,
        open: &'a OpenShares,
        acceptance_limit: Option<&'a [f64]>,
        decay: &'a DecayByStretch,
    ) -> Self {
        let rates = open.rates().unwrap_or(calendar_effects.rates());
        Self { calendar_effects, rates, open: open.shares(), acceptance_limit, decay: &decay.factors }
    }

    /// By which factor contagion decays over a stretch, where it fades.
    #[inline]
    pub fn decay(&self, stretch: usize) -> Option<DecayFactor> {
        self.decay.get(stretch).copied()
    }

    /// Whether it is known how what fades at a rate does over each stretch.
    #[inline]
    pub fn knows_decay(&self, rate: f64) -> bool {
        self.decay.first().is_some_and(|decay| decay.rate() == rate)
    }

    /// How what fades does so over the stretches, where that is known, and how fast the clocks of so many channels go at an influence of 0.
    #[inline]
    pub fn fading_stretches<const CHANNELS: usize>(&self) -> (&'a [DecayFactor], &'a [[f64; CHANNELS]]) {
        (self.decay, self.rates.as_chunks().0)
    }

    /// The end of a stretch \[years\]; the last never ends.
    #[inline]
    pub fn end(&self, stretch: usize) -> f64 {
        if stretch + 1 < self.calendar_effects.len() { self.calendar_effects.end(stretch) } else { f64::INFINITY }
    }

    /// The factors on a stretch.
    #[inline]
    pub(super) fn on(&self, stretch: usize) -> Conditions<'a> {
        Conditions {
            rate: self.rates(stretch),
            offers: self.calendar_effects.offer_rate(stretch),
            open: self.open,
            shock: self.calendar_effects.shock(stretch),
            acceptance_limit: self.acceptance_limit,
        }
    }

    /// The end of a stretch that ends before a time, and by which factor contagion decays over it.
    #[inline]
    pub fn before(&self, time: f64, stretch: usize) -> Option<(f64, Option<DecayFactor>)> {
        let end = self.end(stretch);
        (end < time).then(|| (end, self.decay(stretch)))
    }

    /// How fast the clocks of the channels go on a stretch at an influence of 0.
    #[inline]
    pub fn rates(&self, stretch: usize) -> &'a [f64] {
        &self.rates[stretch * self.open.len()..][..self.open.len()]
    }

    /// Whether no acceptance is limited.
    #[inline]
    pub(super) fn is_unlimited(&self) -> bool {
        self.acceptance_limit.is_none()
    }
}

impl Conditions<'_> {
    /// The offers of a channel that full competitors leave.
    pub(super) fn offer_rate(&self, channel: usize) -> f64 {
        self.offers[channel] * self.open[channel]
    }

    /// The acceptance limit of a channel.
    #[inline]
    pub(super) fn acceptance_limit(&self, channel: usize) -> f64 {
        self.acceptance_limit.map_or(f64::INFINITY, |acceptance_limit| acceptance_limit[channel])
    }
}

/// Somebody who waits to leave by one risk.
#[derive(Clone, Copy, Debug)]
pub struct AtRisk {
    /// Hazard, or probability of acceptance, at a rate of 1 of the clock.
    pub level: f64,
    /// The person's own multiple of the offers, which no limit holds for.
    pub offers: f64,
    /// Patience left when the clock read `since`.
    pub left: f64,
    /// What the clock read when so much was left.
    pub since: f64,
}

/// Those who wait to leave by one risk.
#[derive(Clone, Copy, Debug)]
pub struct RiskClock {
    /// The integral of offers, shock and influence so far.
    pub reading: f64,
    /// The reading at which the next of them leaves, as of the last look.
    pub next: f64,
    /// No level by it is higher.
    pub top: f64,
}

/// How a spin-out pulls a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Index of the spin-out.
    pub spinout: usize,
    /// Key of its luck.
    pub key: u64,
    /// Exits (or offers) a person-year at a level of 1, now.
    pub rate: f64,
    /// How fast that fades [a year].
    pub fade: f64,
    /// The channel whose shocks and limit hold.
    pub channel: usize,
    /// The lane of levels.
    pub lane: usize,
}

/// The integral of the influence, fading as a pull does, from a moment to a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownIntegral {
    pub begin: Moment,
    pub end: f64,
    pub integral: f64,
}

impl KnownIntegral {
    /// None is known.
    pub(super) const NOT: Self = Self { begin: Moment::NONE, end: f64::NAN, integral: 0.0 };
}

/// The rate of a clock on a stretch, how fast it fades [a year], and its channel.
pub(super) struct ClockRate {
    pub rate: f64,
    pub fade: f64,
    pub channel: usize,
}

impl Default for AtRisk {
    /// One who never leaves.
    fn default() -> Self {
        Self { level: 0.0, offers: 1.0, left: 0.0, since: 0.0 }
    }
}

impl AtRisk {
    /// The patience left when the clock reads so much.
    #[inline]
    pub fn left_at(&self, reading: f64) -> f64 {
        (self.left - self.rate() * (reading - self.since)).max(0.0)
    }

    /// The clock's reading at which the person leaves.
    #[inline]
    pub fn due(&self) -> f64 {
        if self.rate() > 0.0 { self.since + self.left / self.rate() } else { f64::INFINITY }
    }

    /// How fast patience is used up as the clock goes, where no limit binds.
    #[inline]
    pub(super) fn rate(&self) -> f64 {
        self.level * self.offers
    }
}

impl RiskClock {
    /// The clock of nobody.
    pub const NOBODY: Self = Self { reading: 0.0, next: f64::INFINITY, top: 0.0 };

    /// Lets clocks go on over a stretch by their rates and an integral, if nobody leaves on it; whether nobody does.
    #[inline]
    pub fn pass(clocks: &mut [Self], rates: &[f64], whole: f64) -> bool {
        if clocks.iter().zip(rates).any(|(clock, rate)| clock.next - clock.reading <= rate * whole) {
            return false;
        }
        Self::go_on(clocks, rates, whole);
        true
    }

    /// Lets clocks go on by their rates and an integral.
    #[inline]
    pub fn go_on(clocks: &mut [Self], rates: &[f64], integral: f64) {
        clocks.iter_mut().zip(rates).for_each(|(clock, rate)| clock.reading += rate * integral);
    }

    /// The integral at which the first leaves, and by which clock, if anybody does within the whole.
    #[inline]
    pub fn first(clocks: &[Self], rates: &[f64], whole: f64) -> Option<(f64, usize)> {
        let mut least = (f64::INFINITY, 0);
        for (index, (clock, rate)) in clocks.iter().zip(rates).enumerate() {
            let ahead = clock.next - clock.reading;
            // Of a clock that stands still nobody leaves, even where a rounding error has let it pass somebody.
            if *rate > 0.0 && ahead <= rate * whole && ahead / rate < least.0 {
                least = (ahead / rate, index);
            }
        }
        (least.0 < f64::INFINITY).then_some(least)
    }
    /// Whether the limit of acceptance of a channel may bind for somebody at an influence of so much or less.
    #[inline]
    pub(super) fn may_bind(&self, channel: usize, bound: f64, conditions: &Conditions<'_>) -> bool {
        conditions.acceptance_limit.is_some_and(|acceptance_limit| self.top * conditions.shock[channel] * bound > acceptance_limit[channel])
    }
}

/// Those who wait by one clock.
pub(in crate::simulate) struct Waiters<'a> {
    /// The clock.
    pub clock: &'a mut RiskClock,
    /// The clock's reading at which each leaves, by slot.
    pub due: &'a mut Earliest,
    /// By slot.
    pub at_risk: &'a mut [AtRisk],
    /// Whether the one who has a slot is there.
    pub is_here: &'a [bool],
}

impl Waiters<'_> {
    /// Lets the clock start anew at 0, with the patience left to each.
    pub fn restart(&mut self, left: impl Fn(&AtRisk, f64) -> f64) {
        for (slot, at_risk) in
            self.at_risk.iter_mut().zip(self.is_here).enumerate().filter_map(|(slot, (own, here))| here.then_some((slot, own)))
        {
            *at_risk = AtRisk { left: left(at_risk, self.clock.reading), since: 0.0, ..*at_risk };
            self.due.set(slot, at_risk.due());
        }
        (self.clock.reading, self.clock.next) = (0.0, self.due.time());
    }

    /// Somebody begins to wait, with a level, an own multiple of the offers, and the patience left.
    pub fn start(&mut self, slot: usize, level: f64, offers: f64, left: f64) {
        // Far along, as after a burst of exits, the clock would swallow the digits of a short patience.
        if self.clock.reading * level * offers > 1000.0 * left {
            self.at_risk[slot] = AtRisk { level: 0.0, offers, left, since: self.clock.reading };
            self.restart(AtRisk::left_at);
        }
        let at_risk = AtRisk { level, offers, left, since: self.clock.reading };
        self.clock.top = self.clock.top.max(level);
        self.due.set(slot, at_risk.due());
        self.at_risk[slot] = at_risk;
    }

    /// Gives somebody another level and multiple of the offers, with the patience that is left.
    pub fn change(&mut self, slot: usize, level: f64, offers: f64) {
        self.start(slot, level, offers, self.at_risk[slot].left_at(self.clock.reading));
    }
}
