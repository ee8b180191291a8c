//! `--plot`: charts in characters.

use super::commands::{Place, stderr, stdout};

#[test]
fn a_chart_in_a_pipe_is_as_wide_as_a_page() {
    let place = Place::new();
    let [with, without] = [&["--plot"][..], &[]].map(|plot| {
        let output = place.run(&[&["run", "small.toml", "--trials", "200"], plot].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output).to_owned()
    });
    let chart: Vec<&str> =
        with.lines().skip_while(|line| !line.starts_with("  still there, of 3")).take_while(|line| !line.is_empty()).collect();
    let widest = chart.iter().map(|line| line.chars().count()).max();
    assert_eq!((chart.len(), widest), (17, Some(80)), "{with}");
    assert_eq!(with.replace(&(chart.join("\n") + "\n\n"), ""), without, "all else is as it was");
}

#[test]
fn a_chart_needs_a_table() {
    let place = Place::new();
    for (command, form) in [("run", "json"), ("run", "plain"), ("compare", "json")] {
        let output = place.run(&[command, "small.toml", "--plot", "--format", form]);
        assert_eq!(output.status.code(), Some(2));
        let expected = format!("error: --plot draws into the table, and --format {form} prints none\n  leave one of them out\n");
        assert_eq!((stdout(&output), stderr(&output)), ("", expected.as_str()));
    }
    for single in [["--trial", "1"], ["--shard", "1/2"]] {
        let output = place.run(&[&["run", "small.toml", "--plot"], &single[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{single:?}");
    }
    assert!(!place.path("results").exists(), "nothing was run");
}
