//! The time that pay is given for, by its heading.

use super::headings::plain;

/// What pay is given for, and how many of them are a year.
pub(crate) const PERIODS: [(&[&str], f64); 6] = [
    (
        &[
            "annual",
            "annually",
            "annum",
            "per annum",
            "year",
            "yearly",
            "per year",
            "a",
            "y",
            "jahrlich",
            "pro jahr",
            "jahr",
            "annuel",
            "an",
            "anual",
            "ano",
        ],
        1.0,
    ),
    (&["month", "monthly", "per month", "m", "monatlich", "monat", "mensuel", "mensuelle", "mois", "mensual", "mes", "شهري"], 12.0),
    (&["semi monthly", "semimonthly", "twice a month"], 24.0),
    (&["bi weekly", "biweekly", "fortnightly", "every two weeks"], 26.0),
    (&["week", "weekly", "per week", "w", "wochentlich", "hebdomadaire", "semanal"], 52.0),
    (&["quarterly", "quarter", "per quarter"], 4.0),
];

/// Whether a heading says that pay is a year's.
pub(crate) fn is_annual(heading: &str) -> bool {
    plain(heading).split(' ').any(|word| {
        ["annual", "annualized", "pa", "annum", "annualised", "yearly", "annuel", "anual", "سنوي"].contains(&word)
            || word.starts_with("jahres")
    }) || plain(heading).ends_with(" p a")
}

/// The time that a heading says pay is for, of those that take a word of more than a letter, and how many of them are a year.
pub(crate) fn period_in(heading: &str) -> Option<(&'static str, f64)> {
    let heading = plain(heading);
    let known = |words: &'static [&str]| words.iter().find(|known| known.len() > 2 && heading.split(' ').any(|word| word == **known));
    if is_annual(&heading) {
        return None;
    }
    // `Gross salary p.m.`, at the end, since the letters may mean something else elsewhere.
    let ends = [
        ("p m", "p.m.", 12.0),
        ("pm", "p.m.", 12.0),
        ("p c m", "p.c.m.", 12.0),
        ("pcm", "p.c.m.", 12.0),
        ("mtl", "mtl.", 12.0),
        ("p w", "p.w.", 52.0),
        ("pw", "p.w.", 52.0),
    ];
    if let Some((_, period, times)) = ends.into_iter().find(|(end, ..)| heading.strip_suffix(end).is_some_and(|rest| rest.ends_with(' '))) {
        return Some((period, times));
    }
    // One word in German: `Bruttomonatsgehalt`.
    let joined = [("monatsgehalt", "month", 12.0), ("monatslohn", "month", 12.0), ("wochenlohn", "week", 52.0)];
    if let Some((_, period, times)) = joined.into_iter().find(|(end, ..)| heading.split(' ').any(|word| word.ends_with(end))) {
        return Some((period, times));
    }
    PERIODS.iter().find_map(|(words, times)| known(words).map(|word| (*word, *times)))
}

/// Whether a heading says that pay is for an hour or a day, which nothing tells how many of are a year.
pub(crate) fn is_of_hours(heading: &str) -> bool {
    let words = plain(heading);
    ["hour", "hourly", "day", "daily"].iter().any(|word| words.split(' ').any(|other| other == *word))
        || ["stunde", "stundensatz", "stundenlohn", "tagessatz", "horaire", "por hora", " hr", "hr "]
            .iter()
            .any(|word| words.contains(word))
}

/// Whether a heading says of pay nothing else than that it is a year's.
pub(crate) fn is_of_a_year(heading: &str) -> bool {
    !is_of_hours(heading) && period_in(heading).is_none_or(|(_, times)| times == 1.0)
}
