"""A scenario that was read, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from . import _stayput
from ._progress import Progress
from ._results import Results
from ._toml import document, written


def read(scenario: str | PathLike[str] | Mapping[str, Any], *, individuals: bool = False) -> Lab:
    """Reads a scenario: a file (TOML), or a dictionary of what stands in one.

    Files that a dictionary names count from the current folder. With ``individuals`` results may speak of single people and of small groups.

    Raises :class:`StayputError` with all problems at once; it prints as the command line does, and its ``problems`` have each with its place.

    >>> four = read({
    ...     "name": "Four friends", "start": "2027-01-01", "horizon": "24 months",
    ...     "roster": {"generate": {"teams": 1, "team_size": 4}},
    ...     "channels": {"lab": {"hazard_per_year": 0.2}},
    ... })
    >>> four.people
    4
    """
    if isinstance(scenario, Mapping):
        lab = _stayput.read_str("scenario", document(_with_dates(scenario)))
    else:
        lab = _stayput.read(Path(fspath(scenario)))
    return Lab(lab.with_individuals() if individuals else lab)


def _with_dates(scenario: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with the start as a date, which a dictionary may have as a text."""
    import datetime

    start = scenario.get("start")
    return {**scenario, "start": datetime.date.fromisoformat(start)} if isinstance(start, str) else scenario


class Lab:
    """A scenario that was read, with the files that it names, and found sound. :func:`read` makes one."""

    def __init__(self, lab: _stayput.Lab) -> None:
        self._lab = lab

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self._lab.name

    @property
    def people(self) -> int:
        """How many people are there at the start."""
        return self._lab.people

    @property
    def policies(self) -> list[str]:
        """The names of the scenario's policies."""
        return self._lab.policies

    def check(self) -> list[_stayput.Problem]:
        """Warnings and notes about the files, which do not forbid to run; what does was raised by :func:`read`."""
        return self._lab.remarks()

    def set(self, changes: Mapping[str, Any] | None = None, /, **more: Any) -> Lab:
        """The same lab with other numbers, dates or distributions, by their paths.

        >>> lab = read("scenarios/llama.toml")
        >>> calm = lab.set({"contagion.ratio": 1.0})
        """
        lab = self._lab
        for path, value in {**(changes or {}), **more}.items():
            lab = lab.set(path, value if isinstance(value, str) else written(value))
        return Lab(lab)

    def run(
        self,
        *,
        trials: int | None = None,
        seed: int | None = None,
        policy: str | None = None,
        precision: float | None = None,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Results:
        """Simulates the lab, with a policy or without; as the scenario says where nothing is said.

        >>> run = read("scenarios/new-lab.toml").run(trials=400, policy="match")
        >>> run.kind
        'run'
        """
        with Progress(progress, "trial") as hear:
            return Results(self._with(set).run(trials, seed, threads, policy, precision, hear))

    def compare(
        self,
        policies: Sequence[str] = (),
        *,
        what_ifs: Sequence[str] = (),
        budget: float | None = None,
        as_they_are: bool = False,
        others: Iterable[Lab] = (),
        regret: bool = False,
        trials: int | None = None,
        seed: int | None = None,
        precision: float | None = None,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Results:
        """Compares policies, what-ifs and other labs on the same luck; at equal money with a ``budget``, or as they are though the file has one."""
        labs = [lab._lab for lab in others]
        with Progress(progress, "trial") as hear:
            return Results(
                self._with(set).compare(
                    list(policies), list(what_ifs), budget, as_they_are, labs, regret, trials, seed, threads, precision, hear
                )
            )

    def sweep(
        self,
        over: Mapping[str, Iterable[Any]],
        *,
        policies: Sequence[str] = (),
        trials: int | None = None,
        seed: int | None = None,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Results:
        """Takes numbers through values, each combination on the same luck.

        >>> lab = read("scenarios/new-lab.toml")
        >>> swept = lab.sweep({"contagion.ratio": [1.0, 1.3, 1.6]}, trials=200)
        >>> "contagion.ratio" in swept.tables["sweep"].column_names
        True
        """
        values = [
            (path, [one if isinstance(one, str) else written(one) for one in several]) for path, several in over.items()
        ]
        with Progress(progress, "trial") as hear:
            return Results(self._with(set).sweep(values, list(policies), trials, seed, threads, hear))

    def sensitivity(
        self,
        policies: Sequence[str] = (),
        *,
        records: Sequence[int] = (),
        trials: int | None = None,
        seed: int | None = None,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Results:
        """Finds which uncertain numbers move the answer, and with policies what to find out first."""
        with Progress(progress, "trial") as hear:
            return Results(self._with(set).sensitivity(list(policies), list(records), trials, seed, threads, hear))

    def calibrate(
        self,
        *,
        draws: int | None = None,
        seed: int | None = None,
        compare: bool = True,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Results:
        """Learns the uncertain numbers from the lab's history; ``compare`` says whether models are compared besides."""
        with Progress(progress, "draw") as hear:
            return Results(self._with(set).calibrate(draws, seed, threads, compare, hear))

    def _with(self, changes: Mapping[str, Any] | None) -> _stayput.Lab:
        return self.set(changes)._lab if changes else self._lab

    def __repr__(self) -> str:
        return f"<stayput.Lab {self.name!r}: {self.people} people>"
