"""A scenario in TOML, from a dictionary."""

import datetime
import numbers
from collections.abc import Mapping, Sequence
from typing import Any


def written(value: Any) -> str:
    """A value as a scenario file has it.

    >>> written({"median": 0.3, "p95": 0.6})
    '{ "median" = 0.3, "p95" = 0.6 }'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        return repr(float(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        # A date as data frames have it.
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        keys = ", ".join(f"{quoted(str(key))} = {written(one)}" for key, one in value.items())
        return f"{{ {keys} }}" if keys else "{}"
    if hasattr(value, "tolist"):
        # Arrays, of which a number may be one too.
        return written(value.tolist())
    if isinstance(value, Sequence):
        return "[" + ", ".join(written(_record(one)) for one in value) + "]"
    raise TypeError(f"a scenario has no {type(value).__name__}: {value!r}")


def _record(value: Any) -> Any:
    """A row of a data frame without its empty cells: ``None``, not a number, not a time."""
    if not isinstance(value, Mapping):
        return value
    return {key: cell for key, cell in value.items() if not _is_empty(cell)}


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, (float, datetime.datetime)) and bool(cell != cell))


def quoted(text: str) -> str:
    """A text in quotes, with what TOML does not take as it is escaped."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(c, c if c.isprintable() else f"\\U{ord(c):08x}") for c in text) + '"'


def document(scenario: Mapping[str, Any]) -> str:
    """A whole file: a key a line, so that messages name the line of each."""
    return "".join(f"{quoted(str(key))} = {written(value)}\n" for key, value in scenario.items())
