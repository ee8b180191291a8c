"""Runs and sweeps on a Ray cluster: ``pip install 'stayput[ray]'``.

>>> import stayput.ray                                                 # doctest: +SKIP
>>> lab = stayput.read("scenarios/new-lab.toml")                       # doctest: +SKIP
>>> swept = stayput.ray.sweep(lab, {"contagion.ratio": [1.0, 1.5]})    # doctest: +SKIP

The lab travels with all files that it was read from, the roster among them: whoever may look into the cluster may see it. Workers need this
package in the same version, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ray

from ._lab import Lab
from ._parts import Job, checked, compute, how_many, run_job, sweep_job
from ._progress import Progress
from ._results import Results

__all__ = ["run", "sweep"]


def run(
    lab: Lab,
    *,
    trials: int | None = None,
    seed: int | None = None,
    policy: str | None = None,
    set: Mapping[str, Any] | None = None,
    parts: int | None = None,
    retries: int = 20,
    progress: bool = False,
) -> Results:
    """Runs a lab on the cluster; the same to the byte as :meth:`Lab.run`, but for the manifest, which tells the parts.

    ``parts`` is into how many parts the work is cut, four a core of the cluster unless it is said; each takes one core. Two parts a core are
    handed out at a time. A part whose worker dies is run again elsewhere, up to ``retries`` times.
    """
    return _on_cluster(run_job(lab, trials=trials, seed=seed, policy=policy, set=set), parts, retries, progress)


def sweep(
    lab: Lab,
    over: Mapping[str, Iterable[Any]],
    *,
    policies: Iterable[str] = (),
    trials: int | None = None,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
    parts: int | None = None,
    retries: int = 20,
    progress: bool = False,
) -> Results:
    """Sweeps a lab on the cluster; the same to the byte as :meth:`Lab.sweep`, but for the manifest. A part is a share of the trials of every
    point, and reads all of them: give fewer ``parts`` where points are many and trials few.

    ``parts``, ``retries`` and ``progress`` are as of :func:`run`.
    """
    job = sweep_job(lab, over, policies=policies, trials=trials, seed=seed, set=set)
    return _on_cluster(job, parts, retries, progress)


def _cores() -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _on_cluster(job: Job, parts: int | None, retries: int, progress: bool) -> Results:
    how_many(parts, 1)
    if not ray.is_initialized():
        ray.init()
    count = how_many(parts, _cores())
    task = ray.remote(num_cpus=1, max_retries=retries)(compute)
    # Sent to each node once.
    sent = ray.put(job)
    left = iter(range(1, count + 1))
    running: dict[Any, int] = {}
    done: dict[int, str] = {}
    try:
        with Progress(progress, "part") as hear:
            while len(done) < count:
                # The cluster may grow meanwhile.
                most = 2 * _cores()
                while len(running) < most and (index := next(left, None)) is not None:
                    running[task.remote(sent, index, count)] = index
                # A time limit, so that Ctrl-C is heard.
                ready, _ = ray.wait(list(running), timeout=0.5)
                for reference in ready:
                    done[running.pop(reference)] = checked(ray.get(reference))
                if hear is not None:
                    hear(len(done), count)
    finally:
        for reference in running:
            ray.cancel(reference, force=True)
    return job.merge([done[index] for index in sorted(done)])
