//! The report on the terminal.

use std::path::Path;

use insta::assert_snapshot;
use stayput::estimate::{Estimate, Estimates};
use stayput::report::{NO_POLICY, Run, sentence, table};
use stayput::scenario::Scenario;
use unicode_width::UnicodeWidthStr;

use super::made::{estimates, scenario};

fn rendered(scenario: &Scenario, estimates: &Estimates, color: bool) -> String {
    table::render(&Run { scenario, policy: NO_POLICY, estimates }, Path::new("results/made"), color)
}

/// The sentence for a distribution given in full, its quantiles at the ends of `range`.
fn sentence_for(probabilities: &[(f64, f64)], range: (f64, f64)) -> String {
    let mut made = estimates(&scenario(probabilities.len() - 1, 1), 0.9);
    *made.distribution.last_mut().unwrap() = probabilities.iter().map(|&(value, mcse)| Estimate { value, mcse }).collect();
    let point = made.curves[0].points.last_mut().unwrap();
    point.quantiles[1].value = range.0;
    point.quantiles[5].value = range.1;
    sentence::retained(&made)
}

#[test]
fn a_small_team() {
    let scenario = scenario(14, 12);
    assert_snapshot!(rendered(&scenario, &estimates(&scenario, 0.95), false), @r"
    Of 14, most likely 7 are still there on 2024-01-06; 80 % range 5 to 10.

      retained     mean  80 % range  0                                       14
      2023-01-01  14.00          14  ██████████████████████████████████████████
      2023-04-01  12.00    10 to 14  ██████████████████████████████▒▒▒▒▒▒░░░░░░
      2023-07-01  10.29     8 to 12  ████████████████████████▒▒▒▒▒▒░░░░░░
      2023-10-01   8.82     6 to 11  ██████████████████▒▒▒▒▒▒▒▒▒░░░░░░
      2024-01-06   7.19     5 to 10  ███████████████▒▒▒▒▒▒░░░░░░░░░
      █ there in 90 % of the trials  ▒ in half of them  ░ in 10 %

      exits    mean  80 % range  share of roster
      all      6.81      4 to 9
      lab      5.11      3 to 7           36.5 %
      startup  1.70      0 to 3           12.2 %

    Luck: sd 1.90; ignorance: sd 1.4. Of the variance 65 % (± 2 %) is luck; better
    data could remove at most the rest.
    Monte Carlo error: the mean 7.19 is known to ± 0.03 (95 %) after 20,000 trials,
    5,000 parameter draws x 4.
    Files: results/made
    ");
}

#[test]
fn a_large_lab_over_ten_years() {
    let scenario = scenario(2000, 120);
    assert_snapshot!(rendered(&scenario, &estimates(&scenario, 0.99), false), @r"
    Of 2,000, about 593 are still there on 2033-01-06; 80 % range 567 to 619.

      retained       mean      80 % range  0                                   2,000
      2023-01-01  2,000.0           2,000  █████████████████████████████████████████
      2024-01-01  1,772.8  1,755 to 1,791  ████████████████████████████████████░
      2025-01-01  1,571.4  1,548 to 1,595  ████████████████████████████████░
      2026-01-01  1,392.8  1,366 to 1,419  ████████████████████████████▒
      2027-01-01  1,234.6  1,207 to 1,262  █████████████████████████░
      2028-01-01  1,094.3  1,066 to 1,123  ██████████████████████░
      2029-01-01    970.0      941 to 999  ███████████████████▒
      2030-01-01    859.8      831 to 888  █████████████████▒
      2031-01-01    762.1      734 to 790  ███████████████▒
      2032-01-01    675.5      648 to 703  █████████████▒
      2033-01-06    592.8      567 to 619  ████████████░
      █ there in 90 % of the trials  ▒ in half of them  ░ in 10 %

      exits       mean      80 % range  share of roster
      all      1,407.2  1,381 to 1,433
      lab      1,055.4  1,027 to 1,084          52.77 %
      startup    351.8      330 to 374          17.59 %

    Luck: sd 1.90; ignorance: sd 1.4. Of the variance 65 % (± 2 %) is luck; better
    data could remove at most the rest.
    Monte Carlo error: the mean 592.8 is known to ± 0.3 (95 %) after 20,000 trials,
    5,000 parameter draws x 4.
    Files: results/made
    ");
}

#[test]
fn a_scenario_in_which_everything_is_known() {
    let mut scenario = scenario(3, 2);
    scenario.parameters.clear();
    let text = rendered(&scenario, &estimates(&scenario, 0.9), false);
    assert!(text.contains("\nLuck: sd 0.77. The scenario gives no number as a distribution, so nothing is\nignorance.\n"), "{text}");
    assert!(text.contains("after 20,000 trials.\n"), "{text}");
}

#[test]
fn no_line_is_wider_than_80_columns() {
    for (roster, months, stay) in [(1, 1, 0.5), (14, 29, 0.97), (2000, 400, 0.999), (300, 48, 1.0), (40, 5, 0.0)] {
        let mut scenario = scenario(roster, months);
        scenario.channels[0].name = "a channel whose name is far too long for any table".to_owned();
        scenario.channels[1].name = "研究所".repeat(12);
        let mut made = estimates(&scenario, stay);
        // As wide as numbers get: an error that is not known, and none at all.
        for mcse in [f64::NAN, 1e-9] {
            for point in &mut made.curves[0].points {
                point.mean.mcse = mcse;
            }
            let text = rendered(&scenario, &made, false);
            for line in text.lines() {
                assert!(line.width() <= 80, "{} columns: {line}", line.width());
                assert_eq!(line, line.trim_end(), "blanks at the end");
            }
        }
    }
}

#[test]
fn colour_changes_nothing_but_colour() {
    let scenario = scenario(14, 12);
    let made = estimates(&scenario, 0.95);
    let mut colored = rendered(&scenario, &made, true);
    for code in ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[4m", "\u{1b}[0m"] {
        assert!(colored.contains(code), "{code:?}");
        colored = colored.replace(code, "");
    }
    assert_eq!(colored, rendered(&scenario, &made, false));
}

#[test]
fn the_most_likely_number_is_named_where_the_error_can_tell_it() {
    let certain = [(0.1, 0.01), (0.2, 0.01), (0.6, 0.01), (0.1, 0.01)];
    assert_eq!(sentence_for(&certain, (0.0, 3.0)), "Of 3, most likely 2 are still there on 2023-02-06; 80 % range 0 to 3.");
    let one = [(0.1, 0.01), (0.6, 0.01), (0.2, 0.01), (0.1, 0.01)];
    assert_eq!(sentence_for(&one, (0.0, 2.0)), "Of 3, most likely 1 is still there on 2023-02-06; 80 % range 0 to 2.");
    let none = [(0.6, 0.01), (0.2, 0.01), (0.2, 0.01)];
    assert_eq!(sentence_for(&none, (0.0, 2.0)), "Of 2, most likely none is still there on 2023-02-06; 80 % range 0 to 2.");
}

#[test]
fn ties_are_named_as_ties() {
    let tie = [(0.1, 0.0), (0.4, 0.0), (0.4, 0.0), (0.1, 0.0)];
    assert_eq!(sentence_for(&tie, (0.0, 2.0)), "Of 3, most likely 1 or 2 are still there on 2023-02-06; 80 % range 0 to 2.");
    let close = [(0.1, 0.01), (0.1, 0.01), (0.39, 0.01), (0.41, 0.01)];
    assert_eq!(sentence_for(&close, (0.0, 3.0)), "Of 3, most likely 2 or all 3 are still there on 2023-02-06; 80 % range 0 to 3.");
}

#[test]
fn the_median_is_named_where_the_error_cannot_tell_the_most_likely() {
    let flat = [(0.2, 0.05), (0.3, 0.05), (0.3, 0.05), (0.2, 0.05)];
    assert_eq!(sentence_for(&flat, (0.0, 3.0)), "Of 3, about 3 are still there on 2023-02-06; 80 % range 0 to 3.");
    let apart = [(0.4, 0.01), (0.1, 0.01), (0.1, 0.01), (0.4, 0.01)];
    assert_eq!(sentence_for(&apart, (0.0, 3.0)), "Of 3, about 3 are still there on 2023-02-06; 80 % range 0 to 3.");
    let unknown = [(0.2, f64::NAN), (0.3, f64::NAN), (0.5, f64::NAN)];
    assert_eq!(sentence_for(&unknown, (0.0, 2.0)), "Of 2, about 2 are still there on 2023-02-06; 80 % range 0 to 2.");
}

#[test]
fn what_is_nearly_certain_has_its_probability_and_what_is_certain_has_none() {
    let likely = [(0.0, 0.0), (0.0, 0.0), (0.03, 0.002), (0.97, 0.002)];
    assert_eq!(sentence_for(&likely, (3.0, 3.0)), "Of 3, most likely all 3 are still there on 2023-02-06, with probability 97.0 %.");
    let certain = [(0.0, 0.0), (1.0, 0.0), (0.0, 0.0), (0.0, 0.0)];
    assert_eq!(sentence_for(&certain, (1.0, 1.0)), "Of 3, 1 is still there on 2023-02-06, in every trial.");
    let everybody = [(0.0, 0.0), (0.0, 0.0), (1.0, 0.0)];
    assert_eq!(sentence_for(&everybody, (2.0, 2.0)), "Of 2, all 2 are still there on 2023-02-06, in every trial.");
}

#[test]
fn a_roster_of_one_has_a_probability() {
    let made = estimates(&scenario(1, 1), 0.9);
    assert_eq!(sentence::retained(&made), "The one researcher is still there on 2023-02-06 with probability 81 %.");
}

#[test]
fn a_single_trial_has_no_known_error() {
    let mut scenario = scenario(14, 12);
    scenario.parameters.clear();
    let mut made = estimates(&scenario, 0.95);
    made.trials = 1;
    for estimate in made.distribution.iter_mut().flatten() {
        estimate.mcse = f64::NAN;
    }
    for point in &mut made.curves[0].points {
        for estimate in point.quantiles.iter_mut().chain([&mut point.mean, &mut point.sd]) {
            estimate.mcse = f64::NAN;
        }
    }
    let text = rendered(&scenario, &made, false);
    assert!(text.starts_with("Of 14, about 7 are still there on 2024-01-06; 80 % range ~5 to ~10.\n"), "{text}");
    assert!(text.contains("\nMonte Carlo error: unknown after 1 trial; give more with --trials.\n"), "{text}");
    assert!(!text.contains("NaN"), "{text}");
}

#[test]
fn newcomers_are_mentioned_where_there_are_any() {
    let scenario = scenario(14, 12);
    let mut made = estimates(&scenario, 0.95);
    for point in &mut made.curves[1].points {
        point.mean.value += 2.0;
    }
    let text = rendered(&scenario, &made, false);
    assert!(text.contains("\nHeadcount, newcomers included, on 2024-01-06: mean "), "{text}");
}

#[test]
fn the_answer_lies_within_its_range() {
    let mut made = estimates(&scenario(2000, 1), 0.6);
    let point = made.curves[0].points.last_mut().unwrap();
    for (quantile, (value, mcse)) in [(1, (1232.0, 4.0)), (3, (1240.0, 150.0)), (5, (1289.0, 4.0))] {
        point.quantiles[quantile] = Estimate { value, mcse };
    }
    assert_eq!(sentence::retained(&made), "Of 2,000, about 1,200 are still there on 2023-02-06; 80 % range 1,200 to 1,300.");
}

#[test]
fn one_trial_is_not_every_trial() {
    let mut made = estimates(&scenario(3, 1), 0.6);
    for (count, p) in made.distribution.last_mut().unwrap().iter_mut().enumerate() {
        *p = Estimate { value: f64::from(u8::from(count == 2)), mcse: f64::NAN };
    }
    assert!(!sentence::retained(&made).contains("in every trial"), "{}", sentence::retained(&made));
}
