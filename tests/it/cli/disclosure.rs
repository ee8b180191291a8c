//! What can be worked out from the files of a run or a comparison about one person, by solving over the joint states of a small lab.
//!
//! Who is there on a date is one of 2^n states; what is published are expectations of functions of the state, of each file, under no policy
//! and under each. Whatever follows from them by adding, subtracting and weighing is a combination of these functions. The reader is given
//! more than the files: the distribution of each count, all moments told, the rosters and targets, that a policy changes nothing among
//! those whom it does not act on, nor a file among those of whom it says nothing else that acts, who is gone by then or has not come
//! yet for certain, and that nobody leaves on the day after the first. What is paid up to the horizon is taken for a sum over who is there.

mod lab;
mod solve;

use std::cell::Cell;
use std::fs;

use proptest::prop_assert;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use self::lab::{Lab, labs};
use self::solve::singled_out;
use super::commands::{Place, in_lines, stderr, stdout};

/// Labs that are tried.
const LABS: u32 = 120;

/// The summaries of a run of each policy and of a comparison, as far as they are told.
fn published(labs: &[&Lab], min_group: usize) -> Vec<String> {
    let place = Place::new();
    let files = &["lab.toml", "other.toml"][..labs.len()];
    for (file, lab) in files.iter().zip(labs) {
        fs::write(place.path(file), lab.toml(min_group)).unwrap();
    }
    // Who compares two files publishes what comes of that.
    let mut commands: Vec<Vec<&str>> = vec![vec!["compare"]];
    if let [lab] = labs {
        commands.push(vec!["run"]);
        commands.extend(["q0", "q1"].iter().take(lab.targets().len()).map(|policy| vec!["run", "--policy", policy]));
    }
    let mut summaries = Vec::new();
    for (index, command) in commands.into_iter().enumerate() {
        let out = format!("out{index}");
        let output = place.run(&[&command[..1], files, &["--out", &out], &command[1..]].concat());
        let told = stderr(&output);
        if output.status.code() == Some(2) && told.contains("there is nothing to compare that would not tell of fewer than") {
            continue;
        }
        assert_eq!(output.status.code(), Some(0), "{told}\n{}", labs[0].toml(min_group));
        let summary = fs::read_to_string(place.path(&format!("{out}/summary.csv"))).unwrap();
        summaries.push(summary.lines().skip(1).collect::<Vec<_>>().join("\n"));
    }
    summaries
}

#[test]
fn nothing_published_tells_of_one_person() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases: LABS, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    // How many labs have been tried, have given somebody away without care, have policies compared, files compared, joiners told of, a cost.
    let counts: [Cell<u32>; 5] = Default::default();
    let tally = |index: usize, is_so: bool| counts[index].set(counts[index].get() + u32::from(is_so));
    TestRunner::new_with_rng(config, rng)
        .run(&labs(), |(lab, other)| {
            let labs: Vec<&Lab> = [&lab].into_iter().chain(&other).collect();
            let summaries = published(&labs, lab.min_group);
            for summary in &summaries {
                let found = singled_out(&labs, summary, false);
                let texts: String = labs.iter().map(|lab| lab.toml(lab.min_group)).collect();
                prop_assert!(found.is_empty(), "{found:?}\n{texts}\n{summary}");
            }
            let any = |is: &dyn Fn(&String) -> bool| summaries.iter().any(is);
            tally(0, published(&labs, 1).iter().any(|summary| !singled_out(&labs, summary, true).is_empty()));
            tally(1, any(&|summary| summary.contains(",none,") && summary.contains(",q")));
            tally(2, any(&|summary| summary.contains(",Lab,none,") && summary.contains(",Other,none,")));
            let has_joiners = lab.people.iter().any(|person| matches!(person.joins, Some(0..3)));
            tally(3, has_joiners && any(&|summary| summary.contains(",headcount,")));
            tally(4, any(&|summary| summary.contains(",cost,")));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    // The same labs with a least group of one give people away, and many labs have something of each kind to tell: the test can fail.
    let counts = counts.map(|count| count.get());
    assert!(counts.iter().zip([LABS / 2, LABS / 6, LABS / 20, LABS / 40, LABS / 20]).all(|(count, least)| *count > least), "{counts:?}");
}

/// A folder with scenarios and rosters.
struct Small(Place);

impl Small {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Place::new();
        for (name, text) in files {
            fs::write(place.path(name), text).unwrap();
        }
        Self(place)
    }

    /// What a command withholds besides teams and roles, or what it says if it refuses.
    fn facts(&self, command: &[&str]) -> Vec<String> {
        let output = self.0.run(&[command, &["--format", "plain", "--force", "--out", "out"]].concat());
        if output.status.code() != Some(0) {
            return stderr(&output).lines().skip_while(|line| !line.starts_with("error: ")).map(str::to_owned).collect();
        }
        let facts = stdout(&output).lines().filter_map(|line| line.strip_prefix("withheld "));
        facts.filter(|fact| !fact.contains("teams and roles")).map(str::to_owned).collect()
    }

    fn has(&self, metric: &str) -> bool {
        fs::read_to_string(self.0.path("out/summary.csv")).unwrap().contains(&format!(",{metric},"))
    }
}

