//! Whether chains agree, and how much their draws say: rank-normalised split R-hat, effective sample sizes, Monte Carlo errors, E-BFMI.
//!
//! All after Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, *Rank-normalization, folding, and localization: an improved R-hat for
//! assessing convergence of MCMC*; E-BFMI after Betancourt 2016, *Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte
//! Carlo*. Each chain is split into its halves, so that a trend shows as disagreement.

use std::ops::Range;

use statrs::function::beta::beta_reg;

use crate::math;

/// The draws of one quantity: a list a chain, all of one length.
pub type Chains = [Vec<f64>];

/// Fewest draws a chain of which anything is said.
const FEWEST: usize = 4;

/// Rank-normalised split R-hat: the larger of that of the bulk and that of the draws folded around their median, which sees chains that
/// differ in spread. Not a number for a single chain, fewer than four draws, or draws that do not vary.
pub fn rhat(chains: &Chains) -> f64 {
    if !is_usable(chains) || chains.len() < 2 {
        return f64::NAN;
    }
    let split = split(chains);
    let median = quantile(&split, 0.5);
    let folded: Vec<Vec<f64>> = split.iter().map(|half| half.iter().map(|x| (x - median).abs()).collect()).collect();
    let scores = NormalScores::of(chains);
    larger(plain_rhat(&scores.normalised(&split)), plain_rhat(&scores.normalised(&folded)))
}

/// Effective sample size of the bulk: of the rank-normalised draws.
pub fn ess_bulk(chains: &Chains) -> f64 {
    ess_bulk_by(&NormalScores::of(chains), chains)
}

/// The same, where the normal scores of as many draws are known.
pub fn ess_bulk_by(scores: &NormalScores, chains: &Chains) -> f64 {
    if is_usable(chains) { ess(&scores.normalised(&split(chains))) } else { f64::NAN }
}

/// Effective sample size of the tails: the smaller of those of the 5 % and the 95 % quantile.
pub fn ess_tail(chains: &Chains) -> f64 {
    let (low, high) = (ess_quantile(chains, 0.05), ess_quantile(chains, 0.95));
    if low.is_nan() || high < low { high } else { low }
}

/// Effective sample size of the mean.
pub fn ess_mean(chains: &Chains) -> f64 {
    if is_usable(chains) { ess(&split(chains)) } else { f64::NAN }
}

/// Effective sample size of a quantile: of whether draws are at or below it.
pub fn ess_quantile(chains: &Chains, probability: f64) -> f64 {
    if !is_usable(chains) {
        return f64::NAN;
    }
    let bound = quantile(chains, probability);
    let below: Vec<Vec<f64>> = chains.iter().map(|chain| chain.iter().map(|&x| f64::from(u8::from(x <= bound))).collect()).collect();
    ess(&split(&below))
}

/// Monte Carlo standard error of the mean.
pub fn mcse_mean(chains: &Chains) -> f64 {
    sd(chains) / math::sqrt(ess_mean(chains))
}

/// Monte Carlo standard error of a quantile: half the width of the interval between the order statistics whose probabilities enclose 68 %
/// of the beta distribution that the quantile's probability has.
pub fn mcse_quantile(chains: &Chains, probability: f64) -> f64 {
    /// The probabilities of one standard deviation below and above the mean of a normal.
    const ONE_SIGMA: [f64; 2] = [0.158_655_3, 0.841_344_7];
    let ess = ess_quantile(chains, probability);
    if ess.is_nan() {
        return f64::NAN;
    }
    let sorted = sorted(chains);
    let last = (sorted.len() - 1) as f64;
    let [low, high] = ONE_SIGMA.map(|p| beta_quantile(p, ess * probability + 1.0, ess * (1.0 - probability) + 1.0));
    let place = |p: f64| p * sorted.len() as f64 - 1.0;
    let (low, high) = (place(low).max(0.0).floor(), place(high).min(last).ceil());
    0.5 * (sorted[high as usize] - sorted[low as usize])
}

/// Mean of all draws.
pub fn mean(chains: &Chains) -> f64 {
    let n = chains.iter().map(Vec::len).sum::<usize>();
    chains.iter().flatten().sum::<f64>() / n as f64
}

/// Standard deviation of all draws.
pub fn sd(chains: &Chains) -> f64 {
    let all: Vec<f64> = chains.iter().flatten().copied().collect();
    math::sqrt(variance(&all))
}

/// Quantile of all draws, linear between order statistics (type 7 of Hyndman & Fan 1996).
pub fn quantile(chains: &Chains, probability: f64) -> f64 {
    let sorted = sorted(chains);
    let place = probability * (sorted.len() - 1) as f64;
    let (below, share) = (place.floor() as usize, place - place.floor());
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + share * (sorted[above] - sorted[below])
}

/// Energy Bayesian fraction of missing information of one chain: mean squared step of the energies over their variance. Below 0.3, the
/// momenta move the energy too little for the chain to reach the tails.
pub fn e_bfmi(energies: &[f64]) -> f64 {
    let steps = energies.windows(2).map(|pair| (pair[1] - pair[0]) * (pair[1] - pair[0]));
    steps.sum::<f64>() / (energies.len() as f64 - 1.0) / variance(energies)
}

/// Whether anything can be said: enough draws, all finite.
fn is_usable(chains: &Chains) -> bool {
    chains.iter().all(|chain| chain.len() >= FEWEST && chain.iter().all(|x| x.is_finite())) && !chains.is_empty()
}

