"""Times GenreLab's support vector machine against scikit-learn's SVC on the songs, alternating, and writes ../results/svm.md.

Run from anywhere: /usr/bin/python3 bench/peers/compare_svm.py DATA [rounds] [platt]; DATA is the folder with the tables and their folds. Every fit
is the first of a process of its own. With the word platt calibrated probabilities are compared, which take LIBSVM some minutes a round.
"""
import pathlib
import statistics
import sys

from alternating import HERE, PROGRAM, RESULTS, build, median, run

DATA = pathlib.Path(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
PLATT = "platt" in sys.argv[3:]
FILES = (DATA / "spotify-songs/spotify_songs.csv", DATA / "splits/spotify-songs.by-track.csv")


def agreement(ours, theirs):
    return sum(a == b for a, b in zip(ours, theirs)) / len(ours)


build()
ours, theirs = [], []
for _ in range(ROUNDS):
    ours.append(run(PROGRAM, "svm", *FILES, 2, "probabilities=" + ("platt" if PLATT else "votes")))
    theirs.append(run("/usr/bin/python3", HERE / "svm.py", *FILES, *(["probability"] if PLATT else [])))
lines = ["| | GenreLab, two threads | scikit-learn | times (least–most) |", "|---|---|---|---|"]
for title, key in (("fit", "fit"), (f"predict {ours[0]['rows']:,} rows", "predict")):
    ratios = sorted(b[key] / a[key] for a, b in zip(ours, theirs))
    lines.append(f"| {title} | {median(ours, key):.3f} s | {median(theirs, key):.2f} s | **{statistics.median(ratios):.1f}** ({ratios[0]:.1f}–{ratios[-1]:.1f}) |")
lines.append(f"| accuracy | {median(ours, 'accuracy'):.4f} | {median(theirs, 'accuracy'):.4f} | |")
if PLATT:
    lines.append(f"| log-loss | {median(ours, 'logLoss'):.4f} | {median(theirs, 'logLoss'):.4f} | |")
lines.append(f"| peak memory | {median(ours, 'peakMegabytes'):.0f} MB | {median(theirs, 'peakMegabytes'):.0f} MB | |")
lines.append(f"| steps of all pairs | {median(ours, 'steps'):,.0f} | | |")
apart = max(abs(a / b - 1) for a, b in zip(ours[0]["objectives"], theirs[0]["objectives"]))
same = agreement(ours[0]["predictions"], theirs[0]["predictions" if PLATT else "confident"])
lines += ["", f"Dual objectives of the {len(ours[0]['objectives'])} pairs differ by {apart:.1e} at most; {same:.2%} of the predictions agree" + ("." if PLATT else ", ties between votes broken by confidence in both.")]
print("\n".join(lines))
(RESULTS / ("svm-platt.md" if PLATT else "svm.md")).write_text(
    f"Songs, 26,300 rows, 13 standardised features, six genres, C 1, gamma scale; {ROUNDS} alternating rounds, medians; made by bench/peers/compare_svm.py.\n\n" + "\n".join(lines) + "\n")
