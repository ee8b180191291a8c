//! From each beginning to wait until somebody leaves, or is met by a counter-offer, the cumulative hazard by the definition is the
//! patience of that attempt.

use stayput::internals::hazard::calendar_effects::CalendarEffects;
use stayput::internals::random::{Field, Purpose, Stream};
use stayput::internals::simulate::trajectory::PolicyEventKind;
use stayput::internals::simulate::{Individual, Risk, Simulator, World};

use super::under;
use crate::fixtures::{head, person, read};
use crate::numbers::refined;

/// Relative error allowed: the simulation's quadrature claims 1e-10.
const TOLERANCE: f64 = 1e-9;

/// A lab in which whatever policies act on is there.
fn lab() -> String {
    let team = |team: &str, from: usize| {
        (from..from + 4)
            .map(|i| {
                person(
                    &format!("p-{i}"),
                    &format!("team = \"{team}\"\nunvested = 0.{i}\nvests_by = 2023-11-20\nhired = 2020-0{}-15", i + 1),
                )
            })
            .collect::<String>()
    };
    head("24 months")
        + &team("a", 0)
        + &team("b", 4)
        + "[[researchers]]\nid = \"late\"\nteam = \"a\"\nhired = 2023-05-20\n"
        + "[channels.lab]\nhazard_per_year = 0.5\ntenure = [ { until = \"3 years\", ratio = 0.7 } ]\n[channels.startup]\noffers_per_year = 2.0\nacceptance = 0.2\n"
        + "[contagion]\nratio = 1.3\nhalf_life = \"5 months\"\nacross = 0.2\n[frailty]\nsd = 0.4\n"
        + "[[shocks]]\nname = \"news\"\ndate = 2023-04-10\nratio = 1.3\nhalf_life = \"3 months\"\n"
        + "[pay]\nelasticity = 1.1\nequity_elasticity = 0.4\nvest_spike = { ratio = 1.2, length = \"20 days\" }\n"
        + "[policies.calm]\nkind = \"effect\"\nratio = 0.7\nchannels = [\"lab\"]\nfrom = 2023-03-03\nuntil = 2024-02-01\ntarget = { team = \"a\" }\n"
        + "[policies.seen]\nkind = \"visibility\"\nratio = 1.6\nchannels = [\"startup\"]\nfrom = 2023-02-17\n"
        + "[policies.more]\nkind = \"raise\"\nraise = 0.2\nfrom = 2023-06-10\ntarget = { top = 4, by = \"tenure\" }\n"
        + "[policies.refresh]\nkind = \"retention_grant\"\namount = 0.8\nvesting = \"12 months\"\ncliff = \"4 months\"\nevery = \"2 months\"\nfrom = 2023-02-01\n"
        + "[policies.match]\nkind = \"counter_offer\"\nsuccess = 0.5\nraise = 0.3\nratio_after = 1.8\nhalf_life = \"4 months\"\n"
        + "[policies.leader]\nkind = \"leader_change\"\nratio = 0.9\ndisruption = 1.5\nhalf_life = \"2 months\"\nfrom = 2023-03-20\n"
        + "[policies.alarm]\nkind = \"effect\"\nratio = 0.5\nwhen = { exits = 2, within = \"120 days\", of = \"team\" }\n"
        + "[policies.rescue]\nkind = \"retention_grant\"\namount = 1.0\nvesting = \"10 months\"\nevery = \"1 month\"\nbudget = 3.0\nwhen = { exits = 1, within = \"90 days\", of = \"lab\" }\n"
        + "[policies.metered]\nkind = \"effect\"\nratio = 0.6\ncost_per_person_year = 1.0\nbudget_per_year = 2.0\n"
        + "[policies.everything]\nkind = \"bundle\"\npolicies = [\"calm\", \"seen\", \"more\", \"refresh\", \"match\", \"leader\", \"alarm\", \"rescue\", \"metered\"]\n"
}

#[test]
fn cumulative_hazard_of_each_attempt_is_its_patience() {
    let scenario = read(&lab());
    let midnights: Vec<f64> = (0..=731).map(|day| f64::from(day) / 365.25).collect();
    for policy in ["none", "calm", "seen", "more", "refresh", "match", "leader", "alarm", "rescue", "metered", "everything"] {
        let model = under(&scenario, policy);
        let world = World::new(&model, 0);
        let mut simulator = Simulator::new(&model, &world);
        let calendar_effects: &CalendarEffects = world.calendar_model.certain();
        let mut ends = 0;
        for trial in 0..12 {
            let trajectory = simulator.run(&world, trial).clone();
            let mut jumps = midnights.clone();
            jumps.extend(trajectory.exits().map(|(time, ..)| time).chain(trajectory.policy_events.iter().map(|event| event.time)));
            jumps.sort_by(f64::total_cmp);
            for (person, &name) in model.names.iter().enumerate() {
                let frailty = world.draw_frailty(person, &mut Stream::new(model.seed, Purpose::Frailty, 0, trial, name));
                let who = Individual { person, frailty, tenure: world.tenure[person] };
                let leaves = trajectory.exits().find(|&(_, who, _)| who == person);
                let last = leaves.map_or(model.horizon(), |(time, ..)| time);
                for (channel, described) in scenario.channels.iter().enumerate() {
                    let risk = Risk::Channel(channel);
                    let field = |attempt| {
                        Field::new(scenario.seed, Purpose::Patience, stayput::internals::random::name_hash(&described.name), 0, attempt)
                    };
                    let spent =
                        |from: f64, to: f64| refined(|t| world.hazard(calendar_effects, who, risk, t, &trajectory), from, to, &jumps);
                    let mut from = model.joins[person].min(last);
                    let mut attempt = 0;
                    let kept = trajectory.policy_events.iter().filter(|event| {
                        matches!(event.kind, PolicyEventKind::CounterOffer { person: who, risk: by, keeps: true, .. } if who == person && by == risk)
                    });
                    for event in kept {
                        let patience = field(attempt).exponential(trial, name);
                        let ratio = spent(from, event.time) / patience;
                        assert!((ratio - 1.0).abs() < TOLERANCE, "{policy}, trial {trial}, person {person}, attempt {attempt}: {ratio}");
                        (from, attempt, ends) = (event.time, attempt + 1, ends + 1);
                    }
                    let patience = field(attempt).exponential(trial, name);
                    let ratio = spent(from, last) / patience;
                    if leaves.is_some_and(|(.., through)| through == channel) {
                        assert!((ratio - 1.0).abs() < TOLERANCE, "{policy}, trial {trial}, person {person}, exit: {ratio}");
                        ends += 1;
                    } else {
                        assert!(ratio <= 1.0 + TOLERANCE, "{policy}, trial {trial}, person {person}, still there: {ratio}");
                    }
                }
            }
        }
        assert!(ends > 20, "{policy}: {ends}");
    }
}
