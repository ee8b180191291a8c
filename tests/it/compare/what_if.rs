//! What-ifs: what follows from a set exit, against closed forms, and that nothing else changes.

use stayput::internals::compare::{self, Comparison, Source};
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::report::comparison::what_if;
use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::{EventKind, Model, Simulator, World};

use crate::fixtures::{head, people, read};

/// The scenario beside itself under each of its what-ifs.
fn compared(scenario: &Scenario, trials: u64, threads: usize) -> Comparison {
    let under: Vec<Scenario> = (0..scenario.what_ifs.len()).map(|what_if| scenario.under(what_if)).collect();
    let sources: Vec<Source<'_>> = std::iter::once(scenario).chain(&under).map(|scenario| Source { path: "x", scenario }).collect();
    let arms = compare::arms(&sources, &[]).unwrap();
    compare::run(&arms, &Plan { trials, seed: 7, threads }, &mut ensemble::to_the_end)
}

/// Two people at hazard 0.3 who leave sooner by a factor of 2.5 once the other has left; one of them leaves on the last day of the first year.
fn two() -> Scenario {
    let what_if = "[what_if.first]\nleaves = { id = \"p-0\", on = 2024-01-01, to = \"lab\" }\n";
    let rest = "[channels.lab]\nhazard_per_year = 0.3\n[contagion]\nratio = 2.5\nhalf_life = \"never\"\n";
    read(&(head("24 months") + rest + &people(2, "team = \"a\"") + what_if))
}

#[test]
fn a_set_exit_moves_the_other_as_the_markov_chain_says() {
    let (hazard, ratio, set, end) = (0.3, 2.5, 365.0 / 365.25, 731.0 / 365.25);
    // The other is there at the end: at risk `hazard` until the first has left, at the latest at `until`, and `ratio` times that from then on.
    let there = |until: f64| {
        let moved: f64 = -hazard * ratio * end;
        let rate = (2.0 - ratio) * hazard;
        moved.exp() * (hazard * -(-rate * until).exp_m1() / rate) + (-2.0 * hazard * until - hazard * ratio * (end - until)).exp()
    };
    let comparison = compared(&two(), 200_000, 2);
    let others = comparison.arms[1].versus.as_ref().unwrap().others.unwrap();
    let expected = there(end) - there(set);
    let leave = others.leave.estimate;
    assert!(expected > 0.05 && (leave.value - expected).abs() < 5.0 * leave.mcse, "{leave:?} {expected}");
    // It happens where the first is still there: both are until the other leaves, who moves the first.
    let happens = (-2.0 * hazard * set).exp()
        + (-hazard * ratio * set).exp() * hazard * -(-(2.0 - ratio) * hazard * set).exp_m1() / ((2.0 - ratio) * hazard);
    assert!((others.happens.value - happens).abs() < 5.0 * others.happens.mcse, "{:?} {happens}", others.happens);
    assert_eq!((others.removed, others.expected), (1, None));
}

#[test]
fn an_exit_that_moves_nobody_changes_nothing_for_the_others() {
    let text = head("24 months")
        + "[channels.lab]\nhazard_per_year = 0.3\n"
        + &people(4, "team = \"a\"\nrole = \"engineer\"")
        + "[what_if.engineers]\nleaves = { role = \"engineer\", on = \"6 months\", to = \"lab\" }\n\
           [what_if.one]\nleaves = { id = \"p-2\", on = \"6 months\", to = \"lab\" }\n";
    let comparison = compared(&read(&text), 2_000, 1);
    let [all, one] = [1, 2].map(|arm| comparison.arms[arm].versus.as_ref().unwrap().others.unwrap());
    assert_eq!((one.leave.estimate.value, one.leave.estimate.mcse, one.removed), (0.0, 0.0, 1));
    assert_eq!(all.removed, 4);
    let kept = comparison.arms[1].estimates.retained().points.last().unwrap().mean;
    assert_eq!((kept.value, kept.mcse), (0.0, 0.0), "nobody is left");
    let said = what_if::paragraphs(&comparison);
    assert!(
        said[0][1].starts_with("If engineers: everybody leaves, and nobody else is there on 2025-01-01 whom that could move."),
        "{}",
        said[0][1]
    );
    assert!(said[1][1].starts_with("If one: of the other 3, no more leave by 2025-01-01, in any trial."), "{}", said[1][1]);
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    // As text, in which a number that is not known equals itself.
    let [one, three] = [1, 3].map(|threads| format!("{:?}", compared(&two(), 3_000, threads)));
    assert!(one == three);
}

