//! Numbers for eyes: as many digits as the Monte Carlo error supports, and no more.
//!
//! # Rule
//! Rounding moves no number by more than its Monte Carlo standard error (mcse): the last decimal printed is that of the largest power of ten
//! which is not above twice the mcse. So 5.3127 with an mcse of 0.016 is printed as 5.31, with 0.06 as 5.3. Whole numbers lose digits only
//! where the error is as large as these, since 22 of 38 people with an mcse of 7 are not 20: the last digit is that of the largest power
//! of ten which is not above the mcse, 5012.3 with an mcse of 14 becomes 5,010. An mcse of 0 says that no trial differed: such
//! a number is printed to [`MOST_DECIMALS`] places, without trailing zeros. An mcse that is unknown (fewer than two parameter draws)
//! supports whole numbers only, shown with a `~`.
//!
//! The ends of a range of people carry the digits of the less certain end and are rounded *outwards*, so that what is printed never
//! leaves out what was found: 5,932 to 7,120 with an mcse of 30 becomes 5,930 to 7,120. No end leaves what the number can be.
//!
//! A half-width of an interval is rounded *up* to one significant digit, so that the interval printed never claims more than the one
//! computed.
//!
//! Files hold numbers in full; this is for the terminal.

use crate::estimate::Estimate;
use crate::statistics::clusters::Clusters;

/// Places after the point beyond which nothing is printed, however small the error.
pub const MOST_DECIMALS: usize = 4;

/// Most significant digits of a number.
const MOST_DIGITS: usize = 12;

/// Powers of ten as literals: a product of tenths would not be the nearest number to them.
const POWERS: [(i32, f64); 14] = [
    (-4, 1e-4),
    (-3, 1e-3),
    (-2, 1e-2),
    (-1, 1e-1),
    (0, 1.0),
    (1, 1e1),
    (2, 1e2),
    (3, 1e3),
    (4, 1e4),
    (5, 1e5),
    (6, 1e6),
    (7, 1e7),
    (8, 1e8),
    (9, 1e9),
];

/// An estimate with the digits that its Monte Carlo error supports, thousands separated.
pub fn estimate(estimate: Estimate) -> String {
    let Estimate { value, mcse } = estimate;
    if !value.is_finite() {
        return "?".to_owned();
    }
    if !mcse.is_finite() {
        let is_whole = value == 0.0 || value.abs() >= 1.0;
        return format!("~{}", if is_whole { fixed(value, 0) } else { significant(value, 2) });
    }
    if mcse == 0.0 {
        return trimmed(&fixed(value, MOST_DECIMALS));
    }
    let (exponent, unit) = supported_unit(mcse);
    if exponent <= 0 { fixed(value, exponent.unsigned_abs() as usize) } else { fixed((value / unit).round() * unit, 0) }
}

/// Estimates that stand in one column, all with the digits that the least certain of them supports.
pub fn column(estimates: &[Estimate]) -> Vec<String> {
    let mcse = estimates.iter().map(|estimate| estimate.mcse).filter(|mcse| mcse.is_finite()).fold(0.0, f64::max);
    estimates.iter().map(|one| estimate(Estimate { value: one.value, mcse: if one.mcse.is_finite() { mcse } else { one.mcse } })).collect()
}

/// The means of a column beside ranges of people out of `most`: with the digits that the least certain supports, and further ones where a
/// mean would else stand outside its own range as printed.
pub fn column_beside(means: &[Estimate], ranges: &[[Estimate; 2]], most: usize) -> Vec<String> {
    let beside = |((text, mean), &[low, high]): ((String, &Estimate), &[Estimate; 2])| {
        let ends = range_ends(low, high, most);
        // What is off by rounding alone is not beyond an end.
        let is_inside = |value: f64| ends[0] - 1e-9 <= value && value <= ends[1] + 1e-9;
        let mut mcse = means.iter().map(|mean| mean.mcse).filter(|mcse| mcse.is_finite()).fold(0.0, f64::max);
        if !is_inside(mean.value) || !mean.mcse.is_finite() {
            return text;
        }
        while mcse > 0.0 && supported_unit(mcse).0 > POWERS[0].0 && !is_inside(rounded(mean.value, mcse)) {
            mcse *= 0.1;
        }
        estimate(Estimate { value: mean.value, mcse })
    };
    column(means).into_iter().zip(means).zip(ranges).map(beside).collect()
}

