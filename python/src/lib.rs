//! The library for Python: reading, running and writing. Tables, notebooks and progress are made of it in `stayput/`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use pyo3::exceptions::{PyException, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};
use stayput::{Cancellation, Part, SweepPart};

/// Time between two looks at Ctrl-C, and between two words on progress.
const GLANCE: Duration = Duration::from_millis(50);

pyo3::create_exception!(
    stayput,
    StayputError,
    PyException,
    "What was wrong, where, and what to do; `problems` has those of files one by one."
);

/// Something to say about a file that was read.
#[pyclass(frozen, get_all, module = "stayput")]
#[derive(Clone)]
struct Problem {
    is_error: bool,
    message: String,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    help: Option<String>,
}

impl From<&stayput::Problem> for Problem {
    fn from(problem: &stayput::Problem) -> Self {
        let stayput::Problem { is_error, message, file, line, column, help } = problem.clone();
        Self { is_error, message, file, line, column, help }
    }
}

/// The fields of a problem, as Python takes them.
type Fields = (bool, String, Option<String>, Option<usize>, Option<usize>, Option<String>);

#[pymethods]
impl Problem {
    #[new]
    fn new(
        is_error: bool,
        message: String,
        file: Option<String>,
        line: Option<usize>,
        column: Option<usize>,
        help: Option<String>,
    ) -> Self {
        Self { is_error, message, file, line, column, help }
    }

    /// Errors come back from other machines with their problems.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyType>, Fields) {
        let Self { is_error, message, file, line, column, help } = slf.get().clone();
        (slf.get_type(), (is_error, message, file, line, column, help))
    }

    fn __repr__(&self) -> String {
        let place = [self.file.clone(), self.line.map(|line| line.to_string()), self.column.map(|column| column.to_string())];
        let place: Vec<String> = place.into_iter().flatten().collect();
        let kind = if self.is_error { "error" } else { "warning" };
        format!("{}: {kind}: {}", place.join(":"), self.message)
    }
}

/// An error of the library as an exception, its problems beside it.
fn raised(py: Python<'_>, error: &stayput::Error) -> PyErr {
    exception(py, error.to_string(), error.problems().iter().map(Problem::from).collect())
}

/// An exception with its problems.
fn exception(py: Python<'_>, message: String, problems: Vec<Problem>) -> PyErr {
    let exception = StayputError::new_err(message);
    match exception.value(py).setattr("problems", problems) {
        Ok(()) => exception,
        Err(other) => other,
    }
}

/// How far something is.
#[derive(Default)]
struct Done {
    done: AtomicU64,
    all: AtomicU64,
}

impl Done {
    fn note(&self, done: u64, all: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }
}

/// Lets a thread work while Python's other threads go on; tells `hear` how far it is, and breaks it off at Ctrl-C.
fn watched<T: Send>(
    py: Python<'_>,
    hear: Option<&Py<PyAny>>,
    work: impl FnOnce(&Cancellation, &Done) -> Result<T, stayput::Error> + Send,
) -> PyResult<T> {
    let (cancellation, done) = (Cancellation::default(), Done::default());
    let mut failed: Option<PyErr> = None;
    let worked = thread::scope(|scope| {
        let (sender, mut receiver) = channel::<()>();
        let (cancellation, done) = (&cancellation, &done);
        let worker = scope.spawn(move || {
            let worked = work(cancellation, done);
            drop(sender);
            worked
        });
        loop {
            let receiver = &mut receiver;
            let told = py.detach(move || receiver.recv_timeout(GLANCE));
            if told == Err(RecvTimeoutError::Disconnected) {
                break;
            }
            let (done, all) = (done.done.load(Ordering::Relaxed), done.all.load(Ordering::Relaxed));
            let tell = || hear.map_or(Ok(()), |hear| hear.call1(py, (done, all)).map(drop));
            if failed.is_none()
                && let Err(error) = py.check_signals().and_then(|()| tell())
            {
                cancellation.cancel();
                failed = Some(error);
            }
        }
        py.detach(|| worker.join())
    });
    match (failed, worked) {
        (Some(error), _) => Err(error),
        (None, Ok(worked)) => worked.map_err(|error| raised(py, &error)),
        (None, Err(_)) => Err(PyRuntimeError::new_err("a bug in stayput: see above")),
    }
}

