"""The trainings of GenreLab.Bench/PeerTraining.cs in PyTorch: same network, batch, optimiser and number of rows.

Run: /usr/bin/python3 networks.py NAME THREADS; prints one JSON object with the median seconds an epoch and a step.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn


def mlp(inputs, hidden, labels, batch_norm, dropout):
    modules = []
    for size in hidden:
        modules.append(nn.Linear(inputs, size))
        if batch_norm:
            modules.append(nn.BatchNorm1d(size))
        modules.append(nn.ReLU())
        if dropout:
            modules.append(nn.Dropout(dropout))
        inputs = size
    return nn.Sequential(*modules, nn.Linear(inputs, labels))


TRAININGS = {
    "mlp-10000": dict(model=lambda: mlp(15, [100, 150, 150, 150], 114, False, 0), rows=72671, inputs=15, labels=114, batch=10000, epochs=8, rate=1e-3),
    "batchnorm-64": dict(model=lambda: mlp(10, [512, 256, 128, 64], 6, True, 0.3), rows=6400, inputs=10, labels=6, batch=64, epochs=6, rate=5e-3, smoothing=0.05),
    "small-32": dict(model=lambda: mlp(14, [128, 16], 5, False, 0.3), rows=17142, inputs=14, labels=5, batch=32, epochs=6, rate=1e-3, clip=1.5),
}


def measure(name, threads, data=None):
    """Median seconds an epoch and a step; data is a pair of tensors, inputs and labels, or None for random numbers."""
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    training = TRAININGS[name]
    rows, batch = training["rows"] if data is None else len(data[1]), training["batch"]
    model = training["model"]()
    optimizer = torch.optim.Adam(model.parameters(), training["rate"])
    loss_function = nn.CrossEntropyLoss(label_smoothing=training.get("smoothing", 0))
    x, y = data or (torch.randn(rows, training["inputs"]), torch.randint(0, training["labels"], (rows,)))
    seconds = []
    for _ in range(training["epochs"]):
        started = time.perf_counter()
        order = torch.randperm(rows)
        for first in range(0, rows, batch):
            chosen = order[first:first + batch]
            optimizer.zero_grad(set_to_none=True)
            loss = loss_function(model(x[chosen]), y[chosen])
            loss.backward()
            if "clip" in training:
                nn.utils.clip_grad_norm_(model.parameters(), training["clip"])
            optimizer.step()
        seconds.append(time.perf_counter() - started)
    epoch = statistics.median(seconds[1:])
    return {"threads": threads, "epoch": epoch, "step": epoch / -(-rows // batch)}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
