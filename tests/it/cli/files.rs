//! The result files, to the byte.

use std::io;

use stayput::internals::ensemble;
use stayput::internals::estimate::{Probabilities, TrialRow};
use stayput::internals::report::files::csv::{self, Dialect, Trials};
use stayput::internals::report::files::large::LargeForm;
use stayput::internals::report::{NO_POLICY, Run};

use super::handmade_estimates::{estimates, scenario};

/// The lines of a file about two people over two dates.
fn lines(write: csv::FileWriter) -> Vec<String> {
    let scenario = scenario(2, 0);
    let mut estimates = estimates(&scenario, 0.5);
    // Plain numbers in place of the errors, to be recognised.
    let probabilities = estimates.distribution.iter_mut().flat_map(Probabilities::iter_mut);
    for estimate in probabilities.chain(estimates.destinations.iter_mut().flat_map(|one| &mut one.shares)) {
        estimate.mcse = 0.125;
    }
    estimates.curves[0].points[1].sd.mcse = f64::NAN;
    let mut out = Vec::new();
    write(&mut out, &[Run { key: "r0", policy: NO_POLICY, estimates: &estimates, assertions: &[] }], Dialect::Standard).unwrap();
    String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn summary_has_one_number_a_row() {
    let lines = lines(csv::summary);
    assert_eq!(lines[0], "run,scenario,policy,metric,group,date,stat,value,mcse");
    let at_start: Vec<&str> = lines[1..10].iter().map(|line| line.split("2023-01-01,").nth(1).unwrap()).collect();
    assert_eq!(at_start, ["mean,2,0", "sd,0,0", "p05,2,0", "p10,2,0", "p25,2,0", "p50,2,0", "p75,2,0", "p90,2,0", "p95,2,0"]);
    assert_eq!(lines[10], "r0,\"Made, by hand\",none,retained,all,2023-01-06,mean,1,0.005");
    assert_eq!(lines[11], "r0,\"Made, by hand\",none,retained,all,2023-01-06,sd,0.7071067811865476,", "an unknown error is an empty cell");
    assert_eq!(lines[19], "r0,\"Made, by hand\",none,retained,all,2023-01-06,luck_share,0.648,0.009");
    let groups: Vec<(&str, &str)> =
        lines[1..].iter().step_by(19).map(|line| line.split(',').skip(4)).map(|mut l| (l.next().unwrap(), l.next().unwrap())).collect();
    assert_eq!(
        groups,
        [("retained", "all"), ("headcount", "all"), ("exits", "all"), ("exits", "channel:lab"), ("exits", "channel:startup")]
    );
    assert_eq!(lines.len(), 1 + 5 * 19);
}

#[test]
fn distribution_omits_what_never_happens() {
    assert_eq!(
        lines(csv::distribution),
        [
            "run,scenario,policy,month,date,retained,probability,mcse",
            "r0,\"Made, by hand\",none,0,2023-01-01,2,1,0.125",
            "r0,\"Made, by hand\",none,1,2023-01-06,0,0.25,0.125",
            "r0,\"Made, by hand\",none,1,2023-01-06,1,0.5,0.125",
            "r0,\"Made, by hand\",none,1,2023-01-06,2,0.25,0.125",
        ]
    );
}

#[test]
fn destinations_omit_where_nobody_goes() {
    assert_eq!(
        lines(csv::destinations),
        [
            "run,scenario,policy,month,date,channel,competitor,cumulative_incidence,mcse",
            "r0,\"Made, by hand\",none,1,2023-01-06,lab,,0.375,0.125",
            "r0,\"Made, by hand\",none,1,2023-01-06,startup,,0.125,0.125",
        ]
    );
}

#[test]
fn trials_have_a_row_each() {
    let metadata = ensemble::metadata(&scenario(2, 0), 1);
    let mut trials = Trials::new(Vec::new(), ("r0", NO_POLICY), &metadata, LargeForm::Csv(Dialect::Standard)).unwrap();
    trials.row(&TrialRow { trial: 0, draw: 0, retained: 5, exits: Some(9), further: Vec::new() }).unwrap();
    trials.row(&TrialRow { trial: 1, draw: 0, retained: 14, exits: Some(0), further: Vec::new() }).unwrap();
    let text = String::from_utf8(trials.into_inner().unwrap()).unwrap();
    assert_eq!(text, "run,policy,trial,draw,retained,exits\nr0,none,0,0,5,9\nr0,none,1,0,14,0\n");
}

#[test]
fn numbers_are_short_and_read_back_to_the_bit() {
    let scenario = scenario(2, 0);
    let mut estimates = estimates(&scenario, 0.5);
    let mean = &mut estimates.curves[0].points[1].mean;
    (mean.value, mean.mcse) = (0.1 + 0.2, 1e-7);
    let mut out = Vec::new();
    csv::summary(&mut out, &[Run { key: "r0", policy: NO_POLICY, estimates: &estimates, assertions: &[] }], Dialect::Standard).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains(",mean,0.30000000000000004,0.0000001\n"), "{text}");
}

