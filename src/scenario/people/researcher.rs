//! One researcher: a row of the roster's file, or a table in the scenario.

use super::covariates::{self, Wanted};
use super::money::IN_MONEY;
use super::names::{ID, ROLE, SKILL, TEAM};
use super::roster::{Gathering, NO_TEAM, ROSTER_COLUMNS};
use super::synonyms::ROSTER_FILE;
use crate::calendar::{Date, DateInterval};
use crate::diagnostic::{Diagnostic, Place};
use crate::people::{Hire, Researcher};
use crate::scenario::file::csv::file_kind::FileKind;
use crate::scenario::file::csv::sheet::Row;
use crate::scenario::file::numbers::ranges::{MONEY, Support};
use crate::scenario::file::section::Other;
use crate::scenario::file::{Entry, Form, Key, Keys, Node, Reader, Section, Table, Value};
use crate::scenario::root::{LONGEST, RootKeys};

/// A `[[researchers]]` table; its keys are also the columns of a roster file.
pub(in crate::scenario) static RESEARCHER: Section = Section {
    others: Some(Other { about: "A covariate, which channels may weigh.", form: Form::Number(None) }),
    needs: &[("last_channel", "last_day")],
    ..Section::new(
        "One researcher.",
        &[
            Key::new("id", Form::Text, "The id, unique; results and messages use nothing else.").required().example("\"p-01\""),
            Key::new("name", Form::Text, "The name; never read, never printed.").example("\"A. Nyone\""),
            Key::new("team", Form::Text, "The team's name.").default("\"all\""),
            Key::new("role", Form::Text, "The role.").example("\"scientist\""),
            Key::new(
                "hired",
                Form::CoarseDate,
                "The date of hire; the month or the year alone will do where it is before the start. After the start: joins then.",
            )
            .example("\"2024-05\""),
            Key::new("pay", Form::Number(Some(Support::Positive)), "Annual pay, in any currency or unit.").default("1.0"),
            Key::new("unvested", Form::Number(Some(Support::NotNegative)), "Unvested equity, in the unit of pay.").default("0.0"),
            Key::new("vests_by", Form::Date, "When the last of the unvested equity vests.").example("\"2028-06-30\""),
            Key::new("leads", Form::TextOrTexts, "The team that this person leads, or several: a list, or a text separated by semicolons.").example("\"all\""),
            Key::new("skills", Form::TextOrTexts, "Skills: a list, or a text separated by semicolons.").example("[\"pretraining\"]"),
            Key::new(
                "last_day",
                Form::Date,
                "The last day, where it is known at the start, as by a fixed term or a notice given: gone on that date in every trial, and at no risk before.",
            )
            .example("\"2028-06-30\""),
            Key::new("last_channel", Form::Text, "The channel that the exit on the last day counts under.").example("\"other\""),
        ],
    )
};

impl Reader {
    /// The people of a CSV file.
    pub fn roster_file(&mut self, table: &Table, node: &Node, root_keys: &RootKeys, wanted: &[Wanted], all: &mut Gathering) {
        let path = self.text(node);
        let names = RESEARCHER.names();
        let kind = FileKind::new("a roster", &["id"], &names).with_headings_in(table);
        let kind = kind.with_columns(covariates::names(wanted)).with_fields(ROSTER_FILE.fields);
        let Some(mut sheet) = path.and_then(|path| self.sheet(path, &node.place, &kind)) else {
            all.is_lost = true;
            return;
        };
        let known: Vec<&str> = ROSTER_COLUMNS.names().into_iter().chain(covariates::names(wanted)).collect();
        self.rename_columns(table, &mut sheet, &known);
        let mut unread = self.unread(table, &sheet);
        self.take_synonyms(ROSTER_FILE, &mut sheet, &names, wanted, &unread);
        if !sheet.has("id") {
            self.push_no_column(&sheet, "id");
            all.is_lost = true;
            return;
        }
        self.refuse_rows_of_nobody(&mut sheet);
        self.check_texts(&sheet, &["id", "team", "role", "leads", "skills"]);
        self.check_thousands(&sheet, "pay", Some(IN_MONEY));
        self.check_thousands(&sheet, "unvested", Some(IN_MONEY));
        unread.extend(self.check_leavers(&sheet, root_keys, wanted, &unread));
        let columns = self.covariate_columns(ROSTER_FILE, &sheet, &names, wanted, &unread);
        let lacking = wanted.iter().filter(|covariate| !sheet.has(&covariate.name));
        all.lacking.extend(lacking.map(|covariate| (covariate.name.clone(), sheet.header())));
        all.is_lost |= !sheet.is_whole();
        for row in sheet.rows() {
            self.row_researcher(row, root_keys, &columns, wanted, all);
        }
    }

