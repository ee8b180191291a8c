//! `stayput completions`: a script that completes commands in a shell.

use clap::CommandFactory;

use super::console::{Failure, print};
use super::{Cli, CompletionsOptions};

/// Prints it.
///
/// # Errors
/// Where stdout cannot be written.
pub fn completions(options: &CompletionsOptions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Cli::command(), "stayput", &mut script);
    print(&String::from_utf8_lossy(&script))
}
