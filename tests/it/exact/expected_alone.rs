//! What is expected of people who do not move each other, in closed form, against the mean over trials.

use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::{Model, Simulator, World};

use crate::fixtures::{head, people, person, read};
use crate::numbers::agrees;

/// Compares share retained and cost under a policy, and without, with trials of the first parameter draw.
fn is_expected(what: &str, scenario: &Scenario, policy: &str) {
    let index = scenario.policies.iter().position(|other| other.name == policy);
    let (trials, opening) = (20_000u32, scenario.opening().count() as f64);
    let policies: Vec<usize> = index.into_iter().collect();
    let model = Model::under(scenario, 7, &policies, scenario.horizon);
    let world = World::new(&model, 0);
    let alone = world.alone(&model.representatives());
    let mut simulator = Simulator::new(&model, &world);
    let mut sums = [[0.0; 2]; 2];
    for trial in 0..u64::from(trials) {
        let trajectory = simulator.run(&world, trial);
        let gone = trajectory.exits().filter(|&(time, who, _)| time <= model.horizon() && model.joins[who] == 0.0).count();
        let found = [1.0 - gone as f64 / opening, world.costs(trajectory, model.horizon()).into_iter().sum::<f64>()];
        sums.iter_mut().zip(found).for_each(|(sums, found)| *sums = [sums[0] + found, sums[1] + found * found]);
    }
    let n = f64::from(trials);
    for ((sums, expected), number) in sums.into_iter().zip([alone.retained, alone.cost]).zip(["retained", "cost"]) {
        let mean = sums[0] / n;
        agrees(&format!("{what}: {number}"), mean, expected, ((sums[1] / n - mean * mean).max(0.0) / n).sqrt());
    }
}

#[test]
fn retained_and_costs_of_people_alone_are_expected_exactly() {
    let lab = read(
        &(head("18 months").replace("seed", "discount_rate = 0.1\nseed")
            + &people(5, "pay = 2\nhired = 2021-06-01")
            + &person("late", "pay = 2\nhired = 2023-05-01")
            + &person("known", "pay = 2\nhired = 2020-01-01\nlast_day = 2023-09-10\nlast_channel = \"lab\"")
            + "[channels.lab]\nhazard_per_year = 0.3\ntenure = [{ until = \"2 years\", ratio = 1.6 }]\n[channels.startup]\nhazard_per_year = 0.2\n\
               [pay]\nelasticity = 0.8\nequity_elasticity = 0.5\n[frailty]\nsd = 0.7\n[notice]\nlength = \"2 months\"\n\
               [policies.calm]\nkind = \"effect\"\nratio = 0.4\nchannels = [\"lab\"]\nfrom = 2023-04-01\nuntil = 2024-03-01\ncost_once = 1.5\n\
               cost_per_person_year = 0.3\n\
               [policies.more]\nkind = \"raise\"\nraise = 0.2\nfrom = 2023-03-01\n\
               [policies.refresh]\nkind = \"retention_grant\"\namount = 1.0\nvesting = \"12 months\"\ncliff = \"4 months\"\nevery = \"4 months\"\nfrom = 2023-02-01\n"),
    );
    for policy in ["none", "calm", "more", "refresh"] {
        is_expected(policy, &lab, policy);
    }
}

#[test]
fn heat_and_limits_are_expected_too() {
    let lab = read(
        &(head("18 months")
            + &people(5, "")
            + "[channels.lab]\noffers_per_year = 1.5\nacceptance = 0.5\n[channels.startup]\nhazard_per_year = 0.2\n\
               [[heat.series]]\ninterpolation = \"step\"\npoints = [{ at = 2023-01-01, value = 0.5 }, { at = 2023-08-01, value = 1.5 }]\n\
               [[shocks]]\nname = \"push\"\ndate = 2023-05-01\nratio = 4\nhalf_life = \"6 months\"\n\
               [policies.calm]\nkind = \"effect\"\nratio = 0.5\nfrom = 2023-04-01\n"),
    );
    for policy in ["none", "calm"] {
        is_expected(policy, &lab, policy);
    }
}

#[test]
fn of_many_people_some_stand_for_all() {
    let lab = read(&(head("12 months") + &people(1_000, "") + "[channels.lab]\nhazard_per_year = 0.3\n"));
    let model = Model::new(&lab, 1);
    assert_eq!(model.representatives().len(), 200);
    let world = World::new(&model, 0);
    let everybody: Vec<usize> = (0..1_000).collect();
    agrees("of alike people", world.alone(&model.representatives()).retained, world.alone(&everybody).retained, 0.0);
}
