"""McNemar's test and the paired bootstrap by SciPy and NumPy; writes paired.json beside itself."""
import json
import pathlib

import numpy as np
from scipy.stats import binomtest, chi2

tests = []
for first, second in [(0, 0), (1, 0), (5, 2), (12, 30), (400, 401), (603, 1014), (21, 3), (100000, 99000)]:
    rows = first + second
    excess = max(0, abs(first - second) - 1)
    tests.append({
        "onlyFirst": first, "onlySecond": second,
        "exact": binomtest(min(first, second), rows).pvalue if rows else 1.0,
        "asymptotic": float(chi2.sf(excess**2 / rows, 1)) if rows else 1.0,
    })

random = np.random.default_rng(1)
rows = 1500
tracks = np.sort(random.integers(0, 700, rows))
actual = random.integers(0, 3, rows)
first = np.where(random.random(rows) < 0.62, actual, (actual + 1) % 3)
second = np.where(random.random(rows) < 0.55, actual, (actual + 2) % 3)
gain = (first == actual).astype(int) - (second == actual).astype(int)
groups = [gain[tracks == track] for track in np.unique(tracks)]
sums, sizes = np.array([g.sum() for g in groups]), np.array([len(g) for g in groups])
drawn = random.integers(0, len(groups), (40000, len(groups)))
means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
comparison = {
    "tracks": tracks.tolist(), "actual": actual.tolist(), "first": first.tolist(), "second": second.tolist(),
    "difference": gain.mean(), "interval": np.quantile(means, [0.025, 0.975]).tolist(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"tests": tests, "comparison": comparison}, separators=(",", ":")))
