//! The world without interaction of a trial is that of a scenario whose exits do nothing to others, on the same luck.

use stayput::internals::hazard::spinout::Origin;
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::{Destination, EventKind, Model, Simulator, Trajectory, World};

use crate::fixtures::{head, person, read_with};

/// What exits do to others, with the history's exits.
const STIRRING: &str = "[contagion]\nratio = 3\nhalf_life = \"5 months\"\nacross = 0.3\nleader_ratio = 2\n\
                        [spinouts]\ncofound = 0.3\npull_per_year = 1.5\nhalf_life = \"8 months\"\nseats = 3\n";

/// What stays as it is.
const REST: [&str; 5] = [
    "",
    "[notice]\nlength = \"1 month\"\n",
    "[returns]\nreturn_per_year = 1.5\nhalf_life = \"1 year\"\nratio_after_return = 1.5\n",
    "[hiring]\nrefill = 0.8\ntime_to_fill = \"3 months\"\nopen_at_once = 2\n",
    "[competitors.a]\nchannel = \"lab\"\nseats = 2\nredistribute = true\n[competitors.b]\nchannel = \"lab\"\nclosed = 2023-08-01\n",
];

const HISTORY: &str = "id,team,entry,exit,channel,destination\nf,x,2020-01-01,2022-09-01,found,newco\nl,y,2020-01-01,2022-11-11,lab,a\n";

fn scenario(further: &str) -> Scenario {
    let text = head("18 months")
        + &(0..6).map(|i| person(&format!("p-{i}"), &format!("team = \"{}\"", ["x", "y"][i % 2]))).collect::<String>()
        + &person("leader", "team = \"x\"\nleads = \"x\"")
        + "[channels.found]\nhazard_per_year = 0.3\n[channels.startup]\nhazard_per_year = 0.2\n[channels.lab]\nhazard_per_year = 0.4\n\
           [heat]\nvolatility = 0.4\nhalf_life = \"6 months\"\n[frailty]\nsd = 0.5\n[history]\nfile = \"history.csv\"\n"
        + further;
    read_with(&text, &[("history.csv", HISTORY)])
}

/// What happens to one person: who, when, and what, by names.
pub type Happening = (String, f64, String);

/// A trial by names, in order of time; numbers of newcomers and spin-outs are left out, since they depend on who else is there.
pub fn story(scenario: &Scenario, trajectory: &Trajectory) -> Vec<Happening> {
    let people = &scenario.roster.researchers;
    let who = |person: usize| {
        let filling = trajectory.newcomer(person, people.len()).map_or(0, |newcomer| newcomer.filling);
        format!("{}/{filling}", people[trajectory.seat(person, people.len())].id)
    };
    let place = |to: Destination| match to {
        Destination::Competitor(competitor) => scenario.competitors[competitor].name.clone(),
        Destination::Spinout(spinout) => match trajectory.spinouts[spinout].origin {
            Origin::Trial(founder) => format!("what {} founded", who(founder)),
            origin => format!("{origin:?}"),
        },
        // Who founds is told by the channel.
        Destination::Founded(_) | Destination::Unnamed => String::new(),
    };
    let what = |kind: EventKind| match kind {
        EventKind::Decision { channel, to } => format!("decides for {} {}", scenario.channels[channel].name, place(to)),
        EventKind::Exit { channel, to } => format!("leaves through {} {}", scenario.channels[channel].name, place(to)),
        EventKind::Opening(_) => "opens".to_owned(),
        EventKind::Return => "returns".to_owned(),
        EventKind::Hire => "begins".to_owned(),
    };
    let mut story: Vec<Happening> = trajectory.events.iter().map(|event| (who(event.person), event.time, what(event.kind))).collect();
    story.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    story
}

/// Fails unless two stories are the same, times up to quadrature's error.
pub fn same_story(what: &str, a: &[Happening], b: &[Happening]) {
    assert_eq!(a.len(), b.len(), "{what}:\n{a:?}\n{b:?}");
    for (x, y) in a.iter().zip(b) {
        assert!(x.0 == y.0 && x.2 == y.2 && (x.1 - y.1).abs() < 1e-9, "{what}: {x:?} and {y:?}");
    }
}

#[test]
fn exits_do_nothing_to_others() {
    for rest in REST.into_iter().map(str::to_owned).chain([REST.concat()]) {
        let (stirred, plain) = (scenario(&(STIRRING.to_owned() + &rest)), scenario(&rest));
        let (model, plain_model) = (Model::new(&stirred, 5), Model::new(&plain, 5));
        let (world, plain_world) = (World::new(&model, 0), World::new(&plain_model, 0));
        let without = world.without_interaction();
        let (mut simulator, mut plain_simulator) = (Simulator::new(&model, &world), Simulator::new(&plain_model, &plain_world));
        let mut differ = 0;
        for trial in 0..500 {
            let as_it_is = simulator.run(&world, trial).clone();
            let found = story(&stirred, simulator.run_without_interaction(&without));
            same_story(&format!("{rest}trial {trial}"), &found, &story(&plain, plain_simulator.run(&plain_world, trial)));
            differ += u32::from(found.len() != as_it_is.events.len());
            assert_eq!(*simulator.run(&world, trial), as_it_is, "the run without interaction leaves nothing behind");
        }
        assert!(differ > 250, "what exits do to others shows: {differ}");
    }
}