#[test]
fn counter_offers_do_not_keep_whom_a_what_if_lets_leave() {
    let text = head("12 months")
        + "[channels.lab]\nhazard_per_year = 0.000001\n"
        + &people(6, "team = \"a\"\nrole = \"engineer\"")
        + "[policies.match]\nkind = \"counter_offer\"\nsuccess = 1.0\nraise = 0.5\n\
           [what_if.all]\nleaves = { team = \"a\", on = \"6 months\", to = \"lab\" }\n";
    let comparison = compared(&read(&text), 200, 1);
    let names: Vec<&str> = comparison.arms.iter().map(|arm| arm.name.as_str()).collect();
    assert_eq!(names, ["none", "match", "if all", "if all: match"]);
    let left = comparison.arms[3].estimates.retained().points.last().unwrap().mean;
    assert_eq!(left.value, 0.0);
}

#[test]
fn a_shock_and_a_rival_are_what_the_same_shocks_in_the_file_are() {
    let lab =
        head("24 months") + "[channels.lab]\nhazard_per_year = 0.3\n[channels.found]\nhazard_per_year = 0.1\n" + &people(5, "team = \"a\"");
    let what_ifs = "[what_if.both]\nrival = { channel = \"lab\", on = 2023-07-01, ratio = 2 }\n\
                    shock = { on = \"3 months\", ratio = 1.5, half_life = \"6 months\", channels = [\"found\"] }\n";
    let shocks = "[[shocks]]\nname = \"rival\"\ndate = 2023-07-01\nratio = 2\nhalf_life = \"never\"\nchannels = [\"lab\"]\n\
                  [[shocks]]\nname = \"shock\"\ndate = 2023-04-01\nratio = 1.5\nhalf_life = \"6 months\"\nchannels = [\"found\"]\n";
    let [asked, given] = [read(&(lab.clone() + what_ifs)), read(&(lab + shocks))];
    let under = compared(&asked, 4_000, 2);
    let arm = &under.arms[1].estimates;
    let run = ensemble::run(&given, &Plan { trials: 4_000, seed: 7, threads: 2 }, &mut ensemble::to_the_end, None).unwrap();
    assert_eq!(arm.retained().points, run.retained().points);
}

/// Who opens with a weight brings offers on top of those there are, and who pays more is listened to more: the same ratio in the file says
/// as much.
#[test]
fn a_rival_brings_offers_by_its_weight_and_its_pay() {
    let lab = head("24 months")
        + "[channels.lab]\nhazard_per_year = 0.3\npay_multiple = 1.1\nunnamed_weight = 1\n[channels.startup]\nhazard_per_year = 0.1\n\
           [pay]\nelasticity = 2\n[competitors.there]\nchannel = \"lab\"\nweight = 2\n[competitors.other]\nchannel = \"lab\"\nweight = 1\n"
        + &people(5, "team = \"a\"");
    let more = |multiple: f64| (multiple / 1.1_f64).powi(2);
    // All behind the lab channel weigh 4; nobody is listed behind the other.
    let cases = [
        ("lab", "weight = 2", 1.0 + 0.5),
        ("lab", "weight = 2, pay_multiple = 1.43", 1.0 + 0.5 * more(1.43)),
        ("lab", "ratio = 1.8, pay_multiple = 0.9", 1.0 + 0.8 * more(0.9)),
        ("lab", "ratio = 0.8, pay_multiple = 3", 0.8),
        ("startup", "weight = 0.4", 1.4),
    ];
    for (channel, offer, ratio) in cases {
        let what_if = format!("[what_if.opens]\nrival = {{ channel = \"{channel}\", on = 2023-07-01, {offer} }}\n");
        let shock = format!("[what_if.opens]\nrival = {{ channel = \"{channel}\", on = 2023-07-01, ratio = {ratio} }}\n");
        let [asked, given] = [what_if, shock].map(|what_if| {
            let comparison = compared(&read(&(lab.clone() + &what_if)), 2_000, 2);
            comparison.arms[1].estimates.retained().points.clone()
        });
        for (asked, given) in asked.iter().zip(&given) {
            assert!((asked.mean.value - given.mean.value).abs() < 1e-9, "{channel} {offer}: {asked:?} {given:?}");
        }
        assert!(asked.last().unwrap().mean.value < 5.0);
    }
}

