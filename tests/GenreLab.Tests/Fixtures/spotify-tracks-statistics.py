"""Writes spotify-tracks-statistics.json: what the 114-genre table looks like, in aggregate figures only.
python3 spotify-tracks-statistics.py path/to/spotify-tracks/dataset.csv path/to/splits/spotify-tracks.by-track.csv"""
import json
import os
import sys

import numpy as np
import pandas as pd
from sklearn.neighbors import NearestCentroid
from sklearn.preprocessing import StandardScaler

features = ("popularity duration_ms explicit danceability energy key loudness mode speechiness acousticness instrumentalness "
            "liveness valence tempo time_signature").split()
numeric = [name for name in features if name not in ("explicit", "key", "mode", "time_signature")]
pairs = [("energy", "loudness"), ("energy", "acousticness"), ("danceability", "valence"), ("speechiness", "explicit")]
shares = [0.1, 0.25, 0.5, 0.75, 0.9]

raw = pd.read_csv(sys.argv[1], index_col=0, keep_default_na=False)
folds = pd.read_csv(sys.argv[2]).set_index("row").fold
table = raw[raw.artists != ""].drop_duplicates()


def short(numbers):
    return [float(f"{number:.5g}") for number in numbers]


genres = {}
for genre, rows in table.groupby("track_genre"):
    values = rows[features].astype(float)
    ranks = values.corr("spearman").fillna(0)
    genres[genre] = {
        "quantiles": {name: short(values[name].quantile(shares)) for name in numeric},
        "explicit": short([values.explicit.mean()])[0],
        "spearman": short([ranks.loc[a, b] for a, b in pairs]),
    }

x = raw[features].astype(float)
train, test = folds[folds == "train"].index, folds[folds == "test"].index
scaler = StandardScaler().fit(x.iloc[train])
model = NearestCentroid().fit(scaler.transform(x.iloc[train]), raw.track_genre.iloc[train])
accuracy = model.score(scaler.transform(x.iloc[test]), raw.track_genre.iloc[test])
spread = table[numeric].quantile(0.9) - table[numeric].quantile(0.1)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "spotify-tracks-statistics.json"), "w") as file:
    json.dump({
        "shares": shares,
        "spread": dict(zip(numeric, short(spread))),
        "pairs": pairs,
        "nearestCentroid": round(accuracy, 4),
        "rowsPerTrack": round(len(table) / table.track_id.nunique(), 4),
        "genres": genres,
    }, file)
