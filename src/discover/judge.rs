//! What draws that a search has not seen say of its region.

use super::prim::{Points, Region, Search};
use super::share::Share;
use crate::random::{Field, Purpose};
use crate::statistics::binomial;
use crate::threads::map;

/// In so many random halves of the draws searched the search is done again.
pub const REPEATS: u64 = 20;

/// Draws and shares of them: of what is searched, or of what judges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The share of all trials that are in the region.
    pub mass: Share,
    /// The share of the trials in it that meet the condition.
    pub density: Share,
    /// The same of the trials outside it that are in no earlier region.
    pub elsewhere: Share,
    /// The share of all that meet the condition that are in it.
    pub coverage: Share,
    /// How likely as many hits would be by chance: in as many trials at the rate of all that are in no earlier region.
    pub p: f64,
}

/// What is said of a number's limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Which number.
    pub number: usize,
    /// Its limits, infinite where there is none.
    pub limits: [f64; 2],
    /// The share of the trials in the region without them that meet the condition, as the judging draws say.
    pub without: Share,
    /// The quasi-p of the draws searched.
    pub quasi_p: f64,
    /// The same of the draws that judge.
    pub p: f64,
    /// In how many of the searches in random halves the number is limited on the same sides.
    pub again: u64,
}

impl Points {
    /// What draws say of a region: `all` of a half, and those `left` that are in no earlier region.
    pub fn judge(&self, all: &[usize], left: &[usize], region: &Region) -> Judged {
        let is_in: Vec<bool> = {
            let mut is_in = vec![false; self.hits.len()];
            region.of(self, left).into_iter().for_each(|draw| is_in[draw] = true);
            is_in
        };
        let part = |is_wanted: bool| -> Vec<usize> { left.iter().copied().filter(|&draw| is_in[draw] == is_wanted).collect() };
        let within = |draw: usize, count: u64| if is_in[draw] { count } else { 0 };
        let density = self.density(&part(true));
        let rate = self.count(left).density();
        Judged {
            mass: Share::of(all.iter().map(|&draw| [within(draw, self.each), self.each]), &self.clusters),
            coverage: Share::of(all.iter().map(|&draw| [within(draw, self.hits[draw]), self.hits[draw]]), &self.clusters),
            elsewhere: self.density(&part(false)),
            p: if density.value.is_nan() { 1.0 } else { binomial::at_least(density.value * density.among, density.among, rate) },
            density,
        }
    }

    /// What is said of the limits of a region that was found among `searched`, and is judged by `judging`.
    pub fn limits(&self, searched: &[usize], judging: &[usize], region: &Region, again: &[Region]) -> Vec<Limit> {
        let limit = |number: usize| {
            let limits = region.limits[number];
            let is_alike = |other: &&Region| (0..2).all(|side| !limits[side].is_finite() || other.limits[number][side].is_finite());
            Limit {
                number,
                limits,
                without: self.density(&region.without(number).of(self, judging)),
                quasi_p: self.quasi_p(searched, region, number),
                p: self.quasi_p(judging, region, number),
                again: again.iter().filter(is_alike).count() as u64,
            }
        };
        let mut limits: Vec<Limit> = region.limited().map(limit).collect();
        // What is missed most without its limits comes first.
        limits.sort_by(|a, b| a.without.value.total_cmp(&b.without.value));
        limits
    }

    /// The regions that are found in random halves of some draws.
    pub fn repeats(&self, among: &[usize], search: &Search, seed: u64, threads: usize) -> Vec<Region> {
        let field = Field::new(seed, Purpose::Halves, 0, 0, 0);
        let found = map(REPEATS as usize, threads, |repeat| {
            let half: Vec<usize> = among.iter().copied().filter(|&draw| field.uniform(repeat as u64, draw as u64) < 0.5).collect();
            let trajectory = self.search(&half, &Search { least: search.least.div_ceil(2), ..*search });
            trajectory.chosen.and_then(|_| trajectory.steps.into_iter().last()).map(|step| step.region)
        });
        found.into_iter().flatten().collect()
    }
}
