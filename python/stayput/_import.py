"""From an export of an HR system to a lab."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Literal

from . import _stayput
from ._lab import Lab, read, several


@dataclass(frozen=True)
class Imported:
    """What an import wrote."""

    #: The scenario.
    scenario: Path
    #: All files that were written.
    files: list[Path]
    #: What each column and row was taken for, and every choice that was made.
    report: str

    def read(self) -> Lab:
        """The lab."""
        return read(self.scenario)


def import_export(
    export: str | PathLike[str],
    folder: str | PathLike[str],
    *,
    as_of: datetime.date | str | None = None,
    leavers_since: datetime.date | str | None = None,
    dates: Literal["dmy", "mdy", "ymd"] | None = None,
    numbers: Literal["point", "comma"] | None = None,
    columns: Mapping[str, str | None] | None = None,
    encoding: str | None = None,
    missing: Iterable[str] = (),
    status: Mapping[str, Literal["there", "left"]] | None = None,
    skip: Iterable[int] = (),
    as_written: bool = False,
    pseudonyms: str | PathLike[str] | None = None,
) -> Imported:
    """Reads an export (CSV) and writes a roster, a history and a scenario that runs into a folder, as ``stayput import`` does.

    ``columns`` says which heading is which column, ``{"team": "Cost Center"}``; ``None`` says that there is none. ``status`` says of a status
    whether those who have it are ``"there"`` or ``"left"``. ``skip`` leaves out the rows that begin in these lines. ``pseudonyms`` is the file
    of the key by which ids are replaced; it is made where it is absent. Where only you can tell what something means, nothing is written, and
    the :class:`StayputError` asks.
    """
    unknown = [f"{name}={word}" for name, word in (status or {}).items() if word not in ("there", "left")]
    if unknown:
        raise ValueError(f"a status is 'there' or 'left', not {', '.join(unknown)}")
    scenario, files, report = _stayput.import_export(
        Path(fspath(export)),
        Path(fspath(folder)),
        None if as_of is None else str(as_of),
        None if leavers_since is None else str(leavers_since),
        dates,
        numbers,
        [(column, heading or "") for column, heading in (columns or {}).items()],
        encoding,
        several(missing),
        [(name, word == "there") for name, word in (status or {}).items()],
        list(skip),
        as_written,
        None if pseudonyms is None else Path(fspath(pseudonyms)),
    )
    return Imported(scenario, files, report)
