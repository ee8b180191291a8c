//! What an export says in other words than usual is read as it is meant, or said: rows, dates, words and amounts.

use stayput::internals::import::{Ask, Encoding, Fate, Field, Order};

use super::{as_of, file, imported};

#[track_caller]
fn text(table: &str, ask: &Ask) -> String {
    imported(table, ask).unwrap_or_else(|problems| panic!("\n{problems}")).report.text().replace("\n  ", " ")
}

/// Lines set aside as of a kind.
fn aside(table: &str, fate: Fate) -> Vec<usize> {
    let import = imported(table, &as_of()).unwrap_or_else(|problems| panic!("\n{problems}"));
    import.report.others.iter().filter(|(_, known)| *known == fate).map(|(line, _)| *line).collect()
}

#[test]
fn rows_that_are_no_people_are_none_whatever_they_are_called() {
    for total in
        ["Gesamtergebnis;40;;", "Insgesamt;40;;", "Zwischensumme;40;;", "Sous-total;2;;", "Grand Total;16;;", "Vision Team Total;7;;"]
    {
        let table = format!("ID;Team;Hire Date;End\n1;a;2019-01-01;\n2;a;2019-02-01;2024-05-05\n{total}\n");
        assert_eq!(aside(&table, Fate::Total), [4], "{total}");
    }
    for other in ["Employees;40;;", "Leavers;2;;", "All of them;x;;"] {
        let table = format!("ID;Team;Hire Date;End\n1;a;2019-01-01;\n2;a;2019-02-01;2024-05-05\n{other}\n");
        assert_eq!(aside(&table, Fate::Stranger), [4], "{other}");
    }
    // Where names are the ids, words alone tell a total.
    let table = "Name;Team;Hire Date;End\nAnn;a;2019-01-01;\nBob;a;2019-02-01;2024-05-05\nMitarbeiter gesamt;2;;\nEffectif total;2;;\n";
    assert_eq!(aside(table, Fate::Total), [4, 5]);
}

#[test]
fn short_headings_are_those_of_hire_and_exit() {
    for head in ["Name,Team,Started,Left,Why left", "Name,Group,Joined,Departed,Why", "Employee,Team,Start,End,Reason"] {
        let table = format!("{head}\nAnn,a,2019-01-01,,\nBob,a,2019-02-01,2024-05-05,Retirement\n");
        let text = text(&table, &as_of());
        assert!(text.starts_with("1 person there and 1 exit, as of 2026-01-01"), "{text}");
        assert!(text.contains(" Retirement  other         1\n"), "{text}");
        assert!(text.contains(" stands for the id "), "{text}");
    }
}

#[test]
fn a_date_of_the_export_is_a_column_or_a_note_and_no_stray_cell() {
    let column = "ID,Hire Date,End,As Of Date\n1,2019-01-01,,2026-09-30\n2,2019-01-01,2024-05-05,2026-09-30\n";
    assert!(text(column, &Ask::default()).starts_with("1 person there and 1 exit, as of 2026-09-30 (by the column `As Of Date`)."));
    let several = column.replacen("2026-09-30", "2026-09-29", 1);
    let several = several.replace("2,2019-01-01,2024-05-05", "3,2019-01-01,2025-05-05,2026-09-30\n2,2019-01-01,2024-05-05");
    assert!(text(&several, &Ask::default()).contains(" not used: not one date in every row\n"));
    // The latest date of people, and not the one that stands alone.
    let stray = "ID,Hire Date,End,Team\n1,2019-01-01,,a\n2,2019-01-01,2024-05-05,a\n3,2019-01-01,2023-05-05,a\n,2019-03-01,,\n";
    assert!(
        text(stray, &Ask::default()).contains("as of 2024-05-05 (the latest date, line 3; --as-of"),
        "{}",
        text(stray, &Ask::default())
    );
}

#[test]
fn an_exit_that_chose_the_end_of_observation_does_not_count() {
    let table = "ID,Hire Date,End\n1,2019-01-01,\n2,2019-01-01,2022-05-05\n3,2019-01-01,2023-05-05\n4,2019-01-01,2024-05-05\n";
    let import = imported(table, &Ask::default()).unwrap();
    let scenario = file(&import, "lab.toml");
    assert!(scenario.contains("\nfrom = 2022-05-05 ") && scenario.contains("\nuntil = 2024-05-04 "), "{scenario}");
    assert!(scenario.contains("\nstart = 2024-05-05\n"), "{scenario}");
    let said = "- Nothing says when the export was made: it is taken to be of the day of the last exit (line 5). That exit does not count";
    assert!(import.report.text().replace("\n  ", " ").contains(said), "{}", import.report.text());
    let scenario = imported(table, &as_of()).unwrap();
    assert!(file(&scenario, "lab.toml").contains("\nuntil = 2026-01-01 "));
}

#[test]
fn leavers_of_the_day_since_which_they_are_listed_count() {
    let table = "ID,Hire Date,End\n1,2019-01-01,\n2,2019-01-01,2022-05-05\n3,2019-01-01,2023-05-05\n";
    let ask = Ask { leavers_since: "2022-05-05".parse().ok(), ..as_of() };
    let import = imported(table, &ask).unwrap();
    let (loaded, _folder) = super::loaded(&import);
    let rows = loaded.scenario.history.expect("there is a history").rows;
    assert_eq!(rows.iter().filter(|row| matches!(row.outcome, stayput::internals::people::Outcome::Exit { .. })).count(), 2);
    assert!(import.report.text().contains("All leavers since 2022-05-05 are listed, as asked for, those of that day too.\n"));
}

