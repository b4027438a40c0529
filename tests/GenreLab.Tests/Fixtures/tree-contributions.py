"""Trees with exact path-dependent contributions from XGBoost, for tree-contributions.json.

Run: /usr/bin/python3 tree-contributions.py  (xgboost 1.7.4). A feature's bins are cut at the thresholds of all trees: XGBoost
sends a value left when it is below the threshold, so bins up to the threshold's own place go left. 255 is a missing value.
Nodes are listed depth first, left before right; a leaf has feature -1.
"""
import json
import os
import tempfile
import numpy as np
import xgboost

random = np.random.RandomState(5)


def case(name, rows, features, classes, missing, **options):
    x = random.normal(size=(rows, features)).astype(np.float32)
    x[random.rand(rows, features) < missing] = np.nan
    y = np.clip(np.nan_to_num(x[:, 0] + x[:, 1] * x[:, 2]) + 0.3 * random.normal(size=rows) + 1.5, 0, classes - 1).astype(int)
    data = xgboost.DMatrix(x, label=y)
    booster = xgboost.train(
        {"objective": "multi:softprob", "num_class": classes, "nthread": 1, "seed": 3, "base_score": 0.5, **options}, data, num_boost_round=3)
    shown = xgboost.DMatrix(x[:8])
    contributions = booster.predict(shown, pred_contribs=True, strict_shape=True)
    margins = booster.predict(shown, output_margin=True, strict_shape=True)
    with tempfile.TemporaryDirectory() as folder:
        booster.save_model(os.path.join(folder, "model.json"))
        with open(os.path.join(folder, "model.json")) as file:
            trees = json.load(file)["learner"]["gradient_booster"]["model"]["trees"]

    cuts = [set() for _ in range(features)]
    for tree in trees:
        for i, left in enumerate(tree["left_children"]):
            if left >= 0:
                cuts[tree["split_indices"][i]].add(np.float32(tree["split_conditions"][i]))
    cuts = [sorted(one) for one in cuts]

    def nodes(tree, i):
        left = tree["left_children"][i]
        cover = tree["sum_hessian"][i]
        if left < 0:
            return [[-1, 0, 0, cover, tree["split_conditions"][i]]]
        feature = tree["split_indices"][i]
        last = cuts[feature].index(np.float32(tree["split_conditions"][i]))
        return [[feature, last, int(tree["default_left"][i]), cover, 0]] + nodes(tree, left) + nodes(tree, tree["right_children"][i])

    def bin_of(feature, value):
        return 255 if np.isnan(value) else int(np.searchsorted(cuts[feature], value, side="right"))

    return {
        "name": name,
        "features": features,
        "classes": classes,
        "trees": [nodes(tree, 0) for tree in trees],
        "rows": [[bin_of(f, row[f]) for f in range(features)] for row in x[:8]],
        "contributions": [[[float(f"{v:.7g}") for v in genre] for genre in row] for row in contributions],
        "margins": [[float(f"{v:.7g}") for v in row] for row in margins],
    }


cases = [
    case("shallow, nothing missing", 200, 4, 3, 0.0, max_depth=3, eta=0.5),
    case("deep, missing values", 600, 7, 3, 0.2, max_depth=9, eta=0.5, min_child_weight=0.1),
    case("many features, deep", 400, 40, 2, 0.1, max_depth=20, eta=0.5, min_child_weight=0.0),
]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tree-contributions.json"), "w") as file:
    json.dump({"cases": cases}, file, separators=(",", ":"))
