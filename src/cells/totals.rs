//! Words of totals: rows that spreadsheets and reports write below people.

use crate::cells::headings::plain;

/// Words of which one says that a row is a total, as [`plain`] has it.
const TOTALS: [&str; 34] = [
    "total",
    "totals",
    "subtotal",
    "sum",
    "count",
    "average",
    "mean",
    "median",
    "headcount",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "insgesamt",
    "zwischensumme",
    "teilsumme",
    "teilergebnis",
    "durchschnitt",
    "mittelwert",
    "anzahl",
    "somme",
    "totaux",
    "moyenne",
    "effectif",
    "effectifs",
    "suma",
    "totale",
    "totales",
    "promedio",
    "recuento",
    "plantilla",
    "المجموع",
    "الإجمالي",
    "العدد",
];

/// Words before one of these.
const BEFORE: [&str; 3] = ["grand", "sub", "sous"];

/// Whether a text is of a total: its first word is one for that, or any of its words.
pub(crate) fn is_total(text: &str, is_first: bool) -> bool {
    let words = plain(text);
    let mut words = words.split(' ').filter(|word| !BEFORE.contains(word));
    if is_first { words.next().is_some_and(|word| TOTALS.contains(&word)) } else { words.any(|word| TOTALS.contains(&word)) }
}

/// Whether a text says nothing but that it is a total: `Grand total`, `Count: 35`.
pub(crate) fn is_only_total(text: &str) -> bool {
    let words = plain(text);
    let is_any_of = |word: &str| BEFORE.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
    is_total(text, true) && words.split(' ').all(|word| TOTALS.contains(&word) || is_any_of(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_told_by_a_word() {
        for text in ["Total", "Grand Total", "Sub-total", "Sous-total", "Gesamtergebnis", "Insgesamt", "Zwischensumme", "Durchschnitt"] {
            assert!(is_total(text, true), "{text}");
        }
        for text in ["Vision Team Total", "Mitarbeiter gesamt", "Effectif total"] {
            assert!(is_total(text, false), "{text}");
        }
        assert!(!is_total("Tom Totalis", false));
    }

    #[test]
    fn a_text_may_hold_nothing_else() {
        for text in ["Total", "GRAND TOTAL", "Count: 35", "Summe", "Total (35)"] {
            assert!(is_only_total(text), "{text}");
        }
        for text in ["Vision Total", "Sum Li", "grand", "35", ""] {
            assert!(!is_only_total(text), "{text}");
        }
    }
}