/// A value with the digits that an error supports.
fn rounded(value: f64, mcse: f64) -> f64 {
    let (_, unit) = supported_unit(mcse);
    if mcse > 0.0 { (value / unit).round() * unit } else { value }
}

/// The ends of a range of people as printed: where digits before the point are left out, rounded outwards.
fn range_ends(low: Estimate, high: Estimate, most: usize) -> [f64; 2] {
    let mcse = low.mcse.max(high.mcse);
    let (exponent, unit) = supported_unit(mcse);
    if low.mcse.is_finite() && high.mcse.is_finite() && exponent > 0 {
        [(low.value / unit).floor() * unit, ((high.value / unit).ceil() * unit).min(most as f64)]
    } else {
        [rounded(low.value, low.mcse), rounded(high.value, high.mcse)]
    }
}

/// A range of people out of `most`, rounded outwards to the digits that its less certain end supports; one number where the ends meet.
pub fn range(low: Estimate, high: Estimate, most: usize) -> String {
    let mcse = low.mcse.max(high.mcse);
    let (low, high) = if low.mcse.is_finite() && high.mcse.is_finite() && supported_unit(mcse).0 > 0 {
        let [low, high] = range_ends(low, high, most);
        (fixed(low, 0), fixed(high, 0))
    } else {
        (estimate(low), estimate(high))
    };
    if low == high { low } else { format!("{low} to {high}") }
}

/// The ends of an interval of a number with a Monte Carlo error, rounded outwards to the digits that it supports, but not beyond `within`;
/// one number where they meet.
pub fn interval([low, high]: [f64; 2], mcse: f64, within: [f64; 2]) -> String {
    let (exponent, _) = supported_unit(mcse);
    let outwards = outwards([low, high], mcse);
    let outwards = [outwards[0].max(within[0]), outwards[1].min(within[1])];
    let [low, high] = match (mcse.is_finite(), mcse > 0.0) {
        (false, _) => return "?".to_owned(),
        (true, true) => outwards.map(|end| fixed(end, if exponent <= 0 { exponent.unsigned_abs() as usize } else { 0 })),
        (true, false) => [low, high].map(|end| trimmed(&fixed(end, MOST_DECIMALS))),
    };
    if low == high { low } else { format!("{low} to {high}") }
}

/// The ends of an interval rounded outwards to the digits that an error supports. An end on a digit stays there: what is off by rounding alone
/// is not beyond it.
pub fn outwards([low, high]: [f64; 2], mcse: f64) -> [f64; 2] {
    let (_, unit) = supported_unit(mcse);
    [(low / unit + 1e-9).floor() * unit, (high / unit - 1e-9).ceil() * unit]
}

/// A share as a percentage with the digits that its Monte Carlo error supports: `64 %`.
pub fn percent(share: Estimate) -> String {
    format!("{} %", estimate(Estimate { value: share.value * 100.0, mcse: share.mcse * 100.0 }))
}

/// Shares that stand in one column, as percentages.
pub fn percents(shares: &[Estimate]) -> Vec<String> {
    let percents: Vec<Estimate> = shares.iter().map(|share| Estimate { value: share.value * 100.0, mcse: share.mcse * 100.0 }).collect();
    column(&percents).into_iter().map(|percent| format!("{percent} %")).collect()
}

/// The 95 % interval of an estimate from so many draws, of what lies `within` a range: `± 0.03`, or `0 to 38` where that would leave the range;
/// `None` where the error is unknown.
pub fn margin(estimate: Estimate, clusters: &Clusters, within: [f64; 2]) -> Option<String> {
    let width = clusters.half_width(clusters.of_few(estimate));
    let up = up(width)?;
    let is_inside = within[0] <= estimate.value - up && estimate.value + up <= within[1];
    let ends = || interval(estimate.interval(width, within), estimate.mcse, within);
    Some(if is_inside { format!("± {}", shown_up(up)) } else { ends() })
}

/// The same of a share, in percentage points: `± 2 %`, `0 to 80 %`.
pub fn margin_percent(share: Estimate, clusters: &Clusters) -> Option<String> {
    let percent = Estimate { value: share.value * 100.0, mcse: share.mcse * 100.0 };
    margin(percent, clusters, [0.0, 100.0]).map(|margin| format!("{margin} %"))
}

