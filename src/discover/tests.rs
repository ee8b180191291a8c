//! Planted boxes are found, their numbers are exact, and what is said of them holds as often as it says.

use super::prim::{Points, Region, Search, Stage};
use super::results::{Ended, search};
use super::{By, Settings};
use crate::random::{Purpose, Stream};
use crate::statistics::clusters::Clusters;

const SEARCH: Search = Search { peel: 0.05, least: 20, density: None };

/// Points of a grid of 20 by 20, each number in the middle of its cell of \[0, 1\]; a hit where the first is above 0.6 and the second below 0.5.
fn grid() -> Points {
    let middle = |place: usize| (place as f64 + 0.5) / 20.0;
    let (a, b): (Vec<f64>, Vec<f64>) = (0..400).map(|draw| (middle(draw / 20), middle(draw % 20))).unzip();
    let hits = a.iter().zip(&b).map(|(a, b)| u64::from(*a > 0.6 && *b < 0.5)).collect();
    Points { columns: vec![a, b], hits, each: 1, clusters: Clusters::new(400, 1, None) }
}

fn everyone(points: &Points) -> Vec<usize> {
    (0..points.hits.len()).collect()
}

#[test]
fn a_planted_box_is_found_with_its_exact_numbers() {
    let points = grid();
    let all = everyone(&points);
    let trajectory = points.search(&all, &SEARCH);
    let region = trajectory.steps.last().unwrap().region.clone();
    assert_eq!(region, Region { limits: vec![[0.6, f64::INFINITY], [f64::NEG_INFINITY, 0.5]] });
    let judged = points.judge(&all, &all, &region);
    assert_eq!((judged.density.value, judged.coverage.value, judged.mass.value), (1.0, 1.0, 0.2));
    assert_eq!(judged.elsewhere.value, 0.0);
    // 80 of 80, at the rate 80 / 400 of all.
    let power = |rate: f64| crate::math::pow(rate, 80.0);
    assert!((judged.p / power(0.2) - 1.0).abs() < 1e-9, "{}", judged.p);
    let limits = points.limits(&all, &all, &region, &[]);
    // Without the limit of the first, 80 of the 200 whose second is below 0.5 are hits; without that of the second, 80 of 160.
    for (limit, rate) in limits.iter().zip([0.4, 0.5]) {
        assert!((limit.quasi_p / power(rate) - 1.0).abs() < 1e-9 && limit.p == limit.quasi_p, "{limit:?}");
        assert_eq!(limit.without.value, rate);
    }
}

#[test]
fn the_way_of_the_cuts_is_that_of_the_rule() {
    let points = grid();
    let steps = points.search(&everyone(&points), &SEARCH).steps;
    assert_eq!((steps[0].stage, steps[0].at), (Stage::Start, None));
    // The first cut takes a twentieth of 400 draws, a row of the grid: the lowest of the first number, the first of those that are equal.
    assert_eq!(steps[1].region, Region { limits: vec![[0.05, f64::INFINITY], [f64::NEG_INFINITY, f64::INFINITY]] });
    let count = |step: usize| points.count(&steps[step].region.of(&points, &everyone(&points)));
    assert_eq!((count(1).draws, count(1).hits), (380, 80));
    assert!((1..steps.len()).filter(|&step| steps[step].stage == Stage::Peel).all(|step| count(step).draws < count(step - 1).draws));
}

#[test]
fn a_number_of_few_values_is_cut_by_whole_values() {
    let values: Vec<f64> = (0..300).map(|draw| f64::from(draw % 3)).collect();
    let hits = values.iter().map(|value| u64::from(*value == 1.0)).collect();
    let points = Points { columns: vec![values, vec![7.0; 300]], hits, each: 1, clusters: Clusters::new(300, 1, None) };
    let region = points.search(&everyone(&points), &SEARCH).steps.last().unwrap().region.clone();
    assert_eq!(region, Region { limits: vec![[0.5, 1.5], [f64::NEG_INFINITY, f64::INFINITY]] });
}

