//! Amounts of money and the pay beside them.

use super::sound;

#[test]
fn some_without_pay() {
    sound().roster("id,pay\na,250000\nb,\nc,180000\nd,\n").says(
        r"
error: 2 of 4 people have no pay (lines 3 and 5), and would count with a pay
       of 1 beside 250000
 --> roster.csv:3:1
  |
3 | b,
  | ^ expected a pay
  |
  = help: give pay to everybody, or to nobody; those without one count with
          a pay of 1

1 problem in 1 file; nothing was run
",
    );
    sound().roster("id,pay\na,1.5\nb,\n").remarks("roster.csv:3:1: warning: 1 of 2 people has no pay, and counts with a pay of 1\n");
    sound().roster("id,pay\nb,250000\n").but("[roster]", "[[researchers]]\nid = \"a\"\n[roster]").says(
        r#"
error: 1 of 2 people has no pay, and would count with a pay of 1 beside
       250000
 --> team.toml:6:6
  |
6 | id = "a"
  |      ^^^ expected a pay
  |
  = help: give pay to everybody, or to nobody; those without one count with
          a pay of 1

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn a_budget_in_money_where_nobody_has_a_pay() {
    let policy = "[policies.calm]\nkind = \"effect\"\nratio = 0.9\ncost_per_person_year = 5_000\nbudget = 2_000_000\n";
    sound().with(policy).says(
        r"
error: `policies.calm.cost_per_person_year` is 5000 years' pay, since
       nobody's pay is given
  --> team.toml:13:24
   |
13 | cost_per_person_year = 5_000
   |                        ^^^^^ expected an amount in the unit of pay
   |
   = help: give everybody a pay, in the money of this amount (the roster's
           column pay), or the amount in years' pay

error: `policies.calm.budget` is 2000000 years' pay, since nobody's pay is
       given
  --> team.toml:14:10
   |
14 | budget = 2_000_000
   |          ^^^^^^^^^ expected an amount in the unit of pay
   |
   = help: give everybody a pay, in the money of this amount (the roster's
           column pay), or the amount in years' pay

2 problems in 1 file; nothing was run
",
    );
    sound().with(policy).but("id = \"a\"", "id = \"a\"\npay = 250_000").remarks("");
    sound()
        .with(policy)
        .but("id = \"a\"", "id = \"a\"\npay = 250")
        .remarks("team.toml:15:10: warning: `policies.calm.budget` is 8000 times the pay of everybody together\n");
}

#[test]
fn equity_out_of_proportion() {
    sound().roster("id,pay,unvested\na,100,2000\nb,100,2001\nc,100,9000\n").remarks(
        r"
roster.csv:3:1: warning: the unvested equity of 2 people is more than 20 years' pay (lines 3 and 4): `b` has 2001 unvested, and a pay of 100
",
    );
    sound().roster("id,unvested\na,500000\n").says(
        r"
error: the unvested equity of 1 person is in money, and nobody's pay is: `a`
       has 500000 unvested, taken as that many years' pay
 --> roster.csv:2:1
  |
2 | a,500000
  | ^ expected pay too
  |
  = help: unvested is in the unit of pay: give both in the same money, or
          both in years' pay

1 problem in 1 file; nothing was run
",
    );
}
