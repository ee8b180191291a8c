//! The history: a CSV file with a row a person or spell.
//!
//! Columns: `id` and `entry` (which must be there), `team`, `role`, `hired`, `observed_until`, `exit`, `exit_earliest`, `exit_latest`,
//! `channel`, `destination`, `leads`, as far as they are needed; `name` may be there and is not read. `[history.columns]` says which
//! headings stand for them. Every further column of numbers is a covariate; other columns of text are noted and ignored.

use std::collections::HashMap;

use super::Reader;
use super::covariates::Wanted;
use super::head::{Head, LONGEST};
use super::names::Names;
use super::roster::{NO_TEAM, People};
use super::sheet::{Cell, Row, Sheet};
use super::tree::Table;
use crate::calendar::{Date, DateInterval};
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::people::{History, HistoryRow, Outcome};
use crate::scenario::{Channel, schema};

/// What is gathered while rows are read.
struct Gathering {
    rows: Vec<HistoryRow>,
    /// Where the end of each row's observation is said.
    places: Vec<Place>,
    teams: Names,
    leads: Vec<(usize, String, Place)>,
    channels: Names,
    columns: Vec<String>,
    /// The date up to which everybody is observed, where a row does not say otherwise.
    until: Option<Date>,
}

impl Reader {
    /// `[history]`.
    pub fn history(&mut self, root: &Table, head: &Head, people: &People, wanted: &[Wanted], channels: &[Channel]) -> Option<History> {
        let table = self.table_at(root, "history")?;
        self.keys_of(table, &schema::HISTORY);
        let until = table.get("until").and_then(|node| self.date(node));
        let node = self.required(table, "file", "file = \"history.csv\"")?;
        let path = self.text(node)?;
        let mut sheet = self.sheet(path, &node.place)?;
        self.rename_columns(table, &mut sheet, wanted);
        let missing: Vec<&str> = ["id", "entry"].into_iter().filter(|column| !sheet.has(column)).collect();
        for column in &missing {
            self.push_no_column(&sheet, column);
        }
        if !missing.is_empty() {
            return None;
        }
        let names = channels.iter().map(|channel| channel.name.as_str()).collect();
        self.check_texts(&sheet, &["id", "team", "role", "leads", "destination"]);
        let columns = self.covariate_columns(&sheet, &schema::HISTORY_COLUMNS.names(), wanted);
        let mut all =
            Gathering { rows: Vec::new(), places: Vec::new(), teams: Names::default(), leads: Vec::new(), channels: names, columns, until };
        let errors = self.problems.errors();
        for row in sheet.rows() {
            self.history_row(row, &mut all);
        }
        if all.rows.is_empty() && self.problems.errors() == errors {
            let message = "the history has a header and no row";
            self.problems.push(Diagnostic::error(message).at(&sheet.header()).label("expected rows below"));
        }
        self.check_spells(head, people, &all);
        Some(self.history_of(all))
    }

    /// `[history.columns]`: which headings stand for our columns.
    fn rename_columns(&mut self, table: &Table, sheet: &mut Sheet, wanted: &[Wanted]) {
        let Some(columns) = self.table_at(table, "columns") else { return };
        let columns_of_ours = schema::HISTORY_COLUMNS.names().into_iter();
        let known: Vec<&str> = columns_of_ours.chain(wanted.iter().map(|covariate| covariate.name.as_str())).collect();
        self.known_keys(columns, &known, &[]);
        for entry in columns.entries.iter().filter(|entry| known.contains(&entry.key.as_str())) {
            let Some(heading) = self.text(&entry.node) else { continue };
            if heading != entry.key && sheet.has(&entry.key) {
                let message = format!("the file has a column {} already", quoted(&entry.key));
                self.problems.push(Diagnostic::error(message).at(&entry.node.place).label("expected no second heading"));
            } else if !sheet.rename(heading, &entry.key) {
                let diagnostic = Diagnostic::error(format!("the file has no column {}", quoted(heading)));
                let nearest = self.problems.nearest(heading, sheet.headings().map(|(name, _)| name)).map(str::to_owned);
                self.problems.push(diagnostic.at(&entry.node.place).label("expected a heading of the file").suggest(nearest.as_deref()));
            }
        }
    }

