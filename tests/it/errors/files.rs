//! Files that cannot be read.

use std::fs::File;
use std::path::Path;

use stayput::internals::scenario::read;

use super::sound;

#[test]
fn no_scenario() {
    let problems = read(Path::new("scenarios/lama.toml"), &[]).expect_err("there is no such file");
    let expected = "error: there is no file `scenarios/lama.toml`
 |
 = help: did you mean `scenarios/llama.toml`?

1 problem; nothing was run
";
    assert_eq!(problems.to_string(), expected);
}

#[test]
fn scenario_that_is_a_folder() {
    let problems = read(Path::new("scenarios"), &[]).expect_err("it is a folder");
    assert_eq!(problems.lines(), ["error: `scenarios` is a folder, not a file"]);
}

#[test]
fn too_large() {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let path = folder.path().join("large.toml");
    let file = File::create(&path).expect("the folder of temporary files can be written to");
    file.set_len((64 << 20) + 1).expect("the file can grow");
    let problems = read(&path, &[]).expect_err("it is too large");
    assert_eq!(problems.lines(), [format!("error: `{}` is larger than 64 MiB", path.display())]);
}

#[test]
fn no_file() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster]\nfile = \"rooster.csv\"").file("roster.csv", "id\na\n").says(
        r#"
error: there is no file `rooster.csv`
 --> team.toml:6:8
  |
6 | file = "rooster.csv"
  |        ^^^^^^^^^^^^^ relative to the folder of this file
  |
  = help: did you mean `roster.csv`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn nothing_like_it() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster]\nfile = \"people/everybody.csv\"").says(
        r#"
error: there is no file `people/everybody.csv`
 --> team.toml:6:8
  |
6 | file = "people/everybody.csv"
  |        ^^^^^^^^^^^^^^^^^^^^^^ relative to the folder of this file

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn folder() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster]\nfile = \".\"").says(
        r#"
error: `.` is a folder, not a file
 --> team.toml:6:8
  |
6 | file = "."
  |        ^^^ relative to the folder of this file

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn device() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster]\nfile = \"/dev/null\"").says(
        r#"
error: `/dev/null` is not a plain file
 --> team.toml:6:8
  |
6 | file = "/dev/null"
  |        ^^^^^^^^^^^ relative to the folder of this file

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn path_that_is_no_text() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster]\nfile = 5").says(
        r"
error: `roster.file` must be text, not a number
 --> team.toml:6:8
  |
6 | file = 5
  |        ^ expected a text in quotes

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn history_without_file() {
    sound().with("[history]\nuntil = 2024-01-01\n").says(
        r#"
error: `history.file` is missing
  --> team.toml:10:1
   |
10 | [history]
   | ^^^^^^^^^ expected `file` in here
   |
   = help: for example: file = "history.csv"

1 problem in 1 file; nothing was run
"#,
    );
}
