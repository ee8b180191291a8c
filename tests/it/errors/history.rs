//! The history.

use super::sound;

#[test]
fn no_columns() {
    sound().history("team,start\nx,2020-01-01\n").says(
        r"
error: the file has no column `id`
 --> history.csv:1:1
  |
1 | team,start
  | ^^^^^^^^^^ expected a heading id

error: the file has no column `entry`
 --> history.csv:1:1
  |
1 | team,start
  | ^^^^^^^^^^ expected a heading entry
  |
  = help: it is when observation began, not the hire: the date from which
          exits were recorded; [history] from gives it for everybody

error: the file has no column `exit`
 --> history.csv:1:1
  |
1 | team,start
  | ^^^^^^^^^^ expected a heading exit
  |
  = help: without it everybody counts as still there; where nobody left,
          give the column, empty

3 problems in 1 file; nothing was run
",
    );
}

#[test]
fn no_id_and_no_entry() {
    sound().history("id,entry,exit,channel\n,2020-01-01,,\na,,,\n").says(
        r"
error: this row has no `id`
 --> history.csv:2:1
  |
2 | ,2020-01-01,,
  | ^ expected an id

error: this row has no `entry`
 --> history.csv:3:3
  |
3 | a,,,
  |   ^ expected a date

2 problems in 1 file; nothing was run
",
    );
}