#[test]
fn a_reason_without_a_date_is_that_of_somebody_who_left_only_where_that_is_said() {
    let head = "ID,Hire Date,End,Reason,Status\n1,2019-01-01,,,\n2,2019-01-01,2022-05-05,x,\n";
    let ask = |is_there: bool| Ask { status: vec![("new job".to_owned(), is_there)], ..as_of() };
    let gone = text(&format!("{head}3,2019-01-01,,New job,\n"), &ask(false));
    assert!(gone.starts_with("1 person there and 1 exit"), "{gone}");
    assert!(gone.contains("- Left on a day that nobody knows, so that neither file has them") && gone.contains("known: line 4."), "{gone}");
    let there = text(&format!("{head}3,2019-01-01,,New job,\n"), &ask(true));
    assert!(there.starts_with("2 people there and 1 exit"), "{there}");
    assert!(there.contains("- There, as the words under the reason say: line 4."), "{there}");
    let there = text(&format!("{head}3,2019-01-01,,still employed,\n"), &as_of());
    assert!(there.contains("- There, as the words under the reason say: line 4."), "{there}");
    let there = text(&format!("{head}3,2019-01-01,,New job,Active\n"), &as_of());
    assert!(there.starts_with("2 people there and 1 exit"), "{there}");
    assert!(
        there.contains("- There by the status, though a reason of leaving stands there without a date: taken as there: line 4."),
        "{there}"
    );
}

#[test]
fn amounts_are_what_stands_beside_them_or_left_out() {
    let head = "ID,Hire Date,End,Pay,Pay Frequency,Unvested\n";
    let roster = |rows: &str| {
        let import = imported(&format!("{head}{rows}"), &as_of()).unwrap_or_else(|problems| panic!("\n{problems}"));
        (file(&import, "roster.csv").to_owned(), import.report.text().replace("\n  ", " "))
    };
    let (scaled, text) = roster("1,2019-01-01,,95k,,0.2M\n2,2019-01-01,2024-05-05,1,,\n3,2019-01-01,,90 k,,200k\n");
    assert_eq!(scaled, "ID,Hire Date,Pay,Unvested\n1,2019-01-01,95000,200000\n3,2019-01-01,90000,200000\n");
    assert!(text.contains("2 in thousands or millions (k, M)"), "{text}");
    let (monthly, text) = roster("1,2019-01-01,,5000,Monthly,1\n2,2019-01-01,2024-05-05,1,Annual,1\n");
    assert_eq!(monthly, "ID,Hire Date,Pay,Unvested\n1,2019-01-01,60000,1\n");
    assert!(text.contains("- Pay is `Monthly`, and is written as annual: 12 times as much."), "{text}");
    assert!(
        roster("1,2019-01-01,,50,Hourly,1\n2,2019-01-01,2024-05-05,1,,1\n").1.contains("nothing tells how much of `Hourly` is a year's.")
    );
    let (money, text) = roster("1,2019-01-01,,$100,,$10\n2,2019-01-01,2024-05-05,$1,,\n3,2019-01-01,,$100,,€20\n");
    assert_eq!(money, "ID,Hire Date,Pay\n1,2019-01-01,100\n3,2019-01-01,100\n");
    assert!(text.contains("- Unvested equity is left out, since it and pay are in several currencies: $, €."), "{text}");
}

#[test]
fn the_counts_of_a_report_add_up() {
    let table = "ID,Hire Date,End,Reason\n1,2019-01-01,,\n2,2019-01-01,2024-05-05,x\n3,2019-01-01,2024-06-05,\n4,2026-06-01,,\n";
    let text = text(table, &as_of());
    assert!(text.starts_with("1 person there, 1 to join later and 2 exits, as of 2026-01-01"), "{text}");
    assert!(text.contains(" (no reason given)  unknown       1\n"), "{text}");
}

#[test]
fn names_that_may_be_one_are_told() {
    let table =
        "ID,Team,Job Title,Hire Date\n7,A,x,2019-01-01\n007,a,x,2019-01-01\n8,a,X Y,2019-01-01\n9,A ,xy,2019-01-01\n10,a,xy,2019-01-01\n";
    let import = imported(table, &as_of()).unwrap();
    let text = import.report.text().replace("\n  ", " ");
    for says in [
        "- These ids are equal, and each counts as another person: `7` (line 2) and `007` (line 3) but for leading zeros. If one is meant, write it in one way.",
        "- These teams are equal, and count as one, as the first is written: `a` (lines 3-4, 6) and `A` (lines 2, 5) but for case. --as-written keeps them apart.",
        "- These roles are equal, and count as one, as the first is written: `xy` (lines 5-6) and `X Y` (line 4) but for case, spaces, zeros or Unicode form.",
    ] {
        assert!(text.contains(says), "{says}\n{text}");
    }
    let roster = file(&import, "roster.csv");
    assert!(!roster.contains(",A,") && roster.matches(",a,").count() == 5 && roster.matches(",xy,").count() == 3, "{roster}");
    let import = imported(table, &Ask { as_written: true, ..as_of() }).unwrap();
    let text = import.report.text().replace("\n  ", " ");
    assert!(
        text.contains("- These teams are equal, and each counts as another team: `a` (lines 3-4, 6) and `A` (lines 2, 5) but for case."),
        "{text}"
    );
    let roster = file(&import, "roster.csv");
    assert!(roster.matches(",A,").count() == 2 && roster.contains(",X Y,"), "{roster}");
}

