//! How wide output may be: as wide as the terminal, within bounds; a page where it goes into a pipe or a file.

use std::env;
use std::io::{self, IsTerminal};

use ::console::Term;
use stayput::internals::report::columns::PAGE;
use stayput::internals::report::screen::{NARROWEST, WIDEST};

/// The width of what is printed on stdout \[columns\].
pub fn of_stdout() -> usize {
    of(io::stdout().is_terminal(), || Term::stdout().size_checked())
}

/// The width of what is printed on stderr \[columns\].
pub fn of_stderr() -> usize {
    of(io::stderr().is_terminal(), || Term::stderr().size_checked())
}

/// What is no terminal is read by programs and kept in files: it does not depend on who looks on.
fn of(is_terminal: bool, size: impl Fn() -> Option<(u16, u16)>) -> usize {
    if is_terminal { chosen(size().map(|(_, columns)| columns), env::var("COLUMNS").ok().as_deref()) } else { PAGE }
}

/// The width that a terminal tells; of one that tells none, what the variable `COLUMNS` says, which may be left over from before a window
/// was changed.
fn chosen(told: Option<u16>, variable: Option<&str>) -> usize {
    let said = || variable.and_then(|text| text.trim().parse().ok()).filter(|&columns: &usize| columns > 0);
    told.map(usize::from).or_else(said).unwrap_or(PAGE).clamp(NARROWEST, WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_has_the_width_of_a_page() {
        assert_eq!(of(false, || Some((40, 200))), 80);
    }

    #[test]
    fn the_terminal_knows_best_and_the_variable_stands_in() {
        assert_eq!([chosen(Some(120), None), chosen(Some(120), Some("90")), chosen(None, Some("90"))], [120, 120, 90]);
        for nonsense in ["", "wide", "-5", "0", "1e3"] {
            assert_eq!(chosen(None, Some(nonsense)), 80, "{nonsense:?}");
        }
        assert_eq!(chosen(None, None), 80);
    }

    #[test]
    fn it_keeps_within_bounds() {
        assert_eq!([chosen(Some(20), None), chosen(Some(500), None), chosen(None, Some("999999999"))], [60, 160, 160]);
    }
}
