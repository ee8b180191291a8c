//! `stayput new`: folders to begin from.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use stayput::internals::example;
use tempfile::TempDir;

use super::commands::program;

fn stayput(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(program()).args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// All files and folders, as paths from the folder.
fn tree(folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            paths.push(path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/"));
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    paths.sort();
    paths
}

#[test]
fn the_first_example_is_written_and_says_what_next() {
    let here = TempDir::new().unwrap();
    let output = stayput(here.path(), &["new", "my lab"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    assert_eq!(
        stdout(&output),
        "Forty invented researchers in five teams: most of what a scenario can say.\n\n\
         Wrote:\n  my lab/new-lab/roster.csv\n  my lab/scenario.schema.json\n  my lab/new-lab.toml\n\n\
         Next:\n  stayput check 'my lab/new-lab.toml'\n  stayput run 'my lab/new-lab.toml'\n"
    );
    assert_eq!(
        tree(here.path()),
        ["my lab", "my lab/new-lab", "my lab/new-lab.toml", "my lab/new-lab/roster.csv", "my lab/scenario.schema.json"]
    );
}

#[test]
fn every_example_passes_the_check_runs_and_has_its_schema() {
    let here = TempDir::new().unwrap();
    for example in example::ALL {
        let folder = format!("deep/{}", example.name);
        let output = stayput(here.path(), &["new", "--from", example.name, &folder]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{}", example.name);
        let file = format!("{folder}/{}", example.scenario());
        let text = fs::read_to_string(here.path().join(&file)).unwrap();
        assert!(text.starts_with("#:schema ./scenario.schema.json\n"), "{}", example.name);
        assert!(text.contains(&format!("\n#     stayput run {}\n", example.scenario())), "{} says how to run it from there", example.name);
        assert_eq!(
            fs::read_to_string(here.path().join(&folder).join("scenario.schema.json")).unwrap(),
            stayput::internals::scenario::schema::json_schema()
        );
        let checked = stayput(here.path(), &["check", &file]);
        assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
        let run = stayput(here.path(), &["run", &file, "--trials", "4"]);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    }
}

#[test]
fn the_examples_are_the_shipped_scenarios() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut names: Vec<String> = tree(&shipped).into_iter().filter(|path| shipped.join(path).is_file()).collect();
    let here = TempDir::new().unwrap();
    let mut written = std::collections::BTreeSet::new();
    for example in example::ALL {
        let folder = here.path().join(example.name);
        example.write(&folder).unwrap();
        for name in tree(&folder).into_iter().filter(|path| folder.join(path).is_file()) {
            // The comments of a scenario say how to run it from where it is.
            if Path::new(&name).extension().is_none_or(|extension| extension != "toml") {
                assert_eq!(fs::read(folder.join(&name)).unwrap(), fs::read(shipped.join(&name)).unwrap(), "{name}");
            }
            written.insert(name);
        }
    }
    names.sort();
    assert_eq!(written.into_iter().collect::<Vec<_>>(), names);
}

#[test]
fn nothing_is_overwritten() {
    let here = TempDir::new().unwrap();
    fs::create_dir_all(here.path().join("lab/new-lab")).unwrap();
    fs::write(here.path().join("lab/new-lab/roster.csv"), "mine").unwrap();
    fs::write(here.path().join("lab/scenario.schema.json"), "mine").unwrap();
    let output = stayput(here.path(), &["new", "lab"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    assert_eq!(
        stderr(&output),
        "error: lab holds new-lab/roster.csv, scenario.schema.json already, so nothing\n       \
         was written\n  \
         give another folder, or move what is there\n"
    );
    assert_eq!(tree(here.path()), ["lab", "lab/new-lab", "lab/new-lab/roster.csv", "lab/scenario.schema.json"]);
    assert_eq!(fs::read_to_string(here.path().join("lab/new-lab/roster.csv")).unwrap(), "mine");
}

#[test]
fn what_is_in_the_way_leaves_nothing_behind() {
    let here = TempDir::new().unwrap();
    fs::write(here.path().join("file"), "mine").unwrap();
    let output = stayput(here.path(), &["new", "file"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), "error: file is not a folder, so no scenario can go there\n  give another folder\n");
    // A file where a folder is needed is noticed only on the way; what was made before is taken away again.
    fs::create_dir(here.path().join("lab")).unwrap();
    fs::write(here.path().join("lab/llama"), "mine").unwrap();
    let output = stayput(here.path(), &["new", "--from", "llama", "lab"]);
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    assert!(message.starts_with("error: cannot write lab/llama/README.md: "), "{message}");
    assert!(message.ends_with("\n  nothing was written; give another folder\n"), "{message}");
    assert_eq!(tree(here.path()), ["file", "lab", "lab/llama"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_nothing_behind() {
    // A limit on the size of files, in kilobytes: room for the roster, not for the schema.
    let here = TempDir::new().unwrap();
    let command = format!("ulimit -f 8; trap '' XFSZ; exec '{}' new a/b/lab", env!("CARGO_BIN_EXE_stayput"));
    let output = Command::new("bash").arg("-c").arg(command).current_dir(here.path()).output().unwrap();
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (
            Some(2),
            "error: cannot write a/b/lab/scenario.schema.json: File too large (os error 27)\n  \
             nothing was written; give another folder\n"
        )
    );
    assert_eq!(tree(here.path()), [""; 0]);
}

#[test]
fn an_unknown_example_is_refused_with_the_known_ones() {
    let here = TempDir::new().unwrap();
    let output = stayput(here.path(), &["new", "--from", "lama", "lab"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    assert_eq!(
        stderr(&output),
        "error: invalid value 'lama' for '--from <NAME>'\n  \
         [possible values: new-lab, llama, llama-foresight, llama-stayers, large-org]\n\n  \
         tip: a similar value exists: 'llama'\n\n\
         For more information, try '--help'.\n"
    );
    assert_eq!(tree(here.path()), [""; 0]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_no_text_or_very_long_is_one_like_others() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let long = "n".repeat(250);
    for name in [&b"n\xff"[..], b"\xff\xfe", long.as_bytes()] {
        let (here, name) = (TempDir::new().unwrap(), OsStr::from_bytes(name));
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/exports/thirty-five.csv"), here.path().join("export.csv")).unwrap();
        let run = |arguments: &[&OsStr]| {
            let output = Command::new(program()).args(arguments).current_dir(here.path()).output().unwrap();
            assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{arguments:?}");
        };
        run(&["new".as_ref(), name]);
        assert!(here.path().join(name).join("new-lab.toml").exists());
        // Into a folder that is there.
        run(&["new".as_ref(), "--from".as_ref(), "llama".as_ref(), name]);
        assert!(here.path().join(name).join("llama/roster.csv").exists());
        run(&["import".as_ref(), "export.csv".as_ref(), &here.path().join("below").join(name).into_os_string()]);
        // Twice: the second replaces the first as a whole.
        fs::create_dir(here.path().join("out")).unwrap();
        let (scenario, out) = (here.path().join(name).join("new-lab.toml"), here.path().join("out").join(name));
        for _ in 0..2 {
            run(&[
                "run".as_ref(),
                scenario.as_os_str(),
                "-q".as_ref(),
                "--trials".as_ref(),
                "40".as_ref(),
                "--out".as_ref(),
                out.as_os_str(),
            ]);
        }
        assert_eq!(fs::read_dir(here.path().join("out")).unwrap().count(), 1);
    }
}
