//! When an integral of `exp(influence)` reaches a target: what a simulation asks of it at each step.

use super::exponential_integral::exponential_integral;
use super::fading::{Fading, LEAST_FADING};
use super::{Influence, LN_MOST, SOURCES};
use crate::math;

/// What a look ahead has found out, for the step that follows it: how the influence goes until the next jump, and `e^(-rate t)` and `E` at
/// the time up to which it looked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outlook {
    pub(super) form: Form,
    begin: f64,
    end: f64,
    rate: f64,
    factor: f64,
    /// What fades, at the beginning and at the end, and `E` of both.
    x: [f64; 2],
    integral: [f64; 2],
    /// The integral of the influence.
    whole: f64,
}

/// How the influence goes until the next jump.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    /// That is yet to be seen.
    Unseen,
    /// It stays as it is: this hazard ratio.
    Level(f64),
    /// What fades does so at one rate, and no cap binds: the integral is in closed form.
    Fading(Fading),
    /// It is as high as arithmetic allows: all who can leave do so at once.
    Most,
    /// In another way.
    Other,
}

/// How much is left, at the end of a stretch of time, of what fades at a rate from its beginning on.
#[derive(Clone, Copy, Debug)]
pub struct DecayFactor {
    since: f64,
    end: f64,
    rate: f64,
    factor: f64,
}

impl DecayFactor {
    /// From one time \[years\] to another, at a rate [a year].
    pub fn of([since, end]: [f64; 2], rate: f64) -> Self {
        Self { since, end, rate, factor: math::exp(-rate * (end - since)) }
    }

    /// At which rate [a year].
    #[inline]
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// When the stretch begins \[years\].
    #[inline]
    pub fn since(&self) -> f64 {
        self.since
    }

    /// How much is left at its end.
    #[inline]
    pub fn factor(&self) -> f64 {
        self.factor
    }

    /// When the stretch ends \[years\].
    #[inline]
    pub fn end(&self) -> f64 {
        self.end
    }

    /// How much is left, at a time within the stretch, of what fades at this rate from another time within it on.
    #[inline]
    pub fn between(&self, [now, end]: [f64; 2]) -> f64 {
        if now == self.since && end == self.end { self.factor } else { math::exp(-self.rate * (end - now)) }
    }
}

/// How much is left, at the end of a time, of what fades at a rate from its beginning on; `known` may be what it is.
#[inline]
fn decay_to(known: Option<DecayFactor>, [now, end]: [f64; 2], rate: f64) -> f64 {
    match known {
        Some(known) if known.rate == rate => known.between([now, end]),
        _ => math::exp(-rate * (end - now)),
    }
}

impl Outlook {
    /// No look ahead yet.
    pub(super) const NONE: Self = Self {
        form: Form::Unseen,
        begin: f64::NAN,
        end: f64::NAN,
        rate: 0.0,
        factor: 1.0,
        x: [f64::NAN; 2],
        integral: [0.0; 2],
        whole: 0.0,
    };

    /// `E` of an `x`, known or not.
    #[inline]
    fn known_integral(&self, x: f64) -> f64 {
        if self.x[1] == x { self.integral[1] } else { exponential_integral(x) }
    }

    /// Notes the integral from one time to another of what fades, given how much of it is left then, and `E` at both ends.
    #[inline]
    fn note(&mut self, fading: Fading, [begin, end]: [f64; 2], factor: f64, integral: [f64; 2]) {
        (self.begin, self.end, self.rate, self.factor) = (begin, end, fading.rate, factor);
        (self.x, self.integral) = ([fading.x, fading.x * factor], integral);
        self.whole = fading.between(end - begin, integral);
    }

    /// By how much what fades at a rate fades from one time to another, if that is known.
    #[inline]
    pub(super) fn factor(&self, [begin, end]: [f64; 2], rate: f64) -> Option<f64> {
        (begin == self.begin && end == self.end && rate == self.rate).then_some(self.factor)
    }
}

impl Influence {
    /// How it goes until the next jump.
    fn form(&self) -> Form {
        if !self.varies() {
            return Form::Level(math::exp(self.log_ratio(self.now)));
        }
        if self.log_ratio(self.now) >= LN_MOST {
            return Form::Most;
        }
        self.fading().map_or(Form::Other, Form::Fading)
    }

    /// [`Influence::integral`] up to `end`, remembered for [`Influence::inverse`] and [`Influence::advance`]. `decay` is what is known of how
    /// much of what fades is left at `end`.
    #[inline]
    pub fn look(&mut self, end: f64, decay: Option<DecayFactor>) -> f64 {
        self.find_form();
        let length = end - self.now;
        match self.outlook.form {
            Form::Level(ratio) => length * ratio,
            Form::Most => length * math::exp(LN_MOST),
            Form::Fading(fading) if fading.rate * length > LEAST_FADING => {
                let known = &self.outlook;
                if known.x[0] == fading.x && known.begin == self.now && known.end == end {
                    return known.whole;
                }
                let factor = decay_to(decay, [self.now, end], fading.rate);
                let integral = [self.outlook.known_integral(fading.x), exponential_integral(fading.x * factor)];
                self.outlook.note(fading, [self.now, end], factor, integral);
                self.outlook.whole
            }
            _ => self.integral(end),
        }
    }

