//! Integrals of `exp(influence)`: in closed form where all that fades does so at one rate and nothing carries derivatives
//! ([`super::fading`]), Gauss-Legendre quadrature elsewhere; split where the cap or a limit begins or ends to bind.
//!
//! What is integrated may fade: with a rate `fade` [a year] the integrand is multiplied by `exp(-fade (t - now))`, as the pull of a
//! spin-out is.
//!
//! Where the cap or a limit takes over moves with the parameters. To first order that changes no integral, to second order it does: where
//! `min(f, g)` changes sides, at a rate `|f' - g'|`, the integral of its exponential has the further second derivative
//! `-e^f grad(f - g) grad(f - g)' / |f' - g'|` ([`Number::add_kink`]).

use crate::math::{self, GAUSS_LEGENDRE_4, GAUSS_LEGENDRE_8, Rule};
use crate::number::Number;

use super::fading::Fading;
use super::{Influence, LN_MOST, SOURCES, at_most, by_source};

/// The most places at which an integrand is split: the cap's end, and on either side of it, between two turns, crossings of a limit.
const SPLITS: usize = 2 * SOURCES + 1;

/// What the integrand's exponent is between two splits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// The sum of all sources.
    Free,
    /// The cap in the place of contagion.
    Capped,
    /// The limit.
    Limited,
}

impl<N: Number> Influence<N> {
    /// `integral from now to end of exp(influence)` \[years\], `end` not later than the next jump.
    #[inline]
    pub fn integral(&self, end: f64) -> N {
        self.integral_below(end, N::constant(f64::INFINITY), N::constant(0.0))
    }

    /// `integral from now to end of exp(min(influence, ln_limit) - fade (t - now))` \[years\], `end` not later than the next jump.
    ///
    /// A limit is how `min(1, acceptance * exp(eta))` enters: `ln_limit` is minus the log of all but the influence.
    #[inline]
    pub fn integral_below(&self, end: f64, ln_limit: N, fade: N) -> N {
        self.integral_between(self.now, end, ln_limit, fade)
    }

    #[inline]
    pub(super) fn integral_between(&self, begin: f64, end: f64, ln_limit: N, fade: N) -> N {
        if self.amplitude.iter().all(N::is_zero) {
            let length = self.faded_length(begin, end, fade);
            return if ln_limit.value() >= 0.0 { length } else { length * ln_limit.exp() };
        }
        if ln_limit.value() == f64::INFINITY && self.amplitude[0].value() <= self.ln_cap.value() {
            return self.smooth_integral(begin, end, fade);
        }
        self.split_integral(begin, end, ln_limit, fade)
    }

    /// The same where the cap or a limit may bind.
    fn split_integral(&self, begin: f64, end: f64, ln_limit: N, fade: N) -> N {
        let mut sum = N::constant(0.0);
        let (mut from, mut before) = (begin, None);
        for to in self.splits(begin, end, ln_limit.value()).into_iter().flatten().chain([end]) {
            if to > from {
                let piece = self.piece(0.5 * (from + to), ln_limit.value());
                if let (true, Some(before)) = (N::IS_BENT, before) {
                    self.add_kink(&mut sum, from, [before, piece], ln_limit, fade);
                }
                sum = sum
                    + match piece {
                        Piece::Limited => self.faded_length(from, to, fade) * ln_limit.exp(),
                        Piece::Capped => self.capped().smooth_integral(from, to, fade),
                        Piece::Free => self.smooth_integral(from, to, fade),
                    };
                (from, before) = (to, Some(piece));
            }
        }
        sum
    }

    /// What the exponent is at a time.
    fn piece(&self, time: f64, ln_limit: f64) -> Piece {
        if self.log_ratio(time).value() > ln_limit {
            Piece::Limited
        } else if self.source(0, time - self.now).value() > self.ln_cap.value() {
            Piece::Capped
        } else {
            Piece::Free
        }
    }

    /// The same influence where the cap binds throughout.
    fn capped(&self) -> Self {
        let (mut amplitude, mut rate) = (self.amplitude, self.rate);
        (amplitude[0], rate[0]) = (self.ln_cap, N::constant(0.0));
        Self { amplitude, rate, jumps: Vec::new(), ..*self }
    }

