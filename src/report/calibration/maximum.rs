//! What maximum likelihood says.

use super::{Calibration, WIDEST_NAME, history};
use crate::calibrate::maximum::{Estimate, Limits, Standing};
use crate::report::columns::{self, left, name, right, width};
use crate::report::number;
use crate::report::screen::Screen;

/// The table.
pub(super) fn lines(report: &Calibration<'_>, screen: Screen) -> Vec<String> {
    let paths = report.maximum.estimates.iter().map(|estimate| width(&report.hazards.parameters[estimate.parameter].path));
    let names = screen.of_names(WIDEST_NAME, paths.max().unwrap_or(0), 11 + 12 + 12);
    let head = format!("{}{}{}{}", left("Maximum likelihood", names), right("estimate", 11), right("95 % from", 12), right("to", 12));
    let mut lines = vec![screen.heading(&head)];
    for estimate in &report.maximum.estimates {
        let cut = if screen.is_narrow() { columns::short } else { name };
        let path = left(&cut(&report.hazards.parameters[estimate.parameter].path, names), names);
        lines.push(if has_value(estimate.standing) {
            let [value, low, high] = told_apart(estimate);
            format!("{path}{}{}{}", right(&value, 11), right(&low, 12), right(&high, 12))
        } else {
            format!("{path}{}", right(standing(estimate.standing), 11 + 12 + 12))
        });
    }
    lines.extend(screen.wrapped(&limits(report)));
    lines
}

/// What the limits are.
fn limits(report: &Calibration<'_>) -> String {
    let estimates = || report.maximum.estimates.iter().filter(|estimate| has_value(estimate.standing));
    let of = |limits: Limits| estimates().any(|estimate| told(estimate) == Some(limits));
    let by = match (of(Limits::Profile) || of(Limits::Lost), of(Limits::Wald)) {
        (true, true) => "by the profile likelihood at an end, else from the standard error (Wald)",
        (false, true) => "from the standard error (Wald)",
        _ => "by the profile likelihood",
    };
    let told_as = |limits: Limits, is_upper: bool| -> String {
        let is_so = |estimate: &&Estimate| told(estimate) == Some(limits) && (estimate.standing == Standing::AtUpper) == is_upper;
        let listed = estimates().filter(is_so);
        let names: Vec<String> = listed.map(|estimate| name(&report.hazards.parameters[estimate.parameter].path, usize::MAX)).collect();
        names.join(", ")
    };
    let mut sentences = vec![format!("95 %: {by}.")];
    let mut say = |limits: Limits, is_upper: bool, before: &str, after: &str| {
        let names = told_as(limits, is_upper);
        if !names.is_empty() {
            sentences.push(format!("{before} {names} {after}"));
        }
    };
    say(Limits::Exact, false, "The upper limit of", "is exact: nobody left, which at the limit has a probability of 2.5 %.");
    say(Limits::Exact, true, "The lower limit of", "is exact: nobody stayed, which at the limit has a probability of 2.5 %.");
    let at = "limit is where the profile likelihood is 2.5 % of its maximum.";
    say(Limits::Nobody, false, "Nobody left where", &format!("acts: the upper {at}"));
    say(Limits::Nobody, true, "Nobody left where", &format!("does not act: the lower {at}"));
    for is_upper in [false, true] {
        say(Limits::Lost, is_upper, "A limit of", "was not found: where it is held, the search for the others came to no maximum.");
    }
    sentences.join(" ")
}

/// What the limits of an estimate are, where it has any.
pub(super) fn told(estimate: &Estimate) -> Option<Limits> {
    match (estimate.profile, estimate.wald) {
        (Some(_), _) => Some(estimate.limits),
        (None, Some(_)) => Some(Limits::Wald),
        (None, None) => None,
    }
}

/// What limits can be called, and that of a number which has none.
pub(super) const LIMITS: [Option<&str>; 6] = [Some("wald"), Some("profile"), Some("exact"), Some("nobody"), Some("not found"), None];

/// What limits are called: one of [`LIMITS`].
pub(super) fn kind(limits: Limits) -> &'static str {
    match limits {
        Limits::Wald => "wald",
        Limits::Profile => "profile",
        Limits::Exact => "exact",
        Limits::Nobody => "nobody",
        Limits::Lost => "not found",
    }
}

