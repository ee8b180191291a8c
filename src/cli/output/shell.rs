//! Paths and commands as they are typed in a shell.

use std::path::Path;

use stayput::internals::report::columns::{PAGE, width};

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