#[test]
fn the_encodings_of_exports_are_read() {
    const TABLE: &str = "Personalnummer;Abteilung;Eintritt;Austritt\n1;Müller €;2019-01-01;\n2;Müller €;2019-01-01;2024-05-05\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    let read = |bytes: &[u8], encoding: Option<&str>| {
        std::fs::write(&path, bytes).unwrap();
        let encoding = encoding.map(|name| Encoding::for_label(name.as_bytes()).unwrap());
        stayput::internals::import::import(&path, "lab", &Ask { encoding, ..as_of() }).map_err(|problems| problems.render(false))
    };
    let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| format!("\u{feff}{TABLE}").encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
    let latin: Vec<u8> = TABLE.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() }).collect();
    let read_as = [
        read(TABLE.as_bytes(), None),
        read(&utf_16(u16::to_le_bytes), None),
        read(&utf_16(u16::to_be_bytes), None),
        read(&latin, Some("windows-1252")),
        // A byte-order mark says more than the option.
        read(&utf_16(u16::to_le_bytes), Some("windows-1252")),
    ];
    for import in read_as {
        assert_eq!(file(&import.unwrap(), "roster.csv"), "Personalnummer,Abteilung,Eintritt\n1,Müller €,2019-01-01\n");
    }
    let said = |bytes: &[u8], encoding| read(bytes, encoding).map(|_| ()).unwrap_err();
    let help = "help: it seems to be Latin-1 or Windows-1252, where this byte is ü;\n          --encoding windows-1252 reads it so, or save it as UTF-8\n";
    assert!(said(&latin, None).contains(help), "{}", said(&latin, None));
    assert_eq!(
        said(TABLE.as_bytes(), Some("windows-1252")),
        "error: the file is UTF-8, not windows-1252\n |\n = help: leave --encoding away\n\n1 problem; nothing was run\n"
    );
    assert!(
        said(&latin, Some("shift_jis")).starts_with("error: the file is not Shift_JIS throughout\n"),
        "{}",
        said(&latin, Some("shift_jis"))
    );
}

#[test]
fn a_date_long_after_all_others_is_not_that_of_the_export() {
    let people = |last: &str| {
        let row = |k: usize| format!("{k},20{:02}-0{}-01,\n", 14 + k % 9, 1 + k % 7);
        let rows: String = (0..20).map(row).collect::<Vec<_>>().concat();
        "ID,Hire Date,End\n".to_owned() + &rows + "20,2016-01-01,2024-05-05\n21,2016-01-01,2023-05-05\n" + last
    };
    // A hire in two digits, an exit mistyped, a hire to come.
    for (last, date) in [("22,01/03/48,\n", "2048-03-01"), ("22,2016-01-01,2042-05-05\n", "2042-05-05"), ("22,2031-01-01,\n", "2031-01-01")]
    {
        let ask = Ask { dates: Some(Order::Dmy), ..Ask::default() };
        let said = imported(&people(last), &ask).expect_err("nothing tells the date of the export");
        let message = format!("error: the latest date, {date} (line 24), is long after the one before,\n       2024-05-05 (line 22)\n");
        assert!(said.starts_with(&message), "{said}");
        assert!(
            said.contains("help: say when the export was made: --as-of 2026-09-30; --skip 24\n          leaves the row out\n"),
            "{said}"
        );
        // Where it is said, a date to come is what it is.
        let ask = Ask { dates: Some(Order::Dmy), as_of: "2025-01-01".parse().ok(), ..Ask::default() };
        assert!(imported(&people(last), &ask).is_ok());
    }
    // A year without a hire or an exit is no wonder.
    assert!(text(&people("22,2016-01-01,2025-05-05\n"), &Ask::default()).contains("as of 2025-05-05 (the latest date, line 24;"));
}

#[test]
fn what_is_later_than_today_is_to_come() {
    let table =
        "ID,Hire Date,End\n1,2019-01-01,\n2,2019-01-01,2024-05-05\n3,2020-03-01,2026-09-20\n4,2026-12-16,\n5,2020-01-01,2027-01-22\n";
    let ask = Ask { today: "2026-11-29".parse().ok(), ..Ask::default() };
    let import = imported(table, &ask).unwrap();
    let text = import.report.text().replace("\n  ", " ");
    // The joiner, and who has a last day, are there; the last exit chose the day.
    let says = "2 people there (1 with a known last day), 1 to join later and 2 exits, as of 2026-09-20 (the latest date, line 4; --as-of if it was";
    assert!(text.replace('\n', " ").starts_with(says), "{text}");
    assert_eq!(file(&import, "roster.csv"), "ID,Hire Date,last_day\n1,2019-01-01,\n4,2026-12-16,\n5,2020-01-01,2027-01-22\n");
}

#[test]
fn an_export_of_which_all_is_to_come_is_asked_about() {
    let ask = Ask { today: "2026-11-29".parse().ok(), ..Ask::default() };
    let said = imported("ID,Hire Date,End\n1,2027-01-01,\n2,2027-02-01,\n", &ask).expect_err("all is to come");
    assert!(said.starts_with("error: every hire and exit is later than today\n") && said.contains("--as-of 2026-09-30"), "{said}");
}

#[test]
fn months_and_years_under_an_unknown_heading_are_asked_about() {
    for form in ["Mar 2021", "2021-03", "03/2021", "March 2021", "03.2021", "2021"] {
        for (from, to) in [("From", "To"), ("Von", "Bis"), ("Finish up", "Desde")] {
            let earlier = form.replace("2021", "2017");
            let table = format!("Name,Team,{from},{to}\nAnn,a,{earlier},\nBob,a,{earlier},{form}\nCy,a,{form},present\n");
            let said = imported(&table, &as_of()).expect_err(form);
            assert!(said.contains("nothing is known as the date of hire") && said.contains(&format!("`{from}`, `{to}`")), "{said}");
            let ask = Ask { columns: vec![(Field::Hired, from.to_owned())], ..as_of() };
            let said = imported(&table, &ask).expect_err(form);
            assert!(said.contains("nothing is known as the date of exit") && said.contains(&format!("`{to}`")), "{said}");
            let ask = Ask { columns: vec![(Field::Hired, from.to_owned()), (Field::Exit, to.to_owned())], ..as_of() };
            assert!(text(&table, &ask).starts_with("2 people there and 1 exit, "), "{table}");
        }
    }
}

