//! The roster.

use super::sound;

#[test]
fn no_roster() {
    sound().but("[[researchers]]\nid = \"a\"\n", "").says(
        r#"
error: the scenario has no roster
 --> team.toml:1:1
  |
1 | name = "Team"
  | ^
  |
  = help: give [roster] file = "roster.csv", or [[researchers]], or
          [roster.generate]

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn empty_roster() {
    sound().roster("id,team\n").says(
        r#"
error: the roster is empty
 --> team.toml:6:8
  |
6 | file = "roster.csv"
  |        ^^^^^^^^^^^^ nobody stands below the header of this file
  |
  = help: write a row for each researcher below the header

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_id_column() {
    sound().roster("name,team\na,b\n").says(
        r"
error: the file has no column `id`
 --> roster.csv:1:1
  |
1 | name,team
  | ^^^^^^^^^ expected a heading id

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn misspelled_id_column() {
    sound().roster("idd,team\na,b\n").says(
        r"
error: the file has no column `id`
 --> roster.csv:1:1
  |
1 | idd,team
  | ^^^^^^^^ expected a heading id
  |
  = help: is it the one with the heading `idd`? Call it id

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_id() {
    sound().roster("id,team\na,x\n,y\n").says(
        r"
error: this row has no `id`
 --> roster.csv:3:1
  |
3 | ,y
  | ^ expected an id

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn id_twice() {
    sound().roster("id,team\na,x\nb,x\na,y\n").says(
        r"
error: the id `a` is taken
 --> roster.csv:4:1
  |
4 | a,y
  | ^ first in line 2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn id_twice_inline() {
    sound().but("id = \"a\"", "id = \"a\"\n[[researchers]]\nid = \"a\"").says(
        r#"
error: the id `a` is taken
 --> team.toml:8:6
  |
8 | id = "a"
  |      ^^^ first in line 6

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn no_id_inline() {
    sound().but("id = \"a\"", "team = \"a\"").says(
        r#"
error: `researchers.0.id` is missing
 --> team.toml:5:1
  |
5 | [[researchers]]
  | ^^^^^^^^^^^^^^^ expected `id` in here
  |
  = help: for example: id = "p-01"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn unknown_key_inline() {
    sound().but("id = \"a\"", "id = \"a\"\nhird = 2020-01-01").says(
        r"
error: `researchers.a` has no key `hird`
 --> team.toml:7:1
  |
7 | hird = 2020-01-01
  | ^^^^ unknown key
  |
  = help: did you mean `hired`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn infinite_covariate_inline() {
    sound().but("id = \"a\"", "id = \"a\"\nstar = inf").says(
        r"
error: `researchers.a.star` must be finite
 --> team.toml:7:8
  |
7 | star = inf
  |        ^^^ expected a number

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn pay_that_is_no_number_inline() {
    sound().but("id = \"a\"", "id = \"a\"\npay = \"much\"").says(
        r#"
error: `researchers.a.pay` must be a number, not text
 --> team.toml:7:7
  |
7 | pay = "much"
  |       ^^^^^^ expected a number

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn hired_that_is_no_date() {
    sound().roster("id,hired\na,yesterday\n").says(
        r"
error: `hired` is not a date: `yesterday`
 --> roster.csv:2:3
  |
2 | a,yesterday
  |   ^^^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn hired_as_a_day_number() {
    sound().roster("id,hired\na,44927\n").says(
        r"
error: `hired` is not a date: `44927`
 --> roster.csv:2:3
  |
2 | a,44927
  |   ^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: this looks like a spreadsheet's day number, here 2023-01-01;
          write the column as text, year-month-day

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn hired_with_slashes() {
    sound().roster("id,hired\na,31/12/2022\n").says(
        r"
error: `hired` is not a date: `31/12/2022`
 --> roster.csv:2:3
  |
2 | a,31/12/2022
  |   ^^^^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: write 2022-12-31

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn hired_after_the_horizon() {
    sound().roster("id,hired\na,2025-06-01\n").says(
        r"
error: hired after the horizon, 2025-01-01
 --> roster.csv:2:3
  |
2 | a,2025-06-01
  |   ^^^^^^^^^^ expected an earlier date
  |
  = help: take this person out: the scenario ends before

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn coarse_hire_after_the_start() {
    sound().roster("id,hired\na,2023-02\n").says(
        r"
error: a date of hire after the start, 2023-01-01, must be known to the day
 --> roster.csv:2:3
  |
2 | a,2023-02
  |   ^^^^^^^ expected a date to the day
  |
  = help: who joins later is not among the retained, so the day matters

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn pay_of_zero() {
    sound().roster("id,pay\na,0\n").says(
        r"
error: `pay` is 0; it must be above 0
 --> roster.csv:2:3
  |
2 | a,0
  |   ^ expected a number above 0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn pay_with_a_decimal_comma() {
    sound().roster("id,pay\na,\"1,5\"\n").says(
        r#"
error: `pay` is not a number: `1,5`
 --> roster.csv:2:3
  |
2 | a,"1,5"
  |   ^^^^^ expected a number
  |
  = help: write decimals with a point: 1.5

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn negative_equity() {
    sound().roster("id,unvested\na,-1\n").says(
        r"
error: `unvested` is -1; it must be 0 or more
 --> roster.csv:2:3
  |
2 | a,-1
  |   ^^ expected a number 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn money_beyond_all_currencies() {
    for column in ["pay", "unvested"] {
        let (edge, mark) = (" ".repeat(3), "^".repeat(5));
        sound().roster(format!("id,{column}\na,1e308\n")).says(&format!(
            "
error: `{column}` is 1e308, which is absurdly large
 --> roster.csv:2:3
  |
2 | a,1e308
  |{edge}{mark} expected at most 1000000000000
  |
  = help: money of all people is added up: give it in thousands or millions
          of the currency, everybody's alike

1 problem in 1 file; nothing was run
"
        ));
    }
}

#[test]
fn coarse_vesting() {
    sound().roster("id,vests_by\na,2025\n").says(
        r"
error: `vests_by` must be known to the day
 --> roster.csv:2:3
  |
2 | a,2025
  |   ^^^^ expected a date such as 2023-06-30

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn one_of_two_teams_led_is_unknown() {
    sound().roster("id,team,leads\na,vision,\nb,vision,vision; vison\n").says(
        r"
error: there is no team `vison`
 --> roster.csv:3:10
  |
3 | b,vision,vision; vison
  |          ^^^^^^^^^^^^^ unknown team
  |
  = help: did you mean `vision`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn leader_of_an_unknown_team() {
    sound().roster("id,team,leads\na,vision,\nb,vision,vison\n").says(
        r"
error: there is no team `vison`
 --> roster.csv:3:10
  |
3 | b,vision,vison
  |          ^^^^^ unknown team
  |
  = help: did you mean `vision`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn columns_that_the_roster_does_not_have() {
    sound()
        .roster("Number,hired,Start\na,2020,2021\n")
        .with("[roster.columns]\nid = \"Nummer\"\nhired = \"Start\"\n")
        .but("[roster.columns]", "[roster.columns]\nhird = \"x\"")
        .says(
            r#"
error: `roster.columns` has no key `hird`
  --> team.toml:11:1
   |
11 | hird = "x"
   | ^^^^ unknown key
   |
   = help: did you mean `hired`?

error: the file has no column `Nummer`
  --> team.toml:12:6
   |
12 | id = "Nummer"
   |      ^^^^^^^^ expected a heading of the file
   |
   = help: did you mean `Number`?

error: the file has a column `hired` already
  --> team.toml:13:9
   |
13 | hired = "Start"
   |         ^^^^^^^ expected no second heading

error: the file has no column `id`
 --> roster.csv:1:1
  |
1 | Number,hired,Start
  | ^^^^^^^^^^^^^^^^^^ expected a heading id

4 problems in 2 files; nothing was run
"#,
        );
}

#[test]
fn columns_without_a_file() {
    sound().with("[roster.columns]\nid = \"x\"\n").says(
        r#"
error: `roster.file` is missing
  --> team.toml:10:2
   |
10 | [roster.columns]
   |  ^^^^^^ expected `file` in here
   |
   = help: for example: file = "roster.csv"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn text_columns() {
    sound().roster("id,office,origin\na,Paris,Lyon\n").remarks(
        r"
roster.csv:1:4: warning: nothing reads the columns `office`, `origin`
",
    );
}

#[test]
fn column_like_a_known_one() {
    sound().roster("id,hird,star\na,2020,1\n").remarks(
        r"
roster.csv:1:4: warning: the column `hird` is not known, and so ignored
roster.csv:1:9: warning: nothing reads the column `star`
",
    );
}

#[test]
fn generate_without_size() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster.generate]\nteams = 2").says(
        r"
error: `roster.generate.team_size` is missing
 --> team.toml:5:1
  |
5 | [roster.generate]
  | ^^^^^^^^^^^^^^^^^ expected `team_size` in here
  |
  = help: for example: team_size = 8

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn generate_nobody() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster.generate]\nteams = 2\nteam_size = 0").says(
        r"
error: `roster.generate.team_size` must be a whole number from 1 to 1000000
 --> team.toml:7:13
  |
7 | team_size = 0
  |             ^ expected a whole number in this range

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn generate_too_many() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster.generate]\nteams = 2000\nteam_size = 2000").says(
        r"
error: 4000000 people are more than can be generated
 --> team.toml:5:1
  |
5 | [roster.generate]
  | ^^^^^^^^^^^^^^^^^ expected 1000000 at most

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn generate_with_a_number_for_tenure() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster.generate]\nteams = 2\nteam_size = 2\ntenure = 3").says(
        r#"
error: `roster.generate.tenure` must be a duration
 --> team.toml:8:10
  |
8 | tenure = 3
  |          ^ expected a duration such as "6 months"
  |
  = help: a duration has a unit: days, weeks, months or years

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn roster_with_an_unknown_key() {
    sound().but("[[researchers]]\nid = \"a\"", "[roster]\npath = \"roster.csv\"").says(
        r#"
error: `roster` has no key `path`
 --> team.toml:6:1
  |
6 | path = "roster.csv"
  | ^^^^ unknown key
  |
  = help: its keys are file, unread, columns, generate

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn id_that_would_act_on_a_terminal() {
    sound().roster("id\n\u{1b}[31mred\n").says(
        "
error: the id `\\u001b[31mred` holds a control character
 --> roster.csv:2:1
  |
2 | ␛[31mred
  | ^^^^^^^^ expected an id on one line

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn everybody_joins_later() {
    sound().roster("id,hired\na,2023-05-01\nb,2023-06-01\n").remarks(
        r"
team.toml:5:2: warning: nobody is there at the start, 2023-01-01: everybody on the roster is hired later
",
    );
}

#[test]
fn hired_a_century_ago() {
    sound().roster("id,hired\na,1922-01-01\nb,1922\n").says(
        r"
error: hired more than 100 years before the start, 2023-01-01 (and 1 more:
       line 3)
 --> roster.csv:2:3
  |
2 | a,1922-01-01
  |   ^^^^^^^^^^ expected a later date

1 problem in 1 file; nothing was run
",
    );
}

/// What stands in for a date of hire that cannot be read is compared with nothing.
#[test]
fn nothing_more_is_said_of_a_hire_that_cannot_be_read() {
    let history = "id,entry,hired,exit,channel\na,2020-01-01,2020-01-01,,\nb,2020-01-01,2020-01-01,,\n";
    sound().roster("id,hired,last_day\na,4.1.2020,2023-02-01\nb,2023-03,2023-03-15\n").history(history).says(
        r"
error: `hired` is not a date: `4.1.2020`
 --> roster.csv:2:3
  |
2 | a,4.1.2020,2023-02-01
  |   ^^^^^^^^ expected 2023-06-30, or only 2023-06 or 2023
  |
  = help: write 2020-01-04

error: a date of hire after the start, 2023-01-01, must be known to the day
 --> roster.csv:3:3
  |
3 | b,2023-03,2023-03-15
  |   ^^^^^^^ expected a date to the day
  |
  = help: who joins later is not among the retained, so the day matters

2 problems in 1 file; nothing was run
",
    );
}

/// Of a person of whom a row of the history cannot be read, the other rows do not tell all.
#[test]
fn nothing_more_is_said_of_who_has_a_row_that_cannot_be_read() {
    let history = "id,team,entry,hired,exit,channel\na,x,2020-01-01,2020-01-01,2021-01-01,other\na,y,2021-01-01,soon,,\n";
    sound().roster("id,team,hired\na,y,2020-01-01\n").history(history).says(
        r"
error: `hired` is not a date: `soon`
 --> history.csv:3:16
  |
3 | a,y,2021-01-01,soon,,
  |                ^^^^ expected 2023-06-30, or only 2023-06 or 2023

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unvested_equity_that_has_vested() {
    sound().roster("id,pay,unvested,vests_by\na,9,5,2023-01-01\nb,9,5,2022-05-01\nc,9,0,2022-05-01\nd,9,5,2023-01-02\ne,9,,2020-01-01\n").remarks(
        r"
roster.csv:2:7: warning: the unvested equity of 2 people counts as none: it has vested by the start, 2023-01-01, as `vests_by` says (lines 2 and 3)
",
    );
    sound().but("id = \"a\"", "id = \"a\"\nunvested = 1\nvests_by = 2022-12-31").remarks(
        r"
team.toml:8:12: warning: the unvested equity counts as none: it has vested by the start, 2023-01-01, as `vests_by` says
",
    );
}
