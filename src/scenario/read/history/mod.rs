//! The history: a CSV file with a row a person or spell.
//!
//! Columns: `id` and `entry` (which must be there; `[history] from` can stand for the latter), `team`, `role`, `hired`, `observed_until`,
//! `exit`, `exit_earliest`, `exit_latest`, `channel`, `destination`, `leads`, as far as they are needed; `name` may be there and is not
//! read. `[history.columns]` says which headings stand for them, `[history.channels]` what the words in `channel` mean. Every further column of numbers is a covariate; other columns of text are noted and ignored.

pub(in crate::scenario::read) mod channel_words;
pub(in crate::scenario::read) mod durations;
pub(in crate::scenario::read) mod entry;
pub(in crate::scenario::read) mod observation;

use std::collections::{HashMap, HashSet};

use self::channel_words::ChannelWords;
use self::observation::{Observation, Oddities, Window};
use super::Reader;
use super::csv::file_kind::FileKind;
use super::csv::sheet::{Cell, Row};
use super::csv::synonyms::HISTORY;
use super::file::tree::Table;
use super::names::Names;
use super::people::covariates::Wanted;
use super::people::roster::{NO_TEAM, People};
use super::root::{LONGEST, RootKeys};
use crate::calendar::{Date, Unit, days_between};
use crate::diagnostic::{Diagnostic, Place, quoted};
use crate::people::{History, HistoryRow, Outcome};
use crate::scenario::{Channel, schema};

/// What to do where nothing says when observation began.
const FROM_WHEN: &str =
    "it is when observation began, not the hire: the date from which exits were recorded; [history] from gives it for everybody";

/// What is gathered while rows are read.
pub(super) struct Gathering {
    pub rows: Vec<HistoryRow>,
    /// Where the end of each row's observation is said.
    pub places: Vec<Place>,
    /// Whether each row says nothing of an exit, not even of one after the end of observation.
    pub is_open: Vec<bool>,
    pub teams: Names,
    leads: Vec<(usize, String, Place)>,
    words: ChannelWords,
    columns: Vec<String>,
    /// From when and until when everybody is observed, where a row does not say otherwise.
    from: Option<Date>,
    until: Option<Date>,
    unit: Option<Unit>,
    has_events: bool,
    /// Whether a column has teams.
    pub has_teams: bool,
    odd: Oddities,
    /// Those of whom a row could not be read, so that the others do not tell all.
    pub lost: HashSet<String>,
}