/// Who leaves to a rival does not leave to those that are listed: their hazard is as it was.
#[test]
fn a_rival_takes_what_it_adds_and_no_more() {
    let text = head("12 months")
        + "[channels.lab]\nhazard_per_year = 0.02\nunnamed_weight = 1\n[competitors.there]\nchannel = \"lab\"\nweight = 3\n"
        + &people(200, "team = \"a\"")
        + "[what_if.opens]\nrival = { channel = \"lab\", on = \"0 days\", weight = 4 }\n";
    let comparison = compared(&read(&text), 4_000, 2);
    let to_the_listed = |arm: usize| {
        let destinations = &comparison.arms[arm].estimates.destinations;
        *destinations.iter().find(|one| one.competitor == "there").unwrap().shares.last().unwrap()
    };
    let years = 365.0 / 365.25;
    // Of a hazard of 0.04 the listed one has 0.015, as of 0.02 without the rival.
    for (arm, hazard) in [(0, 0.02), (1, 0.04_f64)] {
        let listed = to_the_listed(arm);
        let exact = (1.0 - (-hazard * years).exp()) * 0.015 / hazard;
        assert!((listed.value - exact).abs() < 5.0 * listed.mcse, "{arm}: {listed:?} {exact}");
    }
}

#[test]
fn nobody_is_looked_for_while_hiring_is_frozen() {
    let text = head("24 months")
        + "[channels.lab]\nhazard_per_year = 2.0\n[hiring]\ntime_to_fill = \"1 month\"\n"
        + &people(3, "team = \"a\"")
        + &people(3, "team = \"b\"").replace("p-", "q-")
        + "[what_if.a-while]\nhiring_freeze = { from = 2023-04-01, until = 2024-01-01 }\n[what_if.for-good]\nhiring_freeze = {}\n";
    let scenario = read(&text);
    let hires = |scenario: &Scenario| -> Vec<f64> {
        let model = Model::new(scenario, 7);
        let world = World::new(&model, 0);
        let mut simulator = Simulator::new(&model, &world);
        let mut times = Vec::new();
        for trial in 0..300 {
            let trajectory = simulator.run(&world, trial);
            times.extend(trajectory.events.iter().filter(|event| event.kind == EventKind::Hire).map(|event| event.time));
        }
        times
    };
    let year = |date: &str| scenario.clock.years(date.parse().unwrap());
    // Who was looked for before comes a month later at the latest; who is looked for afterwards a month later at the earliest.
    let (from, until) = (year("2023-05-02"), year("2024-01-31"));
    let is_between = |time: &f64| from < *time && *time < until;
    assert!(hires(&scenario).iter().any(is_between));
    let frozen = hires(&scenario.under(0));
    assert!(!frozen.iter().any(is_between) && frozen.iter().any(|time| *time < from) && frozen.iter().any(|time| *time > until));
    assert!(hires(&scenario.under(1)).is_empty());
}