/// A scenario that was read, and found sound.
#[pyclass(frozen)]
struct Lab(stayput::Lab);

/// What came of a question.
enum Answer {
    Run(stayput::Run),
    Comparison(stayput::Comparison),
    Sweep(stayput::Swept),
    Sensitivity(stayput::Sensitivity),
    Discovery(stayput::Discovery),
    Calibration(stayput::Calibration),
}

#[pyclass(frozen)]
struct Results(Answer);

/// A setting of a builder, where it is given.
fn with<B, V>(builder: B, value: Option<V>, set: impl FnOnce(B, V) -> B) -> B {
    match value {
        Some(value) => set(builder, value),
        None => builder,
    }
}

#[pymethods]
impl Lab {
    #[getter]
    fn name(&self) -> String {
        self.0.name().to_owned()
    }

    #[getter]
    fn people(&self) -> usize {
        self.0.people()
    }

    #[getter]
    fn policies(&self) -> Vec<String> {
        self.0.policies().into_iter().map(str::to_owned).collect()
    }

    fn remarks(&self) -> Vec<Problem> {
        self.0.remarks().iter().map(Problem::from).collect()
    }

    fn set(&self, py: Python<'_>, changes: Vec<(String, String)>) -> PyResult<Self> {
        let pairs = changes.iter().map(|(path, value)| (path.as_str(), value.as_str()));
        py.detach(|| self.0.set_all(pairs)).map(Self).map_err(|error| raised(py, &error))
    }

