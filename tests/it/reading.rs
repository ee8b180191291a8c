//! What a scenario file says and what it means.

use std::path::Path;

use stayput::internals::calendar::{Date, DateInterval};
use stayput::internals::parameter::{Distribution, Parameter, Quantity};
use stayput::internals::people::{Hire, Outcome};
use stayput::internals::scenario::{
    Baseline, Capability, Competitor, Decay, Hiring, Holders, Interpolation, Kind, Loaded, Override, Pull, Returns, Scenario, Spinouts,
    TenureEffect, Ties, read, read_str,
};

const HEAD: &str = "name = \"Team\"\nstart = 2023-01-31\nhorizon = \"1 month\"\n";
const PEOPLE: &str = "[[researchers]]\nid = \"a\"\n";
const CHANNELS: &str = "[channels.other]\nhazard_per_year = 0.1\n";
const FOUNDING: &str = "[channels.startup]\nhazard_per_year = 0.1\n[channels.found]\nhazard_per_year = 0.1\n";
const PULL: &str = "[spinouts]\npull_per_year = 1.0\nhalf_life = \"6 months\"\n";

fn loaded(text: &str, overrides: &[&str]) -> Loaded {
    let overrides: Vec<Override> = overrides.iter().map(|text| Override::parse(text).expect("the test gives path=value")).collect();
    read_str("team.toml", text, Path::new(""), &overrides).unwrap_or_else(|problems| panic!("\n{problems}"))
}

/// The scenario of a text after the head.
fn scenario(text: &str) -> Scenario {
    loaded(&format!("{HEAD}{text}"), &[]).scenario
}

fn date(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}

#[test]
fn a_short_scenario_has_the_defaults() {
    let scenario = scenario(&format!("{PEOPLE}{CHANNELS}"));
    assert_eq!((scenario.trials, scenario.seed, scenario.replications), (20_000, 1, 4));
    assert_eq!((scenario.clock.start(), scenario.horizon), (date(2023, 1, 31), date(2023, 2, 28)));
    assert_eq!(scenario.roster.teams, ["all"]);
    assert_eq!(scenario.roster.researchers[0].pay, 1.0);
    assert_eq!(scenario.parameters, []);
    assert!(scenario.contagion.is_none() && scenario.frailty.is_none() && scenario.history.is_none());
    assert!(scenario.shocks.is_empty() && scenario.heat.series.is_empty() && scenario.heat.path.is_none());
    assert!(scenario.competitors.is_empty() && scenario.spinouts.is_none() && scenario.capabilities.is_empty());
    assert!(scenario.notice == 0.0 && scenario.returns.is_none() && scenario.hiring.is_none());
    assert_eq!(scenario.channels[0].unnamed_weight, Quantity::Known(1.0));
}

#[test]
fn a_seed_may_use_all_its_bits() {
    let scenario = scenario(&format!("seed = 18446744073709551615\n{PEOPLE}{CHANNELS}"));
    assert_eq!(scenario.seed, u64::MAX);
}

