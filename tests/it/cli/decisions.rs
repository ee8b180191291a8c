//! The page of what decides: what moves an answer, sweeps, discoveries, the best mix, equal money, what may happen, who is hardest to lose,
//! regret. Every number on it stands in the folder that it was made of, and its sentences are those of the commands.

use std::fs;

use serde_json::Value;

use super::commands::{Place, stderr, stdout};
use super::report::{cells, is_rounded, numbers, stands_in};

/// A lab of 24 in two roles, of which much is not known.
const LAB: &str = r#"
name = "Lab"
start = 2027-01-01
horizon = "12 months"
trials = 2_000
seed = 3
[roster]
file = "roster.csv"
[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.9, source = "a survey of <b>labs</b>" }
[channels.startup]
hazard_per_year = { median = 0.1, p95 = 0.2 }
[contagion]
ratio = { median = 1.2, p95 = 1.5 }
half_life = "3 months"
[pay]
currency = "USD"
elasticity = { median = 1.0, p95 = 1.5 }
[budget]
total = 100_000
[policies.raise]
kind = "raise"
raise = 0.1
[policies."calm <i>"]
kind = "effect"
ratio = { median = 0.7, p95 = 1.2 }
cost_per_person_year = 5_000
scaled_by = "until"
[policies.talks]
kind = "effect"
ratio = 0.95
cost_once = 10_000
[what_if.rival]
rival = { channel = "lab", on = 2027-03-01, ratio = 1.5 }
"#;

/// The commands, and which figures their pages have.
const COMMANDS: [(&str, &[&str], &[&str]); 8] = [
    (
        "sensitivity",
        &["sensitivity", "lab.toml", "--policy", "raise", "--policy", "calm <i>"],
        &[
            "tornado-0-0",
            "tornado-kept-raise-0-0",
            "tornado-kept-calm--i--0-0",
            "find-out-first-0-0",
            "best-choice-changes-0-0",
            "shares-0-0",
        ],
    ),
    (
        "sweep",
        &["sweep", "lab.toml", "--over", "contagion.ratio=1:2:3", "--over", "policies.raise.raise=0.1,0.4", "--policy", "raise"],
        &["sweep-0-0", "sweep-kept-raise-0-0"],
    ),
    ("line", &["sweep", "lab.toml", "--over", "contagion.half_life=3 months,1 year"], &["sweep-0-0"]),
    (
        "points",
        &[
            "sweep",
            "lab.toml",
            "--over",
            "contagion.ratio=1:2:3",
            "--over",
            "pay.elasticity=1,2",
            "--over",
            "channels.startup.hazard_per_year=0.1:0.5:5",
            "--trials",
            "40",
        ],
        &["sweep-0-0"],
    ),
    ("discover", &["discover", "lab.toml", "--when", "retained < 14"], &["discovery-0-0"]),
    ("optimise", &["optimise", "lab.toml"], &["best-mix-0-0"]),
    (
        "compare",
        &["compare", "lab.toml", "--regret"],
        &["equal-money-0-0", "forest-0-0", "regret-0-0", "regret-scenarios-0-0", "what-if-policies-0-0", "what-if-there-0-0"],
    ),
    ("hardest", &["compare", "lab.toml", "--hardest-to-lose"], &["hardest-to-lose-0-0"]),
];

impl Place {
    fn undecided() -> Self {
        let place = Self::new();
        let person = |index: usize| {
            let role = if index.is_multiple_of(3) { "engineer" } else { "scientist" };
            format!("r{index:02},team {},{role},{}\n", index % 2, 100_000 + 1_000 * index)
        };
        let rows: String = (0..24).map(person).collect::<Vec<_>>().concat();
        fs::write(place.path("roster.csv"), format!("id,team,role,pay\n{rows}")).unwrap();
        fs::write(place.path("lab.toml"), LAB).unwrap();
        place
    }

    /// Runs a command into a folder of its name.
    fn decide(&self, folder: &str, arguments: &[&str]) {
        let output = self.run(&[arguments, &["--out", &format!("made/{folder}"), "-q"]].concat());
        assert_eq!(output.status.code(), Some(0), "{folder}: {}", stderr(&output));
    }
}

/// A text as HTML has it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[test]
fn every_figure_is_there_and_its_numbers_stand_in_the_folder() {
    let place = Place::undecided();
    for (folder, arguments, figures) in COMMANDS {
        place.decide(folder, arguments);
        let page = place.page(&[&format!("made/{folder}")]);
        for id in figures {
            assert!(page.contains(&format!("<figure id=\"{id}\">")), "{folder} has no {id}");
        }
        let known = numbers(&place.path(&format!("made/{folder}")));
        let cells = cells(&page);
        assert!(cells.len() > 5, "{folder}: {}", cells.len());
        for (place, (value, shown)) in cells.iter().enumerate() {
            assert!(stands_in(&known, *value), "{folder}: {value}, shown as {shown}, stands in no file");
            // What is less than its standard error, which stands behind it, may be printed as nothing.
            let is_nothing = shown == "0" && cells.iter().skip(place + 1).take(3).any(|(error, _)| value.abs() < *error);
            assert!(is_nothing || is_rounded(*value, shown), "{folder}: {value} is shown as {shown}");
        }
        assert!(!page.contains("<i>") && !page.contains("<b>labs"), "{folder}: a name is a trap");
    }
    all_on_one_page(&place);
}

