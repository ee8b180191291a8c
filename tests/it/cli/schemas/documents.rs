//! Documents of all kinds, of runs that are as varied as the documents can be.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;

use serde_json::Value;

use super::super::budget::LAB as BUDGET;
use super::super::calibrate::{SCENARIO as TEN, place as ten};
use super::super::commands::{Place, stderr, stdout};
use super::super::diff::LAB as DIFF;
use super::super::discover::LAB as DISCOVER;
use super::super::events::EVENTFUL;
use super::super::explain::{HISTORY, LAB as TERMS};
use super::super::regret::LAB as REGRET;
use super::super::sensitivity::{LAB as SENSITIVITY, WHAT_IF};
use super::super::sweep::LAB as SWEEP;
use super::super::what_ifs::{LAB as WHAT_IFS, MORE};
use super::form_of;

/// A document: of which form it is, what was typed, and the document.
pub struct Document {
    pub form: &'static str,
    pub typed: String,
    pub content: Value,
}

/// All of them; the commands are run once.
pub fn all() -> &'static [Document] {
    static ALL: OnceLock<Vec<Document>> = OnceLock::new();
    ALL.get_or_init(|| {
        let parts = [of_everything, of_terms, of_small_labs, of_comparisons, of_what_moves_it, of_calibrations, of_differences];
        thread::scope(|scope| {
            let running = parts.map(|part| scope.spawn(part));
            running.into_iter().flat_map(|part| part.join().unwrap()).collect()
        })
    })
}

/// What a command prints, and writes into a folder; it may find that an assertion fails, or miss a gate.
struct Answers<'p> {
    place: &'p Place,
    documents: Vec<Document>,
}

impl<'p> Answers<'p> {
    fn of(place: &'p Place) -> Self {
        Self { place, documents: Vec::new() }
    }

    /// Of a command that prints only.
    fn printed(&mut self, typed: &str) {
        let arguments: Vec<&str> = typed.split('|').flat_map(|part| part.split_whitespace()).collect();
        let output = self.place.run(&[&arguments[..], &["--format", "json", "-q"]].concat());
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{typed}: {}", stderr(&output));
        self.add(typed, stdout(&output));
    }

    /// Of a command that writes a folder too.
    fn written(&mut self, typed: &str) {
        self.printed(&format!("{typed} --out out"));
        self.of_folder(typed);
    }

    fn of_folder(&mut self, typed: &str) {
        for entry in fs::read_dir(self.place.path("out")).unwrap() {
            let path = entry.unwrap().path();
            let is_json = path.extension().is_some_and(|extension| extension == "json");
            if is_json && !path.ends_with("datapackage.json") && !path.ends_with("state.json") {
                self.add(&format!("{} of {typed}", path.file_name().unwrap().display()), &fs::read_to_string(&path).unwrap());
            }
        }
        fs::remove_dir_all(self.place.path("out")).unwrap();
    }

    fn add(&mut self, typed: &str, json: &str) {
        let content: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{typed}: {error}: {json}"));
        self.documents.push(Document { form: form_of(&content), typed: typed.to_owned(), content });
    }
}

/// What the scenario with every key lacks of policies, and what may happen.
const FURTHER: &str = r#"
[pay]
elasticity = 1.2
equity_elasticity = 0.5
[policies.sometimes]
kind = "raise"
raise = 0.3
budget = 0.1
when = { exits = 2, within = "90 days" }
[policies.grants]
kind = "retention_grant"
amount = 1.0
vesting = "4 years"
cliff = "12 months"
[policies.answer]
kind = "counter_offer"
success = 0.5
raise = 0.1
[policies.seen]
kind = "visibility"
ratio = 0.8
[policies.nothing]
kind = "effect"
ratio = 0.9
[policies.worse]
kind = "effect"
ratio = 4
cost_once = 0.1
[what_if.one]
leaves = { id = "p-01", on = "2 months", to = "lab" }
"#;

/// Rows of which nothing can be learned, each for a reason of its own.
const UNOBSERVED: &str = "y-01,b,engineer,2021-01-01,2020-01-01,,2020-06-01,,,lab,,\n\
                          y-02,b,engineer,2022-06-01,2020-01-01,2022-03-01,,,,,,\n\
                          y-03,b,engineer,2023-12-31,2020-01-01,,,,,,,\n\
                          y-04,b,engineer,2021-01-01,,,,,,,,\n";

