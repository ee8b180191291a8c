"""What parts on Ray cost beside one process: a sweep of 200 points, with and without a worker killed, and a run in 40 parts.

    pip install './python[ray]' pytest && python benches/peers/cluster.py      # from the root; some minutes
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, "python/tests")

import ray
import stayput
import stayput.ray
from conftest import files
from test_clusters import Killer, workers

CORES, PARTS = 2, 8
GRID = {
    "contagion.ratio": [1 + 0.03 * step for step in range(20)],
    "channels.lab.acceptance": [0.015 + 0.002 * step for step in range(10)],
}


def timed(act):
    """What comes of it, and how long it takes [seconds]."""
    begun = time.perf_counter()
    return act(), time.perf_counter() - begun


def beside(name, parts, taken, one):
    """Says what parts took beside one process."""
    print(f"{name}: {taken:.1f} s, {CORES * (taken - one) / parts:.2f} s of a core a part more than one process ({one:.1f} s)", flush=True)


ray.init(num_cpus=CORES, include_dashboard=False, log_to_driver=False, logging_level="error")
lab = stayput.read("scenarios/new-lab.toml")
alone, one = timed(lambda: lab.sweep(GRID, trials=400, threads=CORES))
parted, taken = timed(lambda: stayput.ray.sweep(lab, GRID, trials=400, parts=PARTS))
beside("a sweep of 200 points", PARTS, taken, one)
killer = Killer(lambda: workers(b"ray::compute"))
outlived, taken = timed(lambda: stayput.ray.sweep(lab, GRID, trials=400, parts=PARTS))
beside(f"the same, worker {killer.killed} killed", PARTS, taken, one)
with tempfile.TemporaryDirectory() as folder:
    written = [files(results.write(Path(folder, str(place)))) for place, results in enumerate([alone, parted, outlived])]
print("the same bytes:", written[0] == written[1] == written[2])
_, one = timed(lambda: lab.run(trials=40_000, threads=CORES))
_, taken = timed(lambda: stayput.ray.run(lab, trials=40_000, parts=40))
beside("a run of 40,000 trials in 40 parts", 40, taken, one)