#[test]
fn coarse_entry() {
    sound().history("id,entry,exit,channel\na,2020,,\n").says(
        r"
error: `entry` must be known to the day
 --> history.csv:2:3
  |
2 | a,2020,,
  |   ^^^^ expected a date such as 2023-06-30

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn nobody_says_until_when() {
    sound().history("id,entry,exit,channel\nb,2020-01-01,,\n").but("until = 2024-01-01\n", "").says(
        r"
error: nothing says until when this person was observed
 --> history.csv:2:1
  |
2 | b,2020-01-01,,
  | ^^^^^^^^^^^^^^ expected a date
  |
  = help: fill exit or observed_until, or give [history] until for
          everybody

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn exit_without_channel() {
    sound().history("id,entry,exit,channel\nb,2020-01-01,2021,\n").says(
        r#"
error: an exit is given without a channel
 --> history.csv:2:19
  |
2 | b,2020-01-01,2021,
  |                   ^ expected a channel
  |
  = help: write unknown where it is, and censored for one who left
          observation for another cause; one channel for all is [history]
          channel = "other"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn channel_without_exit() {
    sound().history("id,entry,exit,channel\nb,2020-01-01,,other\n").says(
        r"
error: the channel `other` is given without an exit
 --> history.csv:2:15
  |
2 | b,2020-01-01,,other
  |               ^^^^^ expected an exit too, or nothing

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unknown_channel() {
    sound().history("id,entry,exit,channel\nb,2020-01-01,2021,oter\n").says(
        r#"
error: there is no channel `oter`
 --> history.csv:2:19
  |
2 | b,2020-01-01,2021,oter
  |                   ^^^^ unknown channel
  |
  = help: the channels are other, and in a history also unknown and
          censored; say what another word stands for: [history.channels]
          "oter" = "other"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn earliest_without_latest() {
    sound().history("id,entry,exit_earliest,exit_latest,channel\nb,2020-01-01,2021-01-01,,other\n").says(
        r"
error: exit_earliest and exit_latest must be given together
 --> history.csv:2:25
  |
2 | b,2020-01-01,2021-01-01,,other
  |                         ^ expected a date

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn latest_before_earliest() {
    sound().history("id,entry,exit_earliest,exit_latest,channel\nb,2020-01-01,2021-01-01,2020-12-01,other\n").says(
        r"
error: exit_latest is before exit_earliest
 --> history.csv:2:25
  |
2 | b,2020-01-01,2021-01-01,2020-12-01,other
  |                         ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn overlapping_spells() {
    sound().history("id,entry,exit,channel\nb,2020-01-01,2021-03-01,other\nb,2021-01-01,,\n").says(
        r"
error: the spells of `b` overlap
 --> history.csv:3:1
  |
3 | b,2021-01-01,,
  | ^^^^^^^^^^^^^^ this spell begins before that of line 2 ends

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn on_the_roster_and_gone() {
    sound().history("id,entry,exit,channel\na,2020-01-01,2022,other\n").says(
        r"
error: `a` is on the roster and left before the start, 2023-01-01
 --> history.csv:2:14
  |
2 | a,2020-01-01,2022,other
  |              ^^^^ expected a later exit, or none
  |
  = help: take the person off the roster, or add the spell that began with
          the return

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn one_of_two_teams_led_is_unknown() {
    sound().history("id,entry,team,leads,exit\nb,2020-01-01,vision,vison;vision,\n").says(
        r"
error: there is no team `vison`
 --> history.csv:2:21
  |
2 | b,2020-01-01,vision,vison;vision,
  |                     ^^^^^^^^^^^^ unknown team
  |
  = help: did you mean `vision`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn leader_of_an_unknown_team() {
    sound().history("id,entry,team,leads,exit\nb,2020-01-01,vision,vison,\n").says(
        r"
error: there is no team `vison`
 --> history.csv:2:21
  |
2 | b,2020-01-01,vision,vison,
  |                     ^^^^^ unknown team
  |
  = help: did you mean `vision`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn words_that_stand_for_no_channel() {
    let rows = "id,entry,exit,channel\na,2020-01-01,2021,New job\nb,2020-01-01,2021,Retired\nc,2020-01-01,2022,New job\n";
    sound().history(rows).with("channels = { Retired = \"othr\", Moved = \"the moon\" }\n").says(
        r#"
error: there is no channel `othr`
  --> team.toml:13:24
   |
13 | channels = { Retired = "othr", Moved = "the moon" }
   |                        ^^^^^^ unknown channel
   |
   = help: did you mean `other`?

error: there is no channel `the moon`
  --> team.toml:13:40
   |
13 | channels = { Retired = "othr", Moved = "the moon" }
   |                                        ^^^^^^^^^^ unknown channel
   |
   = help: the channels are other, and in a history also unknown and
           censored

error: there is no channel `New job`
 --> history.csv:2:19
  |
2 | a,2020-01-01,2021,New job
  |                   ^^^^^^^ the first of 2
  |
  = help: the channels are other, and in a history also unknown and
          censored; say what another word stands for: [history.channels]
          "New job" = "unknown"

error: there is no channel `Retired`
 --> history.csv:3:19
  |
3 | b,2020-01-01,2021,Retired
  |                   ^^^^^^^ unknown channel
  |
  = help: the channels are other, and in a history also unknown and
          censored; say what another word stands for: [history.channels]
          "Retired" = "unknown"

4 problems in 2 files; nothing was run
"#,
    );
}

#[test]
fn columns_that_are_not_there() {
    sound().history("id,begin,exit\nb,2020-01-01,\n").with("columns = { entry = \"begins\" }\n").says(
        r#"
error: the file has no column `begins`
  --> team.toml:13:21
   |
13 | columns = { entry = "begins" }
   |                     ^^^^^^^^ expected a heading of the file
   |
   = help: did you mean `begin`?

error: the file has no column `entry`
 --> history.csv:1:1
  |
1 | id,begin,exit
  | ^^^^^^^^^^^^^ expected a heading entry
  |
  = help: it is when observation began, not the hire: the date from which
          exits were recorded; [history] from gives it for everybody

2 problems in 2 files; nothing was run
"#,
    );
}

#[test]
fn columns_that_are_there_twice() {
    sound().history("id,entry,begin,exit\nb,2020-01-01,2020-01-01,\n").with("columns = { entry = \"begin\" }\n").says(
        r#"
error: the file has a column `entry` already
  --> team.toml:13:21
   |
13 | columns = { entry = "begin" }
   |                     ^^^^^^^ expected no second heading

warning: nothing reads the column `begin`
 --> history.csv:1:10
  |
1 | id,entry,begin,exit
  |          ^^^^^
  |
  = help: a column of numbers counts where a channel weighs it
          ([channels.NAME.covariates]); to say that it is meant, [history]
          unread = ["begin"]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn columns_that_nobody_knows() {
    sound().history("id,entry,exit,channel\nb,2020-01-01,,\n").with("columns = { entr = \"entry\" }\n").says(
        r#"
error: `history.columns` has no key `entr`
  --> team.toml:13:13
   |
13 | columns = { entr = "entry" }
   |             ^^^^ unknown key
   |
   = help: did you mean `entry`?

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn observed_a_century_ago() {
    sound().history("id,entry,exit\nb,1913-01-01,\n").says(
        r"
error: observed from 1913-01-01, more than 100 years before the start,
       2023-01-01
 --> history.csv:2:1
  |
2 | b,1913-01-01,
  | ^^^^^^^^^^^^^ expected a later entry

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn what_could_not_be_observed_is_left_out_and_counted() {
    let rows = "id,entry,hired,observed_until,exit,channel\n\
        a,2020-01-01,2020-02,,,\n\
        b,2020-01-01,,,2019-06,other\n\
        c,2020-01-01,,,2020-01-01,unknown\n\
        d,2020-01-01,,,2024-06,other\n\
        e,2020-01-01,,2019-06-01,,\n\
        f,2024-02-01,,,2025-01-01,censored\n\
        g,2020-01-01,,,2021-05-07,other\n";
    let loaded = sound().history(rows).read().unwrap();
    let history = loaded.scenario.history.unwrap();
    let told: Vec<String> = history.rows.iter().map(|row| format!("{} from {}: {:?}", row.id, row.entry, row.exit())).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("a from 2020-02-15: None") && told[1].starts_with("d from 2020-01-01: None"), "{told:?}");
    assert!(told[2].starts_with("g from 2020-01-01: Some"), "{told:?}");
    sound().history(rows).remarks(
        r"
history.csv:2:3: warning: observation begins before the hire: it is taken to begin at the hire
history.csv:3:16: warning: 2 exits are not after their entries, so that they could not be observed: the rows are left out (lines 3 and 4)
history.csv:5:16: warning: 2 exits are after the end of observation: these people count as still there then (lines 5 and 7)
history.csv:6:15: warning: in 2 rows observation ends before it begins: they are left out (lines 6 and 7)
",
    );
}

/// Nothing after `[history] until` is seen of anybody, and an end of their own that is earlier stays.
#[test]
fn the_end_of_the_history_cuts_every_row() {
    let rows = "id,entry,observed_until,exit,channel\n\
        a,2020-01-01,2024-01-01,,\n\
        b,2020-01-01,2021-06-01,,\n\
        c,2020-01-01,2024-01-01,2023-05-01,other\n\
        d,2020-01-01,2024-01-01,2021-05-01,other\n\
        e,2020-01-01,2024-01-01,2022,other\n\
        f,2022-09-01,2024-01-01,,\n";
    let lines = "[history]\nfile = \"history.csv\"\nuntil = 2022-07-01\n";
    let history = sound().with(lines).file("history.csv", rows).read().unwrap().scenario.history.unwrap();
    let told: Vec<String> = history
        .rows
        .iter()
        .map(|row| format!("{} {} {}", row.id, row.outcome.last_day(), if row.exit().is_some() { "left" } else { "stayed" }))
        .collect();
    let expected = ["a 2022-07-01 stayed", "b 2021-06-01 stayed", "c 2022-07-01 stayed", "d 2021-05-01 left", "e 2022-07-01 left"];
    assert_eq!(told, expected);
    assert_eq!((history.unobserved.left_before, history.unobserved.ended_before), (0, 1));
}

#[test]
fn many_odd_rows_are_told_of_once() {
    let rows = (0..9).fold("id,entry,exit,channel\n".to_owned(), |text, k| text + &format!("x{k},2020-01-01,2019-01-01,other\n"));
    sound().history(&(rows.clone() + "g,2020-01-01,,\n")).remarks(
        r"
history.csv:2:15: warning: 9 exits are not after their entries, so that they could not be observed: the rows are left out (lines 2, 3, 4, 5, 6, 7, ...)
",
    );
    sound().history("id,entry,exit,channel\nb,2020-01-01,2019-01-01,other\n").says(
        r"
error: nobody of the history was under observation for a day
 --> history.csv:1:1
  |
1 | id,entry,exit,channel
  | ^^^^^^^^^^^^^^^^^^^^^ expected a row of which something is left
  |
  = help: left out: 1 who left by the day after which exits count

warning: the exit is not after the entry, so that it could not be observed: the
         row is left out
 --> history.csv:2:14
  |
2 | b,2020-01-01,2019-01-01,other
  |              ^^^^^^^^^^
  |
  = help: they left before observation starts, so they are not counted;
          nothing to do

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn one_date_of_entry_for_everybody() {
    let given = "id;entry;hire_date;exit;channel\nd;;2018-03-01;2021-05;other\nb;;2021-02-03;;\nc;2021-01-01;;;\n";
    let lines = "[history]\nfile = \"history.csv\"\nfrom = 2020-01-01\nuntil = 2024-01-01\ncolumns = { hired = \"hire_date\" }\n";
    let loaded = sound().with(lines).file("history.csv", given).read().unwrap();
    let entries: Vec<String> = loaded.scenario.history.unwrap().rows.iter().map(|row| row.entry.to_string()).collect();
    assert_eq!(entries, ["2020-01-01", "2021-02-03", "2021-01-01"]);
    assert!(loaded.remarks.is_empty(), "{}", loaded.remarks.render(false));
    let without = given.replace("entry;", "").replace(";;2", ";2").replace(";2021-01-01;", ";");
    let loaded = sound().with(lines).file("history.csv", &without).read().unwrap();
    assert_eq!(loaded.scenario.history.unwrap().rows[2].entry.to_string(), "2020-01-01");
}

/// Of a time that has not come yet, everybody would count as staying.
#[test]
fn an_end_of_observation_that_has_not_come_yet() {
    let case = |until: &str, rows: &str| {
        let lines = format!("[history]\nfile = \"history.csv\"\nfrom = 2020-01-01\nuntil = {until}\n");
        sound().with(&lines).file("history.csv", format!("id,hired,exit,channel\na,2020-03-01,,\n{rows}"))
    };
    let warned = |until: &str| {
        format!(
            "team.toml:13:9: warning: observation ends on {until}, after the start, 2023-01-01, and the history knows nothing of the time between\n"
        )
    };
    case("2027-01-01", "").remarks(&warned("2027-01-01"));
    // A year without an exit is long where there were three a year, and is none for a single person.
    case("2023-12-01", "").remarks("");
    let many = (1..=12).fold(String::new(), |text, k| text + &format!("p{k},2020-03-01,2021-{k:02}-01,other\n"));
    case("2023-12-01", &many).remarks(&warned("2023-12-01"));
    // A history for a test on the past.
    case("2027-01-01", "b,2023-05-01,,\n").remarks("");
    case("2023-01-01", "").remarks("");
}

#[test]
fn words_that_no_row_has() {
    let lines = "[history.channels]\nResigned = \"other\"\nfired = \"other\"\nGone = \"unknown\"\n";
    let case = |rows: &str| sound().history(&format!("id,entry,exit,channel\n{rows}")).with(lines);
    case("b,2020-01-01,2021-01-01,Resigned\nc,2020-01-01,2021-01-01,fired\nd,2020-01-01,2021-01-01,Gone\n").remarks("");
    case("b,2020-01-01,2021-01-01,Resigned\nc,2020-01-01,2021-01-01,fired\n").remarks(
        r"
team.toml:16:1: warning: no row of the history has the word `Gone`
",
    );
    case("b,2020-01-01,2021-01-01,other\n").remarks(
        r"
team.toml:14:1: warning: no row of the history has these 3 words: `Resigned`, `fired`, `Gone`
",
    );
    // What is written in another form means what it says by itself.
    let case = sound().history("id,entry,exit,channel\nb,2020-01-01,2021-01-01,other\n").with("[history.channels]\nOther = \"unknown\"\n");
    let text = case.read().unwrap().remarks.render(false);
    assert!(text.contains("= help: the history has `other`: capitals and blanks count\n"), "{text}");
}
