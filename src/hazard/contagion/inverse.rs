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
    rate: f64,
    factor: f64,
}

impl DecayFactor {
    /// From one time \[years\] to another, at a rate [a year].
    pub fn of([since, end]: [f64; 2], rate: f64) -> Self {
        Self { since, rate, factor: math::exp(-rate * (end - since)) }
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
        let fading = Fading::of(self.amplitude, self.rate).filter(|_| self.amplitude[0] <= self.ln_cap);
        fading.map_or(Form::Other, Form::Fading)
    }

    /// [`Influence::integral`] up to `end`, remembered for [`Influence::inverse`] and [`Influence::advance`]. `decay` is what is known of how
    /// much of what fades is left at `end`.
    #[inline]
    pub fn look(&mut self, end: f64, decay: Option<DecayFactor>) -> f64 {
        if self.outlook.form == Form::Unseen {
            self.outlook.form = self.form();
            self.outlook.begin = f64::NAN;
        }
        let length = end - self.now;
        match self.outlook.form {
            Form::Level(ratio) => length * ratio,
            Form::Most => length * math::exp(LN_MOST),
            Form::Fading(fading) if fading.rate * length > LEAST_FADING => self.look_at(fading, end, decay),
            _ => self.integral(end),
        }
    }

    /// The same of what fades at one rate.
    #[inline]
    fn look_at(&mut self, fading: Fading, end: f64, decay: Option<DecayFactor>) -> f64 {
        let known = &mut self.outlook;
        if known.x[0] == fading.x && known.begin == self.now && known.end == end {
            return known.whole;
        }
        let length = end - self.now;
        let factor = match decay {
            Some(decay) if decay.since == self.now && decay.rate == fading.rate => decay.factor,
            _ => math::exp(-fading.rate * length),
        };
        let x = [fading.x, fading.x * factor];
        let begin = if known.x[1] == x[0] { known.integral[1] } else { exponential_integral(x[0]) };
        let integral = [begin, exponential_integral(x[1])];
        let whole = fading.between(length, integral);
        (known.begin, known.end, known.rate, known.factor) = (self.now, end, fading.rate, factor);
        (known.x, known.integral, known.whole) = (x, integral, whole);
        whole
    }

    /// Goes on to a time not later than the next jump, and makes the jumps that are due at it.
    #[inline]
    pub fn advance(&mut self, time: f64) {
        match &mut self.outlook.form {
            Form::Level(_) => {}
            Form::Fading(fading) => {
                let known = (self.now == self.outlook.begin && time == self.outlook.end).then_some(self.outlook.factor);
                let factor = known.unwrap_or_else(|| math::exp(-fading.rate * (time - self.now)));
                fading.x = 0.0;
                for (amplitude, &rate) in self.amplitude.iter_mut().zip(&self.rate) {
                    if rate == fading.rate {
                        *amplitude *= factor;
                        fading.x += *amplitude;
                    }
                }
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
                self.outlook.form = Form::Unseen;
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
            let outlook = self.outlook;
            let (integral, last) = if outlook.factor([self.now, end], fading.rate).is_some() && outlook.x[0] == fading.x {
                (outlook.integral, outlook.x[1])
            } else {
                let last = fading.x * math::exp(-fading.rate * most);
                ([fading.x, last].map(exponential_integral), last)
            };
            return (self.now + fading.inverse(target, most, integral, last)).min(end);
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
