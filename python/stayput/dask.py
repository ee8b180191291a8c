"""Runs and sweeps on a Dask cluster: ``pip install 'stayput[dask]'``.

>>> import stayput.dask                                                # doctest: +SKIP
>>> from distributed import Client                                     # doctest: +SKIP
>>> lab = stayput.read("scenarios/new-lab.toml")                       # doctest: +SKIP
>>> with Client(n_workers=2, threads_per_worker=1) as client:          # doctest: +SKIP
...     run = stayput.dask.run(lab, client=client)

The lab travels with all files that it was read from, the roster among them: whoever may look into the cluster may see it. Workers need this
package in the same version, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from distributed import Client, as_completed, get_client

from ._lab import Lab
from ._parts import Job, checked, compute, how_many, run_job, sweep_job
from ._progress import Progress
from ._results import Results

__all__ = ["run", "sweep"]


def run(
    lab: Lab,
    *,
    client: Client | None = None,
    trials: int | None = None,
    seed: int | None = None,
    policy: str | None = None,
    set: Mapping[str, Any] | None = None,
    parts: int | None = None,
    progress: bool = False,
) -> Results:
    """Runs a lab on the cluster of ``client``, by default the latest; the same to the byte as :meth:`Lab.run`, but for the manifest, which tells
    the parts.

    ``parts`` is into how many parts the work is cut, four a thread of the cluster unless it is said; each keeps one thread busy. Two parts a
    thread are handed out at a time. A part whose worker dies is run again elsewhere, as often as the cluster allows
    (``distributed.scheduler.allowed-failures``). After Ctrl-C no further part begins; those that have begun are done to their end.
    """
    return _on_cluster(run_job(lab, trials=trials, seed=seed, policy=policy, set=set), client, parts, progress)


def sweep(
    lab: Lab,
    over: Mapping[str, Iterable[Any]],
    *,
    client: Client | None = None,
    policies: Iterable[str] = (),
    trials: int | None = None,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
    parts: int | None = None,
    progress: bool = False,
) -> Results:
    """Sweeps a lab on the cluster; the same to the byte as :meth:`Lab.sweep`, but for the manifest. A part is a share of the trials of every
    point, and reads all of them: give fewer ``parts`` where points are many and trials few.

    ``client``, ``parts`` and ``progress`` are as of :func:`run`.
    """
    job = sweep_job(lab, over, policies=policies, trials=trials, seed=seed, set=set)
    return _on_cluster(job, client, parts, progress)


def _threads(client: Client) -> int:
    return max(1, int(sum(client.nthreads().values())))


def _on_cluster(job: Job, client: Client | None, parts: int | None, progress: bool) -> Results:
    client = client if client is not None else get_client()
    count = how_many(parts, _threads(client))
    left = iter(range(1, count + 1))
    running: dict[Any, int] = {}
    done: dict[int, str] = {}

    def hand_out() -> Any | None:
        index = next(left, None)
        if index is None:
            return None
        # Not pure: what an earlier call has computed is not kept on the cluster.
        future = client.submit(compute, job, index, count, pure=False)
        running[future] = index
        return future

    def fill() -> list[Any]:
        # The cluster may grow meanwhile.
        most = 2 * _threads(client)
        handed = (hand_out() for _ in range(most - len(running)))
        return [future for future in handed if future is not None]

    completed = as_completed(fill())
    try:
        with Progress(progress, "part") as hear:
            for future in completed:
                done[running.pop(future)] = checked(future.result())
                future.release()
                for further in fill():
                    completed.add(further)
                if hear is not None:
                    hear(len(done), count)
    finally:
        client.cancel(list(running))
    return job.merge([done[index] for index in sorted(done)])
