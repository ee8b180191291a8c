//! `stayput calibrate`: what a scenario's history says of its uncertain numbers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, ValueEnum};
use stayput::internals::calibrate::CalibrationInputs;
use stayput::internals::calibrate::distant::Distant;
use stayput::internals::calibrate::goodness::balance::Imbalance;
use stayput::internals::lab::plans::calibration::{CalibrationPlan, Drawn, Effort, Fitted, MOST_ROWS, Method};
use stayput::internals::report::files::folder::{Folder, Traces};
use stayput::internals::report::files::manifest::Manifest;
use stayput::internals::report::{calibration, number};

use super::FAILED;
use super::options::{Changes, Format, WrittenFiles, positive, whole};
use super::output::adopt::Adoption;
use super::output::console::{Console, Failure, hanging, print};
use super::output::interrupt::Interrupt;
use super::output::place;
use super::output::progress::{DrawsLine, WorkLine};
use super::output::results::{tell_page, with_command_line};
use super::output::width::of_stdout;
use super::reading::read_priors;

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput calibrate scenarios/llama.toml
  stayput calibrate lab.toml --out fit
  stayput calibrate lab.toml --set contagion.ratio=1 --draws 4000
  stayput calibrate large-org.toml --method mle --format json | jq .estimates";

/// Its exit codes, in its help.
pub const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 chains missed a gate (files are written all the same) or
the search for the maximum did not converge; 2 wrong usage, file or data;
101 a bug; 130 interrupted.";

/// What `stayput calibrate` takes.
#[derive(Debug, Args)]
pub struct CalibrateOptions {
    /// Scenario file (TOML) with a history
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// posterior: draws from it; or mle: maximum likelihood,
    /// priors not used [default: posterior to 2,000 rows]
    #[arg(long, value_enum, value_name = "METHOD", hide_possible_values = true, verbatim_doc_comment)]
    pub method: Option<MethodOption>,
    /// Draws of the posterior kept of each of four chains
    /// [default: 1,000]
    #[arg(long, value_name = "N", value_parser = draws, allow_negative_numbers = true, verbatim_doc_comment)]
    pub draws: Option<u64>,
    /// Draws to compare the model with itself without each of
    /// its terms; 0: no comparison [default: 1,500]
    #[arg(long, value_name = "N", value_parser = comparing, allow_negative_numbers = true, verbatim_doc_comment)]
    pub compare: Option<u64>,
    /// Seed of all randomness [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads; any number gives the same results
    /// [default: what the machine has]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true, verbatim_doc_comment)]
    pub threads: Option<u64>,
    /// Write the line into FILE by which it draws from what
    /// was learned; all else in it stays as it is
    #[arg(long, conflicts_with = "set", verbatim_doc_comment)]
    pub write: bool,
    /// Where the files go.
    #[command(flatten)]
    pub output: FittedOutput,
}

/// Where the files of a calibration go, and how.
#[derive(Debug, Args)]
pub struct FittedOutput {
    /// Folder for the files; earlier results are replaced
    /// [default: results/<FILE without .toml>/calibrate]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even if other files are in it
    #[arg(long)]
    pub force: bool,
    /// Write the page report.html beside the files too
    #[arg(long)]
    pub report: bool,
    /// Write what the history tells of each person too, and
    /// draw it on the page
    #[arg(long, verbatim_doc_comment)]
    pub individuals: bool,
    /// What goes to stdout: table, json or plain
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Format::Table)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// How the files are written.
    #[command(flatten)]
    pub written: WrittenFiles,
}

/// How to calibrate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodOption {
    // Documented in the help of the option.
    Posterior,
    Mle,
}

/// Draws of a chain: of fewer than four nothing can be said, and a million take a day.
fn draws(text: &str) -> Result<u64, String> {
    match whole(text)? {
        0..4 => Err("expected at least 4".to_owned()),
        1_000_001.. => Err("more than a million draws a chain would take days".to_owned()),
        count => Ok(count),
    }
}

/// Draws of a comparison.
fn comparing(text: &str) -> Result<u64, String> {
    match whole(text)? {
        1..100 => Err("expected 0 or at least 100".to_owned()),
        1_000_001.. => Err("more than a million draws would take days".to_owned()),
        count => Ok(count),
    }
}

