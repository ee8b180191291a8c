//! What may happen, as it is asked about on the command line: what is printed, written and refused.

use std::fs;

use serde_json::Value;

use super::commands::{Place, stderr, stdout};

/// Twelve people of two teams, whose seats are filled again, policies, and what may happen.
pub(super) const LAB: &str = r#"
name = "Small lab"
start = 2023-01-01
horizon = "24 months"
trials = 2_000
seed = 3

[channels.lab]
hazard_per_year = { median = 0.3, p95 = 0.6 }
[channels.other]
hazard_per_year = 0.05
[contagion]
ratio = 1.3
half_life = "6 months"
[hiring]
time_to_fill = "4 months"

[policies.calm]
kind = "effect"
ratio = 0.5
cost_per_person_year = 0.2

[what_if.rival]
rival = { channel = "lab", on = 2023-03-01, ratio = 2 }
"#;

/// The lab, with its people and some more text.
fn place(further: &str) -> Place {
    let place = Place::new();
    let person = |index: usize| format!("[[researchers]]\nid = \"p-{index}\"\nteam = \"{}\"\n", ["a", "b"][index / 6]);
    fs::write(place.path("lab.toml"), LAB.to_owned() + further + &(0..12).map(person).collect::<String>()).unwrap();
    place
}

/// What a command prints that succeeds.
fn told(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).to_owned()
}

fn json(place: &Place, arguments: &[&str]) -> Value {
    serde_json::from_str(&told(place, &[&["compare", "lab.toml", "--format", "json"], arguments].concat())).unwrap()
}

/// What is printed in one line.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cells of a row that begin with some cells behind the run's key.
fn row(place: &Place, file: &str, begin: &str) -> Vec<String> {
    let text = fs::read_to_string(place.path("results/lab/compare").join(file)).unwrap();
    let begins = |line: &&str| line.split_once(',').is_some_and(|(_, rest)| rest.starts_with(begin));
    let found: Vec<&str> = text.lines().filter(begins).collect();
    let [one] = found[..] else { panic!("{begin} {found:?}") };
    one.split(',').map(str::to_owned).collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap()
}

#[test]
fn a_policy_under_a_what_if_is_compared_with_doing_nothing_under_it() {
    let place = place("");
    let document = json(&place, &[]);
    let then = &document["what_ifs"][0]["policies"][0];
    let kept = row(&place, "comparison.csv", "if rival,calm,if rival,retained,2025-01-01");
    assert!((number(&kept[6]) - then["kept"]["value"].as_f64().unwrap()).abs() < 1e-9, "{kept:?} {then}");
    // The same future without the event stays what it was compared with.
    let [beside_none, event] = ["calm,none", "none,none"].map(|begin| {
        let row = row(&place, "comparison.csv", &format!("if rival,{begin},retained,2025-01-01"));
        number(&row[6])
    });
    assert!((beside_none - event - number(&kept[6])).abs() < 1e-9);
    let cost = row(&place, "comparison.csv", "if rival,calm,if rival,cost,");
    let each = row(&place, "costs.csv", "if rival,calm,per_extra_person,");
    assert!((number(&each[4]) - number(&cost[6]) / number(&kept[6])).abs() < 1e-9, "{each:?}");
    assert!((number(&each[4]) - then["cost_per_person_kept"]["value"].as_f64().unwrap()).abs() < 1e-9);
    assert_eq!(then["price"], "finite");
    let dictionary = fs::read_to_string(place.path("results/lab/compare/datapackage.json")).unwrap();
    assert!(dictionary.contains("or the name of a what-if, which is doing nothing under it, such as if rival"), "{dictionary}");
}

/// More that may happen to the lab.
pub(super) const MORE: &str = r#"
[what_if.one]
leaves = { id = "p-3", on = "2 months", to = "lab" }
[what_if.team]
leaves = { team = "b", on = 2023-06-01, to = "lab" }
[what_if.shaken]
shock = { on = "3 months", ratio = { median = 1.5, p95 = 2.0 }, half_life = "6 months" }
[what_if.freeze]
hiring_freeze = { until = "12 months" }
"#;

