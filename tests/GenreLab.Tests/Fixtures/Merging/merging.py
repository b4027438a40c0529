"""Makes merging.json: what NumPy, SciPy and scikit-learn say of a proposed merge of genres.
Run with: python3 merging.py (scikit-learn 1.2.1)."""
import json
from pathlib import Path

import numpy as np
from scipy.stats import entropy
from sklearn.metrics import accuracy_score, mutual_info_score

generator = np.random.default_rng(7)
GENRES, ROWS = 7, 260
families = [0, 0, 0, 1, 1, 2, 3]
labels = generator.choice(GENRES, ROWS, p=[.2, .15, .1, .2, .1, .15, .1])
scores = generator.normal(size=(ROWS, GENRES))
for row, label in enumerate(labels):
    scores[row, label] += 0.8
    scores[row, [other for other in range(GENRES) if families[other] == families[label]]] += 1.4
probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
probabilities = np.round(probabilities, 4).astype(np.float32)


def information(joint):
    outer = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    some = joint > 0
    return float((joint[some] * np.log2(joint[some] / outer[some])).sum())


def joined(matrix, groups):
    place = np.zeros((len(groups), matrix.shape[0]))
    for group, members in enumerate(groups):
        place[group, members] = 1
    return place @ matrix @ place.T


# Every union is tried and its information computed from scratch.
mass = np.array([probabilities[labels == genre].astype(float).sum(axis=0) for genre in range(GENRES)])
joint = (mass + mass.T) / (2 * mass.sum())
groups, numbers, merges, levels = [[genre] for genre in range(GENRES)], list(range(GENRES)), [], []


def level():
    of = np.zeros(GENRES, dtype=int)
    for group, members in enumerate(groups):
        of[members] = group
    truth = of[labels]
    sums = np.stack([probabilities[:, members].sum(axis=1) for members in groups], axis=1)
    predicted = sums.argmax(axis=1)
    shares = np.bincount(truth, minlength=len(groups)) / ROWS
    table = np.zeros((len(groups), len(groups)))
    np.add.at(table, (truth, predicted), 1)
    chance = ((table > 0).sum() - (table.sum(axis=1) > 0).sum() - (table.sum(axis=0) > 0).sum() + 1) / (2 * ROWS * np.log(2))
    recall = np.diag(table) / table.sum(axis=1)
    return {
        "genres": len(groups), "accuracy": accuracy_score(truth, predicted), "chance": shares.max(), "entropy": entropy(shares, base=2),
        "information": max(0.0, mutual_info_score(truth, predicted) / np.log(2) - chance),
        "informationAccuracy": float((-shares * np.log2(shares) * recall).sum()),
    }


whole = information(joint)
levels.append(level())
while len(groups) > 1:
    best = None
    for one in range(len(groups)):
        for two in range(one + 1, len(groups)):
            rest = [members for place, members in enumerate(groups) if place not in (one, two)]
            kept = information(joined(joint, rest + [groups[one] + groups[two]]))
            if best is None or kept > best[0]:
                best = (kept, one, two)
    kept, one, two = best
    merges.append({"left": min(numbers[one], numbers[two]), "right": max(numbers[one], numbers[two]), "lost": whole - kept})
    groups = [members for place, members in enumerate(groups) if place not in (one, two)] + [groups[one] + groups[two]]
    numbers = [number for place, number in enumerate(numbers) if place not in (one, two)] + [GENRES + len(merges) - 1]
    if len(groups) > 1:
        levels.append(level())

Path(__file__).with_name("merging.json").write_text(json.dumps({
    "labels": labels.tolist(), "probabilities": [[round(float(value), 4) for value in row] for row in probabilities],
    "merges": merges, "levels": levels,
}))
