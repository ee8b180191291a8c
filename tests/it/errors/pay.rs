//! `[pay]`, `pay_multiple`, `discount_rate`.

use super::sound;

#[test]
fn missing_elasticity() {
    sound().with("[pay]\n").says(
        r"
error: `pay.elasticity` is missing
  --> team.toml:10:1
   |
10 | [pay]
   | ^^^^^ expected `elasticity` in here
   |
   = help: for example: elasticity = 1.2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn unknown_key() {
    sound().with("[pay]\nelasticity = 1.2\nequity = 0.5\n").says(
        r"
error: `pay` has no key `equity`
  --> team.toml:12:1
   |
12 | equity = 0.5
   | ^^^^^^ unknown key
   |
   = help: its keys are elasticity, equity_elasticity, currency, vest_spike

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_negative_elasticity() {
    sound().with("[pay]\nelasticity = -1.2\n").says(
        r"
error: `pay.elasticity` is -1.2; an elasticity is 0 or more
  --> team.toml:11:14
   |
11 | elasticity = -1.2
   |              ^^^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_spike_without_keys() {
    sound().with("[pay]\nelasticity = 1.2\nvest_spike = {}\n").says(
        r#"
error: `pay.vest_spike.ratio` is missing
  --> team.toml:12:14
   |
12 | vest_spike = {}
   |              ^^ expected `ratio` in here
   |
   = help: for example: ratio = 1.3

error: `pay.vest_spike.length` is missing
  --> team.toml:12:14
   |
12 | vest_spike = {}
   |              ^^ expected `length` in here
   |
   = help: for example: length = "1 month"

2 problems in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_spike_of_part_of_a_month() {
    sound().with("[pay]\nelasticity = 1.2\nvest_spike = { ratio = 1.3, length = \"0.5 months\" }\n").says(
        r#"
error: `pay.vest_spike.length` must be whole: the calendar has no part of a
       month
  --> team.toml:12:38
   |
12 | vest_spike = { ratio = 1.3, length = "0.5 months" }
   |                                      ^^^^^^^^^^^^ expected a duration such as "6 months"
   |
   = help: write "18 months" for a year and a half

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_spike_of_no_time() {
    sound().with("[pay]\nelasticity = 1.2\nvest_spike = { ratio = 1.3, length = \"0 months\" }\n").says(
        r#"
error: `pay.vest_spike.length` must be longer than nothing
  --> team.toml:12:38
   |
12 | vest_spike = { ratio = 1.3, length = "0 months" }
   |                                      ^^^^^^^^^^ expected a duration such as "6 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn other_pay_without_pay() {
    sound().with("pay_multiple = 1.5\n").says(
        r"
error: `channels.other.pay_multiple` does nothing without [pay]
  --> team.toml:10:16
   |
10 | pay_multiple = 1.5
   |                ^^^
   |
   = help: say how hazards answer to pay: [pay] elasticity = 1.2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn other_pay_in_percent() {
    sound().with("pay_multiple = 150\n[pay]\nelasticity = 1.2\n").says(
        r"
error: `channels.other.pay_multiple` is 150, which is absurdly large
  --> team.toml:10:16
   |
10 | pay_multiple = 150
   |                ^^^ expected at most 20
   |
   = help: it multiplies pay at the start: 1.5 is half as much again; 150
           would be 150 times the pay

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_competitor_pays_otherwise_where_one_acceptance_is_for_all() {
    sound().with("[channels.lab]\noffers_per_year = 2\nacceptance = 0.05\n[competitors.newco]\nchannel = \"lab\"\npay_multiple = 2\n[pay]\nelasticity = 1.2\n").says(
        r"
error: the channel `lab` has one acceptance for all offers, whoever makes
       them
  --> team.toml:15:16
   |
15 | pay_multiple = 2
   |                ^ no pay of its own
   |
   = help: make a channel of its own for who pays otherwise, with its offers
           and its pay_multiple

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn a_discount_rate_in_percent() {
    sound().but("name = ", "discount_rate = 5\nname = ").says(
        r"
error: `discount_rate` is 5; a discount rate is from 0 to 1
 --> team.toml:1:17
  |
1 | discount_rate = 5
  |                 ^ expected a number, from 0 to 1
  |
  = help: if 5 is a percentage, write 0.05

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn an_uncertain_discount_rate() {
    sound().but("name = ", "discount_rate = { low = 0, high = 0.1 }\nname = ").says(
        r"
error: `discount_rate` must be a number, not a distribution
 --> team.toml:1:17
  |
1 | discount_rate = { low = 0, high = 0.1 }
  |                 ^^^^^^^^^^^^^^^^^^^^^^^ expected a number

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn pay_of_a_month_by_its_heading() {
    sound().roster("id,pay (monthly)\na,5000\n").says(
        r#"
error: `pay (monthly)` is not the pay of a year by its heading, and `pay` is
 --> roster.csv:1:4
  |
1 | id,pay (monthly)
  |    ^^^^^^^^^^^^^ expected the pay of a year
  |
  = help: multiply it to a year and call the column pay; where it is a
          year's, [roster.columns] pay = "pay (monthly)"; else [roster]
          unread = ["pay (monthly)"]

warning: taken by their headings: `pay (monthly)` for `pay`
 --> roster.csv:1:4
  |
1 | id,pay (monthly)
  |    ^^^^^^^^^^^^^
  |
  = help: to say so, [roster.columns] pay = "pay (monthly)"; where it is
          something else, [roster] unread = ["pay (monthly)"]

1 problem in 1 file; nothing was run
"#,
    );
    // The scenario may say that it is a year's.
    let lines = "[roster]\nfile = \"roster.csv\"\ncolumns = { pay = \"Salary per month\" }";
    sound().but("[[researchers]]\nid = \"a\"", lines).file("roster.csv", "id,Salary per month\na,5000\n").remarks("");
}
