//! The report on a comparison keeps within the screen, whatever policies are called.

use std::path::Path;

use stayput::internals::compare::{self, Comparison, Source};
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::report::comparison::table;
use stayput::internals::report::screen::Screen;
use stayput::internals::scenario;
use unicode_width::UnicodeWidthStr;

use crate::cli::handmade_estimates::manifest;

/// The shipped lab, its policies renamed.
fn compared(rename: impl Fn(&str) -> String) -> Comparison {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/llama.toml");
    let scenario = scenario::read(&file, &[]).unwrap().scenario;
    let sources = [Source { path: "llama.toml", scenario: &scenario }];
    let arms = compare::arms(&sources, &[]).unwrap();
    let mut comparison = compare::run(&arms, &Plan { trials: 200, seed: scenario.seed, threads: 2 }, &mut ensemble::to_the_end);
    for arm in &mut comparison.arms {
        arm.name = rename(&arm.name);
    }
    comparison
}

fn shown(comparison: &Comparison, screen: Screen) -> String {
    table::render(comparison, &[], &manifest(), Path::new("results/made"), screen)
}

#[test]
fn no_line_is_wider_than_the_screen() {
    let long = |name: &str| format!("{name}-and-what-else-a-board-may-think-of-to-call-it");
    for rename in [&|name: &str| name.to_owned(), &long as &dyn Fn(&str) -> String, &|name: &str| format!("{name}{}", "研究所".repeat(8))]
    {
        let comparison = compared(rename);
        for columns in [60, 80, 100, 160] {
            for charts in [false, true] {
                let text = shown(&comparison, Screen::new(columns, false).with_charts(charts));
                for line in text.lines() {
                    assert!(line.width() <= columns, "{} columns of {columns}: {line}\n{text}", line.width());
                    assert_eq!(line, line.trim_end(), "blanks at the end");
                }
            }
        }
    }
    let wide = shown(&compared(long), Screen::new(160, false));
    let row = format!("\n  {} ", long("refresh"));
    assert_eq!(wide.matches(&row).count(), 5, "whole in every table: {wide}");
}

#[test]
fn a_chart_shows_both_dates_of_each_policy() {
    let comparison = compared(str::to_owned);
    let text = shown(&comparison, Screen::PIPE.with_charts(true));
    let chart: Vec<&str> =
        text.lines().skip_while(|line| !line.starts_with("  people kept by")).take_while(|line| !line.is_empty()).collect();
    assert_eq!(chart.len(), 1 + 2 * (comparison.arms.len() - 1) + 1, "{text}");
    let horizon = comparison.reference().estimates.metadata.horizon().to_string();
    assert!(chart[1].contains(&horizon) && chart[2].contains(&comparison.later.to_string()), "{text}");
    assert!(chart[1..chart.len() - 1].iter().all(|line| line.matches('●').count() == 1), "{text}");
    let without = shown(&comparison, Screen::PIPE);
    assert_eq!(text.replace(&(chart.join("\n") + "\n\n"), ""), without, "all else is as it was");
}
