"""Writes evaluation.json beside it: predictions and the scores that scikit-learn gives them (made with 1.2.1)."""
import json
import pathlib

import numpy as np
from sklearn import metrics


def case(name, rows, genres, seed, steps=None, absent=()):
    random = np.random.default_rng(seed)
    labels = random.integers(0, genres, rows)
    for genre in absent:
        labels[labels == genre] = (genre + 1) % genres
    logits = random.normal(0, 1, (rows, genres))
    logits[np.arange(rows), labels] += 1.2
    for genre in absent[:1]:
        logits[:, genre] -= 20  # neither true nor predicted
    p = np.exp(logits)
    p /= p.sum(1, keepdims=True)
    if steps:  # many ties
        p = np.maximum(np.round(p * steps), 0) / steps
        p[:, -1] += 1 - p.sum(1)
        p = np.maximum(p, 0)
        p /= p.sum(1, keepdims=True)
    p = p.astype(np.float32)
    predicted = p.argmax(1)
    known = list(range(genres))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(labels, predicted, labels=known, zero_division=0)
    macro = metrics.precision_recall_fscore_support(labels, predicted, average="macro", zero_division=0)
    weighted = metrics.precision_recall_fscore_support(labels, predicted, average="weighted", zero_division=0)
    auc = [None if support[k] in (0, rows) else metrics.roc_auc_score(labels == k, p[:, k]) for k in known]
    wide = p.astype(np.float64)
    confidence, right = wide.max(1), predicted == labels
    bins = np.clip(np.ceil(confidence * 15).astype(int) - 1, 0, 14)
    calibration = sum(abs(right[bins == b].sum() - confidence[bins == b].sum()) for b in range(15)) / rows
    return {
        "name": name,
        "labels": labels.tolist(),
        "probabilities": [[float(x) for x in row] for row in p],
        "accuracy": metrics.accuracy_score(labels, predicted),
        # scikit-learn ranks the last of tied genres first, GenreLab the first: only compared without ties.
        "top5Accuracy": None if steps else metrics.top_k_accuracy_score(labels, wide, k=5, labels=known),
        "macroPrecision": macro[0], "macroRecall": macro[1], "macroF1": macro[2], "weightedF1": weighted[2],
        "macroAuc": float(np.mean([a for a in auc if a is not None])),
        "logLoss": float(-np.log(np.clip(wide[np.arange(rows), labels], 1e-15, 1)).mean()) if steps
        else metrics.log_loss(labels, wide / wide.sum(1, keepdims=True), labels=known, eps=1e-15),
        "calibrationError": float(calibration),
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "support": support.tolist(), "auc": auc,
        "confusion": metrics.confusion_matrix(labels, predicted, labels=known).tolist(),
    }


cases = [case("seven genres", 150, 7, 1), case("ties", 150, 6, 2, steps=10), case("absent genres", 120, 8, 3, absent=(2, 5))]
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
