//! Maximum likelihood: what the history says by itself, priors not used.
//!
//! Newton's method with exact derivatives from several starts, in unconstrained coordinates whose covariates are centred ([`Centred`]).
//! Some numbers have no finite estimate: the hazard of a channel through which nobody left is 0, and so is that of a band in which nobody
//! did; where all who left had the covariate and none without it did, its ratio is infinite. Along such a direction of recession
//! (Geyer 2009, *Likelihood inference in exponential families and directions of recession*, EJS 3) the likelihood rises to a limit that no
//! point has, and the information about it vanishes. Such directions are told from what is not determined at all by following them
//! (`unbounded`); everything else has its maximum in the limit.
//!
//! Standard errors are from the inverse of the observed information; Wald intervals are symmetric in the unconstrained coordinate (the log
//! of a rate or ratio, the logit of a probability) and so stay in range; profile intervals hold what a likelihood-ratio test at 5 % does
//! not reject (`intervals`). There may be several maxima: the search for those limits comes past points from which none of the starts
//! climbed, and where one is higher, the search begins again from it. Heat's random path is held at 1.

mod ascent;
mod bound;
mod intervals;
pub mod newton;
mod unbounded;

use crate::math::{self, NORMAL_P975};

use crate::calibrate::likelihood::Likelihood;
use crate::parameter::transform::Range;
use crate::parameter::transform::Transform;
use ascent::Ascent;
use intervals::Higher;
use newton::Peak;
use unbounded::{Settled, settle};

#[expect(unused_imports, reason = "for the documentation")]
use crate::calibrate::likelihood::centred::Centred;

/// A difference of log-likelihoods that no one could see.
const SAME: f64 = 1e-6;
/// The search has found a maximum where it could come no closer than this many standard errors to where the score is 0: the estimates have
/// no more digits than that.
const SMALLEST_SCORE: f64 = 1e-4;
/// Most climbs from points that a search for limits found higher.
const ROUNDS: usize = 3;

/// What became of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Estimated.
    Estimated,
    /// The likelihood is largest at the lower end of the range: 0, or 1 for a cap.
    AtLower,
    /// The likelihood is largest at the upper end of the range.
    AtUpper,
    /// Only a combination with others is determined.
    Collinear,
    /// The history says nothing about it.
    Uninformed,
    /// Held at the middle of its prior, since only its product with the acceptance can be learned.
    Held,
}

/// What an interval holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    /// 1.96 standard errors to each side in the unconstrained coordinate.
    Wald,
    /// What a likelihood-ratio test at 5 % does not reject, by the quantile of chi-squared.
    Profile,
    /// What would leave nobody with a probability of more than 2.5 %: nobody left where this number alone acts, or nobody stayed of the
    /// team-mates of founders.
    Exact,
    /// The same where other numbers act too: what makes the likelihood, maximised over them, more than 2.5 % of its maximum.
    Nobody,
    /// A limit that is no number was not found, since the others came to no maximum on the way.
    Lost,
}

/// What the likelihood says of one parameter, on its natural scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Index of the parameter among those of the hazards.
    pub parameter: usize,
    /// The estimate; the end of the range where it is there.
    pub value: f64,
    /// The estimate; where that is at an end, a number so close to it that together with the others the likelihood is that of the end.
    pub stand_in: f64,
    /// Standard error, where there is one.
    pub se: Option<f64>,
    /// Standard error of its logarithm.
    pub log_se: Option<f64>,
    /// 95 % Wald interval.
    pub wald: Option<(f64, f64)>,
    /// 95 % profile interval, where it was asked for; an end of the range where the likelihood excludes nothing on that side. With an upper
    /// limit that is exact where nobody left, as [`Estimate::limits`] says.
    pub profile: Option<(f64, f64)>,
    /// What the limits of [`Estimate::profile`] are.
    pub limits: Limits,
    /// What became of it.
    pub standing: Standing,
}

/// A likelihood's maximum.
#[derive(Clone, Debug)]
pub struct Maximum {
    /// An entry a learned parameter, in their order.
    pub estimates: Vec<Estimate>,
    /// Log-likelihood at the maximum, of the time unit years.
    pub log_likelihood: f64,
    /// Covariances of the logs of the parameters, `row * parameters + column`; 0 where there is no standard error.
    pub log_covariance: Vec<f64>,
    /// How many combinations of the parameters were estimated.
    pub free: usize,
    /// Whether this is a maximum: the scaled score is 0 but for rounding, no direction rises, and no point that was passed is higher.
    pub converged: bool,
    /// The scaled score `sqrt(s' I^-1 s)` of what is estimated: how many standard errors lie between this point and where the score is 0.
    pub score: f64,
    /// The largest derivative of the log-likelihood in a direction that is estimated, covariates centred and scaled.
    pub gradient_norm: f64,
    /// The smallest eigenvalue of the information about what is estimated, scaled to a unit diagonal and covariates centred: 0 where some
    /// combination is not determined.
    pub smallest_eigenvalue: f64,
    /// By how much the log-likelihood is higher at a point that a search for limits passed, where climbing again from such points came to no
    /// end; else 0.
    pub higher: f64,
    /// Starts, and those of them from which the climb came here. None did where a search for limits or an end of a range led here.
    pub starts: (usize, usize),
}

