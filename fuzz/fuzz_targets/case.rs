// Reads a scenario, looks at every diagnostic, and simulates what is accepted and small, without and with each of its policies: nothing
// may panic or take long.

use std::fs;

use stayput::internals::diagnostic::{Diagnostic, Problems};
use stayput::internals::ensemble::{self, Plan};
use stayput::internals::scenario::{Override, Scenario, read};
use stayput::internals::simulate::{Model, Simulator, World};

/// What a user would do with a scenario file and what it names.
pub fn try_out(scenario: impl AsRef<[u8]>, files: &[(&str, &[u8])], overrides: &[Override]) {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let path = folder.path().join("team.toml");
    fs::write(&path, scenario).expect("files can be written");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("files can be written");
    }
    match read(&path, overrides) {
        Err(problems) => look_at(&problems),
        Ok(loaded) => {
            look_at(&loaded.remarks);
            let scenario = &loaded.scenario;
            if scenario.roster.researchers.len() <= 200 && scenario.clock.years(scenario.horizon) <= 20.0 {
                let scenario = Scenario { replications: 2, ..scenario.clone() };
                let plan = Plan { trials: 2, seed: scenario.seed, threads: 1 };
                ensemble::run(&scenario, &plan, &mut ensemble::to_the_end, None).expect("nothing is written");
                for policy in 0..scenario.policies.len() {
                    let model = Model::under(&scenario, scenario.seed, &[policy], scenario.horizon);
                    let world = World::new(&model, 0);
                    Simulator::new(&model, &world).run(&world, 0);
                }
            }
        }
    }
}

fn look_at(problems: &Problems) {
    for place in problems.iter().filter_map(Diagnostic::place) {
        assert!(place.source().text().get(place.span()).is_some(), "a place lies in its file");
        place.line_and_column();
    }
    problems.render(false);
}
