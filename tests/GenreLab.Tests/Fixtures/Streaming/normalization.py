"""Reference numbers for normalisation and map-reduce, from NumPy and scikit-learn: /usr/bin/python3 normalization.py > normalization.json"""
import json
import numpy as np
from sklearn.preprocessing import MaxAbsScaler, StandardScaler

random = np.random.default_rng(8)
rows = 400
columns = {
    "tempo": 120 + 30 * random.standard_normal(rows),
    "loudness": -9 + 4 * random.standard_normal(rows),
    "duration_ms": 1e9 + random.integers(0, 1000, rows).astype(float),  # a large offset: naive sums of squares lose all digits
    "energy": random.beta(2, 2, rows),
}
columns["valence"] = 0.6 * columns["energy"] + 0.4 * random.random(rows)
table = {name: [float(value) for value in values] for name, values in columns.items()}
matrix = np.array([columns[name] for name in table]).T.astype(np.longdouble)
mean = matrix.mean(axis=0)
deviation = np.sqrt(((matrix - mean) ** 2).mean(axis=0))
z = StandardScaler().fit_transform(matrix.astype(float))
print(json.dumps({
    "columns": table,
    "mean": [float(value) for value in mean],
    "standardDeviation": [float(value) for value in deviation],
    "largestMagnitude": [float(value) for value in np.abs((matrix - mean) / deviation).max(axis=0)],
    "normalized": [[float(value) for value in row] for row in MaxAbsScaler().fit_transform(z)[:50]],
    "correlation": [[float(value) for value in row] for row in np.corrcoef(matrix.astype(float).T)],
}))
