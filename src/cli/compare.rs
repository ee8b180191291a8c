//! `stayput compare`: policies and files against the first file without, on the same luck.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use stayput::internals::compare::verdict::{Judged, judge};
use stayput::internals::compare::{Arm, Comparison};
use stayput::internals::ensemble::stopping::Look;
use stayput::internals::ensemble::{Plan, Progress};
use stayput::internals::equal_money::wanted::{Solved, Wanted};
use stayput::internals::estimate::Metric;
use stayput::internals::estimate::verdict::Verdict;
use stayput::internals::lab::plans::comparison::{ComparisonPlan, publish};
use stayput::internals::lab::plans::equal_money::{self, BudgetChoice, at_budget};
use stayput::internals::lab::plans::run::Amount;
use stayput::internals::lab::plans::solve::{Asked, solve};
use stayput::internals::report::comparison::{json, plain, table};
use stayput::internals::report::files::folder::{Folder, Traces};
use stayput::internals::report::files::manifest::Manifest;
use stayput::internals::report::verdicts::heaviest;
use stayput::internals::report::{NO_POLICY, number};
use stayput::internals::scenario::{Assertion, Input, Loaded, Override, Scenario, Settings, Template};
use stayput::internals::simulate::model::published::Withheld;

use super::INTERRUPTED;
use super::options::{Changes, Drawn, Format, WrittenFiles, budget, people, positive, trials, whole};
use super::output::console::{Console, Failure};
use super::output::hidden_assertions::asserts_what_is_hidden;
use super::output::interrupt::Interrupt;
use super::output::place;
use super::output::progress::ProgressLine;
use super::output::results::{self, has_table, with_command_line};
use super::reading::{given_once, not_learned, read, recycling};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput compare scenarios/llama.toml
  stayput compare lab.toml --policy refresh --policy calm
  stayput compare lab.toml lab-with-a-new-office.toml
  stayput compare lab.toml --budget 2e6
  stayput compare lab.toml --hardest-to-lose
  stayput compare lab.toml --what-if 'rival={ rival =
    { channel = \"lab\", on = 2027-03-01, ratio = 1.5 } }'
  stayput compare lab.toml --solve policies.raise.raise --for kept=3
  stayput compare lab.toml --precision 0.05 --format json | jq -r .sentence";

/// What `stayput compare` takes.
#[derive(Debug, Args)]
pub struct CompareOptions {
    /// Scenario files (TOML); the first without policies is
    /// what all is compared with
    #[arg(value_name = "FILE", required = true, verbatim_doc_comment)]
    pub files: Vec<PathBuf>,
    /// Compare this policy; repeat to compare several
    /// [default: all of each file]
    #[arg(long = "policy", value_name = "NAME", verbatim_doc_comment)]
    pub policies: Vec<String>,
    /// Ask what happens under this what-if of the first FILE,
    /// or one given as NAME={ .. }; repeat to ask about
    /// several, `none` asks about no one [default: all]
    #[arg(long = "what-if", value_name = "NAME", verbatim_doc_comment)]
    pub what_ifs: Vec<String>,
    /// Ask who would be hardest to lose: each role leaves, or
    /// with --individuals each person, one after another
    #[arg(long, conflicts_with_all = ["what_ifs", "budget", "solve", "wanted"], verbatim_doc_comment)]
    pub hardest_to_lose: bool,
    /// Bring every policy to the level at which it is
    /// expected to spend B, in the unit of pay; `none`: as
    /// they are [default: [budget] total of FILE]
    #[arg(long, value_name = "B", value_parser = budget, allow_negative_numbers = true, verbatim_doc_comment)]
    pub budget: Option<BudgetChoice>,
    /// Find the value of the number at PATH at which a
    /// policy comes to --for, and compare with that value;
    /// the policy is that of PATH, or --policy NAME
    #[arg(long, value_name = "PATH", requires = "wanted", conflicts_with = "budget", verbatim_doc_comment)]
    pub solve: Option<String>,
    /// What --solve is for: cost=AMOUNT (grants to the last
    /// date on which they vest), or kept=PEOPLE
    #[arg(long = "for", value_name = "WANTED", id = "wanted", value_parser = Wanted::parse, requires = "solve", verbatim_doc_comment)]
    pub wanted: Option<Wanted>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// How much to compute.
    #[command(flatten)]
    pub effort: ComparedEffort,
    /// Where to write.
    #[command(flatten)]
    pub output: ComparedOutput,
}

/// How much a comparison computes, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct ComparedEffort {
    /// Trials of each, made up to whole parameter draws
    /// [default: the scenarios']
    #[arg(long, value_name = "N", value_parser = trials, allow_negative_numbers = true, verbatim_doc_comment)]
    pub trials: Option<u64>,
    /// Seed of all randomness [default: the scenarios']
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads; any number gives the same results
    /// [default: what the machine has]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true, verbatim_doc_comment)]
    pub threads: Option<u64>,
    /// Go on until the half-widths of the 95 % Monte Carlo
    /// intervals of all differences of retained at the horizon
    /// are below X people, at most --trials [default: 100
    /// times the scenarios']
    #[arg(long, value_name = "X", value_parser = people, allow_negative_numbers = true, verbatim_doc_comment)]
    pub precision: Option<f64>,
}