/// The halves of each chain; a draw in the middle of an odd number belongs to neither.
fn split(chains: &Chains) -> Vec<Vec<f64>> {
    let half = |chain: &Vec<f64>, range: Range<usize>| chain[range].to_vec();
    let firsts = chains.iter().map(|chain| half(chain, 0..chain.len() / 2));
    let seconds = chains.iter().map(|chain| half(chain, chain.len() - chain.len() / 2..chain.len()));
    firsts.chain(seconds).collect()
}

/// The normal scores of the ranks among the draws of chains split into halves, `quantile((rank - 3/8) / (n + 1/4))` (Blom 1958). They are
/// dear to find, and the same for all quantities of the same chains.
pub struct NormalScores {
    /// Of the whole ranks, from 1 on.
    scores: Vec<f64>,
}

impl NormalScores {
    /// The scores of as many draws as the halves of some chains have.
    pub fn of(chains: &Chains) -> Self {
        let draws = chains.iter().map(|chain| chain.len() / 2 * 2).sum();
        Self { scores: (1..=draws).map(|rank| score(rank as f64, draws as f64)).collect() }
    }

    /// The draws of halves with the scores of their ranks in their place; equal draws share their mean rank.
    fn normalised(&self, halves: &Chains) -> Vec<Vec<f64>> {
        let place = |(half, draws): (usize, &Vec<f64>)| (0..draws.len()).map(move |draw| (half, draw)).collect::<Vec<_>>();
        let places = halves.iter().enumerate().flat_map(place);
        let mut order: Vec<(f64, (usize, usize))> = halves.iter().flatten().copied().zip(places).collect();
        order.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
        let mut normalised: Vec<Vec<f64>> = halves.iter().map(|draws| vec![0.0; draws.len()]).collect();
        let mut before = 0;
        for equal in order.chunk_by(|(a, _), (b, _)| a == b) {
            let score = if let [_] = equal {
                self.scores[before]
            } else {
                score(before as f64 + 0.5 * (equal.len() as f64 + 1.0), order.len() as f64)
            };
            for &(_, (half, draw)) in equal {
                normalised[half][draw] = score;
            }
            before += equal.len();
        }
        normalised
    }
}

/// The normal score of a rank among `n`.
fn score(rank: f64, n: f64) -> f64 {
    let probability = (rank - 0.375) / (n + 0.25);
    if probability > 0.5 { math::normal_upper_quantile(1.0 - probability) } else { -math::normal_upper_quantile(probability) }
}

/// Root of the pooled variance over the variance within (Gelman & Rubin 1992).
fn plain_rhat(chains: &Chains) -> f64 {
    let n = chains[0].len() as f64;
    let means: Vec<f64> = chains.iter().map(|chain| mean_of(chain)).collect();
    let within = chains.iter().map(|chain| variance(chain)).sum::<f64>() / chains.len() as f64;
    math::sqrt((n * variance(&means) / within + n - 1.0) / n)
}

/// Effective sample size: draws over the sum of autocorrelations, pooled over chains, cut where a pair of lags is no longer positive and
/// made to fall (Geyer 1992, initial monotone sequence). Negative autocorrelation may give more than there are draws, up to `log10(n)`
/// times.
fn ess(chains: &Chains) -> f64 {
    let (m, n) = (chains.len() as f64, chains[0].len());
    let (least, most) = chains.iter().flatten().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), &x| (least.min(x), most.max(x)));
    if most - least < 1e-15 {
        return m * n as f64;
    }
    let means: Vec<f64> = chains.iter().map(|chain| mean_of(chain)).collect();
    let autocovariance = |lag: usize| {
        let of_chain = |(chain, &mean): (&Vec<f64>, &f64)| {
            chain.iter().zip(&chain[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / n as f64
        };
        chains.iter().zip(&means).map(of_chain).sum::<f64>() / m
    };
    let pooled = autocovariance(0);
    let within = pooled * n as f64 / (n as f64 - 1.0);
    let total = pooled + if m > 1.0 { variance(&means) } else { 0.0 };
    let correlation = |lag: usize| if lag == 0 { 1.0 } else { 1.0 - (within - autocovariance(lag)) / total };
    let (mut even, mut odd) = (1.0, correlation(1));
    let (mut sum, mut least_pair) = (0.0, f64::INFINITY);
    let mut lag = 0;
    while lag + 4 < n && even + odd > 0.0 {
        least_pair = (even + odd).min(least_pair);
        sum += least_pair;
        lag += 2;
        (even, odd) = (correlation(lag), correlation(lag + 1));
    }
    // Of the pair at which the sum ends, the even lag counts once: it matters where autocorrelations alternate.
    let last = if even > 0.0 || even + odd >= 0.0 { even } else { 0.0 };
    let draws = m * n as f64;
    let time = (2.0 * sum - 1.0 + last).max(math::LN_10 / math::ln(draws));
    draws / time
}

/// The quantile of a beta distribution, by bisection.
fn beta_quantile(probability: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if beta_reg(a, b, middle) < probability { low = middle } else { high = middle }
    }
}

fn sorted(chains: &Chains) -> Vec<f64> {
    let mut all: Vec<f64> = chains.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    all
}

fn mean_of(draws: &[f64]) -> f64 {
    draws.iter().sum::<f64>() / draws.len() as f64
}

/// Unbiased variance.
fn variance(draws: &[f64]) -> f64 {
    let mean = mean_of(draws);
    draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (draws.len() as f64 - 1.0)
}

/// The larger of two numbers; not a number where one is not.
fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}