/// Reads, claims the folder, fits, writes, tells.
///
/// # Errors
/// Where the scenario has problems or no history, or results cannot be written.
pub fn calibrate(options: &CalibrateOptions, console: Console) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    let mut loaded = read_priors(&options.file, &options.changes, console)?;
    let text = fs::read_to_string(&options.file).unwrap_or_default();
    loaded.scenario.seed = options.seed.unwrap_or(loaded.scenario.seed);
    loaded.scenario.individuals = options.output.individuals;
    let effort = Effort::new(loaded.scenario.seed, options.threads, options.draws, options.compare);
    let plan = CalibrationPlan::new(&options.file.display().to_string(), &loaded, effort)?;
    let place = place::place(options.output.out.as_deref(), &options.file, "calibrate", console);
    let traces = Traces::default();
    Interrupt::leave_at_once(traces.clone(), console);
    let folder = Folder::open_traced(&place, options.output.force, &place::read_by(&loaded.inputs), traces)?;
    let method = method(options, &plan, console)?;
    let drawn = match method {
        Method::Posterior => Some(draw(&plan, console)?),
        Method::Mle => None,
    };
    let posterior = drawn.as_ref().map(|drawn| &drawn.posterior);
    let (likelihood, maximum) = timed(
        ("searching for the maximum of the likelihood", &format!("fitted in {{}} with {} threads", effort.threads)),
        console,
        || plan.maximise(posterior),
    )?;
    let goodness =
        timed(("judging how well the model fits", "judged the fit in {}"), console, || plan.judge(posterior, (&likelihood, &maximum)))?;
    let selection = drawn
        .as_ref()
        .filter(|_| effort.compare > 0)
        .map(|drawn| timed(("comparing the model with itself without its terms", "compared models in {}"), console, || plan.weigh(drawn)));
    let manifest = plan.manifest(method, &options.changes.set);
    let found = plan.conclude(drawn, (&likelihood, maximum), goodness, selection);
    let manifest = with_command_line(Manifest { wall_time_seconds: began.elapsed().as_secs_f64(), ..manifest });
    let form = options.output.written.form(options.output.report);
    found.publish(folder, manifest, form)?;
    let code = tell(&found, &place, options.output.format, console)?;
    if code == ExitCode::SUCCESS && found.posterior.is_some() {
        adopt(options, &text, &place, console)?;
    }
    tell_page(form, &place, options.output.format, console)?;
    Ok(code)
}