fn scenario(name: &str, rest: &str) -> String {
    let head = format!("name = \"{name}\"\nstart = 2027-01-01\nhorizon = \"24 months\"\ntrials = 200\n[roster]\nfile = \"{name}.csv\"\n");
    format!("{head}[channels.lab]\nhazard_per_year = 0.1\ncovariates = {{ star = 4.0 }}\n{rest}")
}

/// The rows of so many people, `{}` in their rest standing for their number.
fn rows(prefix: &str, people: std::ops::RangeInclusive<usize>, rest: &str) -> String {
    people.map(|index| [prefix, &index.to_string(), ",", rest, "\n"].concat()).collect()
}

#[test]
fn those_who_come_late_hide_no_holder_of_the_start() {
    let head = "id,hired,skills,star\n";
    let opening = rows("p", 1..=5, "2024-01-01,k,0") + "p6,2024-01-01,,1\n";
    // Before the last date, the day before it, on it; and early, when they still are not there at the first dates.
    for hired in ["2028-12-01", "2028-12-31", "2029-01-01", "2027-01-15"] {
        for needs in [1, 5] {
            let capability = format!("[capabilities.k]\nneeds = {needs}\nskills = [\"k\"]\n");
            let roster = format!("{head}{opening}{}", rows("j", 1..=5, &format!("{hired},k,0")));
            let lab = Small::new(&[("cap.toml", &scenario("cap", &capability)), ("cap.csv", &roster)]);
            let expected = [
                "the capability k: alone or less other numbers, of fewer than 5; --individuals shows it",
                "the bus factor: it rests on all capabilities; --individuals shows it",
            ];
            assert_eq!(lab.facts(&["run", "cap.toml"]), expected, "{hired}");
            assert!(!lab.has("bus_factor") && !lab.has("capability"));
            let assertion = "[[assert]]\nmetric = \"bus_factor\"\nstat = \"mean\"\nop = \">=\"\nvalue = 0\n";
            fs::write(lab.0.path("cap.toml"), scenario("cap", &format!("{capability}{assertion}"))).unwrap();
            let message = [
                "error: an [[assert]] is about bus_factor, which rests on capability:k, which is",
                "       withheld (privacy.min_group, 5): alone or less other numbers, of fewer",
                "       than 5",
                "  run with --individuals, which shows results of single researchers too",
            ];
            assert_eq!(lab.facts(&["run", "cap.toml"]), message);
        }
    }
    // Where ten hold it and five others do not, who comes late does no harm.
    let capability = "[capabilities.k]\nneeds = 5\nskills = [\"k\"]\n";
    let roster = head.to_owned() + &rows("p", 1..=10, "2024-01-01,k,0") + &rows("q", 1..=5, "2024-01-01,,0") + "j1,2028-12-01,k,0\n";
    let lab = Small::new(&[("cap.toml", &scenario("cap", capability)), ("cap.csv", &roster)]);
    let expected = [
        "headcount and exits: less the retained they count 1, fewer than 5; --individuals shows it",
        "1 group of holders: alone or less other numbers, of fewer than 5; --individuals shows it",
    ];
    assert_eq!(lab.facts(&["run", "cap.toml"]), expected);
    assert!(lab.has("bus_factor") && lab.has("capability"));
}

