//! What a history holds, and what is odd about it.

use std::collections::BTreeMap;

use crate::calendar::DAYS_PER_YEAR;
use crate::calibrate::likelihood::exposure::lexis::counts;
use crate::calibrate::likelihood::hazards::Hazards;
use crate::calibrate::likelihood::survival_data::{Ending, Hired, MOMENT, SurvivalData, When};

/// Counts of a history: of the rows that have a part in the likelihood, where nothing else is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistorySummary {
    /// Spells: rows.
    pub spells: usize,
    /// Spells of the study, with those that are left out.
    pub all: usize,
    /// Different people among them.
    pub people: usize,
    /// Person-years under observation; coarse ends count at the middle.
    pub person_years: f64,
    /// Exits, through whatever channel.
    pub exits: usize,
    /// Exits by channel.
    pub by_channel: Vec<usize>,
    /// Exits through an unknown channel.
    pub unknown: usize,
    /// Spells that began before observation did: left-truncated, so that those who left before are missing.
    pub truncated: usize,
    /// Exits whose date is an interval, of all rows: those of rows left out act.
    pub coarse_exits: usize,
    /// Hires whose date is an interval.
    pub coarse_hires: usize,
    /// Exits that share their moment with another of the team, of all rows: neither moves the other.
    pub tied: usize,
    /// Exits on the day of hire, with half a day at risk.
    pub same_day: usize,
    /// Spells without exposure, of all rows: observation ends where it begins.
    pub empty: usize,
    /// Rows, counted from 0, left out of the likelihood for want of a date of hire or a covariate; their exits act.
    pub incomplete: Vec<usize>,
}

impl HistorySummary {
    /// Counts a study of the channels of hazards, of which some spells were left out.
    pub fn new(study: &SurvivalData, hazards: &Hazards, incomplete: &[usize]) -> Self {
        let in_it = || study.spells.iter().filter(|spell| counts(hazards, spell));
        let mut summary = Self {
            spells: in_it().count(),
            all: study.spells.len(),
            people: in_it().map(|spell| spell.person).collect::<std::collections::BTreeSet<_>>().len(),
            by_channel: vec![0; hazards.channels.len()],
            incomplete: incomplete.to_vec(),
            ..Self::default()
        };
        let mut moments: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for spell in &study.spells {
            let when = spell.ending.when();
            let length = 0.5 * (when.earliest().max(spell.entry) + when.latest()) - spell.entry;
            summary.empty += usize::from(length <= 0.0);
            if let Ending::Exit(when, _) = spell.ending {
                match when {
                    When::At(time) => moments.entry(spell.team).or_default().push(time),
                    When::Within(..) => summary.coarse_exits += 1,
                }
            }
            if !counts(hazards, spell) {
                continue;
            }
            summary.person_years += length.max(0.0);
            let hired = match spell.hired {
                Hired::At(time) => Some(time),
                Hired::On(date) => Some(study.clock.years(date)),
                Hired::Among(first, days) => Some(study.clock.years(first) + f64::from(days - 1) / DAYS_PER_YEAR),
                Hired::Unknown => None,
            };
            summary.truncated += usize::from(hired.is_some_and(|hired| hired < spell.entry - MOMENT));
            summary.coarse_hires += usize::from(matches!(spell.hired, Hired::Among(..)));
            let Ending::Exit(when, channel) = spell.ending else { continue };
            summary.exits += 1;
            summary.same_day += usize::from(matches!(when, When::At(_)) && (0.0..0.75 / DAYS_PER_YEAR).contains(&(length - MOMENT)));
            match channel {
                Some(channel) => summary.by_channel[channel] += 1,
                None => summary.unknown += 1,
            }
        }
        for times in moments.values_mut() {
            times.sort_by(f64::total_cmp);
            let same = |a: f64, b: f64| b - a <= MOMENT;
            let is_tied = |k: usize| k > 0 && same(times[k - 1], times[k]) || k + 1 < times.len() && same(times[k], times[k + 1]);
            summary.tied += (0..times.len()).filter(|&k| is_tied(k)).count();
        }
        summary
    }

    /// What is odd about the history, in sentences, for the reader of its estimates. Rows count from 1, the header not counted.
    pub fn oddities(&self, hazards: &Hazards) -> Vec<String> {
        let mut oddities = Vec::new();
        let uses_tenure = hazards.channels.iter().any(|channel| !channel.tenure.is_empty());
        let coarse_hires = if uses_tenure { self.coarse_hires } else { 0 };
        let mut say = |count: usize, one: &str, many: &str| {
            if count > 0 {
                oddities.push(if count == 1 { one.to_owned() } else { many.replace("{}", &count.to_string()) });
            }
        };
        say(usize::from(self.exits == 0), "nobody left: the history says only how large hazards are at most", "");
        say(
            self.unknown,
            "1 exit through an unknown channel counts by the sum of the channels' hazards",
            "{} exits through unknown channels count by the sum of the channels' hazards",
        );
        say(self.tied, "", "{} exits share their date with another of the team: neither moves the other");
        say(self.coarse_exits, "1 exit has a coarse date", "{} exits have coarse dates");
        say(coarse_hires, "1 hire has a coarse date, which is averaged over", "{} hires have coarse dates, which are averaged over");
        say(
            self.same_day,
            "1 exit on the day of hire counts with half a day at risk",
            "{} exits on the day of hire count with half a day at risk",
        );
        say(
            self.empty,
            "1 row has no exposure: observation ends where it begins",
            "{} rows have no exposure: observation ends where it begins",
        );
        if !self.incomplete.is_empty() {
            let rows: Vec<String> = self.incomplete.iter().take(8).map(|row| (row + 1).to_string()).collect();
            let more = if self.incomplete.len() > 8 { " and more" } else { "" };
            oddities.push(format!(
                "{} of {} rows are left out of the likelihood for want of a date of hire or a covariate, though their exits act: rows {}{more}",
                self.incomplete.len(),
                self.all,
                rows.join(", ")
            ));
        }
        if self.exits > 0 && self.unknown == 0 {
            for (channel, _) in hazards.channels.iter().zip(&self.by_channel).filter(|(_, exits)| **exits == 0) {
                oddities.push(format!("nobody left through {}: the history says only how large its hazard is at most", channel.name));
            }
        }
        oddities
    }
}
