//! Leavers in a roster, and histories that do not say who left.

use super::sound;

#[test]
fn people_who_have_left_in_a_roster() {
    sound()
        .roster("id,hired,Termination Date\na,2020-01-01,\nb,2020-01-01,2022-05-01\nc,2020-01-01,04/10/2021\nd,2020-01-01,9999-12-31\n")
        .says(
            r"
error: 2 rows of the roster are of people who have left, by the date of exit
       in `Termination Date` (lines 3 and 4)
 --> roster.csv:3:14
  |
3 | b,2020-01-01,2022-05-01
  |              ^^^^^^^^^^ expected only people who have not left
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
error: a row of the roster is of a person who has left, by the status in
       `status`
 --> roster.csv:3:3
  |
3 | b,Terminated
  |   ^^^^^^^^^^ expected only people who have not left
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
roster.csv:2:3: warning: `end date` has 2 dates after the start, which are not read (lines 2 and 4)
",
    );
}

#[test]
fn a_column_of_small_numbers_is_no_date_of_exit() {
    sound().roster("id,exit\na,0\nb,1.5\n").remarks("roster.csv:1:4: warning: nothing reads the column `exit`\n");
    // What the scenario says that nothing is to read.
    let unread = "file = \"roster.csv\"\nunread = [\"end date\"]";
    sound().roster("id,end date\na,2021-01-01\n").but("file = \"roster.csv\"", unread).remarks("");
}

#[test]
fn a_history_without_a_column_for_exits() {
    sound().history("id,entry,team\nb,2020-01-01,x\n").says(
        r"
error: the file has no column `exit`
 --> history.csv:1:1
  |
1 | id,entry,team
  | ^^^^^^^^^^^^^ expected a heading exit
  |
  = help: without it everybody counts as still there; where nobody left,
          give the column, empty

1 problem in 1 file; nothing was run
",
    );
    sound().history("id,entry,observed_until\nb,2020-01-01,2021-05-01\n").remarks(
        r"
history.csv:1:1: warning: the file has no column `exit`: everybody counts as still there when observation ended
",
    );
}

/// A date of exit under another heading is one, with all that holds for exits.
#[test]
fn a_history_with_another_heading_for_exits() {
    sound().history("id,entry,hired,Termination Date,Reason\nb,2020-01-01,2020-02-01,2020-01-15,other\n").says(
        r#"
warning: taken by their headings: `Termination Date` for `exit`, `Reason` for
         `channel`
 --> history.csv:1:16
  |
1 | id,entry,hired,Termination Date,Reason
  |                ^^^^^^^^^^^^^^^^
  |
  = help: to say so, [history.columns] exit = "Termination Date"; where it
          is something else, [history] unread = ["Termination Date"]

error: the exit is before the hire
 --> history.csv:2:25
  |
2 | b,2020-01-01,2020-02-01,2020-01-15,other
  |                         ^^^^^^^^^^ expected an exit after the hire
  |
  = help: correct the date of exit or of hire; a spell that began with a
          return has the date of the return

1 problem in 1 file; nothing was run
"#,
    );
}
