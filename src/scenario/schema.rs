//! The keys of the whole file, and their JSON Schema. The keys of each part stand with the part.

use super::assertions::ASSERT;
use super::budget::BUDGET;
use super::exits::channels::CHANNEL;
use super::exits::competitors::COMPETITOR;
use super::exits::contagion::CONTAGION;
use super::exits::frailty::FRAILTY;
use super::exits::heat::HEAT;
use super::exits::pay::{DISCOUNT_RATE, PAY};
use super::exits::shocks::SHOCK;
use super::exits::spinouts::SPINOUTS;
use super::file::json_schema::section;
use super::file::{Form, Key, Section};
use super::history::HISTORY;
use super::people::researcher::RESEARCHER;
use super::people::roster::ROSTER;
use super::policy::policy_schema;
use super::privacy::PRIVACY;
use super::root::{self, PARAMETERS};
use super::staffing::capabilities::CAPABILITY;
use super::staffing::hiring::HIRING;
use super::staffing::notice::NOTICE;
use super::staffing::returns::RETURNS;
use super::what_if::WHAT_IF;

/// The whole file.
pub(super) static ROOT: Section = Section::new(
    "A scenario of stayput: who is in a research team, what offers they receive, what an exit changes for the others.",
    &[
        root::NAME,
        root::START,
        root::HORIZON,
        root::TRIALS,
        root::SEED,
        Key::new("roster", Form::Table(&ROSTER), "Who is there: a CSV file, a rule that generates people, or both."),
        Key::new("researchers", Form::Tables(&RESEARCHER), "People written down in this file, besides or instead of a roster."),
        Key::new(
            "history",
            Form::Table(&HISTORY),
            "Who was there and who left when: earlier exits that still act, and what to learn from.",
        ),
        Key::new("parameters", Form::Table(&PARAMETERS), "How what is uncertain is drawn."),
        Key::new(
            "channels",
            Form::Named(&CHANNEL),
            "The kinds of exit that compete, by name: found, startup, lab, other, dismissed, or a name of your own with a kind.",
        )
        .required()
        .hint("[channels.other] hazard_per_year = 0.1"),
        Key::new("contagion", Form::Table(&CONTAGION), "What an exit does to the hazards of those who are left."),
        Key::new("competitors", Form::Named(&COMPETITOR), "The organisations behind the channels, by name."),
        Key::new("spinouts", Form::Table(&SPINOUTS), "What follows when a person founds a startup: who comes along, who is pulled after."),
        Key::new("notice", Form::Table(&NOTICE), "The time between a decision to leave and the exit."),
        Key::new("returns", Form::Table(&RETURNS), "How those who left come back."),
        Key::new("hiring", Form::Table(&HIRING), "How seats are filled again."),
        Key::new("capabilities", Form::Named(&CAPABILITY), "What the lab needs its people for, by name."),
        Key::new("shocks", Form::Tables(&SHOCK), "Dated events, certain or possible, that change hazards for a while."),
        Key::new("heat", Form::Table(&HEAT), "The market's demand, which multiplies the offers of channels."),
        Key::new("frailty", Form::Table(&FRAILTY), "What differs between people that no column knows."),
        Key::new("pay", Form::Table(&PAY), "How hazards answer to pay and to unvested equity."),
        Key::new(
            "policies",
            Form::OfKinds(policy_schema),
            "What the lab can do, by name: compared with doing nothing, or in force in a run that names it.",
        ),
        Key::new("budget", Form::Table(&BUDGET), "What each policy is to spend, so that they are compared at equal money."),
        Key::new("what_if", Form::Named(&WHAT_IF), "What may happen, by name: compared with the scenario as it is, on the same luck."),
        DISCOUNT_RATE,
        Key::new("assert", Form::Tables(&ASSERT), "Claims about the results that the exit code reports: 0 if all hold, 1 if one fails."),
        Key::new("privacy", Form::Table(&PRIVACY), "What results may say of small groups."),
    ],
);

/// The JSON Schema of scenario files, as indented text.
pub fn json_schema() -> String {
    let mut schema = section(&ROOT);
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = "stayput scenario".into();
    format!("{schema:#}\n")
}
