"""What came of a question: a sentence, tables, a document, a page, files."""

from __future__ import annotations

import html
import json
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
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
    """The tables of some results by name, each made when it is asked for: its columns are Arrow's from then on."""

    def __init__(self, files: _stayput.Files) -> None:
        self._files = files
        package = json.loads(_content(files, "datapackage.json"))
        self._schemas = {one["name"]: (one["path"], one["schema"]["fields"]) for one in package["resources"]}
        self._read: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._read:
            if name not in self._schemas:
                raise KeyError(f"there is no table {name!r} here; there are {', '.join(self)}")
            path, fields = self._schemas[name]
            types = {field["name"]: _TYPES[field["type"]] for field in fields}
            # A text that is empty is one that is not there.
            options = csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
            table = csv.read_csv(io.BytesIO(_content(self._files, path)), convert_options=options)
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


def _content(files: _stayput.Files, name: str) -> bytes:
    content = files.get(name)
    if content is None:
        raise KeyError(name)
    return content


@dataclass(frozen=True)
class Figure:
    """A figure of the page by itself; a notebook shows it."""

    #: The drawing.
    svg: str
    #: The same as a Vega-Lite specification with its data, to be restyled: ``altair.Chart.from_dict(figure.vega_lite)``.
    vega_lite: dict[str, Any]

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<stayput.Figure: {self.vega_lite['title']}>"


class Results:
    """What came of a question, with the Monte Carlo error of every number.

    ``tables`` has Arrow tables. Polars, DuckDB and pandas with Arrow's types share their columns:

    >>> import stayput
    >>> run = stayput.read("scenarios/new-lab.toml").run(trials=200)
    >>> run.tables["summary"].column_names[:4]
    ['run', 'scenario', 'policy', 'metric']
    >>> run.figures["still-there"].svg[:4]
    '<svg'
    """

    def __init__(self, results: _stayput.Results) -> None:
        self._results = results

    @property
    def kind(self) -> str:
        """``run``, ``compare``, ``sweep``, ``sensitivity``, ``discover`` or ``calibrate``: the command that gives the same."""
        return self._results.kind

    @cached_property
    def _files(self) -> _stayput.Files:
        return self._results.files()

    @cached_property
    def tables(self) -> Tables:
        """The tables that the program writes as CSV, by name: ``summary``, ``comparison``..."""
        return Tables(self._files)

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything, as ``--format json`` prints it; ``stayput schema --output`` says what each key is."""
        names = {"compare": "comparison", "calibrate": "calibration"}
        loaded: dict[str, Any] = json.loads(_content(self._files, f"{names.get(self.kind, self.kind)}.json"))
        return loaded

    @property
    def sentence(self) -> str:
        """The answer; of a calibration how much it rests on, and whether its draws can be relied on."""
        document = self.document
        if self.kind == "calibrate":
            missed = len(document["posterior"]["gates_missed"])
            several = "1 gate is" if missed == 1 else f"{missed} gates are"
            gates = f"{several} missed: the draws cannot be relied on" if missed else "all gates are passed"
            exits, people, years = (document[key] for key in ("exits", "people", "person_years"))
            return f"{exits} exits of {people} people in {years:.1f} person-years; {gates}."
        return str(document.get("sentence") or " ".join(document.get("sentences", [])))

    def retained(self) -> pa.Table:
        """How many of the opening roster are there, by date: the mean and its Monte Carlo error, of a run or of each of a comparison."""
        if self.kind not in ("run", "compare"):
            raise TypeError(f"a run and a comparison tell it by date; this is of {self.kind}")
        table = self.tables["summary"]
        wanted = (pc.field("metric") == "retained") & (pc.field("group") == "all") & (pc.field("stat") == "mean")
        return table.filter(wanted).select(["scenario", "policy", "date", "value", "mcse"])

    def to_arviz(self) -> Any:
        """The posterior of a calibration as ArviZ has it: chains, draws, numbers by their paths."""
        if self.kind != "calibrate":
            raise TypeError(f"a calibration has a posterior; this is of {self.kind}")
        import arviz

        posterior = self.tables["posterior"].to_pandas()
        chains = posterior["chain"].nunique()
        numbers = [name for name in posterior.columns if name not in ("run", "chain", "draw")]
        ordered = posterior.sort_values(["chain", "draw"])
        return arviz.from_dict(posterior={name: ordered[name].to_numpy().reshape(chains, -1) for name in numbers})

    def write(self, folder: str | PathLike[str]) -> Path:
        """Writes the files that the program writes, to the same bytes but for the manifest, which tells time and threads; says where."""
        return self._results.write(Path(fspath(folder)))

    def report(self) -> str:
        """One page (HTML) to be shown."""
        return self._files.page()

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The figures of the page by name: ``still-there``, ``policies``..."""
        files = dict(self._files.charts())
        names = [name.removesuffix(".svg") for name in files if name.endswith(".svg")]
        return {name: Figure(files[f"{name}.svg"], json.loads(files[f"{name}.vl.json"])) for name in names}

    def _repr_html_(self) -> str:
        page = html.escape(self.report(), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:640px;border:0" title="stayput {self.kind}"></iframe>'

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("results stay in the process that has them: return their tables[...], document or sentence, or write() them")

    def __repr__(self) -> str:
        return f"<stayput.Results of {self.kind}: {self.sentence}>"
