//! Teams and roles in the results, and what is kept back of small ones.

use std::fs;

use super::commands::Place;

fn groups(sizes: &[(&str, &str, usize)], privacy: &str) -> Vec<String> {
    let place = Place::new();
    let mut text = "name = \"Parts\"\nstart = 2023-01-01\nhorizon = \"2 months\"\ntrials = 200\n".to_owned();
    for (team, role, size) in sizes {
        for index in 0..*size {
            let role = if role.is_empty() { String::new() } else { format!("role = \"{role}\"\n") };
            let person = format!("[[researchers]]\nid = \"{team}{}-{index}\"\nteam = \"{team}\"\n{role}", role.len());
            text.push_str(&person);
        }
    }
    text = text + "[channels.lab]\nhazard_per_year = 0.4\n" + privacy;
    fs::write(place.path("parts.toml"), text).unwrap();
    let output = place.run(&["run", "parts.toml", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", super::commands::stderr(&output));
    let summary = fs::read_to_string(place.path("out/summary.csv")).unwrap();
    let rows = summary.lines().filter(|row| row.contains("2023-01-01,mean,"));
    rows.filter(|row| row.contains("team:") || row.contains("role:"))
        .map(|row| row.split(',').skip(3).collect::<Vec<_>>().join(","))
        .collect()
}

#[test]
fn teams_and_roles_are_broken_out() {
    let found = groups(&[("a", "engineer", 6), ("b", "engineer", 5), ("b", "scientist", 5)], "");
    let expected =
        ["retained,team:a,2023-01-01,mean,6,0", "retained,team:b,2023-01-01,mean,10,0", "retained,role:scientist,2023-01-01,mean,5,0"];
    // Engineers are everybody less the scientists: nothing new, and no small group.
    assert_eq!(found[..2], expected[..2]);
    assert!(
        found.contains(&expected[2].to_owned()) || found.contains(&"retained,role:engineer,2023-01-01,mean,11,0".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_small_team_is_kept_back_with_the_one_that_would_give_it_away() {
    assert_eq!(groups(&[("a", "", 4), ("b", "", 6), ("c", "", 7)], ""), ["retained,team:c,2023-01-01,mean,7,0"]);
    let all = groups(&[("a", "", 4), ("b", "", 6), ("c", "", 7)], "[privacy]\nmin_group = 4\n");
    assert_eq!(all.len(), 3, "{all:?}");
}

const TEAM: &str = r#"
name = "Team"
start = 2023-01-01
horizon = "6 months"
trials = 800
[roster]
file = "team.csv"
[channels.lab]
hazard_per_year = 0.4
[returns]
return_per_year = 0.5
half_life = "never"
[capabilities.training]
needs = 1
skills = ["training"]
"#;

/// The program's folder of a run of five people, with options.
fn team(options: &[&str]) -> (Place, String) {
    let place = Place::new();
    fs::write(place.path("team.toml"), TEAM).unwrap();
    let roster = "id,team,role,hired,skills\np-1,a,engineer,2020-01-01,training\np-2,a,engineer,2020-01-01,training\n\
        p-3,b,engineer,2020-01-01,\np-4,b,scientist,2020-01-01,\np-5,b,scientist,2023-03-01,\n";
    fs::write(place.path("team.csv"), roster).unwrap();
    let output = place.run(&[&["run", "team.toml", "--out", "out"], options].concat());
    assert_eq!(output.status.code(), Some(0), "{}", super::commands::stderr(&output));
    let text = super::commands::stdout(&output).to_owned();
    (place, text)
}

#[test]
fn single_researchers_are_spoken_of_only_where_asked_for() {
    let (place, text) = team(&[]);
    assert!(!place.path("out/researchers.csv").exists() && !text.contains("that person"), "{text}");
    let summary = fs::read_to_string(place.path("out/summary.csv")).unwrap();
    for part in ["team:", "role:", "id:", "pivotal"] {
        assert!(!summary.contains(part), "{part}");
    }
    // Two know how: whether the lab can would tell of each.
    for metric in ["capability", "capability_lost", "bus_factor"] {
        assert!(!summary.contains(&format!("Team,none,{metric},")), "{metric}");
    }
    let hidden = "Hidden for privacy: headcount and exits (those who join later are 1, fewer than 5); the capability training (held by 2, \
        fewer than 5); 4 of the teams and roles; the bus factor (it rests on all capabilities). These results could describe fewer than 5 people \
        (privacy.min_group), alone or together with other numbers. To see them, for your own use only: --individuals. ";
    assert!(text.replace('\n', " ").contains(hidden), "{text}");
    for (format, said) in [("plain", "hidden capability:training holders 2 privacy.min_group 5\n"), ("json", "\"shown\": false")] {
        let (_, text) = team(&["--format", format]);
        assert!(text.contains(said) && !text.contains("capability_lost") && !text.contains("bus_factor"), "{text}");
    }

    let (place, text) = team(&["--individuals"]);
    let sentence = "Results of single researchers say what the scenario implies, not what a person\nwill do: they are not for decisions \
        about that person.\n";
    assert!(text.contains(sentence), "{text}");
    let summary = fs::read_to_string(place.path("out/summary.csv")).unwrap();
    let capability = ["capability,capability:training,", "capability_lost,capability:training,", "bus_factor,all,"];
    let parts = ["retained,team:a,", "retained,team:b,", "retained,role:scientist,", "pivotal,capability:training/id:p-1,"];
    for part in parts.into_iter().chain(capability) {
        assert!(summary.contains(&format!("Team,none,{part}")), "{part}");
    }
    let dictionary = fs::read_to_string(place.path("out/datapackage.json")).unwrap();
    assert!(dictionary.contains("not for decisions about that person"));
}

#[test]
fn the_probabilities_of_all_researchers_add_up_to_the_mean_retained() {
    let (place, _) = team(&["--individuals", "--set", "channels.lab.hazard_per_year=0.8"]);
    let researchers = fs::read_to_string(place.path("out/researchers.csv")).unwrap();
    let rows: Vec<Vec<&str>> = researchers.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert_eq!(researchers.lines().next(), Some("run,scenario,policy,id,date,p_retained,mcse"));
    // Four of the opening roster on seven dates; p-5 joins later.
    assert_eq!(rows.len(), 4 * 7);
    let summary = fs::read_to_string(place.path("out/summary.csv")).unwrap();
    for date in ["2023-01-01", "2023-04-01", "2023-07-01"] {
        let found: f64 = rows.iter().filter(|row| row[4] == date).map(|row| row[5].parse::<f64>().unwrap()).sum();
        let start = format!(",Team,none,retained,all,{date},mean,");
        let mean: f64 = summary.lines().find_map(|row| row.split_once(&start)?.1.split(',').next()?.parse().ok()).unwrap();
        assert!((found - mean).abs() < 1e-12 && (date == "2023-01-01" || mean < 4.0), "{date}: {found} and {mean}");
    }
    for row in rows.iter().filter(|row| row[4] == "2023-07-01") {
        let [p, error] = [5, 6].map(|column| row[column].parse::<f64>().unwrap());
        // Nothing is uncertain, so that trials are independent.
        assert!((error - (p * (1.0 - p) / 799.0).sqrt()).abs() < 1e-12, "{row:?}");
    }
}

#[test]
fn an_assertion_on_what_few_hold_is_refused_without_individuals() {
    for (about, said) in
        [("metric = \"capability\"\ngroup = \"capability:training\"", "capability"), ("metric = \"bus_factor\"", "bus_factor")]
    {
        let assertion = format!("[[assert]]\n{about}\nstat = \"mean\"\nop = \">=\"\nvalue = 0\n");
        let (place, _) = team(&[]);
        fs::write(place.path("team.toml"), format!("{TEAM}{assertion}")).unwrap();
        let output = place.run(&["run", "team.toml", "--out", "other"]);
        let message = super::commands::in_lines(&format!(
            "error: an [[assert]] is about {said}, which rests on capability:training, which is withheld (privacy.min_group, 5): held by 2, \
             fewer than 5\n  \
             run with --individuals, which shows results of single researchers too\n"
        ));
        let said = super::commands::stderr(&output);
        assert!(said.ends_with(&message) && output.status.code() == Some(2), "{said}");
        assert!(!place.path("other").exists());
        let output = place.run(&["run", "team.toml", "--out", "other", "--individuals"]);
        assert_eq!(output.status.code(), Some(0), "{}", super::commands::stderr(&output));
    }
}

/// The withheld things of a run, and the metrics of its summary.
fn withheld(text: &str, options: &[&str]) -> (Vec<String>, String) {
    let place = Place::new();
    fs::write(place.path("lab.toml"), text).unwrap();
    let output = place.run(&[&["run", "lab.toml", "--out", "out", "--format", "plain"], options].concat());
    assert_eq!(output.status.code(), Some(0), "{}", super::commands::stderr(&output));
    let told = super::commands::stdout(&output).to_owned();
    let facts = told.lines().filter_map(|line| line.strip_prefix("withheld ")).map(str::to_owned).collect();
    (facts, fs::read_to_string(place.path("out/summary.csv")).unwrap())
}

/// A lab of people with dates of hire, and what else it has.
fn lab(hired: &[&str], further: &str) -> String {
    let person = |(index, hired): (usize, &&str)| format!("[[researchers]]\nid = \"p-{index}\"\nhired = {hired}\n");
    let people: String = hired.iter().enumerate().map(person).collect();
    let head = "name = \"Lab\"\nstart = 2023-01-01\nhorizon = \"2 months\"\ntrials = 200\n";
    format!("{head}{people}[channels.lab]\nhazard_per_year = 0.4\n{further}")
}

#[test]
fn a_tenure_that_is_most_of_the_sum_is_withheld() {
    let alike = ["2022-01-01"; 9];
    let (facts, summary) = withheld(&lab(&alike, ""), &[]);
    assert!(facts.is_empty() && summary.contains(",tenure_kept,"), "{facts:?}");
    let mut long = alike;
    long[3] = "1993-01-01";
    let (facts, summary) = withheld(&lab(&long, ""), &[]);
    assert_eq!(facts, ["tenure_kept: the tenure of one person is too much of it; --individuals shows it"]);
    assert!(!summary.contains(",tenure_kept,"));
    let (facts, summary) = withheld(&lab(&long, ""), &["--individuals"]);
    assert!(facts.is_empty() && summary.contains(",tenure_kept,"), "{facts:?}");
}

#[test]
fn a_capability_of_all_but_one_is_withheld() {
    let capability = |ids: &str| format!("[capabilities.a]\nneeds = 2\nresearchers = [{ids}]\n");
    let hired = ["2022-01-01"; 6];
    let (facts, _) = withheld(&lab(&hired, &capability(r#""p-0", "p-1", "p-2", "p-3", "p-4""#)), &[]);
    let expected = [
        "the capability a: alone or less other numbers, of fewer than 5; --individuals shows it",
        "the bus factor: it rests on all capabilities; --individuals shows it",
    ];
    assert_eq!(facts, expected);
    let (facts, summary) = withheld(&lab(&hired, &capability(r#""p-0", "p-1", "p-2", "p-3", "p-4", "p-5""#)), &[]);
    assert!(facts.is_empty() && summary.contains("capability,capability:a,"), "{facts:?}");
}

#[test]
fn headcount_and_exits_that_would_tell_of_one_newcomer_are_withheld() {
    let mut hired = vec!["2022-01-01"; 6];
    hired.push("2023-01-15");
    let (facts, summary) = withheld(&lab(&hired, ""), &["--per-trial"]);
    assert_eq!(facts, ["headcount and exits: less the retained they count 1, fewer than 5; --individuals shows it"]);
    assert!(!summary.contains(",headcount,") && !summary.contains(",exits,") && summary.contains(",retained,"));
    hired.extend(["2023-01-15"; 4]);
    let (facts, summary) = withheld(&lab(&hired, ""), &[]);
    assert!(facts.is_empty() && summary.contains(",headcount,") && summary.contains(",exits,"), "{facts:?}");
}

#[test]
fn newcomers_of_whom_too_few_have_joined_on_a_date_are_not_told_of() {
    // Five in all, but one by the first month's end; nor does hiring hide the one.
    let mut hired = vec!["2022-01-01"; 10];
    hired.push("2023-01-15");
    for (later, further) in [(4, ""), (0, "[hiring]\nrefill = 0.5\ntime_to_fill = \"3 months\"\n")] {
        let people = [hired.clone(), vec!["2023-02-15"; later]].concat();
        let (facts, summary) = withheld(&lab(&people, further), &[]);
        assert!(facts.iter().any(|fact| fact.starts_with("headcount and exits: ")), "{facts:?}");
        assert!(!summary.contains(",headcount,") && !summary.contains(",exits,"));
    }
}

#[test]
fn a_policy_is_told_by_whom_it_can_reach() {
    let compared = |further: &str| {
        let place = Place::new();
        let teams = ["a", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        let person = |(index, team): (usize, &&str)| format!("[[researchers]]\nid = \"p-{index}\"\nteam = \"{team}\"\npay = 100\n");
        let people: String = teams.iter().enumerate().map(person).collect();
        let head = "name = \"Lab\"\nstart = 2023-01-01\nhorizon = \"12 months\"\ntrials = 200\n";
        let rest = "[channels.lab]\nhazard_per_year = 0.4\n[pay]\nelasticity = 1.0\n[policies.all]\nkind = \"raise\"\nraise = 0.1\n";
        fs::write(place.path("lab.toml"), format!("{head}{people}{rest}{further}")).unwrap();
        let output = place.run(&["compare", "lab.toml", "--out", "out", "--format", "plain"]);
        assert_eq!(output.status.code(), Some(0), "{}", super::commands::stderr(&output));
        let told = super::commands::stdout(&output);
        told.lines()
            .filter_map(|line| line.strip_prefix("withheld "))
            .filter(|fact| !fact.contains("teams and roles"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(compared("").is_empty());
    let cases = [
        // The budget pays one, two when the raise is low, or nobody.
        ("kind = \"raise\"\nraise = { low = 0.4, high = 0.8 }\nbudget = 50\n", "few: has a budget that may be for fewer than 5"),
        ("kind = \"raise\"\nraise = 0.4\nbudget = 50\n", "few: has a budget for 1, fewer than 5"),
        ("kind = \"raise\"\nraise = 0.8\nbudget = 50\n", "few: has a budget for 0, fewer than 5"),
        // After an exit somebody is left in one team only.
        ("kind = \"effect\"\nratio = 0.5\nwhen = { exits = 1, within = \"1 year\", of = \"team\" }\n", "few: acts on 2, fewer than 5"),
    ];
    for (policy, says) in cases {
        assert_eq!(compared(&format!("[policies.few]\n{policy}")), [format!("{says}; --individuals shows it")]);
    }
}

#[test]
fn what_a_policy_for_one_costs_is_withheld() {
    let policy = |target: &str| format!("[policies.stay]\nkind = \"effect\"\nratio = 0.5\ncost_per_person_year = 1\ntarget = {target}\n");
    let hired = ["2022-01-01"; 12];
    for (target, why) in [
        (r#"{ ids = ["p-1"] }"#, "acts on 1, fewer than 5"),
        (
            r#"{ ids = ["p-0", "p-1", "p-2", "p-3", "p-4", "p-5", "p-6", "p-7", "p-8", "p-9", "p-10"] }"#,
            "alone or less other numbers, of fewer than 5",
        ),
    ] {
        let (facts, summary) = withheld(&lab(&hired, &policy(target)), &["--policy", "stay"]);
        assert_eq!(facts, [format!("cost: {why}; --individuals shows it")]);
        assert!(!summary.contains(",cost,"));
    }
    let (facts, summary) = withheld(&lab(&hired, &policy(r#"{ ids = ["p-0", "p-1", "p-2", "p-3", "p-4"] }"#)), &["--policy", "stay"]);
    assert!(facts.is_empty() && summary.contains(",cost,"), "{facts:?}");
}

/// A comparison of policies of a lab of twelve: the exit code, what is said, and its files.
fn compared(policies: &str, further: &[&str]) -> (Option<i32>, String, Place) {
    let place = Place::new();
    fs::write(place.path("lab.toml"), lab(&["2022-01-01"; 12], policies)).unwrap();
    let output = place.run(&[&["compare", "lab.toml", "--out", "out", "--format", "plain"], further].concat());
    let said = format!("{}{}", super::commands::stdout(&output), super::commands::stderr(&output));
    (output.status.code(), said, place)
}

/// A policy for the first so many.
fn policy(name: &str, first: usize) -> String {
    let ids: Vec<String> = (0..first).map(|index| format!("\"p-{index}\"")).collect();
    let ids = ids.join(", ");
    format!("[policies.{name}]\nkind = \"effect\"\nratio = 0.5\ncost_per_person_year = 1\ntarget = {{ ids = [{ids}] }}\n")
}

#[test]
fn policies_that_act_on_few_or_differ_by_few_are_not_compared() {
    // Five are told, and what a policy does for eleven; six less the five, and who is there less what the eleven cost, would be about one.
    let policies = format!("{}{}{}{}", policy("five", 5), policy("one", 1), policy("six", 6), policy("eleven", 11));
    let (code, said, place) = compared(&policies, &[]);
    assert_eq!(code, Some(0), "{said}");
    let facts: Vec<&str> = said.lines().filter(|line| line.starts_with("withheld ")).collect();
    let small = "alone or less other numbers, of fewer than 5; --individuals shows it";
    let expected = [
        "withheld one: acts on 1, fewer than 5; --individuals shows it".to_owned(),
        format!("withheld six: {small}"),
        format!("withheld the cost of eleven: {small}"),
    ];
    assert_eq!(facts, expected);
    for file in ["summary.csv", "distribution.csv", "destinations.csv", "comparison.csv", "costs.csv"] {
        let text = fs::read_to_string(place.path(&format!("out/{file}"))).unwrap();
        assert!(text.contains(",five,") && ![",one,", ",six,"].iter().any(|name| text.contains(name)), "{file}: {text}");
        assert_eq!(text.contains(",eleven,"), file != "costs.csv", "{file}: {text}");
    }
    let (code, said, place) = compared(&policies, &["--individuals"]);
    assert!(code == Some(0) && !said.contains("withheld"), "{said}");
    let costs = fs::read_to_string(place.path("out/costs.csv")).unwrap();
    assert!(costs.contains(",one,") && costs.contains(",eleven,") && place.path("out/researchers.csv").exists());
}

#[test]
fn a_policy_for_all_is_not_compared_beside_one_for_all_but_few() {
    let small = |name: &str| vec![format!("withheld {name}: alone or less other numbers, of fewer than 5; --individuals shows it")];
    // The first in the file is told; of those named, the second acts on the others besides.
    let cases = [
        ([("eleven", 11), ("all", 12)], small("all")),
        ([("all", 12), ("eleven", 11)], small("eleven")),
        ([("eight", 8), ("all", 12)], small("all")),
        ([("seven", 7), ("all", 12)], Vec::new()),
    ];
    for (policies, expected) in cases {
        let (code, said, place) = compared(&policies.map(|(name, first)| policy(name, first)).concat(), &[]);
        assert_eq!(code, Some(0), "{said}");
        let facts: Vec<&str> = said.lines().filter(|line| line.starts_with("withheld ") && !line.contains("the cost of")).collect();
        assert_eq!(facts, expected);
        let comparison = fs::read_to_string(place.path("out/comparison.csv")).unwrap();
        let told = policies.map(|(name, _)| comparison.contains(&format!(",{name},")));
        assert_eq!(told, [true, expected.is_empty()], "{comparison}");
    }
}

#[test]
fn nothing_is_compared_where_all_would_tell_of_few() {
    let (code, said, place) = compared(&policy("one", 1), &[]);
    let message = "error: there is nothing to compare that would not tell of fewer than 5 people\n       \
     (privacy.min_group): one (acts on 1, fewer than 5)\n  \
     run with --individuals, which tells of single researchers too\n";
    assert_eq!((code, said.as_str()), (Some(2), message));
    assert!(!place.path("out").exists());
}

#[test]
fn an_assertion_on_a_withheld_policy_is_refused() {
    let assertion = "[[assert]]\npolicy = \"one\"\nmetric = \"retained\"\nstat = \"mean\"\nop = \">=\"\nvalue = 0\n";
    let (code, said, _) = compared(&format!("{}{}{assertion}", policy("five", 5), policy("one", 1)), &[]);
    let message = "error: an [[assert]] is about one, which is withheld (privacy.min_group): acts\n       \
     on 1, fewer than 5\n  \
     run with --individuals, which shows results of single researchers too\n";
    assert_eq!((code, said.as_str()), (Some(2), message));
}
