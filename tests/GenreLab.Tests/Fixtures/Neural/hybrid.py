"""Reference losses, gradients, steps and probabilities of networks with branches from PyTorch, for hybrid.json.

Run: /usr/bin/python3 hybrid.py  (torch 1.13.1). A network is written as GenreLab describes its layers; weights are transposed to inputs x outputs and an
LSTM's two biases are one. Tables of embedding bags are stepped by SparseAdam, everything else by Adam, with a tiny epsilon: the two place it differently.
"""
import json

import torch
from torch import nn

torch.manual_seed(7)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)  # the reference is exact to more digits than the code under test


def flat(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().reshape(-1).tolist()]


def entry(tensor):
    return {"shape": list(tensor.shape), "values": flat(tensor)}


class Select(nn.Module):
    def __init__(self, inputs, *columns):
        super().__init__()
        self.columns = columns
        self.description = {"type": "select", "inputs": inputs, "columns": [list(run) for run in columns]}

    def forward(self, values, lengths):
        return torch.cat([values[0][:, first:end] for first, end in self.columns], 1), None

    def tensors(self, pick):
        return {}


class Join(nn.Module):
    def __init__(self, layers, sizes):
        super().__init__()
        self.layers = layers
        self.description = {"type": "join", "layers": layers, "sizes": sizes}

    def forward(self, values, lengths):
        return torch.cat([values[layer + 1] for layer in self.layers], 1), None

    def tensors(self, pick):
        return {}


class Dense(nn.Module):
    def __init__(self, inputs, outputs, activation="none"):
        super().__init__()
        self.linear, self.activation = nn.Linear(inputs, outputs), activation
        self.description = {"type": "dense", "inputs": inputs, "outputs": outputs, "activation": activation}

    def forward(self, values, lengths):
        y = self.linear(values[-1])
        return (torch.relu(y) if self.activation == "relu" else y), lengths

    def tensors(self, pick):
        return {"weight": pick(self.linear.weight).T, "bias": pick(self.linear.bias)}


class Bag(nn.Module):
    def __init__(self, steps, tokens, width):
        super().__init__()
        self.bag, self.tokens = nn.EmbeddingBag(tokens, width, mode="mean", sparse=True), tokens
        self.description = {"type": "embeddingBag", "steps": steps, "tokens": tokens, "width": width}

    def forward(self, values, lengths):
        rows = [row[row >= 0].long() for row in values[-1]]
        offsets = torch.tensor([0] + [len(row) for row in rows[:-1]]).cumsum(0)
        return self.bag(torch.cat(rows), offsets), None

    def tensors(self, pick):
        table = pick(self.bag.weight)
        return {"table": table.to_dense() if table.is_sparse else table}


class Embedding(nn.Module):
    def __init__(self, steps, tokens, width):
        super().__init__()
        self.table = nn.Embedding(tokens, width)
        self.description = {"type": "embedding", "steps": steps, "tokens": tokens, "width": width, "frozen": False}

    def forward(self, values, lengths):
        return self.table(values[-1].long().clamp(min=0)), (values[-1] >= 0).sum(1)

    def tensors(self, pick):
        return {"table": pick(self.table.weight)}


class Lstm(nn.Module):
    def __init__(self, steps, width, units):
        super().__init__()
        self.lstm, self.steps = nn.LSTM(width, units, batch_first=True, bidirectional=True), steps
        for suffix in ["", "_reverse"]:
            second = getattr(self.lstm, "bias_hh_l0" + suffix)
            second.requires_grad_(False)
            with torch.no_grad():
                second.zero_()
        self.description = {"type": "lstm", "steps": steps, "width": width, "dense": 0, "units": units, "bidirectional": True,
                            "sequences": True, "inputDropout": 0, "recurrentDropout": 0}

    def forward(self, values, lengths):
        # A row without words is given one here; pooling leaves it out.
        packed = nn.utils.rnn.pack_padded_sequence(values[-1], lengths.clamp(min=1), batch_first=True, enforce_sorted=False)
        return nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=self.steps)[0], lengths

    def tensors(self, pick):
        out = {}
        for name, suffix in zip(["", "reverse."], ["", "_reverse"]):
            out[name + "weight"] = pick(getattr(self.lstm, "weight_ih_l0" + suffix)).T
            out[name + "recurrent"] = pick(getattr(self.lstm, "weight_hh_l0" + suffix)).T
            out[name + "bias"] = pick(getattr(self.lstm, "bias_ih_l0" + suffix))
        return out


