"""Writes exploration.json: what SciPy, scikit-learn, pandas and mpmath say about the real tables.
Made with SciPy 1.10.1, scikit-learn 1.2.1, pandas 1.5.3, mpmath 1.2.1: GENRELAB_DATA=... python3 exploration.py"""
import json
import os

import mpmath
import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import linkage
from scipy.stats import gaussian_kde
from sklearn.decomposition import PCA
from sklearn.feature_selection import f_classif, mutual_info_classif
from sklearn.feature_selection._mutual_info import _compute_mi_cd
from sklearn.metrics import mutual_info_score
from sklearn.preprocessing import StandardScaler

here = os.path.dirname(os.path.abspath(__file__))
data = os.environ["GENRELAB_DATA"]
DISCRETE = {"explicit", "key", "mode", "time_signature"}
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def splitmix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def jitter(rows):
    """GenreLab's ties are broken by numbers that follow from the row's number alone."""
    with np.errstate(over="ignore"):
        mixed = splitmix(GOLDEN) + np.arange(rows, dtype=np.uint64) * GOLDEN
        mixed = splitmix(mixed + GOLDEN)
    return (mixed >> np.uint64(11)).astype(float) * (2.0 / (1 << 53)) - 1


def information(x, y, discrete):
    if discrete:
        return mutual_info_score(x, y)
    scaled = x / np.std(x)
    return _compute_mi_cd(scaled + 1e-10 * max(1, np.mean(np.abs(scaled))) * jitter(len(x)), y, 3)


def log10_p(f, d1, d2):
    """The upper tail of the F distribution, from the series of the incomplete beta function, with 60 digits."""
    with mpmath.workdps(60):
        a, b = mpmath.mpf(d2) / 2, mpmath.mpf(d1) / 2
        x = mpmath.mpf(d2) / (d2 + d1 * mpmath.mpf(f))
        # I_x(a, b) = x^a (1 - x)^b / (a B(a, b)) 2F1(a + b, 1; a + 1; x), the hypergeometric function by its series
        total, term, n = mpmath.mpf(1), mpmath.mpf(1), 0
        while term > total * mpmath.mpf(10) ** -25:
            term *= (a + b + n) / (a + 1 + n) * x
            total += term
            n += 1
        log = a * mpmath.log(x) + b * mpmath.log(1 - x) - mpmath.log(a) - (mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b))
        return float((log + mpmath.log(total)) / mpmath.log(10))


def describe(x):
    s = pd.Series(x).describe()
    return [s[name] for name in ("count", "mean", "std", "min", "25%", "50%", "75%", "max")]


def density(x, low, step, points):
    kernels = gaussian_kde(x, "silverman")
    return {"bandwidth": kernels.factor * np.std(x, ddof=1), "values": kernels(low + step * np.arange(points)).tolist()}


def explore(table, label, features, genres):
    y = pd.factorize(table[label], sort=True)[0]
    names = sorted(table[label].unique())
    x = table[features].astype(float)
    f, p = f_classif(x, y)
    mask = np.array([name in DISCRETE for name in features])
    reference = mutual_info_classif(x, y, discrete_features=mask, random_state=0)
    quantities = [name for name in features if name not in DISCRETE]
    z = StandardScaler().fit_transform(x[quantities])
    pca = PCA(2).fit(z)
    means = np.array([z[y == genre].mean(axis=0) for genre in range(len(names))])
    densities = []
    for name in ("danceability", "instrumentalness", "duration_ms", "popularity" if "popularity" in features else "track_popularity"):
        values = x[name].to_numpy()
        low, high = np.quantile(values, [0.005, 0.995])
        step = (high - low) / 100
        # Every tenth point of GenreLab's curves.
        chosen = {genre: density(values[(table[label] == genre).to_numpy()], low, 10 * step, 11) for genre in genres}
        densities.append({"feature": name, "low": low, "step": step, "overall": density(values, low, 10 * step, 11), "genres": chosen})
    return {
        "rows": len(table),
        "features": [
            {
                "name": name,
                "f": f[i], "p": p[i], "log10P": log10_p(f[i], len(names) - 1, len(table) - len(names)),
                "etaSquared": f[i] * (len(names) - 1) / (f[i] * (len(names) - 1) + len(table) - len(names)),
                "information": information(x[name].to_numpy(), y, name in DISCRETE),
                "mutualInfoClassif": reference[i],
                "overall": describe(x[name]),
                "genres": {genre: describe(x[name][table[label] == genre]) for genre in genres},
            }
            for i, name in enumerate(features)
        ],
        "pearson": x.corr().to_numpy().tolist(),
        "spearman": x.corr("spearman").to_numpy().tolist(),
        "varianceShares": pca.explained_variance_ratio_.tolist(),
        "components": pca.components_.tolist(),
        "centers": (means @ pca.components_.T).tolist(),
        "linkage": linkage(means, "average").tolist(),
        "densities": densities,
    }


tracks = pd.read_csv(os.path.join(data, "spotify-tracks/dataset.csv"), index_col=0).dropna().drop_duplicates()
songs = pd.read_csv(os.path.join(data, "spotify-songs/spotify_songs.csv")).dropna()
audio = "danceability energy key loudness mode speechiness acousticness instrumentalness liveness valence tempo"
result = {
    "tracks": explore(tracks, "track_genre", ("popularity duration_ms explicit " + audio + " time_signature").split(), ["acoustic", "techno", "tango"]),
    "songs": explore(songs, "playlist_genre", ("track_popularity " + audio + " duration_ms").split(), ["edm", "r&b"]),
}


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


with open(os.path.join(here, "exploration.json"), "w") as file:
    json.dump(rounded(result), file, separators=(",", ":"))
