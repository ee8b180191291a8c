//! The key of a run, in the first column of every result file: rows of joined files that have one key are of one run.
//!
//! It is made of what the results depend on, and of nothing else: the same run on another machine, with other threads, from other folders
//! or in shards has the same key, and the same rows.

use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;
use crate::scenario::{Input, Override};

/// How many bytes of the hash a key shows: of a million runs two have the same key with a probability of 0.2 %.
const BYTES: usize = 6;

/// The key: `r`, so that no program takes it for a number, and the first 12 hexadecimal digits of the SHA-256 of the program's version, the
/// command, the contents of the files read, and what was asked of them, a line each.
///
/// # Example
/// ```
/// use stayput::internals::report::files::key::key;
///
/// let of = |seed: &str| key("run", ["0f3a..."].into_iter(), &[format!("seed {seed}")]);
/// assert_eq!(of("1"), of("1"));
/// assert_ne!(of("1"), of("2"));
/// assert_eq!(of("1").len(), 13);
/// ```
pub fn key<'a>(command: &'a str, inputs: impl Iterator<Item = &'a str>, asked: &'a [String]) -> String {
    let mut hash = Sha256::new();
    for line in [env!("CARGO_PKG_VERSION"), command].into_iter().chain(inputs).chain(asked.iter().map(String::as_str)) {
        hash.update(line.replace('\\', "\\\\").replace('\n', "\\n"));
        hash.update("\n");
    }
    format!("r{}", hexadecimal(&hash.finalize()[..BYTES]))
}

/// The key of a command: of `asked`, all that its results depend on beside the files that were read and the numbers that were set.
pub fn key_of(command: &str, inputs: &[Input], settings: &[Override], mut asked: Vec<String>) -> String {
    asked.extend(settings.iter().map(|setting| format!("set {}={}", setting.path, setting.value)));
    key(command, inputs.iter().map(|input| input.sha256.as_str()), &asked)
}

/// The key of what an interrupted run had counted in its first trials. Single trials are those of the whole run, and have its key.
pub fn partial(key: &str, trials: u64) -> String {
    format!("{key}-partial-{trials}")
}
