"""The package against the program: the same files; and what a user of Python expects besides."""

import datetime
import os
import pickle
import signal
import subprocess
import threading
import time

import pyarrow.csv
import pytest
import stayput
from conftest import FOUR, PROGRAM, ROOT, files

QUESTIONS = [
    (lambda lab: lab.run(trials=200, policy="match"), ["run", "--trials", "200", "--policy", "match"]),
    (lambda lab: lab.compare(["match"], trials=200), ["compare", "--trials", "200", "--policy", "match"]),
    (
        lambda lab: lab.sweep({"contagion.ratio": [1.0, 1.5]}, trials=100),
        ["sweep", "--over", "contagion.ratio=1.0,1.5", "--trials", "100"],
    ),
    (lambda lab: lab.sensitivity(trials=400), ["sensitivity", "--trials", "400"]),
    (
        lambda lab: lab.discover("retained < 24", draws=200, replications=4),
        ["discover", "--when", "retained < 24", "--draws", "200", "--replications", "4"],
    ),
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
    with pytest.raises(stayput.StayputError, match="start"):
        stayput.read({**FOUR, "start": "soon"})


def test_columns_are_shared_and_not_copied():
    numpy, pandas, polars = (pytest.importorskip(name) for name in ("numpy", "pandas", "polars"))
    table = stayput.read(FOUR).run().tables["distribution"]
    arrow = table["probability"].chunk(0).to_numpy(zero_copy_only=True)
    assert numpy.shares_memory(arrow, polars.from_arrow(table)["probability"].to_numpy())
    frame = table.to_pandas(types_mapper=pandas.ArrowDtype)
    assert numpy.shares_memory(arrow, frame["probability"].array.__arrow_array__().chunk(0).to_numpy(zero_copy_only=True))


def test_numbers_of_numpy_are_numbers():
    numpy = pytest.importorskip("numpy")
    lab = stayput.read(FOUR)
    path = "channels.lab.hazard_per_year"
    ours = lab.sweep({path: [0.1, 0.2, 0.3]}, trials=50).tables["sweep"]
    assert lab.sweep({path: numpy.array([0.1, 0.2, 0.3])}, trials=50).tables["sweep"].equals(ours)
    assert lab.set({"trials": numpy.int64(50)}).run().sentence == lab.run(trials=50).sentence
    with pytest.raises(TypeError, match="is to be taken through several values"):
        lab.sweep({path: "0.1"})


def test_one_text_is_one_and_not_its_letters():
    lab = stayput.read(FOUR)
    assert lab.compare("calm", trials=50).tables["comparison"].equals(lab.compare(["calm"], trials=50).tables["comparison"])
    with pytest.raises(TypeError, match="expected a Lab, such as read"):
        lab.compare(others=["four.toml"])


def test_rows_of_data_frames_are_people():
    pandas = pytest.importorskip("pandas")
    people = pandas.DataFrame(
        {"id": ["ada", "bo", "cy"], "team": ["core", None, "core"], "hired": pandas.to_datetime(["2024-03-01", None, "2025-06-01"])}
    )
    scenario = {key: value for key, value in FOUR.items() if key != "roster"}
    lab = stayput.read({**scenario, "researchers": people.to_dict("records")})
    assert lab.people == 3
    with pytest.raises(stayput.StayputError, match="finite"):
        stayput.read({**FOUR, "discount_rate": float("nan")})


def test_what_was_set_is_told():
    run = stayput.read(FOUR).set({"channels.lab.hazard_per_year": 0.1}).run()
    assert "Numbers of the scenario were changed for this: channels.lab.hazard_per_year=0.1." in run.report()
    assert repr(run) == f"<stayput.Results of run: {run.sentence}>"


def test_what_is_not_there_is_said():
    run = stayput.read(FOUR).run(trials=50)
    with pytest.raises(KeyError, match="there is no table 'comparison' here; there are summary, "):
        run.tables["comparison"]
    with pytest.raises(TypeError, match="this is of sweep"):
        stayput.read(FOUR).sweep({"channels.lab.hazard_per_year": [0.1, 0.2]}, trials=50).retained()
    with pytest.raises(TypeError, match="results stay in the process that has them"):
        pickle.dumps(run)
    with pytest.raises(TypeError, match="needs a folder"):
        stayput.report()


def test_several_numbers_are_set_at_once():
    lab = stayput.read({**FOUR, "horizon": datetime.date(2028, 1, 1)}, individuals=True)
    with pytest.raises(stayput.StayputError):
        lab.set({"start": datetime.date(2029, 1, 1)})
    later = lab.set({"start": datetime.date(2029, 1, 1), "horizon": datetime.date(2030, 1, 1)}).run()
    assert later.retained()["date"][-1].as_py() == datetime.date(2030, 1, 1)
    assert "researchers" in later.tables


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
    stayput.read("scenarios/new-lab.toml").run(trials=2_000)
    stop.set()
    other.join()
    assert len(ticks) > 3


def test_progress_is_drawn_to_the_end(capsys):
    pytest.importorskip("tqdm")
    stayput.read(FOUR).run(trials=100_000, progress=True)
    assert "100%" in capsys.readouterr().err


@pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not built: cargo build --release")
def test_a_calibration_is_that_of_the_program_and_goes_to_arviz(tmp_path):
    arguments = ["calibrate", "scenarios/llama.toml", "--draws", "40", "--compare", "0", "--quiet", "--out", tmp_path / "program"]
    # So few draws are not to be relied on, as the program says.
    assert subprocess.run([PROGRAM, *arguments], stdout=subprocess.DEVNULL).returncode == 1
    with pytest.warns(UserWarning, match="Give more draws. The first gate missed: "):
        fit = stayput.read("scenarios/llama.toml").calibrate(draws=40, compare=False)
    fit.write(tmp_path / "python")
    assert files(tmp_path / "python") == files(tmp_path / "program")
    assert fit.sentence.startswith("11 exits of 14 people in 15.5 person-years; ") and fit.sentence.endswith(
        "gates are missed: the draws cannot be relied on."
    )
    arviz = pytest.importorskip("arviz")
    posterior = fit.to_arviz().posterior
    table = fit.tables["posterior"]
    assert posterior.sizes["chain"] * posterior.sizes["draw"] == table.num_rows
    path = "contagion.ratio"
    wanted = table.sort_by([("chain", "ascending"), ("draw", "ascending")])[path].to_pylist()
    assert posterior[path].to_numpy().reshape(-1).tolist() == wanted
    assert path in arviz.summary(fit.to_arviz()).index
    informed = stayput.read("scenarios/llama.toml").with_posterior(tmp_path / "python")
    assert informed.run(trials=50).sentence


def test_figures_stand_alone():
    figures = stayput.read("scenarios/new-lab.toml").run(trials=200).figures
    assert figures
    for figure in figures.values():
        assert figure._repr_svg_().startswith("<svg") and figure.vega_lite["data"]["values"]


def test_a_notebook_shows_the_page():
    run = stayput.read(FOUR).run()
    shown = run._repr_html_()
    assert shown.startswith("<iframe srcdoc=") and "Four friends" in shown
    assert "<script src" not in run.report()


def test_one_page_shows_several_folders(tmp_path):
    lab = stayput.read(FOUR)
    folders = [results.write(tmp_path / results.kind) for results in (lab.run(), lab.compare(["calm"]))]
    page = stayput.report(*folders)
    assert page.startswith("<!DOCTYPE html>") and page.count("<figure") > lab.run().report().count("<figure")
    with pytest.raises(TypeError, match="a calibration has a posterior; this is of run"):
        lab.run().to_arviz()


def test_the_example_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    example = (ROOT / "python/README.md").read_text().split("```python\n")[1].split("```")[0]
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("Of 38, ") and (tmp_path / "results/sweep/sweep.csv").exists()


def test_the_examples_of_the_documentation_run():
    import doctest

    from stayput import _lab, _results, _toml

    for module in (stayput, _lab, _results, _toml):
        outcome = doctest.testmod(module, extraglobs={"read": stayput.read})
        assert outcome.attempted > 0 and outcome.failed == 0, module
