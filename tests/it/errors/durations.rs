//! Histories with durations and events, and one channel for all.

use super::sound;

const LINES: &str = "[history]\nfile = \"history.csv\"\nfrom = 2018-01-01\nuntil = 2024-01-01\nchannel = \"other\"\n";

/// The same histories by dates and by durations.
#[test]
fn durations_with_events_are_dates() {
    let dated = "id,hired,exit\nb,2020-01-31,2020-02-29\nc,2019-05-01,2022-05-01\nd,2019-01-01,\n";
    let dated = sound().with(LINES).file("history.csv", dated).read().unwrap().scenario.history.unwrap();
    let timed = "id,hired,duration,event\nb,2020-01-31,1,1\nc,2019-05-01,36,TRUE\nd,2019-01-01,60,0\n";
    let lines = format!("{LINES}duration_unit = \"months\"\n");
    let loaded = sound().with(&lines).file("history.csv", timed).read().unwrap();
    let timed = loaded.scenario.history.unwrap();
    assert_eq!(dated.rows, timed.rows);
    assert!(loaded.remarks.is_empty());
    // Half a year is 182.6 days, rounded.
    let lines = format!("{LINES}duration_unit = \"years\"\n");
    let half = sound().with(&lines).file("history.csv", "id,hired,duration,event\nb,2020-01-01,0.5,1\n").read().unwrap();
    assert_eq!(half.scenario.history.unwrap().rows[0].exit().unwrap().earliest.to_string(), "2020-07-02");
}

/// An event beside a date says what the date is; its words may be channels.
#[test]
fn events_beside_dates_say_what_they_are() {
    let lines = "[history]\nfile = \"history.csv\"\nfrom = 2018-01-01\nuntil = 2024-01-01\n[history.channels]\n2 = \"other\"\n";
    let loaded = sound().with(lines).file("history.csv", "id,exit,event\nb,2020-06-01,2\nc,2021-06-01,0\n").read().unwrap();
    let rows = loaded.scenario.history.unwrap().rows;
    assert_eq!(rows[0].exit().unwrap().earliest.to_string(), "2020-06-01");
    assert_eq!((rows[1].exit(), rows[1].outcome.last_day().to_string()), (None, "2021-06-01".to_owned()));
}

