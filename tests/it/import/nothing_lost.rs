//! Whatever is in a file is used or mentioned: every line and every column, of any table.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use stayput::internals::import::Ask;

use super::imported;

/// Cells as exports have them, and others.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[0-9]{4}-0[1-9]-[12][0-9]",
        1 => Just(String::new()),
        1 => Just("N/A".to_owned()),
        1 => Just("Active".to_owned()),
        1 => Just("Terminated".to_owned()),
        1 => Just("Total".to_owned()),
        1 => Just("9999-12-31".to_owned()),
        1 => Just("10/24/2018".to_owned()),
        2 => "[0-9]{1,6}",
        1 => "\\PC{0,6}",
        1 => Just("\u{feff}x\ty\r1".to_owned()),
        1 => "202[67]-(0[1-9]|1[0-2])(-[12][0-9])?",
        1 => Just("2031-05-05".to_owned()),
    ]
}

fn heading() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Employee ID".to_owned()),
        Just("Hire Date".to_owned()),
        Just("Termination Date".to_owned()),
        Just("Status".to_owned()),
        Just("Department".to_owned()),
        Just("Reason".to_owned()),
        Just("Salary".to_owned()),
        Just("Contract End".to_owned()),
        Just("Rehire Date".to_owned()),
        Just("Unvested".to_owned()),
        Just(String::new()),
        "[a-z]{1,8}",
    ]
}

fn line(cells: &[String]) -> String {
    cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
}

fn cases() -> u32 {
    std::env::var("STAYPUT_CASES").map_or(400, |cases| cases.parse().expect("STAYPUT_CASES is a number of cases"))
}

proptest! {
    // The same tables every time; `STAYPUT_CASES` tries more of them.
    #![proptest_config(ProptestConfig { cases: cases(), rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_line_and_every_column_is_named(
        headings in proptest::collection::vec(heading(), 3..7),
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 7), 0..12),
        is_dated in any::<bool>(),
    ) {
        let width = headings.len() + 2;
        let mut text = String::from("\"Employee ID\",\"Hire Date\",") + &line(&headings) + "\n";
        for (k, row) in rows.iter().enumerate() {
            let mut row: Vec<String> = row.iter().cycle().take(width).cloned().collect();
            // Most rows are people.
            if k % 4 != 3 {
                row[0] = format!("p{k}");
                row[1] = format!("20{:02}-03-05", 10 + 2 * k);
            }
            text += &(line(&row) + "\n");
        }
        // What cannot be read is refused, and nothing of it is written.
        let ask = Ask { as_of: is_dated.then(|| "2026-09-30".parse().unwrap()), ..Ask::default() };
        if let Ok(import) = imported(&text, &ask) {
            let report = &import.report;
            let mut lines: Vec<usize> = report.people.iter().copied().chain(report.others.iter().map(|(line, _)| *line)).collect();
            lines.sort_unstable();
            prop_assert_eq!(lines, (1..=rows.len() + 1).collect::<Vec<_>>());
            prop_assert_eq!(report.columns.len(), width);
            prop_assert!(report.columns.iter().all(|(_, field, how)| field.is_some() || !how.is_empty()));
            let shown = report.text();
            prop_assert!(report.others.iter().all(|(_, fate)| shown.contains(&format!("\n  {}: line", fate.words()))), "{}", shown);
            super::loaded(&import);
        }
    }
}
