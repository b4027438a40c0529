"""Permutation importance as scikit-learn measures it, of a fixed softmax regression. Writes permutation.json beside itself.

Shuffles cannot be the same as ours, so the mean of very many is written: both then estimate the same number closely.
"""
import json
import pathlib

import numpy
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression

random = numpy.random.RandomState(5)
rows, genres = 240, 4
labels = random.randint(genres, size=rows)
inputs = numpy.round(random.normal(size=(rows, 5)) + numpy.outer(labels, [1.0, -0.6, 0.3, 0.0, 0.0]), 3)
inputs[:, 4] = inputs[:, 0] + numpy.round(0.2 * random.normal(size=rows), 3)  # says the same as the first

model = LogisticRegression(C=0.5).fit(inputs, labels)
model.coef_ = numpy.round(model.coef_, 3)
model.intercept_ = numpy.round(model.intercept_, 3)
measured = permutation_importance(model, inputs, labels, scoring="accuracy", n_repeats=4000, random_state=1)

pathlib.Path(__file__).with_name("permutation.json").write_text(json.dumps({
    "inputs": inputs.tolist(),
    "labels": labels.tolist(),
    "weights": model.coef_.T.tolist(),
    "biases": model.intercept_.tolist(),
    "accuracy": model.score(inputs, labels),
    "importance": measured.importances_mean.tolist(),
    "deviation": measured.importances_std.tolist(),
}) + "\n")