    fn with_individuals(&self) -> Self {
        Self(self.0.clone().with_individuals())
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.0.to_json()).map_err(|error| raised(py, &error))
    }

    #[pyo3(signature = (index, count, trials, seed, policy))]
    fn run_part(
        &self,
        py: Python<'_>,
        index: u64,
        count: u64,
        trials: Option<u64>,
        seed: Option<u64>,
        policy: Option<String>,
    ) -> PyResult<String> {
        watched(py, None, |cancellation, _| {
            let asked = self.0.simulate().cancellation(cancellation).threads(1);
            let asked = with(asked, trials, |asked, trials| asked.trials(trials));
            let asked = with(asked, seed, |asked, seed| asked.seed(seed));
            with(asked, policy, |asked, policy| asked.policy(&policy)).run_part(index, count)?.to_json()
        })
    }

    #[pyo3(signature = (index, count, over, policies, trials, seed))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn sweep_part(
        &self,
        py: Python<'_>,
        index: u64,
        count: u64,
        over: Vec<(String, Vec<String>)>,
        policies: Vec<String>,
        trials: Option<u64>,
        seed: Option<u64>,
    ) -> PyResult<String> {
        watched(py, None, |cancellation, _| {
            let asked = self.0.sweep().cancellation(cancellation).threads(1);
            let asked = over.iter().fold(asked, |asked, (path, values)| asked.over(path, values));
            let asked = policies.iter().fold(asked, |asked, policy| asked.policy(policy));
            let asked = with(asked, trials, |asked, trials| asked.trials(trials));
            with(asked, seed, |asked, seed| asked.seed(seed)).run_part(index, count)?.to_json()
        })
    }

    #[pyo3(signature = (trials, seed, threads, policy, precision, hear))]
    fn run(
        &self,
        py: Python<'_>,
        trials: Option<u64>,
        seed: Option<u64>,
        threads: Option<u64>,
        policy: Option<String>,
        precision: Option<f64>,
        hear: Option<Py<PyAny>>,
    ) -> PyResult<Results> {
        watched(py, hear.as_ref(), |cancellation, done| {
            let asked = self.0.simulate().cancellation(cancellation).on_progress(|progress| done.note(progress.done, progress.trials));
            let asked = with(asked, trials, |asked, trials| asked.trials(trials));
            let asked = with(asked, seed, |asked, seed| asked.seed(seed));
            let asked = with(asked, threads, |asked, threads| asked.threads(threads));
            let asked = with(asked, policy, |asked, policy| asked.policy(&policy));
            with(asked, precision, |asked, precision| asked.precision(precision)).run()
        })
        .map(|run| Results(Answer::Run(run)))
    }

    #[pyo3(signature = (policies, what_ifs, budget, as_they_are, others, regret, trials, seed, threads, precision, hear))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn compare(
        &self,
        py: Python<'_>,
        policies: Vec<String>,
        what_ifs: Vec<String>,
        budget: Option<f64>,
        as_they_are: bool,
        others: Vec<Py<Self>>,
        regret: bool,
        trials: Option<u64>,
        seed: Option<u64>,
        threads: Option<u64>,
        precision: Option<f64>,
        hear: Option<Py<PyAny>>,
    ) -> PyResult<Results> {
        watched(py, hear.as_ref(), |cancellation, done| {
            let asked = self.0.compare().cancellation(cancellation).on_progress(|progress| done.note(progress.done, progress.trials));
            let asked = others.iter().fold(asked, |asked, lab| asked.with(&lab.get().0));
            let asked = policies.iter().fold(asked, |asked, policy| asked.policy(policy));
            let asked = what_ifs.iter().fold(asked, |asked, what_if| asked.what_if(what_if));
            let asked = if budget.is_some() || as_they_are { asked.budget(budget) } else { asked };
            let asked = if regret { asked.regret() } else { asked };
            let asked = with(asked, trials, |asked, trials| asked.trials(trials));
            let asked = with(asked, seed, |asked, seed| asked.seed(seed));
            let asked = with(asked, threads, |asked, threads| asked.threads(threads));
            with(asked, precision, |asked, precision| asked.precision(precision)).run()
        })
        .map(|comparison| Results(Answer::Comparison(comparison)))
    }

    #[pyo3(signature = (over, policies, trials, seed, threads, hear))]
    fn sweep(
        &self,
        py: Python<'_>,
        over: Vec<(String, Vec<String>)>,
        policies: Vec<String>,
        trials: Option<u64>,
        seed: Option<u64>,
        threads: Option<u64>,
        hear: Option<Py<PyAny>>,
    ) -> PyResult<Results> {
        watched(py, hear.as_ref(), |cancellation, done| {
            let asked = self.0.sweep().cancellation(cancellation).on_progress(|progress| done.note(progress.done, progress.trials));
            let asked = over.iter().fold(asked, |asked, (path, values)| asked.over(path, values));
            let asked = policies.iter().fold(asked, |asked, policy| asked.policy(policy));
            let asked = with(asked, trials, |asked, trials| asked.trials(trials));
            let asked = with(asked, seed, |asked, seed| asked.seed(seed));
            with(asked, threads, |asked, threads| asked.threads(threads)).run()
        })
        .map(|swept| Results(Answer::Sweep(swept)))
    }

    #[pyo3(signature = (policies, records, trials, seed, threads, hear))]
    fn sensitivity(
        &self,
        py: Python<'_>,
        policies: Vec<String>,
        records: Vec<u32>,
        trials: Option<u64>,
        seed: Option<u64>,
        threads: Option<u64>,
        hear: Option<Py<PyAny>>,
    ) -> PyResult<Results> {
        watched(py, hear.as_ref(), |cancellation, done| {
            let asked = self.0.sensitivity().cancellation(cancellation).on_progress(|progress| done.note(progress.done, progress.trials));
            let asked = policies.iter().fold(asked, |asked, policy| asked.policy(policy));
            let asked = if records.is_empty() { asked } else { asked.records(&records) };
            let asked = with(asked, trials, |asked, trials| asked.trials(trials));
            let asked = with(asked, seed, |asked, seed| asked.seed(seed));
            with(asked, threads, |asked, threads| asked.threads(threads)).run()
        })
        .map(|found| Results(Answer::Sensitivity(found)))
    }

    #[pyo3(signature = (condition, draws, replications, seed, threads, hear))]
    fn discover(
        &self,
        py: Python<'_>,
        condition: &str,
        draws: Option<u64>,
        replications: Option<u64>,
        seed: Option<u64>,
        threads: Option<u64>,
        hear: Option<Py<PyAny>>,
    ) -> PyResult<Results> {
        watched(py, hear.as_ref(), |cancellation, done| {
            let asked =
                self.0.discover(condition).cancellation(cancellation).on_progress(|progress| done.note(progress.done, progress.trials));
            let asked = with(asked, draws, |asked, draws| asked.draws(draws));
            let asked = with(asked, replications, |asked, replications| asked.replications(replications));
            let asked = with(asked, seed, |asked, seed| asked.seed(seed));
            with(asked, threads, |asked, threads| asked.threads(threads)).run()
        })
        .map(|found| Results(Answer::Discovery(found)))
    }

    #[pyo3(signature = (draws, seed, threads, compare, hear))]
    fn calibrate(
        &self,
        py: Python<'_>,
        draws: Option<u64>,
        seed: Option<u64>,
        threads: Option<u64>,
        compare: bool,
        hear: Option<Py<PyAny>>,
    ) -> PyResult<Results> {
        watched(py, hear.as_ref(), |cancellation, done| {
            let asked = self.0.calibrate().cancellation(cancellation).on_progress(|progress| done.note(progress.done, progress.draws));
            let asked = with(asked, draws, |asked, draws| asked.draws(draws));
            let asked = with(asked, seed, |asked, seed| asked.seed(seed));
            let asked = with(asked, threads, |asked, threads| asked.threads(threads));
            if compare { asked } else { asked.without_comparison() }.run()
        })
        .map(|fit| Results(Answer::Calibration(fit)))
    }
}

