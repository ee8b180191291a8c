"""Writes cumulative-hazard.json: Nelson-Aalen by channel under left truncation, by lifelines 0.30.3, ties without smoothing; and critical
values of equal-precision bands, by solving for the first passage of the stationary Ornstein-Uhlenbeck process (numpy, scipy)."""
import json
import lifelines, numpy, scipy.linalg, scipy.optimize, scipy.stats

random = numpy.random.default_rng(7)
entry = numpy.round(random.uniform(0, 3, 60), 1) + 0.05
exit = numpy.round(entry + random.exponential(2.0, 60) + 0.1, 1)
channel = random.choice([-1, 0, 1], 60, p=[0.3, 0.4, 0.3])
curves = []
for wanted in (None, 0, 1):
    exits = channel >= 0 if wanted is None else channel == wanted
    fitted = lifelines.NelsonAalenFitter(nelson_aalen_smoothing=False).fit(exit, exits, entry=entry)
    table = fitted.event_table.loc[lambda t: t.observed > 0]
    curves.append({"channel": wanted, "time": table.index.tolist(), "at_risk": table.at_risk.tolist(), "exits": table.observed.tolist(),
                   "hazard": fitted.cumulative_hazard_["NA_estimate"].loc[table.index].tolist()})

# Without ties lifelines' variance and interval are ours too.
single = numpy.argsort(exit + 1e-3 * numpy.arange(60))
untied = exit + 1e-3 * numpy.arange(60)
fitted = lifelines.NelsonAalenFitter(nelson_aalen_smoothing=True).fit(untied, channel >= 0, entry=entry)
index = fitted.event_table.loc[lambda t: t.observed > 0].index
interval = fitted.confidence_interval_.loc[index]
untied_curve = {"exit": untied.tolist(), "time": index.tolist(), "low": interval.iloc[:, 0].tolist(), "high": interval.iloc[:, 1].tolist()}


def stays_within(c, length, cells=1200):
    """P(|U| < c over a length of time) for the stationary process dU = -U/2 dt + dW ... in time t with correlation exp(-|t| / 2)."""
    x = numpy.linspace(-c, c, cells + 1)[1:-1]
    h = x[1] - x[0]
    up, down = 0.5 / h**2 - 0.25 * x / h, 0.5 / h**2 + 0.25 * x / h
    density = scipy.stats.norm.pdf(x)
    # Generator symmetrised by the square root of the stationary density.
    off = numpy.sqrt(up[:-1] * down[1:])
    values, vectors = scipy.linalg.eigh_tridiagonal(-(up + down), off)
    root = numpy.sqrt(density * h)
    return float(((vectors.T @ root) ** 2 * numpy.exp(values * length)).sum())


bands = []
for start, end in ((0.1, 0.9), (0.05, 0.95), (0.02, 0.6), (0.3, 0.7)):
    length = numpy.log(end * (1 - start) / (start * (1 - end)))
    for alpha in (0.01, 0.05):
        bands.append([start, end, alpha, scipy.optimize.brentq(lambda c: stays_within(c, length) - (1 - alpha), 1.5, 5)])
json.dump({"entry": entry.tolist(), "exit": exit.tolist(), "channel": channel.tolist(), "curves": curves, "untied": untied_curve,
           "bands": bands}, open("cumulative-hazard.json", "w"))