impl Maximum {
    /// The parameters, as indices into those of the hazards, whose estimates are too small or large for a number.
    pub fn beyond(&self) -> impl Iterator<Item = usize> + '_ {
        let is_beyond =
            |estimate: &&Estimate| estimate.standing == Standing::Estimated && (estimate.value <= 0.0 || estimate.value == f64::INFINITY);
        self.estimates.iter().filter(is_beyond).map(|estimate| estimate.parameter)
    }

    /// Akaike's information criterion, `2 k - 2 ln L`.
    pub fn aic(&self) -> f64 {
        2.0 * self.free as f64 - 2.0 * self.log_likelihood
    }

    /// The Bayesian information criterion, `k ln n - 2 ln L`, for `n` spells that have a part in the likelihood.
    pub fn bic(&self, spells: usize) -> f64 {
        self.free as f64 * math::ln(spells as f64) - 2.0 * self.log_likelihood
    }
}

/// Maximises a likelihood.
///
/// `centres` are where the learned parameters start, in their order, and where those that are `held` stay; `profiles` says whether to
/// compute profile intervals of all parameters, which takes some ten times as long for each; those at an end have them anyway.
///
/// A climb ends at the summit of the hill that it began on. Where a search for limits comes to a point that is higher, the climb begins
/// again there, and all limits anew.
pub fn maximum(likelihood: &Likelihood, centres: &[f64], held: &[usize], profiles: bool) -> Maximum {
    maximum_within(likelihood, centres, held, profiles, ROUNDS)
}

/// The same with so many climbs, at most, from points that a search for limits found higher.
pub fn maximum_within(likelihood: &Likelihood, centres: &[f64], held: &[usize], profiles: bool, rounds: usize) -> Maximum {
    let ascent = Ascent::new(likelihood, held);
    let n = ascent.count();
    let centre = ascent.start(centres);
    let mut standing = vec![Standing::Estimated; n];
    for (k, standing) in standing.iter_mut().enumerate() {
        if held.contains(&likelihood.learned()[k]) {
            *standing = Standing::Held;
        }
    }
    let still = ascent.still(&centre);
    for &k in &still {
        if standing[k] == Standing::Estimated && !ascent.centred().dependent().contains(&k) {
            standing[k] = Standing::Uninformed;
        }
    }
    let free: Vec<usize> = (0..n).filter(|&k| standing[k] != Standing::Held && !still.contains(&k)).collect();
    let starts = starts(&centre, &free);
    let peaks: Vec<Peak> = starts.iter().map(|start| ascent.peak(start, &free)).collect();
    let best = peaks.iter().filter(|peak| peak.objective.value.is_finite()).max_by(|a, b| a.objective.value.total_cmp(&b.objective.value));
    let mut peak = best.unwrap_or(&peaks[0]).clone();
    try_ends(&ascent, &mut peak, &free);
    let search = Search { ascent: &ascent, centre: &centre, free: &free, standing: &standing };
    let mut which = if profiles { Profiled::All } else { Profiled::Ends };
    let (mut round, mut higher) = (0, 0.0);
    let (settled, estimates) = loop {
        peak.objective = ascent.whole(&peak.at);
        match search.describe(&peak, which) {
            Ok(described) => break described,
            Err(found) if round < rounds => {
                peak = ascent.peak(&found.at, &free);
                round += 1;
            }
            // What is no maximum has no limits.
            Err(found) => (higher, which) = (found.by, Profiled::None),
        }
    };
    let agreeing = peaks.iter().filter(|other| other.objective.value >= peak.objective.value - SAME).count();
    let slopes: Vec<f64> = (0..n).map(|k| ascent.transform(k).log(ascent.coordinate(k, &peak.at)).gradient[0]).collect();
    Maximum {
        log_covariance: (0..n * n).map(|index| settled.covariance[index] * slopes[index / n] * slopes[index % n]).collect(),
        estimates,
        log_likelihood: peak.objective.value,
        free: settled.rank,
        converged: settled.score < SMALLEST_SCORE && !settled.is_saddle && higher == 0.0,
        higher,
        score: settled.score,
        gradient_norm: settled.gradient_norm,
        smallest_eigenvalue: settled.smallest_eigenvalue,
        starts: (peaks.len(), agreeing),
    }
}