/// Of the scenario with every key.
fn of_everything() -> Vec<Document> {
    let place = Place::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/mutations/everything");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    for name in ["roster.csv", "ties.csv"] {
        fs::write(place.path(name), read(name)).unwrap();
    }
    fs::write(place.path("history.csv"), read("history.csv") + UNOBSERVED).unwrap();
    let text = read("everything.toml").replace("trials = 400", "trials = 40").replace("29 months", "21 months") + FURTHER;
    fs::write(place.path("all.toml"), text.replace("min_group = 1", "min_group = 1\nreason = \"made up\"")).unwrap();
    let silent = text.split("[[assert]]").next().unwrap().to_owned() + FURTHER;
    fs::write(place.path("closed.toml"), silent + "[privacy]\nmin_group = 4\n").unwrap();
    let mut answers = Answers::of(&place);
    answers.written("run all.toml --individuals --policy grants");
    answers.written("run closed.toml --trials 4");
    answers.written("run closed.toml --trials 4 --set contagion.cap=4");
    answers.written("compare all.toml --policy sometimes --policy grants --policy worse --policy nothing --trials 80");
    answers.written("compare closed.toml --policy nothing");
    answers.written("sweep all.toml --over contagion.cap=4,6 --policy worse --policy nothing");
    answers.written("sweep closed.toml --over contagion.cap=4,6 --policy worse");
    answers.printed("diff all.toml closed.toml");
    for (trial, policy) in (0..16).zip(["sometimes", "answer", "grants", "none"].iter().cycle()) {
        answers.printed(&format!("run all.toml --trial {trial} --policy {policy}"));
    }
    for researcher in ["q-01", "p-01", "p-03", "t01-02"] {
        answers.printed(&format!("explain all.toml --researcher {researcher} --at 2024-03-01 --policy grants"));
    }
    answers.documents
}

/// What a lab lacks of which every kind of term is.
const EVERY_TERM: &str = r#"
[notice]
length = "1 month"
[returns]
return_per_year = 4
half_life = "12 months"
ratio_after_return = 1.2
[pay]
elasticity = 1.1
equity_elasticity = 0.4
vest_spike = { ratio = 1.2, length = "3 months" }
[policies.raise]
kind = "raise"
raise = 0.1
[policies.metered]
kind = "effect"
ratio = 0.9
cost_per_person_year = 1.0
budget_per_year = 0.5
[policies.grants]
kind = "retention_grant"
amount = 1.0
vesting = "1 year"
every = "1 month"
[policies.keep]
kind = "counter_offer"
success = 0.9
raise = 0.2
ratio_after = 1.5
half_life = "12 months"
[policies.seen]
kind = "visibility"
ratio = 0.8
[policies.everything]
kind = "bundle"
policies = ["raise", "metered", "grants", "keep", "seen"]
"#;

/// Of stories and explanations.
fn of_terms() -> Vec<Document> {
    let place = Place::new();
    let often = TERMS
        .replace("offers_per_year = { median = 2.0, p95 = 4.0,", "pay_multiple = 1.5\noffers_per_year = { median = 8.0, p95 = 12.0,")
        .replace("acceptance = 0.05", "acceptance = 0.4")
        .replace("ratio = { median = 1.2, p95 = 1.5, source = \"a study\" }", "cap = 1.1\nratio = 1.5");
    fs::write(place.path("terms.toml"), often + EVERY_TERM).unwrap();
    fs::write(place.path("history.csv"), HISTORY).unwrap();
    let mut answers = Answers::of(&place);
    for trial in 0..30 {
        answers.printed(&format!("run terms.toml --trial {trial} --policy everything"));
    }
    // In trial 16 that person is under notice then, and has no hazard.
    for trial in 0..16 {
        answers.printed(&format!("explain terms.toml --researcher p-02 --at 2023-03-01 --trial {trial} --policy keep"));
    }
    for researcher in ["p-01", "p-02"] {
        answers.printed(&format!("explain terms.toml --researcher {researcher} --at 2023-04-01 --policy everything"));
    }
    answers.documents
}

