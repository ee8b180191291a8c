//! The clocks of a group: one for each risk, which all who wait to leave by it share.

use crate::hazard::calendar_effects::CalendarEffects;
use crate::hazard::contagion::{DecayFactor, Moment};
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
    pub(super) fn decay(&self, stretch: usize) -> Option<DecayFactor> {
        self.decay.get(stretch).copied()
    }

    /// The end of a stretch \[years\]; the last never ends.
    #[inline]
    pub(super) fn end(&self, stretch: usize) -> f64 {
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

    /// How fast the clocks of the channels go on a stretch at an influence of 0.
    #[inline]
    pub(super) fn rates(&self, stretch: usize) -> &'a [f64] {
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
pub(super) struct AtRisk {
    /// Hazard, or probability of acceptance, at a rate of 1 of the clock.
    pub level: f64,
    /// The person's own multiple of the offers, which no limit holds for.
    pub offers: f64,
    /// Patience left when the clock read `since`.
    pub left: f64,
    pub since: f64,
}

/// Those who wait to leave by one risk.
#[derive(Clone, Copy, Debug)]
pub(super) struct RiskClock {
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
    pub(super) fn left_at(&self, reading: f64) -> f64 {
        (self.left - self.rate() * (reading - self.since)).max(0.0)
    }

    /// The clock's reading at which the person leaves.
    #[inline]
    pub(super) fn due(&self) -> f64 {
        if self.rate() > 0.0 { self.since + self.left / self.rate() } else { f64::INFINITY }
    }

    /// How fast patience is used up as the clock goes, where no limit binds.
    #[inline]
    pub(super) fn rate(&self) -> f64 {
        self.level * self.offers
    }
}

/// The clock of nobody.
pub(super) const NOBODY: RiskClock = RiskClock { reading: 0.0, next: f64::INFINITY, top: 0.0 };

impl RiskClock {
    /// Whether the limit of acceptance of a channel may bind for somebody at an influence of so much or less.
    #[inline]
    pub(super) fn may_bind(&self, channel: usize, bound: f64, conditions: &Conditions<'_>) -> bool {
        conditions.acceptance_limit.is_some_and(|acceptance_limit| self.top * conditions.shock[channel] * bound > acceptance_limit[channel])
    }
}