#[pymethods]
impl Results {
    /// `run`, `compare`, `sweep`, `sensitivity`, `discover` or `calibrate`: the command that would have given them.
    #[getter]
    fn kind(&self) -> &'static str {
        match &self.0 {
            Answer::Run(_) => "run",
            Answer::Comparison(_) => "compare",
            Answer::Sweep(_) => "sweep",
            Answer::Sensitivity(_) => "sensitivity",
            Answer::Discovery(_) => "discover",
            Answer::Calibration(_) => "calibrate",
        }
    }

    fn write(&self, py: Python<'_>, folder: PathBuf) -> PyResult<PathBuf> {
        let written = py.detach(|| match &self.0 {
            Answer::Run(run) => run.write(&folder),
            Answer::Comparison(comparison) => comparison.write(&folder),
            Answer::Sweep(swept) => swept.write(&folder),
            Answer::Sensitivity(found) => found.write(&folder),
            Answer::Discovery(found) => found.write(&folder),
            Answer::Calibration(fit) => fit.write(&folder),
        });
        written.map_err(|error| raised(py, &error))
    }

    /// The same files in memory.
    fn files(&self, py: Python<'_>) -> PyResult<Files> {
        let files = py.detach(|| match &self.0 {
            Answer::Run(run) => run.files(),
            Answer::Comparison(comparison) => comparison.files(),
            Answer::Sweep(swept) => swept.files(),
            Answer::Sensitivity(found) => found.files(),
            Answer::Discovery(found) => found.files(),
            Answer::Calibration(fit) => fit.files(),
        });
        files.map(Files).map_err(|error| raised(py, &error))
    }
}

/// Files in memory.
#[pyclass(frozen)]
struct Files(stayput::Files);

#[pymethods]
impl Files {
    fn get<'py>(&self, py: Python<'py>, name: &str) -> Option<Bound<'py, PyBytes>> {
        self.0.get(name).map(|bytes| PyBytes::new(py, bytes))
    }

    fn page(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.0.page()).map_err(|error| raised(py, &error))
    }

    fn charts(&self, py: Python<'_>) -> PyResult<Vec<(String, String)>> {
        py.detach(|| self.0.charts()).map_err(|error| raised(py, &error))
    }
}

/// Reads a scenario file and the files that it names.
#[pyfunction]
fn read(py: Python<'_>, path: PathBuf) -> PyResult<Lab> {
    py.detach(|| stayput::read(path)).map(Lab).map_err(|error| raised(py, &error))
}

/// Reads a scenario from a text; the files that it names count from the current folder.
#[pyfunction]
fn read_str(py: Python<'_>, name: &str, text: &str) -> PyResult<Lab> {
    py.detach(|| stayput::read_str(name, text)).map(Lab).map_err(|error| raised(py, &error))
}

