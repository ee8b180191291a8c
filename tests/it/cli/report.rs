//! The page: that it needs nothing from outside, that its numbers are those of the files, and that it loses nobody's file.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::commands::{Place, names, stderr, stdout};

/// A lab with all that the page has figures of, in which some names are traps for a page.
const LAB: &str = r#"
name = "Lab <script>alert(1)</script> & sons"
start = 2023-01-01
horizon = "18 months"
trials = 400
seed = 3
[roster.generate]
teams = 3
team_size = 8
[channels.lab]
hazard_per_year = { median = 0.2, p95 = 0.5, source = "a survey of <b>labs</b>" }
[channels."start-up & co"]
kind = "startup"
hazard_per_year = 0.15
[contagion]
ratio = 1.3
half_life = "6 months"
[policies.raise]
kind = "effect"
ratio = 0.6
from = 2023-03-01
cost_per_person_year = 0.1
[policies."no <i>use"]
kind = "effect"
ratio = 1.0
from = 2023-03-01
cost_per_person_year = 0.2
"#;

impl Place {
    fn lab() -> Self {
        let place = Self::new();
        fs::write(place.path("lab.toml"), LAB).unwrap();
        place
    }

    /// Writes a page and reads it.
    pub fn page(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["report"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let out = arguments.iter().position(|argument| *argument == "--out").map_or("report.html", |place| arguments[place + 1]);
        assert!(stdout(&output).ends_with(&format!("Open in a browser: {out}\n")), "{}", stdout(&output));
        fs::read_to_string(self.path(out)).unwrap()
    }
}

/// Every number in the CSV and JSON files of a folder, by its bits.
pub fn numbers(folder: &Path) -> BTreeSet<u64> {
    fn in_json(value: &Value, found: &mut BTreeSet<u64>) {
        match value {
            Value::Number(number) => drop(found.insert(number.as_f64().unwrap().to_bits())),
            Value::Array(all) => all.iter().for_each(|value| in_json(value, found)),
            Value::Object(all) => all.values().for_each(|value| in_json(value, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for name in names(folder) {
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        if Path::new(&name).extension().is_some_and(|ending| ending == "json") {
            in_json(&serde_json::from_str(&text).unwrap(), &mut found);
        } else {
            found.extend(text.lines().flat_map(|line| line.split(',')).filter_map(|cell| cell.parse::<f64>().ok()).map(f64::to_bits));
        }
    }
    found
}

/// Whether a number is one of these; or, as figures say of some of theirs, what is missing to 1, the root of a variance, or a share of the 24.
pub fn stands_in(known: &BTreeSet<u64>, value: f64) -> bool {
    let is_near = |sought: f64| known.iter().any(|bits| (f64::from_bits(*bits) - sought).abs() < 1e-9);
    known.contains(&value.to_bits()) || is_near(1.0 - value) || is_near(value * value) || is_near(24.0 * value)
}

/// The cells of the tables on a page: the number in full, as data, and as printed.
pub fn cells(page: &str) -> Vec<(f64, String)> {
    let after = page.split("<td class=\"number\" data-value=\"").skip(1);
    let cell = |rest: &str| {
        let (value, rest) = rest.split_once('"').unwrap();
        let (_, rest) = rest.split_once('>').unwrap();
        (value.parse().unwrap(), rest.split("</td>").next().unwrap().to_owned())
    };
    after.map(cell).collect()
}

/// Whether a number is printed as its value rounded to the digits that are shown: to the next, or outwards where it ends an interval.
pub fn is_rounded(value: f64, shown: &str) -> bool {
    let digits: String = shown.chars().filter(|c| c.is_ascii_digit() || *c == '.' || *c == '-').collect();
    let Ok(printed) = digits.parse::<f64>() else { return false };
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let power = |places: usize| (0..places).fold(1.0, |power, _| power * 10.0);
    // Digits before the point that the error does not support are printed as 0.
    let zeros = if decimals == 0 { digits.chars().rev().take_while(|c| *c == '0').count().min(digits.len() - 1) } else { 0 };
    let step = power(zeros) / power(decimals);
    let scale = if shown.contains('%') { 100.0 } else { 1.0 };
    (scale * value - printed).abs() < step * (1.0 + 1e-9)
}

#[test]
fn numbers_agree_with_the_files_to_the_printed_digit() {
    let place = Place::lab();
    for command in ["run", "compare"] {
        let output = place.run(&[command, "lab.toml"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let folder = format!("results/lab/{command}");
        let page = place.page(&[&folder]);
        let known = numbers(&place.path(&folder));
        let cells = cells(&page);
        assert!(cells.len() > 40, "{command}: {}", cells.len());
        for (value, shown) in cells {
            assert!(stands_in(&known, value), "{command}: {value}, shown as {shown}, stands in no file");
            assert!(is_rounded(value, &shown), "{command}: {value} is shown as {shown}");
        }
    }
}

#[test]
fn a_page_needs_nothing_from_outside_and_runs_nothing_that_a_file_says() {
    let place = Place::lab();
    let page = place.page(&["lab.toml"]);
    assert!(page.len() < 1_000_000, "{}", page.len());
    for outside in [" src=", "url(", "<link", "@import", "<iframe", "<img"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let hrefs = page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    assert!(hrefs.into_iter().all(|href| href.starts_with('#')));
    for trap in ["<script>alert", "<b>labs", "<i>use"] {
        assert!(!page.contains(trap), "{trap}");
    }
    assert!(page.contains("Lab &lt;script&gt;alert(1)&lt;/script&gt; &amp; sons"));
    // Every drawing says what it is, and every anchor leads somewhere once.
    assert_eq!(page.matches("<svg").count(), page.matches("<desc id=").count());
    let ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id stands twice");
    for anchor in page.split(" href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.contains(&anchor), "{anchor}");
    }
}

/// A lab with a history in which one left on a known day, one in some month, one is no longer observed, and one stays.
const WITH_HISTORY: &str = r#"
name = "Lab"
start = 2025-01-01
horizon = "1 year"
trials = 100
[[researchers]]
id = "d"
[history]
file = "history.csv"
until = 2025-01-01
[channels.lab]
hazard_per_year = { median = 0.2, p95 = 0.5 }
"#;

impl Place {
    /// A calibration of it, with so many further words.
    fn fitted(further: &[&str]) -> Self {
        let place = Self::new();
        fs::write(place.path("lab.toml"), WITH_HISTORY).unwrap();
        let history = "id,team,entry,exit,exit_earliest,exit_latest,channel\n\
            a,x,2023-01-01,2023-06-05,,,lab\nb,x,2023-01-01,,2024-03-01,2024-03-31,unknown\n@c,x,2023-01-01,2024-02-01,,,censored\nd,x,2023-02-01,,,,\n";
        fs::write(place.path("history.csv"), history).unwrap();
        let output = place.run(&[&["calibrate", "lab.toml", "--draws", "100", "--compare", "0", "--out", "fit"], further].concat());
        assert!(place.path("fit/estimates.csv").exists(), "{}", stderr(&output));
        place
    }
}

#[test]
fn the_history_is_drawn_only_where_single_people_may_be_shown() {
    let place = Place::fitted(&["--individuals", "--report"]);
    let rows: Vec<String> = fs::read_to_string(place.path("fit/spells.csv")).unwrap().lines().map(str::to_owned).collect();
    let without_run = |row: &String| row.split_once(',').map(|(_, rest)| rest.to_owned()).unwrap();
    assert_eq!(
        rows.iter().map(without_run).collect::<Vec<_>>(),
        [
            "id,team,entry,ended,end_earliest,end_latest,channel",
            "a,x,2023-01-01,exit,2023-06-05,2023-06-05,lab",
            "b,x,2023-01-01,exit,2024-03-01,2024-03-31,unknown",
            "'@c,x,2023-01-01,censored,2024-02-01,2024-02-01,",
            "d,x,2023-02-01,present,2025-01-01,2025-01-01,",
        ]
    );
    let page = fs::read_to_string(place.path("fit/report.html")).unwrap();
    assert!(page.contains("4 people and 2 exits in the history, between 5 June 2023 and 31 March 2024"));
    assert!(page.contains(">@c<"), "the name as the history has it");
    let output = place.run(&["report", "fit"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: fit speaks of single people: it was made with --individuals\n  add --individuals to show it, or make the results again without\n"
    );
    assert!(place.page(&["fit", "--individuals"]).contains("4 people and 2 exits in the history"));

    let place = Place::fitted(&["--report"]);
    assert!(!place.path("fit/spells.csv").exists());
    assert!(!fs::read_to_string(place.path("fit/report.html")).unwrap().contains("exits in the history"));
}

#[test]
fn the_pointer_is_told_the_numbers_of_the_table() {
    let place = Place::lab();
    let page = place.page(&["lab.toml"]);
    let hints: Vec<&str> =
        page.split(r#"<rect class="hint""#).skip(1).filter_map(|rest| rest.split("<title>").nth(1)?.split("</title>").next()).collect();
    assert!(hints.len() > 50, "{}", hints.len());
    let told = hints.iter().find(|hint| hint.starts_with("date: 2024-07-01\nmean: ")).expect("the horizon in the first figure");
    let mean = told.lines().nth(1).unwrap().trim_start_matches("mean: ");
    assert!(page.contains(&format!(">{mean}</td>")), "{told}");
}

#[test]
fn a_lab_whose_policies_are_hidden_has_a_page_without_them() {
    let place = Place::lab();
    let few = LAB
        .replace("ratio = 0.6\n", "ratio = 0.6\ntarget = { ids = [\"t01-01\"] }\n")
        .replace("ratio = 1.0\n", "ratio = 1.0\ntarget = { ids = [\"t01-02\"] }\n");
    fs::write(place.path("few.toml"), few).unwrap();
    let output = place.run(&["report", "few.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stderr(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("note: the page has no comparison: there is nothing to compare that would not tell of fewer than 5 people"),
        "{said}"
    );
    assert!(fs::read_to_string(place.path("report.html")).unwrap().contains("Nothing was compared"));
}

#[test]
fn scenarios_of_one_name_stand_side_by_side() {
    let place = Place::lab();
    fs::write(place.path("other.toml"), LAB.replace("18 months", "12 months")).unwrap();
    let page = place.page(&["lab.toml", "other.toml"]);
    for (file, horizon) in [("lab", "1 July 2024"), ("other", "1 January 2024")] {
        assert!(page.contains(&format!("(results/{file}/run): who will still be here on {horizon}")), "{file}");
    }
}

#[test]
fn a_page_is_the_same_bytes_at_any_number_of_threads() {
    let place = Place::lab();
    let mut pages = Vec::new();
    for threads in ["1", "3"] {
        let output = place.run(&["run", "lab.toml", "--threads", threads, "--out", "made"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        pages.push(place.page(&["made"]).replace(&format!("--threads {threads}"), ""));
    }
    assert!(pages[0] == pages[1]);
}

#[test]
fn what_is_missing_is_computed_and_what_is_there_is_used() {
    let place = Place::lab();
    place.page(&["lab.toml"]);
    assert_eq!(names(&place.path("results/lab")), ["compare", "run"]);
    // Results with more trials are of this very file: they are used.
    let output = place.run(&["run", "lab.toml", "--trials", "800"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(place.page(&["lab.toml"]).contains("800 trials"));
    // Those of a changed file, or with a number typed beside it, are not.
    let output = place.run(&["run", "lab.toml", "--set", "contagion.ratio=2"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!place.page(&["lab.toml"]).contains("contagion.ratio=2"));
    fs::write(place.path("lab.toml"), LAB.replace("trials = 400", "trials = 600")).unwrap();
    assert!(place.page(&["lab.toml"]).contains("600 trials"));
}

#[test]
fn nobody_loses_a_file_and_errors_say_what_to_do() {
    let place = Place::lab();
    assert_eq!(place.run(&["run", "small.toml", "--out", "made"]).status.code(), Some(0));
    fs::write(place.path("report.html"), "<html>mine</html>").unwrap();
    let refused = |arguments: &[&str], expected: &str| {
        let output = place.run(&[&["report"], arguments].concat());
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""), "{arguments:?}");
        assert_eq!(stderr(&output), expected, "{arguments:?}");
    };
    refused(
        &["made"],
        "error: report.html is not a file that stayput wrote: it is left alone\n  give another name, or --force to replace it\n",
    );
    assert_eq!(fs::read_to_string(place.path("report.html")).unwrap(), "<html>mine</html>");
    refused(
        &["nowhere", "--out", "page.html"],
        "error: nowhere holds no results: it has no manifest.json\n  give a folder that a command wrote (run, compare, calibrate, sensitivity,\n    sweep, discover, optimise), or a scenario file\n",
    );
    let summary = fs::read_to_string(place.path("made/summary.csv")).unwrap();
    fs::write(place.path("made/summary.csv"), summary.replace(",retained,", ",retaine,")).unwrap();
    refused(
        &["made", "--out", "page.html"],
        "error: cannot read made/summary.csv: it was changed after it was written\n  the command that wrote the folder writes it anew\n",
    );
    fs::remove_file(place.path("made/summary.csv")).unwrap();
    refused(
        &["made", "--out", "page.html"],
        "error: cannot read made/summary.csv: No such file or directory (os error 2)\n  the command that wrote the folder writes it anew\n",
    );
    assert!(!place.path("page.html").exists());
    place.page(&["lab.toml", "--force"]);
    place.page(&["lab.toml"]);
    assert_eq!(place.run(&["run", "small.toml", "--individuals", "--out", "single"]).status.code(), Some(0));
    refused(
        &["single"],
        "error: single speaks of single people: it was made with --individuals\n  add --individuals to show it, or make the results again without\n",
    );
    place.page(&["single", "--individuals"]);
}

fn is_drawing(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "svg")
}

#[test]
fn charts_are_files_of_their_own() {
    let place = Place::lab();
    let output = place.run(&["report", "lab.toml", "--charts", "charts"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let files = names(&place.path("charts"));
    assert!(files.len() >= 2 && files.iter().filter(|name| is_drawing(name)).count() * 2 == files.len(), "{files:?}");
    assert!(stdout(&output).starts_with(&format!("Charts: {} in charts, each as SVG and as Vega-Lite\n", files.len() / 2)));
    for name in files {
        let text = fs::read_to_string(place.path("charts").join(&name)).unwrap();
        if is_drawing(&name) {
            assert!(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && text.contains("<title") && text.contains("<desc"));
            continue;
        }
        let specification: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(specification["$schema"], "https://vega.github.io/schema/vega-lite/v5.json");
        assert!(!specification["data"]["values"].as_array().unwrap().is_empty(), "{name}");
        assert!(["mark", "layer", "hconcat", "vconcat", "facet", "repeat"].iter().any(|key| specification.get(key).is_some()), "{name}");
    }
}

/// The picture that the README shows, drawn by the commands that it shows. `STAYPUT_RENEW=1` draws it anew.
#[test]
fn the_picture_of_the_readme_is_of_its_run() {
    let (root, place) = (Path::new(env!("CARGO_MANIFEST_DIR")), Place::new());
    let [made, charts] = ["made", "charts"].map(|name| place.path(name).display().to_string());
    for arguments in [
        &["run", "scenarios/llama.toml", "--out", &made, "-q"][..],
        &["report", &made, "--out", &place.path("page.html").display().to_string(), "--charts", &charts],
    ] {
        let output = place.command(arguments).current_dir(root).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let drawn = fs::read_to_string(place.path("charts/still-there.svg")).unwrap();
    let shown = root.join("docs/pictures/still-there.svg");
    if std::env::var_os("STAYPUT_RENEW").is_some() {
        fs::create_dir_all(shown.parent().unwrap()).unwrap();
        fs::write(&shown, &drawn).unwrap();
    }
    assert!(fs::read_to_string(&shown).unwrap() == drawn, "docs/pictures/still-there.svg is not current: STAYPUT_RENEW=1 draws it anew");
}

/// Results of a file that was changed in between are shown, and it is said.
#[test]
fn results_of_two_versions_of_a_file_are_told() {
    const SAID: &str = "Its results are of different versions of lab.toml: make them again, since numbers may not go together.";
    let place = Place::lab();
    for (folder, command) in [("made/run", "run"), ("made/compare", "compare")] {
        let output = place.run(&[command, "lab.toml", "--trials", "50", "--out", folder, "-q"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let text = fs::read_to_string(place.path("lab.toml")).unwrap();
        fs::write(place.path("lab.toml"), text + "# changed\n").unwrap();
    }
    let one = place.run(&["report", "made/run"]);
    assert_eq!(stderr(&one), "");
    assert!(!fs::read_to_string(place.path("report.html")).unwrap().contains(SAID));
    let both = place.run(&["report", "made/run", "made/compare", "--force"]);
    assert_eq!(both.status.code(), Some(0));
    let said = stderr(&both).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(said, format!("warning: Lab <script>alert(1)</script> & sons: {SAID}"));
    assert!(fs::read_to_string(place.path("report.html")).unwrap().contains(SAID));
}
