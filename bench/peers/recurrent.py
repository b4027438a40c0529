"""The recurrent trainings of GenreLab.Bench/PeerTraining.cs in PyTorch: same network, batch, optimiser and rows.

Run: /usr/bin/python3 recurrent.py NAME THREADS TABLE FOLDS; prints one JSON object with the median seconds an epoch and a step.
"""
import json
import sys

import pandas
import torch
from torch import nn

import networks

FEATURES = ["popularity", "duration_ms", "explicit", "danceability", "energy", "key", "loudness", "mode", "speechiness",
            "acousticness", "instrumentalness", "liveness", "valence", "tempo", "time_signature"]


class Recurrent(nn.Module):
    def __init__(self, dense, units, labels):
        super().__init__()
        self.dense = nn.Linear(1, dense) if dense else None
        sizes = [dense or 1, *units]
        self.layers = nn.ModuleList(nn.LSTM(inputs, outputs, batch_first=True) for inputs, outputs in zip(sizes, units))
        self.output = nn.Linear(units[-1], labels)

    def forward(self, x):
        x = x[:, :, None]
        if self.dense is not None:
            x = self.dense(x)
        for layer in self.layers:
            x, _ = layer(x)
        return self.output(x[:, -1])


networks.TRAININGS |= {
    "dense250-lstm80": dict(model=lambda: Recurrent(250, [80], 114), rows=72671, inputs=15, labels=114, batch=10000, epochs=3, rate=1e-3),
    "lstm80-lstm150": dict(model=lambda: Recurrent(0, [80, 150], 114), rows=72671, inputs=15, labels=114, batch=10000, epochs=3, rate=1e-3),
}


def training_rows(table, folds):
    rows = pandas.read_csv(folds).query("fold == 'train'")["row"]
    tracks = pandas.read_csv(table, index_col=0).iloc[rows]
    x = tracks[FEATURES].astype("float64")
    x = (x - x.min()) / (x.max() - x.min())
    return torch.tensor(x.to_numpy(), dtype=torch.float32), torch.tensor(pandas.factorize(tracks["track_genre"], sort=True)[0])


if __name__ == "__main__":
    print(json.dumps(networks.measure(sys.argv[1], int(sys.argv[2]), training_rows(*sys.argv[3:5]))))
