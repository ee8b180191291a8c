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
    def __init__(
        self, is_error: bool, message: str, file: str | None, line: int | None, column: int | None, help: str | None
    ) -> None: ...

class Lab:
    @property
    def name(self) -> str: ...
    @property
    def people(self) -> int: ...
    @property
    def policies(self) -> list[str]: ...
    def remarks(self) -> list[Problem]: ...
    def set(self, changes: Sequence[tuple[str, str]]) -> Lab: ...
    def with_individuals(self) -> Lab: ...
    def to_json(self) -> str: ...
    def run_part(self, index: int, count: int, trials: int | None, seed: int | None, policy: str | None) -> str: ...
    def sweep_part(
        self,
        index: int,
        count: int,
        over: Sequence[tuple[str, Sequence[str]]],
        policies: Sequence[str],
        trials: int | None,
        seed: int | None,
    ) -> str: ...
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
    def discover(
        self,
        condition: str,
        draws: int | None,
        replications: int | None,
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
    def files(self) -> Files: ...

class Files:
    def get(self, name: str) -> bytes | None: ...
    def page(self) -> str: ...
    def charts(self) -> list[tuple[str, str]]: ...

def read(path: Path) -> Lab: ...
def read_str(name: str, text: str) -> Lab: ...
def from_json(json: str) -> Lab: ...
def merge(parts: Sequence[str]) -> Results: ...
def merge_sweep(parts: Sequence[str]) -> Results: ...
def import_export(
    export: Path,
    folder: Path,
    as_of: str | None,
    leavers_since: str | None,
    dates: str | None,
    numbers: str | None,
    columns: Sequence[tuple[str, str]],
    encoding: str | None,
    missing: Sequence[str],
    status: Sequence[tuple[str, bool]],
    skip: Sequence[int],
    as_written: bool,
    pseudonyms: Path | None,
) -> tuple[Path, list[Path], str]: ...
def report(folders: Sequence[Path]) -> str: ...
