"""Writes pruning.json: classification trees of small tables and what scikit-learn's ccp_alpha leaves of them.
Tables are drawn until no split is a tie: scikit-learn settles ties at random, so trees grown with different seeds must agree.
Made with scikit-learn 1.2.1: python3 pruning.py"""
import json
import os

import numpy as np
from sklearn.tree import DecisionTreeClassifier


def leaves_and_impurity(tree):
    tree = tree.tree_
    is_leaf = tree.children_left < 0
    return int(is_leaf.sum()), float((tree.impurity * tree.weighted_n_node_samples)[is_leaf].sum() / tree.weighted_n_node_samples[0])


def table(seed, rows, features, genres):
    random = np.random.default_rng(seed)
    y = random.integers(0, genres, rows)
    x = np.round(random.normal(0, 1, (rows, features)) + 0.6 * (y[:, None] % (np.arange(features) + 2)), 1)
    return x, y


def fitted(x, y, criterion, alpha, seed):
    return DecisionTreeClassifier(criterion=criterion, min_samples_leaf=6, max_depth=7, ccp_alpha=alpha, random_state=seed).fit(x, y)


cases = []
for criterion, features, genres in [("gini", 3, 3), ("gini", 5, 6), ("entropy", 4, 4)]:
    seed = 0
    while True:
        x, y = table(seed, 150, features, genres)
        path = fitted(x, y, criterion, 0, 0).cost_complexity_pruning_path(x, y).ccp_alphas
        # Between two strengths at which something is cut off, so that rounding decides nothing.
        alphas = [0.0] + [float((a + b) / 2) for a, b in zip(path, path[1:]) if b - a > 1e-6] + [float(path[-1] * 2)]
        results = [[leaves_and_impurity(fitted(x, y, criterion, alpha, run)) for alpha in alphas] for run in range(12)]
        if all(np.allclose(result, results[0], rtol=0, atol=1e-12) for result in results):
            break
        seed += 1
    # scikit-learn measures entropy in bits, GenreLab in nats.
    scale = np.log(2) if criterion == "entropy" else 1
    cases.append({"criterion": criterion, "minLeaf": 6, "maxDepth": 7, "genres": genres, "x": x.tolist(), "y": y.tolist(),
                  "pruned": [{"strength": alpha * scale, "leaves": leaves, "impurity": impurity * scale}
                             for alpha, (leaves, impurity) in zip(alphas, results[0])]})
    print(criterion, "seed", seed, "leaves", [leaves for leaves, _ in results[0]])

with open(os.path.join(os.path.dirname(__file__), "pruning.json"), "w") as file:
    json.dump(cases, file)