/// Where the files of a comparison go, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct ComparedOutput {
    /// Folder for the files; earlier results are replaced
    /// [default: results/<first FILE without .toml>/compare]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Show what policies for few people do too, and groups
    /// however small
    #[arg(long, verbatim_doc_comment)]
    pub individuals: bool,
    /// Tell regret too: how much less each option is worth
    /// than the best, over draws and over scenarios
    #[arg(long, verbatim_doc_comment)]
    pub regret: bool,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// What is drawn.
    #[command(flatten)]
    pub drawn: Drawn,
    /// How the files are written.
    #[command(flatten)]
    pub written: WrittenFiles,
}

/// Reads, claims the folder, simulates, writes, tells.
///
/// # Errors
/// Where a scenario has problems, files do not agree, or results cannot be written.
pub fn compare(options: &CompareOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    has_table(options.output.drawn.plot, options.output.format)?;
    given_once(&options.files.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    let (changes, what_ifs) = asked_what_ifs(options)?;
    let mut files: Vec<(String, Loaded)> = options
        .files
        .iter()
        .enumerate()
        // A what-if is of the first file.
        .map(|(place, file)| Ok((file.display().to_string(), read(file, if place == 0 { &changes } else { &options.changes }, console)?)))
        .collect::<Result<_, Failure>>()?;
    for (_, loaded) in &mut files {
        loaded.scenario.individuals = options.output.individuals;
    }
    let effort = &options.effort;
    let amount = Amount { trials: effort.trials, seed: effort.seed, threads: effort.threads, precision: effort.precision };
    let labs: Vec<&Scenario> = files.iter().map(|(_, loaded)| &loaded.scenario).collect();
    // What is solved for is no budget of all policies.
    let asked_budget =
        if options.solve.is_some() || options.hardest_to_lose { BudgetChoice::AsTheyAre } else { options.budget.unwrap_or_default() };
    let budget = equal_money::budget(asked_budget, &labs, &options.policies)?;
    let (mut policies, mut equal_money, mut solved) = (options.policies.clone(), None, None);
    let mut set = changes.set;
    let traces = Traces::default();
    let asked = place::place(options.output.out.as_deref(), &options.files[0], "compare", console);
    let reads: Vec<PathBuf> = files.iter().flat_map(|(_, loaded)| place::read_by(&loaded.inputs)).collect();
    let interrupt = Interrupt::watch(traces.clone(), console);
    let folder = Folder::open_traced(&asked, options.output.force, &reads, traces)?;
    if let (Some(path), Some(wanted)) = (&options.solve, options.wanted) {
        if files.len() > 1 {
            return Err(Failure::Plain("--solve is about a number of one file: give one FILE".to_owned()));
        }
        let asked = Asked { path, wanted, set: &set, policies: &policies, amount };
        let Some((found, loaded)) = solved_for(&options.files[0], &files[0].1, asked, console, &interrupt)? else {
            return Ok(Interrupt::before_the_first_trial(console));
        };
        set.push(found.setting());
        files[0].1 = loaded;
        if policies.is_empty() {
            policies.push(found.policy.clone());
        }
        solved = Some(found);
    }
    if let Some(budget) = budget {
        if files[0].1.scenario.assertions.iter().any(|assertion| assertion.policy != NO_POLICY) {
            console.note("note: each [[assert]] about a policy is about its level at the budget\n");
        }
        let line = ProgressLine::new(0, console.shows_progress());
        let (path, loaded) = &mut files[0];
        let found = at_budget(path, &loaded.scenario, &policies, budget, amount, &mut |progress: &Progress| {
            line.update(progress);
            if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        let ControlFlow::Continue(at) = found else { return Ok(Interrupt::before_the_first_trial(console)) };
        (loaded.scenario, policies, equal_money) = (at.scenario, at.policies, Some(at.equal_money));
    }
    let mut scenarios: Vec<(&str, &Scenario)> = files.iter().map(|(path, loaded)| (path.as_str(), &loaded.scenario)).collect();
    let with_each = if options.hardest_to_lose { Some(scenarios[0].1.with_each_leaving().map_err(Failure::Plain)?) } else { None };
    let asked_of: Vec<(&str, &Scenario)> = with_each.iter().map(|scenario| (scenarios[0].0, scenario)).chain(scenarios.clone()).collect();
    let what_ifs = ComparisonPlan::what_ifs(&asked_of, &what_ifs)?;
    if options.hardest_to_lose && policies.is_empty() {
        policies.push(NO_POLICY.to_owned());
    }
    scenarios.extend(what_ifs.iter().map(|(path, scenario)| (*path, scenario)));
    let plan = ComparisonPlan::new(&scenarios, &policies, amount)?;
    if let Some(problem) = asserts_what_is_withheld(&plan.asked, &plan.withheld) {
        return Err(Failure::Plain(problem));
    }
    for (file, (_, loaded)) in options.files.iter().zip(&files) {
        console.note(&not_learned(file, &loaded.scenario));
    }
    for (arm, told) in plan.arms.iter().zip(&plan.told) {
        if let Some(problem) = asserts_what_is_hidden(arm.scenario, told, None) {
            return Err(Failure::Plain(problem));
        }
    }
    for source in &plan.sources {
        if let Some(sentence) = recycling(source.scenario, &plan.plan, amount.precision.is_some()) {
            console.note(&sentence);
        }
    }
    let simulated = Instant::now();
    let (mut comparison, look) = simulate(&plan, console, &interrupt);
    comparison.tells_regret = options.output.regret;
    if comparison.draws == 0 && interrupt.told() {
        return Ok(Interrupt::before_the_first_trial(console));
    }
    comparison.asks_who_is_hardest_to_lose = options.hardest_to_lose;
    comparison.solved = solved;
    if let Some(equal_money) = equal_money {
        equal_money::beside(&mut comparison, equal_money);
    }
    console.detail(&speed(&comparison, &plan.plan, simulated.elapsed().as_secs_f64()));
    let inputs: Vec<Input> = files.iter().flat_map(|(_, loaded)| &loaded.inputs).cloned().collect();
    let manifest = plan.manifest(&inputs, &set, (&comparison, look), interrupt.told(), began);
    let (judged, left_out) = judge(&comparison, &plan.sources);
    let form = options.output.written.form(options.output.drawn.report);
    let (manifest, place) = publish(folder, &comparison, &judged, with_command_line(manifest), form)?;
    place::tell_beside(&asked, &place, console);
    let code = tell(&comparison, (&judged, left_out), &manifest, &place, options, console)?;
    results::tell_page(form, &place, options.output.format, console)?;
    // Also where nothing was left to interrupt: whoever pressed Ctrl-C does not want what comes after either.
    Ok(if interrupt.told() { ExitCode::from(INTERRUPTED) } else { code })
}

/// What the command line changes, what-ifs that it gives among it; and the names of those that it asks about.
///
/// # Errors
/// Where one is neither a name nor a what-if.
fn asked_what_ifs(options: &CompareOptions) -> Result<(Changes, Vec<String>), Failure> {
    let mut set = options.changes.set.clone();
    let mut names = Vec::new();
    for text in &options.what_ifs {
        let given = Override::parse_what_if(text).map_err(Failure::Plain)?;
        names.push(given.as_ref().and_then(Override::what_if).unwrap_or(text).to_owned());
        set.extend(given);
    }
    Ok((Changes { set }, names))
}

/// Finds the value of a number for what is wanted, and reads the scenario with it; nothing where that was interrupted.
fn solved_for(
    file: &Path,
    loaded: &Loaded,
    asked: Asked<'_>,
    console: Console,
    interrupt: &Interrupt,
) -> Result<Option<(Solved, Loaded)>, Failure> {
    let (template, line) = (Template::of_file(file), ProgressLine::new(0, console.shows_progress()));
    let found = solve(&template, loaded, asked, &mut |progress: &Progress| {
        line.update(progress);
        if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let ControlFlow::Continue(found) = found else { return Ok(None) };
    let set: Vec<Override> = asked.set.iter().cloned().chain([found.setting()]).collect();
    let mut with_it = template.read(Settings::set(&set)).map_err(|problems| Failure::Problems(console.told(&problems)))?;
    with_it.scenario.individuals = loaded.scenario.individuals;
    Ok(Some((found, with_it)))
}

/// What is wrong with an assertion about an arm that is withheld, or about its cost, if there is one.
fn asserts_what_is_withheld(arms: &[Arm<'_>], withheld: &[Withheld]) -> Option<String> {
    arms.iter().find_map(|arm| {
        // A file that is withheld is so with all its policies.
        let names = |what: &str| what == arm.name() || arm.file > 0 && what == arm.label;
        let is_about = |assertion: &Assertion, one: &Withheld| {
            let is_of_arm = assertion.policy == arm.policy_name() || assertion.than.as_deref() == Some(arm.policy_name());
            let is_cost = || assertion.metric == Metric::Cost && one.what == format!("the cost of {}", arm.name());
            is_of_arm && (names(&one.what) || is_cost())
        };
        let is_asserted = |one: &&Withheld| arm.scenario.assertions.iter().any(|assertion| is_about(assertion, one));
        let Withheld { what, why } = withheld.iter().find(is_asserted)?;
        Some(format!(
            "an [[assert]] is about {what}, which is withheld (privacy.min_group): {why}\n  run with --individuals, which shows results of \
             single researchers too"
        ))
    })
}

/// Runs the trials, with the progress line on the way.
fn simulate(plan: &ComparisonPlan<'_>, console: Console, interrupt: &Interrupt) -> (Comparison, Option<Look>) {
    let line = ProgressLine::new(plan.plan.trials, console.shows_progress());
    plan.count(&mut |progress: &Progress| {
        line.update(progress);
        if interrupt.told() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
}

/// Prints the report, and says how to exit.
fn tell(
    comparison: &Comparison,
    (judged, left_out): (&[Judged], usize),
    manifest: &Manifest,
    place: &Path,
    options: &CompareOptions,
    console: Console,
) -> Result<ExitCode, Failure> {
    if left_out > 0 {
        let (count, are) = (number::count(left_out as u64), if left_out == 1 { "is" } else { "are" });
        console.note(&format!("note: {count} of the files' [[assert]] {are} not checked: about policies that are not compared\n"));
    }
    let lines: Vec<String> = judged.iter().map(Judged::line).collect();
    console.print(&match options.output.format {
        Format::Json => json::render(comparison, judged, manifest, place),
        Format::Plain => plain::render(comparison, &lines, manifest, place),
        Format::Table => table::render(comparison, &lines, manifest, place, console.screen().with_charts(options.output.drawn.plot)),
    })?;
    let verdicts: Vec<Verdict> = judged.iter().map(|judged| judged.judgement.verdict).collect();
    Ok(results::exit_code(heaviest(&verdicts), manifest))
}

/// How fast it was.
fn speed(comparison: &Comparison, plan: &Plan, seconds: f64) -> String {
    let people: usize = comparison.arms.iter().map(|arm| arm.estimates.metadata.roster).sum();
    let rate = comparison.trials as f64 * people as f64 / seconds.max(1e-9);
    format!(
        "{} trials of {} arms in {seconds:.2} s, {} researcher-trials a second with --threads {}",
        number::count(comparison.trials),
        comparison.arms.len(),
        number::count(rate as u64),
        plan.threads
    )
}
