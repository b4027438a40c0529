"""Fits scikit-learn's logistic regression, which compare_linear.py sets GenreLab's against.

Run: /usr/bin/python3 linear.py TABLE FOLDS THREADS; prints one JSON object with the seconds of the fit and of predicting the test
rows, what was minimised (mean log-loss of the training rows and 1/(C·rows)/2 times the squared weights), accuracy, log-loss and the
peak memory. The rows and features are those GenreLab uses, every feature a number, standardised beforehand; C is 1.
"""
import os
import sys

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = sys.argv[3]

import json
import resource
import statistics
import time

import pandas
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.preprocessing import LabelEncoder, StandardScaler

from trees import FEATURES


def measure(table, folds):
    data = pandas.read_csv(table)
    fold = pandas.read_csv(folds).set_index("row").fold
    genre = "track_genre" if "track_genre" in data else "playlist_genre"
    x = data[FEATURES[genre]].astype("float64").to_numpy()
    y = LabelEncoder().fit_transform(data[genre])
    train, test = (fold.index[fold == part].to_numpy() for part in ("train", "test"))
    scaler = StandardScaler().fit(x[train])
    x = scaler.transform(x)
    model = LogisticRegression(C=1.0, solver="lbfgs", max_iter=5000)
    start = time.perf_counter()
    model.fit(x[train], y[train])
    fit = time.perf_counter() - start
    predictions = []
    for _ in range(3):
        start = time.perf_counter()
        probabilities = model.predict_proba(x[test])
        predictions.append(time.perf_counter() - start)
    objective = log_loss(y[train], model.predict_proba(x[train])) + (model.coef_ ** 2).sum() / 2 / len(train)
    return {
        "fit": fit, "predict": statistics.median(predictions), "rows": len(test), "iterations": int(model.n_iter_[0]), "objective": objective,
        "accuracy": accuracy_score(y[test], probabilities.argmax(1)), "logLoss": log_loss(y[test], probabilities),
        "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[2])))
