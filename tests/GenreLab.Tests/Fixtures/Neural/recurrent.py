"""Reference losses, gradients, probabilities and Adam steps of recurrent networks from PyTorch, for recurrent.json.

Run: /usr/bin/python3 recurrent.py  (torch 1.13.1). A network is written as GenreLab describes its layers; weights are transposed to
inputs x outputs and the LSTM's two biases are one (the second is held at zero, so that Adam moves their sum once).
"""
import json

import torch
from torch import nn

torch.manual_seed(11)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)  # the reference is exact to more digits than the code under test


def flat(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().reshape(-1).tolist()]


def entry(tensor):
    return {"shape": list(tensor.shape), "values": flat(tensor)}


class Dense(nn.Module):
    def __init__(self, inputs, outputs, steps=1):
        super().__init__()
        self.linear, self.steps = nn.Linear(inputs, outputs), steps
        self.description = {"type": "dense", "inputs": inputs, "outputs": outputs, "activation": "none", **({"steps": steps} if steps > 1 else {})}

    def forward(self, x, lengths):
        return self.linear(x), lengths

    def tensors(self, pick):
        return {"weight": pick(self.linear.weight).T, "bias": pick(self.linear.bias)}


class Lstm(nn.Module):
    def __init__(self, steps, width, units, bidirectional=False, sequences=False, dense=0):
        super().__init__()
        self.dense = nn.Linear(width, dense) if dense else None
        self.lstm = nn.LSTM(dense or width, units, batch_first=True, bidirectional=bidirectional)
        self.suffixes = ["", "_reverse"] if bidirectional else [""]
        for suffix in self.suffixes:
            second = getattr(self.lstm, "bias_hh_l0" + suffix)
            second.requires_grad_(False)
            with torch.no_grad():
                second.zero_()
        self.sequences, self.steps = sequences, steps
        self.description = {"type": "lstm", "steps": steps, "width": width, "dense": dense, "units": units, "bidirectional": bidirectional,
                            "sequences": sequences, "inputDropout": 0, "recurrentDropout": 0}

    def forward(self, x, lengths):
        if self.dense is not None:
            x = self.dense(x)
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        outputs, (last, _) = self.lstm(packed)
        if self.sequences:
            return nn.utils.rnn.pad_packed_sequence(outputs, batch_first=True, total_length=self.steps)[0], lengths
        return torch.cat(list(last), 1), lengths

    def tensors(self, pick):
        out = {}
        for name, suffix in zip(["", "reverse."], self.suffixes):
            out[name + "weight"] = pick(getattr(self.lstm, "weight_ih_l0" + suffix)).T
            out[name + "recurrent"] = pick(getattr(self.lstm, "weight_hh_l0" + suffix)).T
            out[name + "bias"] = pick(getattr(self.lstm, "bias_ih_l0" + suffix))
        if self.dense is not None:
            out["dense.weight"], out["dense.bias"] = pick(self.dense.weight).T, pick(self.dense.bias)
        return out


class LayerNorm(nn.Module):
    def __init__(self, steps, size):
        super().__init__()
        self.norm = nn.LayerNorm(size)
        with torch.no_grad():
            self.norm.weight.uniform_(0.5, 1.5)
            self.norm.bias.uniform_(-0.5, 0.5)
        self.description = {"type": "layerNorm", "steps": steps, "size": size}

    def forward(self, x, lengths):
        return self.norm(x), lengths

    def tensors(self, pick):
        return {"scale": pick(self.norm.weight), "shift": pick(self.norm.bias)}


class Pool(nn.Module):
    def __init__(self, steps, width, pooling):
        super().__init__()
        self.description = {"type": "pool", "steps": steps, "width": width, "pooling": pooling}

    def forward(self, x, lengths):
        inside = (torch.arange(x.shape[1])[None, :] < lengths[:, None])[:, :, None]
        kind = self.description["pooling"]
        if kind == "mean":
            return (x * inside).sum(1) / lengths[:, None], lengths
        if kind == "max":
            return x.masked_fill(~inside, -torch.inf).amax(1), lengths
        return x[torch.arange(len(x)), lengths - 1], lengths

    def tensors(self, pick):
        return {}


