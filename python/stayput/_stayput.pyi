from collections.abc import Callable, Sequence
from pathlib import Path

Hear = Callable[[int, int], object]

class StayputError(Exception):
    """What was wrong, where, and what to do; ``problems`` has those of files one by one."""

    problems: list[Problem]

class Problem:
    """Something to say about a file that was read."""

    is_error: bool
    message: str
    file: str | None
    line: int | None
    column: int | None
    help: str | None

class Lab:
    @property
    def name(self) -> str: ...
    @property
    def people(self) -> int: ...
    @property
    def policies(self) -> list[str]: ...
    def remarks(self) -> list[Problem]: ...
    def set(self, path: str, value: str) -> Lab: ...
    def with_individuals(self) -> Lab: ...
    def run(
        self,
        trials: int | None,
        seed: int | None,
        threads: int | None,
        policy: str | None,
        precision: float | None,
        hear: Hear | None,
    ) -> Results: ...
    def compare(
        self,
        policies: Sequence[str],
        what_ifs: Sequence[str],
        budget: float | None,
        as_they_are: bool,
        others: Sequence[Lab],
        regret: bool,
        trials: int | None,
        seed: int | None,
        threads: int | None,
        precision: float | None,
        hear: Hear | None,
    ) -> Results: ...
    def sweep(
        self,
        over: Sequence[tuple[str, Sequence[str]]],
        policies: Sequence[str],
        trials: int | None,
        seed: int | None,
        threads: int | None,
        hear: Hear | None,
    ) -> Results: ...
    def sensitivity(
        self,
        policies: Sequence[str],
        records: Sequence[int],
        trials: int | None,
        seed: int | None,
        threads: int | None,
        hear: Hear | None,
    ) -> Results: ...
    def calibrate(
        self, draws: int | None, seed: int | None, threads: int | None, compare: bool, hear: Hear | None
    ) -> Results: ...

class Results:
    @property
    def kind(self) -> str: ...
    def write(self, folder: Path) -> Path: ...

def read(path: Path) -> Lab: ...
def read_str(name: str, text: str) -> Lab: ...
def report(folders: Sequence[Path]) -> str: ...
