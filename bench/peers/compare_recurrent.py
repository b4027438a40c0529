"""Times GenreLab's training of recurrent networks against PyTorch's, alternating, and writes ../results/recurrent.md and lyrics.md.

Run from anywhere: /usr/bin/python3 bench/peers/compare_recurrent.py DATA [rounds] [recurrent|lyrics]; DATA is the folder with the tables and their folds. The
first two networks train on the published training rows of spotify-tracks, of which GenreLab passes those with the same inputs through the network
once; lyrics are drawn. PyTorch runs with one and with two threads and the better is taken; OpenBLAS' overrides are unset so that it chooses its best kernels.
"""
import pathlib
import statistics
import sys

from alternating import HERE, PROGRAM, RESULTS, build, require_openblas, run

DATA = pathlib.Path(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
FILES = (DATA / "spotify-tracks/dataset.csv", DATA / "splits/spotify-tracks.published.csv")
NAMES = {
    "dense250-lstm80": "dense 250 at every step, LSTM 80, 72,671 rows, batch 10,000",
    "lstm80-lstm150": "LSTM 80, LSTM 150, 72,671 rows, batch 10,000",
}
LYRICS = {
    "lyrics-full": "lyrics: frozen vectors of 100, LSTM 64 in both directions, 5,053 songs of 200 words, batch 64",
    "lyrics": "the same, songs of 1 to 200 words (62 in the middle), batches of songs of alike length",
}


def files(name):
    return () if name in LYRICS else FILES


def peer(name, threads):
    """PyTorch's seconds an epoch; with lyrics of different lengths the quicker of leaving padding out and computing it."""
    if name not in LYRICS:
        return run("/usr/bin/python3", str(HERE / "recurrent.py"), name, threads, *files(name))["epoch"]
    ways = ["packed", "padded"] if name == "lyrics" else ["padded"]
    return min(run("/usr/bin/python3", str(HERE / "lyrics.py"), name, threads, way)["epoch"] for way in ways)


def compare(names, rounds):
    """The table of some networks, as Markdown."""
    lines = ["| network | PyTorch, one thread | PyTorch, two threads | GenreLab, two threads | times faster (median of the rounds) | least | most |", "|---|---|---|---|---|---|---|"]
    for name, title in names.items():
        one, two, own = [], [], []
        for _ in range(rounds):
            own.append(run(PROGRAM, "peer", name, "2", *files(name))["epoch"])
            one.append(peer(name, "1"))
            two.append(peer(name, "2"))
        best = one if statistics.median(one) < statistics.median(two) else two
        ratios = sorted(peer / mine for peer, mine in zip(best, own))
        figures = " | ".join(f"{statistics.median(values):.3g} s/epoch" for values in (one, two, own))
        lines.append(f"| {title} | {figures} | {statistics.median(ratios):.2f} | {ratios[0]:.2f} | {ratios[-1]:.2f} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


require_openblas()
build()
for page, names in {"recurrent": NAMES, "lyrics": LYRICS}.items():
    if page in (sys.argv[3:] or [page]):
        (RESULTS / f"{page}.md").write_text(f"Alternating runs, {ROUNDS} rounds, Adam in both; made by bench/peers/compare_recurrent.py.\n\n{compare(names, ROUNDS)}\n")
