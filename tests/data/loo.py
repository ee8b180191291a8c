"""Writes loo.json: leave-one-out cross-validation of a normal model with an outlier, by arviz 0.23.4 (numpy, scipy)."""
import json
import arviz, numpy, scipy.stats

random = numpy.random.default_rng(20)
y = numpy.round(random.normal(0.3, 1.0, 24), 6)
y[5] = 5.5
sd = numpy.round(numpy.sqrt(23 * y.var(ddof=1) / random.chisquare(23, (4, 500))), 8)
mean = numpy.round(random.normal(y.mean(), sd / numpy.sqrt(24)), 8)
log_likelihood = scipy.stats.norm(mean[..., None], sd[..., None]).logpdf(y)
data = arviz.from_dict(posterior={"mean": mean}, log_likelihood={"y": log_likelihood})


def loo(efficiency):
    found = arviz.loo(data, pointwise=True, reff=efficiency)
    return {
        "efficiency": efficiency, "elpd": found.elpd_loo, "se": found.se, "parameters": found.p_loo,
        "pointwise": found.loo_i.values.tolist(), "shapes": found.pareto_k.values.tolist(),
    }


draws = {"mean": mean.ravel().tolist(), "sd": sd.ravel().tolist()}
json.dump({"arviz": arviz.__version__, "y": y.tolist(), **draws, "loo": [loo(1.0), loo(0.6)]}, open("loo.json", "w"))
