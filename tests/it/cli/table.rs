//! The report on the terminal.

use std::path::Path;

use insta::assert_snapshot;
use stayput::internals::estimate::run_metadata::{Ability, HolderGroup};
use stayput::internals::estimate::{Curve, Destination, Estimate, Estimates, Figure, Group, Metric, Probabilities};
use stayput::internals::report::screen::Screen;
use stayput::internals::report::{NO_POLICY, Run, sentence, table};
use stayput::internals::simulate::model::published::Withheld;
use unicode_width::UnicodeWidthStr;

use super::handmade_estimates::{estimates, manifest, scenario};

fn rendered(estimates: &Estimates, color: bool) -> String {
    shown(estimates, Screen::new(80, color))
}

fn shown(estimates: &Estimates, screen: Screen) -> String {
    table::render(&Run { key: "r0", policy: NO_POLICY, estimates, assertions: &[] }, &manifest(), Path::new("results/made"), screen)
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
    assert_snapshot!(rendered(&estimates(&scenario, 0.95), false), @r"
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

    Luck alone spreads the number by 1.90 (standard deviation, sd), not knowing the
    scenario's numbers (ignorance) by 1.40. Of the variance 65 % (± 2 %) is luck;
    better data could remove at most the rest.
    Monte Carlo error: the mean 7.19 is known to ± 0.03 (95 %) after 20,000 trials,
    5,000 parameter draws x 4.
    Files: results/made
    ");
}

#[test]
fn a_large_lab_over_ten_years() {
    let scenario = scenario(2000, 120);
    assert_snapshot!(rendered(&estimates(&scenario, 0.99), false), @r"
    Of 2,000, about 593 are still there on 2033-01-06 (median; mean 592.8); 80 %
    range 567 to 619.

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

    Luck alone spreads the number by 1.90 (standard deviation, sd), not knowing the
    scenario's numbers (ignorance) by 1.40. Of the variance 65 % (± 2 %) is luck;
    better data could remove at most the rest.
    Monte Carlo error: the mean 592.8 is known to ± 0.3 (95 %) after 20,000 trials,
    5,000 parameter draws x 4.
    Files: results/made
    ");
}

#[test]
fn a_scenario_in_which_everything_is_known() {
    let mut scenario = scenario(3, 2);
    scenario.parameters.clear();
    let text = rendered(&estimates(&scenario, 0.9), false);
    let luck = "Luck alone spreads the number by 0.770 (standard deviation, sd). The scenario gives no number as a distribution, so nothing \
        is ignorance. ";
    assert!(text.replace('\n', " ").contains(luck), "{text}");
    assert!(text.contains("after 20,000 trials.\n"), "{text}");
}

#[test]
fn no_line_is_wider_than_the_screen() {
    for (roster, months, stay) in [(1, 1, 0.5), (14, 29, 0.97), (2000, 400, 0.999), (300, 48, 1.0), (40, 5, 0.0)] {
        let mut scenario = scenario(roster, months);
        scenario.channels[0].name = "a channel whose name is far too long for any table".to_owned();
        scenario.channels[1].name = "研究所".repeat(12);
        let mut made = estimates(&scenario, stay);
        // As wide as numbers get: an error that is not known, and none at all.
        for mcse in [f64::NAN, 1e-9] {
            for point in made.curves[0].points.iter_mut() {
                point.mean.mcse = mcse;
            }
            for columns in [60, 80, 100, 160] {
                let text = shown(&made, Screen::new(columns, false).with_charts(true));
                for line in text.lines() {
                    assert!(line.width() <= columns, "{} columns of {columns}: {line}", line.width());
                    assert_eq!(line, line.trim_end(), "blanks at the end");
                }
                assert_eq!(text.contains("a channel whose name is far too long for any table"), columns >= 100, "{text}");
            }
        }
    }
}

#[test]
fn a_chart_has_the_numbers_in_their_rows() {
    let made = estimates(&scenario(14, 12), 0.95);
    let text = shown(&made, Screen::PIPE.with_charts(true));
    let row = |people: &str| {
        let begin = format!("  {people:>2} ┤");
        text.lines().find_map(|line| line.strip_prefix(begin.as_str())).unwrap_or_default().to_owned()
    };
    // At the horizon 7 is the median, a month boundary five days before it was 8; 6 to 8 are the middle half and 5 to 10 the middle 80 %. At
    // the start all 14 are there.
    let last = |people: &str| row(people).chars().nth(73).unwrap_or(' ');
    assert_eq!(["11", "10", "9", "8", "7", "6", "5", "4"].map(last), [' ', '░', '░', '┓', '┗', '▒', '░', ' '], "{text}");
    assert!(row("14").starts_with('━') && row("13").starts_with(' '), "{text}");
    assert!(text.contains("\n  still there, of 14\n") && text.contains(" └┬"), "{text}");
    assert!(!shown(&made, Screen::PIPE).contains('━'), "only where it is asked for");
}

#[test]
fn colour_changes_nothing_but_colour() {
    let scenario = scenario(14, 12);
    let made = estimates(&scenario, 0.95);
    let mut colored = rendered(&made, true);
    for code in ["\u{1b}[1m", "\u{1b}[4m", "\u{1b}[0m"] {
        assert!(colored.contains(code), "{code:?}");
        colored = colored.replace(code, "");
    }
    assert_eq!(colored, rendered(&made, false));
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
    assert_eq!(sentence_for(&flat, (0.0, 3.0)), "Of 3, about 3 are still there on 2023-02-06 (median; mean 2.430); 80 % range 0 to 3.");
    let apart = [(0.4, 0.01), (0.1, 0.01), (0.1, 0.01), (0.4, 0.01)];
    assert_eq!(sentence_for(&apart, (0.0, 3.0)), "Of 3, about 3 are still there on 2023-02-06 (median; mean 2.430); 80 % range 0 to 3.");
    let unknown = [(0.2, f64::NAN), (0.3, f64::NAN), (0.5, f64::NAN)];
    assert_eq!(sentence_for(&unknown, (0.0, 2.0)), "Of 2, about 2 are still there on 2023-02-06 (median; mean 1.620); 80 % range 0 to 2.");
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
    assert_eq!(sentence::retained(&made), "The one researcher is still there on 2023-02-06 with probability 81.0 %.");
}

#[test]
fn a_single_trial_has_no_known_error() {
    let mut scenario = scenario(14, 12);
    scenario.parameters.clear();
    let mut made = estimates(&scenario, 0.95);
    made.trials = 1;
    for estimate in made.distribution.iter_mut().flat_map(Probabilities::iter_mut) {
        estimate.mcse = f64::NAN;
    }
    for point in made.curves[0].points.iter_mut() {
        for estimate in point.quantiles.iter_mut().chain([&mut point.mean, &mut point.sd]) {
            estimate.mcse = f64::NAN;
        }
    }
    let text = rendered(&made, false);
    assert!(text.starts_with("Of 14, about 7 are still there on 2024-01-06 (median; mean ~7); 80 % range ~5 to\n~10.\n"), "{text}");
    assert!(text.contains("\nMonte Carlo error: unknown after 1 trial; give more with --trials.\n"), "{text}");
    assert!(!text.contains("NaN"), "{text}");
}

#[test]
fn newcomers_are_mentioned_where_there_are_any() {
    let scenario = scenario(14, 12);
    let mut made = estimates(&scenario, 0.95);
    for point in made.curves[1].points.iter_mut() {
        point.mean.value += 2.0;
    }
    let text = rendered(&made, false);
    assert!(text.contains("\nHeadcount, newcomers included, on 2024-01-06: mean "), "{text}");
}

#[test]
fn the_answer_lies_within_its_range() {
    let mut made = estimates(&scenario(2000, 1), 0.6);
    let point = made.curves[0].points.last_mut().unwrap();
    for (quantile, (value, mcse)) in [(1, (1232.0, 4.0)), (3, (1240.0, 150.0)), (5, (1289.0, 4.0))] {
        point.quantiles[quantile] = Estimate { value, mcse };
    }
    assert_eq!(
        sentence::retained(&made),
        "Of 2,000, about 1,200 are still there on 2023-02-06 (median; mean 720.0); 80 % range 1,200 to 1,300."
    );
}

#[test]
fn one_trial_is_not_every_trial() {
    let mut made = estimates(&scenario(3, 1), 0.6);
    for (count, p) in made.distribution.last_mut().unwrap().iter_mut().enumerate() {
        *p = Estimate { value: f64::from(u8::from(count == 2)), mcse: f64::NAN };
    }
    assert!(!sentence::retained(&made).contains("in every trial"), "{}", sentence::retained(&made));
}

/// A binomial curve's summary on each date, of something that holds with these probabilities.
fn shares(made: &mut Estimates, metric: Metric, group: Group, probabilities: [f64; 5]) {
    let point = |&p: &f64| {
        let mut point = made.curves[0].points[1].clone();
        point.mean = Estimate { value: p, mcse: (p * (1.0 - p) / 20_000.0).sqrt() };
        point
    };
    let points = probabilities.iter().map(point).collect();
    made.curves.push(Curve { metric, group, points });
}

/// Estimates in which every mechanism is there, on five dates.
fn around() -> Estimates {
    let mut made = estimates(&scenario(14, 3), 0.95);
    let ability = |name: &str, needs, holders| Ability { name: name.to_owned(), needs, holders, shown: true };
    made.metadata.capabilities = vec![ability("pretraining", 2, 4), ability("a capability with quite a long name", 1, 3)];
    shares(&mut made, Metric::Capability, Group::Capability(0), [1.0, 0.9, 0.8, 0.6, 0.4]);
    shares(&mut made, Metric::Capability, Group::Capability(1), [1.0, 0.99, 0.98, 0.97, 0.96]);
    shares(&mut made, Metric::CapabilityLost, Group::Capability(0), [0.0, 0.1, 0.3, 0.501, 0.7]);
    shares(&mut made, Metric::CapabilityLost, Group::Capability(1), [0.0, 0.01, 0.02, 0.03, 0.04]);
    shares(&mut made, Metric::BusFactor, Group::All, [3.0, 0.9, 0.8, 0.6, 0.4]);
    let points = &mut made.curves.last_mut().unwrap().points;
    (points[0].mean.mcse, points[4].quantiles[1].value, points[4].quantiles[5].value) = (0.0, 0.0, 2.0);
    shares(&mut made, Metric::ProductiveHeadcount, Group::All, [1.0, 0.9, 0.8, 0.6, 0.4]);
    let [.., last] = &mut made.curves.last_mut().unwrap().points[..] else { unreachable!() };
    (last.mean, last.quantiles[1].value, last.quantiles[5].value) = (Estimate { value: 11.347, mcse: 0.02 }, 9.25, 13.5);
    for point in made.curves[1].points.iter_mut() {
        point.mean.value += 1.0;
    }
    let figure = |metric, group, value, mcse| Figure { metric, group, estimate: Estimate { value, mcse }, sd: None };
    let holders = |label: &str, size| HolderGroup { capability: 0, label: label.to_owned(), size };
    made.metadata.holders = vec![holders("", 9), holders("role:research engineer", 5)];
    made.figures = vec![
        figure(Metric::CascadeShare, Group::All, 0.3124, 0.0091),
        figure(Metric::FurtherExits, Group::All, 0.4543, 0.0192),
        figure(Metric::Pivotal, Group::Holders(0), 0.21, 0.002),
        figure(Metric::Pivotal, Group::Holders(1), 0.2313, 0.002),
    ];
    let dates = made.metadata.dates.len();
    for (competitor, share) in [("rival", 0.05), ("newco", 0.12), ("nobody's", 0.0)] {
        let shares = vec![Estimate { value: share, mcse: 0.001 }; dates];
        made.destinations.push(Destination { channel: 1, competitor: competitor.to_owned(), shares });
    }
    made
}

#[test]
fn each_mechanism_has_its_section() {
    let text = rendered(&around(), false);
    assert_snapshot!(text.split_once("share of roster\n").unwrap().1.split_once("Luck").unwrap().0, @r"
      all      2.60      1 to 5
      lab      1.95      0 to 4           13.9 %
      startup  0.65      0 to 2            4.6 %

      first exit to  through  share of roster
      newco          startup           12.0 %
      rival          startup            5.0 %

      capability        needs  holders  covered at horizon  ever lost  half by month
      pretraining           2        4              40.0 %     70.0 %   3 to horizon
      a capability wi…      1        3              96.0 %      4.0 %      > horizon
      half by month: the month by which half of the trials have lost it

    Bus factor, the fewest exits that lose a capability: 3 at the start; at the
    horizon mean 0.400, 80 % range 0 to 2.
    The exit that would hurt most at the horizon is that of one with the role
    research engineer: with probability 23.1 % pretraining is covered and would not
    be without that one, on average over 5.
    Headcount, newcomers included, on 2023-04-06: mean 12.40, 80 % range 9 to 13.
    With newcomers weighted by what they can do so far: mean 11.35, 80 % range 9.25
    to 13.5.
    Share of exits due to cascades: 31 % (± 2 %); 100 independent departures trigger
    about 45 more.
    ");
}

#[test]
fn the_time_of_the_first_loss_is_as_certain_as_the_trials_make_it() {
    let median_of = |course: [f64; 5], mcse: Option<f64>| {
        let mut made = around();
        let curve = made.curves.iter_mut().find(|curve| (curve.metric, curve.group) == (Metric::CapabilityLost, Group::Capability(0)));
        for (point, value) in curve.unwrap().points.iter_mut().zip(course) {
            let mcse = mcse.unwrap_or(point.mean.mcse);
            point.mean = Estimate { value, mcse };
        }
        let text = rendered(&made, false);
        let row = text.lines().find(|line| line.starts_with("  pretraining")).unwrap();
        row.split("%  ").last().unwrap().trim().to_owned()
    };
    assert_eq!(median_of([1.0; 5], None), "0");
    assert_eq!(median_of([0.0, 0.6, 0.7, 0.8, 0.9], Some(0.001)), "1");
    assert_eq!(median_of([0.0, 0.4, 0.499, 0.51, 0.9], Some(0.001)), "2 to 3");
    assert_eq!(median_of([0.0, 0.4, 0.45, 0.46, 0.9], Some(0.001)), "horizon");
    assert_eq!(median_of([0.0, 0.4, 0.45, 0.499, 0.9], Some(0.001)), "3 to horizon");
    assert_eq!(median_of([0.0, 0.4, 0.45, 0.46, 0.499], Some(0.001)), ">= horizon");
    assert_eq!(median_of([0.0, 0.1, 0.2, 0.499, 0.4999], Some(0.001)), "3 or later");
    assert_eq!(median_of([0.0, 0.1, 0.2, 0.3, 0.4], Some(0.001)), "> horizon");
    assert_eq!(median_of([0.0, 0.1, 0.2, 0.3, 0.4], Some(f64::NAN)), "?");
}

#[test]
fn sections_keep_within_80_columns() {
    let mut made = around();
    made.researchers = vec![Vec::new()];
    for ability in &mut made.metadata.capabilities {
        ability.name = "an ability with a name that is far too long for any table".to_owned();
        (ability.needs, ability.holders) = (1_000, 10_000);
    }
    made.metadata.holders[1].label = "role:a role whose name would not fit on any line of any terminal".to_owned();
    for destination in &mut made.destinations {
        destination.competitor = "研究所".repeat(12);
    }
    for mcse in [f64::NAN, 1e-9, 0.01] {
        for curve in made.curves.iter_mut().filter(|curve| curve.metric == Metric::CapabilityLost) {
            curve.points.iter_mut().for_each(|point| point.mean = Estimate { value: 0.49, mcse });
        }
        let text = rendered(&made, false);
        for line in text.lines() {
            assert!(line.width() <= 80, "{} columns: {line}", line.width());
            assert_eq!(line, line.trim_end(), "blanks at the end");
        }
    }
}

#[test]
fn capabilities_that_few_hold_are_named_and_not_shown() {
    let mut made = around();
    made.metadata.least_group = 5;
    made.metadata.capabilities[1].shown = false;
    let what = format!("the capability {}", made.metadata.capabilities[1].name);
    made.metadata.withheld = vec![Withheld { what, why: "held by 2, fewer than 5".to_owned() }];
    let of_hidden = |curve: &Curve| curve.group == Group::Capability(1) || curve.metric == Metric::BusFactor;
    made.curves.retain(|curve| !of_hidden(curve));
    let text = rendered(&made, false);
    let sentence = "Hidden for privacy: the capability a capability with quite a long n… (held by 2, fewer than 5). These results could describe fewer \
        than 5 people (privacy.min_group), alone or together with other numbers. To see them, for your own use only: --individuals. ";
    assert!(text.replace('\n', " ").contains(sentence), "{text}");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("  pretraining") || line.starts_with("  a capability")).collect();
    assert!(rows.len() == 1 && rows[0].starts_with("  pretraining  ") && !text.contains("Bus factor"), "{text}");
    assert!(rows[0].contains("40.0 %     70.0 %"), "{text}");
    made.metadata.capabilities[0].shown = false;
    made.curves.retain(|curve| !matches!(curve.group, Group::Capability(_)));
    made.metadata.holders.clear();
    made.figures.truncate(2);
    let text = rendered(&made, false);
    assert!(!text.contains("covered at horizon"), "{text}");
}

#[test]
fn exits_that_the_error_cannot_tell_apart_are_not_ranked() {
    let pivotal = |estimates: &[(&str, f64)]| {
        let mut made = around();
        made.metadata.holders.truncate(1);
        made.figures.truncate(3);
        for &(label, value) in estimates {
            let index = made.metadata.holders.len();
            made.metadata.holders.push(HolderGroup { capability: 0, label: label.to_owned(), size: 6 });
            made.figures.push(Figure {
                metric: Metric::Pivotal,
                group: Group::Holders(index),
                estimate: Estimate { value, mcse: 0.002 },
                sd: None,
            });
        }
        let text = rendered(&made, false).replace('\n', " ");
        let from = text.find("The exit that would hurt most").or_else(|| text.find("Too close to call")).unwrap();
        text[from..].split_once(" Headcount").unwrap().0.to_owned()
    };
    assert_eq!(
        pivotal(&[("role:a", 0.23), ("role:b", 0.223)]),
        "Too close to call whose exit would hurt most at the horizon: that of one with the role a (pretraining) or of one \
         with the role b (pretraining). Run more trials."
    );
    assert_eq!(
        pivotal(&[("role:b", 0.224), ("role:a", 0.23), ("skill:s", 0.223), ("skill:t", 0.2)]),
        "Too close to call whose exit would hurt most at the horizon: that of one with the role a (pretraining) or of one \
         with the role b (pretraining), or of one more group. Run more trials."
    );
    // Further apart than 1.96 times both errors together. All holders together, at 0.21, are the same people.
    assert_eq!(
        pivotal(&[("role:a", 0.23), ("role:b", 0.222)]),
        "The exit that would hurt most at the horizon is that of one with the role a: with probability 23.0 % pretraining is covered and \
         would not be without that one, on average over 6."
    );
}