#[test]
fn those_who_came_the_day_before_hide_nobody_who_came_earlier() {
    // On the first of February one newcomer can be gone, four have just come.
    let roster = "id,hired,star\n".to_owned() + &rows("p", 1..=9, "2024-01-01,0") + "j1,2027-01-05,1\n" + &rows("j", 2..=5, "2027-01-31,0");
    let lab = Small::new(&[("late.toml", &scenario("late", "")), ("late.csv", &roster)]);
    assert_eq!(
        lab.facts(&["run", "late.toml"]),
        ["headcount and exits: alone or less other numbers, of fewer than 5; --individuals shows it"]
    );
    fs::write(lab.0.path("late.csv"), roster.replace("2027-01-05", "2027-01-31")).unwrap();
    assert!(lab.facts(&["run", "late.toml"]).is_empty() && lab.has("headcount"));
}

#[test]
fn who_is_paid_for_a_day_hides_no_pay() {
    let policy = |kind: &str| format!("[pay]\nelasticity = 0.0001\nequity_elasticity = 0.0001\n[policies.q]\n{kind}\n");
    let kinds = [
        "kind = \"raise\"\nraise = 0.1",
        "kind = \"retention_grant\"\namount = 0.5\nvesting = \"24 months\"\nevery = \"6 months\"",
        "kind = \"counter_offer\"\nsuccess = 0.5\nraise = 0.1",
    ];
    let head = "id,hired,star,pay\n";
    let opening = "p1,2024-01-01,1,3000\n".to_owned() + &rows("p", 2..=6, "2024-01-01,0,10");
    let late = rows("j", 1..=6, "2028-12-31,0,1000") + &rows("k", 1..=6, "2028-12-31,0,5000");
    for kind in kinds {
        let lab = Small::new(&[("pay.toml", &scenario("pay", &policy(kind))), ("pay.csv", &format!("{head}{opening}{late}"))]);
        let facts = lab.facts(&["run", "pay.toml", "--policy", "q"]);
        assert_eq!(facts, ["cost: the pay of one person is too much of it; --individuals shows it"], "{kind}");
        let assertion = "[[assert]]\npolicy = \"q\"\nmetric = \"cost\"\nstat = \"mean\"\nop = \">=\"\nvalue = 0\n";
        fs::write(lab.0.path("pay.toml"), scenario("pay", &(policy(kind) + assertion))).unwrap();
        let message = [
            "error: an [[assert]] is about cost, which is withheld (privacy.min_group, 5):",
            "       the pay of one person is too much of it",
            "  run with --individuals, which shows results of single researchers too",
        ];
        assert_eq!(lab.facts(&["run", "pay.toml", "--policy", "q"]), message);
        // Six of one pay hide each other, and so do six newcomers of one pay and one day.
        fs::write(lab.0.path("pay.toml"), scenario("pay", &policy(kind))).unwrap();
        fs::write(lab.0.path("pay.csv"), format!("{head}{}{}", rows("p", 1..=6, "2024-01-01,0,10"), rows("j", 1..=6, "2028-12-31,0,1000")))
            .unwrap();
        assert!(lab.facts(&["run", "pay.toml", "--policy", "q"]).is_empty() && lab.has("cost"), "{kind}");
    }
    // A person-year of one newcomer who is there for a year, and of five who are for a day.
    let price = "[policies.q]\nkind = \"effect\"\nratio = 0.9\ncost_per_person_year = 1\n";
    let roster = format!("{head}{opening}j1,2028-01-01,0,1\n{}", rows("j", 2..=6, "2028-12-31,0,1"));
    let lab = Small::new(&[("pay.toml", &scenario("pay", price)), ("pay.csv", &roster)]);
    let facts = lab.facts(&["run", "pay.toml", "--policy", "q"]);
    assert!(
        facts.contains(&"cost: alone or less other numbers, of fewer than 5; --individuals shows it".to_owned()) && !lab.has("cost"),
        "{facts:?}"
    );
}

