//! What policies do to hazards, in closed form where nobody moves anybody.

use stayput::internals::scenario::Scenario;
use stayput::internals::simulate::Trajectory;

use super::{exits, mean_is, trials};
use crate::fixtures::{head, people, read};
use crate::numbers::{Chain, agrees};

const LEAVE: f64 = 0.4;

fn lab(policies: &str) -> Scenario {
    read(&(head("36 months") + &people(10, "") + &format!("[channels.lab]\nhazard_per_year = {LEAVE}\n") + policies))
}

/// The mean number of exits of ten by the horizon, with a cumulative hazard.
fn is_cumulative(what: &str, scenario: &Scenario, policy: &str, hazard: f64) {
    let horizon = scenario.clock.years(scenario.horizon);
    mean_is(what, scenario, policy, 10.0 * -(-hazard).exp_m1(), |_, trajectory| exits(trajectory, horizon));
}

/// The time of a date [years].
fn at(scenario: &Scenario, date: &str) -> f64 {
    scenario.clock.years(date.parse().unwrap())
}

#[test]
fn an_effect_multiplies_the_hazard_from_its_date_until_its_end() {
    let scenario = lab("[policies.calm]\nkind = \"effect\"\nratio = 0.5\nfrom = 2023-07-01\nuntil = 2024-11-15\n");
    let (from, until, end) = (at(&scenario, "2023-07-01"), at(&scenario, "2024-11-15"), at(&scenario, "2026-01-01"));
    is_cumulative("exits under an effect", &scenario, "calm", LEAVE * (end - 0.5 * (until - from)));
    is_cumulative("exits without it", &scenario, "none", LEAVE * end);
}

#[test]
fn a_raise_acts_by_the_elasticity_of_own_pay() {
    let text = "[pay]\nelasticity = 1.2\n[policies.more]\nkind = \"raise\"\nraise = 0.3\nfrom = 2024-01-01\n";
    let scenario = lab(text);
    let (from, end) = (at(&scenario, "2024-01-01"), at(&scenario, "2026-01-01"));
    is_cumulative("exits under a raise", &scenario, "more", LEAVE * (from + (end - from) * 1.3f64.powf(-1.2)));
}

#[test]
fn what_others_pay_acts_by_the_elasticity() {
    let text = "[pay]\nelasticity = 0.8\n[channels.startup]\nhazard_per_year = 0.1\npay_multiple = 1.5\n[competitors.big]\nchannel = \"startup\"\nweight = 3\npay_multiple = 2\n[competitors.small]\nchannel = \"startup\"\nweight = 1\n";
    let scenario = lab(text);
    // A quarter of the hazard at the channel's multiple, three quarters at 2.
    let startup = 0.1 * (0.25 * 1.5f64.powf(0.8) + 0.75 * 2f64.powf(0.8));
    is_cumulative("exits where others pay more", &scenario, "none", (LEAVE + startup) * at(&scenario, "2026-01-01"));
}

#[test]
fn equity_of_the_start_vests_month_by_month() {
    let text = head("24 months")
        + &people(10, "pay = 2.0\nunvested = 3.0\nvests_by = 2023-12-20")
        + &format!("[channels.lab]\nhazard_per_year = {LEAVE}\n[pay]\nelasticity = 0\nequity_elasticity = 0.7\n");
    let scenario = read(&text);
    // Boundaries on the first of February to December, and the last part on its own day.
    let dates: Vec<f64> =
        (2..=12).map(|month| at(&scenario, &format!("2023-{month:02}-01"))).chain([at(&scenario, "2023-12-20")]).collect();
    let (mut now, mut hazard) = (0.0, 0.0);
    for (vested, date) in dates.iter().enumerate() {
        let unvested = 1.5 * (12 - vested) as f64 / 12.0;
        hazard += LEAVE * (-0.7 * unvested).exp() * (date - now);
        now = *date;
    }
    hazard += LEAVE * (at(&scenario, "2025-01-01") - now);
    is_cumulative("exits with unvested equity", &scenario, "none", hazard);
}

