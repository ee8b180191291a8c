//! What all groups of a trial are moved by alike, where each exit moves all of them: it goes on once for all, and each group asks for its
//! part when it is looked at.
//!
//! The hazard ratio of a group is `exp(own(t) + shared(t))`. Over a short span of time `exp(own(t))` is a polynomial to some 1e-10:
//! the one through its values at the Chebyshev nodes of the span. So its integral is a sum over the nodes,
//!
//! ```text
//! integral from a to b of exp(own(t) + shared(t)) dt = sum over nodes j of exp(own(t_j)) * (W_j(b) - W_j(a))
//! ```
//!
//! where `W_j`, the integral of `exp(shared(t))` times the polynomial that is 1 at the node `j` and 0 at the others, is of all groups. It is
//! kept for each moment at which `shared` jumps or a group is looked at. Where the cap may bind, or `own` is too high, each stretch between
//! two such moments is integrated on its own.
//!
//! Cost: nodes times the nodes of a quadrature a moment; nodes for the part of a group, or the moments since its last look where the cap
//! may bind.

use std::array::from_fn;

use crate::hazard::contagion::{Influence, LN_MOST, Moment, SOURCES};
use crate::math::{self, GAUSS_LEGENDRE_4, GAUSS_LEGENDRE_8};

/// Up to which share of a span the smaller quadrature does.
const FEW_NODES_DO: f64 = 0.02;

/// How many nodes a span has.
const NODES: usize = 10;

/// The Chebyshev nodes `cos(pi (j + 1/2) / 10)` between -1 and 1.
const CHEBYSHEV: [f64; NODES] = {
    const N: [f64; NODES / 2] = [
        0.987_688_340_595_137_8,
        0.891_006_524_188_367_9,
        std::f64::consts::FRAC_1_SQRT_2,
        0.453_990_499_739_546_8,
        0.156_434_465_040_230_92,
    ];
    [N[0], N[1], N[2], N[3], N[4], -N[4], -N[3], -N[2], -N[1], -N[0]]
};

/// The longest span, in times by which what fades becomes 1/e of itself.
const LONGEST: f64 = 0.25;

/// Up to which log hazard ratio, up or down, of what fades the polynomial is exact to about 1e-10 (1e-13 at a ratio of e).
const HIGHEST: f64 = 4.0;

/// By how much the shared hazard ratio may have fallen since the span began, about: below, the clock would not tell apart what happens.
const DEEPEST: f64 = 1e4;

/// How many spans there are in a time \[years\], about, where effects fade at a rate [a year].
pub(super) fn spans(time: f64, rate: f64) -> f64 {
    time * rate / LONGEST
}

/// The influence that all groups share over a span of time, and its integrals so far.
#[derive(Debug)]
pub(super) struct SharedInfluence {
    pub influence: Influence,
    /// The influence of one group, all in all.
    total: Influence,
    begin: f64,
    end: f64,
    /// The denominators of the nodes' polynomials on the span from -1 to 1.
    denominators: [f64; NODES],
    /// How much is left at the nodes of what was there at the beginning of the span, by source.
    decay: [[f64; SOURCES]; NODES],
    /// The highest contagion, without the cap, since the span began; 0 at least.
    highest: f64,
    /// The moments since the span began, the present last.
    moments: Vec<Passed>,
}

/// A moment since the span began.
#[derive(Clone, Copy, Debug)]
struct Passed {
    time: f64,
    moment: Moment,
    /// The integral of the shared hazard ratio from the beginning of the span on, under the cap.
    clock: f64,
    /// `W_j`.
    weights: [f64; NODES],
}

/// Where a group was looked at last, and its hazard ratio at the nodes of the span, all else left out.
#[derive(Clone, Debug)]
pub(super) struct OwnPart {
    since: usize,
    ratios: Option<[f64; NODES]>,
}

impl OwnPart {
    /// Of a group that is looked at as a span begins.
    pub const NEW: Self = Self { since: 0, ratios: None };

