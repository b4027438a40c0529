"""Fits the tree models of scikit-learn and XGBoost that compare_trees.py sets GenreLab's against.

Run: /usr/bin/python3 trees.py TABLE FOLDS THREADS NAME; prints one JSON object with the seconds of the fit and of predicting the
test rows, their accuracy and log-loss, and the peak memory. The rows and features are those GenreLab uses.
"""
import json
import resource
import statistics
import sys
import time

import pandas
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.metrics import accuracy_score, log_loss
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

AUDIO = ["danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness", "instrumentalness", "liveness", "valence", "tempo", "duration_ms"]
FEATURES = {"track_genre": ["popularity", "explicit", "time_signature"] + AUDIO, "playlist_genre": ["track_popularity"] + AUDIO}


def boosting(rounds, depth, rate):
    return lambda threads: XGBClassifier(n_estimators=rounds, max_depth=depth, learning_rate=rate, subsample=0.8, colsample_bytree=0.8, tree_method="hist", n_jobs=threads, random_state=1, verbosity=0)


MODELS = {
    "decision-tree": lambda threads: DecisionTreeClassifier(max_depth=30, random_state=1),
    "random-forest": lambda threads: RandomForestClassifier(200, max_depth=20, n_jobs=threads, random_state=1),
    "extra-trees": lambda threads: ExtraTreesClassifier(200, min_samples_leaf=2, n_jobs=threads, random_state=1),
    "xgboost-100x6": boosting(100, 6, 0.1),
    "xgboost-220x8": boosting(220, 8, 0.06),
}


def measure(table, folds, threads, name):
    data = pandas.read_csv(table)
    fold = pandas.read_csv(folds).set_index("row").fold
    genre = "track_genre" if "track_genre" in data else "playlist_genre"
    x = data[FEATURES[genre]].astype("float32").to_numpy()
    y = LabelEncoder().fit_transform(data[genre])
    train, test = (fold.index[fold == part].to_numpy() for part in ("train", "test"))
    model = MODELS[name](threads)
    start = time.perf_counter()
    model.fit(x[train], y[train])
    fit = time.perf_counter() - start
    predictions = []
    for _ in range(5):
        start = time.perf_counter()
        probabilities = model.predict_proba(x[test])
        predictions.append(time.perf_counter() - start)
    return {
        "fit": fit, "predict": statistics.median(predictions), "rows": len(test),
        "accuracy": accuracy_score(y[test], probabilities.argmax(1)), "logLoss": log_loss(y[test], probabilities),
        "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])))