#[test]
fn an_output_that_fails_is_an_error() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let scenario = scenario(2, 0);
    let estimates = estimates(&scenario, 0.5);
    for (_, write) in csv::FILES {
        let error = write(&mut Full, &[Run { key: "r0", policy: NO_POLICY, estimates: &estimates, assertions: &[] }], Dialect::Standard)
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}

#[test]
fn spreadsheets_get_a_byte_order_mark_and_their_own_decimals() {
    let scenario = scenario(2, 0);
    let estimates = estimates(&scenario, 0.5);
    let run = Run { key: "r0", policy: NO_POLICY, estimates: &estimates, assertions: &[] };
    for (name, write) in csv::FILES {
        let [standard, excel, european] = [Dialect::Standard, Dialect::Excel, Dialect::ExcelEu].map(|dialect| {
            let mut bytes = Vec::new();
            write(&mut bytes, &[run], dialect).unwrap();
            bytes
        });
        let mark = b"\xef\xbb\xbf";
        assert_eq!(excel.strip_prefix(mark).expect("a byte-order mark"), standard, "{name}");
        let read = |bytes: &[u8], delimiter| {
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(bytes);
            reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        let cells = read(&standard, b',');
        let found = read(european.strip_prefix(mark).expect("a byte-order mark"), b';');
        assert_eq!(found.len(), cells.len(), "{name}");
        for (cell, found) in cells.into_iter().zip(found) {
            let is_decimal = cell.contains('.') && cell.parse::<f64>().is_ok();
            assert_eq!(if is_decimal { cell.replace('.', ",") } else { cell }, found, "{name}");
        }
    }
    let mut trials = Trials::new(Vec::new(), ("r0", NO_POLICY), &estimates.metadata, LargeForm::Csv(Dialect::ExcelEu)).unwrap();
    trials.row(&TrialRow { trial: 0, draw: 0, retained: 5, exits: Some(9), further: Vec::new() }).unwrap();
    assert_eq!(String::from_utf8(trials.into_inner().unwrap()).unwrap(), "\u{feff}run;policy;trial;draw;retained;exits\nr0;none;0;0;5;9\n");
}

#[test]
fn texts_that_begin_like_a_formula_are_defused_and_numbers_are_not() {
    let mut estimates = estimates(&scenario(2, 0), 0.5);
    estimates.curves[0].points[1].mean.value = -1.5;
    let cases = [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-2", "'-2"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "\"'\r=1\""),
        ("\n=1", "\"'\n=1\""),
        ("=\"a\",1", "\"'=\"\"a\"\",1\""),
        ("a=b", "a=b"),
        (" -", " -"),
        ("'", "'"),
    ];
    for (text, cell) in cases {
        text.clone_into(&mut estimates.metadata.scenario);
        text.clone_into(&mut estimates.metadata.channels[0]);
        let run = Run { key: "r0", policy: text, estimates: &estimates, assertions: &[] };
        for (dialect, separator) in [(Dialect::Standard, ','), (Dialect::Excel, ','), (Dialect::ExcelEu, ';')] {
            let written = |write: csv::FileWriter| {
                let mut out = Vec::new();
                write(&mut out, &[run], dialect).unwrap();
                String::from_utf8(out).unwrap()
            };
            let decimal = dialect.decimal();
            let start = format!("\nr0{separator}{cell}{separator}{cell}{separator}");
            let destinations = written(csv::destinations);
            assert!(
                destinations.contains(&format!("{start}1{separator}2023-01-06{separator}{cell}{separator}{separator}")),
                "{destinations:?}"
            );
            let summary = written(csv::summary);
            let number = format!("{start}retained{separator}all{separator}2023-01-06{separator}mean{separator}-1{decimal}5{separator}");
            assert!(summary.contains(&number), "{summary:?}");
        }
    }
}