/// Folders of one scenario make one page, whose first part tells what each found, in the words of the commands.
fn all_on_one_page(place: &Place) {
    let folders: Vec<String> = COMMANDS.iter().map(|(folder, ..)| format!("made/{folder}")).collect();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let page = place.page(&[&folders[..], &["--charts", "charts"]].concat());
    let (_, front) = page.split_once("<h2>What would change it</h2>").unwrap();
    assert_eq!(page.matches("<h2>What would change it</h2>").count(), 1, "it is one scenario");
    let (front, _) = front.split_once("<h2>What this cannot know</h2>").unwrap();
    let document = |folder: &str, name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(place.path(&format!("made/{folder}/{name}.json"))).unwrap()).unwrap()
    };
    let (sensitivity, compare) = (document("sensitivity", "sensitivity"), document("compare", "comparison"));
    let said = [
        sensitivity["sentences"][0].clone(),
        sensitivity["worth"]["sentence"].clone(),
        document("optimise", "optimise")["sentence"].clone(),
        compare["equal_money"]["sentences"][0].clone(),
        document("hardest", "comparison")["sentence"].clone(),
        document("discover", "discover")["sentences"][0].clone(),
        document("sweep", "sweep")["sentences"][0].clone(),
    ];
    for sentence in said {
        let sentence = escaped(&sentence.as_str().unwrap().replace("2028-01-01", "1 January 2028"));
        assert!(front.contains(&sentence), "the first page does not say: {sentence}\n{front}");
    }
    // Who would be hardest to lose is no what-if, though it is asked in the same way.
    assert!(!front.contains("If scientist") && front.contains("If rival"), "{front}");
    // At equal money a policy is at its level, and what cannot be scaled is left out with the reason.
    let level = compare["equal_money"]["policies"][0]["means"].as_str().unwrap();
    assert!(front.contains(level), "{level}\n{front}");
    assert!(page.contains("Not at equal money, since nothing says what more or less would do"));
    assert!(page.contains("With 100,000 USD: "));
    let guarantee = document("optimise", "optimise")["guarantee"]["sentence"].as_str().unwrap().to_owned();
    assert!(page.contains(&escaped(&guarantee)), "{guarantee}");
    let change = sensitivity["worth"]["best_choice_changes"][0]["sentence"].as_str().unwrap();
    assert!(change.contains(" is best while "), "{change}");
    for name in ["tornado", "find-out-first", "equal-money", "best-mix", "sweep", "discovery", "hardest-to-lose", "what-if-there", "regret"]
    {
        let drawn = fs::read_to_string(place.path(&format!("charts/{name}.svg"))).unwrap();
        assert!(drawn.starts_with("<svg xmlns=") && drawn.contains("<desc"), "{name}");
        let specification: Value =
            serde_json::from_str(&fs::read_to_string(place.path(&format!("charts/{name}.vl.json"))).unwrap()).unwrap();
        assert!(!specification["data"]["values"].as_array().unwrap().is_empty(), "{name}");
    }
}

#[test]
fn changed_files_and_single_people_are_refused() {
    let place = Place::undecided();
    place.decide("sweep", &["sweep", "lab.toml", "--over", "contagion.ratio=1:2:3", "--trials", "40"]);
    for name in ["sweep.json", "sweep.csv"] {
        let path = place.path(&format!("made/sweep/{name}"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text} ")).unwrap();
        let output = place.run(&["report", "made/sweep"]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
        let told = format!(
            "error: cannot read made/sweep/{name}: it was changed after it was written\n  the command that wrote the folder writes it anew\n"
        );
        assert_eq!(stderr(&output), told);
        fs::write(&path, text).unwrap();
    }
    place.decide("people", &["compare", "lab.toml", "--hardest-to-lose", "--individuals", "--trials", "40"]);
    let output = place.run(&["report", "made/people"]);
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (
            Some(2),
            "error: made/people speaks of single people: it was made with --individuals\n  add --individuals to show it, or make the results again without\n"
        )
    );
    let page = place.page(&["made/people", "--individuals"]);
    assert!(page.contains("<figure id=\"hardest-to-lose-0-0\">") && page.contains(">r01<"));
    assert!(!place.page(&["made/sweep"]).contains("r01"));
}

#[test]
fn a_page_of_what_moves_an_answer_alone_answers_with_it() {
    let place = Place::undecided();
    place.decide("sensitivity", &["sensitivity", "lab.toml", "--trials", "400"]);
    let document: Value = serde_json::from_str(&fs::read_to_string(place.path("made/sensitivity/sensitivity.json")).unwrap()).unwrap();
    let sentence = document["sentences"][0].as_str().unwrap().replace("2028-01-01", "1 January 2028");
    let page = place.page(&["made/sensitivity"]);
    assert!(page.contains(&format!("<p class=\"answer\">{sentence}</p>")), "{sentence}");
    // Beliefs and their sources are told where it is said how it was done.
    assert!(page.contains("a survey of &lt;b&gt;labs&lt;/b&gt;"));
}
