"""Who will still be here, and what would change it?

A Monte Carlo simulation of the people of a team. The same numbers as the ``stayput`` program for the same seed, as Arrow tables.

>>> import stayput
>>> lab = stayput.read("scenarios/new-lab.toml")
>>> run = lab.run(trials=400, seed=7)
>>> there = run.retained()
>>> there.num_rows == 37  # the start, and each of 36 months
True
"""

from ._lab import Lab, read
from ._results import Results
from ._stayput import Problem, StayputError

__all__ = ["Lab", "Problem", "Results", "StayputError", "read"]
