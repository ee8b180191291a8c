//! The weights of the organisations behind a channel.

use super::competitors::newco;
use super::sound;

#[test]
fn negative_weight() {
    newco("weight = -1\n").says(
        r"
error: `competitors.newco.weight` is -1; a weight is 0 or more
  --> team.toml:14:10
   |
14 | weight = -1
   |          ^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn absurd_weight() {
    newco("weight = 2e6\n").says(
        r"
error: `competitors.newco.weight` is 2000000, which is absurdly large
  --> team.toml:14:10
   |
14 | weight = 2e6
   |          ^^^ expected at most 1000000
   |
   = help: weights count beside each other: 1 and 2 say as much as 1000 and
           2000

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn weight_in_quotes() {
    newco("weight = \"50%\"\n").says(
        r#"
error: `competitors.newco.weight` must be a number, not text
  --> team.toml:14:10
   |
14 | weight = "50%"
   |          ^^^^^ expected a number, or a distribution
   |
   = help: write 0.5

1 problem in 1 file; nothing was run
"#,
    );
}

#[test]
fn negative_unnamed_weight() {
    newco("[channels.lab]\nhazard_per_year = 0.1\nunnamed_weight = -1\n").says(
        r"
error: `channels.lab.unnamed_weight` is -1; a weight is 0 or more
  --> team.toml:16:18
   |
16 | unnamed_weight = -1
   |                  ^^ expected a number, 0 or more

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn channel_that_leads_nowhere() {
    sound().with("[channels.startup]\nhazard_per_year = 0.1\nunnamed_weight = 0\n").says(
        r"
error: the channel `startup` leads nowhere: unnamed_weight is 0, and no
       competitor has a weight
  --> team.toml:10:1
   |
10 | [channels.startup]
   | ^^^^^^^^^^^^^^^^^^ all weights are 0
   |
   = help: give one of them a weight above 0; where people leave by pull
           alone, give the channel hazard_per_year = 0 instead

1 problem in 1 file; nothing was run
",
    );
}

#[test]
fn channel_whose_weights_are_all_0() {
    sound().with("[channels.startup]\nhazard_per_year = 0.1\nunnamed_weight = { values = [0, 0] }\n[competitors.newco]\nchannel = \"startup\"\nweight = 0\n[competitors.oldco]\nchannel = \"other\"\n").says(r"
error: the channel `startup` leads nowhere: unnamed_weight is 0, and no
       competitor has a weight
  --> team.toml:10:1
   |
10 | [channels.startup]
   | ^^^^^^^^^^^^^^^^^^ all weights are 0
   |
   = help: give one of them a weight above 0; where people leave by pull
           alone, give the channel hazard_per_year = 0 instead

1 problem in 1 file; nothing was run
");
}

#[test]
fn channel_that_may_lead_somewhere() {
    sound().with("[channels.startup]\nhazard_per_year = 0.1\nunnamed_weight = 0\n[competitors.newco]\nchannel = \"startup\"\nweight = { values = [0, 1] }\n").remarks(r"
");
}
