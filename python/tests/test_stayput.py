"""The package against the program: the same files; and what a user of Python expects besides."""

import datetime
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pyarrow.csv
import pytest
import stayput

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("STAYPUT", ROOT / "target/release/stayput"))

#: A lab whose every key is in a dictionary.
FOUR = {
    "name": "Four friends",
    "start": "2027-01-01",
    "horizon": "24 months",
    "trials": 400,
    "seed": 3,
    "roster": {"generate": {"teams": 1, "team_size": 4}},
    "channels": {"lab": {"hazard_per_year": {"median": 0.2, "p95": 0.5}}},
    "policies": {"calm": {"kind": "effect", "ratio": 0.5, "cost_once": 0.1}},
    "privacy": {"min_group": 1, "reason": "nobody of them exists"},
}


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def files(folder):
    """All files of a folder but the manifest, which tells time and threads."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}


QUESTIONS = [
    (lambda lab: lab.run(trials=200, policy="match"), ["run", "--trials", "200", "--policy", "match"]),
    (lambda lab: lab.compare(["match"], trials=200), ["compare", "--trials", "200", "--policy", "match"]),
    (
        lambda lab: lab.sweep({"contagion.ratio": [1.0, 1.5]}, trials=100),
        ["sweep", "--over", "contagion.ratio=1.0,1.5", "--trials", "100"],
    ),
    (lambda lab: lab.sensitivity(trials=400), ["sensitivity", "--trials", "400"]),
]


@pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not built: cargo build --release")
@pytest.mark.parametrize(("ask", "arguments"), QUESTIONS, ids=[arguments[0] for _, arguments in QUESTIONS])
def test_the_files_are_those_of_the_program(ask, arguments, tmp_path):
    command, *rest = arguments
    subprocess.run(
        [PROGRAM, command, "scenarios/new-lab.toml", *rest, "--quiet", "--out", tmp_path / "program"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    results = ask(stayput.read("scenarios/new-lab.toml"))
    assert results.kind == command
    results.write(tmp_path / "python")
    ours, theirs = files(tmp_path / "python"), files(tmp_path / "program")
    # The library writes no events, and the program what its options ask for.
    assert ours.keys() == theirs.keys()
    for name in ours:
        assert ours[name] == theirs[name], name


def test_tables_have_the_cells_and_types_of_the_files(tmp_path):
    run = stayput.read(FOUR).run()
    run.write(tmp_path / "run")
    summary = run.tables["summary"]
    text = pyarrow.csv.read_csv(tmp_path / "run/summary.csv")
    assert summary.column_names == text.column_names and summary.num_rows == text.num_rows
    assert summary["value"].to_pylist() == text["value"].to_pylist()
    assert str(summary.schema.field("date").type) == "date32[day]"
    there = run.retained()
    assert there["value"][0].as_py() == 4.0 and there.num_rows == 25
    wanted = [row for row in text.to_pylist() if (row["metric"], row["group"], row["stat"]) == ("retained", "all", "mean")]
    assert there["value"].to_pylist() == [row["value"] for row in wanted]
    assert there["date"][-1].as_py() == datetime.date(2029, 1, 1)
    assert run.sentence == run.document["sentence"] and run.sentence.startswith("Of 4, ")


def test_data_frames_take_the_tables():
    comparison = stayput.read(FOUR).compare(["calm"])
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    table = comparison.tables["comparison"]
    assert isinstance(table.to_pandas(), pandas.DataFrame)
    assert polars.from_arrow(table).height == table.num_rows


def test_texts_like_formulas_are_as_they_were():
    lab = stayput.read({**FOUR, "channels": {"@lab": {"kind": "lab", "hazard_per_year": 0.4}}})
    assert set(lab.run().tables["destinations"]["channel"].to_pylist()) == {"@lab"}


def test_all_problems_are_raised_at_once_with_their_places():
    wrong = {**FOUR, "horizon": 12, "colour": "red"}
    with pytest.raises(stayput.StayputError) as raised:
        stayput.read(wrong)
    problems = raised.value.problems
    assert [problem.is_error for problem in problems] == [True, True]
    assert any(problem.line == 3 and problem.file == "scenario" for problem in problems)
    assert "problems in 1 file; nothing was run" in str(raised.value)
    with pytest.raises(stayput.StayputError, match="there is no"):
        stayput.read(FOUR).run(policy="calmer")
    with pytest.raises(stayput.StayputError):
        stayput.read("no-such-file.toml")


def test_numbers_can_be_set():
    lab = stayput.read(FOUR)
    calm = lab.set({"channels.lab.hazard_per_year": 0.0})
    assert calm.run().retained()["value"][-1].as_py() == 4.0
    assert lab.run(set={"channels.lab.hazard_per_year": 0.0}).sentence == calm.run().sentence
    assert "set" not in repr(lab) and "4 people" in repr(lab)


def test_the_same_seed_gives_the_same_whatever_the_threads():
    lab = stayput.read(FOUR)
    one, other = (lab.run(threads=threads).tables["summary"] for threads in (1, 3))
    assert one.equals(other)
    assert not one.equals(lab.run(seed=4).tables["summary"])


def test_ctrl_c_breaks_off():
    lab = stayput.read("scenarios/large-org.toml")
    timer = threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        lab.run(trials=1_000_000)
    assert time.monotonic() - begun < 10


def test_other_threads_go_on_meanwhile():
    ticks = []
    stop = threading.Event()

    def tick():
        while not stop.wait(0.01):
            ticks.append(None)

    other = threading.Thread(target=tick)
    other.start()
    stayput.read("scenarios/new-lab.toml").run(trials=20_000)
    stop.set()
    other.join()
    assert len(ticks) > 3


def test_progress_is_drawn_to_the_end(capsys):
    pytest.importorskip("tqdm")
    stayput.read(FOUR).run(trials=100_000, progress=True)
    assert "100%" in capsys.readouterr().err


def test_a_notebook_shows_the_page():
    run = stayput.read(FOUR).run()
    shown = run._repr_html_()
    assert shown.startswith("<iframe srcdoc=") and "Four friends" in shown
    assert "<script src" not in run.report()


def test_the_examples_of_the_documentation_run():
    import doctest

    from stayput import _lab, _toml

    for module in (stayput, _lab, _toml):
        outcome = doctest.testmod(module, extraglobs={"read": stayput.read})
        assert outcome.attempted > 0 and outcome.failed == 0, module
