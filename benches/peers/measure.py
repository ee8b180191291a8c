"""Measures the program beside its peers and writes benches/RESULTS.md: `python3 benches/peers/measure.py`.

Every cost of a trial is a long run less a short one. Whatever is compared is run in turn, round after round, so that a machine that gets
slower does so for all. With `--before BINARY` another stayput is measured in the same rounds. `--quick` tries it all in a few minutes, and
prints instead of writing. numpy and numba are measured where they are installed for the Python that runs this.
"""

import argparse
import datetime
import importlib.metadata
import importlib.util
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

from program import Failed, Program

import scenarios

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(__file__).resolve().parent / "peers.py"
BUILD = "cargo build --release --locked"


def say(words):
    """Tells on stderr how far it is."""
    print(words, file=sys.stderr, flush=True)


# --- numbers and tables ---


def digits(number):
    """Three significant digits, with commas."""
    if number == 0 or not math.isfinite(number):
        return str(number)
    places = max(0, 2 - math.floor(math.log10(abs(number))))
    return f"{round(number, 2 - math.floor(math.log10(abs(number)))):,.{places}f}"


def spread(numbers, scale=1.0):
    """The median and the range."""
    low, middle, high = (digits(scale * f(numbers)) for f in (min, statistics.median, max))
    return f"{middle} ({low} to {high})"


def ratio(above, below):
    """The ratio of numbers that were measured in the same rounds."""
    return spread([a / b for a, b in zip(above, below, strict=True)])


def table(header, rows):
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def section(title, words, *blocks):
    """A section of the results; the words are wrapped."""
    wrapped = textwrap.fill(" ".join(words.split()), 140, break_on_hyphens=False, break_long_words=False)
    return "\n\n".join([f"## {title}", wrapped, *blocks]) + "\n"


# --- peers ---


