//! How well the calibrated model fits its history: a section of the report on a calibration.

mod json;
mod plain;
mod terminal;

use super::Section;
use crate::calibrate::goodness::GoodnessOfFit;
use crate::calibrate::goodness::posterior_predictive::{Statistic, WINDOW};
use crate::calibrate::goodness::residuals::HalfYear;
use crate::report::columns::name;
use crate::report::screen::Screen;

/// What is told of the fit to a history.
#[derive(Clone, Copy, Debug)]
pub struct Fit<'a> {
    /// Names of the channels.
    pub channels: &'a [String],
    /// How well the model fits.
    pub goodness: &'a GoodnessOfFit,
}

pub(super) use json::Document;

/// The key of the section in `calibration.json`.
pub(super) const KEY: &str = "fit";

impl Section for Fit<'_> {
    fn key(&self) -> &'static str {
        KEY
    }

    fn lines(&self, screen: Screen) -> Vec<String> {
        terminal::lines(self, screen)
    }

    fn facts(&self) -> Vec<String> {
        plain::facts(self)
    }

    fn json(&self) -> serde_json::Value {
        json::document(self)
    }
}

impl Fit<'_> {
    /// The name of a channel, cut to some columns; `all` without one.
    fn channel(&self, channel: Option<usize>, most: usize) -> String {
        channel.map_or_else(|| "all".to_owned(), |channel| name(&self.channels[channel], most))
    }

    fn statistic(&self, statistic: Statistic, most: usize) -> String {
        match statistic {
            Statistic::Exits => "exits".to_owned(),
            Statistic::InYear(year) => format!("exits in {year}"),
            Statistic::By(date) => format!("exits by {date}"),
            Statistic::LongestGap => "longest gap [days]".to_owned(),
            Statistic::MostTogether => format!("most within {WINDOW} days"),
            Statistic::Share(channel) => format!("share of {}", self.channel(Some(channel), most)),
        }
    }
}

