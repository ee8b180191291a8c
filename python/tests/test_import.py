"""An export becomes a lab."""

import datetime
from pathlib import Path

import pytest
import stayput

EXPORT = """Headcount report,,,
As of 2025-01-31,,,
Worker,Cost Center,Start,Left on
101,Core,03/02/2020,
102,Core,14/05/2021,
103,Core,01/09/2022,
104,Core,01/09/2022,
105,Core,01/10/2022,
106,Core,01/09/2019,30/06/2023
107,Core,01/09/2018,31/12/2023
"""


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(EXPORT)
    return path


def test_an_export_becomes_a_lab_that_runs(export, tmp_path):
    imported = stayput.import_export(
        export, tmp_path / "lab", columns={"team": "Cost Center", "exit": "Left on"}, dates="dmy", leavers_since=datetime.date(2023, 1, 1)
    )
    assert imported.scenario == tmp_path / "lab/lab.toml"
    assert {path.name for path in imported.files} >= {"lab.toml", "roster.csv", "history.csv"}
    assert "2 exits" in imported.report
    lab = imported.read()
    assert lab.people == 5
    assert lab.run(trials=100).retained()["value"][0].as_py() == 5.0


def test_ids_are_replaced_by_a_key_outside_of_the_folder(export, tmp_path):
    key = tmp_path / "key"
    stayput.import_export(export, tmp_path / "lab", columns={"exit": "Left on"}, dates="dmy", pseudonyms=key)
    assert key.exists() and "101" not in (tmp_path / "lab/roster.csv").read_text()


def test_what_makes_no_sense_is_said_and_nothing_written(export, tmp_path):
    folder = tmp_path / "lab"
    with pytest.raises(stayput.StayputError, match="there is no column teem"):
        stayput.import_export(export, folder, columns={"teem": "Cost Center"})
    with pytest.raises(ValueError, match="a status is 'there' or 'left', not Gone=away"):
        stayput.import_export(export, folder, status={"Gone": "away"})
    with pytest.raises(stayput.StayputError, match="`soon` is no date"):
        stayput.import_export(export, folder, as_of="soon")
    with pytest.raises(stayput.StayputError, match="no order of dates"):
        stayput.import_export(export, folder, dates="myd")
    with pytest.raises(stayput.StayputError):
        stayput.import_export(Path("no-such-export.csv"), folder)
    assert not folder.exists()