#[test]
fn each_form_of_a_distribution_suits_its_key() {
    let scenario = scenario(&format!(
        "{PEOPLE}[channels.lab]
offers_per_year = {{ mean = 2, sd = 1, source = \"a survey\" }}
acceptance = {{ mean = 0.1, sd = 0.05 }}
[channels.other]
hazard_per_year = {{ low = 0.1, high = 0.2 }}
[contagion]
ratio = {{ median = 1.09, p95 = 1.3 }}
half_life = {{ median = \"6 months\", p95 = \"18 months\" }}
cap = {{ values = [2, 4.5] }}
"
    ));
    let expected = [
        ("channels.lab.offers_per_year", Distribution::Gamma { mean: 2.0, sd: 1.0 }),
        ("channels.lab.acceptance", Distribution::Beta { mean: 0.1, sd: 0.05 }),
        ("channels.other.hazard_per_year", Distribution::Uniform { low: 0.1, high: 0.2 }),
        ("contagion.ratio", Distribution::LogNormal { median: 1.09, p95: 1.3 }),
        ("contagion.half_life", Distribution::LogNormal { median: 0.5, p95: 1.5 }),
        ("contagion.cap", Distribution::Values(vec![2.0, 4.5])),
    ];
    let parameters: Vec<_> = scenario.parameters.iter().map(|p| (p.path.as_str(), p.distribution.clone())).collect();
    assert_eq!(parameters, expected);
    assert_eq!(scenario.parameters[0].source.as_deref(), Some("a survey"));
    let Baseline::Offers { per_year, acceptance } = scenario.channels[0].baseline else { panic!("the channel has offers") };
    assert_eq!((per_year, acceptance), (Quantity::Uncertain(0), Quantity::Uncertain(1)));
    assert_eq!(scenario.contagion.map(|c| c.decay), Some(Decay::HalfLife(Quantity::Uncertain(4))));
}

#[test]
fn paths_name_items_by_name_or_else_by_position() {
    let text = format!(
        "{PEOPLE}hired = 2020-01-01\n{CHANNELS}tenure = [ {{ until = \"1 year\", ratio = {{ low = 1, high = 2 }} }} ]
[[shocks]]
name = \"layoffs\"
date = 2023-02-01
ratio = {{ low = 1, high = 2 }}
half_life = {{ low = \"1 month\", high = \"1 year\" }}
[[heat.series]]
points = [ {{ at = \"0 days\", value = {{ low = 1, high = 2 }} }} ]
"
    );
    let paths: Vec<String> = scenario(&text).parameters.into_iter().map(|p| p.path).collect();
    let expected = ["channels.other.tenure.0.ratio", "shocks.layoffs.ratio", "shocks.layoffs.half_life", "heat.series.0.points.0.value"];
    assert_eq!(paths, expected);
}

#[test]
fn settings_override_numbers_and_distributions() {
    let text = format!(
        "{HEAD}{PEOPLE}[channels.other]\nhazard_per_year = {{ low = 0.1, high = 0.2 }}\n[[shocks]]\nname = \"x\"\ndate = 2023-02-01\nratio = 2\nhalf_life = \"never\"\n"
    );
    let overrides =
        ["channels.other.hazard_per_year=0.3", "shocks.x.ratio={ low = 1, high = 2 }", "shocks.x.half_life=6 months", "trials=7"];
    let scenario = loaded(&text, &overrides).scenario;
    assert_eq!(scenario.channels[0].baseline, Baseline::Hazard { per_year: Quantity::Known(0.3) });
    let distribution = Distribution::Uniform { low: 1.0, high: 2.0 };
    assert_eq!(scenario.parameters, [Parameter { path: "shocks.x.ratio".into(), distribution, is_share: false, source: None }]);
    assert_eq!(scenario.shocks[0].decay, Decay::HalfLife(Quantity::Known(0.5)));
    assert_eq!(scenario.trials, 7);
    let within = loaded(&text, &["channels.other.hazard_per_year.high=0.4"]).scenario;
    assert_eq!(within.parameters[0].distribution, Distribution::Uniform { low: 0.1, high: 0.4 });
}

#[test]
fn settings_reach_the_world_around_the_team() {
    let text = format!(
        "{HEAD}{PEOPLE}skills = [\"rl\"]\n{CHANNELS}{FOUNDING}{PULL}[competitors.rival]\nchannel = \"startup\"\n[hiring]\ntime_to_fill = {{ mean = \"5 months\" }}\n[capabilities.rl]\nneeds = 1\nskills = [\"rl\"]\n[notice]\nlength = \"0 days\"\n"
    );
    let overrides = [
        "competitors.rival.weight={ low = 1, high = 2 }",
        "competitors.rival.seats=3",
        "competitors.rival.opened=2023-02-01",
        "channels.startup.unnamed_weight=0.5",
        "spinouts.pull_per_year=2",
        "spinouts.half_life=never",
        "spinouts.cofound=0.1",
        "hiring.time_to_fill=3 months",
        "hiring.refill=0.5",
        "notice.length=1 week",
        "capabilities.rl.needs=2",
    ];
    let scenario = loaded(&text, &overrides).scenario;
    let rival = &scenario.competitors[0];
    assert_eq!((rival.weight, rival.seats, rival.opened), (Quantity::Uncertain(0), Some(3), Some(date(2023, 2, 1))));
    assert_eq!(scenario.parameters[0].path, "competitors.rival.weight");
    assert_eq!(scenario.channels[1].unnamed_weight, Quantity::Known(0.5));
    let spinouts = scenario.spinouts.expect("the scenario has spin-outs");
    assert_eq!((spinouts.pull.per_year, spinouts.pull.decay), (Quantity::Known(2.0), Decay::Never));
    assert_eq!(spinouts.cofound, Quantity::Known(0.1));
    let hiring = scenario.hiring.expect("the scenario has hiring");
    assert_eq!((hiring.time_to_fill, hiring.refill), (Distribution::Values(vec![0.25]), Quantity::Known(0.5)));
    assert_eq!((scenario.notice, scenario.capabilities[0].needs), (7.0 / 365.25, 2));
}

#[test]
fn inline_and_generated_people_go_together() {
    let scenario = scenario(&format!(
        "{PEOPLE}team = \"t2\"\nleads = \"t01\"\nskills = [\"rl\", \"data\"]\nhired = \"2022\"\nstar = 2\n[roster.generate]\nteams = 2\nteam_size = 100\ntenure = {{ mean = \"3 years\" }}\n{CHANNELS}"
    ));
    let people = &scenario.roster.researchers;
    assert_eq!(people.len(), 201);
    assert_eq!((people[1].id.as_str(), people[200].id.as_str()), ("t01-001", "t02-100"));
    assert_eq!(scenario.roster.teams, ["t2", "t01", "t02"]);
    assert_eq!(people[0].skills[..], ["rl", "data"]);
    assert_eq!(people[0].hired, DateInterval::year(2022).map(Hire::Within));
    assert_eq!(people[1].hired, Some(Hire::Before(Distribution::Exponential { mean: 3.0 }.into())));
    assert_eq!((people[0].covariates[0], people[1].covariates[0]), (Some(2.0), None));
}

#[test]
fn channels_shocks_and_heat_are_read() {
    let scenario = scenario(&format!(
        "{PEOPLE}hired = 2022-06-01\n{CHANNELS}tenure = [ {{ until = \"1 year\", hazard_per_year = 0.3 }} ]
[channels.academia]
kind = \"other\"
hazard_per_year = 0
[[shocks]]
name = \"x\"
between = [\"2023-02\", \"2023-03\"]
probability = 0.5
ratio = 2
half_life = \"never\"
channels = [\"academia\"]
[heat]
volatility = 0.4
half_life = \"never\"
[[heat.series]]
interpolation = \"step\"
points = [ {{ at = \"0 months\", value = 1 }}, {{ at = \"1 month\", value = 2 }} ]
"
    ));
    assert_eq!(scenario.channels[1].kind, Kind::Other);
    assert_eq!(scenario.channels[0].tenure[0].effect, TenureEffect::Hazard(Quantity::Known(0.3)));
    let shock = &scenario.shocks[0];
    assert_eq!(shock.date, DateInterval { earliest: date(2023, 2, 1), latest: date(2023, 3, 31) });
    assert_eq!((shock.decay, shock.channels.as_slice()), (Decay::Never, [1].as_slice()));
    let series = &scenario.heat.series[0];
    assert_eq!((series.interpolation, series.channels.as_slice()), (Interpolation::Step, [0, 1].as_slice()));
    assert_eq!(series.points[1].at, date(2023, 2, 28));
    assert_eq!(scenario.heat.path.map(|path| path.half_life), Some(Quantity::Known(f64::INFINITY)));
}

#[test]
fn a_leaders_exit_fades_as_contagion_does_unless_it_says_otherwise() {
    let contagion = "[contagion]\nratio = 1.1\nwindow = \"3 months\"\nleader_ratio = 2\n";
    let read = scenario(&format!("{PEOPLE}{CHANNELS}{contagion}")).contagion.expect("the scenario has contagion");
    assert_eq!(read.ties, Ties::Teams { across: Quantity::Known(0.0) });
    assert_eq!(read.leader.map(|leader| (leader.decay, leader.delay)), Some((Decay::Window(0.25), 0.0)));
    let other = scenario(&format!("{PEOPLE}{CHANNELS}{contagion}leader_half_life = \"never\"\n")).contagion;
    assert_eq!(other.and_then(|c| c.leader).map(|leader| leader.decay), Some(Decay::Never));
}

#[test]
fn seats_and_what_they_are_for_are_read() {
    let scenario = scenario(&format!(
        "{PEOPLE}skills = [\"rl\"]\n{CHANNELS}
[notice]
length = \"6 weeks\"
[returns]
return_per_year = {{ median = 0.05, p95 = 0.2 }}
half_life = \"18 months\"
[hiring]
time_to_fill = {{ median = \"6 months\", p95 = \"12 months\" }}
ramp = \"3 months\"
open_at_once = 10
[capabilities.rl]
needs = 1
skills = [\"rl\"]
[capabilities.keys]
needs = 1
researchers = [\"a\"]
"
    ));
    assert_eq!(scenario.notice, 42.0 / 365.25);
    let half_life = Decay::HalfLife(Quantity::Known(1.5));
    assert_eq!(scenario.returns, Some(Returns { per_year: Quantity::Uncertain(0), decay: half_life, ratio_after: Quantity::Known(1.0) }));
    let hiring = Hiring {
        refill: Quantity::Known(1.0),
        time_to_fill: Distribution::LogNormal { median: 0.5, p95: 1.0 },
        ramp: 0.25,
        open_at_once: Some(10),
        freeze: None,
    };
    assert_eq!(scenario.hiring, Some(hiring));
    // The time to fill is luck: no parameter.
    assert_eq!(scenario.parameters.len(), 1);
    let capability = |name: &str, holders| Capability { name: name.to_owned(), needs: 1, holders };
    let expected = [capability("rl", Holders::Skills(vec!["rl".to_owned()])), capability("keys", Holders::Researchers(vec![0]))];
    assert_eq!(scenario.capabilities, expected);
}

#[test]
fn spin_outs_pull_into_the_only_startup_channel() {
    let spinouts = scenario(&format!("{PEOPLE}{CHANNELS}{FOUNDING}{PULL}")).spinouts;
    let pull =
        Pull { per_year: Quantity::Known(1.0), decay: Decay::HalfLife(Quantity::Known(0.5)), seats: None, across: Quantity::Known(0.0) };
    assert_eq!(spinouts, Some(Spinouts { open: true, channel: 1, delay: 0.0, cofound: Quantity::Known(0.0), pull }));
    let biotech = "[channels.biotech]\nkind = \"startup\"\nhazard_per_year = 0.1\n";
    let given = "open = false\nchannel = \"biotech\"\ndelay = \"3 months\"\ncofound = 0.05\nseats = 8\nacross = 0.1\n";
    let spinouts = scenario(&format!("{PEOPLE}{CHANNELS}{FOUNDING}{biotech}{PULL}{given}")).spinouts;
    let pull = Pull { seats: Some(8), across: Quantity::Known(0.1), ..pull };
    assert_eq!(spinouts, Some(Spinouts { open: false, channel: 3, delay: 0.25, cofound: Quantity::Known(0.05), pull }));
}

#[test]
fn competitors_pull_by_their_own_numbers_or_those_of_all_spin_outs() {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let history = "id,entry,exit,channel,destination\np-17,2021-01-01,2022-06-01,found,newco\n";
    std::fs::write(folder.path().join("history.csv"), history).expect("files can be written");
    let text = format!(
        "{HEAD}{PEOPLE}{CHANNELS}{FOUNDING}{PULL}seats = 8
[history]
file = \"history.csv\"
[competitors.rival]
channel = \"other\"
opened = 2023-02-01
closed = 2023-02-15
seats = 2
redistribute = true
[competitors.newco]
channel = \"startup\"
founders = [\"p-17\"]
opened = 2022-07-01
[competitors.oldco]
channel = \"startup\"
founders = [\"p-17\"]
opened = 2022-07-01
weight = 0.5
pull_per_year = 2
half_life = \"never\"
seats = 3
across = 0.25
"
    );
    let path = folder.path().join("team.toml");
    std::fs::write(&path, text).expect("files can be written");
    let loaded = read(&path, &[]).unwrap_or_else(|problems| panic!("\n{problems}"));
    assert_eq!(loaded.remarks.lines(), [] as [&str; 0]);
    let rival = Competitor {
        name: "rival".to_owned(),
        channel: 0,
        opened: Some(date(2023, 2, 1)),
        closed: Some(date(2023, 2, 15)),
        weight: Quantity::Known(1.0),
        seats: Some(2),
        redistribute: true,
        pay_multiple: None,
        founders: Vec::new(),
        pull: None,
    };
    let all = loaded.scenario.spinouts.expect("the scenario has spin-outs").pull;
    let newco = Competitor {
        name: "newco".to_owned(),
        channel: 1,
        opened: Some(date(2022, 7, 1)),
        closed: None,
        weight: Quantity::Known(0.0),
        seats: Some(8),
        redistribute: false,
        pay_multiple: None,
        founders: vec!["p-17".to_owned()],
        pull: Some(all),
    };
    let own = Pull { per_year: Quantity::Known(2.0), decay: Decay::Never, seats: Some(3), across: Quantity::Known(0.25) };
    let oldco = Competitor { name: "oldco".to_owned(), weight: Quantity::Known(0.5), seats: Some(3), pull: Some(own), ..newco.clone() };
    assert_eq!(loaded.scenario.competitors, [rival, newco, oldco]);
}

#[test]
fn the_unnamed_count_where_nobody_listed_does() {
    let weights = |competitors: &str| {
        let channels = scenario(&format!("{PEOPLE}{CHANNELS}{FOUNDING}{competitors}")).channels;
        channels.iter().map(|channel| channel.unnamed_weight).collect::<Vec<_>>()
    };
    let known = |weights: [f64; 3]| weights.map(Quantity::Known).to_vec();
    assert_eq!(weights(""), known([1.0, 1.0, 1.0]));
    assert_eq!(weights("[competitors.x]\nchannel = \"startup\"\n"), known([1.0, 0.0, 1.0]));
    assert_eq!(weights("[competitors.x]\nchannel = \"startup\"\nweight = 0\n"), known([1.0, 1.0, 1.0]));
    assert_eq!(weights("[competitors.x]\nchannel = \"startup\"\nweight = { low = 0, high = 1 }\n"), known([1.0, 0.0, 1.0]));
    assert_eq!(weights("[competitors.x]\nchannel = \"startup\"\nweight = { values = [0, 0] }\n"), known([1.0, 1.0, 1.0]));
}

#[test]
fn the_files_of_a_scenario_are_read_beside_it() {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let folder = folder.path();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("files can be written");
    write("roster.csv", "\u{feff}id,name,team,hired,skills,star\r\na,Jane,x,2020-03-01,rl; data,1\r\nb,\"Doe, J\",y,2021,,\r\n");
    write("history.csv", "who,entry,left,channel\na,2021-01-01,,\nc,2021-01-01,2022-12,other\nd,2021-01-01,2021-06-01,censored\n");
    write("ties.csv", "from,to,weight\nc,a,2\na,b,\na,c,1\n");
    let text = format!(
        "{HEAD}[roster]\nfile = \"roster.csv\"\nunread = [\"star\"]\n{CHANNELS}[history]\nfile = \"history.csv\"\nuntil = 2022-12-15\ncolumns = {{ id = \"who\", exit = \"left\" }}\n[contagion]\nratio = 1.1\nhalf_life = \"never\"\nedges = \"ties.csv\"\n"
    );
    write("team.toml", &text);
    let loaded = read(&folder.join("team.toml"), &[]).unwrap_or_else(|problems| panic!("\n{problems}"));
    let remarks = loaded.remarks.lines();
    let said = "ties.csv:3:5: warning: this edge has no weight, and counts as 1";
    assert!(matches!(&remarks[..], [one] if one.ends_with(said)), "{remarks:?}");
    let names: Vec<_> = loaded.inputs.iter().filter_map(|input| input.path.file_name()?.to_str()).collect();
    assert_eq!(names, ["team.toml", "roster.csv", "history.csv", "ties.csv"]);
    assert_eq!(loaded.inputs[3].bytes, 32);
    assert_eq!(loaded.inputs[3].sha256, "56088f98df42e88d1102b2b55bb740be2a6573cb9b621dc9653515006864db9b");
    let scenario = loaded.scenario;
    assert_eq!(scenario.roster.researchers[0].skills[..], ["rl", "data"]);
    assert_eq!(scenario.roster.researchers[1].covariates[..], [None; 0]);
    let history = scenario.history.expect("the scenario has a history");
    let cut = DateInterval { earliest: date(2022, 12, 1), latest: date(2022, 12, 15) };
    assert_eq!(history.rows[0].outcome, Outcome::Present(date(2022, 12, 15)));
    assert_eq!(history.rows[1].outcome, Outcome::Exit { date: cut, channel: Some(0) });
    assert_eq!(history.rows[2].outcome, Outcome::Censored(DateInterval::exactly(date(2021, 6, 1))));
    let Some(Ties::Edges(edges)) = scenario.contagion.map(|c| c.ties) else { panic!("the scenario has edges") };
    let edges: Vec<_> = edges.iter().map(|edge| (edge.from.as_str(), edge.to.as_str(), edge.moved, edge.weight)).collect();
    assert_eq!(edges, [("c", "a", Some(0), 2.0), ("a", "b", Some(1), 1.0), ("a", "c", None, 1.0)]);
}

#[test]
fn headings_and_words_of_other_programs_are_read_as_the_scenario_says() {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("files can be written");
    write("roster.csv", "Number,Department,Start\n7,x,2020-03-01\n");
    write(
        "history.csv",
        "id,entry,exit,channel\n1,2020-01-01,2021-01-01,New job\n2,2020-01-01,2021-01-01,Moved\n3,2020-01-01,2021-01-01,Secondment\n4,2020-01-01,2021-01-01,other\n",
    );
    let columns = "[roster.columns]\nid = \"Number\"\nteam = \"Department\"\nhired = \"Start\"\n";
    let words = "channels = { \"New job\" = \"other\", Moved = \"unknown\", Secondment = \"censored\" }\n";
    let history = format!("[history]\nfile = \"history.csv\"\n{words}");
    write("team.toml", &format!("{HEAD}[roster]\nfile = \"roster.csv\"\n{columns}{CHANNELS}{history}"));
    let loaded = read(&folder.path().join("team.toml"), &[]).unwrap_or_else(|problems| panic!("\n{problems}"));
    assert_eq!(loaded.remarks.lines(), [] as [&str; 0]);
    let roster = loaded.scenario.roster;
    assert_eq!((roster.researchers[0].id.as_str(), roster.teams[0].as_str()), ("7", "x"));
    assert_eq!(roster.researchers[0].hired, Some(Hire::On(date(2020, 3, 1))));
    let history = loaded.scenario.history.expect("the scenario has a history");
    let day = DateInterval::exactly(date(2021, 1, 1));
    let outcomes: Vec<Outcome> = history.rows.into_iter().map(|row| row.outcome).collect();
    let through = |channel| Outcome::Exit { date: day, channel };
    assert_eq!(outcomes, [through(Some(0)), through(None), Outcome::Censored(day), through(Some(0))]);
}

#[test]
fn the_shipped_scenarios_are_sound() {
    for name in ["llama", "new-lab", "large-org"] {
        let path = Path::new("scenarios").join(name).with_extension("toml");
        let outcome = read(&path, &[]);
        assert!(outcome.is_ok(), "{}", outcome.err().map(|problems| problems.to_string()).unwrap_or_default());
    }
}

#[test]
fn a_file_cut_off_anywhere_is_an_error_and_no_panic() {
    let text = std::fs::read_to_string("scenarios/new-lab.toml").expect("the scenario is shipped");
    for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)).step_by(7) {
        if let Err(problems) = read_str("cut.toml", &text[..end], Path::new("scenarios"), &[]) {
            assert!(problems.errors() > 0);
            assert!(problems.render(true).contains("nothing was run"));
        }
    }
}