/// Of small labs: with few trials, a precision, known last days, an import, a shard, an interruption.
fn of_small_labs() -> Vec<Document> {
    let place = Place::new();
    fs::write(place.path("eventful.toml"), EVENTFUL.replace("trials = 603", "trials = 60")).unwrap();
    let small = fs::read_to_string(place.path("small.toml")).unwrap();
    let leaving = small.replace("id = \"r-2\"", "id = \"r-2\"\nlast_day = 2023-03-15\nlast_channel = \"lab\"");
    let assertions = "[[assert]]\nmetric = \"retained\"\nstat = \"mean\"\nop = \">\"\nvalue = 3\n\
                      [[assert]]\nmetric = \"retained\"\nstat = \"luck_share\"\nat = 2023-01-01\nop = \">\"\nvalue = 0.5\n\
                      [[assert]]\nmetric = \"retained\"\nstat = \"mean\"\nop = \">\"\nvalue = 0\n\
                      [policies.calm]\nkind = \"effect\"\nratio = 0.9\n";
    fs::write(place.path("leaving.toml"), leaving.clone() + assertions).unwrap();
    let uncertain = leaving.replace("hazard_per_year = 0.4", "hazard_per_year = { median = 0.4, p95 = 0.6 }");
    fs::write(place.path("uncertain.toml"), uncertain).unwrap();
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exports/thirty-five.csv"), place.path("export.csv")).unwrap();
    assert_eq!(place.run(&["import", "export.csv", "lab"]).status.code(), Some(0));
    let imported = fs::read_to_string(place.path("lab/lab.toml")).unwrap();
    fs::write(place.path("lab/calm.toml"), imported + "[policies.calm]\nkind = \"effect\"\nratio = 0.9\n").unwrap();
    let mut answers = Answers::of(&place);
    answers.written("run small.toml");
    answers.written("run small.toml --trials 1");
    answers.written("run leaving.toml");
    answers.written("compare leaving.toml");
    answers.written("sensitivity uncertain.toml --trials 400");
    answers.written("discover uncertain.toml --when retained<1 --draws 100 --replications 2");
    answers.written("run eventful.toml --precision 1.5");
    answers.written("compare leaving.toml --precision 0.2");
    answers.written("run lab/lab.toml --trials 20");
    answers.written("compare lab/calm.toml --trials 20");
    for trial in 0..6 {
        answers.printed(&format!("run eventful.toml --trial {trial}"));
    }
    answers.printed("run small.toml --trial 0");
    answers.printed("explain small.toml --researcher r-1 --at 2023-03-01");
    answers.printed("explain eventful.toml --researcher t01-02 --at 2023-06-01 --trial 3");
    assert_eq!(place.run(&["run", "small.toml", "--shard", "1/2", "--out", "out"]).status.code(), Some(0));
    answers.of_folder("run small.toml --shard 1/2");
    #[cfg(unix)]
    answers.interrupted();
    answers.documents
}

#[cfg(unix)]
impl Answers<'_> {
    /// A run that is interrupted.
    fn interrupted(&mut self) {
        let arguments = ["run", "small.toml", "--trials", "1000000000", "--format", "json", "--out", "out", "-q"];
        let child = self.place.command(&arguments).stdout(std::process::Stdio::piped()).spawn().unwrap();
        thread::sleep(std::time::Duration::from_millis(1500));
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
        self.add("an interrupted run", stdout(&output));
        self.of_folder("an interrupted run");
    }
}

/// Of comparisons: a budget, a value solved for, regret, what-ifs, other people.
fn of_comparisons() -> Vec<Document> {
    let place = Place::new();
    fs::write(place.path("budget.toml"), BUDGET).unwrap();
    fs::write(place.path("regret.toml"), REGRET).unwrap();
    fs::write(place.path("hot.toml"), REGRET.replace("\"Lab\"", "\"Hot\"").replace("median = 0.3, p95 = 0.6", "median = 1.0, p95 = 1.5"))
        .unwrap();
    fs::write(place.path("larger.toml"), REGRET.replace("\"Lab\"", "\"Larger\"").replace("team_size = 5", "team_size = 8")).unwrap();
    let costly = "[policies.helps_nobody]\nkind = \"effect\"\nratio = 0.999\ncost_once = 1\n[policies.drives_away]\nkind = \"effect\"\nratio = 3\n\
                  cost_once = 1\n[policies.free]\nkind = \"effect\"\nratio = 0.5\n";
    let person = |index: usize| {
        format!("[[researchers]]\nid = \"p-{index}\"\nteam = \"{}\"\nrole = \"{}\"\n", ["a", "b"][index / 6], ["x", "y"][index % 2])
    };
    let people = (0..12).map(person).collect::<String>();
    fs::write(place.path("may.toml"), WHAT_IFS.to_owned() + MORE + costly + &people).unwrap();
    let held = people.replace("role = \"x\"", "role = \"z\"").replacen("role = \"z\"", "role = \"q\"", 1);
    let few = "[policies.few]\nkind = \"effect\"\nratio = 0.5\ncost_per_person_year = 1\ntarget = { role = \"q\" }\n[budget]\ntotal = 2\n\
               [pay]\nelasticity = 1.0\n[policies.raise]\nkind = \"raise\"\nraise = 0.1\n";
    fs::write(place.path("few.toml"), WHAT_IFS.split("[what_if").next().unwrap().to_owned() + few + &held).unwrap();
    let mut answers = Answers::of(&place);
    answers.written("compare budget.toml --budget 1 --trials 400");
    answers.written("compare few.toml --trials 400");
    answers.written("compare few.toml --budget none --trials 400");
    answers.written("compare budget.toml --solve policies.raise.raise --for cost=1 --trials 400");
    answers.written("compare budget.toml --solve policies.raise.raise --for kept=0.5 --trials 400");
    answers.written("compare regret.toml hot.toml --regret --trials 2000");
    answers.written("compare regret.toml larger.toml --trials 100");
    answers.written("compare may.toml --trials 400");
    answers.written("compare may.toml --policy calm --what-if one --what-if shaken --trials 2000");
    answers.written("compare may.toml --trials 40");
    answers.written("compare may.toml --trials 40 --hardest-to-lose --individuals");
    answers.written("optimise budget.toml --budget 1 --trials 2000");
    answers.written("optimise budget.toml --budget 0.01 --trials 400");
    answers.written("optimise few.toml --budget 1 --trials 400");
    answers.documents
}