class Embedding(nn.Module):
    def __init__(self, steps, tokens, width):
        super().__init__()
        self.table = nn.Embedding(tokens, width)
        self.description = {"type": "embedding", "steps": steps, "tokens": tokens, "width": width, "frozen": False}

    def forward(self, x, lengths):
        x = x.squeeze(2).long()
        return self.table(x.clamp(min=0)), (x >= 0).sum(1)

    def tensors(self, pick):
        return {"table": pick(self.table.weight)}


def tensors(layers, gradient):
    pick = (lambda p: p.grad) if gradient else (lambda p: p)
    return {f"layers.{i}.{name}": entry(tensor) for i, layer in enumerate(layers) for name, tensor in layer.tensors(pick).items()}


def case(name, layers, steps, rows, labels=4, clip=0.0, tokens=0):
    model = nn.ModuleList(layers)
    width = 1 if tokens else layers[0].description.get("width", 1)
    if tokens:
        lengths = torch.randint(1, steps + 1, (rows,))
        x = torch.randint(0, tokens, (rows, steps)).double()
        x[torch.arange(steps)[None, :] >= lengths[:, None]] = -1
    else:
        x = torch.randn(rows, steps * width)
    y = torch.randint(0, labels, (rows,))

    def run(x):
        values, lengths = x.reshape(len(x), steps, -1), torch.full((len(x),), steps)
        for layer in layers:
            values, lengths = layer(values, lengths)
        return values

    before = tensors(layers, gradient=False)
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(learnt, lr=0.01)
    losses = []
    for step in range(10):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(run(x), y)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            gradient = tensors(layers, gradient=True)
        if clip:
            nn.utils.clip_grad_norm_(learnt, clip)
        optimizer.step()
    return {"name": name, "layers": [layer.description for layer in layers], "rows": rows, "labels": labels, "clip": clip, "x": flat(x), "y": y.tolist(),
            "tensors": before, "gradient": gradient, "losses": losses, "probabilities": flat(torch.softmax(run(x[:20]), 1))}


cases = [
    case("one layer", [Lstm(7, 3, 5), Dense(5, 4)], 7, 45),
    case("one unit, one step", [Lstm(1, 2, 1), Dense(1, 4)], 1, 33),
    case("dense in front", [Lstm(6, 1, 9, dense=13), Dense(9, 4)], 6, 45),
    case("wide dense in front of two directions", [Lstm(4, 3, 5, bidirectional=True, dense=21), Dense(10, 4)], 4, 40),
    case("two layers", [Lstm(9, 1, 8, sequences=True), Lstm(9, 8, 17), Dense(17, 4)], 9, 37),
    case("two layers, both directions", [Lstm(6, 2, 5, True, True), Lstm(6, 10, 7, True), Dense(14, 4)], 6, 45),
    case("dense at every step, normalised, mean", [Dense(1, 6, 5), Lstm(5, 6, 7, True, True), LayerNorm(5, 14), Pool(5, 14, "mean"), Dense(14, 4)], 5, 45),
    case("several lanes", [Lstm(5, 2, 11, dense=4, sequences=True), Pool(5, 11, "max"), Dense(11, 4)], 5, 300, clip=0.01),
    case("words, both directions, max", [Embedding(9, 12, 3), Lstm(9, 3, 6, True, True), Pool(9, 12, "max"), Dense(12, 4)], 9, 45, tokens=12),
    case("words, two layers, last", [Embedding(10, 9, 5), Lstm(10, 5, 4, True, True), Lstm(10, 8, 6, True), Dense(12, 4)], 10, 45, tokens=9),
    case("words, last step", [Embedding(6, 9, 4), Lstm(6, 4, 5, False, True), Pool(6, 5, "last"), Dense(5, 4)], 6, 45, tokens=9),
    case("words, mean", [Embedding(6, 9, 4), Lstm(6, 4, 5, False, True), Pool(6, 5, "mean"), Dense(5, 4)], 6, 45, tokens=9),
]
with open("recurrent.json", "w") as file:
    json.dump({"cases": cases}, file)
