//! `stayput calibrate`: what it prints, and the files it leaves.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::commands::{Place, in_lines, names, program, stderr, stdout};

pub(super) const SCENARIO: &str = r#"
name = "Ten"
start = 2024-01-01
horizon = "12 months"
seed = 1
researchers = [ { id = "p-4" }, { id = "p-5" }, { id = "p-6" }, { id = "p-7" }, { id = "p-8" }, { id = "p-9" } ]
[history]
file = "history.csv"
until = 2024-01-01
[privacy]
min_group = 1
reason = "made up"

[channels.lab]
hazard_per_year = { median = 0.2, p95 = 0.5, source = "a guess" }
[channels.other]
hazard_per_year = { median = 0.1, p95 = 0.3 }
[heat]
volatility = { median = 0.3, p95 = 0.6 }
half_life = "12 months"
"#;

/// Ten people under observation from 2021 on: one leaves at the end of each of four half-years, six stay for three years.
pub(super) fn place() -> Place {
    let place = Place::new();
    let mut history = String::from("id,entry,hired,exit,channel\n");
    let exits = ["2021-07-01", "2022-01-01", "2022-07-01", "2023-01-01"];
    history.extend((0..10).map(|k| {
        let (exit, channel) = exits.get(k).map_or(("", ""), |exit| (*exit, "lab"));
        format!("p-{k},2021-01-01,2020-06-01,{exit},{channel}\n")
    }));
    fs::write(place.path("history.csv"), history).unwrap();
    fs::write(place.path("ten.toml"), SCENARIO).unwrap();
    place
}

