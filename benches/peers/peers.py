"""Peers on the same machine, one JSON line a variant.

usage: peers.py [--seconds S] [--serve] [numpy-w1 numba-w1 numba-w2 numba-w3 simpy-w1 simpy-w2]
Workloads as in ../workloads. Rates are person-trials a second on one thread, compile and import time outside. With --serve it waits for
lines `variant trials seed` on stdin, and answers each with the processor time: measure.py runs it so, in turn with the program.
"""
import argparse
import json
import math
import sys
import time

import numpy as np

YEARS, TOTAL, PEOPLE = 3.0, 0.30, 14
LOG_RATIO, DECAY = 0.3, math.log(2) / 6          # a month


def monthly(m):
    """Hazards of W2 and W3 in month m, a month."""
    return np.array([0.15 / 12 * (1 + 0.3 * math.sin(2 * math.pi * m / 12)),
                     0.10 / 12 * (1 + 0.01 * m),
                     0.05 / 12 * (1 if m < 18 else 1.5)])


def numpy_w1(trials, seed):
    rng, kept = np.random.default_rng(seed), []
    while trials > 0:
        block = min(20_000, trials)
        trials -= block
        left = rng.standard_exponential((block, PEOPLE)) < YEARS * TOTAL
        exits = int(left.sum())
        u = rng.random(exits)
        np.searchsorted([0.5, 0.25 / 0.3], u)     # the cause of each exit
        kept.append(PEOPLE - left.sum(1))
    return np.concatenate(kept)


def numba_kernels():
    import numba as nb
    table = np.array([monthly(m) for m in range(60)])

    @nb.njit
    def w1(trials, seed):
        np.random.seed(seed)
        out = np.zeros(trials, np.int64)
        causes = np.zeros(3)
        for i in range(trials):
            left = 0
            for _ in range(14):
                if np.random.standard_exponential() < 0.9:
                    left += 1
                    u = np.random.random()
                    causes[0 if u < 0.5 else (1 if u < 0.25 / 0.3 else 2)] += 1
            out[i] = 14 - left
        return out

    @nb.njit
    def team(n, months, table, causes):
        lam = math.log(2) / 6
        c = 0.0
        e = np.random.standard_exponential()
        for m in range(months):
            h = table[m, 0] + table[m, 1] + table[m, 2]
            t = 0.0
            while True:
                bound = n * h * math.exp(c)
                dt = e / bound
                if t + dt >= 1:
                    e -= bound * (1 - t)
                    c *= math.exp(-lam * (1 - t))
                    break
                t += dt
                c2 = c * math.exp(-lam * dt)
                accept = math.exp(c2 - c)
                c = c2
                e = np.random.standard_exponential()
                if np.random.random() < accept:
                    u = np.random.random() * h
                    causes[0 if u < table[m, 0] else (1 if u < table[m, 0] + table[m, 1] else 2)] += 1
                    n -= 1
                    c += 0.3
                    if n == 0:
                        return 0
        return n

    @nb.njit
    def w2(trials, seed, table):
        np.random.seed(seed)
        causes = np.zeros(3)
        out = np.zeros(trials, np.int64)
        for i in range(trials):
            out[i] = team(14, 36, table, causes)
        return out

    @nb.njit
    def w3(trials, seed, table):
        np.random.seed(seed)
        causes = np.zeros(3)
        out = np.zeros(trials, np.int64)
        for i in range(trials):
            for _ in range(500):
                out[i] += team(20, 60, table, causes)
        return out

    return {"numba-w1": lambda n, s: w1(n, s), "numba-w2": lambda n, s: w2(n, s, table), "numba-w3": lambda n, s: w3(n, s, table)}


def simpy_w1(trials, seed):
    import random

    import simpy
    rng, kept = random.Random(seed), []

    def person(env, state):
        times = [rng.expovariate(h) for h in (0.15, 0.10, 0.05)]
        yield env.timeout(min(times))
        state[0] -= 1

    for _ in range(trials):
        env, state = simpy.Environment(), [PEOPLE]
        for _ in range(PEOPLE):
            env.process(person(env, state))
        env.run(until=YEARS)
        kept.append(state[0])
    return np.array(kept)


def simpy_w2(trials, seed):
    import random

    import simpy
    rng, kept = random.Random(seed), []
    total = [float(monthly(m).sum()) for m in range(36)]

    def team(env, state):
        c, last = 0.0, 0.0
        while state[0]:
            m = min(int(env.now), 35)
            c *= math.exp(-DECAY * (env.now - last))
            last = env.now
            dt = rng.expovariate(state[0] * total[m] * math.exp(c))
            to_next = m + 1 - env.now
            if dt >= to_next:
                yield env.timeout(to_next + 1e-12)
                continue
            yield env.timeout(dt)
            if rng.random() < math.exp(c * math.exp(-DECAY * dt) - c):
                c, last = c * math.exp(-DECAY * dt) + LOG_RATIO, env.now
                state[0] -= 1

    for _ in range(trials):
        env, state = simpy.Environment(), [PEOPLE]
        env.process(team(env, state))
        env.run(until=36.0)
        kept.append(state[0])
    return np.array(kept)


def serve(kernels, names):
    """Runs what it is asked for, line by line."""
    for name in names:
        kernels[name](2, 1)
    print("ready", flush=True)
    for line in sys.stdin:
        name, trials, seed = line.split()
        start = time.process_time()
        kept = kernels[name](int(trials), int(seed))
        print(json.dumps({"seconds": time.process_time() - start, "mean": float(kept.mean()), "var": float(kept.var())}), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("variants", nargs="*", default=["numpy-w1", "numba-w1", "numba-w2", "numba-w3"])
    args = parser.parse_args()
    kernels = {"numpy-w1": numpy_w1, "simpy-w1": simpy_w1, "simpy-w2": simpy_w2}
    if any(v.startswith("numba") for v in args.variants):
        kernels |= numba_kernels()
    if args.serve:
        return serve(kernels, args.variants)
    for name in args.variants:
        run, people = kernels[name], 10_000 if name.endswith("w3") else PEOPLE
        run(2, 1)
        trials, took = 20, 0.0
        while took < args.seconds / 4:            # grow until the run is long enough to time
            trials *= 2
            start = time.perf_counter()
            run(trials, 2)
            took = time.perf_counter() - start
        rates = []
        for seed in range(3, 6):
            start = time.perf_counter()
            kept = run(trials, seed)
            rates.append(trials * people / (time.perf_counter() - start))
        print(json.dumps({"variant": name, "trials": trials, "person_trials_per_second": sorted(rates)[1],
                          "low": min(rates), "high": max(rates), "mean": float(kept.mean()), "var": float(kept.var())}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
