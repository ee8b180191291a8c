//! What all groups of a trial are moved by alike, where each exit moves all of them: it goes on once for all, and each group asks for its
//! part when it is looked at.
//!
//! The hazard ratio of a group is `exp(own(t) + shared(t))`. Over a short span of time `exp(own(t))` is a polynomial to some 1e-10: the
//! sum of Chebyshev's polynomials `T_k` that goes through its values at their nodes. So its integral is a sum over the terms,
//!
//! ```text
//! integral from a to b of exp(own(t) + shared(t)) dt = sum over k of c_k * (W_k(b) - W_k(a)),   W_k(t) = integral of T_k * exp(shared)
//! ```
//!
//! where the coefficients `c_k` are of the group and the weights `W_k` of all groups. These are kept for each moment at which `shared` jumps
//! or a group is looked at. Where the cap may bind, or `own` is too high, each stretch between two such moments is integrated on its own.
//!
//! Cost: terms times the nodes of a quadrature a moment; terms for the part of a group, or the moments since its last look where the cap
//! may bind.

use crate::hazard::contagion::{Influence, LN_MOST, Moment, SOURCES};
use crate::math::{self, GAUSS_LEGENDRE_4, GAUSS_LEGENDRE_8};

/// A stretch of a smaller share of a span than this is short enough for the smaller quadrature.
const SHORT: f64 = 0.02;

/// How many terms a polynomial has, and nodes.
const TERMS: usize = 10;

/// The Chebyshev nodes `cos(pi (j + 1/2) / 10)` between -1 and 1.
const CHEBYSHEV: [f64; TERMS] = {
    const N: [f64; TERMS / 2] = [
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
    /// By how much the value at each node counts in each coefficient.
    to_coefficients: [[f64; TERMS]; TERMS],
    /// How much is left at the nodes of what was there at the beginning of the span, by source.
    decay: [[f64; SOURCES]; TERMS],
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
    /// `W_k`.
    weights: [f64; TERMS],
}

/// Where a group was looked at last, and the polynomial of its own hazard ratio over the span.
#[derive(Clone, Debug)]
pub(super) struct OwnPart {
    since: usize,
    coefficients: Option<[f64; TERMS]>,
}

impl OwnPart {
    /// Of a group that is looked at as a span begins.
    pub const NEW: Self = Self { since: 0, coefficients: None };

    /// Notes that what moves the group alone has jumped.
    pub fn jumped(&mut self) {
        self.coefficients = None;
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
            to_coefficients: to_coefficients(),
            decay: [[1.0; SOURCES]; TERMS],
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
        self.moments.push(Passed { time: self.begin, moment, clock: 0.0, weights: [0.0; TERMS] });
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

    /// Adds the integrals of Chebyshev's polynomials times the shared hazard ratio, without the cap.
    fn add_weights(&self, weights: &mut [f64; TERMS], [from, to]: [f64; 2]) {
        let (contagion, [rate, ..]) = (self.influence.contagion(), self.influence.rates());
        let share = (to - from) / (self.end - self.begin);
        let mut add = |nodes: &[(f64, f64)], from: f64, width: f64| {
            for &(node, weight) in nodes {
                let time = from + node * width;
                let log_ratio = contagion * math::exp(-rate * (time - self.influence.now()));
                add_polynomials(weights, self.place(time), weight * width * math::exp(log_ratio.min(LN_MOST)));
            }
        };
        if share < SHORT && contagion.abs() < HIGHEST {
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
        let gain = if let Some(coefficients) = self.coefficients(own, part) {
            let [from, to] = [since, now].map(|moment| &self.moments[moment].weights);
            coefficients.iter().zip(to.iter().zip(from)).map(|(coefficient, (to, from))| coefficient * (to - from)).sum()
        } else {
            self.add_up(own, since)
        };
        own.advance(time);
        if jumps {
            part.jumped();
        }
        gain
    }

    /// The polynomial of a group's own hazard ratio, where it will do.
    fn coefficients(&self, own: &Influence, part: &mut OwnPart) -> Option<[f64; TERMS]> {
        if part.coefficients.is_none() {
            let (sources, rates) = (own.sources_at(self.begin), own.rates());
            let fading: f64 = sources.iter().zip(rates).filter(|&(_, rate)| rate > 0.0).map(|(source, _)| source.abs()).sum();
            if fading <= HIGHEST {
                let mut coefficients = [0.0; TERMS];
                for (decay, shares) in self.decay.iter().zip(&self.to_coefficients) {
                    let value = math::exp(sources[0] * decay[0] + sources[1] * decay[1] + sources[2] * decay[2]);
                    coefficients.iter_mut().zip(shares).for_each(|(coefficient, share)| *coefficient += value * share);
                }
                part.coefficients = Some(coefficients);
            }
        }
        let may_be_capped = own.contagion().max(0.0) + self.highest > own.ln_cap();
        let may_overflow = own.log_most() + self.highest > LN_MOST;
        part.coefficients.filter(|_| !may_be_capped && !may_overflow)
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

/// Adds Chebyshev's polynomials at a place, times a value.
#[inline]
fn add_polynomials(weights: &mut [f64; TERMS], place: f64, value: f64) {
    let (mut last, mut this) = (value, value * place);
    weights[0] += last;
    weights[1] += this;
    for weight in &mut weights[2..] {
        (last, this) = (this, 2.0 * place * this - last);
        *weight += this;
    }
}

/// By how much the value at each node counts in each coefficient: `2 / n * T_k(node)`, half of that for the first.
fn to_coefficients() -> [[f64; TERMS]; TERMS] {
    CHEBYSHEV.map(|node| {
        let mut shares = [0.0; TERMS];
        add_polynomials(&mut shares, node, 2.0 / TERMS as f64);
        shares[0] *= 0.5;
        shares
    })
}
