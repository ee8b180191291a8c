//! Scenarios with each mechanism alone, and with all.

use stayput::internals::scenario::Scenario;

use crate::fixtures::{head, person, read_with};

/// Eight people in two teams, one of them to join; each leads nobody but `a-0`, who leads team a. Covariates and dates of hire differ.
fn roster() -> String {
    let keys = [
        ("a-0", "team = \"a\"\nleads = \"a\"\nhired = 2019-03-01\nstar = 1"),
        ("a-1", "team = \"a\"\nhired = 2022-05-10\nstar = 0"),
        ("a-2", "team = \"a\"\nhired = 2021-08-20\nstar = 2"),
        ("a-3", "team = \"a\"\nhired = 2022-12-01\nstar = 0"),
        ("b-0", "team = \"b\"\nhired = 2020-02-29\nstar = 1"),
        ("b-1", "team = \"b\"\nhired = 2022-01-31\nstar = 0.5"),
        ("b-2", "team = \"b\"\nhired = 2021-10-10\nstar = -1"),
    ];
    keys.iter().map(|(id, keys)| person(id, keys)).collect()
}

const JOINER: &str = "[[researchers]]\nid = \"new\"\nteam = \"a\"\nhired = 2023-05-15\nstar = 1\n";

const HISTORY: &str = "id,team,entry,observed_until,exit,channel,leads\n\
                       a-2,a,2021-08-20,2023-01-01,,,\n\
                       b-0,b,2020-06-01,2023-01-01,,,\n\
                       gone-1,a,2020-01-01,,2022-11-15,lab,\n\
                       gone-2,b,2020-01-01,,2022-12-20,startup,b\n";

const EDGES: &str = "from,to,weight\na-0,a-1,2\na-1,b-0,0.5\na-2,a-3,1\na-2,b-2,3\nb-0,a-0,1\nb-1,a-2,0.7\n";

/// The parts that a scenario can be made of.
const BANDS: &str = "tenure = [{ until = \"1 year\", ratio = 0.5 }, { until = \"30 months\", ratio = 2.5 }]\n";
const COVARIATES: &str = "covariates = { star = 1.6 }\n";
const SERIES: &str = "[[heat.series]]\nchannels = [\"lab\"]\npoints = [{ at = 2023-02-01, value = 0.5 }, { at = \"10 months\", value = 2.0 }]\n\
                      [[heat.series]]\ninterpolation = \"step\"\npoints = [{ at = 2023-01-01, value = 1.0 }, { at = 2023-06-20, value = 1.7 }]\n";
const PATH: &str = "[heat]\nvolatility = 0.8\nhalf_life = \"5 months\"\nchannels = [\"lab\", \"startup\"]\n";
const SHOCKS: &str = "[[shocks]]\nname = \"sure\"\ndate = 2023-03-14\nratio = 2.5\nhalf_life = \"4 months\"\nchannels = [\"lab\"]\n\
                      [[shocks]]\nname = \"before\"\ndate = 2022-11-09\nratio = 2.0\nhalf_life = \"3 months\"\n\
                      [[shocks]]\nname = \"perhaps\"\nbetween = [2023-04-01, 2023-09-30]\nprobability = 0.5\nratio = 4.0\nhalf_life = \"2 months\"\n";
const FRAILTY: &str = "[frailty]\nsd = 0.8\n";
const PAST: &str = "[history]\nfile = \"history.csv\"\n";

/// A scenario of eighteen months with two channels, the first by offers or not.
fn scenario(offers: bool, of_channels: &str, parts: &[&str]) -> Scenario {
    let lab = if offers { "offers_per_year = 1.5\nacceptance = 0.3\n" } else { "hazard_per_year = 0.35\n" };
    let channels = format!("[channels.lab]\n{lab}{of_channels}[channels.startup]\nhazard_per_year = 0.2\n");
    let mut text = head("18 months") + &roster();
    // Tables of people come before all others.
    let (people, others): (Vec<&str>, Vec<&str>) = parts.iter().partition(|part| part.starts_with("[[researchers]]"));
    text += &people.concat();
    text += &channels;
    text += &others.concat();
    let past_too = format!("{EDGES}gone-1,a-2,1.5\n");
    read_with(&text, &[("history.csv", HISTORY), ("edges.csv", EDGES), ("past-too.csv", &past_too)])
}

