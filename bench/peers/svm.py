"""Fits scikit-learn's SVC (LIBSVM), which compare_svm.py sets GenreLab's support vector machine against.

Run: /usr/bin/python3 svm.py TABLE FOLDS [probability]; prints one JSON object with the seconds of the fit and of predicting the test rows,
the predictions (ties between votes broken by order and by confidence), each pair's dual objective and the peak memory. LIBSVM has one thread.
"""
import json
import resource
import statistics
import sys
import time

import numpy
import pandas
from sklearn.metrics import accuracy_score, log_loss
from sklearn.preprocessing import LabelEncoder, StandardScaler
from sklearn.svm import SVC

FEATURES = ["track_popularity", "danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness", "instrumentalness", "liveness", "valence", "tempo", "duration_ms"]


def objectives(model):
    start, genres, values = numpy.r_[0, numpy.cumsum(model.n_support_)], len(model.classes_), []
    for i in range(genres):
        for j in range(i + 1, genres):
            a, b = slice(start[i], start[i + 1]), slice(start[j], start[j + 1])
            c = numpy.r_[model.dual_coef_[j - 1, a], model.dual_coef_[i, b]]
            z = numpy.r_[model.support_vectors_[a], model.support_vectors_[b]][c != 0]
            c = c[c != 0]
            norms, square = (z ** 2).sum(1), 0.0
            for first in range(0, len(z), 1000):
                part = slice(first, first + 1000)
                square += c[part] @ numpy.exp(-model._gamma * (norms[part, None] + norms[None] - 2 * z[part] @ z.T)) @ c
            values.append(square / 2 - abs(c).sum())
    return values


def measure(table, folds, probability):
    data = pandas.read_csv(table)
    fold = pandas.read_csv(folds).set_index("row").fold
    x = data[FEATURES].astype("float32").astype(float).to_numpy()
    y = LabelEncoder().fit_transform(data.playlist_genre)
    train, test = (fold.index[fold == part].to_numpy() for part in ("train", "test"))
    scaler = StandardScaler().fit(x[train])
    x, rows = scaler.transform(x), len(test)
    model = SVC(C=1, gamma="scale", probability=probability, random_state=1)
    start = time.perf_counter()
    model.fit(x[train], y[train])
    fit = time.perf_counter() - start
    predictions = []
    for _ in range(1 if probability else 3):
        start = time.perf_counter()
        predicted = model.predict_proba(x[test]).argmax(1) if probability else model.predict(x[test])
        predictions.append(time.perf_counter() - start)
    result = {
        "fit": fit, "predict": statistics.median(predictions), "rows": rows, "accuracy": accuracy_score(y[test], predicted),
        "logLoss": log_loss(y[test], model.predict_proba(x[test])) if probability else None,
        "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "objectives": objectives(model), "predictions": predicted.tolist(),
    }
    model.break_ties = True
    return result | {"confident": model.predict(x[test]).tolist()}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[2], len(sys.argv) > 3)))
