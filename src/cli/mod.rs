//! The command line: what can be typed. What it means is in a file a command.

pub mod check;
pub mod completions;
pub mod console;
pub mod man;
pub mod new;
pub mod progress;
pub mod run;
pub mod schema;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use stayput::example;
use stayput::scenario::Setting;

pub use console::Console;

/// Exit code for a wrong usage, file or data.
pub const MISUSE: u8 = 2;

/// How help reads: what a command does, examples of it (`before_help`), how it is used.
const HELP: &str = "\
{about-with-newline}
{before-help}{usage-heading} {usage}

{all-args}{after-help}";

const EXAMPLES: &str = "\
A Monte Carlo simulation of who leaves a research team: offers reach
researchers, who accept or decline; every exit changes what the others face.

Examples:
  stayput new lab
  stayput check lab/new-lab.toml
  stayput run lab/new-lab.toml";

const NEW_EXAMPLES: &str = "\
Examples:
  stayput new lab
  stayput new --from llama llama";

const CHECK_EXAMPLES: &str = "\
Examples:
  stayput check scenarios/llama.toml
  stayput check scenarios/*.toml && echo all fine";

const RUN_EXAMPLES: &str = "\
Examples:
  stayput run scenarios/llama.toml
  stayput run lab.toml --trials 100_000 --out results/lab-long
  stayput run lab.toml --set contagion.ratio=1.3 --set heat.volatility=0.2
  stayput run lab.toml --per-trial -q | head -n 1";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  stayput schema > scenario.schema.json
A first line `#:schema ./scenario.schema.json` in a scenario then makes
editors complete its keys and mark what is wrong (with taplo, or an
extension that uses it).";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  stayput completions bash > ~/.local/share/bash-completion/completions/stayput
  stayput completions zsh > ~/.zfunc/_stayput
  stayput completions fish > ~/.config/fish/completions/stayput.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  stayput man > ~/.local/share/man/man1/stayput.1
  stayput man | man -l -";

// Every help text is one or two lines that keep within 80 columns beside the names, so that `-h` and `--help` are one page and no
// wrapping to the terminal's width is needed; the tests below hold them to it.

/// Who will still be here, and what would change it?
#[derive(Debug, Parser)]
#[command(name = "stayput", version, arg_required_else_help = true, help_template = HELP, before_help = EXAMPLES)]
#[command(after_help = "Exit codes: 0 done; 2 wrong usage, file or data; 101 a bug.")]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// How to speak.
    #[command(flatten)]
    pub console: Console,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write an example scenario with its data into a folder
    #[command(help_template = HELP, before_help = NEW_EXAMPLES)]
    New(NewOptions),
    /// Show every problem of scenario files at once; run nothing
    #[command(help_template = HELP, before_help = CHECK_EXAMPLES)]
    Check(CheckOptions),
    /// Simulate a scenario: table on stdout, files in a folder
    #[command(help_template = HELP, before_help = RUN_EXAMPLES)]
    Run(RunOptions),
    /// Print the JSON Schema of scenario files, for editors
    #[command(help_template = HELP, before_help = SCHEMA_EXAMPLES)]
    Schema,
    /// Print a script that completes commands in a shell
    #[command(help_template = HELP, before_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsOptions),
    /// Print the man page
    #[command(help_template = HELP, before_help = MAN_EXAMPLES)]
    Man,
}

/// What `stayput new` takes.
#[derive(Debug, Args)]
pub struct NewOptions {
    /// Folder to write into; made where it is absent
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Example: new-lab, llama or large-org [default: new-lab]
    #[arg(long, value_name = "NAME", default_value = example::ALL[0].name, hide_default_value = true)]
    #[arg(value_parser = PossibleValuesParser::new(example::ALL.map(|example| example.name)), hide_possible_values = true)]
    pub from: String,
}

/// What `stayput completions` takes.
#[derive(Debug, Args)]
pub struct CompletionsOptions {
    /// Shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// What `stayput check` takes.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Scenario files (TOML)
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
}

/// What `stayput run` takes.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// Scenario file (TOML)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Numbers to change.
    #[command(flatten)]
    pub changes: Changes,
    /// How much to compute.
    #[command(flatten)]
    pub effort: Effort,
    /// Where to write.
    #[command(flatten)]
    pub output: OutputOptions,
}

/// Numbers of the scenario that the command line changes.
#[derive(Debug, Args)]
pub struct Changes {
    /// Change a number of the scenario, by its path;
    /// repeat to change several
    #[arg(long, value_name = "PATH=VALUE", value_parser = Setting::parse, verbatim_doc_comment)]
    pub set: Vec<Setting>,
}

/// How much to compute, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct Effort {
    /// Trials to run, made up to whole parameter draws
    /// [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = trials, verbatim_doc_comment)]
    pub trials: Option<u64>,
    /// Seed of all randomness [default: the scenario's]
    #[arg(long, value_name = "N", value_parser = whole)]
    pub seed: Option<u64>,
    /// Threads; any number gives the same results
    /// [default: what the machine has]
    #[arg(long, value_name = "N", value_parser = positive, verbatim_doc_comment)]
    pub threads: Option<u64>,
}

/// Where the files go, and which.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputOptions {
    /// Folder for the files; earlier results in it are replaced
    /// [default: results/<FILE's name without .toml>]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub out: Option<PathBuf>,
    /// Write into DIR even where it holds other files, which stay
    #[arg(long)]
    pub force: bool,
    /// Write trials.csv too: a row a trial
    #[arg(long)]
    pub per_trial: bool,
}

/// A whole number; `_` may separate its digits, as in a scenario file.
fn whole(text: &str) -> Result<u64, String> {
    const EXPECTED: &str = "expected a whole number such as 20000 or 20_000";
    let well_placed = text.split('_').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !well_placed {
        return Err(EXPECTED.to_owned());
    }
    text.replace('_', "").parse().map_err(|_| format!("too large; at most {}", u64::MAX))
}

/// A number of trials: more than a trillion would take years, and is a slip of the keyboard.
fn trials(text: &str) -> Result<u64, String> {
    const MOST: u64 = 1_000_000_000_000;
    positive(text).and_then(|count| if count > MOST { Err("more than a trillion trials would take years".to_owned()) } else { Ok(count) })
}

/// A whole number from 1.
fn positive(text: &str) -> Result<u64, String> {
    whole(text).and_then(|count| if count == 0 { Err("expected at least 1".to_owned()) } else { Ok(count) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn numbers_may_carry_underscores_between_digits() {
        assert_eq!(whole("20_000"), Ok(20_000));
        assert_eq!(whole("18446744073709551615"), Ok(u64::MAX));
        for wrong in ["", "_1", "1_", "1__0", "-1", "+1", "1.5", "2e4", "ten"] {
            assert_eq!(whole(wrong), Err("expected a whole number such as 20000 or 20_000".to_owned()), "{wrong:?}");
        }
        assert_eq!(whole("18446744073709551616"), Err("too large; at most 18446744073709551615".to_owned()));
        assert_eq!(positive("0"), Err("expected at least 1".to_owned()));
        assert_eq!(trials("1_000_000_000_001"), Err("more than a trillion trials would take years".to_owned()));
    }

    #[test]
    fn help_keeps_within_80_columns() {
        let mut commands = vec![Cli::command()];
        commands.extend(Cli::command().get_subcommands().cloned());
        for mut command in commands {
            let (short, long) = (command.render_help().to_string(), command.render_long_help().to_string());
            for line in short.lines().chain(long.lines()) {
                assert!(line.chars().count() <= 80, "{line}");
            }
        }
    }
}