fn half_name(half: &HalfYear) -> String {
    let part = if half.from.month() <= 6 { "first" } else { "second" };
    format!("{}, {part} half", half.from.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Date;
    use crate::calibrate::goodness::replicate::Exit;
    use crate::calibrate::goodness::{Checks, Draw, Replications, Residuals};
    use crate::calibrate::{Ending, Hazards, Spell, SurvivalData, When};
    use crate::parameter::Quantity;
    use crate::report::columns::{PAGE, width};
    use crate::scenario::{Baseline, Channel, Kind};

    fn goodness() -> GoodnessOfFit {
        let channel = |(name, per_year): (&str, f64)| Channel {
            name: name.to_owned(),
            kind: Kind::Other,
            baseline: Baseline::Hazard { per_year: Quantity::Known(per_year) },
            tenure: Vec::new(),
            covariates: Vec::new(),
            unnamed_weight: Quantity::Known(1.0),
            pay_multiple: Quantity::Known(1.0),
        };
        let channels = [("lab", 0.6), ("other", 0.2)].into_iter().map(channel).collect();
        let hazards = Hazards { channels, ..Hazards::default() };
        let spell = |person: usize, ending: Ending| Spell::new(person, 0.0, ending);
        let left = |time: f64, channel: Option<usize>| Ending::Exit(When::At(time), channel);
        let study = SurvivalData::new(vec![
            spell(0, left(0.3, Some(0))),
            spell(1, left(0.6, Some(0))),
            spell(2, Ending::Exit(When::Within(0.7, 0.8), None)),
            spell(3, Ending::Censored(When::At(1.25))),
        ]);
        let draws = vec![Draw { ends: vec![0.0, 0.0, 0.75, 0.0], ..Draw::default() }; 2];
        let residuals = Residuals::new(&study, &hazards, &draws, 1, 1).unwrap();
        let at = |times: &[f64]| times.iter().map(|&time| Exit { time, channel: Some(usize::from(time > 1.0)) }).collect::<Vec<_>>();
        let (from, until) = (Date::constant(2000, 1, 1), Date::constant(2001, 4, 1));
        let checked =
            |histories: Vec<Vec<Exit>>| Checks::new(&study, &hazards, &draws, &Replications { histories, replications: 2, from, until });
        let checks = checked(vec![at(&[0.2, 0.4]), at(&[]), at(&[0.1, 0.6, 0.7, 1.1]), at(&[0.5, 1.2])]);
        let priors = checked(vec![at(&[0.2]), at(&[0.9]), at(&[0.1, 0.6, 0.7]), at(&[])]);
        GoodnessOfFit { residuals, checks: Some(checks), priors: Some(priors), evenly: 1 }
    }

    fn with_fit(act: impl Fn(Fit<'_>)) {
        act(Fit { channels: &["lab", "other"].map(str::to_owned), goodness: &goodness() });
    }

    #[test]
    fn a_small_case_is_told_in_full() {
        with_fit(|fit| {
            let text = fit.lines(Screen::PIPE).join("\n") + "\n";
            assert_eq!(text, include_str!("told.txt"), "\n{text}");
            assert!(fit.lines(Screen::PIPE).iter().all(|line| width(line) <= PAGE));
            let text = fit.facts().join("\n") + "\n";
            assert_eq!(text, include_str!("facts.txt"), "\n{text}");
        });
    }

    #[test]
    fn large_numbers_keep_apart_and_within_the_page() {
        let mut goodness = goodness();
        let exits = |exits: &mut crate::calibrate::goodness::residuals::Exits| {
            let large = crate::estimate::Estimate { value: 35_944.96, mcse: 0.1 };
            *exits =
                crate::calibrate::goodness::residuals::Exits { observed: 35_950.5, expected: large, interval: Some([34_944.4, 36_944.4]) };
        };
        exits(&mut goodness.residuals.whole.all);
        goodness.residuals.whole.by_channel.iter_mut().for_each(exits);
        for checks in [&mut goodness.checks, &mut goodness.priors].into_iter().flatten() {
            for count in &mut checks.counts {
                count.observed = 1_700;
                count.median.value = 1_530.0;
                (count.interval[0].value, count.interval[1].value) = (1_200.0, 1_850.0);
            }
            for check in checks.statistics.iter_mut().filter(|check| !matches!(check.statistic, Statistic::Share(_))) {
                (check.interval[0].value, check.interval[1].value) = (1_200.0, 11_850.0);
            }
        }
        let text = Fit { channels: &["lab", "other"].map(str::to_owned), goodness: &goodness }.lines(Screen::PIPE).join("\n");
        assert!(text.lines().all(|line| width(line) <= PAGE), "{text}");
        assert!(text.contains("\n  2000-12-31     1,700     1,530      1,200 to 1,850 "), "{text}");
        assert!(text.contains("\n  exits by    happened    priors                90 %     as many\n"), "{text}");
        assert!(text.contains("\n  all                       35,950.5  35,945.0 34,944.4 to 36,944.4    +0.0 sd\n"), "{text}");
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        let long = "a channel whose name is far too long for any table";
        let goodness = goodness();
        for channels in [[long, "other"].map(str::to_owned), ["研究所".repeat(9), "other".to_owned()]] {
            for columns in [60, 80, 100, 160] {
                let lines = Fit { channels: &channels, goodness: &goodness }.lines(Screen::new(columns, false));
                assert!(lines.iter().all(|line| width(line) <= columns), "{columns}\n{}", lines.join("\n"));
                let is_whole = lines.iter().any(|line| line.starts_with(&format!("  {} ", channels[0])));
                assert_eq!(is_whole, columns == 160, "{columns}\n{}", lines.join("\n"));
            }
        }
    }

    #[test]
    fn the_document_has_what_the_table_rounds() {
        with_fit(|fit| {
            let value = fit.json();
            let whole = &value["whole"]["exits"][0];
            assert_eq!((whole["channel"].as_str(), whole["observed"].as_f64()), (Some("lab"), Some(2.0)));
            let expected = 0.6 * (0.3 + 0.6 + 0.75 + 1.25);
            assert!((whole["expected"].as_f64().unwrap() - expected).abs() < 1e-12);
            assert_eq!(value["whole"]["exits"][2]["channel"].as_str(), Some(""));
            let count = &value["replications"]["exits_by_date"][0];
            assert_eq!((count["date"].as_str(), count["observed"].as_u64()), (Some("2000-12-31"), Some(3)));
            // Of 2, 0, 3 and 1 exits one in four is each.
            assert_eq!(count["probabilities"][3]["exits"].as_u64(), Some(3));
            assert_eq!(count["probabilities"][3]["probability"].as_f64(), Some(0.25));
            assert_eq!(count["at_least_observed"].as_f64(), Some(0.25));
            assert_eq!(value["replications_of_priors"]["exits_by_date"][1]["at_least_observed"].as_f64(), Some(0.25));
            assert!(value.get("nelson_aalen_by_tenure").is_none());
        });
    }
}