#[test]
fn what_happens_is_described() {
    let place = place(MORE);
    let text = unwrapped(&told(&place, &["compare", "lab.toml"]));
    for line in [
        "rival: from 2023-03-01 on the hazard of lab is multiplied by 2. If rival: ",
        "team: all 6 of the team b leave on 2023-06-01, to lab. If team: ",
        "shaken: on 2023-04-01 all hazards are multiplied by a number that is not known (median 1.5, 95 % below 2), an effect that fades: its \
         logarithm halves every 6 months. If shaken: ",
        "freeze: from 2023-01-01 until 2024-01-01 nobody is hired. If freeze: ",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // About one person, a what-if is hidden; where it is not, the person is named.
    assert!(!text.contains("p-3"), "{text}");
    assert!(told(&place, &["compare", "lab.toml", "--individuals"]).contains("one: p-3 leaves on 2023-03-01, to lab.\nIf one: "));
    let plain = told(&place, &["compare", "lab.toml", "--format", "plain", "--what-if", "freeze"]);
    assert!(plain.contains("what_if freeze: from 2023-01-01 until 2024-01-01 nobody is hired.\nwhat_if If freeze: "), "{plain}");
    let document = json(&place, &["--what-if", "team"]);
    assert_eq!(document["what_ifs"][0]["description"], "all 6 of the team b leave on 2023-06-01, to lab");
}

#[test]
fn json_has_what_each_changes_with_its_interval_and_range() {
    let place = place(MORE);
    let document = json(&place, &[]);
    for asked in document["what_ifs"].as_array().unwrap() {
        let retained = &asked["retained"];
        let arm = document["arms"].as_array().unwrap().iter().find(|arm| arm["name"] == format!("if {}", asked["name"].as_str().unwrap()));
        let [.., kept, _] = &arm.unwrap()["versus"]["retained"].as_array().unwrap()[..] else { panic!("{document}") };
        assert_eq!((&retained["value"], &retained["low"], &retained["high"]), (&kept["value"], &kept["low"], &kept["high"]));
        let [low, high] = [0, 1].map(|end| asked["expected"][end].as_f64().unwrap());
        assert!(low <= high, "{asked}");
        // Whoever is sure to leave is no effect on others.
        assert_eq!(asked["rests_on"].is_null(), asked["name"] != "team", "{asked}");
    }
}

#[test]
fn where_only_what_ifs_are_compared_each_is_in_the_closing_sentence() {
    let place = place(MORE);
    let document = json(&place, &["--policy", "none"]);
    let sentence = document["sentence"].as_str().unwrap();
    for name in ["rival", "team", "shaken", "freeze"] {
        assert_eq!(sentence.matches(&format!("If {name}: ")).count(), 1, "{sentence}");
    }
}

#[test]
fn the_page_tells_what_ifs_as_it_tells_the_rest() {
    let place = place(MORE);
    told(&place, &["compare", "lab.toml", "--policy", "none"]);
    told(&place, &["report", "results/lab/compare"]);
    let page = fs::read_to_string(place.path("report.html")).unwrap();
    let (_, front) = page.split_once("<h2>What if</h2>").unwrap();
    let (front, _) = front.split_once("<h2>").unwrap();
    assert!(front.contains("All 6 of the team b leave on 1 June 2023, to lab."), "{front}");
    assert!(front.contains("there on 1 January 2025") && !front.contains("2025-01-01"), "{front}");
    assert!(front.contains("What an exit does to others rests mostly on what is believed of contagion"), "{front}");
    assert!(page.contains("No policy was compared; what may happen stands below.") && !page.contains("Nothing was compared"));
}

#[test]
fn none_of_the_what_ifs_is_asked_about_at_that_word() {
    let place = place(MORE);
    let document = json(&place, &["--what-if", "none"]);
    assert!(document["what_ifs"].is_null(), "{document}");
    let names: Vec<&str> = document["arms"].as_array().unwrap().iter().map(|arm| arm["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["none", "calm"]);
    let output = place.run(&["compare", "lab.toml", "--what-if", "none", "--policy", "none"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(json(&place, &["--what-if", "none", "--what-if", "freeze"])["what_ifs"].as_array().unwrap().len(), 1);
}

#[test]
fn a_budget_of_the_file_is_none_of_doing_nothing() {
    let place = place("[budget]\ntotal = 1\n");
    let document = json(&place, &["--what-if", "rival", "--policy", "none"]);
    assert!(document["equal_money"].is_null() && document["what_ifs"][0]["name"] == "rival", "{document}");
}

#[test]
fn who_leaves_at_the_start_is_gone_from_then_on() {
    let place = place("[what_if.today]\nleaves = { team = \"b\", on = \"0 days\", to = \"lab\" }\n");
    let document = json(&place, &["--what-if", "today", "--policy", "none"]);
    let asked = &document["what_ifs"][0];
    assert_eq!(asked["description"], "all 6 of the team b leave at the start, 2023-01-01, to lab");
    assert_eq!((&asked["happens"]["value"], &asked["leaving"]), (&Value::from(1.0), &Value::from(6)));
    let arm = document["arms"].as_array().unwrap().iter().find(|arm| arm["name"] == "if today").unwrap();
    let month = &arm["retained"][1];
    assert!(month["date"] == "2023-02-01" && month["value"].as_f64().unwrap() <= 6.0, "{month}");
}

#[test]
fn expected_is_rounded_alike_in_the_table_and_in_the_plain_form() {
    let place = place("");
    let table = told(&place, &["compare", "lab.toml", "--what-if", "none"]);
    let plain = told(&place, &["compare", "lab.toml", "--what-if", "none", "--format", "plain"]);
    let line = plain.lines().find(|line| line.starts_with("expected calm ")).unwrap();
    let words: Vec<&str> = line.split(' ').collect();
    let ["expected", "calm", "2025-01-01", "low", low, "high", high, ..] = words[..] else { panic!("{line}") };
    assert!(table.contains(&format!("  {low} to {high}  ")), "{line}\n{table}");
}

#[test]
fn a_grant_that_vests_later_is_warned_of_once() {
    let grant = "[pay]\nelasticity = 1\nequity_elasticity = 1\n[policies.grant]\nkind = \"retention_grant\"\namount = 1\nvesting = \"4 years\"\n\
                 every = \"3 months\"\n";
    let text = unwrapped(&told(&place(&(grant.to_owned() + MORE)), &["compare", "lab.toml"]));
    assert_eq!(text.matches("Warning: the grant grant vests until").count(), 1, "{text}");
}

#[test]
fn quiet_says_errors_alone() {
    let place = place("[what_if.mild]\nrival = { channel = \"lab\", on = 2023-03-01, ratio = 0.5 }\n[policies.wrong]\nkind = \"effect\"\n");
    for command in ["compare", "check", "run", "sensitivity"] {
        let [loud, quiet] = [&[command, "lab.toml"][..], &[command, "lab.toml", "-q"]].map(|arguments| {
            let output = place.run(arguments);
            assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""), "{command}");
            stderr(&output).to_owned()
        });
        assert!(loud.contains("warning: ") && loud.contains("error: "), "{loud}");
        assert!(!quiet.contains("warning: ") && quiet.contains("error: "), "{quiet}");
    }
}

/// What is said of a comparison among twelve people of some pays.
fn paid(pays: impl Iterator<Item = usize>, policies: &[&str]) -> String {
    let place = Place::new();
    let lab = "name = \"Paid\"\nstart = 2023-01-01\nhorizon = \"24 months\"\ntrials = 1_000\n[roster]\nfile = \"roster.csv\"\n\
               [parameters]\nreplications = 2\n[channels.lab]\nhazard_per_year = { median = 0.3, p95 = 0.6 }\n[pay]\nelasticity = 1\n";
    let rows: Vec<String> = pays.enumerate().map(|(index, pay)| format!("p-{index},2020-01-01,{pay}\n")).collect();
    fs::write(place.path("roster.csv"), format!("id,hired,pay\n{}", rows.concat())).unwrap();
    fs::write(place.path("lab.toml"), lab.to_owned() + &policies.concat()).unwrap();
    let text = unwrapped(&told(&place, &["compare", "lab.toml", "--report"]));
    let page = fs::read_to_string(place.path("results/lab/compare/report.html")).unwrap();
    let is_named = page.contains("What these cost is hidden for privacy") && page.contains("the pay of one person is too much of it).");
    assert_eq!(is_named, text.contains("the pay of one person is too much of it"), "{text}");
    text
}

#[test]
fn policies_whose_cost_is_hidden_are_named_beside_the_choices_with_the_reason() {
    let raise = "[policies.raise]\nkind = \"raise\"\nraise = 0.2\n";
    let calm = "[policies.calm]\nkind = \"effect\"\nratio = 0.7\ncost_per_person_year = 10\n";
    let few = "[policies.few]\nkind = \"raise\"\nraise = 0.2\ntarget = { ids = [\"p-0\", \"p-1\", \"p-2\"] }\n";
    let spread = || (0..12).map(|index| 100 + index);
    assert!(!paid(spread(), &[raise, calm]).contains("idden for privacy"));
    // Nobody's pay is a fifth of all, but less a hundred for each who is there, one person's is left.
    let one = || (0..12).map(|index| if index == 0 { 130 } else { 100 });
    let text = paid(one(), &[raise, calm]);
    let said =
        "Not among the choices, since hidden for privacy: raise (the cost: less other results, the pay of one person is too much of it).";
    assert!(text.contains("person is worth") && text.contains(said), "{text}");
    let text = paid(one(), &[raise]);
    let said = "The costs of all policies compared are hidden for privacy, so that it cannot be said which is best.";
    assert!(!text.contains("person is worth") && text.contains(said), "{text}");
    // One who is paid more than a fifth of all is too much of it whatever else is told.
    let text = paid((0..12).map(|index| if index == 0 { 400 } else { 100 }), &[raise, calm]);
    assert!(text.contains("raise (the cost: the pay of one person is too much of it)."), "{text}");
    assert!(paid(spread(), &[few, calm]).contains("hidden for privacy: few (all of it: acts on 3, fewer than 5)."));
}

/// Eighteen people of three roles, whom exits move within their team; of one role there are most.
const ROLES: &str = r#"
name = "Roles"
start = 2027-01-01
horizon = "12 months"
trials = 2_000
seed = 2
[roster]
file = "roster.csv"
[channels.lab]
hazard_per_year = 0.2
[contagion]
ratio = 1.05
half_life = "6 months"
"#;

#[test]
fn who_would_be_hardest_to_lose_is_ranked_as_far_as_the_error_tells() {
    let place = Place::new();
    let role = |person: usize| ["engineer", "scientist", "scientist", "writer"][person % 4];
    let rows: Vec<String> = (0..24).map(|person| format!("p-{person},a,{}\n", role(person))).collect();
    let rows = rows.concat();
    fs::write(place.path("roster.csv"), format!("id,team,role\n{rows}")).unwrap();
    fs::write(place.path("lab.toml"), ROLES).unwrap();
    let output = place.run(&["compare", "lab.toml", "--hardest-to-lose", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let document: Value = serde_json::from_str(stdout(&output)).unwrap();
    let lost = document["hardest_to_lose"].as_array().unwrap();
    let named: Vec<&str> = lost.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!((named[0], named.len()), ("scientist", 3), "twelve leave at once: {lost:?}");
    assert_eq!(lost[0]["places"], serde_json::json!([1, 1]));
    // The two others are alike: 6 people each.
    assert_eq!((&lost[1]["places"], &lost[2]["places"]), (&serde_json::json!([2, 3]), &serde_json::json!([2, 3])));
    assert!(lost.iter().all(|one| one["low"].as_f64().unwrap() > 0.0 && one["leaving"].as_u64().unwrap() >= 6));
    assert!(document["sentence"].as_str().unwrap().starts_with("Hardest to lose: scientist. "), "{}", document["sentence"]);
    let table = place.run(&["compare", "lab.toml", "--hardest-to-lose", "--quiet"]);
    assert!(stdout(&table).contains("  if all left on 2027-01-01  people  others who follow"), "{}", stdout(&table));
    // One role alone cannot be ranked.
    fs::write(place.path("roster.csv"), format!("id,team,role\n{}", rows.replace("scientist", "writer").replace("engineer", "writer")))
        .unwrap();
    let output = place.run(&["compare", "lab.toml", "--hardest-to-lose"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: who would be hardest to lose is asked of 2 to 100 roles, and there are 1\n  [what_if.NAME] leaves = .. asks about one\n"
    );
}

#[test]
fn a_what_if_of_the_command_line_that_cannot_be() {
    let place = Place::new();
    let text = "name = \"Lab\"\nstart = 2023-01-01\nhorizon = \"12 months\"\n[roster.generate]\nteams = 1\nteam_size = 6\n[channels.lab]\nhazard_per_year = 0.3\n\
                [what_if.rival]\nrival = { channel = \"lab\", on = 2023-06-01, ratio = 2 }\n";
    fs::write(place.path("lab.toml"), text).unwrap();
    let cases = [
        (
            "rival={ hiring_freeze = {} }",
            "error: there is a what-if `rival` already\n --> --what-if:1:1\n  |\n1 | what_if.rival={ hiring_freeze = {} }\n  | ^^^^^^^^^^^^^ expected another name\n",
        ),
        (
            "boss=3",
            "error: `boss=3` is no what-if, such as 'rival={ rival = { channel = \"lab\", on =\n       2027-03-01, ratio = 1.5 } }'\n",
        ),
        ("x={ leaves = { role = \"boss\", on = 2023-06-01, to = \"lab\" } }", "error: there is no role `boss`\n"),
        ("a.b={ hiring_freeze = {} }", "error: `a.b={ hiring_freeze = {} }` is no what-if, such as 'rival={ rival = {"),
    ];
    for (given, message) in cases {
        let output = place.run(&["compare", "lab.toml", "--what-if", given]);
        assert_eq!(output.status.code(), Some(2), "{given}");
        let said = stderr(&output);
        assert!(said.starts_with(message), "{given}: {said}");
    }
    let output =
        place.run(&["compare", "lab.toml", "--what-if", "two={ rival = { channel = 'lab', on = 2023-03-01, ratio = 2 } }", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stdout(&output);
    assert!(said.contains("two: from 2023-03-01 on the hazard of lab is multiplied by 2.") && !said.contains("If rival"), "{said}");
}

/// It is of the first file: the second need not have its people.
#[test]
fn a_what_if_of_the_command_line_is_of_the_first_file() {
    let place = Place::new();
    let text = "name = \"Lab\"\nstart = 2023-01-01\nhorizon = \"12 months\"\n[channels.lab]\nhazard_per_year = 0.3\n[roster.generate]\nteams = 2\nteam_size = 6\n";
    fs::write(place.path("lab.toml"), text).unwrap();
    fs::write(place.path("other.toml"), text.replace("0.3", "0.4").replace("teams = 2\nteam_size = 6", "teams = 1\nteam_size = 12"))
        .unwrap();
    let given = "half={ leaves = { team = 't02', on = 2023-03-01, to = 'lab' } }";
    let output = place.run(&["compare", "lab.toml", "other.toml", "--what-if", given, "--trials", "200", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("half: all 6 of the team t02 leave on 2023-03-01, to lab."), "{}", stdout(&output));
    let set = place.run(&["run", "lab.toml", "--set", given.replacen("half", "what_if.half", 1).as_str()]);
    assert_eq!(set.status.code(), Some(2));
    assert!(stderr(&set).contains("`what_if.half` is a what-if: stayput compare takes it by --what-if 'NAME={ .. }'"), "{}", stderr(&set));
}
