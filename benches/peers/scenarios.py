"""Scenarios of any size, to see how what a trial costs grows."""

import math
from pathlib import Path

from program import Job

WORKLOADS = Path(__file__).resolve().parent.parent / "workloads"
SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
# People of the workloads.
W1, W2, W3 = (Job(name, WORKLOADS / f"{name.lower()}.toml", people) for name, people in [("W1", 14), ("W2", 14), ("W3", 10_000)])
LLAMA = Job("run llama", SHIPPED / "llama.toml", 14)
# The shipped scenarios as they are; people at the start.
WHOLE = [
    LLAMA,
    Job("run new-lab", SHIPPED / "new-lab.toml", 38),
    Job("run large-org", SHIPPED / "large-org.toml", 10_000),
    Job("compare llama", SHIPPED / "llama.toml", 14, "compare"),
]


def text(teams, size, months=36, channels=3, exits=0.9, tables="", tenure="", bands=""):
    """A scenario: so many teams of so many people, `exits` a person expected up to the horizon where nobody moves anybody."""
    hazard = exits / (months / 12) / channels
    ways = "".join(f'[channels.way-{c}]\nkind = "other"\nhazard_per_year = {hazard:.9f}\n{bands}' for c in range(channels))
    return (
        f'name = "Growth"\nstart = 2025-03-01\nhorizon = "{months} months"\n'
        f"[roster.generate]\nteams = {teams}\nteam_size = {size}\n{tenure}{ways}{tables}"
    )


def contagion(log_ratio=0.3, across=None):
    """Each exit multiplies hazards by exp(log_ratio), which halves in the log every six months."""
    crossing = "" if across is None else f"across = {across:.9f}\n"
    return f'[contagion]\nratio = {math.exp(log_ratio):.9f}\nhalf_life = "6 months"\n{crossing}'


PATH = '[heat]\nvolatility = 0.3\nhalf_life = "12 months"\n'


class Writer:
    """Writes scenarios into a folder."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def job(self, name, people, scenario, unit=1):
        """A job that runs a scenario."""
        path = self.folder / f"{name.replace(' ', '-').replace(',', '')}.toml"
        path.write_text(scenario)
        return Job(name, path, people, unit=unit)

    def growth(self, quick):
        """What grows: a title, what the first column counts, and pairs of that and a job."""
        few = 3 if quick else None
        people = [20, 200, 2_000, 20_000, 200_000][:few]
        across = [40, 160, 640, 2_560, 10_240][:few]
        one_team = [14, 56, 224, 896, 3_584][:few]
        months = [12, 24, 48, 96, 192][:few]
        channels = [1, 2, 4, 8, 16][:few]
        apart = [(n, self.job(f"apart {n}", n, text(n // 20, 20))) for n in people]
        teams = [(n, self.job(f"teams {n}", n, text(n // 20, 20, tables=contagion()))) for n in people]
        crossing = [(n, self.job(f"across {n}", n, text(n // 20, 20, tables=contagion(0.15, 1 / (n // 20))))) for n in across]
        # Each exit moves the less the more there are to leave, so that about as large a share leaves.
        large = [(n, self.job(f"one team {n}", n, text(1, n, tables=contagion(0.3 * 14 / n)))) for n in one_team]
        long = [(m, self.job(f"months {m}", 14, text(1, 14, months=m, tables=contagion() + PATH))) for m in months]
        wide = [(c, self.job(f"channels {c}", 14, text(1, 14, channels=c, tables=contagion()))) for c in channels]
        return [
            ("People in teams of 20, no contagion", "people", apart),
            ("People in teams of 20, contagion in the team", "people", teams),
            (
                "People in teams of 20, contagion `across` teams, where all other teams together count as much as one's own",
                "people",
                crossing,
            ),
            ("People in one team, with contagion", "people", large),
            ("Months, 14 people with contagion and the market's path, as many exits", "months", long),
            ("Channels, 14 people with contagion, as many exits", "channels", wide),
        ]

    def memory(self, people):
        """So many people in teams of 20, with contagion."""
        return self.job(f"memory {people}", people, text(people // 20, 20, tables=contagion()))

    def large(self, teams):
        """The large case: teams of 20 over five years, the market's path, bands of tenure, contagion within teams."""
        bands = 'tenure = [ { until = "1 year", ratio = 0.6 }, { until = "3 years", ratio = 1.4 } ]\n'
        tenure = 'tenure = { median = "3 years", p95 = "10 years" }\n'
        tables = PATH + '[contagion]\nratio = 1.091\nwindow = "135 days"\n'
        scenario = text(teams, 20, months=60, channels=4, exits=0.53, tables=tables, tenure=tenure, bands=bands)
        return self.job("large", 20 * teams, scenario)
