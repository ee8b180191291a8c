//! What to do about mistakes that are often made, where the plain message would not tell.

use super::sound;

#[track_caller]
fn helps(case: super::Case, help: &str) {
    let text = case.read().map_or_else(|text| text, |loaded| loaded.remarks.render(false));
    let text = text.replace("\n           ", " ").replace("\n          ", " ");
    assert!(text.contains(&format!("= help: {help}\n")), "{help}\n{text}");
}

#[test]
fn dates_that_stand_for_none() {
    for never in ["9999-12-31", "31.12.9999", "0000-00-00", "present", "Present"] {
        helps(sound().roster(format!("id,last_day\na,{never}\n")), "leave the cell empty where there is no such date");
    }
    // A date of our own time in another form is one.
    helps(sound().roster("id,last_day\na,31.12.2099\n"), "write 2099-12-31");
}

#[test]
fn leaders_by_yes_and_no() {
    helps(sound().roster("id,team,leads\na,x,yes\nb,x,no\n"), "the column holds the name of the team that the person leads, not yes or no");
    assert!(sound().roster("id,team,leads\na,yes,yes\nb,no,\n").read().is_ok());
}

#[test]
fn a_channel_of_a_last_day_that_is_called_otherwise() {
    helps(sound().roster("id,last_day,last_channel\na,2024-05-01,retired\n"), "the channels are other; left empty, it is other");
}

#[test]
fn columns_that_are_no_covariates() {
    helps(
        sound().roster("id,pay\na,9\n").with("covariates = { pay = 1.1 }\n"),
        "pay is no covariate: its effect is [pay] elasticity; for another one, give the numbers in a column of another name",
    );
}

#[test]
fn a_heading_that_the_file_does_not_have_beside_our_own_one() {
    let said = sound().history("id,entry,exit,channel\n").with("columns = { exit = \"Exit Date\" }\n").read().expect_err("it is not there");
    assert!(said.starts_with("error: the file has no column `Exit Date`\n"), "{said}");
}

#[test]
fn a_history_that_ends_with_until() {
    helps(
        sound().history("id,entry,since,until,why\na,2020-01-01,2020-01-01,,\n"),
        "where `until` is the day on which each left, [history.columns] exit = \"until\"; where it is the end of observation, observed_until = \"until\"",
    );
}

#[test]
fn an_exit_to_come_of_somebody_on_the_roster() {
    helps(
        sound().history("id,entry,exit,channel\na,2020-01-01,2025-01-01,other\n"),
        "observe for longer ([history] until) to count the exit; an exit to come of a person on the roster is a `last_day` there",
    );
}