    /// Adds the further second derivative of an integral where its exponent changes from one piece to another.
    fn add_kink(&self, sum: &mut N, time: f64, pieces: [Piece; 2], ln_limit: N, fade: N) {
        let [(before, slope_before), (after, slope_after)] = pieces.map(|piece| match piece {
            Piece::Limited => (ln_limit, 0.0),
            Piece::Capped => self.capped().exponent(time),
            Piece::Free => self.exponent(time),
        });
        let slope = slope_before - slope_after;
        if pieces[0] != pieces[1] && slope != 0.0 {
            let height = math::exp(before.value() - fade.value() * (time - self.now));
            sum.add_kink(height, &(before - after), slope);
        }
    }

    /// The sum of all sources at a time, and its slope in time [a year].
    fn exponent(&self, time: f64) -> (N, f64) {
        let sources = by_source(|source| self.source(source, time - self.now));
        let slope = sources.iter().zip(&self.rate).map(|(source, rate)| -rate.value() * source.value()).sum();
        (sources[0] + sources[1] + sources[2], slope)
    }

    /// `integral from begin to end of exp(-fade (t - now))` \[years\], with its derivatives in the rate of fading.
    fn faded_length(&self, begin: f64, end: f64, fade: N) -> N {
        if fade.is_zero() {
            return N::constant(end - begin);
        }
        let (rate, age, length) = (fade.value(), begin - self.now, end - begin);
        let (already, x) = (math::exp(-rate * age), rate * length);
        let whole = -math::exp_m1(-x) / rate;
        // Below, the closed forms lose digits to cancellation; the next terms of the series are of the order x^3.
        let (first, second) = if x < 1e-3 {
            let (square, cube) = (length * length, length * length * length);
            (-square * (0.5 - x / 3.0 + x * x / 8.0), cube * (1.0 / 3.0 - x / 4.0 + x * x / 10.0))
        } else {
            let left = math::exp(-x);
            let first = (left * (1.0 + x) - 1.0) / (rate * rate);
            (first, (2.0 - left * (2.0 + 2.0 * x + x * x)) / (rate * rate * rate))
        };
        let value = already * -math::exp_m1(-rate * length) / rate;
        fade.chain(value, already * (first - age * whole), already * (second - 2.0 * age * first + age * age * whole))
    }

    /// Time \[years\] in which fading leaves less than 1e-16 of an integral; infinite for what does not fade.
    pub(super) fn until_faded(&self, fade: f64) -> f64 {
        let sum: f64 = self.amplitude.iter().map(|amplitude| amplitude.value().abs()).sum();
        if fade == 0.0 { f64::INFINITY } else { (40.0 + sum) / fade }
    }

    /// Where, between two times, the cap or the limit begins or ends to bind, in order of time.
    fn splits(&self, begin: f64, end: f64, ln_limit: f64) -> [Option<f64>; SPLITS] {
        let uncapped = self.end_of_cap().filter(|&time| begin < time && time < end);
        let mut splits = [None; SPLITS];
        let mut count = 0;
        let mut from = begin;
        for to in [uncapped, Some(end)].into_iter().flatten() {
            // Between its turning points the sum of the sources is monotone.
            let mut a = from;
            for b in self.turning_points(from, to).into_iter().flatten().chain([to]) {
                if let Some(time) = self.crossing(a, b, ln_limit) {
                    splits[count] = Some(time);
                    count += 1;
                }
                a = b;
            }
            if to < end {
                splits[count] = Some(to);
                count += 1;
            }
            from = to;
        }
        splits
    }

    /// When the cap ceases to bind, if it does now and contagion fades.
    fn end_of_cap(&self) -> Option<f64> {
        let (amplitude, rate, cap) = (self.amplitude[0].value(), self.rate[0].value(), self.ln_cap.value());
        (amplitude > cap && rate > 0.0).then(|| self.now + math::ln(amplitude / cap) / rate)
    }

    /// The influence wherever from now to `end` it turns, or begins or ceases to change: at the ends, where the cap ceases to bind, and where
    /// one source overtakes another.
    pub fn turns(&self, end: f64) -> Vec<N> {
        let mut times = vec![self.now];
        let mut from = self.now;
        for to in [self.end_of_cap().filter(|&time| self.now < time && time < end), Some(end)].into_iter().flatten() {
            times.extend(self.turning_points(from, to).into_iter().flatten().chain([to]));
            from = to;
        }
        times.into_iter().map(|time| self.log_ratio(time)).collect()
    }