    /// Finds how the influence goes, where that is not known.
    #[inline]
    fn find_form(&mut self) {
        if self.outlook.form == Form::Unseen {
            self.outlook.form = self.form();
            self.outlook.begin = f64::NAN;
        }
    }

    /// Goes on over stretches of time, one after another, for as long as `passes` says so of a stretch and the integral over it; gives the
    /// first that was not passed. `stretch` gives the end of each, before the next jump, and what is known of how much of what fades is left
    /// then; nothing where to stop. Where too little fades in a stretch for the closed form, it stops too.
    #[inline]
    pub fn pass(
        &mut self,
        first: usize,
        stretch: impl Fn(usize) -> Option<(f64, Option<DecayFactor>)>,
        mut passes: impl FnMut(usize, f64) -> bool,
    ) -> usize {
        self.find_form();
        let mut at = first;
        match self.outlook.form {
            Form::Level(ratio) => {
                while let Some((end, _)) = stretch(at)
                    && passes(at, (end - self.now) * ratio)
                {
                    (self.now, at) = (end, at + 1);
                }
            }
            Form::Fading(mut fading) => {
                let mut begin = self.outlook.known_integral(fading.x);
                while let Some((end, decay)) = stretch(at)
                    && fading.rate * (end - self.now) > LEAST_FADING
                {
                    let factor = decay_to(decay, [self.now, end], fading.rate);
                    let x = fading.x * factor;
                    let integral = [begin, exponential_integral(x)];
                    let whole = fading.between(end - self.now, integral);
                    if !passes(at, whole) {
                        self.outlook.note(fading, [self.now, end], factor, integral);
                        break;
                    }
                    (self.now, at) = (end, at + 1);
                    self.fade(&mut fading, factor);
                    begin = if fading.x == x { integral[1] } else { exponential_integral(fading.x) };
                }
                self.outlook.form = Form::Fading(fading);
            }
            Form::Unseen | Form::Most | Form::Other => {
                while let Some((end, decay)) = stretch(at) {
                    let whole = self.look(end, decay);
                    if !passes(at, whole) {
                        break;
                    }
                    self.advance(end);
                    at += 1;
                }
            }
        }
        at
    }

    /// Lets what fades at a rate become so much of itself.
    #[inline]
    fn fade(&mut self, fading: &mut Fading, factor: f64) {
        fading.x = 0.0;
        for (amplitude, rate) in self.amplitude.iter_mut().zip(self.rate) {
            let fades = rate == fading.rate;
            *amplitude *= if fades { factor } else { 1.0 };
            fading.x += if fades { *amplitude } else { 0.0 };
        }
    }

    /// Notes that an amplitude has jumped.
    #[inline]
    pub(super) fn jumped(&mut self) {
        self.outlook.begin = f64::NAN;
        if let Form::Fading(fading) = self.outlook.form
            && let Some(now) = self.fading()
            && now.rate == fading.rate
        {
            self.outlook.form = Form::Fading(now);
        } else {
            self.outlook.form = Form::Unseen;
        }
    }

    /// What fades at one rate, where no cap binds.
    #[inline]
    fn fading(&self) -> Option<Fading> {
        Fading::of(self.amplitude, self.rate).filter(|_| self.amplitude[0] <= self.ln_cap)
    }

    /// Goes on to a time not later than the next jump, and makes the jumps that are due at it.
    #[inline]
    pub fn advance(&mut self, time: f64) {
        match self.outlook.form {
            Form::Level(_) => {}
            Form::Fading(mut fading) => {
                let known = self.outlook.factor([self.now, time], fading.rate);
                let factor = known.unwrap_or_else(|| math::exp(-fading.rate * (time - self.now)));
                self.fade(&mut fading, factor);
                self.outlook.form = Form::Fading(fading);
            }
            Form::Unseen | Form::Most | Form::Other => {
                for source in 0..SOURCES {
                    self.amplitude[source] = self.source(source, time - self.now);
                }
                self.outlook.form = Form::Unseen;
            }
        }
        self.now = time;
        while self.next_jump() <= time {
            if let Some(jump) = self.jumps.pop() {
                self.amplitude[jump.source as usize] += jump.amount;
                self.jumped();
            }
        }
    }