    /// Notes that what moves the group alone has jumped.
    pub fn jumped(&mut self) {
        self.ratios = None;
    }
}

impl SharedInfluence {
    /// At rest at the start.
    pub fn new(rest: Influence) -> Self {
        Self {
            total: rest.clone(),
            influence: rest,
            begin: 0.0,
            end: 0.0,
            denominators: from_fn(|j| {
                let others = CHEBYSHEV.iter().enumerate().filter(|&(k, _)| k != j);
                others.map(|(_, other)| CHEBYSHEV[j] - other).product::<f64>().recip()
            }),
            decay: [[1.0; SOURCES]; NODES],
            highest: 0.0,
            moments: Vec::new(),
        }
    }

    /// Begins a span at the present: until `end` at most, or as long as it may be where effects fade at a rate [a year]. All groups have to
    /// be looked at when it begins.
    pub fn begin(&mut self, end: f64, rate: f64) {
        self.begin = self.influence.now();
        self.end = if rate > 0.0 { end.min(self.begin + LONGEST / rate) } else { end };
        let rates = self.influence.rates();
        self.decay = CHEBYSHEV.map(|place| rates.map(|rate| math::exp(-rate * self.after_begin(place))));
        self.highest = self.influence.contagion().max(0.0);
        self.moments.clear();
        let moment = self.influence.moment();
        self.moments.push(Passed { time: self.begin, moment, clock: 0.0, weights: [0.0; NODES] });
    }

    /// The end of the span \[years\].
    pub fn end(&self) -> f64 {
        self.end
    }

    /// Whether the shared hazard ratio is so much lower than it was that another span has to begin: next to the integral so far, what is to
    /// come would be lost in the rounding error.
    pub fn has_sunk(&self) -> bool {
        self.clock() > DEEPEST * (self.end - self.begin) * math::exp(self.influence.log_ratio(self.influence.now()))
    }

    /// The integral of the shared hazard ratio from the beginning of the span to the present, under the cap: a clock that all groups share.
    pub fn clock(&self) -> f64 {
        self.last().clock
    }

    fn last(&self) -> &Passed {
        &self.moments[self.moments.len() - 1]
    }

    /// Goes on to a time up to which the clock gains so much, and makes the jumps that are due.
    pub fn go_on(&mut self, time: f64, gain: f64) {
        let from = self.last().time;
        if time > from {
            let mut passed = *self.last();
            (passed.time, passed.clock) = (time, passed.clock + gain.max(0.0));
            self.add_weights(&mut passed.weights, [from, time]);
            self.moments.push(passed);
        }
        self.influence.advance(time);
        self.jumped();
    }

    /// Notes that the shared influence may have jumped at the present.
    pub fn jumped(&mut self) {
        self.highest = self.highest.max(self.influence.contagion());
        let last = self.moments.len() - 1;
        self.moments[last].moment = self.influence.moment();
    }

    /// Adds the integrals of the nodes' polynomials times the shared hazard ratio, without the cap.
    fn add_weights(&self, weights: &mut [f64; NODES], [from, to]: [f64; 2]) {
        let (contagion, [rate, ..]) = (self.influence.contagion(), self.influence.rates());
        let share = (to - from) / (self.end - self.begin);
        let mut add = |nodes: &[(f64, f64)], from: f64, width: f64| {
            for &(node, weight) in nodes {
                let time = from + node * width;
                let log_ratio = contagion * math::exp(-rate * (time - self.influence.now()));
                self.add_polynomials(weights, self.place(time), weight * width * math::exp(log_ratio.min(LN_MOST)));
            }
        };
        if share < FEW_NODES_DO && contagion.abs() < HIGHEST {
            add(&GAUSS_LEGENDRE_4, from, to - from);
            return;
        }
        // Short enough for the quadrature, however high what fades.
        let panels = if rate == 0.0 { 1.0 } else { (2.0 * share * contagion.abs()).ceil().clamp(1.0, 1000.0) };
        let width = (to - from) / panels;
        (0..panels as usize).for_each(|panel| add(&GAUSS_LEGENDRE_8, from + panel as f64 * width, width));
    }