/// Each mechanism alone, with a name.
pub fn alone() -> Vec<(&'static str, Scenario)> {
    let contagion = |keys: &str| format!("[contagion]\nratio = 2.5\n{keys}\n");
    let fading = "half_life = \"3 months\"";
    let own = |keys: &str| scenario(false, "", &[&contagion(keys)]);
    vec![
        ("constant hazards", scenario(false, "", &[])),
        ("tenure", scenario(false, BANDS, &[])),
        ("covariates", scenario(false, COVARIATES, &[])),
        ("frailty", scenario(false, "", &[FRAILTY])),
        ("frailty of those observed before", scenario(false, BANDS, &[FRAILTY, PAST])),
        ("offers at their limit", scenario(true, "covariates = { star = 2.0 }\n", &[SHOCKS])),
        ("heat series", scenario(false, "", &[SERIES])),
        ("heat path", scenario(false, "", &[PATH])),
        ("shocks", scenario(false, "", &[SHOCKS])),
        ("contagion that fades", own(fading)),
        ("contagion that ends", own("window = \"80 days\"")),
        ("contagion that lasts", own("half_life = \"never\"")),
        ("contagion that comes late", own("half_life = \"3 months\"\ndelay = \"50 days\"")),
        ("contagion with a cap", own("half_life = \"6 months\"\ncap = 3.0")),
        ("contagion across teams", own("half_life = \"3 months\"\nacross = 0.4")),
        ("contagion by edges", own("half_life = \"3 months\"\nedges = \"edges.csv\"")),
        ("contagion and offers", scenario(true, "", &[&contagion("half_life = \"6 months\"")])),
        (
            "a leader's exit",
            own("half_life = \"3 months\"\nleader_ratio = 3.0\nleader_delay = \"40 days\"\nleader_half_life = \"2 months\""),
        ),
        ("exits of the history", scenario(false, "", &[&contagion("half_life = \"3 months\"\nleader_ratio = 2.0"), PAST])),
        ("somebody who joins", scenario(false, BANDS, &[JOINER, &contagion(fading)])),
    ]
}

/// All mechanisms together, in the ways that exclude each other: how contagion fades, and whom it moves.
pub fn together() -> Vec<(&'static str, Scenario)> {
    let both = format!("{BANDS}{COVARIATES}");
    let leader = "leader_ratio = 3.0\nleader_delay = \"40 days\"\nleader_half_life = \"2 months\"\n";
    let all = |offers: bool, keys: &str| {
        let contagion = format!("[contagion]\nratio = 1.8\n{leader}{keys}\n");
        scenario(offers, &both, &[JOINER, PATH, SERIES, SHOCKS, FRAILTY, PAST, &contagion])
    };
    vec![
        ("fading, across teams, cap, offers", all(true, "half_life = \"3 months\"\ndelay = \"25 days\"\nacross = 0.3\ncap = 4.0")),
        ("fading, within teams, no cap", all(false, "half_life = \"8 months\"\ndelay = \"25 days\"")),
        ("window, across teams", all(false, "window = \"80 days\"\ndelay = \"10 days\"\nacross = 0.3")),
        ("window, offers, cap", all(true, "window = \"80 days\"\ncap = 2.5")),
        ("lasting, by edges, offers", all(true, "half_life = \"never\"\nedges = \"past-too.csv\"\ncap = 6.0")),
        ("fading, by edges", all(false, "half_life = \"2 months\"\nedges = \"past-too.csv\"")),
    ]
}