    fn history_row(&mut self, row: Row<'_>, all: &mut Gathering) {
        let columns = std::mem::take(&mut all.columns);
        let covariates = self.covariate_cells(row, &columns, &[]);
        all.columns = columns;
        let id = self.required_cell(row, "id", "an id");
        let entry = self.required_cell(row, "entry", "a date").and_then(|cell| self.date_text("entry", &cell.text, &cell.place));
        let observed_until = self.optional_date(row, "observed_until");
        let (Some(id), Some(entry)) = (id, entry) else { return };
        let Some((outcome, place)) = self.outcome(row, entry, observed_until, all) else { return };
        if let Some(cell) = row.get("leads") {
            all.leads.push((all.rows.len(), cell.text.into_owned(), cell.place));
        }
        let hired = row.get("hired").and_then(|cell| self.hired_before(&cell, entry));
        all.rows.push(HistoryRow {
            id: id.text.into_owned(),
            team: all.teams.insert(row.get("team").map_or(NO_TEAM.into(), |cell| cell.text).as_ref()),
            role: row.get("role").map(|cell| cell.text.into_owned()),
            entry,
            hired,
            leads: None,
            outcome,
            destination: row.get("destination").map(|cell| cell.text.into_owned()),
            covariates,
        });
        all.places.push(place);
    }

    /// A date of hire that is not after the entry; what a coarse date would allow beyond is cut off.
    fn hired_before(&mut self, cell: &Cell<'_>, entry: Date) -> Option<DateInterval> {
        let hired = self.interval_text("hired", &cell.text, &cell.place)?;
        if hired.earliest > entry {
            let message = format!("hired after the entry, {entry}");
            let help = "nobody is under observation before the hire";
            self.problems.push(Diagnostic::error(message).at(&cell.place).label("expected an earlier date").help(help));
        }
        Some(DateInterval { latest: hired.latest.min(entry), ..hired })
    }

