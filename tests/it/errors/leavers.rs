//! Leavers in a roster, and histories that do not say who left.

use super::sound;

#[test]
fn people_who_have_left_in_a_roster() {
    sound()
        .roster("id,hired,Termination Date\na,2020-01-01,\nb,2020-01-01,2022-05-01\nc,2020-01-01,04/10/2021\nd,2020-01-01,9999-12-31\n")
        .says(
            r"
note: columns of text are ignored: `Termination Date`
 --> roster.csv:1:10
  |
1 | id,hired,Termination Date
  |          ^^^^^^^^^^^^^^^^

error: 2 rows of the roster are of people who have left, by the date of exit
       in `Termination Date` (lines 3 and 4)
 --> roster.csv:3:14
  |
3 | b,2020-01-01,2022-05-01
  |              ^^^^^^^^^^ expected nobody who has left
  |
  = help: a roster has those who are there at the start: move these rows
          into a history, with their exits; from one list of all `stayput
          import` makes both

1 problem in 1 file; nothing was run
",
        );
}

#[test]
fn people_who_have_left_by_their_status() {
    sound().roster("id,status\na,Active\nb,Terminated\n").says(
        r"
note: columns of text are ignored: `status`
 --> roster.csv:1:4
  |
1 | id,status
  |    ^^^^^^

error: a row of the roster is of somebody who has left, by the status in
       `status`
 --> roster.csv:3:3
  |
3 | b,Terminated
  |   ^^^^^^^^^^ expected nobody who has left
  |
  = help: a roster has those who are there at the start: move these rows
          into a history, with their exits; from one list of all `stayput
          import` makes both

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn dates_of_exit_that_are_still_to_come() {
    sound().roster("id,end date\na,2023-06-30\nb,\nc,2024\nd,NA\n").remarks(
        r"
roster.csv:1:4: note: columns of text are ignored: `end date`
roster.csv:2:3: warning: `end date` has 2 dates after the start, which are not read (lines 2 and 4)
",
    );
}

#[test]
fn a_column_of_small_numbers_is_no_date_of_exit() {
    sound().roster("id,exit\na,0\nb,1.5\n").remarks("");
}

#[test]
fn a_history_without_a_column_for_exits() {
    sound().history("id,entry,Termination Date\nb,2020-01-01,2021-05-01\n").says(
        r#"
error: the file has no column `exit`
 --> history.csv:1:1
  |
1 | id,entry,Termination Date
  | ^^^^^^^^^^^^^^^^^^^^^^^^^ expected a heading exit
  |
  = help: is it the one with the heading `Termination Date`? Say so:
          [history.columns] exit = "Termination Date"

1 problem in 1 file; nothing was run
"#,
    );
    sound().history("id,entry,observed_until\nb,2020-01-01,2021-05-01\n").remarks(
        r"
history.csv:1:1: warning: the file has no column `exit`: everybody counts as still there when observation ended
",
    );
}
