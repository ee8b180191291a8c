//! Where results go: `--out`, or else a folder of their own for each command, `results/<scenario>/<command>`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use stayput::internals::diagnostic::escaped;
use stayput::internals::ensemble::shard::Shard;
use stayput::internals::report::NO_POLICY;
use stayput::internals::report::files::folder::{holds_results_of_0_1_0, scenario_file_of};
use stayput::internals::scenario::Input;

use super::console::Console;

/// The folder asked for, or `results/<scenario file's stem>/<own>`. Says so where results of 0.1.0 lie in the folder above that.
pub fn place(out: Option<&Path>, file: &Path, own: &str, console: Console) -> PathBuf {
    if let Some(out) = out {
        return out.to_owned();
    }
    let above = Path::new("results").join(stem(file));
    let place = above.join(own);
    if holds_results_of_0_1_0(&above) {
        console.note(&format!(
            "note: {} itself holds results, where stayput 0.1.0 put them; they stay as they are, and these go to {}\n",
            above.display(),
            place.display()
        ));
    }
    if let Some(other) = scenario_file_of(&place).filter(|other| !is_same(other, file)) {
        console.note(&format!(
            "note: {} holds results of {}; those of {} will replace them; --out keeps both\n",
            place.display(),
            escaped(&other.display().to_string()),
            file.display()
        ));
    }
    place
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    one == other || fs::canonicalize(one).is_ok_and(|one| fs::canonicalize(other).is_ok_and(|other| one == other))
}

/// A file's name without its ending; dots alone, which would be a folder above, are encoded.
fn stem(file: &Path) -> OsString {
    let stem = file.file_stem().unwrap_or(file.as_os_str());
    match stem.to_str() {
        Some(dots) if dots.bytes().all(|byte| byte == b'.') => encoded(dots).into(),
        _ => stem.to_owned(),
    }
}

/// The own folder of a run: `run`, `run-POLICY`, `shard-2-of-5` or `shard-2-of-5-POLICY`.
pub fn of_run(policy: &str, shard: Option<Shard>) -> String {
    let what = shard.map_or_else(|| "run".to_owned(), |shard| format!("shard-{}-of-{}", shard.index(), shard.count()));
    if policy == NO_POLICY { what } else { format!("{what}-{}", encoded(policy)) }
}

/// Says where results are if that is not where they were to go.
pub fn tell_beside(asked: &Path, place: &Path, console: Console) {
    if asked != place {
        console.note(&format!(
            "note: {} holds results of a run that was not interrupted, which partial ones replace only with --force; these are in {}\n",
            asked.display(),
            place.display()
        ));
    }
}

/// The files that a command has read.
pub fn read_by(inputs: &[Input]) -> Vec<PathBuf> {
    inputs.iter().map(|input| input.path.clone()).collect()
}

/// A name as part of the name of a folder: percent-encoded (RFC 3986) but for letters, digits, `-` and `_`. The end of one that ends in
/// `partial` is encoded too: partial results go into a folder whose name ends so.
fn encoded(name: &str) -> String {
    let is_kept = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let ends_so = name.to_ascii_lowercase().ends_with("partial");
    let encode = |(index, byte): (usize, u8)| {
        let is_last = index + 1 == name.len();
        if is_kept(byte) && !(ends_so && is_last) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    name.bytes().enumerate().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_a_folder_of_its_own_for_each_policy_and_shard() {
        let shard = Shard::new(2, 5);
        assert_eq!(of_run(NO_POLICY, None), "run");
        assert_eq!(of_run(NO_POLICY, shard), "shard-2-of-5");
        assert_eq!(of_run("refresh", None), "run-refresh");
        assert_eq!(of_run("refresh", shard), "shard-2-of-5-refresh");
    }

    #[test]
    fn a_scenario_whose_name_is_dots_has_a_folder_below_results() {
        for (file, expected) in [("labs/our.lab.toml", "our.lab"), ("..toml", "%2E"), ("...toml", "%2E%2E"), (".toml", ".toml")] {
            assert_eq!(stem(Path::new(file)), expected, "{file}");
        }
    }

    #[test]
    fn names_of_policies_are_encoded_so_that_no_two_meet() {
        for (name, expected) in [
            ("better-work_2", "better-work_2"),
            ("../a b", "%2E%2E%2Fa%20b"),
            ("büro", "b%C3%BCro"),
            ("100%", "100%25"),
            ("partial", "partia%6C"),
            ("x-Partial", "x-Partia%6C"),
            ("partia%6C", "partia%256C"),
            ("partial-pay", "partial-pay"),
        ] {
            assert_eq!(encoded(name), expected);
        }
    }
}
