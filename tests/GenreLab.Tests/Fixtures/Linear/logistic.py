"""Reference weights of multinomial logistic regression from scikit-learn, for logistic.json.

Run: /usr/bin/python3 logistic.py  (scikit-learn 1.2.1). Inputs are standardised beforehand; C is 1 / (regularization * rows), as
GenreLab's regularization is a mean's and scikit-learn's C a sum's. Intercepts are centred: only differences mean anything.
A lasso alone has no single best weights (with an even number of genres, the same may be added to all within bounds), so there is no
such case. newton-cg reaches the last digits at once and then never calls itself done.
"""
import json
import pathlib
import warnings

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

random = numpy.random.default_rng(5)
ROWS, GENRES = 160, 4
y = random.choice(GENRES, ROWS, p=[0.45, 0.3, 0.15, 0.1])
centre = random.normal(0, 0.7, (GENRES, 5))
z = centre[y] + random.normal(0, 1, (ROWS, 5))
z[:, 3] = 0.8 * z[:, 2] + 0.3 * z[:, 3]  # correlated, as energy and loudness are
x = (z * [30, 1e5, 0.2, 4, 0.001] + [120, 2e5, 0.5, -8, 0.002]).astype("float32")  # the units of tempo, duration, energy, loudness, speechiness
standardised = StandardScaler().fit_transform(x.astype("float64"))

CASES = [
    dict(name="ridge", regularization=0.01, elasticNet=0.0, classWeights="none"),
    dict(name="weak ridge", regularization=1e-4, elasticNet=0.0, classWeights="none"),
    dict(name="ridge, balanced", regularization=0.01, elasticNet=0.0, classWeights="balanced"),
    dict(name="elastic net", regularization=0.05, elasticNet=0.5, classWeights="none"),
    dict(name="nearly a lasso", regularization=0.02, elasticNet=0.98, classWeights="none"),
    dict(name="weak lasso, balanced", regularization=0.005, elasticNet=0.9, classWeights="balanced"),
]
for case in CASES:
    lasso = case["elasticNet"] > 0
    model = LogisticRegression(
        C=1 / (case["regularization"] * ROWS), penalty="elasticnet" if lasso else "l2", l1_ratio=case["elasticNet"] if lasso else None,
        solver="saga" if lasso else "newton-cg", multi_class="multinomial", tol=1e-12 if lasso else 1e-9, max_iter=100_000 if lasso else 50, random_state=1,
        class_weight="balanced" if case["classWeights"] == "balanced" else None)
    with warnings.catch_warnings():
        warnings.simplefilter("error" if lasso else "ignore")
        model.fit(standardised, y)
    case["weights"] = numpy.round(model.coef_, 9).tolist()
    case["intercepts"] = numpy.round(model.intercept_ - model.intercept_.mean(), 9).tolist()
    print(case["name"], int(model.n_iter_[0]), (model.coef_ == 0).sum(), "zeros")

text = json.dumps({"x": [[float(f"{v:.9g}") for v in row] for row in x.tolist()], "y": y.tolist(), "cases": CASES})
pathlib.Path(__file__).with_suffix(".json").write_text(text.replace("], [", "],\n[") + "\n")
