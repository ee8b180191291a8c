//! Numbers and their distributions.

use super::sound;

#[test]
fn hazard_a_month_or_worse() {
    sound().but("0.1", "30").says(
        r"
error: `channels.other.hazard_per_year` is 30, which is absurdly large
 --> team.toml:9:19
  |
9 | hazard_per_year = 30
  |                   ^^ expected at most 12
  |
  = help: hazards are per person-year: 30 a year means that half are gone
          in 8 days; a rate a month is 12 times as much a year, so 0.02 a
          month is 0.24

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn negative_hazard() {
    sound().but("0.1", "-0.1").says(
        r"
error: `channels.other.hazard_per_year` is -0.1; a hazard is 0 or more
 --> team.toml:9:19
  |
9 | hazard_per_year = -0.1
  |                   ^^^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn infinite_hazard() {
    sound().but("0.1", "inf").says(
        r"
error: `channels.other.hazard_per_year` must be finite
 --> team.toml:9:19
  |
9 | hazard_per_year = inf
  |                   ^^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn hazard_that_is_not_a_number() {
    sound().but("0.1", "nan").says(
        r"
error: `channels.other.hazard_per_year` must be finite
 --> team.toml:9:19
  |
9 | hazard_per_year = nan
  |                   ^^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn hazard_in_quotes() {
    sound().but("0.1", "\"0.1\"").says(
        r#"
error: `channels.other.hazard_per_year` must be a number, not text
 --> team.toml:9:19
  |
9 | hazard_per_year = "0.1"
  |                   ^^^^^ expected a number, or a distribution
  |
  = help: write it without quotes: 0.1

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn hazard_in_a_list() {
    sound().but("0.1", "[0.1]").says(
        r"
error: `channels.other.hazard_per_year` must be a number, not a list
 --> team.toml:9:19
  |
9 | hazard_per_year = [0.1]
  |                   ^^^^^ expected a number, or a distribution

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn too_many_offers() {
    sound().but("hazard_per_year = 0.1", "offers_per_year = 1000\nacceptance = 0.1").says(
        r"
error: `channels.other.offers_per_year` is 1000, which is absurdly large
 --> team.toml:9:19
  |
9 | offers_per_year = 1000
  |                   ^^^^ expected at most 366
  |
  = help: offers are per person-year: 1000 a year is more than one a day

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn percentage() {
    sound().but("hazard_per_year = 0.1", "offers_per_year = 1\nacceptance = 5").says(
        r"
error: `channels.other.acceptance` is 5; a probability is from 0 to 1
  --> team.toml:10:14
   |
10 | acceptance = 5
   |              ^ expected a number, from 0 to 1
   |
   = help: if 5 is a percentage, write 0.05

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn negative_probability() {
    sound().but("hazard_per_year = 0.1", "offers_per_year = 1\nacceptance = -0.5").says(
        r"
error: `channels.other.acceptance` is -0.5; a probability is from 0 to 1
  --> team.toml:10:14
   |
10 | acceptance = -0.5
   |              ^^^^ expected a number, from 0 to 1

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn ratio_of_zero() {
    sound().with("[contagion]\nratio = 0\nhalf_life = \"never\"\n").says(
        r"
error: `contagion.ratio` is 0; a hazard ratio is above 0
  --> team.toml:11:9
   |
11 | ratio = 0
   |         ^ expected a number, above 0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn absurd_ratio() {
    sound().with("[contagion]\nratio = 1200\nhalf_life = \"never\"\n").says(
        r"
error: `contagion.ratio` is 1200, which is absurdly large
  --> team.toml:11:9
   |
11 | ratio = 1200
   |         ^^^^ expected at most 1000
   |
   = help: a ratio multiplies: 1.09 means 9 % more; 1200 would mean 1200
           times as many

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn spread_too_wide() {
    sound().with("[frailty]\nsd = 6\n").says(
        r"
error: `frailty.sd` is 6, which is absurdly large
  --> team.toml:11:6
   |
11 | sd = 6
   |      ^ expected at most 5
   |
   = help: it is that of a logarithm: 6 means that one in six is more than
           e^6 times the median

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn cap_below_one() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\ncap = 0.5\n").says(
        r"
error: `contagion.cap` is 0.5; a cap of a hazard ratio is 1 or more
  --> team.toml:13:7
   |
13 | cap = 0.5
   |       ^^^ expected a number, 1 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn absurd_cap() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\ncap = 1e9\n").says(
        r"
error: `contagion.cap` is 1000000000, which is absurdly large
  --> team.toml:13:7
   |
13 | cap = 1e9
   |       ^^^ expected at most 1000000
   |
   = help: leave it out for no cap

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn share_above_one() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\nacross = 20\n").says(
        r"
error: `contagion.across` is 20; a share is from 0 to 1
  --> team.toml:13:10
   |
13 | across = 20
   |          ^^ expected a number, from 0 to 1
   |
   = help: it is a share of the weight within a team, not a count; if 20 is
           a percentage, write 0.2

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn distribution_of_no_form() {
    sound().but("0.1", "{ median = 0.1, sd = 0.1 }").says(
        r"
error: `channels.other.hazard_per_year` is no form of a distribution
 --> team.toml:9:19
  |
9 | hazard_per_year = { median = 0.1, sd = 0.1 }
  |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: give median and p95, mean and sd, low and high, or values; with a
          source if you like

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn distribution_with_an_unknown_key() {
    sound().but("0.1", "{ median = 0.1, p59 = 0.2 }").says(
        r"
error: `channels.other.hazard_per_year` has no key `p59`
 --> team.toml:9:35
  |
9 | hazard_per_year = { median = 0.1, p59 = 0.2 }
  |                                   ^^^ unknown key
  |
  = help: did you mean `p95`?

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn empty_distribution() {
    sound().but("0.1", "{ }").says(
        r"
error: `channels.other.hazard_per_year` is no form of a distribution
 --> team.toml:9:19
  |
9 | hazard_per_year = { }
  |                   ^^^
  |
  = help: give median and p95, mean and sd, low and high, or values; with a
          source if you like

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn exponential_parameter() {
    sound().but("0.1", "{ mean = 0.1 }").says(
        r"
error: `channels.other.hazard_per_year` is no form of a distribution
 --> team.toml:9:19
  |
9 | hazard_per_year = { mean = 0.1 }
  |                   ^^^^^^^^^^^^^^
  |
  = help: give median and p95, mean and sd, low and high, or values; with a
          source if you like

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn p95_below_the_median() {
    sound().but("0.1", "{ median = 0.1, p95 = 0.1 }").says(
        r"
error: `channels.other.hazard_per_year.p95`: the 95th percentile must be
       above the median
 --> team.toml:9:41
  |
9 | hazard_per_year = { median = 0.1, p95 = 0.1 }
  |                                         ^^^ expected more than the median

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn median_of_zero() {
    sound().but("0.1", "{ median = 0, p95 = 0.1 }").says(
        r"
error: `channels.other.hazard_per_year.median`: what varies in this form is
       above 0
 --> team.toml:9:30
  |
9 | hazard_per_year = { median = 0, p95 = 0.1 }
  |                              ^ expected a number above 0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn absurd_p95() {
    sound().but("0.1", "{ median = 0.1, p95 = 20 }").says(
        r"
error: `channels.other.hazard_per_year.p95` is 20, which is absurdly large
 --> team.toml:9:41
  |
9 | hazard_per_year = { median = 0.1, p95 = 20 }
  |                                         ^^ expected at most 12
  |
  = help: hazards are per person-year: 20 a year means that half are gone
          in 13 days; a rate a month is 12 times as much a year, so 0.02 a
          month is 0.24

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn log_normal_probability() {
    sound().but("hazard_per_year = 0.1", "offers_per_year = 1\nacceptance = { median = 0.1, p95 = 0.2 }").says(
        r"
error: `channels.other.acceptance` can leave its range: a log-normal has no
       upper end
  --> team.toml:10:14
   |
10 | acceptance = { median = 0.1, p95 = 0.2 }
   |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ a probability is from 0 to 1
   |
   = help: give mean and sd, low and high, or values

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn mean_of_zero() {
    sound().but("0.1", "{ mean = 0, sd = 0.1 }").says(
        r"
error: `channels.other.hazard_per_year.mean`: what varies in this form is
       above 0
 --> team.toml:9:28
  |
9 | hazard_per_year = { mean = 0, sd = 0.1 }
  |                            ^ expected a number above 0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn sd_of_zero() {
    sound().but("0.1", "{ mean = 0.1, sd = 0 }").says(
        r"
error: `channels.other.hazard_per_year.sd`: a standard deviation is above 0
 --> team.toml:9:38
  |
9 | hazard_per_year = { mean = 0.1, sd = 0 }
  |                                      ^ expected a number above 0

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn certain_mean_of_a_probability() {
    sound().but("hazard_per_year = 0.1", "offers_per_year = 1\nacceptance = { mean = 1, sd = 0.1 }").says(
        r"
error: `channels.other.acceptance.mean`: the mean of an uncertain probability
       is below 1
  --> team.toml:10:23
   |
10 | acceptance = { mean = 1, sd = 0.1 }
   |                       ^ expected a number below 1

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn sd_too_wide_for_a_probability() {
    sound().but("hazard_per_year = 0.1", "offers_per_year = 1\nacceptance = { mean = 0.1, sd = 0.4 }").says(
        r"
error: `channels.other.acceptance.sd`: no probability of that mean varies so
       much
  --> team.toml:10:33
   |
10 | acceptance = { mean = 0.1, sd = 0.4 }
   |                                 ^^^ expected less than 0.300

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn gamma_cap() {
    sound().with("[contagion]\nratio = 1.1\nhalf_life = \"never\"\ncap = { mean = 3, sd = 1 }\n").says(
        r"
error: `contagion.cap` can leave its range: a gamma goes down to 0
  --> team.toml:13:7
   |
13 | cap = { mean = 3, sd = 1 }
   |       ^^^^^^^^^^^^^^^^^^^^ a cap of a hazard ratio is 1 or more
   |
   = help: give low and high, or values

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn low_end_out_of_range() {
    sound().but("0.1", "{ low = -0.1, high = 0.1 }").says(
        r"
error: `channels.other.hazard_per_year.low` is -0.1; a hazard is 0 or more
 --> team.toml:9:27
  |
9 | hazard_per_year = { low = -0.1, high = 0.1 }
  |                           ^^^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn low_end_above_the_high() {
    sound().but("0.1", "{ low = 0.2, high = 0.1 }").says(
        r"
error: `channels.other.hazard_per_year.high`: the upper end is above the
       lower
 --> team.toml:9:39
  |
9 | hazard_per_year = { low = 0.2, high = 0.1 }
  |                                       ^^^ expected more than the lower end

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn no_values() {
    sound().but("0.1", "{ values = [] }").says(
        r"
error: `channels.other.hazard_per_year.values`: there must be at least one
       value
 --> team.toml:9:30
  |
9 | hazard_per_year = { values = [] }
  |                              ^^ expected numbers in here

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn value_out_of_range() {
    sound().but("0.1", "{ values = [0.1, -0.2] }").says(
        r"
error: `channels.other.hazard_per_year.values.1` is -0.2; a hazard is 0 or
       more
 --> team.toml:9:36
  |
9 | hazard_per_year = { values = [0.1, -0.2] }
  |                                    ^^^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn values_that_are_no_list() {
    sound().but("0.1", "{ values = 0.1 }").says(
        r"
error: `channels.other.hazard_per_year.values` must be a list, not a number
 --> team.toml:9:30
  |
9 | hazard_per_year = { values = 0.1 }
  |                              ^^^ expected a list in [ ]

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn source_that_is_no_text() {
    sound().but("0.1", "{ low = 0.1, high = 0.2, source = 5 }").says(
        r"
error: `channels.other.hazard_per_year.source` must be text, not a number
 --> team.toml:9:53
  |
9 | hazard_per_year = { low = 0.1, high = 0.2, source = 5 }
  |                                                     ^ expected a text in quotes

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn number_of_hundreds_of_digits() {
    sound().but("0.1", "1e300").says(
        r"
error: `channels.other.hazard_per_year` is 1e300, which is absurdly large
 --> team.toml:9:19
  |
9 | hazard_per_year = 1e300
  |                   ^^^^^ expected at most 12
  |
  = help: hazards are per person-year: 1e300 a year means that half are
          gone in 0 days; a rate a month is 12 times as much a year, so
          0.02 a month is 0.24

1 problem in 1 file; nothing was run
",
    );
}
