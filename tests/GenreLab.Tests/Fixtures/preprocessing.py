"""Writes preprocessing.json: the same columns through scikit-learn's and numpy's scalers.
Made with scikit-learn 1.2.1: python3 preprocessing.py"""
import json
import os

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, QuantileTransformer, StandardScaler

random = np.random.default_rng(3)
train = 1500
columns = {
    "tempo": np.round(random.normal(120, 28, train + 40), 3),
    "instrumentalness": np.where(random.random(train + 40) < 0.4, 0, np.round(10 ** random.uniform(-6, 0, train + 40), 6)),
    "popularity": np.floor(random.beta(1.2, 2, train + 40) * 101),
}
for values in columns.values():
    values[-3:] = [values.min() - 7, values.max() + 7, np.median(values)]
# 65 training values: multiples of 1/64 are exact, where scikit-learn's rounding would split ties.
small = np.round(random.normal(0, 1, 75), 1)


def piecewise(fitted_on, values, bins):
    edges = np.unique(np.quantile(fitted_on, np.linspace(0, 1, bins + 1)))
    out = np.zeros((len(values), len(edges) - 1))
    for t in range(1, len(edges)):
        share = (values - edges[t - 1]) / (edges[t] - edges[t - 1])
        low = -np.inf if t == 1 else 0
        high = np.inf if t == len(edges) - 1 else 1
        out[:, t - 1] = np.clip(share, low, high)
    return out


def outputs(values, train, bins):
    column = values.reshape(-1, 1)
    fit = column[:train]

    def scaled(scaler):
        return scaler.fit(fit).transform(column)[:, 0][-80:].tolist()

    z = StandardScaler().fit(fit)
    largest = np.abs(z.transform(fit)).max()
    with_missing = fit.copy()
    with_missing[::7] = np.nan
    return {
        "values": values.tolist(),
        "train": train,
        "bins": bins,
        "minMax": scaled(MinMaxScaler()),
        "standard": scaled(StandardScaler()),
        "zMaxAbs": (z.transform(column)[:, 0] / largest)[-80:].tolist(),
        "quantile": scaled(QuantileTransformer(output_distribution="normal", n_quantiles=min(1000, train), subsample=10 ** 9)),
        "piecewise": piecewise(values[:train], values[-80:], bins).round(9).tolist(),
        "median": SimpleImputer(strategy="median").fit(with_missing).statistics_[0],
        "mean": SimpleImputer(strategy="mean").fit(with_missing).statistics_[0],
    }


fixture = {name: outputs(values, train, 16) for name, values in columns.items()}
fixture["small"] = outputs(small, 65, 8)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "preprocessing.json"), "w") as file:
    json.dump(fixture, file)