#[test]
fn a_limit_that_adds_nothing_is_let_go_by_its_quasi_p() {
    let points = grid();
    let all = everyone(&points);
    // Whether the second number is below 0.45 or 0.5 says nothing of a hit where the first is above 0.6.
    let region = Region { limits: vec![[0.6, f64::INFINITY], [f64::NEG_INFINITY, f64::INFINITY]] };
    // 80 of 160 in it, of 80 in 400 without the limit: I_0.2(80, 81), the tail of the binomial from 80 on.
    let exact: f64 = {
        let ln_choose = |k: f64| libm::lgamma(161.0) - libm::lgamma(k + 1.0) - libm::lgamma(161.0 - k);
        (80..=160)
            .map(|k| {
                crate::math::exp(ln_choose(f64::from(k)) + f64::from(k) * crate::math::ln(0.2) + f64::from(160 - k) * crate::math::ln(0.8))
            })
            .sum()
    };
    assert!((points.quasi_p(&all, &region, 0) / exact - 1.0).abs() < 1e-9);
    assert_eq!(points.quasi_p(&all, &region, 1), points.quasi_p(&all, &region.without(1), 1));
    assert!(points.quasi_p(&all, &region, 1) > 0.4, "a number without limits adds nothing");
}

#[test]
fn a_least_share_takes_the_first_region_that_has_it() {
    let points = grid();
    let all = everyone(&points);
    let half = points.search(&all, &Search { density: Some(0.5), ..SEARCH });
    let chosen = half.chosen.unwrap();
    let density = |step: usize| points.count(&half.steps[step].region.of(&points, &all)).density();
    assert!(density(chosen) >= 0.5 && density(chosen - 1) < 0.5);
    let mut some = grid();
    some.hits.iter_mut().step_by(2).for_each(|hits| *hits = 0);
    assert_eq!(some.search(&all, &Search { density: Some(0.99), least: 200, ..SEARCH }).chosen, None);
}

/// Three numbers, uniform; a trial of a draw is a hit with a probability of 0.9 where the first is above 0.6 and the second below 0.5, else of 0.2;
/// or everywhere of 0.3.
fn noisy(seed: u64, draws: usize, each: u64, is_planted: bool) -> Points {
    let mut stream = Stream::new(seed, Purpose::Surrogate, 9, 0, 0);
    let mut columns = vec![Vec::new(); 3];
    let mut hits = Vec::new();
    for _ in 0..draws {
        let at = [stream.uniform(), stream.uniform(), stream.uniform()];
        let rate = match (is_planted, at[0] > 0.6 && at[1] < 0.5) {
            (false, _) => 0.3,
            (true, true) => 0.9,
            (true, false) => 0.2,
        };
        hits.push((0..each).filter(|_| stream.uniform() < rate).count() as u64);
        columns.iter_mut().zip(at).for_each(|(column, value)| column.push(value));
    }
    Points { columns, hits, each, clusters: Clusters::new(draws as u64, each, None) }
}

/// The true share of hits in a region of [`noisy`], and the share of all hits that is in it.
fn truth(region: &Region) -> [f64; 2] {
    let length = |[low, high]: [f64; 2], [from, to]: [f64; 2]| (high.min(to) - low.max(from)).max(0.0);
    let volume = |inner: [[f64; 2]; 2]| {
        let bounds = [inner[0], inner[1], [0.0, 1.0]];
        region.limits.iter().zip(bounds).map(|(limits, bounds)| length(*limits, bounds)).product::<f64>()
    };
    let (all, inside) = (volume([[0.0, 1.0]; 2]), volume([[0.6, 1.0], [0.0, 0.5]]));
    let hits = 0.9 * inside + 0.2 * (all - inside);
    [hits / all, hits / (0.9 * 0.2 + 0.2 * 0.8)]
}