impl Reader {
    /// `[history]`.
    pub fn history(
        &mut self,
        root: &Table,
        root_keys: &RootKeys,
        people: &People,
        wanted: &[Wanted],
        channels: &[Channel],
    ) -> Option<History> {
        let table = self.table_at(root, "history")?;
        self.keys_of(table, &schema::HISTORY);
        let [from, until] = ["from", "until"].map(|key| table.get(key).and_then(|node| self.date(node)));
        let node = self.required(table, "file", "file = \"history.csv\"")?;
        let path = self.text(node)?;
        let kind = FileKind::new("a history", &["id", "entry"], &schema::HISTORY_COLUMNS.names());
        let mut sheet = self.sheet(path, &node.place, &kind.with_headings_in(table).with_covariates(wanted).of(HISTORY))?;
        self.rename_columns(table, &mut sheet, &schema::HISTORY_COLUMNS, wanted);
        let unread = self.unread(table, &sheet);
        self.take_synonyms(HISTORY, &mut sheet, &schema::HISTORY_COLUMNS.names(), wanted, &unread);
        if !sheet.has("id") {
            self.push_no_column(&sheet, "id");
        }
        let has_entry = sheet.has("entry") || table.get("from").is_some();
        if !has_entry {
            let diagnostic = Diagnostic::error("the file has no column `entry`").at(&sheet.header());
            self.problems.push(diagnostic.label("expected a heading entry").help(FROM_WHEN));
        }
        let has_exits = self.has_exits(&sheet);
        if !sheet.has("id") || !has_entry || !has_exits {
            return None;
        }
        let errors = self.problems.errors();
        let words = self.channel_words(table, channels);
        let unit = self.duration_unit(table, &sheet);
        self.warn_of_ones(&sheet, |word| words.has(word));
        self.refuse_rows_of_nobody(&mut sheet);
        self.check_texts(&sheet, &["id", "team", "role", "leads", "destination"]);
        self.check_thousands(&sheet, "duration", false);
        let columns = self.covariate_columns(HISTORY, &sheet, &schema::HISTORY_COLUMNS.names(), wanted, &unread);
        let mut all = Gathering {
            rows: Vec::new(),
            places: Vec::new(),
            is_open: Vec::new(),
            teams: Names::default(),
            leads: Vec::new(),
            words,
            columns,
            from,
            until,
            unit,
            has_events: sheet.has("event"),
            has_teams: sheet.has("team"),
            odd: Oddities::default(),
            lost: HashSet::new(),
        };
        for row in sheet.rows() {
            self.history_row(row, people, &mut all);
        }
        self.tell_oddities(&all.odd);
        self.warn_of_hires_from_elsewhere(&all.odd, all.from);
        self.warn_of_unused_words(table, &sheet, &all.words);
        self.warn_of_empty_time(table, root_keys, &all);
        self.tell_strange_words(&all.words);
        if all.rows.is_empty() && self.problems.errors() == errors {
            let (message, label) = if sheet.rows().next().is_some() {
                ("nobody of the history was under observation for a day", "expected a row of which something is left")
            } else {
                ("the history has a header and no row", "expected rows below")
            };
            let reasons = all.odd.reasons();
            let diagnostic = Diagnostic::error(message).at(&sheet.header()).label(label);
            self.problems.push(if reasons.is_empty() { diagnostic } else { diagnostic.help(format!("left out: {reasons}")) });
        }
        self.check_spells(root_keys, people, &all);
        self.warn_of_contradictions(root, root_keys, people, &all);
        Some(self.history_of(all))
    }

    /// Warns of an end of observation after the start, where nothing in the history is after the start: of a time that has not come yet, all
    /// would count as staying. A history for a test on the past knows who came and left in that time, unless it is short or they are few.
    fn warn_of_empty_time(&mut self, table: &Table, root_keys: &RootKeys, all: &Gathering) {
        /// Without an exit in so long [days], people are rather not observed.
        const LONG: i32 = 366;
        /// That no exit comes where so many are expected has a chance of 1 in 20.
        const EXPECTED: f64 = 3.0;
        let (Some(until), Some(node), true) = (all.until, table.get("until"), self.has_dates) else { return };
        let start = root_keys.clock.start();
        let last = |row: &HistoryRow| {
            let end = if let Outcome::Present(_) = row.outcome { row.entry } else { last_day(row) };
            row.hired.map_or(end, |hired| hired.earliest.max(end))
        };
        if until <= start || all.rows.is_empty() || all.rows.iter().any(|row| last(row) > start) || all.odd.has_late() {
            return;
        }
        let exits = all.rows.iter().filter(|row| row.exit().is_some()).count() as f64;
        let first = all.rows.iter().map(|row| row.entry).min().unwrap_or(start);
        let (before, after) = (days_between(first, start), days_between(start, until));
        if after < LONG && exits * f64::from(after) < EXPECTED * f64::from(before) {
            return;
        }
        let message = format!("observation ends on {until}, after the start, {start}, and the history knows nothing of the time between");
        let help = "everybody counts as staying until then: give the day on which the history was made; who is to leave has a `last_day` on \
                    the roster";
        self.problems.push(Diagnostic::warning(message).at(&node.place).help(help));
    }

