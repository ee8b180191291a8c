//! The two outputs: results on stdout, everything else on stderr. Nothing else in the program prints, and nothing is printed before what
//! cannot be seen in it is escaped.

use std::env;
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use clap::error::{ContextKind, ContextValue};
use clap::{Args, ValueEnum};
use stayput::internals::diagnostic::{Problems, escaped, escaped_but_for_colours};
use stayput::internals::report::columns::{width, wrapped};
use stayput::internals::report::files::folder;
use stayput::internals::report::screen::Screen;

use super::width::{of_stderr, of_stdout};

/// How much is said, and in what colours.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Terminal")]
pub struct Console {
    /// Say nothing on stderr but errors: no progress, no warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on stderr: what was read, how long it took
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Colours: auto (on a terminal, unless `NO_COLOR` is set),
    /// always or never
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub color: Color,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    // Documented in the help of the option: a doc comment here would turn `--help` into a second, longer page.
    Auto,
    Always,
    Never,
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub enum Failure {
    /// What, where and what to do, in plain words.
    Plain(String),
    /// Diagnostics of files, ready to print.
    Problems(String),
}

impl From<folder::Error> for Failure {
    fn from(error: folder::Error) -> Self {
        Self::Plain(error.to_string())
    }
}

impl From<stayput::Error> for Failure {
    fn from(error: stayput::Error) -> Self {
        Self::Plain(error.to_string())
    }
}

impl Console {
    /// Whether diagnostics carry colours.
    pub fn color_on_stderr(self) -> bool {
        self.colored(io::stderr().is_terminal())
    }

    /// Whether results carry colours.
    pub fn color_on_stdout(self) -> bool {
        self.colored(io::stdout().is_terminal())
    }

    /// What results are laid out for.
    pub fn screen(self) -> Screen {
        Screen::new(of_stdout(), self.color_on_stdout())
    }

    /// Whether to show progress.
    pub fn shows_progress(self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    fn colored(self, is_terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb"),
        }
    }

    /// A warning or a note, on stderr, its lines broken to the width that there is.
    pub fn note(self, text: &str) {
        if !self.quiet {
            to_stderr(&escaped(&hanging(text, of_stderr())));
        }
    }

    /// Warnings and notes about files, on stderr.
    pub fn remarks(self, remarks: &Problems) {
        if !self.quiet {
            self.rendered(&self.told(remarks));
        }
    }

    /// Problems of files as text for stderr; where quiet, the errors alone.
    pub fn told(self, problems: &Problems) -> String {
        if self.quiet && problems.errors() > 0 {
            return problems.only_errors().render_within(of_stderr(), self.color_on_stderr());
        }
        problems.render_within(of_stderr(), self.color_on_stderr())
    }

    /// What only the curious want to know, on stderr.
    pub fn detail(self, text: &str) {
        if self.verbose {
            to_stderr(&escaped(text));
        }
    }

    /// An error, on stderr, said even when quiet.
    pub fn failed(self, failure: &Failure) {
        match failure {
            Failure::Plain(message) => {
                let style = if self.color_on_stderr() { AnsiColor::Red.on_default().bold() } else { Style::new() };
                to_stderr(&format!("{style}error{style:#}: {}", titled(&escaped(message), of_stderr())));
            }
            Failure::Problems(rendered) => self.rendered(rendered),
        }
    }

    /// What may carry colours, on stderr.
    fn rendered(self, text: &str) {
        to_stderr(&if self.color_on_stderr() { escaped_but_for_colours(text) } else { escaped(text) });
    }

    /// Prints results that may carry colours on stdout.
    ///
    /// # Errors
    /// As [`print`].
    pub fn print(self, text: &str) -> Result<(), Failure> {
        to_stdout(&if self.color_on_stdout() { escaped_but_for_colours(text) } else { escaped(text) })
    }
}

/// What stands behind `error: `, in lines of a width: the first is broken as the title of a diagnostic is, the others as those of a note.
fn titled(message: &str, columns: usize) -> String {
    const TITLE: usize = "error: ".len();
    let (title, rest) = message.split_once('\n').map_or((message, None), |(title, rest)| (title, Some(rest)));
    let title = wrapped(title, columns - TITLE).join(&format!("\n{}", " ".repeat(TITLE)));
    rest.map_or(title.clone(), |rest| format!("{title}\n{}", hanging(rest, columns)))
}

/// Lines that are wider than so many columns are broken, what continues them two columns further in.
pub fn hanging(text: &str, columns: usize) -> String {
    let broken = |line: &str| {
        if width(line) <= columns {
            return line.to_owned();
        }
        let (indent, words) = line.split_at(line.len() - line.trim_start().len());
        format!("{indent}{}", wrapped(words, columns.saturating_sub(indent.len() + 2)).join(&format!("\n{indent}  ")))
    };
    text.split('\n').map(broken).collect::<Vec<_>>().join("\n")
}

/// Prints results on stdout. A reader who has seen enough (`| head`) is not an error.
///
/// # Errors
/// Where stdout cannot be written for another reason, such as a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    to_stdout(&escaped(text))
}

/// What there is where no command line says otherwise.
pub const PLAIN: Console = Console { quiet: false, verbose: false, color: Color::Auto };

/// Prints what the parser of the command line has to say, help or an error, on stdout or stderr.
///
/// # Errors
/// As [`print`].
pub fn print_answer(answer: &clap::Error) -> Result<(), Failure> {
    let is_colored = if answer.use_stderr() { PLAIN.color_on_stderr() } else { PLAIN.color_on_stdout() };
    // What was typed may itself look like a colour.
    let is_safe = !env::args_os().any(|argument| argument.to_string_lossy().contains('\u{1b}'));
    let text = answer.render();
    let text = if is_colored && is_safe { text.ansi().to_string() } else { text.to_string() };
    let text = escaped_but_for_colours(&text);
    if answer.use_stderr() {
        to_stderr(&text);
        let is_events = answer.get(ContextKind::InvalidSubcommand).is_some_and(|word| *word == ContextValue::String("events".to_owned()));
        if is_events {
            to_stderr("\nThe events of trials: stayput run FILE --events N\nThe events of one trial: stayput run FILE --trial K\n");
        }
        return Ok(());
    }
    to_stdout(&text)
}

fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Plain(format!("cannot write to standard output: {error}"))),
        _ => Ok(()),
    }
}

/// Whether an environment variable is set and not empty.
fn set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// A text and the end of its line. A closed stderr leaves nobody to tell.
fn to_stderr(text: &str) {
    let text = text.trim_end_matches('\n');
    if !text.is_empty() {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}
