//! Lines of their own above people: the team of those below, where no column has teams, or who there is no more.
//!
//! Teams are taken from such lines where the first stands above everybody, there are two or more, and all stand in one way: each directly
//! above people, or each above a header of its own. A line alone is a note.

use std::collections::BTreeMap;

use crate::cells::headings::{Field, field_of, plain};
use crate::cells::words::says_there;
use crate::diagnostic::{Diagnostic, Problems, quoted};
use crate::import::Ask;
use crate::import::table::{Columns, Fate, Row, Table, lines, one};

/// A text alone in its line, above people.
struct Above<'t> {
    line: usize,
    text: &'t str,
    /// Between it and the people is a header.
    has_header: bool,
    /// It says that those below it left.
    says_left: bool,
}

/// Gives people the teams that stand above them; says how, where there are any.
pub(in crate::import) fn take_teams(table: &mut Table, columns: &mut Columns, ask: &Ask) -> Option<String> {
    let has_teams = columns.get(Field::Team).is_some_and(|column| !table.is_blank(column));
    if has_teams || ask.has_column(Field::Team) {
        return None;
    }
    let teams: Vec<(usize, String)> = {
        let above = lines_above(table);
        let is_first = above.first().zip(table.rows.first()).is_some_and(|(above, row)| above.line < row.line);
        let is_one_way = above.iter().all(|line| line.has_header == above[0].has_header);
        let names: Option<Vec<(usize, String)>> = above.iter().map(|above| Some((above.line, team(above.text)?.to_owned()))).collect();
        // What stands above several is a title of pages.
        let is_title =
            |names: &[(usize, String)]| names.iter().enumerate().any(|(k, (_, name))| names[..k].iter().any(|(_, other)| other == name));
        names.filter(|names| is_first && is_one_way && names.len() >= 2 && !is_title(names))?
    };
    let column = columns.get(Field::Team).unwrap_or_else(|| {
        table.headings.push("Team".to_owned());
        columns.take(Field::Team, table.headings.len() - 1);
        table.headings.len() - 1
    });
    for row in &mut table.rows {
        let team = teams.iter().rev().find(|(line, _)| *line < row.line);
        row.fill(column, team.map_or("", |(_, team)| team));
    }
    for (line, fate) in &mut table.others {
        if teams.iter().any(|(of, _)| of == line) {
            *fate = Fate::Team;
        }
    }
    Some("the lines above their people, since no column has teams; --column team= says that they are none".to_owned())
}

/// Refuses people below a line which says that they left, where nothing in their rows does.
pub(in crate::import) fn check_leavers(table: &Table, columns: &Columns, ask: &Ask) -> Result<(), Problems> {
    let above = lines_above(table);
    // One line above the header is a title.
    let is_title = |line: &Above<'_>| line.has_header && above.len() == 1;
    for (k, leavers) in above.iter().enumerate().filter(|(_, line)| line.says_left && !is_title(line)) {
        let end = above.get(k + 1).map_or(usize::MAX, |next| next.line);
        let says_nothing = |row: &&Row| {
            [Field::Exit, Field::Status].iter().all(|field| columns.get(*field).is_none_or(|column| row.get(column, ask).is_none()))
        };
        let of: Vec<&Row> = table.rows.iter().filter(|row| (leavers.line..end).contains(&row.line)).filter(says_nothing).collect();
        let Some(first) = of.first() else { continue };
        let of: Vec<usize> = of.iter().map(|row| row.line).collect();
        let message = format!("line {} says {} above people without a date of exit ({})", leavers.line, quoted(leavers.text), lines(&of));
        let help = format!("fill the date of exit; --skip {} leaves the line out, where they are there", leavers.line);
        return Err(one(Diagnostic::error(message).at(&table.whole(first)).label("there or not?").help(help)));
    }
    Ok(())
}

/// The texts that stand alone in a line, with nothing but blank lines and headers between it and people.
fn lines_above(table: &Table) -> Vec<Above<'_>> {
    let people = table.rows.iter().map(|row| (row.line, None));
    let lines: BTreeMap<usize, Option<Fate>> = table.others.iter().map(|&(line, fate)| (line, Some(fate))).chain(people).collect();
    let texts: BTreeMap<usize, &Vec<String>> = table.notes.iter().map(|(line, texts)| (*line, texts)).collect();
    let (mut found, mut last) = (Vec::new(), None);
    for (line, fate) in lines {
        match fate {
            None => found.extend(last.take()),
            Some(Fate::Banner | Fate::Note) => {
                last = texts.get(&line).filter(|texts| texts.len() == 1).map(|texts| {
                    let text = texts[0].as_str();
                    Above { line, text, has_header: false, says_left: says_there(text) == Some(false) }
                });
            }
            Some(Fate::Header | Fate::RepeatedHeader) => last.iter_mut().for_each(|last: &mut Above<'_>| last.has_header = true),
            Some(Fate::Total | Fate::Stranger | Fate::Team) => last = None,
            Some(Fate::Blank | Fate::Double | Fate::Skipped) => {}
        }
    }
    found
}

/// The name of a team that a line may be: `Vision`, `Department: Vision`; nothing that speaks of a status or of what has another heading.
fn team(text: &str) -> Option<&str> {
    const LONGEST: usize = 60;
    let name = match text.split_once(':') {
        Some((label, name)) if field_of(label).is_some_and(|(field, _)| field == Field::Team) => name.trim(),
        Some(_) => return None,
        None => text,
    };
    let is_page = ["page", "seite", "pagina", "sheet"].contains(&plain(name).split(' ').next().unwrap_or_default());
    let is_name = !is_page && name.chars().count() <= LONGEST && name.chars().any(char::is_alphabetic) && says_there(name).is_none();
    is_name.then_some(name)
}