#[test]
fn a_grant_with_a_cliff_holds_by_what_is_unvested() {
    let text = "[pay]\nelasticity = 0\nequity_elasticity = 0.5\nvest_spike = { ratio = 1.4, length = \"2 months\" }\n[policies.refresh]\nkind = \"retention_grant\"\namount = 1.5\nvesting = \"2 years\"\ncliff = \"12 months\"\nevery = \"6 months\"\nfrom = 2023-03-01\n";
    let scenario = lab(text);
    let time = |date: &str| at(&scenario, date);
    // Half a grant at the cliff, a quarter each half-year after; two months of a spike after each.
    let pieces = [
        ("2023-01-01", "2023-03-01", 0.0, 1.0),
        ("2023-03-01", "2024-03-01", 1.5, 1.0),
        ("2024-03-01", "2024-05-01", 0.75, 1.4),
        ("2024-05-01", "2024-09-01", 0.75, 1.0),
        ("2024-09-01", "2024-11-01", 0.375, 1.4),
        ("2024-11-01", "2025-03-01", 0.375, 1.0),
        ("2025-03-01", "2025-05-01", 0.0, 1.4),
        ("2025-05-01", "2026-01-01", 0.0, 1.0),
    ];
    let hazard: f64 =
        pieces.iter().map(|&(from, to, unvested, spike)| LEAVE * f64::exp(-0.5 * unvested) * spike * (time(to) - time(from))).sum();
    is_cumulative("exits under a grant", &scenario, "refresh", hazard);
}

#[test]
fn more_offers_are_not_limited_by_acceptance() {
    let text = head("36 months")
        + &people(10, "")
        + "[channels.lab]\noffers_per_year = 0.3\nacceptance = 0.8\ncovariates = {}\n[channels.other]\nhazard_per_year = 0.05\n[policies.seen]\nkind = \"visibility\"\nratio = 2.5\nchannels = [\"lab\"]\nfrom = 2023-07-01\n[policies.both]\nkind = \"bundle\"\npolicies = [\"seen\", \"worse\"]\n[policies.worse]\nkind = \"effect\"\nratio = 3\nchannels = [\"lab\"]\n";
    let scenario = read(&text);
    let (from, end) = (at(&scenario, "2023-07-01"), at(&scenario, "2026-01-01"));
    let cumulative = |acceptance: f64| 0.3 * acceptance * (from + 2.5 * (end - from)) + 0.05 * end;
    is_cumulative("exits with more offers", &scenario, "seen", cumulative(0.8));
    // Three times the acceptance is limited to 1, the offers are not.
    is_cumulative("exits with more offers, all accepted", &scenario, "both", cumulative(1.0));
}

#[test]
fn a_counter_offer_without_after_effect_takes_its_share_off_the_hazard() {
    let text = "[channels.startup]\nhazard_per_year = 0.3\n[policies.match]\nkind = \"counter_offer\"\nchannels = [\"lab\"]\nsuccess = 0.35\n[policies.both]\nkind = \"bundle\"\npolicies = [\"match\", \"weaker\"]\n[policies.weaker]\nkind = \"counter_offer\"\nsuccess = 0.2\n";
    let scenario = lab(text);
    let end = at(&scenario, "2026-01-01");
    is_cumulative("exits under a counter-offer", &scenario, "match", (0.65 * LEAVE + 0.3) * end);
    // Of two that answer, the stronger does; where only one does, that one.
    is_cumulative("exits under two", &scenario, "both", (0.65 * LEAVE + 0.8 * 0.3) * end);
}

#[test]
fn who_was_kept_leaves_at_another_hazard() {
    // One success at most counts: the hazard after it is multiplied for good. Leaving is a chain of two steps.
    let text = "[pay]\nelasticity = 1.0\n[policies.match]\nkind = \"counter_offer\"\nsuccess = 0.4\nraise = 0.25\nratio_after = 2.0\nhalf_life = \"never\"\n";
    let scenario = lab(text);
    let end = at(&scenario, "2026-01-01");
    // The k-th success leaves hazard LEAVE * r^k, r = 2 / 1.25.
    let chain = crate::numbers::Chain::new(0usize, |&kept: &usize| {
        const GONE: usize = 30;
        if kept >= GONE {
            return vec![];
        }
        let hazard = LEAVE * (2.0f64 / 1.25).powf(kept as f64);
        vec![((kept + 1).min(GONE - 1), 0.4 * hazard), (GONE, 0.6 * hazard)]
    });
    let pmf = chain.distribution(&chain.after(end, &chain.start()), |&state| usize::from(state == 30));
    mean_is("exits after counter-offers", &scenario, "match", 10.0 * pmf[1], |_, trajectory| exits(trajectory, end));
}

