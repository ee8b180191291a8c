//! `stayput new`: an example scenario with its data, to begin from.

use std::path::Path;

use stayput::internals::example;
use stayput::internals::report::columns::{PAGE, width};

use super::NewOptions;
use super::console::{Failure, print};

/// Writes it and says what to try next.
///
/// # Errors
/// Where a file is there already, or cannot be written.
pub fn new(options: &NewOptions) -> Result<(), Failure> {
    // The command line admits only names of examples.
    let example = example::ALL.iter().find(|example| example.name == options.from).unwrap_or(&example::ALL[0]);
    let written = example.write(&options.folder).map_err(|error| Failure::Plain(error.to_string()))?;
    let files: Vec<String> = written.iter().map(|path| format!("  {}", path.display())).collect();
    let files = files.join("\n");
    let scenario = typed(&options.folder.join(example.scenario()));
    print(&format!("{}\n\nWrote:\n{files}\n\nNext:\n  stayput check {scenario}\n  stayput run {scenario}\n", example.about))
}

/// A path as it is typed in a shell.
pub fn typed(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = path.chars().all(|c| c.is_alphanumeric() || "/\\._-:~".contains(c)) && !path.starts_with(['-', '~']);
    if is_plain { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

/// A command as it is typed in a shell, its parts in lines of their own where a page is too narrow for all.
pub fn command(parts: &[&str]) -> String {
    let line = format!("  {}\n", parts.join(" "));
    if width(line.trim_end()) <= PAGE { line } else { format!("  {}\n", parts.join(" \\\n    ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_a_shell_would_take_apart_are_quoted() {
        assert_eq!(typed(Path::new("lab/new-lab.toml")), "lab/new-lab.toml");
        assert_eq!(typed(Path::new("my lab/it's.toml")), r"'my lab/it'\''s.toml'");
    }

    #[test]
    fn commands_keep_to_a_page() {
        assert_eq!(command(&["stayput run a.toml", "--out b"]), "  stayput run a.toml --out b\n");
        let path = "a".repeat(40);
        let (run, out) = (format!("stayput run {path}"), format!("--out {path}"));
        assert_eq!(command(&[&run, &out]), format!("  {run} \\\n    {out}\n"));
    }
}
