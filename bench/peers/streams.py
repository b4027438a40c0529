"""What people do in Python with a table larger than memory: pandas in chunks, and scikit-learn's partial_fit.

/usr/bin/python3 streams.py normalize TABLE OUT | train TABLE TEST MODEL; prints one JSON object.
Columns are found by their types: numbers are features (never a column called id, isrc or index), the genre is called genre or track_genre.
"""
import json
import sys
import time

import numpy
import pandas

ROWS = 500_000
LABELS = ("genre", "genre_name", "track_genre")


def features_of(path):
    head = pandas.read_csv(path, nrows=1000)
    return [name for name in head.columns if pandas.api.types.is_numeric_dtype(head[name]) and name not in ("id", "isrc", "index", "track_id", "genre_id")]


def normalize(path, out):
    """Mean and standard deviation by Chan's merging of chunks and, with them, the largest |z|; then the table again, divided."""
    features = features_of(path)
    count, mean, deviations = 0, 0.0, 0.0
    low, high = numpy.inf, -numpy.inf
    for chunk in pandas.read_csv(path, usecols=features, chunksize=ROWS, dtype=numpy.float64):
        values = chunk[features].to_numpy()
        n, m = len(values), values.mean(axis=0)
        d = ((values - m) ** 2).sum(axis=0)
        delta = m - mean
        total = count + n
        deviations = deviations + d + delta ** 2 * (count * n / total)
        mean = mean + delta * (n / total)
        count = total
        low, high = numpy.minimum(low, values.min(axis=0)), numpy.maximum(high, values.max(axis=0))
    largest = numpy.maximum(abs(low - mean), abs(high - mean))
    for number, chunk in enumerate(pandas.read_csv(path, chunksize=ROWS)):
        chunk[features] = ((chunk[features].to_numpy() - mean) / largest).astype(numpy.float32)
        chunk.to_csv(out, mode="w" if number == 0 else "a", header=number == 0, index=False)
    return {"rows": int(count)}


def train(path, test, model):
    """One pass to scale, one pass to learn (softmax by SGD, or an MLP of one hidden layer), as chunks allow."""
    from sklearn.linear_model import SGDClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    features = features_of(path)
    label = next(name for name in LABELS if name in pandas.read_csv(path, nrows=1).columns)
    scaler, genres = StandardScaler(), set()
    for chunk in pandas.read_csv(path, usecols=features + [label], chunksize=ROWS):
        scaler.partial_fit(chunk[features].to_numpy())
        genres.update(chunk[label].unique())
    genres = sorted(genres)
    learner = SGDClassifier(loss="log_loss", random_state=1) if model == "softmax" else MLPClassifier((96, 48), batch_size=256, random_state=1)
    rows = 0
    for chunk in pandas.read_csv(path, usecols=features + [label], chunksize=ROWS):
        chunk = chunk.sample(frac=1, random_state=1)
        learner.partial_fit(scaler.transform(chunk[features].to_numpy()), chunk[label], classes=genres)
        rows += len(chunk)
    right = total = 0
    for chunk in pandas.read_csv(test, usecols=features + [label], chunksize=ROWS):
        right += int((learner.predict(scaler.transform(chunk[features].to_numpy())) == chunk[label]).sum())
        total += len(chunk)
    return {"rows": rows, "accuracy": right / total}


if __name__ == "__main__":
    begun = time.perf_counter()
    what, *rest = sys.argv[1:]
    result = {"normalize": normalize, "train": train}[what](*rest)
    print(json.dumps(result | {"seconds": time.perf_counter() - begun}))