#[test]
fn pay_of_a_month_is_told_by_its_heading_or_another_column() {
    let roster = |head: &str, rest: &str| {
        let table = format!("ID,Hire Date,End,{head}\n1,2019-01-01,,4000{rest}\n2,2019-01-01,2024-05-05,4000{rest}\n");
        let import = imported(&table, &as_of()).unwrap();
        (file(&import, "roster.csv").to_owned(), import.report.text().replace("\n  ", " "))
    };
    for (head, word) in [("Salaire mensuel brut", "mensuel"), ("Monthly salary", "monthly"), ("Sueldo mensual", "mensual")] {
        let ask = Ask { columns: vec![(Field::Pay, head.to_owned())], ..as_of() };
        let table = format!("ID,Hire Date,End,{head}\n1,2019-01-01,,4000\n2,2019-01-01,2024-05-05,4000\n");
        let import = imported(&table, &ask).unwrap();
        assert!(file(&import, "roster.csv").ends_with("\n1,2019-01-01,48000\n"), "{}", file(&import, "roster.csv"));
        let says = format!("- Pay is `{word}` by its heading, and is written as annual: 12 times as much.");
        assert!(import.report.text().replace("\n  ", " ").contains(&says), "{}", import.report.text());
    }
    let (roster, said) = roster("Fixgehalt,Gehaltsintervall", ",monatlich");
    assert!(roster.ends_with(",48000\n") && said.contains("Pay is `monatlich`, and is written as annual: 12 times as much."), "{said}");
}

#[test]
fn who_came_back_in_one_row_has_two_spells_where_the_first_hire_is_told() {
    let head = "ID,Original Hire Date,Hire Date,Termination Date,Status\n";
    let rows =
        "1,2015-03-02,2024-02-01,2021-06-30,Active\n2,2019-01-01,2019-01-01,,Active\n3,2019-01-01,2019-01-01,2024-05-05,Terminated\n";
    let import = imported(&format!("{head}{rows}"), &as_of()).unwrap();
    let text = import.report.text().replace("\n  ", " ");
    assert!(
        text.starts_with("2 people there and 2 exits, ") && text.contains("- Came back, a spell of its own each time: line 2."),
        "{text}"
    );
    let history = file(&import, "history.csv");
    assert!(history.contains("\n1,2015-03-02,2021-06-30") && history.contains("\n1,2024-02-01,"), "{history}");
    // Without it, the report says what is lost.
    let rows = rows.replace("1,2015-03-02,", "1,,");
    let text = imported(&format!("{head}{rows}"), &as_of()).unwrap().report.text().replace("\n  ", " ");
    assert!(
        text.contains("- There by the status, and the exit before the hire is that of an earlier spell, which is left out: line 2."),
        "{text}"
    );
}

#[test]
fn reasons_are_cut_in_their_middle_and_managers_found_without_what_is_said_of_them() {
    let reason = |end: &str| format!("Voluntary > Terminate Employee > Voluntary > {end}");
    let table = format!(
        "Worker,Team,Manager,Hire Date,End,Reason\nAnn (On Leave),a,,2019-01-01,,\nBob,a,Ann,2019-01-01,,\nCy,a,Ann,2019-01-01,,\n\
         Di,a,Ann,2019-01-01,2023-05-05,{}\nEd,a,Ann,2019-01-01,2024-05-05,{}\n",
        reason("Relocation"),
        reason("New job")
    );
    let text = text(&table, &as_of());
    assert!(text.contains("- Leads, as the manager of more than half of a team: line 2 a."), "{text}");
    assert!(text.contains("> Relocation ") && text.contains("> New job "), "{text}");
}

#[test]
fn a_time_elsewhere_is_no_day_here() {
    let table = |time: &str| format!("ID,Hire Date,End\n1,2014-12-31{time},\n2,2014-12-31{time},2024-05-05\n");
    for time in ["T12:00:00Z", "T23:00:00+01:00", "T13:45:00.000Z"] {
        let said = imported(&table(time), &as_of()).expect_err(time);
        assert!(said.starts_with(&format!("error: `Hire Date` holds what is no date: `2014-12-31{time}`")), "{said}");
    }
    for time in ["T00:00:00Z", "T00:00:00.000+01:00", "T22:00:00", " 13:45"] {
        assert!(file(&imported(&table(time), &as_of()).unwrap(), "roster.csv").contains(",2014-12-31"), "{time}");
    }
}

#[test]
fn a_few_exits_that_come_together_are_no_gap() {
    let table =
        "ID,Hire Date,End\n1,2018-01-01,2020-01-01\n2,2018-01-01,2020-01-01\n3,2018-01-01,2024-05-05\n4,2018-01-01,\n5,2018-01-01,\n";
    for table in [table.to_owned(), table.replacen("2020-01-01", "2020-01-02", 1)] {
        assert!(text(&table, &as_of()).contains("Exits count after 2020-01-01, the day of the first exit"), "{table}");
    }
}

