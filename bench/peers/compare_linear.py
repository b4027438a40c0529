"""Times GenreLab's logistic regression against scikit-learn's on the real tables, alternating, and writes ../results/linear.md.

Run from anywhere: /usr/bin/python3 bench/peers/compare_linear.py DATA [rounds]; DATA is the folder with the tables and their folds.
Every fit is the first of a process of its own, on two threads; scikit-learn also runs with one, and its better time counts. Both
minimise the same: the mean log-loss and the penalty of C = 1.
"""
import pathlib
import statistics
import sys

from alternating import HERE, PROGRAM, RESULTS, build, median, run

DATA = pathlib.Path(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
LINES = [
    ("tracks, 114 genres", DATA / "spotify-tracks/dataset.csv", DATA / "splits/spotify-tracks.by-track.csv"),
    ("songs, six genres", DATA / "spotify-songs/spotify_songs.csv", DATA / "splits/spotify-songs.by-track.csv"),
]


build()
table = [
    "| | fit | peer's fit | times faster (least–most) | iterations | peer's | minimised | peer's | test accuracy | peer's | predicts rows/s | peer | peak MB | peer |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
]
for title, *files in LINES:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(run(PROGRAM, "linear", *files, 2))
        theirs.append(min((run("/usr/bin/python3", HERE / "linear.py", *files, threads) for threads in (1, 2)), key=lambda one: one["fit"]))
    ratios = sorted(b["fit"] / a["fit"] for a, b in zip(ours, theirs))
    speeds = [median(runs, "rows") / median(runs, "predict") for runs in (ours, theirs)]
    table.append(
        f"| {title} | {median(ours, 'fit'):.2f} s | {median(theirs, 'fit'):.1f} s | **{statistics.median(ratios):.1f}** ({ratios[0]:.1f}–{ratios[-1]:.1f})"
        f" | {median(ours, 'iterations'):.0f} | {median(theirs, 'iterations'):.0f} | {median(ours, 'objective'):.6f} | {median(theirs, 'objective'):.6f}"
        f" | {median(ours, 'accuracy'):.4f} | {median(theirs, 'accuracy'):.4f} | {speeds[0]:,.0f} | {speeds[1]:,.0f} | {median(ours, 'peakMegabytes'):.0f} | {median(theirs, 'peakMegabytes'):.0f} |")
    print(table[-1], flush=True)
(RESULTS / "linear.md").write_text(f"Alternating runs, {ROUNDS} rounds, medians; made by bench/peers/compare_linear.py.\n\n" + "\n".join(table) + "\n")
