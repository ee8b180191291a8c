//! The tenure of a channel: how its hazard changes with the time since the hire, in bands.

use super::baseline::{Baseline, HAZARD};
use crate::calendar::Duration;
use crate::diagnostic::Diagnostic;
use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::RATIO;
use crate::scenario::file::{Form, Key, Node, Reader, Section, Table};

/// The hazard up to some time since hire (from the end of the band before).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TenureBand {
    /// The band ends so long after the date of hire, by the calendar.
    pub until: Duration,
    /// What it does.
    pub effect: TenureEffect,
}

/// What a band of tenure does to the hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TenureEffect {
    /// A hazard ratio.
    Ratio(Quantity),
    /// A hazard in place of the channel's own [a person-year].
    Hazard(Quantity),
}

/// A band of a channel's `tenure`.
pub(super) static TENURE_BAND: Section = Section {
    one_of: &[&["ratio"], &["hazard_per_year"]],
    ..Section::new(
        "A band of time since hire, from the end of the band before.",
        &[
            Key::new("until", Form::CalendarDuration, "The band ends so long after the date of hire.").required().example("\"1 year\""),
            Key::new("ratio", Form::Quantity(&RATIO), "Hazard ratio in the band.").example("0.7"),
            Key::new("hazard_per_year", Form::Quantity(&HAZARD), "Hazard in place of the channel's own [per person-year].").example("0.05"),
        ],
    )
};

impl Reader {
    /// Bands of tenure, each ending later than the one before.
    pub fn tenure_bands(&mut self, node: &Node, baseline: Baseline) -> Vec<TenureBand> {
        let Some(items) = self.list(node) else { return Vec::new() };
        let mut bands: Vec<TenureBand> = Vec::with_capacity(items.len());
        for item in items {
            let Some(table) = self.table(item) else { continue };
            let Some(band) = self.tenure_band(table, baseline) else { continue };
            let is_later = band.until.years() > bands.last().map_or(0.0, |last| last.until.years());
            if let Some(until) = table.get("until").filter(|_| !is_later) {
                let message = "bands of tenure must be in order, each ending after the one before";
                self.problems.push(Diagnostic::error(message).at(&until.place).label("expected a longer time"));
            }
            bands.push(band);
        }
        bands
    }

    fn tenure_band(&mut self, table: &Table, baseline: Baseline) -> Option<TenureBand> {
        let keys = self.keys(table, &TENURE_BAND);
        let until = self.required(keys, "until").and_then(|node| self.calendar_duration(node));
        self.push_contradiction_of_band(table, baseline);
        let effect = match self.optional(keys, "hazard_per_year") {
            Some(hazard) => TenureEffect::Hazard(hazard),
            None => TenureEffect::Ratio(self.quantity(keys, "ratio")),
        };
        Some(TenureBand { until: until?, effect })
    }

    /// A band gives one of ratio and hazard, and a hazard only where the channel gives one.
    fn push_contradiction_of_band(&mut self, table: &Table, baseline: Baseline) {
        if table.get("ratio").is_some() {
            self.push_contradiction(table, "ratio", "hazard_per_year", "a band multiplies the channel's hazard or replaces it");
        } else if let (Some(entry), Baseline::Offers { .. }) = (table.entry("hazard_per_year"), baseline) {
            let message = "a band gives a hazard, its channel offers and acceptance";
            self.problems
                .push(Diagnostic::error(message).at(&entry.key_place).label("expected ratio").help("or give the channel hazard_per_year"));
        }
    }
}
