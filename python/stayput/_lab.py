"""A scenario that was read, and what can be asked of it."""

from __future__ import annotations

import warnings
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
    try:
        return {**scenario, "start": datetime.date.fromisoformat(start)} if isinstance(start, str) else scenario
    except ValueError:
        # What is wrong with it is said as of a file.
        return scenario


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
        """Warnings and notes about the files, which the program prints before it runs; what forbids to run was raised by :func:`read`."""
        return self._lab.remarks()

    def set(self, changes: Mapping[str, Any] | None = None, /, **more: Any) -> Lab:
        """The same lab with other numbers, dates or distributions, by their paths; all at once. A text is written as in a scenario file.

        >>> lab = read("scenarios/new-lab.toml")
        >>> calm = lab.set({"contagion.ratio": 1.0, "horizon": "24 months"})
        >>> uncertain = lab.set({"contagion.ratio": {"median": 1.2, "p95": 1.5}})
        """
        changed = {**(changes or {}), **more}
        return Lab(self._lab.set([(path, _given(value)) for path, value in changed.items()]))

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

        ``set`` changes numbers for this run, as :meth:`set` does. With ``precision`` it goes on until the 95 % Monte Carlo interval of the mean that
        are still there is no wider than so many people on either side. Results do not depend on ``threads``.

        >>> run = read("scenarios/new-lab.toml").run(trials=400, policy="match")
        >>> run.kind
        'run'
        """
        with Progress(progress, "trial") as hear:
            return Results(self._with(set).run(trials, seed, threads, policy, precision, hear))

    def compare(
        self,
        policies: Iterable[str] = (),
        *,
        what_ifs: Iterable[str] = (),
        budget: float | None = None,
        as_they_are: bool = False,
        others: Lab | Iterable[Lab] = (),
        regret: bool = False,
        trials: int | None = None,
        seed: int | None = None,
        precision: float | None = None,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Results:
        """Compares policies, what-ifs and other labs on the same luck; at equal money with a ``budget``, or as they are though the file has one.

        >>> compared = read("scenarios/new-lab.toml").compare(["match"], trials=200)
        >>> compared.sentence.startswith("match keeps ")
        True
        """
        labs = [a_lab(lab)._lab for lab in ([others] if isinstance(others, Lab) else others)]
        with Progress(progress, "trial") as hear:
            return Results(
                self._with(set).compare(
                    several(policies), several(what_ifs), budget, as_they_are, labs, regret, trials, seed, threads, precision, hear
                )
            )

    def sweep(
        self,
        over: Mapping[str, Iterable[Any]],
        *,
        policies: Iterable[str] = (),
        trials: int | None = None,
        seed: int | None = None,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Results:
        """Takes numbers through values, each combination on the same luck. A value that is a text is written as in a scenario file.

        >>> lab = read("scenarios/new-lab.toml")
        >>> swept = lab.sweep({"contagion.ratio": [1.0, 1.3, 1.6]}, trials=200)
        >>> "contagion.ratio" in swept.tables["sweep"].column_names
        True
        """
        with Progress(progress, "trial") as hear:
            return Results(self._with(set).sweep(grid(over), several(policies), trials, seed, threads, hear))

    def sensitivity(
        self,
        policies: Iterable[str] = (),
        *,
        records: Sequence[int] = (),
        trials: int | None = None,
        seed: int | None = None,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Results:
        """Finds which uncertain numbers move the answer, and with policies what to find out first.

        >>> found = read("scenarios/new-lab.toml").sensitivity(trials=400)
        >>> found.kind
        'sensitivity'
        """
        with Progress(progress, "trial") as hear:
            return Results(self._with(set).sensitivity(several(policies), list(records), trials, seed, threads, hear))

    def discover(
        self,
        when: str,
        *,
        draws: int | None = None,
        replications: int | None = None,
        seed: int | None = None,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> Results:
        """Finds in which futures a condition holds, such as ``retained < 7`` or ``kept < 1 with refresh``.

        >>> found = read("scenarios/new-lab.toml").discover("retained < 20", draws=200, replications=4)
        >>> found.kind
        'discover'
        """
        with Progress(progress, "trial") as hear:
            return Results(self._with(set).discover(when, draws, replications, seed, threads, hear))

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
        """Learns the uncertain numbers from the lab's history; ``compare`` says whether models are compared besides.

        >>> fit = read("scenarios/llama.toml").calibrate(draws=20, compare=False)
        >>> fit.sentence.startswith("11 exits of 14 people in 15.5 person-years; ")
        True
        """
        with Progress(progress, "draw") as hear:
            fit = Results(self._with(set).calibrate(draws, seed, threads, compare, hear))
        missed = fit.document["posterior"]["gates_missed"]
        if missed:
            warnings.warn(f"{fit.sentence} Give more draws. The first gate missed: {missed[0]}.", stacklevel=2)
        return fit

    def with_posterior(self, file: str | PathLike[str]) -> Lab:
        """The same lab, which draws its uncertain numbers from what a calibration has learned: a ``posterior.csv``, or the folder that holds it.

        >>> lab = read("scenarios/llama.toml").with_posterior("scenarios/llama")
        >>> lab.run(trials=100).kind
        'run'
        """
        path = Path(fspath(file)).resolve()
        return self.set({"parameters.posterior": written(str(path / "posterior.csv" if path.is_dir() else path))})

    def __reduce__(self) -> tuple[object, ...]:
        """A lab goes to other processes and machines with all files that it was read from, the roster among them."""
        return _sent, (self._lab.to_json(),)

    def _with(self, changes: Mapping[str, Any] | None) -> _stayput.Lab:
        return self.set(changes)._lab if changes else self._lab

    def __repr__(self) -> str:
        return f"<stayput.Lab {self.name!r}: {self.people} people>"


def a_lab(lab: object) -> Lab:
    """A lab, and nothing else."""
    if not isinstance(lab, Lab):
        raise TypeError(f"expected a Lab, such as read(...) gives, not {type(lab).__name__}")
    return lab


def _sent(json: str) -> Lab:
    return Lab(_stayput.from_json(json))


def grid(over: Mapping[str, Iterable[Any]]) -> list[tuple[str, list[str]]]:
    """Paths and their values as a scenario file has them."""
    for path, several in over.items():
        if isinstance(several, str):
            raise TypeError(f"{path} is to be taken through several values, such as [{several}]")
    return [(path, [_given(one) for one in several]) for path, several in over.items()]


def several(texts: Iterable[str] | str) -> list[str]:
    """Texts; one alone is one, and not its letters."""
    return [texts] if isinstance(texts, str) else list(texts)


def _given(value: Any) -> str:
    return value if isinstance(value, str) else written(value)
