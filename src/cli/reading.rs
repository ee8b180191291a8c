//! Reading a scenario for a command that computes with it.

use std::path::{Path, PathBuf};

use stayput::internals::calibrate::LeftOut;
use stayput::internals::diagnostic::Problems;
use stayput::internals::ensemble::Plan;
use stayput::internals::report::number;
use stayput::internals::scenario::{self, Loaded, MIN_GROUP, Scenario, Settings, Template};

use super::options::Changes;
use super::output::console::{Console, Failure};
use super::output::shell::typed;

/// Reads a scenario and the files that it names; what is to be said of them goes to stderr.
///
/// # Errors
/// Where they have problems: all of them, ready to print.
pub fn read(file: &Path, changes: &Changes, console: Console) -> Result<Loaded, Failure> {
    told(scenario::read(file, &changes.set), console)
}

/// Reads a scenario that is going to be read with further settings too.
///
/// # Errors
/// As [`read`].
pub fn read_template(template: &Template, changes: &Changes, console: Console) -> Result<Loaded, Failure> {
    told(template.read(Settings::set(&changes.set)), console)
}

/// The same but for the posterior that the scenario names.
///
/// # Errors
/// As [`read`].
pub fn read_priors(file: &Path, changes: &Changes, console: Console) -> Result<Loaded, Failure> {
    told(scenario::read_priors(file, &changes.set), console)
}

/// Refuses a file that is given twice: it does not differ from itself.
///
/// # Errors
/// Where one is.
pub fn given_once(files: &[&Path]) -> Result<(), Failure> {
    let places: Vec<PathBuf> = files.iter().map(|file| file.canonicalize().unwrap_or_else(|_| file.to_path_buf())).collect();
    let again = (1..files.len()).find(|&index| places[..index].contains(&places[index]));
    again.map_or(Ok(()), |index| {
        Err(Failure::Plain(format!(
            "the file {} is given twice, and does not differ from itself\n  give a second file, or the file once",
            files[index].display()
        )))
    })
}

/// What there is to say where a scenario has a history from which nothing was learned yet.
pub fn not_learned(file: &Path, scenario: &Scenario) -> String {
    if scenario.history.is_none() || scenario.posterior.is_some() || scenario.parameters.is_empty() {
        return String::new();
    }
    if let Some(left_out) = LeftOut::of(scenario).filter(LeftOut::are_all) {
        return nothing_counts(&left_out);
    }
    format!(
        "note: nothing was learned from the history yet: uncertain numbers are drawn\n  from their priors; learn from it by stayput calibrate {}\n",
        typed(file)
    )
}

/// What there is to say where a posterior has fewer rows than the trials would use at the replications asked for.
pub fn recycling(scenario: &Scenario, plan: &Plan, is_precise: bool) -> Option<String> {
    let rows = scenario.posterior.as_ref()?.rows.len() as u64;
    let asked = u64::from(scenario.replications);
    if plan.trials.div_ceil(asked) <= rows {
        return None;
    }
    let draws = format!("{} learned draw{}", number::count(rows), if rows == 1 { "" } else { "s" });
    Some(if is_precise {
        format!("note: the posterior has {draws}: no more than {} trials can be run for precision\n", number::count(rows * asked))
    } else {
        let share = number::count(plan.trials.div_ceil(rows));
        format!(
            "note: the posterior has only {draws}, so that {share} trials share each, not {asked}; more trials alone will hardly make the error \
             smaller: calibrate with more --draws\n"
        )
    })
}

/// What there is to say of the rows of a history that a calibration leaves out.
pub fn of_history(scenario: &Scenario) -> String {
    match LeftOut::of(scenario) {
        Some(left_out) if left_out.are_all() => nothing_counts(&left_out),
        Some(left_out) if left_out.total() > 0 => {
            let (count, rows) = (number::count(left_out.total() as u64), number::count(left_out.rows as u64));
            format!("note: stayput calibrate leaves out {count} of the {rows} rows of the history: {}\n", left_out.words())
        }
        _ => String::new(),
    }
}

fn nothing_counts(left_out: &LeftOut) -> String {
    let rows = number::count(left_out.rows as u64);
    format!("warning: nothing can be learned from the history: all {rows} rows are left out: {}\n", left_out.words())
}

/// Warnings where results will tell of few people: where the roster is small, and where the scenario lowers the limit without a reason.
pub fn of_privacy(scenario: &Scenario) -> String {
    let leaving = scenario.opening().filter(|&person| scenario.roster.researchers[person].last_day.is_some()).count();
    let warnings = few(scenario.opening().count(), leaving, scenario.min_group);
    if scenario.min_group >= MIN_GROUP || scenario.min_group_reason.is_some() {
        return warnings;
    }
    format!(
        "{warnings}warning: privacy.min_group is lowered from {MIN_GROUP} to {} without a reason: say beside it, in `reason`, why results may \
         describe so few people; the manifest keeps it\n",
        scenario.min_group
    )
}

/// A warning where the whole roster, which results always tell, is of few people without a known last day; else nothing.
pub fn few(roster: usize, leaving: usize, min_group: usize) -> String {
    let others = roster.saturating_sub(leaving);
    if others == 0 || others >= min_group {
        return String::new();
    }
    let people = if others == 1 { "1 researcher".to_owned() } else { format!("{others} researchers") };
    let without = if leaving > 0 { " without a known last day" } else { "" };
    format!(
        "warning: only {people} at the start{without}, fewer than privacy.min_group, {min_group}: results always show how many of all are there, \
         which with so few people describes single people; pass results on only to those who may know\n"
    )
}

fn told(loaded: Result<Loaded, Problems>, console: Console) -> Result<Loaded, Failure> {
    let loaded = loaded.map_err(|problems| Failure::Problems(console.told(&problems)))?;
    let remarks = if console.verbose { &loaded.remarks } else { &loaded.remarks.without_notes() };
    console.remarks(remarks);
    console.note(&of_privacy(&loaded.scenario));
    for input in &loaded.inputs {
        console.detail(&format!("read {} (SHA-256 {})", input.path.display(), input.sha256));
    }
    Ok(loaded)
}