    /// Where the sum of the sources turns, strictly between two times that the cap does not part, in order: at most once for two sources,
    /// twice for three.
    fn turning_points(&self, from: f64, to: f64) -> [Option<f64>; SOURCES - 1] {
        let capped = self.source(0, 0.5 * (from + to) - self.now).value() > self.ln_cap.value();
        // The slope is minus the sum of these, each times its own decay.
        let mut slopes = [0.0; SOURCES];
        for (source, slope) in slopes.iter_mut().enumerate().skip(usize::from(capped)) {
            *slope = self.amplitude[source].value() * self.rate[source].value();
        }
        let moving = slopes.iter().filter(|&&slope| slope != 0.0).count();
        let turning = |sources: [usize; 2]| self.turning_point(sources, slopes, from, to);
        match (moving, slopes) {
            (3, [..]) => self.turning_points_of_three(slopes, from, to),
            (2, [a, b, _]) if a != 0.0 && b != 0.0 => [turning([0, 1]), None],
            (2, [a, ..]) if a != 0.0 => [turning([0, 2]), None],
            (2, [..]) => [turning([1, 2]), None],
            _ => [None; SOURCES - 1],
        }
    }

    /// Where the slopes of two sources cancel, strictly between two times.
    fn turning_point(&self, [a, b]: [usize; 2], slopes: [f64; SOURCES], from: f64, to: f64) -> Option<f64> {
        let [rate_a, rate_b] = [a, b].map(|source| self.rate[source].value());
        if slopes[a] * slopes[b] >= 0.0 || rate_a == rate_b {
            return None;
        }
        let time = self.now + math::ln(-slopes[a] / slopes[b]) / (rate_a - rate_b);
        (from < time && time < to).then_some(time)
    }

    /// The same where three sources move. Times `e^(rate of the last * t)` the slope is two exponentials and a constant, which turn at
    /// most once; it is monotone on either side of that, so that bisection finds its zeros.
    fn turning_points_of_three(&self, slopes: [f64; SOURCES], from: f64, to: f64) -> [Option<f64>; SOURCES - 1] {
        let rate = by_source(|source| self.rate[source].value());
        let slope = |time: f64| (0..SOURCES).map(|source| slopes[source] * math::exp(-rate[source] * (time - self.now))).sum::<f64>();
        let bent = [slopes[0] * (rate[0] - rate[2]), slopes[1] * (rate[1] - rate[2])];
        let turn = (bent[0] * bent[1] < 0.0 && rate[0] != rate[1])
            .then(|| self.now + math::ln(-bent[0] / bent[1]) / (rate[0] - rate[1]))
            .filter(|&time| from < time && time < to);
        let zero = |a: f64, b: f64| bisected(a, b, |time| slope(time) > 0.0);
        match turn {
            Some(turn) => match [zero(from, turn), zero(turn, to)] {
                [None, second] => [second, None],
                both => both,
            },
            None => [zero(from, to), None],
        }
    }

    /// Where a monotone stretch crosses a limit, by bisection to the last bit.
    fn crossing(&self, from: f64, to: f64, ln_limit: f64) -> Option<f64> {
        if ln_limit == f64::INFINITY { None } else { bisected(from, to, |time| self.log_ratio(time).value() > ln_limit) }
    }

    /// `integral of exp(sum of the sources - fade (t - now))`, with neither cap nor limit.
    fn smooth_integral(&self, from: f64, to: f64, fade: N) -> N {
        let mut amplitude = by_source(|source| self.source(source, from - self.now));
        if N::IS_PLAIN
            && let Some(fading) = Fading::of(amplitude.map(|amplitude| amplitude.value()), self.rate.map(|rate| rate.value()))
            && let Some(integral) = fading.faded_integral(to - from, fade.value())
        {
            return N::constant(if fade.is_zero() { integral } else { integral * math::exp(-fade.value() * (from - self.now)) });
        }
        // The same holds for what fades altogether: beyond this length less than 1e-16 of the integral is left.
        let length = (to - from).min(self.until_faded(fade.value()));
        let to = from + length;
        if (self.bend(&amplitude) + fade.value()) * length < 0.5 {
            return self.panels(&amplitude, fade, from, length);
        }
        // A source that has faded below the rounding error is left out from then on, however short its half-life.
        let mut sum = N::constant(0.0);
        let mut rest = length;
        for _ in 0..SOURCES {
            let mut first = (0, self.end_of(0, amplitude[0]));
            for (source, &amplitude) in amplitude.iter().enumerate().skip(1) {
                let end = self.end_of(source, amplitude);
                if end < first.1 {
                    first = (source, end);
                }
            }
            let (gone, length) = first;
            if length >= rest {
                break;
            }
            sum = sum + self.panels(&amplitude, fade, to - rest, length);
            rest -= length;
            for (source, amplitude) in amplitude.iter_mut().enumerate() {
                if source == gone {
                    *amplitude = N::constant(0.0);
                } else if !self.rate[source].is_zero() {
                    *amplitude = *amplitude * self.rate[source].scaled(-length).exp();
                }
            }
        }
        sum + self.panels(&amplitude, fade, to - rest, rest)
    }