    fn history_row(&mut self, row: Row<'_>, people: &People, all: &mut Gathering) {
        self.spellings.note_row(row);
        let columns = std::mem::take(&mut all.columns);
        let covariates = self.covariate_cells(row, &columns, &[]);
        all.columns = columns;
        let id = self.required_cell(row, "id", "an id");
        let window = Window { from: all.from, until: all.until, unit: all.unit, has_events: all.has_events };
        let odd = all.odd.count();
        let on_roster = id.as_ref().and_then(|id| self.hire_on_roster(people, &id.text));
        let observation = self.observation(row, window, on_roster, &mut all.words, &mut all.odd);
        if let (Some(id), None) = (&id, &observation)
            && all.odd.count() == odd
        {
            all.lost.insert(id.text.clone().into_owned());
        }
        let (Some(id), Some(Observation { entry, hired, outcome, place, is_open })) = (id, observation) else { return };
        if let Some(cell) = row.get("leads") {
            all.leads.push((all.rows.len(), cell.text.into_owned(), cell.place));
        }
        all.rows.push(HistoryRow {
            id: id.text.into_owned(),
            team: all.teams.insert(row.get("team").map_or(NO_TEAM.into(), |cell| cell.text).as_ref()),
            role: row.get("role").map(|cell| cell.text.into_owned()),
            entry,
            hired,
            leads: Vec::new(),
            outcome,
            destination: row.get("destination").map(|cell| cell.text.into_owned()),
            covariates,
        });
        all.places.push(place);
        all.is_open.push(is_open);
    }

    pub(super) fn required_cell<'s>(&mut self, row: Row<'s>, column: &str, what: &str) -> Option<Cell<'s>> {
        let cell = row.get(column);
        if cell.is_none() {
            let message = format!("this row has no {}", quoted(column));
            self.problems.push(Diagnostic::error(message).at(&row.place_of(column)).label(format!("expected {what}")));
        }
        cell
    }

    /// Spells of a person follow each other, and nobody on the roster has left for good before the start.
    fn check_spells(&mut self, root_keys: &RootKeys, people: &People, all: &Gathering) {
        let mut spells: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, row) in all.rows.iter().enumerate() {
            spells.entry(&row.id).or_default().push(index);
        }
        for (index, row) in all.rows.iter().enumerate() {
            if self.has_dates && root_keys.clock.years(row.entry) < -LONGEST {
                let message =
                    format!("observed from {}, more than {LONGEST} years before the start, {}", row.entry, root_keys.clock.start());
                self.problems.push(Diagnostic::error(message).at(&all.places[index]).label("expected a later entry"));
            }
            let Some(mut own) = spells.remove(row.id.as_str()) else { continue };
            debug_assert_eq!(own.first(), Some(&index), "the first row of a person comes first");
            own.sort_by_key(|&spell| all.rows[spell].entry);
            for pair in own.windows(2) {
                if all.rows[pair[1]].entry < last_day(&all.rows[pair[0]]) {
                    let message = format!("the spells of {} overlap", quoted(&row.id));
                    let (earlier, _) = all.places[pair[0]].line_and_column();
                    let label = format!("this spell begins before that of line {earlier} ends");
                    self.problems.push(Diagnostic::error(message).at(&all.places[pair[1]]).label(label));
                }
            }
            let is_known = people.ids.get(&row.id).is_some() && !all.lost.contains(&row.id);
            if let Some(&last) = own.last().filter(|_| self.has_dates && is_known) {
                self.check_still_there(root_keys, &all.rows[last], &all.places[last]);
            }
        }
    }

    fn check_still_there(&mut self, root_keys: &RootKeys, row: &HistoryRow, place: &Place) {
        let start = root_keys.clock.start();
        if row.exit().is_some_and(|exit| exit.latest < start) {
            let message = format!("{} is on the roster and left before the start, {start}", quoted(&row.id));
            let help = "take the person off the roster, or add the spell that began with the return";
            self.problems.push(Diagnostic::error(message).at(place).label("expected a later exit, or none").help(help));
        }
    }

    /// The history of the rows.
    fn history_of(&mut self, mut all: Gathering) -> History {
        for (index, teams, place) in std::mem::take(&mut all.leads) {
            all.rows[index].leads = self.teams_of(&teams, &place, &all.teams);
        }
        History { rows: all.rows, teams: all.teams.into_vec(), covariates: all.columns, unobserved: all.odd.unobserved() }
    }
}

/// The last day on which a row's spell is certain not to be over: of a coarse exit the first that is possible.
fn last_day(row: &HistoryRow) -> Date {
    match row.outcome {
        Outcome::Present(until) => until,
        Outcome::Censored(date) | Outcome::Exit { date, .. } => date.earliest,
    }
}