/// A half-width rounded up to one significant digit; `None` where it is unknown.
pub fn rounded_up(width: f64) -> Option<String> {
    up(width).map(shown_up)
}

/// The number that is printed of a half-width.
fn up(width: f64) -> Option<f64> {
    if !width.is_finite() || width <= 0.0 {
        return width.is_finite().then_some(0.0);
    }
    let (_, unit) = POWERS.iter().rev().find(|(_, unit)| *unit <= width).copied().unwrap_or(POWERS[0]);
    Some((width / unit - 1e-9).ceil().max(1.0) * unit)
}

/// A number of one significant digit.
fn shown_up(up: f64) -> String {
    trimmed(&fixed(up, if up < 1.0 { MOST_DECIMALS } else { 0 }))
}

/// A number of the simulation itself, without error, to so many significant digits: `0.061`, `1.8`, `12`.
pub fn significant(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return "?".to_owned();
    }
    let scientific = format!("{value:.*e}", digits - 1);
    let exponent: i32 = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    if !(-6..15).contains(&exponent) && value != 0.0 {
        return scientific;
    }
    fixed(value, i32::try_from(digits).ok().and_then(|digits| usize::try_from(digits - 1 - exponent).ok()).unwrap_or(0))
}

/// How many significant digits tell some numbers apart: at least `least`, and two of the distance between the smallest and the largest.
pub fn digits_apart(values: &[f64], least: usize) -> usize {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let distances = low.abs().max(high.abs()) / (high - low);
    if distances.is_finite() { least.max(1 + libm::log10(distances).ceil() as usize).min(MOST_DIGITS) } else { least }
}