/// Does some work under a line that says what is being done; afterwards, with `-v`, how long it took, in the place of `{}`.
fn timed<T>((doing, done): (&'static str, &str), console: Console, work: impl FnOnce() -> T) -> T {
    let line = WorkLine::new(doing, console.shows_progress());
    let began = Instant::now();
    let worked = work();
    drop(line);
    console.detail(&done.replace("{}", &format!("{:.2} s", began.elapsed().as_secs_f64())));
    worked
}

/// Draws from the posterior; warns of covariates under which priors mean something else than they seem to.
fn draw(plan: &CalibrationPlan<'_>, console: Console) -> Result<Drawn, Failure> {
    let began = Instant::now();
    let sampling = plan.effort.sampling();
    let line = DrawsLine::new((sampling.chains * (sampling.warmup + sampling.draws)) as u64, console.shows_progress());
    let drawn = plan.draw(&|| line.draw())?;
    drop(line);
    console.detail(&format!("drew and judged in {:.2} s with {} threads", began.elapsed().as_secs_f64(), plan.effort.threads));
    for covariate in &plan.distant() {
        console.note(&is_distant(&plan.inputs, covariate));
    }
    Ok(drawn)
}

/// Warns of a covariate under which priors mean something else than they seem to.
fn is_distant(inputs: &CalibrationInputs, covariate: &Distant) -> String {
    let path = &inputs.hazards.parameters[covariate.ratio].path;
    let column = path.rsplit('.').next().unwrap_or(path);
    let Distant { least, most, centre, .. } = covariate;
    format!(
        "warning: {column} is {least} to {most} in the history, far from 0: the priors are about a person whose {column} is 0, so \
         {path} moves every hazard with it, and what is \"learned\" is mostly where {column} is; put {column} - {centre} in its place, \
         in the roster too"
    )
}

/// The method asked for, else by the length of the history.
fn method(options: &CalibrateOptions, plan: &CalibrationPlan<'_>, console: Console) -> Result<Method, Failure> {
    let rows = plan.inputs.study.spells.len();
    let by_length = || {
        if rows <= MOST_ROWS {
            return Method::Posterior;
        }
        let (rows, most) = (number::count(rows as u64), number::count(MOST_ROWS as u64));
        console.note(&format!(
            "note: the history has {rows} rows, more than {most}: maximum likelihood; --method posterior draws all the same"
        ));
        Method::Mle
    };
    let method = options.method.map_or_else(by_length, Method::from);
    if options.write && method == Method::Mle {
        return Err(Failure::Plain(
            "--write writes the line that names a posterior, and maximum likelihood draws none\n  leave --write out, or add --method posterior"
                .to_owned(),
        ));
    }
    Ok(method)
}

/// Prints the report, and says how to exit: where a gate was missed, loudly.
fn tell(found: &Fitted, place: &Path, format: Format, console: Console) -> Result<ExitCode, Failure> {
    let text: Result<String, Failure> = found.report(|report| match format {
        Format::Table => Ok(report.render(place, console.screen())),
        Format::Plain => Ok(report.plain(place)),
        Format::Json => {
            let mut json = Vec::new();
            report.json(&mut json).map_err(|error| Failure::Plain(format!("cannot write {}: {error}", calibration::JSON)))?;
            Ok(String::from_utf8_lossy(&json).into_owned())
        }
    });
    console.print(&text?)?;
    let missed = found.posterior.as_ref().map_or(0, |posterior| posterior.misses.len());
    if missed > 0 {
        let gates = if missed == 1 { "1 gate was missed" } else { &format!("{missed} gates were missed") };
        console.failed(&Failure::Plain(format!("{gates}: the draws cannot be relied on; try --draws with a larger number")));
        return Ok(ExitCode::from(FAILED));
    }
    if found.posterior.is_none() && found.maximum.higher > 0.0 {
        console.failed(&Failure::Plain(format!(
            "no maximum was found: at another point the log-likelihood is {:.2e} higher\n  \
             the likelihood has several maxima, and from each that was tried a search for limits came to a higher point: leave fewer numbers uncertain",
            found.maximum.higher
        )));
        return Ok(ExitCode::from(FAILED));
    }
    if found.posterior.is_none() && !found.maximum.converged {
        console.failed(&Failure::Plain(format!(
            "no maximum was found: at the best point of {} starts the log-likelihood still rises\n  \
             the scaled score is {:.1e} standard errors from where it would be 0",
            found.maximum.starts.0, found.maximum.score
        )));
        return Ok(ExitCode::from(FAILED));
    }
    if let [Imbalance { channel, observed, expected }, ..] = &found.imbalances[..] {
        console.failed(&Failure::Plain(format!(
            "no maximum was found: through {channel} {expected:.4} exits are expected where {observed:.4} happened, and at a maximum they agree"
        )));
        return Ok(ExitCode::from(FAILED));
    }
    Ok(ExitCode::SUCCESS)
}

/// Says how the scenario draws from what was learned, or writes it there.
fn adopt(options: &CalibrateOptions, text: &str, results: &Path, console: Console) -> Result<(), Failure> {
    let adoption = Adoption::new(&options.file, results);
    let said = if options.write { adoption.write(text)? } else { adoption.next(text) };
    match options.output.format {
        Format::Table => print(&hanging(&said, of_stdout())),
        Format::Plain | Format::Json => {
            console.note(if options.write { said.trim_start() } else { "" });
            Ok(())
        }
    }
}

impl From<MethodOption> for Method {
    fn from(option: MethodOption) -> Self {
        match option {
            MethodOption::Posterior => Self::Posterior,
            MethodOption::Mle => Self::Mle,
        }
    }
}