/// What is left of a counter-offer ends with the spell: who leaves after all comes back without its ratio. A chain of who is
/// there, and how often kept, and who is gone, with exits at 0.9 a year, half of them answered with success, twice the hazard after each
/// success for ever, and returns at 1 a year. Would it last, those who are gone would remember it, and fewer would be there.
#[test]
fn what_an_answer_leaves_ends_with_the_spell() {
    let (hazard, back) = (0.9, 1.0);
    let text = head("36 months")
        + &people(4, "")
        + "[channels.lab]\nhazard_per_year = 0.9\n[returns]\nreturn_per_year = 1\nhalf_life = \"never\"\n[policies.match]\n\
           kind = \"counter_offer\"\nsuccess = 0.5\nratio_after = 2\nhalf_life = \"never\"\n";
    let scenario = read(&text);
    // Whether there, and how often kept: beyond ten times nobody stays for a day.
    let chain = |lasts: bool| {
        Chain::new((true, 0), move |&(there, kept): &(bool, i32)| {
            let half = 0.5 * hazard * 2.0f64.powi(kept);
            if there {
                vec![((true, (kept + 1).min(10)), half), ((false, if lasts { kept } else { 0 }), half)]
            } else {
                vec![((true, kept), back)]
            }
        })
    };
    let there = |lasts: bool, time: f64| {
        let chain = chain(lasts);
        chain.distribution(&chain.after(time, &chain.start()), |&(there, _)| usize::from(there))[1]
    };
    for date in ["2024-01-01", "2026-01-01"] {
        let time = at(&scenario, date);
        let (dropped, kept) = (there(false, time), there(true, time));
        let count = |trajectory: &Trajectory| (0..4).filter(|&person| !trajectory.is_out(person, time)).count() as f64;
        mean_is("dropped", &scenario, "match", 4.0 * dropped, |_, trajectory| count(trajectory));
        // Ten standard errors of 100,000 trials apart, so that the two are told apart.
        let error = (4.0 * dropped * (1.0 - dropped) / 100_000.0).sqrt();
        assert!(4.0 * (dropped - kept) > 10.0 * error, "{date}: {dropped} {kept}");
    }
}

#[test]
fn an_incubator_keeps_founders_and_what_they_would_have_opened() {
    let text = "[channels.found]\nhazard_per_year = 0.2\n[channels.startup]\nhazard_per_year = 0.0\n[spinouts]\npull_per_year = 0.5\nhalf_life = \"never\"\n[policies.inside]\nkind = \"incubator\"\nshare = 1.0\n";
    let scenario = lab(text);
    // Every founder is kept: nobody is pulled, and the rest leave as they would.
    let end = at(&scenario, "2026-01-01");
    is_cumulative("exits with an incubator", &scenario, "inside", LEAVE * end);
    trials(&scenario, "inside", 2_000, |_, trajectory| assert!(trajectory.spinouts.is_empty()));
}

#[test]
fn a_garden_leave_delays_what_a_founder_opens() {
    let text = "[channels.found]\nhazard_per_year = 0.2\n[channels.startup]\nhazard_per_year = 0.0\n[spinouts]\ndelay = \"1 month\"\npull_per_year = 0.5\nhalf_life = \"never\"\n[policies.garden]\nkind = \"garden_leave\"\nlength = \"6 months\"\n";
    let scenario = lab(text);
    let mut seen = 0;
    for (policy, delay) in [("none", 1.0 / 12.0), ("garden", 7.0 / 12.0)] {
        trials(&scenario, policy, 500, |_, trajectory| {
            for spinout in &trajectory.spinouts {
                let stayput::internals::hazard::spinout::Origin::Trial(founder) = spinout.origin else { panic!("{:?}", spinout.origin) };
                let founded = trajectory.exits().find(|&(_, person, _)| person == founder).unwrap().0;
                assert!((spinout.opens - founded - delay).abs() < 1e-12);
                seen += 1;
            }
        });
    }
    assert!(seen > 1_000);
}