/// By one trial a draw and by four.
#[test]
fn intervals_hold_the_truth_and_the_planted_numbers_are_found() {
    for each in [1, 4] {
        let (mut held, mut numbers, seeds) = ([0u32; 2], [0u32; 3], 200);
        for seed in 0..seeds {
            let points = noisy(seed, 800, each, true);
            let settings = Settings { by: By::Trials, regions: 1, ..Settings::default() };
            let (rounds, ended) = search(&points, &settings, seed, 1);
            let found = rounds[0].found.as_ref().unwrap();
            assert!(found.is_told && ended == Ended::Enough);
            let region = rounds[0].steps.last().unwrap().0.region.clone();
            let of = [found.judged.density, found.judged.coverage];
            for ((share, exact), held) in of.iter().zip(truth(&region)).zip(&mut held) {
                let [low, high] = share.interval();
                *held += u32::from(low <= exact && exact <= high);
            }
            found.limits.iter().for_each(|limit| numbers[limit.number] += 1);
        }
        let least = 0.95 - 5.0 * (0.95 * 0.05 / f64::from(seeds as u32)).sqrt();
        for held in held {
            assert!(f64::from(held) / f64::from(seeds as u32) > least, "{held} of {seeds}");
        }
        assert!(numbers[0] == 200 && numbers[1] >= 190 && numbers[2] <= 10, "limited, of {seeds}: {numbers:?}");
    }
}

#[test]
fn of_nothing_nothing_is_told_but_by_chance() {
    let (mut told, seeds) = (0u32, 400u32);
    for seed in 0..seeds {
        let points = noisy(u64::from(seed), 400, 1, false);
        let (rounds, ended) = search(&points, &Settings { regions: 1, ..Settings::default() }, 3, 1);
        let is_told = rounds[0].found.as_ref().is_some_and(|found| found.is_told);
        assert_eq!(ended == Ended::Chance, !is_told);
        told += u32::from(is_told);
    }
    let most = 0.05 + 5.0 * (0.05 * 0.95 / f64::from(seeds)).sqrt();
    assert!(f64::from(told) / f64::from(seeds) < most, "{told} of {seeds}");
}

/// What either of two numbers brings about is found as one region after the other.
#[test]
fn a_second_region_is_found_among_what_the_first_leaves() {
    let mut points = noisy(4, 2_000, 1, false);
    points.hits = (0..2_000).map(|draw| u64::from(points.columns[0][draw] > 0.8 || points.columns[1][draw] < 0.2)).collect();
    let (rounds, ended) = search(&points, &Settings { density: Some(0.95), ..Settings::default() }, 3, 1);
    let found: Vec<_> = rounds.iter().filter_map(|round| round.found.as_ref()).filter(|found| found.is_told).collect();
    assert_eq!((found.len(), ended), (2, Ended::FewMeet));
    let limited: Vec<Vec<usize>> = found.iter().map(|found| found.limits.iter().map(|limit| limit.number).collect()).collect();
    assert!(limited == [[0], [1]] || limited == [[1], [0]], "{limited:?}");
    // A fifth and a fifth of the rest, of 0.36.
    let covered: f64 = found.iter().map(|found| found.judged.coverage.value).sum();
    assert!(covered > 0.95 && found.iter().all(|found| found.judged.density.value > 0.95), "{covered}");
    assert!(found[1].judged.elsewhere.value < 0.05);
}

#[test]
fn threads_change_nothing() {
    let points = noisy(8, 600, 2, true);
    let settings = Settings { by: By::Trials, ..Settings::default() };
    let one = search(&points, &settings, 5, 1);
    // Shares of nothing are not numbers, and no number is equal to them.
    assert!(format!("{one:?}") == format!("{:?}", search(&points, &settings, 5, 7)));
    assert_ne!(one.0[0].found.as_ref().unwrap().limits[0].again, 0);
}
