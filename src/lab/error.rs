//! The one error of the library.

use std::fmt;

use crate::diagnostic::{Diagnostic, Problems, Severity};
use crate::report::files::folder;

/// Why something could not be done. Displayed it says what, where and what to do, as the command line does.
///
/// # Example
/// ```
/// let error = stayput::read_str("lab.toml", "horizon = 12").unwrap_err();
/// assert!(error.to_string().contains("lab.toml:1:11"));
/// for problem in error.problems() {
///     println!("{}: {}", problem.line.unwrap_or(0), problem.message);
/// }
/// ```
#[derive(Debug)]
pub struct Error {
    message: String,
    problems: Vec<Problem>,
}

/// Something to say about a file that was read: [`Error::problems`].
///
/// # Example
/// ```
/// let error = stayput::read_str("lab.toml", "horizon = 12").unwrap_err();
/// let problem = error.problems().iter().find(|problem| problem.line == Some(1)).expect("a horizon needs a unit");
/// println!("{}; {}", problem.message, problem.help.as_deref().unwrap_or("no advice"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether nothing can be run because of it; otherwise it is a warning or a note.
    pub is_error: bool,
    /// What.
    pub message: String,
    /// The file, as messages call it.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), problems: Vec::new() }
    }

    /// The same error with a sentence before it, on a line of its own.
    pub(crate) fn below(self, sentence: &str) -> Self {
        Self { message: format!("{sentence}\n{}", self.message), ..self }
    }

    /// The problems of the files, where they are the reason; otherwise none.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl Problem {
    fn new(diagnostic: &Diagnostic) -> Self {
        let place = diagnostic.place();
        let position = place.map(crate::diagnostic::Place::line_and_column);
        Self {
            is_error: diagnostic.severity() == Severity::Error,
            message: diagnostic.message().to_owned(),
            file: place.map(|place| place.source().name().to_owned()),
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            help: diagnostic.advice().map(str::to_owned),
        }
    }

    pub(super) fn all(problems: &Problems) -> Vec<Self> {
        problems.iter().map(Self::new).collect()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self { message: problems.render(false).trim_end().to_owned(), problems: Problem::all(&problems) }
    }
}

impl From<folder::Error> for Error {
    fn from(error: folder::Error) -> Self {
        Self::new(error.to_string())
    }
}