#[test]
fn durations_without_a_unit_or_an_event() {
    sound().history("id,entry,duration\nb,2020-01-01,3\n").says(
        r#"
error: nothing says in which unit the durations are
 --> history.csv:1:1
  |
1 | id,entry,duration
  | ^^^^^^^^^^^^^^^^^
  |
  = help: say it: [history] duration_unit = "days" (or weeks, months,
          years)

error: durations need a column `event`
 --> history.csv:1:1
  |
1 | id,entry,duration
  | ^^^^^^^^^^^^^^^^^
  |
  = help: it says with what the time ended: 1 where the person left, 0
          where observation ended

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn what_durations_and_events_cannot_be() {
    let rows = "id,entry,exit,duration,event\nb,2020-01-01,,-3,1\nc,2020-01-01,,900000,1\nd,2020-01-01,,,1\ne,2020-01-01,,3,\nf,2020-01-01,2021-01-01,3,1\ng,2020-01-01,,3,gone\n";
    sound().history(rows).with("channel = \"othr\"\nduration_unit = \"days\"\n").says(
        r#"
error: there is no channel `othr`
  --> team.toml:13:11
   |
13 | channel = "othr"
   |           ^^^^^^ unknown channel
   |
   = help: did you mean `other`?

error: `duration` is -3; it must be 0 or more
 --> history.csv:2:15
  |
2 | b,2020-01-01,,-3,1
  |               ^^ expected a number 0 or more

error: a duration of 900000 days
 --> history.csv:3:15
  |
3 | c,2020-01-01,,900000,1
  |               ^^^^^^ expected a shorter one; is the unit the right one?

error: the event says that the person left, and nothing says when
 --> history.csv:4:16
  |
4 | d,2020-01-01,,,1
  |                ^ expected an exit or a duration too

error: this row has no `event`
 --> history.csv:5:17
  |
5 | e,2020-01-01,,3,
  |                 ^ expected 1 where the person left, 0 where observation ended

error: both a duration and an exit are given
 --> history.csv:6:25
  |
6 | f,2020-01-01,2021-01-01,3,1
  |                         ^ expected one of them

error: there is no channel `gone`
 --> history.csv:7:17
  |
7 | g,2020-01-01,,3,gone
  |                 ^^^^ unknown channel
  |
  = help: the channels are other, and in a history also unknown and
          censored; say what another word stands for: [history.channels]
          "gone" = "unknown"

7 problems in 2 files; nothing was run
"#,
    );
}

#[test]
fn a_channel_beside_an_event_that_names_one() {
    let rows = "id,entry,exit,event,channel\nb,2020-01-01,2021-01-01,other,other\n";
    sound().history(rows).says(
        r"
error: the event is `other`, and a channel is given too
 --> history.csv:2:25
  |
2 | b,2020-01-01,2021-01-01,other,other
  |                         ^^^^^ expected 1 or 0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn durations_from_the_hire_where_there_is_an_entry_too() {
    let lines = format!("{LINES}duration_unit = \"days\"\n");
    sound().with(&lines).file("history.csv", "id,entry,hired,duration,event\nb,2020-01-01,2020-01-01,3,1\n").remarks(
        r"
history.csv:1:1: warning: durations are counted from the hire, not from the entry
",
    );
}

/// As packages for survival analysis head their columns.
#[test]
fn times_and_events_under_other_headings() {
    sound().history("id,entry,time,status\nb,2020-01-01,3,1\n").says(
        r#"
error: the file has no column `exit`
 --> history.csv:1:1
  |
1 | id,entry,time,status
  | ^^^^^^^^^^^^^^^^^^^^ expected a heading exit
  |
  = help: durations and events do as well; where that is what these columns
          are: [history.columns] duration = "time", event = "status", and
          [history] duration_unit = "days" (or weeks, months, years)

1 problem in 1 file; nothing was run
"#,
    );
    sound().history("id,entry,T,E\nb,2020-01-01,3,1\n").says(
        r#"
error: the file has no column `exit`
 --> history.csv:1:1
  |
1 | id,entry,T,E
  | ^^^^^^^^^^^^ expected a heading exit
  |
  = help: durations and events do as well; where that is what these columns
          are: [history.columns] duration = "T", event = "E", and [history]
          duration_unit = "days" (or weeks, months, years)

1 problem in 1 file; nothing was run
"#,
    );
    sound().history("id,entry,duration,fustat\nb,2020-01-01,3,1\n").with("channel = \"other\"\nduration_unit = \"days\"\n").says(
        r#"
error: durations need a column `event`
 --> history.csv:1:1
  |
1 | id,entry,duration,fustat
  | ^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: it says with what the time ended: 1 where the person left, 0
          where observation ended: [history.columns] event = "fustat"

warning: nothing reads the column `fustat`
 --> history.csv:1:19
  |
1 | id,entry,duration,fustat
  |                   ^^^^^^
  |
  = help: a column of numbers counts where a channel weighs it
          ([channels.NAME.covariates]); to say that it is meant, [history]
          unread = ["fustat"]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn times_and_events_that_the_scenario_names() {
    let lines = format!("{LINES}duration_unit = \"days\"\n");
    let ours = sound().with(&lines).file("history.csv", "id,duration,event\nb,300,1\nc,500,0\n").read().unwrap();
    for heading in ["time,status", "T,E", "time,event", "futime,fustat"] {
        let (time, event) = heading.split_once(',').unwrap();
        let lines = format!("{lines}[history.columns]\nduration = \"{time}\"\nevent = \"{event}\"\n");
        let theirs = sound().with(&lines).file("history.csv", format!("id,{heading}\nb,300,1\nc,500,0\n")).read().unwrap();
        assert_eq!(theirs.scenario.history.unwrap().rows, ours.scenario.history.as_ref().unwrap().rows, "{heading}");
        assert!(theirs.remarks.is_empty());
    }
}

/// Some packages write 1 for the end of observation and 2 for an event.
#[test]
fn events_of_one_and_two() {
    let lines = |channels: &str| format!("{LINES}duration_unit = \"days\"\n[history.channels]\n2 = \"other\"\n{channels}");
    let rows = "id,duration,event\nb,300,1\nc,500,2\n";
    sound()
        .with(&lines(""))
        .file("history.csv", rows)
        .remarks("history.csv:2:7: warning: the events are 1 and 2, and none is 0: 1 is read as an exit\n");
    let loaded = sound().with(&lines("1 = \"censored\"\n")).file("history.csv", rows).read().unwrap();
    assert!(loaded.remarks.is_empty());
    let exits: Vec<bool> = loaded.scenario.history.unwrap().rows.iter().map(|row| row.exit().is_some()).collect();
    assert_eq!(exits, [false, true]);
}