class Pool(nn.Module):
    def __init__(self, steps, width, pooling):
        super().__init__()
        self.description = {"type": "pool", "steps": steps, "width": width, "pooling": pooling}

    def forward(self, values, lengths):
        x = values[-1]
        inside = (torch.arange(x.shape[1])[None, :] < lengths[:, None])[:, :, None]
        if self.description["pooling"] == "mean":
            return (x * inside).sum(1) / lengths.clamp(min=1)[:, None], None
        pooled = x.masked_fill(~inside, -torch.inf).amax(1)
        return torch.where((lengths > 0)[:, None], pooled, torch.zeros_like(pooled)), None

    def tensors(self, pick):
        return {}


def tensors(layers, gradient):
    pick = (lambda p: p.grad) if gradient else (lambda p: p)
    return {f"layers.{i}.{name}": entry(tensor) for i, layer in enumerate(layers) for name, tensor in layer.tensors(pick).items()}


def words(rows, steps, tokens):
    lengths = torch.randint(0, steps + 1, (rows,))
    x = torch.randint(0, tokens, (rows, steps)).double()
    x[torch.arange(steps)[None, :] >= lengths[:, None]] = -1
    return x


def case(name, layers, x, labels=4, clip=0.0):
    model = nn.ModuleList(layers)
    y = torch.randint(0, labels, (len(x),))

    def run(x):
        values, lengths = [x], None
        for layer in layers:
            value, lengths = layer(values, lengths)
            values.append(value)
        return values[-1]

    before = tensors(layers, gradient=False)
    sparse = [layer.bag.weight for layer in layers if isinstance(layer, Bag)]
    dense = [p for p in model.parameters() if p.requires_grad and not any(p is table for table in sparse)]
    optimizers = [torch.optim.Adam(dense, lr=0.01, eps=1e-12)] + ([torch.optim.SparseAdam(sparse, lr=0.01, eps=1e-12)] if sparse else [])
    losses = []
    for step in range(10):
        for optimizer in optimizers:
            optimizer.zero_grad()
        # Every other step sees half of the rows, so that some tokens wait.
        chosen = slice(0, len(x)) if step % 2 == 0 else slice(0, len(x) // 2)
        loss = nn.functional.cross_entropy(run(x[chosen]), y[chosen])
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            gradient = tensors(layers, gradient=True)
        if clip:
            norm = torch.sqrt(sum((p.grad.to_dense() if p.grad.is_sparse else p.grad).square().sum() for p in dense + sparse))
            for p in dense + sparse:
                p.grad *= min(1.0, clip / norm)
        for optimizer in optimizers:
            optimizer.step()
    return {"name": name, "layers": [layer.description for layer in layers], "rows": len(x), "labels": labels, "clip": clip, "x": flat(x), "y": y.tolist(),
            "tensors": before, "gradient": gradient, "losses": losses, "probabilities": flat(torch.softmax(run(x[:20]), 1))}


def holes(x):
    x[:, 1][torch.rand(len(x)) < 0.3] = -1
    return x


cases = [
    case("a bag", [Bag(7, 30, 5), Dense(5, 4)], holes(words(45, 7, 30))),
    case("two bags, several lanes, clipped", [Select(13, (0, 6)), Bag(6, 40, 3), Select(13, (6, 13)), Bag(7, 25, 18), Join([1, 3], [3, 18]), Dense(21, 4)],
         torch.cat([words(300, 6, 40), words(300, 7, 25)], 1), clip=0.01),
    case("lyrics, audio and names",
         [Select(21, (3, 12)), Embedding(9, 12, 4), Lstm(9, 4, 5), Pool(9, 10, "max"), Select(21, (12, 18)), Bag(6, 20, 6), Select(21, (0, 3), (18, 21)), Dense(6, 7, "relu"),
          Join([3, 5, 7], [10, 6, 7]), Dense(23, 9, "relu"), Dense(9, 4)],
         torch.cat([torch.randn(45, 3), words(45, 9, 12), holes(words(45, 6, 20)), torch.randn(45, 3)], 1)),
    case("audio as it is, words averaged",
         [Select(9, (5, 9)), Select(9, (0, 5)), Embedding(5, 8, 6), Pool(5, 6, "mean"), Join([0, 3], [4, 6]), Dense(10, 4)],
         torch.cat([words(45, 5, 8), torch.randn(45, 4)], 1)),
]
with open("hybrid.json", "w") as file:
    json.dump({"cases": cases}, file)