    /// When a source will have faded below the rounding error of the integrand; infinite if it never does, or has already.
    fn end_of(&self, source: usize, amplitude: N) -> f64 {
        let rate = self.rate[source].value();
        if rate == 0.0 || amplitude.is_zero() { f64::INFINITY } else { math::ln(1.0 + amplitude.magnitude() * 1e15) / rate }
    }

    /// How much amplitudes bend the exponent, a year.
    fn bend(&self, amplitude: &[N; SOURCES]) -> f64 {
        let bend = |source: usize| {
            if amplitude[source].is_zero() { 0.0 } else { self.rate[source].value() * (1.0 + amplitude[source].value().abs()) }
        };
        bend(0) + bend(1) + bend(2)
    }

    /// The integral over a length from amplitudes on; how far the exponent bends decides how many nodes a relative error of 1e-10 takes.
    fn panels(&self, amplitude: &[N; SOURCES], fade: N, from: f64, length: f64) -> N {
        let bend = self.bend(amplitude);
        if bend == 0.0 {
            let exponent = at_most(amplitude[0] + amplitude[1] + amplitude[2], N::constant(LN_MOST));
            return self.faded_length(from, from + length, fade) * exponent.exp();
        }
        let bend = (bend + fade.value()) * length;
        let sum = if bend < 0.5 {
            self.panel(&GAUSS_LEGENDRE_4, amplitude, fade, 0.0, length)
        } else {
            let panels = (bend / 2.0).ceil();
            let width = length / panels;
            let panel = |k: usize| self.panel(&GAUSS_LEGENDRE_8, amplitude, fade, k as f64 * width, width);
            (0..panels as usize).map(panel).fold(N::constant(0.0), |sum, panel| sum + panel)
        };
        if fade.is_zero() { sum } else { fade.scaled(-(from - self.now)).exp() * sum }
    }

    /// One panel of quadrature: `begin` is the age of the amplitudes at its beginning.
    fn panel<const K: usize>(&self, rule: &Rule<K>, amplitude: &[N; SOURCES], fade: N, begin: f64, width: f64) -> N {
        // A plain loop a step, so that the compiler can make vectors of the nodes.
        let mut exponent = [N::constant(0.0); K];
        for (amplitude, rate) in amplitude.iter().zip(&self.rate) {
            if !amplitude.is_zero() {
                for k in 0..K {
                    exponent[k] = exponent[k] + *amplitude * rate.scaled(-(begin + rule[k].0 * width)).exp();
                }
            }
        }
        if !fade.is_zero() {
            for k in 0..K {
                exponent[k] = exponent[k] - fade.scaled(begin + rule[k].0 * width);
            }
        }
        for exponent in &mut exponent {
            *exponent = at_most(*exponent, N::constant(LN_MOST));
        }
        N::sum_exp(&exponent, rule).scaled(width)
    }
}