/// A number with so many decimals; never a negative zero.
pub fn decimals(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// The same to four digits, without zeros at the end: `0.061`, `1.35`, `2`.
pub fn factor(value: f64) -> String {
    trimmed(&significant(value, 4))
}

/// A whole number with its thousands separated: `20,000`.
pub fn count(count: u64) -> String {
    separated(&count.to_string())
}

/// The place of the last digit that an error supports: its exponent and the power of ten.
fn supported_unit(mcse: f64) -> (i32, f64) {
    let is_supported = |(exponent, unit): &&(i32, f64)| *unit <= if *exponent <= 0 { 2.0 * mcse } else { mcse };
    POWERS.iter().rev().find(is_supported).copied().unwrap_or(POWERS[0])
}

/// A number with so many decimals, thousands separated; never a negative zero.
fn fixed(value: f64, places: usize) -> String {
    separated(&decimals(value, places))
}

/// Without the zeros at the end of its decimals.
fn trimmed(text: &str) -> String {
    if let Some((mantissa, exponent)) = text.split_once('e') {
        return format!("{}e{exponent}", trimmed(mantissa));
    }
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

/// Commas between the thousands of the whole part.
fn separated(text: &str) -> String {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, decimals) = text.find('.').map_or((text, ""), |point| text.split_at(point));
    let mut out = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(decimals);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::NORMAL_P975;

    /// So many draws that Student's quantiles are the normal ones.
    fn many() -> Clusters {
        Clusters::new(1 << 50, 1, None)
    }

    fn shown(value: f64, mcse: f64) -> String {
        estimate(Estimate { value, mcse })
    }

    #[test]
    fn rounding_moves_no_number_by_more_than_its_error() {
        let cases = [
            (5.3127, 0.016, "5.31"),
            (5.3127, 0.0499, "5.31"),
            (5.3127, 0.0501, "5.3"),
            (5.3127, 0.000_2, "5.3127"),
            (5.3127, 0.000_000_2, "5.3127"),
            (5.3127, 0.24, "5.3"),
            (5.3127, 0.7, "5"),
            (5.3127, 1.5, "5"),
            (5.3127, 2.5, "5"),
            (4.7, 2.4, "5"),
            (22.3, 9.9, "22"),
            (5012.3, 14.0, "5,010"),
            (5012.3, 99.0, "5,010"),
            (5012.3, 3.0, "5,012"),
            (5012.3, 1.3, "5,012"),
            (1_234_567.0, 20_000.0, "1,230,000"),
            (0.5, 0.2357, "0.5"),
            (0.04, 0.5, "0"),
            (-0.04, 0.5, "0"),
            (-1234.5, 0.1, "-1,234.5"),
        ];
        for (value, mcse, expected) in cases {
            assert_eq!(shown(value, mcse), expected, "{value} with an mcse of {mcse}");
        }
    }

    #[test]
    fn a_mean_never_stands_outside_its_own_range() {
        let of = |value: f64, mcse: f64| Estimate { value, mcse };
        // The first row is the least certain; 96,300 would be beside 96,330 to 96,350.
        let means = [of(51_234.0, 190.0), of(96_340.0, 6.0), of(3.0, 0.1)];
        let ranges = [[of(40_000.0, 200.0), of(60_000.0, 200.0)], [of(96_331.0, 12.0), of(96_349.0, 9.0)], [of(2.0, 0.0), of(4.0, 0.0)]];
        assert_eq!(range(ranges[1][0], ranges[1][1], usize::MAX), "96,330 to 96,350");
        assert_eq!(column_beside(&means, &ranges, usize::MAX), ["51,200", "96,340", "3"]);
        // A mean that is outside stays as it is.
        assert_eq!(column_beside(&[of(7.26, 0.2)], &[[of(0.0, 0.0), of(6.0, 0.0)]], usize::MAX), ["7.3"]);
    }

    #[test]
    fn a_number_without_error_shows_what_it_is() {
        assert_eq!(shown(14.0, 0.0), "14");
        assert_eq!(shown(0.125, 0.0), "0.125");
        assert_eq!(shown(1.0 / 3.0, 0.0), "0.3333");
        assert_eq!(shown(10_000.0, 0.0), "10,000");
        assert_eq!(shown(100.0, 0.0), "100");
    }

    #[test]
    fn a_column_has_the_digits_of_its_least_certain_number() {
        let column = |numbers: &[(f64, f64)]| column(&numbers.iter().map(|&(value, mcse)| Estimate { value, mcse }).collect::<Vec<_>>());
        assert_eq!(column(&[(14.0, 0.0), (12.687, 0.004), (5.31, 0.06)]), ["14.0", "12.7", "5.3"]);
        assert_eq!(column(&[(14.0, 0.0), (14.0, 0.0)]), ["14", "14"]);
        assert_eq!(column(&[(14.0, f64::NAN), (12.6, 0.01)]), ["~14", "12.60"]);
        assert_eq!(column(&[]), Vec::<String>::new());
    }

    #[test]
    fn a_range_is_rounded_outwards_and_stays_within_the_roster() {
        let range = |low: (f64, f64), high: (f64, f64)| {
            super::range(Estimate { value: low.0, mcse: low.1 }, Estimate { value: high.0, mcse: high.1 }, 7150)
        };
        assert_eq!(range((5932.0, 30.0), (7120.0, 4.0)), "5,930 to 7,120");
        assert_eq!(range((5932.0, 30.0), (7112.0, 120.0)), "5,900 to 7,150");
        assert_eq!(range((5932.0, 30.0), (6020.0, 201.0)), "5,900 to 6,100");
        assert_eq!(range((3.0, 0.5), (8.0, 0.0)), "3 to 8");
        assert_eq!(range((3.0, 0.0), (3.0, 0.0)), "3");
        assert_eq!(range((3.0, f64::NAN), (8.0, f64::NAN)), "~3 to ~8");
    }

    #[test]
    fn an_interval_is_rounded_outwards() {
        let cases = [
            ([1.771, 1.823], 0.013, "1.77 to 1.83"),
            ([1.76, 1.82], 0.06, "1.7 to 1.9"),
            ([1.7, 1.9], 0.05, "1.7 to 1.9"),
            ([-0.34, 0.02], 0.09, "-0.4 to 0.1"),
            ([1234.2, 1271.0], 9.0, "1,234 to 1,271"),
            ([1234.0, 1271.0], 11.0, "1,230 to 1,275"),
            ([-0.4, 1271.0], 11.0, "0 to 1,275"),
            ([0.25, 0.25], 0.0, "0.25"),
            ([f64::NAN, f64::NAN], f64::NAN, "?"),
        ];
        for (ends, mcse, expected) in cases {
            assert_eq!(interval(ends, mcse, [if ends[1] > 100.0 { 0.0 } else { -1.0 }, 1275.0]), expected);
        }
    }

    #[test]
    fn an_unknown_error_supports_whole_numbers_only() {
        assert_eq!(shown(5.31, f64::NAN), "~5");
        assert_eq!(shown(5.31, f64::INFINITY), "~5");
        // A share would be nothing or all.
        assert_eq!([shown(0.1875, f64::NAN), shown(0.0, f64::NAN), shown(1.0, f64::NAN)], ["~0.19", "~0", "~1"]);
        assert_eq!(shown(f64::NAN, 0.1), "?");
    }

    #[test]
    fn shares_become_percentages() {
        assert_eq!(percent(Estimate { value: 0.6412, mcse: 0.009 }), "64 %");
        assert_eq!(percent(Estimate { value: 0.6412, mcse: 0.021 }), "64 %");
        let margin = |value, mcse| margin_percent(Estimate { value, mcse }, &many()).unwrap();
        assert_eq!([margin(0.6412, 0.009), margin(0.6412, 0.41)], ["± 2 %", "0 to 100 %"]);
        // 95 % and 4.9 % are within, 5 % as printed too; 6 % are not.
        assert_eq!([margin(0.95, 0.025), margin(0.95, 0.0256), margin(0.02, 0.015)], ["± 5 %", "89 to 100 %", "0 to 5 %"]);
    }

    #[test]
    fn half_widths_of_few_draws_are_wider() {
        // Student's t of three degrees of freedom: 3.18 standard errors.
        let margin = |value| margin(Estimate { value, mcse: 0.01 }, &Clusters::new(4, 50, None), [0.0, 14.0]);
        assert_eq!([margin(5.3), margin(13.99)], [Some("± 0.04".to_owned()), Some("13.95 to 14.00".to_owned())]);
    }

    #[test]
    fn half_widths_are_rounded_up() {
        let width = |mcse| rounded_up(many().half_width(Estimate { value: 5.3, mcse }));
        assert_eq!(width(0.0134).as_deref(), Some("0.03"));
        assert_eq!(width(0.0048).as_deref(), Some("0.01"));
        assert_eq!(width(0.01 / NORMAL_P975).as_deref(), Some("0.01"));
        assert_eq!(width(14.0).as_deref(), Some("30"));
        assert_eq!(width(4.9).as_deref(), Some("10"));
        assert_eq!(width(0.5).as_deref(), Some("1"));
        assert_eq!(width(1e-9).as_deref(), Some("0.0001"));
        assert_eq!(width(0.0).as_deref(), Some("0"));
        assert_eq!(width(f64::NAN), None);
    }

    #[test]
    fn numbers_that_are_close_have_the_digits_that_tell_them_apart() {
        assert_eq!(digits_apart(&[0.5, 2.0, 8.0], 2), 2);
        assert_eq!(digits_apart(&[1.000_01, 0.999_995, 1.000_02], 2), 6);
        assert_eq!(digits_apart(&[3.0, 3.0], 4), 4);
        assert_eq!(digits_apart(&[0.0, f64::INFINITY], 4), 4);
        assert_eq!(digits_apart(&[1.0, 1.0 + 1e-15], 2), MOST_DIGITS);
        assert_eq!(significant(1.000_01, 7), "1.000010");
    }

    #[test]
    fn a_zero_has_no_sign() {
        assert_eq!(decimals(-1e-9, 4), "0.0000");
        assert_eq!(decimals(-0.1, 4), "-0.1000");
    }

    #[test]
    fn a_number_has_its_significant_digits() {
        let cases = [(0.061_23, "0.061"), (1.849, "1.8"), (12.3, "12"), (1234.0, "1,234"), (0.995, "0.99"), (9.96, "10"), (1.0, "1.0")];
        for (value, expected) in cases {
            assert_eq!(significant(value, 2), expected);
        }
        assert_eq!(significant(0.0, 2), "0.0");
        assert_eq!(significant(3e-9, 2), "3.0e-9");
        assert_eq!(significant(f64::INFINITY, 2), "?");
        assert_eq!([0.061, 2.0, 1.349_96, 1234.56].map(factor), ["0.061", "2", "1.35", "1,235"]);
    }

    #[test]
    fn thousands_are_separated() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(20_000), "20,000");
        assert_eq!(count(1_000_000), "1,000,000");
    }
}
