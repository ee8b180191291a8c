//! A synthetic history whose numbers are known: an exact sampler written out by hand, apart from the library's simulation.

use stayput::internals::calendar::{Duration, Unit};
use stayput::internals::calibrate::{Ending, Hazards, Hired, Maximum, Period, Spell, When};
use stayput::internals::math;
use stayput::internals::parameter::{Distribution, Parameter, Quantity};
use stayput::internals::random::{Purpose, Stream};
use stayput::internals::scenario::{Baseline, Channel, Kind, TenureBand, TenureEffect};

/// The truth: three bands of tenure in one channel, two in another, two covariates, three steps of the calendar.
pub const TRUTH: [f64; 10] = [0.08, 0.22, 0.15, 0.05, 0.09, 1.4, 0.8, 1.6, 0.7, 1.2];

/// Where the search begins.
pub const START: [f64; 10] = [0.2, 0.2, 0.2, 0.2, 0.2, 1.0, 1.0, 1.0, 1.0, 1.0];

/// How many standard errors of its log each estimate is off.
pub fn scores(fit: &Maximum) -> [f64; 10] {
    std::array::from_fn(|k| math::ln(fit.estimates[k].value / TRUTH[k]) / fit.estimates[k].log_se.unwrap_or(f64::NAN))
}

/// How many of the 95 % Wald intervals hold the truth.
pub fn covered(fit: &Maximum) -> usize {
    let holds = |(k, &truth): (usize, &f64)| fit.estimates[k].wald.is_some_and(|(low, high)| low <= truth && truth <= high);
    TRUTH.iter().enumerate().filter(|&one| holds(one)).count()
}

/// The people of a history, by its seed.
pub fn spells(people: usize, seed: u64) -> Vec<Spell> {
    (0..people).map(|person| spell(person, seed)).collect()
}

/// What they are under, ten numbers of it unknown.
pub fn hazards() -> Hazards {
    let number = Quantity::Uncertain;
    let parameter = |k: usize| Parameter {
        path: format!("p{k}"),
        distribution: Distribution::LogNormal { median: 0.2, p95: 1.0 },
        is_share: false,
        source: None,
    };
    let band =
        |years: f64, k: usize| TenureBand { until: Duration { count: years, unit: Unit::Years }, effect: TenureEffect::Hazard(number(k)) };
    let channel = |name: &str, last: usize, tenure: Vec<TenureBand>, covariates| Channel {
        name: name.to_owned(),
        kind: Kind::Other,
        baseline: Baseline::Hazard { per_year: number(last) },
        tenure,
        covariates,
        unnamed_weight: Quantity::Known(1.0),
        pay_multiple: Quantity::Known(1.0),
    };
    Hazards {
        parameters: (0..10).map(parameter).collect(),
        channels: vec![
            channel("lab", 2, vec![band(1.0, 0), band(3.0, 1)], vec![(0, number(5)), (1, number(6))]),
            channel("startup", 4, vec![band(2.0, 3)], vec![(0, number(5))]),
        ],
        periods: vec![
            Period::step(vec![0, 1], number(7), 1.0, 2.0),
            Period::step(vec![0, 1], number(8), 3.0, 4.0),
            Period::step(vec![1], number(9), 5.0, 6.0),
        ],
        ..Hazards::default()
    }
}

/// One person: hired at some time in eight years before the end, seen from time 0, until leaving or time 6. One covariate is
/// continuous, so that hardly two people have the same level.
fn spell(person: usize, seed: u64) -> Spell {
    for attempt in 0.. {
        let mut random = Stream::new(seed, Purpose::Tenure, person as u64, attempt, 0);
        let hired = -3.0 + 8.0 * random.uniform();
        let covariates = vec![f64::from(u8::from(random.uniform() < 0.3)), 4.0 * random.uniform() - 2.0];
        let mut patience = [-math::ln(random.uniform()), -math::ln(random.uniform())];
        // Whoever leaves before time 0 is never seen: another takes the place.
        let mut now = hired;
        let mut cuts: Vec<f64> = [1.0, 2.0, 3.0].map(|years| hired + years).to_vec();
        cuts.extend((0..=6).map(f64::from));
        cuts.sort_by(f64::total_cmp);
        let mut exit = None;
        for cut in cuts.into_iter().filter(|&cut| cut > hired && cut <= 6.0) {
            let rates = hazards_at(0.5 * (now + cut) - hired, 0.5 * (now + cut), &covariates);
            let first = [0, 1].map(|c| now + patience[c] / rates[c]);
            let channel = usize::from(first[1] < first[0]);
            if first[channel] <= cut {
                exit = Some((first[channel], channel));
                break;
            }
            patience = [0, 1].map(|c| patience[c] - rates[c] * (cut - now));
            now = cut;
        }
        let ending = match exit {
            Some((time, _)) if time <= 0.0 => continue,
            Some((time, channel)) => Ending::Exit(When::At(time), Some(channel)),
            None => Ending::Censored(When::At(6.0)),
        };
        return Spell { hired: Hired::At(hired), covariates, ..Spell::new(person, hired.max(0.0), ending) };
    }
    unreachable!("somebody stays")
}

/// The true hazards, written out.
fn hazards_at(tenure: f64, time: f64, covariates: &[f64]) -> [f64; 2] {
    let bands = [
        if tenure < 1.0 {
            0
        } else if tenure < 3.0 {
            1
        } else {
            2
        },
        if tenure < 2.0 { 3 } else { 4 },
    ];
    let mut logs = bands.map(|band| math::ln(TRUTH[band]) + math::ln(TRUTH[5]) * covariates[0]);
    logs[0] += math::ln(TRUTH[6]) * covariates[1];
    for (number, from, channels) in [(7, 1.0, 0..2), (8, 3.0, 0..2), (9, 5.0, 1..2)] {
        for c in channels {
            if time > from && time <= from + 1.0 {
                logs[c] += math::ln(TRUTH[number]);
            }
        }
    }
    logs.map(math::exp)
}
