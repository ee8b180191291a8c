//! From when on somebody was under observation: from the hire, or from a later date on from which exits are known.
//!
//! Who enters by the hire is at risk from the beginning of that day, so that an exit on it counts, with half a day at risk. Who was hired before
//! observation began is at risk after its first day: those who left by then are missing elsewhere too (left truncation).
//!
//! A coarse date of hire is any day of its interval with the same probability, and a coarse exit any day of its own that is not before it.
//! Entry is the mean of the hire under these: two dates in one month or year come in order, and the mean time at risk is that of all ways.
//! The hazard makes a difference of the second order only, `(hazard x length)^2 / 24`: 0.4 % for a year at a hazard of 0.3.

use crate::calendar::{Date, DateInterval, days_between};

/// The beginning of observation.
pub(in crate::scenario) struct Entry {
    /// The day.
    pub date: Date,
    /// When the person was hired, if known.
    pub hired: Option<DateInterval>,
    /// Whether it is the hire.
    is_hire: bool,
}

impl Entry {
    /// The entry of a row whose observation is given to begin on a day, for the row alone (`is_own`) or for everybody, of one who was hired,
    /// left and was observed at most until then, if that is known.
    pub fn new(given: Date, is_own: bool, hired: Option<DateInterval>, exit: Option<DateInterval>, until: Option<Date>) -> Self {
        let Some(hired) = hired else { return Self { date: given, hired: None, is_hire: false } };
        // An entry of one's own tells that the hire was by then.
        let can_be_later = hired.earliest > given || !is_own && hired.latest > given;
        if !can_be_later {
            let hired = DateInterval { latest: hired.latest.min(given), ..hired };
            return Self { date: given, hired: Some(hired), is_hire: hired.exact() == Some(given) };
        }
        let until = until.filter(|&until| until >= hired.earliest);
        let ends = exit.map(|exit| exit.latest).into_iter().chain(until);
        let hired = DateInterval { latest: ends.fold(hired.latest, Date::min), ..hired };
        let last_exit = exit.map(|exit| until.map_or(exit.latest, |until| exit.latest.min(until)));
        let (mut sum, mut weights) = (0.0, 0.0);
        for day in 0..hired.days() {
            let day_of_hire = after(hired.earliest, day);
            // Each day on which the exit can have been then is as likely as any other.
            let weight = match (exit, last_exit) {
                (Some(exit), Some(last)) => f64::from(days_between(exit.earliest.max(day_of_hire), last) + 1),
                _ => 1.0,
            };
            sum += weight * f64::from(days_between(given, day_of_hire).max(0));
            weights += weight;
        }
        let date = after(given, (sum / weights + 0.5).floor() as i32);
        Self { date, hired: Some(hired), is_hire: date > given }
    }

    /// The first day on which an exit is seen.
    pub fn first_at_risk(&self) -> Date {
        if self.is_hire { self.date } else { self.date.tomorrow().unwrap_or(self.date) }
    }
}

/// The date so many days later.
fn after(date: Date, days: i32) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::Entry;
    use crate::calendar::{Date, DateInterval};

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn days(from: &str, to: &str) -> DateInterval {
        DateInterval { earliest: date(from), latest: date(to) }
    }

    /// Entry and first day at risk.
    fn of(given: &str, is_own: bool, hired: Option<DateInterval>, exit: Option<DateInterval>, until: Option<Date>) -> [String; 2] {
        let entry = Entry::new(date(given), is_own, hired, exit, until);
        [entry.date.to_string(), entry.first_at_risk().to_string()]
    }

    #[test]
    fn a_hire_in_the_time_under_observation_is_the_entry_and_the_day_counts() {
        let on = Some(days("2020-03-05", "2020-03-05"));
        assert_eq!(of("2020-01-01", false, on, None, None), ["2020-03-05", "2020-03-05"]);
        assert_eq!(of("2020-03-05", true, on, on, None), ["2020-03-05", "2020-03-05"]);
        assert_eq!(of("2020-03-05", false, on, on, None), ["2020-03-05", "2020-03-05"]);
        // Hired before: truncated.
        assert_eq!(of("2021-01-01", false, on, None, None), ["2021-01-01", "2021-01-02"]);
        assert_eq!(of("2021-01-01", true, None, None, None), ["2021-01-01", "2021-01-02"]);
    }

    #[test]
    fn a_coarse_hire_is_taken_in_its_mean_given_what_came_after() {
        let year = Some(days("2021-01-01", "2021-12-31"));
        // The middle of the year, and a third of it where the exit is in the same.
        assert_eq!(of("2020-01-01", false, year, None, None)[0], "2021-07-02");
        assert_eq!(of("2020-01-01", false, year, year, None)[0], "2021-05-02");
        assert_eq!(of("2020-01-01", false, year, Some(days("2021-01-31", "2021-01-31")), None)[0], "2021-01-16");
        assert_eq!(of("2020-01-01", false, year, None, Some(date("2021-01-31")))[0], "2021-01-16");
        assert_eq!(of("2020-01-01", false, year, Some(days("2021-01-01", "2021-01-01")), None)[0], "2021-01-01");
        assert_eq!(of("2020-01-01", false, year, Some(days("2022-01-01", "2022-12-31")), None)[0], "2021-07-02");
        // Observed from the middle of the year on: half of the ways were hired before.
        assert_eq!(of("2021-07-02", false, year, None, None)[0], "2021-08-17");
        assert_eq!(of("2021-07-02", true, year, None, None), ["2021-07-02", "2021-07-03"]);
    }
}
