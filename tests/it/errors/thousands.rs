//! Points that may set thousands apart.

use super::sound;

#[test]
fn pay_of_which_every_number_has_three_digits_behind_a_point() {
    sound().roster("id,pay\na,90.000\nb,85.500\nc,120.250\n").says(
        r"
error: the points in `pay` seem to set thousands apart: `90.000` would be
       read as 90
 --> roster.csv:2:3
  |
2 | a,90.000
  |   ^^^^^^ expected 90000
  |
  = help: write 90000, without separators of thousands; where 90 is meant,
          write one more digit behind the point: 90.0000

1 problem in 1 file; nothing was run
",
    );
    sound().roster("id,pay,unvested\na,90000,25.000\nb,85500,0\n").says(
        r"
error: the points in `unvested` seem to set thousands apart: `25.000` would
       be read as 25
 --> roster.csv:2:9
  |
2 | a,90000,25.000
  |         ^^^^^^ expected 25000
  |
  = help: write 25000, without separators of thousands; where 25 is meant,
          write one more digit behind the point: 25.0000

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn pay_with_a_comma() {
    sound().roster("id;pay\na;90,000\nb;85,500\n").says(
        r"
error: `pay` is not a number: `90,000` (and 1 more: line 3)
 --> roster.csv:2:3
  |
2 | a;90,000
  |   ^^^^^^ expected a number
  |
  = help: write it without separators of thousands, 90000, and decimals
          with a point

1 problem in 1 file; nothing was run
",
    );
    sound().roster("id;pay\na;0,5\n").says(
        r"
error: `pay` is not a number: `0,5`
 --> roster.csv:2:3
  |
2 | a;0,5
  |   ^^^ expected a number
  |
  = help: write decimals with a point: 0.5

1 problem in 1 file; nothing was run
",
    );
}

/// Multiples of somebody's pay may have three decimals.
#[test]
fn multiples_with_three_decimals_are_warned_of() {
    sound()
        .roster("id,pay\na,1.000\nb,1.250\n")
        .remarks("roster.csv:2:3: warning: the points in `pay` may set thousands apart: `1.000` is read as 1\n");
    // A number with other digits behind its point, or a large one without: the point is one of decimals.
    sound().roster("id,pay\na,90.000\nb,85.5\n").remarks("");
    sound().roster("id,pay\na,90.000\nb,90.0000\n").remarks("");
    sound().roster("id,unvested\na,0.500\nb,1.250\n").remarks("");
    let loaded = sound().roster("id,pay\na,1.250\nb,1.0000\n").read().unwrap();
    assert_eq!(loaded.scenario.roster.researchers.iter().map(|person| person.pay).collect::<Vec<_>>(), [1.25, 1.0]);
}

#[test]
fn durations_from_a_thousand_days_on() {
    let lines = "[history]\nfile = \"history.csv\"\nfrom = 2015-01-01\nuntil = 2024-01-01\nchannel = \"other\"\nduration_unit = \"days\"\n";
    sound()
        .with(lines)
        .file("history.csv", "id,duration,event\nb,900,1\nc,1.200,1\n")
        .remarks("history.csv:3:3: warning: the points in `duration` may set thousands apart: `1.200` is read as 1.2\n");
}

#[test]
fn a_point_beside_whole_amounts() {
    sound().roster("id,pay\na,90001\nb,91.000\nc,90003\n").says(
        r"
error: the point in `91.000` seems to set thousands apart, beside amounts
       such as 90001: it would be read as 91
 --> roster.csv:3:3
  |
3 | b,91.000
  |   ^^^^^^ expected 91000
  |
  = help: write it without the point

1 problem in 1 file; nothing was run
",
    );
    // Another amount with decimals of its own does not say what this point is.
    let refused = sound().roster("id,pay\na,90001\nb,90500.5\nc,93.000\n").read().unwrap_err();
    assert!(refused.starts_with("error: the point in `93.000` seems to set thousands apart"), "{refused}");
    // Not like the others in either way.
    sound().roster("id,pay\na,9000000\nb,1.250\n").remarks("");
}