    fn row_researcher(&mut self, row: Row<'_>, root_keys: &RootKeys, columns: &[String], wanted: &[Wanted], all: &mut Gathering) {
        self.note_names(row);
        let covariates = self.covariate_cells(row, columns, wanted);
        let Some(id) = row.get("id") else {
            self.problems.push(Diagnostic::error("this row has no `id`").at(&row.place_of("id")).label("expected an id"));
            all.is_lost = true;
            return;
        };
        let hired = row.get("hired").map(|cell| {
            let interval = self.interval_text("hired", &cell.text, &cell.place);
            self.hire(interval, root_keys, &cell.place, all)
        });
        let pay = row.get("pay").and_then(|cell| {
            let pay = self.number_text("pay", &cell.text, &cell.place)?;
            self.money_of_person("pay", pay, true, &cell.place)
        });
        if row.get("pay").is_some() {
            all.paid += 1;
        } else {
            all.unpaid.push(id.place.clone());
        }
        let unvested = row.get("unvested").and_then(|cell| {
            let unvested = self.number_text("unvested", &cell.text, &cell.place)?;
            self.money_of_person("unvested", unvested, false, &cell.place)
        });
        let vests_by = row.get("vests_by").and_then(|cell| Some((self.date_text("vests_by", &cell.text, &cell.place)?, cell.place)));
        all.note_vesting(unvested, vests_by.as_ref(), root_keys);
        let last_day = row.get("last_day").and_then(|cell| Some((self.date_text("last_day", &cell.text, &cell.place)?, cell.place)));
        let last_channel = row.get("last_channel").map(|cell| (cell.text.into_owned(), cell.place));
        if last_day.is_some() || row.get("last_day").is_none() {
            let given = self.last_day(last_day, last_channel, hired.as_ref(), root_keys);
            all.note_last_day(given);
        }
        let researcher = Researcher {
            id: id.text.clone().into_owned(),
            team: all.teams.insert(row.get("team").map_or(NO_TEAM.into(), |cell| cell.text).as_ref()),
            role: row.get("role").map(|cell| cell.text.into_owned()),
            hired,
            pay: pay.unwrap_or(1.0),
            unvested: unvested.unwrap_or(0.0),
            vests_by: vests_by.map(|(date, _)| date),
            leads: Box::default(),
            last_day: None,
            skills: row.get("skills").map(|cell| self.noted_skills(&cell.text, &cell.place).into()).unwrap_or_default(),
            covariates: Box::default(),
        };
        let leads = row.get("leads").map(|cell| (cell.text.into_owned(), cell.place)).into_iter().collect();
        let values = columns.iter().cloned().zip(covariates);
        self.add(researcher, &id.place, leads, values, all);
    }

    /// A researcher of a `[[researchers]]` table.
    pub fn inline_researcher(&mut self, table: &Table, root_keys: &RootKeys, wanted: &[Wanted], all: &mut Gathering) {
        let values = self.inline_covariates(table, all);
        let lacking = wanted.iter().filter(|covariate| table.get(&covariate.name).is_none());
        all.lacking.extend(lacking.map(|covariate| (covariate.name.clone(), table.place.clone())));
        for (kind, key) in [(ID, "id"), (TEAM, "team"), (ROLE, "role")] {
            if let Some(Node { place, value: Value::Text(name), .. }) = table.get(key) {
                self.spellings.note(kind, name, place);
            }
        }
        let Some((node, id)) = self.required(Keys { table, section: &RESEARCHER }, "id").and_then(|node| Some((node, self.text(node)?)))
        else {
            all.is_lost = true;
            return;
        };
        let hired = table.get("hired").map(|node| {
            let interval = self.interval(node);
            self.hire(interval, root_keys, &node.place, all)
        });
        let last_day = table.get("last_day").and_then(|node| Some((self.date(node)?, node.place.clone())));
        let last_channel = table.get("last_channel").and_then(|node| Some((self.text(node)?.to_owned(), node.place.clone())));
        if last_day.is_some() || table.get("last_day").is_none() {
            let given = self.last_day(last_day, last_channel, hired.as_ref(), root_keys);
            all.note_last_day(given);
        }
        if table.get("pay").is_some() {
            all.paid += 1;
        } else {
            all.unpaid.push(node.place.clone());
        }
        let team = table.get("team").and_then(|node| self.text(node)).unwrap_or(NO_TEAM);
        let pay = table.get("pay").and_then(|node| self.inline_money(node, true));
        let unvested = table.get("unvested").and_then(|node| self.inline_money(node, false));
        let vests_by = table.get("vests_by").and_then(|node| Some((self.date(node)?, node.place.clone())));
        all.note_vesting(unvested, vests_by.as_ref(), root_keys);
        let researcher = Researcher {
            id: id.to_owned(),
            team: all.teams.insert(team),
            role: table.get("role").and_then(|node| self.text(node)).map(str::to_owned),
            hired,
            pay: pay.unwrap_or(1.0),
            unvested: unvested.unwrap_or(0.0),
            vests_by: vests_by.map(|(date, _)| date),
            leads: Box::default(),
            last_day: None,
            skills: table.get("skills").map(|node| self.inline_skills(node).into()).unwrap_or_default(),
            covariates: Box::default(),
        };
        let leads = table.get("leads").map_or(&[][..], Node::items);
        let leads = leads.iter().filter_map(|item| Some((self.text(item)?.to_owned(), item.place.clone()))).collect();
        self.add(researcher, &node.place, leads, values.into_iter(), all);
    }