    /// The time at which `integral_below` reaches `target`, which it does before `end`, where it is `whole`.
    ///
    /// Newton's method inside a bracket; the integrand is its own derivative. A step below 1e-8 leaves an error of the order of its
    /// square.
    pub fn inverse(&self, end: f64, ln_limit: f64, fade: f64, target: f64, whole: f64) -> f64 {
        if target <= 0.0 {
            return self.now;
        }
        if fade == 0.0
            && ln_limit == f64::INFINITY
            && let Form::Fading(fading) = self.outlook.form
            && self.outlook.begin == self.now
            && self.outlook.end == end
            && self.outlook.x[0] == fading.x
            && fading.x != 0.0
        {
            return (self.now + fading.inverse(target, end - self.now, self.outlook.integral, self.outlook.x[1])).min(end);
        }
        if fade == 0.0 && (!self.varies() || (ln_limit == f64::INFINITY && self.log_ratio(self.now) >= LN_MOST)) {
            let ratio = math::exp(self.log_ratio(self.now).min(ln_limit));
            return (self.now + target / ratio).min(end);
        }
        if fade == 0.0
            && ln_limit == f64::INFINITY
            && self.amplitude[0] <= self.ln_cap
            && let Some(fading) = Fading::of(self.amplitude, self.rate)
            && fading.rate * (end - self.now) > LEAST_FADING
        {
            let most = end - self.now;
            let last = fading.x * math::exp(-fading.rate * most);
            return (self.now + fading.inverse(target, most, [exponential_integral(fading.x), exponential_integral(last)], last)).min(end);
        }
        // `reached` is the integral up to `low`, which never goes back: each pass integrates only what is new.
        let mut high = end.min(self.now + self.until_faded(fade));
        let (mut low, mut reached) = (self.now, 0.0);
        let mut time = self.now + (high - self.now) * (target / whole).min(1.0);
        for _ in 0..200 {
            let total = reached + self.integral_between(low, time, ln_limit, fade);
            let newton = time + (target - total) / self.integrand(time, ln_limit, fade);
            if total <= target {
                (low, reached) = (time, total);
            } else {
                high = time;
            }
            let next = if newton >= low && newton <= high { newton } else { 0.5 * (low + high) };
            if (next - time).abs() <= 1e-8 * (high - self.now).min(1.0) {
                return next;
            }
            time = next;
        }
        time
    }

    /// The integrand of `integral_below`.
    fn integrand(&self, time: f64, ln_limit: f64, fade: f64) -> f64 {
        let rate = math::exp(self.log_ratio(time).min(ln_limit));
        if fade == 0.0 { rate } else { rate * math::exp(-fade * (time - self.now)) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;
    use crate::hazard::kernel::{Effect, Kernel};

    /// Contagion and a leader's exit, the latter as it decays, under a cap.
    fn influence(half_life: f64, leader: Kernel, cap: f64) -> Influence {
        let contagion = Kernel::Exponential(math::LN_2 / half_life);
        let mut influence = Influence::new(0.0, contagion, leader, cap);
        influence.add(Source::Contagion, &Effect { log_ratio: 0.9, delay: 0.0, kernel: contagion }, -0.1, 1.0);
        influence.add(Source::Leader, &Effect { log_ratio: 0.4, delay: 0.0, kernel: leader }, 0.0, 1.0);
        influence
    }

    #[test]
    fn to_pass_stretches_is_to_look_ahead_and_go_on_to_the_bit() {
        const ENDS: [f64; 6] = [0.1, 0.2, 0.2001, 0.9, 1.4, 1.5];
        let same = Kernel::Exponential(math::LN_2 / 0.25);
        let cases = [
            influence(0.25, Kernel::Permanent, f64::INFINITY),
            influence(0.25, same, f64::INFINITY),
            influence(0.25, Kernel::Exponential(0.5), f64::INFINITY),
            influence(0.25, same, 1.2),
            influence(0.25, Kernel::Window(0.95), f64::INFINITY),
            influence(0.001, Kernel::Permanent, f64::INFINITY),
            influence(100.0, same, f64::INFINITY),
        ];
        for case in cases {
            let [mut passing, mut stepping] = [case.clone(), case.clone()];
            let (mut at, mut passed) = (0, 0);
            while at < ENDS.len() {
                let begin = at;
                let limit = passing.next_jump();
                let mut wholes = Vec::new();
                at = passing.pass(
                    at,
                    |stretch| ENDS.get(stretch).filter(|end| **end < limit).map(|&end| (end, None)),
                    |stretch, whole| {
                        wholes.push(whole);
                        stretch != 4
                    },
                );
                for (&end, &whole) in ENDS[begin..].iter().zip(&wholes) {
                    assert_eq!(stepping.look(end, None), whole, "{case:?}");
                    if ENDS[..at].contains(&end) {
                        stepping.advance(end);
                    }
                }
                passed += at - begin;
                assert_eq!((passing.now, passing.amplitude), (stepping.now, stepping.amplitude), "{case:?}");
                if let Some(&end) = ENDS.get(at) {
                    let end = end.min(passing.next_jump());
                    let whole = passing.look(end, None);
                    assert_eq!(stepping.look(end, None), whole);
                    let [a, b] = [&passing, &stepping].map(|one| one.inverse(end, f64::INFINITY, 0.0, 0.6 * whole, whole));
                    assert_eq!(a, b, "{case:?}");
                    passing.advance(end);
                    stepping.advance(end);
                    at += usize::from(end == ENDS[at]);
                }
            }
            assert!(passed > 2, "{case:?}");
        }
    }
}
