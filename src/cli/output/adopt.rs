//! From a calibration to the next forecast: the line by which a scenario takes up a posterior, and writing just that line into it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, value};

use super::console::Failure;
use super::shell::typed;

/// How a scenario names a posterior that was written for it.
pub struct Adoption<'a> {
    scenario: &'a Path,
    /// The posterior, seen from the scenario's folder.
    posterior: String,
}

impl<'a> Adoption<'a> {
    /// That of the posterior in a folder of results.
    pub fn new(scenario: &'a Path, results: &Path) -> Self {
        let folder = scenario.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let posterior = relative(folder, results).join(stayput::internals::report::files::posterior::NAME);
        Self { scenario, posterior: posterior.display().to_string().replace('\\', "/") }
    }

    /// What to do next, where the scenario does not name the posterior yet; `text` is the scenario's.
    pub fn next(&self, text: &str) -> String {
        let scenario = typed(self.scenario);
        let line = value(&self.posterior);
        match named(text) {
            Some(named) if named == self.posterior => format!("\nNext:\n  stayput run {scenario}\n"),
            Some(named) => format!(
                "\nNext: let the scenario draw from what was learned (--write changes this line):\n  [parameters]\n  posterior = {line}\nin place \
                 of {}, then:\n  stayput run {scenario}\n",
                value(named)
            ),
            None => format!(
                "\nNext: let the scenario draw from what was learned (--write adds this line):\n  [parameters]\n  posterior = {line}\nthen:\n  \
                 stayput run {scenario}\n"
            ),
        }
    }

    /// Writes the line into the scenario, all else kept as it is; says what it did.
    ///
    /// # Errors
    /// Where the scenario is no longer what was read, or cannot be written.
    pub fn write(&self, text: &str) -> Result<String, Failure> {
        let scenario = self.scenario.display();
        let failed = |what: &str| {
            Failure::Plain(format!("cannot write the posterior into {scenario}: {what}\n  the results are written; add the line by hand"))
        };
        if fs::read_to_string(self.scenario).ok().as_deref() != Some(text) {
            return Err(failed("it has changed since it was read"));
        }
        let changed = if named(text).as_ref() == Some(&self.posterior) {
            text.to_owned()
        } else {
            self.with_line(text).ok_or_else(|| failed("it has no place for the line"))?
        };
        if changed != text {
            replace(self.scenario, &changed).map_err(|error| failed(&error.to_string()))?;
        }
        Ok(format!("\n{scenario} now has posterior = {}\nNext:\n  stayput run {}\n", value(&self.posterior), typed(self.scenario)))
    }

    /// The scenario with the line.
    fn with_line(&self, text: &str) -> Option<String> {
        let mut document: DocumentMut = text.parse().ok()?;
        let parameters = document.entry("parameters").or_insert_with(|| Item::Table(Table::new())).as_table_like_mut()?;
        match parameters.get_mut("posterior").and_then(Item::as_value_mut) {
            Some(old) => {
                let decor = old.decor().clone();
                *old = self.posterior.as_str().into();
                *old.decor_mut() = decor;
            }
            None => drop(parameters.insert("posterior", value(&self.posterior))),
        }
        let changed = document.to_string();
        // Windows' line ends stay what they were, the new ones too.
        let is_windows = text.contains("\r\n") && !text.replace("\r\n", "").contains('\n');
        Some(if is_windows { changed.replace("\r\n", "\n").replace('\n', "\r\n") } else { changed })
    }
}

/// The posterior that a scenario names.
fn named(text: &str) -> Option<String> {
    let document: DocumentMut = text.parse().ok()?;
    document.get("parameters")?.get("posterior")?.as_str().map(str::to_owned)
}

/// A path seen from a folder; absolute where there is no way from one to the other.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let (Ok(from), Ok(to)) = (fs::canonicalize(from), fs::canonicalize(to)) else { return to.to_owned() };
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return to;
    }
    let up = from.components().skip(shared).map(|_| Path::new("..").components().as_path());
    up.map(Path::to_owned).chain(to.components().skip(shared).map(|component| PathBuf::from(component.as_os_str()))).collect()
}

/// Puts a text into a file that is there, at once: a reader sees the old or the new. Links are followed; who may do what stays.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let beside = path.with_file_name(name);
    let written = (|| {
        let mut file = fs::File::create_new(&beside)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(permissions)?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    })();
    written.inspect_err(|error| {
        if error.kind() != std::io::ErrorKind::AlreadyExists {
            let _ = fs::remove_file(&beside);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_line(text: &str) -> String {
        Adoption { scenario: Path::new("lab.toml"), posterior: "results/lab/calibrate/posterior.csv".to_owned() }.with_line(text).unwrap()
    }

    #[test]
    fn just_the_line_is_added_and_all_else_stays() {
        let text = "# A lab.\nname = \"Lab\" # ours\n\n[channels.lab]\nhazard_per_year = 0.1   # a guess\n";
        assert_eq!(with_line(text), format!("{text}\n[parameters]\nposterior = \"results/lab/calibrate/posterior.csv\"\n"));
        let text = "name = \"Lab\"\n[parameters]\nreplications = 20 # few\n\n[channels.lab]\nhazard_per_year = 0.1\n";
        let expected = text.replace("# few\n", "# few\nposterior = \"results/lab/calibrate/posterior.csv\"\n");
        assert_eq!(with_line(text), expected);
        let text = "[parameters]\nposterior = \"old.csv\"  # of May\nreplications = 20\n";
        assert_eq!(with_line(text), text.replace("old.csv", "results/lab/calibrate/posterior.csv"));
        let text = "name = \"Lab\"\r\n[channels.lab]\r\nhazard_per_year = 0.1\r\n";
        assert_eq!(with_line(text), format!("{text}\r\n[parameters]\r\nposterior = \"results/lab/calibrate/posterior.csv\"\r\n"));
        let text = "parameters = { replications = 20 }\n";
        assert_eq!(with_line(text), "parameters = { replications = 20 , posterior = \"results/lab/calibrate/posterior.csv\" }\n");
    }
}
