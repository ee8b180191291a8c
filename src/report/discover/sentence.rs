//! In which futures a condition holds, in sentences.

use super::wording::{clause, opening, path, when};
use super::{chance, interval, percent, unit};
use crate::discover::prim::NEEDLESS;
use crate::discover::results::{Discovery, Ended, Found, LEAST_OF_A_KIND};
use crate::report::number;

/// A sentence a region, or why there is none.
pub fn answers(found: &Discovery) -> Vec<String> {
    let mut lines: Vec<String> = found.regions().enumerate().map(|(place, region)| of_region(found, place, region)).collect();
    if lines.is_empty() {
        lines.push(nothing(found));
    }
    lines
}

/// `Fewer than 7 are still there mostly when ...`: mostly, where more than half of what meets it is there and more than half of what is there
/// meets it, both told at 95 %.
fn of_region(found: &Discovery, place: usize, region: &Found) -> String {
    let judged = &region.judged;
    let is_most = judged.density.interval()[0] > 0.5 && judged.coverage.interval()[0] > 0.5;
    let often = if is_most { "mostly" } else { "more often" };
    let (opening, elsewhere) =
        if place == 0 { (opening(found), "elsewhere") } else { (format!("Apart from that {}", clause(found)), "in the rest") };
    let needless: Vec<String> = region.limits.iter().filter(|limit| limit.p > NEEDLESS).map(|limit| path(found, limit)).collect();
    let doubt = if needless.is_empty() {
        String::new()
    } else {
        format!(" Whether {} matters is not told (p above {NEEDLESS}).", needless.join(" or "))
    };
    format!(
        "{opening} {often} when {}: there in {} of the {}s ({}), {elsewhere} in {}. {} of all that meet it are there ({}).{doubt}",
        when(found, &region.limits),
        percent(judged.density),
        unit(found),
        interval(judged.density),
        percent(judged.elsewhere),
        percent(judged.coverage),
        interval(judged.coverage),
    )
}

/// Why nothing is told.
fn nothing(found: &Discovery) -> String {
    let clause = clause(found);
    match (found.ended, found.rounds.last().and_then(|round| round.found.as_ref())) {
        (Ended::Nothing, _) => "Nothing was found out.".to_owned(),
        (Ended::FewMeet, _) if found.met.value == 0.0 => format!("In no {} is it so that {clause}.", unit(found)),
        (Ended::FewMeet, _) => format!("In too few {}s {clause} to say when: a half of the draws needs {LEAST_OF_A_KIND}.", unit(found)),
        (Ended::FewFail, _) if found.met.value == 1.0 => format!("In every {} {clause}.", unit(found)),
        (Ended::FewFail, _) => format!(
            "In nearly all {}s {clause}: those where it is not so are too few to say when; a half of the draws needs {LEAST_OF_A_KIND}.",
            unit(found)
        ),
        (Ended::Chance, Some(region)) if !region.limits.is_empty() => format!(
            "No number tells when {clause}. The region found in one half of the draws has it in {} of the other half's {}s that are in it, and all of that half in {}: no more than chance gives (p = {}).",
            percent(region.judged.density),
            unit(found),
            percent(found.met),
            chance(region.judged.p),
        ),
        (Ended::NotDense, _) => format!(
            "No region is found in which {clause} in {} % of the {}s or more; ask for less by --density.",
            number::factor(100.0 * found.settings.density.unwrap_or(1.0)),
            unit(found)
        ),
        _ => format!("No number tells when {clause}: no limit of any is worth more than chance gives."),
    }
}
