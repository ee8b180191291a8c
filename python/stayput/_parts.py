"""Runs and sweeps in parts, for engines that have workers elsewhere: :mod:`stayput.ray`, :mod:`stayput.dask`.

A part is a share of the trials, of a sweep those of every point: a point is compared with the lab as it is trial by trial, on the same luck, so
that no worker needs anything of another. Parts add up to the bytes of one process, in whatever order they come; the manifest alone tells parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from . import _stayput
from ._lab import Lab, a_lab, grid, several
from ._results import Results


class Job(Protocol):
    """Something that can be computed in parts."""

    def part(self, index: int, count: int) -> str:
        """One part, from 1, as JSON."""

    def merge(self, parts: Sequence[str]) -> Results:
        """All parts together."""


@dataclass(frozen=True)
class RunJob:
    """A run."""

    lab: Lab
    trials: int | None
    seed: int | None
    policy: str | None

    def part(self, index: int, count: int) -> str:
        return self.lab._lab.run_part(index, count, self.trials, self.seed, self.policy)

    def merge(self, parts: Sequence[str]) -> Results:
        return Results(_stayput.merge(parts))


@dataclass(frozen=True)
class SweepJob:
    """A sweep."""

    lab: Lab
    over: list[tuple[str, list[str]]]
    policies: list[str]
    trials: int | None
    seed: int | None

    def part(self, index: int, count: int) -> str:
        return self.lab._lab.sweep_part(index, count, self.over, self.policies, self.trials, self.seed)

    def merge(self, parts: Sequence[str]) -> Results:
        return Results(_stayput.merge_sweep(parts))


def run_job(
    lab: Lab, *, trials: int | None, seed: int | None, policy: str | None, set: Mapping[str, Any] | None
) -> RunJob:
    """A run of a lab with some numbers set."""
    return RunJob(_set(lab, set), trials, seed, policy)


def sweep_job(
    lab: Lab,
    over: Mapping[str, Iterable[Any]],
    *,
    policies: Iterable[str],
    trials: int | None,
    seed: int | None,
    set: Mapping[str, Any] | None,
) -> SweepJob:
    """A sweep of a lab with some numbers set."""
    return SweepJob(_set(lab, set), grid(over), several(policies), trials, seed)


def _set(lab: object, changes: Mapping[str, Any] | None) -> Lab:
    lab = a_lab(lab)
    return lab.set(changes) if changes else lab


def compute(job: Job, index: int, count: int) -> str | _stayput.StayputError:
    """A part, or what is wrong with the question: no worker can help that, and none is to try again."""
    try:
        return job.part(index, count)
    except _stayput.StayputError as error:
        return error


def how_many(asked: int | None, cores: int) -> int:
    """Into how many parts the work is cut: enough that no worker waits long for the last."""
    if asked is not None and asked < 1:
        raise ValueError(f"at least 1 part is needed, not {asked}")
    return asked if asked is not None else 4 * cores


def checked(part: str | _stayput.StayputError) -> str:
    """A part that a worker sent."""
    if isinstance(part, _stayput.StayputError):
        raise part
    return part