/// A lab that came from another machine.
#[pyfunction]
fn from_json(py: Python<'_>, json: &str) -> PyResult<Lab> {
    py.detach(|| stayput::Lab::from_json(json)).map(Lab).map_err(|error| raised(py, &error))
}

/// The run that parts add up to.
#[pyfunction]
fn merge(py: Python<'_>, parts: Vec<String>) -> PyResult<Results> {
    let merged = py.detach(|| {
        let parts = parts.iter().map(|json| Part::from_json(json)).collect::<Result<Vec<_>, _>>()?;
        stayput::merge(&parts)
    });
    merged.map(|run| Results(Answer::Run(run))).map_err(|error| raised(py, &error))
}

/// The sweep that parts add up to.
#[pyfunction]
fn merge_sweep(py: Python<'_>, parts: Vec<String>) -> PyResult<Results> {
    let merged = py.detach(|| {
        let parts = parts.iter().map(|json| SweepPart::from_json(json)).collect::<Result<Vec<_>, _>>()?;
        stayput::merge_sweep(&parts)
    });
    merged.map(|swept| Results(Answer::Sweep(swept))).map_err(|error| raised(py, &error))
}

/// Writes what an export gives; the scenario, all files, and what was taken for what.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "keyword arguments of Python")]
fn import_export(
    py: Python<'_>,
    export: PathBuf,
    folder: PathBuf,
    as_of: Option<String>,
    leavers_since: Option<String>,
    dates: Option<String>,
    numbers: Option<String>,
    columns: Vec<(String, String)>,
    encoding: Option<String>,
    missing: Vec<String>,
    status: Vec<(String, bool)>,
    skip: Vec<usize>,
    as_written: bool,
    pseudonyms: Option<PathBuf>,
) -> PyResult<(PathBuf, Vec<PathBuf>, String)> {
    let no_date = |text: &str| exception(py, format!("`{text}` is no date such as 2026-09-30"), Vec::new());
    let date = |text: String| text.parse::<stayput::Date>().map_err(|_| no_date(&text));
    let asked = stayput::import_export(export, folder);
    let asked = with(asked, as_of.map(date).transpose()?, |asked, date| asked.as_of(date));
    let asked = with(asked, leavers_since.map(date).transpose()?, |asked, date| asked.leavers_since(date));
    let asked = with(asked, dates, |asked, order| asked.dates(&order));
    let asked = with(asked, numbers, |asked, mark| asked.numbers(&mark));
    let asked = columns.iter().fold(asked, |asked, (column, heading)| asked.column(column, heading));
    let asked = with(asked, encoding, |asked, name| asked.encoding(&name));
    let asked = missing.iter().fold(asked, |asked, word| asked.missing(word));
    let asked = status.iter().fold(asked, |asked, (status, is_there)| asked.status(status, *is_there));
    let asked = skip.into_iter().fold(asked, |asked, line| asked.skip(line));
    let asked = if as_written { asked.as_written() } else { asked };
    let asked = with(asked, pseudonyms, |asked, key| asked.pseudonyms(key));
    let imported = py.detach(|| asked.run()).map_err(|error| raised(py, &error))?;
    Ok((imported.scenario().to_owned(), imported.files().to_vec(), imported.report()))
}

/// One page of folders of results, to be shown.
#[pyfunction]
fn report(py: Python<'_>, folders: Vec<PathBuf>) -> PyResult<String> {
    py.detach(|| stayput::report(&folders)).map_err(|error| raised(py, &error))
}

#[pymodule]
fn _stayput(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("StayputError", module.py().get_type::<StayputError>())?;
    module.add_class::<Problem>()?;
    module.add_class::<Lab>()?;
    module.add_class::<Results>()?;
    module.add_function(wrap_pyfunction!(read, module)?)?;
    module.add_function(wrap_pyfunction!(read_str, module)?)?;
    module.add_class::<Files>()?;
    module.add_function(wrap_pyfunction!(from_json, module)?)?;
    module.add_function(wrap_pyfunction!(merge, module)?)?;
    module.add_function(wrap_pyfunction!(merge_sweep, module)?)?;
    module.add_function(wrap_pyfunction!(import_export, module)?)?;
    module.add_function(wrap_pyfunction!(report, module)?)
}
