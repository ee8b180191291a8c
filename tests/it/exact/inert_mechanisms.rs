//! A mechanism that is there but does nothing, and somebody elsewhere, change nobody's luck: events stay the same, one by one.

use stayput::internals::scenario::Scenario;

use super::without_interaction::{Happening, same_story, story};
use crate::fixtures::{head, person, read_with, trajectories};

const CHANNELS: &str = "[channels.found]\nhazard_per_year = 0.3\n[channels.startup]\nhazard_per_year = 0.2\n[channels.lab]\nhazard_per_year = 0.4\n\
                        [frailty]\nsd = 0.5\n[heat]\nvolatility = 0.4\nhalf_life = \"6 months\"\n[history]\nfile = \"history.csv\"\n";

/// Everything that happens to people of one team only.
const MECHANISMS: &str = "[contagion]\nratio = 2\nhalf_life = \"5 months\"\n\
                          [spinouts]\ncofound = 0.3\npull_per_year = 1.5\nhalf_life = \"8 months\"\ndelay = \"3 weeks\"\n\
                          [notice]\nlength = \"1 month\"\n\
                          [returns]\nreturn_per_year = 1.5\nhalf_life = \"1 year\"\nratio_after_return = 1.5\n\
                          [hiring]\nrefill = 0.8\ntime_to_fill = \"3 months\"\n\
                          [competitors.a]\nchannel = \"lab\"\n[competitors.b]\nchannel = \"lab\"\nweight = 2\nclosed = 2023-08-01\n";

const HISTORY: &str = "id,team,entry,exit,channel,destination\nf,x,2020-01-01,2022-09-01,found,newco\nl,y,2020-01-01,2022-11-11,lab,a\n";

fn scenario(people: &str, further: &str) -> Scenario {
    read_with(&(head("18 months") + people + CHANNELS + further), &[("history.csv", HISTORY)])
}

fn roster() -> String {
    (0..6).map(|i| person(&format!("p-{i}"), &format!("team = \"{}\"", ["x", "y"][i % 2]))).collect()
}

/// What happens in each of 400 trials to those of the roster who are meant.
fn stories(scenario: &Scenario, is_meant: impl Fn(&Happening) -> bool) -> Vec<Vec<Happening>> {
    let mut stories = Vec::new();
    trajectories(scenario, 400, |trajectory| stories.push(story(scenario, trajectory).into_iter().filter(&is_meant).collect()));
    stories
}

fn check(what: &str, plain: &Scenario, other: &Scenario) {
    // That a spin-out opens which nobody follows is nothing that happens to anybody.
    let is_plain = plain.spinouts.is_none();
    let is_meant = |happening: &Happening| !(is_plain && happening.2 == "opens");
    for (trial, (a, b)) in stories(plain, is_meant).iter().zip(&stories(other, is_meant)).enumerate() {
        same_story(&format!("{what}, trial {trial}"), a, b);
    }
}

#[test]
fn mechanisms_that_do_nothing() {
    let nothing = [
        ("pull of 0 and nobody comes along", "[spinouts]\ncofound = 0\npull_per_year = 0\nhalf_life = \"never\"\nopen = false\n"),
        ("spin-outs that pull nobody", "[spinouts]\npull_per_year = 0\nhalf_life = \"never\"\n"),
        ("no notice", "[notice]\nlength = \"0 days\"\n"),
        ("no returns", "[returns]\nreturn_per_year = 0\nhalf_life = \"1 year\"\nratio_after_return = 7\n"),
        ("no refill", "[hiring]\nrefill = 0\ntime_to_fill = \"3 months\"\nopen_at_once = 1\n"),
        ("capabilities", "[capabilities.c]\nneeds = 1\nresearchers = [\"p-0\"]\n"),
    ];
    let contagion = "[contagion]\nratio = 2\nhalf_life = \"5 months\"\nacross = 0.5\n";
    for base in ["", contagion] {
        let plain = scenario(&roster(), base);
        for (what, keys) in nothing {
            check(what, &plain, &scenario(&roster(), &(base.to_owned() + keys)));
        }
        let all: String = nothing[1..].iter().map(|(_, keys)| *keys).collect();
        check("all of them", &plain, &scenario(&roster(), &(base.to_owned() + &all)));
    }
}

#[test]
fn competitors_without_weight() {
    let keys = "[competitors.a]\nchannel = \"lab\"\nweight = 0\nseats = 1\n[competitors.b]\nchannel = \"startup\"\nweight = 0\nclosed = 2023-08-01\n";
    for base in ["", MECHANISMS] {
        // Under MECHANISMS competitors a and b are there already: two others.
        let keys = if base.is_empty() { keys.to_owned() } else { keys.replace("s.a]", "s.c]").replace("s.b]", "s.d]") };
        check("weight 0", &scenario(&roster(), base), &scenario(&roster(), &(base.to_owned() + &keys)));
    }
}

#[test]
fn somebody_in_another_team() {
    // First in the file or last: nobody else's events change, whatever happens in the other team.
    let more = person("more", "team = \"z\"") + &person("more-2", "team = \"z\"");
    let told = |people: &str| stories(&scenario(people, MECHANISMS), |happening| !happening.0.starts_with("more"));
    let without = told(&roster());
    assert_eq!(without, told(&(roster() + &more)), "to the bit");
    assert_eq!(without, told(&(more + &roster())), "to the bit");
}
