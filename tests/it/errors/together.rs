//! Several problems at once.

use super::sound;

#[test]
fn six_mistakes_are_six_diagnostics() {
    sound()
        .roster("id,team,hired,star\na,vision,2020-01-01,1\nb,vision,soon,\na,vision,2021-01-01,0\n")
        .but("2023-01-01", "2023-13-01")
        .but("0.1", "30")
        .with("covariates = { star = 1.3 }\n[contagion]\nratio = 1.1\nhalflife = \"70 days\"\n")
        .says(
            r#"
error: this is not TOML: invalid date
 --> team.toml:2:9
  |
2 | start = 2023-13-01
  |         ^^^^^^^^^^ expected month between 01 and 12

error: `channels.other.hazard_per_year` is 30, which is absurdly large
 --> team.toml:9:19
  |
9 | hazard_per_year = 30
  |                   ^^ expected at most 12
  |
  = help: hazards are per person-year: 30 a year means that half are gone
          in 8 days; a rate a month is 12 times as much a year, so 0.02 a
          month is 0.24

error: `contagion` has no key `halflife`
  --> team.toml:13:1
   |
13 | halflife = "70 days"
   | ^^^^^^^^ unknown key
   |
   = help: did you mean `half_life`?

error: `hired` is not a date: `soon`
 --> roster.csv:3:10
  |
3 | b,vision,soon,
  |          ^^^^ expected 2023-06-30, or only 2023-06 or 2023

error: the covariate `star` needs a value for everybody
 --> roster.csv:3:15
  |
3 | b,vision,soon,
  |               ^ expected a number
  |
  = help: a channel uses it

error: the id `a` is taken
 --> roster.csv:4:1
  |
4 | a,vision,2021-01-01,0
  | ^ first in line 2

6 problems in 2 files; nothing was run
"#,
        );
}
