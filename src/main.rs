//! The `stayput` program: parse, dispatch, exit code.

mod cli;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

fn main() -> ExitCode {
    let typed = match Cli::try_parse() {
        Ok(typed) => typed,
        // Help and the version are answers (0), everything else is a wrong usage (2).
        Err(answer) => {
            if let Err(failure) = cli::output::console::print_answer(&answer) {
                cli::output::console::PLAIN.failed(&failure);
                return ExitCode::from(cli::MISUSE);
            }
            return ExitCode::from(u8::from(answer.use_stderr()) * cli::MISUSE);
        }
    };
    let done = match &typed.command {
        Command::New(options) => cli::new::new(options).map(|()| ExitCode::SUCCESS),
        Command::Import(options) => cli::import::import(options, typed.console).map(|()| ExitCode::SUCCESS),
        Command::Check(options) => cli::check::check(options, typed.console).map(|()| ExitCode::SUCCESS),
        Command::Run(options) => match options.trial {
            Some(trial) => cli::output::story::tell(options, trial, typed.console).map(|()| ExitCode::SUCCESS),
            None => cli::run::run(options, typed.console),
        },
        Command::Compare(options) => cli::compare::compare(options, typed.console),
        Command::Sweep(options) => cli::sweep::sweep(options, typed.console),
        Command::Diff(options) => cli::diff::diff(options, typed.console).map(|()| ExitCode::SUCCESS),
        Command::Optimise(options) => cli::optimise::optimise(options, typed.console),
        Command::Sensitivity(options) => cli::sensitivity::sensitivity(options, typed.console),
        Command::Discover(options) => cli::discover::discover(options, typed.console),
        Command::Explain(options) => cli::explain::explain(options, typed.console).map(|()| ExitCode::SUCCESS),
        Command::Calibrate(options) => cli::calibrate::calibrate(options, typed.console),
        Command::Report(options) => cli::report::report(options, typed.console).map(|()| ExitCode::SUCCESS),
        Command::Merge(options) => cli::merge::merge(options, typed.console),
        Command::Rerun(options) => cli::rerun::rerun(options, typed.console),
        Command::Schema(options) => cli::schema::schema(options).map(|()| ExitCode::SUCCESS),
        Command::Completions(options) => cli::completions::completions(options).map(|()| ExitCode::SUCCESS),
        Command::Man => cli::man::man().map(|()| ExitCode::SUCCESS),
        Command::Help(options) => cli::help::help(options).map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            typed.console.failed(&failure);
            ExitCode::from(cli::MISUSE)
        }
    }
}