    fn required_cell<'s>(&mut self, row: Row<'s>, column: &str, what: &str) -> Option<Cell<'s>> {
        let cell = row.get(column);
        if cell.is_none() {
            let message = format!("this row has no {}", quoted(column));
            self.problems.push(Diagnostic::error(message).at(&row.place_of(column)).label(format!("expected {what}")));
        }
        cell
    }

    fn optional_date(&mut self, row: Row<'_>, column: &str) -> Option<Date> {
        row.get(column).and_then(|cell| self.date_text(column, &cell.text, &cell.place))
    }

    /// How a row ends, and where that is said.
    fn outcome(&mut self, row: Row<'_>, entry: Date, observed_until: Option<Date>, all: &Gathering) -> Option<(Outcome, Place)> {
        let exit = self.exit(row)?;
        let channel = row.get("channel");
        let until = observed_until.or(all.until);
        let Some((date, place)) = exit else {
            if let Some(cell) = channel {
                let message = format!("the channel {} is given without an exit", quoted(&cell.text));
                self.problems.push(Diagnostic::error(message).at(&cell.place).label("expected an exit too, or nothing"));
                return None;
            }
            return self.present(row, entry, until);
        };
        let date = self.within_observation(date, &place, entry, until)?;
        let Some(cell) = channel else {
            let help = "write unknown where it is, and censored for one who left observation for another cause";
            let diagnostic = Diagnostic::error("an exit is given without a channel").at(&row.place_of("channel"));
            self.problems.push(diagnostic.label("expected a channel").help(help));
            return None;
        };
        let outcome = match cell.text.as_ref() {
            "censored" => Outcome::Censored(date),
            "unknown" => Outcome::Exit { date, channel: None },
            name => Outcome::Exit { date, channel: Some(self.known_channel(name, &cell.place, &all.channels)?) },
        };
        Some((outcome, place))
    }

    /// One who is still there at the end of observation.
    fn present(&mut self, row: Row<'_>, entry: Date, until: Option<Date>) -> Option<(Outcome, Place)> {
        let place = row.place_of("observed_until");
        let Some(until) = until else {
            let message = "nothing says until when this person was observed";
            let help = "fill exit or observed_until, or give [history] until for everybody";
            self.problems.push(Diagnostic::error(message).at(&place).label("expected a date").help(help));
            return None;
        };
        if until < entry {
            let message = format!("observation ends on {until}, before it begins on {entry}");
            self.problems.push(Diagnostic::error(message).at(&place).label("expected a later date"));
            return None;
        }
        Some((Outcome::Present(until), place))
    }

    /// The interval of an exit and where it is said; `Some(None)` where there is none, `None` where it could not be read.
    #[expect(clippy::option_option, reason = "no exit and an exit that cannot be read differ")]
    fn exit(&mut self, row: Row<'_>) -> Option<Option<(DateInterval, Place)>> {
        let (earliest, latest) = (row.get("exit_earliest"), row.get("exit_latest"));
        if let (None, None) = (&earliest, &latest) {
            let Some(cell) = row.get("exit") else { return Some(None) };
            return Some(Some((self.interval_text("exit", &cell.text, &cell.place)?, cell.place)));
        }
        let (Some(first), Some(last)) = (earliest, latest) else {
            let message = "exit_earliest and exit_latest must be given together";
            let empty = if row.get("exit_earliest").is_some() { "exit_latest" } else { "exit_earliest" };
            self.problems.push(Diagnostic::error(message).at(&row.place_of(empty)).label("expected a date"));
            return None;
        };
        let earliest = self.date_text("exit_earliest", &first.text, &first.place);
        let latest = self.date_text("exit_latest", &last.text, &last.place);
        let interval = DateInterval { earliest: earliest?, latest: latest? };
        if interval.earliest > interval.latest {
            let message = "exit_latest is before exit_earliest";
            self.problems.push(Diagnostic::error(message).at(&last.place).label("expected a later date"));
            return None;
        }
        Some(Some((interval, first.place)))
    }

    /// An exit lies after entry and not after the end of observation; what a coarse date would allow beyond is cut off.
    fn within_observation(&mut self, date: DateInterval, place: &Place, entry: Date, until: Option<Date>) -> Option<DateInterval> {
        if date.latest <= entry {
            let message = format!("the exit is not after the entry, {entry}");
            self.problems.push(Diagnostic::error(message).at(place).label("expected a later date"));
            return None;
        }
        if let Some(until) = until.filter(|&until| date.earliest > until) {
            let message = format!("the exit is after the end of observation, {until}");
            let help = "leave the exit empty for one who was still there then, or observe for longer";
            self.problems.push(Diagnostic::error(message).at(place).label("expected an earlier date").help(help));
            return None;
        }
        let first_at_risk = entry.tomorrow().unwrap_or(entry);
        Some(DateInterval { earliest: date.earliest.max(first_at_risk), latest: until.map_or(date.latest, |until| date.latest.min(until)) })
    }

    /// Spells of a person follow each other, and nobody on the roster has left for good before the start.
    fn check_spells(&mut self, head: &Head, people: &People, all: &Gathering) {
        let mut spells: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, row) in all.rows.iter().enumerate() {
            spells.entry(&row.id).or_default().push(index);
        }
        for (index, row) in all.rows.iter().enumerate() {
            if self.has_dates && head.clock.years(row.entry) < -LONGEST {
                let message = format!("observed from {}, more than {LONGEST} years before the start, {}", row.entry, head.clock.start());
                self.problems.push(Diagnostic::error(message).at(&all.places[index]).label("expected a later entry"));
            }
            let Some(mut own) = spells.remove(row.id.as_str()) else { continue };
            debug_assert_eq!(own.first(), Some(&index), "the first row of a person comes first");
            own.sort_by_key(|&spell| all.rows[spell].entry);
            for pair in own.windows(2) {
                if all.rows[pair[1]].entry < last_day(&all.rows[pair[0]]) {
                    let message = format!("the spells of {} overlap", quoted(&row.id));
                    self.problems.push(Diagnostic::error(message).at(&all.places[pair[1]]).label("this spell begins before another ends"));
                }
            }
            if let Some(&last) = own.last().filter(|_| self.has_dates && people.ids.get(&row.id).is_some()) {
                self.check_still_there(head, &all.rows[last], &all.places[last]);
            }
        }
    }

    fn check_still_there(&mut self, head: &Head, row: &HistoryRow, place: &Place) {
        let start = head.clock.start();
        if row.exit().is_some_and(|exit| exit.latest < start) {
            let message = format!("{} is on the roster and left before the start, {start}", quoted(&row.id));
            let help = "take the person off the roster, or add the spell that began with the return";
            self.problems.push(Diagnostic::error(message).at(place).label("expected a later exit, or none").help(help));
        }
    }

    /// The history of the rows.
    fn history_of(&mut self, mut all: Gathering) -> History {
        for (index, team, place) in std::mem::take(&mut all.leads) {
            all.rows[index].leads = all.teams.get(&team);
            if all.rows[index].leads.is_none() {
                self.push_unknown("team", &team, &place, &all.teams);
            }
        }
        History { rows: all.rows, teams: all.teams.into_vec(), covariates: all.columns }
    }
}

/// The last day on which a row's spell is certain not to be over: of a coarse exit the first that is possible.
fn last_day(row: &HistoryRow) -> Date {
    match row.outcome {
        Outcome::Present(until) => until,
        Outcome::Censored(date) | Outcome::Exit { date, .. } => date.earliest,
    }
}