#[test]
fn changes_that_do_nothing_hide_nobody_in_a_comparison_of_files() {
    let head = "id,team,hired,star,last_day,pay,role\n";
    // `star`, `last_day` and `pay` of the first, `pay` of the next five, teams.
    let roster = |first: &str, pay: u32, teams: [&str; 2]| {
        let row = |index: usize| {
            let (rest, pay) = if index == 1 { (first, 1) } else { ("0,", if index < 7 { pay } else { 1 }) };
            format!("p{index},{},2020-01-01,{rest},{pay},r\n", teams[index % 2])
        };
        head.to_owned() + &(1..=12).map(row).collect::<String>()
    };
    let teams = ["t0", "t1"];
    let first = roster("1,", 1, teams);
    let files = |others: &[&str]| {
        let names = ["b", "c", "d"];
        let mut files = vec![("a.toml".to_owned(), scenario("a", "")), ("a.csv".to_owned(), first.clone())];
        for (name, other) in names.iter().zip(others) {
            files.push((format!("{name}.toml"), scenario(name, "")));
            files.push((format!("{name}.csv"), (*other).to_owned()));
        }
        Small::new(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
    };
    let message = |differ: usize| {
        let message = in_lines(&format!(
            "error: there is nothing to compare that would not tell of fewer than 5 people (privacy.min_group): b (its people differ from \
             those of the first file in {differ}, too few)\n  run with --individuals, which tells of single researchers too\n"
        ));
        message.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let cases = [
        // A last day that only one knows, in the horizon or not, among new pays and names of teams.
        roster("1,2027-03-01", 1, ["core", "apps"]),
        roster("1,2032-01-01", 2, teams),
        // Another star.
        roster("0,", 2, ["apps", "core"]),
        // Dates of hire and roles, on which nothing rests.
        roster("0,", 1, teams).replace("2020-01-01", "2019-01-01").replace(",r\n", ",s\n"),
    ];
    for other in &cases {
        assert_eq!(files(&[other]).facts(&["compare", "a.toml", "b.toml"]), message(1), "{other}");
    }
    // Nothing that acts differs, and the star of six.
    let alike = roster("1,", 2, ["core", "apps"]);
    assert!(files(&[&alike]).facts(&["compare", "a.toml", "b.toml"]).is_empty());
    let stars = |from: usize, to: usize| {
        let star = |line: &str, index: usize| {
            if (from..=to).contains(&index) { line.replacen("2020-01-01,0", "2020-01-01,2", 1) } else { line.to_owned() }
        };
        first.lines().enumerate().map(|(index, line)| star(line, index) + "\n").collect::<String>()
    };
    assert!(files(&[&stars(2, 7)]).facts(&["compare", "a.toml", "b.toml"]).is_empty());
    // The second and the third differ from the first by the same six, but from each other by one.
    let third = stars(2, 7).replacen("2020-01-01,2", "2020-01-01,3", 1);
    let facts = files(&[&stars(2, 7), &third]).facts(&["compare", "a.toml", "b.toml", "c.toml"]);
    assert_eq!(facts, ["c: its people differ from those of b in 1, too few; --individuals shows it"]);
    // Another last day is of that one person too.
    let lab = files(&[&roster("1,2027-03-01", 1, teams)]);
    fs::write(lab.0.path("a.csv"), roster("1,2028-03-01", 1, teams)).unwrap();
    assert_eq!(lab.facts(&["compare", "a.toml", "b.toml"]), message(1));
}

#[test]
fn an_assertion_of_a_file_that_is_withheld_is_refused() {
    let assertion = "[[assert]]\nmetric = \"retained\"\nstat = \"mean\"\nop = \">=\"\nvalue = 0\n";
    let policy = "[policies.q]\nkind = \"effect\"\nratio = 0.5\n";
    let head = "id,hired,star\n";
    let (a, b) = (rows("p", 1..=8, "2024-01-01,0"), rows("p", 1..=7, "2024-01-01,0") + "p8,2024-01-01,1\n");
    let of_policy = format!("{policy}{}", assertion.replacen("metric", "policy = \"q\"\nmetric", 1));
    let files = [("a.toml", scenario("a", &of_policy)), ("a.csv", format!("{head}{a}")), ("b.csv", format!("{head}{b}"))];
    let with = |text: String| {
        let mut all: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        all.push(("b.toml", &text));
        Small::new(&all)
    };
    let message = [
        "error: an [[assert]] is about b, which is withheld (privacy.min_group): its",
        "       people differ from those of the first file in 1, too few",
        "  run with --individuals, which shows results of single researchers too",
    ];
    assert_eq!(with(scenario("b", assertion)).facts(&["compare", "a.toml", "b.toml"]), message);
    assert_eq!(with(scenario("b", &of_policy)).facts(&["compare", "a.toml", "b.toml"]), message);
    // An assertion of the first file about its own policy of that name is none about the other's.
    assert_eq!(
        with(scenario("b", policy)).facts(&["compare", "a.toml", "b.toml"]),
        ["b: its people differ from those of the first file in 1, too few; --individuals shows it"]
    );
}

#[test]
fn every_command_warns_of_a_roster_of_few() {
    let warning = "warning: only 3 researchers at the start, fewer than privacy.min_group, 5:\n  results always show how many of all are there, which with so few people\n  describes single people; pass results on only to those who may know\n";
    assert!(warning.lines().all(|line| line.len() <= 80));
    let place = Place::new();
    let history =
        "[history]\nfrom = 2022-01-01\nuntil = 2022-12-31\nfile = \"history.csv\"\n[policies.q]\nkind = \"effect\"\nratio = 0.5\n";
    let small = fs::read_to_string(place.path("small.toml")).unwrap();
    let (people, _) = small.split_once("[privacy]").unwrap();
    fs::write(place.path("few.toml"), people.replace("= 0.4", "= { median = 0.4, p95 = 1.0 }") + history).unwrap();
    fs::write(place.path("history.csv"), "id,hired,exit,channel\nx,2021-05-01,2022-08-01,lab\ny,2021-06-01,,\n").unwrap();
    let commands: [&[&str]; 8] = [
        &["check", "few.toml"],
        &["run", "few.toml", "--out", "a"],
        &["run", "few.toml", "--shard", "1/1", "--out", "b"],
        &["merge", "b", "--out", "c"],
        &["run", "few.toml", "--trial", "3"],
        &["compare", "few.toml", "--out", "d"],
        &["explain", "few.toml", "--researcher", "r-1", "--at", "2023-02-01"],
        &["calibrate", "few.toml", "--method", "mle", "--out", "e"],
    ];
    for command in commands {
        let output = place.run(command);
        assert!(stderr(&output).contains(warning), "{command:?}: {}", stderr(&output));
        assert_eq!(output.status.code(), Some(0), "{command:?}: {}", stderr(&output));
    }
    let manifest = fs::read_to_string(place.path("a/manifest.json")).unwrap();
    assert!(manifest.contains("\"privacy\": {\n    \"min_group\": 5,\n    \"withheld\": []\n  }"), "{manifest}");
    let state = fs::read_to_string(place.path("b/state.json")).unwrap();
    assert!(state.contains("\"about\":\"The counts of one shard, for `stayput merge`."), "{}", &state[..300]);
    fs::write(place.path("low.toml"), format!("{people}[privacy]\nmin_group = 2\n")).unwrap();
    let output = place.run(&["check", "low.toml"]);
    let warning = "warning: privacy.min_group is lowered from 5 to 2 without a reason: say beside\n  it, in `reason`, why results may describe so few people; the manifest keeps it\n";
    assert_eq!(stderr(&output), warning);
    // Lowered with a reason, nobody is warned, and the reason stands in the manifest.
    let output = place.run(&["run", "small.toml", "--out", "f"]);
    assert_eq!(stderr(&output), "");
    let manifest = fs::read_to_string(place.path("f/manifest.json")).unwrap();
    assert!(manifest.contains("\"min_group\": 1,\n    \"reason\": \"nobody of them exists\","), "{manifest}");
}
