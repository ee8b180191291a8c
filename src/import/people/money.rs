//! Whether the amounts of an export can be compared: everybody's in one currency, and for one time.

use crate::cells::headings::{Field, plain};
use crate::cells::numbers::{code, currency};
use crate::cells::pay::{PERIODS, is_annual, is_of_hours, period_in};
use crate::diagnostic::quoted;
use crate::import::Ask;
use crate::import::people::Entry;
use crate::import::table::{Columns, Table, lines};

/// The cells of a field of those there.
fn cells<'t>(table: &'t Table, columns: &Columns, entries: &'t [Entry], there: &'t [usize], ask: &'t Ask, field: Field) -> Vec<&'t str> {
    let column = columns.get(field);
    there.iter().filter_map(|&index| table.rows[entries[index].row].get(column?, ask)).collect()
}

/// Different texts, in order.
fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<String> = texts.collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// Currencies, each once in the form that comes first, whether a sign or a code.
fn currencies(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts = distinct(texts);
    let mut codes: Vec<String> = Vec::new();
    texts.retain(|text| {
        let code = code(text).to_uppercase();
        let is_new = !codes.contains(&code);
        if is_new {
            codes.push(code);
        }
        is_new
    });
    texts
}

/// Makes the pay of those there annual, where everybody has one in one currency and for a time that is known; says why it is left out
/// where not. Whether pay is used.
pub(in crate::import) fn make_annual(
    table: &Table,
    columns: &Columns,
    entries: &mut [Entry],
    there: &[usize],
    ask: &Ask,
    remarks: &mut Vec<String>,
) -> bool {
    let Some(column) = columns.get(Field::Pay) else { return false };
    let without: Vec<usize> =
        there.iter().filter(|&&index| entries[index].pay.is_none_or(|pay| pay <= 0.0)).map(|&index| entries[index].line).collect();
    if !without.is_empty() {
        remarks.push(format!("Pay is left out, since some have none and nobody's pay is made up: {}.", lines(&without)));
        return false;
    }
    let cells_of = |field| cells(table, columns, entries, there, ask, field);
    let mut found = currencies(cells_of(Field::Currency).into_iter().map(str::to_owned));
    if found.is_empty() {
        found = currencies(cells_of(Field::Pay).into_iter().filter_map(currency).map(str::to_owned));
    }
    if found.len() > 1 {
        remarks.push(format!("Pay is left out, since it is in several currencies: {}.", found.join(", ")));
        return false;
    }
    let times = match times_a_year(table, columns, entries, there, ask, remarks) {
        Ok(times) => times,
        Err(why) => {
            remarks.push(format!("Pay is left out, since {why}."));
            return false;
        }
    };
    for (&index, times) in there.iter().zip(times) {
        let entry = &mut entries[index];
        entry.pay = entry.pay.map(|pay| (pay * times * 100.0).round() / 100.0);
    }
    remarks.extend(far_from_the_median(entries, there, &table.headings[column]));
    true
}

