//! The points of a curve: a summary a date, made of the counts when somebody asks.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use super::Summary;
use super::column::Column;
use super::distribution;
use super::tally::Tally;
use super::variance_components::VarianceComponents;
use crate::statistics::clusters::Clusters;

/// A summary a date. A large roster has many curves, of which most are only written once: [`Points::each`] makes one summary after another
/// and keeps none. As a slice they are all there, from the first use on.
#[derive(Clone, Debug)]
pub struct Points {
    made: OnceLock<Vec<Summary>>,
    /// Nothing where they were not counted.
    counts: Option<Counts>,
}

/// What points are made of.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub tally: Arc<Tally>,
    /// The column of the first date.
    pub first: usize,
    /// How many dates there are.
    pub dates: usize,
    pub clusters: Clusters,
    /// Standard errors to an end of an interval of quantiles.
    pub errors: f64,
    /// In how many units one is counted.
    pub units: f64,
}

impl Counts {
    fn each(&self) -> impl Iterator<Item = Summary> + '_ {
        self.tally.columns[self.first..][..self.dates].iter().map(|column| self.summary(column))
    }

    /// The distribution of the number on one date.
    fn summary(&self, column: &Column) -> Summary {
        let Self { clusters, errors, units, .. } = self;
        let components = VarianceComponents::new(&column.powers(), clusters);
        let (quantiles, quantile_intervals) = distribution::quantiles(column, clusters, *errors);
        Summary {
            mean: components.mean().divided(*units),
            sd: components.sd().divided(*units),
            quantiles: quantiles.map(|quantile| quantile.divided(*units)),
            quantile_intervals: quantile_intervals.map(|interval| interval.map(|end| end / units)),
            luck_share: components.luck_share(),
        }
    }
}

impl Points {
    /// Of counts.
    pub(super) fn of(counts: Counts) -> Self {
        Self { made: OnceLock::new(), counts: Some(counts) }
    }

    /// One after another; what is not kept yet is not kept now either.
    pub fn each(&self) -> impl Iterator<Item = Summary> + '_ {
        let kept = self.made.get();
        let counted = if kept.is_none() { self.counts.as_ref() } else { None };
        kept.into_iter().flatten().cloned().chain(counted.into_iter().flat_map(Counts::each))
    }

    fn all(&self) -> &Vec<Summary> {
        self.made.get_or_init(|| self.counts.as_ref().map_or_else(Vec::new, |counts| counts.each().collect()))
    }
}

impl Deref for Points {
    type Target = [Summary];

    fn deref(&self) -> &[Summary] {
        self.all()
    }
}

impl DerefMut for Points {
    fn deref_mut(&mut self) -> &mut [Summary] {
        self.all();
        self.made.get_mut().map_or(&mut [], Vec::as_mut_slice)
    }
}

impl<'p> IntoIterator for &'p Points {
    type Item = &'p Summary;
    type IntoIter = std::slice::Iter<'p, Summary>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for Points {
    fn eq(&self, other: &Self) -> bool {
        self.each().eq(other.each())
    }
}

impl FromIterator<Summary> for Points {
    fn from_iter<I: IntoIterator<Item = Summary>>(summaries: I) -> Self {
        Self { made: OnceLock::from(Vec::from_iter(summaries)), counts: None }
    }
}
