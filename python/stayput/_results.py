"""What came of a question: a sentence, tables, a document, a page, files."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from . import _stayput

#: Arrow's types of the kinds of columns in ``datapackage.json``.
_TYPES = {"string": pa.string(), "date": pa.date32(), "integer": pa.int64(), "number": pa.float64()}

#: A quote before a text that a spreadsheet would take for a formula.
_QUOTE = r"^'([=+\-@\t\r\n＝＋－＠﹦﹢﹣﹫])"


class Tables(Mapping[str, pa.Table]):
    """The tables of some results by name, each read when it is asked for."""

    def __init__(self, folder: Path, owner: object) -> None:
        self._folder = folder
        # The folder lives as long as what made it.
        self._owner = owner
        package = json.loads((folder / "datapackage.json").read_text())
        self._schemas = {one["name"]: (one["path"], one["schema"]["fields"]) for one in package["resources"]}
        self._read: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._read:
            path, fields = self._schemas[name]
            types = {field["name"]: _TYPES[field["type"]] for field in fields}
            # A text that is empty is one that is not there.
            options = csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
            table = csv.read_csv(self._folder / path, convert_options=options)
            for index, field in enumerate(table.schema):
                if pa.types.is_string(field.type):
                    plain = pc.replace_substring_regex(table.column(index), pattern=_QUOTE, replacement=r"\1")
                    table = table.set_column(index, field, plain)
            self._read[name] = table
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._schemas)

    def __len__(self) -> int:
        return len(self._schemas)

    def __repr__(self) -> str:
        return f"<stayput tables: {', '.join(self)}>"


class Results:
    """What came of a question, with the Monte Carlo error of every number.

    ``tables`` has Arrow tables, which pandas and polars take as they are: ``results.tables["summary"].to_pandas()``.
    """

    def __init__(self, results: _stayput.Results) -> None:
        self._results = results
        self._temporary: TemporaryDirectory[str] | None = None

    @property
    def kind(self) -> str:
        """``run``, ``compare``, ``sweep``, ``sensitivity`` or ``calibrate``: the command that gives the same."""
        return self._results.kind

    @cached_property
    def _folder(self) -> Path:
        self._temporary = TemporaryDirectory(prefix="stayput-")
        return self._results.write(Path(self._temporary.name) / "results")

    @cached_property
    def tables(self) -> Tables:
        """The tables that the program writes as CSV, by name: ``summary``, ``comparison``..."""
        folder = self._folder
        return Tables(folder, self._temporary)

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything, as ``--format json`` prints it; ``stayput schema --output`` says what each key is."""
        names = {"run": "run", "compare": "comparison", "sweep": "sweep", "sensitivity": "sensitivity", "calibrate": "calibration"}
        loaded: dict[str, Any] = json.loads((self._folder / f"{names[self.kind]}.json").read_text())
        return loaded

    @property
    def sentence(self) -> str:
        """The answer."""
        document = self.document
        sentence = document.get("sentence") or " ".join(document.get("sentences", []))
        return str(sentence)

    def retained(self) -> pa.Table:
        """How many of the opening roster are there, by date: the mean and its Monte Carlo error, of a run or of each of a comparison."""
        table = self.tables["summary"]
        wanted = (pc.field("metric") == "retained") & (pc.field("group") == "all") & (pc.field("stat") == "mean")
        return table.filter(wanted).select(["scenario", "policy", "date", "value", "mcse"])

    def to_arviz(self) -> Any:
        """The posterior of a calibration as ArviZ has it: chains, draws, numbers by their paths."""
        import arviz

        posterior = self.tables["posterior"].to_pandas()
        chains = posterior["chain"].nunique()
        numbers = [name for name in posterior.columns if name not in ("run", "chain", "draw")]
        ordered = posterior.sort_values(["chain", "draw"])
        return arviz.from_dict(posterior={name: ordered[name].to_numpy().reshape(chains, -1) for name in numbers})

    def write(self, folder: str | PathLike[str]) -> Path:
        """Writes the files that the program writes, to the same bytes; says where."""
        return self._results.write(Path(fspath(folder)))

    def report(self) -> str:
        """One page (HTML) to be shown."""
        return _stayput.report([self._folder])

    def _repr_html_(self) -> str:
        page = html.escape(self.report(), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:640px;border:0" title="stayput {self.kind}"></iframe>'

    def __repr__(self) -> str:
        return f"<stayput.Results of {self.kind}>"
