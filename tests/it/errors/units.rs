//! Numbers and durations in other units than ours.

use super::sound;

#[test]
fn hazard_a_month() {
    sound().but("hazard_per_year = 0.1", "hazard_per_month = 0.02").says(
        r"
error: `channels.other` has no key `hazard_per_month`
 --> team.toml:9:1
  |
9 | hazard_per_month = 0.02
  | ^^^^^^^^^^^^^^^^ unknown key
  |
  = help: rates are per person-year: 0.02 a month is hazard_per_year = 0.24

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn hazard_a_month_beside_the_year() {
    sound().with("monthly_hazard = 1\n").says(
        r"
error: `channels.other` has no key `monthly_hazard`
  --> team.toml:10:1
   |
10 | monthly_hazard = 1
   | ^^^^^^^^^^^^^^ unknown key
   |
   = help: rates are per person-year: 1 a month is hazard_per_year = 12

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn offers_a_quarter() {
    sound().but("hazard_per_year = 0.1", "offers_per_quarter = 0.5\nacceptance = 0.1").says(
        r"
error: `channels.other` has no key `offers_per_quarter`
 --> team.toml:9:1
  |
9 | offers_per_quarter = 0.5
  | ^^^^^^^^^^^^^^^^^^ unknown key
  |
  = help: rates are per person-year: 0.5 a quarter is offers_per_year = 2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn distribution_a_month() {
    sound().but("hazard_per_year = 0.1", "hazard_per_month = { low = 0.01, high = 0.02 }").says(
        r"
error: `channels.other` has no key `hazard_per_month`
 --> team.toml:9:1
  |
9 | hazard_per_month = { low = 0.01, high = 0.02 }
  | ^^^^^^^^^^^^^^^^ unknown key
  |
  = help: rates are per person-year: give hazard_per_year, 12 times the
          rate a month

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn rate_in_words() {
    sound().but("0.1", "\"2 % a month\"").says(
        r#"
error: `channels.other.hazard_per_year` must be a number, not text
 --> team.toml:9:19
  |
9 | hazard_per_year = "2 % a month"
  |                   ^^^^^^^^^^^^^ expected a number, or a distribution
  |
  = help: rates are per person-year: 0.02 a month is 0.24

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn percentage_in_words() {
    sound().but("hazard_per_year = 0.1", "offers_per_year = 2\nacceptance = \"5%\"").says(
        r#"
error: `channels.other.acceptance` must be a number, not text
  --> team.toml:10:14
   |
10 | acceptance = "5%"
   |              ^^^^ expected a number, or a distribution
   |
   = help: write 0.05

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn decimal_comma() {
    sound().but("0.1", "0,1").says(
        r"
error: this is not TOML: unexpected key or value
 --> team.toml:9:20
  |
9 | hazard_per_year = 0,1
  |                    ^ expected the end of the line
  |
  = help: write decimals with a point: 0.1

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn duration_without_unit() {
    sound().but("\"24 months\"", "\"24\"").says(
        r#"
error: `horizon` must be a duration
 --> team.toml:3:11
  |
3 | horizon = "24"
  |           ^^^^ expected a duration such as "6 months"
  |
  = help: a duration has a unit: "24 days", "24 weeks", "24 months" or "24
          years"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn duration_in_short() {
    sound().but("\"24 months\"", "\"24 mo\"").says(
        r#"
error: `horizon` must be a duration
 --> team.toml:3:11
  |
3 | horizon = "24 mo"
  |           ^^^^^^^ expected a duration such as "6 months"
  |
  = help: write "24 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn duration_in_quarters() {
    sound().but("\"24 months\"", "\"8 quarters\"").says(
        r#"
error: `horizon` must be a duration
 --> team.toml:3:11
  |
3 | horizon = "8 quarters"
  |           ^^^^^^^^^^^^ expected a duration such as "6 months"
  |
  = help: write "24 months"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn duration_with_a_comma() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"1,5 years\"\n").says(
        r#"
error: `contagion.half_life` must be a duration
  --> team.toml:12:13
   |
12 | half_life = "1,5 years"
   |             ^^^^^^^^^^^ expected a duration such as "6 months"
   |
   = help: write "1.5 years"

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn distribution_too_wide() {
    sound().but("0.1", "{ median = 0.0001, p95 = 10 }").says(
        r"
error: `channels.other.hazard_per_year.p95`: the 95th percentile is more than
       10000 times the median, which is absurdly wide
 --> team.toml:9:44
  |
9 | hazard_per_year = { median = 0.0001, p95 = 10 }
  |                                            ^^ expected a smaller number

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn standard_deviation_too_wide() {
    sound().but("0.1", "{ mean = 0.1, sd = 20 }").says(
        r"
error: `channels.other.hazard_per_year.sd`: the standard deviation is more
       than 100 times the mean, which is absurdly wide
 --> team.toml:9:38
  |
9 | hazard_per_year = { mean = 0.1, sd = 20 }
  |                                      ^^ expected a smaller number

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn standard_deviation_too_narrow() {
    sound().but("0.1", "{ mean = 0.1, sd = 1e-9 }").says(
        r"
error: `channels.other.hazard_per_year.sd`: the standard deviation is less
       than a millionth of the mean: give the number plainly
 --> team.toml:9:38
  |
9 | hazard_per_year = { mean = 0.1, sd = 1e-9 }
  |                                      ^^^^ expected a larger number

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn probability_too_wide() {
    sound().but("hazard_per_year = 0.1", "offers_per_year = 2\nacceptance = { mean = 0.5, sd = 0.49999 }").says(
        r"
error: `channels.other.acceptance.sd`: so wide that it is nearly always 0 or
       1: give values such as [0, 0, 1]
  --> team.toml:10:33
   |
10 | acceptance = { mean = 0.5, sd = 0.49999 }
   |                                 ^^^^^^^ expected a smaller number

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn number_too_large_for_any() {
    sound().but("0.1", "1e999").says(
        r"
error: `channels.other.hazard_per_year` must be finite
 --> team.toml:9:19
  |
9 | hazard_per_year = 1e999
  |                   ^^^^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn date_in_another_order_for_a_horizon() {
    sound().but("\"24 months\"", "\"31.12.2025\"").says(
        r#"
error: `horizon` is not a date: `31.12.2025`
 --> team.toml:3:11
  |
3 | horizon = "31.12.2025"
  |           ^^^^^^^^^^^^ expected a date such as 2023-06-30
  |
  = help: write 2025-12-31

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn single_brackets_for_several() {
    sound().with("[shocks]\nname = \"layoffs\"\n").says(
        r"
error: `shocks` must be a list of tables, not a table
  --> team.toml:10:1
   |
10 | [shocks]
   | ^^^^^^^^ expected double brackets
   |
   = help: there may be several: write [[shocks]], in double brackets, above
           each

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn double_brackets_for_one() {
    sound().with("[[frailty]]\nsd = 0.5\n").says(
        r"
error: `frailty` must be a table, not a list
  --> team.toml:10:1
   |
10 | [[frailty]]
   | ^^^^^^^^^^^ expected a table
   |
   = help: there is one of it: write [frailty], in single brackets

1 problem in 1 file; nothing was run
",
    );
}
