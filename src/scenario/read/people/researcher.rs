//! One researcher: a row of the roster's file, or a table in the scenario.

use super::super::Reader;
use super::super::csv::file_kind::FileKind;
use super::super::csv::sheet::Row;
use super::super::csv::spellings::Named;
use super::super::csv::synonyms::ROSTER;
use super::super::file::tree::{Entry, Node, Table, Value};
use super::super::numbers::ranges::{MONEY, short};
use super::super::root::{LONGEST, RootKeys};
use super::covariates::Wanted;
use super::roster::{Gathering, NO_TEAM};
use crate::calendar::{Date, DateInterval};
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::people::{Hire, Researcher};
use crate::scenario::schema;

impl Reader {
    /// The people of a CSV file.
    pub fn roster_file(&mut self, table: &Table, node: &Node, root_keys: &RootKeys, wanted: &[Wanted], all: &mut Gathering) {
        let path = self.text(node);
        let kind =
            FileKind::new("a roster", &["id"], &schema::RESEARCHER.names()).with_headings_in(table).with_covariates(wanted).of(ROSTER);
        let Some(mut sheet) = path.and_then(|path| self.sheet(path, &node.place, &kind)) else {
            all.is_lost = true;
            return;
        };
        self.rename_columns(table, &mut sheet, &schema::ROSTER_COLUMNS, wanted);
        let mut unread = self.unread(table, &sheet);
        self.take_synonyms(ROSTER, &mut sheet, &schema::RESEARCHER.names(), wanted, &unread);
        if !sheet.has("id") {
            self.push_no_column(&sheet, "id");
            all.is_lost = true;
            return;
        }
        self.refuse_rows_of_nobody(&mut sheet);
        self.check_texts(&sheet, &["id", "team", "role", "leads", "skills"]);
        self.check_thousands(&sheet, "pay", true);
        self.check_thousands(&sheet, "unvested", true);
        unread.extend(self.check_leavers(&sheet, root_keys, wanted, &unread));
        let columns = self.covariate_columns(ROSTER, &sheet, &schema::RESEARCHER.names(), wanted, &unread);
        let lacking = wanted.iter().filter(|covariate| !sheet.has(&covariate.name));
        all.lacking.extend(lacking.map(|covariate| (covariate.name.clone(), sheet.header())));
        all.is_lost |= !sheet.is_whole();
        for row in sheet.rows() {
            self.row_researcher(row, root_keys, &columns, wanted, all);
        }
    }

    fn row_researcher(&mut self, row: Row<'_>, root_keys: &RootKeys, columns: &[String], wanted: &[Wanted], all: &mut Gathering) {
        self.spellings.note_row(row);
        let covariates = self.covariate_cells(row, columns, wanted);
        let Some(id) = row.get("id") else {
            self.problems.push(Diagnostic::error("this row has no `id`").at(&row.place_of("id")).label("expected an id"));
            all.is_lost = true;
            return;
        };
        let hired = row.get("hired").map(|cell| {
            let interval = self.interval_text("hired", &cell.text, &cell.place);
            self.hire(interval, root_keys, &cell.place)
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
            leads: Vec::new(),
            last_day: None,
            skills: row.get("skills").map(|cell| self.noted_skills(&cell.text, &cell.place)).unwrap_or_default(),
            covariates: Vec::new(),
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
        for (kind, key) in [(Named::Id, "id"), (Named::Team, "team"), (Named::Role, "role")] {
            if let Some(Node { place, value: Value::Text(name), .. }) = table.get(key) {
                self.spellings.note(kind, name, place);
            }
        }
        let Some((node, id)) = self.required(table, "id", "id = \"p-01\"").and_then(|node| Some((node, self.text(node)?))) else {
            all.is_lost = true;
            return;
        };
        let hired = table.get("hired").map(|node| {
            let interval = self.interval(node);
            self.hire(interval, root_keys, &node.place)
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
            leads: Vec::new(),
            last_day: None,
            skills: table.get("skills").map(|node| self.inline_skills(node)).unwrap_or_default(),
            covariates: Vec::new(),
        };
        let leads = table.get("leads").map_or(&[][..], Node::items);
        let leads = leads.iter().filter_map(|item| Some((self.text(item)?.to_owned(), item.place.clone()))).collect();
        self.add(researcher, &node.place, leads, values.into_iter(), all);
    }

    /// Keys with numbers beside the known ones. Others are unknown keys.
    fn inline_covariates(&mut self, table: &Table, all: &Gathering) -> Vec<(String, Option<f64>)> {
        let is_number = |entry: &&Entry| matches!(entry.node.value, Value::Integer(_) | Value::Float(_));
        let columns = schema::RESEARCHER.names();
        let further = || table.entries.iter().filter(|entry| !columns.contains(&entry.key.as_str()));
        let numeric: Vec<&str> = further().filter(is_number).map(|entry| entry.key.as_str()).collect();
        let known: Vec<&str> = columns.iter().copied().chain(numeric).collect();
        self.known_keys(table, &known, &[]);
        for entry in further().filter(is_number).filter(|entry| all.covariates.get(&entry.key).is_none()) {
            self.warn_of_protected_column(&entry.key, &entry.key_place);
        }
        further().filter(is_number).map(|entry| (entry.key.clone(), self.inline_number_of_either_sign(&entry.node))).collect()
    }

    fn inline_number_of_either_sign(&mut self, node: &Node) -> Option<f64> {
        let value = match node.value {
            Value::Integer(number) => number as f64,
            Value::Float(number) => number,
            _ => {
                self.mismatch(node, "a number", "expected a number");
                return None;
            }
        };
        if !value.is_finite() {
            let message = format!("{} must be finite", quoted(&node.path));
            self.problems.push(Diagnostic::error(message).at(&node.place).label("expected a number"));
            return None;
        }
        Some(value)
    }

    fn inline_money(&mut self, node: &Node, is_positive: bool) -> Option<f64> {
        let value = self.inline_number_of_either_sign(node)?;
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
            self.spellings.note(Named::Skill, skill, place);
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

    /// A number that must not be negative, or must be positive.
    pub(in crate::scenario::read) fn at_least(&mut self, what: &str, value: f64, is_positive: bool, place: &Place) -> Option<f64> {
        if value > 0.0 || value == 0.0 && !is_positive {
            return Some(value);
        }
        let range = if is_positive { "above 0" } else { "0 or more" };
        let message = format!("{} is {}; it must be {range}", quoted(what), short(value));
        self.problems.push(Diagnostic::error(message).at(place).label(format!("expected a number {range}")));
        None
    }

    /// A date of hire: before the horizon, and known to the day unless it may be before the start; then it is.
    fn hire(&mut self, interval: Option<DateInterval>, root_keys: &RootKeys, place: &Place) -> Hire {
        let start = root_keys.clock.start();
        // Somebody whose date was given and is wrong does not lack one, and nothing else is said of it.
        let stand_in = Hire::Within(DateInterval { earliest: Date::MIN, latest: root_keys.horizon });
        let Some(interval) = interval.filter(|_| self.has_dates) else { return stand_in };
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
                self.hired_about_start.push(place.clone());
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