    /// Keys with numbers beside the known ones. Others are unknown keys.
    fn inline_covariates(&mut self, table: &Table, all: &Gathering) -> Vec<(String, Option<f64>)> {
        let is_number = |entry: &&Entry| matches!(entry.node.value, Value::Integer(_) | Value::Float(_));
        let columns = RESEARCHER.names();
        let further = || table.entries.iter().filter(|entry| !columns.contains(&entry.key.as_str()));
        let numeric: Vec<&str> = further().filter(is_number).map(|entry| entry.key.as_str()).collect();
        let known: Vec<&str> = columns.iter().copied().chain(numeric).collect();
        self.known_keys(table, &known, &[]);
        for entry in further().filter(is_number).filter(|entry| all.covariates.get(&entry.key).is_none()) {
            self.warn_of_protected_column(&entry.key, &entry.key_place);
        }
        further().filter(is_number).map(|entry| (entry.key.clone(), self.finite_number(&entry.node))).collect()
    }

    fn inline_money(&mut self, node: &Node, is_positive: bool) -> Option<f64> {
        let value = self.finite_number(node)?;
        self.money_of_person(&node.path, value, is_positive, &node.place)
    }

    fn inline_skills(&mut self, node: &Node) -> Vec<String> {
        let texts: Vec<(&str, &Place)> = node.items().iter().filter_map(|item| Some((self.text(item)?, &item.place))).collect();
        texts.into_iter().flat_map(|(text, place)| self.noted_skills(text, place)).collect()
    }

    /// The skills in a text at a place.
    fn noted_skills(&mut self, text: &str, place: &Place) -> Vec<String> {
        let skills = skills(text);
        for skill in &skills {
            self.spellings.note(SKILL, skill, place);
        }
        skills
    }

    /// Money that must not be negative, or must be positive.
    fn money_of_person(&mut self, what: &str, value: f64, is_positive: bool, place: &Place) -> Option<f64> {
        let value = self.at_least(what, value, is_positive, place)?;
        let Some(refusal) = MONEY.refusal(what, value) else { return Some(value) };
        let help = "money of all people is added up: give it in thousands or millions of the currency, everybody's alike";
        self.problems.push(Diagnostic::error(refusal.message).at(place).label(refusal.label).help(help));
        None
    }

    /// A date of hire: before the horizon, and known to the day unless it may be before the start; then it is.
    fn hire(&mut self, interval: Option<DateInterval>, root_keys: &RootKeys, place: &Place, all: &mut Gathering) -> Hire {
        let start = root_keys.clock.start();
        // Somebody whose date was given and is wrong does not lack one, and nothing else is said of it.
        let stand_in = Hire::Within(DateInterval { earliest: Date::MIN, latest: root_keys.horizon });
        let Some(interval) = interval.filter(|_| root_keys.has_dates) else { return stand_in };
        if interval.earliest > root_keys.horizon {
            let message = format!("hired after the horizon, {}", root_keys.horizon);
            let help = "take this person out: the scenario ends before";
            self.problems.push(Diagnostic::error(message).at(place).label("expected an earlier date").help(help));
            return stand_in;
        }
        if root_keys.clock.years(interval.latest) < -LONGEST {
            let message = format!("hired more than {LONGEST} years before the start, {start}");
            self.problems.push(Diagnostic::error(message).at(place).label("expected a later date"));
            return stand_in;
        }
        match interval.exact() {
            Some(date) => Hire::On(date),
            None if interval.earliest > start => {
                let message = format!("a date of hire after the start, {start}, must be known to the day");
                let help = "who joins later is not among the retained, so the day matters";
                self.problems.push(Diagnostic::error(message).at(place).label("expected a date to the day").help(help));
                stand_in
            }
            None if interval.latest > start => {
                all.hired_about_start.push(place.clone());
                let by_then = DateInterval { latest: start, ..interval };
                by_then.exact().map_or(Hire::Within(by_then), Hire::On)
            }
            None => Hire::Within(interval),
        }
    }
}

/// The skills in a cell, separated by semicolons.
fn skills(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|skill| !skill.is_empty()).map(str::to_owned).collect()
}