/// What the pay of each of those there is to be multiplied by to be a year's: by the period in their rows, else by the heading.
fn times_a_year(
    table: &Table,
    columns: &Columns,
    entries: &[Entry],
    there: &[usize],
    ask: &Ask,
    remarks: &mut Vec<String>,
) -> Result<Vec<f64>, String> {
    let heading = columns.get(Field::Pay).map_or("", |column| table.headings[column].as_str());
    let cell = |index: usize| columns.get(Field::PayPeriod).and_then(|column| table.rows[entries[index].row].get(column, ask));
    let periods = distinct(there.iter().filter_map(|&index| cell(index)).map(str::to_owned));
    let times_of = |period: &str| PERIODS.iter().find(|(words, _)| words.contains(&plain(period).as_str())).map(|(_, times)| *times);
    let quote_all = |words: &[String]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
    if periods.is_empty() {
        if is_of_hours(heading) {
            return Err(format!("{} is of an hour or a day, and nothing tells how many are a year", quoted(heading)));
        }
        let Some((words, times)) = period_in(heading) else { return Ok(vec![1.0; there.len()]) };
        if times > 1.0 {
            remarks.push(format!("Pay is {} by its heading, and is written as annual: {times} times as much.", quoted(words)));
        }
        return Ok(vec![times; there.len()]);
    }
    let strange: Vec<String> = periods.iter().filter(|period| times_of(period).is_none()).cloned().collect();
    if !strange.is_empty() {
        return Err(format!("nothing tells how much of {} is a year's", quote_all(&strange)));
    }
    let without: Vec<usize> = there.iter().filter(|&&index| cell(index).is_none()).map(|&index| entries[index].line).collect();
    if !without.is_empty() {
        return Err(format!("nothing says for what time it is: {}", lines(&without)));
    }
    let times: Vec<f64> = there.iter().filter_map(|&index| times_of(cell(index)?)).collect();
    let is_one = times.iter().all(|one| *one == times[0]);
    if is_annual(heading) && times.iter().any(|times| *times > 1.0) {
        let (heading, periods) = (quoted(heading), quote_all(&periods));
        remarks.push(format!("Pay is annual by its heading, {heading}; {periods} is how often it is paid."));
        return Ok(vec![1.0; there.len()]);
    }
    if !is_one {
        remarks.push(format!("Pay is for several times ({}), and is written as annual, each by its own.", periods.join(", ")));
    } else if times[0] > 1.0 {
        remarks.push(format!("Pay is {}, and is written as annual: {} times as much.", quoted(&periods[0]), times[0]));
    }
    Ok(times)
}

/// Whose annual pay is so far from the median that it may be for another time, in another currency or mistyped.
fn far_from_the_median(entries: &[Entry], there: &[usize], heading: &str) -> Option<String> {
    /// So many times the median, or less than the median by as much.
    const FAR: f64 = 10.0;
    let mut sorted: Vec<f64> = there.iter().filter_map(|&index| entries[index].pay).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let median = *sorted.get(sorted.len() / 2)?;
    let is_far = |pay: f64| pay >= FAR * median || pay <= median / FAR;
    let far: Vec<&Entry> = there.iter().map(|&index| &entries[index]).filter(|entry| entry.pay.is_some_and(is_far)).collect();
    let first = far.first()?;
    let of: Vec<usize> = far.iter().map(|entry| entry.line).collect();
    let (pay, heading) = (first.pay.unwrap_or_default(), quoted(heading));
    Some(format!(
        "{heading} of some is {FAR} times the median of {median} a year, or a tenth of it, such as {pay}: {}. It is used as it stands.",
        lines(&of)
    ))
}

/// Whether unvested equity can be used: beside pay, and all in the currency of pay; says why it is left out where not.
pub(in crate::import) fn has_unvested(
    table: &Table,
    columns: &Columns,
    entries: &[Entry],
    there: &[usize],
    has_pay: bool,
    ask: &Ask,
    remarks: &mut Vec<String>,
) -> bool {
    let Some(column) = columns.get(Field::Unvested) else { return false };
    let heading = &table.headings[column];
    let is_value = plain(heading).split(' ').any(|word| ["value", "amount", "wert", "valeur", "valor"].contains(&word));
    if !is_value
        && plain(heading)
            .split(' ')
            .any(|word| ["shares", "units", "options", "no", "number", "count", "rsus", "qty", "quantity"].contains(&word))
    {
        remarks.push(format!("{} is left out, since it counts shares, and nothing says what one is worth.", quoted(heading)));
        return false;
    }
    if !has_pay {
        remarks.push("Unvested equity is left out, since without pay nothing says how much it is.".to_owned());
        return false;
    }
    let signs =
        |field| cells(table, columns, entries, there, ask, field).into_iter().filter_map(currency).map(str::to_owned).collect::<Vec<_>>();
    let unvested = currencies(signs(Field::Unvested).into_iter());
    if unvested.is_empty() {
        return true;
    }
    let all = currencies(signs(Field::Pay).into_iter().chain(unvested));
    if all.len() > 1 {
        remarks.push(format!("Unvested equity is left out, since it and pay are in several currencies: {}.", all.join(", ")));
    }
    all.len() == 1
}
