//! The command line: what can be typed. What it means is in a file a command.

pub mod calibrate;
pub mod check;
pub mod compare;
pub mod completions;
pub mod diff;
pub mod discover;
pub mod explain;
pub mod help;
pub mod import;
pub mod man;
pub mod merge;
pub mod new;
pub mod optimise;
pub mod options;
pub mod output;
pub mod reading;
pub mod report;
pub mod rerun;
pub mod run;
pub mod schema;
pub mod sensitivity;
pub mod sweep;

use clap::builder::styling::{AnsiColor, Style, Styles};
use clap::{Parser, Subcommand};

use output::console::Console;

/// Exit code for a wrong usage, file or data.
pub const MISUSE: u8 = 2;

/// Exit code where an assertion failed.
pub const FAILED: u8 = 1;

/// Exit code where an assertion could not be decided.
pub const UNDECIDED: u8 = 3;

/// Exit code after Ctrl-C, by the custom of shells: 128 and the number of the signal.
pub const INTERRUPTED: u8 = 130;

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

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 an assertion failed; 2 wrong usage, file or data;
3 an assertion could not be decided; 101 a bug; 130 interrupted.";

/// Styles of help and of errors in what was typed: readable on light backgrounds as on dark ones.
const STYLES: Styles = Styles::styled().valid(Style::new().bold()).invalid(AnsiColor::Magenta.on_default().bold());

// Every help text is one or two lines that keep within 80 columns beside the names, so that `-h` and `--help` are one page and no
// wrapping to the terminal's width is needed; the tests below hold them to it.

/// Who will still be here, and what would change it?
#[derive(Debug, Parser)]
#[command(name = "stayput", version, arg_required_else_help = true, help_template = HELP, before_help = EXAMPLES)]
#[command(after_help = EXIT_CODES, disable_help_subcommand = true, styles = STYLES)]
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
    #[command(help_template = HELP, before_help = new::EXAMPLES)]
    New(new::NewOptions),
    /// Make a scenario with its data of one export of an HR system
    #[command(help_template = HELP, before_help = import::EXAMPLES)]
    Import(import::ImportOptions),
    /// Show every problem of scenario files at once; run nothing
    #[command(help_template = HELP, before_help = check::EXAMPLES)]
    Check(check::CheckOptions),
    /// Simulate a scenario: table on stdout, files in a folder
    #[command(help_template = HELP, before_help = run::EXAMPLES)]
    Run(run::RunOptions),
    /// Compare policies and scenarios on the same luck
    #[command(help_template = HELP, before_help = compare::EXAMPLES)]
    Compare(compare::CompareOptions),
    /// Take numbers of a scenario through values, on the same luck
    #[command(help_template = HELP, before_help = sweep::EXAMPLES)]
    Sweep(sweep::SweepOptions),
    /// Say in what two scenarios differ, and what that does
    #[command(help_template = HELP, before_help = diff::EXAMPLES)]
    Diff(diff::DiffOptions),
    /// Find the best mix of policies within a budget
    #[command(help_template = HELP, before_help = optimise::EXAMPLES)]
    Optimise(optimise::OptimiseOptions),
    /// Find what moves the answer, and what to find out first
    #[command(help_template = HELP, before_help = sensitivity::EXAMPLES)]
    Sensitivity(sensitivity::SensitivityOptions),
    /// Find in which futures a condition holds
    #[command(help_template = HELP, before_help = discover::EXAMPLES)]
    Discover(discover::DiscoverOptions),
    /// Show every term of a researcher's hazards on a date
    #[command(help_template = HELP, before_help = explain::EXAMPLES)]
    Explain(explain::ExplainOptions),
    /// Fit a scenario's uncertain numbers to its history
    #[command(help_template = HELP, before_help = calibrate::EXAMPLES, after_help = calibrate::EXIT_CODES)]
    Calibrate(calibrate::CalibrateOptions),
    /// Make one page of results, to show
    #[command(help_template = HELP, before_help = report::EXAMPLES)]
    Report(report::ReportOptions),
    /// Join the shards of a run into what one run would have given
    #[command(help_template = HELP, before_help = merge::EXAMPLES)]
    Merge(merge::MergeOptions),
    /// Run the command behind results again: are they the same?
    #[command(help_template = HELP, before_help = rerun::EXAMPLES)]
    Rerun(rerun::RerunOptions),
    /// Print the JSON Schema of scenario files, or of results
    #[command(help_template = HELP, before_help = schema::EXAMPLES)]
    Schema(schema::SchemaOptions),
    /// Print a script that completes commands in a shell
    #[command(help_template = HELP, before_help = completions::EXAMPLES)]
    Completions(completions::CompletionsOptions),
    /// Print the man page
    #[command(help_template = HELP, before_help = man::EXAMPLES)]
    Man,
    /// Explain a command, or a word that reports use
    #[command(help_template = HELP, before_help = help::EXAMPLES)]
    Help(help::HelpOptions),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use std::fs;
    use std::path::Path;

    /// The words of a line of a shell, up to a comment, a pipe, a redirection or another command.
    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        let mut quote = None;
        for part in line.split(' ') {
            if quote.is_none() && ["#", "|", ">", "&&"].contains(&part) {
                break;
            }
            let mut word = if quote.is_some() { words.pop().unwrap_or_default() + " " } else { String::new() };
            for letter in part.chars() {
                match quote {
                    None if letter == '"' || letter == '\'' => quote = Some(letter),
                    Some(open) if open == letter => quote = None,
                    _ => word.push(letter),
                }
            }
            words.push(word.replace("$i", "1"));
        }
        words.retain(|word| !word.is_empty());
        words
    }

    /// The commands of this program in lines of a shell.
    fn commands(lines: &str) -> Vec<Vec<String>> {
        let pieces = lines.lines().flat_map(|line| line.split(';')).map(str::trim);
        pieces.map(|piece| piece.strip_prefix("do ").unwrap_or(piece)).filter(|piece| piece.starts_with("stayput ")).map(words).collect()
    }

    #[test]
    fn every_command_that_help_and_guides_show_is_accepted() {
        let mut shown = commands(EXAMPLES);
        for command in Cli::command().get_subcommands() {
            let examples = command.get_before_help().map(ToString::to_string).unwrap_or_default();
            assert!(!commands(&examples).is_empty(), "{}", command.get_name());
            shown.extend(commands(&examples));
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let guides = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
        for page in guides.filter(|path| path.is_file()).chain([root.join("README.md")]) {
            let text = fs::read_to_string(page).unwrap();
            let blocks = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
            shown.extend(blocks.flat_map(commands));
        }
        for typed in shown {
            assert!(Cli::try_parse_from(&typed).is_ok(), "{typed:?}");
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
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
