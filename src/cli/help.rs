//! `stayput help`: a command, or a word that reports use, explained.

use clap::{Args, CommandFactory};
use stayput::internals::diagnostic::nearest;
use stayput::internals::report::columns::{PAGE, wrapped};

use super::Cli;
use super::output::console::{Failure, print};

/// Examples in its help.
pub const EXAMPLES: &str = "\
Examples:
  stayput help run
  stayput help patience
  stayput help words";

/// What `stayput help` takes.
#[derive(Debug, Args)]
pub struct HelpOptions {
    /// Command, or word, such as patience [default: the
    /// list of commands; words for the list of words]
    #[arg(value_name = "WORD", verbatim_doc_comment)]
    pub word: Vec<String>,
}

/// The words and what they mean: the rows of the guide's glossary.
const GLOSSARY: &str = include_str!("../../docs/glossary.md");

/// A word that reports use.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    /// What it is called, and what else.
    words: Vec<String>,
    meaning: String,
    /// What textbooks call it; may be empty.
    textbooks: String,
}

/// Prints the help of a command, the meaning of a word, or what there is.
///
/// # Errors
/// Where there is neither such a command nor such a word, or stdout cannot be written.
pub fn help(options: &HelpOptions) -> Result<(), Failure> {
    let asked = options.word.join(" ").to_lowercase();
    let mut program = Cli::command();
    if asked.is_empty() {
        return print(&program.render_help().to_string());
    }
    program.build();
    if let Some(command) = program.find_subcommand_mut(&asked) {
        return print(&command.render_help().to_string());
    }
    let entries = entries();
    if asked == "words" {
        return print(&list(&entries));
    }
    let found = find(&entries, &asked);
    if !found.is_empty() {
        return print(&found.into_iter().map(Entry::text).collect::<Vec<_>>().join("\n"));
    }
    let commands: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
    let known = entries.iter().flat_map(|entry| entry.words.iter().map(String::as_str)).chain(commands);
    let help = match nearest(&asked, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "stayput help lists the commands, stayput help words the words".to_owned(),
    };
    Err(Failure::Plain(format!("there is no command and no word `{asked}`\n  {help}")))
}

/// Fewer letters are not looked for within words, since too many have them.
const LEAST_LETTERS: usize = 3;

/// The entry of a word; else those in whose words the letters begin a word; else those that textbooks call so.
fn find<'e>(entries: &'e [Entry], asked: &str) -> Vec<&'e Entry> {
    if let Some(entry) = exact(entries, asked) {
        return vec![entry];
    }
    let asked = plain(asked);
    if asked.trim().len() < LEAST_LETTERS {
        return Vec::new();
    }
    let named: Vec<&Entry> = entries.iter().filter(|entry| entry.words.iter().any(|word| plain(word).contains(&asked))).collect();
    if named.is_empty() { entries.iter().filter(|entry| plain(&entry.textbooks).contains(&asked)).collect() } else { named }
}

/// A text in small letters, with one blank before each word and nothing else between them.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.flat_map(|word| [" ", word]).collect()
}

/// The entry of a word, or of what it is the plural of.
fn exact<'e>(entries: &'e [Entry], asked: &str) -> Option<&'e Entry> {
    let singular =
        [Some(asked.to_owned()), asked.strip_suffix('s').map(str::to_owned), asked.strip_suffix("ies").map(|stem| format!("{stem}y"))];
    let plural = format!("{asked}s");
    singular
        .into_iter()
        .flatten()
        .chain([plural, format!("{asked} %")])
        .find_map(|word| entries.iter().find(|entry| entry.words.contains(&word)))
}

/// All words with what they mean, a word a line, in the order of the alphabet.
fn list(entries: &[Entry]) -> String {
    const INDENT: &str = "    ";
    let mut all: Vec<(&str, &Entry)> =
        entries.iter().flat_map(|entry| entry.words.iter().map(move |word| (word.as_str(), entry))).collect();
    all.sort_unstable_by_key(|&(word, _)| word);
    let mut out = String::new();
    for (word, entry) in all {
        let lines = wrapped(&format!("{word}: {}.", entry.meaning), PAGE - INDENT.len());
        out += &(lines.join(&format!("\n{INDENT}")) + "\n");
    }
    out
}

/// The entries of the glossary.
fn entries() -> Vec<Entry> {
    let rows = GLOSSARY.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|')).skip(1);
    let entry = |row: &str| {
        let mut cells = row.split(" | ").map(|cell| cell.trim().trim_end_matches('|').trim().replace('`', ""));
        let (words, meaning) = (cells.next()?, cells.next()?);
        let words = words.split(", ").map(|word| word.split(" (").next().unwrap_or(word).to_lowercase());
        Some(Entry { words: words.collect(), meaning, textbooks: cells.next().unwrap_or_default() })
    };
    rows.filter_map(entry).collect()
}

impl Entry {
    /// What it means, and what textbooks call it.
    fn text(&self) -> String {
        let textbooks = if self.textbooks.is_empty() { String::new() } else { format!("\nIn textbooks: {}.", self.textbooks) };
        let text = format!("{}: {}.{textbooks}", self.words.join(", "), self.meaning);
        text.lines().flat_map(|line| wrapped(line, PAGE)).collect::<Vec<_>>().join("\n") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_glossary_is_an_entry() {
        let entries = entries();
        assert_eq!(entries.len(), GLOSSARY.lines().filter(|line| line.starts_with("| ")).count() - 1);
        assert!(entries.iter().all(|entry| !entry.words[0].is_empty() && !entry.meaning.is_empty()), "{entries:?}");
        let patience = entries.iter().find(|entry| entry.words == ["patience"]).unwrap();
        assert!(patience.textbooks.contains("Sellke"), "{patience:?}");
        let posterior = entries.iter().find(|entry| entry.words.contains(&"posterior".to_owned())).unwrap();
        assert_eq!(posterior.text(), "prior, posterior: what is believed of a number before and after the history.\n");
    }

    #[test]
    fn what_is_explained_keeps_within_the_page() {
        for entry in entries() {
            assert!(entry.text().lines().all(|line| line.chars().count() <= PAGE), "{}", entry.text());
        }
    }
}
