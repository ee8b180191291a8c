//! Known last days.

use super::sound;

#[test]
fn a_last_day_is_after_the_start_and_the_hire_and_not_too_far() {
    let roster = "id,hired,last_day\na,2020-01-01,2023-01-01\nb,2023-06-01,2023-06-01\nc,2020-01-01,2200-01-01\nd,2020-01-01,2023-07\n";
    sound().roster(roster).says(
        r"
error: the last day, 2023-01-01, is not after the start, 2023-01-01
 --> roster.csv:2:14
  |
2 | a,2020-01-01,2023-01-01
  |              ^^^^^^^^^^ expected a later date
  |
  = help: who has left by then belongs into the history, not on the roster

error: the last day, 2023-06-01, is not after the date of hire, 2023-06-01
 --> roster.csv:3:14
  |
3 | b,2023-06-01,2023-06-01
  |              ^^^^^^^^^^ expected another date
  |
  = help: one of the two dates is wrong

error: the last day, 2200-01-01, is more than 100 years after the start,
       2023-01-01
 --> roster.csv:4:14
  |
4 | c,2020-01-01,2200-01-01
  |              ^^^^^^^^^^ expected another date
  |
  = help: leave it empty where no last day is known

error: `last_day` must be known to the day
 --> roster.csv:5:14
  |
5 | d,2020-01-01,2023-07
  |              ^^^^^^^ expected a date such as 2023-06-30

4 problems in 1 file; nothing was run
",
    );
}

#[test]
fn a_channel_of_a_last_day_is_known_and_beside_a_last_day() {
    sound().roster("id,last_day,last_channel\na,2023-07-01,othr\nb,,other\n").says(
        r"
error: there is no channel `othr`
 --> roster.csv:2:14
  |
2 | a,2023-07-01,othr
  |              ^^^^ unknown channel
  |
  = help: did you mean `other`?

error: `last_channel` says how a person leaves of whom no `last_day` is given
 --> roster.csv:3:4
  |
3 | b,,other
  |    ^^^^^ expected nothing without a last day
  |
  = help: give the last day, or leave the channel empty

2 problems in 1 file; nothing was run
",
    );
}

#[test]
fn of_several_channels_of_the_kind_other_one_must_be_named() {
    let channels = "[channels.retires]\nkind = \"other\"\nhazard_per_year = 0.1\n[channels.moves]\nkind = \"other\"";
    sound().but("id = \"a\"", "id = \"a\"\nlast_day = 2023-07-01").but("[channels.other]", channels).says(
        r"
error: a last day has no `last_channel`, and several channels are of the kind
       `other`: `retires`, `moves`
 --> team.toml:7:12
  |
7 | last_day = 2023-07-01
  |            ^^^^^^^^^^ expected a channel beside it
  |
  = help: name the one in `last_channel`

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn the_channel_is_named_or_other_or_the_only_one_of_the_kind_or_added() {
    let read = |channels: &str| {
        let case = sound().but("id = \"a\"", "id = \"a\"\nlast_day = 2023-07-01").but("[channels.other]", channels);
        let scenario = case.read().unwrap().scenario;
        let last = scenario.roster.researchers[0].last_day.unwrap();
        (scenario.channels.len(), scenario.channels[last.channel].name.clone())
    };
    assert_eq!(read("[channels.retires]\nkind = \"other\"\nhazard_per_year = 0.1\n[channels.other]"), (2, "other".to_owned()));
    assert_eq!(read("[channels.lab]\nhazard_per_year = 0.1\n[channels.retires]\nkind = \"other\""), (2, "retires".to_owned()));
    assert_eq!(read("[channels.lab]"), (2, "other".to_owned()));
    let case = sound().but("id = \"a\"", "id = \"a\"\nlast_day = 2023-07-01").but("[channels.other]", "[channels.lab]");
    // What is added is no channel that a history could name.
    let told = case.history("id,entry,exit,channel\nx,2020-01-01,2021-01-01,other\n").read().unwrap_err();
    assert!(told.contains("error: there is no channel `other`\n"), "{told}");
}

#[test]
fn last_days_after_the_horizon_and_policies_for_nobody_else_are_warned_of() {
    sound().roster("id,last_day\na,2026-01-01\nb,2025-06-30\nc,2023-05-01\n").remarks(
        "
roster.csv:2:3: warning: 2 last days are after the horizon, 2025-01-01: until then whoever has one stays in every trial
",
    );
    let policy = "[policies.more]\nkind = \"effect\"\nratio = 0.5\ntarget = { ids = [\"a\"] }\n";
    sound().but("id = \"a\"", "id = \"a\"\nlast_day = 2023-07-01").with(policy).remarks(
        "
team.toml:14:10: warning: the last day of everybody in `policies.more.target` is known: the policy does nothing for them
",
    );
}