#[test]
fn rows_that_are_left_out_are_counted_by_reason_and_not_all_can_be() {
    let place = place();
    let tenure = "hazard_per_year = { median = 0.1, p95 = 0.3 }\ntenure = [ { until = \"1 year\", ratio = 0.5 } ]\n";
    let text = SCENARIO
        .replace("hazard_per_year = { median = 0.1, p95 = 0.3 }\n", tenure)
        .replace("\" }, ", "\", hired = 2020-06-01 }, ")
        .replace("\" } ]", "\", hired = 2020-06-01 } ]");
    fs::write(place.path("ten.toml"), &text).unwrap();
    let history = fs::read_to_string(place.path("history.csv")).unwrap();
    let left_before = "x,2021-01-01,2020-06-01,2020-12-01,lab\n";
    // Nobody's hire is known, and a hazard depends on it: no row is left.
    fs::write(place.path("history.csv"), history.replace(",2020-06-01,", ",,") + left_before).unwrap();
    for method in ["mle", "posterior"] {
        let output = place.run(&["calibrate", "ten.toml", "--method", method, "-q"]);
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        let message = "error: nothing can be learned: all 11 rows of the history are left out: 1 who\n       \
         left by the day after which exits count, 10 without a date of hire\n  \
         fill in what is missing, observe for longer, or leave out of the scenario\n    \
         what depends on it\n";
        assert!(stderr(&output).ends_with(message), "{}", stderr(&output));
        assert!(!place.path("results").exists());
    }
    let warning = "warning: nothing can be learned from the history: all 11 rows are left out: 1\n  who left by the day after which exits count, 10 without a \
                   date of hire\n";
    for command in ["check", "run"] {
        let output = place.run(&[command, "ten.toml"]);
        assert!(stderr(&output).contains(warning) && !stderr(&output).contains("learn from it"), "{command}: {}", stderr(&output));
        assert_eq!(output.status.code(), Some(0));
    }
    fs::remove_dir_all(place.path("results")).unwrap();
    // Of three it is not.
    let some = history.replacen(",2020-06-01,", ",,", 3) + left_before;
    fs::write(place.path("history.csv"), some).unwrap();
    let note = "note: stayput calibrate leaves out 4 of the 11 rows of the history: 1 who left\n  by the day after which exits count, 3 without a date of hire\n";
    assert!(stderr(&place.run(&["check", "ten.toml"])).contains(note), "{}", stderr(&place.run(&["check", "ten.toml"])));
    let output = place.run(&["calibrate", "ten.toml", "--method", "mle"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let first = stdout(&output).split("\n\n").next().unwrap().replace('\n', " ");
    assert!(
        first.ends_with(" Left out: 4 of 11 rows: 1 who left by the day after which exits count, 3 without a date of hire."),
        "{first}"
    );
    let document = fs::read_to_string(place.path("results/ten/calibrate/calibration.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["rows_left_out"], serde_json::json!({ "exit_not_after_entry": 1, "no_date_of_hire": 3 }));
    // All counts are about the rows that count.
    assert!(first.contains(" of 7 people (7 of 11 rows, "), "{first}");
    assert_eq!((&document["rows"], &document["spells"], &document["people"]), (&11.into(), &7.into(), &7.into()));
    let [log_likelihood, bic] = ["log_likelihood", "bic"].map(|key| document[key].as_f64().unwrap());
    let (exits, ratio) = (document["exits"].as_f64().unwrap(), document["events_per_parameter"].as_f64().unwrap());
    let free = exits / ratio;
    assert!((bic + 2.0 * log_likelihood - free * 7.0_f64.ln()).abs() < 1e-9, "{bic} {free}");
    let by_channel = document["exits_by_channel"].as_array().unwrap().iter().map(|channel| channel["exits"].as_f64().unwrap());
    assert_eq!(by_channel.sum::<f64>(), exits);
    // Three of the four who left are those whose hire is not known.
    assert!(
        exits == 1.0 && first.starts_with(&format!("1 exit in {:.2} person-years", document["person_years"].as_f64().unwrap())),
        "{first}"
    );
}

#[test]
fn a_run_and_a_comparison_count_rows_that_are_left_out() {
    let place = place();
    let history = fs::read_to_string(place.path("history.csv")).unwrap();
    let policy = "\n[policies.calm]\nkind = \"effect\"\nratio = 0.9\n";
    fs::write(place.path("ten.toml"), SCENARIO.to_owned() + policy).unwrap();
    let first = |arguments: &[&str]| {
        let output = place.run(&[arguments, &["--trials", "60"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output).split("\n\n").next().unwrap().replace('\n', " ")
    };
    let json = |command: &str| {
        let document = stdout(&place.run(&[command, "ten.toml", "--trials", "60", "--format", "json"])).to_owned();
        serde_json::from_str::<serde_json::Value>(&document).unwrap()["rows_left_out"].clone()
    };
    let commands = ["run", "compare"];
    for command in commands {
        assert!(!first(&[command, "ten.toml"]).contains("left out"));
        assert_eq!(json(command), serde_json::Value::Null);
    }
    let odd = "x,2021-01-01,2020-06-01,2020-12-01,lab\ny,2029-01-01,2020-06-01,,\n";
    fs::write(place.path("history.csv"), history + odd).unwrap();
    let told = "Of the history 2 of 12 rows are left out: 1 who left by the day after which exits count, 1 whose observation ends before it begins.";
    for command in commands {
        let opening = first(&[command, "ten.toml"]);
        assert!(opening.ends_with(told), "{opening}");
        assert_eq!(json(command), serde_json::json!({ "exit_not_after_entry": 1, "ends_before_it_begins": 1 }));
        let plain = place.run(&[command, "ten.toml", "--trials", "60", "--format", "plain"]);
        assert!(stdout(&plain).contains("\nrows_left_out ends_before_it_begins 1\nrows_left_out exit_not_after_entry 1\n"));
    }
    for shard in ["1/2", "2/2"] {
        first(&["run", "ten.toml", "--shard", shard, "--out", &shard[..1]]);
    }
    let merged = place.run(&["merge", "1", "2", "--out", "merged"]);
    let opening = stdout(&merged).split("\n\n").next().unwrap().replace('\n', " ");
    assert!(opening.ends_with(told), "{opening} {}", stderr(&merged));
}

#[test]
fn a_fit_tells_what_the_history_says_and_leaves_its_files() {
    let place = place();
    let output = place.run(&["calibrate", "ten.toml", "--method", "mle"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    // Days under observation: 181, 365, 546 and 730, and six times 1095.
    assert!(text.starts_with("4 exits in 22.98 person-years of 10 people (10 rows, 10 of them seen only from\n"), "{text}");
    assert!(text.contains("Note: nobody left through other: the history says only how large its hazard is\nat most.\n"), "{text}");
    assert!(text.contains("Note: heat's random path is held at 1; the posterior learns it.\n"), "{text}");
    assert!(text.contains("Not learned, since the likelihood does not contain them: heat.volatility.\n"), "{text}");
    assert!(text.ends_with("Files: results/ten/calibrate\n") && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_eq!(names(&place.path("results/ten/calibrate")), ["calibration.json", "datapackage.json", "estimates.csv", "manifest.json"]);

    let estimates = fs::read_to_string(place.path("results/ten/calibrate/estimates.csv")).unwrap();
    let rows: Vec<Vec<&str>> = estimates.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0][..9], ["run", "parameter", "prior_p05", "prior_median", "prior_p95", "estimate", "se", "low", "high"]);
    let number = |row: usize, column: usize| rows[row][column].parse::<f64>().unwrap();
    let person_years = f64::from(181 + 365 + 546 + 730 + 6 * 1095) / 365.25;
    assert_eq!((rows[1][1], rows[1][18]), ("channels.lab.hazard_per_year", "a guess"));
    assert!((number(1, 3) - 0.2).abs() < 1e-12 && (number(1, 4) - 0.5).abs() < 1e-12);
    assert!((number(1, 5) * person_years - 4.0).abs() < 1e-9 && (number(1, 6) * person_years - 2.0).abs() < 1e-9);
    // Nobody left through the other channel: an upper limit, at which that has a probability of 2.5 %.
    assert_eq!((number(2, 5), rows[2][6], number(2, 7)), (0.0, "", 0.0));
    assert!(((-number(2, 8) * person_years).exp() - 0.025).abs() < 1e-7);
    let limits = "95 %: by the profile likelihood. The upper limit of\nchannels.other.hazard_per_year is exact: nobody left, which at the \
                  limit has a\nprobability of 2.5 %.\n";
    assert!(text.contains(limits), "{text}");
    assert_eq!(rows[3][1], "heat.volatility");
    assert!(rows[3][5..18].iter().all(|cell| cell.is_empty()));

    let found: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(place.path("results/ten/calibrate/calibration.json")).unwrap()).unwrap();
    assert_eq!((&found["exits"], &found["truncated"], &found["converged"]), (&4.into(), &10.into(), &true.into()));
    assert_eq!((&found["estimates"][1]["standing"], &found["not_learned"][0]), (&"at its lower end".into(), &"heat.volatility".into()));
    // At the maximum as many exits are expected as happened.
    let of_all = &found["fit"]["whole"]["exits"][2];
    assert!(of_all["observed"] == 4.0 && (of_all["expected"].as_f64().unwrap() - 4.0).abs() < 1e-6, "{of_all}");
    let all = format!("\n  {:<24}{:>10}{:>10}{:>18}{:>14}\n", "all", "4", "4.0", "", "+0.0 sd");
    assert!(text.contains(&all), "{text}");
    assert!(text.contains("\nThe same people simulated again from the beginning, 4,000 histories of each of"), "{text}");
    let log_likelihood = 4.0 * (4.0 / person_years).ln() - 4.0;
    assert!((found["log_likelihood"].as_f64().unwrap() - log_likelihood).abs() < 1e-9);
}

#[test]
fn any_number_of_threads_leaves_the_same_bytes() {
    let place = place();
    let files = |threads: &str| {
        let output = place.run(&["calibrate", "ten.toml", "--method", "mle", "--threads", threads, "--out", threads]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        ["estimates.csv", "calibration.json"].map(|name| fs::read(place.path(threads).join(name)).unwrap())
    };
    assert_eq!(files("1"), files("3"));
}

#[test]
fn a_scenario_without_a_history_has_nothing_to_learn_from() {
    let output = Place::new().run(&["calibrate", "small.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), "error: small.toml has no history: give [history] file\n");
}

/// The same ten with contagion, and with exits of which only the quarter is known, but for the last.
fn coarse() -> Place {
    let place = place();
    let mut history = String::from("id,entry,hired,exit_earliest,exit_latest,channel\n");
    let exits = [("2021-07-01", "2021-09-30"), ("2021-10-01", "2021-12-31"), ("2022-04-01", "2022-06-30"), ("2023-01-01", "2023-01-01")];
    history.extend((0..10).map(|k| {
        let (from, to, channel) = exits.get(k).map_or(("", "", ""), |&(from, to)| (from, to, "lab"));
        format!("p-{k},2021-01-01,2020-06-01,{from},{to},{channel}\n")
    }));
    fs::write(place.path("history.csv"), history).unwrap();
    let contagion = "[contagion]\nratio = { median = 1.1, p95 = 1.5 }\nwindow = \"6 months\"\n";
    fs::write(place.path("ten.toml"), format!("{SCENARIO}{contagion}")).unwrap();
    place
}

#[test]
fn a_posterior_is_written_and_a_run_takes_it() {
    let place = coarse();
    // The file that the calibration is to make is named already.
    let named = fs::read_to_string(place.path("ten.toml")).unwrap() + "[parameters]\nposterior = \"results/ten/calibrate/posterior.csv\"\n";
    fs::write(place.path("ten.toml"), &named).unwrap();
    let output = place.run(&["calibrate", "ten.toml"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{}", stdout(&output));
    let text = stdout(&output);
    assert!(text.contains("\nprior median       5 %      95 %   posterior       5 %      95 %   ratio learned\n"), "{text}");
    assert!(text.contains("\nchannels.lab.hazard_per_year  a guess\n"), "{text}");
    assert!(text.contains("\nDates drawn                             median         5 %        95 %    ± days\n"), "{text}");
    assert!(text.contains("\n4 chains of 1,000 draws after 300 of warm-up: R-hat at most 1.0"), "{text}");
    assert!(text.contains("\nAll gates passed.\n"), "{text}");
    assert!(
        text.contains("\n  exits by    happened   model      90 %   as many  priors      90 %   as many\n  2021-12-31         2 "),
        "{text}"
    );
    assert!(text.contains("path is held at 1 and coarse exits stand at\ntheir posterior medians.\n"), "{text}");
    assert!(
        text.ends_with("Files: results/ten/calibrate\n\nNext:\n  stayput run ten.toml\n")
            && text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    let folder = place.path("results/ten/calibrate");
    assert_eq!(names(&folder), ["calibration.json", "datapackage.json", "estimates.csv", "manifest.json", "posterior.csv"]);

    let posterior = fs::read_to_string(folder.join("posterior.csv")).unwrap();
    let header = "run,chain,draw,channels.lab.hazard_per_year,channels.other.hazard_per_year,contagion.ratio,heat.volatility,\
                  heat.path_at_start,history.p-0.exit,history.p-1.exit,history.p-2.exit";
    assert_eq!((posterior.lines().next(), posterior.lines().count()), (Some(header), 4_001));
    let estimates = fs::read_to_string(folder.join("estimates.csv")).unwrap();
    let hazard: Vec<&str> = estimates.lines().nth(1).unwrap().split(',').collect();
    // Mean and median are those of the draws; the maximum of the likelihood stands beside them.
    let mut draws: Vec<f64> = posterior.lines().skip(1).map(|row| row.split(',').nth(3).unwrap().parse().unwrap()).collect();
    draws.sort_by(f64::total_cmp);
    let number = |column: usize| hazard[column].parse::<f64>().unwrap();
    assert!((number(9) - draws.iter().sum::<f64>() / 4_000.0).abs() < 1e-12 && number(12) == f64::midpoint(draws[1_999], draws[2_000]));
    assert!(number(5) > 0.0 && number(14) < 1.01 && number(15) > 400.0 && number(17) > 0.0 && hazard[18] == "a guess");
    let package = fs::read_to_string(folder.join("datapackage.json")).unwrap();
    assert!(package.contains("\"name\": \"history.p-2.exit\"") && package.contains("\"path\": \"posterior.csv\""));
    let found: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.join("calibration.json")).unwrap()).unwrap();
    assert_eq!((&found["method"], &found["posterior"]["gates_passed"]), (&"posterior".into(), &true.into()));

    let output = place.run(&["run", "ten.toml", "--trials", "400", "--out", "run"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    // Another prior is another scenario; and so is one of which a number was changed for the fit.
    fs::write(place.path("other.toml"), named.replace("p95 = 0.5", "p95 = 0.6")).unwrap();
    let warning = "warning: the posterior was fitted to another scenario than this";
    let output = place.run(&["run", "other.toml", "--trials", "400"]);
    assert!(output.status.success() && stderr(&output).starts_with(warning), "{}", stderr(&output));
    let set = place.run(&["calibrate", "ten.toml", "--set", "contagion.ratio=1.2", "--draws", "10"]);
    assert_eq!(set.status.code(), Some(1));
    let output = place.run(&["run", "ten.toml", "--trials", "40"]);
    assert!(output.status.success() && stderr(&output).starts_with(warning), "{}", stderr(&output));
}

#[test]
fn a_posterior_that_was_cut_or_changed_is_refused() {
    let place = coarse();
    let output = place.run(&["calibrate", "ten.toml", "--draws", "40", "-q", "--out", "fit"]);
    assert_eq!(output.status.code(), Some(1));
    let scenario = fs::read_to_string(place.path("ten.toml")).unwrap();
    let of = |folder: &str| format!("{scenario}\n[parameters]\nposterior = \"{folder}/posterior.csv\"\n");
    let whole = fs::read_to_string(place.path("fit/posterior.csv")).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    fs::write(place.path("drawn.toml"), of("fit")).unwrap();
    assert_eq!(place.run(&["check", "drawn.toml"]).status.code(), Some(0));
    // Cut between two rows; one row less in the middle; another order.
    let spoiled = [lines[..9].to_vec(), [&lines[..9], &lines[10..]].concat(), [&lines[..1], &lines[2..], &lines[1..2]].concat()];
    for rows in spoiled {
        fs::write(place.path("fit/posterior.csv"), rows.join("\n") + "\n").unwrap();
        for command in ["check", "run"] {
            let output = place.run(&[command, "drawn.toml"]);
            assert_eq!(output.status.code(), Some(2));
            let text = stderr(&output);
            let message = "error: the posterior is not the file that the manifest.json beside it lists:\n       it \
                           was cut short, or changed\n";
            let help = "= help: calibrate again; a posterior that is changed on purpose goes into\n           a folder of its own\n";
            assert!(text.contains(message) && text.contains(help), "{text}");
        }
    }
    // On purpose.
    fs::create_dir(place.path("own")).unwrap();
    fs::copy(place.path("fit/posterior.csv"), place.path("own/posterior.csv")).unwrap();
    fs::write(place.path("drawn.toml"), of("own")).unwrap();
    assert_eq!(place.run(&["run", "drawn.toml", "--trials", "40"]).status.code(), Some(0));
}

#[test]
fn a_missed_gate_is_loud_and_leaves_the_files() {
    let place = coarse();
    let output = place.run(&["calibrate", "ten.toml", "--draws", "40", "-q"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    let document = fs::read_to_string(place.path("results/ten/calibrate/calibration.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let all = document["posterior"]["gates_missed"].as_array().unwrap();
    let missed = all.len();
    // One paragraph has the worst of each kind, what to do, and where all are.
    assert!(missed > 3 && text.contains(&format!("\n{missed} GATES MISSED: do not rely on these draws.\nThe worst: ")), "{text}");
    let paragraph = text.split("The worst: ").nth(1).unwrap().replace('\n', " ");
    let (worst, rest) = paragraph.split_once(". Run again with more draws, such as --draws 1000. ").unwrap();
    assert!(rest.starts_with("All are in calibration.json, and in --format plain."), "{text}");
    assert!(worst.split("; ").all(|miss| all.iter().any(|one| one == miss)) && worst.split("; ").count() <= 5, "{text}");
    let says = format!("error: {missed} gates were missed: the draws cannot be relied on; try --draws with a larger number\n");
    assert_eq!(stderr(&output), in_lines(&says));
    assert_eq!(names(&place.path("results/ten/calibrate")).len(), 5);
}

#[test]
fn any_number_of_threads_draws_the_same_bytes() {
    let place = coarse();
    let files = |threads: &str, seed: &str| {
        let output = place.run(&["calibrate", "ten.toml", "--draws", "30", "--threads", threads, "--seed", seed, "--out", threads]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let names = ["posterior.csv", "estimates.csv", "calibration.json", "datapackage.json"];
        names.map(|name| fs::read(place.path(threads).join(name)).unwrap())
    };
    let one = files("1", "7");
    assert_eq!(one, files("3", "7"));
    assert_ne!(one, files("2", "8"));
}

#[test]
fn every_format_tells_the_same() {
    let place = coarse();
    let told = |format: &str| {
        let output = place.run(&["calibrate", "ten.toml", "--draws", "30", "--csv", "excel-eu", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        stdout(&output).to_owned()
    };
    let json = told("json");
    assert_eq!(json, fs::read_to_string(place.path("results/ten/calibrate/calibration.json")).unwrap());
    let plain = told("plain");
    for start in [
        "scenario Ten\nrows_in_all 10\nrows 10\npeople 10\n",
        "\nexits channel:lab 4\n",
        "\nposterior contagion.ratio p05 ",
        "\ndate history.p-0.exit p05 2021-",
        "\ngates missed\nmissed ",
        "\nlog_likelihood ",
    ] {
        assert!(plain.contains(start), "{start}: {plain}");
    }
    assert!(plain.ends_with("\nfolder results/ten/calibrate\n"), "{plain}");
    let posterior = fs::read_to_string(place.path("results/ten/calibrate/posterior.csv")).unwrap();
    assert!(posterior.starts_with("run,chain,draw,channels.lab.hazard_per_year,"), "scenarios read it in any dialect");
    let estimates = fs::read_to_string(place.path("results/ten/calibrate/estimates.csv")).unwrap();
    assert!(estimates.starts_with("\u{feff}run;parameter;prior_p05;") && estimates.contains(";0,2;"), "{estimates}");
    let coloured = place.run(&["calibrate", "ten.toml", "--draws", "10", "--color", "always"]);
    assert!(stdout(&coloured).contains("\u{1b}[1m"));
}

#[test]
fn exits_of_one_person_have_columns_of_their_own() {
    let place = coarse();
    let history = fs::read_to_string(place.path("history.csv")).unwrap() + "p-0,2022-01-01,2022-01-01,2022-05-01,2022-06-30,lab\n";
    fs::write(place.path("history.csv"), history).unwrap();
    let scenario =
        fs::read_to_string(place.path("ten.toml")).unwrap() + "[parameters]\nposterior = \"results/ten/calibrate/posterior.csv\"\n";
    fs::write(place.path("ten.toml"), scenario).unwrap();
    assert_eq!(place.run(&["calibrate", "ten.toml", "--draws", "20"]).status.code(), Some(1));
    let posterior = fs::read_to_string(place.path("results/ten/calibrate/posterior.csv")).unwrap();
    let header = posterior.lines().next().unwrap();
    assert!(header.ends_with("history.p-0@2021-01-01.exit,history.p-1.exit,history.p-2.exit,history.p-0@2022-01-01.exit"), "{header}");
    let output = place.run(&["run", "ten.toml", "--trials", "80"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    // Without the entry nobody knows which exit is meant.
    fs::write(place.path("results/ten/calibrate/posterior.csv"), posterior.replace("p-0@2021-01-01", "p-0")).unwrap();
    let output = place.run(&["run", "ten.toml", "--trials", "80"]);
    assert_eq!(output.status.code(), Some(2));
    let says = "error: `p-0` has several exits whose day is not known, such as\n       `history.p-0@2021-01-01.exit`\n";
    assert!(stderr(&output).starts_with(says), "{}", stderr(&output));
}

#[test]
fn a_long_history_is_fitted_by_maximum_likelihood_which_is_said() {
    let place = place();
    let mut history = String::from("id,entry,exit,channel\n");
    history.extend((0..2_001).map(|k| format!("p-{k},2021-01-01,{}\n", if k % 4 == 0 { "2022-03-01,lab" } else { "," })));
    fs::write(place.path("history.csv"), history).unwrap();
    let there = (0..2_001).filter(|k| k % 4 != 0).fold("id\n".to_owned(), |text, k| text + &format!("p-{k}\n"));
    fs::write(place.path("roster.csv"), there).unwrap();
    let (head, people) = SCENARIO.split_once("researchers = ").unwrap();
    let (_, rest) = people.split_once('\n').unwrap();
    fs::write(place.path("ten.toml"), format!("{head}[roster]\nfile = \"roster.csv\"\n{rest}")).unwrap();
    let output = place.run(&["calibrate", "ten.toml", "--format", "plain"]);
    let says = "note: the history has 2,001 rows, more than 2,000: maximum likelihood;\n  --method posterior draws all the same\n";
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), says));
    assert!(stdout(&output).contains("\nestimate channels.lab.hazard_per_year 0.") && !stdout(&output).contains("\nposterior "));
}

#[test]
fn models_are_compared_unless_it_is_not_asked_for() {
    let place = coarse();
    let run = |further: &[&str]| {
        let output = place.run(&[&["calibrate", "ten.toml", "--draws", "30"], further].concat());
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        stdout(&output).to_owned()
    };
    let told = |compare: &str, threads: &str| run(&["--compare", compare, "--threads", threads]);
    let text = told("200", "1");
    let head = "\nSwitched off           ln evidence     ln Bayes        ahead  the history speaks\nnothing ";
    assert!(text.contains(head) && text.contains("\ncontagion ") && text.contains("\nrandom heat "), "{text}");
    assert!(text.contains("\n2022-01-01          2 ") && text.contains("\n2024-01-01          0 "), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_eq!(text, told("200", "3"));
    let read = || -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(place.path("results/ten/calibrate/calibration.json")).unwrap()).unwrap()
    };
    let found = read();
    let models = &found["comparison"]["models"];
    assert_eq!((&models[0]["without"], &models[1]["without"]), (&serde_json::json!([]), &serde_json::json!(["contagion"])));
    let [whole, without] = [0, 1].map(|model| models[model]["log_evidence"].as_f64().unwrap());
    assert!((models[1]["log_bayes_factor"].as_f64().unwrap() - (whole - without)).abs() < 1e-12);
    let stretches = found["comparison"]["leave_future_out"].as_array().unwrap();
    let sum: f64 = stretches.iter().map(|stretch| stretch["log_predictive_density"].as_f64().unwrap()).sum();
    assert!((sum - whole).abs() < 1e-9 && stretches.len() == 6, "{sum} {whole}");
    assert_eq!(found["comparison"]["loo_conditional"]["people"], 10);
    let plain = run(&["--compare", "200", "--format", "plain"]);
    assert!(plain.contains("\nevidence -") && plain.contains("\nwithout contagion: ln_bayes "), "{plain}");
    assert!(!told("0", "2").contains("Switched off") && read().get("comparison").is_none());
}

#[test]
fn nobody_s_part_is_told_where_two_founded_together() {
    let place = place();
    let history = fs::read_to_string(place.path("history.csv")).unwrap().replace("id,entry,hired,exit,channel\n", "");
    let together = |day: &str| {
        let rows = history.lines().enumerate().map(|(k, row)| match k {
            0 => "p-0,2021-01-01,2020-06-01,2021-07-01,found,newco\n".to_owned(),
            1 => format!("p-1,2021-01-01,2020-06-01,{day},found,newco\n"),
            _ => format!("{row},\n"),
        });
        fs::write(place.path("history.csv"), "id,entry,hired,exit,channel,destination\n".to_owned() + &rows.collect::<String>()).unwrap();
        let found = "[channels.found]\nhazard_per_year = { median = 0.05, p95 = 0.2 }\n[channels.startup]\nhazard_per_year = 0.01\n\
                     [spinouts]\ncofound = 0.1\npull_per_year = 0.1\nhalf_life = \"1 year\"\n";
        fs::write(place.path("ten.toml"), format!("{SCENARIO}{found}")).unwrap();
        let output = place.run(&["calibrate", "ten.toml", "--draws", "30", "--compare", "200"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        stdout(&output).to_owned()
    };
    let text = together("2021-07-01");
    assert!(text.contains("\npull of spin-outs ") && !text.contains("elpd_loo"), "{text}");
    let text = together("2021-08-01");
    assert!(text.contains("\npull of spin-outs ") && text.contains("elpd_loo"), "{text}");
}

#[test]
fn what_cannot_have_happened_has_no_maximum() {
    let place = place();
    fs::write(place.path("ten.toml"), SCENARIO.replace("{ median = 0.2, p95 = 0.5, source = \"a guess\" }", "0")).unwrap();
    for (method, says) in [
        (
            "mle",
            "error: no maximum was found: what happened in the history cannot have happened,\n       \
             whatever the uncertain numbers are\n  \
             look for exits through a channel whose hazard is 0\n",
        ),
        (
            "posterior",
            "error: no start was found for the chains: under these priors, what happened in\n       \
         the history cannot have happened\n",
        ),
    ] {
        let output = place.run(&["calibrate", "ten.toml", "--method", method]);
        assert_eq!((output.status.code(), stderr(&output), stdout(&output)), (Some(2), says, ""));
    }
    assert!(!place.path("results").exists());
}

#[test]
fn the_seed_is_that_of_the_fit_too() {
    let place = coarse();
    let fit = |seed: &str| {
        place.run(&["calibrate", "ten.toml", "--method", "mle", "--seed", seed]);
        let found: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(place.path("results/ten/calibrate/calibration.json")).unwrap()).unwrap();
        found["fit"]["replications"].to_string()
    };
    assert_ne!(fit("1"), fit("2"));
}

#[test]
fn a_wrong_number_of_draws_for_a_comparison_says_what_was_expected() {
    let place = place();
    for (draws, says) in [("99", "expected 0 or at least 100"), ("1_000_001", "more than a million draws would take days")] {
        let output = place.run(&["calibrate", "ten.toml", "--compare", draws]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stderr(&output).starts_with(&format!("error: invalid value '{draws}' for '--compare <N>': {says}\n")),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn a_wrong_number_of_draws_says_what_was_expected() {
    let place = place();
    for (draws, says) in [("3", "expected at least 4"), ("1_000_001", "more than a million draws a chain would take days")] {
        let output = place.run(&["calibrate", "ten.toml", "--draws", draws]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).starts_with(&format!("error: invalid value '{draws}' for '--draws <N>': {says}\n")), "{}", stderr(&output));
    }
}

/// Whether a program is installed.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn any_processor_gives_the_same_draws() {
    let place = place();
    let arguments = |out| ["calibrate", "ten.toml", "--draws", "20", "--compare", "0", "--out", out];
    let bytes = |mut command: Command, out: &str| {
        // So few draws miss their gates.
        assert_eq!(command.output().unwrap().status.code(), Some(1));
        ["posterior.csv", "estimates.csv", "calibration.json"].map(|file| fs::read(place.path(out).join(file)).unwrap())
    };
    let here = bytes(place.command(&arguments("here")), "here");
    // The C library without the instructions that it otherwise takes exponentials and logarithms by.
    let mut without = place.command(&arguments("without"));
    without.env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable");
    assert!(bytes(without, "without") == here, "with another exponential");
    if !is_there("qemu-x86_64") {
        eprintln!("SKIPPED: draws on a processor without AVX2 and FMA, since qemu-x86_64 is not installed");
        return;
    }
    let mut old = Command::new("qemu-x86_64");
    old.args(["-cpu", "Nehalem"]).arg(program()).args(arguments("old")).current_dir(place.dir.path());
    assert!(bytes(old, "old") == here, "on a processor without AVX2 and FMA");
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    let place = coarse();
    let mut command = place.command(&["calibrate", "ten.toml", "--draws", "1_000_000"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while !place.path("results").exists() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the calibration does not begin");
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(300));
    assert!(Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stdout(&output), stderr(&output)), (Some(130), "", ""));
    assert!(!place.path("results").exists());
}

/// A history of a channel `lab`, its rows as `id,entry,hired,exit,channel,x`, with terms of the channel and further ones.
fn fitted(rows: &str, terms: &str, method: &str) -> std::process::Output {
    let place = Place::new();
    let unread = if terms.contains("covariates") { "" } else { "unread = [\"x\"]\n" };
    let text = format!(
        "name = \"Some\"\nstart = 2024-01-01\nhorizon = \"12 months\"\nseed = 1\n[roster]\nfile = \"roster.csv\"\n{unread}\
         [history]\nfile = \"history.csv\"\n{unread}until = 2024-01-01\n[privacy]\nmin_group = 1\nreason = \"made up\"\n[channels.lab]\nhazard_per_year = {{ median = 0.2, p95 = 0.5 }}\n{terms}"
    );
    fs::write(place.path("some.toml"), text).unwrap();
    let there = rows.lines().map(|row| row.split(',').collect::<Vec<_>>()).filter(|cells| cells[3].is_empty());
    let there = there.fold("id,hired,x\nz,2021-01-01,0\n".to_owned(), |text, cells| text + &format!("{},{},0\n", cells[0], cells[2]));
    fs::write(place.path("roster.csv"), there).unwrap();
    fs::write(place.path("history.csv"), format!("id,entry,hired,exit,channel,x\n{rows}")).unwrap();
    place.run(&["calibrate", "some.toml", "--method", method, "--format", "plain", "--draws", "40"])
}

const RATIO: &str = "covariates = { x = { median = 1, p95 = 1.5 } }\n";

#[test]
fn estimates_that_no_number_has_are_told_as_0_and_infinite() {
    let rows: Vec<String> = (0..8)
        .map(|k| {
            let (exit, channel) = if k < 5 { (format!("2022-{:02}-11", k + 2), "lab") } else { (String::new(), "") };
            format!("p{k},2021-12-01,2021-12-01,{exit},{channel},0\n")
        })
        .collect();
    let rows = rows.concat();
    let output = fitted(&rows, "tenure = [ { until = \"1 year\", ratio = { median = 1, p95 = 3 } } ]\n", "mle");
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    let text = stdout(&output);
    // 3.69 over three times 396 days; five exits in three years and five parts of one (72, 100, 131, 161 and 192 days) within it.
    let (within, after) = ((3.0 * 365.0 + 656.0) / 365.25, 3.0 * 396.0 / 365.25);
    let low = after / within / ((-0.025f64.ln() / 5.0).exp() - 1.0);
    for says in [
        format!("\nestimate channels.lab.hazard_per_year 0 low 0 high {:.3} by exact\n", -0.025f64.ln() / after),
        format!("\nestimate channels.lab.tenure.0.ratio infinite low {low:.4} high none by nobody\n"),
        "\nconverged true\n".to_owned(),
    ] {
        assert!(text.contains(&says), "{says}: {text}");
    }
}

#[test]
fn a_constant_column_is_not_told_apart_and_one_far_from_0_is_warned_of() {
    let rows = |year: &dyn Fn(usize) -> f64| -> String {
        let exit = |k: usize| if k.is_multiple_of(2) { (format!("2022-{:02}-03", k % 12 + 1), "lab") } else { (String::new(), "") };
        (0..30).map(|k| format!("p{k},2021-01-01,2020-01-01,{},{},{}\n", exit(k).0, exit(k).1, year(k))).collect::<Vec<_>>().concat()
    };
    let output = fitted(&rows(&|_| 2000.0), RATIO, "mle");
    let says = "warning: `x` is as much as 2000 in the history, too much for a ratio of 0.667 a\n         unit, the 5 % end of its prior\n";
    assert!(output.status.success() && stderr(&output).starts_with(says), "{}", stderr(&output));
    for name in ["hazard_per_year", "covariates.x"] {
        assert!(stdout(&output).contains(&format!("\nestimate channels.lab.{name} unknown: not told apart from others\n")));
    }
    let output = fitted(&rows(&|k| 1985.0 + k as f64), RATIO, "posterior");
    let says = "warning: x is 1985 to 2014 in the history, far from 0: the priors are about a\n  person whose x is 0, so channels.lab.covariates.x moves every hazard with it,\n  and what is \"learned\" is mostly where x is; put x - 2000 in its place, in the\n  roster too\n";
    assert!(stderr(&output).contains(says), "{}", stderr(&output));
    let output = fitted(&rows(&|k| k as f64 - 15.0), RATIO, "posterior");
    assert!(!stderr(&output).contains("warning"), "{}", stderr(&output));
    let output = fitted(&rows(&|k| 1e-6 * k as f64), RATIO, "mle");
    let says = "error: at the maximum of the likelihood, channels.lab.covariates.x is too small\n       \
     or too large for a number\n  \
     its column is far from 0, hardly varies, or varies with another: give its\n    \
     distance from the mean in units of its spread, or leave one of the two out\n";
    assert_eq!((output.status.code(), stderr(&output)), (Some(2), says));
}

#[test]
fn a_calibration_says_how_its_posterior_is_taken_up_and_writes_that_line_alone() {
    let place = coarse();
    fs::create_dir(place.path("labs")).unwrap();
    fs::rename(place.path("ten.toml"), place.path("labs/ten.toml")).unwrap();
    for name in names(&place.path("")).into_iter().filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "csv")) {
        fs::copy(place.path(&name), place.path("labs").join(&name)).unwrap();
    }
    let note = "note: nothing was learned from the history yet: uncertain numbers are drawn\n  from their priors; learn from it by stayput \
        calibrate labs/ten.toml\n";
    let output = place.run(&["run", "labs/ten.toml", "--trials", "40"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), note));

    let calibrate = |further: &[&str]| place.run(&[&["calibrate", "labs/ten.toml", "--draws", "400", "--compare", "0"], further].concat());
    let before = fs::read_to_string(place.path("labs/ten.toml")).unwrap();
    let output = calibrate(&[]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    let next = "Files: results/ten/calibrate\n\nNext: let the scenario draw from what was learned (--write adds this line):\n  [parameters]\n  \
        posterior = \"../results/ten/calibrate/posterior.csv\"\nthen:\n  stayput run labs/ten.toml\n";
    assert!(stdout(&output).ends_with(next), "{}", stdout(&output));
    assert_eq!(fs::read_to_string(place.path("labs/ten.toml")).unwrap(), before);

    let output = calibrate(&["--write", "--format", "plain"]);
    let said = "labs/ten.toml now has posterior = \"../results/ten/calibrate/posterior.csv\"\nNext:\n  stayput run labs/ten.toml\n";
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), said));
    let expected = format!("{before}\n[parameters]\nposterior = \"../results/ten/calibrate/posterior.csv\"\n");
    assert_eq!(fs::read_to_string(place.path("labs/ten.toml")).unwrap(), expected);
    let output = place.run(&["run", "labs/ten.toml", "--trials", "40"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));

    // Calibrated into another folder, the line changes; a scenario that may not be written is left as it is, and the results stay.
    let text = fs::read_to_string(place.path("labs/ten.toml")).unwrap();
    let output = calibrate(&["--out", "again"]);
    let next = "\nNext: let the scenario draw from what was learned (--write changes this line):\n  [parameters]\n  posterior = \
        \"../again/posterior.csv\"\nin place of \"../results/ten/calibrate/posterior.csv\", then:\n  stayput run labs/ten.toml\n";
    assert!(stdout(&output).ends_with(next), "{}", stdout(&output));
    let mut permissions = fs::metadata(place.path("labs/ten.toml")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(place.path("labs/ten.toml"), permissions).unwrap();
    let output = calibrate(&["--out", "again", "--write"]);
    let says = "error: cannot write the posterior into labs/ten.toml: it is read-only\n  the results are written; add the line by hand\n";
    assert_eq!((output.status.code(), stderr(&output)), (Some(2), says));
    assert_eq!(fs::read_to_string(place.path("labs/ten.toml")).unwrap(), text);
    assert!(place.path("again/posterior.csv").exists());

    let output = place.run(&["calibrate", "labs/ten.toml", "--method", "mle", "--write", "--out", "mle"]);
    let says = "error: --write writes the line that names a posterior, and maximum likelihood\n       \
     draws none\n  \
     leave --write out, or add --method posterior\n";
    assert_eq!((output.status.code(), stderr(&output), place.path("mle").exists()), (Some(2), says, false));
}

#[test]
fn where_every_number_is_at_the_end_of_its_range_that_is_said() {
    let place = Place::new();
    let head = "name = \"None\"\nstart = 2024-01-01\nhorizon = \"12 months\"\n[[researchers]]\nid = \"r\"\n[privacy]\nmin_group = 1\nreason = \"made up\"\n\
        [history]\nfile = \"history.csv\"\nuntil = 2024-01-01\n";
    let history = (0..4).fold("id,entry,hired,exit,channel\n".to_owned(), |rows, row| rows + &format!("c{row},2020-01-01,2020-01-01,,\n"));
    fs::write(place.path("history.csv"), history).unwrap();
    // Nobody left: an acceptance of 0, with the exact upper limit of a Poisson count of 0 (3.689 / (2 x 16 person-years)); and nothing to
    // learn of a ratio that nothing moved.
    for (channel, said) in [
        ("[channels.lab]\noffers_per_year = 2\nacceptance = { mean = 0.03, sd = 0.01 }\n", "0.1153"),
        (
            "[channels.lab]\nhazard_per_year = 0.2\n[contagion]\nratio = { median = 1.1, p95 = 2 }\nwindow = \"30 days\"\n",
            "contagion.ratio",
        ),
    ] {
        fs::write(place.path("none.toml"), format!("{head}{channel}")).unwrap();
        let output = place.run(&["calibrate", "none.toml", "--method", "mle", "--out", "out"]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{}", stdout(&output));
        assert!(stdout(&output).contains(said), "{}", stdout(&output));
        let output = place.run(&["calibrate", "none.toml", "--draws", "100", "--compare", "0", "--out", "out"]);
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", stderr(&output));
    }
}

/// Six of twenty leave on the day of their hire, of whom none was counted.
#[test]
fn exits_on_the_day_of_hire_count_with_half_a_day_at_risk() {
    let day = |k: usize| if k < 6 { "2021-03-01" } else { "2022-03-01" };
    let rows = (0..20).fold(String::new(), |rows, k| rows + &format!("p{k},2021-03-01,2021-03-01,{},lab,0\n", day(k)));
    let output = fitted(&rows, "", "mle");
    // 14 years of 365 days, and six halves of a day.
    let rate = 20.0 / ((14.0 * 365.0 + 6.0 * 0.5) / 365.25);
    assert!(stdout(&output).contains(&format!("\nestimate channels.lab.hazard_per_year {rate:.3} ")), "{}", stdout(&output));
    assert_eq!(stderr(&output), "");
}

/// Hires and exits known to the year: the hazard behind them is found, and nobody is left out. Of exits in the year of the hire none was counted.
#[test]
fn dates_of_whole_years_tell_the_hazard() {
    let mut random = stayput::internals::random::Stream::new(7, stayput::internals::random::Purpose::Parameter, 0, 0, 0);
    let rows = (0..1_500).fold(String::new(), |rows, k| {
        let hired = 2015.0 + 6.0 * random.uniform();
        let exit = hired - random.uniform().ln() / 0.3;
        let exit = if exit < 2024.0 { format!("{},lab", exit.floor()) } else { ",".to_owned() };
        rows + &format!("p{k},2015-01-01,{},{exit},0\n", hired.floor())
    });
    let output = fitted(&rows, "", "mle");
    let text = stdout(&output);
    let estimate = text.lines().find_map(|line| line.strip_prefix("estimate channels.lab.hazard_per_year ")).unwrap();
    let estimate: f64 = estimate.split(' ').next().unwrap().parse().unwrap();
    let exits = rows.matches(",lab,").count() as f64;
    assert!((estimate - 0.3).abs() < 5.0 * 0.3 / exits.sqrt(), "{estimate} of {exits}");
    assert!(!stderr(&output).contains("left out"), "{}", stderr(&output));
}

/// A roster that calls 7 whom the history calls 0007 knows nothing of what each has stayed through, and keeps fewer.
#[test]
fn ids_in_two_forms_are_told_of_where_they_change_the_forecast() {
    let place = Place::new();
    let text = "name = \"Ids\"\nstart = 2024-01-01\nhorizon = \"24 months\"\ntrials = 4000\n[roster]\nfile = \"roster.csv\"\n\
        [history]\nfile = \"history.csv\"\n[frailty]\nsd = 1.5\n[channels.lab]\nhazard_per_year = 0.4\n";
    fs::write(place.path("ids.toml"), text).unwrap();
    let row = |k: usize| format!("{k:04},2018-01-01,2024-01-01,,\n");
    fs::write(place.path("history.csv"), (1..=10).fold("id,entry,observed_until,exit,channel\n".to_owned(), |text, k| text + &row(k)))
        .unwrap();
    let kept = |form: fn(usize) -> String| {
        fs::write(place.path("roster.csv"), (1..=10).fold("id\n".to_owned(), |text, k| text + &form(k) + "\n")).unwrap();
        let output = place.run(&["run", "ids.toml", "--format", "plain", "--force"]);
        let line = stdout(&output).lines().rfind(|line| line.starts_with("retained 2026-01-01 mean ")).unwrap().to_owned();
        (line.split(' ').nth(3).unwrap().parse::<f64>().unwrap(), stderr(&output).to_owned())
    };
    let (same, said) = kept(|k| format!("{k:04}"));
    assert_eq!(said, "");
    let (other, said) = kept(|k| k.to_string());
    assert!(same > other + 1.0, "{same} {other}");
    let says =
        "warning: 10 ids are equal to another but for leading zeros; each counts as\n         another person\n --> history.csv:2:1\n";
    assert!(said.starts_with(says), "{said}");
}