/// Where something begins or ceases to hold between two times, at the first of which it holds or not, and at the second the other; `None`
/// where it is the same at both. To the last bit.
fn bisected(from: f64, to: f64, holds: impl Fn(f64) -> bool) -> Option<f64> {
    let first = holds(from);
    if first == holds(to) {
        return None;
    }
    let (mut low, mut high) = (from, to);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return Some(high);
        }
        if holds(middle) == first { low = middle } else { high = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::contagion::Source;
    use crate::hazard::kernel::{Effect, Kernel};

    fn decaying(half_life: f64) -> Kernel {
        Kernel::Exponential(math::LN_2 / half_life)
    }

    fn effect(ratio: f64, kernel: Kernel) -> Effect {
        Effect { log_ratio: math::ln(ratio), delay: 0.0, kernel }
    }

    /// Composite Simpson's rule with many steps between breaks, on the definition of the integrand.
    fn simpson(f: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
        let n = 200_000;
        let h = (to - from) / f64::from(n);
        let sum: f64 = (1..n).map(|k| f(from + f64::from(k) * h) * if k % 2 == 1 { 4.0 } else { 2.0 }).sum();
        (sum + f(from) + f(to)) * h / 3.0
    }

    #[test]
    fn integrals_are_right_to_1e_10() {
        // Half-lives from a day to decades, ratios from a tenth to a thousand.
        for half_life in [1e-9, 1e-5, 1.0 / 365.25, 0.02, 0.5, 3.0, 40.0] {
            for ratio in [0.1, 0.9, 1.3, 5.0, 1000.0] {
                let effect = effect(ratio, decaying(half_life));
                let mut influence = Influence::new(0.0, effect.kernel, Kernel::Permanent, f64::INFINITY);
                influence.add(Source::Contagion, &effect, 0.0, 1.0);
                for end in [1e-6, 0.05, 1.0 / 12.0, 2.0] {
                    let mut reference = 0.0;
                    let mut from: f64 = 0.0;
                    while from < end {
                        // Beyond a hundred half-lives nothing is left of the effect.
                        let to = if from > 100.0 * half_life { end } else { (from + half_life).min(end) };
                        reference += simpson_fine(|t| math::exp(effect.at(t, 0.0)), from, to);
                        from = to;
                    }
                    let integral = influence.integral(end);
                    assert!((integral / reference - 1.0).abs() < 1e-10, "{half_life} {ratio} {end}: {integral} {reference}");
                }
            }
        }
    }

    /// Simpson's rule, fine enough for a stretch of one half-life.
    fn simpson_fine(f: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
        let n = 2_000;
        let h = (to - from) / f64::from(n);
        let sum: f64 = (1..n).map(|k| f(from + f64::from(k) * h) * if k % 2 == 1 { 4.0 } else { 2.0 }).sum();
        (sum + f(from) + f(to)) * h / 3.0
    }

    #[test]
    fn caps_and_limits_are_split_where_they_bind() {
        let contagion = effect(6.0, decaying(0.3));
        let leader = effect(0.4, decaying(1.5));
        let mut influence = Influence::new(0.0, contagion.kernel, leader.kernel, 3.0);
        influence.add(Source::Contagion, &contagion, 0.0, 1.0);
        influence.add(Source::Leader, &leader, 0.0, 1.0);
        for limit in [0.6f64, 0.9, 1.1, 2.0, f64::INFINITY] {
            let ln_limit = math::ln(limit);
            let at = |t: f64| math::exp((contagion.at(t, 0.0).min(math::ln(3.0)) + leader.at(t, 0.0)).min(ln_limit));
            let reference = simpson(at, 0.0, 2.0);
            let integral = influence.integral_below(2.0, ln_limit, 0.0);
            // Simpson's rule itself errs by about the square of its step at each kink.
            assert!((integral - reference).abs() < 1e-9, "{limit}: {integral} {reference}");
            let time = influence.inverse(2.0, ln_limit, 0.0, 0.4 * integral, integral);
            assert!((influence.integral_below(time, ln_limit, 0.0) / (0.4 * integral) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn three_parts_are_split_at_each_turn() {
        // Up, down and up again: amplitudes of both signs, three half-lives, limits between the turns.
        let parts = [(Source::Contagion, 0.5f64, 0.05), (Source::Leader, 9.0, 0.3), (Source::CounterOffer, 0.3, 1.5)];
        let decays = parts.map(|(.., half_life)| decaying(half_life));
        let mut influence = Influence::new(0.0, decays[0], decays[1], f64::INFINITY);
        influence.decay_of_counter_offers(decays[2]);
        let effects = [0, 1, 2].map(|k| effect(parts[k].1, decays[k]));
        for (effect, (part, ..)) in effects.iter().zip(parts) {
            influence.add(part, effect, 0.0, 1.0);
        }
        let log = |t: f64| effects.iter().map(|effect| effect.at(t, 0.0)).sum::<f64>();
        assert_eq!(influence.turning_points(0.0, 3.0).iter().flatten().count(), 2);
        for limit in [0.72f64, 0.8, 0.9, 1.2, 1.9, 2.5, f64::INFINITY] {
            let ln_limit = math::ln(limit);
            let reference = simpson(|t| math::exp(log(t).min(ln_limit)), 0.0, 3.0);
            let integral = influence.integral_below(3.0, ln_limit, 0.0);
            assert!((integral - reference).abs() < 1e-9, "{limit}: {integral} {reference}");
            let time = influence.inverse(3.0, ln_limit, 0.0, 0.7 * integral, integral);
            assert!((influence.integral_below(time, ln_limit, 0.0) / (0.7 * integral) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn what_fades_is_integrated_and_inverted() {
        let contagion = effect(6.0, decaying(0.3));
        for (ratio, cap) in [(6.0, 3.0), (6.0, f64::INFINITY), (1.0, f64::INFINITY), (0.3, f64::INFINITY)] {
            let contagion = effect(ratio, contagion.kernel);
            let mut influence = Influence::new(0.0, contagion.kernel, Kernel::Permanent, cap);
            influence.add(Source::Contagion, &contagion, 0.0, 1.0);
            for fade in [0.1, 0.7, 30.0, 1e7] {
                for limit in [0.6f64, 1.1, 2.0, f64::INFINITY] {
                    let ln_limit = math::ln(limit);
                    let at = |t: f64| math::exp(contagion.at(t, 0.0).min(math::ln(cap)).min(ln_limit) - fade * t);
                    let reference = simpson(at, 0.0, 2.0f64.min(40.0 / fade));
                    let integral = influence.integral_below(2.0, ln_limit, fade);
                    assert!((integral / reference - 1.0).abs() < 1e-9, "{ratio} {cap} {fade} {limit}: {integral} {reference}");
                    let time = influence.inverse(2.0, ln_limit, fade, 0.4 * integral, integral);
                    let back = influence.integral_below(time, ln_limit, fade) / (0.4 * integral) - 1.0;
                    // The quadrature itself errs by up to 1e-10.
                    assert!(back.abs() < 1e-10, "{ratio} {cap} {fade} {limit}: {back:e}");
                }
            }
        }
    }

    #[test]
    fn the_inverse_undoes_the_integral() {
        for (ratio, half_life) in [(1.3, 0.5), (50.0, 0.01), (0.2, 2.0)] {
            let effect = effect(ratio, decaying(half_life));
            let mut influence = Influence::new(0.0, effect.kernel, Kernel::Permanent, f64::INFINITY);
            influence.add(Source::Contagion, &effect, 0.0, 1.0);
            for time in [1e-9, 0.01, 0.3, 0.999] {
                let back = influence.inverse(1.0, f64::INFINITY, 0.0, influence.integral(time), influence.integral(1.0));
                assert!((back - time).abs() < 1e-13, "{ratio} {half_life}: {time} {back}");
            }
        }
    }

    #[test]
    fn the_inverse_holds_after_a_burst_of_exits() {
        let effect = effect(1.35, decaying(0.5));
        for exits in [40, 100, 300, 1_500] {
            let mut influence = Influence::new(0.0, effect.kernel, Kernel::Permanent, f64::INFINITY);
            (0..exits).for_each(|_| influence.add(Source::Contagion, &effect, 0.0, 1.0));
            let whole = influence.integral(1.0);
            // The patience of the next to leave, and shares of what nobody's patience is as long as.
            for target in [0.02, 1.0, 0.01 * whole, 0.5 * whole, 0.99 * whole] {
                let time = influence.inverse(1.0, f64::INFINITY, 0.0, target, whole);
                let back = influence.integral(time) / target - 1.0;
                assert!(back.abs() < 1e-9, "{exits} {target}: {back:e}");
            }
        }
    }

    #[test]
    fn the_inverse_sees_an_influence_sink_below_a_limit() {
        let effect = effect(1.35, decaying(0.005));
        let mut influence = Influence::new(0.0, effect.kernel, Kernel::Permanent, f64::INFINITY);
        (0..2_000).for_each(|_| influence.add(Source::Contagion, &effect, 0.0, 1.0));
        let whole = influence.integral_below(0.08, 1.0, 0.0);
        let time = influence.inverse(0.08, 1.0, 0.0, 0.95 * whole, whole);
        assert!((influence.integral_below(time, 1.0, 0.0) / whole - 0.95).abs() < 1e-9, "{time}");
    }
}