/// Of sensitivities, discoveries and sweeps.
fn of_what_moves_it() -> Vec<Document> {
    let place = Place::new();
    fs::write(place.path("sensitivity.toml"), SENSITIVITY.to_owned() + WHAT_IF).unwrap();
    let of_little_use = "[policies.perhaps]\nkind = \"effect\"\nratio = { low = 0.5, high = 1.3 }\ncost_per_person_year = 0.2\n";
    fs::write(place.path("perhaps.toml"), SENSITIVITY.to_owned() + of_little_use).unwrap();
    fs::write(place.path("discover.toml"), DISCOVER).unwrap();
    let of_no_use = "[policies.useless]\nkind = \"effect\"\nratio = 0.999\ncost_once = 0.1\n";
    fs::write(place.path("sweep.toml"), SWEEP.to_owned() + of_no_use).unwrap();
    let mut answers = Answers::of(&place);
    answers.written("sensitivity sensitivity.toml --trials 2400");
    answers.written("sensitivity sensitivity.toml --trials 2400 --policy calm --policy raise");
    answers.written("sensitivity sensitivity.toml --trials 400 --policy calm");
    answers.written("sensitivity perhaps.toml --trials 2400 --policy perhaps");
    for further in ["--replications 2", "--by trials --replications 1", "--density 0.99 --replications 2", "--regions 1 --replications 2"] {
        answers.written(&format!("discover discover.toml --when retained<5 --draws 400 {further}"));
    }
    answers.written("discover discover.toml --when retained<0.1 --draws 100 --replications 2");
    answers.written("discover discover.toml --when retained<10.5 --draws 100 --replications 2");
    answers.written("sweep sweep.toml --over contagion.ratio=1:1.5:2 --policy calm --policy useless --trials 100");
    answers.written("sweep sweep.toml --over roster.generate.team_size=6,12 --policy late --trials 100");
    let half_lives = place.run(&[
        "sweep",
        "sweep.toml",
        "--over",
        "contagion.half_life=1 month,6 months",
        "--trials",
        "20",
        "--format",
        "json",
        "-q",
        "--out",
        "out",
    ]);
    answers.add("a sweep over texts", stdout(&half_lives));
    answers.of_folder("a sweep over texts");
    answers.documents
}

