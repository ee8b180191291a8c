// Reads a scenario, looks at every diagnostic, and simulates what is accepted and small: nothing may panic or take long.

use std::path::Path;

use stayput::diagnostic::{Diagnostic, Problems};
use stayput::ensemble::{self, Plan};
use stayput::scenario::{Scenario, read};

/// What a user would do with a scenario file.
pub fn try_out(path: &Path) {
    match read(path, &[]) {
        Err(problems) => look_at(&problems),
        Ok(loaded) => {
            look_at(&loaded.remarks);
            let scenario = &loaded.scenario;
            if scenario.roster.researchers.len() <= 200 && scenario.clock.years(scenario.horizon) <= 20.0 {
                let scenario = Scenario { replications: 2, ..scenario.clone() };
                let plan = Plan { trials: 4, seed: scenario.seed, threads: 1 };
                ensemble::run(&scenario, &plan, &mut |_| (), None).expect("nothing is written");
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
