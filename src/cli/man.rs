//! `stayput man`: one page with all commands, each a section with its examples and options.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::Cli;
use super::output::console::{Failure, print};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput man > ~/.local/share/man/man1/stayput.1
  stayput man | man -l -";

/// Prints it.
///
/// # Errors
/// Where stdout cannot be written.
pub fn man() -> Result<(), Failure> {
    let page = page(Cli::command()).map_err(|error| Failure::Plain(format!("cannot make the man page: {error}")))?;
    print(&page)
}

/// The page, in roff.
fn page(program: Command) -> io::Result<String> {
    let mut page = Vec::new();
    let commands: Vec<Command> = program.get_subcommands().cloned().collect();
    let introduction = preformatted(&program);
    let exit_codes = program.get_after_help().map(ToString::to_string).unwrap_or_default();
    let main = Man::new(program.disable_help_subcommand(true)).manual("stayput manual");
    main.render_title(&mut page)?;
    main.render_name_section(&mut page)?;
    main.render_synopsis_section(&mut page)?;
    let mut page = text(&page) + ".SH DESCRIPTION\n" + &introduction;
    let mut options = Vec::new();
    main.render_options_section(&mut options)?;
    page += &text(&options);
    for command in commands {
        page += &section(command)?;
    }
    Ok(page + ".SH \"EXIT STATUS\"\n" + &escaped(exit_codes.trim_start_matches("Exit codes: ")) + "\n")
}

/// The section of a command.
fn section(command: Command) -> io::Result<String> {
    let name = command.get_name().to_owned();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let examples = preformatted(&command);
    let has_arguments = command.get_arguments().next().is_some();
    let man = Man::new(command.bin_name(format!("stayput {name}")));
    let mut below = Vec::new();
    man.render_synopsis_section(&mut below)?;
    if has_arguments {
        man.render_options_section(&mut below)?;
    }
    // What are sections on a page of its own are parts of a section here.
    let below = text(&below).replace("\n.SH ", "\n.SS ");
    let below = if let Some(rest) = below.strip_prefix(".SH ") { format!(".SS {rest}") } else { below };
    Ok(format!(".SH \"STAYPUT {}\"\n{}.\n{examples}{below}", name.to_uppercase(), escaped(&about)))
}

/// The examples of a command, line by line as they are.
fn preformatted(command: &Command) -> String {
    let examples = command.get_before_help().map(ToString::to_string).unwrap_or_default();
    format!(".PP\n.nf\n{}\n.fi\n", escaped(&examples))
}

/// A text in which roff sees no command: no backslash or hyphen of its own, no dot or quote that begins a line.
fn escaped(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What was written as bytes.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_section_examples_and_options() {
        let page = page(Cli::command()).unwrap();
        for command in Cli::command().get_subcommands() {
            let heading = format!(".SH \"STAYPUT {}\"\n", command.get_name().to_uppercase());
            let section = page.split_once(&heading).unwrap_or_else(|| panic!("no {heading}")).1;
            let section = section.split("\n.SH ").next().unwrap();
            assert!(section.contains(&format!("Examples:\n  stayput {}", command.get_name())), "{section}");
            for option in command.get_opts().filter_map(|option| option.get_long()) {
                assert!(section.contains(&escaped(&format!("--{option}"))), "{option}: {section}");
            }
        }
        assert!(page.contains(".SH \"EXIT STATUS\"\n0 done; 1 an assertion failed; 2 wrong usage"), "{page}");
    }
}
