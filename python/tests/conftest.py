"""What several tests use."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("STAYPUT_PROGRAM", ROOT / "target/release/stayput"))

#: A lab whose every key is in a dictionary.
FOUR = {
    "name": "Four friends",
    "start": "2027-01-01",
    "horizon": "24 months",
    "trials": 400,
    "seed": 3,
    "roster": {"generate": {"teams": 1, "team_size": 4}},
    "channels": {"lab": {"hazard_per_year": {"median": 0.2, "p95": 0.5}}},
    "policies": {"calm": {"kind": "effect", "ratio": 0.5, "cost_once": 0.1}},
    "privacy": {"min_group": 1, "reason": "nobody of them exists"},
}


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def files(folder):
    """All files of a folder but the manifest, which tells time and threads."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}