#[test]
fn what_can_never_be_there_is_in_neither_file() {
    let table = "ID,Hire Date,End\n1,2019-01-01,\n2,2026-06-01,2026-06-01\n3,2029-01-01,\n4,2026-07,\n";
    let import = imported(table, &as_of()).unwrap();
    assert_eq!(file(&import, "roster.csv"), "ID,Hire Date\n1,2019-01-01\n4,2026-07-01\n");
    let text = import.report.text().replace("\n  ", " ");
    for said in [
        "- To be hired after 2026-01-01, and gone by then: never there, in neither file: line 3.",
        "- Hired after the end of the forecast, 2028-01-01: in neither file: line 4.",
        "- Of these only the month or the year is known: they join on its first day: line 5.",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    super::loaded(&import);
}

#[test]
fn byte_order_marks_and_breaks_within_ids_do_no_harm() {
    let table = "\u{feff}Staff as of 2026-01-01,,\n\u{feff}ID,Hire Date,End\n\"a\tb\",2019-01-01,\n\"c\rd\",2019-01-01,2024-05-05\n\u{feff}e,2019-01-01,\n";
    let import = imported(table, &Ask::default()).unwrap_or_else(|problems| panic!("\n{problems}"));
    assert_eq!(file(&import, "roster.csv"), "ID,Hire Date\na b,2019-01-01\ne,2019-01-01\n");
    super::loaded(&import);
}

#[test]
fn a_manager_of_several_teams_leads_them_all() {
    let table = "ID,Team,Hire Date,End,Manager\n1,a,2019-01-01,,\n2,a,2019-01-01,,1\n3,a,2019-01-01,,1\n4,b,2019-01-01,,1\n5,b;c,2019-01-01,,1\n6,a,2018-01-01,2024-05-05,1\n";
    let import = imported(table, &as_of()).unwrap_or_else(|problems| panic!("\n{problems}"));
    assert!(file(&import, "roster.csv").contains("\n1,a,2019-01-01,\"a; b\"\n"), "{}", file(&import, "roster.csv"));
    let text = import.report.text().replace("\n  ", " ");
    assert!(text.contains("- Leads, as the manager of more than half of a team: line 2 a and b."), "{text}");
    assert!(text.contains("- Line 2 leads b;c too. It is not written: a semicolon stands between several teams."), "{text}");
}

#[test]
fn an_unknown_column_of_exits_is_asked_about_however_those_who_stay_are_written() {
    for never in ["9999-12-31", "4712-12-31", "31-DEC-4712", "present", "still here"] {
        let table = format!(
            "Person Number,Start Date,Final Day\n1,2019-02-03,{never}\n2,2020-02-13,2024-03-01\n3,2021-05-20,{never}\n4,2018-02-03,2023-07-15\n"
        );
        let said = imported(&table, &Ask::default()).expect_err("nobody knows who left");
        let said = said.replace("\n       ", " ");
        let expected = "error: nothing is known as the date of exit, and nothing reads the dates in `Final Day`\n";
        assert!(said.starts_with(expected), "{never}: {said}");
    }
    // Day numbers of a spreadsheet, too, where the heading says that they are dates.
    let numbers = "ID,Start Date,Closing date\n1,2019-02-03,\n2,2020-02-13,45352\n3,2021-05-20,\n";
    assert!(imported(numbers, &Ask::default()).is_err_and(|said| said.replace("\n       ", " ").contains("dates in `Closing date`")));
}

#[test]
fn words_for_no_end_are_read_in_dates() {
    let table = "ID,Hire Date,End Date,Vertragsende\n1,2019-01-01,present,unbefristet\n2,2019-01-01,2024-05-05,\n";
    assert!(text(table, &as_of()).starts_with("1 person there and 1 exit, as of 2026-01-01"), "{}", text(table, &as_of()));
}

#[test]
fn pay_that_is_annual_by_its_heading_is_not_multiplied_by_how_often_it_is_paid() {
    let pay = |heading: &str| {
        let table = format!(
            "ID,Team,Hire Date,End,{heading},Pay Frequency\n1,a,2019-01-01,,90000.10,Biweekly\n2,a,2019-01-01,2024-05-05,90000,Biweekly\n"
        );
        let import = imported(&table, &as_of()).unwrap_or_else(|problems| panic!("\n{problems}"));
        (file(&import, "roster.csv").lines().nth(1).unwrap_or_default().to_owned(), import.report.text().replace("\n  ", " "))
    };
    let (row, said) = pay("Annual Salary");
    assert_eq!(row, "1,a,2019-01-01,90000.1");
    assert!(said.contains("- Pay is annual by its heading, `Annual Salary`; `Biweekly` is how often it is paid.\n"), "{said}");
    assert_eq!(pay("Salary").0, "1,a,2019-01-01,2340002.6");
}

#[test]
fn arabic_digits_and_marks_of_direction_are_read() {
    let table =
        "ID,Team,Hire Date,End,Salary\n1,\u{200f}a,٢٠١٩-٠٢-١٥,,٢٠٧٬٢٥٠٫٥\n2,a,١٥/٠٢/٢٠١٩,٣١/٠٥/٢٠٢٤,٩٠٬٠٠٠\n3,a,2019-01-01,,90000\n";
    let import = imported(table, &as_of()).unwrap_or_else(|problems| panic!("\n{problems}"));
    assert!(file(&import, "roster.csv").contains("\n1,a,2019-02-15,207250.5\n"), "{}", file(&import, "roster.csv"));
    assert!(file(&import, "history.csv").contains("\n2,a,2019-02-15,2024-05-31,"), "{}", file(&import, "history.csv"));
}

#[test]
fn what_has_no_column_is_said() {
    let table = "ID,Hire Date,End\n1,2019-01-01,\n2,2019-01-01,2024-05-05\n";
    let said = "- No column is taken for team, role, manager, pay and reason: --column team=\"Their heading\" says which it is.\n";
    assert!(text(table, &as_of()).contains(said), "{}", text(table, &as_of()));
}

#[test]
fn pay_is_made_annual_row_by_row_and_what_is_far_from_the_median_is_named() {
    let table = "\
ID,Hire Date,End,Salary,Pay Period
1,2019-01-01,,10000,Month
2,2019-01-01,,120000,Year
3,2019-01-01,,5000,Twice a month
4,2019-01-01,,9000,Year
5,2019-01-01,2022-01-01,,
";
    let import = imported(table, &as_of()).unwrap();
    let roster = file(&import, "roster.csv");
    let pays: Vec<&str> = roster.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(pays, ["120000", "120000", "120000", "9000"]);
    let said = import.report.text().replace("\n  ", " ");
    assert!(
        said.contains("- Pay is for several times (Month, Twice a month, Year), and is written as annual, each by its own.\n"),
        "{said}"
    );
    let far =
        "- `Salary` of some is 10 times the median of 120000 a year, or a tenth of it, such as 9000: line 5. It is used as it stands.\n";
    assert!(said.contains(far), "{said}");
    for (period, why) in [("", "nothing says for what time it is: line 2"), ("Moon", "nothing tells how much of `Moon` is a year's")] {
        let text = text(&table.replace(",10000,Month", &format!(",10000,{period}")), &as_of());
        assert!(text.contains(&format!("- Pay is left out, since {why}.\n")), "{text}");
    }
}

/// What an export says in a column of the roster, person by person.
#[track_caller]
fn column(table: &str, ask: &Ask, heading: &str) -> Vec<String> {
    let import = imported(table, ask).unwrap_or_else(|problems| panic!("\n{problems}"));
    let mut rows = file(&import, "roster.csv").lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let at = rows.next().unwrap().iter().position(|known| known == heading).unwrap_or_else(|| panic!("no {heading}"));
    rows.map(|row| row[at].clone()).collect()
}

#[test]
fn the_first_or_the_latest_hire_is_the_hire_where_there_is_no_other() {
    let latest = "ID,Last Hire Date,End\n1,2019-01-01,\n2,2020-02-01,2024-05-05\n3,2021-01-01,\n";
    assert_eq!(column(latest, &as_of(), "Last Hire Date"), ["2019-01-01", "2021-01-01"]);
    assert!(!text(latest, &as_of()).contains("Came back"));
    let first = "ID,Original Hire Date,Rehire Date,End\n1,2019-01-01,,\n2,2020-02-01,,2024-05-05\n3,2015-01-01,2021-01-01,\n";
    assert_eq!(column(first, &as_of(), "Original Hire Date"), ["2019-01-01", "2021-01-01"]);
    assert!(
        text(first, &as_of()).contains("- Came back, and the export does not say when the first spell ended"),
        "{}",
        text(first, &as_of())
    );
}

#[test]
fn a_date_of_something_else_in_a_note_is_not_that_of_the_export() {
    let table = "ID,Hire Date,End,Status\n1,2015-01-01,,Active\n2,2016-01-01,2024-05-05,Terminated\n3,2016-01-01,2024-09-05,Terminated\n";
    for note in [
        "Leavers since 01/01/2023",
        "Includes terminations from 01/01/2023 onwards",
        "Report 4711, version 2024-06-15",
        "Export of all leavers since 01/01/2023",
        "Snapshot of leavers after 01/01/2023",
        "Exits 2023-01-01 and later",
        "Policy updated 2024-06-15",
    ] {
        assert!(text(&format!("{note},,,\n{table}"), &Ask::default()).contains("as of 2024-09-05 (the latest date"), "{note}");
    }
    for note in [
        "As of 2025-06-30",
        "Staff list 2025-06-30",
        "Leavers since 2023-01-01; export of 2025-06-30",
        "Report run on 30/06/2025, leavers since 01/01/2023",
        "As of June 30, 2025",
    ] {
        assert!(text(&format!("{note},,,\n{table}"), &Ask::default()).contains("as of 2025-06-30 (line 1 says so)"), "{note}");
    }
    for note in ["Effective Date: 30/06/2025", "Headcount report from Workday 30/06/2025", "Nach Abteilung 30.06.2025"] {
        assert!(text(&format!("{note},,,\n{table}"), &Ask::default()).contains("as of 2025-06-30 (line 1 says so)"), "{note}");
    }
    // A date that is only mentioned, with exits after it.
    let undecided = table.replace("Terminated", "").replace("Active", "");
    let said = imported(&format!("Standort Berlin 31/05/2024,,,\n{undecided}"), &Ask::default()).unwrap_err();
    let message = "error: exits are after 2024-05-31, which line 1 may say to be the date of the\n       export (line 5)\n";
    assert!(said.starts_with(message), "{said}");
    // A date before an exit that the status says has come.
    let said = imported(&format!("Staff list 2024-06-30,,,\n{table}"), &Ask::default()).unwrap_err();
    let message = "error: the status is `Terminated` and the exit after the date of the export,\n       2024-06-30 (line 5)\n";
    assert!(said.starts_with(message), "{said}");
    let said = text(&format!("Staff list 2024-06-30,,,\n{table}"), &Ask { as_of: "2024-06-30".parse().ok(), ..Ask::default() });
    assert!(said.starts_with("2 people there (1 with a known last day) and 1 exit"), "{said}");
}

#[test]
fn a_row_that_ends_early_is_refused_unless_many_do() {
    let table = "ID,Hire Date,Team,End\n1,2019-01-01,a,\n2,2020-02-01,a,2024-05-05\n3,2021-01-01,a,\n4,2021-01-01,b\n";
    let said = imported(table, &as_of()).unwrap_err();
    assert!(said.starts_with("error: this row has 3 cells, the header 4\n --> export.csv:5:1\n"), "{said}");
    assert!(said.contains("help: give it its empty cells; --skip 5 leaves the row out"), "{said}");
    let many = table.replace("a,\n", "a\n");
    let said = "- Rows end before the last column, and are taken to have nothing in it: lines 2, 4-5.";
    assert!(text(&many, &as_of()).contains(said), "{}", text(&many, &as_of()));
}

#[test]
fn whether_somebody_left_is_a_status_and_its_yes_says_so() {
    let table = "ID,Hire Date,Terminated,Termination Date\n1,2019-01-01,No,\n2,2020-02-01,Yes,2024-05-05\n3,2021-01-01,No,\n";
    let text_of = text(table, &as_of());
    assert!(text_of.starts_with("2 people there and 1 exit"), "{text_of}");
    assert!(text_of.contains(" Terminated         status "), "{text_of}");
    let only = "ID,Hire Date,Terminated\n1,2019-01-01,No\n2,2020-02-01,Yes\n3,2021-01-01,No\n";
    assert!(text(only, &as_of()).starts_with("2 people there and 0 exits"), "{}", text(only, &as_of()));
    for heading in ["Exit", "Left"] {
        let table = only.replace("Terminated", heading);
        assert!(text(&table, &as_of()).starts_with("2 people there and 0 exits"), "{heading}: {}", text(&table, &as_of()));
    }
    // A column of words of a status under another heading is named by nobody, and the dates decide.
    let words = "ID,Hire Date,Badge,Status,End\n1,2019-01-01,Active,Employed,\n2,2020-02-01,Inactive,Terminated,2024-05-05\n";
    let said = imported(words, &Ask { status: vec![("Employd".to_owned(), true)], ..as_of() }).unwrap_err();
    assert!(said.starts_with("error: nobody has the status `Employd`\n") && said.contains("did you mean `Employed`?"), "{said}");
}

#[test]
fn the_beginning_of_a_day_elsewhere_is_that_day() {
    let table = "ID,Hire Date,End\n1,2019-01-01T23:00:00.000Z,\n2,2019-07-01T22:00:00.000Z,2024-05-05\n3,2019-07-01T22:00:00.000Z,\n";
    assert_eq!(column(table, &as_of(), "Hire Date"), ["2019-01-02", "2019-07-02"]);
    let said = "- `Hire Date` has times in UTC, and is read as the days that began then elsewhere.";
    assert!(text(table, &as_of()).contains(said));
    let several = table.replacen("T22", "T08", 1);
    let said = imported(&several, &as_of()).unwrap_err();
    assert!(
        said.starts_with("error: `Hire Date` has times in UTC at several hours: which day each is\n       cannot be told (lines 2-4)\n"),
        "{said}"
    );
}

#[test]
fn exits_of_one_day_alone_say_nothing_of_since_when_leavers_are_listed() {
    let table = "ID,Hire Date,End\n1,2019-01-01,\n2,2019-01-01,2024-05-05\n3,2019-01-01,2024-05-05\n";
    let said = imported(table, &as_of()).unwrap_err();
    let message = "error: nobody left after 2024-05-05 (lines 3-4), the day of the first exit,\n       so that no exit would count\n";
    assert!(said.starts_with(message), "{said}");
    assert!(said.contains("help: since when are all leavers listed? --leavers-since 2020-01-01"), "{said}");
    let one = "ID,Hire Date,End\n1,2019-01-01,\n2,2019-01-01,2024-05-05\n";
    assert!(text(one, &as_of()).contains("was chosen by that exit. No other exit is left to learn from. Is"), "{}", text(one, &as_of()));
    // Who came back stands in the list for that, not as one of the leavers of then.
    let back = "ID,Hire Date,End\n1,2009-01-01,2012-03-01\n1,2019-01-01,\n2,2019-01-01,2023-05-05\n3,2019-01-01,2024-05-05\n";
    assert!(text(back, &as_of()).contains("- Exits count after 2023-05-05, the day of the first exit"), "{}", text(back, &as_of()));
}

#[test]
fn pay_of_months_and_hours_and_counts_of_shares_are_known_by_their_headings() {
    let table = |heading: &str| format!("ID,Hire Date,End,{heading}\n1,2019-01-01,,8000\n2,2019-01-01,2024-05-05,9000\n");
    let pay = |heading: &str| Ask { columns: vec![(Field::Pay, heading.to_owned())], ..as_of() };
    let said = text(&table("Bruttomonatsgehalt"), &pay("Bruttomonatsgehalt"));
    assert!(said.contains("- Pay is `month` by its heading, and is written as annual: 12 times as much."), "{said}");
    assert_eq!(column(&table("Bruttomonatsgehalt"), &pay("Bruttomonatsgehalt"), "Bruttomonatsgehalt"), ["96000"]);
    for heading in ["Hourly rate", "Stundenlohn"] {
        let said = format!("- Pay is left out, since `{heading}` is of an hour or a day, and nothing tells how many are a year.");
        assert!(text(&table(heading), &pay(heading)).contains(&said), "{}", text(&table(heading), &pay(heading)));
    }
    let shares = table("Salary,Unvested Equity (# shares)").replace("8000", "8000,120").replace("9000", "9000,");
    let said = "- `Unvested Equity (# shares)` is left out, since it counts shares, and nothing says what one is worth.";
    assert!(text(&shares, &as_of()).contains(said), "{}", text(&shares, &as_of()));
}

#[test]
fn a_total_is_one_by_its_name_too() {
    let table = "ID,Name,Hire Date,End\n1,Ann,2019-01-01,\n2,Bob,2019-02-01,2024-05-05\n9999,TOTAL,,\nGrand Total,,2020-01-01,\n";
    assert_eq!(aside(table, Fate::Total), [4, 5]);
}

#[test]
fn a_heading_with_a_break_is_asked_for_as_a_help_shows_it() {
    let table = "ID,Hire Date,\"Gone\n(date)\"\n1,2019-01-01,\n2,2019-02-01,2024-05-05\n";
    let said = imported(table, &as_of()).unwrap_err();
    assert!(said.contains("--column exit=\"Gone\\n(date)\""), "{said}");
    let ask = Ask { columns: vec![(Field::Exit, "Gone\\n(date)".to_owned())], ..as_of() };
    // Also where no other heading is known but that of the id.
    let few = table.replace("Hire Date", "Began");
    let columns = vec![(Field::Exit, "Gone\\n(date)".to_owned()), (Field::Hired, String::new())];
    assert!(imported(&few, &Ask { columns, ..as_of() }).is_ok());
    assert!(text(table, &ask).starts_with("1 person there and 1 exit"), "{}", text(table, &ask));
}

/// The last of these people leaves after the day that the line has: has it happened?
#[test]
fn a_date_of_a_line_is_asked_about_where_it_decides_who_is_there_and_never_passed_over() {
    let table = "ID,Hire Date,End\n1,2019-01-01,\n2,2019-01-01,2024-05-05\n3,2019-01-01,2025-06-05\n4,2019-01-01,2026-11-05\n";
    for note in [
        "Updated 1 Sep 2026",
        "\"Last updated: September 1, 2026\"",
        "Last modified 2026-09-01",
        "Headcount September 2026",
        "Headcount Sept 2026",
        "Version 2026-09-01",
        "As of September 2026",
        "Version of 1 Sep 2026",
        "Period: 2022-01-01 - 2026-09-01",
        "Leavers 2022-01-01 to 2026-09-01",
    ] {
        let said = imported(&format!("{note},,\n{table}"), &Ask::default()).expect_err(note);
        assert!(
            said.starts_with("error: exits are after ") && said.contains("(line 6)") && said.contains("--as-of 2026-09-"),
            "{note}\n{said}"
        );
    }
    for note in ["Datos a 1 de septiembre de 2026", "Fecha de corte,2026-09-01", "Date d'extraction,2026-09-01", "Extracted 01-Sep-2026"] {
        let said = text(&format!("{note},,\n{table}"), &Ask::default()).replace('\n', " ");
        assert!(said.starts_with("3 people there") || said.starts_with("2 people there (1 with a known last day)"), "{note}\n{said}");
        assert!(said.contains("as of 2026-09-01 (line 1 says so)"), "{note}\n{said}");
    }
    // Where it decides nothing, it is named.
    let early = table.replace("4,2019-01-01,2026-11-05\n", "");
    let said = text(&format!("Headcount September 2026,,\n{early}"), &Ask::default());
    assert!(!said.contains("Nothing says when the export was made"), "{said}");
    assert!(
        said.contains("- Dates stand in lines of their own, and are not taken for that of the export: `September 2026` in line 1.\n"),
        "{said}"
    );
    let said = text(&format!("Leavers since 2022-01-01,,\n{early}"), &Ask::default());
    assert!(said.contains("- No column, and no line for sure, says when the export was made"), "{said}");
    assert!(said.contains(": `2022-01-01` in line 1.\n"), "{said}");
}

#[test]
fn pay_of_a_month_in_short() {
    let table = "ID,Hire Date,End,Gross salary p.m.\n1,2019-01-01,,5000\n2,2019-01-01,2024-05-05,5000\n3,2019-01-01,2024-06-05,5000\n";
    let ask = Ask { columns: vec![(Field::Pay, "Gross salary p.m.".to_owned())], ..as_of() };
    let import = imported(table, &ask).unwrap();
    assert!(file(&import, "roster.csv").ends_with(",60000\n"), "{}", file(&import, "roster.csv"));
    assert!(import.report.text().contains("- Pay is `p.m.` by its heading, and is written as annual: 12 times as much.\n"));
    let yearly = table.replace("p.m.", "p.a.").replace(",5000", ",\"£60,000 pa\"");
    let ask = Ask {
        columns: vec![(Field::Pay, "Gross salary p.a.".to_owned())],
        numbers: Some(stayput::internals::import::Mark::Point),
        ..as_of()
    };
    assert!(file(&imported(&yearly, &ask).unwrap(), "roster.csv").ends_with(",60000\n"));
}

#[test]
fn a_sign_and_a_code_of_one_currency_are_one() {
    let table = "ID,Hire Date,End,Salary\n1,2019-01-01,,85000 EUR\n2,2019-01-01,2024-05-05,1\n3,2019-01-01,,€85000\n";
    assert!(file(&imported(table, &as_of()).unwrap(), "roster.csv").starts_with("ID,Hire Date,Salary\n1,2019-01-01,85000\n"));
    let two = table.replace('€', "$");
    assert!(text(&two, &as_of()).contains("- Pay is left out, since it is in several currencies: $, EUR.\n"), "{}", text(&two, &as_of()));
}

/// The day that the first exit chose is the last on which it can have been.
#[test]
fn a_first_exit_of_which_only_the_year_is_known() {
    let table = "ID,Hire Date,End\n1,2019-01-01,\n2,2019-01-01,2023\n3,2019-01-01,2023-05\n4,2019-01-01,2024-05-05\n";
    let import = imported(table, &as_of()).unwrap();
    let said = import.report.text().replace("\n  ", " ");
    assert!(
        said.contains(
            "- Exits count after 2023-12-31, the last day on which the first exit can have been, since only its month \
             or year is known (line 3). Who left by that day is not counted"
        ),
        "{said}"
    );
    let rows = super::loaded(&import).0.scenario.history.expect("there is a history").rows;
    assert_eq!(rows.iter().filter(|row| matches!(row.outcome, stayput::internals::people::Outcome::Exit { .. })).count(), 1);
}

#[test]
fn years_of_service_are_no_team() {
    let table = "ID,Service,Area,Hire Date,End\n1,7.5,12,2019-01-01,\n2,5.2,13,2019-01-01,2024-05-05\n";
    let said = text(table, &as_of());
    assert!(said.contains(" Service            -             not used ") && said.contains("- No column is taken for team"), "{said}");
    let named = table.replace("7.5", "Vision").replace("5.2", "NLP");
    assert!(text(&named, &as_of()).contains(" Service            team "), "{}", text(&named, &as_of()));
}

#[test]
fn who_is_under_notice_without_a_last_day_is_named() {
    let table = "ID,Hire Date,End,Status\n1,2019-01-01,,Active\n2,2019-01-01,,On notice\n3,2019-01-01,2026-02-01,On notice\n";
    let said = text(table, &as_of());
    assert!(
        said.contains("- Under notice by the status, and no last day is given: there, with the same hazard as others: line 3.\n"),
        "{said}"
    );
}
