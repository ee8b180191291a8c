//! The posterior of `[parameters]`.

use super::{Case, sound};

/// A scenario with two uncertain numbers, one plain one, and a posterior.
fn learned(posterior: &str) -> Case {
    sound()
        .but("hazard_per_year = 0.1", "hazard_per_year = { median = 0.1, p95 = 0.3 }")
        .with("[contagion]\nratio = { low = 1, high = 2 }\nhalf_life = \"6 months\"\nacross = 0.5\n")
        .with("[parameters]\nposterior = \"posterior.csv\"\n")
        .file("posterior.csv", posterior)
}

#[test]
fn no_file() {
    sound().with("[parameters]\nposterior = \"posterior.csv\"\n").says(
        r#"
error: there is no file `posterior.csv`
  --> team.toml:11:13
   |
11 | posterior = "posterior.csv"
   |             ^^^^^^^^^^^^^^^ relative to the folder of this file

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn columns_that_name_no_uncertain_number() {
    learned("chain,draw,contagion.rato,contagion.across,contagion.ratio\n0,0,1,1,1\n").says(
        r"
error: the scenario has no number `contagion.rato`
 --> posterior.csv:1:12
  |
1 | chain,draw,contagion.rato,contagion.across,contagion.ratio
  |            ^^^^^^^^^^^^^^ expected the path of an uncertain number
  |
  = help: did you mean `contagion.ratio`?

error: `contagion.across` is given plainly, so that no posterior can replace
       it
 --> posterior.csv:1:27
  |
1 | chain,draw,contagion.rato,contagion.across,contagion.ratio
  |                           ^^^^^^^^^^^^^^^^ expected the path of an uncertain number
  |
  = help: give it as a distribution, the prior of the calibration, or take
          the column out

2 problems in 1 file; nothing was run
",
    );
}

#[test]
fn no_chain_no_rows_and_a_column_twice() {
    learned("draw,contagion.ratio\n0,1\n").says(
        r"
error: the file has no column `chain`
 --> posterior.csv:1:1
  |
1 | draw,contagion.ratio
  | ^^^^^^^^^^^^^^^^^^^^ expected a heading chain

1 problem in 1 file; nothing was run
",
    );
    learned("chain,draw,contagion.ratio\n").says(
        r"
error: the posterior has a header and no row
 --> posterior.csv:1:1
  |
1 | chain,draw,contagion.ratio
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^ expected rows below

1 problem in 1 file; nothing was run
",
    );
    learned("chain,draw,contagion.ratio,contagion.ratio\n0,0,1,1\n").says(
        r"
error: two columns have this heading
 --> posterior.csv:1:28
  |
1 | chain,draw,contagion.ratio,contagion.ratio
  |                            ^^^^^^^^^^^^^^^ expected another name

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn values_that_cannot_be() {
    learned("chain,draw,contagion.ratio,channels.other.hazard_per_year\n0,0,1.5,-0.1\n0,1,1.5,-0.2\n").says(
        r"
error: `channels.other.hazard_per_year` is -0.1; a hazard is 0 or more
 --> posterior.csv:2:9
  |
2 | 0,0,1.5,-0.1
  |         ^^^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn numbers_that_are_none_and_cells_that_are_empty() {
    learned("chain,draw,contagion.ratio,channels.other.hazard_per_year\n0,0,1.5,0.1\n0,1,inf,0.2\n0,2,1.5,\n").says(
        r"
error: `contagion.ratio` is not a number: `inf`
 --> posterior.csv:3:5
  |
3 | 0,1,inf,0.2
  |     ^^^ expected a number
  |
  = help: leave the cell empty where there is no number

error: this row has no `channels.other.hazard_per_year`
 --> posterior.csv:4:9
  |
4 | 0,2,1.5,
  |         ^ expected a number

2 problems in 1 file; nothing was run
",
    );
}

#[test]
fn rows_that_are_short() {
    learned("chain,draw,contagion.ratio\n0,0\n").says(
        r"
error: this row has 2 cells, the header 3 cells
 --> posterior.csv:2:1
  |
2 | 0,0
  | ^^^ expected 3 cells

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn exits_and_paths_that_there_are_not() {
    let history = "id,entry,exit,channel\nb,2022-01-01,2022-05,other\nc,2022-01-01,2022-05-03,other\nd,2022-01-01,,\n";
    learned("chain,draw,history.b.exit,history.c.exit,history.e.exit,heat.path_at_start\n0,0,0.5,0,0,0\n").history(history).says(
        r"
error: `c` has no exit whose day is not known
 --> posterior.csv:1:27
  |
1 | chain,draw,history.b.exit,history.c.exit,history.e.exit,heat.path_at_start
  |                           ^^^^^^^^^^^^^^ expected a coarse date of exit

error: the history has no `e`
 --> posterior.csv:1:42
  |
1 | chain,draw,history.b.exit,history.c.exit,history.e.exit,heat.path_at_start
  |                                          ^^^^^^^^^^^^^^ expected an id of the history

error: the scenario has no random path of heat
 --> posterior.csv:1:57
  |
1 | chain,draw,history.b.exit,history.c.exit,history.e.exit,heat.path_at_start
  |                                                         ^^^^^^^^^^^^^^^^^^ expected no such column

error: `history.b.exit` is 0.5 years from the start, not within 2022-05-01 to
       2022-05-31
 --> posterior.csv:2:5
  |
2 | 0,0,0.5,0,0,0
  |     ^^^ expected -0.6708 to -0.5859

4 problems in 1 file; nothing was run
",
    );
}

#[test]
fn what_is_set_what_is_not_learned_and_what_it_was_fitted_to() {
    let posterior = "chain,draw,contagion.ratio\n0,0,1.5\n";
    learned(posterior).remarks(
        r"
team.toml:15:13: warning: no manifest.json beside the posterior says which scenario it was fitted to
team.toml:15:13: note: not learned, so drawn from the prior: `channels.other.hazard_per_year`
",
    );
    learned(posterior).set("contagion.ratio=1.2").set("channels.other.hazard_per_year=0.1").remarks(
        r"
team.toml:15:13: warning: no manifest.json beside the posterior says which scenario it was fitted to
posterior.csv:1:12: warning: `contagion.ratio` is what --set says, not what the posterior learned
",
    );
    let fingerprint = learned(posterior).read().expect("nothing is wrong").fingerprint;
    let sha = "7b7b";
    let of =
        |name: &str, fitted_to: &str, sha: &str| format!(r#"{{"fitted_to":"{fitted_to}","files":[{{"name":"{name}","sha256":"{sha}"}}]}}"#);
    let manifest = |fitted_to: &str, sha: &str| of("posterior.csv", fitted_to, sha);
    let not_ours = learned(posterior).file("manifest.json", of("other.csv", &fingerprint, sha)).read().expect("nothing is wrong");
    assert!(not_ours.remarks.lines()[0].ends_with("warning: no manifest.json beside the posterior says which scenario it was fitted to"));
    let sha = &not_ours.inputs.last().expect("the posterior was read").sha256;
    let not_learned = "team.toml:15:13: note: not learned, so drawn from the prior: `channels.other.hazard_per_year`\n";
    learned(posterior).file("manifest.json", manifest(&fingerprint, sha)).remarks(not_learned);
    learned(posterior).file("manifest.json", manifest(&fingerprint, "7b7b")).says(
        r#"
error: the posterior is not the file that the manifest.json beside it lists:
       it was cut short, or changed
  --> team.toml:15:13
   |
15 | posterior = "posterior.csv"
   |             ^^^^^^^^^^^^^^^
   |
   = help: calibrate again; a posterior that is changed on purpose goes into
           a folder of its own

1 problem in 1 file; nothing was run
"#,
    );
    // What calibration does not read changes nothing.
    learned(posterior).file("manifest.json", manifest(&fingerprint, sha)).but("24 months", "36 months").remarks(not_learned);
    learned(posterior)
        .file("manifest.json", manifest(&fingerprint, sha))
        .but("high = 2", "high = 3")
        .remarks(&format!("team.toml:15:13: warning: the posterior was fitted to another scenario than this\n{not_learned}"));
}

#[test]
fn a_path_that_is_known_for_another_day() {
    let heat = "[heat]\nvolatility = 0.5\nhalf_life = \"6 months\"\n";
    let posterior = "chain,draw,heat.path_at_start\n0,0,0.1\n";
    let with = |history: &str| {
        let case = sound().with(heat).with("[parameters]\nposterior = \"posterior.csv\"\n").file("posterior.csv", posterior);
        case.with("[history]\nfile = \"history.csv\"\n").file("history.csv", history)
    };
    with("id,entry,observed_until,exit\na,2022-01-01,2023-01-01,\n").remarks(
        r"
team.toml:14:13: warning: no manifest.json beside the posterior says which scenario it was fitted to
",
    );
    with("id,entry,observed_until,exit\na,2022-01-01,2022-11-01,\n").remarks(
        r"
team.toml:14:13: warning: no manifest.json beside the posterior says which scenario it was fitted to
posterior.csv:1:12: warning: the path is known for 2022-11-01, where the history ends, not for the start, 2023-01-01
",
    );
}