/// Of calibrations, and of what is made with their posteriors.
fn of_calibrations() -> Vec<Document> {
    let place = ten();
    let contagious = "[contagion]\nratio = { median = 1.2, p95 = 2.0 }\nhalf_life = \"3 months\"\nleader_ratio = { median = 1.2, p95 = 2.0 }\n\
                      leader_half_life = \"3 months\"\n[frailty]\nsd = { median = 0.3, p95 = 0.8 }\n\
                      [policies.calm]\nkind = \"effect\"\nratio = { low = 0.4, high = 0.9 }\ncost_per_person_year = 0.1\n\
                      [[shocks]]\nname = \"crisis\"\ndate = 2021-06-01\nratio = { median = 1.2, p95 = 2.0 }\nhalf_life = \"6 months\"\n";
    fs::write(place.path("more.toml"), TEN.to_owned() + contagious).unwrap();
    // Hazards that depend on tenure and on a column, and rows of which nothing can be learned, each for a reason of its own.
    let of_tenure = TEN
        .replace("\" }, ", "\", hired = 2020-06-01, star = 1 }, ")
        .replace("\" } ]", "\", hired = 2020-06-01, star = 1 } ]")
        .replace("history.csv", "odd.csv")
        .replace("source = \"a guess\" }\n", "source = \"a guess\" }\ncovariates = { star = { median = 1.1, p95 = 2.0 } }\n")
        .replace("p95 = 0.3 }\n", "p95 = 0.3 }\ntenure = [ { until = \"1 year\", ratio = { median = 1.0, p95 = 2.0 } } ]\n");
    fs::write(place.path("tenure.toml"), of_tenure + "[notice]\nlength = \"1 month\"\n").unwrap();
    let odd = "id,entry,hired,exit,channel,observed_until,star\nx-1,2021-01-01,2020-06-01,2022-01-01,lab,,1\nx-2,2021-01-01,2020-06-01,,,,1\n\
               x-3,2021-01-01,2020-06-01,2023-01-01,other,,0\ny-1,2021-01-01,2020-06-01,2020-12-01,lab,,1\ny-2,2021-01-01,2020-06-01,,,2020-12-01,1\n\
               y-3,2021-01-01,,,,,1\ny-4,2021-01-01,2020-06-01,,,,\ny-5,2024-01-01,2020-06-01,,,,1\ny-6,2021-01-01,2020-06-01,2021-01-15,lab,,1\n";
    fs::write(place.path("odd.csv"), odd).unwrap();
    let mut answers = Answers::of(&place);
    answers.written("calibrate ten.toml --method mle");
    answers.written("calibrate tenure.toml --method mle");
    answers.printed("calibrate more.toml --draws 150 --compare 100 --out fit");
    answers.printed("calibrate more.toml --draws 150 --compare 0 --seed 2 --out again");
    let learned = "[parameters]\nposterior = \"fit/posterior.csv\"\nreplications = 2\n";
    fs::write(place.path("learned.toml"), TEN.to_owned() + contagious + learned).unwrap();
    fs::write(place.path("other.toml"), TEN.to_owned() + contagious).unwrap();
    answers.written("run learned.toml --trials 100");
    answers.written("sensitivity learned.toml --policy calm");
    answers.printed("diff learned.toml other.toml");
    fs::write(place.path("again.toml"), TEN.to_owned() + contagious + &learned.replace("fit/", "again/")).unwrap();
    answers.printed("diff learned.toml again.toml --no-run");
    let manifest = fs::read_to_string(place.path("fit/manifest.json")).unwrap();
    answers.add("manifest.json of a posterior", &manifest);
    answers.documents
}

/// Of scenarios apart.
fn of_differences() -> Vec<Document> {
    let place = Place::new();
    let people = |count: usize, team: &str| {
        let row = |id: usize| format!("p-{id},{},2020-01-01\n", if id < 7 { "a" } else { team });
        format!("id,team,hired\n{}", (1..=count).map(row).collect::<String>())
    };
    let history =
        |exit: &str| format!("id,team,entry,hired,exit,channel\nx-1,a,2024-01-01,2020-01-01,{exit},lab\nx-2,a,2024-01-01,2020-01-01,,\n");
    let with_history = "[history]\nfile = \"history.csv\"\nuntil = 2026-12-01\n";
    for (name, text) in [("people.csv", people(12, "b")), ("others.csv", people(15, "c")), ("history.csv", history("2025-01-01"))] {
        fs::write(place.path(name), text).unwrap();
    }
    fs::write(place.path("later.csv"), history("2026-01-01")).unwrap();
    fs::write(place.path("a.toml"), DIFF.to_owned() + with_history).unwrap();
    let other = DIFF
        .replace("people.csv", "others.csv")
        .replace("source = \"a study\"", "source = \"another\"")
        .replace("ratio = 0.7", "ratio = 0.6");
    fs::write(place.path("b.toml"), other + &with_history.replace("history.csv", "later.csv")).unwrap();
    fs::write(place.path("c.toml"), DIFF.replace("p95 = 0.9", "p95 = 0.8").replace("ratio = 1.5", "ratio = 1.6") + with_history).unwrap();
    let mut answers = Answers::of(&place);
    answers.printed("diff a.toml b.toml --individuals --trials 100");
    answers.printed("diff a.toml b.toml --no-run");
    answers.printed("diff a.toml c.toml --trials 100");
    // Of a history only this may be said: that somebody's observation ends before it begins.
    fs::write(place.path("history.csv"), history("2025-01-01") + "x-3,a,2027-06-01,2020-01-01,,\n").unwrap();
    answers.written("run a.toml --trials 20");
    answers.documents
}
