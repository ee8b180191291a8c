//! The same luck for every policy.

use stayput::internals::simulate::{Simulator, World};

use super::{trials, under};
use crate::fixtures::{head, people, read};

const MODEL: &str = "[channels.lab]\nhazard_per_year = 0.3\n[channels.startup]\noffers_per_year = 1.5\nacceptance = 0.2\n[contagion]\nratio = 1.3\nhalf_life = \"6 months\"\n[frailty]\nsd = 0.5\n[pay]\nelasticity = 1.0\nequity_elasticity = 0.5\n";

#[test]
fn a_policy_that_changes_nothing_changes_no_trial() {
    let policies = "[policies.idle]\nkind = \"effect\"\nratio = 1.0\n[policies.late]\nkind = \"effect\"\nratio = 0.1\nfrom = \"36 months\"\n[policies.nobody]\nkind = \"effect\"\nratio = 0.1\nuntil = 2025-12-31\ntarget = { role = \"chief\" }\n[policies.in_vain]\nkind = \"counter_offer\"\nsuccess = 0.0\nratio_after = 2.0\nhalf_life = \"never\"\n[policies.nothing]\nkind = \"raise\"\nraise = 0.0\n[policies.all]\nkind = \"bundle\"\npolicies = [\"idle\", \"late\", \"nobody\", \"in_vain\", \"nothing\"]\n";
    let text =
        head("36 months") + &people(9, "") + "[[researchers]]\nid = \"q\"\nrole = \"chief\"\nhired = 2025-12-31\n" + MODEL + policies;
    let scenario = read(&text);
    let mut plain = Vec::new();
    trials(&scenario, "none", 300, |_, trajectory| plain.push(trajectory.events.clone()));
    for policy in ["idle", "late", "nobody", "in_vain", "nothing", "all"] {
        let mut trial = 0;
        trials(&scenario, policy, 300, |_, trajectory| {
            let expected = &plain[trial];
            assert_eq!(trajectory.events.len(), expected.len(), "{policy}, trial {trial}");
            for (found, expected) in trajectory.events.iter().zip(expected) {
                assert_eq!((found.person, found.kind), (expected.person, expected.kind), "{policy}, trial {trial}");
                assert!((found.time - expected.time).abs() < 1e-12, "{policy}, trial {trial}");
            }
            trial += 1;
        });
    }
}

#[test]
fn lower_hazards_for_good_keep_whom_higher_ones_keep() {
    // Effects of exits are permanent and not below 1, nothing follows from staying: monotone in people, trial by trial.
    let text = head("36 months")
        + &people(8, "")
        + "[channels.lab]\nhazard_per_year = 0.3\n[channels.startup]\nhazard_per_year = 0.2\n[contagion]\nratio = 1.4\nhalf_life = \"never\"\n[policies.less]\nkind = \"effect\"\nratio = 0.7\nchannels = [\"lab\"]\n[policies.least]\nkind = \"bundle\"\npolicies = [\"less\", \"further\"]\n[policies.further]\nkind = \"effect\"\nratio = 0.8\nfrom = 2023-06-01\ntarget = { ids = [\"p-1\", \"p-2\"] }\n";
    let scenario = read(&text);
    let models = ["none", "less", "least"].map(|policy| under(&scenario, policy));
    let worlds = models.each_ref().map(|model| World::new(model, 0));
    let mut simulators = [0, 1, 2].map(|k| Simulator::new(&models[k], &worlds[k]));
    let mut kept = 0;
    for trial in 0..3_000 {
        let exits = [0, 1, 2].map(|k| {
            let mut times = [f64::INFINITY; 8];
            simulators[k].run(&worlds[k], trial).exits().for_each(|(time, person, _)| times[person] = time);
            times
        });
        let [plain, less, least] = &exits;
        for ((plain, less), least) in plain.iter().zip(less).zip(least) {
            assert!(*plain <= less + 1e-9 && *less <= least + 1e-9, "trial {trial}");
            kept += usize::from(plain.is_finite() && least.is_infinite());
        }
    }
    assert!(kept > 150, "{kept}");
}

#[test]
fn two_counter_offers_meet_the_same_coin() {
    let text = head("36 months")
        + &people(6, "")
        + "[channels.lab]\nhazard_per_year = 0.5\n[policies.weak]\nkind = \"counter_offer\"\nsuccess = 0.3\n[policies.strong]\nkind = \"counter_offer\"\nsuccess = 0.6\n";
    let scenario = read(&text);
    let models = ["weak", "strong"].map(|policy| under(&scenario, policy));
    let worlds = models.each_ref().map(|model| World::new(model, 0));
    let mut simulators = [0, 1].map(|k| Simulator::new(&models[k], &worlds[k]));
    for trial in 0..2_000 {
        let gone = [0, 1].map(|k| {
            let mut times = [f64::INFINITY; 6];
            simulators[k].run(&worlds[k], trial).exits().for_each(|(time, person, _)| times[person] = time);
            times
        });
        // Whom the weak one keeps the strong one keeps at that moment too, so that nobody leaves earlier under it.
        assert!((0..6).all(|person| gone[0][person] <= gone[1][person] + 1e-12), "trial {trial}");
    }
}
