"""Times GenreLab's tree models against scikit-learn's and XGBoost's on the real tables, alternating, and writes ../results/trees.md.

Run from anywhere: /usr/bin/python3 bench/peers/compare_trees.py DATA [rounds] [first words of the lines wanted]; DATA is the folder
with the tables and their folds. Every fit is the first of a process of its own. The peers get two threads, their better count
(a single tree of scikit-learn knows only one).
"""
import pathlib
import statistics
import sys

from alternating import HERE, PROGRAM, RESULTS, build, median, run

DATA = pathlib.Path(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
WANTED = sys.argv[3] if len(sys.argv) > 3 else ""
TRACKS = (DATA / "spotify-tracks/dataset.csv", DATA / "splits/spotify-tracks.by-track.csv")
PUBLISHED = (TRACKS[0], DATA / "splits/spotify-tracks.published.csv")
SONGS = (DATA / "spotify-songs/spotify_songs.csv", DATA / "splits/spotify-songs.by-track.csv")
LINES = [
    ("random forest 200 × 20, tracks", TRACKS, "random-forest", ["random-forest"]),
    ("random forest 200 × 20, songs", SONGS, "random-forest", ["random-forest"]),
    ("extra trees 200, min leaf 2, tracks", TRACKS, "extra-trees", ["extra-trees"]),
    ("extra trees 200, min leaf 2, songs", SONGS, "extra-trees", ["extra-trees"]),
    ("boosting to the log-loss of XGBoost 100 × 6, tracks", TRACKS, "xgboost-100x6", ["gradient-boosting", "rounds=75"]),
    ("boosting against XGBoost 100 × 6, songs", SONGS, "xgboost-100x6", ["gradient-boosting", "rounds=100"]),
    ("best boosting against XGBoost 220 × 8, tracks", TRACKS, "xgboost-220x8", ["gradient-boosting"]),
    ("decision tree, depth 30, published folds", PUBLISHED, "decision-tree", ["decision-tree", "pruning=0"]),
]


build()
table = [
    "| | fit | peer's fit | times faster (least–most) | test accuracy | peer's | log-loss | peer's | predicts rows/s | peer | times | peak MB | peer |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
]
for title, files, peer, own in LINES:
    if not title.startswith(WANTED):
        continue
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(run(PROGRAM, "trees", *files, 2, *own))
        theirs.append(run("/usr/bin/python3", HERE / "trees.py", *files, 2, peer))
    ratios = sorted(b["fit"] / a["fit"] for a, b in zip(ours, theirs))
    speeds = [median(runs, "rows") / median(runs, "predict") for runs in (ours, theirs)]
    table.append(
        f"| {title} | {median(ours, 'fit'):.2f} s | {median(theirs, 'fit'):.1f} s | **{statistics.median(ratios):.1f}** ({ratios[0]:.1f}–{ratios[-1]:.1f})"
        f" | {median(ours, 'accuracy'):.4f} | {median(theirs, 'accuracy'):.4f} | {median(ours, 'logLoss'):.4f} | {median(theirs, 'logLoss'):.4f}"
        f" | {speeds[0]:,.0f} | {speeds[1]:,.0f} | **{speeds[0] / speeds[1]:.1f}** | {median(ours, 'peakMegabytes'):.0f} | {median(theirs, 'peakMegabytes'):.0f} |")
    print(table[-1], flush=True)
if not WANTED:
    (RESULTS / "trees.md").write_text(f"Alternating runs, {ROUNDS} rounds, medians, two threads; made by bench/peers/compare_trees.py.\n\n" + "\n".join(table) + "\n")
