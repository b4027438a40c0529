"""Makes svm.json: what scikit-learn's SVC (LIBSVM) learns from small tables with each kernel. Run: /usr/bin/python3 svm.py (scikit-learn 1.2.1)."""
import json
import pathlib

import numpy
from sklearn.svm import SVC

random = numpy.random.default_rng(1)
GENRES, TRAIN, TEST, FEATURES = 4, 240, 60, 5


def rows(count):
    y = random.integers(0, GENRES, count)
    x = random.normal(size=(count, FEATURES)) + numpy.eye(GENRES, FEATURES)[y] * 1.5
    return numpy.round(x, 4).astype("float32").astype(float), y


x, y = rows(TRAIN)
y[:GENRES] = range(GENRES)
xt, _ = rows(TEST)
CASES = [
    ("rbf", {}, {}),
    ("rbf", {"C": 20.0, "gamma": 0.5}, {"c": "20", "gamma": "0.5"}),
    ("rbf", {"C": 0.3, "gamma": "auto", "class_weight": "balanced"}, {"c": "0.3", "gamma": "auto", "classWeights": "balanced"}),
    ("rbf", {"C": 3.0, "tol": 1e-6}, {"c": "3", "tolerance": "1e-6"}),
    ("linear", {"C": 0.5}, {"c": "0.5"}),
    ("poly", {"degree": 3, "coef0": 1.0, "gamma": 0.2}, {"degree": "3", "constant": "1", "gamma": "0.2"}),
    ("poly", {"degree": 2}, {"degree": "2"}),
    ("sigmoid", {"gamma": 0.05, "coef0": -0.5}, {"gamma": "0.05", "constant": "-0.5"}),
]
cases = []
for kernel, theirs, ours in CASES:
    model = SVC(kernel=kernel, decision_function_shape="ovo", **theirs).fit(x, y)
    tied = SVC(kernel=kernel, break_ties=True, **theirs).fit(x, y)
    start = numpy.r_[0, numpy.cumsum(model.n_support_)]
    parameters = {"gamma": model._gamma, "coef0": model.coef0, "degree": model.degree}
    objectives = []
    for i in range(GENRES):
        for j in range(i + 1, GENRES):
            a, b = slice(start[i], start[i + 1]), slice(start[j], start[j + 1])
            c = numpy.r_[model.dual_coef_[j - 1, a], model.dual_coef_[i, b]]
            z = numpy.r_[model.support_vectors_[a], model.support_vectors_[b]]
            product = z @ z.T
            if kernel == "rbf":
                norms = (z ** 2).sum(1)
                product = numpy.exp(-model._gamma * (norms[:, None] + norms[None] - 2 * product))
            elif kernel == "poly":
                product = (model._gamma * product + model.coef0) ** model.degree
            elif kernel == "sigmoid":
                product = numpy.tanh(model._gamma * product + model.coef0)
            objectives.append(c @ product @ c / 2 - abs(c).sum())
    cases.append({
        "kernel": {"poly": "polynomial"}.get(kernel, kernel), "options": ours, "support": model.n_support_.tolist(),
        "objectives": objectives, "offsets": (-model.intercept_).tolist(),
        "decisions": model.decision_function(xt).round(7).tolist(), "votes": model.predict(xt).tolist(), "confident": tied.predict(xt).tolist(),
        "gamma": float(model._gamma),
    })

# Platt scaling and coupling, told apart from the folds, which are drawn at random.
values = random.normal(size=80) * 1.3
first = random.random(80) < 1 / (1 + numpy.exp(-1.7 * values + 0.4))
from sklearn.calibration import _sigmoid_calibration
slope, shift = _sigmoid_calibration(values, numpy.where(first, 1, 0))
probability = SVC(probability=True, random_state=1).fit(x, y)
json.dump({
    "x": x.tolist(), "y": y.tolist(), "test": xt.tolist(), "cases": cases,
    "platt": {"values": values.tolist(), "first": first.tolist(), "slope": float(slope), "shift": float(shift)},
    "coupled": {
        "decisions": SVC(decision_function_shape="ovo").fit(x, y).decision_function(xt).tolist(),
        "slopes": probability.probA_.tolist(), "shifts": probability.probB_.tolist(), "probabilities": probability.predict_proba(xt).tolist(),
    },
}, open(pathlib.Path(__file__).with_suffix(".json"), "w"))
