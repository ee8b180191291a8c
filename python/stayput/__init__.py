"""Who will still be here, and what would change it?

A Monte Carlo simulation of the people of a team. The same numbers as the ``stayput`` program for the same seed, as Arrow tables.

>>> import stayput
>>> lab = stayput.read("scenarios/new-lab.toml")
>>> run = lab.run(trials=400, seed=7)
>>> there = run.retained()
>>> there.num_rows == 37  # the start, and each of 36 months
True
"""

from os import PathLike, fspath
from pathlib import Path

from . import _stayput
from ._import import Imported, import_export
from ._lab import Lab, read
from ._results import Figure, Results
from ._stayput import Problem, StayputError


def report(*folders: str | PathLike[str]) -> str:
    """One page (HTML) of results that were written into folders, of one scenario or of several, as ``stayput report`` makes it."""
    if not folders:
        raise TypeError("report needs a folder of results at least; of results at hand, results.report() is the page")
    return _stayput.report([Path(fspath(folder)) for folder in folders])


__all__ = ["Figure", "Imported", "Lab", "Problem", "Results", "StayputError", "import_export", "read", "report"]