class Peers:
    """`peers.py`, waiting to be told what to run; compiled and imported before anything is timed."""

    def __init__(self):
        missing = [name for name in ("numpy", "numba") if importlib.util.find_spec(name) is None]
        self.skipped = [f"{name} skipped: it is not installed for this Python" for name in missing]
        self.names = [] if "numpy" in missing else ["numpy-w1"]
        if not missing:
            self.names += ["numba-w1", "numba-w2", "numba-w3"]
        elif "numba" not in missing:
            self.skipped.append("numba skipped too: its kernels need numpy")
        self.trials = {}
        self.process = None
        if self.names:
            command = [sys.executable, PEERS, "--serve", *self.names]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.process.stdout.readline()

    def of(self, job):
        """The peers that can do a workload."""
        return [name for name in self.names if name.endswith(job.name.lower())]

    def run(self, name, trials, seed):
        """Seconds of processor, and the mean number retained."""
        print(name, trials, seed, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise Failed(f"{name} ended without an answer")
        answer = json.loads(answer)
        return answer["seconds"], answer["mean"]

    def trial(self, name, seconds, seed):
        """Seconds of processor a trial, and the mean number retained."""
        if name not in self.trials:
            trials = 20
            while (took := self.run(name, trials, 2)[0]) < seconds / 4:
                trials *= 2
            self.trials[name] = max(1, round(trials * seconds / took))
        took, mean = self.run(name, self.trials[name], seed)
        return took / self.trials[name], mean

    def close(self):
        """Ends the process."""
        if self.process:
            self.process.stdin.close()
            self.process.wait()


# --- measurements ---


class Bench:
    """What is measured, by which programs, and how thoroughly."""

    def __init__(self, programs, options):
        self.programs, self.options = programs, options
        self.ours = programs[0]
        self.rounds, self.seconds = (2, 0.2) if options.quick else (options.rounds, options.seconds)

    def costs(self, job, threads=(1,), rounds=None):
        """Costs of a trial, round after round: `[program][thread count]` is a list."""
        costs = [{t: [] for t in threads} for _ in self.programs]
        for number in range(rounds or self.rounds):
            say(f"  {job.name}, round {number + 1}")
            for program, cost in zip(self.programs, costs, strict=True):
                for t in threads:
                    cost[t].append(program.trial(job, self.seconds, t))
        return costs

    def cells(self, lists, scale=1.0):
        """Cells of numbers by program: ours, and where there is another, its own and how many times more it takes."""
        cells = [spread(numbers, scale) for numbers in lists]
        return cells if len(lists) == 1 else [*cells, ratio(lists[1], lists[0])]

    def header(self, first, what):
        """The header that belongs to `cells`."""
        more = [f"{self.programs[1].name}: {what}", f"{self.programs[1].name} / stayput"] if len(self.programs) > 1 else []
        return [first, what, *more]

    def beside_peers(self):
        """The three workloads beside the peers."""
        peers, rows = Peers(), []
        for job in (scenarios.W1, scenarios.W2, scenarios.W3):
            names = peers.of(job)
            ours, theirs, means = [[] for _ in self.programs], {name: [] for name in names}, {}
            for number in range(self.rounds):
                say(f"  {job.name}, round {number + 1}")
                for program, rates in zip(self.programs, ours, strict=True):
                    rates.append(job.people / program.trial(job, self.seconds).cpu)
                for name in names:
                    took, means[name] = peers.trial(name, self.seconds, 3 + number)
                    theirs[name].append(job.people / took)
            retained = digits(self.ours.retained(job, max(job.unit, 4_000_000 // job.people // job.unit * job.unit)))
            before = [spread(ours[1], 1e-6), ratio(ours[0], ours[1])] if len(ours) > 1 else []
            row = [job.name, spread(ours[0], 1e-6), *before]
            rows += [
                [*row, name, spread(theirs[name], 1e-6), ratio(ours[0], theirs[name]), f"{retained}; {digits(means[name])}"]
                for name in names
            ]
            if not names:
                rows.append([*row, "none", "", "", retained])
        peers.close()
        before = [self.programs[1].name, f"stayput / {self.programs[1].name}"] if len(self.programs) > 1 else []
        header = ["workload", "stayput", *before, "peer", "its rate", "stayput / peer", "mean retained: stayput; peer"]
        words = """Millions of person-trials a second on one thread, by processor time: median (range). The peers keep counts of
            interchangeable people and have the hazards written into them; see [peers](peers/README.md)."""
        return section("Beside the peers", words, table(header, rows), *(f"{line}." for line in peers.skipped))

    def whole_scenarios(self):
        """The shipped scenarios."""
        rows = []
        for job in scenarios.WHOLE:
            costs = self.costs(job)
            rows.append([job.name, *self.cells([[used.cpu for used in cost[1]] for cost in costs], 1e6)])
        words = "Microseconds of processor a trial on one thread: median (range). A trial of `compare` is one of every policy."
        return section("Scenarios as they are shipped", words, table(self.header("command", "us a trial"), rows))

    def processes(self):
        """Whole processes: a short run, and what a run costs however short."""
        rows = []
        for name, trials, rounds in [("14 people x 20,000 trials of W2", 20_000, self.rounds), ("one trial of W2", 1, 2 * self.rounds + 1)]:
            say(f"  {name}")
            uses = [[] for _ in self.programs]
            for _ in range(rounds):
                for program, used in zip(self.programs, uses, strict=True):
                    used.append(program.use(scenarios.W2, trials))
            rows.append([f"{name}, by the clock", *self.cells([[used.wall for used in use] for use in uses], 1e3)])
            rows.append([f"{name}, by the processor", *self.cells([[used.cpu for used in use] for use in uses], 1e3)])
        words = """Milliseconds on one thread, with reading, writing and flushing files to the disk: median (range). What flushing takes
            cannot be measured from outside. It is part of what the clock shows beyond the processor, with starting the process and ending
            it."""
        return section("A whole process", words, table(self.header("run", "ms"), rows))

    def two_threads(self):
        """Two threads against one."""
        if (os.cpu_count() or 1) < 2:
            return section("Two threads", "Skipped: this machine has one core.")
        rows = []
        for job in (scenarios.W1, scenarios.W2, scenarios.W3, scenarios.LLAMA):
            gains = [[one.wall / two.wall for one, two in zip(cost[1], cost[2], strict=True)] for cost in self.costs(job, (1, 2))]
            rows.append([job.name, *map(spread, gains)])
        header = ["", "times faster", *(f"{program.name}: times faster" for program in self.programs[1:])]
        words = "The time of a trial by the clock on one thread, over that on two: median (range)."
        return section("Two threads", words, table(header, rows))

    def growth(self, writer):
        """Growth tables."""
        words = """Microseconds of processor a trial on one thread: median (range). The slope is that of the step from the row above, on
            logarithmic axes: 1 where twice as many cost twice as much. The cumulative hazard is 0.9 up to the horizon: where nobody moves
            anybody, 59 % leave."""
        blocks = []
        for title, unit, sizes in writer.growth(self.options.quick):
            rows, last = [], None
            for size, job in sizes:
                lists = [[used.cpu for used in cost[1]] for cost in self.costs(job, rounds=min(self.rounds, 3))]
                middles = [statistics.median(numbers) for numbers in lists]
                slopes = ["" for _ in middles]
                if last:
                    slopes = [f"{math.log(now / then) / math.log(size / last[0]):.2f}" for now, then in zip(middles, last[1], strict=True)]
                row = [f"{size:,}"]
                for numbers, slope in zip(lists, slopes, strict=True):
                    row += [spread(numbers, 1e6), slope]
                rows.append(row + ([ratio(lists[1], lists[0])] if len(lists) > 1 else []))
                last = size, middles
            header = [unit, "us a trial", "slope"]
            for program in self.programs[1:]:
                header += [f"{program.name}: us a trial", "slope", f"{program.name} / stayput"]
            blocks += [f"**{title}**", table(header, rows)]
        return section("Growth", words, *blocks)

    def memory(self, writer):
        """Memory at the peak."""
        rows = []
        for people in [20_000] if self.options.quick else [20_000, 200_000, 1_000_000]:
            say(f"  {people:,} people")
            cells = []
            for program in self.programs:
                try:
                    peak = program.use(writer.memory(people), 20, 2).memory
                    cells.append(f"{peak / 2**20:,.0f}")
                except Failed as failed:
                    say(str(failed))
                    cells.append("failed")
            rows.append([f"{people:,}", *cells])
        header = ["people", "MiB", *(f"{program.name}: MiB" for program in self.programs[1:])]
        words = "At the peak, 20 trials on two threads, 36 months, teams of 20 with contagion."
        return section("Memory", words, table(header, rows))

    def large(self, writer):
        """The large case."""
        teams, long = (250, 12) if self.options.quick else (5_000, max(8, self.options.large_trials))
        short, job, rows = max(2, long // 6), writer.large(teams), []
        pairs = [[] for _ in self.programs]
        for number in range(min(self.rounds, 3)):
            say(f"  {job.people:,} people, round {number + 1}")
            for program, pair in zip(self.programs, pairs, strict=True):
                pair.append((program.use(job, short, 2), program.use(job, long, 2)))
        for program, pair in zip(self.programs, pairs, strict=True):
            thousand = [less.wall + (1_000 - short) * (more.wall - less.wall) / (long - short) for less, more in pair]
            walls = [[used.wall for used in uses] for uses in zip(*pair, strict=True)]
            peak = max(more.memory for _, more in pair) / 2**20
            rows.append([program.name, spread(thousand), spread(walls[1]), spread(walls[0]), f"{peak:,.0f}"])
        words = f"""{job.people:,} people in {teams:,} teams, 60 months, the market's path, bands of tenure, contagion within teams, two
            threads. The time of 1,000 trials is scaled from runs of {long} and {short}, whose difference is {long - short} trials: median
            (range)."""
        header = ["", "s for 1,000 trials, scaled", f"s for {long}", f"s for {short}", "MiB at the peak"]
        return section("A large organisation", words, table(header, rows))


# --- what it was measured on ---


def first_line(*command):
    """The first line that a command prints; nothing where it cannot be had."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip().partition("\n")[0]
    except (OSError, subprocess.CalledProcessError):
        return ""


def processor():
    """The model of the processor, its vectors and cores."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    known = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in reversed(lines))}
    vectors = [flag for flag in ("avx2", "avx512f") if flag in known.get("flags", "").split()]
    return f"{known.get('model name', platform.machine())}, {os.cpu_count()} cores, {' and '.join(vectors) or 'no avx2'}"


def version_of(package):
    """The version of a Python package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def heading(programs, options):
    """The first lines of the results: machine, versions, date, command."""
    commit = first_line("git", "rev-parse", "--short=12", "HEAD") or "unknown"
    changed = first_line("git", "status", "--porcelain", "-uno", "--", ".", ":!benches/RESULTS.md")
    command = " ".join(["python3 benches/peers/measure.py", *(word.replace(options.before or "\n", "BINARY") for word in sys.argv[1:])])
    kernel = ".".join(platform.release().split("-")[0].split(".")[:2])
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    lines = [
        ("machine", f"{processor()}; {platform.system()} {kernel}; load before it began {load} (1, 5, 15 minutes)"),
        ("stayput", f"{programs[0].version()}, commit {commit}{' with changes' if changed else ''}"),
        *((program.name, f"{program.version()}, another build of stayput, in the same rounds") for program in programs[1:]),
        ("rustc", first_line("rustc", "--version").removeprefix("rustc ")),
        ("Python", f"{platform.python_version()}, numpy {version_of('numpy')}, numba {version_of('numba')}"),
        ("date", datetime.datetime.now(datetime.UTC).date().isoformat()),
        ("command", f"`{command}`"),
    ]
    return "# Results of the benchmarks\n\nWritten by `measure.py`; not by hand.\n\n" + table(["", ""], lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", metavar="BINARY", help="another stayput to measure in the same rounds")
    parser.add_argument("--before-name", metavar="NAME", default="before", help="what its columns are called [before]")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement [5]")
    parser.add_argument("--seconds", type=float, default=2.0, help="of processor for each long run [2]")
    parser.add_argument("--large-trials", type=int, default=60, help="trials of the large organisation [60]")
    parser.add_argument("--quick", action="store_true", help="two short rounds, small sizes; print instead of writing")
    parser.add_argument(
        "--only", nargs="+", metavar="PART", help="only these parts, printed: peers whole process threads growth memory large"
    )
    options = parser.parse_args()
    ours = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "stayput"
    for path in [ours, *([options.before] if options.before else [])]:
        if not os.access(path, os.X_OK):
            parser.error(f"{path} is not there: build it with `{BUILD}`")
    programs = [Program(ours, "stayput")]
    if options.before:
        programs.append(Program(options.before, options.before_name))
    parts = [heading(programs, options)]
    bench = Bench(programs, options)
    with tempfile.TemporaryDirectory(prefix="stayput-scenarios-") as folder:
        writer = scenarios.Writer(folder)
        measurements = {
            "peers": bench.beside_peers,
            "whole": bench.whole_scenarios,
            "process": bench.processes,
            "threads": bench.two_threads,
            "growth": lambda: bench.growth(writer),
            "memory": lambda: bench.memory(writer),
            "large": lambda: bench.large(writer),
        }
        for name in options.only or measurements:
            if name not in measurements:
                parser.error(f"no part {name}; parts are {' '.join(measurements)}")
            say(name)
            parts.append(measurements[name]())
    text = "\n".join(parts)
    if options.quick or options.only:
        print(text, end="")
    else:
        (ROOT / "benches" / "RESULTS.md").write_text(text)
        say("written: benches/RESULTS.md")


if __name__ == "__main__":
    try:
        main()
    except Failed as failed:
        sys.exit(f"error: {failed}")