#[test]
fn where_another_leads_the_exit_of_the_former_leader_is_that_of_anybody() {
    let text = head("24 months")
        + "[[researchers]]\nid = \"boss\"\nleads = \"all\"\n"
        + &people(4, "")
        + "[channels.lab]\nhazard_per_year = 0.3\n[contagion]\nratio = 1.0\nhalf_life = \"never\"\nleader_ratio = 4.0\n[policies.new]\nkind = \"leader_change\"\nratio = 0.8\n";
    let scenario = read(&text);
    let end = at(&scenario, "2025-01-01");
    mean_is("exits under another leader", &scenario, "new", 5.0 * -(-0.24 * end).exp_m1(), |_, trajectory| exits(trajectory, end));
}

#[test]
fn a_disruption_fades_by_the_middle_of_each_month() {
    let text = "[policies.new]\nkind = \"leader_change\"\ndisruption = 1.8\nhalf_life = \"4 months\"\nfrom = 2023-02-11\n";
    let scenario = lab(text);
    let (from, end) = (at(&scenario, "2023-02-11"), at(&scenario, "2026-01-01"));
    let edges: Vec<f64> = (0..=36).map(|month| scenario.clock.years(scenario.clock.month_boundary(month))).collect();
    let mut hazard = LEAVE * from;
    for edge in edges.windows(2).filter(|edge| edge[1] > from) {
        let begin = edge[0].max(from);
        let age = 0.5 * (begin + edge[1]) - from;
        hazard += LEAVE * (1.8f64.ln() * 2f64.powf(-age * 3.0)).exp() * (edge[1] - begin);
    }
    assert!((edges[36] - end).abs() < 1e-12);
    is_cumulative("exits after a change of leader", &scenario, "new", hazard);
}

#[test]
fn seats_are_filled_on_the_terms_of_a_policy() {
    let text = "[hiring]\nrefill = 0.0\ntime_to_fill = { mean = \"6 months\" }\n[policies.fast]\nkind = \"backfill\"\nrefill = 1.0\ntime_ratio = 0.5\nfrom = 2024-01-01\n";
    let scenario = lab(text);
    let from = at(&scenario, "2024-01-01");
    let (mut hires, mut waits, mut squares) = (0.0, 0.0, 0.0);
    trials(&scenario, "fast", 20_000, |_, trajectory| {
        for newcomer in trajectory.newcomers.iter().filter(|newcomer| newcomer.filling == 1) {
            let left = trajectory.exits().find(|&(_, person, _)| person == newcomer.seat).unwrap().0;
            assert!(left >= from);
            // Only exits of the first half-year after, so that hardly any wait is cut off by the horizon.
            if left < from + 0.5 {
                let wait = newcomer.hired - left;
                hires += 1.0;
                waits += wait;
                squares += wait * wait;
            }
        }
    });
    let mean = waits / hires;
    // A quarter of a year on average; the horizon, six means later, cuts off a four-hundredth at most.
    agrees("time to fill", mean, 0.25, ((squares / hires - mean * mean) / hires).sqrt() + 0.003 / 5.0);
}

#[test]
fn those_who_left_under_it_are_welcomed_back() {
    let text = "[returns]\nreturn_per_year = 0.2\nhalf_life = \"never\"\n[policies.alumni]\nkind = \"alumni\"\nratio = 3\n";
    let scenario = lab(text);
    let end = at(&scenario, "2026-01-01");
    let back = |rate: f64| {
        let chain = crate::numbers::Chain::new(0usize, move |&state: &usize| vec![(1 - state, if state == 0 { LEAVE } else { rate })]);
        chain.distribution(&chain.after(end, &chain.start()), |&state| state)[0] * 10.0
    };
    for (policy, rate) in [("none", 0.2), ("alumni", 0.6)] {
        mean_is(policy, &scenario, policy, back(rate), |_, trajectory| {
            (0..10).filter(|&person| !trajectory.is_out(person, end)).count() as f64
        });
    }
}
