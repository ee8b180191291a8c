//! The layout of a tally: where each number stands among its columns.
//!
//! Curves have a column a date. First come the *flows*, counted as increments by date and then summed up; then the *states*; at the end
//! single columns of the horizon.

use super::RunMetadata;

/// Where each number stands among the columns of a tally. Curves are numbered from 0; curve `k` has the columns `k * dates` and on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How many dates a curve has.
    pub dates: usize,
    /// Exits through the first channel.
    pub channels: usize,
    /// Retained in the first part.
    pub parts: usize,
    /// Retained but for dismissals, where that differs from retained.
    pub voluntary: Option<usize>,
    /// First exits of the opening roster through the first channel, where those differ from exits.
    pub first_exits: Option<usize>,
    /// First exits of the opening roster to the first destination, where any has a name.
    pub destinations: Option<usize>,
    /// How many flows there are; they come first.
    pub flows: usize,
    /// Headcount weighted by the ramp.
    pub productive: Option<usize>,
    /// Tenure kept.
    pub tenure: Option<usize>,
    /// Whether the first capability is covered.
    pub capabilities: usize,
    /// Whether the first capability has been lost.
    pub lost: usize,
    /// The bus factor.
    pub bus_factor: Option<usize>,
    /// How many curves there are.
    pub curves: usize,
    /// The *column* of the first group of holders.
    pub holders: usize,
    /// How many columns there are.
    pub columns: usize,
}

impl Layout {
    /// Of the opening roster, how many are there.
    pub const RETAINED: usize = 0;
    /// How many are there.
    pub const HEADCOUNT: usize = 1;
    /// Exits.
    pub const EXITS: usize = 2;

    /// The layout of what the metadata is about.
    pub fn new(metadata: &RunMetadata) -> Self {
        let mut next = 3;
        let mut take = |count: usize| {
            let first = next;
            next += count;
            first
        };
        let (dates, capabilities) = (metadata.dates.len(), metadata.capabilities.len());
        let channels = take(metadata.channels.len());
        let parts = take(metadata.parts.len());
        let voluntary = metadata.dismissals.then(|| take(1));
        let first_exits = metadata.further_exits.then(|| take(metadata.channels.len()));
        let has_names = metadata.destinations.len() > metadata.channels.len();
        let destinations = has_names.then(|| take(metadata.destinations.len()));
        let flows = take(0);
        let productive = metadata.productive_places.map(|_| take(1));
        let tenure = metadata.tenure.then(|| take(1));
        let covered = take(capabilities);
        let lost = take(capabilities);
        let bus_factor = (capabilities > 0).then(|| take(1));
        let curves = take(0);
        let holders = curves * dates;
        let columns = holders + metadata.holders.len();
        Self {
            dates,
            channels,
            parts,
            voluntary,
            first_exits,
            destinations,
            flows,
            productive,
            tenure,
            capabilities: covered,
            lost,
            bus_factor,
            curves,
            holders,
            columns,
        }
    }
}
