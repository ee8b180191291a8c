"""Runs and sweeps in parts on Ray and on Dask: the bytes of one process, though a worker is killed."""

import os
import pickle
import signal
import threading
import time
from pathlib import Path

import pytest
import stayput
from conftest import FOUR, files

GRID = {"contagion.ratio": [1.0, 1.2, 1.4, 1.6], "channels.lab.acceptance": [0.02, 0.03, 0.04]}


def parent(process):
    """The process that began another."""
    return int(Path("/proc", str(process), "stat").read_text().rpartition(")")[2].split()[1])


def is_ours(process):
    """Whether this process began another, or one that did."""
    while process > 1:
        if process == os.getpid():
            return True
        process = parent(process)
    return False


def workers(name):
    """Our workers that compute a part now."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and (process / "cmdline").read_bytes().startswith(name) and is_ours(int(process.name)):
                found.append(int(process.name))
        except OSError:
            pass
    return found


def kill(process):
    os.kill(process, signal.SIGKILL)
    return process


class Killer(threading.Thread):
    """Kills one worker once there is one."""

    def __init__(self, find):
        super().__init__(daemon=True)
        self.find, self.killed = find, None
        self.start()

    def run(self):
        for _ in range(1000):
            found = self.find()
            if found:
                self.killed = kill(found[0])
                return
            time.sleep(0.02)


def test_a_lab_goes_elsewhere_with_its_files(tmp_path, monkeypatch):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    for name in ("new-lab.toml", "new-lab/roster.csv"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(Path("scenarios", name).read_bytes())
    monkeypatch.chdir(tmp_path)
    lab = stayput.read("scenarios/new-lab.toml", individuals=True).set({"contagion.ratio": 1.1})
    here = lab.run(trials=100)
    sent = pickle.dumps(lab)
    (folder / "new-lab/roster.csv").unlink()
    there = pickle.loads(sent).run(trials=100)
    assert there.tables["summary"].equals(here.tables["summary"]) and "researchers" in there.tables
    # Another lab of the same scenario has another roster: it does not go along.
    Path("two.csv").write_text("id\nsomebody-else\n")
    try:
        lab.set({"roster.file": '"../two.csv"'})
    except stayput.StayputError:
        pass
    assert b"somebody-else" not in pickle.dumps(lab)
    # What it was read from is what it stays.
    assert lab.set({"contagion.ratio": 1.1}).run(trials=100).sentence == here.sentence


def test_errors_come_back_with_their_problems():
    with pytest.raises(stayput.StayputError) as raised:
        stayput.read({**FOUR, "horizon": 12})
    again = pickle.loads(pickle.dumps(raised.value))
    assert str(again) == str(raised.value)
    assert [repr(one) for one in again.problems] == [repr(one) for one in raised.value.problems] != []


@pytest.fixture(scope="module")
def on_ray():
    ray = pytest.importorskip("ray")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    import stayput.ray

    yield stayput.ray
    ray.shutdown()


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip("distributed")
    with distributed.Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        yield client


def test_a_run_on_ray_is_that_of_one_process(on_ray, tmp_path):
    lab = stayput.read("scenarios/new-lab.toml")
    on_ray.run(lab, trials=400, policy="match", parts=5).write(tmp_path / "ray")
    lab.run(trials=400, policy="match").write(tmp_path / "one")
    assert files(tmp_path / "ray") == files(tmp_path / "one")


def test_a_sweep_on_ray_outlives_a_worker(on_ray, tmp_path, capsys):
    lab = stayput.read("scenarios/new-lab.toml")
    killer = Killer(lambda: workers(b"ray::compute"))
    on_ray.sweep(lab, GRID, policies=["match"], trials=400, parts=6, progress=True).write(tmp_path / "ray")
    killer.join()
    assert killer.killed is not None
    assert "6/6" in capsys.readouterr().err
    lab.sweep(GRID, policies=["match"], trials=400).write(tmp_path / "one")
    assert files(tmp_path / "ray") == files(tmp_path / "one")


def test_more_parts_than_trials_are_no_harm(on_ray):
    lab = stayput.read(FOUR)
    assert on_ray.run(lab, trials=3, parts=5).retained().equals(lab.run(trials=3).retained())


def test_what_is_wrong_on_ray_is_said_as_here(on_ray):
    with pytest.raises(stayput.StayputError, match="there is no policy `calmer`\n  did you mean `calm`?"):
        on_ray.run(stayput.read(FOUR), policy="calmer")
    with pytest.raises(TypeError, match="expected a Lab"):
        on_ray.run("scenarios/new-lab.toml")
    with pytest.raises(ValueError, match="at least 1 part is needed, not 0"):
        on_ray.run(stayput.read(FOUR), parts=0)


def test_a_run_on_dask_is_that_of_one_process(client, tmp_path):
    import stayput.dask

    lab = stayput.read("scenarios/new-lab.toml")
    stayput.dask.run(lab, client=client, trials=400, policy="match", parts=5).write(tmp_path / "dask")
    lab.run(trials=400, policy="match").write(tmp_path / "one")
    assert files(tmp_path / "dask") == files(tmp_path / "one")


def test_a_sweep_on_dask_outlives_a_worker(client, tmp_path):
    import stayput.dask

    lab = stayput.read("scenarios/new-lab.toml")
    processes = list(client.run(os.getpid).values())

    def busy():
        return [processes[0]] if any(client.processing().values()) else []

    killer = Killer(busy)
    stayput.dask.sweep(lab, GRID, client=client, policies=["match"], trials=400, parts=6).write(tmp_path / "dask")
    killer.join()
    assert killer.killed == processes[0]
    lab.sweep(GRID, policies=["match"], trials=400).write(tmp_path / "one")
    assert files(tmp_path / "dask") == files(tmp_path / "one")


def test_what_is_wrong_on_dask_is_said_as_here(client):
    import stayput.dask

    with pytest.raises(stayput.StayputError, match="there is no policy `calmer`\n  did you mean `calm`?"):
        stayput.dask.run(stayput.read(FOUR), client=client, policy="calmer")