    /// The place of a time on the span from -1 to 1.
    fn place(&self, time: f64) -> f64 {
        2.0 * (time - self.begin) / (self.end - self.begin) - 1.0
    }

    /// How long after the beginning of the span a place from -1 to 1 on it is \[years\].
    fn after_begin(&self, place: f64) -> f64 {
        0.5 * (place + 1.0) * (self.end - self.begin)
    }

    /// Adds the nodes' polynomials at a place, times a value.
    fn add_polynomials(&self, weights: &mut [f64; NODES], place: f64, value: f64) {
        // The product of the distances to all other nodes: to those before times to those after.
        let mut before = [value; NODES];
        for j in 1..NODES {
            before[j] = before[j - 1] * (place - CHEBYSHEV[j - 1]);
        }
        let mut after = 1.0;
        for j in (0..NODES).rev() {
            weights[j] += before[j] * after * self.denominators[j];
            after *= place - CHEBYSHEV[j];
        }
    }

    /// The integral of a group's whole hazard ratio since it was looked at last; its own influence goes on to the present, which is not
    /// later than its next jump.
    pub fn settle(&mut self, own: &mut Influence, part: &mut OwnPart) -> f64 {
        let now = self.moments.len() - 1;
        let since = std::mem::replace(&mut part.since, now);
        if since == now {
            return 0.0;
        }
        let time = self.moments[now].time;
        let jumps = own.next_jump() <= time;
        let gain = if let Some(ratios) = self.ratios(own, part) {
            let [from, to] = [since, now].map(|moment| &self.moments[moment].weights);
            ratios.iter().zip(to.iter().zip(from)).map(|(ratio, (to, from))| ratio * (to - from)).sum()
        } else {
            self.add_up(own, since)
        };
        own.advance(time);
        if jumps {
            part.jumped();
        }
        gain
    }

    /// The hazard ratio of a group at the nodes, by what moves it alone, where a polynomial through them will do.
    fn ratios(&self, own: &Influence, part: &mut OwnPart) -> Option<[f64; NODES]> {
        if part.ratios.is_none() {
            let (sources, rates) = (own.sources_at(self.begin), own.rates());
            let fading: f64 = sources.iter().zip(rates).filter(|&(_, rate)| rate > 0.0).map(|(source, _)| source.abs()).sum();
            if fading <= HIGHEST && sources.iter().sum::<f64>() + self.highest < LN_MOST {
                let log_ratio = |decay: &[f64; SOURCES]| sources[0] * decay[0] + sources[1] * decay[1] + sources[2] * decay[2];
                let mut ratios = [0.0; NODES];
                ratios.iter_mut().zip(&self.decay).for_each(|(ratio, decay)| *ratio = math::exp(log_ratio(decay)));
                part.ratios = Some(ratios);
            }
        }
        let may_be_capped = own.contagion().max(0.0) + self.highest > own.ln_cap();
        part.ratios.filter(|_| !may_be_capped)
    }

    /// The integral of a group's whole hazard ratio from a moment on, each stretch on its own.
    fn add_up(&mut self, own: &mut Influence, since: usize) -> f64 {
        let mut gain = 0.0;
        for pair in self.moments[since..].windows(2) {
            self.total.set_to_sum(own, &pair[0].moment);
            gain += self.total.integral(pair[1].time);
            own.advance(pair[1].time);
        }
        gain
    }

    /// When the integral of a group's whole hazard ratio from the present on reaches a target, if it does before `end` and nothing jumps.
    pub fn time_of(&mut self, own: &Influence, target: f64, end: f64) -> Option<f64> {
        self.total.set_to_sum(own, &self.influence.moment());
        let whole = self.total.look(end, None);
        (target <= whole).then(|| self.total.inverse(end, f64::INFINITY, 0.0, target, whole))
    }
}
