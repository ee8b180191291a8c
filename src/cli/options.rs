//! Options that several commands take, and how numbers and dates on the command line are read.

use clap::{Args, ValueEnum};
use stayput::internals::calendar::Date;
use stayput::internals::ensemble::shard::Shard;
use stayput::internals::lab::plans::equal_money::BudgetChoice;
use stayput::internals::lab::plans::form::Form;
use stayput::internals::report::files::csv::Dialect;
use stayput::internals::report::files::large::LargeForm;
use stayput::internals::scenario::Override;
use stayput::internals::sensitivity::records::MOST_MONTHS;

/// What is drawn besides the table and the files.
#[derive(Clone, Copy, Debug, Args)]
pub struct Drawn {
    /// Draw a chart too, as wide as the terminal
    #[arg(long)]
    pub plot: bool,
    /// Write the page report.html beside the files too
    #[arg(long)]
    pub report: bool,
}

/// Numbers of the scenario that the command line changes.
#[derive(Debug, Default, Args)]
pub struct Changes {
    /// Change a number of the scenario, by its path;
    /// repeat to change several
    #[arg(long, value_name = "PATH=VALUE", value_parser = Override::parse, verbatim_doc_comment)]
    pub set: Vec<Override>,
}

/// What goes to stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    // Documented in the help of the option, as `Color` is.
    Table,
    Json,
    Plain,
}

/// How the CSV files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CsvOption {
    Standard,
    Excel,
    ExcelEu,
}

/// How files are written beside the results.
#[derive(Debug, Args)]
pub struct WrittenFiles {
    /// Copy the files that were read into DIR too, so that
    /// stayput rerun DIR works elsewhere
    #[arg(long, verbatim_doc_comment)]
    pub bundle: bool,
    /// How the CSV files are written: standard, excel, or
    /// excel-eu, for spreadsheets that write 0,5
    #[arg(long, value_enum, value_name = "DIALECT", default_value_t = CsvOption::Standard)]
    #[arg(hide_possible_values = true, hide_default_value = true, verbatim_doc_comment)]
    pub csv: CsvOption,
}

impl WrittenFiles {
    /// The same as results are written, with the page or without it.
    pub fn form(&self, page: bool) -> Form {
        Form { dialect: self.csv.into(), page, bundle: self.bundle }
    }
}

/// How files with a row a trial, a draw or an event are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LargeOption {
    Csv,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl LargeOption {
    /// The same with the dialect of CSV files.
    pub fn form(self, csv: CsvOption) -> LargeForm {
        match self {
            Self::Csv => LargeForm::Csv(csv.into()),
            #[cfg(feature = "parquet")]
            Self::Parquet => LargeForm::Parquet,
        }
    }
}

impl From<CsvOption> for Dialect {
    fn from(option: CsvOption) -> Self {
        match option {
            CsvOption::Standard => Self::Standard,
            CsvOption::Excel => Self::Excel,
            CsvOption::ExcelEu => Self::ExcelEu,
        }
    }
}

/// A whole number; `_` may separate its digits, as in a scenario file.
pub fn whole(text: &str) -> Result<u64, String> {
    const EXPECTED: &str = "expected a whole number such as 20000 or 20_000";
    let well_placed = text.split('_').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !well_placed {
        return Err(EXPECTED.to_owned());
    }
    text.replace('_', "").parse().map_err(|_| format!("too large; at most {}", u64::MAX))
}

/// A half-width of people: positive, and finite.
pub fn people(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(people) if people > 0.0 && people < f64::INFINITY => Ok(people),
        _ => Err("expected a positive number of people such as 0.05".to_owned()),
    }
}

/// An amount of money that is more than nothing, or `none`.
pub fn budget(text: &str) -> Result<BudgetChoice, String> {
    if text == "none" {
        return Ok(BudgetChoice::AsTheyAre);
    }
    amount(text).map(BudgetChoice::Of)
}

/// An amount of money that is more than nothing; `_` may separate digits.
pub fn amount(text: &str) -> Result<f64, String> {
    let well_placed = text
        .split('_')
        .all(|part| !part.is_empty() && (!text.contains('_') || part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')));
    match text.replace('_', "").parse::<f64>() {
        Ok(amount) if well_placed && amount > 0.0 && amount <= 1e12 => Ok(amount),
        _ if text.contains(',') => {
            Err("expected an amount of money without commas between its digits, such as 2_000_000 or 2e6".to_owned())
        }
        _ => Err("expected an amount of money above 0, in the unit of pay, such as 2_000_000 or 2e6".to_owned()),
    }
}

/// A day of the calendar.
pub fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date such as 2023-07-01".to_owned())
}

/// A shard, typed or from the environment.
pub fn shard(text: &str) -> Result<Shard, String> {
    Shard::parse(text, |name| std::env::var(name).ok())
}

/// A number of trials: more than a trillion would take years, and is a slip of the keyboard.
pub fn trials(text: &str) -> Result<u64, String> {
    const MOST: u64 = 1_000_000_000_000;
    positive(text).and_then(|count| if count > MOST { Err("more than a trillion trials would take years".to_owned()) } else { Ok(count) })
}

/// Months of records.
pub fn months(text: &str) -> Result<u32, String> {
    let months = positive(text).map_err(|_| "expected a whole number of months such as 12".to_owned())?;
    u32::try_from(months).ok().filter(|&months| months <= MOST_MONTHS).ok_or_else(|| format!("at most {MOST_MONTHS} months"))
}

/// A whole number from 1.
pub fn positive(text: &str) -> Result<u64, String> {
    whole(text).and_then(|count| if count == 0 { Err("expected at least 1".to_owned()) } else { Ok(count) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_carry_underscores_between_digits() {
        assert_eq!(whole("20_000"), Ok(20_000));
        assert_eq!(whole("18446744073709551615"), Ok(u64::MAX));
        for wrong in ["", "_1", "1_", "1__0", "-1", "+1", "1.5", "2e4", "ten"] {
            assert_eq!(whole(wrong), Err("expected a whole number such as 20000 or 20_000".to_owned()), "{wrong:?}");
        }
        assert_eq!(whole("18446744073709551616"), Err("too large; at most 18446744073709551615".to_owned()));
        for (text, amount) in [("2_000_000", 2e6), ("2e6", 2e6), ("0.5", 0.5), ("1_000.25", 1000.25)] {
            assert_eq!(budget(text), Ok(BudgetChoice::Of(amount)), "{text}");
        }
        assert_eq!(budget("none"), Ok(BudgetChoice::AsTheyAre));
        assert_eq!(
            budget("2,000"),
            Err("expected an amount of money without commas between its digits, such as 2_000_000 or 2e6".to_owned())
        );
        for wrong in ["", "_1", "0", "-2", "nan", "inf", "1e13", "2_000e", "EUR 5"] {
            assert_eq!(
                budget(wrong),
                Err("expected an amount of money above 0, in the unit of pay, such as 2_000_000 or 2e6".to_owned()),
                "{wrong:?}"
            );
        }
        assert_eq!(positive("0"), Err("expected at least 1".to_owned()));
        assert_eq!(trials("1_000_000_000_001"), Err("more than a trillion trials would take years".to_owned()));
    }
}
