"""Reference losses, gradients, probabilities and optimiser steps from PyTorch, for networks.json.

Run: /usr/bin/python3 networks.py  (torch 1.13.1). Weights are written as inputs x outputs.
"""
import json
import torch
from torch import nn

torch.manual_seed(7)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)  # the reference is exact to more digits than the code under test

ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU, "silu": nn.SiLU, "tanh": nn.Tanh}


def flat(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().reshape(-1).tolist()]


def build(inputs, hidden, labels, activation, batch_norm):
    modules, names = [], []
    for size in hidden:
        modules.append(nn.Linear(inputs, size))
        names.append("dense")
        if batch_norm:
            modules.append(nn.BatchNorm1d(size))
            names.append("batchNorm")
            with torch.no_grad():
                modules[-1].weight.uniform_(0.5, 1.5)
                modules[-1].bias.uniform_(-0.5, 0.5)
        modules.append(ACTIVATIONS[activation]())
        names.append(None)
        inputs = size
    modules.append(nn.Linear(inputs, labels))
    names.append("dense")
    return nn.Sequential(*modules), names


def tensors(model, names, gradient):
    out, index = {}, 0
    pick = (lambda p: p.grad) if gradient else (lambda p: p)
    for module, name in zip(model, names):
        if name is None:
            continue
        if name == "dense":
            out[f"layers.{index}.weight"] = flat(pick(module.weight).T)
            out[f"layers.{index}.bias"] = flat(pick(module.bias))
        else:
            out[f"layers.{index}.scale"] = flat(pick(module.weight))
            out[f"layers.{index}.shift"] = flat(pick(module.bias))
            if not gradient:
                out[f"layers.{index}.mean"] = flat(module.running_mean)
                out[f"layers.{index}.variance"] = flat(module.running_var)
        index += 1
    return out


def case(name, inputs, hidden, labels, rows, activation, batch_norm, smoothing, optimizer, options, clip=0.0, steps=10):
    model, names = build(inputs, hidden, labels, activation, batch_norm)
    x = torch.randn(rows, inputs)
    y = torch.randint(0, labels, (rows,))
    before = tensors(model, names, gradient=False)
    loss_function = nn.CrossEntropyLoss(label_smoothing=smoothing)
    step_function = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamW": torch.optim.AdamW}[optimizer]
    decay = options.pop("weight_decay", 0.0)
    groups = [
        {"params": [p for n, p in model.named_parameters() if p.dim() == 2], "weight_decay": decay},
        {"params": [p for n, p in model.named_parameters() if p.dim() != 2], "weight_decay": 0.0},
    ]
    opt = step_function(groups, **options)
    losses, gradient = [], None
    for _ in range(steps):
        opt.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        if gradient is None:
            gradient = tensors(model, names, gradient=True)
        if clip > 0:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        opt.step()
        losses.append(float(loss))
    model.eval()
    after = torch.softmax(model(x[:20]), 1)
    return {
        "name": name, "inputs": inputs, "hidden": hidden, "labels": labels, "rows": rows, "activation": activation,
        "batchNorm": batch_norm, "smoothing": smoothing, "optimizer": optimizer, "options": {**options, "weightDecay": decay},
        "clip": clip, "x": flat(x), "y": y.tolist(), "tensors": before, "gradient": gradient, "losses": losses,
        "probabilities": flat(after),
    }


CASES = [
    case("softmax", 3, [], 4, 33, "relu", False, 0.0, "sgd", {"lr": 0.1}),
    case("relu, several chunks", 7, [9, 6], 5, 300, "relu", False, 0.0, "adam", {"lr": 0.01}),
    case("relu, batch norm, several chunks, adam with decay", 7, [18, 11], 5, 300, "relu", True, 0.0, "adam", {"lr": 0.01, "weight_decay": 0.01}),
    case("gelu, smoothing, adamW", 5, [17], 3, 70, "gelu", False, 0.1, "adamW", {"lr": 0.02, "weight_decay": 0.1}),
    case("gelu, batch norm", 5, [8, 4], 3, 70, "gelu", True, 0.1, "sgd", {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
    case("silu, clipped, nesterov", 4, [40, 33], 6, 31, "silu", False, 0.0, "sgd", {"lr": 0.1, "momentum": 0.9, "nesterov": True}, clip=0.05),
    case("tanh, batch norm, odd rows, momentum", 4, [5], 2, 129, "tanh", True, 0.0, "sgd", {"lr": 0.05, "momentum": 0.8}),
]

with open(__file__.replace(".py", ".json"), "w") as file:
    json.dump({"made by": "networks.py", "cases": CASES}, file)
