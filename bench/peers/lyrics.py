"""The lyrics trainings of GenreLab.Bench/PeerTraining.cs in PyTorch: frozen vectors of 100 numbers, an LSTM of 64 units in both directions, the largest
of each output over a song's words, softmax over 7 genres; 5,053 songs, batch 64.

Run: /usr/bin/python3 lyrics.py NAME THREADS [packed|padded]; prints one JSON object with the median seconds an epoch and a step. Batches are of songs of alike
length and are cut to their longest. `packed` leaves out the padding song by song, as GenreLab does; `padded` computes it, which may be quicker here.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn

SONGS, TOKENS, WIDTH, LONGEST, UNITS, LABELS, BATCH, WINDOW = 5053, 10_000, 100, 200, 64, 7, 64, 50 * 64


class Lyrics(nn.Module):
    def __init__(self, packed):
        super().__init__()
        self.packed = packed
        self.embedding = nn.Embedding.from_pretrained(torch.randn(TOKENS, WIDTH), freeze=True)
        self.lstm = nn.LSTM(WIDTH, UNITS, batch_first=True, bidirectional=True)
        self.output = nn.Linear(2 * UNITS, LABELS)

    def forward(self, words, lengths):
        longest = int(lengths.max())
        x = self.embedding(words[:, :longest])
        if int(lengths.min()) == longest:
            return self.output(self.lstm(x)[0].amax(1))
        if self.packed:
            packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            x, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        else:
            x, _ = self.lstm(x)
        inside = torch.arange(longest)[None, :] < lengths[:, None]
        return self.output(x.masked_fill(~inside[:, :, None], -torch.inf).amax(1))


def batches(lengths):
    order = torch.randperm(SONGS)
    windows = [window[torch.argsort(lengths[window], stable=True)] for window in order.split(WINDOW)]
    cut = list(torch.cat(windows).split(BATCH))
    return [cut[i] for i in torch.randperm(len(cut))]


def measure(name, threads, packed, epochs=3):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    if name == "lyrics-full":
        lengths = torch.full((SONGS,), LONGEST)
    else:
        lengths = torch.exp(4.13 + 0.6 * torch.randn(SONGS)).round().long().clamp(1, LONGEST)
    words = torch.randint(0, TOKENS, (SONGS, LONGEST))
    labels = torch.randint(0, LABELS, (SONGS,))
    model = Lyrics(packed)
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], 1e-3)
    seconds, processor = [], []
    for _ in range(epochs):
        started, worked = time.perf_counter(), time.process_time()
        for chosen in batches(lengths):
            optimizer.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(model(words[chosen], lengths[chosen]), labels[chosen]).backward()
            optimizer.step()
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - worked)
    epoch = statistics.median(seconds[1:])
    return {"threads": threads, "epoch": epoch, "step": epoch / -(-SONGS // BATCH), "processor": statistics.median(processor[1:])}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), sys.argv[3:] != ["padded"])))