/// The table a fact a line.
pub(super) fn facts(report: &Calibration<'_>) -> Vec<String> {
    let fact = |estimate: &Estimate| {
        let path = name(&report.hazards.parameters[estimate.parameter].path, usize::MAX);
        if has_value(estimate.standing) {
            let [value, low, high] = told_apart(estimate);
            format!("estimate {path} {value} low {low} high {high} by {}", told(estimate).map_or("none", kind))
        } else {
            format!("estimate {path} unknown: {}", standing(estimate.standing))
        }
    };
    report.maximum.estimates.iter().map(fact).collect()
}

/// How good the fit is, and how well it is determined.
pub(super) fn quality(report: &Calibration<'_>) -> String {
    let maximum = report.maximum;
    let events = history::events_per_parameter(report).map_or_else(String::new, |events| format!(", {events:.1} exits a parameter"));
    let converged = if maximum.converged { "This is a maximum" } else { "This is no maximum" };
    let whose = if report.posterior.is_some() { "Without the priors, at the maximum: log-likelihood" } else { "Log-likelihood" };
    let (starts, came) = maximum.starts;
    let how = match came {
        0 => ", a search from their best point did",
        _ => "",
    };
    let higher = if maximum.higher > 0.0 {
        format!(" At another point the log-likelihood is {:.2e} higher.", maximum.higher)
    } else {
        String::new()
    };
    format!(
        "{whose} {}, AIC {}, BIC {}{events}. {converged}: {came} of {starts} starts came here{how}, scaled score {:.1e}, smallest eigenvalue of the scaled information {:.1e}.{higher}",
        number::decimals(maximum.log_likelihood, 4),
        number::decimals(maximum.aic(), 2),
        number::decimals(maximum.bic(report.summary.spells), 2),
        maximum.score,
        maximum.smallest_eigenvalue
    )
}

/// The same a fact a line.
pub(super) fn figures(report: &Calibration<'_>) -> Vec<String> {
    let maximum = report.maximum;
    let mut facts = vec![
        format!("log_likelihood {}", number::decimals(maximum.log_likelihood, 4)),
        format!("aic {}", number::decimals(maximum.aic(), 2)),
        format!("bic {}", number::decimals(maximum.bic(report.summary.spells), 2)),
        format!("converged {}", maximum.converged),
    ];
    facts.extend(history::events_per_parameter(report).map(|events| format!("exits_per_parameter {events:.1}")));
    facts
}

/// The profile interval where there is one, else Wald's.
pub(super) fn interval(estimate: &Estimate) -> Option<(f64, f64)> {
    estimate.profile.or(estimate.wald)
}

/// Whether the number says anything about the history.
pub(super) fn has_value(standing: Standing) -> bool {
    matches!(standing, Standing::Estimated | Standing::AtLower | Standing::AtUpper)
}

/// What can become of a number.
pub(super) const STANDINGS: [&str; 6] = [
    "estimated",
    "at its lower end",
    "at its upper end",
    "not told apart from others",
    "nothing in the history",
    "held; see its acceptance",
];

/// What became of a parameter.
pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Estimated => "estimated",
        Standing::AtLower => "at its lower end",
        Standing::AtUpper => "at its upper end",
        Standing::Collinear => "not told apart from others",
        Standing::Uninformed => "nothing in the history",
        Standing::Held => "held; see its acceptance",
    }
}

/// An estimate and its limits, with the digits that tell them apart.
fn told_apart(estimate: &Estimate) -> [String; 3] {
    let (low, high) = interval(estimate).unwrap_or((f64::NAN, f64::NAN));
    let digits = number::digits_apart(&[estimate.value, low, high], 4);
    let value = if estimate.value == f64::INFINITY { "infinite".to_owned() } else { short(estimate.value, digits) };
    [value, short(low, digits), short(high, digits)]
}

/// A number with so many significant digits; `none` where there is no upper end.
fn short(number: f64, digits: usize) -> String {
    if number == f64::INFINITY {
        return "none".to_owned();
    }
    if !number.is_finite() {
        return "?".to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let exponent = libm::log10(number.abs()).floor() as i32;
    if (-5..8).contains(&exponent) {
        format!("{number:.*}", (digits - 1).saturating_add_signed(-exponent as isize))
    } else {
        format!("{number:.*e}", digits - 1)
    }
}
