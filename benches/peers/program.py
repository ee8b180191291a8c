"""Runs of a stayput binary: what one used, and what a trial costs."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

# Trials come in whole parameter draws: all counts are multiples of this, which is one of every `replications` of the scenarios.
UNIT = 20


class Used(NamedTuple):
    """What a process used: seconds of processor (its own and the system's for it), seconds by the clock, and bytes at its peak."""

    cpu: float
    wall: float
    memory: int


class Job(NamedTuple):
    """Something to run: a scenario, the people in it, the command, and how many trials at a time."""

    name: str
    scenario: Path
    people: int
    command: str = "run"
    unit: int = UNIT


class Failed(Exception):
    """A run that did not end well."""


class Program:
    """A stayput binary and the name of its columns."""

    def __init__(self, path, name):
        self.path, self.name, self.plans = Path(path).resolve(), name, {}

    def version(self):
        """What it says of itself."""
        return subprocess.run([self.path, "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def arguments(self, job, trials, threads, out):
        """The command line of a run."""
        return [self.path, job.command, job.scenario, "--trials", str(trials), "--threads", str(threads), "--out", out, "-q"]

    def use(self, job, trials, threads=1):
        """Runs it, into a folder of its own: results that are replaced would be hashed first."""
        out = tempfile.mkdtemp(prefix="stayput-")
        try:
            with tempfile.TemporaryFile() as told:
                begin = time.perf_counter()
                arguments = self.arguments(job, trials, threads, os.path.join(out, "run"))
                child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=told)
                _, status, used = os.wait4(child.pid, 0)
                wall = time.perf_counter() - begin
                child.returncode = os.waitstatus_to_exitcode(status)
                if child.returncode:
                    told.seek(0)
                    words = told.read().decode(errors="replace").strip()
                    raise Failed(f"{job.name}: exit {child.returncode} of {self.name} with {trials} trials: {words}")
                return Used(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024)
        finally:
            shutil.rmtree(out, ignore_errors=True)

    def retained(self, job, trials):
        """The mean number of people still there at the horizon."""
        with tempfile.TemporaryDirectory(prefix="stayput-") as out:
            arguments = self.arguments(job, trials, 1, os.path.join(out, "run")) + ["--format", "plain"]
            text = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
        lines = [line.split() for line in text.splitlines()]
        return [float(words[3]) for words in lines if words[0] == "retained" and words[2] == "mean"][-1]

    def plan(self, job, seconds):
        """Trials of a short run and of a long one, whose difference takes about so many seconds of processor; found once."""
        if job.name not in self.plans:
            fixed, trials = self.use(job, job.unit).cpu, 4 * job.unit
            while (spent := self.use(job, trials).cpu - fixed) < seconds / 8 and trials < 10**8:
                trials *= 4
            units = max(4, round(seconds / max(spent, 1e-3) * trials / job.unit))
            self.plans[job.name] = max(1, units // 10) * job.unit, units * job.unit
        return self.plans[job.name]

    def trial(self, job, seconds, threads=1):
        """What a trial costs: a long run less a short one. By the clock as by the processor; memory is that of the long one."""
        short, long = self.plan(job, seconds)
        less, more = self.use(job, short, threads), self.use(job, long, threads)
        count = long - short
        return Used(max(more.cpu - less.cpu, 1e-9) / count, max(more.wall - less.wall, 1e-9) / count, more.memory)
