//! `stayput completions`: a script that completes commands in a shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use super::output::console::{Failure, print};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput completions bash > ~/.local/share/bash-completion/completions/stayput
  stayput completions zsh > ~/.zfunc/_stayput
  stayput completions fish > ~/.config/fish/completions/stayput.fish";

/// What `stayput completions` takes.
#[derive(Debug, Args)]
pub struct CompletionsOptions {
    /// Shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// Prints it.
///
/// # Errors
/// Where stdout cannot be written.
pub fn completions(options: &CompletionsOptions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Cli::command(), "stayput", &mut script);
    print(&String::from_utf8_lossy(&script))
}
