"""Corrected resampled t interval (Nadeau and Bengio, 2003) by SciPy; writes fold-mean.json."""
import json
import os

import numpy as np
from scipy import stats

random = np.random.RandomState(7)
cases = []
for count, ratio, mean, spread in [(2, 1.0, 0.5, 0.02), (5, 0.25, 0.012, 0.01), (10, 0.25, -0.03, 0.02), (20, 1 / 9, 0.001, 0.02), (100, 1 / 9, 0.2, 0.05)]:
    scores = np.round(random.normal(mean, spread, count), 6)
    error = np.sqrt((1 / count + ratio) * scores.var(ddof=1))
    low, high = stats.t.interval(0.95, count - 1, loc=scores.mean(), scale=error)
    cases.append(dict(
        scores=scores.tolist(), ratio=ratio, mean=scores.mean(), low=low, high=high, deviation=scores.std(ddof=1),
        p=2 * stats.t.sf(abs(scores.mean()) / error, count - 1)))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "fold-mean.json"), "w") as file:
    json.dump(cases, file, indent=1)
    file.write("\n")