/// Whose limits are sought by the profile likelihood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profiled {
    /// Those of all that have an estimate.
    All,
    /// Those of numbers at an end of their range.
    Ends,
    /// Nobody's.
    None,
}

/// What it takes to say what a maximum means.
struct Search<'a> {
    ascent: &'a Ascent<'a>,
    centre: &'a [f64],
    free: &'a [usize],
    standing: &'a [Standing],
}

impl Search<'_> {
    /// The estimates at a maximum, with what is known of them; or a point that is higher.
    fn describe(&self, peak: &Peak, profiled: Profiled) -> Result<(Settled, Vec<Estimate>), Higher> {
        let Self { ascent, centre, free, standing } = *self;
        let mut standing = standing.to_vec();
        let settled = settle(ascent, peak, centre, free, &mut standing);
        let mut estimates = Vec::with_capacity(standing.len());
        for (k, &standing) in standing.iter().enumerate() {
            let mut estimate = estimate(ascent, peak, &settled, k, standing);
            let has_limits = match standing {
                Standing::AtLower | Standing::AtUpper => profiled != Profiled::None,
                Standing::Estimated => profiled == Profiled::All,
                _ => false,
            };
            if has_limits {
                (estimate.profile, estimate.limits) = intervals::limits(ascent, peak, free, k, settled.variance(k), standing)?;
            }
            estimates.push(estimate);
        }
        Ok((settled, estimates))
    }
}

/// The middle, and points about it on a low-discrepancy sequence (multiples of powers of the generalised golden ratio; Roberts 2018).
fn starts(centre: &[f64], free: &[usize]) -> Vec<Vec<f64>> {
    const OTHERS: u32 = 4;
    let n = free.len() as f64;
    let mut ratio: f64 = 2.0;
    for _ in 0..60 {
        ratio = math::exp(math::ln(1.0 + ratio) / (n + 1.0));
    }
    let shifted = |start: u32| {
        let mut power = 1.0;
        let mut point = centre.to_vec();
        for &k in free {
            power /= ratio;
            point[k] += 2.0 * ((0.5 + f64::from(start) * power).fract() - 0.5);
        }
        point
    };
    (0..=OTHERS).map(shifted).collect()
}

/// Climbs from each end of the range of a number, too, and keeps what is higher: the likelihood can rise towards an end from far away only.
fn try_ends(ascent: &Ascent<'_>, peak: &mut Peak, free: &[usize]) {
    for &k in free.iter().filter(|&&k| !ascent.centred().is_linear(k)) {
        for end in [-1.0, 1.0].map(|sign| sign * ascent.reach(k, sign)) {
            let mut there = peak.at.clone();
            there[k] = end;
            if ascent.at(&there).value >= peak.objective.value - 1.0 {
                let candidate = ascent.peak(&there, free);
                if candidate.objective.value > peak.objective.value + SAME {
                    *peak = candidate;
                }
            }
        }
    }
}

/// The estimate of one parameter.
fn estimate(ascent: &Ascent<'_>, peak: &Peak, settled: &Settled, k: usize, standing: Standing) -> Estimate {
    let transform = ascent.transform(k);
    let at = ascent.coordinate(k, &peak.at);
    let value = match standing {
        Standing::AtLower => transform.ends().0,
        Standing::AtUpper => transform.ends().1,
        _ => intervals::natural(transform, at),
    };
    let stand_in = transform.number(at).value;
    let parameter = ascent.parameter(k);
    let mut estimate =
        Estimate { parameter, value, stand_in, se: None, log_se: None, wald: None, profile: None, limits: Limits::Profile, standing };
    let variance = settled.variance(k);
    if standing == Standing::Estimated && variance > 0.0 {
        let se = math::sqrt(variance);
        estimate.se = Some(se * transform.number(at).gradient[0]);
        estimate.log_se = Some(se * transform.log(at).gradient[0]);
        // Those of a share are symmetric in its logit, of which this is a linear map at the estimate.
        let end = |sign: f64| match transform {
            Transform::UpTo { high: 1.0 } => {
                let left = -libm::expm1(at);
                let logit = at - math::ln(left);
                intervals::natural(Transform::of_range(Range::Unit), logit + sign * NORMAL_P975 * se / left)
            }
            _ => intervals::natural(transform, at + sign * NORMAL_P975 * se),
        };
        estimate.wald = Some((end(-1.0), end(1.0)));
    }
    estimate
}
